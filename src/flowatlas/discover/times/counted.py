"""Counting through a part of a log: what each pass of a step took, waited for and led to."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.discover.passes.passes import Passes, first_of_items
from flowatlas.discover.structure.returns import Back, Rows, went_back
from flowatlas.discover.structure.shape import Shape
from flowatlas.discover.times.handoffs import Hands, hands_of
from flowatlas.model.working_hours import WorkingHours

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

    Counts = NDArray[np.int64]
    Flags = NDArray[np.bool_]

NOWHERE = -1
"""The place of what has none."""


class Part(NamedTuple):
    """A part of the passes with all passes of its items, those of steps only.

    ``item`` numbers the items of the part from 0, ``at`` tells where each pass stands among all, ``opened`` and
    ``closed`` are its moments in working time, in microseconds. ``first`` has a row for each step and a column for
    each item: the place in the part of the item's first pass through the step, or NOWHERE.
    """

    item: "Counts"
    step: "Counts"
    activity: "NDArray[np.int32]"
    at: "Counts"
    opened: "Moments"
    closed: "Moments"
    first: "NDArray[np.int32]"
    began: "Moments"

    def __len__(self) -> int:
        """How many passes there are."""
        return len(self.step)


@dataclass(frozen=True)
class Counted:
    """What was counted in a part of a log.

    Times are in microseconds of working time. ``process`` and ``running`` have one array for each step: of passes that
    ended, and of those that had not; ``waits`` the gaps before first passes; ``ways`` the gaps of each way back,
    by sender and target. ``good`` counts passes that were not followed by a return. ``last`` is the latest end of
    a step in each item, in working time, or before its beginning.
    """

    passes: "Counts"
    items: "Counts"
    process: Sequence["Moments"]
    running: Sequence["Moments"]
    waits: Sequence["Moments"]
    ways: dict[tuple[int, int], "Moments"]
    good: "Counts"
    overlaps: int
    hands: Hands
    last: "Moments"
    place: "Counts"
    is_within: "Counts"


def counted(
    passes: Passes,
    items: tuple[int, int],
    step_of: "Counts",
    shape: Shape,
    hours: WorkingHours,
    back: Back | None = None,
) -> Counted:
    """What the passes of some items say, from the first of ``items`` up to the second, that one excluded.

    ``back`` are their returns, where they are known already.
    """
    size = len(shape.before)
    part = _part(passes, items, step_of, size, hours)
    here, there = back or went_back(Rows(part.item, part.step, part.activity), shape.before, shape.parallel)
    waits, overlaps = _waits(part, shape)
    process, running = _process(passes, part, size)
    last = np.full(len(part.began), np.iinfo(np.int64).min)
    place = np.full(len(part.began), NOWHERE)
    if len(part):
        first = first_of_items(part.item)
        last[part.item[first[:-1]]] = np.maximum.reduceat(part.closed, first[:-1])
        place[part.item[first[:-1]]] = first[1:] - 1
        place = np.where(place >= 0, part.at[place], NOWHERE)
    return Counted(
        passes=np.bincount(part.step, minlength=size),
        items=np.count_nonzero(part.first >= 0, axis=1),
        process=process,
        running=running,
        waits=waits,
        ways=_ways(part, here, there),
        good=np.bincount(part.step[_is_good(part, here, shape)], minlength=size),
        overlaps=overlaps,
        hands=hands_of(passes, part.item, part.step, part.at, size),
        last=last,
        place=place,
        is_within=_within(passes, part, hours),
    )


def _part(passes: Passes, items: tuple[int, int], step_of: "Counts", size: int, hours: WorkingHours) -> Part:
    begin, end = int(passes.first[items[0]]), int(passes.first[items[1]])
    activity = passes.activity[begin:end]
    step = step_of[activity]
    item = np.repeat(np.arange(items[1] - items[0]), np.diff(passes.first[items[0] : items[1] + 1]))
    at = np.arange(begin, end)
    start, stop = passes.start[begin:end], passes.end[begin:end]
    kept = step >= 0
    if not kept.all():
        activity, step, item, at, start, stop = (
            activity[kept],
            step[kept],
            item[kept],
            at[kept],
            start[kept],
            stop[kept],
        )
    count = items[1] - items[0]
    first = np.full(size * count, NOWHERE, np.int32)
    # Of several values for one place the last one stays, so that going backwards leaves the first pass.
    first[(step * count + item)[::-1]] = np.arange(len(step) - 1, -1, -1, dtype=np.int32)
    opened = hours.worked_microseconds(start)
    closed = opened if not passes.has_starts else hours.worked_microseconds(stop)
    began = hours.worked_microseconds(passes.began[items[0] : items[1]])
    return Part(item, step, activity, at, opened, closed, first.reshape(size, count), began)


def _process(passes: Passes, part: Part, size: int) -> "tuple[list[Moments], list[Moments]]":
    """How long the passes of each step took, and how long those have taken that still run."""
    nothing = np.zeros(0, np.int64)
    if not passes.has_starts:
        return [nothing] * size, [nothing] * size
    took = part.closed - part.opened
    is_timed = None if passes.is_timed is None else passes.is_timed[part.at]
    is_running = None if passes.is_running is None else passes.is_running[part.at]
    ended = is_timed if is_running is None else ~is_running if is_timed is None else is_timed & ~is_running
    running = [nothing] * size if is_running is None else [took[is_running & (part.step == s)] for s in range(size)]
    if ended is None:
        order = np.argsort(part.step.astype(np.uint16), kind="stable")
        bounds = np.cumsum(np.bincount(part.step, minlength=size))[:-1]
        return np.split(took[order], bounds), running
    return [took[ended & (part.step == s)] for s in range(size)], running


def _ways(part: Part, here: "Counts", there: "Counts") -> "dict[tuple[int, int], Moments]":
    """The gap of each return, by the step that sent it back and the step that it went to."""
    gaps = np.maximum(part.opened[here] - part.closed[there], 0)
    key = part.step[there] * len(part.first) + part.step[here]
    order = np.argsort(key, kind="stable")
    key, gaps = key[order], gaps[order]
    pairs, begins = np.unique(key, return_index=True)
    size = len(part.first)
    return {
        (int(pair) // size, int(pair) % size): one for pair, one in zip(pairs, np.split(gaps, begins[1:]), strict=False)
    }


def _is_good(part: Part, returns: "Counts", shape: Shape) -> "Flags":
    """Which passes are not followed, later in their item, by a return to their step or one before it."""
    if not len(returns):
        return np.ones(len(part), np.bool_)
    count = len(part.began)
    back = np.full(part.first.shape, NOWHERE, np.int32)
    back.reshape(-1)[part.step[returns] * count + part.item[returns]] = returns
    latest = back.copy()
    for step in range(len(back)):
        for earlier in np.flatnonzero(shape.before[:, step]):
            np.maximum(latest[step], back[earlier], out=latest[step])
    good: Flags = latest.reshape(-1)[part.step * count + part.item] <= np.arange(len(part))
    return good


def _waits(part: Part, shape: Shape) -> "tuple[list[Moments], int]":
    """The gap before the first pass of each step, for every item that took it, and how often there was none at all.

    The gap begins when the last of the steps right before it that the item had begun was finished; where it took none
    of these, those before them count, and where nothing came before, the item's entry into the stream.
    """
    repeats, closed = _repeats(part), _closed_first(part)
    waits, overlaps = [], 0
    for step, levels in enumerate(shape.levels):
        limit = part.first[step]
        before, has = part.began, limit >= 0
        missing = has
        for level in levels:
            latest = _latest(part, level, (limit, closed), repeats)
            is_found = missing & (latest > _NEVER)
            before = np.where(is_found, latest, before)
            missing = missing & ~is_found
            if not missing.any():
                break
        gaps = part.opened.take(limit[has])
        gaps -= before[has]
        overlaps += int(np.count_nonzero(gaps < 0))
        waits.append(np.maximum(gaps, 0, out=gaps))
    return waits, overlaps


_NEVER = np.iinfo(np.int64).min


def _closed_first(part: Part) -> "Moments":
    """When the first pass of each step (row) in each item (column) ended; never, where there is none."""
    if not len(part):
        return np.full(part.first.shape, _NEVER)
    return np.where(part.first >= 0, part.closed.take(part.first), _NEVER)


def _repeats(part: Part) -> "list[Counts]":
    """The passes of each step that are not the first of their item."""
    count = len(part.began)
    again = np.flatnonzero(part.first.reshape(-1).take(part.step * count + part.item) != np.arange(len(part)))
    step = part.step[again]
    return [again[step == one] for one in range(len(part.first))]


def _latest(
    part: Part, steps: Sequence[int], where: "tuple[NDArray[np.int32], Moments]", repeats: "list[Counts]"
) -> "Moments":
    """Of each item, when the last pass through some steps ended that began before one of its passes; else never."""
    limit, closed = where
    latest = np.full(len(limit), _NEVER)
    for step in steps:
        # Nothing looks up its place here: going through all items in turn is faster than choosing among them.
        np.maximum(latest, np.where(part.first[step] <= limit, closed[step], _NEVER), out=latest)
        again = repeats[step]
        item = part.item[again]
        fits = again < limit[item]
        np.maximum.at(latest, item[fits], part.closed[again[fits]])
    return latest


def _within(passes: Passes, part: Part, hours: WorkingHours) -> "Counts":
    """How many moments of the passes lie within the hours, and how many there are."""
    if hours.is_elapsed:
        return np.zeros(2, np.int64)
    start = hours.is_within(passes.start[part.at])
    if not passes.has_starts:
        return np.array([start.sum(), len(start)])
    end = hours.is_within(passes.end[part.at])
    return np.array([start.sum() + end.sum(), 2 * len(start)])
