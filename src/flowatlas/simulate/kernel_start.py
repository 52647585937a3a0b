"""The start: a plan as the tables of the kernel, before anything has happened."""

from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.simulate.kernel import NEVER_ENDS
from flowatlas.simulate.kernel_tables import GOING, GROWING, KINDS, STATE, Table
from flowatlas.simulate.keyed import Purpose, hashes, seed_hash
from flowatlas.simulate.plan import FIXED, NOTHING, SPLIT, Plan

if TYPE_CHECKING:
    from flowatlas.simulate.plan import Floats, Ints
    from flowatlas.simulate.run import Asked

ITEMS = 64
"""For how many items in the stream there is room at first."""

ROWS = 4096
"""How many finished items, passes or pieces of work are handed over at once."""


class Memory:
    """The state of a run, and its tables by their names; the state knows where they are."""

    def __init__(self, state: Table, fixed: dict[str, Table], tables: dict[str, Table]) -> None:
        self.state, self.tables = state, {**fixed}
        for name, table in tables.items():
            self.put(name, table)

    def put(self, name: str, table: Table) -> None:
        """Use this table from now on."""
        self.tables[name] = table
        self.state[f"at_{name}"] = table.ctypes.data
        if name in GROWING:
            self.state[f"room_{name}"] = len(table)


class Start:
    """A plan made ready: what is the same for all of its states of doubt."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps_count, self.nodes_count = len(plan.steps.node), len(plan.routes.step)
        self.ways_count = len(plan.routes.way_start)
        self.step_roles = _ints(plan.steps.role)
        self.part_key = hashes(plan.times.key, Purpose.PART)
        self.part_hashes = self.part_key
        self.nodes = self._nodes()
        self.ways = _filled(
            "ways",
            self.ways_count,
            start=plan.routes.way_start,
            end=plan.routes.way_end,
            needs=plan.routes.way_needs,
            fork=plan.routes.way_fork,
            to_begin=plan.routes.to_begin,
            to_end=plan.routes.to_end,
            to_is_choice=plan.routes.to_is_choice,
        )
        self.role_steps, self.role_begin, self.role_end = self._steps_of_roles()
        self.role_hours = self._hours_of_roles()
        self.steps = self._steps()
        self.node_way, self.fork_way = self._homes()
        self.step_way = _ints([self.node_way[node] for node in plan.steps.node])
        self.sets = _filled("sets", len(plan.hours.begin), begin=plan.hours.begin, end=plan.hours.end)
        self.fixed = self._fixed()
        self.blank = Memory(np.zeros(1, STATE)[0], {}, self.fixed).state
        self.most_roles = max([1, *(plan.steps.role_end - plan.steps.role_begin).tolist()])
        self.ranks = 1 + int(max(plan.classes.rank, default=0))
        self.has_tangles = bool((plan.routes.way_needs > 1).any())
        self.class_key, self.arrival_key = (
            hashes(np.zeros(1, np.int64), purpose)[0] for purpose in (Purpose.CLASS, Purpose.ARRIVAL)
        )
        self.turn_keys = hashes(plan.routes.key[plan.steps.node], Purpose.TURN)
        self.margin = self.ways_count + self.steps_count + self.most_roles + 16

    def _fixed(self) -> dict[str, Table]:
        """The tables that nothing changes."""
        plan, routes, hours = self.plan, self.plan.routes, self.plan.hours
        arriving, lines = plan.arriving, plan.lines
        return {
            "nodes": self.nodes,
            "ways": self.ways,
            "stretches": _filled(
                "stretches", len(hours.opens), opens=hours.opens, closes=hours.closes, before=hours.before
            ),
            "step_roles": _filled("step_roles", len(self.step_roles), number=self.step_roles),
            "role_steps": _filled("role_steps", len(self.role_steps), number=self.role_steps),
            "branches": _filled("branches", len(routes.branches), number=routes.branches),
            "onward": _filled("onward", len(routes.way_to), number=routes.way_to),
            "step_ways": _filled("step_ways", len(self.step_way), number=self.step_way),
            "fork_ways": _filled("fork_ways", len(self.fork_way), number=self.fork_way),
            "levels": _filled(
                "levels", len(lines.levels), deviate=lines.deviates, level=lines.levels, slope=_slopes(plan)
            ),
            "intervals": _filled("intervals", len(arriving.intervals), seconds=arriving.intervals),
            "planned": _filled("planned", len(arriving.planned), moment=arriving.planned_at, count=arriving.planned),
        }

    def _nodes(self) -> Table:
        routes = self.plan.routes
        return _filled(
            "nodes",
            self.nodes_count,
            step=routes.step,
            leave=routes.leave,
            onward=routes.onward,
            choice_begin=routes.choice_begin,
            choice_end=routes.choice_end,
            arms=routes.arms,
            share_key=hashes(routes.key, Purpose.SHARE),
            choice_key=hashes(routes.key, Purpose.CHOICE),
        )

    def _steps(self) -> Table:
        steps, times = self.plan.steps, self.plan.times
        table = _filled(
            "steps",
            self.steps_count,
            node=steps.node,
            is_paced=steps.is_paced,
            group=steps.group,
            role_begin=steps.role_begin,
            role_end=steps.role_end,
            back_begin=steps.back_begin,
            back_end=steps.back_end,
            hours=steps.hours,
            has_touch=steps.touch >= 0,
            back_key=hashes(self.plan.routes.key[steps.node], Purpose.BACK),
        )
        for name in ("wait", "process", "touch", "set_up"):
            _put_time(table, name, getattr(steps, name), times)
        return table

    def _steps_of_roles(self) -> "tuple[Ints, Ints, Ints]":
        steps, count = self.plan.steps, len(self.plan.roles.away[0])
        doing: list[list[int]] = [[] for _ in range(count)]
        for step in range(self.steps_count):
            for role in steps.role[steps.role_begin[step] : steps.role_end[step]]:
                doing[role].append(step)
        end = np.cumsum([len(some) for some in doing], dtype=np.int64)
        begin = end - np.array([len(some) for some in doing], np.int64)
        return _ints([step for some in doing for step in some]), begin, end

    def _hours_of_roles(self) -> "Ints":
        """The hours of each role: those of the step that it does alone, else of any of its steps."""
        steps, hours = self.plan.steps, []
        alone = steps.role_end - steps.role_begin == 1
        for begin, end in zip(self.role_begin, self.role_end, strict=True):
            doing = self.role_steps[begin:end]
            best = [*doing[alone[doing]], *doing]
            hours.append(int(steps.hours[best[0]]) if best else NOTHING)
        return _ints(hours)

    def _homes(self) -> "tuple[list[int], Ints]":
        """The way on which each node is, and for each way the one on which its fork is."""
        routes = self.plan.routes
        home = [0] * self.nodes_count
        for way in range(self.ways_count - 1, -1, -1):
            for node in self._nodes_on(way):
                home[node] = way
        return home, _ints([home[fork] if fork >= 0 else 0 for fork in routes.way_fork])

    def _nodes_on(self, way: int) -> list[int]:
        routes = self.plan.routes
        end, todo, found = int(routes.way_end[way]), [int(routes.way_start[way])], []
        if end < 0:
            return todo
        while todo:
            node = todo.pop()
            if node == end or node in found or node < 0:
                continue
            found.append(node)
            todo.append(int(routes.onward[node]))
            if routes.leave[node] == 1:
                todo += routes.choice_to[routes.choice_begin[node] : routes.choice_end[node]].tolist()
        return found

    def memory(self, asked: "Asked") -> "Memory":
        """All tables for a run that is asked for."""
        plan, row = self.plan, asked.draw
        steps, roles, people = self._steps_in(row), *self._roles_in(row)
        arriving, times = plan.arriving, plan.times
        kind, shift, begin, end, low = self._parts_in(row)
        parts = _filled("parts", len(times.key), kind=kind, begin=begin, end=end, low=low, shift=shift)
        parts["key"] = self.part_hashes
        backs = _filled("backs", len(plan.steps.back_to), to=plan.steps.back_to)
        backs["reached"] = plan.steps.back_reached[row]
        backs["has_wait"] = plan.steps.back_wait >= 0
        _put_time(backs, "wait", plan.steps.back_wait, times)
        groups = _filled("groups", plan.steps.group_limit.shape[1], limit=plan.steps.group_limit[row])
        state = self._state(asked, steps, groups, float(arriving.gap[row]))
        self._set_turns(steps, state["seed"])
        count, items, margin = self.steps_count, ITEMS, self.margin
        room = {
            "items": items,
            "tokens": items + margin,
            "pools": len(roles) + count,
            "lists": (4 * count + 1) * self.ranks,
            "events": 2 * items + margin,
            "moves": 1 << (items + margin).bit_length(),
            "finished": ROWS if asked.keeps_items else 1,
            "passes": ROWS if asked.keeps_passes else 1,
            "work": margin + (ROWS if asked.keeps_work else 1),
            "tries": len(roles) + count + 1,
            "visits": items * self.nodes_count,
            "met": items * self.ways_count if self.has_tangles else 1,
            "members": items * len(groups),
            "held": (items + margin) * self.most_roles if asked.keeps_work else 1,
            "wanting": count * count,
            "course": int(state["buckets"]) * int(state["columns"]),
            "scratch": max(count, self.ways_count) + 2,
        }
        known = {
            "steps": steps,
            "roles": roles,
            "parts": parts,
            "backs": backs,
            "groups": groups,
            "people": people,
            "sets": self.sets.copy(),
            "choices": self._choices_in(row),
            "classes": self._classes_in(row),
        }
        empty = {name: np.zeros(length, KINDS[name]) for name, length in room.items()}
        return Memory(state, self.fixed, {**known, **empty})

    def _choices_in(self, row: int) -> Table:
        routes = self.plan.routes
        return _filled("choices", len(routes.choice_to), to=routes.choice_to, reached=routes.reached[row])

    def _classes_in(self, row: int) -> Table:
        classes = self.plan.classes
        return _filled("classes", len(classes.rank), rank=classes.rank, reached=classes.reached[row])

    def _parts_in(self, row: int) -> "tuple[Any, ...]":
        lines, times = self.plan.lines, self.plan.times
        line, shift = times.line[row], times.shift[row]
        kind, begin, end, low = lines.kind[line], lines.begin[line], lines.end[line], lines.low[line]
        is_single = (kind == SPLIT) & (end - begin == 1) & (low == -np.inf)
        if is_single.any():
            kind = np.where(is_single, FIXED, kind)
            shift = shift.copy()
            shift[is_single] = np.exp(lines.levels[begin[is_single]] + shift[is_single])
        return kind, shift, begin, end, low

    def _steps_in(self, row: int) -> Table:
        plan, table = self.plan, self.steps.copy()
        steps = plan.steps
        table["share"], table["cadence"] = steps.share[row], steps.cadence[row] * steps.is_paced
        table["capacity"], table["limit"] = steps.capacity[row], steps.limit[row]
        table["present"] = plan.arriving.present[row]
        batch = np.maximum(steps.batch[row], 1)
        for limit in (steps.capacity[row], steps.limit[row], self._group_limits(row), plan.limit[row]):
            batch = np.where((limit > 0) & steps.is_paced.astype(bool), np.minimum(batch, limit), batch)
        table["batch"] = batch
        table["is_paced"] = steps.is_paced.astype(bool) & ((batch > 1) | (table["cadence"] > 0))
        people = plan.roles.people[row]
        for step in range(self.steps_count):
            needed = [role for role in self.step_roles[steps.role_begin[step] : steps.role_end[step]] if people[role]]
            table["pool"][step] = needed[0] if needed else len(people) + step
        return table

    def _group_limits(self, row: int) -> "Ints":
        steps = self.plan.steps
        limits = np.append(steps.group_limit[row], 0)
        return _ints(limits[steps.group])

    def _roles_in(self, row: int) -> tuple[Table, Table]:
        people = _ints(self.plan.roles.people[row])
        table = _filled(
            "roles",
            len(people),
            is_short=people > 0,
            free=people,
            step_begin=self.role_begin,
            step_end=self.role_end,
            hours=self.role_hours,
            person_begin=np.cumsum(people) - people,
            away=self.plan.roles.away[row],
        )
        persons = np.concatenate([np.zeros(0, np.int64), *(np.arange(count)[::-1] for count in people)])
        return table, _filled("people", len(persons), number=persons)

    def _set_turns(self, steps: Table, seed: np.uint64) -> None:
        """When the first turn of each step is: at any moment up to a cadence from the start."""
        if steps["cadence"].any():
            from flowatlas.simulate.keyed import mixed

            place = (mixed.py_func(self.turn_keys ^ np.full(self.steps_count, seed)) >> np.uint64(12)) * 2.0**-52
            steps["turn"] = place * steps["cadence"]

    def _state(self, asked: "Asked", steps: Table, groups: Table, gap: float) -> Table:
        plan, state = self.plan, self.blank.reshape(1).copy()[0]
        row, arriving = asked.draw, plan.arriving
        final = plan.final_wait
        limits = int(plan.limit[row])
        values = {
            "status": GOING,
            "free_token": NOTHING,
            "free_item": NOTHING,
            "warm_up": asked.warm_up,
            "most_left": asked.items,
            "first": asked.first,
            "buckets": max(asked.buckets // 2, 1) * 2,
            "has_limits": bool((steps["limit"] > 0).any() or (groups["limit"] > 0).any()),
            "has_hours": len(plan.hours.begin) > 0,
            "has_tangles": self.has_tangles,
            "ranks": self.ranks,
            "steps": self.steps_count,
            "roles": len(plan.roles.away[row]),
            "groups": len(groups),
            "most_roles": self.most_roles,
            "limit": limits,
            "arrival_kind": arriving.kind,
            "arrival_batch": max(int(arriving.batch[row]), 1),
            "backlog": int(arriving.backlog[row]),
            "final_begin": plan.times.begin[final] if final >= 0 else 0,
            "final_end": plan.times.end[final] if final >= 0 else 0,
            "most_inside": asked.most_inside,
            "keeps_items": asked.keeps_items,
            "keeps_passes": asked.keeps_passes,
            "keeps_work": asked.keeps_work,
            "margin": self.margin,
            "nodes": self.nodes_count,
            "ways": self.ways_count,
            "classes": len(plan.classes.rank),
            "planned": len(arriving.planned),
            "intervals": len(arriving.intervals),
            "columns": 2 + 2 * self.steps_count,
            "until": min(asked.until, NEVER_ENDS),
            "gap": gap,
            "width": self._width(asked, gap),
            "seed": seed_hash(asked.seed),
            "class_key": self.class_key,
            "arrival_key": self.arrival_key,
        }
        for name, value in values.items():
            state[name] = value
        return state

    def _width(self, asked: "Asked", gap: float) -> float:
        """How long the pieces of the course are at first: as long as they are likely to become."""
        arriving, batch = self.plan.arriving, max(int(self.plan.arriving.batch[asked.draw]), 1)
        seconds = asked.until
        if asked.items and arriving.kind in (0, 1):
            seconds = min(seconds, gap * asked.items / batch)
        elif len(arriving.intervals):
            seconds = min(seconds, float(arriving.intervals.sum()))
        if not 0 < seconds < NEVER_ENDS:
            seconds = 3600.0
        return 1.25 * seconds / max(asked.buckets, 2)


def _filled(name: str, length: int, /, **columns: object) -> Table:
    table = np.zeros(length, KINDS[name])
    for column, values in columns.items():
        table[column] = values
    return table


def _put_time(table: Table, name: str, times: "Ints", known: object) -> None:
    """Where the parts of times begin and end; nowhere where there is no time."""
    is_there = times >= 0
    for edge in ("begin", "end"):
        place = np.zeros(len(times), np.int64)
        place[is_there] = getattr(known, edge)[times[is_there]]
        table[f"{name}_{edge}"] = place


def _slopes(plan: Plan) -> "Floats":
    """How steep each line is from each of its points on; on the last point of a line it means nothing."""
    deviates, levels = _floats(plan.lines.deviates), _floats(plan.lines.levels)
    slopes = np.zeros(len(levels))
    if len(levels) > 1:
        run, rise = np.diff(deviates), np.diff(levels)
        np.divide(rise, run, out=slopes[:-1], where=run != 0)
    single = plan.lines.begin[(plan.lines.kind == SPLIT) & (plan.lines.end - plan.lines.begin == 1)]
    slopes[single] = 0.0
    return slopes


def _ints(values: object) -> "Ints":
    return np.ascontiguousarray(values, np.int64)


def _floats(values: object) -> "Floats":
    return np.ascontiguousarray(values, np.float64)


def check(plan: Plan, asked: "Asked") -> None:
    """Whether a run can be asked for.

    Raises:
        ValueError: where it cannot.
    """
    if not 0 <= asked.draw < plan.doubts:
        raise ValueError(f"draw is {asked.draw}, but the plan has {plan.doubts} states of doubt, counted from 0")
    for name in ("warm_up", "items", "first"):
        if getattr(asked, name) < 0:
            raise ValueError(f"{name} is {getattr(asked, name)}; a number of items is 0 or more")
    if not asked.until > 0:
        raise ValueError(f"until is {asked.until}; a run ends after its start, so above 0")
    if asked.buckets < 2 or asked.most_inside < 1:
        raise ValueError(f"buckets is {asked.buckets} and most_inside {asked.most_inside}; at least 2 and 1 are needed")
    if plan.arriving.kind in (0, 1):
        if not plan.arriving.gap[asked.draw] > 0:
            raise ValueError(f"items arrive {plan.arriving.gap[asked.draw]} seconds apart; a time above 0 is needed")
        if not asked.items and not asked.first and asked.until == np.inf:
            raise ValueError("items never stop coming; items, first or until must say when the run ends")
