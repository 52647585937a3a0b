"""What the page sends over the live connection."""

from typing import Annotated, Literal, TypeAlias

from pydantic import Field

from flowatlas.server.protocol.base import (
    LONGEST_PATH,
    LONGEST_TYPED,
    MOST_CHANGES,
    MOST_FORESEEN,
    MOST_VIEWS,
    ChangeOf,
    Id,
    Message,
    Name,
)
from flowatlas.server.protocol.meeting import Act
from flowatlas.server.protocol.people import Bring, Here, Right


class Look(Message):
    """Which views, named as in Hello, are on the screen; their pictures are sent, now and after every change."""

    type: Literal["look"] = "look"
    views: Annotated[list[Name], Field(max_length=MOST_VIEWS)]


class Ask(Message):
    """Have a view worked out anew that takes long; its picture tells by ``n`` of which state it is."""

    type: Literal["ask"] = "ask"
    view: Name


class Edit(Message):
    """Changes that belong together: all are made or none. ``label`` says what was done, such as “Move step”.

    ``base`` is the number of the last change that the sender knew of when it was made, if any: by that the sender is
    told what of others it replaced.
    """

    type: Literal["edit"] = "edit"
    id: Id
    changes: Annotated[list[ChangeOf], Field(min_length=1, max_length=MOST_CHANGES)]
    label: Name = ""
    by: Name = ""
    base: Annotated[int, Field(ge=0)] | None = None


class Undo(Message):
    """Take back the last edit of this session that still stands, where its values are still the ones that it made."""

    type: Literal["undo"] = "undo"
    id: Id
    by: Name = ""


class Redo(Message):
    """Make the edit again that this session took back last."""

    type: Literal["redo"] = "redo"
    id: Id
    by: Name = ""


class Read(Message):
    """Ask how a typed value is understood, before it is sent."""

    type: Literal["read"] = "read"
    id: Id
    path: Annotated[str, Field(min_length=1, max_length=LONGEST_PATH)]
    text: Annotated[str, Field(max_length=LONGEST_TYPED)]


class Foresee(Message):
    """What somebody may do next: type a name, let a step go, press a key. What each of it would show is told.

    ``edits`` are changes that would be made together, the likeliest first; ``verbs`` what may be done to those that
    were made. It replaces what was said before.
    """

    type: Literal["foresee"] = "foresee"
    edits: Annotated[
        list[Annotated[list[ChangeOf], Field(min_length=1, max_length=MOST_CHANGES)]], Field(max_length=MOST_FORESEEN)
    ] = []
    verbs: Annotated[list[Literal["undo", "redo"]], Field(max_length=2)] = []


Sent: TypeAlias = Annotated[
    Look | Ask | Edit | Undo | Redo | Read | Foresee | Here | Bring | Act, Field(discriminator="type")
]
"""Any message of the page."""

NEEDS: dict[str, Right] = {
    "look": "view",
    "ask": "view",
    "read": "view",
    "here": "view",
    "edit": "comment",
    "undo": "comment",
    "redo": "comment",
    "act": "comment",
    "bring": "edit",
    "foresee": "edit",
}
"""What somebody must be allowed for each message; of edits and acts some need more."""
