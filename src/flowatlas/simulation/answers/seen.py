"""What is kept of a run, in working time."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats, Ints
    from flowatlas.simulation.planning.clock import Clock
    from flowatlas.simulation.run import Asked, Course, RoleTotals, Run, StepTotals


class Seen(NamedTuple):
    """What is kept of one replication; all times are seconds of working time.

    ``leads`` are the lead times of the items in the order in which they left, and ``kinds`` their classes. ``seconds``
    is how long it counted, ``inside`` how many items there were on average, ``active`` how long they were worked on
    together. ``worked`` is the part of its time in which the calendar has working hours. ``is_given_up``: nothing could
    happen any more, or more items were there than can be kept. ``span``, ``roles`` and ``course`` are as the run has
    them.
    """

    leads: "Floats"
    kinds: "Ints"
    seconds: float
    came: int
    left: int
    more: int
    inside: float
    active: float
    worked: float
    span: tuple[float, float]
    steps: "StepTotals"
    roles: "RoleTotals"
    course: "Course"
    is_stuck: bool
    is_overrun: bool

    @property
    def growth(self) -> float:
        """How many more items are inside after each second."""
        return self.more / self.seconds if self.seconds else 0.0

    @property
    def is_given_up(self) -> bool:
        """Whether it did not come to its end."""
        return self.is_stuck or self.is_overrun


MOST_PASSES_KEPT = 200_000
"""Up to how many items a run keeps its passes where waits have to be told apart from nights and free days."""


def looked_into(asked: "Asked", clock: "Clock") -> "Asked":
    """What to ask for, so that waits are known in working time: all passes, where that is not the time of the run."""
    is_needed = clock.stretches is not None and 0 < asked.items <= MOST_PASSES_KEPT
    return asked._replace(keeps_passes=True) if is_needed else asked


def seen(run: "Run", clock: "Clock") -> Seen:
    """What is kept of a run."""
    done = run.finished
    ends = clock.working(np.array([run.start, run.end]))
    seconds, elapsed = float(ends[1] - ends[0]), run.end - run.start
    worked = seconds / elapsed if elapsed > 0 else 1.0
    leads = done.lead if clock.stretches is None else clock.working(done.left) - clock.working(done.came)
    return Seen(
        leads=leads,
        kinds=done.kind,
        seconds=seconds,
        came=run.came,
        left=run.left,
        more=run.inside - run.inside_before,
        inside=run.inside_seconds / elapsed if elapsed > 0 else 0.0,
        active=float(done.active.sum()),
        worked=worked,
        span=(run.start, run.end),
        steps=_in_working_time(run, clock, worked),
        roles=run.roles,
        course=run.course,
        is_stuck=run.is_stuck,
        is_overrun=run.is_overrun,
    )


def _in_working_time(run: "Run", clock: "Clock", worked: float) -> "StepTotals":
    """What happened at each step in working time: as its passes tell, else in proportion to all time."""
    steps, passes = run.steps, run.passes
    if clock.stretches is None:
        return steps
    if passes is None:
        return steps._replace(waited=steps.waited * worked, missed=steps.missed * worked, worked=steps.worked * worked)
    counts = passes.start >= run.start
    step = passes.step[counts]
    came, ready, start, end = (
        clock.working(moments[counts]) for moments in (passes.came, passes.ready, passes.start, passes.end)
    )

    def total(seconds: "Floats") -> "Floats":
        """The sum at each step; passes that are not over yet count as those that are."""
        count = len(steps.passes)
        known = np.bincount(step, minlength=count)
        return np.bincount(step, seconds, minlength=count) * (steps.passes / np.maximum(known, 1))

    return steps._replace(waited=total(start - came), missed=total(start - ready), worked=total(end - start))
