"""Pressure: what comes over what people and places can finish, worked out without simulation."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.metrics.load import load
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.throughput import capacity

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats

FULL = 1.0
NEARLY_FULL = 0.95
"""From which load on work piles up, and from which on a simulation takes very long to come to rest."""


def pressure(sample: Sample, rows: int) -> "Floats":
    """Demand over capacity, one figure for each state of doubt; 0 where nothing limits the stream or nothing comes.

    From 1 on work piles up. Set-up, batches, turns and limits are left out; a simulation sees what they do.
    """
    try:
        demand, most = sample.demand(), capacity(sample)
    except CannotSayError:
        return np.zeros(rows)
    if most is None:
        return np.zeros(rows)
    found = demand / np.maximum(most, 1e-300)
    return np.array(np.broadcast_to(found[:rows] if len(found) > 1 else found, rows), np.float64)


def loads(sample: Sample) -> dict[str, float]:
    """The load of each role with people at our best knowledge, by id; empty where it cannot be told."""
    try:
        return {role_id: float(draws[0]) for role_id, draws in load(sample).items()}
    except CannotSayError:
        return {}
