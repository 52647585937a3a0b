"""Work content: all the work in an item, side by side or not."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Duration


@metric(title="Work content", kind=Duration, sentence="All steps of an item together take {value}.")
def work_content(sample: Sample) -> Draws:
    """Process time of all steps on every way that the item takes, first pass, in seconds."""
    sample.require_work()
    total = sample.zero
    for step_id, often in Passage(sample, with_rework=False).visits().steps.items():
        total = total + often * sample.process(step_id)
    return total
