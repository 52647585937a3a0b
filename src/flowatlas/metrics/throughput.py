"""Throughput: how many items are finished."""

from functools import reduce

import numpy as np

from flowatlas.metrics.draws import UNBOUNDED, Draws
from flowatlas.metrics.load import workload
from flowatlas.metrics.metric import metric
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample, applies
from flowatlas.model.path import join
from flowatlas.model.quantity import Rate


@metric(title="Throughput", kind=Rate, is_of_items=False, sentence="Items are finished at a rate of {value}.")
def throughput(sample: Sample) -> Draws:
    """Items finished per second of working time: the smaller of demand and capacity."""
    limit = capacity(sample)
    if limit is not None and not applies(sample.stream.demand):
        return limit
    demand = sample.demand()
    return demand if limit is None else np.minimum(demand, limit)


def capacity(sample: Sample) -> Draws | None:
    """Items that people and places can finish per second of working time; None where nothing limits them.

    The least over roles of people x availability / effort, and over steps of the items they hold / process time; steps
    are visited as often as rework makes it.
    """
    limits = []
    for role_id, role in sample.stream.roles.items():
        if role.people is not None and role.people.points:
            asked = workload(sample, role_id)
            pace = np.where(asked < UNBOUNDED / 1e6, 1 / np.where(asked > 0, asked, 1.0), 0.0)
            limits.append(np.where(asked > 0, pace, np.inf))
    for step_id, often in Passage(sample, with_rework=True).visits().steps.items():
        step = sample.stream.steps[step_id]
        if step.capacity is not None and step.capacity.points:
            held = sample.amount(f"steps/{join(step_id)}/capacity", step.capacity)
            busy = often * sample.process(step_id)
            limits.append(np.where(busy > 0, held / np.where(busy > 0, busy, 1.0), np.inf))
    limits = [limit for limit in limits if np.isfinite(limit).all()]
    return reduce(np.minimum, limits) if limits else None
