"""What one of the people may see of a session: the only way on which anything of it leaves the server.

What somebody wrote, said or voted before it is shown is told to themselves, and notes in pairs and fours to the others
of their group; of everybody else it is told how many have begun and how many are done.
"""

from collections.abc import Callable
from typing import NamedTuple

from flowatlas.meeting.records import Meeting, Note, Round, Timer
from flowatlas.meeting.results import counted, ordered
from flowatlas.meeting.spread import Figure, Spread, spread_of, title_of, typed_at
from flowatlas.server.protocol.meeting import (
    AgendaItemOf,
    ChoiceOf,
    MeetingOf,
    MineOf,
    NoteOf,
    ParkedOf,
    ResultOf,
    RoundOf,
    SaidOf,
    TimerOf,
    ValueOf,
)
from flowatlas.server.room.now import Now

SOMEBODY = "somebody"
"""Somebody with whom one shares notes, and who gives no name."""


class Viewer(NamedTuple):
    """Whoever looks: what they are known by in a round, what they did last, and whether they have been quiet."""

    key_in: Callable[[Round], str]
    done: tuple[str, ...] = ()
    is_quiet: bool = False


class Present(NamedTuple):
    """Those who are there: how many take part, how many of them have been quiet, their names by what they are known by.

    ``now`` is the time, seconds since 1970; ``keys_in`` tells what all of them are known by in a round.
    """

    people: int
    quiet: int
    now: float
    keys_in: Callable[[Round], set[str]]
    names: dict[str, str] = {}  # noqa: RUF012 - never changed


class Ground:
    """What the values that are asked for are called and what stands on the map, with what was said of them."""

    def __init__(self, now: Now, known: "Ground | None" = None) -> None:
        self._atlas, self._plain = now.reading.atlas, now.plain
        self._names: dict[str, str] = {}
        self.spreads: dict[tuple[str, str], _Shown] = known.spreads if known is not None else {}

    def name(self, path: str) -> str:
        """What a value is called."""
        if path not in self._names:
            self._names[path] = title_of(self._atlas, self._plain, path)
        return self._names[path]

    def text(self, path: str) -> str:
        """What stands on the map."""
        return typed_at(self._plain, path)

    def shown(self, round_: Round, path: str) -> "_Shown":
        """What was said of a value in a round that is shown, and so stays as it is: worked out once for everybody."""
        key = (round_.id, path)
        if key not in self.spreads:
            spread = spread_of(self._atlas, round_, path)
            figures = tuple(_in_order(round_, spread.figures))
            told = tuple(_said(round_, figure, is_mine=False) for figure in figures)
            places = {figure.by: place for place, figure in enumerate(figures)}
            self.spreads[key] = _Shown(spread, told, places)
        return self.spreads[key]

    def signature(self, meeting: Meeting) -> tuple[str, ...]:
        """What tells whether anything that the session shows of the map is another one."""
        paths = (path for round_ in meeting.rounds.values() for path in round_.paths)
        return tuple(f"{self.name(path)}\n{self.text(path)}" for path in paths)


class _Shown(NamedTuple):
    """What was said of a value: how far apart, each figure as others are told it, and whose is where."""

    spread: Spread
    said: tuple[SaidOf, ...]
    places: dict[str, int]

    def told(self, me: str) -> list[SaidOf]:
        """All figures, one's own marked as that."""
        said = list(self.said)
        if me in self.places:
            place = self.places[me]
            said[place] = said[place].model_copy(update={"is_mine": True})
        return said


NOTHING = _Shown(Spread((), "", None), (), {})
"""What is told of a value before it is shown."""


def seen(meeting: Meeting | None, viewer: Viewer, present: Present, ground: Ground) -> MeetingOf:
    """The session as one of the people may see it."""
    if meeting is None:
        meeting = Meeting("", "", "", "", 0, ())
        state = "none"
    else:
        state = meeting.state
    timer = meeting.timer
    return MeetingOf.model_construct(
        state=state,
        title=meeting.title,
        began_at=meeting.began_at,
        agenda=[AgendaItemOf.model_construct(**item._asdict()) for item in meeting.agenda],
        item=meeting.item,
        timer=None if timer is None else _timer(timer),
        round=meeting.round,
        rounds=[_round(one, viewer, present, ground) for one in meeting.rounds.values()],
        parked=[ParkedOf(id=key, text=text) for key, text in meeting.parked.items()],
        next_text=meeting.next_text,
        next_on=meeting.next_on,
        people=present.people,
        quiet=present.quiet,
        is_quiet=viewer.is_quiet,
        done=list(viewer.done),
        now=present.now,
    )


def _timer(timer: Timer) -> TimerOf:
    return TimerOf(left=timer.left, length=timer.length, is_running=timer.is_running, at=timer.at)


def _round(round_: Round, viewer: Viewer, present: Present, ground: Ground) -> RoundOf:
    me = viewer.key_in(round_)
    is_put_away = round_.state == "closed" and not round_.is_shown
    return RoundOf.model_construct(
        id=round_.id,
        kind=round_.kind,
        title=round_.title,
        about=round_.about,
        limit=round_.limit,
        is_anonymous=round_.is_anonymous,
        state=round_.state,
        phase=round_.phase,
        begun=len(round_.begun),
        ready=len(round_.ready),
        people=len(present.keys_in(round_) | round_.begun) if round_.state == "open" else present.people,
        discussed=round_.discussed,
        choices=[ChoiceOf.model_construct(**choice._asdict()) for choice in round_.choices],
        mine=_mine(round_, me, present),
        notes=[_note(round_, note, me) for note in ordered(round_) if _is_told(round_, note, me)],
        values=[] if is_put_away else [_value(round_, path, me, ground) for path in round_.paths],
        results=_results(round_),
    )


def _mine(round_: Round, me: str, present: Present) -> MineOf:
    return MineOf.model_construct(
        is_ready=me in round_.ready,
        notes=[_note(round_, note, me) for note in round_.notes.values() if note.by == me],
        estimates=[(path, said.text) for path, said in round_.said.get(me, {}).items()],
        votes=list(round_.votes.get(me, {}).items()),
        partners=[_partner(round_, one, present) for one in round_.partners(me)],
    )


def _partner(round_: Round, person: str, present: Present) -> str:
    """What somebody of one's group is called; nothing that tells who wrote what where names are left out."""
    name = "" if round_.is_anonymous else present.names.get(person) or round_.told(person).name
    return name or SOMEBODY


def _is_told(round_: Round, note: Note, me: str) -> bool:
    """Whether somebody is told a note of the round: all of them once it is shown, before that those of the group."""
    if round_.is_shown or note.by == me:
        return round_.is_shown
    return round_.phase == "all" or note.by in round_.partners(me)


def _note(round_: Round, note: Note, me: str) -> NoteOf:
    return NoteOf.model_construct(id=note.id, text=note.text, by=round_.told(note.by).name, is_mine=note.by == me)


def _value(round_: Round, path: str, me: str, ground: Ground) -> ValueOf:
    found = ground.shown(round_, path) if round_.is_shown else NOTHING
    return ValueOf.model_construct(
        path=path,
        name=ground.name(path),
        text=ground.text(path),
        said=found.told(me),
        spread=found.spread.told,
        apart=found.spread.apart,
    )


def _in_order(round_: Round, figures: tuple[Figure, ...]) -> list[Figure]:
    """Figures as people began, or by what they say where that could tell who it was."""
    return (
        sorted(figures, key=lambda one: (one.middle is None, one.middle or 0.0)) if round_.is_anonymous else [*figures]
    )


def _said(round_: Round, figure: Figure, *, is_mine: bool) -> SaidOf:
    who = round_.told(figure.by)
    return SaidOf.model_construct(
        by=who.name,
        role=who.role,
        text=figure.text,
        sentence=figure.sentence,
        low=figure.low,
        middle=figure.middle,
        high=figure.high,
        is_mine=is_mine,
    )


def _results(round_: Round) -> list[ResultOf]:
    if not round_.is_shown or round_.kind != "vote":
        return []
    counts = ((choice.id, *counted(round_, choice.id)) for choice in round_.choices)
    return [ResultOf(choice=choice, votes=votes, people=people) for choice, votes, people in counts]
