"""Which steps exclude each other: how often items did both, and how often by chance they would have."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.discover.structure.blocks import Pair
from flowatlas.discover.structure.steps import Routes

if TYPE_CHECKING:
    from numpy.typing import NDArray

SURELY_EXCLUSIVE, PERHAPS_EXCLUSIVE = 0.2, 0.5
"""How often a pair goes together, before an item goes back, as a share of how often it would by chance."""

AFTER_ALL = 0.6
"""The same with what it did later."""

SURE = 2.5
"""Standard deviations by which a pair has to be rarer than chance to be called exclusive."""

A_MISTAKE = 1
"""So many items may have done both by a mistake of the log."""

A_FEW = 2
A_LITTLE = 1e-9


class Together(NamedTuple):
    """How many items did both of two things, how many the one and the other, and how many are there.

    Chance is a draw without putting back.
    """

    times: int
    one: int
    other: int
    here: int

    @classmethod
    def of(cls, routes: Routes, some: Sequence[int], others: Sequence[int], among: Sequence[int]) -> "Together":
        """Of the items that did any of some steps and of others, among those that did any of a number of steps."""
        one, other, here = (doing_any(routes, steps) for steps in (some, others, among))
        return cls(*(routes.count(chosen) for chosen in (one & other, one, other, here)))

    @property
    def chance(self) -> float:
        """How many would have done both by chance."""
        return self.one * self.other / max(1, self.here)

    @property
    def rarity(self) -> float:
        """By how many standard deviations they are fewer than that."""
        rest = (self.here - self.one) * (self.here - self.other) / max(1, self.here * (self.here - 1))
        return (self.chance - self.times) / max(float(np.sqrt(self.chance * rest)), A_LITTLE)

    @property
    def is_shared_out(self) -> bool:
        """Whether every item did either the one or the other, which is told by few items."""
        return not self.times and self.one + self.other == self.here and min(self.one, self.other) >= A_FEW

    def is_at_most(self, most: float) -> bool:
        """Whether that is at most a share of what chance would have, but for a mistake."""
        return self.times <= max(most * self.chance, A_MISTAKE)

    def is_rarer(self, most: float) -> bool:
        """Whether that is at most a share of what chance would have, and surely less than that."""
        return self.times <= most * self.chance and self.rarity > SURE


@dataclass(frozen=True)
class Among:
    """The items that did any of some steps, by which they did; so many are ``here``."""

    both: "NDArray[np.int64]"
    here: int

    def together(self, pair: Pair) -> Together:
        """How often two steps went together."""
        one, other = pair
        return Together(int(self.both[pair]), int(self.both[one, one]), int(self.both[other, other]), self.here)


class Inside(NamedTuple):
    """The items that did any of some steps: at all, before they went back anywhere, and those that never went back."""

    at_all: Among
    early: Among
    straight: Among

    def together(self, pair: Pair) -> tuple[Together, Together, Together]:
        """How often two steps went together, of each of these items."""
        return self.at_all.together(pair), self.early.together(pair), self.straight.together(pair)


def doing_any(routes: Routes, order: Sequence[int]) -> "NDArray[np.bool_]":
    """Of which sets of steps any of some steps is part."""
    return np.asarray(np.logical_or.reduce([routes.having(step) for step in order]))


def is_shared_out(at_all: Together, early: Together, straight: Together) -> bool:
    """Whether every item did one of two things: at all, or until it went back, those that never went back included."""
    return at_all.is_shared_out or (early.is_shared_out and straight.is_shared_out)


def excludes(at_all: Together, early: Together, straight: Together) -> bool:
    """Whether items surely take one of two."""
    is_rare = at_all.is_rarer(AFTER_ALL) or straight.is_rarer(SURELY_EXCLUSIVE)
    return (is_rare or is_shared_out(at_all, early, straight)) and early.times <= SURELY_EXCLUSIVE * early.chance


def may_exclude(at_all: Together, early: Together, straight: Together) -> bool:
    """Whether nothing speaks against that."""
    is_rare = at_all.is_at_most(AFTER_ALL) or straight.is_at_most(PERHAPS_EXCLUSIVE)
    return is_rare and early.is_at_most(PERHAPS_EXCLUSIVE)
