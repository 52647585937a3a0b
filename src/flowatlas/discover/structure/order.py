"""Which step comes before which: what each pair of steps shows, and the order that fits it best."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.at_once import each
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.structure.steps import Routes
from flowatlas.discover.structure.visits import visits_of
from flowatlas.model.event import Form

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.float64]

MOST_ITEMS = 50_000
"""So many items, evenly spread over the log, tell the order to a fifth of a percent."""

ENOUGH, ENOUGH_SHARE = 10, 0.3
OVERLAP = 0.25
SURE, AVOIDED = 2.5, 0.5


@dataclass(frozen=True)
class Evidence:
    """What pairs of steps show; a matrix has one row and one column for each step.

    ``before[a, b]`` items did a before b, ``overlapping`` ones did both at the same time, as ``by_chance`` ones would
    have if it made no difference to the one how long the other took; ``both`` did both in an order that can be told.
    ``early`` are the routes of items until they first went back anywhere, ``straight`` of those that never did.
    ``place`` is where a step stands on average on the way of an item, 0 to 1.
    """

    before: "Matrix"
    overlapping: "Matrix"
    by_chance: "Matrix"
    early: Routes
    straight: Routes
    place: "NDArray[np.float64]"

    @property
    def both(self) -> "Matrix":
        """Items that did both steps in an order that can be told."""
        return np.asarray(self.before + self.before.T + self.overlapping)

    @property
    def evenness(self) -> "Matrix":
        """How much a pair looks parallel, 0 to 1: at the same time, or either first equally often.

        What is done in either order, but never at the same time, is not parallel: the one waits for the other.
        """
        either = 2 * np.minimum(self.before, self.before.T)
        both = self.both
        is_avoided = self.by_chance - self.overlapping > SURE * np.sqrt(self.by_chance)
        is_avoided &= self.overlapping < AVOIDED * self.by_chance
        both = np.where(is_avoided, 0.0, both)
        share = np.zeros_like(both)
        np.divide(self.overlapping + either, both, out=share, where=both > 0)
        return share


def evidence_of(passes: Passes, step_of: "NDArray[np.int64]", steps: int) -> Evidence:
    """What the first visits of items to each step show of their order.

    Only what happened before an item first went back counts, because afterwards the order says little; but where that
    is too little, as in a log in which everything goes back, the first visit to each step counts wherever it was.
    """
    item, step, start, end = _sample(passes, step_of)
    visits = visits_of(item, step, steps)
    first, is_clean = visits.first, visits.is_clean
    starts, ends = start[first], end[first]
    can_overlap = passes.log.form is Form.PASSES
    anywhere = (first >= 0).astype(np.float64)
    known = anywhere.T @ anywhere
    clean = _pairs(starts, ends, is_clean, known > 0, can_overlap=can_overlap)
    is_little = _told(clean) < np.maximum(np.minimum(ENOUGH, known / 2), ENOUGH_SHARE * known)
    whole = _pairs(starts, ends, first >= 0, is_little, can_overlap=can_overlap)
    before, overlapping, by_chance = (np.where(is_little, other, one) for one, other in zip(clean, whole, strict=True))
    early, straight = Routes.of_items(is_clean), Routes.of_items(is_clean[visits.is_straight])
    return Evidence(before, overlapping, by_chance, early, straight, _places(item, first, is_clean))


def best_order(evidence: Evidence, given: list[int]) -> list[int]:
    """The steps in the order that the fewest items contradict; those that are ``given`` stay in their order.

    Moves one step at a time as long as that helps (a local search for the linear ordering problem).
    """
    net = evidence.before - evidence.before.T
    fixed = {step: place for place, step in enumerate(given)}
    order = sorted(range(len(net)), key=lambda step: (round(float(evidence.place[step]), 6), step))
    if given:
        kept = iter(given)
        order = [next(kept) if step in fixed else step for step in order]
    is_better = len(fixed) < len(order)
    while is_better:
        is_better = False
        for step in [step for step in order if step not in fixed]:
            rest = [other for other in order if other != step]
            gain = np.concatenate(([0.0], np.cumsum(net[rest, step] - net[step, rest])))
            here = order.index(step)
            there = int(np.argmax(gain))
            if gain[there] > gain[here]:
                order = [*rest[:there], step, *rest[there:]]
                is_better = True
    return order


def _sample(
    passes: Passes, step_of: "NDArray[np.int64]"
) -> "tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]":
    """Passes through steps of some items, numbered from 0, without those that only repeat the pass before."""
    every = -(-passes.items // MOST_ITEMS) or 1
    begin, end = passes.first[:-1][::every], passes.first[1:][::every]
    lengths = end - begin
    item = np.repeat(np.arange(len(begin)), lengths)
    rows = np.arange(len(item)) + np.repeat(begin - np.cumsum(lengths) + lengths, lengths)
    step = step_of[passes.activity[rows]]
    item, rows, step = item[step >= 0], rows[step >= 0], step[step >= 0]
    fresh = (np.diff(item, prepend=-1) != 0) | (np.diff(step, prepend=-1) != 0)
    item, rows, step = item[fresh], rows[fresh], step[fresh]
    return item, step, passes.start[rows], passes.end[rows]


def _pairs(
    starts: "NDArray[np.int64]",
    ends: "NDArray[np.int64]",
    is_there: "NDArray[np.bool_]",
    wanted: "NDArray[np.bool_]",
    *,
    can_overlap: bool,
) -> "tuple[Matrix, Matrix, Matrix]":
    """For each wanted pair how many items did the one before the other, how many both at once, how many by chance."""
    steps = is_there.shape[1]
    before, overlapping, by_chance = np.zeros((3, steps, steps))
    starts, ends = np.ascontiguousarray(starts.T), np.ascontiguousarray(ends.T)

    def compare(one: int, other: int) -> None:
        of = np.flatnonzero(is_there[:, one] & is_there[:, other])
        begun = np.stack((starts[one].take(of), starts[other].take(of)))
        lasted = np.stack((ends[one].take(of), ends[other].take(of))) - begun
        is_both = np.zeros(len(of), bool)
        if can_overlap:
            is_both = _overlap(begun, lasted)
            # What others took, in place of what this item took, tells what would be if neither waited.
            chance = _overlap(begun, np.roll(lasted, len(of) // 2, axis=1)).sum()
            overlapping[one, other] = overlapping[other, one] = is_both.sum()
            by_chance[one, other] = by_chance[other, one] = chance
        lead = begun[1] - begun[0]
        lead = np.where(lead == 0, lasted[1] - lasted[0], lead)[~is_both]
        before[one, other], before[other, one] = (lead > 0).sum(), (lead < 0).sum()

    # Each pair has places of its own in the tables.
    for _ in each(lambda pair: compare(*pair), np.argwhere(np.triu(wanted, 1)).tolist()):
        pass
    return before, overlapping, by_chance


def _overlap(begun: "NDArray[np.int64]", lasted: "NDArray[np.int64]") -> "NDArray[np.bool_]":
    """Which items did two things at once for some part of the shorter one."""
    shared = (begun + lasted).min(axis=0) - begun.max(axis=0)
    return np.asarray(shared > OVERLAP * lasted.min(axis=0))


def _told(pairs: "tuple[Matrix, Matrix, Matrix]") -> "Matrix":
    before, overlapping, _ = pairs
    return np.asarray(before + before.T + overlapping)


def _places(
    item: "NDArray[np.int64]", first: "NDArray[np.int64]", is_clean: "NDArray[np.bool_]"
) -> "NDArray[np.float64]":
    """Where each step stands on average on the way of an item; of one that is only gone back to, among everything."""
    lengths = np.bincount(item, minlength=len(first))
    begin = np.cumsum(lengths) - lengths
    at = (first - begin[:, None] + 0.5) / np.maximum(lengths, 1)[:, None]
    some = np.where(is_clean.any(axis=0), is_clean, first >= 0)
    count = some.sum(axis=0)
    return np.asarray(np.divide(np.where(some, at, 0.0).sum(axis=0), count, out=np.ones(len(count)), where=count > 0))
