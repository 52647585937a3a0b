"""What was read of an item of the roadmap, held against what it was to bring."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from flowatlas.drawing.figure import spelled
from flowatlas.drawing.told import text_of
from flowatlas.maps.outcome import SMALLER_IS_BETTER
from flowatlas.maps.roadmap import Reading, RoadmapItem, Verdict, latest_reading, period_of
from flowatlas.metrics.metric import Metric, metrics
from flowatlas.metrics.studies.moves import changes_of
from flowatlas.metrics.study import Study
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import QuantityError
from flowatlas.model.quantity import Count, Duration, Money, Quantity, Rate, Share

HALFWAY = 0.5
TOLERANCE = 1e-9


def reading_of(study: Study, item_id: str, item: RoadmapItem) -> Reading | None:
    """The latest reading of an item held against what was predicted; None where nothing was read.

    Predicted is the target of the measure, or what the item does to its metric. At or beyond it is a hit. A reading
    after the due date that made less than half of the way is a miss. Before that, and while the item is not started, it
    is too early for that.
    """
    measure = item.measure
    if measure is None:
        return None
    latest = latest_reading(measure)
    if latest is None:
        return None
    period, typed = latest
    text = text_of(typed) if isinstance(typed, dict) else spelled(typed)
    known = {one.name: one for one in metrics()}.get(_metric_name(measure.metric))
    calendar = study.atlas.calendar.times
    kind = known.kind if known is not None else _kind_of([typed, measure.target, measure.baseline], calendar)
    now, wanted, before = (_figure(kind, one, calendar) for one in (typed, measure.target, measure.baseline))
    source = "the target"
    if known is not None and (wanted is None or before is None):
        predicted = _predicted(study, item_id, known.name)
        if wanted is None and predicted[1] is not None:
            wanted, source = predicted[1], "what the map predicts"
        before = predicted[0] if before is None else before

    def verdict(word: Verdict, why: str) -> Reading:
        return Reading(period.text, text, word, why)

    if kind is None or now is None:
        return verdict("cannot be told", "the reading is not in the unit of its target or metric")
    if wanted is None:
        return verdict("cannot be told", "there is no target to hold it against")
    aim = (
        f"{source} of {kind.say(wanted, calendar)}"
        if source == "the target"
        else (f"{source}, {kind.say(wanted, calendar, is_rough=True)}")
    )
    if item.status in (None, "not started"):
        return verdict("too early", "the item is not started, so this is where it stood before")
    is_less = _is_less(known, before, wanted)
    if is_less is None:
        return verdict("cannot be told", "without a baseline nobody knows whether more or less is better")
    if now <= wanted * (1 + TOLERANCE) if is_less else now >= wanted * (1 - TOLERANCE):
        return verdict("hit", f"at or beyond {aim}")
    due = period_of(item.due) if item.due else None
    is_late = due is not None and period.end > due.end
    way = None if before is None or before == wanted else (before - now) / (before - wanted)
    if is_late and (way is None or way < HALFWAY):
        return verdict("miss", f"after the due date and {_far(way)} {aim}")
    if way is not None and way > 0:
        return verdict("on the way", f"{_far(way)} {aim}{', though after the due date' if is_late else ''}")
    return verdict("too early", f"{_far(way)} {aim}, {'before the due date' if due else 'and no due date is set'}")


def _far(way: float | None) -> str:
    if way is None:
        return "short of"
    if way <= 0:
        return "no nearer to"
    return f"{min(way, 0.99) * 100:.0f}% of the way to"


def _predicted(study: Study, item_id: str, name: str) -> tuple[float | None, float | None]:
    """A metric of the map as it is, and with the item: the middle of what we do not know."""
    changes = changes_of(study, item_id)
    if study.report.samples.is_blank:
        return None, None
    found: list[float | None] = []
    for laid in ({}, changes):
        draws = study.doubt(name, laid) if laid or not found else None
        middle = None if draws is None else float(np.median(draws))
        found.append(middle if middle is not None and math.isfinite(middle) else None)
    return found[0], found[1]


def _is_less(known: Metric | None, before: float | None, wanted: float) -> bool | None:
    """Whether less is better: towards the target, else as is usual for the metric; None where neither tells."""
    if before is not None and before != wanted:
        return wanted < before
    if known is None:
        return None
    return known.kind is Duration or known.name in SMALLER_IS_BETTER


def _kind_of(typed: Sequence[Any], calendar: Calendar) -> type[Quantity] | None:
    """The kind of quantity that all figures are which somebody gave."""
    given = [one for one in typed if one is not None]
    for kind in (Count, Duration, Share, Rate, Money):
        if all(_figure(kind, one, calendar) is not None for one in given):
            return kind
    return None


def _figure(kind: type[Quantity] | None, typed: Any, calendar: Calendar) -> float | None:
    if kind is None or typed is None:
        return None
    try:
        quantity = kind.read(typed, calendar)
    except QuantityError:
        return None
    return quantity.middle if quantity.points and math.isfinite(quantity.middle) else None


def _metric_name(typed: str | None) -> str:
    """The name of a metric, however it is spelled; '' for none."""
    return "_".join((typed or "").casefold().replace("-", " ").replace("_", " ").split())
