"""A plan made ready: the tables of the kernel that are the same for all of its states of doubt."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.simulation.kernel.keyed import Purpose, hashes
from flowatlas.simulation.kernel.tables import Table, filled, put_time
from flowatlas.simulation.plan import CHOICE, FORK, NOTHING, SPLIT, Plan

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats, Ints


class Ready:
    """A plan made ready for the kernel."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.steps_count, self.nodes_count = len(plan.steps.node), len(plan.routes.step)
        self.ways_count = len(plan.routes.way_start)
        self.step_roles = ints(plan.steps.role)
        self.part_hashes = hashes(plan.times.key, Purpose.PART)
        self.nodes = self._nodes()
        self.ways = filled(
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
        self.step_way = ints([self.node_way[node] for node in plan.steps.node])
        self.sets = filled("sets", len(plan.hours.begin), begin=plan.hours.begin, end=plan.hours.end)
        self.fixed = self._fixed()
        self.most_roles = max([1, *(plan.steps.role_end - plan.steps.role_begin).tolist()])
        self.ranks = 1 + int(max(plan.classes.rank, default=0))
        self.has_tangles = bool((plan.routes.way_needs > 1).any())
        self.class_key, self.arrival_key = (
            hashes(np.zeros(1, np.int64), purpose)[0] for purpose in (Purpose.CLASS, Purpose.ARRIVAL)
        )
        self.turn_keys = hashes(plan.routes.key[plan.steps.node], Purpose.TURN)
        self.is_plain = _is_plain(plan, self.ranks)
        self.margin = self.ways_count + len(plan.routes.way_to) + self.steps_count + self.most_roles + 16

    def _fixed(self) -> dict[str, Table]:
        """The tables that nothing changes."""
        plan, routes, hours = self.plan, self.plan.routes, self.plan.hours
        arriving, lines = plan.arriving, plan.lines
        return {
            "nodes": self.nodes,
            "ways": self.ways,
            "stretches": filled(
                "stretches", len(hours.opens), opens=hours.opens, closes=hours.closes, before=hours.before
            ),
            "step_roles": filled("step_roles", len(self.step_roles), number=self.step_roles),
            "role_steps": filled("role_steps", len(self.role_steps), number=self.role_steps),
            "branches": filled("branches", len(routes.branches), number=routes.branches),
            "onward": filled("onward", len(routes.way_to), number=routes.way_to),
            "step_ways": filled("step_ways", len(self.step_way), number=self.step_way),
            "fork_ways": filled("fork_ways", len(self.fork_way), number=self.fork_way),
            "levels": filled(
                "levels", len(lines.levels), deviate=lines.deviates, level=lines.levels, slope=_slopes(plan)
            ),
            "intervals": filled("intervals", len(arriving.intervals), seconds=arriving.intervals),
            "planned": filled("planned", len(arriving.planned), moment=arriving.planned_at, count=arriving.planned),
        }

    def _nodes(self) -> Table:
        routes = self.plan.routes
        parting_begin, parting_end = self._partings()
        return filled(
            "nodes",
            self.nodes_count,
            step=routes.step,
            leave=routes.leave,
            onward=routes.onward,
            choice_begin=routes.choice_begin,
            choice_end=routes.choice_end,
            arms=routes.arms,
            parting_begin=parting_begin,
            parting_end=parting_end,
            share_key=hashes(routes.key, Purpose.SHARE),
            choice_key=hashes(routes.key, Purpose.CHOICE),
        )

    def _partings(self) -> "tuple[Ints, Ints]":
        """For each fork the first and after the last of its ways at whose end one of several is taken."""
        routes = self.plan.routes
        begin, end = np.zeros(self.nodes_count, np.int64), np.zeros(self.nodes_count, np.int64)
        for way in np.flatnonzero(routes.to_is_choice)[::-1]:
            fork = routes.way_fork[way]
            begin[fork], end[fork] = way, max(end[fork], way + 1)
        return begin, end

    def _steps(self) -> Table:
        steps, times = self.plan.steps, self.plan.times
        table = filled(
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
            put_time(table, name, getattr(steps, name), times)
        return table

    def _steps_of_roles(self) -> "tuple[Ints, Ints, Ints]":
        steps, count = self.plan.steps, len(self.plan.roles.away[0])
        doing: list[list[int]] = [[] for _ in range(count)]
        for step in range(self.steps_count):
            for role in steps.role[steps.role_begin[step] : steps.role_end[step]]:
                doing[role].append(step)
        end = np.cumsum([len(some) for some in doing], dtype=np.int64)
        begin = end - np.array([len(some) for some in doing], np.int64)
        return ints([step for some in doing for step in some]), begin, end

    def _hours_of_roles(self) -> "Ints":
        """The hours of each role: those of the step that it does alone, else of any of its steps."""
        steps, hours = self.plan.steps, []
        alone = steps.role_end - steps.role_begin == 1
        for begin, end in zip(self.role_begin, self.role_end, strict=True):
            doing = self.role_steps[begin:end]
            best = [*doing[alone[doing]], *doing]
            hours.append(int(steps.hours[best[0]]) if best else NOTHING)
        return ints(hours)

    def _homes(self) -> "tuple[list[int], Ints]":
        """The way on which each node is, and for each way the one on which its fork is."""
        routes = self.plan.routes
        home = [0] * self.nodes_count
        for way in range(self.ways_count - 1, -1, -1):
            for node in self._nodes_on(way):
                home[node] = way
        return home, ints([home[fork] if fork >= 0 else 0 for fork in routes.way_fork])

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
            if routes.leave[node] == CHOICE:
                todo += routes.choice_to[routes.choice_begin[node] : routes.choice_end[node]].tolist()
        return found


def _is_plain(plan: Plan, ranks: int) -> bool:
    """Whether nothing but people and time can be missing in any state of doubt, and no item is ever in two places."""
    steps, arriving = plan.steps, plan.arriving
    is_held = (
        (steps.limit > 0) | (steps.capacity > 0) | ((steps.batch > 1) | (steps.cadence > 0)) & (steps.is_paced > 0)
    )
    return not (
        len(plan.hours.begin)
        or ranks > 1
        or is_held.any()
        or (steps.group_limit > 0).any()
        or (plan.limit > 0).any()
        or (steps.touch >= 0).any()
        or (steps.set_up >= 0).any()
        or (steps.role_end - steps.role_begin > 1).any()
        or (plan.roles.away > 0).any()
        or (plan.routes.leave == FORK).any()
        or len(arriving.planned)
        or (arriving.backlog > 0).any()
        or (arriving.present > 0).any()
        or (arriving.batch > 1).any()
    )


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


def ints(values: object) -> "Ints":
    """Whole numbers as the kernel takes them."""
    return np.ascontiguousarray(values, np.int64)


def _floats(values: object) -> "Floats":
    return np.ascontiguousarray(values, np.float64)
