"""What the server tells over the live connection."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from flowatlas.server.protocol.base import ChangeOf, FindingOf, Message
from flowatlas.server.protocol.drawn import PictureOf
from flowatlas.server.protocol.figured import Figures
from flowatlas.server.protocol.meeting import MeetingTold
from flowatlas.server.protocol.people import Brought, People, Right


class ViewOf(Message):
    """A way to look at the atlas; ``section`` is the map that it draws (its key in the file).

    ``kind`` tells a drawing of the map from two versions beside each other, and from one that takes long: this is
    worked out when somebody first looks at it, and anew when somebody asks (`Ask`).
    """

    name: str
    title: str
    explanation: str
    section: str
    kind: Literal["map", "beside", "asked"] = "map"


class SaveState(Message):
    """How safe the work is: ``saved``: the file holds it; ``saving``: the journal does, the file soon will.

    ``held``: the journal holds it, but the file cannot be written, and ``message`` says why and what would help.
    ``refusing``: not even the journal can be written, so that changes are refused until it can.
    """

    type: Literal["save"] = "save"
    state: Literal["saved", "saving", "held", "refusing"]
    message: str = ""


class Hello(Message):
    """Everything, at the start of a connection and whenever the state had to be set anew; it replaces what was known.

    ``n`` is the number of the last change, ``values`` every leaf of the atlas by its path, in the order of the file;
    browsers do not keep the order of keys that look like numbers, so that a mapping would not do.
    """

    type: Literal["hello"] = "hello"
    n: int
    key: str
    file: str
    values: list[tuple[str, Any]]
    findings: list[FindingOf]
    views: list[ViewOf]
    can_undo: bool
    can_redo: bool
    save: SaveState
    right: Right


class Changed(Message):
    """Changes that were made and are durable, in the order of ``n``; for their sender this is the acknowledgement.

    Applied in turn to the values that were known they give the new ones: what was removed along is among them.
    ``views`` is given where the list of views changed.
    """

    type: Literal["changed"] = "changed"
    n: int
    id: str
    by: str
    at: str
    label: str
    changes: list[ChangeOf]
    findings: list[FindingOf]
    can_undo: bool
    can_redo: bool
    views: list[ViewOf] | None = None


class Refused(Message):
    """An edit that was not made, and why."""

    type: Literal["refused"] = "refused"
    id: str
    message: str
    findings: list[FindingOf] = []


class Notice(Message):
    """Something that happened to the atlas and that everybody looking at it should know."""

    type: Literal["notice"] = "notice"
    severity: Literal["info", "warning", "error"]
    message: str
    findings: list[FindingOf] = []


class Understood(Message):
    """How a typed value is understood: ``sentence``, or what is wrong with it (``error``) and what would be right.

    Where nothing is wrong, ``value`` is what a change of this path is to carry; ``is_empty``: it removes what is there.
    """

    type: Literal["understood"] = "understood"
    id: str
    value: Any = None
    is_empty: bool = False
    sentence: str = ""
    error: str = ""
    hint: str = ""


class Preview(Message):
    """What an edit of these changes, or an undo or redo that comes to them, would show, made in the state ``n``.

    Only whoever may do it next is told. ``pictures`` differ from those that were sent last; they and ``figures``
    are numbered as the state that it would lead to. What is told of that state itself takes their place.
    """

    type: Literal["preview"] = "preview"
    n: int
    verb: Literal["edit", "undo", "redo"]
    changes: list[ChangeOf]
    figures: Figures
    pictures: list[PictureOf]


Told: TypeAlias = Annotated[
    Hello
    | Changed
    | Refused
    | Notice
    | Understood
    | Preview
    | PictureOf
    | Figures
    | SaveState
    | People
    | Brought
    | MeetingTold,
    Field(discriminator="type"),
]
"""Any message of the server; several that come together are sent as a list."""
