"""Comparison: which of two versions takes the typical item less time, and how sure that is."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.simulation import Beats, Estimate
from flowatlas.simulation.answers.intervals import chance_below_zero, mean_of, percentiles_of
from flowatlas.simulation.answers.preference import Held, Side, preference
from flowatlas.store.versions import CURRENT, IDEAL

if TYPE_CHECKING:
    from flowatlas.simulation.answers.looked import Looked
    from flowatlas.simulation.plan import Floats

MOST_PAIRS = 15


def comparisons(several: Sequence[Side]) -> tuple[Beats, ...]:
    """Every future against the current map and the other futures, and the ideal against the current map."""
    return tuple(beats(one, other) for one, other in list(_pairs(several))[:MOST_PAIRS])


def _pairs(several: Sequence[Side]) -> Iterator[tuple[Side, Side]]:
    by_name = {one.found.name: one for one in several}
    futures = [one for name, one in by_name.items() if name not in {CURRENT, IDEAL}]
    current, best = by_name.get(CURRENT), by_name.get(IDEAL)
    if current is not None:
        yield from ((future, current) for future in futures)
    yield from combinations(futures, 2)
    if best is not None:
        others = [current] if current is not None else futures
        yield from ((best, other) for other in others)


def beats(one: Side, other: Side) -> Beats:
    """Which of two is better, the first where both are as good; one in which work piles up is never the better one."""
    typical, others = _side_by_side(one.looked, other.looked)
    is_over_doubt = one.looked.unknown is not None or other.looked.unknown is not None
    chance = _chance(typical, others, is_over_doubt=is_over_doubt)
    is_growing = one.found.lead is None, other.found.lead is None
    if is_growing == (True, False) or (chance < 0.5 and is_growing != (False, True)):
        one, other, typical, others, chance = other, one, others, typical, 1 - chance
    change = None if any(is_growing) else _change(typical, others, is_over_doubt=is_over_doubt)
    text = preference(one, other, Held(chance, change, is_over_doubt))
    return Beats(one.found.name, other.found.name, change, chance, text)


def _side_by_side(one: "Looked", other: "Looked") -> "tuple[Floats, Floats]":
    """The typical lead times of both: in each state of doubt, else in each replication."""
    found = [_typical(looked) for looked in (one, other)]
    rows = [len(known) for known, looked in zip(found, (one, other), strict=True) if looked.unknown is not None]
    if not rows:
        count = min(map(len, found))
        return found[0][:count], found[1][:count]
    first, second = (
        known[: min(rows)] if looked.unknown is not None else np.full(min(rows), float(np.median(known)))
        for known, looked in zip(found, (one, other), strict=True)
    )
    return first, second


def _typical(one: "Looked") -> "Floats":
    if one.unknown is not None:
        return one.unknown.typical
    if one.known is None:
        return np.full(2, np.inf)
    return np.array([np.median(run.leads) for run in one.known.several if len(run.leads)])


def _chance(typical: "Floats", others: "Floats", *, is_over_doubt: bool) -> float:
    """The chance that the first takes less time: over states of doubt, else by how sure the difference is.

    States in which work piles up in both say nothing about which of them to pick.
    """
    is_known = np.isfinite(typical) | np.isfinite(others)
    first, second = typical[is_known], others[is_known]
    if is_over_doubt or not (np.isfinite(first).all() and np.isfinite(second).all()):
        return float(np.mean((first < second) + 0.5 * (first == second))) if len(first) else 0.5
    if len(first) < 2:
        return 0.5
    return chance_below_zero(mean_of(first - second))


def _change(typical: "Floats", others: "Floats", *, is_over_doubt: bool) -> Estimate | None:
    """By how much the typical item takes less: the middle of all states in which work piles up in neither.

    The mean would be that of the few states in which work all but piles up.
    """
    both = np.isfinite(typical) & np.isfinite(others)
    apart = typical[both] - others[both]
    if len(apart) < 2:
        return None
    return percentiles_of([*apart[:, None]], [0.5])[0] if is_over_doubt else mean_of(apart)
