"""Rounds of runs from today on: as many as were asked for, or as it takes to be as sure as asked."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.answers.intervals import percentiles_of
from flowatlas.simulation.coming.question import FEWEST_RUNS, MOST_RUNS, YEARS, Question
from flowatlas.simulation.engine import runs
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.simulation.run import Asked

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats
    from flowatlas.simulation.planning.planned import Planned
    from flowatlas.simulation.run import Run
    from flowatlas.store.versions import Version

STATES, MOST_STATES = 500, 4000
"""How many states of what we do not know are looked at, at most; and where runs go on until it is precise."""

MOST_ITEMS = 20_000_000
"""How many items are looked at in all runs of a round together, at most."""

SPARE = 1.2
"""By how much more runs are added than the spread so far asks for."""

MATTERING = (0.5, 0.85)
"""What has to be precise: half of all runs, and 85 of 100."""

PARTS = 200
"""Into how many parts runs are put together that have nothing in common, to see how far they differ."""

Told = Callable[[str, float], None]


class Part(NamedTuple):
    """What hears how far one of several parts is."""

    told: Told | None
    title: str
    begin: float
    parts: int

    def tell(self, share: float) -> None:
        """Say how far this part is, 0 to 1."""
        if self.told is not None:
            self.told(self.title, self.begin + share / self.parts)


class Rounds:
    """The runs of one version, a round for each thing that is asked.

    Each run takes one state of what we do not know and has luck of its own, the same in every round. ``there`` is how
    many items are there at the start, in each state; ``horizon`` how far is looked, in seconds of the simulation.
    ``counts`` tells how many runs each round took, ``loosest`` how many times as wide as asked the widest interval is.
    """

    def __init__(self, one: "Version", question: Question, part: Part) -> None:
        self.question, self._part = question, part
        self.planned = _planned(one, question)
        self.clock = self.planned.clock
        arriving = self.planned.plan.arriving
        self.states = self.planned.plan.doubts
        self.there = arriving.backlog + arriving.present.sum(axis=1)
        if not (self.there.any() or question.done or question.by):
            raise CannotSayError(
                "nothing is asked; add a backlog to the map, such as 50, or ask for a number of items or a date"
            )
        self.ends = [self.clock.seconds_of(datetime.combine(day, time.max)) for day in question.by]
        self.horizon = self.clock.seconds_of(question.start + timedelta(days=365.25 * YEARS))
        self.most = self._most()
        self.counts: list[int] = []
        self.loosest = 0.0
        self._expected = bool(self.there.any()) + len(question.done) + bool(question.by)

    def _most(self) -> int:
        """How many runs a round may have, so that nobody asks for what would take hours.

        Raises:
            CannotSayError: so many items that hardly any runs are left.
        """
        question, arriving = self.question, self.planned.plan.arriving
        coming = 0.0
        if self.ends and arriving.gap.min() > 0:
            coming = float((max(self.ends) / arriving.gap * arriving.batch).max())
        items = max(int(self.there.max()), *question.done, int(coming), 1)
        most = min(MOST_RUNS, MOST_ITEMS // items)
        if most < min(FEWEST_RUNS, question.runs):
            raise CannotSayError(f"{items:,} items in each run are more than can be looked at; {FEWER_ITEMS}")
        return most

    @property
    def fewest(self) -> int:
        """How many runs each round begins with."""
        return min(self.question.runs, self.most)

    def asked(self, number: int, until: float = math.inf, items: int = 0, *, is_of_those_there: bool = False) -> Asked:
        """What a run is asked for, by its number: to go on until then, or until so many are done."""
        draw = number % self.states
        return Asked(
            draw=draw,
            seed=self.question.seed + number,
            until=min(until, self.horizon),
            items=items,
            first=int(self.there[draw]) if is_of_those_there else 0,
            buckets=2,
        )

    def each(
        self, asked: Callable[[int], Asked], take: "Callable[[Run], Floats]", least: float = 0.0
    ) -> list["Floats"]:
        """What each run gives, of as many runs as it takes for it to be precise.

        ``least``: what is counted and lies closer together than that is precise enough.
        """
        taken, wanted = list["Floats"](), self.fewest
        while True:
            several = [asked(number) for number in range(len(taken), wanted)]
            for run in runs(self.planned.plan, several):
                taken.append(take(run))
                self._part.tell((len(self.counts) + len(taken) / wanted) / self._expected)
            loose = self._loose(taken, least) if self.question.precision else 0.0
            if loose <= 1 or len(taken) >= self.most:
                break
            wanted = min(max(math.ceil(len(taken) * loose**2 * SPARE), len(taken) + FEWEST_RUNS), self.most)
        self.counts.append(len(taken))
        self.loosest = max(self.loosest, loose)
        return taken

    def _loose(self, taken: "Sequence[Floats]", least: float) -> float:
        """How many times as wide as asked the widest interval is; runs in the same state have something in common."""
        apart = self.states if self.states > 1 else PARTS
        shares = [1 - share for share in MATTERING] if least else MATTERING
        found = 0.0
        for column in np.minimum(np.array(taken), self.horizon).T:
            parts = [column[place::apart] for place in range(min(apart, len(column)))]
            for one in percentiles_of(parts, shares):
                half = max(one.high - one.value, one.value - one.low)
                allowed = max(self.question.precision * one.value, least)
                found = max(found, half / allowed if allowed else 0.0)
        return found


FEWER_ITEMS = "ask for fewer items, or sooner"


def _planned(one: "Version", question: Question) -> "Planned":
    calendar = one.atlas.calendar
    samples = Samples(
        one.stream,
        calendar.times,
        draws=MOST_STATES if question.precision else STATES,
        seed=question.seed,
        is_independent=question.is_independent,
        is_sampled=True,
    )
    states = MOST_STATES if question.precision else min(STATES, question.runs)
    return plan_of(samples, calendar.hours, draws=states, start=question.start, is_forecast=True)
