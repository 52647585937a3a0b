"""Rolled %C&A: how often everything is right the first time."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.model.path import join
from flowatlas.model.quantity import Share


@metric(
    title="Rolled %C&A",
    kind=Share,
    is_of_items=False,
    bound="at_most",
    sentence="{value} of the items pass every rated step without going back.",
)
def rolled_percent_complete_accurate(sample: Sample) -> Draws:
    """Chance that an item needs no rework at any rated step, 0 to 1: the product of %C&A over the steps it does.

    A step without a figure is left out of the product and counted as unknown.

    Source: Martin, Osterling, Value Stream Mapping (2014).
    """
    missing = [step_id for step_id in sample.stream.steps if sample.quality(step_id) is None]
    for step_id in missing:
        if sample.stream.steps[step_id].percent_complete_accurate is None:
            sample.amount(f"steps/{join(step_id)}/percent_complete_accurate", None)
    if len(missing) == len(sample.stream.steps):
        raise CannotSayError("Nobody has rated a step yet: how much of its output can the receiver use as it is?")
    return Passage(sample, with_rework=False).chance_of_no_fault()
