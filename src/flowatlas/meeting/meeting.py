"""The session as a state machine: what is done, in turn, makes the state; what does not fit is refused in plain words.

What somebody did is known by its id, so that the same acts in the same order always make the same session.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any

from flowatlas.meeting.records import Act, Item, Meeting, Timer
from flowatlas.meeting.rounds import ROUND_DEEDS, closed
from flowatlas.model.errors import EditRefusedError
from flowatlas.model.wording import shown

MOST_PARKED = 200

SEALED = "sealed"


def acted(meeting: Meeting | None, act: Act) -> Meeting:
    """The session after something was done in it; None is the state before the first one.

    Raises:
        EditRefusedError: it does not fit.
    """
    do = act.what["do"]
    if do == "begin":
        return _begun(meeting, act)
    if meeting is None:
        raise EditRefusedError("no session is on; begin one first")
    if meeting.state == "ended":
        raise EditRefusedError(f"the session {shown(meeting.title)} has ended; begin another one")
    meeting = _with_people(meeting, act)
    if SEALED in act.what:
        return meeting
    return DEEDS[do](meeting, act)


def replayed(acts: Iterable[Act]) -> Iterator[Meeting]:
    """Every session that these acts made, each as it was left.

    What was done twice counts once; what an earlier version took and this one does not is left out.
    """
    meeting: Meeting | None = None
    known: set[str] = set()
    for act in acts:
        if act.id in known:
            continue
        known.add(act.id)
        try:
            after = acted(meeting, act)
        except EditRefusedError:
            continue
        if meeting is not None and after.id != meeting.id:
            yield meeting
        meeting = after
    if meeting is not None:
        yield meeting


def seconds(at: str) -> float:
    """A date and a time as seconds since 1970.

    >>> seconds("1970-01-02T00:00:00.500Z")
    86400.5
    """
    return datetime.fromisoformat(at).timestamp()


def _begun(meeting: Meeting | None, act: Act) -> Meeting:
    if meeting is not None and meeting.state == "on":
        raise EditRefusedError(f"the session {shown(meeting.title)} is on; end it before another one begins")
    what = act.what
    agenda = _items(what["agenda"])
    begun = Meeting(act.id, what["title"], what["map"], act.at, act.n, agenda)
    return _with_people(begun, act)


def _with_people(meeting: Meeting, act: Act) -> Meeting:
    """Note who takes part; where names are left out nobody can tell who it was, and the act does not count them."""
    round_ = meeting.rounds.get(str(act.what.get("round", "")))
    if round_ is not None and round_.is_anonymous:
        return meeting
    came = {one: "" for one in act.there if one not in meeting.people}
    if act.person and (act.person not in meeting.people or (act.name and meeting.people[act.person] != act.name)):
        came[act.person] = act.name
    return meeting._replace(people={**meeting.people, **came}) if came else meeting


def _items(plain: Iterable[Any]) -> tuple[Item, ...]:
    items = tuple(Item(one["id"], one["title"], one.get("text", ""), float(one.get("minutes", 0))) for one in plain)
    if len({item.id for item in items}) < len(items):
        raise EditRefusedError("two parts of the agenda have the same id; give each one of its own")
    return items


def _set_agenda(meeting: Meeting, act: Act) -> Meeting:
    agenda = _items(act.what["items"])
    is_there = any(item.id == meeting.item for item in agenda)
    return meeting._replace(agenda=agenda, item=meeting.item if is_there else "")


def _go(meeting: Meeting, act: Act) -> Meeting:
    item = next((item for item in meeting.agenda if item.id == act.what["item"]), None)
    if item is None:
        raise EditRefusedError("that part is not on the agenda any more; choose another one")
    length = item.minutes * 60
    timer = Timer(length, length, is_running=True, at=seconds(act.at)) if length else None
    return meeting._replace(item=item.id, timer=timer)


def _set_timer(meeting: Meeting, act: Act) -> Meeting:
    """Set the clock anew; to stop it, or to let it go on, leaves it as long as it was."""
    left, is_running, before = act.what["seconds"], bool(act.what["is_running"]), meeting.timer
    if left is None:
        return meeting._replace(timer=None)
    is_same = before is not None and left <= before.length and not (before.is_running and is_running)
    length = before.length if before is not None and is_same else float(left)
    round_ = meeting.rounds.get(meeting.round)
    is_for_round = round_ is not None and round_.state == "open"
    timer = Timer(float(left), length, is_running, seconds(act.at), meeting.round if is_for_round else "")
    return meeting._replace(timer=timer)


def _park(meeting: Meeting, act: Act) -> Meeting:
    text = act.what["text"].strip()
    parked = {key: old for key, old in meeting.parked.items() if key != act.what["item"] or text}
    if text:
        parked[act.what["item"]] = text
    if len(parked) > MOST_PARKED:
        raise EditRefusedError(f"the parking lot holds {MOST_PARKED} things already; take something out first")
    return meeting._replace(parked=parked)


def _next_time(meeting: Meeting, act: Act) -> Meeting:
    return meeting._replace(next_text=act.what["text"].strip(), next_on=act.what["on"].strip())


def _end(meeting: Meeting, act: Act) -> Meeting:
    """End it; what is open is put away."""
    round_ = meeting.rounds.get(meeting.round)
    rounds = meeting.rounds if round_ is None else {**meeting.rounds, round_.id: closed(round_, act)}
    return meeting._replace(state="ended", ended_at=act.at, n_ended=act.n, item="", timer=None, round="", rounds=rounds)


DEEDS: dict[str, Callable[[Meeting, Act], Meeting]] = {
    "agenda": _set_agenda,
    "go": _go,
    "timer": _set_timer,
    "park": _park,
    "next": _next_time,
    "end": _end,
    **ROUND_DEEDS,
}
