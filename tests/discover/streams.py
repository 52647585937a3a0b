"""Random streams with known truth, and the logs that they leave behind."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise, product
from random import Random
from typing import NamedTuple

import numpy as np

from flowatlas.discover.mapping import LogMapping
from flowatlas.model.event import UNKNOWN_MOMENT, Column, EventLog, Form

HOUR = 3_600_000_000
BEGINNING = 1_767_225_600_000_000
SPREAD = 0.5
MOST_ROUNDS = 8
DONE = "thing is over"

Block = tuple[str, list[list[str]]]
"""How steps belong together: "one", "optional", "parallel" or "alternative", and the branches, each a line of steps."""


class Row(NamedTuple):
    """One pass of an item through an activity, in microseconds since 1970; the end is None where it goes on."""

    item: str
    activity: str
    start: int
    end: int | None


@dataclass
class Stream:
    """What is true of a stream.

    ``process`` and ``wait`` are medians in hours, lognormally distributed; ``share`` is that of the items arriving at
    an optional step or at the first step of an alternative. ``rework`` gives the share by sender and target.
    """

    blocks: list[Block]
    process: dict[str, float]
    wait: dict[str, float]
    share: dict[str, float]
    rework: dict[tuple[str, str], float]

    @property
    def steps(self) -> set[str]:
        """All steps."""
        return set(self.process)

    @property
    def parallel(self) -> set[frozenset[str]]:
        """Pairs of steps that go on at the same time."""
        return set(self._pairs("parallel"))

    @property
    def exclusive(self) -> set[frozenset[str]]:
        """Pairs of steps of which an item takes one."""
        return set(self._pairs("alternative"))

    @property
    def before(self) -> set[tuple[str, str]]:
        """Pairs of steps in the order in which they come."""
        found = set()
        so_far: list[str] = []
        for _, branches in self.blocks:
            for branch in branches:
                found |= set(product(so_far, branch)) | set(combinations(branch, 2))
            so_far += [step for branch in branches for step in branch]
        return found

    def _pairs(self, kind: str) -> Iterator[frozenset[str]]:
        for own, branches in self.blocks:
            for one, other in combinations(branches if own == kind else [], 2):
                yield from map(frozenset, product(one, other))


def random_stream(random: Random, form: Form = Form.PASSES, *, is_plain: bool = False) -> Stream:
    """A stream of 5 to 20 steps; an item in a state is in one at a time, so that nothing of it is parallel."""
    size = random.randint(5, 20)
    numbers = random.sample(range(10, 99), size)
    free = [f"activity {number}" for number in numbers]
    blocks: list[Block] = [("one", [[free.pop()]])]
    while free:
        kind = (
            "one"
            if is_plain
            else random.choices(["one", "optional", "parallel", "alternative"], [6, 1, form is not Form.STATES, 1])[0]
        )
        lengths = [random.choice([1, 1, 2]) for _ in range(random.choice([2, 2, 3]))] if kind[0] in "pa" else [1]
        if sum(lengths) < len(free) or kind[0] == "o":
            blocks.append((kind, [[free.pop() for _ in range(length)] for length in lengths]))
    steps = [step for _, branches in blocks for branch in branches for step in branch]
    stream = Stream(
        blocks,
        process={step: random.uniform(1, 8) for step in steps},
        wait={step: random.uniform(4, 40) for step in steps},
        share={},
        rework={},
    )
    for kind, branches in blocks:
        if kind == "optional":
            stream.share[branches[0][0]] = random.uniform(0.25, 0.8)
        elif kind == "alternative":
            weights = [random.uniform(1, 3) for _ in branches]
            stream.share |= {branch[0]: weight / sum(weights) for branch, weight in zip(branches, weights, strict=True)}
        elif kind == "parallel":
            for step in (step for branch in branches for step in branch):
                stream.wait[step] = random.uniform(10, 14)
    line = [branches[0][0] for kind, branches in blocks if kind == "one"]
    for _ in range(random.randint(1, 3)):
        sender = random.randrange(len(line))
        if all(line[sender] != known for known, _ in stream.rework):
            target = random.choice([sender, max(0, sender - random.randint(1, 4))])
            stream.rework[line[sender], line[target]] = random.uniform(0.1, 0.3)
    return stream


def rows_of(stream: Stream, random: Random, items: int) -> list[Row]:
    """The passes of so many items through a stream, item by item."""
    found = []
    for number in range(items):
        found += _Item(stream, random, f"item {number}", BEGINNING + number * 5 * HOUR).rows
    return found


class _Item:
    """One item on its way; ``rows`` are what it left behind."""

    def __init__(self, stream: Stream, random: Random, name: str, clock: int) -> None:
        self.stream, self.random, self.name = stream, random, name
        self.rows: list[Row] = []
        place = {branches[0][0]: place for place, (kind, branches) in enumerate(stream.blocks) if kind == "one"}
        at = rounds = 0
        while at < len(stream.blocks):
            kind, branches = stream.blocks[at]
            clock = self._block(kind, branches, clock)
            back = [link for link in stream.rework if kind == "one" and link[0] == branches[0][0]]
            if back and rounds < MOST_ROUNDS and random.random() < stream.rework[back[0]]:
                at, rounds = place[back[0][1]], rounds + 1
            else:
                at += 1

    def _block(self, kind: str, branches: list[list[str]], clock: int) -> int:
        if kind == "optional" and self.random.random() >= self.stream.share[branches[0][0]]:
            return clock
        if kind == "alternative":
            weights = [self.stream.share[branch[0]] for branch in branches]
            branches = self.random.choices(branches, weights)
        return max(self._line(branch, clock) for branch in branches)

    def _line(self, branch: list[str], clock: int) -> int:
        for step in branch:
            start = clock + self._time(self.stream.wait[step])
            clock = start + self._time(self.stream.process[step])
            self.rows.append(Row(self.name, step, start, clock))
        return clock

    def _time(self, median: float) -> int:
        return int(HOUR * median * math.exp(self.random.gauss(0, SPREAD)))


def as_states(rows: Sequence[Row], random: Random) -> list[Row]:
    """The same as stays in statuses: waits belong to the status before, or to one of their own; in the end all is over.

    What comes again right after itself was left in between.
    """
    queues = {step for step in sorted({row.activity for row in rows}) if random.random() < 0.4}
    queues |= {
        one.activity for one, other in pairwise(rows) if (one.item, one.activity) == (other.item, other.activity)
    }
    found = []
    for row, following in pairwise([*rows, None]):
        assert row is not None
        if following is None or following.item != row.item:
            found += [row, Row(row.item, DONE, row.end, None)]
        elif following.activity in queues:
            found += [row, Row(row.item, f"before {following.activity}", row.end, following.start)]
        else:
            found.append(row._replace(end=following.start))
    return found


def with_noise(rows: Sequence[Row], random: Random, share: float) -> list[Row]:
    """The same with mistakes: rows that are missing, doubled, swapped, of a wrong activity, or of the same moment."""
    rows = sorted(rows, key=lambda row: (row.item, row.start))
    names = sorted({row.activity for row in rows})
    found: list[Row] = []
    for row in rows:
        previous = found[-1] if found and found[-1].item == row.item else None
        mistake = random.choice(["missing", "doubled", "swapped", "wrong", "same"]) if random.random() < share else ""
        if mistake == "doubled":
            found += [row, row]
        elif mistake == "wrong":
            found.append(row._replace(activity=random.choice(names)))
        elif mistake == "swapped" and previous:
            found[-1] = previous._replace(activity=row.activity)
            found.append(row._replace(activity=previous.activity))
        elif mistake == "same" and previous:
            found.append(row._replace(start=previous.start, end=previous.end))
        elif mistake != "missing":
            found.append(row)
    return found


def log_of(rows: Sequence[Row], form: Form, random: Random | None = None) -> EventLog:
    """The event log with these rows, in random order if there is something random."""
    rows = list(rows)
    if random is not None:
        random.shuffle(rows)
    ends = [UNKNOWN_MOMENT if row.end is None else row.end for row in rows]
    return EventLog(
        item=column([row.item for row in rows]),
        activity=column([row.activity for row in rows]),
        start=np.array([UNKNOWN_MOMENT if form is Form.COMPLETIONS else row.start for row in rows], np.int64),
        end=np.array(ends, np.int64),
        form=form,
    )


def column(values: Sequence[str]) -> Column:
    """Words as a column."""
    names = sorted(set(values))
    codes = {name: code for code, name in enumerate(names)}
    return Column(np.array([codes[value] for value in values], np.int32), names)


def left_by(stream: Stream, random: Random, form: Form, items: int, noise: float = 0.0) -> tuple[EventLog, LogMapping]:
    """The log that items of a stream leave behind, and what people know of it."""
    rows = rows_of(stream, random, items)
    if form is Form.STATES:
        rows = as_states(rows, random)
    log = log_of(with_noise(rows, random, noise) if noise else rows, form, random)
    kinds = {name: "waiting" for name in log.activity.names if name.startswith("before ")}
    return log, LogMapping(kinds={**kinds, DONE: "done"} if form is Form.STATES else {})
