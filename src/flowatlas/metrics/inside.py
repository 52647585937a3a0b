"""Inside: the parts of the step that is looked into, measured as a stream and held against the step and its gaps."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

from flowatlas.maps.dependency import DependencyMap, looked_into
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.draws import bounded
from flowatlas.metrics.entered import Entered
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.model.atlas import Atlas
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration

FAR_OFF = 2.0
"""Figures that differ by more than this factor contradict each other: our judgement."""


class Amount(NamedTuple):
    """A time at our best knowledge in seconds, and how many of the values in it nobody knows."""

    seconds: float
    unknowns: int


class Parts(NamedTuple):
    """How the parts of a step add up, and what they are held against.

    ``work`` and ``whole`` are the parts without and with their waits, first pass, ``least`` the whole without what is
    unknown. ``step`` is the process time of the step alone, ``room`` that with the gaps that the parts reach into, and
    ``most`` with the gap before it in any case; both without what lies behind the last part unless a final wait is
    told. ``gaps`` says in words which these are.
    """

    work: Amount
    whole: Amount
    least: float
    step: Amount
    room: Amount
    most: Amount
    gaps: str


def atlas_of_parts(atlas: Atlas) -> Atlas | None:
    """An atlas whose stream is the parts of the step that is looked into; None where there are none."""
    inside = atlas.map(DependencyMap)
    if inside is None or not inside.steps:
        return None
    parts = inside.inner_stream
    stream = atlas.map(ValueStreamMap)
    values: dict[str, Any] = {"steps": parts.steps, "final_wait": parts.final_wait}
    if stream is not None:
        values["roles"] = stream.roles
    sections: dict[str, Any] = {ValueStreamMap.section: ValueStreamMap(**values)}
    return type(atlas)(title=atlas.title, calendar=atlas.calendar, **sections)


def parts_of(inside: DependencyMap, sample: Sample, step_id: str) -> Parts | None:
    """The parts against the step; ``sample`` holds the stream in one draw. None without parts or without the step."""
    stream = sample.stream
    if not inside.steps or step_id not in stream.steps or inside.inner_stream.shape.faults:
        return None
    own = Sample(inside.inner_stream, sample.calendar)
    passage = Passage(own, with_rework=False)
    work, whole = (_amount(own, lambda kinds=kinds: passage.time(*kinds)) for kinds in ((PROCESS,), (WAIT, PROCESS)))
    lowest = Sample(inside.inner_stream, sample.calendar, view=own.view.LOWEST)
    least = float(bounded(Passage(lowest, with_rework=False).time(WAIT, PROCESS))[0])
    step = _amount(sample, lambda: sample.process(step_id))
    before = _amount(sample, lambda: sample.wait(step_id))
    behind = _behind(sample, step_id) if inside.final_wait is not None else Amount(0.0, 0)
    first = next(iter(inside.steps.values()))
    has_before = first.wait_time is not None
    room = _sum(step, behind, *([before] if has_before else []))
    gaps = " and ".join(
        [
            *(["the gap before it"] if has_before else []),
            *(["the gap behind it"] if inside.final_wait is not None else []),
        ]
    )
    return Parts(work, whole, least, step, room, _sum(step, before, behind), gaps)


def parts_against_step(atlas: Atlas, sample: Sample, constraint: str = "") -> Iterator[Finding]:
    """Where the parts contradict the step that they are parts of; paths are relative to the stream.

    Parts that are far longer, by a factor of two, than the step with its gaps cannot all be in there; far shorter ones
    leave out most of what happens. What is unknown contradicts nothing.
    """
    inside = atlas.map(DependencyMap)
    step_id = "" if inside is None else looked_into(inside, sample.stream, constraint)
    found = None if inside is None or not step_id else parts_of(inside, sample, step_id)
    if found is None:
        return

    def say(seconds: float) -> str:
        return Duration.say(seconds, sample.calendar, words=True, is_rough=True)

    path, name = f"steps/{join(step_id)}/process_time", sample.stream.step_name(step_id)
    is_known = not found.step.unknowns and 0 < found.step.seconds < math.inf
    work = found.work.seconds if not found.work.unknowns else 0.0
    if is_known and math.isfinite(work) and work > FAR_OFF * found.step.seconds:
        yield Finding(
            path,
            f"the parts inside “{name}” are {say(work)} of work, the step itself {say(found.step.seconds)}",
            Severity.WARNING,
            "a part that is waiting belongs into a wait; or the step takes longer than was said",
        )
        return
    whole, most = found.least if found.whole.unknowns else found.whole.seconds, found.most
    if not most.unknowns and 0 < most.seconds < math.inf and whole > FAR_OFF * most.seconds:
        yield Finding(
            path,
            f"the parts inside “{name}” take {'at least ' if found.whole.unknowns else ''}{say(whole)}, "
            f"the step with its gap only {say(most.seconds)}",
            Severity.WARNING,
            "ask how long one item really took, and mend the parts or the step",
        )
    room = found.room
    if not (found.whole.unknowns or room.unknowns) and whole * FAR_OFF < room.seconds < math.inf:
        beside = f" with {found.gaps}" if found.gaps else ""
        yield Finding(
            path,
            f"the parts inside “{name}” take {say(whole)}, the step{beside} {say(room.seconds)}",
            Severity.WARNING,
            "most of the time is not told yet: ask what else happens, or waits, in between",
        )


def _behind(sample: Sample, step_id: str) -> Amount:
    """The longest gap behind a step."""
    after = [other for other, before in sample.shape.after.items() if step_id in before]
    if not after:
        return _amount(sample, sample.final_wait)
    return max(_amount(sample, lambda other=other: sample.wait(other)) for other in after)


def _amount(sample: Sample, of: Any) -> Amount:
    outer, used = sample.used, dict[str, Entered]()
    sample.used = used
    seconds = float(bounded(of())[0])
    sample.used = outer
    return Amount(seconds, sum(entry.is_unknown for entry in used.values()))


def _sum(*amounts: Amount) -> Amount:
    return Amount(sum(one.seconds for one in amounts), sum(one.unknowns for one in amounts))
