"""The passage of items through a stream: how often they come by each step, and how long the longest way takes.

Where ways run side by side the longest one counts, which takes longer on average than each of them does.
"""

from functools import partial

import numpy as np

from flowatlas.maps.shape import Branch, Link, Node
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.entered import View
from flowatlas.metrics.following import Following
from flowatlas.metrics.outcomes import ADDING, PROCESS, WAIT, Parts, longer_of
from flowatlas.metrics.routes import Routes
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.visits import MarkovChain, Visits
from flowatlas.metrics.walk import Walk


class Passage:
    """How items of a sample pass through its stream, on the first pass or with all rework."""

    def __init__(self, sample: Sample, *, with_rework: bool) -> None:
        self.sample = sample
        self.shape = sample.shape
        self.with_rework = with_rework
        self.routes = Routes(sample, with_rework=with_rework)
        self.chain = MarkovChain(self.routes)
        self.following = Following(self.chain)

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
            ("visits", self.with_rework), self.chain.everywhere, is_of_routes=True, is_first=not self.with_rework
        )

    def main_visits(self) -> Visits:
        """Expected visits on the main way only; forks count as a whole."""
        return self.chain.main()

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
        return self.chain.seconds(self.main_visits(), (part,))

    def one_more_pass(self, link: Link) -> Draws:
        """Seconds of one pass from the step that a link leads to up to and including the sender, with the wait back.

        Choices on the way are made anew; where they lead past the sender, the pass ends.
        """
        wait = self.sample.link_wait(link)
        if link.to == link.sender:
            return wait + self.sample.process(link.sender)
        visits = self.chain.one_more_pass(link)
        total = self.chain.seconds(visits, (WAIT, PROCESS))
        for fork, often in visits.forks.items():
            total = total + often * self.fork_time(fork)[[WAIT, PROCESS]].sum(axis=0)
        return wait + total

    def fork_time(self, fork: Node) -> Parts:
        """Expected parts of the longest branch of a fork.

        With one draw, exactly. With many draws of doubt, by Clark's formula from mean and spread of each branch, times
        the factor that makes it exact at our best knowledge.
        """
        if self.sample.draws == 1:
            return self.following.fork_outcomes(fork).mean()
        return self.sample.recalled(("fork time", self.with_rework, fork), lambda: self._scaled_fork_time(fork))

    def _scaled_fork_time(self, fork: Node) -> Parts:
        center = Passage(self.sample.center, with_rework=self.with_rework)
        exact = float(center.following.fork_outcomes(fork).mean()[[WAIT, PROCESS]].sum())
        spreads = [
            center.following.branch_outcomes(fork, branch).relative_spread() for branch in self.shape.branches[fork]
        ]
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
        key = ("branch mean", self.with_rework, fork, branch.entries)
        return self.sample.recalled(key, lambda: self._branch_mean(fork, branch))

    def _branch_mean(self, fork: Node, branch: Branch) -> Parts:
        end = self.shape.join_of[fork]
        if not branch.is_tangle:
            return self._mean(self.chain.between(branch.entries[0], end))
        stretches = {start: self._mean(self.chain.between(start, stop)) for start, stop in branch.stretches.items()}
        total: Parts = np.zeros((3, 1))
        for course in self.routes.courses(fork, branch):
            coming: dict[Node, Parts] = dict.fromkeys(branch.entries, np.zeros((3, 1)))
            for start, targets in course.targets.items():
                leaving = coming[start] + stretches[start]
                for target in targets:
                    coming[target] = _longer(leaving, coming[target]) if target in coming else leaving
            total = total + course.chance * coming[end]
        return total

    def _mean(self, visits: Visits) -> Parts:
        """Expected parts of a way, forks on it by their longest mean."""
        parts = self.chain.parts(visits)
        for inner, often in visits.forks.items():
            parts = parts + often * self.longest_mean(inner)
        return parts


def _longer(one: Parts, other: Parts) -> Parts:
    return np.where(one[WAIT] + one[PROCESS] > other[WAIT] + other[PROCESS], one, other)
