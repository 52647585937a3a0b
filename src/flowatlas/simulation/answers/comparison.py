"""Comparison: which of two versions takes the typical item less time, and how sure that is."""

import math
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.gain import CERTAIN
from flowatlas.model.simulation import Beats
from flowatlas.simulation.answers.intervals import chance_below_zero, mean_of
from flowatlas.simulation.answers.words import Words, capital, of_a_hundred
from flowatlas.store.versions import CURRENT, IDEAL

if TYPE_CHECKING:
    from flowatlas.simulation.answers.looked import Looked
    from flowatlas.simulation.plan import Floats

MOST_PAIRS = 15
TODAY = "today"
UNDECIDED = 0.6
"""Up to which chance nothing tells which of two is better."""


def comparisons(several: "Sequence[Looked]") -> tuple[Beats, ...]:
    """Every future against the current map and the other futures, and the ideal against the current map."""
    return tuple(beats(one, other) for one, other in list(_pairs(several))[:MOST_PAIRS])


def _pairs(several: "Sequence[Looked]") -> "Iterator[tuple[Looked, Looked]]":
    by_name = {one.ready.version.name: one for one in several}
    futures = [one for name, one in by_name.items() if name not in {CURRENT, IDEAL}]
    current, best = by_name.get(CURRENT), by_name.get(IDEAL)
    if current is not None:
        yield from ((future, current) for future in futures)
    yield from combinations(futures, 2)
    if best is not None:
        others = [current] if current is not None else futures
        yield from ((best, other) for other in others)


def beats(one: "Looked", other: "Looked") -> Beats:
    """Which of two is better, the first where both are as good."""
    typical, others = _side_by_side(one, other)
    is_paired = one.unknown is not None or other.unknown is not None
    chance = _chance(typical, others, is_paired=is_paired)
    if chance < 0.5:
        one, other, typical, others, chance = other, one, others, typical, 1 - chance
    both = np.isfinite(typical) & np.isfinite(others)
    change = mean_of(typical[both] - others[both]) if np.count_nonzero(both) > 1 else None
    times = float(np.median(typical)), float(np.median(others))
    if not math.isfinite(times[0]):
        text = _both_grow(one, other)
    else:
        text = _text(_named(one), _named(other), times, chance, one.ready.words, is_paired=is_paired)
    return Beats(one.ready.version.name, other.ready.version.name, change, chance, text)


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
        return np.full(2, math.inf)
    return np.array([np.median(run.leads) for run in one.known.several if len(run.leads)])


def _chance(typical: "Floats", others: "Floats", *, is_paired: bool) -> float:
    """The chance that the first takes less time: over states of doubt, else by how sure the difference is."""
    if is_paired or not (np.isfinite(typical).all() and np.isfinite(others).all()):
        return float(np.mean((typical < others) + 0.5 * (typical == others)))
    if len(typical) < 2:
        return 0.5
    return chance_below_zero(mean_of(typical - others))


def _named(one: "Looked") -> str:
    known = {CURRENT: TODAY, IDEAL: "the ideal"}
    return known.get(one.ready.version.name, f"“{one.ready.version.title}”")


def _both_grow(one: "Looked", other: "Looked") -> str:
    """What is told where neither version gets through what comes."""
    begin = f"Neither {_named(one)} nor {_named(other)} gets through what comes"
    if one.grown is None or other.grown is None:
        return f"{begin}: work piles up in both."
    weekly = [one.ready.words.a_week(max(known.rate.value, 0.0)) for known in (one.grown, other.grown)]
    return f"{begin}: {weekly[0]} and {weekly[1]} more items wait every week."


def _text(better: str, than: str, times: tuple[float, float], chance: float, words: Words, *, is_paired: bool) -> str:
    takes = f"the typical item takes {words.time(times[0], max(times) if math.isfinite(max(times)) else 0.0)}"
    if math.isfinite(times[1]):
        takes += f" instead of {words.time(times[1], max(times))}"
    else:
        takes += f", while {'today work piles up' if than == TODAY else f'in {than} work piles up'}"
    if not is_paired and chance < CERTAIN:
        if chance <= UNDECIDED:
            return f"{capital(better)} and {than} take the typical item equally long, as far as these runs tell."
        return f"{capital(better)} is quicker than {than}, {words.share(chance)} sure: {takes}."
    if chance >= CERTAIN:
        return f"{capital(better)} is quicker than {than}, almost certainly: {takes}."
    states = f"in {of_a_hundred(chance)} states of what nobody knows"
    if chance <= UNDECIDED:
        return f"Nothing tells whether {better} or {than} is quicker: the first is {states}; {takes}."
    return f"{capital(better)} is quicker than {than} {states}: {takes}."
