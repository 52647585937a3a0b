"""What is kept of a run, in working time."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from flowatlas.simulate.clock import Clock
    from flowatlas.simulate.plan import Floats, Ints
    from flowatlas.simulate.run import Course, RoleTotals, Run, StepTotals


class Seen(NamedTuple):
    """What is kept of one replication; all times are seconds of working time.

    ``leads`` are the lead times of the items in the order in which they left, and ``kinds`` their classes. ``seconds``
    is how long it counted, ``inside`` how many items there were on average, ``active`` how long they were worked on
    together. ``worked`` is the part of its time in which the calendar has working hours. ``is_given_up``: nothing could
    happen any more, or more items were there than can be kept.
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


def seen(run: "Run", clock: "Clock") -> Seen:
    """What is kept of a run."""
    done = run.finished
    ends = clock.working(np.array([run.start, run.end]))
    seconds, elapsed = float(ends[1] - ends[0]), run.end - run.start
    leads = done.lead if clock.stretches is None else clock.working(done.left) - clock.working(done.came)
    return Seen(
        leads,
        done.kind,
        seconds,
        run.came,
        run.left,
        run.inside - run.inside_before,
        run.inside_seconds / elapsed if elapsed > 0 else 0.0,
        float(done.active.sum()),
        seconds / elapsed if elapsed > 0 else 1.0,
        (run.start, run.end),
        run.steps,
        run.roles,
        run.course,
        run.is_stuck,
        run.is_overrun,
    )
