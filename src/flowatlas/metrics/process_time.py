"""Process time: how much of the lead time somebody or something works on the item."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import PROCESS
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Duration


@metric(title="Process time", kind=Duration, sentence="Of that, work takes {value}.")
def process_time(sample: Sample) -> Draws:
    """Time in steps on the longest way from trigger to customer, first pass, in seconds; lead time less wait time."""
    sample.require_work()
    return Passage(sample, with_rework=False).time(PROCESS)
