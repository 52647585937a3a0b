"""Months and quarters: how many items were finished in each, how long they took, and what was special about it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.times.measured import Limits, Period
from flowatlas.discover.times.spread import spread
from flowatlas.model.working_hours import time_zone

if TYPE_CHECKING:
    from flowatlas.model.event import Moments

SCALE = 2.66
"""What the mean moving range is multiplied with; three standard deviations of single values, 3 / 1.128."""

FEWEST = 5
"""Periods without which natural limits say nothing."""

RUN = 8

OVER = 0.9
"""The part of a period after which it counts as over: the last of its days may be free."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def periods_of(
    ended: "Moments", times: "Moments", by: str, zone: str, taken: int | None = None
) -> tuple[tuple[Period, ...], Limits | None]:
    """Every ``month`` or ``quarter`` from the first to the last moment at which an item ended, and its natural limits.

    ``ended`` are moments in UTC and ``times`` the lead times, in microseconds of working time. The limits and signals
    are those of the medians of the periods in which items were finished. A last period that was not over when the log
    was ``taken`` has neither, as nobody knows yet how long the items take that will be finished in it.
    """
    if not len(ended):
        return (), None
    months = 3 if by == "quarter" else 1
    bounds, names, end = _bounds(int(ended.min()), int(ended.max()), months, zone)
    is_over = taken is None or taken >= bounds[-1] + OVER * (end - bounds[-1])
    place = np.searchsorted(np.array(bounds), ended, side="right") - 1
    order = np.argsort(place, kind="stable")
    parts = np.split(times[order], np.cumsum(np.bincount(place, minlength=len(names)))[:-1])
    spreads = [spread(part) for part in parts]
    whole = spreads if is_over else spreads[:-1]
    medians = [one.p50 for one in whole if one is not None and one.p50 is not None]
    limits = natural_limits(medians)
    told = iter(signals(medians, limits))
    periods = tuple(
        Period(name, len(part), one, next(told, "") if one is not None else "")
        for name, part, one in zip(names, parts, spreads, strict=True)
    )
    return periods, limits


def natural_limits(values: Sequence[float]) -> Limits | None:
    """What single values would stay between if nothing changed: their mean, plus and minus 2.66 mean moving ranges.

    The lower limit of a time is at least 0. None for fewer than five values.

    Source: Wheeler, Understanding Variation (1993).
    """
    if len(values) < FEWEST:
        return None
    centre = sum(values) / len(values)
    ranges = [abs(one - other) for one, other in pairwise(values)]
    reach = SCALE * sum(ranges) / len(ranges)
    return Limits(centre, max(centre - reach, 0.0), centre + reach)


def signals(values: Sequence[float], limits: Limits | None) -> list[str]:
    """For each value what makes it special, in plain words; empty where nothing does.

    Special is a value beyond a limit; the eighth and every further one in a row on one side of the centre; and one that
    is, with at least two of the three before it, nearer to a limit than to the centre.

    Source: Wheeler, Understanding Variation (1993).
    """
    if limits is None:
        return [""] * len(values)
    sides = [(value > limits.centre) - (value < limits.centre) for value in values]
    near = [_near(value, limits) for value in values]
    told = []
    run = 0
    for place, value in enumerate(values):
        run = run + 1 if place and sides[place] == sides[place - 1] else 1
        told.append(_signal(value, limits, run if sides[place] else 0, near[max(place - 3, 0) : place + 1]))
    return told


def _near(value: float, limits: Limits) -> int:
    """On which side a value is nearer to the limit than to the centre: 1 above, -1 below, 0 on neither."""
    if value > (limits.centre + limits.upper) / 2:
        return 1
    # A time cannot fall below 0, where the limit is cut; the half way is that of the limit that is not cut.
    return -1 if value < limits.centre - (limits.upper - limits.centre) / 2 else 0


def _signal(value: float, limits: Limits, run: int, near: Sequence[int]) -> str:
    if value > limits.upper:
        return "longer than the natural limits: something special made items take longer"
    if value < limits.lower:
        return "shorter than the natural limits: something special made items take less"
    side = "longer" if value > limits.centre else "shorter"
    if run >= RUN:
        return f"number {run} in a row on the {side} side of the centre: the stream has changed"
    if near[-1] and near.count(near[-1]) >= 3:
        return f"three of four nearer to the {side} limit than to the centre: the stream is changing"
    return ""


def _bounds(first: int, last: int, months: int, zone: str) -> tuple[list[int], list[str], int]:
    """When each period begins, what it is called, and when the last one ends."""
    clock = time_zone(zone)
    moment = (_EPOCH + timedelta(microseconds=first)).astimezone(clock)
    number = (moment.year * 12 + moment.month - 1) // months * months
    bounds: list[int] = []
    names: list[str] = []
    while True:
        begin = datetime(number // 12, number % 12 + 1, 1, tzinfo=clock)
        micros = (begin - _EPOCH) // timedelta(microseconds=1)
        if micros > last and bounds:
            return bounds, names, micros
        bounds.append(micros)
        quarter = f"{begin.year}-Q{begin.month // 3 + 1}"
        names.append(quarter if months == 3 else f"{begin.year}-{begin.month:02}")
        number += months
