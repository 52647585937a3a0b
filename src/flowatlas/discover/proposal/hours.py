"""When work is done: as a mapping says it, or as the moments of a log show it."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import Hours, LogMapping
from flowatlas.discover.proposal.confirmed import seconds_of
from flowatlas.discover.reason import Reason
from flowatlas.model.atlas import DAYS, date_of, weekday_of
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Form
from flowatlas.model.working_hours import DAY, WorkingHours, time_zone

if TYPE_CHECKING:
    from datetime import date

    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

HALF_HOUR = 1_800_000_000
SLOTS = 48
"""Half hours of a day."""

FEWEST = 50
"""Moments without which no rhythm can be told from chance."""

SAMPLE = 100_000
FEW = 10_000
DAY_OFF = 0.15
"""The share of a usual day's moments under which a weekday is off."""

WITHIN = 0.92
"""The share of the moments of working days that the hours hold."""

BESIDE = 0.25
"""The share of a usual half hour's moments that one beside the hours has at least to belong to them."""

LONGEST = 25
"""Half hours from which on a day is worked around the clock."""


def working_hours(hours: Hours) -> WorkingHours:
    """The working hours that a mapping tells; around the clock where it says so, or nothing.

    Hours that close before they open go over midnight.

    Raises:
        FlowAtlasError: a time, a weekday, a date or a zone is none.
    """
    zone = hours.time_zone or "UTC"
    time_zone(zone)
    holidays = frozenset(_holiday(text) for text in hours.holidays)
    says_nothing = hours.opens is None and hours.closes is None and not hours.workdays
    if hours.elapsed or says_nothing:
        return WorkingHours(0.0, 24.0, tuple(range(7)), frozenset() if hours.elapsed else holidays, zone)
    opens = _seconds("opens", hours.opens or "09:00")
    closes = _seconds("closes", hours.closes or "17:00")
    length = (closes - opens) % 86400 or 86400.0
    workdays = tuple(sorted({_weekday(text) for text in hours.workdays})) or (0, 1, 2, 3, 4)
    return WorkingHours(opens % 86400, length / 3600, workdays, holidays, zone)


def hours_proposed(log: EventLog, mapping: LogMapping) -> tuple[Hours, tuple[Reason, ...]]:
    """The hours in which work begins and ends, by the log, where the mapping leaves them open; and why.

    A weekday is off where it has under 15 % of a usual day's moments. The hours are the fewest half hours in a row that
    hold 92 % of the moments of the other days, and those beside them with at least a quarter as many as these. Where
    there are too few moments, or over 12 hours a day, work goes on around the clock.
    """
    told = mapping.hours
    if told.elapsed or (told.opens is not None and told.closes is not None and told.workdays):
        return told, ()
    zone = told.time_zone or log.zone or "UTC"
    reasons = []
    if told.time_zone is None:
        because = "moments of the log are told there" if zone != "UTC" else "the log names no other zone"
        reasons.append(Reason("hours/time_zone", zone, because))
    seen = _seen(_moments(log, mapping), zone)
    workdays = told.workdays or [DAYS[day] for day in seen.workdays]
    is_always = seen.opens is None and len(workdays) == 7 and told.opens is None and told.closes is None
    values = {"holidays": told.holidays, "time_zone": zone, "workdays": workdays}
    if is_always:
        reasons.append(Reason("hours/elapsed", "true", seen.because))
        return Hours(**{**values, "elapsed": True}), tuple(reasons)
    opens, closes = told.opens or _clock(seen.opens or 0), told.closes or _clock(seen.closes or 2 * 24)
    if told.opens is None or told.closes is None:
        reasons.append(Reason("hours/opens", f"{opens} to {closes}", seen.because))
    if not told.workdays:
        reasons.append(Reason("hours/workdays", ", ".join(workdays), seen.because_days))
    return Hours(**{**values, "opens": opens, "closes": closes}), tuple(reasons)


class _Seen(NamedTuple):
    """The rhythm of a log: its working days, and the half hours at which a day opens and closes, if it does."""

    workdays: tuple[int, ...]
    opens: int | None
    closes: int | None
    because: str
    because_days: str


def _moments(log: EventLog, mapping: LogMapping) -> "Moments":
    """Moments at which somebody began or finished work, or some of them where there are very many."""
    kinds = [mapping.kinds.get(name, "work") for name in log.activity.names]
    is_done = np.array([kind != "ignored" for kind in kinds] + [False], np.bool_)
    step = max(len(log) // SAMPLE, 1)
    chosen = is_done[log.activity.codes[::step]]
    columns = [log.start] if log.form is Form.STATES else [log.start, log.end]
    moments = np.concatenate([column[::step][chosen] for column in columns])
    moments = np.sort(moments[moments != UNKNOWN_MOMENT])
    # What is told as one moment, such as a beginning equal to its end, is one sign of work.
    is_other: NDArray[np.bool_] = np.diff(moments, prepend=UNKNOWN_MOMENT) != 0
    return np.asarray(moments[is_other])


def _seen(moments: "Moments", zone: str) -> _Seen:
    days = tuple(range(7))
    if len(moments) < FEWEST:
        few = f"only {len(moments)} moments, too few to see when work is done: counted around the clock"
        return _Seen(days, None, None, few, few)
    local = _local(moments, zone)
    # The first of 1970 was a Thursday.
    weekday = (local // DAY + 3) % 7
    by_day = np.bincount(weekday, minlength=7)
    usual = float(np.median(by_day)) or float(by_day.max())
    workdays = tuple(day for day in days if by_day[day] >= DAY_OFF * usual)
    off = [DAYS[day] for day in days if day not in workdays]
    because_days = (
        f"{', '.join(off)} with under 15% of a usual day's activity" if off else "all days have much the same activity"
    )
    if len(np.unique((local % DAY)[:: max(len(local) // FEW, 1)])) <= 3:
        told = "moments are told to the day, so that hours cannot be seen"
        if len(workdays) == 7:
            return _Seen(days, None, None, told, because_days)
        return _Seen(workdays, 18, 34, f"{told}: eight hours taken", because_days)
    at_work = np.isin(weekday, workdays)
    slots = np.bincount(local[at_work] % DAY // HALF_HOUR, minlength=SLOTS)
    opens, length = _shortest(slots)
    share = f"{percent(float(slots[np.arange(opens, opens + length) % SLOTS].sum() / slots.sum()))}%"
    if length >= LONGEST:
        because = f"{share} of the activity takes {length / 2:g} hours of the day: no rhythm of working hours"
        return _Seen(workdays, None, None, because, because_days)
    because = f"{share} of the activity on working days lies between {_clock(opens)} and {_clock(opens + length)}"
    return _Seen(workdays, opens, opens + length, because, because_days)


def _shortest(slots: "NDArray[np.int64]") -> tuple[int, int]:
    """The half hours in a row, over midnight too, that hold the most: where they begin, and how many."""
    twice = np.concatenate(([0], np.cumsum(np.concatenate((slots, slots)))))
    enough = WITHIN * slots.sum()
    for length in range(1, SLOTS):
        held = twice[length : length + SLOTS] - twice[:SLOTS]
        if held.max() >= enough:
            return _widened(slots, int(held.argmax()), length)
    return 0, SLOTS


def _widened(slots: "NDArray[np.int64]", opens: int, length: int) -> tuple[int, int]:
    """The hours with what lies beside them and is worked, too."""
    least = BESIDE * slots[np.arange(opens, opens + length) % SLOTS].mean()
    while length < SLOTS and slots[(opens - 1) % SLOTS] >= least:
        opens, length = (opens - 1) % SLOTS, length + 1
    while length < SLOTS and slots[(opens + length) % SLOTS] >= least:
        length += 1
    return opens, length


def _local(moments: "Moments", zone: str) -> "Moments":
    """What clocks in a zone show, in microseconds since 1970, told from its offset on each day."""
    from datetime import UTC, datetime, timedelta

    clock = time_zone(zone)
    day = moments // DAY
    days, places = np.unique(day, return_inverse=True)
    noon = [datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=int(one)) for one in days]
    offsets = [(one.astimezone(clock).utcoffset() or timedelta()) // timedelta(microseconds=1) for one in noon]
    return moments + np.array(offsets, np.int64)[places]


def _clock(slot: int) -> str:
    """A half hour of the day as time; the 48th of a day that opens at midnight is its end.

    >>> _clock(19), _clock(48), _clock(50)
    ('09:30', '24:00', '01:00')
    """
    slot = slot if slot == SLOTS else slot % SLOTS
    return f"{slot // 2:02}:{slot % 2 * 30:02}"


def _seconds(field: str, text: str) -> float:
    seconds = seconds_of(text)
    if seconds is None:
        raise FlowAtlasError(f'hours/{field}: "{text}" is no time of day; write one such as 09:00')
    return seconds


def _weekday(text: str) -> int:
    day = weekday_of(text)
    if day is None:
        raise FlowAtlasError(f'hours/workdays: "{text}" is no weekday; write {", ".join(DAYS)}')
    return day


def _holiday(text: str) -> "date":
    day = date_of(text)
    if day is None:
        raise FlowAtlasError(f'hours/holidays: "{text}" is no date; write one such as 2026-12-25')
    return day
