"""Lanes: where the steps of a stream stand on a grid, and how the lines between them run.

Every step stands in a column, behind all that it follows, and in a lane: the main way keeps the first lane, and ways
that part from it take the lanes below, each its own until they join. What needs a free run past other steps (a share of
items that skips all alternatives, a way that crosses another one) takes a lane of its own without steps.
"""

from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Node, Shape


class Run(NamedTuple):
    """A line along a lane that passes no step: from behind a column to the bus before another one."""

    lane: int
    start: int
    end: int


class Bus(NamedTuple):
    """An upright line before a column: what comes in on some lanes goes out on others, each to all.

    ``node`` is the junction that it stands for. ``skips`` tells lanes out that carry the items which take no way.
    """

    node: Node
    column: int
    ins: tuple[int, ...]
    outs: tuple[int, ...]
    skips: tuple[int, ...]


class Lanes(NamedTuple):
    """The grid: a column and a lane for every step, the trigger in column 0, the customer in the last one."""

    column: dict[Node, int]
    lane: dict[Node, int]
    runs: list[Run]
    buses: list[Bus]
    columns: int
    lanes: int


@lru_cache(maxsize=16)
def lanes_of(shape: Shape) -> Lanes:
    """Columns, lanes and lines of a stream."""
    return _Grid(shape).lanes()


class _Grid:
    def __init__(self, shape: Shape) -> None:
        self.shape = shape
        self.column: dict[Node, int] = {TRIGGER: 0}
        self._rank()
        self.lane: dict[Node, float] = {TRIGGER: 0.0, CUSTOMER: 0.0}
        self.passes: list[tuple[Node, Node, float]] = []
        """Free lanes: items leave one node's bus and come in at another's."""
        self._place(TRIGGER, CUSTOMER, 0.0)

    def _rank(self) -> None:
        """The column of each step: one behind the last of what it follows; of a junction: the last of its steps."""
        shape = self.shape
        for node in shape.nodes[1:]:
            behind = max((self.column[other] for other in shape.before[node]), default=0)
            self.column[node] = behind + (isinstance(node, str) or node == CUSTOMER)

    def _place(self, start: Node, end: Node, lane: float) -> float:
        """Give lanes to the way from one node to another; says how many it takes."""
        shape, node, used = self.shape, start, 1.0
        while node != end:
            if isinstance(node, str):
                self.lane[node] = lane
            following = shape.successors[node]
            join = shape.join_of[node]
            if len(following) > 1 or node in shape.alternatives:
                below = lane
                for entries, members in self._ways(following, join):
                    if len(entries) > 1:
                        below += self._tangle(members, below)
                    elif entries[0] == join:
                        self.passes.append((node, join, below))
                        below += 1
                    else:
                        below += self._place(entries[0], join, below)
                if node in shape.alternatives and self._has_rest(node):
                    self.passes.append((node, join, below))
                    below += 1
                used = max(used, below - lane)
            node = join
        return used

    def _has_rest(self, node: Node) -> bool:
        shares = [self.shape.steps[str(other)].share for other in self.shape.successors[node]]
        return float(sum(share.middle for share in shares if share is not None)) < 0.995

    def _ways(self, entries: Iterable[Node], end: Node) -> list[tuple[list[Node], list[Node]]]:
        """Ways that part and do not touch before ``end``: the entries of each, and all that lies on it."""
        ways: list[tuple[list[Node], set[Node]]] = []
        for entry in entries:
            members = {entry} if entry == end else set(self.shape.between([entry], end))
            apart, starts = [], [entry]
            for others, known in ways:
                if known.isdisjoint(members):
                    apart.append((others, known))
                else:
                    starts = [*others, *starts]
                    members |= known
            ways = [*apart, (starts, members)]
        rank = self.shape.place.__getitem__
        return [(sorted(starts, key=rank), sorted(members, key=rank)) for starts, members in ways]

    def _tangle(self, members: list[Node], lane: float) -> float:
        """Lanes for ways that meet and part: a step goes on in the lane of what it follows, where that is free."""
        ends: dict[float, Node] = {}
        used = 0
        for node in members:
            if not isinstance(node, str):
                if node in self.shape.alternatives and self._has_rest(node):
                    self.passes.append((node, self.shape.join_of[node], lane + used))
                    used += 1
                continue
            behind = self.shape.after[node]
            free = [own for own, last in ends.items() if last in behind]
            if free:
                own = free[0]
            else:
                own = lane + used
                used += 1
            ends[own] = node
            self.lane[node] = own
        return float(max(used, 1))

    def lanes(self) -> Lanes:
        """The whole grid, with lines."""
        shape = self.shape
        taken: dict[float, list[tuple[int, int]]] = {}
        for node, lane in self.lane.items():
            taken.setdefault(lane, []).append((self.column[node], self.column[node]))
        steps = {lane: sorted(column for column, _ in cells) for lane, cells in taken.items()}
        runs: list[tuple[float, int, int]] = []
        ins: dict[Node, list[float]] = {}
        outs: dict[Node, list[float]] = {}
        skips: dict[Node, list[float]] = {}
        detours: list[tuple[Node, int, float, float]] = []
        for junction in shape.nodes:
            for target in shape.successors[junction]:
                if isinstance(target, str) and not isinstance(junction, str):
                    outs.setdefault(junction, []).append(self.lane[target])
        joins = [node for node in shape.nodes if not isinstance(node, str) and node != TRIGGER]
        for node, join, lane in self.passes:
            start, end = self._bus_column(node), self._bus_column(join)
            taken.setdefault(lane, []).append((start, end - 1))
            runs.append((lane, start - 1, end))
            (skips if node in shape.alternatives else outs).setdefault(node, []).append(lane)
            ins.setdefault(join, []).append(lane)
        direct = {(node, join) for node, join, _ in self.passes if isinstance(node, str)}
        for join in joins:
            for source in sorted(shape.before[join], key=shape.place.__getitem__):
                if (source, join) in direct or not isinstance(source, str):
                    continue
                start, end, lane = self.column[source], self._bus_column(join), self.lane[source]
                others = steps[lane]
                following = bisect_right(others, start)
                if following < len(others) and others[following] < end:
                    free = self._free_lane(taken, lane, start + 1, end - 1)
                    detours.append((source, start + 1, lane, free))
                    taken.setdefault(free, []).append((start + 1, end - 1))
                    runs.append((free, start, end))
                    ins.setdefault(join, []).append(free)
                else:
                    runs.append((lane, start, end))
                    ins.setdefault(join, []).append(lane)
        return self._numbered(runs, ins, outs, skips, detours)

    def _bus_column(self, node: Node) -> int:
        """The column before which the bus of a junction stands; for what a step leads to, the one behind the step."""
        return self.column[node] + (node != CUSTOMER)

    @staticmethod
    def _free_lane(taken: dict[float, list[tuple[int, int]]], lane: float, start: int, end: int) -> float:
        for number in range(1, 1000):
            own = lane + number / 1000
            if all(last < start or end < first for first, last in taken.get(own, [])):
                return own
        return lane + 0.9999

    def _numbered(
        self,
        runs: list[tuple[float, int, int]],
        ins: dict[Node, list[float]],
        outs: dict[Node, list[float]],
        skips: dict[Node, list[float]],
        detours: list[tuple[Node, int, float, float]],
    ) -> Lanes:
        used = {lane for lane, _, _ in runs} | set(self.lane.values())
        number = {lane: index for index, lane in enumerate(sorted(used))}
        buses = []
        ins[TRIGGER] = [0.0]
        outs[CUSTOMER] = [0.0]
        for node in {**ins, **outs, **skips}:
            if isinstance(node, str):
                # A step that parts without a junction of its own: what it leads to straight on leaves it here.
                ins.setdefault(node, [self.lane[node]])
            going = [*outs.get(node, []), *skips.get(node, [])]
            buses.append(
                Bus(
                    node,
                    self._bus_column(node),
                    tuple(sorted({number[lane] for lane in ins.get(node, [])})),
                    tuple(sorted({number[lane] for lane in going})),
                    tuple(sorted({number[lane] for lane in skips.get(node, [])})),
                )
            )
        for source, column, lane, free in detours:
            buses.append(Bus(source, column, (number[lane],), (number[free],), ()))
        buses.sort(key=lambda bus: (bus.column, self.shape.place[bus.node]))
        return Lanes(
            self.column,
            {node: number[lane] for node, lane in self.lane.items()},
            [Run(number[lane], start, end) for lane, start, end in runs],
            buses,
            self.column[CUSTOMER] + 1,
            len(number),
        )
