"""Lead time with rework: how long an item takes when what goes wrong is done again."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.quantity import Duration


@metric(
    title="Lead time with rework",
    kind=Duration,
    spread_sentence=(
        "Half of all items take under {p50}, one in ten over {p90}, with everything that is done again; "
        "the typical time itself is known only to within {typical}."
    ),
    sentence="An item takes {value} on average, with everything that is done again.",
)
def lead_time_with_rework(sample: Sample) -> Draws:
    """Expected time from trigger to customer with every loop repeated as often as it happens, in seconds.

    A step without a %C&A counts as right at once. Unbounded where nothing ever gets out of a loop.

    Source: Kemeny, Snell, Finite Markov Chains (1960).
    """
    return Passage(sample, with_rework=True).time(WAIT, PROCESS)
