"""Eased plans: the same stream with a little more people or a little less time at one place."""

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.simulation.plan import SPLIT

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Plan


def with_person(plan: "Plan", role: int) -> "Plan":
    """The plan with one more person in a role, who is there as much as the others."""
    people = plan.roles.people.copy()
    people[:, role] += 1
    return plan._replace(roles=plan.roles._replace(people=people))


def with_times(plan: "Plan", times: Iterable[int], part: float) -> "Plan":
    """The plan with some times, by number, a part of what they are; those given one by one stay as they are."""
    shift = plan.times.shift.copy()
    for time in times:
        pieces = slice(plan.times.begin[time], plan.times.end[time])
        is_split = plan.lines.kind[plan.times.line[:, pieces]] == SPLIT
        shift[:, pieces] = np.where(is_split, shift[:, pieces] + math.log(part), shift[:, pieces] * part)
    return plan._replace(times=plan.times._replace(shift=shift))


def with_turns(plan: "Plan", step: int, part: float) -> "Plan":
    """The plan with a part of the time between turns at a step."""
    cadence = plan.steps.cadence.copy()
    cadence[:, step] *= part
    return plan._replace(steps=plan.steps._replace(cadence=cadence))


def with_share_back(plan: "Plan", step: int, link: int, part: float) -> "Plan":
    """The plan with a part of what goes back from a step on one of its ways back, by number; the others stay."""
    reached = plan.steps.back_reached.copy()
    begin = plan.steps.back_begin[step]
    before = reached[:, link - 1] if link > begin else 0.0
    less = (reached[:, link] - before) * (1 - part)
    reached[:, link : plan.steps.back_end[step]] -= less[:, None]
    return plan._replace(steps=plan.steps._replace(back_reached=reached))
