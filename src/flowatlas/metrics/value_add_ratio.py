"""Value-add ratio: how much of the lead time adds value for the customer."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.flow_efficiency import ratio
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import ADDING, PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Share


@metric(
    title="Value-add ratio (value-adding process time / lead time)",
    kind=Share,
    sentence="Work that the customer would pay for is {value} of the lead time.",
)
def value_add_ratio(sample: Sample) -> Draws:
    """Share of the lead time in which value is added, 0 to 1: process time of adding steps / lead time, first pass.

    Unknown unless every step says whether it adds value.
    """
    sample.require_work()
    passage = Passage(sample, with_rework=False)
    return ratio(passage.time(ADDING), passage.time(WAIT, PROCESS))
