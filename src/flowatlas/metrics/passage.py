"""The passage of items through a stream: how often they come by each step, and how long the longest way takes.

On the main way, and along each branch of a fork, the steps make an absorbing Markov chain: expected visits come out of
one system of linear equations, and expected time is visits x time. Where ways run side by side the longest one counts,
so there the whole distribution of each branch is worked out (how often each loop is repeated included), never just its
mean.

Source: Kemeny, Snell, Finite Markov Chains (1960), for visits and absorption.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Branch, Link, Node, Shape
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.sample import UNBOUNDED, Sample, View
from flowatlas.metrics.walk import ADDING, PROCESS, WAIT, Walk

SMALLEST_CHANCE = 1e-13
MOST_OUTCOMES = 2048
MOST_ROUNDS = 20_000
MOST_WALKS = 4096
MOST_WALKS_IN_DOUBT = 32
SMALLEST_ESCAPE = 1e-40

Parts: TypeAlias = NDArray[np.float64]
"""Seconds of waiting, of process, and of process that adds value, one row each, one column per draw."""

Variable: TypeAlias = tuple[str, Node]


class Visits(NamedTuple):
    """How often an item comes by, on average: at each step, through each gap, on each rework link, into each fork."""

    steps: dict[str, Draws]
    gaps: dict[str, Draws]
    links: dict[Link, Draws]
    forks: dict[Node, Draws]


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
        return self._paired(other, self.parts[:, :, None, :] + other.parts[:, None, :, :])

    def longest(self, other: "Outcomes") -> "Outcomes":
        """Both passages side by side: the longer one of each pair counts, with its parts."""
        is_first = self.total[:, None, :] >= other.total[None, :, :]
        return self._paired(other, np.where(is_first, self.parts[:, :, None, :], other.parts[:, None, :, :]))

    def _paired(self, other: "Outcomes", parts: NDArray[np.float64]) -> "Outcomes":
        chance = self.chance[:, None, :] * other.chance[None, :, :]
        draws = chance.shape[-1]
        return Outcomes(chance.reshape(-1, draws), parts.reshape(parts.shape[0], -1, draws)).gathered()

    def gathered(self) -> "Outcomes":
        """The same distribution with equal outcomes joined, and the closest ones where there are too many."""
        if len(self.chance) == 1:
            return self
        draws = self.chance.shape[1]
        limit = MOST_OUTCOMES
        order = np.argsort(self.total, axis=0, kind="stable")
        chance = np.take_along_axis(self.chance, order, 0)
        parts = np.take_along_axis(self.parts, order[None], 1)
        total = parts[WAIT] + parts[PROCESS]
        if draws == 1:
            group = np.zeros(len(chance), dtype=np.intp)
            group[1:] = np.cumsum(np.diff(total[:, 0]) > 1e-9 * (1 + np.abs(total[1:, 0])))
            if group[-1] + 1 > limit:
                group = _quantile_groups(chance, limit)[:, 0]
            index = group[:, None]
        else:
            index = _quantile_groups(chance, limit)
        size = int(index.max()) + 1
        column = np.broadcast_to(np.arange(draws), index.shape)
        joined = np.zeros((size, draws))
        np.add.at(joined, (index, column), chance)
        sums = np.zeros((parts.shape[0], size, draws))
        for part in range(parts.shape[0]):
            np.add.at(sums[part], (index, column), chance * parts[part])
        return Outcomes(joined, sums / np.where(joined > 0, joined, 1.0))


def _quantile_groups(chance: NDArray[np.float64], count: int) -> NDArray[np.intp]:
    middle = np.cumsum(chance, axis=0) - chance / 2
    whole = np.maximum(chance.sum(axis=0), 1e-300)
    groups: NDArray[np.intp] = np.minimum((middle / whole * count).astype(np.intp), count - 1)
    return groups


def _merged(several: Iterable[Outcomes]) -> Outcomes:
    outcomes = list(several)
    if len(outcomes) == 1:
        return outcomes[0]
    return Outcomes(
        np.concatenate([one.chance for one in outcomes]), np.concatenate([one.parts for one in outcomes], axis=1)
    ).gathered()


Send: TypeAlias = Callable[[str, Node, Outcomes], None]


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
        return self.sample.recalled(("visits", self.with_rework), self._all_visits)

    def main_visits(self) -> Visits:
        """Expected visits on the main way only; forks count as a whole."""
        return self.sample.recalled(
            ("main visits", self.with_rework), lambda: self._chain_visits(TRIGGER, CUSTOMER, self.shape.nodes)
        )

    def time(self, *parts: int) -> Draws:
        """Seconds of the named parts on the longest way from trigger to customer: expected, or each item's own."""
        if self.sample.view is View.ITEMS:
            if ADDING in parts:
                for step_id in self.sample.stream.steps:
                    self.sample.is_adding(step_id)
            return self.walk().parts[list(parts)].sum(axis=0)
        return self.sample.recalled(("time", self.with_rework, parts), lambda: self._time(parts))

    def _time(self, parts: tuple[int, ...]) -> Draws:
        sample, visits, total = self.sample, self.main_visits(), self.sample.zero
        if WAIT in parts:
            for step_id, often in visits.gaps.items():
                total = total + often * sample.wait(step_id)
            for link, often in visits.links.items():
                total = total + often * sample.link_wait(link)
            total = total + sample.final_wait()
        if PROCESS in parts or ADDING in parts:
            for step_id, often in visits.steps.items():
                if PROCESS in parts or sample.is_adding(step_id):
                    total = total + often * sample.process(step_id)
        for fork, often in visits.forks.items():
            means = self.fork_time(fork)
            if ADDING in parts:
                for branch in self.shape.branches[fork]:
                    for node in branch.nodes:
                        if isinstance(node, str):
                            sample.is_adding(node)
            total = total + often * means[list(parts)].sum(axis=0)
        return total

    def _all_visits(self) -> Visits:
        main = self.main_visits()
        total = Visits(dict(main.steps), dict(main.gaps), dict(main.links), {})
        for fork, count in main.forks.items():
            self._add_fork(total, fork, count)
        return total

    def _add_fork(self, total: Visits, fork: Node, often: Draws) -> None:
        for branch in self.shape.branches[fork]:
            visits = self._branch_visits(fork, branch)
            for step_id in visits.steps:
                total.steps[step_id] = total.steps.get(step_id, self.sample.zero) + often * visits.steps[step_id]
                total.gaps[step_id] = total.gaps.get(step_id, self.sample.zero) + often * visits.gaps[step_id]
            for link, count in visits.links.items():
                total.links[link] = total.links.get(link, self.sample.zero) + often * count
            for inner, count in visits.forks.items():
                self._add_fork(total, inner, often * count)

    def _branch_visits(self, fork: Node, branch: Branch) -> Visits:
        end = self.shape.join_of[fork]
        if not branch.is_tangle:
            return self._chain_visits(branch.entries[0], end, branch.nodes)
        steps: dict[str, Draws] = {}
        for chance, passes, _ in self._walks(fork, branch):
            for step_id, count in passes.items():
                steps[step_id] = steps.get(step_id, self.sample.zero) + chance * count
        links: dict[Link, Draws] = {}
        gaps = dict(steps)
        for step_id, often in steps.items():
            for link in self._links(step_id):
                links[link] = often * self.sample.link_share(link)
                gaps[step_id] = gaps[step_id] - links[link]
        return Visits(steps, gaps, links, {})

    def _links(self, step_id: str) -> list[Link]:
        return self.shape.links_from.get(step_id, []) if self.with_rework else []

    def _repeat(self, step_id: str) -> Draws | None:
        return self.sample.repeat_share(step_id) if self.with_rework else None

    def _forward(self, node: Node) -> list[tuple[Node, Draws]]:
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

    def _chain_visits(self, entry: Node, end: Node, nodes: Iterable[Node], *, starts_inside: bool = False) -> Visits:
        """Expected visits on one way; with ``starts_inside`` the item begins in the step ``entry``, past its gap."""
        sample = self.sample
        rows: dict[Variable, dict[Variable, Draws]] = {}
        order: list[Variable] = []

        def feed(target: Variable, source: Variable, chance: Draws) -> None:
            row = rows.setdefault(target, {})
            row[source] = row[source] + chance if source in row else chance

        leaving: dict[Node, list[tuple[Variable, Draws]]] = {}
        known = [node for node in nodes if node != end]
        inside = set(known)
        for node in known:
            arrive, enter = ("arrive", node), ("enter", node)
            order.append(arrive)
            if isinstance(node, str):
                order.append(enter)
                share = sample.share(node) if node in self.shape.optional else None
                feed(enter, arrive, sample.one if share is None else share)
                going = sample.one
                for link in self._links(node):
                    back = sample.link_share(link)
                    if link.to in inside:
                        feed(("enter", link.to), enter, back)
                    going = going - back
                leaving[node] = [(enter, np.maximum(going, 0.0))]
                if share is not None:
                    leaving[node].append((arrive, 1 - share))
            else:
                leaving[node] = [(arrive, sample.one)]
            for target, chance in self._forward(node):
                if target in inside:
                    for source, part in leaving[node]:
                        feed(("arrive", target), source, chance * part)
        count = _solved(rows, order, ("enter", entry) if starts_inside else ("arrive", entry), sample.one)
        visits = Visits({}, {}, {}, {})
        for node in known:
            if isinstance(node, str):
                repeat = self._repeat(node)
                done = count[("enter", node)]
                if repeat is not None:
                    done = done / np.maximum(1 - repeat, SMALLEST_ESCAPE)
                visits.steps[node] = done
                for link in self._links(node):
                    visits.links[link] = done * sample.link_share(link)
        for step_id, done in visits.steps.items():
            past_gap = [often for link, often in visits.links.items() if link.to == step_id]
            if starts_inside and step_id == entry:
                past_gap.append(sample.one)
            visits.gaps[step_id] = np.maximum(done - sum(past_gap, sample.zero), 0.0) if past_gap else done
        for node in known:
            if node in self.shape.branches:
                visits.forks[node] = sum((part * count[source] for source, part in leaving[node]), sample.zero)
        return visits

    def one_more_pass(self, link: Link) -> Draws:
        """Seconds of one pass from the step that a link leads to up to and including the sender, the wait back included."""
        before = set(self.shape.between([link.to], CUSTOMER))
        nodes = [node for node in self.shape.nodes if node in before and self._leads_to(node, link.sender)]
        visits = self._chain_visits(link.to, CUSTOMER, nodes, starts_inside=True)
        sample = self.sample
        total = sample.link_wait(link)
        for step_id, often in visits.steps.items():
            total = total + often * sample.process(step_id)
        for step_id, often in visits.gaps.items():
            if step_id != link.to:
                total = total + often * sample.wait(step_id)
        for fork, often in visits.forks.items():
            if self.shape.place[self.shape.join_of[fork]] <= self.shape.place[link.sender]:
                total = total + often * self.fork_time(fork)[[WAIT, PROCESS]].sum(axis=0)
        return total

    def _leads_to(self, node: Node, step_id: str) -> bool:
        return step_id in self.shape.between([node], CUSTOMER)

    def chance_of_no_fault(self) -> Draws:
        """Chance that an item passes with no fault at any rated step that it does, 0 to 1."""
        return self._faultless(TRIGGER, CUSTOMER, self.shape.nodes)

    def _faultless(self, entry: Node, end: Node, nodes: Iterable[Node]) -> Draws:
        sample = self.sample
        chance: dict[Node, Draws] = {entry: sample.one}
        for node in nodes:
            if node == end or node not in chance:
                continue
            here = chance.pop(node)
            if isinstance(node, str):
                quality = sample.quality(node)
                share = sample.share(node) if node in self.shape.optional else sample.one
                here = here if quality is None else here * (1 - share * (1 - quality))
            for branch in self.shape.branches.get(node, []):
                here = here * self._faultless_branch(node, branch)
            for target, part in self._forward(node):
                chance[target] = chance.get(target, sample.zero) + here * part
        return chance.get(end, sample.zero)

    def _faultless_branch(self, fork: Node, branch: Branch) -> Draws:
        if not branch.is_tangle:
            return self._faultless(branch.entries[0], self.shape.join_of[fork], branch.nodes)
        total = self.sample.zero
        for chance, passes, _ in self._walks(fork, branch):
            part = chance
            for step_id, times in passes.items():
                quality = self.sample.quality(step_id)
                part = part if quality is None else part * np.where(times > 0, quality, 1.0)
            total = total + part
        return total

    def transitions(self) -> Iterator[tuple[str, str, Draws]]:
        """From which step to which an item goes, and how often on average; skipped steps are passed over."""
        sample, done = self.sample, self.visits().steps
        last: dict[Node, dict[str, Draws]] = {node: {} for node in self.shape.nodes}
        for node in self.shape.nodes:
            coming = last[node]
            leaving = coming
            if isinstance(node, str):
                share = sample.share(node) if node in self.shape.optional else sample.one
                for before, often in coming.items():
                    yield before, node, often * share
                leaving = {before: often * (1 - share) for before, often in coming.items() if (share < 1).any()}
                leaving[node] = done[node]
            ways = self._forward(node) if node in self.shape.alternatives else []
            for target, chance in ways or [(target, sample.one) for target in self.shape.successors[node]]:
                for before, often in leaving.items():
                    last[target][before] = last[target].get(before, sample.zero) + often * chance

    def fork_time(self, fork: Node) -> Parts:
        """Expected parts of the longest branch of a fork.

        With one draw, exactly. With many draws of doubt, the longest of the branches' means in each draw, times the
        factor by which the mean of the longest exceeds that at our best knowledge.
        """
        if self.sample.draws == 1:
            return self.fork_outcomes(fork).mean()
        return self.sample.recalled(("fork time", self.with_rework, fork), lambda: self._scaled_fork_time(fork))

    def _scaled_fork_time(self, fork: Node) -> Parts:
        center = Passage(self.sample.center, with_rework=self.with_rework)
        exact = float(center.fork_outcomes(fork).mean()[[WAIT, PROCESS]].sum())
        roughly = float(center.longest_mean(fork)[[WAIT, PROCESS]].sum())
        return self.longest_mean(fork) * (exact / roughly if roughly > 0 else 1.0)

    def longest_mean(self, fork: Node) -> Parts:
        """The branch with the longest expected time, in each draw."""
        longest = np.zeros((3, 1))
        for branch in self.shape.branches[fork]:
            parts = self.branch_mean(fork, branch)
            is_longer = parts[WAIT] + parts[PROCESS] > longest[WAIT] + longest[PROCESS]
            longest = np.where(is_longer, parts, longest)
        return longest

    def branch_mean(self, fork: Node, branch: Branch) -> Parts:
        """Expected parts of one branch."""
        return self._tangle_mean(fork, branch) if branch.is_tangle else self._chain_mean(fork, branch)

    def _chain_mean(self, fork: Node, branch: Branch) -> Parts:
        visits = self._branch_visits(fork, branch)
        parts = np.zeros((3, 1))
        for step_id, often in visits.steps.items():
            parts = parts + self._stretch(step_id=step_id) * often
            parts = parts + self._stretch(wait=self.sample.wait(step_id)) * visits.gaps[step_id]
        for link, often in visits.links.items():
            parts = parts + self._stretch(wait=self.sample.link_wait(link)) * often
        for inner, often in visits.forks.items():
            parts = parts + self.longest_mean(inner) * often
        return parts

    def _tangle_mean(self, fork: Node, branch: Branch) -> Parts:
        """The longest way through a tangle whose steps all take their mean time, as often as they are done."""
        often = self._branch_visits(fork, branch).steps
        values: dict[Node, Draws] = {node: often.get(str(node), self.sample.one) for node in branch.nodes}
        return self._walk(fork, branch, values, is_mean=True)[1]

    def fork_outcomes(self, fork: Node) -> Outcomes:
        """The distribution of the longest branch, from a fork to its join."""
        return self.sample.recalled(("fork", self.with_rework, fork), lambda: self._fork_outcomes(fork))

    def _fork_outcomes(self, fork: Node) -> Outcomes:
        result: Outcomes | None = None
        end = self.shape.join_of[fork]
        for branch in self.shape.branches[fork]:
            if branch.is_tangle:
                walks = self._walks(fork, branch)
                outcomes = Outcomes(
                    np.stack([chance for chance, _, _ in walks]), np.stack([parts for _, _, parts in walks], axis=1)
                ).gathered()
            else:
                outcomes = self._chain_outcomes(branch.entries[0], end)
            result = outcomes if result is None else result.longest(outcomes)
        return result if result is not None else self._at_once()

    def _at_once(self) -> Outcomes:
        return Outcomes(self.sample.one[None, :], np.zeros((3, 1, len(self.sample.one))))

    def _stretch(self, *, wait: Draws | None = None, step_id: str | None = None) -> Parts:
        zero = self.sample.zero
        process = zero if step_id is None else self.sample.process(step_id)
        adds = step_id is not None and self.sample.stream.steps[step_id].value == "adding"
        rows = np.broadcast_arrays(zero if wait is None else wait, process, process if adds else zero)
        return np.stack(rows)

    def _chain_outcomes(self, entry: Node, end: Node) -> Outcomes:
        """The distribution of one way, by following every route and every repetition until hardly any chance is left."""
        sample = self.sample
        pending: dict[tuple[int, str, Node], list[Outcomes]] = {}
        arrived: list[Outcomes] = []

        def send(kind: str, node: Node, outcomes: Outcomes) -> None:
            if outcomes.chance.max() <= SMALLEST_CHANCE / 10:
                return
            if node == end:
                arrived.append(outcomes)
            else:
                pending.setdefault((self.shape.place[node], kind, node), []).append(outcomes)

        send("arrive", entry, self._at_once())
        for _ in range(MOST_ROUNDS):
            if not pending:
                break
            key = min(pending, key=lambda key: (key[0], key[1]))
            _, kind, node = key
            here = _merged(pending.pop(key))
            if here.chance.sum(axis=0).max() <= SMALLEST_CHANCE:
                continue
            if isinstance(node, str):
                here = self._through_step(node, kind, here, send)
            if node in self.shape.branches:
                here = here.plus(self.fork_outcomes(node))
            for target, chance in self._forward(node):
                send("arrive", target, here.often(chance))
        lost = [one.then(np.full((3, one.chance.shape[1]), UNBOUNDED)) for rest in pending.values() for one in rest]
        return _merged([*arrived, *lost])

    def _through_step(self, node: str, kind: str, here: Outcomes, send: Send) -> Outcomes:
        """What leaves a step forwards; what goes back is sent on its way."""
        sample, skipped = self.sample, None
        if kind == "arrive" and node in self.shape.optional:
            share = sample.share(node)
            skipped, here = here.often(1 - share), here.often(share)
        if kind in {"arrive", "again"}:
            here = here.then(self._stretch(wait=sample.wait(node)))
        here = here.then(self._stretch(step_id=node))
        going = sample.one
        repeat = self._repeat(node)
        if repeat is not None:
            send("again", node, here.often(repeat))
            going = going - repeat
        for link in self._links(node):
            back = sample.link_share(link)
            send("inside", link.to, here.often(back).then(self._stretch(wait=sample.link_wait(link))))
            going = going - back
        here = here.often(np.maximum(going, 0.0))
        return here if skipped is None else _merged([here, skipped])

    def _walks(self, fork: Node, branch: Branch) -> list[tuple[Draws, dict[str, Draws], Parts]]:
        """Every way through a tangle: its chance, how often each step is done, and its parts.

        Beyond a few thousand ways, repetitions enter by their mean number, and beyond that optional steps by their
        share.
        """
        factors = self._factors(branch)
        while _ways(factors) > (MOST_WALKS if self.sample.draws == 1 else MOST_WALKS_IN_DOUBT):
            steps = [node for node, options in factors.items() if isinstance(node, str) and len(options) > 1]
            if not steps:
                break
            longest = max(steps, key=lambda node: len(factors[node]))
            mean = sum((chance * value for chance, value in factors[longest]), self.sample.zero)
            factors[longest] = [(self.sample.one, mean)]
        walks = []
        for chosen in product(*factors.values()):
            chance = self.sample.one
            for part, _ in chosen:
                chance = chance * part
            if chance.max() > SMALLEST_CHANCE:
                values = {node: value for node, (_, value) in zip(factors, chosen, strict=True)}
                walks.append((chance, *self._walk(fork, branch, values)))
        return walks

    def _factors(self, branch: Branch) -> dict[Node, list[tuple[Draws, Draws]]]:
        """What is left to chance in a tangle: how often each step is done on arrival, which alternative is taken."""
        sample, factors = self.sample, {}
        for node in branch.nodes:
            options = [(sample.one, sample.one)]
            if node in self.shape.alternatives:
                options = [(chance, np.full(1, float(index))) for index, (_, chance) in enumerate(self._forward(node))]
            elif isinstance(node, str):
                back = self._repeat(node)
                for link in self._links(node):
                    back = sample.link_share(link) + (0.0 if back is None else back)
                if back is not None and back.max() > 0:
                    back = np.minimum(back, 1.0)
                    options, passes, left = [], 1, sample.one
                    while left.max() > SMALLEST_CHANCE and passes < MOST_WALKS:
                        options.append((left * (1 - back), np.full(1, float(passes))))
                        left, passes = left * back, passes + 1
                    options.append((left, np.full(1, UNBOUNDED if back.max() >= 1 else float(passes))))
                if node in self.shape.optional:
                    share = sample.share(node)
                    options = [(1 - share, sample.zero), *((chance * share, value) for chance, value in options)]
            factors[node] = options
        return factors

    def _walk(
        self, fork: Node, branch: Branch, values: Mapping[Node, Draws], *, is_mean: bool = False
    ) -> tuple[dict[str, Draws], Parts]:
        end = self.shape.join_of[fork]
        nothing = np.zeros((3, len(self.sample.one)))
        arriving: dict[Node, Parts] = dict.fromkeys(branch.entries, nothing)
        passes: dict[str, Draws] = {}

        def reach(node: Node, parts: Parts) -> None:
            other = arriving.get(node)
            is_later = None if other is None else (parts[WAIT] + parts[PROCESS]) > (other[WAIT] + other[PROCESS])
            arriving[node] = parts if other is None or is_later is None else np.where(is_later, parts, other)

        for node in branch.nodes:
            here = arriving.get(node)
            if here is None:
                continue
            if isinstance(node, str):
                times = values[node]
                passes[node] = times
                wait = self.sample.wait(node)
                back = self._links(node)
                between = self.sample.link_wait(back[0]) if back else wait
                stretch = self._stretch(wait=wait, step_id=node)
                here = here + stretch * np.minimum(times, 1.0)
                here = here + self._stretch(wait=between, step_id=node) * np.maximum(times - 1, 0.0)
            targets = self.shape.successors[node]
            if node in self.shape.alternatives and not is_mean:
                index = int(values[node][0])
                targets = [targets[index]] if index < len(targets) else [self.shape.join_of[node]]
            for target in targets:
                reach(target, here)
        return passes, arriving.get(end, nothing)


def _ways(factors: Mapping[Node, list[tuple[Draws, Draws]]]) -> int:
    ways = 1
    for options in factors.values():
        ways *= len(options)
    return ways


def _solved(
    rows: dict[Variable, dict[Variable, Draws]], order: list[Variable], start: Variable, one: Draws
) -> dict[Variable, Draws]:
    """The counts x with x = start + rows x: Gaussian elimination in the order of the stream, for all draws at once.

    Only rework refers forwards, so hardly anything is filled in. Where an item can never get out, counts are huge.
    """
    constant = {variable: np.zeros_like(one) for variable in order}
    constant[start] = one
    users: dict[Variable, set[Variable]] = {variable: set() for variable in order}
    for target, row in rows.items():
        for source in row:
            users[source].add(target)
    for variable in order:
        row = rows.setdefault(variable, {})
        loop = row.pop(variable, None)
        if loop is not None:
            escape = 1 / np.maximum(1 - loop, SMALLEST_ESCAPE)
            constant[variable] = constant[variable] * escape
            for source in row:
                row[source] = row[source] * escape
        for target in users[variable]:
            if target == variable:
                continue
            weight = rows[target].pop(variable, None)
            if weight is None:
                continue
            constant[target] = constant[target] + weight * constant[variable]
            for source, part in row.items():
                old = rows[target].get(source)
                rows[target][source] = weight * part if old is None else old + weight * part
                users[source].add(target)
    count: dict[Variable, Draws] = {}
    for variable in reversed(order):
        total = constant[variable]
        for source, part in rows[variable].items():
            total = total + part * count[source]
        count[variable] = np.minimum(total, 1 / SMALLEST_ESCAPE)
    return count
