"""Passes: the log in order, item by item, each pass through an activity with its beginning and its end."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowatlas.discover.mapping import LogMapping
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Form, Remark

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Codes, Moments

WORK, WAITING, DONE, DROPPED, IGNORED = range(5)
"""What an activity is, by number."""

NUMBERS = {"work": WORK, "waiting": WAITING, "done": DONE, "dropped": DROPPED, "ignored": IGNORED}


@dataclass(frozen=True)
class Passes:
    """The rows of a log, cleaned and in order: item by item, by beginning and then by end.

    ``item``, ``activity``, ``start``, ``end``, ``who`` and ``team`` have one entry for each pass (moments in
    microseconds in UTC, both known; of a completion both are the same). Item ``i`` has the passes ``first[i]`` up to
    ``first[i + 1]``. ``began`` and ``ended`` say when an item entered and left the stream; of an open item ``ended``
    is the moment up to which the log knows anything. ``row`` tells the row of the log that a pass came from.
    ``kinds`` has one entry for each activity: WORK, WAITING, DONE, DROPPED or IGNORED.
    """

    log: EventLog
    item: "Codes"
    activity: "Codes"
    start: "Moments"
    end: "Moments"
    who: "Codes | None"
    team: "Codes | None"
    row: "Moments"
    first: "Moments"
    began: "Moments"
    ended: "Moments"
    is_open: "NDArray[np.bool_]"
    is_dropped: "NDArray[np.bool_]"
    kinds: "NDArray[np.int8]"
    remarks: tuple[Remark, ...] = ()

    @property
    def has_starts(self) -> bool:
        """Whether it is known when work on a pass began."""
        return self.log.form is not Form.COMPLETIONS

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.first) - 1


def passes_of(log: EventLog, mapping: LogMapping) -> Passes:
    """The passes of a log, cleaned and in order, as far as the mapping does not leave them out."""
    kinds = _kinds(log, mapping)
    taken = log.taken
    if taken == UNKNOWN_MOMENT and len(log):
        taken = int(max(log.start.max(), log.end.max()))
    start = np.where(log.start == UNKNOWN_MOMENT, log.end, log.start)
    end = np.where(log.end == UNKNOWN_MOMENT, taken if log.form is Form.STATES else start, log.end)
    is_over = np.isin(kinds, (DONE, DROPPED))
    end = np.where(is_over[log.activity.codes] & (log.form is Form.STATES), start, np.maximum(end, start))
    kept = (start != UNKNOWN_MOMENT) & (kinds[log.activity.codes] != IGNORED) & (log.item.codes >= 0)
    row = np.flatnonzero(kept)
    row = row[np.lexsort((end[row], start[row], log.item.codes[row]))]
    codes = log.item.codes[row]
    first = np.append(np.flatnonzero(np.diff(codes, prepend=-1)), len(codes))
    item, activity, start, end = codes, log.activity.codes[row], start[row], end[row]
    last = first[1:] - 1
    final = kinds[activity[last]]
    ends = [
        code
        for code, name in enumerate(log.activity.names)
        if mapping.end is not None and mapping.end in {name, mapping.names.get(name)}
    ]
    is_end = np.isin(activity, ends)
    reached = np.add.reduceat(is_end, first[:-1]) > 0 if len(row) else np.zeros(0, bool)
    if not ends and not is_over.any():
        reached = np.ones(len(last), bool)
    is_open = ~reached & ~np.isin(final, (DONE, DROPPED))
    latest = np.maximum.reduceat(end, first[:-1]) if len(row) else end
    return Passes(
        log=log,
        item=item,
        activity=activity,
        start=start,
        end=end,
        who=None if log.who is None else log.who.codes[row],
        team=None if log.team is None else log.team.codes[row],
        row=row,
        first=first,
        began=start[first[:-1]],
        ended=np.where(is_open, taken, latest),
        is_open=is_open,
        is_dropped=final == DROPPED,
        kinds=kinds,
    )


def _kinds(log: EventLog, mapping: LogMapping) -> "NDArray[np.int8]":
    return np.array([NUMBERS.get(mapping.kinds.get(name, "work"), WORK) for name in log.activity.names], np.int8)
