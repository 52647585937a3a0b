"""Rows: starts joined with their ends, changes of a status made into stays, dates of stages made into rows."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from flowatlas.model.event import UNKNOWN_MOMENT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

START_WORDS = frozenset(["start", "started", "begin", "began", "starting"])
END_WORDS = frozenset(["complete", "completed", "end", "ended", "finish", "finished", "completion"])
OTHER_WORDS = frozenset(
    [
        "schedule",
        "scheduled",
        "assign",
        "assigned",
        "reassign",
        "suspend",
        "suspended",
        "resume",
        "resumed",
        "ate_abort",
        "pi_abort",
        "withdraw",
        "withdrawn",
        "manualskip",
        "autoskip",
        "abort",
        "aborted",
        "unknown",
    ]
)
"""What a lifecycle column may say besides, in small letters."""


class Stays(NamedTuple):
    """Which rows are kept, and when each of them begins and ends.

    ``lone_starts`` and ``lone_ends`` count what found no partner, ``repeated`` rows that changed nothing.
    """

    row: "NDArray[np.int64]"
    start: "Moments"
    end: "Moments"
    lone_starts: int = 0
    lone_ends: int = 0
    repeated: int = 0


def paired(keys: "Sequence[Any]", time: "Moments", is_start: Any, is_end: Any) -> Stays:
    """Starts with the ends that follow them among rows that share all keys: an end belongs to the oldest open start.

    An end without an open start is kept with an unknown start, a start without an end with an unknown end. Of a pair,
    the row of the end is kept.
    """
    used = np.flatnonzero(is_start | is_end)
    ranks = used[np.lexsort((used, is_end[used], time[used], *(key[used] for key in keys)))]
    if not len(ranks):
        return Stays(ranks, time[ranks], time[ranks])
    begins = np.ones(len(ranks), bool)
    begins[1:] = np.any([key[ranks][1:] != key[ranks][:-1] for key in keys], axis=0)
    group = np.cumsum(begins) - 1
    step = np.where(is_end[ranks], -1, 1).astype(np.int64)
    total = np.cumsum(step)
    within = total - (total - step)[begins][group]
    # Every group lies below the one before it, so that one running minimum serves them all.
    below = within - group * (2 * len(ranks) + 2)
    lowest = np.minimum.accumulate(below) + group * (2 * len(ranks) + 2)
    earlier = np.minimum(np.where(begins, 0, np.concatenate([[0], lowest[:-1]])), 0)
    is_lone_end = (step < 0) & (within < earlier)
    starts, ends = ranks[step > 0], ranks[(step < 0) & ~is_lone_end]
    start_group, end_group = group[step > 0], group[(step < 0) & ~is_lone_end]
    start_place, end_place = _places(start_group), _places(end_group)
    size = len(ranks) + 1
    matched = np.isin(start_group * size + start_place, end_group * size + end_place)
    lone = ranks[is_lone_end]
    open_starts = starts[~matched]
    unknown_end = np.full(len(open_starts), UNKNOWN_MOMENT)
    return Stays(
        np.concatenate([ends, lone, open_starts]),
        np.concatenate([time[starts[matched]], np.full(len(lone), UNKNOWN_MOMENT), time[open_starts]]),
        np.concatenate([time[ends], time[lone], unknown_end]),
        len(open_starts),
        len(lone),
    )


def changed(item: Any, status: Any, time: "Moments") -> Stays:
    """Stays in a status, each from the row that names it to the next one of the item; the last one is not over.

    A row that names the status in which the item already is begins no new stay; one that names none changes nothing.
    """
    used = np.flatnonzero((time != UNKNOWN_MOMENT) & (item >= 0) & (status >= 0))
    ranks = used[np.lexsort((used, time[used], item[used]))]
    if not len(ranks):
        return Stays(ranks, time[ranks], time[ranks])
    is_new = np.ones(len(ranks), bool)
    is_new[1:] = (item[ranks][1:] != item[ranks][:-1]) | (status[ranks][1:] != status[ranks][:-1])
    kept = ranks[is_new]
    end = np.full(len(kept), UNKNOWN_MOMENT)
    same = item[kept][1:] == item[kept][:-1]
    end[:-1][same] = time[kept][1:][same]
    return Stays(kept, time[kept], end, repeated=len(ranks) - len(kept))


class Reached(NamedTuple):
    """Stays in stages: the row of the table, the number of the stage, when it was reached and when it was left."""

    row: "NDArray[np.int64]"
    stage: "NDArray[np.int32]"
    start: "Moments"
    end: "Moments"
    backwards: int


def reached(dates: "Sequence[Moments]") -> Reached:
    """Stays in stages whose dates stand in one row: each lasts until the next stage that was reached at all.

    A stage whose successor was reached earlier counts as left at once; ``backwards`` tells how many there are.
    """
    table = np.stack(list(dates), axis=1)
    count = len(table)
    following = np.full(count, UNKNOWN_MOMENT)
    ends = np.full_like(table, UNKNOWN_MOMENT)
    for stage in range(table.shape[1] - 1, -1, -1):
        ends[:, stage] = following
        following = np.where(table[:, stage] != UNKNOWN_MOMENT, table[:, stage], following)
    rows, stages = np.nonzero(table != UNKNOWN_MOMENT)
    start, end = table[rows, stages], ends[rows, stages]
    is_backwards = (end != UNKNOWN_MOMENT) & (end < start)
    end = np.where(is_backwards, start, end)
    return Reached(rows, stages.astype(np.int32), start, end, int(is_backwards.sum()))


def _places(group: Any) -> Any:
    """How many of the same group stand before each entry of a sorted list of groups."""
    if not len(group):
        return group
    begins = np.flatnonzero(np.concatenate([[True], group[1:] != group[:-1]]))
    return np.arange(len(group)) - np.repeat(begins, np.diff(np.append(begins, len(group))))
