"""Assumptions: what a simulation took for granted, in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.path import split
from flowatlas.model.wording import listed
from flowatlas.simulation.plan import AT_RANDOM, NEVER
from flowatlas.simulation.planning.staffing import role_ids_of, role_name

if TYPE_CHECKING:
    from flowatlas.maps.value_stream import ValueStreamMap
    from flowatlas.simulation.plan import Ints, Plan
    from flowatlas.simulation.planning.clock import Clock
    from flowatlas.simulation.planning.reading import Reading

NAMED = 3
"""How many are called by name; of more it is told how many more there are."""


FIELDS = {
    "process_time": "the process time",
    "touch_time": "the touch time",
    "set_up_time": "the set-up",
    "percent_complete_accurate": "the %C&A",
    "share": "the share",
}
"""What the values of a step are called."""


def assumptions_of(reading: "Reading", plan: "Plan", clock: "Clock", *, is_forecast: bool) -> tuple[str, ...]:
    """What was taken for granted, in short sentences, the weightiest first."""
    return tuple(_told(reading, plan, clock, is_forecast=is_forecast))


def _told(reading: "Reading", plan: "Plan", clock: "Clock", *, is_forecast: bool) -> Iterator[str]:
    stream = reading.stream
    place = {step_id: number for number, step_id in enumerate(stream.steps)}
    nothing_comes = plan.arriving.kind == NEVER
    unknown = [path for path, entry in reading.sample.used.items() if entry.is_unknown]
    # Without a demand nothing comes, so that it is not taken as anything.
    unknown = [path for path in unknown if path != "demand" or not nothing_comes]
    unknown.sort(key=lambda path: place.get([*split(path), "", ""][1], len(place)))
    if unknown:
        values = "value that nobody knows was" if len(unknown) == 1 else "values that nobody knows were"
        yield f"{len(unknown)} {values} taken as likely: {briefly([named(stream, path) for path in unknown])}."
    busy = {role_id for step in stream.steps.values() for role_id in step.roles}
    short = [
        role_name(stream, role_id)
        for number, role_id in enumerate(role_ids_of(stream))
        if role_id in busy and not plan.roles.people[:, number].any()
    ]
    if short:
        names = briefly([f"“{name}”" for name in short])
        yield f"Nobody said how many people there are for {names}; they are never short."
    without = sum(not step.roles for step in stream.steps.values())
    if without:
        are = "step has no role and waits" if without == 1 else "steps have no role and wait"
        yield f"{without} {are} for nobody."
    if nothing_comes:
        yield "Nobody said how many items are asked for; nothing comes besides what is there or planned."
    if plan.arriving.kind == AT_RANDOM:
        yield "Items come at random, as many as the demand says."
    if ((plan.roles.people > 0) & (plan.roles.away > 0)).any():
        yield "People who are there for part of their time are away between items, never during one."
    yield from _cut_batches(stream, plan)
    planned = stream.arrivals.schedule if stream.arrivals is not None else {}
    late = len(planned) - len(plan.arriving.planned_at)
    if late and not clock.is_dated:
        yield f"{late} planned {'date is' if late == 1 else 'dates are'} left out, as usual days have no dates."
    if not is_forecast and stream.backlog is not None and stream.backlog.points and np.any(stream.backlog.middle):
        yield "The backlog is left out, as usual days are simulated, not the coming ones."


def _cut_batches(stream: "ValueStreamMap", plan: "Plan") -> Iterator[str]:
    """Batches that never get together, as a limit or the capacity holds fewer items."""
    steps = plan.steps
    for number, step_id in enumerate(stream.steps):
        batch, group = steps.batch[:, number], steps.group[number]
        limits = [steps.capacity[:, number], steps.limit[:, number], plan.limit]
        limits += [steps.group_limit[:, group]] if group >= 0 else []
        room = np.min([np.where(limit > 0, limit, batch) for limit in limits], axis=0)
        if steps.is_paced[number] and (room < batch).all():
            asked, fewer = f"“{stream.step_name(step_id)}” would take {_span(batch)} items at a time", _span(room)
            yield f"{asked}, but limits let only {fewer} in: {fewer} go together."


def _span(counts: "Ints") -> str:
    low, high = int(counts.min()), int(counts.max())
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def named(stream: "ValueStreamMap", path: str) -> str:
    """What people call a value at a path relative to the map."""
    name, field = stream.name_of(path), path.rpartition("/")[2]
    if field not in FIELDS or not path.startswith("steps/"):
        return name
    return f"{FIELDS[field]} of {name if name.startswith('rework') else f'“{name}”'}"


def briefly(names: list[str]) -> str:
    """Some names, and how many more there are."""
    names = list(dict.fromkeys(names))
    if len(names) > NAMED:
        names = [*names[:NAMED], f"{len(names) - NAMED} more"]
    return listed(names)
