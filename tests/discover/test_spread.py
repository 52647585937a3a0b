"""Percentiles: what they are, and what items that still run do to them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowatlas.discover.times.spread import censored_spread, spread

WEEKS = 1_000_000
"""The microseconds of what one test calls a week, so that a time is its number of seconds."""


def micros(times):
    """Times in seconds as microseconds."""
    return np.array(times, np.int64) * WEEKS


def plainly(times, percent):
    """The smallest time that at least so many per cent of all times do not exceed, by looking at each."""
    return min(one for one in times if 100 * sum(other <= one for other in times) >= percent * len(times))


def test_a_percentile_is_a_time_that_was_seen():
    """Of the times 1 to 10, one in ten is at most 1, half are at most 5, and 85 in a hundred at most 9."""
    assert spread(micros(range(1, 11)))[:4] == (1, 5, 9, 10)


def test_nothing_has_no_percentiles():
    """Where nothing was measured, nothing is said, rather than 0."""
    assert spread(micros([])) is None
    assert censored_spread(micros([]), micros([])) is None


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_percentiles_are_those_of_their_definition(times):
    """Each of the four is the smallest time with at least that share of all at or under it."""
    found = spread(micros(times))

    assert found[:4] == tuple(plainly(times, percent) for percent in (10, 50, 85, 95))
    assert found.size == len(times)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.lists(st.integers(0, 50), max_size=30))
def test_what_runs_is_treated_as_kaplan_and_meier_do(times, running):
    """The product of the shares that go on, worked out time by time in plain numbers, gives the same percentiles."""
    found, left, curve = censored_spread(micros(times), micros(running)), 1.0, []
    for time in sorted(set(times)):
        at_risk = sum(one >= time for one in times + running)
        left *= 1 - times.count(time) / at_risk
        curve.append((time, left))

    for percent, value in zip((10, 50, 85, 95), found[:4], strict=True):
        assert value == next((time for time, left in curve if left <= 1 - percent / 100 + 1e-9), None)


def test_remission_of_leukaemia():
    """The 21 patients of Freireich (1963) that textbooks calculate: half stay in remission for 23 weeks or more.

    Remissions ended at 6, 6, 6, 7, 10, 13, 16, 22, 23; twelve patients were still well. The share still well is 0.857
    at 6, 0.807 at 7, 0.753 at 10, 0.690 at 13, 0.627 at 16, 0.538 at 22 and 0.448 at 23.
    """
    ended = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    well = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]

    found = censored_spread(micros(ended), micros(well))

    assert (found.p10, found.p50, found.p85, found.p95) == (6, 23, None, None)
    assert (found.size, found.censored) == (21, 12)


def test_items_that_all_run_tell_no_percentile():
    """Where nothing has ended yet, every percentile is unknown, but it is known how many there are."""
    assert censored_spread(micros([]), micros([3, 4])) == (None, None, None, None, 2, 2)


def test_what_runs_can_only_lengthen():
    """Leaving out what still runs would make the stream look faster than it is."""
    times, running = micros(range(10)), micros([9] * 5)

    assert censored_spread(times, running).p50 > spread(times).p50 == pytest.approx(4)
