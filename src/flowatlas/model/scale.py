"""Scales: the line on which a quantity lies between its stated percentiles.

Split lognormal: straight lines between the points on a log scale of amounts over normal deviates, continued beyond the
outer points; shares the same on the logit scale.
"""

import math
from collections.abc import Sequence
from functools import lru_cache

WIDE = 10.0
"""How many times the low end the high end of ``<x``, ``>x`` and of a range from 0 is taken to be: our judgement."""

STEEPEST = 1.5
"""How much the logarithm of a measured time grows at most with each standard deviation beyond the last percentile.

A time of which most items see next to nothing would otherwise be continued without measure. Our judgement: 1.5 makes
one in a hundred take at least 2.8 times as long as one in twenty.
"""

NORMAL_DEVIATE_OF_P90 = 1.2815515655446004
SHARE_EDGE = 1e-6
SMALLEST_AMOUNT = 1e-12


class Scale:
    """The log scale, on which amounts without an upper end lie."""

    ceiling = math.inf

    def times(self, amount: float, factor: float) -> float:
        """The amount, made larger by a factor."""
        return amount * factor

    def to_line(self, amount: float) -> float:
        """Where an amount lies on the line."""
        return math.log(max(amount, SMALLEST_AMOUNT))

    def from_line(self, level: float) -> float:
        """The amount at a place on the line."""
        return math.exp(min(level, 600.0))


class ShareScale(Scale):
    """The logit scale, on which shares lie."""

    ceiling = 1.0

    def times(self, amount: float, factor: float) -> float:
        """Odds, not shares, are multiplied, so that a share stays one."""
        return amount * factor / (1 - amount + amount * factor)

    def to_line(self, amount: float) -> float:
        """Where a share lies on the line."""
        inside = min(max(amount, SHARE_EDGE), 1 - SHARE_EDGE)
        return math.log(inside / (1 - inside))

    def from_line(self, level: float) -> float:
        """The share at a place on the line."""
        return 1 / (1 + math.exp(-max(min(level, 600.0), -600.0)))


@lru_cache(maxsize=4096)
def along(scale: Scale, points: tuple[tuple[float, float], ...], percent: float, has_gentle_tail: bool) -> float:  # noqa: FBT001 - it is cached
    """The amount at a percentile that lies between or beyond these points of percentile and amount.

    Beside a point at 0 or at the ceiling the line starts a factor of `WIDE` inside of the next point.
    """
    inner = [amount for _, amount in points if 0 < amount < scale.ceiling] or [scale.ceiling / 2]
    low, high = scale.times(inner[0], 1 / WIDE), scale.times(inner[-1], WIDE)
    deviates = [normal_deviate(point) for point, _ in points]
    levels = [scale.to_line(min(max(amount, low), high)) for _, amount in points]
    if has_gentle_tail:
        deviates, levels = gentle(deviates, levels)
    target = normal_deviate(percent)
    index = 1
    while index < len(deviates) - 1 and target > deviates[index]:
        index += 1
    slope = (levels[index] - levels[index - 1]) / (deviates[index] - deviates[index - 1])
    return scale.from_line(levels[index] + slope * (target - deviates[index]))


def gentle(deviates: Sequence[float], levels: Sequence[float]) -> tuple[list[float], list[float]]:
    """A line through points on the log scale that rises no faster than `STEEPEST` beyond the last one."""
    if len(levels) < 2 or levels[-1] - levels[-2] <= STEEPEST * (deviates[-1] - deviates[-2]):
        return list(deviates), list(levels)
    return [*deviates, deviates[-1] + 1], [*levels, levels[-1] + STEEPEST]


def normal_deviate(percent: float) -> float:
    """How many standard deviations a percentile (0 to 100, exclusive) lies above the middle of a normal distribution.

    >>> round(normal_deviate(85), 4)
    1.0364
    """
    known = {10.0: -NORMAL_DEVIATE_OF_P90, 50.0: 0.0, 90.0: NORMAL_DEVIATE_OF_P90}.get(percent)
    if known is not None:
        return known
    from statistics import NormalDist

    return NormalDist().inv_cdf(percent / 100)
