"""The summary of a session: what came of it, for those who were there and those who were not."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from flowatlas.maps.roadmap import RoadmapMap, decision_in_words
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.meeting.meeting import replayed, seconds
from flowatlas.meeting.records import Act, Meeting, Round
from flowatlas.meeting.results import counted, ordered
from flowatlas.meeting.rounds import WRITTEN
from flowatlas.meeting.spread import in_words, spread_of, title_of, typed_at
from flowatlas.metrics.headline import headline_answer, in_working_time
from flowatlas.metrics.report import Report, report
from flowatlas.metrics.studies.next_action import NextAction, next_action
from flowatlas.model.atlas import Atlas
from flowatlas.model.path import Plain, as_mapping, join, split, value_at
from flowatlas.model.quantity import Duration
from flowatlas.store.anonymous import anonymous
from flowatlas.store.names import Names, section_title
from flowatlas.store.schema import read_atlas

MOST_VALUES = 20

NOBODY = "nobody yet"
NOT_SAID = "?"
NO_FIGURE = "not known yet"

TO_DO = (("outcome/next_steps", "text"), ("roadmap/items", "title"))
"""Where what somebody is to do next stands, and what it is called there."""


class Figures(NamedTuple):
    """A figure before and after the session."""

    title: str
    before: str
    after: str


class Owned(NamedTuple):
    """Something that was added, whose it is, and what else there is to say."""

    text: str
    owner: str
    note: str = ""


class Estimated(NamedTuple):
    """A value that people estimated: how many did, how far apart they were, and as what it was settled; '' if not."""

    name: str
    answers: int
    spread: str
    settled: str


class Voted(NamedTuple):
    """A vote: what it was on, each choice with its votes and how many people gave them, and how many took part."""

    title: str
    results: tuple[tuple[str, int, int], ...]
    people: int


class Written(NamedTuple):
    """What people wrote: the notes that went nowhere else, or how many went where."""

    title: str
    notes: tuple[str, ...]
    number: int = 0
    place: str = ""


class Summary(NamedTuple):
    """What came of a session; ``names`` are those who took part, where they are asked for.

    ``has_owners`` says whether owners are told at all, so that one who is left out is not taken for nobody.
    """

    title: str
    subject: str
    when: str
    minutes: int
    people: int
    names: tuple[str, ...]
    figures: tuple[Figures, ...]
    decisions: tuple[str, ...]
    to_do: tuple[Owned, ...]
    quick_fixes: tuple[Owned, ...]
    questions: tuple[Owned, ...]
    estimated: tuple[Estimated, ...]
    votes: tuple[Voted, ...]
    written: tuple[Written, ...]
    parked: tuple[str, ...]
    next_text: str
    next_on: str
    action: NextAction
    has_owners: bool = True


class Told(NamedTuple):
    """How a summary is asked for: with the names of those who took part, or without anything about people."""

    has_names: bool = False
    is_anonymous: bool = False


def summary_of(
    acts: Iterable[Act], state_at: Callable[[int], Plain], n: int, now: datetime, told: Told
) -> Summary | None:
    """What came of the last session that these acts made; None where there was none.

    ``n`` is the last change of the atlas, for a session that is on.
    """
    meetings = list(replayed(acts))
    if not meetings:
        return None
    meeting = meetings[-1]
    return summary(meeting, states_of(meeting, state_at, n, told), now, told)


def states_of(meeting: Meeting, state_at: Callable[[int], Plain], n: int, told: Told) -> dict[int, Plain]:
    """The states of `states_needed`, without people where they are left out."""
    states = {one: state_at(one) for one in states_needed(meeting, n)}
    return {one: anonymous(plain) for one, plain in states.items()} if told.is_anonymous else states


def states_needed(meeting: Meeting, n: int) -> list[int]:
    """The numbers of the changes after which the atlas is looked at; ``n`` is the last one for a session that is on."""
    shown = [one.n_shown for one in meeting.rounds.values() if one.kind == "estimate" and one.is_shown]
    return sorted({meeting.n_began, *shown, last_change(meeting, n)})


def last_change(meeting: Meeting, n: int) -> int:
    """The last change of a session; ``n`` while it is on."""
    return meeting.n_ended if meeting.state == "ended" else n


def summary(meeting: Meeting, states: Mapping[int, Plain], now: datetime, told: Told) -> Summary:
    """What came of a session; ``states`` are those of `states_needed`, the last one is that after it.

    Without people (``is_anonymous``) free words are left out as well: those who wrote them did so among themselves.
    """
    before, after = states[meeting.n_began], states[max(states)]
    began = read_atlas(before).atlas
    atlas = read_atlas(after).atlas
    found = report(atlas)
    ended = datetime.fromisoformat(meeting.ended_at) if meeting.ended_at else now
    is_free = not told.is_anonymous
    rounds = [one for one in meeting.rounds.values() if one.is_shown]
    return Summary(
        title=meeting.title,
        subject=atlas.title or "",
        when=_when(meeting, ended),
        minutes=round((ended.timestamp() - seconds(meeting.began_at)) / 60),
        people=len(meeting.people),
        names=_names(meeting) if told.has_names and is_free else (),
        figures=_figures(began, atlas, found),
        decisions=tuple(_decisions(atlas, before, after)),
        to_do=tuple(_to_do(before, after)),
        quick_fixes=tuple(_quick_fixes(atlas, before, after)),
        questions=tuple(_questions(before, after)) if is_free else (),
        estimated=tuple(_estimated(rounds, states, after)),
        votes=tuple(_voted(one) for one in rounds if one.kind == "vote"),
        written=tuple(_written(one, told) for one in rounds if one.kind in WRITTEN and one.notes) if is_free else (),
        parked=tuple(meeting.parked.values()) if is_free else (),
        next_text=meeting.next_text,
        next_on=meeting.next_on,
        action=next_action(atlas, found, now.astimezone().date()),
        has_owners=is_free,
    )


def _when(meeting: Meeting, ended: datetime) -> str:
    """The day and the hours where the server stands."""
    start, end = (one.astimezone() for one in (datetime.fromisoformat(meeting.began_at), ended))
    day = f"{start:%Y-%m-%d}, {start:%H:%M}"
    if meeting.state == "on":
        return f"{day}, still going on"
    return f"{day} to {end:%H:%M}" if start.date() == end.date() else f"{day} to {end:%Y-%m-%d, %H:%M}"


def _names(meeting: Meeting) -> tuple[str, ...]:
    return tuple(sorted({name for name in meeting.people.values() if name}, key=str.casefold))


def _figures(began: Atlas, atlas: Atlas, found: Report) -> tuple[Figures, ...]:
    """What the session did to the answer; nothing where there is no map."""
    if not _steps(atlas):
        return ()
    earlier = report(began)
    rows = [
        ("Lead time", _lead_time(began, earlier), _lead_time(atlas, found)),
        ("Constraint", _constraint(earlier), _constraint(found)),
        ("Steps", str(_steps(began)), str(_steps(atlas))),
        ("Values nobody knows", str(len(earlier.unknown)), str(len(found.unknown))),
    ]
    return tuple(Figures(*row) for row in rows)


def _steps(atlas: Atlas) -> int:
    stream = atlas.map(ValueStreamMap)
    return len(stream.steps) if stream is not None else 0


def _lead_time(atlas: Atlas, found: Report) -> str:
    answer = headline_answer(found)
    if not _steps(atlas) or answer.p50 is None:
        return (answer.text if _steps(atlas) else "") or NO_FIGURE
    calendar = atlas.calendar.times
    return in_working_time(Duration.say(answer.p50, calendar, words=True, is_rough=not answer.is_exact), calendar)


def _constraint(found: Report) -> str:
    return found.constraint.found.name if found.constraint is not None else NO_FIGURE


def _added(before: Plain, after: Plain, holder: str) -> Iterator[tuple[str, Plain]]:
    """The records of a list that were not there before, by path."""
    earlier, now = value_at(before, holder), value_at(after, holder)
    for key, record in as_mapping(now).items():
        if isinstance(record, dict) and not (isinstance(earlier, dict) and key in earlier):
            yield f"{holder}/{join(key)}", record


def _decisions(atlas: Atlas, before: Plain, after: Plain) -> Iterator[str]:
    roadmap = atlas.map(RoadmapMap)
    for path, _ in _added(before, after, "roadmap/decisions"):
        key = split(path)[-1]
        if roadmap is not None and key in roadmap.decisions:
            yield decision_in_words(atlas, roadmap.decisions[key], key)


def _to_do(before: Plain, after: Plain) -> Iterator[Owned]:
    for holder, name in TO_DO:
        for path, record in _added(before, after, holder):
            yield Owned(_said(record, name, path), _said(record, "owner"), _said(record, "due"))


def _quick_fixes(atlas: Atlas, before: Plain, after: Plain) -> Iterator[Owned]:
    stream = atlas.map_or_blank(ValueStreamMap)
    for step_id in stream.steps:
        at = f"steps/{join(step_id)}"
        for path, record in _added(before, after, f"{ValueStreamMap.section}/{at}/quick_fixes"):
            yield Owned(_said(record, "text", path), _said(record, "owner"), _step_name(stream.steps[step_id], step_id))


def _step_name(step: Step, step_id: str) -> str:
    return step.name or step_id.replace("-", " ")


def _questions(before: Plain, after: Plain) -> Iterator[Owned]:
    names = Names(after)
    for path, record in _added(before, after, "questions"):
        about, answer = _said(record, "about"), _said(record, "answer")
        note = f"answered: {answer}" if answer else names.of(about) if about and value_at(after, about) else ""
        yield Owned(_said(record, "text", path), _said(record, "owner"), note)


def _said(record: Plain, name: str, path: str = "") -> str:
    value = record.get(name)
    return in_words(value) if value is not None else split(path)[-1].replace("-", " ") if path else ""


def _estimated(rounds: list[Round], states: Mapping[int, Plain], after: Plain) -> Iterator[Estimated]:
    """Values that several people estimated, or that were settled after it: what they said furthest apart first."""
    atlas = read_atlas(after).atlas
    found: list[tuple[float, Estimated]] = []
    for round_ in (one for one in rounds if one.kind == "estimate"):
        earlier = states[round_.n_shown]
        asked = read_atlas(earlier).atlas
        for path in round_.paths:
            spread = spread_of(asked, round_, path)
            now = typed_at(after, path)
            settled = now if now not in {"", NOT_SAID, typed_at(earlier, path)} else ""
            if len(spread.figures) > 1 or (spread.figures and settled):
                told = Estimated(title_of(atlas, after, path), len(spread.figures), spread.told, settled)
                found.append((-(spread.apart or 0.0), told))
    yield from (one for _, one in sorted(found, key=lambda one: one[0])[:MOST_VALUES])


def _voted(round_: Round) -> Voted:
    results = [(choice.text or choice.path, *counted(round_, choice.id)) for choice in round_.choices]
    return Voted(round_.title, tuple(sorted(results, key=lambda one: -one[1])), len(round_.votes))


def _written(round_: Round, told: Told) -> Written:
    notes = ordered(round_)
    if round_.is_placed:
        return Written(round_.title, (), len(notes), section_title(round_.about))
    return Written(round_.title, tuple(_note(round_, note.by, note.text, told) for note in notes))


def _note(round_: Round, by: str, text: str, told: Told) -> str:
    name = round_.told(by).name if told.has_names else ""
    return f"{text} ({name})" if name else text
