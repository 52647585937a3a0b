"""The structure of a stream: which steps there are, in which order, and where items go back."""

from collections.abc import Iterable
from itertools import combinations

import numpy as np

from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.structure.blocks import Node, Pair, mappable, unmappable
from flowatlas.discover.structure.found import FoundRework, Returned, Structure
from flowatlas.discover.structure.layout import Layout
from flowatlas.discover.structure.nesting import SURELY_PARALLEL, Nesting
from flowatlas.discover.structure.order import best_order, evidence_of
from flowatlas.discover.structure.returns import Returns, is_link, returns_of
from flowatlas.discover.structure.shares import Shares
from flowatlas.discover.structure.steps import Choice, Routes, chosen_steps
from flowatlas.model.event import Form, Remark

NOTEWORTHY = 0.1
MOSTLY = 0.85
IN_PORTIONS = 0.4
FEW = 10
TOLD = 5


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
        self.shares = Shares(self.routes, len(choice.names))

    def structure(self, given: list[int]) -> Structure:
        """The structure, with the steps that are given in their order."""
        order = best_order(self.evidence, given)
        tree = self._tree(order)
        layout = Layout(self.choice, self.shares, tree)
        returns = returns_of(self.passes, self.choice.step_of, layout.before, layout.parallel)
        rework, crossing = self._rework(layout, returns)
        remarks = (*self.choice.remarks, *self._contradictions(layout), *self._in_turn(layout), *crossing)
        names = tuple(self.choice.names[step] for step in order)
        by_place = np.ix_(layout.order, layout.order)
        returned = Returned(layout.before[by_place], layout.parallel[by_place], returns.back)
        return Structure(tuple(layout.steps), rework, self.choice.kept, remarks, names, returned)

    def _tree(self, order: list[int]) -> Node:
        place = {step: at for at, step in enumerate(order)}

        def is_optional(step: int, block: Iterable[int]) -> bool:
            later = [other for other in order if place[other] > place[step]]
            return self.shares.share(step, block, later) < MOSTLY

        can_be_parallel = self.passes.log.form is not Form.STATES
        nesting = Nesting(self.evidence, self.routes, can_be_parallel)
        tree = nesting.of(order)
        while wrong := unmappable(tree, is_optional):
            nesting.ignored |= wrong
            tree = nesting.of(order)
        share = self.evidence.overlapping / np.maximum(self.evidence.both, 1)
        self.unshown = {pair for pair in nesting.ignored if share[pair] >= SURELY_PARALLEL}
        return mappable(tree, is_optional)

    def _rework(self, layout: Layout, returns: Returns) -> tuple[tuple[FoundRework, ...], list[Remark]]:
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

    def _contradictions(self, layout: Layout) -> list[Remark]:
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

    def _in_turn(self, layout: Layout) -> list[Remark]:
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
