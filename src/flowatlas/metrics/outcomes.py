"""Outcomes: how long a passage takes, with which chance.

Where ways run side by side the longest one counts, so there means are not enough: the mean of the longer of two ways is
more than the longer of two means.
"""

from collections.abc import Iterable
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flowatlas.metrics.draws import Draws

WAIT, PROCESS, ADDING = 0, 1, 2
MOST_OUTCOMES = 2048
MOST_OUTCOMES_OF_DRAWS = 64
MOST_PAIRS = 1 << 19

Parts: TypeAlias = NDArray[np.float64]
"""Seconds of waiting, of process, and of process that adds value, one row each, one column per draw."""


class Outcomes(NamedTuple):
    """A distribution of passages: chances (outcome, draw) that sum to 1, and parts (part, outcome, draw)."""

    chance: NDArray[np.float64]
    parts: NDArray[np.float64]

    @property
    def total(self) -> NDArray[np.float64]:
        """Seconds from start to end of each outcome."""
        return self.parts[WAIT] + self.parts[PROCESS]

    def mean(self) -> Parts:
        """Expected seconds of each part."""
        return np.einsum("ad,pad->pd", self.chance, self.parts)

    def then(self, parts: Parts) -> "Outcomes":
        """The same with a stretch of fixed length added."""
        return Outcomes(self.chance, self.parts + parts[:, None, :])

    def often(self, chance: Draws) -> "Outcomes":
        """The same, taken with this chance only."""
        return Outcomes(self.chance * chance, self.parts)

    def plus(self, other: "Outcomes") -> "Outcomes":
        """One passage after the other."""
        one, two = self, other
        while len(one.chance) * len(two.chance) > MOST_PAIRS:
            one, two = sorted((one, two), key=lambda outcomes: len(outcomes.chance))
            two = two.gathered(max(len(two.chance) // 2, 2))
        draws = one.chance.shape[1]
        chance = one.chance[:, None, :] * two.chance[None, :, :]
        parts = one.parts[:, :, None, :] + two.parts[:, None, :, :]
        return Outcomes(chance.reshape(-1, draws), parts.reshape(len(parts), -1, draws)).gathered()

    def longest(self, other: "Outcomes") -> "Outcomes":
        """Both passages side by side, independent of each other: the longer one counts, with its parts.

        An outcome of one counts where the other has come in before. Where both take equally long, this one counts.
        """
        chance = np.concatenate([other.chance, self.chance])
        parts = np.concatenate([other.parts, self.parts], axis=1)
        order = np.argsort(parts[WAIT] + parts[PROCESS], axis=0, kind="stable")
        chance = np.take_along_axis(chance, order, 0)
        parts = np.take_along_axis(parts, order[None], 1)
        is_other = order < len(other.chance)
        others = np.cumsum(np.where(is_other, chance, 0.0), axis=0)
        own = np.cumsum(np.where(is_other, 0.0, chance), axis=0)
        return Outcomes(chance * np.where(is_other, own, others), parts).gathered()

    def gathered(self, limit: int | None = None) -> "Outcomes":
        """The same distribution with equal outcomes joined, and the closest ones where there are more than the limit.

        Joined outcomes get their mean, so the mean of the whole stays exact.
        """
        draws = self.chance.shape[1]
        limit = limit or (MOST_OUTCOMES if draws == 1 else MOST_OUTCOMES_OF_DRAWS)
        if draws > 1 and len(self.chance) <= limit:
            return self
        found = self._possible()
        order = np.argsort(found.total, axis=0, kind="stable")
        chance = np.take_along_axis(found.chance, order, 0)
        parts = np.take_along_axis(found.parts, order[None], 1)
        total = parts[WAIT] + parts[PROCESS]
        group = np.cumsum(np.diff(total, axis=0, prepend=total[:1]) > 1e-9 * (1 + np.abs(total)), axis=0)
        if group[-1].max() >= limit:
            middle = np.cumsum(chance, axis=0) - chance / 2
            whole = np.maximum(chance.sum(axis=0), 1e-300)
            group = np.minimum((middle / whole * limit).astype(np.intp), limit - 1)
        size = int(group.max()) + 1
        place = (group * draws + np.arange(draws)).ravel()

        def added_up(amounts: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.bincount(place, amounts.ravel(), size * draws).reshape(size, draws)

        joined = added_up(chance)
        sums = np.stack([added_up(chance * part) for part in parts])
        return Outcomes(joined, sums / np.where(joined > 0, joined, 1.0))

    def _possible(self) -> "Outcomes":
        is_possible = (self.chance > 0).any(axis=1)
        if is_possible.all() or not is_possible.any():
            return self
        return Outcomes(self.chance[is_possible], self.parts[:, is_possible])


def merged(several: Iterable[Outcomes]) -> Outcomes:
    """One distribution of passages of which each item takes one."""
    outcomes = list(several)
    if len(outcomes) == 1:
        return outcomes[0]
    chance = np.concatenate([one.chance for one in outcomes])
    return Outcomes(chance, np.concatenate([one.parts for one in outcomes], axis=1)).gathered()
