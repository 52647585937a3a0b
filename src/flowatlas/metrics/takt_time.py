"""Takt time: how often an item is asked for."""

from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import metric
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.model.quantity import Duration


@metric(title="Takt time", kind=Duration, is_of_items=False, sentence="One item is asked for every {value}.")
def takt_time(sample: Sample) -> Draws:
    """Available working time per item asked for, in seconds: one over demand.

    Source: Rother, Shook, Learning to See (1999).
    """
    demand = sample.demand(rises=False)
    if not (demand > 0).all():
        raise CannotSayError("Nothing is asked for, so there is no takt.")
    return 1 / demand
