"""Wait time: how much of the lead time the item waits between steps."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Duration


@metric(title="Wait time", kind=Duration, sentence="It waits for {value} between the steps.")
def wait_time(sample: Sample) -> Draws:
    """Time in gaps on the longest way from trigger to customer, first pass, in seconds; lead time less process time."""
    return Passage(sample, with_rework=False).time(WAIT)
