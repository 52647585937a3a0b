"""A session of a group: its agenda, its clock, and what everybody does alone before all see it."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from flowatlas.server.protocol.base import LONGEST_TYPED, Id, Message, Name
from flowatlas.server.protocol.people import Place

MOST_ITEMS = 60
MOST_ASKED = 700
MOST_CHOICES = 200
MOST_VOTES = 100
LONGEST_BOX = 24 * 3600

Exercise: TypeAlias = Literal["write", "estimate", "vote", "1-2-4-all"]
Phase: TypeAlias = Literal["", "alone", "pairs", "fours", "all"]
Text: TypeAlias = Annotated[str, Field(max_length=LONGEST_TYPED)]


class AgendaItemOf(Message):
    """A part of a session: what the group does, how, and for how many minutes."""

    id: Id
    title: Name
    text: Text = ""
    minutes: Annotated[float, Field(ge=0, le=LONGEST_BOX / 60)] = 0


class ChoiceOf(Message):
    """Something to vote on: a record of the atlas by its path, or words."""

    id: Id
    text: Text
    path: Place = ""


# What is done


class Begin(Message):
    """Begin a session: with the agenda of a kind of map, or a plain one where ``map`` is ''."""

    do: Literal["begin"] = "begin"
    title: Name = ""
    map: Name = ""


class SetAgenda(Message):
    """Change the agenda; it replaces the one before."""

    do: Literal["agenda"] = "agenda"
    items: Annotated[list[AgendaItemOf], Field(max_length=MOST_ITEMS)]


class GoTo(Message):
    """Go on to a part of the agenda; its time starts."""

    do: Literal["go"] = "go"
    item: Id


class SetTimer(Message):
    """Set the clock that everybody sees to so many seconds; null takes it away."""

    do: Literal["timer"] = "timer"
    seconds: Annotated[float, Field(ge=0, le=LONGEST_BOX)] | None
    is_running: bool = True


class Open(Message):
    """Start something that everybody does alone first.

    ``write``: notes that nobody else sees before the reveal. ``about`` is where they go then: the path of the records
    that they become, such as ``outcome/discovery`` or ``questions``, with ``fields`` set on each; '' for nowhere.
    ``estimate``: everybody's own figures for ``paths``, the whole map where that is empty; they become voices.
    ``vote``: ``limit`` votes for everybody on ``choices``. ``1-2-4-all``: ``title`` is the question; notes are shared
    with one other person, then with three, then with all, as `NextPhase` says.
    """

    do: Literal["open"] = "open"
    round: Id
    kind: Exercise
    title: Text
    about: Place = ""
    fields: Annotated[list[tuple[Name, Any]], Field(max_length=20)] = []
    paths: Annotated[list[Place], Field(max_length=MOST_ASKED)] = []
    choices: Annotated[list[ChoiceOf], Field(max_length=MOST_CHOICES)] = []
    limit: Annotated[int, Field(ge=1, le=MOST_VOTES)] = 3
    is_anonymous: bool = False


class Write(Message):
    """Write a note; an empty text takes it back."""

    do: Literal["write"] = "write"
    round: Id
    note: Id
    text: Text


class Estimate(Message):
    """Say a figure, typed as on the map; an empty text takes it back."""

    do: Literal["estimate"] = "estimate"
    round: Id
    path: Place
    text: Text


class Vote(Message):
    """Give so many votes to a choice."""

    do: Literal["vote"] = "vote"
    round: Id
    choice: Id
    votes: Annotated[int, Field(ge=0, le=MOST_VOTES)]


class Ready(Message):
    """I am done with this, or not any more."""

    do: Literal["ready"] = "ready"
    round: Id
    is_ready: bool = True


class NextPhase(Message):
    """Go on from alone to pairs, to fours, to all."""

    do: Literal["phase"] = "phase"
    round: Id


class Reveal(Message):
    """Show everybody what everybody said; it goes where it belongs in the atlas."""

    do: Literal["reveal"] = "reveal"
    round: Id


class Discuss(Message):
    """Talk about one of the values whose answers were shown; the pages of all go along."""

    do: Literal["discuss"] = "discuss"
    round: Id
    path: Place


class Close(Message):
    """Put it away; what was not revealed by then never is, and nobody keeps it."""

    do: Literal["close"] = "close"
    round: Id


class Park(Message):
    """Put something into the parking lot, to be talked about another time; an empty text takes it out."""

    do: Literal["park"] = "park"
    item: Id
    text: Text


class NextTime(Message):
    """Say what the next session is about, and when it is."""

    do: Literal["next"] = "next"
    text: Text
    on: Name = ""


class End(Message):
    """End the session; its summary stays."""

    do: Literal["end"] = "end"


Deed: TypeAlias = Annotated[
    Begin
    | SetAgenda
    | GoTo
    | SetTimer
    | Open
    | Write
    | Estimate
    | Vote
    | Ready
    | NextPhase
    | Reveal
    | Discuss
    | Close
    | Park
    | NextTime
    | End,
    Field(discriminator="do"),
]

FOR_EVERYBODY = (Write, Estimate, Vote, Ready, Park)
"""What whoever takes part may do; the rest is for those who may edit."""


class Act(Message):
    """Something done in a session; sent again after a break, and done once.

    It is answered by the session as it is then, whose ``done`` holds this id, or refused as an edit is.
    """

    type: Literal["act"] = "act"
    id: Id
    what: Deed


# What the server tells


class NoteOf(Message):
    """A note; ``by`` is '' where names are left out."""

    id: str
    text: str
    by: str
    is_mine: bool


class SaidOf(Message):
    """What somebody said of a value, how it is understood, and where it lies: seconds, shares or numbers, if known."""

    by: str
    role: str
    text: str
    sentence: str
    low: float | None
    middle: float | None
    high: float | None
    is_mine: bool


class ValueOf(Message):
    """A value that is asked for: what it is called, what stands on the map, and after the reveal what everybody said.

    ``spread`` says in words how far apart people are, ``apart`` how many times the highest middle is the lowest.
    """

    path: str
    name: str
    text: str
    said: list[SaidOf]
    spread: str
    apart: float | None


class ResultOf(Message):
    """The votes on a choice, and how many people gave them."""

    choice: str
    votes: int
    people: int


class MineOf(Message):
    """What I said so far, and with whom I share it just now."""

    is_ready: bool
    notes: list[NoteOf]
    estimates: list[tuple[str, str]]
    votes: list[tuple[str, int]]
    partners: list[str]


class RoundOf(Message):
    """Something that everybody does alone first. ``begun`` people said something, ``ready`` say that they are done.

    ``people`` are those of whom that is told: all who are there, and who said something before they left. ``notes``,
    what was said of each value, and ``results`` are there once they are shown, except for one's partners'.
    ``discussed`` is the path of the value that the group talks about, '' before anybody leads to one.
    """

    id: str
    kind: Exercise
    title: str
    about: str
    limit: int
    is_anonymous: bool
    state: Literal["open", "revealed", "closed"]
    phase: Phase
    begun: int
    ready: int
    people: int
    discussed: str
    choices: list[ChoiceOf]
    mine: MineOf
    notes: list[NoteOf]
    values: list[ValueOf]
    results: list[ResultOf]


class TimerOf(Message):
    """The clock: seconds that are left at ``at`` (seconds since 1970, by the server), of how many, and if it runs."""

    left: float
    length: float
    is_running: bool
    at: float


class ParkedOf(Message):
    """Something in the parking lot."""

    id: str
    text: str


class MeetingOf(Message):
    """A session as one of the people may see it.

    ``state`` is ``none`` before the first one. ``round`` is the id of what everybody does just now, '' for nothing.
    Of the ``people`` who take part ``quiet`` have not said anything for a while; ``is_quiet`` tells only oneself.
    ``done`` holds the ids of the last acts of whoever hears this that are durable, fifty or more of them, so that none
    is sent again. ``now`` is the server's clock as this is told, seconds since 1970, so that all clocks agree.
    """

    state: Literal["none", "on", "ended"]
    title: str
    began_at: str
    agenda: list[AgendaItemOf]
    item: str
    timer: TimerOf | None
    round: str
    rounds: list[RoundOf]
    parked: list[ParkedOf]
    next_text: str
    next_on: str
    people: int
    quiet: int
    is_quiet: bool
    done: list[str]
    now: float


class MeetingTold(Message):
    """What is new in a session for whoever hears this: the first time all of a `MeetingOf`, then what differs of it.

    A field that is left out is as it was. A list is told as a whole, but what has an ``id`` or a ``path`` in it is
    known by that, and told as far as it differs from what was known by it.
    """

    type: Literal["meeting"] = "meeting"
    what: dict[str, Any]
