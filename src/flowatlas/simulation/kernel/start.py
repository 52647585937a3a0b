"""The start: all tables of the kernel for a run that is asked for, before anything has happened."""

from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.simulation.kernel.keyed import mixed, seed_hash
from flowatlas.simulation.kernel.ready import Ready, ints
from flowatlas.simulation.kernel.tables import GOING, GROWING, KINDS, NEVER_ENDS, STATE, Table, filled, put_time
from flowatlas.simulation.plan import AT_RANDOM, EVENLY, FIXED, NOTHING, SPLIT, Plan

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Ints
    from flowatlas.simulation.run import Asked

ITEMS = 64
"""For how many items in the stream there is room at first."""

EVENTS = 16
"""For how many events to come there is room at first on the plain course, a power of two."""

PLAIN_MARGIN = 4
"""How many events one thing that happens there may bring."""

ROWS = 16_384
"""How many finished items, passes or pieces of work are handed over at once."""


class Memory:
    """The state of a run, and its tables by their names; the state knows where they are."""

    def __init__(
        self, state: Table, fixed: dict[str, Table], tables: dict[str, Table], *, is_plain: bool = False
    ) -> None:
        self.state, self.tables, self.is_plain = state, {**fixed}, is_plain
        for name, table in tables.items():
            self.put(name, table)

    def put(self, name: str, table: Table) -> None:
        """Use this table from now on."""
        self.tables[name] = table
        self.state[f"at_{name}"] = table.ctypes.data
        if name in GROWING:
            self.state[f"room_{name}"] = len(table)


class Start:
    """The starts of all runs of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.ready = Ready(plan)
        self.blank = Memory(np.zeros(1, STATE)[0], {}, self.ready.fixed).state

    def memory(self, asked: "Asked") -> "Memory":
        """All tables for a run that is asked for."""
        plan, row = self.ready.plan, asked.draw
        steps, roles, people = self._steps_in(row), *self._roles_in(row)
        arriving, times = plan.arriving, plan.times
        kind, shift, begin, end, low = self._parts_in(row)
        parts = filled("parts", len(times.key), kind=kind, begin=begin, end=end, low=low, shift=shift)
        parts["key"] = self.ready.part_hashes
        backs = filled("backs", len(plan.steps.back_to), to=plan.steps.back_to)
        backs["reached"] = plan.steps.back_reached[row]
        backs["has_wait"] = plan.steps.back_wait >= 0
        put_time(backs, "wait", plan.steps.back_wait, times)
        groups = filled("groups", plan.steps.group_limit.shape[1], limit=plan.steps.group_limit[row])
        state = self._state(asked, steps, groups, float(arriving.gap[row]))
        self._set_turns(steps, state["seed"])
        count, items, margin = self.ready.steps_count, ITEMS, int(state["margin"])
        is_plain = self.is_plain(asked)
        room = {
            "items": items,
            "tokens": items if is_plain else items + margin,
            "pools": len(roles) + count,
            "lists": len(roles) if is_plain else (4 * count + 1) * self.ready.ranks,
            "events": EVENTS if is_plain else 2 * items + margin,
            "races": 2 * EVENTS if is_plain else 2,
            "moves": 1 << (items + margin).bit_length(),
            "finished": min(asked.items or ROWS, ROWS) if asked.keeps_items else 1,
            "passes": ROWS if asked.keeps_passes else 1,
            "work": margin + (ROWS if asked.keeps_work else 1),
            "tries": len(roles) + count + 1,
            "visits": items * self.ready.nodes_count,
            "met": items * self.ready.ways_count if self.ready.has_tangles else 1,
            "members": items * len(groups),
            "held": (items + margin) * self.ready.most_roles if asked.keeps_work else 1,
            "wanting": count * count,
            "course": int(state["buckets"]) * int(state["columns"]),
            "scratch": max(count, self.ready.ways_count) + 2,
        }
        known = {
            "steps": steps,
            "roles": roles,
            "parts": parts,
            "backs": backs,
            "groups": groups,
            "people": people,
            "sets": self.ready.sets.copy(),
            "choices": self._choices_in(row),
            "classes": self._classes_in(row),
        }
        empty = {name: np.zeros(length, KINDS[name]) for name, length in room.items()}
        return Memory(state, self.ready.fixed, {**known, **empty}, is_plain=is_plain)

    def is_plain(self, asked: "Asked") -> bool:
        """Whether a run takes the plain course."""
        return self.ready.is_plain and not asked.keeps_work

    def _choices_in(self, row: int) -> Table:
        routes = self.ready.plan.routes
        return filled("choices", len(routes.choice_to), to=routes.choice_to, reached=routes.reached[row])

    def _classes_in(self, row: int) -> Table:
        classes = self.ready.plan.classes
        return filled("classes", len(classes.rank), rank=classes.rank, reached=classes.reached[row])

    def _parts_in(self, row: int) -> "tuple[Any, ...]":
        lines, times = self.ready.plan.lines, self.ready.plan.times
        line, shift = times.line[row], times.shift[row]
        kind, begin, end, low = lines.kind[line], lines.begin[line], lines.end[line], lines.low[line]
        is_single = (kind == SPLIT) & (end - begin == 1) & (low == -np.inf)
        if is_single.any():
            kind = np.where(is_single, FIXED, kind)
            shift = shift.copy()
            shift[is_single] = np.exp(lines.levels[begin[is_single]] + shift[is_single])
        return kind, shift, begin, end, low

    def _steps_in(self, row: int) -> Table:
        plan, table = self.ready.plan, self.ready.steps.copy()
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
        for step in range(self.ready.steps_count):
            needed = [
                role for role in self.ready.step_roles[steps.role_begin[step] : steps.role_end[step]] if people[role]
            ]
            table["pool"][step] = needed[0] if needed else len(people) + step
        return table

    def _group_limits(self, row: int) -> "Ints":
        steps = self.ready.plan.steps
        limits = np.append(steps.group_limit[row], 0)
        return ints(limits[steps.group])

    def _roles_in(self, row: int) -> tuple[Table, Table]:
        people = ints(self.ready.plan.roles.people[row])
        table = filled(
            "roles",
            len(people),
            is_short=people > 0,
            free=people,
            step_begin=self.ready.role_begin,
            step_end=self.ready.role_end,
            hours=self.ready.role_hours,
            person_begin=np.cumsum(people) - people,
            away=self.ready.plan.roles.away[row],
        )
        persons = np.concatenate([np.zeros(0, np.int64), *(np.arange(count)[::-1] for count in people)])
        return table, filled("people", len(persons), number=persons)

    def _set_turns(self, steps: Table, seed: np.uint64) -> None:
        """When the first turn of each step is: at any moment up to a cadence from the start."""
        if steps["cadence"].any():
            place = (
                mixed.py_func(self.ready.turn_keys ^ np.full(self.ready.steps_count, seed)) >> np.uint64(12)
            ) * 2.0**-52
            steps["turn"] = place * steps["cadence"]

    def _state(self, asked: "Asked", steps: Table, groups: Table, gap: float) -> Table:
        plan, state = self.ready.plan, self.blank.reshape(1).copy()[0]
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
            "has_tangles": self.ready.has_tangles,
            "ranks": self.ready.ranks,
            "steps": self.ready.steps_count,
            "roles": len(plan.roles.away[row]),
            "groups": len(groups),
            "most_roles": self.ready.most_roles,
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
            "margin": PLAIN_MARGIN if self.is_plain(asked) else self.ready.margin,
            "nodes": self.ready.nodes_count,
            "ways": self.ready.ways_count,
            "classes": len(plan.classes.rank),
            "planned": len(arriving.planned),
            "intervals": len(arriving.intervals),
            "columns": 2 + 2 * self.ready.steps_count,
            "until": min(asked.until, NEVER_ENDS),
            "gap": gap,
            "width": self._width(asked, gap),
            "seed": seed_hash(asked.seed),
            "class_key": self.ready.class_key,
            "arrival_key": self.ready.arrival_key,
        }
        for name, value in values.items():
            state[name] = value
        return state

    def _width(self, asked: "Asked", gap: float) -> float:
        """How long the pieces of the course are at first: as long as they are likely to become."""
        arriving, batch = self.ready.plan.arriving, max(int(self.ready.plan.arriving.batch[asked.draw]), 1)
        seconds = asked.until
        if asked.items and arriving.kind in (AT_RANDOM, EVENLY):
            seconds = min(seconds, gap * asked.items / batch)
        elif len(arriving.intervals):
            seconds = min(seconds, float(arriving.intervals.sum()))
        if not 0 < seconds < NEVER_ENDS:
            seconds = 3600.0
        return 1.25 * seconds / max(asked.buckets, 2)
