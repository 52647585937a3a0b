"""Toil: hours that manual work takes every week without adding value."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.model.quantity import Duration


@metric(
    title="Toil a week",
    kind=Duration,
    is_of_items=False,
    sentence="By hand, and without adding value, people spend {value} a week.",
)
def toil(sample: Sample) -> Draws:
    """Seconds of working time a week spent on manual and assisted steps that do not add value.

    Touch (else process) time x demand x visits, rework counted as often as it happens. Steps that say nothing of
    automation are left out.
    """
    tedious = [
        step_id
        for step_id, step in sample.stream.steps.items()
        if step.automation in {"manual", "assisted"} and step.value != "adding"
    ]
    if all(step.automation is None for step in sample.stream.steps.values()):
        raise CannotSayError("No step says whether it is manual, assisted or automated.")
    visits = Passage(sample, with_rework=True).visits().steps
    weekly = sample.demand() * sample.calendar.unit_seconds("wk")
    return sum((visits[step_id] * sample.effort(step_id) * weekly for step_id in tedious), sample.zero)
