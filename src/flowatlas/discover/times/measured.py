"""What a log says of a stream: every step, gap and way back with measured times."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from flowatlas.model.event import Remark
from flowatlas.model.working_hours import WorkingHours


class Spread(NamedTuple):
    """How a time was distributed, in seconds of working time: of ``size`` passes, of which ``censored`` still ran.

    A percentile that the data cannot tell, because too many items are still open, is None.
    """

    p10: float | None
    p50: float | None
    p85: float | None
    p95: float | None
    size: int
    censored: int = 0


@dataclass(frozen=True)
class MeasuredRework:
    """A way back from a step: to which step (by place), by which share of its first passes, waiting how long."""

    to: int
    share: float
    count: int
    wait: Spread | None = None


@dataclass(frozen=True)
class MeasuredStep:
    """A step as the log tells it; ``None`` wherever the log cannot know.

    ``after`` are places of steps, ``share`` the share of the items arriving there. ``process`` is one pass from its
    beginning to its end, ``wait`` the gap before a first pass. ``percent_complete_accurate`` is the share of its passes
    that were not followed by a return to this step or one before it. ``handoffs`` is the share of its passes begun by
    somebody else than who did the step before; ``ping_pong`` the share of items that went between the same two teams
    more than twice here. ``batch`` is the number of items finished together and ``cadence`` the time between such
    moments, in seconds of working time.
    """

    name: str
    activities: tuple[str, ...]
    after: tuple[int, ...]
    share: float
    is_alternative: bool
    items: int
    passes: int
    process: Spread | None
    wait: Spread | None
    percent_complete_accurate: float | None = None
    rework: tuple[MeasuredRework, ...] = ()
    teams: tuple[str, ...] = ()
    people: int | None = None
    handoffs: float | None = None
    ping_pong: float | None = None
    work_in_progress: int = 0
    batch: float | None = None
    cadence: float | None = None


@dataclass(frozen=True)
class Period:
    """A month or a quarter: when it began, how many items were finished in it, and their lead time.

    ``signal`` says in plain words what is special about it, after Wheeler's rules for the XmR chart; else it is empty.
    """

    name: str
    finished: int
    lead_time: Spread | None
    signal: str = ""


class Limits(NamedTuple):
    """The natural limits of an XmR chart: what a stream that does not change would stay between."""

    centre: float
    lower: float
    upper: float


@dataclass(frozen=True)
class MeasuredMap:
    """The stream that a log tells of.

    Times are seconds of working time under ``hours``. ``lead_time`` is each item's own time from entering to leaving,
    open items treated as censored. ``demand`` and ``throughput`` are items per second of working time; ``ages`` those
    of the open items. ``without_steps`` counts the finished items that took no step. ``outside`` is the share of work
    that was begun or ended outside the working hours. ``began`` and ``taken`` are the first and last moment of the log,
    in microseconds in UTC.
    """

    source: str
    steps: tuple[MeasuredStep, ...]
    hours: WorkingHours
    items: int
    finished: int
    dropped: int
    began: int
    taken: int
    lead_time: Spread | None
    final_wait: Spread | None = None
    demand: float | None = None
    throughput: float | None = None
    work_in_progress: int = 0
    ages: Spread | None = None
    oldest: tuple[tuple[str, float], ...] = ()
    outside: float | None = None
    kept: float = 1.0
    without_steps: int = 0
    periods: Sequence[Period] = ()
    limits: Limits | None = None
    remarks: tuple[Remark, ...] = field(default=())
