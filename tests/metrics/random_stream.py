"""Random streams of every shape, as plain mappings: times in seconds, shares from 0 to 1."""

import math
from random import Random

from brute_force import LEAST_CHANCE, Graph, Record, Stream

MOST_COURSES = 200.0


def random_stream(random: Random, *, most_courses: float = MOST_COURSES, is_wild: bool = False) -> Stream:
    """A stream of up to some 15 steps; forks have few enough courses to live through all of them.

    Rework stays in its branch, unless the stream is wild.
    """
    builder = _Builder(random)
    if random.random() < 0.2:
        builder.any_graph(random.randint(3, 8))
    else:
        builder.line([], builder.new_way(), depth=0, parts=random.randint(1, 5))
    builder.figures()
    builder.rework([list(builder.steps)] * 3 if is_wild else builder.ways)
    stream: Stream = {
        "steps": builder.steps,
        "demand": random.choice([1, 8, 40]) / (40 * 3600),
        "backlog": random.randint(0, 90),
        "in_parallel": random.randint(1, 6),
        "roles": {
            role: {"people": random.randint(1, 9), "availability": random.choice([1.0, 0.6, 0.25])} for role in "abc"
        },
    }
    if random.random() < 0.3:
        stream["final_wait"] = float(random.randint(0, 99_999))
    _tame(random, stream, most_courses)
    return stream


class _Builder:
    """Puts steps one after the other; ``ways`` are the steps that rework may go back among, in order."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.steps: dict[str, Record] = {}
        self.ways: list[list[str]] = []

    def new_way(self) -> list[str]:
        self.ways.append([])
        return self.ways[-1]

    def step(self, after: list[str], way: list[str], share: float | None = None) -> list[str]:
        name = f"s{len(self.steps)}"
        above = list(self.steps)[-1:]
        self.steps[name] = {}
        if after != above or self.random.random() < 0.1:
            self.steps[name]["after"] = after
        if share is not None:
            self.steps[name]["share"] = share
        way.append(name)
        return [name]

    def some_share(self) -> float:
        return self.random.choice([0.0, 0.1, 0.25, 0.5, 0.7, 1.0])

    def line(self, after: list[str], way: list[str], *, depth: int, parts: int) -> list[str]:
        """Parts in a row; gives the steps that whatever comes next comes after."""
        for _ in range(parts):
            kind = self.random.random()
            if depth > 2 or len(self.steps) > 11 or kind < 0.4:
                after = self.step(after, way)
            elif kind < 0.55:
                after = self.step(after, way, self.some_share())
            elif kind < 0.72:
                after = self.fork(after, depth)
            elif kind < 0.9:
                after = self.alternatives(after, way, depth)
            else:
                after = self.tangle(after)
        return after

    def fork(self, after: list[str], depth: int) -> list[str]:
        """Two or three branches, one of them perhaps empty; perhaps some begin with an optional step, not all."""
        ends = list(after) if after and self.random.random() < 0.15 else []
        for number in range(self.random.randint(2, 3)):
            way = self.new_way()
            share = self.some_share() if number and self.random.random() < 0.2 else None
            entry = self.step(after, way, share)
            ends += self.line(entry, way, depth=depth + 1, parts=self.random.choice([0, 0, 1, 1, 2]))
        return ends

    def alternatives(self, after: list[str], way: list[str], depth: int) -> list[str]:
        """Two or three options that share out all items or fewer."""
        shares = self.random.choice([[0.5, 0.5], [0.2, 0.3], [0.5, 0.3, 0.2], [0.1, 0.0, 0.4], [0.0, 0.0], [0.8, 0.7]])
        ends = []
        for share in shares:
            entry = self.step(after, way, share)
            ends += self.line(entry, way, depth=depth + 1, parts=self.random.choice([0, 0, 1, 2]))
        return ends

    def tangle(self, after: list[str]) -> list[str]:
        """Ways that meet and part before they all join."""
        inside: list[str] = []
        for _ in range(2):
            inside += self.step(after, self.new_way())
        self.knot(inside, self.random.randint(2, 4))
        return [name for name in inside if not any(name in self._after(other) for other in inside)]

    def any_graph(self, count: int) -> None:
        """Steps that each come after any others."""
        inside = self.step([], self.new_way())
        self.knot(inside, count - 1)

    def knot(self, inside: list[str], count: int) -> None:
        """Add steps that come after any of those inside; where several come after the same ones it may be a choice."""
        for _ in range(count):
            behind = self.random.sample(inside, k=min(len(inside), self.random.randint(1, 2)))
            behind.sort(key=list(self.steps).index)
            is_choice = self.random.random() < 0.2
            for _ in range(2 if is_choice else 1):
                share = self.some_share() if is_choice or self.random.random() < 0.3 else None
                inside += self.step(list(behind), self.new_way(), share)

    def _after(self, name: str) -> list[str]:
        names = list(self.steps)
        stated = self.steps[name].get("after", names[max(names.index(name) - 1, 0) : names.index(name)])
        return list(stated)

    def figures(self) -> None:
        """Times, roles and the like; times are odd whole numbers, so that ways never take equally long by accident."""
        random = self.random
        for name, step in self.steps.items():
            if name != "s0" or random.random() < 0.5:
                step["wait_time"] = self.time()
            step["process_time"] = self.time()
            step["roles"] = random.sample("abc", k=random.randint(1, 2))
            step["value"] = random.choice(["adding", "enabling", "waste"])
            step["automation"] = random.choice(["manual", "assisted", "automated"])
            if random.random() < 0.3:
                step["percent_complete_accurate"] = random.choice([0.9, 0.95, 0.75, 1.0])

    def time(self) -> float:
        return 0.0 if self.random.random() < 0.1 else float(self.random.randint(1, 999_999))

    def rework(self, ways: list[list[str]]) -> None:
        """Links back, among the steps of one way: loops in loops, around forks, out of alternatives, to itself."""
        graph = Graph({"steps": self.steps})
        for way in filter(None, ways):
            for _ in range(self.random.choice([0, 0, 1, 1, 2])):
                sender = self.random.choice(way)
                to = self.random.choice([name for name in way if graph.leads_to(name, sender)])
                links = self.steps[sender].setdefault("rework", {})
                link: Record = {"to": to}
                if links or "percent_complete_accurate" not in self.steps[sender] or self.random.random() < 0.7:
                    link["share"] = self.random.choice([0.05, 0.1, 0.3])
                if any("share" not in other for other in links.values()) or len(links) > 2:
                    continue
                if self.random.random() < 0.5:
                    link["wait_time"] = self.time()
                links[f"r{len(links)}"] = link


def _tame(random: Random, stream: Stream, most_courses: float) -> None:
    """Make faults between forks and their joins rare, or take them out, until there are few enough courses."""
    graph = Graph(stream)
    for fork in graph.follow:
        if len(graph.follow[fork]) < 2 or fork in graph.choices:
            continue
        inside = sorted(graph.inside(fork))
        sources = [name for name in inside if graph.returns[name]]
        random.shuffle(sources)
        optional = [name for name in inside if graph.share[name] < 1]
        for make_milder, names in ((_rarely_wrong, sources), (_never_wrong, sources), (_always_done, optional)):
            for name in names:
                if _courses(Graph(stream), inside) > most_courses:
                    make_milder(stream["steps"][name])


def _rarely_wrong(step: Record) -> None:
    step["percent_complete_accurate"] = 0.98
    for link in step.get("rework", {}).values():
        link["share"] = 0.01


def _never_wrong(step: Record) -> None:
    step.pop("percent_complete_accurate", None)
    step.pop("rework", None)


def _always_done(step: Record) -> None:
    step["share"] = 1.0


def _courses(graph: Graph, inside: list[str]) -> float:
    """About how many courses of the steps inside are likelier than the least chance."""
    choices = 2.0 ** sum(0 < graph.steps[name].get("share", 1.0) < 1 for name in inside)
    faults = [share for name in inside for _, share, _ in graph.returns[name] if share]
    loops = sum(to != name for name in inside for to, _, _ in graph.returns[name])
    if not faults:
        return choices
    rounds = math.ceil(math.log(LEAST_CHANCE) / math.log(max(faults)))
    return choices ** (1 + min(loops, 2)) * math.comb(rounds + len(faults), len(faults))
