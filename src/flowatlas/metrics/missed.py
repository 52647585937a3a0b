"""Missed: whether what is wanted makes the constraint cost less, or improves something else."""

from collections.abc import Sequence

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import Constraint, losses
from flowatlas.metrics.sample import Sample
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding, Severity

NOTICED = 0.001
"""By which part what the constraint costs has to fall at least."""


def limit_of(found: Constraint | None) -> tuple[str, ...]:
    """The paths of the constraint; none where no single place stands out."""
    return () if found is None or found.found.is_small else found.found.paths


def eases(paths: Sequence[str], before: Sample, after: Sample) -> bool:
    """Whether any of these elements costs less lead time, at our best knowledge, than before.

    An element costs what lead time would lose without it. What cannot cost much any more counts as eased.
    """
    costs = [
        {path: float(loss[0]) for several, loss in losses(one, paths).items() for path in several}
        for one in (before, after)
    ]
    return any(costs[1].get(path, 0.0) < costs[0].get(path, 0.0) * (1 - NOTICED) for path in paths)


def missed(
    name: str, title: str, before: ValueStreamMap, after: ValueStreamMap, found: Constraint | None, calendar: Calendar
) -> Finding | None:
    """What to tell of a future that leaves the constraint as it is; None where it does not, or changes nothing."""
    paths = limit_of(found)
    if not paths or found is None or not after.steps or before.steps == after.steps:
        return None
    if eases(paths, Sample(before, calendar), Sample(after, calendar)):
        return None
    return Finding(
        name,
        f"“{title}” improves something else than the constraint, {found.found.name}",
        Severity.INFO,
        "time won elsewhere often waits at the constraint again; begin there",
    )
