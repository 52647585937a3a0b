"""Rework time: what doing things again costs an item."""

import numpy as np

from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.model.quantity import Duration


@metric(title="Rework time", kind=Duration, is_of_items=False, sentence="Doing things again adds {value} on average.")
def rework_time(sample: Sample) -> Draws:
    """Expected extra time of an item, in seconds: lead time with rework less lead time, loops repeated as they happen.

    Never below 0, though going back may lead past a longer way.

    Source: Kemeny, Snell, Finite Markov Chains (1960).
    """
    without = Passage(sample, with_rework=False).time(WAIT, PROCESS)
    if (without > UNBOUNDED / 1e6).all():
        raise CannotSayError("Items wait for ever even where nothing goes wrong, so what rework adds cannot be told.")
    total = Passage(sample, with_rework=True).time(WAIT, PROCESS)
    return np.maximum(total - without, 0.0)
