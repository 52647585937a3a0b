"""The passage of items through a stream: how often they come by each step, and how long the longest way takes.

On the main way, and along each branch of a fork, the steps make an absorbing Markov chain: expected visits come out of
one system of linear equations, and expected time is visits x time. Where ways run side by side the longest one counts,
so there the whole distribution of each branch is worked out (how often each loop is repeated included), never just its
mean.

Source: Kemeny, Snell, Finite Markov Chains (1960), for visits and absorption.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, Protocol, TypeAlias

import numpy as np

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Branch, Link, Node, Shape
from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.entered import View
from flowatlas.metrics.outcomes import ADDING, PROCESS, WAIT, Outcomes, Parts, longer_of, merged
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.walk import Walk

__all__ = ["ADDING", "PROCESS", "WAIT", "Course", "Passage", "Visits"]

SMALLEST_CHANCE = 1e-13
MOST_LEFT = 1e-9
SMALLEST_ESCAPE = 1e-40
MOST_REPEATS = 1000
MOST_ROUNDS = 5000
MOST_CASES = 1024

Variable: TypeAlias = tuple[str, Node]


class Send(Protocol):
    """Sends outcomes on to a node, to its gap or inside of it."""

    def __call__(self, node: Node, outcomes: Outcomes, *, is_inside: bool = False) -> None: ...


class Visits(NamedTuple):
    """How often an item comes by, on average: at each step, through each gap, on each way back, into each fork."""

    steps: dict[str, Draws]
    gaps: dict[str, Draws]
    links: dict[Link, Draws]
    forks: dict[Node, Draws]


class Course(NamedTuple):
    """One way of making all choices in a tangle: its chance, and where each stretch that is passed leads to."""

    chance: Draws
    targets: dict[Node, list[Node]]


class Passage:
    """How items of a sample pass through its stream, on the first pass or with all rework."""

    def __init__(self, sample: Sample, *, with_rework: bool) -> None:
        self.sample = sample
        self.shape: Shape = sample.shape
        self.with_rework = with_rework

    def walk(self) -> Walk:
        """All items of a sample of items, each on its own way."""
        return self.sample.recalled(("walk", self.with_rework), lambda: Walk(self.sample, with_rework=self.with_rework))

    def visits(self) -> Visits:
        """Visits of one item, in all branches: expected ones, or in a sample of items each item's own."""
        if self.sample.view is View.ITEMS:
            walk = self.walk()
            nobody = dict.fromkeys(self.sample.stream.steps, self.sample.zero)
            return Visits({**nobody, **walk.visits}, {**nobody, **walk.gaps()}, walk.links, {})
        return self.sample.recalled(
            ("visits", self.with_rework), self._all_visits, is_of_routes=True, is_first=not self.with_rework
        )

    def main_visits(self) -> Visits:
        """Expected visits on the main way only; forks count as a whole."""
        return self._visits_between(TRIGGER, CUSTOMER)

    def time(self, *parts: int) -> Draws:
        """Seconds of the named parts on the longest way from trigger to customer: expected, or each item's own."""
        return self.sample.recalled(("time", self.with_rework, parts), lambda: self._time(parts))

    def _time(self, parts: tuple[int, ...]) -> Draws:
        if ADDING in parts:
            for step_id in self.sample.stream.steps:
                self.sample.is_adding(step_id)
        if self.sample.view is View.ITEMS:
            own: Draws = self.walk().parts[list(parts)].sum(axis=0)
            return own
        # Kept apart from the forks, so that what happens in one of them is looked at again without the rest, and part
        # by part, as the longest way is asked for as a whole and for each of them.
        total = self.sample.zero
        for part in parts:
            total = total + self.sample.recalled(
                ("time outside of forks", self.with_rework, part), partial(self._main_seconds, part)
            )
        for fork, often in self.main_visits().forks.items():
            total = total + often * self.fork_time(fork)[list(parts)].sum(axis=0)
        return total + self.sample.final_wait() if WAIT in parts else total

    def _main_seconds(self, part: int) -> Draws:
        return self._seconds(self.main_visits()._replace(forks={}), (part,))

    def _seconds(self, visits: Visits, parts: tuple[int, ...]) -> Draws:
        """Expected seconds of a way, whose forks take as long as their longest branch."""
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
        for fork, often in visits.forks.items():
            total = total + often * self.fork_time(fork)[list(parts)].sum(axis=0)
        return total

    def _all_visits(self) -> Visits:
        main = self.main_visits()
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
            return self._visits_between(branch.entries[0], self.shape.join_of[fork])
        often: dict[Node, Draws] = {}
        for course in self.courses(fork, branch):
            for start in course.targets:
                often[start] = often.get(start, self.sample.zero) + course.chance
        total = Visits({}, {}, {}, {})
        for start, chance in often.items():
            stretch = self._visits_between(start, branch.stretches[start])
            _add(total, stretch, chance)
            for inner, count in stretch.forks.items():
                total.forks[inner] = total.forks.get(inner, self.sample.zero) + chance * count
        return total

    def returns(self, step_id: str) -> list[tuple[Link, Draws]]:
        """The ways back from a step, each with the share of its output that takes it; together at most all of it."""
        if not self.with_rework:
            return []
        links = [(link, self.sample.link_share(link)) for link in self.sample.links(step_id)]
        total = sum((share for _, share in links), self.sample.zero)
        return [(link, share / np.maximum(total, 1.0)) for link, share in links if share.any()]

    def onward(self, node: Node) -> list[tuple[Node, Draws]]:
        """Where an item goes from a node, with which chance; a fork leads to its join."""
        sample, shape = self.sample, self.shape
        if node in shape.branches:
            return [(shape.join_of[node], sample.one)]
        if node not in shape.alternatives:
            return [(shape.successors[node][0], sample.one)]
        shares = [(other, sample.share(str(other))) for other in shape.successors[node]]
        total = sum((share for _, share in shares), sample.zero)
        shares = [(other, share / np.maximum(total, 1.0)) for other, share in shares]
        return [*shares, (shape.join_of[node], np.maximum(1 - total, 0.0))]

    def nodes_between(self, start: Node, end: Node | None) -> list[Node]:
        """The nodes from a start up to, not including, an end; None stands for the start alone."""
        return [start] if end is None else self.shape.between([start], end)

    def does(self, step_id: str) -> Draws:
        """Share of the items arriving at a step that do it; those of alternatives have been chosen before."""
        return self.sample.share(step_id) if step_id in self.shape.optional else self.sample.one

    def _visits_between(self, start: Node, end: Node | None) -> Visits:
        key = ("visits between", self.with_rework, start, end)
        return self.sample.recalled(
            key,
            lambda: self._visits(start, end, self.nodes_between(start, end)),
            is_of_routes=True,
            is_first=not self.with_rework,
        )

    def _visits(self, start: Node, end: Node | None, nodes: Sequence[Node], *, is_inside: bool = False) -> Visits:
        """Expected visits on one way; with ``is_inside`` the item begins in the step ``start``, past its gap."""
        passes = {node: self.returns(node) for node in nodes if isinstance(node, str)}
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
            gaps={step_id: self._kept(self._times(count["arrive", step_id], self.does(step_id))) for step_id in passes},
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
                does, going = self.does(node), self.sample.one
                feed(enter, arrive, does)
                # A step that is repeated k times on average is left once, so only what goes elsewhere is lost.
                for link, share in passes.get(node, ()):
                    if link.to != node:
                        feed(("enter", link.to), enter, share * again[node])
                        going = going - share * again[node]
                leaving[node] = [(enter, going if going is self.sample.one else np.maximum(going, 0.0))]
                if does is not self.sample.one:
                    leaving[node].append((arrive, 1 - does))
            for target, chance in self.onward(node):
                if target in inside:
                    for source, part in leaving[node]:
                        feed(("arrive", target), source, self._times(chance, part))
        return _solved(rows, order, ("enter" if is_inside else "arrive", start), self.sample.one), leaving

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

    def one_more_pass(self, link: Link) -> Draws:
        """Seconds of one pass from the step that a link leads to up to and including the sender, with the wait back.

        Choices on the way are made anew; where they lead past the sender, the pass ends.
        """
        if link.to == link.sender:
            return self.sample.link_wait(link) + self.sample.process(link.sender)
        before: set[Node] = set()
        todo: list[Node] = [link.sender]
        while todo:
            node = todo.pop()
            if node not in before:
                before.add(node)
                todo += [] if node == link.to else self.shape.before[node]
        nodes = [node for node in self.nodes_between(link.to, CUSTOMER) if node in before]
        return self.sample.link_wait(link) + self._seconds(
            self._visits(link.to, None, nodes, is_inside=True), (WAIT, PROCESS)
        )

    def courses(self, fork: Node, branch: Branch) -> list[Course]:
        """Every way to choose in a tangle; beyond a thousand only the likeliest choice is followed further."""
        key = ("courses", fork, branch.entries)
        return self.sample.recalled(key, lambda: self._courses(fork, branch), is_of_routes=True, is_first=True)

    def _courses(self, fork: Node, branch: Branch) -> list[Course]:
        end, place = self.shape.join_of[fork], self.shape.place
        courses = []
        begun: list[tuple[Course, frozenset[Node]]] = [(Course(self.sample.one, {}), frozenset(branch.entries))]
        while begun:
            course, ahead = begun.pop()
            node = min(ahead, key=place.__getitem__)
            if node == end:
                courses.append(course)
                continue
            stop = branch.stretches[node]
            ways = [(self.shape.successors[node] if stop is None else [stop], self.sample.one)]
            if stop is None and node in self.shape.alternatives:
                ways = [([target], chance) for target, chance in self.onward(node) if chance.any()]
                if len(courses) + len(begun) > MOST_CASES:
                    ways = [(max(ways, key=lambda way: way[1].mean())[0], self.sample.one)]
            for targets, chance in ways:
                further = Course(course.chance * chance, {**course.targets, node: targets})
                begun.append((further, (ahead - {node}) | set(targets)))
        return courses

    def chance_of_no_fault(self) -> Draws:
        """Chance that an item passes with no fault at any rated step that it does, 0 to 1."""
        return self.sample.recalled("faultless", lambda: self._faultless(TRIGGER, CUSTOMER), is_of_routes=True)

    def _faultless(self, start: Node, end: Node | None) -> Draws:
        """Chance that an item comes from a start to an end without a fault."""
        chance: dict[Node, Draws] = {start: self.sample.one}
        for node in self.nodes_between(start, end):
            here = chance.pop(node, None)
            if here is None:
                continue
            if isinstance(node, str):
                quality = self.sample.quality(node)
                here = here if quality is None else here * (1 - self.does(node) * (1 - quality))
            if end is None:
                return here
            for branch in self.shape.branches.get(node, []):
                here = here * self._faultless_branch(node, branch)
            for target, part in self.onward(node):
                chance[target] = chance.get(target, self.sample.zero) + here * part
        return sum(chance.values(), self.sample.zero)

    def _faultless_branch(self, fork: Node, branch: Branch) -> Draws:
        if not branch.is_tangle:
            return self._faultless(branch.entries[0], self.shape.join_of[fork])
        stretches = {start: self._faultless(start, end) for start, end in branch.stretches.items()}
        total = self.sample.zero
        for course in self.courses(fork, branch):
            chance = course.chance
            for start in course.targets:
                chance = chance * stretches[start]
            total = total + chance
        return total

    def fork_time(self, fork: Node) -> Parts:
        """Expected parts of the longest branch of a fork.

        With one draw, exactly. With many draws of doubt, by Clark's formula from mean and spread of each branch, times
        the factor that makes it exact at our best knowledge.
        """
        if self.sample.draws == 1:
            return self.fork_outcomes(fork).mean()
        return self.sample.recalled(("fork time", self.with_rework, fork), lambda: self._scaled_fork_time(fork))

    def _scaled_fork_time(self, fork: Node) -> Parts:
        center = Passage(self.sample.center, with_rework=self.with_rework)
        exact = float(center.fork_outcomes(fork).mean()[[WAIT, PROCESS]].sum())
        spreads = [center.branch_outcomes(fork, branch).relative_spread() for branch in self.shape.branches[fork]]
        roughly = float(center.mean_of_longest(fork, spreads)[0])
        total = self.mean_of_longest(fork, spreads) * (exact / roughly if roughly > 0 else 1.0)
        parts = self.longest_mean(fork)
        longest = parts[WAIT] + parts[PROCESS]
        return parts * np.where(longest > 0, total / np.where(longest > 0, longest, 1.0), 1.0)

    def mean_of_longest(self, fork: Node, spreads: list[float]) -> Draws:
        """About the mean of the longest branch, in each draw; ``spreads`` are standard deviations over means."""
        mean: Draws = np.zeros(1)
        variance: Draws = np.zeros(1)
        for branch, spread in zip(self.shape.branches[fork], spreads, strict=True):
            other: Draws = self.branch_mean(fork, branch)[[WAIT, PROCESS]].sum(axis=0)
            mean, variance = longer_of(mean, variance, other, (spread * other) ** 2)
        return mean

    def longest_mean(self, fork: Node) -> Parts:
        """The branch with the longest expected time, in each draw."""
        longest: Parts = np.zeros((3, 1))
        for branch in self.shape.branches[fork]:
            longest = _longer(self.branch_mean(fork, branch), longest)
        return longest

    def branch_mean(self, fork: Node, branch: Branch) -> Parts:
        """Expected parts of one branch; of ways that meet and part, the longest of their means for each choice."""
        end = self.shape.join_of[fork]
        if not branch.is_tangle:
            return self._mean(self._visits_between(branch.entries[0], end))
        stretches = {start: self._mean(self._visits_between(start, stop)) for start, stop in branch.stretches.items()}
        total: Parts = np.zeros((3, 1))
        for course in self.courses(fork, branch):
            coming: dict[Node, Parts] = dict.fromkeys(branch.entries, np.zeros((3, 1)))
            for start, targets in course.targets.items():
                leaving = coming[start] + stretches[start]
                for target in targets:
                    coming[target] = _longer(leaving, coming[target]) if target in coming else leaving
            total = total + course.chance * coming[end]
        return total

    def _mean(self, visits: Visits) -> Parts:
        """Expected parts of a way, forks on it by their longest mean."""
        plain = visits._replace(forks={})
        parts = np.stack(np.broadcast_arrays(*(self._seconds(plain, (part,)) for part in (WAIT, PROCESS, ADDING))))
        for inner, often in visits.forks.items():
            parts = parts + often * self.longest_mean(inner)
        return parts

    def fork_outcomes(self, fork: Node) -> Outcomes:
        """The distribution of the longest branch, from a fork to its join."""
        return self.sample.recalled(("fork", self.with_rework, fork), lambda: self._fork_outcomes(fork))

    def _fork_outcomes(self, fork: Node) -> Outcomes:
        result = self._at_once()
        for branch in self.shape.branches[fork]:
            result = result.longest(self.branch_outcomes(fork, branch))
        return result

    def branch_outcomes(self, fork: Node, branch: Branch) -> Outcomes:
        """The distribution of one branch of a fork."""
        end = self.shape.join_of[fork]
        if not branch.is_tangle:
            return self._outcomes_between(branch.entries[0], end)

        def across() -> Outcomes:
            start = dict.fromkeys(branch.entries, self._at_once())
            return merged(
                self._across(branch, course, start, end, MOST_CASES).often(course.chance)
                for course in self.courses(fork, branch)
            )

        return self.sample.recalled(("tangle", self.with_rework, fork, branch.entries), across)

    def _across(
        self, branch: Branch, course: Course, coming: Mapping[Node, Outcomes], end: Node, most_cases: int
    ) -> Outcomes:
        """From what is ``coming`` where, to the end of a tangle, all choices made.

        Where ways part that meet others, what happens on them is no longer independent of each other, except in each
        case of when the item got there; so the cases are followed one by one, similar ones together if they are many.
        """
        coming = dict(coming)
        while True:
            node = min(coming, key=self.shape.place.__getitem__)
            here = coming.pop(node)
            if node == end:
                return here
            here = here.plus(self._outcomes_between(node, branch.stretches[node]))
            targets = course.targets[node]
            if len(targets) > 1 and len(here.chance) > 1:
                here = here.gathered(most_cases)
                left = max(most_cases // len(here.chance), 1)
                cases = [
                    (chance, Outcomes(self.sample.one, parts[:, None]))
                    for chance, parts in zip(here.chance, here.parts.T, strict=True)
                ]
                return merged(
                    self._across(branch, course, _joined(coming, targets, case), end, left).often(chance)
                    for chance, case in cases
                )
            coming = _joined(coming, targets, here)

    def _outcomes_between(self, start: Node, end: Node | None) -> Outcomes:
        """The distribution of a way, from a start to an end; None stands for the start alone."""
        key = ("outcomes between", self.with_rework, start, end)
        return self.sample.recalled(key, lambda: self._alone(start) if end is None else self._followed(start, end))

    def _at_once(self) -> Outcomes:
        return Outcomes(self.sample.one, np.zeros((3, 1)))

    def _alone(self, node: Node) -> Outcomes:
        if not isinstance(node, str):
            return self._at_once()
        does = self.does(node)
        return merged([self._step_outcomes(node).often(does), self._at_once().often(1 - does)])

    def _stretch(self, wait: Draws, step_id: str) -> Parts:
        """A wait and then a step."""
        process = self.sample.process(step_id)
        adds = self.sample.stream.steps[step_id].value == "adding"
        return np.stack([wait, process, process if adds else self.sample.zero])

    def _step_outcomes(self, step_id: str, *, is_inside: bool = False) -> Outcomes:
        """The distribution of a step that is done until it is not to be repeated; other ways back are not followed."""
        sample = self.sample
        here = self._at_once().then(self._stretch(sample.zero if is_inside else sample.wait(step_id), step_id))
        again = [
            (share, self._stretch(sample.link_wait(link), step_id))
            for link, share in self.returns(step_id)
            if link.to == step_id
        ]
        if not again:
            return here
        repeats = sum((share for share, _ in again), sample.zero)
        done: list[Outcomes] = []
        while here.chance.sum() > SMALLEST_CHANCE and len(done) < MOST_REPEATS:
            done.append(here.often(1 - repeats))
            here = merged(here.often(share).then(stretch) for share, stretch in again)
        rest = sum((share * stretch for share, stretch in again), np.zeros((3, 1)))
        return merged([*done, here.then(rest / np.maximum(1 - repeats, SMALLEST_ESCAPE))])

    def _followed(self, start: Node, end: Node) -> Outcomes:
        """The distribution of a way, by following every route and every repetition until hardly any chance is left.

        What is left then gets the mean that makes the mean of the whole exact, as far as loops that hardly ever end.
        """
        visits = self._visits_between(start, end)
        pending: dict[tuple[int, bool], tuple[Node, list[Outcomes]]] = {}
        arrived = [self._at_once().often(self.sample.zero)]

        def send(node: Node, outcomes: Outcomes, *, is_inside: bool = False) -> None:
            if node == end:
                arrived.append(outcomes)
            elif outcomes.chance.any():
                pending.setdefault((self.shape.place[node], is_inside), (node, []))[1].append(outcomes)

        if all(often.max() < MOST_ROUNDS for often in visits.steps.values()):
            send(start, self._at_once())
        for _ in range(MOST_ROUNDS):
            if not pending:
                break
            key = min(pending)
            node, several = pending.pop(key)
            here = merged(several)
            if here.chance.sum() <= SMALLEST_CHANCE:
                continue
            if isinstance(node, str):
                here = self._through(node, here, send, is_inside=key[1])
            if node in self.shape.branches:
                here = here.plus(self.fork_outcomes(node))
            for target, chance in self.onward(node):
                send(target, here.often(chance))
        found = merged(arrived)
        left = 1 - found.chance.sum(keepdims=True)
        if left < MOST_LEFT:
            return found
        mean = np.stack([self._seconds(visits, (part,)) for part in (WAIT, PROCESS, ADDING)])
        rest = (mean - found.mean()) / left
        return merged([found, self._at_once().often(left).then(rest)])

    def _through(self, step_id: str, here: Outcomes, send: Send, *, is_inside: bool) -> Outcomes:
        """What goes on from a step; what goes back to others is sent there."""
        sample = self.sample
        does = sample.one if is_inside else self.does(step_id)
        done = here.often(does).plus(self._step_outcomes(step_id, is_inside=is_inside))
        returns = self.returns(step_id)
        leaves = 1 - sum((share for link, share in returns if link.to == step_id), sample.zero)
        going = sample.one
        for link, share in returns:
            if link.to != step_id:
                back = share / np.maximum(leaves, SMALLEST_ESCAPE)
                wait = np.stack([sample.link_wait(link), sample.zero, sample.zero])
                send(link.to, done.often(back).then(wait), is_inside=True)
                going = going - back
        done = done.often(np.maximum(going, 0.0))
        return done if (does == 1).all() else merged([done, here.often(1 - does)])


def _add(total: Visits, visits: Visits, often: Draws) -> None:
    for step_id in visits.steps:
        total.steps[step_id] = total.steps.get(step_id, 0.0) + often * visits.steps[step_id]
        total.gaps[step_id] = total.gaps.get(step_id, 0.0) + often * visits.gaps[step_id]
    for link, count in visits.links.items():
        total.links[link] = total.links.get(link, 0.0) + often * count


def _longer(one: Parts, other: Parts) -> Parts:
    return np.where(one[WAIT] + one[PROCESS] > other[WAIT] + other[PROCESS], one, other)


def _joined(coming: Mapping[Node, Outcomes], targets: Iterable[Node], here: Outcomes) -> dict[Node, Outcomes]:
    """What is coming where, with one more arrival at each target; the later one of several counts."""
    result = dict(coming)
    for target in targets:
        result[target] = result[target].longest(here) if target in result else here
    return result


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
