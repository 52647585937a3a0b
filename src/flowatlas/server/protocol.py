"""What page and server say to each other: the messages of the live connection, and the answers under ``/api``.

Every value has a path, every edit is a path with a new value; the same words serve page, scripts and agents. The types
of the page are made from these classes.
"""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field

MOST_CHANGES = 5_000
MOST_VIEWS = 4
LONGEST_PATH = 1_000
LONGEST_TYPED = 2_000
LONGEST_NAME = 200

Id: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
"""Made by the sender, so that what is sent twice is done once."""

Name: TypeAlias = Annotated[str, Field(max_length=LONGEST_NAME)]


class Message(BaseModel):
    """Something that is said; unknown fields are refused, so that nothing is misunderstood in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_serialization_defaults_required=True)


class ChangeOf(Message):
    """A path and its new value; null removes what stands there, with everything that points at it.

    A path that ends with ``/behind`` is about the place of a record: the id of the neighbour that it stands behind, or
    ``''`` for the first place. ``is_nothing`` writes an explicit nothing into an overlay, where nothing removes.
    """

    path: Annotated[str, Field(min_length=1, max_length=LONGEST_PATH)]
    value: Any = None
    is_nothing: bool = False


class FindingOf(Message):
    """Something to tell the person about a path."""

    path: str
    message: str
    severity: Literal["error", "warning", "info"] = "error"
    hint: str = ""


# What the page sends


class Look(Message):
    """Which views, named as in Hello, are on the screen; their pictures are sent, now and after every change."""

    type: Literal["look"] = "look"
    views: Annotated[list[Name], Field(max_length=MOST_VIEWS)]


class Ask(Message):
    """Have a view worked out anew that takes long; its picture tells by ``n`` of which state it is."""

    type: Literal["ask"] = "ask"
    view: Name


class Edit(Message):
    """Changes that belong together: all are made or none. ``label`` says what was done, such as “Move step”."""

    type: Literal["edit"] = "edit"
    id: Id
    changes: Annotated[list[ChangeOf], Field(min_length=1, max_length=MOST_CHANGES)]
    label: Name = ""
    by: Name = ""


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


Sent: TypeAlias = Annotated[Look | Ask | Edit | Undo | Redo | Read, Field(discriminator="type")]
"""Any message of the page."""


# What the server sends


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


class BoxOf(Message):
    """A rectangle by its upper left corner."""

    shape: Literal["box"] = "box"
    role: str
    x: float
    y: float
    width: float
    height: float
    radius: float


class TextOf(Message):
    """One line of text by its baseline."""

    shape: Literal["text"] = "text"
    role: str
    x: float
    y: float
    text: str
    size: float
    width: float
    anchor: Literal["start", "middle", "end"]
    is_bold: bool


class LineOf(Message):
    """A line through points; with a head it ends in an arrow."""

    shape: Literal["line"] = "line"
    role: str
    points: list[tuple[float, float]]
    has_head: bool
    radius: float


class DotOf(Message):
    """A circle by its centre."""

    shape: Literal["dot"] = "dot"
    role: str
    x: float
    y: float
    radius: float


class MarkOf(Message):
    """A small sign, a polygon or an open line."""

    shape: Literal["mark"] = "mark"
    role: str
    points: list[tuple[float, float]]
    is_closed: bool


ShapeOf: TypeAlias = Annotated[BoxOf | TextOf | LineOf | DotOf | MarkOf, Field(discriminator="shape")]


class PartOf(Message):
    """Shapes that stand for one thing; see `flowatlas.model.picture.Part`."""

    id: str
    path: str
    role: str
    name: str
    tip: str
    shapes: list[ShapeOf]
    changes: list[tuple[str, Any]]


class ZoneOf(Message):
    """A place where records can be dropped; see `flowatlas.model.picture.Zone`."""

    records: str
    name: str
    x: float
    y: float
    width: float
    height: float
    sets: list[tuple[str, Any]]
    across: str
    up: str


class PictureOf(Message):
    """A view's picture: whole, or (``is_whole`` false) what differs from the last one sent for this view.

    ``order`` lists the ids of all parts, those below first; where it is null it stays as it was. ``parts`` are the new
    and the changed ones. ``is_settled`` is false while the doubt behind its figures is still being looked at.
    """

    type: Literal["picture"] = "picture"
    n: int
    view: str
    width: float
    height: float
    title: str
    description: str
    is_whole: bool
    is_settled: bool
    order: list[str] | None
    parts: list[PartOf]
    zones: list[ZoneOf]


class AnswerOf(Message):
    """A figure of the whole map in words, and what it came from.

    ``text`` is the figure, ``spread`` how items differ, ``typical`` how well the typical value is known, ``least`` the
    sum of what is known for sure; each '' where there is nothing to say. ``sentence`` is the answer in plain words,
    ``explanation`` what the term means. ``paths`` lead to the places that weigh most in it.
    """

    name: str
    title: str
    text: str
    spread: str
    typical: str
    least: str
    sentence: str
    explanation: str
    basis: str
    unknowns: int
    paths: list[str]


class SpotOf(Message):
    """Something that the figures say of places on the map: the constraint, what to measure next."""

    paths: list[str]
    name: str
    text: str
    sentence: str
    explanation: str
    share: float | None
    sure: float | None


class Figures(Message):
    """The answers. ``exact`` is there at once: sums at best knowledge. The rest belongs to the change ``n``.

    While ``is_running`` the doubt is being looked at; what stands in the other fields is from before the change, and to
    be shown as such.
    """

    type: Literal["figures"] = "figures"
    n: int
    is_running: bool
    calendar: str
    exact: list[AnswerOf]
    sentences: list[str]
    answers: list[AnswerOf]
    constraint: SpotOf | None
    others: list[SpotOf]
    measure_next: list[SpotOf]
    target: SpotOf | None
    audit: list[FindingOf]
    unknown: list[str]


Told: TypeAlias = Annotated[
    Hello | Changed | Refused | Notice | Understood | PictureOf | Figures | SaveState, Field(discriminator="type")
]
"""Any message of the server."""


# Answers under /api


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
