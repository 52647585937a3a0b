"""Working and elapsed time."""

import pytest

from flowatlas.model.atlas import WorkingCalendar
from flowatlas.model.calendar import ELAPSED, Calendar


def test_days_and_weeks_are_as_long_as_people_work():
    """Months are 52/12 weeks, years 52."""
    calendar = Calendar(hours_per_day=6, days_per_week=4)

    assert [calendar.unit_seconds(unit) / 3600 for unit in ("h", "d", "wk", "mo", "y")] == [
        1,
        6,
        24,
        pytest.approx(104),
        1248,
    ]
    assert (calendar.unit_seconds("s"), calendar.unit_seconds("m")) == (1, 60)


def test_the_working_share_is_what_is_worked_of_all_time():
    """Eight hours on five days are 40 of 168."""
    assert Calendar().working_share == 40 / 168
    assert ELAPSED.working_share == 1


def test_a_calendar_is_told_in_words():
    """It stands beside every total."""
    assert Calendar(7.5, 4).text == "working time, 7.5-hour days, 4-day weeks"
    assert ELAPSED.text == "elapsed time, 24-hour days, 7-day weeks"


def test_the_calendar_of_an_atlas_is_eight_hours_on_five_days_unless_it_says_otherwise():
    """Each field has its own default."""
    assert WorkingCalendar().times == Calendar(8, 5)
    assert WorkingCalendar.read({"hours_per_day": 6})[0].times == Calendar(6, 5)
