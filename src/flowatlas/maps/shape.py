"""The shape of a stream: which routes its items can take through the steps.

Steps and junctions make a graph without circles. A junction stands for "after these steps": all steps that come after
the same ones share one. Where a junction leads to several steps, each with a share, an item takes one of them (or none,
and goes straight to the join); otherwise it takes all at once, each in a branch of its own.
"""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, Self, TypeAlias

from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import join

Node: TypeAlias = str | tuple[str, ...]
"""A step, by its id, or a junction, by the ids of the steps it comes after, in map order."""

TRIGGER: Node = ()
CUSTOMER: Node = ("\0customer",)


class Link(NamedTuple):
    """A rework link in use: faulty output of ``sender`` goes back to ``to``."""

    sender: str
    id: str
    to: str


class Branch(NamedTuple):
    """One of several ways that an item takes at once, from a fork to its join.

    A tangle is several ways that meet and part before they all join, so that no single entry leads through it.
    """

    entries: tuple[Node, ...]
    nodes: tuple[Node, ...]
    is_tangle: bool


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
        if isinstance(stated, list):
            known = [other for other in dict.fromkeys(map(str, stated)) if other in steps and other != step_id]
            found[step_id] = known if known or not stated else above
        else:
            found[step_id] = above
        above = [step_id]
    return found


class Shape:
    """The graph of a stream.

    ``nodes`` are in an order in which everything comes after what it follows, from `TRIGGER` to `CUSTOMER`.
    """

    def __init__(self, steps: Mapping[str, Any]) -> None:
        self.steps = steps
        self.findings: list[Finding] = []
        self.after = self._without_circles(predecessors(steps))
        self.nodes: list[Node] = []
        self.successors: dict[Node, list[Node]] = {}
        self._connect()
        self.place: dict[Node, int] = {node: index for index, node in enumerate(self.nodes)}
        self.join_of = self._joins()
        self.alternatives = [
            node
            for node in self.nodes
            if isinstance(node, tuple)
            and len(self.successors[node]) > 1
            and all(isinstance(other, str) and steps[other].share is not None for other in self.successors[node])
        ]
        chosen = {other for node in self.alternatives for other in self.successors[node]}
        self.optional = {
            step_id for step_id, step in steps.items() if step.share is not None and step_id not in chosen
        }
        self.forks = [
            node for node in self.nodes if len(self.successors[node]) > 1 and node not in set(self.alternatives)
        ]
        self.branches = {fork: self._branches(fork) for fork in self.forks}
        self.links = self._links()

    @classmethod
    def of(cls, steps: Mapping[str, Any]) -> Self:
        """The shape of these step records."""
        return cls(steps)

    @cached_property
    def links_from(self) -> dict[str, list[Link]]:
        """The rework links in use, by the step that sends."""
        found: dict[str, list[Link]] = {}
        for link in self.links:
            found.setdefault(link.sender, []).append(link)
        return found

    def _without_circles(self, after: dict[str, list[str]]) -> dict[str, list[str]]:
        """Take out, with a finding, whatever makes a step come after itself."""
        done: set[str] = set()
        for start in after:
            path: list[str] = []
            stack: list[tuple[str, bool]] = [(start, False)]
            on_path: set[str] = set()
            while stack:
                step_id, is_leaving = stack.pop()
                if is_leaving:
                    path.pop()
                    on_path.discard(step_id)
                    done.add(step_id)
                    continue
                if step_id in done or step_id in on_path:
                    continue
                path.append(step_id)
                on_path.add(step_id)
                stack.append((step_id, True))
                for other in list(after[step_id]):
                    if other in on_path:
                        circle = " → ".join([*reversed(path[path.index(other) :]), path[-1]])
                        self.findings.append(
                            Finding(
                                f"steps/{join(step_id)}/after",
                                f"{circle} is a circle; a step cannot come after itself",
                                Severity.ERROR,
                                "work that goes back is rework: write rework: {again: {to: STEP, share: 10%}}",
                            )
                        )
                        after[step_id] = [name for name in after[step_id] if name != other]
                    else:
                        stack.append((other, False))
        return after

    def _connect(self) -> None:
        ids = list(self.after)
        rank = {step_id: index for index, step_id in enumerate(ids)}
        key_of = {step_id: tuple(sorted(behind, key=rank.__getitem__)) for step_id, behind in self.after.items()}
        waiting = {step_id: len(behind) for step_id, behind in key_of.items()}
        followers: dict[str, list[str]] = {step_id: [] for step_id in ids}
        for step_id, behind in key_of.items():
            for other in behind:
                followers[other].append(step_id)
        self.successors[TRIGGER] = [step_id for step_id in ids if not key_of[step_id]]
        self.nodes.append(TRIGGER)
        placed: set[Node] = {TRIGGER}
        ready = [step_id for step_id in ids if waiting[step_id] == 0]
        while ready:
            step_id = min(ready, key=rank.__getitem__)
            ready.remove(step_id)
            junction = key_of[step_id]
            if junction not in placed:
                placed.add(junction)
                self.nodes.append(junction)
                self.successors[junction] = [other for other in ids if key_of[other] == junction]
                for other in junction:
                    self.successors[other].append(junction)
            self.nodes.append(step_id)
            self.successors[step_id] = []
            for other in followers[step_id]:
                waiting[other] -= 1
                if waiting[other] == 0:
                    ready.append(other)
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
        branches, seen = [], set()
        for entry in self.successors[fork]:
            if entry in seen or entry == end:
                continue
            component, todo = set(), [entry]
            while todo:
                node = todo.pop()
                if node not in component:
                    component.add(node)
                    todo += neighbours[node]
            seen |= component
            entries = tuple(node for node in self.successors[fork] if node in component)
            nodes = tuple(node for node in inside if node in component)
            branches.append(Branch(entries, nodes, is_tangle=len(entries) > 1))
        return branches

    def between(self, entries: Iterable[Node], end: Node) -> list[Node]:
        """The nodes that routes from ``entries`` come through before ``end``, in order."""
        found: set[Node] = set()
        todo = [entry for entry in entries if entry != end]
        while todo:
            node = todo.pop()
            if node not in found:
                found.add(node)
                todo += [other for other in self.successors[node] if other != end]
        return sorted(found, key=self.place.__getitem__)

    def _home(self, step_id: str) -> tuple[Node, int] | None:
        """The innermost branch that a step lies in, as its fork and number; None on the main way."""
        homes = [
            (len(branch.nodes), fork, number)
            for fork, branches in self.branches.items()
            for number, branch in enumerate(branches)
            if step_id in branch.nodes
        ]
        if not homes:
            return None
        _, fork, number = min(homes, key=lambda home: home[0])
        return fork, number

    def _links(self) -> list[Link]:
        links = []
        for step_id, step in self.steps.items():
            for link_id, link in step.rework.items():
                if link.to is None or link.to not in self.steps:
                    continue
                path = f"steps/{join(step_id)}/rework/{join(link_id)}"
                home = self._home(step_id)
                if link.to != step_id and step_id not in self.between([link.to], CUSTOMER):
                    message = f'rework goes back, but "{link.to}" does not come before "{step_id}"'
                    hint = "name a step that the item has passed, or use after for a way forward"
                elif home != self._home(link.to):
                    message = f'rework from "{step_id}" to "{link.to}" enters or leaves a parallel branch'
                    hint = "let it go back from the step where the branches join, or stay inside one branch"
                elif link.to != step_id and home is not None and self.branches[home[0]][home[1]].is_tangle:
                    message = f'rework from "{step_id}" to "{link.to}" runs where parallel branches cross'
                    hint = "draw the branches apart, or let the rework go back from where they join"
                else:
                    links.append(Link(step_id, link_id, link.to))
                    continue
                self.findings.append(Finding(path, message, Severity.ERROR, hint))
        return links
