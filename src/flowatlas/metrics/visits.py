"""Visits: how often items come by each step, on average.

On the main way, and along each branch of a fork, the steps make an absorbing Markov chain: expected visits come out of
one system of linear equations, and expected time is visits x time.

Source: Kemeny, Snell, Finite Markov Chains (1960), for visits and absorption.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeAlias

import numpy as np

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Branch, Link, Node
from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.outcomes import ADDING, PROCESS, WAIT, Parts
from flowatlas.metrics.routes import SMALLEST_ESCAPE, Routes

Variable: TypeAlias = tuple[str, Node]


class Visits(NamedTuple):
    """How often an item comes by, on average: at each step, through each gap, on each way back, into each fork."""

    steps: dict[str, Draws]
    gaps: dict[str, Draws]
    links: dict[Link, Draws]
    forks: dict[Node, Draws]


class MarkovChain:
    """The steps as an absorbing Markov chain, for all draws at once."""

    def __init__(self, routes: Routes) -> None:
        self.routes = routes
        self.sample = routes.sample
        self.shape = routes.shape

    def main(self) -> Visits:
        """Expected visits on the main way only; forks count as a whole."""
        return self.between(TRIGGER, CUSTOMER)

    def everywhere(self) -> Visits:
        """Expected visits in all branches."""
        main = self.main()
        total = Visits(dict(main.steps), dict(main.gaps), dict(main.links), {})
        for fork, often in main.forks.items():
            self._add_fork(total, fork, often)
        return total

    def _add_fork(self, total: Visits, fork: Node, often: Draws) -> None:
        for branch in self.shape.branches[fork]:
            visits = self._branch_visits(fork, branch)
            _add(total, visits, often)
            for inner, count in visits.forks.items():
                self._add_fork(total, inner, often * count)

    def _branch_visits(self, fork: Node, branch: Branch) -> Visits:
        if not branch.is_tangle:
            return self.between(branch.entries[0], self.shape.join_of[fork])
        often: dict[Node, Draws] = {}
        for course in self.routes.courses(fork, branch):
            for start in course.targets:
                often[start] = often.get(start, self.sample.zero) + course.chance
        total = Visits({}, {}, {}, {})
        for start, chance in often.items():
            stretch = self.between(start, branch.stretches[start])
            _add(total, stretch, chance)
            for inner, count in stretch.forks.items():
                total.forks[inner] = total.forks.get(inner, self.sample.zero) + chance * count
        return total

    def between(self, start: Node, end: Node | None) -> Visits:
        """Expected visits on one way, forks counted as a whole; None for the end stands for the start alone."""
        key = ("visits between", self.routes.with_rework, start, end)
        return self.sample.recalled(
            key,
            lambda: self._visits(start, end, self.routes.nodes_between(start, end)),
            is_of_routes=True,
            is_first=not self.routes.with_rework,
        )

    def _visits(self, start: Node, end: Node | None, nodes: Sequence[Node], *, is_inside: bool = False) -> Visits:
        """Expected visits on one way; with ``is_inside`` the item begins in the step ``start``, past its gap."""
        passes = {node: self.routes.returns(node) for node in nodes if isinstance(node, str)}
        again = {step_id: self._again(step_id, back) for step_id, back in passes.items()}
        if is_inside or any(link.to != step_id for step_id, back in passes.items() for link, _ in back):
            count, leaving = self._counted(start, nodes, passes, again, is_inside=is_inside)
        else:
            # Where only steps themselves are repeated, items come by as on the first pass.
            count, leaving = self.sample.recalled(
                ("counted", start, end), lambda: self._counted(start, nodes, {}, {}), is_of_routes=True, is_first=True
            )
        steps = {step_id: self._kept(self._times(count["enter", step_id], again[step_id])) for step_id in passes}
        return Visits(
            steps=steps,
            gaps={
                step_id: self._kept(self._times(count["arrive", step_id], self.routes.does(step_id)))
                for step_id in passes
            },
            links={
                link: self._kept(steps[step_id] * share) for step_id, back in passes.items() for link, share in back
            },
            forks={
                node: sum((part * count[source] for source, part in leaving[node]), self.sample.zero)
                for node in nodes
                if node in self.shape.branches and (self.shape.join_of[node] in {end, *nodes})
            },
        )

    def _again(self, step_id: str, back: Sequence[tuple[Link, Draws]]) -> Draws:
        """How often a step is done on average each time that an item comes to it, repeated until it goes elsewhere."""
        own = [share for link, share in back if link.to == step_id]
        return 1 / np.maximum(1 - sum(own, self.sample.zero), SMALLEST_ESCAPE) if own else self.sample.one

    def _counted(
        self,
        start: Node,
        nodes: Sequence[Node],
        passes: Mapping[str, Sequence[tuple[Link, Draws]]],
        again: Mapping[str, Draws],
        *,
        is_inside: bool = False,
    ) -> tuple[dict[Variable, Draws], dict[Node, list[tuple[Variable, Draws]]]]:
        """How often items arrive at nodes and enter steps, and what leaves each node: shares of what came to it.

        ``passes`` are the ways back from each step; those to itself count only as far as ``again`` says.
        """
        if self._is_chain(nodes, passes):
            one = self.sample.one
            return {(what, node): one for node in nodes for what in ("arrive", "enter")}, {}
        rows: dict[Variable, dict[Variable, Draws]] = {}
        order: list[Variable] = []

        def feed(target: Variable, source: Variable, chance: Draws) -> None:
            row = rows.setdefault(target, {})
            row[source] = row[source] + chance if source in row else chance

        leaving: dict[Node, list[tuple[Variable, Draws]]] = {}
        inside = set(nodes)
        for node in nodes:
            arrive, enter = ("arrive", node), ("enter", node)
            order.append(arrive)
            leaving[node] = [(arrive, self.sample.one)]
            if isinstance(node, str):
                order.append(enter)
                does, going = self.routes.does(node), self.sample.one
                feed(enter, arrive, does)
                # A step that is repeated k times on average is left once, so only what goes elsewhere is lost.
                for link, share in passes.get(node, ()):
                    if link.to != node:
                        feed(("enter", link.to), enter, share * again[node])
                        going = going - share * again[node]
                leaving[node] = [(enter, going if going is self.sample.one else np.maximum(going, 0.0))]
                if does is not self.sample.one:
                    leaving[node].append((arrive, 1 - does))
            for target, chance in self.routes.onward(node):
                if target in inside:
                    for source, part in leaving[node]:
                        feed(("arrive", target), source, self._times(chance, part))
        return _solved(rows, order, ("enter" if is_inside else "arrive", start), self.sample.one), leaving

    def _is_chain(self, nodes: Sequence[Node], passes: Mapping[str, object]) -> bool:
        """Whether every item comes by each of these nodes once, one after the other."""
        shape = self.shape
        return not passes and all(
            node not in shape.branches and node not in shape.alternatives and node not in shape.optional
            for node in nodes
        )

    def _times(self, often: Draws, amount: Draws) -> Draws:
        """The product, which on most ways is once what happens once, so that nothing needs to be worked out."""
        if often is self.sample.one and amount.dtype == often.dtype:
            return amount
        return often if amount is self.sample.one and amount.dtype == often.dtype else often * amount

    def _kept(self, draws: Draws) -> Draws:
        """Many draws are kept in single precision, as values are: half the memory."""
        if self.sample.draws == 1 or draws is self.sample.one:
            return draws
        return np.minimum(draws, UNBOUNDED).astype(np.float32)

    def one_more_pass(self, link: Link) -> Visits:
        """Expected visits from the step that a link leads to up to and including the sender, past the first gap."""
        before: set[Node] = set()
        todo: list[Node] = [link.sender]
        while todo:
            node = todo.pop()
            if node not in before:
                before.add(node)
                todo += [] if node == link.to else self.shape.before[node]
        nodes = [node for node in self.routes.nodes_between(link.to, CUSTOMER) if node in before]
        return self._visits(link.to, None, nodes, is_inside=True)

    def seconds(self, visits: Visits, parts: tuple[int, ...]) -> Draws:
        """Expected seconds of the named parts of a way, outside of its forks."""
        sample, total = self.sample, self.sample.zero
        if WAIT in parts:
            for step_id, often in visits.gaps.items():
                if often is sample.one or often.any():
                    total = total + self._times(often, sample.wait(step_id))
            for link, often in visits.links.items():
                if often.any():
                    total = total + often * sample.link_wait(link)
        if PROCESS in parts or ADDING in parts:
            for step_id, often in visits.steps.items():
                if (PROCESS in parts or sample.stream.steps[step_id].value == "adding") and often.any():
                    total = total + self._times(often, sample.process(step_id))
        return total

    def parts(self, visits: Visits) -> Parts:
        """Expected seconds of each part of a way, outside of its forks."""
        return np.stack(np.broadcast_arrays(*(self.seconds(visits, (part,)) for part in (WAIT, PROCESS, ADDING))))


def _add(total: Visits, visits: Visits, often: Draws) -> None:
    for step_id in visits.steps:
        total.steps[step_id] = total.steps.get(step_id, 0.0) + often * visits.steps[step_id]
        total.gaps[step_id] = total.gaps.get(step_id, 0.0) + often * visits.gaps[step_id]
    for link, count in visits.links.items():
        total.links[link] = total.links.get(link, 0.0) + often * count


def _solved(
    rows: dict[Variable, dict[Variable, Draws]], order: list[Variable], start: Variable, one: Draws
) -> dict[Variable, Draws]:
    """The counts x with x = start + rows x: Gaussian elimination in the order of the stream, for all draws at once.

    Only rework refers forwards, so hardly anything is filled in. Where an item can never get out, counts are huge.
    """
    constant = {start: one}
    users: dict[Variable, list[Variable]] = {variable: [] for variable in order}
    for target, row in rows.items():
        for source in row:
            users[source].append(target)
    for variable in order:
        row = rows.setdefault(variable, {})
        loop = row.pop(variable, None)
        if loop is not None:
            escape = 1 / np.maximum(1 - loop, SMALLEST_ESCAPE)
            if variable in constant:
                constant[variable] = constant[variable] * escape
            for source in row:
                row[source] = row[source] * escape
        own = constant.get(variable)
        for target in users[variable]:
            weight = rows[target].pop(variable, None) if target != variable else None
            if weight is None:
                continue
            if own is not None:
                more = own if weight is one else weight * own
                constant[target] = constant[target] + more if target in constant else more
            for source, part in row.items():
                old = rows[target].get(source)
                rows[target][source] = weight * part if old is None else old + weight * part
                users[source].append(target)
    count: dict[Variable, Draws] = {}
    for variable in reversed(order):
        total = constant.get(variable)
        for source, part in rows[variable].items():
            more = part * count[source]
            total = more if total is None else total + more
        if total is None:
            total = np.zeros_like(one)
        count[variable] = total if total is one else np.minimum(total, 1 / SMALLEST_ESCAPE)
    return count
