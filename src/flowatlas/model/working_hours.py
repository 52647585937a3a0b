"""Working hours: which hours of which days are worked, and where the clock stands."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.errors import FlowAtlasError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

MONDAY = date(2000, 1, 3)
"""Working time is counted from the first opening of this day or after."""

DAY = 86_400_000_000
"""Microseconds of a day."""

CHUNK = 1 << 17
"""Moments that are looked at together, so that what lies between fits into the processor's cache."""

SECONDS_OF_YEAR = 365.2425 * 86_400

FIRST_YEAR, LAST_YEAR = 3, 9990
"""The years that calendars can tell, time zones and all."""

FARTHEST_YEAR = 2200
"""No working day is looked up beyond this year, so that what never ends takes no time to find out."""

_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{1,2})(?::?(\d{2}))?")


@dataclass(frozen=True)
class WorkingHours:
    """Every working day from ``opens`` (seconds after midnight) for so many hours; days count from Monday, 0.

    The clock stands in the time zone ``zone``, daylight saving included: a day opens when the clock first shows the
    opening hour and closes when it first shows the closing one, on the next day where the hours go over midnight. All
    hours of all days are elapsed time.
    """

    opens: float = 9 * 3600.0
    hours_per_day: float = 8.0
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: frozenset[date] = frozenset()
    zone: str = "UTC"

    @property
    def calendar(self) -> Calendar:
        """How long a day and a week are."""
        return Calendar(self.hours_per_day, float(len(self.workdays)))

    def opening(self, day: date | None = None) -> datetime:
        """The moment at which work begins on a day, today if none is named, as the clock in the zone shows it."""
        zone = time_zone(self.zone)
        named = datetime.now(zone).date() if day is None else day
        return datetime(named.year, named.month, named.day, tzinfo=zone) + timedelta(seconds=self.opens)

    @property
    def is_elapsed(self) -> bool:
        """Whether every hour of every day counts."""
        return self.calendar == ELAPSED and not self.holidays

    def worked(self, moments: "Moments") -> "NDArray[np.float64]":
        """Seconds of working time from the first opening in 2000 up to each moment, negative for what came before."""
        import numpy as np

        seconds = self.worked_microseconds(moments).astype(np.float64)
        seconds /= 1e6
        return seconds

    def worked_microseconds(self, moments: "Moments") -> "Moments":
        """The same in microseconds, exact; differences are working time between two moments."""
        import numpy as np

        if self.is_elapsed or not len(moments):
            return moments
        years = (_year(int(moments.min())), _year(int(moments.max())))
        days = _days(self, min(years[0], MONDAY.year), max(years[1], MONDAY.year) + 1)
        worked = np.empty(len(moments), np.int64)
        for begin in range(0, len(moments), CHUNK):
            days.put(moments[begin : begin + CHUNK], worked[begin : begin + CHUNK])
        return worked

    def moments_of(self, worked: "NDArray[np.float64]") -> "Moments":
        """The earliest moments up to which so much has been worked: what `worked` turns back into these seconds.

        Whatever lies beyond the year 2200 is put at its beginning.

        Raises:
            FlowAtlasError: nothing is ever worked.
        """
        import numpy as np

        latest = _micros(datetime(FARTHEST_YEAR, 1, 1, tzinfo=UTC))
        asked = np.rint(np.minimum(np.asarray(worked, np.float64) * 1e6, latest))
        if self.is_elapsed or not len(asked):
            return asked.astype(np.int64)
        opens, closes, before = self._reaching(float(asked.min()), float(asked.max()))
        place = np.clip(np.searchsorted(before, asked, side="left") - 1, 0, len(opens) - 1)
        within = np.clip(asked - before[place], 0, closes[place] - opens[place])
        return np.minimum(opens[place] + within.astype(np.int64), latest)

    def _reaching(self, low: float, high: float) -> "tuple[Moments, Moments, Moments]":
        """The days of all years in which so many microseconds have been worked, and some around them, as `_table`."""
        share = self.calendar.working_share * SECONDS_OF_YEAR * 1e6
        spare = 1
        while share > 0:
            begin, end = MONDAY.year + low / share - spare, MONDAY.year + high / share + 1 + spare
            first, last = (int(min(max(year, FIRST_YEAR), FARTHEST_YEAR)) for year in (begin, end))
            opens, closes, before = table = _table(self, first // 10 * 10, last // 10 * 10 + 10)
            if len(opens):
                is_early = first == FIRST_YEAR or before[0] < low
                if is_early and (last == FARTHEST_YEAR or high <= before[-1] + closes[-1] - opens[-1]):
                    return table
            elif first == FIRST_YEAR and last == FARTHEST_YEAR:
                break
            spare *= 10
        raise FlowAtlasError("the calendar has no working hours; write workdays such as [mon, tue, wed]")

    def stretches(self, first: datetime, last: datetime) -> "tuple[Moments, Moments]":
        """When work begins and ends, in turn, in the time between two moments; what touches is one stretch."""
        import numpy as np

        begin, end = _micros(first), _micros(last)
        if self.is_elapsed:
            return np.array([begin]), np.array([end])
        opens, closes = _stretches(self, first.year, last.year + 1)
        opens, closes = np.clip(opens, begin, end), np.clip(closes, begin, end)
        is_long = closes > opens
        opens, closes = opens[is_long], closes[is_long]
        is_apart = opens[1:] > closes[:-1]
        return opens[np.append(True, is_apart)][: len(opens)], closes[np.append(is_apart, True)][: len(closes)]

    def is_within(self, moments: "Moments") -> "NDArray[np.bool_]":
        """Whether work is done at each moment; the moment of closing still counts, as work ends then."""
        import numpy as np

        if self.is_elapsed:
            return np.ones(len(moments), np.bool_)
        around = self.worked_microseconds(moments + 1)
        around -= self.worked_microseconds(moments - 1)
        return around > 0


def time_zone(name: str) -> tzinfo:
    """The zone of a name such as Europe/Berlin, UTC or +02:00.

    Raises:
        FlowAtlasError: there is no such zone.
    """
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    if name.upper() in {"UTC", "Z"}:
        return UTC
    offset = _OFFSET.fullmatch(name.strip())
    if offset is not None:
        minutes = 60 * int(offset[2]) + int(offset[3] or 0)
        if minutes < 24 * 60:
            return timezone(timedelta(minutes=minutes if offset[1] == "+" else -minutes))
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise FlowAtlasError(f'there is no time zone "{name}"; write one such as Europe/Berlin or +02:00') from None


class _Days(NamedTuple):
    """Days of 24 hours in UTC, from ``begins`` on, each with the one or two stretches of work that lie in it.

    ``before`` is the working time up to the day; a day without work has stretches of length 0.
    """

    begins: int
    before: "Moments"
    opens: "tuple[Moments, ...]"
    lasts: "tuple[Moments, ...]"

    def put(self, moments: "Moments", worked: "Moments") -> None:
        """Write the working time up to each moment into ``worked``."""
        import numpy as np

        within = moments - self.begins
        day = within // DAY
        within -= day * DAY
        np.take(self.before, day, out=worked)
        for opens, lasts in zip(self.opens, self.lasts, strict=True):
            part = within - opens[day]
            np.maximum(part, 0, out=part)
            np.minimum(part, lasts[day], out=part)
            worked += part


@lru_cache(maxsize=16)
def _table(hours: WorkingHours, first_year: int, last_year: int) -> "tuple[Moments, Moments, Moments]":
    """When the working days of some years open and close, and how much was worked before each of them."""
    opens, closes = _stretches(hours, max(first_year, FIRST_YEAR), last_year)
    is_long = closes > opens
    opens, closes = opens[is_long], closes[is_long]
    return opens, closes, hours.worked_microseconds(opens)


@lru_cache(maxsize=16)
def _days(hours: WorkingHours, first_year: int, last_year: int) -> _Days:
    """The days from a year up to another, that one excluded, and some around them."""
    import numpy as np

    opens, closes = _stretches(hours, first_year, last_year)
    # A day that begins a little before most openings holds each stretch in one piece, unless the days are very long.
    begins = _micros(datetime(first_year, 1, 1, tzinfo=UTC)) - 2 * DAY
    usual = int(np.median((opens - begins) % DAY)) if len(opens) else 0
    begins += (usual - 2 * 3_600_000_000) % DAY
    count = (_micros(datetime(last_year, 1, 1, tzinfo=UTC)) + 3 * DAY - begins) // DAY
    pieces = [(begin, end) for begin, end in zip(opens.tolist(), closes.tolist(), strict=True) if end > begin]
    table = [np.zeros((2, count), np.int64)]
    filled = np.zeros(count, np.int64)
    for begin, end in pieces:
        at = begin
        while at < end:
            day = (at - begins) // DAY
            stop = min(end, begins + (day + 1) * DAY)
            if 0 <= day < count:
                if filled[day] == len(table):
                    table.append(np.zeros((2, count), np.int64))
                table[filled[day]][:, day] = (at - begins - day * DAY, stop - at)
                filled[day] += 1
            at = stop
    lasts = tuple(one[1] for one in table)
    total = np.cumsum(sum(lasts))
    before = np.concatenate(([0], total[:-1]))
    monday = _micros(datetime(MONDAY.year, MONDAY.month, MONDAY.day, tzinfo=time_zone(hours.zone)))
    days = _Days(begins, before, tuple(one[0] for one in table), lasts)
    origin = np.zeros(1, np.int64)
    days.put(np.array([monday]), origin)
    return days._replace(before=before - origin)


def _stretches(hours: WorkingHours, first_year: int, last_year: int) -> "tuple[Moments, Moments]":
    """When the working days around some years open and close."""
    import numpy as np

    zone, opens, closes = time_zone(hours.zone), [], []
    day, last = date(first_year, 1, 1) - timedelta(days=4), date(last_year, 1, 1) + timedelta(days=4)
    begin, length = timedelta(seconds=hours.opens), timedelta(hours=hours.hours_per_day)
    while day < last:
        if day.weekday() in hours.workdays and day not in hours.holidays:
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - what the clock shows
            opens.append(_first_shown(midnight + begin, zone))
            closes.append(_first_shown(midnight + begin + length, zone))
        day += timedelta(days=1)
    return np.array(opens, np.int64), np.array(closes, np.int64)


def _first_shown(clock: datetime, zone: tzinfo) -> int:
    """When a clock in the zone first shows this hour, or a later one where it jumps over this."""
    earliest = clock.replace(tzinfo=zone, fold=0)
    moment = _micros(earliest)
    if earliest.utcoffset() == earliest.replace(fold=1).utcoffset():
        return moment
    if _shown(moment, zone) == clock:
        return moment
    before, after = _micros(earliest.replace(fold=1)), moment
    while after - before > 1:
        middle = (before + after) // 2
        before, after = (before, middle) if _shown(middle, zone) >= clock else (middle, after)
    return after


def _shown(moment: int, zone: tzinfo) -> datetime:
    return (_EPOCH + timedelta(microseconds=moment)).astimezone(zone).replace(tzinfo=None, fold=0)


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(microseconds=1)


def _year(moment: int) -> int:
    """The year of a moment in UTC, within what calendars can tell."""
    lowest, highest = (_micros(datetime(year, 1, 1, tzinfo=UTC)) for year in (FIRST_YEAR, LAST_YEAR))
    return (_EPOCH + timedelta(microseconds=min(max(moment, lowest), highest))).year
