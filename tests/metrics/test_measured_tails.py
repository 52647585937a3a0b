"""Measured times of which most items see next to nothing, and ways back that a log has counted already."""

import numpy as np
import pytest

from flowatlas import load, measure
from flowatlas.metrics.draws import expected, items, line_of
from flowatlas.model.quantity import Duration

HOUR = 3600.0


@pytest.mark.parametrize(
    ("typed", "lowest", "highest"),
    [
        ({"p10": 0, "p50": 0, "p85": 0, "p95": "20h", "n": 400}, 1, 4),
        ({"p50": 0, "p85": "5m", "p95": "3d", "n": 400}, 1.2, 6),
        ({"p50": 0, "p85": "2d", "p95": "5d", "n": 400}, 3, 12),
        ({"p50": "1h", "p85": "1h", "p95": "30d", "n": 400}, 10, 40),
    ],
)
def test_a_long_tail_stays_within_what_was_seen(typed, lowest, highest):
    """The mean of a time that is mostly nothing is neither lost nor without measure.

    By hand: with straight lines between the percentiles on a plain scale, and one in twenty at most twice as long as
    the 95th, the mean lies between these bounds (in hours).
    """
    mean = expected(line_of(Duration.read(typed)), np.zeros(1))[0] / HOUR

    assert lowest < mean < highest


def test_items_see_nothing_as_often_as_was_measured():
    """Where half of the items waited for nothing, half of the draws are 0, and the percentiles are those stated."""
    line = line_of(Duration.read({"p50": 0, "p85": "2d", "p95": "5d", "n": 400}))

    drawn = items(line, np.zeros(1), np.random.default_rng(3).standard_normal(100_000))

    assert (drawn == 0).mean() == pytest.approx(0.5, abs=0.01)
    assert np.quantile(drawn, [0.85, 0.95]) / HOUR == pytest.approx([16, 40], rel=0.05)
    assert Duration.read({"p50": 0, "p85": "2d", "p95": "5d"}).percentile(50) == 0


def test_typed_ranges_are_drawn_as_ever():
    """Only measured percentiles end gently; a range that somebody typed goes on as it began."""
    wide = Duration.read("1h..4h..40h")

    assert len(line_of(wide).levels) == 3
    assert wide.percentile(99) > Duration.read({"p10": "1h", "p50": "4h", "p90": "40h"}).percentile(99)


def test_a_counted_quality_implies_no_second_way_back():
    """What was counted as not usable went back by the links; a believed %C&A implies a repetition of its own."""
    text = """
current:
  steps:
    a: {process_time: 2h, percent_complete_accurate: 80%}
    b: {process_time: 2h, wait_time: 0, rework: {a: {to: a, share: 20%}}}
"""
    counted = load(text.replace("80%}", "{value: 80%, basis: measured, n: 500}}"))
    believed = load(text)

    assert measure(counted)["rework_time"].p50 == pytest.approx(0.25 * 4 * HOUR)
    assert measure(believed)["rework_time"].p50 > 0.25 * 4 * HOUR * 1.2
