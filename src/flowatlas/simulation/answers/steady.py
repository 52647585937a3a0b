"""Usual days: as many replications as it takes to know a stream that has come to rest, each without its beginning."""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from flowatlas.model.simulation import Estimate
from flowatlas.simulation.answers.intervals import is_within, mean_of, middle_and_mean, student
from flowatlas.simulation.answers.place import Place, until_of
from flowatlas.simulation.answers.seen import Seen
from flowatlas.simulation.answers.warm_up import warm_up
from flowatlas.simulation.planning.planned import Planned
from flowatlas.simulation.question import FEWEST_RUNS, Question
from flowatlas.simulation.run import Asked

PILOTS = 10
FIRST_PILOT = 2000
LONGEST_PILOT = 128_000
LONGER = 4
"""How many runs look for the end of the beginning, how many items they have at first and at most, and the growth."""

PILING_UP = 0.1
"""Where more than this part of what came is there in the end besides, longer pilots do not come to rest either."""

RUNS = 20
"""How many replications there are at least, so that an interval knows its own width."""

MOST = 400
MOST_ITEMS = 8_000_000
"""Bounds on replications, and on items of all of them together."""

SHORTEST = 1000
LONG_AGAINST_WARM_UP = 10
LONG_AGAINST_TIES = 100
"""A run counts so many items at least, so many times the beginning, and so many that it says as much as that many items
would that have nothing to do with each other. Means of runs are then about normal, and hardly depend on the start."""

MARGIN = 0.55
"""Runs are made as long as it takes for this part of the precision. Intervals on which it depends when runs end hold
the truth less often than they say, as those end early that are narrow by chance; so most are to be narrow at once."""

SPARE = 1.2
"""By how much more runs are added than the spread so far asks for, so that they hardly ever fall short again."""


class Settled(NamedTuple):
    """How long a stream takes to come to rest: items to let go, and the items that a run counts then.

    ``is_at_rest`` is False where it had not come to rest within the longest pilot.
    """

    warm_up: int
    items: int
    is_at_rest: bool


class Steady(NamedTuple):
    """Replications of usual days at our best knowledge, and whether they are as narrow as asked."""

    settled: Settled
    several: list[Seen]
    is_precise: bool

    @property
    def items(self) -> int:
        """How many items counted altogether."""
        return sum(len(one.leads) for one in self.several)

    @property
    def mean(self) -> Estimate:
        """The mean lead time, of all replications alike."""
        return mean_of([float(one.leads.mean()) for one in self.several if len(one.leads)])


def settle(planned: Planned, place: Place) -> Settled:
    """Look with a few runs from an empty stream on how long its beginning is, and how long runs have to be.

    The beginning ends where MSER-5 says so of the lead times, averaged over the runs in the order in which items leave.
    Longer pilots are taken where these cannot tell.
    """
    question = place.question
    latest = until_of(question, planned)
    given = len(planned.plan.arriving.intervals)
    if given:
        # Who names every arrival asks about these items, from the first one on, and not about usual days.
        return Settled(0, question.items or given, is_at_rest=True)
    count = FIRST_PILOT
    while True:
        asked = [
            Asked(seed=place.seed("pilot", number), items=count, until=latest, buckets=2) for number in range(PILOTS)
        ]
        runs = list(place.each("how long it takes to come to rest", planned, asked))
        pilots = [one.leads for one in runs]
        length = min(len(one) for one in pilots)
        series = np.mean([one[:length] for one in pilots], axis=0) if length else np.zeros(0)
        first = warm_up(series)
        is_growing = sum(one.more for one in runs) > PILING_UP * sum(one.came for one in runs)
        is_longest = length < count or count >= LONGEST_PILOT or (is_growing and count > FIRST_PILOT)
        is_longest = is_longest or any(one.is_given_up for one in runs)
        if first is not None or is_longest:
            break
        count *= LONGER
    # Lead times may be at rest at once where the stream has yet to fill: as many leave first as are in it at a time.
    let_go = length // 2 if first is None else max(first, math.ceil(_inside(runs)))
    items = question.items or _items(pilots, let_go, length, question)
    return Settled(let_go, items, first is not None)


def _inside(runs: "Sequence[Seen]") -> float:
    """How many items are in a stream that has filled: what comes in the time that an item takes (Little's law)."""
    seconds, leads = sum(one.seconds for one in runs), [one.leads for one in runs if len(one.leads)]
    return sum(one.came for one in runs) / seconds * float(np.concatenate(leads).mean()) if seconds and leads else 0.0


def _items(pilots: "Sequence[np.ndarray]", let_go: int, length: int, question: Question) -> int:
    """How many items a run counts, so that the least number of runs is more precise than asked."""
    rest = [one[let_go:length] for one in pilots]
    count = length - let_go
    if count < 2 or len(rest) < 2:
        return SHORTEST
    mean, spread = float(np.mean(rest)), float(np.var([one.mean() for one in rest], ddof=1))
    own = float(np.mean([one.var() for one in rest]))
    half = student(RUNS - 1) * math.sqrt(spread / RUNS)
    wanted = count * (half / (MARGIN * question.precision * mean)) ** 2 if mean else 0.0
    # How many items in a row say as much as one that has nothing to do with the others.
    tied = count * spread / own if own else 0.0
    least = max(wanted, SHORTEST, LONG_AGAINST_WARM_UP * let_go, LONG_AGAINST_TIES * tied)
    return min(math.ceil(least), MOST_ITEMS // RUNS)


def steady(planned: Planned, place: Place, settled: Settled) -> Steady:
    """Replicate until median and mean lead time are as precise as asked, or a bound is reached."""
    question = place.question
    latest = until_of(question, planned)
    # Where arrivals are given, runs may be alike, and two of them tell so.
    fewest = FEWEST_RUNS if len(planned.plan.arriving.intervals) else RUNS
    most = question.runs or max(min(MOST, MOST_ITEMS // max(settled.items, 1)), fewest)
    wanted, several = question.runs or fewest, list[Seen]()
    while True:
        asked = [
            Asked(seed=place.seed("replication", number), warm_up=settled.warm_up, items=settled.items, until=latest)
            for number in range(len(several), wanted)
        ]
        several += place.each("usual days", planned, asked)
        figures = _figures(several)
        is_precise = bool(figures) and all(is_within(one, question.precision) for one in figures)
        if is_precise or len(several) >= most or not figures or any(one.is_given_up for one in several):
            return Steady(settled, several, is_precise)
        wanted = min(more_of(figures, question.precision, len(several)), most)


def _figures(several: Sequence[Seen]) -> list[Estimate]:
    """What has to be precise."""
    leads = [one.leads for one in several if len(one.leads)]
    if len(leads) < 2:
        return []
    return middle_and_mean(leads)


def more_of(figures: Sequence[Estimate], precision: float, count: int) -> int:
    """How many it takes altogether to be as precise as asked, judged by as many as there are."""
    widest = max(
        max(one.high - one.value, one.value - one.low) / abs(one.value) if one.value else 0.0 for one in figures
    )
    if not math.isfinite(widest):
        return 2 * count
    return max(math.ceil(count * (widest / precision) ** 2 * SPARE), count + RUNS)
