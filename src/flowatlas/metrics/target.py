"""The target: how likely the stream meets it now."""

from typing import NamedTuple

import numpy as np

from flowatlas.maps.outcome import SMALLER_IS_BETTER, OutcomeMap
from flowatlas.metrics.draws import bounded
from flowatlas.metrics.metric import metrics
from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.samples import Samples
from flowatlas.model.atlas import Atlas
from flowatlas.model.notation import QuantityError
from flowatlas.model.quantity import Duration

__all__ = ["SMALLER_IS_BETTER", "Chance", "chance_of_target"]


class Chance(NamedTuple):
    """How a target stands now: the metric, what is wanted, and two chances, 0 to 1.

    ``items`` is the share of items that meet it; ``typical`` how sure it is that the mean over items does.
    """

    title: str
    wanted: str
    items: float
    typical: float


def chance_of_target(atlas: Atlas, samples: Samples) -> Chance | None:
    """How likely the target is met as things are; None where no target is measured by a metric.

    Times, handoffs, load, work in progress and toil must not be larger than the target, everything else not smaller.
    """
    outcome = atlas.map(OutcomeMap)
    target = outcome.target if outcome is not None else None
    known = {one.name: one for one in metrics()}.get(target.measure) if target is not None else None
    if target is None or target.value is None or known is None or not samples.center.stream.steps:
        return None
    try:
        wanted = known.kind.read(target.value, samples.center.calendar)
    except QuantityError:
        return None
    if not wanted.points:
        return None
    is_less = known.kind is Duration or known.name in SMALLER_IS_BETTER
    met_by_items: list[float] = []
    met_by_mean: list[float] = []
    for block in range(samples.blocks):
        try:
            doubt = known.function(samples.doubt(block))
            items = known.function(samples.items(block)) if known.is_of_items else doubt
        except CannotSayError:
            return None
        if not isinstance(doubt, np.ndarray) or not isinstance(items, np.ndarray):
            return None
        for draws, met in ((items, met_by_items), (doubt, met_by_mean)):
            reached = bounded(draws) <= wanted.middle * (1 + 1e-9) if is_less else draws >= wanted.middle * (1 - 1e-9)
            met.append(float(reached.mean()))
    return Chance(known.title, str(wanted.typed), float(np.mean(met_by_items)), float(np.mean(met_by_mean)))
