"""Load: how much of their time the stream asks of people."""

import numpy as np

from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.model.atlas import weekday_of
from flowatlas.model.path import join
from flowatlas.model.quantity import Share


@metric(
    title="Load", kind=Share, is_of_items=False, sentence="{name}: the stream asks for {value} of the time they have."
)
def load(sample: Sample) -> dict[str, Draws]:
    """Work asked of a role over the time it has, by role: demand x visits x effort / (people x availability).

    Effort is touch time, else process time; rework counts as often as it happens. A step done by several roles asks
    its effort of each. Who has working days of their own has no more days than these. Over 1 the work piles up.
    """
    demand = sample.demand()
    staffed = {
        role_id: role for role_id, role in sample.stream.roles.items() if role.people is not None and role.people.points
    }
    if not staffed:
        raise CannotSayError("Nothing says how many people there are: add people to the roles.")
    return {role_id: demand * workload(sample, role_id) for role_id in staffed}


def workload(sample: Sample, role_id: str) -> Draws:
    """Seconds of a role's available time that one item takes; huge where nobody is available."""
    role = sample.stream.roles[role_id]
    effort = sample.zero
    for step_id, often in Passage(sample, with_rework=True).visits().steps.items():
        if role_id in sample.stream.steps[step_id].roles:
            effort = effort + often * sample.effort(step_id)
    people = sample.amount(f"roles/{join(role_id)}/people", role.people, rises=False)
    if role.availability is not None and role.availability.points:
        people = people * sample.amount(
            f"roles/{join(role_id)}/availability", role.availability, unknown=1.0, rises=False
        )
    people = people * _days(sample, role_id)
    return np.where(effort > 0, effort / np.maximum(people, 1 / UNBOUNDED), 0.0)


def _days(sample: Sample, role_id: str) -> float:
    """The part of the calendar's days on which a role works."""
    own = {day for one in sample.stream.roles[role_id].workdays if (day := weekday_of(one)) is not None}
    return len(own) / max(len(own), sample.calendar.days_per_week) if own else 1.0
