"""The shape of a stream: which routes its items can take through the steps.

Steps and junctions make a graph without circles. A junction stands for "after these steps": all steps that come after
the same ones share one. Where a junction leads to several steps, each with a share, an item takes one of them (or none,
and goes straight to the join); otherwise it takes all at once, each in a branch of its own.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, lru_cache
from heapq import heappop, heappush
from typing import Any, NamedTuple, TypeAlias

from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import join
from flowatlas.model.quantity import Share

Node: TypeAlias = str | tuple[str, ...]
"""A step, by its id, or a junction, by the ids of the steps it comes after, in map order."""

TRIGGER: Node = ()
CUSTOMER: Node = ("", "")

MOST_IN_CIRCLE = 8
MOST_OFFERED = 3


class Link(NamedTuple):
    """A rework link in use: faulty output of ``sender`` goes back to ``to``."""

    sender: str
    id: str
    to: str


class Outline(NamedTuple):
    """What a step adds to the shape: what it says to come after, its share, and where its rework links lead, by id."""

    after: tuple[str, ...] | None
    share: Share | None
    rework: tuple[tuple[str, str | None], ...]


class Fault(NamedTuple):
    """A way that no item can take: where, what about it in a message around names of steps, their ids, and a hint."""

    path: str
    message: str
    steps: tuple[str, ...]
    hint: str
    helpful: tuple[str, ...] = ()

    def told(self, name_of: Callable[[str], str]) -> Finding:
        """The fault as people read it, with what they call the steps."""
        names = (map(name_of, ids) for ids in (self.steps, self.helpful))
        message, hint = (text.format(*known) for text, known in zip((self.message, self.hint), names, strict=True))
        return Finding(self.path, message, Severity.ERROR, hint)


class Branch(NamedTuple):
    """One of several ways that an item takes at once, from a fork to its join.

    A tangle is several ways that meet and part before they all join, so that no single entry leads through it. It is
    made of ``stretches``: from each of these nodes up to the other, all that lies between comes from the first alone.
    Where ways part that meet others before they join, the stretch is that one node, and None its end.
    """

    entries: tuple[Node, ...]
    nodes: tuple[Node, ...]
    stretches: Mapping[Node, Node | None]

    @property
    def is_tangle(self) -> bool:
        """Whether several entries lead into it."""
        return len(self.entries) > 1


def predecessors(steps: Mapping[str, Any]) -> dict[str, list[str]]:
    """What each step comes after, by id: what it says, as far as that exists, else the step above; none is the trigger.

    Takes plain values and records alike.
    """
    found: dict[str, list[str]] = {}
    above: list[str] = []
    for step_id, step in steps.items():
        stated = step.get("after") if isinstance(step, Mapping) else getattr(step, "after", None)
        if isinstance(stated, str):
            stated = [stated]
        if isinstance(stated, list | tuple):
            known = [other for other in dict.fromkeys(map(str, stated)) if other in steps and other != step_id]
            found[step_id] = known if known or not stated else above
        else:
            found[step_id] = above
        above = [step_id]
    return found


def everything_before(after: Mapping[str, list[str]], step_id: str) -> set[str]:
    """The steps that come before a step, near and far, given what each one comes after."""
    found: set[str] = set()
    todo = list(after[step_id])
    while todo:
        other = todo.pop()
        if other not in found:
            found.add(other)
            todo += after[other]
    return found


def _way(after: Mapping[str, list[str]], start: str, end: str) -> list[str]:
    """A way from a step back to one that comes before it, both included; empty where there is none."""
    came_from = {start: start}
    todo = [start]
    while todo and end not in came_from:
        step_id = todo.pop()
        for other in after[step_id]:
            if other not in came_from:
                came_from[other] = step_id
                todo.append(other)
    if end not in came_from:
        return []
    way = [end]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]


class Shape:
    """The graph of a stream.

    ``nodes`` are in an order in which everything comes after what it follows, from `TRIGGER` to `CUSTOMER`.
    """

    def __init__(self, steps: Mapping[str, Outline]) -> None:
        self.steps = steps
        self.faults: list[Fault] = []
        self.after = self._without_circles(predecessors(steps))
        self.nodes: list[Node] = []
        self.successors: dict[Node, list[Node]] = {}
        self._connect()
        self.place: dict[Node, int] = {node: index for index, node in enumerate(self.nodes)}
        self.before: dict[Node, set[Node]] = {node: set() for node in self.nodes}
        for node, following in self.successors.items():
            for other in following:
                self.before[other].add(node)
        self._between: dict[tuple[Node, ...], tuple[Node, ...]] = {}
        self.join_of = self._joins()
        parting = [node for node in self.nodes if len(self.successors[node]) > 1]
        self.alternatives = [
            node
            for node in parting
            if all(isinstance(other, str) and steps[other].share is not None for other in self.successors[node])
        ]
        chosen = {other for node in self.alternatives for other in self.successors[node]}
        self.optional = {step_id for step_id, step in steps.items() if step.share is not None and step_id not in chosen}
        shared_out = set(self.alternatives)
        self.forks = [node for node in parting if node not in shared_out]
        self.branches = {fork: self._branches(fork) for fork in self.forks}
        self.links = self._links()

    @staticmethod
    def of(steps: Mapping[str, Any]) -> "Shape":
        """The shape of these step records; maps whose routes are the same share one, as most edits change no route."""
        outlines = (
            Outline(
                None if step.after is None else tuple(step.after),
                step.share,
                tuple([(link_id, link.to) for link_id, link in step.rework.items()]),
            )
            for step in steps.values()
        )
        return _shape_of(tuple(zip(steps, outlines, strict=True)))

    @cached_property
    def links_from(self) -> dict[str, list[Link]]:
        """The rework links in use, by the step that sends."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.sender, []).append(link)
        return found

    def _without_circles(self, after: dict[str, list[str]]) -> dict[str, list[str]]:
        """Take out, with a finding, what makes a step come after itself: that it follows a step further down."""
        rank = {step_id: index for index, step_id in enumerate(after)}
        kept = {
            step_id: [other for other in behind if rank[other] < rank[step_id]] for step_id, behind in after.items()
        }
        for step_id, behind in after.items():
            if step_id in (self.steps[step_id].after or []):
                self._report_circle([step_id])
            for other in behind:
                if rank[other] > rank[step_id]:
                    way = _way(kept, other, step_id)
                    if way:
                        self._report_circle(way)
                    else:
                        kept[step_id].append(other)
        return {step_id: [other for other in behind if other in kept[step_id]] for step_id, behind in after.items()}

    def _report_circle(self, path: list[str]) -> None:
        around = [*reversed(path), path[-1]]
        is_long = len(around) > MOST_IN_CIRCLE
        signs = ["“{}”"] * len(around) if not is_long else ["“{}”"] * 4 + ["…"] + ["“{}”"] * 4
        self.faults.append(
            Fault(
                f"steps/{join(path[-1])}/after",
                f"{' → '.join(signs)} is a circle; a step cannot come after itself",
                tuple([*around[:4], *around[-4:]] if is_long else around),
                "work that goes back is rework: write rework: {{again: {{to: STEP, share: 10%}}}}",
            )
        )

    def _connect(self) -> None:
        ids = list(self.after)
        rank = {step_id: index for index, step_id in enumerate(ids)}
        key_of = {step_id: tuple(sorted(behind, key=rank.__getitem__)) for step_id, behind in self.after.items()}
        waiting = {step_id: len(behind) for step_id, behind in key_of.items()}
        followers: dict[str, list[str]] = {step_id: [] for step_id in ids}
        together: dict[Node, list[Node]] = {TRIGGER: []}
        for step_id, behind in key_of.items():
            together.setdefault(behind, []).append(step_id)
            for other in behind:
                followers[other].append(step_id)
        self.successors[TRIGGER] = together[TRIGGER]
        self.nodes.append(TRIGGER)
        ready = [rank[step_id] for step_id in ids if waiting[step_id] == 0]
        while ready:
            step_id = ids[heappop(ready)]
            junction = key_of[step_id]
            if junction not in self.successors:
                self.nodes.append(junction)
                self.successors[junction] = together[junction]
                for other in junction:
                    self.successors[other].append(junction)
            self.nodes.append(step_id)
            self.successors[step_id] = []
            for other in followers[step_id]:
                waiting[other] -= 1
                if waiting[other] == 0:
                    heappush(ready, rank[other])
        for node in self.nodes:
            if not self.successors[node]:
                self.successors[node] = [CUSTOMER]
        self.successors[CUSTOMER] = []
        self.nodes.append(CUSTOMER)

    def _joins(self) -> dict[Node, Node]:
        """For each node, the first node that every route from it comes to (its immediate post-dominator)."""
        join_of: dict[Node, Node] = {}
        for node in reversed(self.nodes[:-1]):
            meeting, *others = self.successors[node]
            for other in others:
                meeting = self._meeting(meeting, other, join_of)
            join_of[node] = meeting
        return join_of

    def _meeting(self, one: Node, other: Node, join_of: Mapping[Node, Node]) -> Node:
        while one != other:
            if self.place[one] < self.place[other]:
                one = join_of[one]
            else:
                other = join_of[other]
        return one

    def _branches(self, fork: Node) -> list[Branch]:
        end = self.join_of[fork]
        inside = self.between(self.successors[fork], end)
        members = set(inside)
        neighbours: dict[Node, list[Node]] = {node: [] for node in inside}
        for node in inside:
            for other in self.successors[node]:
                if other in members:
                    neighbours[node].append(other)
                    neighbours[other].append(node)
        number: dict[Node, int] = {}
        entries: list[list[Node]] = []
        for entry in self.successors[fork]:
            if entry == end:
                continue
            if entry not in number:
                entries.append([])
                todo = [entry]
                while todo:
                    node = todo.pop()
                    if node not in number:
                        number[node] = len(entries) - 1
                        todo += neighbours[node]
            entries[number[entry]].append(entry)
        nodes: list[list[Node]] = [[] for _ in entries]
        for node in inside:
            nodes[number[node]].append(node)
        return [
            Branch(tuple(starts), tuple(members), self._stretches(starts, end) if len(starts) > 1 else {})
            for starts, members in zip(entries, nodes, strict=True)
        ]

    def _stretches(self, entries: Iterable[Node], end: Node) -> dict[Node, Node | None]:
        found: dict[Node, Node | None] = {}
        todo = list(entries)
        while todo:
            node = todo.pop()
            if node != end and node not in found:
                stop = found[node] = self._end_of_stretch(node, end)
                todo += self.onward(node) if stop is None else [stop]
        return found

    def _end_of_stretch(self, start: Node, end: Node) -> Node | None:
        inside: set[Node] = set()
        reached = start
        while reached != end and (reached == start or self.before[reached] <= inside):
            inside |= {reached, *self.between(self.successors[reached], self.join_of[reached])}
            if any(not self.before[node] <= inside for node in inside if node != start):
                break
            reached = self.join_of[reached]
        return None if reached == start else reached

    def onward(self, node: Node) -> list[Node]:
        """Where an item may go from a node; at alternatives also straight to their join."""
        return [*self.successors[node], *([self.join_of[node]] if node in self.alternatives else [])]

    def between(self, entries: Iterable[Node], end: Node) -> Sequence[Node]:
        """The nodes that routes from ``entries`` come through before ``end``, in order."""
        key = (*entries, end)
        if key not in self._between:
            self._between[key] = self._found_between(key[:-1], end)
        return self._between[key]

    def _found_between(self, entries: Iterable[Node], end: Node) -> tuple[Node, ...]:
        found: set[Node] = set()
        todo = [entry for entry in entries if entry != end]
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo += [other for other in self.successors[node] if other != end]
        return tuple(sorted(found, key=self.place.__getitem__))

    @cached_property
    def _homes(self) -> dict[Node, set[tuple[Node, Node]]]:
        """The single ways that each node lies on, by their ends: the main way, those of branches, those of stretches.

        Rework stays on one of them. A node lies on several where alternatives meet inside a branch of one of them.
        """
        homes: dict[Node, set[tuple[Node, Node]]] = {}
        ways = [(TRIGGER, CUSTOMER)]
        for way in ways:
            todo = [way[0]]
            while todo:
                node = todo.pop()
                if node == way[1] or way in homes.setdefault(node, set()):
                    continue
                homes[node].add(way)
                todo += [self.join_of[node]] if node in self.branches else self.onward(node)
                for branch in self.branches.get(node, []):
                    end = self.join_of[node]
                    if not branch.is_tangle:
                        ways.append((branch.entries[0], end))
                    for start, stop in branch.stretches.items():
                        if stop is None:
                            homes.setdefault(start, set()).add((start, start))
                        else:
                            ways.append((start, stop))
        return homes

    def _leads_to(self, start: str, end: str) -> bool:
        found: set[Node] = set()
        todo: list[Node] = [start]
        while todo:
            node = todo.pop()
            if node not in found and self.place[node] <= self.place[end]:
                found.add(node)
                todo += self.successors[node]
        return end in found

    def _links(self) -> list[Link]:
        links, homes = [], self._homes
        for step_id, step in self.steps.items():
            for link_id, to in step.rework:
                if to is None or to not in self.steps:
                    continue
                is_back = self._leads_to(to, step_id)
                if is_back and (to == step_id or homes[to] == homes[step_id]):
                    links.append(Link(step_id, link_id, to))
                else:
                    self.faults.append(self._fault(step_id, link_id, to, is_back=is_back))
        return links

    def _fault(self, step_id: str, link_id: str, to: str, *, is_back: bool) -> Fault:
        path, ids = f"steps/{join(step_id)}/rework/{join(link_id)}", (step_id, to)
        if not is_back:
            message = "rework goes back, but “{1}” does not come before “{0}”"
            return Fault(path, message, ids, "name a step that the item has passed, or use after for a way forward")
        tangles = [branch for branches in self.branches.values() for branch in branches if branch.is_tangle]
        if any({step_id, to} <= set(branch.nodes) for branch in tangles):
            message = "rework from “{0}” to “{1}” runs where parallel branches cross"
            hint = "draw the branches apart, or let the rework go back from where they join"
            return Fault(path, message, ids, hint)
        nearest = [other for other in self.back_from(step_id) if other != step_id][:MOST_OFFERED]
        senders = [other for other in self.steps if self._homes[other] == self._homes[to] and self._leads_to(to, other)]
        later = [other for other in senders if self._leads_to(step_id, other)][:1]
        offers = [f"let it go back to {' or '.join(['“{}”'] * len(nearest))}"] if nearest else []
        offers += ["to “{}” from “{}”" if offers else "let it go back to “{}” from “{}”"] if later else []
        hint = ", or ".join(offers) or "let it go back to the step itself, or stay inside one branch"
        helpful = (*nearest, *([to, *later] if later else []))
        message = "rework from “{0}” to “{1}” enters or leaves a parallel branch"
        return Fault(path, message, ids, hint, helpful)

    def back_from(self, step_id: str) -> list[str]:
        """The steps that rework from a step can go back to, the nearest first: itself, and those on the same ways."""
        same = [other for other in self.steps if self._homes[other] == self._homes[step_id]]
        before = [other for other in same if self._leads_to(other, step_id)]
        return sorted(before, key=self.place.__getitem__, reverse=True)


@lru_cache(maxsize=16)
def _shape_of(outlines: tuple[tuple[str, Outline], ...]) -> Shape:
    return Shape(dict(outlines))
