"""Working hours as a clock: what was worked between two moments, held against counting minute by minute."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.working_hours import WorkingHours

MINUTE = timedelta(minutes=1)


def micros(moment):
    """Microseconds since 1970."""
    return (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def seconds(hours, begin, end):
    """What the clock says was worked from one moment to another."""
    worked = hours.worked(np.array([micros(begin), micros(end)]))
    return float(worked[1] - worked[0])


def shown(moment, zone):
    """What a clock on the wall shows."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def first_shown(clock, zone):
    """The first minute at which a clock on the wall shows this or, jumping over it, something later."""
    moment = clock.replace(tzinfo=UTC) - timedelta(hours=16)
    while shown(moment, zone) < clock:
        moment += MINUTE
    return moment


def counted(hours, begin, end):
    """The minutes between two whole minutes that lie in the hours, counted one by one, in seconds."""
    day, stretches = shown(begin, hours.zone).date() - timedelta(days=3), []
    while day < shown(end, hours.zone).date() + timedelta(days=3):
        if day.weekday() in hours.workdays and day not in hours.holidays:
            opens = datetime.combine(day, time()) + timedelta(seconds=hours.opens)
            closes = opens + timedelta(hours=hours.hours_per_day)
            stretches.append((first_shown(opens, hours.zone), first_shown(closes, hours.zone)))
        day += timedelta(days=1)
    minutes = 0
    while begin < end:
        minutes += any(opens <= begin < closes for opens, closes in stretches)
        begin += MINUTE
    return minutes * 60.0


def test_a_week_holds_five_days_of_eight_hours():
    """From one Monday noon to the next, forty hours are worked."""
    begin = datetime(2026, 3, 2, 12, tzinfo=UTC)

    assert seconds(WorkingHours(), begin, begin + timedelta(days=7)) == 40 * 3600


def test_nights_and_weekends_do_not_count():
    """What comes in on Friday at six and is done on Monday at half past nine took half an hour."""
    begin, end = datetime(2026, 3, 6, 18, tzinfo=UTC), datetime(2026, 3, 9, 9, 30, tzinfo=UTC)

    assert seconds(WorkingHours(), begin, end) == 1800


def test_holidays_do_not_count():
    """A week with one holiday holds four working days."""
    hours = WorkingHours(holidays=frozenset({date(2026, 3, 4)}))

    assert seconds(hours, datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)) == 4 * 8 * 3600


def test_the_hour_that_summer_takes_is_not_worked():
    """A night shift of eight hours has seven in the night in which clocks go forward, and nine when they go back."""
    hours = WorkingHours(opens=22 * 3600, workdays=tuple(range(7)), zone="Europe/Berlin")
    spring, autumn = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)

    assert seconds(hours, spring, spring + timedelta(days=1)) == 7 * 3600
    assert seconds(hours, autumn, autumn + timedelta(days=1)) == 9 * 3600


def test_all_hours_of_all_days_are_elapsed_time():
    """Around the clock, every second counts, whatever the zone."""
    hours = WorkingHours(0, 24, tuple(range(7)), zone="America/New_York")
    begin = datetime(2026, 3, 1, tzinfo=UTC)

    assert seconds(hours, begin, begin + timedelta(days=20, seconds=0.5)) == 20 * 86400 + 0.5


def test_a_day_around_the_clock_is_open_when_summer_begins():
    """Five days of twenty-four hours lose one hour to summer only where it begins on one of them."""
    hours = WorkingHours(0, 24, (0, 1, 2, 3, 6), zone="Europe/Berlin")
    begin = datetime(2026, 3, 23, tzinfo=UTC)

    assert seconds(hours, begin, begin + timedelta(days=14)) == counted(hours, begin, begin + timedelta(days=14))


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(
    begin=st.datetimes(datetime(2007, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001 - becomes UTC
    length=st.integers(0, 6 * 24 * 60),
    opens=st.integers(0, 47).map(lambda half: half * 1800.0),
    hours_per_day=st.integers(1, 48).map(lambda half: half / 2),
    workdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "America/Sao_Paulo", "Asia/Kolkata", "Australia/Lord_Howe", "Cuba"]),
    holiday=st.integers(0, 6),
)
def test_what_is_worked_is_what_a_clock_on_the_wall_counts(
    begin, length, opens, hours_per_day, workdays, zone, holiday
):
    """Any hours in any zone give the minutes that are counted one by one."""
    begin = begin.replace(second=0, microsecond=0, tzinfo=UTC)
    end = begin + length * MINUTE
    holidays = frozenset({begin.date() + timedelta(days=holiday)})
    hours = WorkingHours(opens, hours_per_day, workdays, holidays, zone)

    assert seconds(hours, begin, end) == pytest.approx(counted(hours, begin, end), abs=1e-6)


def test_hours_around_the_change_of_time_are_counted_too():
    """A working day that begins in the hour that is jumped over begins when the clock has jumped."""
    for opens in (2, 2.5, 3):
        for day in (datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)):
            hours = WorkingHours(opens * 3600, 5, tuple(range(7)), zone="Europe/Berlin")
            assert seconds(hours, day, day + timedelta(days=2)) == counted(hours, day, day + timedelta(days=2))


@pytest.mark.slow
@given(st.lists(st.integers(-(10**15), 2 * 10**15), min_size=2, max_size=30))
def test_working_time_never_runs_backwards(moments):
    """A later moment has at least as much working time before it."""
    worked = WorkingHours(zone="America/New_York").worked(np.array(sorted(moments)))

    assert (np.diff(worked) >= 0).all()


def test_a_moment_lies_within_the_hours_or_not():
    """Nine, noon and five are within, half past eight, a minute past five and Saturday are not."""
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    moments = [monday + timedelta(hours=at) for at in (9, 12, 17, 8.5, 17 + 1 / 60, 5 * 24 + 12)]

    assert WorkingHours().is_within(np.array([micros(one) for one in moments])).tolist() == [True] * 3 + [False] * 3


def test_a_zone_may_be_an_offset():
    """Where only the offset is known, the clock stands there all year."""
    hours = WorkingHours(zone="+02:00")

    assert seconds(hours, datetime(2026, 1, 5, 6, tzinfo=UTC), datetime(2026, 1, 5, 8, tzinfo=UTC)) == 3600


@pytest.mark.parametrize("zone", ["Europe/Nowhere", "../../etc/passwd", "", "+99:00", "Europe"])
def test_a_zone_that_does_not_exist_is_told(zone):
    """A wrong zone is one clear message that shows it and what would be right."""
    with pytest.raises(FlowAtlasError, match="write one such as Europe/Berlin"):
        WorkingHours(zone=zone).worked(np.array([0]))


HOURS = [
    WorkingHours(),
    WorkingHours(holidays=frozenset({date(2026, 12, 25), date(2026, 3, 30)}), zone="Europe/Berlin"),
    WorkingHours(opens=22 * 3600, workdays=tuple(range(7)), zone="Europe/Berlin"),
    WorkingHours(opens=0, hours_per_day=24, workdays=(0, 2, 6), zone="America/New_York"),
    WorkingHours(opens=0, hours_per_day=24, workdays=tuple(range(7))),
]


@pytest.mark.parametrize("hours", HOURS)
@settings(max_examples=40, deadline=None)
@given(minute=st.integers(0, 400 * 24 * 60))
def test_what_was_worked_leads_back_to_its_moment(hours, minute):
    """At the moment found so much was worked, and never so much before it: a gap is left as it begins."""
    moment = datetime(2026, 1, 1, tzinfo=UTC) + minute * MINUTE
    worked = hours.worked(np.array([micros(moment)]))

    found = hours.moments_of(worked)

    assert hours.worked(found) == pytest.approx(worked, abs=1e-6)
    assert found[0] <= micros(moment) + 1
    assert hours.is_elapsed or hours.worked(found - 2_000_000)[0] < worked[0]


def test_a_day_of_work_ends_as_it_closes():
    """Sixteen hours from Friday morning on are done on Monday at five, however long the weekend is."""
    hours = WorkingHours(zone="Europe/Berlin")
    friday = datetime(2026, 3, 27, 9, tzinfo=ZoneInfo("Europe/Berlin"))

    found = hours.moments_of(hours.worked(np.array([micros(friday)])) + 16 * 3600)

    assert found[0] == micros(datetime(2026, 3, 30, 17, tzinfo=ZoneInfo("Europe/Berlin")))


def test_what_never_ends_is_put_at_the_end_of_all_days():
    """A sum that nobody lives to see takes no time to find out, and is no error."""
    found = WorkingHours().moments_of(np.array([1e15]))

    assert found[0] == micros(datetime(2200, 1, 1, tzinfo=UTC))


def test_nothing_is_ever_done_where_nothing_is_worked():
    """A calendar without days is told instead of looked through for ever."""
    with pytest.raises(FlowAtlasError, match="no working hours"):
        WorkingHours(workdays=()).moments_of(np.ones(1))


def test_stretches_of_work_are_those_of_the_clock():
    """A week with a holiday has four, the first cut off where one begins to look."""
    hours = WorkingHours(holidays=frozenset({date(2026, 3, 4)}))

    opens, closes = hours.stretches(datetime(2026, 3, 2, 12, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC))

    assert (closes - opens).tolist() == [5 * 3600 * 10**6] + [8 * 3600 * 10**6] * 3
    assert opens[1] == micros(datetime(2026, 3, 3, 9, tzinfo=UTC))


def test_days_without_a_break_are_one_stretch():
    """Where work goes on around the clock from Monday to Friday, a week has one stretch."""
    hours = WorkingHours(opens=0, hours_per_day=24)

    opens, closes = hours.stretches(datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 16, tzinfo=UTC))

    assert ((closes - opens) / 86_400e6).tolist() == [5, 5]
