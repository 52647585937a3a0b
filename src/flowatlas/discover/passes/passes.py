"""Passes: the log in order, item by item, each pass through an activity with its beginning and its end."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.at_once import each
from flowatlas.discover.mapping import LogMapping
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Form, Remark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Codes, Column, Moments

    Counts = NDArray[np.int64]
    Flags = NDArray[np.bool_]

WORK, WAITING, DONE, DROPPED, IGNORED = range(5)
"""What an activity is, by number."""

ROWS_AT_ONCE = 1 << 18
"""Passes that are looked at together, so that they stay in the processor's cache."""

NUMBERS = {"work": WORK, "waiting": WAITING, "done": DONE, "dropped": DROPPED, "ignored": IGNORED}


@dataclass(frozen=True)
class Passes:
    """The rows of a log, cleaned and in order: item by item, by beginning and then by end.

    ``item``, ``activity``, ``start``, ``end``, ``who`` and ``team`` have one entry for each pass (moments in
    microseconds in UTC, both known; of a completion both are the same). Item ``i`` has the passes ``first[i]`` up to
    ``first[i + 1]``. ``began`` and ``ended`` say when an item entered and left the stream; of an open item ``ended``
    is the moment up to which the log knows anything. ``row`` tells the row of the log that a pass came from.
    ``kinds`` has one entry for each activity: WORK, WAITING, DONE, DROPPED or IGNORED. ``is_timed`` says of which
    passes the log tells both the beginning and the end, and ``is_running`` which were not at their end when the log was
    taken, so that their ``end`` is that moment; without either, all are timed and none is running. ``taken`` is that
    moment.
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
    is_open: "Flags"
    is_dropped: "Flags"
    kinds: "NDArray[np.int8]"
    remarks: tuple[Remark, ...] = ()
    is_timed: "Flags | None" = None
    is_running: "Flags | None" = None
    taken: int = UNKNOWN_MOMENT

    @property
    def has_starts(self) -> bool:
        """Whether it is known when work on a pass began."""
        return self.log.form is not Form.COMPLETIONS

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.first) - 1

    @cached_property
    def often(self) -> "Counts":
        """How many passes each activity has."""
        size = len(self.kinds)
        counted = each(lambda some: np.bincount(self.activity[some], minlength=size), self._slices())
        return sum(counted, np.zeros(size, np.int64))

    @cached_property
    def lasting(self) -> "Counts":
        """How many passes of each activity took any time."""

        def count(some: slice) -> "Counts":
            return np.bincount(self.activity[some][self.end[some] > self.start[some]], minlength=size)

        size = len(self.kinds)
        return sum(each(count, self._slices()), np.zeros(size, np.int64))

    def parts(self) -> list[tuple[int, int]]:
        """The items in parts of not too many passes: the first one of each, and the one after the last."""
        marks = np.arange(0, int(self.first[-1]) + ROWS_AT_ONCE, ROWS_AT_ONCE)
        stops = np.unique(np.append(np.searchsorted(self.first, marks), (0, len(self.first) - 1)))
        stops = stops[stops < len(self.first)]
        return list(zip(stops[:-1].tolist(), stops[1:].tolist(), strict=True))

    def _slices(self) -> list[slice]:
        return [slice(begin, begin + ROWS_AT_ONCE) for begin in range(0, len(self.item), ROWS_AT_ONCE)]


def kind_numbers(log: EventLog, mapping: LogMapping) -> "NDArray[np.int8]":
    """What each activity of a log is, by number."""
    return np.array([NUMBERS.get(mapping.kinds.get(name, "work"), WORK) for name in log.activity.names], np.int8)


def named(activity: "Column", mapping: LogMapping, name: str | None) -> "Flags":
    """Which activities a name means: that of the activity itself, or of the step that it belongs to."""
    if name is None:
        return np.zeros(len(activity.names), np.bool_)
    return np.array([name in {one, mapping.names.get(one)} for one in activity.names], np.bool_)


def first_of_items(item: "NDArray[np.signedinteger[Any]]") -> "Moments":
    """Where each item begins in a column that is in order, and after the last one where it ends."""
    if not len(item):
        return np.zeros(1, np.int64)
    begins = np.flatnonzero(item[1:] != item[:-1])
    begins += 1
    return np.concatenate(([0], begins, [len(item)]))
