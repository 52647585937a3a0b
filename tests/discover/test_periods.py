"""Months and quarters: their limits and signals are those of the XmR chart."""

from datetime import UTC, datetime

import numpy as np
import pytest

from flowatlas.discover.times.measured import Limits
from flowatlas.discover.times.periods import natural_limits, periods_of, signals


def micros(*days):
    """Days of 2026 as (month, day), as moments at noon."""
    return np.array([int(datetime(2026, *day, 12, tzinfo=UTC).timestamp()) * 1_000_000 for day in days])


def test_limits_are_the_mean_and_two_sixty_six_moving_ranges():
    """By hand: 10, 12, 9, 11, 13 have the mean 11 and moving ranges 2, 3, 2, 2, so 11 plus and minus 2.66 x 2.25."""
    assert natural_limits([10, 12, 9, 11, 13]) == pytest.approx(Limits(11, 11 - 5.985, 11 + 5.985))


def test_a_time_has_no_limit_below_nothing():
    """Wide ranges would put the lower limit below 0, where no time can be."""
    assert natural_limits([1, 9, 1, 9, 1]).lower == 0


def test_a_few_periods_have_no_limits():
    """Four values say nothing about what is natural."""
    assert natural_limits([1, 2, 3, 4]) is None
    assert signals([1, 2, 3, 90], None) == [""] * 4


def test_a_value_beyond_the_limits_is_special():
    """A single month far above all others, and one far below, are told, the others are not."""
    limits = Limits(10, 4, 16)

    told = signals([10, 17, 9, 3, 11], limits)

    assert [text.partition(":")[0] for text in told] == [
        "",
        "longer than the natural limits",
        "",
        "shorter than the natural limits",
        "",
    ]


def test_eight_in_a_row_on_one_side_are_a_change():
    """The eighth value above the centre is the first that is told; seven are not."""
    told = signals([9, *[11] * 8, 9], Limits(10, 4, 16))

    assert told[:8] == [""] * 8
    assert told[8].startswith("number 8 in a row on the longer side")
    assert told[9] == ""


def test_three_of_four_near_a_limit_are_a_change():
    """Three of four values beyond half way to the limit are told at the third of them."""
    told = signals([10, 14, 9, 14, 15, 10], Limits(10, 4, 16))

    assert told[:4] == [""] * 4
    assert told[4].startswith("three of four nearer to the longer limit")
    assert told[5] == ""


def test_items_count_in_the_month_in_which_they_were_finished():
    """Months without items stand between the others, without a time; a quarter holds three."""
    ended = micros((1, 31), (2, 1), (2, 20), (4, 1))
    times = np.array([1, 2, 4, 8]) * 1_000_000

    months, limits = periods_of(ended, times, "month", "UTC")
    quarters, _ = periods_of(ended, times, "quarter", "UTC")

    assert [(one.name, one.finished) for one in months] == [
        ("2026-01", 1),
        ("2026-02", 2),
        ("2026-03", 0),
        ("2026-04", 1),
    ]
    assert [one.lead_time and one.lead_time.p50 for one in months] == [1, 2, None, 8]
    assert [(one.name, one.finished) for one in quarters] == [("2026-Q1", 3), ("2026-Q2", 1)]
    assert limits is None


def test_a_month_begins_when_the_clock_says_so():
    """What was finished at eleven at night in UTC counts in the next month further east."""
    late = np.array([int(datetime(2026, 1, 31, 23, 30, tzinfo=UTC).timestamp()) * 1_000_000])

    assert periods_of(late, np.array([1]), "month", "Europe/Berlin")[0][0].name == "2026-02"


def test_a_month_that_is_not_over_is_not_judged():
    """The first days of a month say nothing of it: it is shown, but makes no limits and is no special cause."""
    months = [datetime(2026, month, 3, tzinfo=UTC) for month in range(1, 8)]
    ended = np.array([int(one.timestamp()) * 1_000_000 for one in months])
    times = np.array([10, 11, 10, 11, 10, 11, 900]) * 1_000_000
    early, late = (int(datetime(2026, 7, day, tzinfo=UTC).timestamp()) * 1_000_000 for day in (8, 31))

    periods, limits = periods_of(ended, times, "month", "UTC", early)
    again, wider = periods_of(ended, times, "month", "UTC", late)

    assert [one.finished for one in periods] == [1] * 7
    assert periods[-1].signal == ""
    assert limits == natural_limits([10, 11, 10, 11, 10, 11])
    assert wider == natural_limits([10, 11, 10, 11, 10, 11, 900])
    assert again[-1].signal != ""


def test_nothing_finished_has_no_periods():
    """Without finished items there is nothing to tell."""
    assert periods_of(np.zeros(0, np.int64), np.zeros(0, np.int64), "month", "UTC") == ((), None)


TIRES = """
24.05 23.99 23.95 23.93 23.97 24.02 24.06 24.10 23.98 24.03 23.91 24.06 24.06 23.96 23.98
24.06 24.01 24.00 23.93 23.92 24.09 24.11 24.05 23.98 23.98 24.06 24.02 24.06 23.97 23.96
"""
"""Diameters of steel belts: SAS/QC user's guide, example 9.4, with the limits that its procedure prints."""

FLOWS = "49.6 47.6 49.9 51.3 47.8 51.2 52.6 52.4 53.6 52.1"
"""Flow rates of batches: NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2, with the limits that it prints."""


@pytest.mark.parametrize(
    ("told", "printed"),
    [(TIRES, Limits(24.0083, 23.8571, 24.1596)), (FLOWS, Limits(50.81, 45.8159, 55.8041))],
    ids=["tires", "flow rates"],
)
def test_limits_are_those_of_published_charts(told, printed):
    """2.66 stands for 3 / 1.12838, half a thousandth less: within that, limits are as printed, and no value is beyond."""
    values = [float(one) for one in told.split()]

    found = natural_limits(values)

    assert found.centre == pytest.approx(printed.centre, abs=6e-5)
    half = printed.upper - printed.centre
    assert (found.lower, found.upper) == pytest.approx((printed.lower, printed.upper), abs=6e-5 + half * 5e-4)
    assert not [text for text in signals(values, found) if "natural limits" in text]
