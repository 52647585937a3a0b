"""Measured maps made by hand, for tests of what is made of them."""

from flowatlas.discover.times.measured import MeasuredMap, MeasuredRework, MeasuredStep, Spread
from flowatlas.model.working_hours import WorkingHours

HOUR = 3600.0


def spread(p10, p50, p85, p95, size=400, censored=0):
    """Percentiles in hours of working time."""
    return Spread(*(None if one is None else one * HOUR for one in (p10, p50, p85, p95)), size, censored)


def step(name, after=(), **told):
    """A step of 400 items that all do once."""
    values = {
        "activities": (name,),
        "share": 1.0,
        "is_alternative": False,
        "items": 400,
        "passes": 400,
        "process": spread(1, 2, 3, 4),
        "wait": spread(2, 4, 8, 12) if after else None,
    }
    return MeasuredStep(name, after=after, **{**values, **told})


def chain(*names, **told):
    """Steps one after the other."""
    return tuple(step(name, (place - 1,) if place else (), **told) for place, name in enumerate(names))


def measured(steps, **told):
    """A measured map of these steps."""
    values = {
        "source": "export/tracker.csv",
        "hours": WorkingHours(),
        "items": 400,
        "finished": 380,
        "dropped": 0,
        "began": 1_767_225_600_000_000,
        "taken": 1_782_864_000_000_000,
        "lead_time": spread(10, 20, 40, 60),
    }
    return MeasuredMap(steps=tuple(steps), **{**values, **told})


def back(to, share, count, wait=None):
    """A way back."""
    return MeasuredRework(to, share, count, wait)
