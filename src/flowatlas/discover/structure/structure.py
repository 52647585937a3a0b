"""The structure of a stream: which steps there are, in which order, and where items go back."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.structure.nesting import (
    ALWAYS,
    SURELY_PARALLEL,
    Block,
    Nesting,
    Node,
    Pair,
    mappable,
    steps_in,
    unmappable,
)
from flowatlas.discover.structure.order import best_order, evidence_of
from flowatlas.discover.structure.returns import Back, Returns, is_link, returns_of
from flowatlas.discover.structure.steps import Choice, Routes, chosen_steps
from flowatlas.model.event import Form, Remark

if TYPE_CHECKING:
    from numpy.typing import NDArray

NOTEWORTHY = 0.1
MOSTLY = 0.85
IN_PORTIONS = 0.4
FEW = 10
TOLD = 5


@dataclass(frozen=True)
class FoundStep:
    """A step: the activities (by code) that belong to it, and what it comes after.

    ``after`` are the places of the steps right before it, empty at the trigger. ``share`` is the share of the items
    arriving there that do the step, 1 where all do; ``is_alternative`` where exactly one of several branches is taken.
    """

    name: str
    activities: tuple[int, ...]
    after: tuple[int, ...]
    share: float = 1.0
    is_alternative: bool = False


@dataclass(frozen=True)
class FoundRework:
    """Items that go back: from one step, to that one or one before it, as a share of the sender's first passes."""

    sender: int
    to: int
    share: float
    count: int


@dataclass(frozen=True)
class Returned:
    """The returns of each part of a log, under what is ``before`` what and what is ``parallel``, by the map's order."""

    before: "NDArray[np.bool_]"
    parallel: "NDArray[np.bool_]"
    parts: tuple[Back, ...]


@dataclass(frozen=True)
class Structure:
    """Steps in the order of the map, the ways back, and what was left out, told in figures.

    ``kept`` is the share of all passes that the steps hold, 0 to 1. ``order`` has the names of the steps in the order
    that the fewest items contradict, from which the same structure follows. ``returned`` has the returns that the ways
    back were found in; it is of no interest to anybody else than who measures the same passes.
    """

    steps: tuple[FoundStep, ...]
    rework: tuple[FoundRework, ...] = ()
    kept: float = 1.0
    remarks: tuple[Remark, ...] = ()
    order: tuple[str, ...] = ()
    returned: Returned | None = field(default=None, compare=False, repr=False)


def structure_of(passes: Passes, mapping: LogMapping) -> Structure:
    """The steps, their order and the ways back that the passes show.

    The steps are put into the order that the fewest items contradict. Where two of them go on at the same time, or
    either first about equally often, they are parallel; where items do the one or the other far more than chance would
    have it, they are alternatives. Blocks of these nest; what fits no block is taken as a sequence, and told.
    """
    if not len(passes.item):
        return Structure(())
    choice = chosen_steps(passes, mapping)
    if not choice.names:
        return Structure((), kept=choice.kept, remarks=choice.remarks)
    finder = _Finder(passes, choice)
    place = {name: at for at, name in enumerate(mapping.order)}
    given = sorted(
        (step for step, name in enumerate(choice.names) if name in place), key=lambda s: place[choice.names[s]]
    )
    return finder.structure(given)


class _Finder:
    """Finds the structure of steps that were chosen."""

    def __init__(self, passes: Passes, choice: Choice) -> None:
        self.passes = passes
        self.choice = choice
        self.routes = Routes.of(passes, choice.step_of)
        self.evidence = evidence_of(passes, choice.step_of, len(choice.names))
        # Pairs that go on at the same time in a way that no map can show.
        self.unshown: set[Pair] = set()
        self.having = [self.routes.having(step) for step in range(len(choice.names))]

    def structure(self, given: list[int]) -> Structure:
        """The structure, with the steps that are given in their order."""
        order = best_order(self.evidence, given)
        tree = self._tree(order)
        layout = _Layout(self, tree, order)
        returns = returns_of(self.passes, self.choice.step_of, layout.before, layout.parallel)
        rework, crossing = self._rework(layout, returns)
        remarks = (*self.choice.remarks, *self._contradictions(layout), *self._in_turn(layout), *crossing)
        names = tuple(self.choice.names[step] for step in order)
        by_place = np.ix_(layout.order, layout.order)
        returned = Returned(layout.before[by_place], layout.parallel[by_place], returns.back)
        return Structure(tuple(layout.steps), rework, self.choice.kept, remarks, names, returned)

    def share(self, step: int, block: Iterable[int], later: Iterable[int]) -> float:
        """The share of the items arriving at a step that do it, 0 to 1.

        Those arrive that do any step of the branch it is in (``block``), and that have done it, or one of the
        ``later`` steps, or have come to their good end.
        """
        in_block = self.inside(block)
        beyond = np.logical_or.reduce(
            [self.routes.is_over, self.having[step], *(self.having[other] for other in later)]
        )
        arriving = self.routes.count(in_block & beyond)
        return self.routes.count(self.having[step] & in_block) / arriving if arriving else 0.0

    def inside(self, block: Iterable[int]) -> "NDArray[np.bool_]":
        """Which items are in a branch; in the stream as a whole, which no branch is, all are."""
        having = [self.having[step] for step in block]
        return np.logical_or.reduce(having) if len(having) < len(self.having) else np.ones(len(self.routes.items), bool)

    def _tree(self, order: list[int]) -> Node:
        place = {step: at for at, step in enumerate(order)}

        def is_optional(step: int, block: Iterable[int]) -> bool:
            later = [other for other in order if place[other] > place[step]]
            return self.share(step, block, later) < MOSTLY

        can_be_parallel = self.passes.log.form is not Form.STATES
        nesting = Nesting(self.evidence, self.routes, can_be_parallel)
        tree = nesting.of(order)
        while wrong := unmappable(tree, is_optional):
            nesting.ignored |= wrong
            tree = nesting.of(order)
        share = self.evidence.overlapping / np.maximum(self.evidence.both, 1)
        self.unshown = {pair for pair in nesting.ignored if share[pair] >= SURELY_PARALLEL}
        return mappable(tree, is_optional)

    def _rework(self, layout: "_Layout", returns: Returns) -> tuple[tuple[FoundRework, ...], list[Remark]]:
        """The ways back that a map can show, and what there is to say of those that it cannot."""
        links = np.argwhere(is_link(returns))
        found = []
        crossing = []
        for sender, to in links.tolist():
            count, first = int(returns.all[sender, to]), int(returns.from_first[sender, to])
            share = first / int(returns.senders[sender])
            if layout.branch[sender] == layout.branch[to]:
                found.append(FoundRework(layout.place[sender], layout.place[to], share, count))
            else:
                names = (self.choice.names[sender], self.choice.names[to])
                crossing.append((count, "{}% of the items go from “{}” back to “{}”".format(percent(share), *names)))
        often = [link for link in found if link.sender == link.to and link.share > IN_PORTIONS]
        crossing.sort(key=lambda one: (-one[0], one[1]))
        remarks = []
        if crossing:
            message = "ways back that enter or leave one of several parallel branches, which a map cannot show"
            examples = tuple(text for _, text in crossing[:TOLD])
            remarks.append(Remark(message, sum(count for count, _ in crossing), "left out of the map", examples))
        if often:
            often.sort(key=lambda link: -link.share)
            examples = tuple(
                f"{percent(link.share)}% of the items do “{layout.steps[link.to].name}” again right after it"
                for link in often
            )
            done = "counted as going back; where they are portions of the same work, that is no rework"
            remarks.append(
                Remark("passes that follow one of the same step", sum(map(_count, often)), done, examples[:TOLD])
            )
        return tuple(sorted(found, key=lambda link: (link.sender, link.to))), remarks

    def _contradictions(self, layout: "_Layout") -> list[Remark]:
        """What does not fit: pairs of steps that many items did in the other order, or at the same time."""
        told = []
        both = self.evidence.both
        for one, other in combinations(layout.order, 2):
            if not layout.before[one, other] or both[one, other] < FEW or {(one, other), (other, one)} & self.unshown:
                continue
            against, at_once = self.evidence.before[other, one], self.evidence.overlapping[one, other]
            for count, how in ((against, "did “{1}” before “{0}”"), (at_once, "did “{0}” and “{1}” at the same time")):
                if count > NOTEWORTHY * both[one, other]:
                    of = f"{percent(count / both[one, other])}% of the {both[one, other]:.0f} items that did both "
                    told.append((count, of + how.format(self.choice.names[one], self.choice.names[other])))
        if not told:
            return []
        told.sort(key=lambda one: (-one[0], one[1]))
        message = "steps that items did in another order than the map shows"
        return [Remark(message, len(told), "the order is that of most items", tuple(text for _, text in told[:TOLD]))]

    def _in_turn(self, layout: "_Layout") -> list[Remark]:
        """Steps that items do side by side and that the map has in turn, as it can show them no other way."""
        both, told = self.evidence.both, []
        for one, other in combinations(layout.order, 2):
            if {(one, other), (other, one)} & self.unshown and layout.before[one, other]:
                times, of = self.evidence.overlapping[one, other], both[one, other]
                names = self.choice.names[one], self.choice.names[other]
                told.append((-times, f"“{names[0]}” and “{names[1]}”: {times:.0f} of the {of:.0f} items that did both"))
        if not told:
            return []
        message = "pairs of steps that items did at the same time stand one after the other on the map"
        done = (
            "side by side it can show only what some items do if all do one of them; its sum of the parts is too long"
        )
        return [Remark(message, len(told), done, tuple(text for _, text in sorted(told)[:TOLD]))]


def _count(link: FoundRework) -> int:
    return link.count


class _Layout:
    """Blocks laid out as steps that come after others.

    ``place`` tells where a step stands in ``order``, ``branch`` in which parallel branches it is. ``before`` and
    ``parallel`` have a row and a column for each step.
    """

    def __init__(self, finder: _Finder, tree: Node, order: list[int]) -> None:
        size = len(order)
        self.finder = finder
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
            return self._step(node, after, self.finder.share(node, block, later), is_alternative=False)
        if node.way == "sequence":
            for number, part in enumerate(node.parts):
                beyond = [step for other in node.parts[number + 1 :] for step in steps_in(other)]
                after = self._add(part, after, block, beyond + later)
            return after
        ends: list[int] = []
        shares = self._shares(node, block, later) if node.way == "alternatives" else []
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

    def _shares(self, node: Block, block: list[int], later: list[int]) -> list[float]:
        """The share of the items arriving at a fork that takes each of its alternatives; together at most 1."""
        routes, having = self.finder.routes, self.finder.having
        taking = [np.logical_or.reduce([having[step] for step in steps_in(part)]) for part in node.parts]
        beyond = np.logical_or.reduce([routes.is_over, *taking, *(having[step] for step in later)])
        arriving = routes.count(beyond & self.finder.inside(block))
        shares = [routes.count(chosen) / max(1, arriving) for chosen in taking]
        return [share / max(1.0, sum(shares)) for share in shares]

    def _step(self, step: int, after: tuple[int, ...], share: float, *, is_alternative: bool) -> tuple[int, ...]:
        choice = self.finder.choice
        if not is_alternative and share >= ALWAYS:
            share = 1.0
        self.steps.append(FoundStep(choice.names[step], choice.activities[step], after, share, is_alternative))
        return (self.place[step],)
