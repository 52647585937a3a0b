"""What one change costs while people look: exact figures and the picture at once, then doubt; 12 and 300 steps."""

import sys
import time
from random import Random
from statistics import median, quantiles
from typing import NamedTuple

from doubt import many_steps
from flowatlas.metrics.derived import derived
from flowatlas.metrics.glance import glance
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Change, apply
from flowatlas.server.processes.memory import expect_many_objects
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import read_atlas
from flowatlas.views.view import views

CHANGES = 40
LIMITS = {12: (8, 45), 300: (45, 500)}
"""By the number of steps: CPU milliseconds that 19 of 20 changes may take for the exact figures, and for doubt."""

VALUES = {
    "wait_time": ["1d..3d", "4d..9d", "2d"],
    "process_time": ["1h..6h", "30m", "2h..5h"],
    "percent_complete_accurate": ["80..95%", "70..90%"],
}


class Waves(NamedTuple):
    """CPU milliseconds of every change: until the exact figures and the picture, and from there until doubt."""

    exact: list[float]
    doubt: list[float]


def waves(count: int) -> Waves:
    """One value after the other on a map of so many steps, each with a range of times and of %C&A."""
    random = Random(1)  # noqa: S311 - no secret
    plain, practice = AtlasFile.of_text(many_steps(count)).plain, views()[0]
    reading = read_atlas(plain)
    at_once, found = glance(reading.atlas), report(reading.atlas)
    told = derived(reading.atlas, found, Labels())
    practice.compose(reading.atlas, told)
    expect_many_objects()
    times = Waves([], [])
    for _ in range(CHANGES):
        field = random.choice(list(VALUES))
        path = f"current/steps/step-{random.randrange(count)}/{field}"
        start = time.process_time()
        plain = apply(plain, [Change(path, random.choice(VALUES[field]))])
        reading = read_atlas(plain, before=reading)
        at_once = glance(reading.atlas, at_once)
        practice.compose(reading.atlas, told)
        middle = time.process_time()
        found = report(reading.atlas, before=found)
        told = derived(reading.atlas, found, Labels())
        practice.compose(reading.atlas, told)
        times.exact.append(1000 * (middle - start))
        times.doubt.append(1000 * (time.process_time() - middle))
    return times


def main() -> int:
    """Print medians and p95; 1 if one is over its limit."""
    is_over = False
    for count, limits in LIMITS.items():
        for name, several, limit in zip(("exact figures", "doubt"), waves(count), limits, strict=True):
            slow = quantiles(several, n=20)[-1]
            is_over |= slow > limit
            print(f"{count:3} steps, {name:14} {median(several):7.1f} ms   p95 {slow:6.1f} ms (at most {limit})")
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main())
