"""Queue clearing: when everybody who waits now will have been served."""

import numpy as np

from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.throughput import capacity
from flowatlas.model.quantity import Duration


@metric(
    title="Time to clear the backlog",
    kind=Duration,
    is_of_items=False,
    sentence="The backlog is served after {value}, if nothing new comes in between and the pace stays the same.",
)
def queue_clearing(sample: Sample) -> Draws:
    """When the backlog is served, in seconds of working time: a first estimate, without simulation.

    Backlog x lead time with rework / items worked on at once; where that is not said, backlog / capacity of the people.
    New arrivals are not counted.
    """
    stream = sample.stream
    if stream.backlog is None:
        raise CannotSayError("Nothing says how many items wait to be started: add backlog.")
    backlog = sample.amount("backlog", stream.backlog)
    if stream.in_parallel is not None and stream.in_parallel.points:
        at_once = sample.amount("in_parallel", stream.in_parallel, rises=False)
        lead = Passage(sample, with_rework=True).time(WAIT, PROCESS)
        return np.where(backlog > 0, backlog * lead / np.maximum(at_once, 1 / UNBOUNDED), 0.0)
    pace = capacity(sample)
    if pace is None:
        raise CannotSayError(
            "Nothing says how many items are worked on at once: add in_parallel, or people to the roles."
        )
    return np.where(backlog > 0, backlog / np.maximum(pace, 1 / UNBOUNDED), 0.0)
