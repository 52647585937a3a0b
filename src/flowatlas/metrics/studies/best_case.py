"""The best case taken for the expected one: figures of a future that are better than what anybody has seen."""

from collections.abc import Iterator, Mapping
from typing import Any

from flowatlas.metrics.studies.moves import roadmap_of
from flowatlas.metrics.study import LEAD, Study
from flowatlas.model.case import Compared
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.notation import QuantityError
from flowatlas.model.quantity import Duration, Quantity


def best_cases(study: Study, name: str, changes: Mapping[str, Any], lead: Compared) -> Iterator[Finding]:
    """Changed figures that nobody doubts, and a lead time that is better than all that was ever read.

    ``name`` is the full path that the findings are about, ``changes`` what is changed on the current map, ``lead`` the
    lead time before and after.
    """
    wished = list(_wished(study, changes))
    single = [one for one in wished if one.is_single]
    every = len(wished)
    if single:
        several = f"all {every}" if len(single) == every else f"{len(single)} of {every}"
        told = "the only changed figure is a single one" if every == 1 else f"{several} changed figures are single ones"
        yield Finding(
            name,
            f"{told}, without a range, which is often the best case",
            Severity.WARNING,
            "write what it may come to, such as 1d..3d",
        )
    after = lead.numbers[1]
    best = min(_read(study), default=None)
    if after is not None and best is not None and after < best:
        said = Duration.say(best, study.atlas.calendar.times)
        yield Finding(
            name,
            f"the future takes {lead.after}, which is better than every reading so far; the best one is {said}",
            Severity.WARNING,
            "take readings before you rely on it",
        )


def _wished(study: Study, changes: Mapping[str, Any]) -> Iterator[Quantity]:
    """The times and shares that a case changes, where they are figures; what falls away altogether is none."""
    before, after = study.stream, study.stream_with(changes)
    for step_id, step in after.steps.items():
        old = before.steps.get(step_id)
        pairs = [
            (getattr(old, field, None), getattr(step, field))
            for field in ("wait_time", "process_time", "touch_time", "percent_complete_accurate", "share")
        ]
        for link_id, link in step.rework.items():
            known = old.rework.get(link_id) if old is not None else None
            pairs += [(getattr(known, field, None), getattr(link, field)) for field in ("share", "wait_time")]
        for typed, value in pairs:
            if value != typed and isinstance(value, Quantity) and value.points and value.middle:
                yield value


def _read(study: Study) -> Iterator[float]:
    """Readings of lead time that the roadmap holds, in seconds of working time."""
    for item in roadmap_of(study).items.values():
        measure = item.measure
        if measure is None or measure.metric not in {"lead_time", LEAD}:
            continue
        for typed in measure.readings.values():
            try:
                value = Duration.read(typed, study.atlas.calendar.times)
            except QuantityError:
                continue
            if value.points:
                yield value.middle
