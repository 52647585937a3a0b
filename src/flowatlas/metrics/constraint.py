"""The constraint: the one element that costs the stream most, judged by what would be left without it."""

from typing import NamedTuple

import numpy as np

from flowatlas.metrics.hotspot import hotspots
from flowatlas.metrics.passage import PROCESS, WAIT, Passage
from flowatlas.metrics.sample import UNBOUNDED, Sample
from flowatlas.model.path import join
from flowatlas.model.quantity import Share

TIE = 0.02
MOST_RUNNERS_UP = 3


class Candidate(NamedTuple):
    """An element of the stream and what lead time with rework loses when it becomes 0, in seconds and as a share."""

    path: str
    name: str
    seconds: float
    share: float | None


class Constraint(NamedTuple):
    """The element that limits the stream, those next in line, and why, in a sentence for a manager.

    ``confidence`` is 1 where every figure is exact, None where some are ranges or unknown.
    """

    found: Candidate
    confidence: float | None
    runners_up: list[Candidate]
    reason: str


def constraint(sample: Sample) -> Constraint | None:
    """What end-to-end time loses most by: a step's process time, a gap, or a rework link; None where nothing takes time.

    Within 2 % of lead time pure waits come before work, and larger regions before smaller ones.
    """
    ranked = effects(sample)
    if not ranked:
        return None
    whole = float(Passage(sample, with_rework=True).time(WAIT, PROCESS)[0])
    region = {hotspot.path: hotspot.seconds for hotspot in hotspots(sample)}
    tied = [candidate for candidate in ranked if ranked[0].seconds - candidate.seconds <= TIE * whole]
    tied.sort(key=lambda candidate: (not candidate.path.endswith("wait_time"), -region.get(_step(candidate.path), 0.0)))
    found = tied[0]
    others = [candidate for candidate in ranked if candidate is not found][:MOST_RUNNERS_UP]
    is_exact = all(entry.quantity is not None and entry.quantity.is_single for entry in sample.used.values())
    return Constraint(found, 1.0 if is_exact else None, others, _reason(sample, found, is_exact=is_exact))


def effects(sample: Sample) -> list[Candidate]:
    """Every element that costs time, most first: what lead time with rework loses when it becomes 0."""
    passage = Passage(sample, with_rework=True)
    whole = float(passage.time(WAIT, PROCESS)[0])
    visits, main = passage.visits(), passage.main_visits()
    inside = {node for branches in sample.shape.branches.values() for branch in branches for node in branch.nodes}
    returning = {link.to for link in sample.shape.links if _has_no_own_wait(sample, link.sender, link.id)}
    candidates = []
    for step_id in sample.stream.steps:
        path = f"steps/{join(step_id)}"
        for field, often, time in (
            ("wait_time", visits.gaps[step_id], sample.wait(step_id)),
            ("process_time", visits.steps[step_id], sample.process(step_id)),
        ):
            if not float((often * time)[0]):
                continue
            is_linear = step_id not in inside and step_id in main.steps and step_id not in returning
            seconds = float((often * time)[0]) if is_linear else _loss(sample, whole, f"{path}/{field}")
            candidates.append((f"{path}/{field}", seconds))
    candidates += [
        (path, _loss(sample, whole, path))
        for link in sample.shape.links
        for path in [f"steps/{join(link.sender)}/rework/{join(link.id)}"]
    ]
    candidates.append(("final_wait", float(sample.final_wait()[0])))
    share_of = whole if 0 < whole < UNBOUNDED / 1e6 else None
    found = [
        Candidate(path, sample.stream.name_of(path), seconds, None if share_of is None else seconds / share_of)
        for path, seconds in candidates
        if seconds > 1e-9 * max(whole, 1e-9)
    ]
    return sorted(found, key=lambda candidate: -candidate.seconds)


def _has_no_own_wait(sample: Sample, sender: str, link_id: str) -> bool:
    return sample.stream.steps[sender].rework[link_id].wait_time is None


def _loss(sample: Sample, whole: float, path: str) -> float:
    return whole - float(Passage(sample.without(path), with_rework=True).time(WAIT, PROCESS)[0])


def _step(path: str) -> str:
    return "/".join(path.split("/")[:2])


def _reason(sample: Sample, found: Candidate, *, is_exact: bool) -> str:
    if found.share is None or not np.isfinite(found.seconds):
        return f"Nothing gets past {found.name}."
    name = found.name[0].upper() + found.name[1:]
    times = Share.say(found.share, sample.calendar)
    known = "" if is_exact else ", as far as it is known"
    return f"{name} costs {times} of the time from trigger to customer{known}: more than anything else on the map."
