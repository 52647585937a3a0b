"""Outcomes: how long a passage takes, with which chance.

Where ways run side by side the longest one counts, so there means are not enough: the mean of the longer of two ways is
more than the longer of two means.
"""

import math
from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flowatlas.metrics.draws import Draws

WAIT, PROCESS, ADDING = 0, 1, 2
MOST_OUTCOMES = 8192
MOST_PAIRS = 1 << 19

Parts: TypeAlias = NDArray[np.floating]
"""Seconds of waiting, of process, and of process that adds value, one row each, one column per draw."""


class Outcomes(NamedTuple):
    """A distribution of passages: chances that sum to 1, and the parts of each outcome, one column each."""

    chance: Draws
    parts: Parts

    @property
    def total(self) -> Draws:
        """Seconds from start to end of each outcome."""
        total: Draws = self.parts[WAIT] + self.parts[PROCESS]
        return total

    def mean(self) -> Parts:
        """Expected seconds of each part, in one column."""
        return self.parts @ self.chance[:, None]

    def relative_spread(self) -> float:
        """Standard deviation of the passage in parts of its mean; 0 where it takes no time."""
        mean = float(self.chance @ self.total)
        variance = float(self.chance @ self.total**2) - mean**2
        return math.sqrt(max(variance, 0.0)) / mean if mean > 0 else 0.0

    def then(self, parts: Parts) -> "Outcomes":
        """The same with a stretch of fixed length added."""
        return Outcomes(self.chance, self.parts + parts)

    def often(self, chance: Draws) -> "Outcomes":
        """The same, taken with this chance only."""
        return Outcomes(self.chance * chance, self.parts)

    def plus(self, other: "Outcomes") -> "Outcomes":
        """One passage after the other."""
        one, two = self, other
        while len(one.chance) * len(two.chance) > MOST_PAIRS:
            one, two = sorted((one, two), key=lambda outcomes: len(outcomes.chance))
            two = two.gathered(len(two.chance) // 2)
        chance = one.chance[:, None] * two.chance
        parts = one.parts[:, :, None] + two.parts[:, None, :]
        return Outcomes(chance.reshape(-1), parts.reshape(len(parts), -1)).gathered()

    def longest(self, other: "Outcomes") -> "Outcomes":
        """Both passages side by side, independent of each other: the longer one counts, with its parts.

        An outcome of one counts where the other has come in before. Where both take equally long, this one counts.
        """
        order = np.argsort(np.concatenate([other.total, self.total]), kind="stable")
        is_other = order < len(other.chance)
        chance = np.concatenate([other.chance, self.chance])[order]
        parts = np.concatenate([other.parts, self.parts], axis=1)[:, order]
        others = np.cumsum(np.where(is_other, chance, 0.0))
        own = np.cumsum(np.where(is_other, 0.0, chance))
        return Outcomes(chance * np.where(is_other, own, others), parts).gathered()

    def gathered(self, limit: int = MOST_OUTCOMES) -> "Outcomes":
        """The same distribution with equal outcomes joined, and the closest ones where there are more than the limit.

        Joined outcomes get their mean, so the mean of the whole stays exact.
        """
        if len(self.chance) == 1:
            return self
        total = self.total
        order = np.argsort(total, kind="stable")
        order = order[self.chance[order] > 0]
        if not len(order):
            return Outcomes(self.chance[:1], self.parts[:, :1])
        chance, total = self.chance[order], total[order]
        is_start = np.ones(len(total), bool)
        np.greater(total[1:] - total[:-1], 1e-9 * (1 + total[1:]), out=is_start[1:])
        starts = is_start.nonzero()[0]
        if len(starts) > limit:
            middle = np.cumsum(chance) - chance / 2
            starts = np.flatnonzero(np.diff(np.floor(middle * (limit / chance.sum())), prepend=-1.0))
        joined = np.add.reduceat(chance, starts)
        return Outcomes(joined, np.add.reduceat(chance * self.parts[:, order], starts, axis=1) / joined)


def merged(several: Iterable[Outcomes]) -> Outcomes:
    """One distribution of passages of which each item takes one."""
    outcomes = list(several)
    if len(outcomes) == 1:
        return outcomes[0]
    chance = np.concatenate([one.chance for one in outcomes])
    return Outcomes(chance, np.concatenate([one.parts for one in outcomes], axis=1)).gathered()


def longer_of(mean: Draws, variance: Draws, other_mean: Draws, other_variance: Draws) -> tuple[Draws, Draws]:
    """Mean and variance of the longer of two independent passages, as if both were normal; exact where neither varies.

    Source: Clark, The Greatest of a Finite Set of Random Variables, Operations Research 9 (1961).
    """
    spread = np.sqrt(variance + other_variance)
    varies = spread > 1e-9 * (mean + other_mean)
    scale = np.where(varies, spread, 1.0)
    lead = np.where(varies, (mean - other_mean) / scale, np.where(mean >= other_mean, 40.0, -40.0))
    density = np.where(varies, np.exp(-np.minimum(lead * lead / 2, 700.0)) / math.sqrt(2 * math.pi), 0.0)
    first = _normal_share(lead)
    longer = mean * first + other_mean * (1 - first) + scale * density
    square = (
        (mean**2 + variance) * first
        + (other_mean**2 + other_variance) * (1 - first)
        + (mean + other_mean) * scale * density
    )
    return longer, np.maximum(square - longer**2, 0.0)


def _normal_share(deviate: Draws) -> Draws:
    """Share of a normal distribution below a deviate, to seven digits.

    Source: Abramowitz, Stegun, Handbook of Mathematical Functions (1964), 26.2.17.
    """
    size = np.abs(deviate)
    step = 1 / (1 + 0.2316419 * size)
    tail = step * (
        0.319381530 + step * (-0.356563782 + step * (1.781477937 + step * (-1.821255978 + step * 1.330274429)))
    )
    above = np.exp(-np.minimum(size * size / 2, 700.0)) / math.sqrt(2 * math.pi) * tail
    share: Draws = np.where(deviate >= 0, 1 - above, above)
    return share
