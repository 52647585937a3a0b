"""How steps nest: what comes one after the other, what goes on at the same time, and of what an item takes one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, combinations, product
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from flowatlas.discover.structure.order import Evidence
from flowatlas.discover.structure.steps import Routes

SURELY_PARALLEL = 0.3
PERHAPS_PARALLEL = 0.04, SURELY_PARALLEL
TIMES_USUAL = 3.0
SURELY_EXCLUSIVE, PERHAPS_EXCLUSIVE = 0.2, 0.5
"""How often a pair goes together, before an item goes back, as a share of how often it would by chance."""

AFTER_ALL = 0.6
"""The same with what it did later."""

MANY = 30.0
"""So many items make it certain that a pair is parallel."""

SURE, TWICE_SURE = 2.5, 5.0
"""Standard deviations by which a pair has to be rarer than chance to be called exclusive."""

A_MISTAKE = 1
"""So many items may have done both by a mistake of the log."""

ALWAYS = 0.95
MOST_BRANCHES = 6
"""Where more than this seems to go on at once, things are done in any order."""

A_FEW = 2
A_LITTLE = 1e-9

if TYPE_CHECKING:
    from numpy.typing import NDArray

Pair = tuple[int, int]
Way = Literal["sequence", "parallel", "alternatives"]


IsOptional = Callable[[int, Sequence[int]], bool]


class Block(NamedTuple):
    """Steps or blocks of them, one after the other, at the same time, or of which an item takes one."""

    way: Way
    parts: tuple["Block | int", ...]


Node = Block | int


class _Together(NamedTuple):
    """How many items did both of two things, how many the one and the other, and how many are there.

    Chance is a draw without putting back.
    """

    times: int
    one: int
    other: int
    here: int

    @classmethod
    def of(cls, routes: Routes, some: Sequence[int], others: Sequence[int]) -> "_Together":
        """Of the items that did any of some steps or of others."""
        one, other = (_doing_any(routes, steps) for steps in (some, others))
        return cls(*(routes.count(chosen) for chosen in (one & other, one, other, one | other)))

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
class _Among:
    """The items that did any of some steps, by which they did; so many are ``here``."""

    both: "NDArray[np.int64]"
    here: int

    def together(self, pair: Pair) -> _Together:
        """How often two steps went together."""
        one, other = pair
        return _Together(int(self.both[pair]), int(self.both[one, one]), int(self.both[other, other]), self.here)


class _Inside(NamedTuple):
    """The items that did any of some steps: at all, before they went back anywhere, and those that never went back."""

    at_all: _Among
    early: _Among
    straight: _Among


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
        branches = _connected(order, _others(order, self._exclusive(order, surely=False)))
        if len(branches) > 1 and all(self._is_apart(branch, order) for branch in branches):
            return _block("alternatives", [self.of(branch) for branch in branches])
        exclusive = self._exclusive(order, surely=True)
        parallel = self._parallel(order, SURELY_PARALLEL) - exclusive
        parts = self._stretches(order, parallel | exclusive)
        if len(parts) > 1:
            return _block("sequence", map(self._part, self._joined(parts)))
        branches = self._side_by_side(order)
        if len(branches) > 1:
            return _block("parallel", [self.of(branch) for branch in branches])
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
        return _block("parallel", [self.of(branch) for branch in self._side_by_side(list(chain(*stretches)))])

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
        inside = _Inside(*(_Among(both, routes.count(_doing_any(routes, order))) for routes, both in self._several))
        pairs = (pair for pair in combinations(order, 2) if not self._is_ignored(pair))
        return {pair for pair in pairs if (_excludes if surely else _may_exclude)(pair, inside)}

    def _is_apart(self, branch: Sequence[int], order: Sequence[int]) -> bool:
        """Whether items that do a step of a branch do none of the others; of single pairs there may be too few."""
        others = [step for step in order if step not in branch]
        at_all, early, straight = (_Together.of(routes, branch, others) for routes, _ in self._several)
        is_rare = at_all.is_rarer(AFTER_ALL) or straight.is_rarer(PERHAPS_EXCLUSIVE) or at_all.is_shared_out
        return is_rare and early.is_at_most(PERHAPS_EXCLUSIVE)

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
        early = _Among(both, int(routes.items.sum())).together(pair)
        return (1 - early.times / max(early.chance, 1.0)) * float(np.clip(early.rarity / TWICE_SURE, 0, 1))


def _doing_any(routes: Routes, order: Sequence[int]) -> "NDArray[np.bool_]":
    return np.asarray(np.logical_or.reduce([routes.having(step) for step in order]))


def _excludes(pair: Pair, inside: _Inside) -> bool:
    at_all, early, straight = (among.together(pair) for among in inside)
    is_rare = at_all.is_rarer(AFTER_ALL) or straight.is_rarer(SURELY_EXCLUSIVE) or at_all.is_shared_out
    return is_rare and early.times <= SURELY_EXCLUSIVE * early.chance


def _may_exclude(pair: Pair, inside: _Inside) -> bool:
    at_all, early, straight = (among.together(pair) for among in inside)
    is_rare = at_all.is_at_most(AFTER_ALL) or straight.is_at_most(PERHAPS_EXCLUSIVE)
    return is_rare and early.is_at_most(PERHAPS_EXCLUSIVE)


def steps_in(node: Node) -> list[int]:
    """The steps of a block, in order."""
    return [node] if isinstance(node, int) else [step for part in node.parts for step in steps_in(part)]


def unmappable(node: Node, is_optional: IsOptional, block: Sequence[int] = ()) -> set[Pair]:
    """Pairs of steps in blocks that a map cannot show as they are.

    A map takes several optional steps at one fork for alternatives, and tells alternatives by the shares of the first
    step of each branch. So steps that could all be left out are no parallel branches, and an alternative does not begin
    with such a block. ``is_optional`` tells whether items of a ``block`` leave out a step.
    """
    if isinstance(node, int):
        return set()
    block = block or steps_in(node)
    is_fork = node.way == "alternatives"
    found = set()
    for part in node.parts:
        found |= unmappable(part, is_optional, steps_in(part) if is_fork else block)
        head = _head(part)
        if is_fork and isinstance(head, Block):
            found |= _across(head)
    heads = [_head(part) for part in node.parts]
    are_optional = all(isinstance(head, Block) or is_optional(head, block) for head in heads)
    if node.way == "parallel" and (are_optional or len(heads) > MOST_BRANCHES):
        found |= _across(node)
    return found


def mappable(node: Node, is_optional: IsOptional) -> Node:
    """The blocks, with an optional step that an alternative begins with put before the fork."""
    if isinstance(node, int):
        return node
    parts = [mappable(part, is_optional) for part in node.parts]
    if node.way != "alternatives":
        return _block(node.way, parts)
    hoisted: list[Node] = []
    branches: list[Node] = []
    for part in parts:
        rest = part
        while isinstance(rest, Block) and is_optional(steps_in(rest)[0], steps_in(part)):
            hoisted.append(steps_in(rest)[0])
            rest = _block("sequence", rest.parts[1:])
        branches.append(rest)
    fork = _block("alternatives", branches)
    return _block("sequence", [*hoisted, fork]) if hoisted else fork


def _across(node: Block) -> set[Pair]:
    return {pair for one, other in combinations(map(steps_in, node.parts), 2) for pair in product(one, other)}


def _head(node: Node) -> Node:
    while not isinstance(node, int) and node.way == "sequence":
        node = node.parts[0]
    return node


def _block(way: Way, parts: Iterable[Node]) -> Node:
    """A block, with blocks of the same way inside it opened; what has only one part is that part."""
    flat: list[Node] = []
    for part in parts:
        flat += part.parts if isinstance(part, Block) and part.way == way else [part]
    return flat[0] if len(flat) == 1 else Block(way, tuple(flat))


def _others(order: Sequence[int], pairs: set[Pair]) -> set[Pair]:
    return {pair for pair in combinations(order, 2) if pair not in pairs and pair[::-1] not in pairs}


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
