"""Queues as people draw them, with times as theory has them: a map in YAML, and what is known exactly given beside."""

from textwrap import dedent

import numpy as np

from flowatlas import load
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.engine import run, runs
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.simulation.run import Asked

ALL_HOURS = "calendar: {hours_per_day: 24, days_per_week: 7}\n"
"""All time is working time, so that a second is a second."""


def queue(text, calendar=ALL_HOURS, start=None, **given):
    """A map, planned; keywords such as ``a=Exponential(1.0)`` are process times of steps, ``arrivals`` the intervals."""
    atlas = load(calendar + "current:\n" + "".join(f"  {line}\n" for line in dedent(text).strip().splitlines()))
    replaced = {name if name == "arrivals" else f"steps/{name}/process_time": one for name, one in given.items()}
    stream = atlas.current
    return plan_of(Samples(stream, atlas.calendar.times), atlas.calendar.hours, given=replaced, start=start)


def everything(planned, **asked):
    """One run from an empty stream until nothing more happens, with all that can be kept."""
    return run(planned.plan, Asked(keeps_passes=True, keeps_work=True, **asked))


def replications(planned, seed, count=20, items=2000, warm_up=400):
    """Independent runs of usual days."""
    return list(
        runs(planned.plan, [Asked(seed=1000 * seed + one, warm_up=warm_up, items=items) for one in range(count)])
    )


def is_near(values, truth, errors=4.0):
    """Whether the mean of independent figures lies within so many of its own standard errors of the truth."""
    values = np.asarray(values)
    return abs(values.mean() - truth) <= errors * values.std(ddof=1) / np.sqrt(len(values))


def by_item(found):
    """The lead times in the order in which items came."""
    return found.finished.lead[np.argsort(found.finished.item)]
