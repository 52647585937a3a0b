"""Hours: told by a mapping, or seen in a log."""

from random import Random

import pytest
from logs import small_log

from flowatlas.discover.atlas import calendar_of
from flowatlas.discover.mapping import Hours, LogMapping
from flowatlas.discover.proposal.confirmed import problems
from flowatlas.discover.proposal.hours import hours_proposed, working_hours
from flowatlas.model.errors import FlowAtlasError
from flowatlas.store.schema import read_atlas


def office(zone="UTC", opens=9, closes=17, days=5):
    """A log of work in office hours over ten weeks."""
    random = Random(4)
    rows = []
    for number in range(600):
        begin = 168 * random.randrange(10) + 24 * random.randrange(days) + random.uniform(opens, closes - 0.5)
        rows.append((f"i{number}", "x", begin, begin + 0.4))
    return small_log(*rows, zone=zone)


def test_office_hours_are_seen():
    """Work from nine to five on weekdays is proposed as such, and says why."""
    hours, reasons = hours_proposed(office(), LogMapping())

    assert (hours.opens, hours.closes) == ("09:00", "17:00")
    assert hours.workdays == ["mon", "tue", "wed", "thu", "fri"]
    assert [one.path for one in reasons] == ["hours/time_zone", "hours/opens", "hours/workdays"]


def test_hours_are_those_of_the_zone():
    """Eight in UTC is half past one in India."""
    hours, _ = hours_proposed(office("Asia/Kolkata", 8, 16), LogMapping())

    assert (hours.opens, hours.closes) == ("13:30", "21:30")
    assert hours.time_zone == "Asia/Kolkata"


def test_night_shifts_go_over_midnight():
    """Work from ten at night to six is one shift, not two ends of a day, in a mapping file and in an atlas as well."""
    hours, _ = hours_proposed(office(opens=22, closes=30, days=7), LogMapping())

    assert (hours.opens, hours.closes) == ("22:00", "06:00")
    assert working_hours(hours).hours_per_day == 8
    assert not list(problems(LogMapping(hours=hours)))
    assert not read_atlas({"calendar": calendar_of(working_hours(hours))}).findings


def test_hours_need_no_minutes():
    """Nine to five is the same as 09:00 to 17:00, and 24:00 is the end of a day."""
    assert working_hours(Hours(opens="9", closes="17")) == working_hours(Hours(opens="09:00", closes="17:00"))
    assert working_hours(Hours(opens="16", closes="24:00")).hours_per_day == 8


def test_machines_work_around_the_clock():
    """Where no hour and no day differs from the others, all time is elapsed time."""
    hours, reasons = hours_proposed(office(opens=0, closes=24, days=7), LogMapping())

    assert hours.elapsed
    assert "no rhythm" in reasons[-1].because


def test_too_few_moments_show_no_hours():
    """A handful of rows is counted around the clock, and the reason says so."""
    hours, reasons = hours_proposed(small_log(("a", "x", 9, 10)), LogMapping())

    assert hours.elapsed
    assert "too few" in reasons[-1].because


def test_what_the_mapping_says_stays():
    """Only what is left open is proposed."""
    told = Hours(opens="08:00", closes="12:00", holidays=["2026-03-03"])

    hours, reasons = hours_proposed(office(), LogMapping(hours=told))

    assert (hours.opens, hours.closes, hours.holidays) == ("08:00", "12:00", ["2026-03-03"])
    assert hours.workdays == ["mon", "tue", "wed", "thu", "fri"]
    assert "hours/opens" not in {one.path for one in reasons}


def test_hours_of_a_mapping_become_working_hours():
    """Times, days and holidays as people write them; nothing said is around the clock."""
    hours = working_hours(
        Hours(opens="22:00", closes="06:00", workdays=["Monday", "tue"], holidays=["2026-12-25"], time_zone="UTC")
    )

    assert (hours.opens, hours.hours_per_day, hours.workdays) == (22 * 3600, 8, (0, 1))
    assert [str(one) for one in hours.holidays] == ["2026-12-25"]
    assert working_hours(Hours()).is_elapsed
    assert working_hours(Hours(opens="00:00", closes="24:00", workdays=["mon"])).hours_per_day == 24


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        (Hours(opens="9 am"), 'hours/opens: "9 am" is no time of day'),
        (Hours(closes="25:00"), 'hours/closes: "25:00" is no time of day'),
        (Hours(workdays=["m"]), 'hours/workdays: "m" is no weekday'),
        (Hours(holidays=["25.12.2026"]), 'hours/holidays: "25.12.2026" is no date'),
        (Hours(time_zone="Mars/Olympus"), 'no time zone "Mars/Olympus"'),
    ],
)
def test_hours_that_cannot_be_are_told(hours, message):
    """A wrong time, day, date or zone is shown, with what would be right."""
    with pytest.raises(FlowAtlasError) as told:
        working_hours(hours)

    assert message in str(told.value)
