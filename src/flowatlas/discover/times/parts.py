"""The sum of the parts: what the medians of steps and gaps add up to, beside the stream's own lead time."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flowatlas.discover.figures import percent
from flowatlas.discover.times.measured import MeasuredMap, MeasuredStep, Spread
from flowatlas.model.event import Remark
from flowatlas.model.quantity import Duration


def sum_of_medians(steps: Sequence[MeasuredStep], final_wait: Spread | None = None) -> float:
    """The longest path through the steps, each with the median of its gap and of its process time, in seconds.

    An optional step counts by the share of items that do it; of alternatives the most usual one counts for all.
    """
    reached: list[float] = []
    for step in steps:
        arrives = max((reached[one] for one in step.after), default=0.0)
        reached.append(arrives + _weight(steps, step) * (_median(step.wait) + _median(step.process)))
    return max(reached, default=0.0) + _median(final_wait)


class Spent(NamedTuple):
    """What items spent in all, in microseconds of working time: in the stream, and in its parts."""

    stream: float
    passes: float
    gaps: float
    ways_back: float
    after_last: float


def added_up(measured: MeasuredMap, good: float, spent: Spent) -> Iterator[Remark]:
    """The stream's own median lead time beside the sum of the medians of its parts, and why they differ.

    ``good`` is the share of passes that were not followed by a return.
    """
    lead_time, steps = measured.lead_time, measured.steps
    if lead_time is None or not lead_time.p50 or not steps:
        return
    total, calendar = sum_of_medians(steps, measured.final_wait), measured.hours.calendar
    own, parts = (Duration.say(one, calendar, is_rough=True) for one in (lead_time.p50, total))
    difference = f"{percent(abs(total / lead_time.p50 - 1))}% {'more' if total > lead_time.p50 else 'less'} than"
    is_same = abs(total / lead_time.p50 - 1) < 0.005
    beside = f"{'as much as' if is_same else difference} the {own} that half of the items stay under"
    done = "medians do not add up" + "".join(_reasons(measured, good))
    yield Remark(f"the medians of steps and gaps add up to {parts}, {beside}", 1, done)
    if told := _told(spent):
        yield Remark(told)


def _told(spent: Spent) -> str:
    """Where all the time went, in shares of it; nothing where no time passed."""
    if spent.stream <= 0:
        return ""
    parts = [
        (spent.passes, "in passes through the steps"),
        (spent.gaps, "in gaps before first passes"),
        (spent.ways_back, "in gaps of ways back"),
        (spent.after_last, "after the last step"),
    ]
    rest = spent.stream - sum(part for part, _ in parts)
    parts.append((rest, "elsewhere: in what is not on the map, and in gaps of open items"))
    least = 0.001 * spent.stream
    told = [f"{percent(part / spent.stream)}% {where}" for part, where in parts if part > least]
    beyond = "; these are more than all of it, as some go on side by side" if rest < -least else ""
    return f"of all the time that items spent, {', '.join(told)}{beyond}"


def _reasons(measured: MeasuredMap, good: float) -> Iterator[str]:
    steps = measured.steps
    if good < 1:
        yield f"; {percent(1 - good)}% of the passes were followed by rework, which the sum leaves out"
    if measured.kept < 1:
        yield f"; {percent(1 - measured.kept)}% of the passes are of activities that are not on the map"
    partly = [step for step in steps if step.share < 1]
    if partly:
        yield f"; {len(partly)} of {len(steps)} steps are not done for every item"
    together = len(steps) - len({step.after for step in steps if not step.is_alternative}) - len(partly)
    if together > 0 and any(len(step.after) > 1 for step in steps):
        yield "; steps go on side by side, of which the slower one counts in each item"
    if measured.work_in_progress and measured.lead_time is not None:
        still = measured.work_in_progress / measured.lead_time.size
        yield f"; {percent(still)}% of the items are still open and count in the lead time"


def _weight(steps: Sequence[MeasuredStep], step: MeasuredStep) -> float:
    if not step.is_alternative:
        return step.share
    others = [one for one in steps if one.is_alternative and one.after == step.after]
    is_usual = step is max(others, key=lambda one: one.share)
    return min(sum(one.share for one in others), 1.0) if is_usual else 0.0


def _median(told: Spread | None) -> float:
    return (told.p50 or 0.0) if told is not None else 0.0
