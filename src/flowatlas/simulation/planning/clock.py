"""The clock of a simulation: what its seconds are in working time and in dates, and who works when."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.metrics.sample import CannotSayError
from flowatlas.model.working_hours import MONDAY, WorkingHours, time_zone
from flowatlas.simulation.plan import Hours

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from flowatlas.simulation.plan import Floats

DATED_YEARS = 10
"""For how long holidays and the hours of summer are looked up; what is planned does not reach further."""

LATEST_YEAR = 9_000
"""No start is so late that its hours cannot be looked up."""

WEEKS = 150 * 52
"""For how many plain weeks it then goes on."""

WEEK = 7 * 86_400.0

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Days = tuple[int, ...]
"""Days of the week on which somebody works, from Monday, 0."""


class Stretches(NamedTuple):
    """Stretches of work in elapsed seconds from the start, in turn, and the working time before each of them."""

    opens: "Floats"
    closes: "Floats"
    before: "Floats"


@dataclass(frozen=True)
class Clock:
    """What the seconds of a simulation mean.

    Without ``stretches`` they are seconds of working time from ``start`` on; else they are elapsed seconds, and the
    stretches are those of the calendar. ``is_dated`` tells whether the start is a real date.
    """

    hours: WorkingHours
    start: datetime
    stretches: Stretches | None = None
    is_dated: bool = False

    @property
    def horizon(self) -> float:
        """Seconds up to which there are working hours; infinity where they are not needed."""
        return float("inf") if self.stretches is None else float(self.stretches.closes[-1])

    def working(self, seconds: "NDArray[np.float64] | float") -> "NDArray[np.float64]":
        """Seconds of working time from the start up to some moments of the simulation."""
        moments = np.asarray(seconds, np.float64)
        if self.stretches is None:
            return moments
        opens, closes, before = self.stretches
        place = np.maximum(np.searchsorted(opens, moments, side="right") - 1, 0)
        return before[place] + np.clip(moments - opens[place], 0.0, closes[place] - opens[place])

    def moment(self, seconds: float) -> datetime:
        """The date and time of a moment of the simulation, in the time zone of the calendar.

        What lies beyond the hours that are known is put at their end: the year 2200, or the horizon.
        """
        reached = int(self.moments(np.full(1, seconds))[0])
        return (_EPOCH + timedelta(microseconds=reached)).astimezone(time_zone(self.hours.zone))

    def moments(self, seconds: "NDArray[np.float64]") -> "NDArray[np.int64]":
        """The same for many, as microseconds since 1970 in UTC."""
        start = (self.start - _EPOCH) // timedelta(microseconds=1)
        if self.stretches is not None:
            return start + np.rint(np.minimum(seconds, self.horizon) * 1e6).astype(np.int64)
        worked = np.minimum(self._worked(self.start) + seconds, 1e12)
        return np.maximum(self.hours.moments_of(worked), start)

    def seconds_of(self, moment: datetime) -> float:
        """The seconds of the simulation at a date and time, negative before the start; without a zone it is local."""
        if self.stretches is not None:
            return (aware(moment, self.hours) - self.start).total_seconds()
        return self._worked(aware(moment, self.hours)) - self._worked(self.start)

    def _worked(self, moment: datetime) -> float:
        return float(self.hours.worked(np.array([(moment - _EPOCH) // timedelta(microseconds=1)]))[0])


def aware(moment: datetime, hours: WorkingHours) -> datetime:
    """A moment with its time zone, that of the calendar where it has none."""
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=time_zone(hours.zone))


def clock_of(hours: WorkingHours, start: datetime | None, others: "Iterable[Days]") -> tuple[Clock, Hours]:
    """The clock, and the hours of the calendar followed by those of ``others``, who work on other days.

    Where nobody works on other days, all time is working time, and no hours are needed. Without a start it begins on a
    Monday without a date, and all weeks are alike.

    Raises:
        CannotSayError: the calendar has no working days.
    """
    if not hours.workdays or hours.hours_per_day <= 0:
        raise CannotSayError("The calendar has no working hours; write workdays such as [mon, tue, wed].")
    begin = datetime.combine(MONDAY, time(), UTC) if start is None else aware(start, hours)
    others = list(others)
    if not others:
        plain = hours if start is not None else replace(hours, holidays=frozenset(), zone="UTC")
        return Clock(plain, begin, is_dated=start is not None), hours_of([])
    own = [replace(hours, workdays=days) for days in others]
    pieces = [_stretches(one, begin, is_dated=start is not None) for one in (hours, *own)]
    return Clock(hours, begin, pieces[0], is_dated=start is not None), hours_of(pieces)


def hours_of(pieces: list[Stretches]) -> Hours:
    """Sets of hours behind each other, as the kernel takes them."""
    end = np.cumsum([len(one.opens) for one in pieces], dtype=np.int64)
    begin = np.concatenate(([0], end[:-1])).astype(np.int64)[: len(end)]
    opens, closes, before = (
        np.concatenate([one[field] for one in pieces]) if pieces else np.zeros(0) for field in range(3)
    )
    return Hours(begin, end, opens, closes, before)


def _stretches(hours: WorkingHours, start: datetime, *, is_dated: bool) -> Stretches:
    """The stretches of work from the start on: as dated as needed, then in plain weeks."""
    if not is_dated:
        return _behind(*_plain_weeks(hours, 0.0))
    last = start.replace(year=min(start.year + DATED_YEARS, LATEST_YEAR), month=1, day=1)
    zone = time_zone(hours.zone)
    monday = last - timedelta(days=last.weekday())
    turn = datetime.combine(monday.date(), time(), zone)
    opens, closes = (one / 1e6 - (start - _EPOCH).total_seconds() for one in hours.stretches(start, turn))
    later = _plain_weeks(hours, (turn - start).total_seconds())
    return _behind(np.concatenate([opens, later[0]]), np.concatenate([closes, later[1]]))


def _plain_weeks(hours: WorkingHours, monday: float) -> "tuple[Floats, Floats]":
    """When work begins and ends in weeks that are all alike, the first from a Monday's midnight on."""
    days = np.array(sorted(hours.workdays), np.float64) * 86_400.0 + hours.opens
    opens = (monday + np.arange(WEEKS)[:, None] * WEEK + days).ravel()
    return opens, opens + hours.hours_per_day * 3600.0


def _behind(opens: "Floats", closes: "Floats") -> Stretches:
    is_apart = opens[1:] > closes[:-1]
    first, last = np.append(True, is_apart), np.append(is_apart, True)
    opens, closes = opens[first], closes[last]
    return Stretches(opens, closes, np.cumsum(closes - opens) - (closes - opens))
