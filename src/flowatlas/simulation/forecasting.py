"""Forecasts: when those who wait now are served, how many are done by a date, and when so many are.

Each run starts with what is there now, takes one state of what we do not know, and has luck of its own; dates are
percentiles over all runs, so that they hold both for how work varies and for what we do not know.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.metrics.sample import DEFAULT_SEED, CannotSayError, Samples
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import EventLog
from flowatlas.model.path import Plain
from flowatlas.model.simulation import BurnDown, Forecast, Forecasts, HowMany, When
from flowatlas.simulation.answers.intervals import percentiles_of
from flowatlas.simulation.answers.words import capital
from flowatlas.simulation.engine import runs
from flowatlas.simulation.log import event_log
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.simulation.question import FINEST
from flowatlas.simulation.run import Asked
from flowatlas.store.versions import CURRENT, Version, version

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats
    from flowatlas.simulation.planning.clock import Clock
    from flowatlas.simulation.planning.planned import Planned
    from flowatlas.simulation.run import Run

DEFAULT_RUNS = 1000

STATES, MOST_STATES = 500, 4000
"""How many states of what we do not know are looked at, at most; and where runs go on until it is precise."""

MOST_RUNS = 100_000
SPARE = 1.2
"""A bound on runs that go on until it is precise, and by how much more are added than the spread so far asks for."""

MATTERING = (0.5, 0.85)
"""What has to be precise: half of all runs, and 85 of 100."""

PARTS = 200
"""Into how many parts runs are put together that have nothing in common, to see how far they differ."""

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
    """What to forecast: from when on, when so many are done, how many by a date, in how many runs.

    With a ``precision`` more runs follow until half of all runs, and 85 of 100, are known to that share of the time
    from the start on, up and down; of what is counted, to that share or one item. 0 asks for no more runs.
    """

    start: datetime
    done: tuple[int, ...] = ()
    by: tuple[date, ...] = ()
    runs: int = DEFAULT_RUNS
    seed: int = DEFAULT_SEED
    is_independent: bool = False
    precision: float = 0.0


def forecast(
    plain: Plain, question: Question, names: Sequence[str] = (CURRENT,), told: Told | None = None
) -> Forecasts:
    """The forecast of each version of the map by its name, on common luck.

    A version that cannot be forecast says why in its sentence. ``told`` hears what is worked out, and how much of all
    is done, 0 to 1; it may raise to stop.

    Raises:
        FlowAtlasError: there is no such version, or none can be forecast; nothing is asked, or not to be had.
    """
    if question.precision and not FINEST <= question.precision < 1:
        raise FlowAtlasError(f"precision: {question.precision:g} is not from {FINEST:g} to below 1; 0.05 means 5 %")
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
        self.looked: list[int] = []
        self.loosest = 0.0

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
        self.most = min(MOST_RUNS, MOST_ITEMS // items)
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

    def log(self) -> EventLog:
        """What happens in the first run: the same course for all that is asked, hence the one that goes on longest."""
        asked = [self._asked(0, items=number) for number in self.question.done]
        if self.question.by:
            asked.append(self._asked(0, max(self._ends())))
        if self.there.any():
            asked.append(self._asked(0, is_of_those_there=True))
        several = runs(self.planned.plan, [one._replace(keeps_passes=True) for one in asked])
        return event_log(self.planned, max(several, key=lambda run: run.end))

    def _asked(self, number: int, until: float = math.inf, items: int = 0, *, is_of_those_there: bool = False) -> Asked:
        draw = number % self.states
        return Asked(
            draw=draw,
            seed=self.question.seed + number,
            until=min(until, self.horizon),
            items=items,
            first=int(self.there[draw]) if is_of_those_there else 0,
            buckets=2,
        )

    def _each(
        self, asked: Callable[[int], Asked], take: "Callable[[Run], Floats]", least: float = 0.0
    ) -> list["Floats"]:
        """What each run gives, of as many runs as it takes; its last figure has to be precise, or all of them.

        ``least``: what is counted and lies closer together than that is precise enough.
        """
        taken, wanted = list["Floats"](), self.question.runs
        while True:
            several = [asked(number) for number in range(len(taken), wanted)]
            for run in runs(self.planned.plan, several):
                taken.append(take(run))
                self.part.tell((self.round + len(taken) / wanted) / self.rounds)
            loose = self._loose(taken, least) if self.question.precision else 0.0
            if loose <= 1 or len(taken) >= self.most:
                break
            wanted = min(max(math.ceil(len(taken) * loose**2 * SPARE), len(taken) + FEWEST_RUNS), self.most)
        self.round += 1
        self.looked.append(len(taken))
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

    def _served(self) -> tuple[When, BurnDown]:
        """When the last of those who are there now is served, and how many of them are not, date by date."""
        served = list["Floats"]()

        def ends(run: "Run") -> "Floats":
            served.append(_until_all(run, int(self.there[run.asked.draw])))
            return served[-1][-1:] if len(served[-1]) else np.zeros(1)

        last = np.concatenate(self._each(partial(self._asked, is_of_those_there=True), ends))
        finite = last[np.isfinite(last)]
        end = float(np.quantile(finite, 0.97)) if len(finite) else self.horizon
        moments = np.linspace(0.0, end, POINTS)
        left = np.array([len(one) - np.searchsorted(one, moments, side="right") for one in served], np.float64)
        low, middle, high = np.quantile(left, (0.15, 0.5, 0.85), axis=0, method="inverted_cdf")
        dates = tuple(self._date(moment) for moment in moments)
        return self._when(last), BurnDown(dates, *(tuple(one.tolist()) for one in (middle, low, high)))

    def _done(self, number: int) -> When:
        """When so many are done, those that arrive later included."""

        def ends(run: "Run") -> "Floats":
            return run.finished.left[number - 1 : number] if run.left >= number else np.full(1, np.inf)

        return self._when(np.concatenate(self._each(partial(self._asked, items=number), ends)))

    def _by(self) -> tuple[HowMany, ...]:
        """How many are done by the end of each day that was asked for."""
        if not self.question.by:
            return ()
        ends = self._ends()

        def done(run: "Run") -> "Floats":
            return np.searchsorted(run.finished.left, ends, side="right").astype(np.float64)

        counts = np.array(self._each(partial(self._asked, until=max(ends)), done, least=1.0))
        found = np.quantile(counts, [1 - percent / 100 for percent in PERCENTS], axis=0, method="inverted_cdf")
        return tuple(
            HowMany(day.isoformat(), *(int(count) for count in column))
            for day, column in zip(self.question.by, found.T, strict=True)
        )

    def _ends(self) -> list[float]:
        return [self.clock.seconds_of(datetime.combine(day, time.max)) for day in self.question.by]

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

    def _how_precise(self) -> str:
        percent = 100 * self.question.precision
        if self.loosest <= 1:
            return f"Half of all runs, and 85 of 100, are known within {percent:.3g}% (95% intervals)."
        found = percent * self.loosest
        return f"More runs than {self.most:,} are too many: they are known within {found:.3g}%, not {percent:.3g}%."

    def _method(self) -> Iterator[str]:
        fewest, most = min(self.looked), max(self.looked)
        states = min(self.states, most)
        count = f"{most:,}" if fewest == most else f"{fewest:,} to {most:,}"
        yield (
            f"{count} runs from {self.question.start.date().isoformat()} on, "
            + (f"over {states:,} states of what we do not know." if states > 1 else "nothing in doubt.")
        )
        if self.question.precision:
            yield self._how_precise()
        yield f"What is not done within {YEARS} years is not forecast."


def forecast_log(plain: Plain, question: Question, name: str = CURRENT, told: Told | None = None) -> EventLog:
    """What happens to every item of the first run of a version's forecast, until all that was asked is answered.

    Raises:
        FlowAtlasError: there is no such version, it cannot be forecast, or nothing is asked.
    """
    one = version(plain, name)
    try:
        return _Forecast(one, question._replace(precision=0.0), _Part(told, one.title, 0.0, 1)).log()
    except CannotSayError as why:
        raise FlowAtlasError(f"{one.title}: {why}") from None


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
        draws=MOST_STATES if question.precision else STATES,
        seed=question.seed,
        is_independent=question.is_independent,
        is_sampled=True,
    )
    states = MOST_STATES if question.precision else min(STATES, question.runs)
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
