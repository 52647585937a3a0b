"""Intervals, percentiles and the end of the beginning, against tables, hand calculation and known distributions."""

import math

import numpy as np
import pytest

from flowatlas.model.simulation import Estimate
from flowatlas.simulation.answers.intervals import (
    at,
    chance_below_zero,
    is_within,
    mean_of,
    percentiles_of,
    ratio_of,
    student,
)
from flowatlas.simulation.answers.warm_up import warm_up

BOUND = (364, 393)
"""How many of 400 intervals may hold the truth where 95 % of them should: all but one in a thousand such counts."""


@pytest.mark.parametrize(
    ("degrees", "table"),
    [(1, 12.706), (2, 4.303), (4, 2.776), (5, 2.571), (9, 2.262), (19, 2.093), (30, 2.042), (120, 1.980)],
)
def test_student_as_in_the_tables(degrees, table):
    """The factor of a 95 % interval is that of the printed tables of Student's t."""
    assert student(degrees) == pytest.approx(table, abs=6e-4)


def test_interval_of_a_mean_by_hand():
    """Four figures 1, 2, 3, 6 have the mean 3, the standard error sqrt(14 / 3 / 4) and three degrees of freedom."""
    found = mean_of([1.0, 2.0, 3.0, 6.0])

    half = 3.182 * math.sqrt(14 / 3 / 4)
    assert found == pytest.approx((3.0, 3.0 - half, 3.0 + half))


def test_one_figure_says_nothing_of_its_interval():
    """What was seen once could be anything."""
    assert mean_of([2.0]) == Estimate(2.0, -math.inf, math.inf)


def test_ratio_of_equal_sizes_is_a_mean():
    """Where all replications are as long, sums over sums are as sure as means."""
    assert ratio_of([2.0, 4.0, 9.0], [2.0, 2.0, 2.0]) == pytest.approx(mean_of([1.0, 2.0, 4.5]))


@pytest.mark.parametrize(("share", "place"), [(0.0, 1), (0.5, 5), (0.51, 6), (0.85, 9), (1.0, 10)])
def test_percentile_is_a_figure_that_was_seen(share, place):
    """Of ten figures the median is the fifth, and p85 the ninth."""
    assert at(np.arange(1.0, 11.0), share) == place


@pytest.mark.parametrize("share", [0.5, 0.85, 0.95])
def test_intervals_of_percentiles_cover(share):
    """About 95 of 100 intervals hold the true percentile, also where what is inside a replication goes together."""
    source = np.random.default_rng(5)
    truth = -math.log(1 - share)
    held = 0
    for _ in range(400):
        parts = [np.repeat(source.exponential(size=200), 5) for _ in range(20)]
        found = percentiles_of(parts, [share])[0]
        held += found.low <= truth <= found.high

    assert BOUND[0] <= held <= BOUND[1]


def test_precision_is_a_share_to_each_side():
    """A figure of 100 from 96 to 104 is known within 5 %, one from 94 to 104 is not."""
    assert is_within(Estimate(100.0, 96.0, 104.0), 0.05)
    assert not is_within(Estimate(100.0, 94.0, 104.0), 0.05)


@pytest.mark.parametrize(("low", "high", "chance"), [(-3.0, 1.0, 0.8365), (-2.0, 2.0, 0.5), (1.0, 1.0, 0.0)])
def test_chance_that_a_change_is_a_fall(low, high, chance):
    """A change of -1 give or take 2 is a fall with a chance of 84 %, one that is surely 1 never."""
    assert chance_below_zero(Estimate((low + high) / 2, low, high)) == pytest.approx(chance, abs=1e-4)


def test_beginning_is_left_out():
    """A series that starts low for 300 figures is cut there, give or take what noise hides."""
    noise = np.random.default_rng(2).normal(size=5000)
    series = 20 - 10 * (np.arange(5000) < 300) + noise

    assert 300 <= warm_up(series) <= 400


def test_nothing_is_left_out_of_a_series_at_rest():
    """A series without a beginning is kept, all but a little."""
    series = np.random.default_rng(3).normal(size=5000)

    assert warm_up(series) <= 500


@pytest.mark.parametrize("series", [np.arange(5000.0), np.ones(30)], ids=["still rising", "too short"])
def test_series_that_is_not_at_rest_has_no_end_of_the_beginning(series):
    """What still rises, or is too short to tell, asks for more."""
    assert warm_up(series) is None


def test_end_of_the_beginning_by_brute_force():
    """The cut is where the squared distances from the mean of the rest, over the square of their number, are least."""
    source = np.random.default_rng(11)
    series = 3 * np.exp(-np.arange(400) / 30) + source.normal(size=400)
    means = [float(np.mean(series[5 * number : 5 * number + 5])) for number in range(80)]

    def error(first):
        rest = means[first:]
        mean = sum(rest) / len(rest)
        return sum((one - mean) ** 2 for one in rest) / len(rest) ** 2

    best = min(range(75), key=error)
    assert warm_up(series) == (5 * best if best <= 40 else None)


def test_series_of_one_figure_is_at_rest():
    """Where every item takes the same time, but for rounding, there is no beginning."""
    noise = np.random.default_rng(8).normal(size=1000)

    assert warm_up(28_800.0 * (1 + 1e-15 * noise)) == 0
