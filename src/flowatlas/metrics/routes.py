"""Routes: where items go from each place of a stream, and with which chance."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from flowatlas.maps.shape import Branch, Link, Node, Shape
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.sample import Sample

SMALLEST_ESCAPE = 1e-40
"""The chance to go on that is left at least where every item comes back."""

MOST_COURSES = 1024


class Course(NamedTuple):
    """One way of making all choices in a tangle: its chance, and where each stretch that is passed leads to."""

    chance: Draws
    targets: dict[Node, list[Node]]


class Routes:
    """The routes of the items of a sample, on the first pass or with all rework."""

    def __init__(self, sample: Sample, *, with_rework: bool) -> None:
        self.sample = sample
        self.shape: Shape = sample.shape
        self.with_rework = with_rework

    def returns(self, step_id: str) -> list[tuple[Link, Draws]]:
        """The ways back from a step, each with the share of its output that takes it; together at most all of it."""
        if not self.with_rework:
            return []
        links = [(link, self.sample.link_share(link)) for link in self.sample.links(step_id)]
        if len(links) == 1:
            return [(link, np.minimum(share, 1.0)) for link, share in links if share.any()]
        total = np.maximum(sum((share for _, share in links), self.sample.zero), 1.0)
        return [(link, share / total) for link, share in links if share.any()]

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

    def nodes_between(self, start: Node, end: Node | None) -> Sequence[Node]:
        """The nodes from a start up to, not including, an end; None stands for the start alone."""
        return [start] if end is None else self.shape.between([start], end)

    def does(self, step_id: str) -> Draws:
        """Share of the items arriving at a step that do it; those of alternatives have been chosen before."""
        return self.sample.share(step_id) if step_id in self.shape.optional else self.sample.one

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
                if len(courses) + len(begun) > MOST_COURSES:
                    ways = [(max(ways, key=lambda way: way[1].mean())[0], self.sample.one)]
            for targets, chance in ways:
                further = Course(course.chance * chance, {**course.targets, node: targets})
                begun.append((further, (ahead - {node}) | set(targets)))
        return courses
