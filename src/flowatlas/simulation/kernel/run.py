"""A run of the kernel: room made where it is needed, what it hands over put together."""

from collections.abc import Callable, Sequence
from time import monotonic

import numpy as np

from flowatlas.simulation.kernel.kept import kernel
from flowatlas.simulation.kernel.start import Memory, Start
from flowatlas.simulation.kernel.tables import GOING, KINDS, MORE_ROOM, OVERRUN, STUCK, Table
from flowatlas.simulation.run import Asked, Course, Finished, Passes, RoleTotals, Run, StepTotals, Work

ACTIONS = 100_000
"""How many things happen between two looks at the clock, at most; about 10 milliseconds."""

TOLD_SECONDS = 0.25

FEW, MANY = 1024, 10**6
"""For how many rows of what is kept there is room at first, and for how many items at most where all are asked for."""

MOVED = 10_000
"""After how many items that left moments are counted from a later one on."""

SINCE_START = ("now", "start", "bucket_end")
"""Moments in the state, which move with the base as those of items, tokens and events do."""

SINCE_START_IN = (
    ("steps", ("turn",)),
    ("events", ("time",)),
    ("races", ("moment",)),
    ("items", ("came", "since")),
    ("tokens", ("came", "ready", "seized", "start", "hands", "end")),
)


def run_of(start: Start, asked: Asked, told: Callable[[int], None] | None = None) -> Run:
    """One replication."""
    memory = start.memory(asked)
    run = kernel(is_plain=memory.is_plain)
    state = memory.state
    kept = _Kept(asked.items)
    last, moved = monotonic(), 0
    while True:
        status = run(state, ACTIONS)
        kept.take(memory)
        if status == MORE_ROOM:
            _make_room(memory)
        elif status != GOING:
            return _run(memory, asked, kept, status)
        if told is not None and monotonic() > last + TOLD_SECONDS:
            last = monotonic()
            told(int(state["gone"]))
        if not state["has_hours"] and state["gone"] >= moved + MOVED:
            moved = int(state["gone"])
            _move_base(memory)


class _Kept:
    """What was handed over so far, by columns; rows are taken apart while they are close at hand."""

    def __init__(self, items: int) -> None:
        self.counts = dict.fromkeys(("finished", "passes", "work"), 0)
        self.columns = {name: _columns(name, 0) for name in self.counts}
        self.columns["finished"] = _columns("finished", min(items, MANY))

    def take(self, memory: Memory) -> None:
        """Take over what is there, and leave room for more."""
        for name, before in self.counts.items():
            count = before + int(memory.state[name])
            if count == before:
                continue
            columns = self.columns[name]
            if count > len(columns[0]):
                self.columns[name] = columns = _columns(name, max(FEW, 2 * count), columns)
            rows = memory.tables[name]
            for column, values in zip(KINDS[name].names or (), columns, strict=True):
                values[before:count] = rows[column][: count - before]
            self.counts[name] = count
            memory.state[name] = 0

    def all_of(self, name: str) -> list[Table]:
        """The columns of all rows."""
        return [values[: self.counts[name]] for values in self.columns[name]]


def _columns(name: str, room: int, before: Sequence[Table] = ()) -> list[Table]:
    """Columns with room for so many rows, and what is in others already; what is not used yet takes no memory."""
    kind = KINDS[name]
    columns = [np.empty(room, kind[column]) for column in kind.names or ()]
    for values, old in zip(columns, before, strict=False):
        values[: len(old)] = old
    return columns


def _move_base(memory: Memory) -> None:
    """Let all moments count from now on, so that a long run tells short times as exactly as a short one."""
    state = memory.state
    now = float(state["now"])
    state["base"] += now
    for name in SINCE_START:
        state[name] -= now
    state["until"] -= now if state["until"] < 1e299 else 0.0
    for table, names in SINCE_START_IN:
        for name in names:
            memory.tables[table][name] -= now


def _make_room(memory: Memory) -> None:
    """Twice the room wherever there is little left."""
    state, tables = memory.state, memory.tables
    margin = int(state["margin"])
    short = []
    if state["inside"] >= len(tables["items"]):
        short += ["items", "visits", "members", *(["met"] if state["has_tangles"] else [])]
    if state["tokens"] + margin > len(tables["tokens"]):
        short += ["tokens", *(["held"] if state["keeps_work"] else [])]
    if state["events"] + margin > len(tables["events"]):
        short += ["events", *(["races"] if memory.is_plain else [])]
    if state["moves"] + margin > len(tables["moves"]):
        tables["moves"] = np.roll(tables["moves"], -int(state["moves_begin"]))
        state["moves_begin"] = 0
        short += ["moves"]
    for name in short:
        memory.put(name, _doubled(tables[name]))


def _doubled(table: Table) -> Table:
    return np.concatenate([table, np.zeros_like(table)])


def _run(memory: Memory, asked: Asked, kept: _Kept, status: int) -> Run:
    state, steps, roles = memory.state, memory.tables["steps"], memory.tables["roles"]
    base = float(state["base"])
    item, kind, came, left, active, lead = kept.all_of("finished")
    return Run(
        asked=asked,
        start=base + float(state["start"]),
        end=base + float(state["now"]),
        came=int(state["came"]),
        left=int(state["left"]),
        inside_before=int(state["before"]),
        inside=int(state["inside"]),
        inside_seconds=float(state["inside_seconds"]),
        lead_seconds=float(state["lead_seconds"]),
        steps=StepTotals(*(steps[name].copy() for name in StepTotals._fields)),
        roles=RoleTotals(*(roles[name].copy() for name in ("work", "rework", "set_up", "other"))),
        course=_course(memory),
        finished=Finished(item, kind, came, left, active, lead),
        passes=Passes(*kept.all_of("passes")) if asked.keeps_passes else None,
        work=Work(*kept.all_of("work")) if asked.keeps_work else None,
        is_stuck=status == STUCK,
        is_overrun=status == OVERRUN,
    )


def _course(memory: Memory) -> Course:
    state = memory.state
    width, bucket = float(state["width"]), int(state["bucket"])
    rest = float(state["now"]) - (float(state["bucket_end"]) - width)
    count = bucket + 1 if rest > 0 else bucket
    if not state["counts"]:
        count = 0
    rows = memory.tables["course"]["seconds"].reshape(-1, int(state["columns"]))[:count]
    seconds = np.full(count, width)
    if count > bucket:
        seconds[-1] = rest
    means = rows / seconds[:, None]
    return Course(width, means[:, 0], means[:, 2::2], means[:, 3::2], rows[:, 1].astype(np.int64))
