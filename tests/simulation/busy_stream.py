"""Random streams in which everything can happen: few people, limits, batches, turns, classes, days off, ways back."""

from functools import lru_cache
from random import Random
from typing import NamedTuple

import numpy as np
from brute_force import typed
from queues import everything
from random_stream import random_stream

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.plan import FORK
from flowatlas.simulation.planning.planned import Planned, plan_of
from flowatlas.simulation.run import Run
from flowatlas.store.schema import read_atlas, tidy

ITEMS = 150

WORKDAYS = (["mon", "wed"], ["wed", "thu", "fri"], ["mon", "wed", "fri"], [])

HOUR, DAY, WEEK = 3600.0, 86_400.0, 604_800.0


class Lived(NamedTuple):
    """A stream as plain mappings, its plan, and one run of it from the first item to the last."""

    stream: dict
    planned: Planned
    found: Run

    @property
    def is_in_one_line(self):
        """Whether an item is never in two places at once."""
        return FORK not in self.planned.plan.routes.leave

    @property
    def steps(self):
        """The steps in map order."""
        return list(self.stream["steps"].values())

    @property
    def is_by_hours(self):
        """Whether seconds are those of clocks on walls."""
        return len(self.planned.plan.hours.begin) > 0


def busy_stream(random):
    """A stream as plain mappings; its gaps, work and arrivals are of about the same size."""
    stream = random_stream(random)
    for step in stream["steps"].values():
        _shorten(random, step)
        _hold_up(random, step)
        step["roles"] = random.choice([[], ["a"], ["b"], ["c"], ["a"], ["b"], ["a", "b"], ["c", "a"]])
        for link in step.get("rework", {}).values():
            if "wait_time" in link:
                link["wait_time"] = float(random.randint(0, 9_999))
    if "final_wait" in stream:
        stream["final_wait"] = float(random.randint(0, 9_999))
    has_days = random.random() < 0.4
    for role in stream["roles"].values():
        role["people"] = random.choice([1, 1, 2, 3, 1.5])
        role["availability"] = random.choice([1.0, 1.0, 0.6])
        if has_days:
            role["workdays"] = random.choice(WORKDAYS)
    if random.random() < 0.5:
        stream["classes"] = {"urgent": {"share": 0.3, "priority": 1}, "usual": {"priority": 2}, "rare": {"share": 0.1}}
    if random.random() < 0.3:
        stream["work_in_progress_limit"] = random.randint(2, 12)
    stream["groups"] = {name: {"work_in_progress_limit": random.randint(2, 9)} for name in "gh"}
    return stream


def _shorten(random, step):
    for name in ("wait_time", "process_time"):
        if name in step:
            step[name] = float(random.choice([0, 1, 1, 1, 1]) * random.randint(1, 9_999))
    if random.random() < 0.5:
        step["wait_kind"] = "queue"


def _hold_up(random, step):
    for name, chance, draw in (
        ("capacity", 0.2, lambda: random.randint(1, 4)),
        ("work_in_progress_limit", 0.3, lambda: random.randint(1, 6)),
        ("group", 0.4, lambda: random.choice("gh")),
        ("batch", 0.15, lambda: random.randint(2, 4)),
        ("cadence", 0.15, lambda: f"{random.randint(1, 30_000)}s"),
        ("set_up_time", 0.15, lambda: float(random.randint(1, 2_000))),
        ("touch_time", 0.2, lambda: float(random.randint(0, 5_000))),
    ):
        if random.random() < chance:
            step[name] = draw()


def planned_of(stream, **given):
    """A plain stream, planned; keywords are paths with their slashes."""
    atlas = read_atlas(tidy(typed(stream))).atlas
    samples = Samples(atlas.map(ValueStreamMap), atlas.calendar.times)
    return plan_of(samples, atlas.calendar.hours, given=given)


@lru_cache(maxsize=1000)
def lived(seed):
    """A random stream from its first item to its last."""
    random = Random(seed)
    stream = busy_stream(random)
    gap = random.choice([500.0, 3_000.0, 9_000.0, 40_000.0])
    intervals = np.random.default_rng(seed).exponential(gap, ITEMS)
    planned = planned_of(stream, arrivals=intervals)
    return Lived(stream, planned, everything(planned, seed=seed))


def worked(moments, days):
    """Seconds of working time up to moments of the simulation, which begin on a Monday: 9 to 5 on some days."""
    weeks, within = np.divmod(moments, WEEK)
    each = [np.clip(within - day * DAY - 9 * HOUR, 0.0, 8 * HOUR) for day in days]
    return weeks * len(days) * 8 * HOUR + sum(each)
