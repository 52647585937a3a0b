"""The calendar of an atlas: when work is done, as it is typed."""

from datetime import date

import pytest

from flowatlas import load
from flowatlas.model.calendar import ELAPSED
from flowatlas.model.working_hours import WorkingHours
from flowatlas.store.schema import read_atlas


def test_hours_say_when_work_is_done():
    """Opening, hours, days, holidays and zone are those that stand there."""
    atlas = load(
        "calendar: {hours_per_day: 7, days_per_week: 4, start: '08:15', workdays: [mon, Tue, wednesday, thu],"
        " holidays: [2026-12-25], time_zone: Europe/Berlin}"
    )

    assert atlas.calendar.hours == WorkingHours(
        8.25 * 3600, 7.0, (0, 1, 2, 3), frozenset({date(2026, 12, 25)}), "Europe/Berlin"
    )
    assert atlas.calendar.hours.calendar == atlas.calendar.times


def test_what_is_not_said_is_as_usual():
    """From nine on, from Monday on, in UTC; elapsed time where a day has 24 hours."""
    assert load("title: x").calendar.hours == WorkingHours()
    assert load("calendar: {hours_per_day: 24, days_per_week: 7}").calendar.hours.calendar == ELAPSED


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"start": "soon"}, "start", "no time of day"),
        ({"start": "25:00"}, "start", "no time of day"),
        ({"workdays": ["mon", "yesterday"], "days_per_week": 1}, "workdays", "no day"),
        ({"workdays": ["mon", "tue"]}, "workdays", "2 days are worked, but a week has 5"),
        ({"holidays": ["2026-02-30"]}, "holidays", "no date"),
        ({"time_zone": "Europe/Nowhere"}, "time_zone", "no time zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone", "no time zone"),
    ],
)
def test_what_no_clock_can_go_by_is_told(typed, field, words):
    """It is a finding with what would be right; the usual takes its place."""
    reading = read_atlas({"calendar": typed})

    (finding,) = reading.findings
    assert finding.path == f"calendar/{field}"
    assert words in finding.message
    assert finding.hint
    assert reading.atlas.calendar.hours.opens == 9 * 3600


def test_a_night_goes_over_midnight():
    """Six hours from ten in the evening on are those until four in the morning, and nothing is odd about them."""
    reading = read_atlas({"calendar": {"start": "22:00", "hours_per_day": 6}})

    assert not reading.findings
    assert (reading.atlas.calendar.hours.opens, reading.atlas.calendar.hours.hours_per_day) == (22 * 3600, 6)


def test_a_wrong_type_is_an_error_and_not_more():
    """A list where a text belongs is told once."""
    reading = read_atlas({"calendar": {"start": ["09:00"], "workdays": {"mon": True}}})

    assert {one.path for one in reading.findings} == {"calendar/start", "calendar/workdays"}
