"""Passes: the log in order, item by item, each pass through an activity with its beginning and its end."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from flowatlas.discover.mapping import LogMapping
from flowatlas.model.event import Codes, EventLog, Form, Moments, Remark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WORK, WAITING, DONE, DROPPED, IGNORED = range(5)
"""What an activity is, by number."""


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
    item: Codes
    activity: Codes
    start: Moments
    end: Moments
    who: Codes | None
    team: Codes | None
    row: Moments
    first: Moments
    began: Moments
    ended: Moments
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
    raise NotImplementedError
