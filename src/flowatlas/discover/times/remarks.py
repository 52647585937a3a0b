"""What there is to say of times that were measured."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from flowatlas.discover.figures import percent
from flowatlas.discover.times.measured import MeasuredMap, MeasuredStep, Spread
from flowatlas.discover.times.spread import spread
from flowatlas.discover.times.total import Total
from flowatlas.model.event import Remark
from flowatlas.model.quantity import Duration
from flowatlas.model.working_hours import WorkingHours

if TYPE_CHECKING:
    from flowatlas.model.event import Moments

OUTLIER = 10
"""How many times as long as nineteen in twenty a pass takes that is told as an outlier."""


def oddities(
    total: Total, steps: Sequence[MeasuredStep], hours: WorkingHours, *, is_told_by_the_day: bool
) -> Iterator[Remark]:
    """What began too early, took very long, or was done at odd hours."""
    if total.overlaps:
        done = "counted as no wait"
        yield Remark("first passes of a step that began before the step before it was finished", total.overlaps, done)
    times, examples = 0, []
    for place, step in enumerate(steps):
        told = step.process
        if told is not None and told.censored:
            told = spread(total.process(place))
        if told is None or not told.p95:
            continue
        beyond = total.beyond(place, OUTLIER * told.p95 * 1e6)
        if len(beyond):
            times += len(beyond)
            longest = Duration.say(float(beyond.max()) / 1e6, hours.calendar)
            examples.append(f'"{step.name}": {len(beyond)}, the longest {longest}')
    if times:
        message = f"passes that took more than {OUTLIER} times as long as nineteen in twenty of their step"
        yield Remark(message, times, "kept, as percentiles hardly feel them", tuple(examples))
    if total.outside is not None and total.outside > 0 and not is_told_by_the_day:
        moments = round(total.outside * total.moments)
        done = "counted; such work takes no working time of its own"
        message = f"beginnings and ends of passes outside the working hours ({percent(total.outside)}%)"
        yield Remark(message, moments, done)


def without_steps(measured: MeasuredMap) -> Iterator[Remark]:
    """Items whose time no step of the map holds."""
    if measured.without_steps:
        share = percent(measured.without_steps / measured.finished)
        message = f"items that reached their end without any step of the map ({share}%)"
        yield Remark(message, measured.without_steps, "their whole time counts as wait after the last step")


def moved_by_open_items(lead_time: Spread | None, finished: "Moments") -> Iterator[Remark]:
    """By how much open items move the median."""
    alone = spread(finished)
    if lead_time is None or not lead_time.censored or alone is None or not alone.p50:
        return
    share = percent(lead_time.censored / lead_time.size)
    message = (
        f"items still open ({share}%) count in the lead time with the time they have been there (Kaplan and Meier)"
    )
    if lead_time.p50 is None:
        done = "so many are open that nobody can say yet how long half of all items take"
    else:
        done = f"they lengthen the median by {percent(lead_time.p50 / alone.p50 - 1)}%"
    yield Remark(message, lead_time.censored, done)
