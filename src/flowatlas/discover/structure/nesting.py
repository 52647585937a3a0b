"""How steps nest: what comes one after the other, what goes on at the same time, and of what an item takes one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations

import numpy as np

from flowatlas.discover.structure.blocks import Node, Pair, block_of
from flowatlas.discover.structure.order import Evidence
from flowatlas.discover.structure.steps import Routes
from flowatlas.discover.structure.together import (
    AFTER_ALL,
    PERHAPS_EXCLUSIVE,
    SURE,
    Among,
    Inside,
    Together,
    doing_any,
    excludes,
    is_shared_out,
    may_exclude,
)

SURELY_PARALLEL = 0.3
PERHAPS_PARALLEL = 0.04, SURELY_PARALLEL
TIMES_USUAL = 3.0

MANY = 30.0
"""So many items make it certain that a pair is parallel."""


@dataclass
class Nesting:
    """Finds the blocks that fit best what the log shows; what fits none is taken as a sequence.

    ``ignored`` are pairs of steps that looked parallel or exclusive in a way that no block can show.
    """

    evidence: Evidence
    routes: Routes
    can_be_parallel: bool
    ignored: set[Pair] = field(default_factory=set)

    def __post_init__(self) -> None:
        steps = len(self.evidence.place)
        several = (self.routes, self.evidence.early, self.evidence.straight)
        self._several = [(routes, routes.both(steps)) for routes in several]
        evenness = self.evidence.evenness
        usual = evenness[(evenness < SURELY_PARALLEL) & (self.evidence.both > 0)]
        self._perhaps = float(np.clip(TIMES_USUAL * np.quantile(usual, 0.75) if len(usual) else 0, *PERHAPS_PARALLEL))

    def of(self, order: Sequence[int]) -> Node:
        """The steps, given in order, as blocks."""
        if len(order) == 1:
            return order[0]
        perhaps = self._exclusive(order, surely=False)
        branches = _connected(order, _others(order, perhaps))
        if len(branches) > 1 and all(self._is_apart(branch, order) for branch in branches):
            return block_of("alternatives", [self.of(branch) for branch in branches])
        exclusive = self._exclusive(order, surely=True)
        parallel = self._parallel(order, SURELY_PARALLEL) - exclusive
        exclusive -= _bridged(order, exclusive, perhaps | self._parallel(order, self._perhaps))
        parts = self._stretches(order, parallel | exclusive)
        if len(parts) > 1:
            return block_of("sequence", map(self._part, self._joined(parts)))
        branches = self._side_by_side(order)
        if len(branches) > 1:
            return block_of("parallel", [self.of(branch) for branch in branches])
        strength = {pair: self._strength(pair, pair in exclusive) for pair in sorted(parallel | exclusive)}
        self.ignored.add(min(strength, key=lambda pair: strength[pair]))
        return self.of(order)

    def _side_by_side(self, order: Sequence[int]) -> list[list[int]]:
        """The steps as parallel branches; all of them in one where they are not parallel."""
        parallel = self._parallel(order, self._perhaps) - self._exclusive(order, surely=True)
        return _connected(order, _others(order, parallel))

    def _part(self, stretches: list[list[int]]) -> Node:
        """A part of a sequence: one stretch, or several which together are parallel branches."""
        if len(stretches) == 1:
            return self.of(stretches[0])
        return block_of("parallel", [self.of(branch) for branch in self._side_by_side(list(chain(*stretches)))])

    def _joined(self, stretches: list[list[int]]) -> list[list[list[int]]]:
        """The stretches of a sequence, those together that are parallel branches of several steps."""
        found = [[stretches[0]]]
        for stretch in stretches[1:]:
            both = [*chain(*found[-1]), *stretch]
            exclusive = self._exclusive(both, surely=True)
            surely = self._parallel(both, SURELY_PARALLEL) - exclusive
            perhaps = self._parallel(both, self._perhaps) - exclusive
            if surely and perhaps > surely and len(self._side_by_side(both)) > 1:
                found[-1].append(stretch)
            else:
                found.append([stretch])
        return found

    def _parallel(self, order: Sequence[int], least: float) -> set[Pair]:
        if not self.can_be_parallel:
            return set()
        evenness = self.evidence.evenness
        return {pair for pair in combinations(order, 2) if evenness[pair] >= least and not self._is_ignored(pair)}

    def _exclusive(self, order: Sequence[int], *, surely: bool) -> set[Pair]:
        """Pairs of which items take one: those that surely exclude each other, or all that nothing speaks against.

        They go together far less often than chance would have it before an item goes back; and so they do later, or
        in the items that never go back, as who goes back may take the other one then.
        """
        inside = Inside(*(Among(both, routes.count(doing_any(routes, order))) for routes, both in self._several))
        pairs = (pair for pair in combinations(order, 2) if not self._is_ignored(pair))
        perhaps = {pair for pair in pairs if may_exclude(*inside.together(pair))}
        if not surely:
            return perhaps
        found = {pair for pair in perhaps if excludes(*inside.together(pair))}
        return found | self._rarer_ways(order, found, perhaps)

    def _rarer_ways(self, order: Sequence[int], exclusive: set[Pair], perhaps: set[Pair]) -> set[Pair]:
        """Pairs of a step with each of several alternatives which only together it surely excludes.

        Where few items take one of three ways, the rarest and any other would seldom go together by chance, either.
        """
        place = {step: at for at, step in enumerate(order)}
        found: set[Pair] = set()
        for group in _connected(order, exclusive):
            for step in order if len(group) > 1 else ():
                pairs = {(step, one) if place[step] < place[one] else (one, step) for one in group if one != step}
                if step not in group and pairs <= perhaps:
                    several = (Together.of(routes, [step], group, order) for routes, _ in self._several)
                    found |= pairs if excludes(*several) else set()
        return found

    def _is_apart(self, branch: Sequence[int], order: Sequence[int]) -> bool:
        """Whether items that do a step of a branch do none of the others; of single pairs there may be too few."""
        others = [step for step in order if step not in branch]
        at_all, early, straight = (Together.of(routes, branch, others, order) for routes, _ in self._several)
        is_rare = at_all.is_rarer(AFTER_ALL) or straight.is_rarer(PERHAPS_EXCLUSIVE)
        return (is_rare or is_shared_out(at_all, early, straight)) and early.is_at_most(PERHAPS_EXCLUSIVE)

    def _is_ignored(self, pair: Pair) -> bool:
        return pair in self.ignored or pair[::-1] in self.ignored

    def _stretches(self, order: Sequence[int], tied: set[Pair]) -> list[list[int]]:
        """The order cut wherever nothing before the cut is tied to anything after it."""
        place = {step: at for at, step in enumerate(order)}
        reach = list(range(len(order)))
        for one, other in tied:
            near, far = sorted((place[one], place[other]))
            reach[near] = max(reach[near], far)
        parts: list[list[int]] = [[]]
        until = 0
        for at, step in enumerate(order):
            if at > until:
                parts.append([])
            parts[-1].append(step)
            until = max(until, reach[at])
        return parts

    def _strength(self, pair: Pair, is_exclusive: bool) -> float:  # noqa: FBT001  # one of two kinds of a pair
        if not is_exclusive:
            return float(self.evidence.evenness[pair]) * min(1.0, float(self.evidence.both[pair]) / MANY)
        routes, both = self._several[1]
        early = Among(both, int(routes.items.sum())).together(pair)
        return (1 - early.times / max(early.chance, 1.0)) * float(np.clip(early.rarity / 2 * SURE, 0, 1))


def _others(order: Sequence[int], pairs: set[Pair]) -> set[Pair]:
    return {pair for pair in combinations(order, 2) if pair not in pairs and pair[::-1] not in pairs}


def _bridged(order: Sequence[int], pairs: set[Pair], tied: set[Pair]) -> set[Pair]:
    """Pairs with a step between them that is tied to neither: items do it after the one and before the other.

    Where who takes one way at a first fork takes a certain one at a second, what comes between goes with both.
    """
    return {
        (one, other)
        for one, other in pairs
        if any(
            (one, step) not in tied and (step, other) not in tied
            for step in order[order.index(one) + 1 : order.index(other)]
        )
    }


def _connected(order: Sequence[int], pairs: Iterable[Pair]) -> list[list[int]]:
    """The steps in groups, each held together by pairs, in the order of their first step."""
    group = {step: step for step in order}
    for one, other in pairs:
        kept, gone = group[one], group[other]
        if kept != gone:
            group = {step: kept if own == gone else own for step, own in group.items()}
    found: dict[int, list[int]] = {}
    for step in order:
        found.setdefault(group[step], []).append(step)
    return list(found.values())
