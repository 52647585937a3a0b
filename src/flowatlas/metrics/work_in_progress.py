"""Work in progress: how many items are on their way at once."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.throughput import throughput
from flowatlas.model.quantity import Count


@metric(
    title="Work in progress",
    kind=Count,
    # None: the least time that people need lets them finish most items, and those wait the least.
    bound="none",
    is_of_items=False,
    sentence="About {value} items are on their way at any time.",
)
def work_in_progress(sample: Sample) -> Draws:
    """Items started and not finished, by Little's law: throughput x lead time with rework, in working time.

    Holds for a stream in which as many items are finished as are started.

    Source: Little, A Proof for the Queuing Formula L = λW, Operations Research 9 (1961).
    """
    return throughput(sample) * Passage(sample, with_rework=True).time(WAIT, PROCESS)
