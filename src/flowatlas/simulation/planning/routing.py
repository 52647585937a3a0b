"""Routing: the ways of a stream in numbers."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Branch, Node, Shape
from flowatlas.simulation.plan import CHOICE, FORK, GO, NOTHING, Routes
from flowatlas.simulation.planning.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from flowatlas.simulation.plan import Floats, Ints

JOIN = NOTHING
"""Stands for the join of a fork among the ways that the end of a way begins."""


class Way(NamedTuple):
    """A way from a node to another (None: the node alone), of a fork, and what its end begins in a tangle."""

    start: Node
    end: Node | None
    fork: Node | None
    needs: int = 1
    onward: tuple[int, ...] = (JOIN,)
    is_choice: bool = False


class Ways:
    """All ways through a stream: the main way first, then those of each branch of each fork."""

    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.all = [Way(TRIGGER, CUSTOMER, None, onward=())]
        self.begun: dict[Node, list[int]] = {}
        self.arms: dict[Node, int] = {}
        for fork in shape.forks:
            first = len(self.all)
            self.begun[fork] = [number for branch in shape.branches[fork] for number in self._add(fork, branch)]
            self.arms[fork] = sum(way.onward.count(JOIN) for way in self.all[first:])

    def _add(self, fork: Node, branch: Branch) -> list[int]:
        """Add the ways of a branch; gives those that the fork begins."""
        end, first = self.shape.join_of[fork], len(self.all)
        if not branch.is_tangle:
            self.all.append(Way(branch.entries[0], end, fork))
            return [first]
        starts = sorted(branch.stretches, key=self.shape.place.__getitem__)
        number = {start: first + place for place, start in enumerate(starts)} | {end: JOIN}
        needs = dict.fromkeys(starts, 0) | dict.fromkeys(branch.entries, 1)
        following: dict[Node, list[Node]] = {}
        for start in starts:
            stop = branch.stretches[start]
            following[start] = self.shape.onward(start) if stop is None else [stop]
            for other in following[start]:
                if other != end:
                    needs[other] += 1
        for start in starts:
            stop = branch.stretches[start]
            is_choice = stop is None and start in self.shape.alternatives
            onward = tuple([number[other] for other in following[start]])
            self.all.append(Way(start, stop, fork, needs[start], onward, is_choice))
        return [number[entry] for entry in branch.entries]


def routes_of(shape: Shape, step_ids: list[str], share: "Callable[[str], Floats]", rows: int) -> Routes:
    """The routes of a stream, with the share of each alternative (one figure for each of the states of doubt)."""
    place, ways, step_at = shape.place, Ways(shape), {step_id: number for number, step_id in enumerate(step_ids)}
    count = len(shape.nodes)
    leave, onward = np.full(count, GO), np.full(count, NOTHING)
    begin, end, arms = np.zeros(count, np.int64), np.zeros(count, np.int64), np.zeros(count, np.int64)
    choices: list[int] = []
    reached: list[Floats] = []
    begun: list[int] = []
    for number, node in enumerate(shape.nodes[:-1]):
        if node in shape.alternatives:
            options = [str(option) for option in shape.successors[node]]
            leave[number], onward[number], begin[number] = CHOICE, place[shape.join_of[node]], len(choices)
            choices += [place[option] for option in options]
            reached += cumulative([share(option) for option in options])
            end[number] = len(choices)
        elif node in shape.branches:
            leave[number], onward[number], begin[number] = FORK, place[shape.join_of[node]], len(begun)
            begun += ways.begun[node]
            end[number], arms[number] = len(begun), ways.arms[node]
        else:
            onward[number] = place[shape.successors[node][0]]
    to_end = np.cumsum([len(way.onward) for way in ways.all], dtype=np.int64)
    return Routes(
        step=_ints([step_at.get(node, NOTHING) if isinstance(node, str) else NOTHING for node in shape.nodes]),
        key=_ints([node_key(node) for node in shape.nodes]),
        leave=leave.astype(np.int64),
        onward=onward.astype(np.int64),
        choice_begin=begin,
        choice_end=end,
        choice_to=_ints(choices),
        reached=beside(reached, rows),
        branches=_ints(begun),
        arms=arms,
        way_start=_ints([place[way.start] for way in ways.all]),
        way_end=_ints([NOTHING if way.end is None else place[way.end] for way in ways.all]),
        way_needs=_ints([way.needs for way in ways.all]),
        way_fork=_ints([NOTHING if way.fork is None else place[way.fork] for way in ways.all]),
        to_begin=np.concatenate(([0], to_end[:-1])),
        to_end=to_end,
        way_to=_ints([other for way in ways.all for other in way.onward]),
        to_is_choice=_ints([way.is_choice for way in ways.all]),
    )


def node_key(node: Node) -> int:
    """The number of a node in the draws."""
    return key_of("step", node) if isinstance(node, str) else key_of("after", *node)


def cumulative(shares: "list[Floats]") -> "list[Floats]":
    """What is reached with each share, those before it included; shares beyond 100 % are scaled."""
    total = sum(shares, np.zeros(1))
    whole, reached, found = np.maximum(total, 1.0), np.zeros(1), []
    for share in shares:
        reached = reached + share / whole
        found.append(reached)
    return found


def beside(columns: "Sequence[NDArray[np.floating] | Ints]", rows: int) -> "Floats":
    """Columns beside each other, a row for each state of doubt."""
    if not columns:
        return np.zeros((rows, 0))
    return np.stack([np.broadcast_to(column, rows) for column in columns], axis=1).astype(np.float64)


def _ints(values: "list[int] | list[bool]") -> "Ints":
    return np.array(values, np.int64)
