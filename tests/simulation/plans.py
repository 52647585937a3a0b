"""Plans as tests write them: steps in a row, with what makes them queues."""

import numpy as np

from flowatlas.simulation.plan import (
    AS_GIVEN,
    AT_RANDOM,
    EXPONENTIAL,
    FIXED,
    GIVEN,
    GO,
    NOTHING,
    Arriving,
    Classes,
    Hours,
    Lines,
    Plan,
    Roles,
    Routes,
    Steps,
    Times,
)


class Collected:
    """Collects times: a number is always the same, ("exponential", mean), or an array of one after the other."""

    def __init__(self):
        self.kind, self.pieces, self.line, self.shift = [FIXED, EXPONENTIAL], [[], []], [], []

    def add(self, value):
        """The number of a time."""
        if value is None:
            return NOTHING
        if isinstance(value, tuple):
            self.line.append(1)
            self.shift.append(value[1])
        elif isinstance(value, np.ndarray):
            self.line.append(len(self.kind))
            self.kind.append(GIVEN)
            self.pieces.append(list(value))
            self.shift.append(0.0)
        else:
            self.line.append(0)
            self.shift.append(float(value))
        return len(self.line) - 1

    @property
    def lines(self):
        """All lines."""
        end = np.cumsum([len(piece) for piece in self.pieces])
        levels = np.array([level for piece in self.pieces for level in piece], float)
        begin = end - [len(piece) for piece in self.pieces]
        return Lines(ints(self.kind), ints(begin), ints(end), np.full(len(end), -np.inf), levels * 0.0, levels)

    @property
    def times(self):
        """All times, each of one part."""
        count = np.arange(len(self.line))
        return Times(ints(count), ints(count + 1), ints(count + 100), ints([self.line]), np.array([self.shift]))


def ints(values):
    """Whole numbers as the kernel takes them."""
    return np.array(values, np.int64)


def tandem(
    *steps,
    gap=None,
    intervals=None,
    roles=(),
    away=None,
    classes=((1.0, 0),),
    batch=1,
    backlog=0,
    limit=0,
    groups=(),
    final_wait=None,
    hours=(),
    planned=(),
    kind=None,
):
    """A plan of steps in a row.

    Each is a dict of process, wait, touch, set_up, share, batch, cadence, capacity, limit, group,
    roles (numbers), back (list of (to, share, wait or None)), hours, present. ``roles``: how many people each has.

    Times are seconds, ("exponential", mean) or an array; ``gap`` seconds between items that come at random, or
    ``intervals``; ``hours``: sets of (opens, closes).
    """
    times, count = Collected(), len(steps)
    times.add(0.0)

    def get(name, default=0):
        return [step.get(name, default) for step in steps]

    role = [list(step.get("roles", ())) for step in steps]
    back = [list(step.get("back", ())) for step in steps]
    role_end, back_end = np.cumsum([len(some) for some in role]), np.cumsum([len(some) for some in back])
    reached = [sum(share for _, share, _ in some[: place + 1]) for some in back for place in range(len(some))]
    nodes = count + 2
    final = times.add(final_wait)
    table = Steps(
        node=ints(np.arange(1, count + 1)),
        share=np.array([get("share", 1.0)], float),
        wait=ints([times.add(step.get("wait")) for step in steps]),
        process=ints([times.add(step.get("process", 0.0)) for step in steps]),
        touch=ints([times.add(step.get("touch")) for step in steps]),
        set_up=ints([times.add(step.get("set_up")) for step in steps]),
        is_paced=ints([step.get("batch", 1) > 1 or step.get("cadence", 0) > 0 for step in steps]),
        batch=ints([get("batch", 1)]),
        cadence=np.array([get("cadence", 0.0)], float),
        capacity=ints([get("capacity")]),
        limit=ints([get("limit")]),
        group=ints(get("group", NOTHING)),
        group_limit=ints([list(groups)]).reshape(1, -1),
        role_begin=ints(role_end - [len(some) for some in role]),
        role_end=ints(role_end),
        role=ints([one for some in role for one in some]),
        back_begin=ints(back_end - [len(some) for some in back]),
        back_end=ints(back_end),
        back_to=ints([to for some in back for to, _, _ in some]),
        back_reached=np.array([reached], float).reshape(1, -1),
        back_wait=ints([times.add(wait) for some in back for _, _, wait in some]),
        hours=ints(get("hours", NOTHING)),
    )
    routes = Routes(
        step=ints([NOTHING, *range(count), NOTHING]),
        key=ints(np.arange(nodes) + 10),
        leave=ints([GO] * nodes),
        onward=ints([*range(1, nodes), NOTHING]),
        choice_begin=ints([0] * nodes),
        choice_end=ints([0] * nodes),
        choice_to=ints([]),
        reached=np.zeros((1, 0)),
        branches=ints([]),
        arms=ints([0] * nodes),
        way_start=ints([0]),
        way_end=ints([nodes - 1]),
        way_needs=ints([1]),
        way_fork=ints([NOTHING]),
        to_begin=ints([0]),
        to_end=ints([0]),
        way_to=ints([]),
        to_is_choice=ints([0]),
    )
    if kind is None:
        kind = AT_RANDOM if gap else AS_GIVEN
    arriving = Arriving(
        kind=kind,
        gap=np.array([gap or 1.0]),
        batch=ints([batch]),
        intervals=np.array([] if intervals is None else intervals, float),
        planned_at=np.array([moment for moment, _ in planned], float),
        planned=ints([number for _, number in planned]),
        backlog=ints([backlog]),
        present=ints([get("present")]),
    )
    end = np.cumsum([len(some) for some in hours])
    opens = np.array([one for some in hours for one, _ in some], float)
    closes = np.array([one for some in hours for _, one in some], float)
    before = [np.cumsum([0.0, *(b - a for a, b in some)])[:-1] for some in hours]
    return Plan(
        lines=times.lines,
        times=times.times,
        routes=routes,
        steps=table,
        roles=Roles(ints([list(roles)]), np.array([away or [0.0] * len(roles)], float)),
        classes=Classes(np.cumsum([[share for share, _ in classes]], axis=1), ints([rank for _, rank in classes])),
        arriving=arriving,
        hours=Hours(
            ints(end - [len(some) for some in hours]),
            ints(end),
            opens,
            closes,
            np.concatenate(before) if before else np.zeros(0),
        ),
        limit=ints([limit]),
        final_wait=final,
    )
