"""Axes of charts: round steps of times, counts and dates, and words that give way to each other."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Duration

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAYS = (1, 2, 7, 14)
MONTHLY = (1, 2, 3, 6, 12, 24, 60, 120, 600, 1200)
LONGEST_MONTH = 31.0


class Axis(NamedTuple):
    """From values between two ends to pixels between two places; nothing is drawn beyond either place."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Where a value lies."""
        size = self.high - self.low
        share = (value - self.low) / size if size > 0 and math.isfinite(value) else float(value > self.low)
        return self.start + (self.end - self.start) * min(max(share, 0.0), 1.0)

    def ticks(self, step: float) -> list[float]:
        """The multiples of a step that lie on it."""
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [number * step for number in range(first, last + 1)]


def tick(extent: float, most: float, calendar: Calendar) -> float:
    """A round time, in seconds, that divides an extent into at most so many parts.

    >>> tick(50 * 8 * 3600, 8, Calendar()) / 8 / 3600
    10.0
    """
    hour, day, week = 3600.0, calendar.unit_seconds("d"), calendar.unit_seconds("wk")
    steps = [1, 5, 15, 60, 300, 900, 1800, hour, 2 * hour, 4 * hour, day, 2 * day, week, 2 * week, 4 * week]
    steps += [week * size * 10**power for power in range(12) for size in (10, 20, 50)]
    return next((step for step in sorted(steps) if extent / step <= most), extent)


def times_in_words(seconds: float, axis: Axis, calendar: Calendar) -> str:
    """A time beside an axis, in the unit of the axis.

    >>> times_in_words(10 * 40 * 3600, Axis(0, 50 * 40 * 3600, 0, 1), Calendar())
    '10 wk'
    """
    return Duration.say(seconds, calendar, beside=axis.high)


def round_step(extent: float, most: float) -> float:
    """1, 2 or 5 times a power of ten, at least 1, that divides a count into at most so many parts.

    >>> round_step(47, 5), round_step(3, 5)
    (10.0, 1.0)
    """
    smallest = max(extent / max(most, 1.0), 1.0)
    power = 10.0 ** math.floor(math.log10(smallest))
    return next(size * power for size in (1.0, 2.0, 5.0, 10.0) if size * power >= smallest * (1 - 1e-9))


def dates_between(first: datetime, last: datetime, most: int) -> list[datetime]:
    """Round dates from the first to the last, at most about so many: days, Mondays, or firsts of months."""
    days = max((last - first) / timedelta(days=1), 0.0)
    own = next((step for step in DAYS if days <= step * most), None)
    start = datetime(first.year, first.month, first.day, tzinfo=first.tzinfo)
    if own is not None:
        if own >= DAYS[2]:
            start -= timedelta(days=start.weekday())
        found = [start + timedelta(days=own * number) for number in range(int(days / own) + 2)]
    else:
        step = next((months for months in MONTHLY if days <= months * LONGEST_MONTH * most), MONTHLY[-1])
        found = list(_months(start, last, step))
    return [one for one in found if first <= one <= last]


def _months(start: datetime, last: datetime, step: int) -> Iterator[datetime]:
    first = (start.year * 12 + start.month - 1) // step * step
    for number in range(first, last.year * 12 + last.month, step):
        yield start.replace(year=number // 12, month=number % 12 + 1, day=1)


def date_in_words(moment: datetime, *, with_year: bool = True) -> str:
    """A date as people write it, the month in letters so that nobody mistakes it for the day.

    >>> date_in_words(datetime(2026, 3, 4))
    '4 Mar 2026'
    """
    year = f" {moment.year}" if with_year else ""
    return f"{moment.day} {MONTHS[moment.month - 1]}{year}"


def rows_of(reaches: Sequence[tuple[float, float]], gap: float = 8.0) -> list[int]:
    """Rows for words that start at marks from left to right: in the row of the one before, or below where they touch.

    No row goes up again, so that lines downwards from the marks cross no words.

    >>> rows_of([(0, 50), (40, 90), (60, 100), (120, 130)])
    [0, 1, 2, 2]
    """
    rows: list[int] = []
    end = -math.inf
    for left, right in reaches:
        row = rows[-1] if rows else 0
        rows.append(row if left >= end + gap else row + 1)
        end = right
    return [row - (rows[0] if rows else 0) for row in rows]
