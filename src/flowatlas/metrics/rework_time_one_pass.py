"""Rework time, one pass: what one round of every loop would add."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Duration


@metric(
    title="Rework time, one pass",
    kind=Duration,
    is_of_items=False,
    sentence="If nothing went wrong twice, rework would add {value} on average.",
)
def rework_time_one_pass(sample: Sample) -> Draws:
    """Expected extra time if every loop is gone through at most once, in seconds.

    Per step (1 - %C&A) x (gap + process), per rework link share x (its wait + one pass from target to sender). Loops on
    parallel branches all count, whichever branch is the longest.

    Source: the usual rule of spreadsheets and of bdfinst/value-stream-map, calculation scenarios.
    """
    passage = Passage(sample, with_rework=False)
    total = sample.zero
    for step_id, often in passage.visits().steps.items():
        for link in sample.links(step_id):
            total = total + often * sample.link_share(link) * passage.one_more_pass(link)
    return total
