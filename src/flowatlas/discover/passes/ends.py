"""Which items are through the stream, which were dropped on their way, and when."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.passes import DONE, DROPPED, named
from flowatlas.discover.passes.rows import Rows
from flowatlas.model.event import EventLog, Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

    Flags = NDArray[np.bool_]


def over(
    rows: Rows, kinds: "NDArray[np.int8]", first: "Moments", ended: "Moments", is_over: "Flags"
) -> "tuple[Moments, Flags]":
    """When items left, and which were dropped: at the beginning of the stays that are done, where they end in these."""
    kind = kinds[rows.activity]
    going_on = (kind != DONE) & (kind != DROPPED)
    places = np.arange(len(rows))
    # The last pass that is neither done nor dropped; what comes after it is one end, such as resolved and then closed.
    border = np.maximum.reduceat(np.where(going_on, places, -1), first[:-1])
    opening = np.maximum(border + 1, first[:-1])
    dropped = np.append(0, np.cumsum(kind == DROPPED))
    is_dropped = is_over & (dropped[first[1:]] > dropped[np.minimum(opening, first[1:])])
    if rows.form is not Form.STATES:
        return ended, is_dropped
    return np.where(is_over, rows.start[np.minimum(opening, len(rows) - 1)], ended), is_dropped


def has_ended(log: EventLog, mapping: LogMapping, kinds: "NDArray[np.int8]", rows: Rows, first: "Moments") -> "Flags":
    """Which items have passed the end; where nothing says what an end is, all whose last pass does not still run."""
    ends = named(log.activity, mapping, mapping.end)
    items = len(first) - 1
    if ends.any() and items:
        passed = np.asarray(np.add.reduceat(ends[rows.activity], first[:-1], dtype=np.int64) > 0)
        if log.form is Form.PASSES and rows.lacks_end is not None:
            # Whoever is still at the end, or has gone back from there, is not through.
            passed &= ~_runs_on(rows, first[1:] - 1, len(kinds))
        return passed
    if np.isin(kinds, (DONE, DROPPED)).any() or not items:
        return np.zeros(items, np.bool_)
    if rows.is_running is not None:
        return ~np.logical_or.reduceat(rows.is_running, first[:-1])
    if log.form is Form.PASSES and rows.lacks_end is not None:
        return ~_runs_on(rows, first[1:] - 1, len(kinds))
    return np.ones(items, np.bool_)


def _runs_on(rows: Rows, last: "Moments", activities: int) -> "Flags":
    """Which last passes have no end although most passes of their activity have one."""
    lacks_end = rows.lacks_end
    assert lacks_end is not None
    times, lacking = (np.bincount(some, minlength=activities) for some in (rows.activity, rows.activity[lacks_end]))
    return np.asarray(lacks_end[last] & (2 * lacking < times)[rows.activity[last]])
