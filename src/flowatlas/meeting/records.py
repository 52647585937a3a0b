"""What a session is made of; plain values that never change, so that every state stands for itself."""

from typing import Any, Literal, NamedTuple

from flowatlas.model.path import Plain

Phase = Literal["", "alone", "pairs", "fours", "all"]


class Act(NamedTuple):
    """Something that was done: by whom, when, what, and after which change of the atlas.

    ``person`` is what others know somebody by; where names are left out it is what they are known by in that one round
    alone, and ``name`` is ``''``. ``at`` is a date and a time in UTC. ``there`` are those who were there, where
    that matters. Of what is private before it is shown ``what`` may hold no more than that it happened (``sealed``).
    """

    id: str
    person: str
    name: str
    role: str
    at: str
    what: Plain
    n: int = 0
    there: tuple[str, ...] = ()


class Item(NamedTuple):
    """A part of the agenda: what the group does, how, and for how many minutes; 0 is without a time box."""

    id: str
    title: str
    text: str = ""
    minutes: float = 0.0


class Choice(NamedTuple):
    """Something to vote on: a record of the atlas by its path, or words."""

    id: str
    text: str
    path: str = ""


class Note(NamedTuple):
    """Something that somebody wrote."""

    id: str
    by: str
    text: str


class Said(NamedTuple):
    """A figure for a value: as typed, and as a file would hold it."""

    text: str
    value: Any


class Who(NamedTuple):
    """What somebody calls themselves, and the role that they speak for."""

    name: str = ""
    role: str = ""


class Timer(NamedTuple):
    """The clock: seconds that were left at ``at`` (seconds since 1970), of how many, and whether it runs.

    ``round`` is the id of what it was set for, and ends with; ``''`` for a part of the agenda.
    """

    left: float
    length: float
    is_running: bool
    at: float
    round: str = ""


class Round(NamedTuple):
    """Something that everybody does alone first, and what they said so far, by person.

    ``is_shown`` once all may see it, for good, and ``is_placed`` where it went onto the maps then. ``groups`` are those
    who share their notes just now. ``n_shown`` is the last change of the atlas before it was shown. ``discussed`` is
    the path of the value that the group talks about since.
    """

    id: str
    kind: str
    title: str
    about: str = ""
    fields: tuple[tuple[str, Any], ...] = ()
    paths: tuple[str, ...] = ()
    choices: tuple[Choice, ...] = ()
    limit: int = 3
    is_anonymous: bool = False
    state: Literal["open", "revealed", "closed"] = "open"
    is_shown: bool = False
    is_placed: bool = False
    n_shown: int = 0
    phase: Phase = ""
    groups: tuple[tuple[str, ...], ...] = ()
    notes: dict[str, Note] = {}  # noqa: RUF012 - never changed
    said: dict[str, dict[str, Said]] = {}  # noqa: RUF012
    votes: dict[str, dict[str, int]] = {}  # noqa: RUF012
    who: dict[str, Who] = {}  # noqa: RUF012
    ready: frozenset[str] = frozenset()
    discussed: str = ""

    @property
    def begun(self) -> set[str]:
        """Those who said something."""
        return {*(note.by for note in self.notes.values()), *self.said, *self.votes}

    def told(self, person: str) -> Who:
        """Who somebody is, for all to see; where names are left out the role stays if several speak for it."""
        who = self.who.get(person, Who())
        if not self.is_anonymous:
            return who
        same = sum(one.role.casefold() == who.role.casefold() for one in self.who.values())
        return Who("", who.role if same > 1 else "")

    def partners(self, person: str) -> tuple[str, ...]:
        """The others with whom somebody shares notes in pairs or fours."""
        group = next((group for group in self.groups if person in group), ())
        return tuple(one for one in group if one != person)


class Meeting(NamedTuple):
    """A session: ``people`` are those who took part, with the name that each gave last.

    ``n_began`` and ``n_ended`` are the last changes of the atlas before it began and before it ended.
    """

    id: str
    title: str
    map: str
    began_at: str
    n_began: int
    agenda: tuple[Item, ...]
    state: Literal["on", "ended"] = "on"
    ended_at: str = ""
    n_ended: int = 0
    item: str = ""
    timer: Timer | None = None
    round: str = ""
    rounds: dict[str, Round] = {}  # noqa: RUF012 - never changed
    parked: dict[str, str] = {}  # noqa: RUF012
    next_text: str = ""
    next_on: str = ""
    people: dict[str, str] = {}  # noqa: RUF012
