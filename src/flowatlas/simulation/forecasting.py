"""Forecasts: when those who wait now are served, how many are done by a date, and when so many are.

Each run starts with what is there now, takes one state of what we do not know, and has luck of its own; dates are
percentiles over all runs, so that they hold both for how work varies and for what we do not know.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.metrics.sample import DEFAULT_SEED, CannotSayError, Samples
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Plain
from flowatlas.model.simulation import BurnDown, Forecast, Forecasts, HowMany, When
from flowatlas.simulation.answers.words import capital
from flowatlas.simulation.engine import runs
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.simulation.run import Asked
from flowatlas.store.versions import CURRENT, Version, version

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats
    from flowatlas.simulation.planning.clock import Clock
    from flowatlas.simulation.planning.planned import Planned
    from flowatlas.simulation.run import Run

DEFAULT_RUNS = 1000

STATES = 500
"""How many states of what we do not know are looked at, at most."""

YEARS = 10
"""How far a forecast looks; what is not done by then is not forecast."""

MOST_ITEMS = 50_000_000
FEWEST_RUNS = 20
"""How many of those who wait are looked at in all runs together, at most, and the runs that are worth a look."""

PERCENTS = (50.0, 85.0, 95.0)

POINTS = 60
"""Dates along the burn-down."""

Told = Callable[[str, float], None]


class Question(NamedTuple):
    """What to forecast: from when on, when so many are done, how many by a date, in how many runs."""

    start: datetime
    done: tuple[int, ...] = ()
    by: tuple[date, ...] = ()
    runs: int = DEFAULT_RUNS
    seed: int = DEFAULT_SEED
    is_independent: bool = False


def forecast(
    plain: Plain, question: Question, names: Sequence[str] = (CURRENT,), told: Told | None = None
) -> Forecasts:
    """The forecast of each version of the map by its name, on common luck.

    A version that cannot be forecast says why in its sentence. ``told`` hears what is worked out, and how much of all
    is done, 0 to 1; it may raise to stop.

    Raises:
        FlowAtlasError: there is no such version, or none can be forecast; nothing is asked.
    """
    versions = [version(plain, name) for name in names]
    found, refused = list[Forecast](), list[str]()
    for place, one in enumerate(versions):
        part = _Part(told, one.title, place / len(versions), len(versions))
        try:
            found.append(_Forecast(one, question, part).whole())
        except CannotSayError as why:
            refused.append(f"{one.title}: {why}")
            found.append(_refused(one, question, str(why)))
    if len(refused) == len(versions):
        raise FlowAtlasError(refused[0])
    return Forecasts(tuple(found), versions[0].atlas.calendar.times.text, question.seed)


class _Part(NamedTuple):
    """What hears how far one of several parts is."""

    told: Told | None
    title: str
    begin: float
    parts: int

    def tell(self, share: float) -> None:
        if self.told is not None:
            self.told(self.title, self.begin + share / self.parts)


class _Forecast:
    """The forecast of one version; times are seconds of the simulation, infinite for what does not happen in time."""

    def __init__(self, one: Version, question: Question, part: _Part) -> None:
        self.version, self.question, self.part = one, question, part
        self.planned = _planned(one, question)
        self.clock: Clock = self.planned.clock
        arriving = self.planned.plan.arriving
        self.states = self.planned.plan.doubts
        self.there = arriving.backlog + arriving.present.sum(axis=1)
        self.is_all_waiting = not arriving.present.any()
        if not (self.there.any() or question.done or question.by):
            raise CannotSayError(
                "nothing is asked; add a backlog to the map, such as 50, or ask for a number of items or a date"
            )
        self._check_size()
        self.horizon = self.clock.seconds_of(question.start + timedelta(days=365.25 * YEARS))
        self.rounds = bool(self.there.any()) + len(question.done) + bool(question.by)
        self.round = 0

    def _check_size(self) -> None:
        """Let nobody ask for what would take hours.

        Raises:
            CannotSayError: too many items in all runs together.
        """
        question, arriving = self.question, self.planned.plan.arriving
        coming = 0.0
        if question.by and arriving.gap.min() > 0:
            seconds = self.clock.seconds_of(datetime.combine(max(question.by), time.max))
            coming = float((seconds / arriving.gap * arriving.batch).max())
        items = max(int(self.there.max()), *question.done, int(coming), 1)
        if items * question.runs > MOST_ITEMS:
            fewer = MOST_ITEMS // items
            enough = f"ask for {fewer:,} runs at most" if fewer >= FEWEST_RUNS else "ask for fewer items, or sooner"
            raise CannotSayError(f"{items:,} items, {question.runs:,} times, are more than can be looked at; {enough}")

    def whole(self) -> Forecast:
        """All that was asked."""
        last, burn_down = (None, None) if not self.there.any() else self._served()
        done = tuple((number, self._done(number)) for number in self.question.done)
        by = self._by()
        return Forecast(
            name=self.version.name,
            title=self.version.title,
            start=self.question.start.isoformat(),
            backlog=round(float(np.median(self.there))),
            last=last,
            done=done,
            by=by,
            burn_down=burn_down,
            sentences=tuple(self._sentences(last, done, by)),
            method=tuple(self._method()),
            assumptions=self.planned.assumptions,
        )

    def _runs(self, until: float = float("inf"), items: int = 0, *, is_of_those_there: bool = False) -> "Iterator[Run]":
        count = self.question.runs
        asked = [
            Asked(
                draw=number % self.states,
                seed=self.question.seed + number,
                until=min(until, self.horizon),
                items=items,
                first=int(self.there[number % self.states]) if is_of_those_there else 0,
                buckets=2,
            )
            for number in range(count)
        ]
        for number, run in enumerate(runs(self.planned.plan, asked)):
            self.part.tell((self.round + (number + 1) / count) / self.rounds)
            yield run
        self.round += 1

    def _served(self) -> tuple[When, BurnDown]:
        """When the last of those who are there now is served, and how many of them are not, date by date."""
        served = [_until_all(run, int(self.there[run.asked.draw])) for run in self._runs(is_of_those_there=True)]
        last = np.array([float(moments[-1]) if len(moments) else 0.0 for moments in served])
        finite = last[np.isfinite(last)]
        end = float(np.quantile(finite, 0.97)) if len(finite) else self.horizon
        moments = np.linspace(0.0, end, POINTS)
        left = np.array([len(one) - np.searchsorted(one, moments, side="right") for one in served], np.float64)
        low, middle, high = np.quantile(left, (0.15, 0.5, 0.85), axis=0, method="inverted_cdf")
        dates = tuple(self._date(moment) for moment in moments)
        return self._when(last), BurnDown(dates, *(tuple(one.tolist()) for one in (middle, low, high)))

    def _done(self, number: int) -> When:
        """When so many are done, those that arrive later included."""
        ends = [
            float(run.finished.left[number - 1]) if run.left >= number else float("inf")
            for run in self._runs(items=number)
        ]
        return self._when(np.array(ends))

    def _by(self) -> tuple[HowMany, ...]:
        """How many are done by the end of each day that was asked for."""
        if not self.question.by:
            return ()
        ends = [self.clock.seconds_of(datetime.combine(day, time.max)) for day in self.question.by]
        counts = np.array(
            [np.searchsorted(run.finished.left, ends, side="right") for run in self._runs(until=max(ends))]
        )
        found = np.quantile(counts, [1 - percent / 100 for percent in PERCENTS], axis=0, method="inverted_cdf")
        return tuple(
            HowMany(day.isoformat(), *(int(count) for count in column))
            for day, column in zip(self.question.by, found.T, strict=True)
        )

    def _when(self, moments: "Floats") -> When:
        p50, p85, p95 = np.quantile(moments, [percent / 100 for percent in PERCENTS], method="inverted_cdf").tolist()
        known = tuple(one if one < self.horizon else None for one in (p50, p85, p95))
        dates = [None if one is None else self._date(one) for one in known]
        return When(dates[0], dates[1], dates[2], (known[0], known[1], known[2]))

    def _date(self, seconds: float) -> str:
        return self.clock.moment(seconds).date().isoformat()

    def _sentences(self, last: When | None, done: Sequence[tuple[int, When]], by: Sequence[HowMany]) -> Iterator[str]:
        if last is not None:
            count = round(float(np.median(self.there)))
            who = "waits" if self.is_all_waiting else "waits or is worked on"
            who = f"The one that {who} now" if count == 1 else f"The last of the {count:,} that {_several(who)} now"
            yield _in_words(f"{who} is done", last)
        for number, when in done:
            yield _in_words(f"{number:,} {'item is' if number == 1 else 'items are'} done", when)
        for one in by:
            yield (
                f"By {one.by}, {one.p50:,} {'item is' if one.p50 == 1 else 'items are'} done in half of all runs, "
                f"at least {one.p85:,} in 85 of 100, at least {one.p95:,} in 95 of 100."
            )

    def _method(self) -> Iterator[str]:
        states = min(self.states, self.question.runs)
        yield (
            f"{self.question.runs:,} runs from {self.question.start.date().isoformat()} on, "
            + (f"over {states:,} states of what we do not know." if states > 1 else "nothing in doubt.")
        )
        yield f"What is not done within {YEARS} years is not forecast."


def _several(who: str) -> str:
    return who.replace("waits", "wait").replace("is ", "are ")


def _in_words(what: str, when: When) -> str:
    if when.p50 is None:
        return f"{what} within {YEARS} years in less than half of all runs: too little comes in, or gets through."
    told = f"{what} by {when.p50} in half of all runs"
    told += f", by {when.p85} in 85 of 100" if when.p85 is not None else f", later than in {YEARS} years in 15 of 100"
    return f"{told}, by {when.p95} in 95 of 100." if when.p95 is not None else f"{told}."


def _planned(one: Version, question: Question) -> "Planned":
    calendar = one.atlas.calendar
    samples = Samples(
        one.stream,
        calendar.times,
        draws=STATES,
        seed=question.seed,
        is_independent=question.is_independent,
        is_sampled=True,
    )
    states = min(STATES, question.runs)
    return plan_of(samples, calendar.hours, draws=states, start=question.start, is_forecast=True)


def _refused(one: Version, question: Question, why: str) -> Forecast:
    return Forecast(
        name=one.name,
        title=one.title,
        start=question.start.isoformat(),
        backlog=0,
        last=None,
        done=(),
        by=(),
        burn_down=None,
        sentences=(capital(why),),
        method=(),
        assumptions=(),
    )


def _until_all(run: "Run", there: int) -> "Floats":
    """When each of those who were there at the start left, in turn; infinity for who is still there."""
    left = np.sort(run.finished.left[run.finished.item < there])
    return np.concatenate([left, np.full(there - len(left), np.inf)])
