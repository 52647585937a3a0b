"""Ways back: where items go to a step again, or to one that they should have been through."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from flowatlas.discover.at_once import each
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.structure.visits import backwards

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]
    Matrix = NDArray[np.bool_]

LEAST_SHARE = 0.02
MISTAKES = 0.05
MISSING = 0.1
SEVERAL, FEW_SENDERS = 3, 5
"""So many items go back on a way, and of fewer than fifteen that come there one in five."""

SURE = 1.96


class Returns(NamedTuple):
    """How often items went from a step (row) back to a step (column), from its first passes and from all of them.

    ``senders`` are the first passes of each step. ``back`` tells the returns themselves, for each part of the log.
    """

    all: "Counts"
    from_first: "Counts"
    senders: "Counts"
    back: "tuple[Back, ...]" = ()


class Back(NamedTuple):
    """The passes through steps that are a return (``here``), and the pass that each is a return from (``there``).

    Both tell the place among the passes through steps of one part of a log.
    """

    here: "Counts"
    there: "Counts"


class Rows(NamedTuple):
    """The passes through steps of a part of a log, with the number of their item from 0."""

    item: "NDArray[np.int64]"
    step: "NDArray[np.int64]"
    activity: "NDArray[np.int32]"


def returns_of(passes: Passes, step_of: "NDArray[np.int64]", before: "Matrix", parallel: "Matrix") -> Returns:
    """Every pass that came after one of the same step or a later one, where the item had been in either before.

    What went on in parallel branches meanwhile does not count as what came before. Different activities of the same
    step that follow each other are no return.
    """
    size = len(before)
    every, from_first = np.zeros((2, size, size), np.int64)
    senders = np.zeros(size, np.int64)
    back: list[Back] = []

    def of_part(some: tuple[int, int]) -> Returns:
        begin, end = passes.first[some[0]], passes.first[some[1]]
        activity = passes.activity[begin:end]
        step = step_of[activity]
        item = passes.item[begin:end]
        if (step < 0).any():
            kept = step >= 0
            activity, step, item = activity[kept], step[kept], item[kept]
        number = np.cumsum(np.diff(item, prepend=item[:1]) != 0)
        return _counted(Rows(number, step, activity), before, parallel)

    # Each part of the log is small enough for a table of all its items and steps.
    for part in each(of_part, passes.parts()) if size else ():
        every += part.all
        from_first += part.from_first
        senders += part.senders
        back += part.back
    return Returns(every, from_first, senders, tuple(back))


def is_link(returns: Returns) -> "Matrix":
    """Which ways back are more than the mistakes of a log.

    A link needs a share of the first passes whose lower bound (Wilson, 95 %) is above that of chance: of repetitions of
    the same step a quarter of the steps have no more, and of other ways back three in four pairs have no more. One or
    two items that go back may be a mistake, unless there are very few.
    """
    share = np.divide(
        returns.from_first,
        returns.senders[:, None],
        out=np.zeros(returns.all.shape),
        where=returns.senders[:, None] > 0,
    )
    size = len(share)
    own = np.eye(size, dtype=bool)
    chance = np.zeros_like(share)
    if size > 1:
        chance[~own] = np.quantile(share[~own], 0.75)
        chance[own] = np.quantile(share[own], 0.25)
    floor = np.clip(1.5 * chance, LEAST_SHARE / 2, MISTAKES)
    # Where the row of a step is missing, or in the wrong place, items seem to come from or go back to its neighbour;
    # where that is the one it goes back to, they seem to do the step again.
    others = np.where(own, 0.0, share)
    usual, between = (
        np.maximum(one.max(axis=1, keepdims=True), one.max(axis=0, keepdims=True)) for one in (share, others)
    )
    floor = np.maximum(floor, np.where(own, np.minimum(MISSING * between, MISTAKES), MISSING * usual))
    several = np.minimum(SEVERAL, returns.senders / FEW_SENDERS)[:, None]
    is_usual = (share >= LEAST_SHARE) & (returns.from_first >= several)
    return np.asarray((_low(share, returns.senders[:, None]) > floor) & is_usual)


def _low(share: "NDArray[np.float64]", size: "Counts") -> "NDArray[np.float64]":
    """The lower end of the interval for a share (Wilson, Probable inference, 1927)."""
    size = np.maximum(size, 1)
    square = SURE**2 / size
    return np.asarray((share + square / 2 - np.sqrt(square * (share * (1 - share) + square / 4))) / (1 + square))


def _counted(rows: Rows, before: "Matrix", parallel: "Matrix") -> Returns:
    size = len(before)
    visits = _Visits.of(rows, size)
    back = _went_back(rows, visits, before, parallel)
    pair = rows.step[back.there] * size + rows.step[back.here]
    every, first_ones = (
        np.bincount(pair[chosen], minlength=size * size).reshape(size, size)
        for chosen in (slice(None), visits.is_first[back.there])
    )
    return Returns(every, first_ones, np.bincount(rows.step[visits.is_first], minlength=size), (back,))


class _Visits(NamedTuple):
    """Which passes are the first of their item through their step; where the last one stands, item by item and step."""

    is_first: "NDArray[np.bool_]"
    last: "NDArray[np.int32]"

    @classmethod
    def of(cls, rows: Rows, size: int) -> "_Visits":
        at = np.arange(len(rows.step), dtype=np.int32)
        key = rows.item * size + rows.step
        items = int(rows.item[-1]) + 1 if len(at) else 0
        first, last = np.full((2, items * size), -1, np.int32)
        first[backwards(key)] = at[::-1].copy()
        last[key] = at
        return cls(first.take(key) == at, last)


def went_back(rows: Rows, before: "Matrix", parallel: "Matrix") -> Back:
    """Which passes come after one of the same step or a later one, where the item had been in either before.

    Different activities of the same step that follow each other are no return, nor are two steps that only were done
    in the wrong order.
    """
    return _went_back(rows, _Visits.of(rows, len(before)), before, parallel)


def _went_back(rows: Rows, visits: _Visits, before: "Matrix", parallel: "Matrix") -> Back:
    size = len(before)
    here, there = previous(rows.item, rows.step, parallel)
    one, other = rows.step.take(there), rows.step.take(here)
    back = np.flatnonzero(may_return(before).take(other * size + one))
    here, there, one, other = here.take(back), there.take(back), one.take(back), other.take(back)
    # Two steps that only were done in the wrong order are no return: one of them has to come again.
    comes_again = ~visits.is_first[here] | (visits.last[rows.item[here] * size + one] > here)
    comes_again &= (one != other) | (rows.activity[here] == rows.activity[there])
    return Back(here[comes_again], there[comes_again])


def may_return(before: "Matrix") -> "NDArray[np.bool_]":
    """For each two steps, pair after pair in one list, whether a pass of the first after the second may be a return."""
    return (before | np.eye(len(before), dtype=np.bool_)).reshape(-1)


def previous(
    item: "Counts", step: "NDArray[np.signedinteger[Any]]", parallel: "Matrix"
) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
    """Passes with the pass of the same item before each, but for what went on in parallel to it."""
    follows = item[1:] == item[:-1]
    if not parallel.any():
        here = np.flatnonzero(follows) + 1
        return here, here - 1
    # Of most passes the one right before is known to count, or not to, without going anywhere.
    beside = parallel.reshape(-1).take(step[:-1] * len(parallel) + step[1:])
    beside &= follows
    there = np.arange(-1, len(item) - 1)
    open_ = np.flatnonzero(beside) + 1
    while len(open_):
        before = there.take(open_) - 1
        is_gone = (before < 0) | (item.take(before, mode="clip") != item.take(open_))
        follows[open_[is_gone] - 1] = False
        there[open_] = before
        open_, before = open_[~is_gone], before[~is_gone]
        open_ = open_[parallel[step.take(before), step.take(open_)]]
    here = np.flatnonzero(follows) + 1
    return here, there.take(here)
