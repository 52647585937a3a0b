"""What is asked and answered under ``/api``."""

from typing import Annotated, Any

from pydantic import Field

from flowatlas.server.protocol.base import LONGEST_NAME, FindingOf, Id, Message, Name
from flowatlas.server.protocol.told import SaveState, ViewOf


class Card(Message):
    """An atlas of the folder in brief: ``key`` is its address, ``headline`` its answer, ``error`` why it has none."""

    key: str
    file: str
    title: str
    headline: str
    steps: int
    changed_at: str
    error: str = ""


class Imported(Message):
    """An atlas that was made from an event log, and what there is to say about the log.

    ``object_types`` are the kinds of object that its items could be, where it holds several, and ``object_type`` the
    one that they are.
    """

    card: Card
    said: list[str]
    object_types: list[str]
    object_type: str


class MatchOf(Message):
    """A name of a log, the id of the step of the map that it is ('' for none), and why."""

    name: str
    step: str
    because: str


class Measured(Message):
    """What a log says of an atlas: which steps it tells of; ``id`` is that of the measurement, '' while proposed.

    ``view`` draws it beside the map, '' where it says nothing of any step. Object types are those of `Imported`.
    """

    id: str
    view: str
    matches: list[MatchOf]
    said: list[str]
    object_types: list[str]
    object_type: str


class Trashed(Message):
    """An atlas that was moved to the trash: its file, and where it lies now; moved back, it is there again."""

    file: str
    now: str


class TemplateOf(Message):
    """Something that a new atlas can start from."""

    name: str
    title: str
    explanation: str


class Start(Message):
    """A new atlas: from a template, or from the text of an atlas file."""

    title: Name
    template: Name = "blank"
    text: Annotated[str, Field(max_length=2_000_000)] | None = None
    first_guess: Name = ""


class State(Message):
    """An atlas as it is now: the number of its last change, its plain values, and the views of it."""

    n: int
    plain: dict[str, Any]
    findings: list[FindingOf]
    views: list[ViewOf]
    save: SaveState


class Entry(Message):
    """A change in the history: who, when, what in words, and what it did to the lead time."""

    n: int
    at: str
    by: str
    label: str
    sentences: list[str]
    paths: list[str]
    before: str
    after: str
    is_undo: bool
    version: str = ""


class History(Message):
    """Changes, the latest first; ``has_more`` tells whether older ones exist."""

    entries: list[Entry]
    has_more: bool


class NamedVersion(Message):
    """A state that somebody gave a name."""

    name: Name
    n: int
    at: str
    by: str
    headline: str


class NameVersion(Message):
    """Give the present state a name."""

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    by: Name = ""


class Restore(Message):
    """Go back to an earlier state, as a new change that can be undone."""

    id: Id
    n: Annotated[int, Field(ge=0, strict=True)]
    by: Name = ""


class FormatOf(Message):
    """A format that an atlas can be written in; ``is_drawn``: it shows a view in colours, which can be chosen."""

    name: str
    suffix: str
    title: str
    explanation: str
    is_drawn: bool


class TermOf(Message):
    """A word and what it means."""

    key: str
    label: str
    sentence: str
    others: list[str]


class Problem(Message):
    """What went wrong with a request, in one sentence, and the findings where the content is to blame."""

    message: str
    findings: list[FindingOf] = []
