"""Blocks of steps laid out on a map: what each step comes after, and how many items do it."""

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.structure.blocks import Block, Node, steps_in
from flowatlas.discover.structure.found import FoundStep
from flowatlas.discover.structure.shares import Shares
from flowatlas.discover.structure.steps import Choice

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALWAYS = 0.95
"""The share of the items from which on a step counts as done by all."""


class Layout:
    """Blocks laid out as steps that come after others.

    ``place`` tells where a step stands in ``order``, ``branch`` in which parallel branches it is. ``before`` and
    ``parallel`` have a row and a column for each step.
    """

    def __init__(self, choice: Choice, shares: Shares, tree: Node) -> None:
        size = len(choice.names)
        self.choice, self.shares = choice, shares
        self.order = steps_in(tree)
        self.place = {step: at for at, step in enumerate(self.order)}
        self.branch: dict[int, tuple[tuple[int, int], ...]] = {}
        self.before: NDArray[np.bool_] = np.zeros((size, size), bool)
        self.parallel: NDArray[np.bool_] = np.zeros((size, size), bool)
        self.steps: list[FoundStep] = []
        self._relate(tree, ())
        self._add(tree, (), self.order, [])

    def _relate(self, node: Node, branch: tuple[tuple[int, int], ...]) -> None:
        """Note how the steps of a block stand to each other."""
        if isinstance(node, int):
            self.branch[node] = branch
            return
        for number, part in enumerate(node.parts):
            is_apart = node.way == "parallel"
            self._relate(part, (*branch, (steps_in(node)[0], number)) if is_apart else branch)
        for one, other in combinations(map(steps_in, node.parts), 2):
            if node.way == "sequence":
                self.before[np.ix_(one, other)] = True
            elif node.way == "parallel":
                self.parallel[np.ix_(one, other)] = self.parallel[np.ix_(other, one)] = True

    def _add(self, node: Node, after: tuple[int, ...], block: list[int], later: list[int]) -> tuple[int, ...]:
        """Add the steps of a part of a block to the map; gives what comes last in it."""
        if isinstance(node, int):
            return self._step(node, after, self.shares.share(node, block, later), is_alternative=False)
        if node.way == "sequence":
            for number, part in enumerate(node.parts):
                beyond = [step for other in node.parts[number + 1 :] for step in steps_in(other)]
                after = self._add(part, after, block, beyond + later)
            return after
        ends: list[int] = []
        shares = self._forked(node, block, later) if node.way == "alternatives" else []
        for number, part in enumerate(node.parts):
            if node.way == "parallel":
                ends += self._add(part, after, block, later)
            else:
                ends += self._branch(part, after, shares[number], later)
        return tuple(ends)

    def _branch(self, part: Node, after: tuple[int, ...], share: float, later: list[int]) -> tuple[int, ...]:
        """Add one of several alternatives, whose first step tells its share."""
        if isinstance(part, int):
            return self._step(part, after, share, is_alternative=True)
        head = part.parts[0]
        assert isinstance(head, int)
        after = self._step(head, after, share, is_alternative=True)
        return self._add(Block(part.way, part.parts[1:]), after, steps_in(part), later)

    def _forked(self, node: Block, block: list[int], later: list[int]) -> list[float]:
        """The share of the items arriving at a fork that takes each of its alternatives; together at most 1."""
        routes, having = self.shares.routes, self.shares.having
        taking = [np.logical_or.reduce([having[step] for step in steps_in(part)]) for part in node.parts]
        beyond = np.logical_or.reduce([routes.is_over, *taking, *(having[step] for step in later)])
        arriving = routes.count(beyond & self.shares.inside(block))
        shares = [routes.count(chosen) / max(1, arriving) for chosen in taking]
        return [share / max(1.0, sum(shares)) for share in shares]

    def _step(self, step: int, after: tuple[int, ...], share: float, *, is_alternative: bool) -> tuple[int, ...]:
        choice = self.choice
        if not is_alternative and share >= ALWAYS:
            share = 1.0
        self.steps.append(FoundStep(choice.names[step], choice.activities[step], after, share, is_alternative))
        return (self.place[step],)
