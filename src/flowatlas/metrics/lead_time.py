"""Lead time: how long an item takes from trigger to customer."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Duration


@metric(
    title="Lead time",
    kind=Duration,
    spread_sentence=(
        "Half of all items take under {p50}, one in ten over {p90}; "
        "the typical time itself is known only to within {typical}."
    ),
    sentence="From trigger to customer an item takes {value}.",
)
def lead_time(sample: Sample) -> Draws:
    """Time from trigger to customer on the first pass: the longest way of gaps and steps, in seconds.

    Where items take different routes, the mean over the routes; a join waits for the slowest branch.
    """
    return Passage(sample, with_rework=False).time(WAIT, PROCESS)
