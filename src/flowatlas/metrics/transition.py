"""Transitions: from which step to which an item goes."""

from collections.abc import Mapping
from itertools import product
from typing import NamedTuple, TypeAlias

import numpy as np

from flowatlas.maps.shape import CUSTOMER, TRIGGER, Branch, Node
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.routes import SMALLEST_ESCAPE, Course, Routes

MOST_DOUBTFUL = 10
"""How many stretches of a tangle, each perhaps skipped, are told apart; any more count as done."""

Source: TypeAlias = str | None
"""The last step that an item did; None is whatever it did before the way in question."""


Coming: TypeAlias = dict[Node, list[dict[Node | None, bool]]]
"""What comes to each node, for each way in: stretches by their start, and whether the item skipped others since."""


class Followed(NamedTuple):
    """A way as far as it matters here: how often an item goes from which step to which, and with which it ends."""

    edges: dict[tuple[Source, str], Draws]
    last: dict[Source, Draws]


def transitions(routes: Routes) -> list[tuple[str, str, Draws]]:
    """From which step to which an item goes, and how often on average; skipped steps are passed over.

    An item that skips all of a branch is handed on by the other branches only.
    """

    def found() -> list[tuple[str, str, Draws]]:
        edges = _between(routes, TRIGGER, CUSTOMER).edges
        return [(before, after, often) for (before, after), often in edges.items() if before is not None]

    return routes.sample.recalled("transitions", found, is_of_routes=True, is_first=True)


def _between(routes: Routes, start: Node, end: Node | None) -> Followed:
    sample = routes.sample
    edges: dict[tuple[Source, str], Draws] = {}
    count: dict[Node, Draws] = {start: sample.one}
    last: dict[Node, dict[Source, Draws]] = {start: {None: sample.one}}
    for node in routes.nodes_between(start, end):
        coming = last.pop(node, {})
        if not coming:
            continue
        if isinstance(node, str):
            does = routes.does(node)
            for before, often in coming.items():
                _add(edges, (before, node), often * does)
            coming = {before: often * (1 - does) for before, often in coming.items() if (does < 1).any()}
            coming[node] = count[node] * does
        if end is None:
            return Followed(edges, coming)
        if node in routes.shape.branches:
            coming = _across_fork(routes, node, edges, coming, count[node])
        for target, chance in routes.onward(node):
            count[target] = count.get(target, sample.zero) + count[node] * chance
            for before, often in coming.items():
                _add(last.setdefault(target, {}), before, often * chance)
    return Followed(edges, {} if end is None else last.get(end, {}))


def _across_fork(
    routes: Routes, fork: Node, edges: dict[tuple[Source, str], Draws], coming: Mapping[Source, Draws], count: Draws
) -> dict[Source, Draws]:
    """Add what happens between a fork and its join to the edges; gives with what the item comes to the join.

    Where the fork is a step that some items skip, they come past it, which decides who hands on at a later join.
    """
    join = routes.shape.join_of[fork]
    leaving: dict[Source, Draws] = {}
    cases: list[tuple[Mapping[Source, Draws], Draws, bool]] = [(coming, count, False)]
    if isinstance(fork, str) and fork in coming:
        past = {before: often for before, often in coming.items() if before != fork}
        cases = [({fork: coming[fork]}, coming[fork], False), (past, count - coming[fork], True)]
    for before_fork, often_here, is_past in cases:
        nothing = routes.sample.one
        for branch in routes.shape.branches[fork]:
            if branch.is_tangle:
                way = _across_tangle(routes, fork, branch, is_past=is_past)
            else:
                way = _between(routes, branch.entries[0], join)
            for (before, after), often in way.edges.items():
                for source, part in before_fork.items() if before is None else [(before, often_here)]:
                    _add(edges, (source, after), often * part)
            for before, often in way.last.items():
                if before is not None:
                    _add(leaving, before, often * often_here)
            nothing = nothing * way.last.get(None, 0.0)
        is_direct = not is_past and join in routes.shape.successors[fork]
        for before, often in before_fork.items():
            _add(leaving, before, often if is_direct else often * nothing)
    return leaving


def _across_tangle(routes: Routes, fork: Node, branch: Branch, *, is_past: bool) -> Followed:
    """All choices made, and all told apart that may be skipped, each case is a plain graph."""
    zero = routes.sample.zero
    ways = {start: _between(routes, start, end) for start, end in branch.stretches.items()}
    empty = {start: way.last.get(None, zero) for start, way in ways.items()}
    total = Followed({}, {})
    for course in routes.courses(fork, branch):
        doubtful = [start for start in course.targets if ((empty[start] > 0) & (empty[start] < 1)).any()][
            :MOST_DOUBTFUL
        ]
        for skips in product([False, True], repeat=len(doubtful)):
            skipped = {start for start in course.targets if (empty[start] == 1).all()}
            skipped |= {start for start, is_skipped in zip(doubtful, skips, strict=True) if is_skipped}
            chance = course.chance
            for start in doubtful:
                chance = chance * (empty[start] if start in skipped else 1 - empty[start])
            if chance.any():
                surely = {
                    start: _surely(way, np.maximum(1 - empty[start], SMALLEST_ESCAPE)) for start, way in ways.items()
                }
                coming: Coming = {entry: [{None: is_past}] for entry in branch.entries}
                _add_case(total, routes, branch, course, surely, skipped, coming, chance)
    return total


def _surely(way: Followed, chance: Draws) -> Followed:
    """A way given that something is done on it."""
    return Followed(
        {edge: often / chance for edge, often in way.edges.items()},
        {before: often / chance for before, often in way.last.items() if before is not None},
    )


def _add_case(
    total: Followed,
    routes: Routes,
    branch: Branch,
    course: Course,
    ways: Mapping[Node, Followed],
    skipped: set[Node],
    coming: Coming,
    chance: Draws,
) -> None:
    """Hand on from stretch to stretch; what came past a skipped one gives way to what was done after it."""
    earlier: dict[Node | None, set[Node | None]] = {None: set()}
    last: dict[Node | None, Mapping[Source, Draws]] = {None: {None: routes.sample.one}}
    (end,) = {target for targets in course.targets.values() for target in targets} - course.targets.keys()
    for start, targets in [*course.targets.items(), (end, [])]:
        sources: dict[Node | None, bool] = {}
        for way in coming[start]:
            for source, is_past in way.items():
                others = [other for other in coming[start] if source not in other]
                if not is_past or not any(source in earlier[name] for other in others for name in other):
                    sources[source] = sources.get(source, True) and is_past
        if start == end:
            for source in sources:
                for before, part in last[source].items():
                    _add(total.last, before, chance * part)
            return
        if start not in skipped:
            for (before, after), often in ways[start].edges.items():
                for source in sources if before is None else []:
                    for step_id, part in last[source].items():
                        _add(total.edges, (step_id, after), chance * often * part)
                if before is not None:
                    _add(total.edges, (before, after), chance * often)
            earlier[start] = set(sources).union(*(earlier[source] for source in sources))
            last[start] = ways[start].last
            sources = {start: False}
        elif ways[start].edges:
            sources = dict.fromkeys(sources, True)
        for target in targets:
            is_past_all = target not in routes.shape.successors[start] and branch.stretches[start] is None
            coming.setdefault(target, []).append(dict.fromkeys(sources, True) if is_past_all else sources)


def _add(amounts: dict, key: object, amount: Draws) -> None:  # type: ignore[type-arg]  # keys of any kind
    amounts[key] = amounts[key] + amount if key in amounts else amount
