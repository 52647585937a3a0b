"""A study: one state of an atlas with its figures, from which all is worked out that its other maps say.

Whatever could be changed is laid over the current map and measured on common draws, so that what stays the same
cancels out and an effect is no accident of sampling.
"""

import json
import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, NamedTuple, TypeVar

import numpy as np

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.draws import Draws, bounded
from flowatlas.metrics.metric import metrics
from flowatlas.metrics.report import Report
from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.samples import BLOCK, DEFAULT_DRAWS, Samples
from flowatlas.model.atlas import Atlas
from flowatlas.model.overlay import lay
from flowatlas.model.path import Plain, as_mapping
from flowatlas.model.picture import Worked
from flowatlas.model.places import canonical
from flowatlas.model.registry import DERIVATIONS, load_folder

LEAD = "lead_time_with_rework"
NOTHING: Mapping[str, Any] = {}

Function = TypeVar("Function", bound=Callable[["Study"], object])


class Effect(NamedTuple):
    """What changes do to a figure of the stream: after less before, over what we do not know.

    ``low``, ``middle`` and ``high`` are p10, p50 and p90, ``mean`` the expected change, which adds up over changes
    that are made one after the other; ``share`` the relative change of the expected figure, None where there was
    nothing or it is unbounded; ``sure`` the chance, 0 to 1, that the figure falls at all. Times are seconds of working
    time.
    """

    low: float
    middle: float
    high: float
    mean: float
    share: float | None
    sure: float


class Study:
    """One state of an atlas: its plain values, its records, what the figures say, and what changes would do."""

    def __init__(self, plain: Plain, atlas: Atlas, report: Report) -> None:
        self.plain, self.atlas, self.report = plain, atlas, report
        self.current = as_mapping(plain.get(ValueStreamMap.section))
        self._samples: dict[str, Samples] = {}
        self._draws: dict[tuple[str, str], Draws | None] = {}

    @property
    def stream(self) -> ValueStreamMap:
        """The current map; an empty one where there is none."""
        return self.atlas.map_or_blank(ValueStreamMap)

    def stream_with(self, changes: Mapping[str, Any]) -> ValueStreamMap:
        """The current map with changes laid over it, by path relative to it; nothing removes."""
        return self.stream_of(lay(self.current, dict(changes)))

    def stream_of(self, current: Plain) -> ValueStreamMap:
        """A map read from plain values in the calendar of the atlas."""
        calendar = self.atlas.calendar.times
        return ValueStreamMap.read(canonical(ValueStreamMap, current), ValueStreamMap.section, calendar)[0]

    def samples(self, changes: Mapping[str, Any] = NOTHING) -> Samples:
        """All samples of the map with changes, on the draws of the map without."""
        key = _key(changes)
        if key not in self._samples:
            own = self.report.samples.center
            options: dict[str, Any] = {"seed": own.seed, "is_independent": own.is_independent, "draws": self.draws}
            twin = self.samples() if changes else None
            self._samples[key] = Samples(
                self.stream_with(changes), self.atlas.calendar.times, is_sampled=True, twin=twin, **options
            )
        return self._samples[key]

    @property
    def draws(self) -> int:
        """How many states of what we do not know are looked at; what changes can be in doubt where the map is not."""
        return self.report.samples.draws if self.report.samples.draws > 1 else DEFAULT_DRAWS

    def doubt(self, metric: str, changes: Mapping[str, Any] = NOTHING) -> Draws | None:
        """A metric of the map with changes over what we do not know; None where it cannot be given.

        A metric that belongs to several records cannot.
        """
        key = metric, _key(changes)
        if key not in self._draws:
            self._draws[key] = self._doubt(metric, self.samples(changes))
        return self._draws[key]

    def _doubt(self, metric: str, samples: Samples) -> Draws | None:
        known = next(one for one in metrics() if one.name == metric)
        if not samples.center.stream.steps:
            return None
        blocks = []
        for block in range(samples.blocks):
            try:
                values = known.function(samples.doubt(block))
            except CannotSayError:
                return None
            if not isinstance(values, np.ndarray):
                return None
            blocks.append(np.broadcast_to(values, min(BLOCK, samples.draws - block * BLOCK)))
        return bounded(np.concatenate(blocks))

    def effect(
        self, changes: Mapping[str, Any], beside: Mapping[str, Any] = NOTHING, *, metric: str = LEAD
    ) -> Effect | None:
        """What changes do to a figure on top of those ``beside`` them; None where it cannot be told."""
        before = self.doubt(metric, beside)
        after = self.doubt(metric, {**beside, **changes})
        return None if before is None or after is None else effect_of(before, after)


def effect_of(before: Draws, after: Draws) -> Effect:
    """The change from one figure to another on common draws; no change where both are unbounded."""
    size = max(len(before), len(after))
    before, after = np.broadcast_to(before, size), np.broadcast_to(after, size)
    with np.errstate(invalid="ignore"):
        change = after - before
    change = np.where(np.isnan(change), 0.0, change)
    low, middle, high = (float(one) for one in np.quantile(change, (0.1, 0.5, 0.9), method="inverted_cdf"))
    base, mean = float(before.mean()), float(change.mean())
    share = mean / base if base and math.isfinite(base) and math.isfinite(mean) else None
    return Effect(low, middle, high, mean, share, float((change < 0).mean()))


def _key(changes: Mapping[str, Any]) -> str:
    return json.dumps(list(changes.items()), default=str)


def derives(kind: type) -> Callable[[Function], Function]:
    """Make known how what the figures say of a map is worked out from a study; ``kind`` is the class that holds it."""

    def register(function: Function) -> Function:
        DERIVATIONS.add(kind.__name__, (kind, function))
        return function

    return register


def worked_of(study: Study) -> Worked:
    """All that can be worked out from a study, once somebody asks for it."""
    load_folder("flowatlas.metrics.studies")
    return Worked({kind: partial(function, study) for kind, function in DERIVATIONS.values()})
