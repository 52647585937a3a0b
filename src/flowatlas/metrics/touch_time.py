"""Touch time: how long hands are on the item."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Duration


@metric(title="Touch time", kind=Duration, sentence="Hands are on an item for {value}.")
def touch_time(sample: Sample) -> Draws:
    """Hands-on part of the work content, in seconds; a step whose touch time nobody gave is unknown."""
    total = sample.zero
    for step_id, often in Passage(sample, with_rework=False).visits().steps.items():
        total = total + often * sample.touch(step_id)
    return total
