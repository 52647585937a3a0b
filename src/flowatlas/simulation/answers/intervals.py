"""Intervals: how sure a figure is that was made of several replications."""

import math
from collections.abc import Sequence
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.simulation import Estimate

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats

SURE = 0.95
"""How often an interval is to hold the truth."""

_FEW = {1: 12.706, 2: 4.303, 3: 3.182, 4: 2.776, 5: 2.571}


def student(degrees: int) -> float:
    """How many standard errors there are to each side of a mean in a 95 % interval, by Student's t.

    Source: Abramowitz, Stegun, Handbook of Mathematical Functions (1964), 26.7.5; a table up to 5 degrees of freedom.

    >>> round(student(9), 3), round(student(19), 3), round(student(1000), 3)
    (2.262, 2.093, 1.962)
    """
    if degrees in _FEW:
        return _FEW[degrees]
    z = NormalDist().inv_cdf((1 + SURE) / 2)
    terms: tuple[float, ...] = (
        (z**3 + z) / 4,
        (5 * z**5 + 16 * z**3 + 3 * z) / 96,
        (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / 384,
        (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / 92160,
    )
    beyond: float = sum(term / degrees**power for power, term in enumerate(terms, 1))
    return z + beyond


def mean_of(values: "Sequence[float] | Floats") -> Estimate:
    """The mean of independent figures with its interval, which is without end for a single one."""
    known = np.asarray(values, np.float64)
    value = float(known.mean())
    return _around(value, known - value)


def ratio_of(above: "Sequence[float] | Floats", below: "Sequence[float] | Floats") -> Estimate:
    """The sum of figures over the sum of others with its interval, one pair a replication; 0 where all are 0.

    Source: Cochran, Sampling Techniques (1977), 2.11: the error of a ratio estimate.
    """
    upper, lower = np.asarray(above, np.float64), np.asarray(below, np.float64)
    size = float(lower.mean())
    if not size:
        return Estimate(0.0, 0.0, 0.0)
    value = float(upper.mean()) / size
    return _around(value, (upper - value * lower) / size)


def percentiles_of(parts: "Sequence[Floats]", shares: Sequence[float]) -> list[Estimate]:
    """Percentiles of all figures together, with the intervals that the differences between the parts leave.

    How many figures of each part lie up to the percentile tells how far its share may be off, and what lies at the
    lowest and highest share are the ends. That holds where the parts are independent, whatever goes on inside of them.

    Source: Woodruff, Confidence Intervals for Medians and Other Position Measures, JASA 47 (1952).
    """
    everything = np.sort(np.concatenate(list(parts)))
    return [_percentile(everything, parts, share) for share in shares]


def _percentile(everything: "Floats", parts: "Sequence[Floats]", share: float) -> Estimate:
    value = at(everything, share)
    below = [float(np.count_nonzero(part <= value)) for part in parts]
    told = ratio_of(below, [float(len(part)) for part in parts])
    low, high = share - (told.value - told.low), share + (told.high - told.value)
    return Estimate(value, at(everything, low), at(everything, high))


def at(ordered: "Floats", share: float) -> float:
    """The figure that a share of sorted figures lies up to."""
    place = math.ceil(min(max(share, 0.0), 1.0) * len(ordered) - 1e-9) - 1
    return float(ordered[min(max(place, 0), len(ordered) - 1)])


def middle_and_mean(parts: "Sequence[Floats]") -> list[Estimate]:
    """What is to be as precise as asked: the median and the mean of all figures together."""
    mean = ratio_of([float(one.sum()) for one in parts], [len(one) for one in parts])
    return [*percentiles_of(parts, [0.5]), mean]


def is_within(one: Estimate, precision: float) -> bool:
    """Whether an interval is no wider, to each side, than a share of the figure itself."""
    return max(one.high - one.value, one.value - one.low) <= precision * abs(one.value)


def chance_below_zero(one: Estimate) -> float:
    """The chance that a figure with this interval is really below 0."""
    error = (one.high - one.low) / 2 / NormalDist().inv_cdf((1 + SURE) / 2)
    return NormalDist(one.value, error).cdf(0.0) if error > 0 else 0.5 * (1 - float(np.sign(one.value)))


def _around(value: float, apart: "Floats") -> Estimate:
    if len(apart) < 2:
        return Estimate(value, -math.inf, math.inf)
    half = student(len(apart) - 1) * float(np.sqrt((apart @ apart) / (len(apart) - 1) / len(apart)))
    return Estimate(value, value - half, value + half)
