"""Planning: from a map to the plan, the stream in numbers as it is simulated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.metrics.draws import UNBOUNDED
from flowatlas.metrics.sample import CannotSayError, applies
from flowatlas.metrics.samples import Samples
from flowatlas.model.path import join
from flowatlas.simulation.given import Given
from flowatlas.simulation.plan import NOTHING, Plan, Steps
from flowatlas.simulation.planning.arriving import arriving_of, class_ids_of, classes_of
from flowatlas.simulation.planning.assumptions import assumptions_of
from flowatlas.simulation.planning.reading import Reading, sample_of
from flowatlas.simulation.planning.routing import beside, cumulative, routes_of
from flowatlas.simulation.planning.shifts import Shifts
from flowatlas.simulation.planning.staffing import role_ids_of, roles_of

if TYPE_CHECKING:
    from flowatlas.maps.shape import Link
    from flowatlas.maps.value_stream import ValueStreamMap
    from flowatlas.model.working_hours import WorkingHours
    from flowatlas.simulation.plan import Floats, Ints
    from flowatlas.simulation.planning.clock import Clock

NONE: Mapping[str, Given] = MappingProxyType({})
NOWHERE: Mapping[str, float] = MappingProxyType({})


@dataclass(frozen=True)
class Planned:
    """A plan with what its numbers stand for: steps, roles, classes and groups by their place, and seconds as dates.

    ``class_ids`` has '' for the items of no class. ``paths_in_doubt`` holds the standard normal deviates of the doubt
    of each value that is in doubt, one for each row of the plan; ``assumptions`` what was taken for granted, in words.
    """

    stream: "ValueStreamMap"
    plan: Plan
    step_ids: tuple[str, ...]
    role_ids: tuple[str, ...]
    class_ids: tuple[str, ...]
    group_names: tuple[str, ...]
    paths_in_doubt: "Mapping[str, Floats]"
    assumptions: tuple[str, ...]
    clock: "Clock"


def plan_of(
    samples: Samples,
    hours: "WorkingHours",
    *,
    draws: int = 1,
    start: datetime | None = None,
    all_queues: bool = False,
    is_forecast: bool = False,
    given: Mapping[str, Given] = NONE,
    at: Mapping[str, float] = NOWHERE,
) -> Planned:
    """A stream in numbers, in one state of doubt, our best knowledge, or as many as there are ``draws``.

    With several draws, what nobody knows is as the metrics draw it; where nothing is in doubt, there is one row all the
    same. ``at`` sets the doubt of some values, by path, to normal deviates, in one draw. ``given`` replaces times, and
    the intervals of ``arrivals``, by path. With ``all_queues`` every gap is a queue. Backlog and work in progress count
    in a forecast only, and dates where there is a start.

    Raises:
        CannotSayError: the stream cannot be simulated; the message tells why.
    """
    stream = samples.center.stream
    if not stream.steps:
        raise CannotSayError("There are no steps to simulate.")
    reading = Reading(sample_of(samples, draws, at), draws, given, all_queues=all_queues)
    step_ids, role_ids, class_ids = list(stream.steps), role_ids_of(stream), class_ids_of(stream)
    shifts = Shifts(stream, hours, start)
    group_names = groups_of(reading)
    plan = Plan(
        steps=_steps(reading, role_ids, group_names, shifts),
        routes=routes_of(stream.shape, step_ids, lambda step_id: reading.row(reading.sample.share(step_id)), draws),
        roles=roles_of(reading, role_ids),
        classes=classes_of(reading, class_ids),
        arriving=arriving_of(reading, shifts.clock, is_forecast=is_forecast),
        hours=shifts.hours,
        limit=reading.count("work_in_progress_limit", stream.work_in_progress_limit, none=0),
        final_wait=reading.final_wait(),
        lines=reading.timing.lines,
        times=reading.timing.times,
    )
    in_doubt = _in_doubt(reading)
    if draws > 1 and not in_doubt:
        return plan_of(samples, hours, start=start, all_queues=all_queues, is_forecast=is_forecast, given=given, at=at)
    return Planned(
        stream=stream,
        plan=plan,
        step_ids=tuple(step_ids),
        role_ids=tuple(role_ids),
        class_ids=tuple(class_ids),
        group_names=tuple(group_names),
        paths_in_doubt=in_doubt,
        assumptions=assumptions_of(reading, plan, shifts.clock, is_forecast=is_forecast),
        clock=shifts.clock,
    )


def groups_of(reading: Reading) -> list[str]:
    """The groups of steps that have a limit, by name."""
    names = dict.fromkeys(step.group for step in reading.stream.steps.values() if step.group is not None)
    return [name for name in names if (_group_limit(reading, name) > 0).any()]


def _group_limit(reading: Reading, name: str) -> "Ints":
    phase = reading.stream.groups.get(name)
    path = f"groups/{join(name)}/work_in_progress_limit"
    return reading.count(path, None if phase is None else phase.work_in_progress_limit, none=0)


def _in_doubt(reading: Reading) -> "Mapping[str, Floats]":
    """The deviates of all values that were used and are not the same in each draw."""
    return {
        path: reading.row(entry.deviate)
        for path, entry in reading.sample.used.items()
        if entry.deviate is not None and len(entry.deviate) > 1 and len(entry.draws) > 1
    }


def _steps(reading: Reading, role_ids: list[str], group_names: list[str], shifts: Shifts) -> Steps:
    stream, sample, rows = reading.stream, reading.sample, reading.rows
    step_ids = list(stream.steps)
    place = {step_id: number for number, step_id in enumerate(step_ids)}
    roles = [[role_ids.index(role_id) for role_id in dict.fromkeys(step.roles)] for step in stream.steps.values()]
    role_end = np.cumsum([len(several) for several in roles], dtype=np.int64)
    links = [_links(reading, step_id) for step_id in step_ids]
    back_end = np.cumsum([len(several) for several in links], dtype=np.int64)
    optional = sample.shape.optional

    def number(quantity: str, none: int) -> "Floats":
        """A count of each step, a row for each state of doubt."""
        return beside(
            [
                reading.count(f"steps/{join(step_id)}/{quantity}", getattr(step, quantity), none=none)
                for step_id, step in stream.steps.items()
            ],
            rows,
        )

    return Steps(
        node=_ints([sample.shape.place[step_id] for step_id in step_ids]),
        share=beside([sample.share(step_id) if step_id in optional else sample.one for step_id in step_ids], rows),
        wait=_ints([reading.wait(step_id) for step_id in step_ids]),
        process=_ints([reading.process(step_id) for step_id in step_ids]),
        touch=_ints([reading.touch(step_id) for step_id in step_ids]),
        set_up=_ints([reading.set_up(step_id) for step_id in step_ids]),
        is_paced=_ints([reading.is_paced(step_id) for step_id in step_ids]),
        batch=number("batch", 1).astype(np.int64),
        cadence=beside([_cadence(reading, step_id) for step_id in step_ids], rows),
        capacity=number("capacity", 0).astype(np.int64),
        limit=number("work_in_progress_limit", 0).astype(np.int64),
        group=_ints(
            [group_names.index(step.group) if step.group in group_names else NOTHING for step in stream.steps.values()]
        ),
        group_limit=beside([_group_limit(reading, name) for name in group_names], rows).astype(np.int64),
        role_begin=_begin(role_end),
        role_end=role_end,
        role=_ints([role for several in roles for role in several]),
        back_begin=_begin(back_end),
        back_end=back_end,
        back_to=_ints([place[link.to] for several in links for link, _ in several]),
        back_reached=beside([reached for several in links for _, reached in several], rows),
        back_wait=_ints([reading.back_wait(link) for several in links for link, _ in several]),
        hours=_ints([shifts.number_of(step.roles) for step in stream.steps.values()]),
    )


def _links(reading: Reading, step_id: str) -> "list[tuple[Link, Floats]]":
    """The ways back from a step, with what is reached with the share of each.

    Raises:
        CannotSayError: everything comes back, so that nothing ever gets through.
    """
    links = reading.sample.links(step_id)
    shares = [reading.row(reading.sample.link_share(link)) for link in links]
    reached = cumulative(shares)
    if reached and (reached[-1] >= 1).any() and (reading.row(reading.sample.share(step_id)) > 0).any():
        name = reading.stream.step_name(step_id)
        raise CannotSayError(f"Everything comes back from “{name}”, so nothing ever gets through: check its share.")
    return [(link, column) for link, column, share in zip(links, reached, shares, strict=True) if share.any()]


def _cadence(reading: Reading, step_id: str) -> "Floats":
    """Seconds from turn to turn, 0 where there are none."""
    cadence = reading.stream.steps[step_id].cadence
    if cadence is None or cadence.is_unknown or not applies(cadence):
        return np.zeros(reading.rows)
    seconds = reading.row(reading.sample.amount(f"steps/{join(step_id)}/cadence", cadence))
    if (seconds > UNBOUNDED / 1e6).any():
        raise CannotSayError(f"“{reading.stream.step_name(step_id)}” never has a turn: check its cadence.")
    return seconds


def _ints(values: "list[int] | list[bool]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.array(values, np.int64)


def _begin(end: "np.ndarray[tuple[int], np.dtype[np.int64]]") -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    return np.concatenate(([0], end[:-1])).astype(np.int64)[: len(end)]
