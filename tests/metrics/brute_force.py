"""What the metrics ought to say, worked out the long way, with nothing taken from the package.

One item is sent through the stream, and whenever chance decides, every outcome is lived through in turn: each optional
step done and skipped, each alternative taken, each fault made once, twice, and so on until hardly any chance is left.
Only the way outside of forks is summed up by linear equations, since there are too many courses of a whole stream.

A stream is a plain mapping: times in seconds, shares from 0 to 1, rates in items per second.
"""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

Stream = dict[str, Any]
Record = dict[str, Any]
Node = Any
Choose = Callable[[list[float]], int]

START: tuple[str, ...] = ()
END = "the end"
LEAST_CHANCE = 1e-12


def typed(stream: Stream) -> dict[str, Any]:
    """The stream as an atlas says it, with units."""

    def record(plain: dict[str, Any]) -> dict[str, Any]:
        result: dict[str, Any] = {}
        for key, value in plain.items():
            if isinstance(value, dict):
                result[key] = {name: record(part) if isinstance(part, dict) else part for name, part in value.items()}
            elif key.endswith("_time") or key == "final_wait":
                result[key] = f"{value}s"
            elif key == "demand":
                result[key] = f"{value * 3600}/h"
            else:
                result[key] = value
        return result

    return {"current": record(stream)}


class Arrival(NamedTuple):
    """An item comes to a node: how long it took, what of that was waiting, and from which steps it comes.

    ``sources`` tells for each way in of each step whether others were skipped since.
    """

    total: float
    waited: float
    sources: list[dict[Any, bool]]

    def later(self, wait: float = 0.0, process: float = 0.0) -> "Arrival":
        """The same item after some time."""
        return Arrival(self.total + wait + process, self.waited + wait, self.sources)

    def skipping(self) -> "Arrival":
        """The same item past a step that it does not do."""
        return self._replace(sources=[dict.fromkeys(way, True) for way in self.sources])

    def joined(self, other: "Arrival | None") -> "Arrival":
        """Both ways have come in: the item goes on with the later one."""
        if other is None:
            return self
        return (self if self.total > other.total else other)._replace(sources=[*other.sources, *self.sources])

    def gathered(self, earlier: dict[Any, set[Any]]) -> "Arrival":
        """All ways in as one; who comes past skipped steps only gives way to what another way did after it."""
        sources: dict[Any, bool] = {}
        for way in self.sources:
            for source, is_skipping in way.items():
                others = [other for other in self.sources if source not in other]
                if not is_skipping or not any(source in earlier[name] for other in others for name in other):
                    sources[source] = sources.get(source, True) and is_skipping
        return self._replace(sources=[sources])


class Course(NamedTuple):
    """One thing that can happen: how the item arrives, the steps it did, and what passed what on."""

    arrival: Arrival
    done: dict[str, int]
    handed: set[tuple[Any, str]]


class Graph:
    """Who follows whom. A node is a step, a tuple of steps that others follow together, or the end."""

    def __init__(self, stream: Stream) -> None:
        self.steps: dict[str, dict[str, Any]] = stream["steps"]
        names = list(self.steps)
        self.behind: dict[str, tuple[str, ...]] = {}
        for index, name in enumerate(names):
            implied = names[index - 1 : index] if index else []
            self.behind[name] = tuple(sorted(self.steps[name].get("after", implied), key=names.index))
        self.follow: dict[Any, list[Any]] = {START: []}
        for name, behind in self.behind.items():
            self.follow.setdefault(behind, []).append(name)
        for name in names:
            self.follow[name] = [key for key in self.follow if isinstance(key, tuple) and name in key] or [END]
        placed: list[Any] = []
        self._place(START, placed)
        self.rank = {node: index for index, node in enumerate(reversed(placed))}
        self.returns = {name: self._returns(name) for name in names}
        self.leaves = {
            name: [1.0 - sum(share for _, share, _ in returns), *(share for _, share, _ in returns)]
            for name, returns in self.returns.items()
        }
        self._common: dict[Any, set[Any]] = {}
        self.choices = {node: self._ways(node) for node in self.follow if self._is_choice(node)}
        chosen = {way for ways in self.choices.values() for way, _ in ways}
        self.share = {
            name: record["share"] if "share" in record and name not in chosen else 1.0
            for name, record in self.steps.items()
        }

    def _place(self, node: Any, placed: list[Any]) -> None:
        for other in self.follow.get(node, []):
            if other not in placed:
                self._place(other, placed)
        placed.append(node)

    def _on_every_route(self, node: Any) -> set[Any]:
        """The nodes that every way from a node to the end comes by."""
        if node not in self._common:
            ahead = [self._on_every_route(other) for other in self.follow.get(node, [])]
            self._common[node] = {node}.union(set.intersection(*ahead) if ahead else set())
        return self._common[node]

    def join(self, node: Any) -> Any:
        """Where all ways from a node come together again."""
        return min(self._on_every_route(node) - {node}, key=self.rank.__getitem__)

    def inside(self, fork: Node) -> set[str]:
        """The steps between a fork and its join."""
        join = self.join(fork)
        found: set[Any] = set()
        todo = list(self.follow[fork])
        while todo:
            node = todo.pop()
            if node != join and node not in found:
                found.add(node)
                todo += self.follow[node]
        return {node for node in found if node in self.steps}

    def leads_to(self, node: Any, stop: Any) -> bool:
        """Whether some way from a node comes by another, or is there."""
        return node == stop or any(self.leads_to(other, stop) for other in self.follow.get(node, []))

    def _is_choice(self, node: Any) -> bool:
        ways = self.follow[node]
        return len(ways) > 1 and all(way in self.steps and "share" in self.steps[way] for way in ways)

    def _ways(self, node: Any) -> list[tuple[Any, float]]:
        """Where an item goes at a choice, with which chance; the rest goes straight to the join."""
        shares = [self.steps[way]["share"] for way in self.follow[node]]
        whole = max(1.0, sum(shares))
        chances = [share / whole for share in shares]
        return [*zip(self.follow[node], chances, strict=True), (self.join(node), 1.0 - sum(chances))]

    def wait(self, step: str) -> float:
        """The gap before a step."""
        return float(self.steps[step].get("wait_time", 0.0))

    def process(self, step: str) -> float:
        """The time in a step."""
        return float(self.steps[step].get("process_time", 0.0))

    def _returns(self, step: str) -> list[tuple[str, float, float]]:
        """Where faulty output goes back to, how much of it, and the wait on the way."""
        fault = 1.0 - self.steps[step].get("percent_complete_accurate", 1.0)
        if not self.steps[step].get("rework"):
            return [(step, fault, self.wait(step))] if fault else []
        return [
            (link["to"], link.get("share", fault), float(link.get("wait_time", self.wait(link["to"]))))
            for link in self.steps[step]["rework"].values()
        ]


class _Decisions:
    """What chance decides in one course: as ``decided`` at first, then the first that is possible; notes the others."""

    def __init__(self, decided: list[int], least: float) -> None:
        self.decided = decided
        self.least = least
        self.taken: list[int] = []
        self.others: list[list[int]] = []
        self.chance = 1.0

    def choose(self, chances: list[float]) -> int:
        """The number of the option that is taken."""
        if len(self.taken) < len(self.decided):
            option = self.decided[len(self.taken)]
        else:
            option, *others = [number for number, chance in enumerate(chances) if chance > 0]
            self.others += [[*self.taken, other] for other in others if self.chance * chances[other] > self.least]
        self.chance *= chances[option]
        self.taken.append(option)
        return option


def every_course(play: Callable[[Choose], Course], least: float = LEAST_CHANCE) -> Iterator[tuple[float, Course]]:
    """All that can happen, each with its chance; what is less likely than ``least`` is left out."""
    begun: list[list[int]] = [[]]
    while begun:
        decisions = _Decisions(begun.pop(), least)
        course = play(decisions.choose)
        begun += decisions.others
        yield decisions.chance, course


def play(
    graph: Graph, choose: Choose, starts: list[tuple[Any, bool]], stop: Any, *, with_rework: bool, until: Any = None
) -> Course:
    """Send one item on its way; what lies first in the stream happens first, so a join sees all that will come.

    ``starts`` are nodes, each with whether the item is already past the gap. With ``until`` it ends as soon as the item
    can no longer come to that step.
    """
    is_tracked = not with_rework
    agenda = {start: Arrival(0.0, 0.0, [{START: False}] if is_tracked else []) for start in starts}
    done: dict[str, int] = {}
    handed: set[tuple[Any, str]] = set()
    earlier: dict[Any, set[Any]] = {START: set()}
    while True:
        entry = min(agenda, key=lambda entry: graph.rank[entry[0]]) if len(agenda) > 1 else next(iter(agenda))
        here = agenda.pop(entry)
        here_is, is_inside = entry
        if here_is == stop or (until is not None and not graph.leads_to(here_is, until)):
            return Course(here, done, handed)
        here = here.gathered(earlier) if is_tracked else here
        targets = graph.follow[here_is]
        if here_is in graph.steps:
            step = here_is
            share = 1.0 if is_inside else graph.share[step]
            if share < 1 and choose([share, 1.0 - share]):
                here = here.skipping()
            else:
                here = here.later(0.0 if is_inside else graph.wait(step), graph.process(step))
                if is_tracked:
                    handed |= {(source, step) for source in here.sources[0]}
                    earlier[step] = set(here.sources[0]).union(*(earlier[source] for source in here.sources[0]))
                    here = here._replace(sources=[{step: False}])
                done[step] = done.get(step, 0) + 1
                returns = graph.returns[step] if with_rework else []
                if returns and (back := choose(graph.leaves[step])):
                    to, _, wait = returns[back - 1]
                    agenda[to, True] = here.later(wait)
                    continue
        elif here_is in graph.choices:
            ways = graph.choices[here_is]
            target = ways[choose([chance for _, chance in ways])][0]
            here = here if target in targets else here.skipping()
            targets = [target]
        for target in targets:
            agenda[target, False] = here.joined(agenda.get((target, False)))


def first_pass(stream: Stream) -> list[tuple[float, Course]]:
    """Every course of an item that nothing goes wrong with."""
    graph = Graph(stream)
    return list(every_course(lambda choose: play(graph, choose, [(START, False)], END, with_rework=False), least=0.0))


def with_all_rework(stream: Stream, least: float = LEAST_CHANCE) -> list[tuple[float, Course]]:
    """Every course of an item, with whatever goes wrong."""
    graph = Graph(stream)
    return list(every_course(lambda choose: play(graph, choose, [(START, False)], END, with_rework=True), least))


def courses_across(graph: Graph, fork: Node) -> Iterator[tuple[float, Course]]:
    """Every course of an item from a fork to its join, with whatever goes wrong in between."""
    starts = [(way, False) for way in graph.follow[fork]]
    return every_course(lambda choose: play(graph, choose, starts, graph.join(fork), with_rework=True))


_CROSSED: dict[str, tuple[float, dict[str, float]]] = {}


def _across(stream: Stream, fork: Any) -> tuple[float, dict[str, float]]:
    """Expected time and visits from a fork to its join, by living through everything that can happen in between."""
    key = repr((stream, fork))
    if key in _CROSSED:
        return _CROSSED[key]
    graph = Graph(stream)
    time, visits = 0.0, dict.fromkeys(graph.steps, 0.0)
    for chance, course in courses_across(graph, fork):
        time += chance * course.arrival.total
        for step, often in course.done.items():
            visits[step] += chance * often
    _CROSSED[key] = time, visits
    return time, visits


def expected(stream: Stream) -> tuple[float, dict[str, float]]:
    """Expected time from trigger to customer with all rework, and visits of each step.

    Outside of forks what is ahead depends only on where the item is, which makes one linear equation a place.
    """
    graph = Graph(stream)
    steps = list(graph.steps)
    place: dict[Any, int] = {}
    ahead: list[tuple[Any, np.ndarray, list[tuple[Any, float]]]] = []

    def state(name: Any, *, time: float = 0.0, visits: dict[str, float] | None = None, then: Any) -> None:
        place[name] = len(ahead)
        ahead.append((name, np.array([time, *((visits or {}).get(step, 0.0) for step in steps)]), then))

    for node in graph.rank:
        if node == END:
            continue
        leave: list[tuple[Any, float]] = [(("at", way), 1.0) for way in graph.follow[node]]
        if node in graph.choices:
            leave = [(("at", way), chance) for way, chance in graph.choices[node]]
        elif len(leave) > 1:
            time, visits = _across(_only(graph, node), node)
            state(("fork", node), time=time, visits=visits, then=[(("at", graph.join(node)), 1.0)])
            leave = [(("fork", node), 1.0)]
        if node not in graph.steps:
            state(("at", node), then=leave)
            continue
        does = graph.share[node]
        state(("at", node), then=[(("gap", node), does), (("past", node), 1.0 - does)])
        state(("gap", node), time=graph.wait(node), then=[(("in", node), 1.0)])
        returns = graph.returns[node]
        going: list[tuple[Any, float]] = [(("past", node), 1.0 - sum(share for _, share, _ in returns))]
        for number, (to, share, wait) in enumerate(returns):
            going.append((("back", node, number), share))
            state(("back", node, number), time=wait, then=[(("in", to), 1.0)])
        state(("in", node), time=graph.process(node), visits={node: 1.0}, then=going)
        state(("past", node), then=leave)
    moves = np.eye(len(ahead))
    for name, _, then in ahead:
        for other, chance in then:
            if other != ("at", END):
                moves[place[name], place[other]] -= chance
    often = np.linalg.solve(moves.T, np.eye(len(ahead))[place["at", START]])
    solved = often @ np.array([reward for _, reward, _ in ahead])
    return float(solved[0]) + stream.get("final_wait", 0.0), dict(zip(steps, map(float, solved[1:]), strict=True))


def _only(graph: Graph, fork: Any) -> Stream:
    """The stream with all figures taken out that do not matter between a fork and its join."""
    inside = graph.inside(fork)
    return {
        "steps": {
            step: {**(record if step in inside else {}), "after": list(graph.behind[step])}
            | ({"share": record["share"]} if "share" in record else {})
            for step, record in graph.steps.items()
        }
    }


def one_pass(stream: Stream, courses: list[tuple[float, Course]]) -> float:
    """Extra time if every loop is gone through once at most."""
    graph = Graph(stream)
    visits = {step: sum(chance * course.done.get(step, 0) for chance, course in courses) for step in graph.steps}
    extra = 0.0
    for sender, often in visits.items():
        for to, share, wait in graph.returns[sender]:
            rounds = every_course(
                lambda choose, to=to, sender=sender: play(
                    graph, choose, [(to, True)], END, with_rework=False, until=sender
                ),
                least=0.0,
            )
            again = wait + sum(chance * course.arrival.total for chance, course in rounds)
            extra += often * share * again
    return extra


def figures(stream: Stream) -> dict[str, float]:
    """What every metric ought to say, by its name."""
    courses = first_pass(stream)
    steps = stream["steps"]

    def mean(value: Callable[[Course], float]) -> float:
        return sum(chance * value(course) for chance, course in courses)

    def rolled(course: Course) -> float:
        return float(np.prod([steps[step].get("percent_complete_accurate", 1.0) for step in course.done]))

    def handed_over(course: Course) -> float:
        pairs = [pair for pair in course.handed if pair[0] != START]
        return float(sum(not {*steps[one]["roles"]} & {*steps[other]["roles"]} for one, other in pairs))

    final_wait = stream.get("final_wait", 0.0)
    found = {
        "lead_time": mean(lambda course: course.arrival.total) + final_wait,
        "wait_time": mean(lambda course: course.arrival.waited) + final_wait,
        "process_time": mean(lambda course: course.arrival.total - course.arrival.waited),
        "work_content": mean(lambda course: sum(steps[step].get("process_time", 0.0) for step in course.done)),
        "handoffs": mean(handed_over),
        "rework_time_one_pass": one_pass(stream, courses),
    }
    if any("percent_complete_accurate" in record for record in steps.values()):
        found["rolled_percent_complete_accurate"] = mean(rolled)
    found["lead_time_with_rework"], visits = expected(stream)
    found["rework_time"] = max(found["lead_time_with_rework"] - found["lead_time"], 0.0)
    if found["lead_time"]:
        found["flow_efficiency"] = found["process_time"] / found["lead_time"]
    work = {
        role: sum(
            often * steps[step].get("process_time", 0.0)
            for step, often in visits.items()
            if role in steps[step]["roles"]
        )
        for role in stream["roles"]
    }
    found |= {
        f"load/{role}": stream["demand"] * work[role] / (record["people"] * record["availability"])
        for role, record in stream["roles"].items()
    }
    limits = [
        record["people"] * record["availability"] / work[role] for role, record in stream["roles"].items() if work[role]
    ]
    found["throughput"] = min([stream["demand"], *limits])
    found["work_in_progress"] = found["throughput"] * found["lead_time_with_rework"]
    found["queue_clearing"] = stream["backlog"] * found["lead_time_with_rework"] / stream["in_parallel"]
    found["toil"] = (
        stream["demand"]
        * 40
        * 3600
        * sum(
            often * steps[step].get("process_time", 0.0)
            for step, often in visits.items()
            if steps[step]["automation"] != "automated" and steps[step]["value"] != "adding"
        )
    )
    return found


def effects(stream: Stream) -> dict[str, float]:
    """What lead time with rework loses by each element that becomes 0, by path; elements that lose nothing left out."""
    whole, _ = expected(stream)
    without: dict[str, Stream] = {}
    for step, record in stream["steps"].items():
        for field in ("wait_time", "process_time"):
            if record.get(field):
                without[f"steps/{step}/{field}"] = _with(stream, step, {**record, field: 0.0})
        for link, rework in record.get("rework", {}).items():
            links = {**record["rework"], link: {**rework, "share": 0.0}}
            without[f"steps/{step}/rework/{link}"] = _with(stream, step, {**record, "rework": links})
    if stream.get("final_wait"):
        without["final_wait"] = {**stream, "final_wait": 0.0}
    lost = {path: whole - expected(other)[0] for path, other in without.items()}
    return {path: seconds for path, seconds in lost.items() if seconds > 1e-9 * whole}


def _with(stream: Stream, step: str, record: dict[str, Any]) -> Stream:
    return {**stream, "steps": {**stream["steps"], step: record}}


def regions(stream: Stream) -> dict[str, float]:
    """Seconds of each step with the gap before it and the longest gap behind it, first pass."""
    graph = Graph(stream)
    courses = first_pass(stream)
    visits = {step: sum(chance * course.done.get(step, 0) for chance, course in courses) for step in graph.steps}
    found = {}
    for step, often in visits.items():
        behind = [visits[other] * graph.wait(other) for other in graph.steps if step in graph.behind[other]]
        last = max(behind) if behind else stream.get("final_wait", 0.0)
        found[step] = often * (graph.wait(step) + graph.process(step)) + last
    return found


def winner(stream: Stream, lost: dict[str, float]) -> str:
    """The constraint: the largest effect; within 2 % of lead time pure waits come first, then larger regions."""
    size = regions(stream)
    whole, _ = expected(stream)
    ends = [step for step in stream["steps"] if Graph(stream).follow[step] == [END]]

    def preference(path: str) -> tuple[bool, float, float]:
        is_wait = path == "final_wait" or path.split("/")[2] == "wait_time"
        region = max(size[step] for step in ends) if path == "final_wait" else size[path.split("/")[1]]
        return is_wait, region, lost[path]

    most = max(lost.values())
    return max((path for path in lost if most - lost[path] <= 0.02 * whole), key=preference)
