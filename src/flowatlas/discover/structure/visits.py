"""First visits: where items were first in each step, and which of that they did before they went back."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Rows = NDArray[np.int64]
    Matrix = NDArray[np.bool_]

SEVERAL = 2
"""So many items tell that a step comes before another one."""

MISTAKES = 0.05
"""The share of the items that may do it the other way round."""


class Visits(NamedTuple):
    """Where each item (row) was first in each step (column), -1 where it never was.

    ``until`` is where it had gone back, ``rows`` where it never does.
    """

    first: "Rows"
    until: "Rows"
    rows: int

    @property
    def is_clean(self) -> "Matrix":
        """Which visits were made before the item went back."""
        return np.asarray((self.first >= 0) & (self.first < self.until[:, None]))

    @property
    def is_straight(self) -> "NDArray[np.bool_]":
        """Which items never go back."""
        return np.asarray(self.until == self.rows)


def visits_of(item: "Rows", step: "Rows", steps: int) -> Visits:
    """The first visits in passes that come item by item, without those that only repeat the pass before.

    An item has gone back at the latest where it does a step again. What it did for the first time right before that
    belongs to its second way already if it comes before another step which the item had been through and does again
    later, as with who takes the other way at a fork the next time. Which step comes before which is told by items that
    never go back, and by others as long as they had not been through the step that they do again first.
    """
    size = int(item[-1]) + 1 if len(item) else 0
    row = np.arange(len(item))
    # Of several values for one place the last is kept, so that the first is put last.
    first, last = np.full((2, size, steps), -1)
    key = item * steps + step
    first.ravel()[backwards(key)] = backwards(row)
    last.ravel()[key] = row
    is_return = first.ravel()[key] != row
    again = np.full(size, len(row))
    again[backwards(item[is_return])] = backwards(row[is_return])
    back = np.flatnonzero(again < len(row))
    if not len(back):
        return Visits(first, again, len(row))
    sure = again.copy()
    sure[back] = first[back, step[again[back]]] + 1
    before = _before(Visits(first, sure, len(row)))
    until = again.copy()
    until[back] = _until(Visits(first[back], again[back], len(row)), last[back], before)
    return Visits(first, until, len(row))


def backwards(values: "Rows") -> "Rows":
    """The values from last to first, copied: numpy goes through a reversed view from its beginning where it pleases."""
    return np.ascontiguousarray(values[::-1])


def _before(visits: Visits) -> "Rows":
    """How many items come to a step (row) before another one (column); 0 where not nearly all do."""
    is_clean = visits.is_clean
    arrived = np.ascontiguousarray(np.where(is_clean, visits.first, visits.rows).T)
    following = np.ascontiguousarray(np.where(is_clean, visits.first, -1).T)
    times = np.array([[np.count_nonzero(one < other) for other in following] for one in arrived])
    return np.where((times >= SEVERAL) & (MISTAKES * (times + times.T) >= times.T), times, 0)


def _until(visits: Visits, last: "Rows", before: "Rows") -> "Rows":
    """Until when items that do a step again had not gone back: up to what is surely none of their second way."""
    begun = np.ascontiguousarray(np.where(visits.first >= 0, visits.first, visits.rows).T)
    ended = np.ascontiguousarray(last.T)
    arrived = np.ascontiguousarray(np.where(visits.is_clean, visits.first, -1).T)
    is_second = np.zeros(arrived.shape, np.bool_)
    for one, other in np.argwhere(before).tolist():
        is_between = (begun[other] < arrived[one]) & (arrived[one] < ended[other])
        if np.count_nonzero(is_between) > MISTAKES * before[one, other]:
            is_second[one] |= is_between
    return np.asarray(np.where(is_second, -1, arrived).max(axis=0) + 1)
