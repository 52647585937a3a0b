"""Hotspots: which stretch of the stream is how large a part of the lead time."""

from typing import NamedTuple

import numpy as np

from flowatlas.metrics.draws import bounded
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.path import join


class Hotspot(NamedTuple):
    """A step with both its gaps: its path relative to the map, its name, seconds, and share of lead time, 0 to 1.

    ``share`` is None where the lead time is zero or unbounded.
    """

    path: str
    name: str
    seconds: float
    share: float | None


class Subtotal(NamedTuple):
    """Times of the steps of one group, in seconds, and how many of them are unknown."""

    group: str
    process_time: float
    wait_time: float
    unknowns: int


def hotspots(sample: Sample) -> list[Hotspot]:
    """All steps with their gaps before and behind, first pass, largest first; unknown times count as 0.

    Times count as often as items come by; of several gaps behind a step the longest counts.
    """
    passage = Passage(sample, with_rework=False)
    visits = passage.visits()
    lead = float(bounded(passage.time(WAIT, PROCESS))[0])
    behind: dict[str, float] = {}
    for after, before in sample.shape.after.items():
        for step_id in before:
            wait = float((visits.gaps[after] * sample.wait(after))[0])
            behind[step_id] = max(behind.get(step_id, 0.0), wait)
    found = []
    for step_id in sample.stream.steps:
        last = behind.get(step_id, float(sample.final_wait()[0]))
        own = visits.steps[step_id] * sample.process(step_id) + visits.gaps[step_id] * sample.wait(step_id)
        seconds = float(bounded(own + last)[0])
        share = seconds / lead if 0 < lead < np.inf else None
        path = f"steps/{join(step_id)}"
        found.append(Hotspot(path, sample.stream.name_of(path), seconds, share))
    return sorted(found, key=lambda hotspot: -hotspot.seconds)


def subtotals(sample: Sample) -> list[Subtotal]:
    """Process and wait time of each group, in map order, first pass; empty where no step has a group."""
    groups: dict[str, list[str]] = {}
    for step_id, step in sample.stream.steps.items():
        if step.group is not None:
            groups.setdefault(step.group, []).append(step_id)
    visits = Passage(sample, with_rework=False).visits()
    found = []
    for group, members in groups.items():
        outer, sample.used = sample.used, {}
        process = sum((visits.steps[step_id] * sample.process(step_id) for step_id in members), sample.zero)
        wait = sum((visits.gaps[step_id] * sample.wait(step_id) for step_id in members), sample.zero)
        unknowns = sum(entry.is_unknown for entry in sample.used.values())
        sample.used = outer
        found.append(Subtotal(group, float(bounded(process)[0]), float(bounded(wait)[0]), unknowns))
    return found
