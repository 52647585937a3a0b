"""Dates: when the last of those who wait is served, when so many are done, and how many are by a date."""

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.simulation import BurnDown, HowMany, When

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flowatlas.simulation.coming.rounds import Rounds
    from flowatlas.simulation.plan import Floats
    from flowatlas.simulation.run import Run

PERCENTS = (50.0, 85.0, 95.0)

POINTS = 60
"""Dates along the burn-down."""

DRAWN = 0.97
"""The burn-down is drawn until so many of the runs have served the last."""

BAND = (0.15, 0.5, 0.85)
"""What is drawn of it: 7 in 10 runs lie between the outer ones."""


def served(rounds: "Rounds") -> tuple[When, BurnDown]:
    """When the last of those who are there now is served, and how many of them are not, date by date."""
    each = list["Floats"]()

    def ends(run: "Run") -> "Floats":
        each.append(_until_all(run, int(rounds.there[run.asked.draw])))
        return each[-1][-1:] if len(each[-1]) else np.zeros(1)

    last = np.concatenate(rounds.each(partial(rounds.asked, is_of_those_there=True), ends))
    return _when(rounds, last), _burn_down(rounds, each, last)


def _burn_down(rounds: "Rounds", each: "Sequence[Floats]", last: "Floats") -> BurnDown:
    finite = last[np.isfinite(last)]
    end = float(np.quantile(finite, DRAWN)) if len(finite) else rounds.horizon
    moments = np.linspace(0.0, end, POINTS)
    left = np.array([len(one) - np.searchsorted(one, moments, side="right") for one in each], np.float64)
    low, middle, high = np.quantile(left, BAND, axis=0, method="inverted_cdf")
    dates = tuple(_date(rounds, moment) for moment in moments)
    return BurnDown(dates, *(tuple(one.tolist()) for one in (middle, low, high)))


def done(rounds: "Rounds", number: int) -> When:
    """When so many are done, those that arrive later included."""

    def ends(run: "Run") -> "Floats":
        return run.finished.left[number - 1 : number] if run.left >= number else np.full(1, np.inf)

    return _when(rounds, np.concatenate(rounds.each(partial(rounds.asked, items=number), ends)))


def by_dates(rounds: "Rounds") -> tuple[HowMany, ...]:
    """How many are done by the end of each day that was asked for."""
    if not rounds.ends:
        return ()

    def counted(run: "Run") -> "Floats":
        return np.searchsorted(run.finished.left, rounds.ends, side="right").astype(np.float64)

    counts = np.array(rounds.each(partial(rounds.asked, until=max(rounds.ends)), counted, least=1.0))
    found = np.quantile(counts, [1 - percent / 100 for percent in PERCENTS], axis=0, method="inverted_cdf")
    return tuple(
        HowMany(day.isoformat(), *(int(count) for count in column))
        for day, column in zip(rounds.question.by, found.T, strict=True)
    )


def _until_all(run: "Run", there: int) -> "Floats":
    """When each of those who were there at the start left, in turn; infinity for who is still there."""
    left = np.sort(run.finished.left[run.finished.item < there])
    return np.concatenate([left, np.full(there - len(left), np.inf)])


def _when(rounds: "Rounds", moments: "Floats") -> When:
    found = np.quantile(moments, [percent / 100 for percent in PERCENTS], method="inverted_cdf").tolist()
    p50, p85, p95 = (one if one < rounds.horizon else None for one in found)
    dates = [None if one is None else _date(rounds, one) for one in (p50, p85, p95)]
    return When(dates[0], dates[1], dates[2], (p50, p85, p95))


def _date(rounds: "Rounds", seconds: float) -> str:
    return rounds.clock.moment(seconds).date().isoformat()
