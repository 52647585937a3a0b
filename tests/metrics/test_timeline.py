"""The timeline: when the middle item is where, worked out by hand."""

import math
from random import Random
from textwrap import dedent

import pytest
from brute_force import typed
from random_stream import random_stream

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.report import report
from flowatlas.metrics.samples import Samples
from flowatlas.metrics.timeline import timeline
from flowatlas.store.schema import read_atlas

HOUR = 3600.0
DAY = 8 * HOUR


def timeline_of(text, draws=2_000):
    """Starts and lengths in hours by path, and the hours of the whole."""
    atlas = load(dedent(text))
    found = timeline(Samples(atlas.map(ValueStreamMap), atlas.calendar.times, draws=draws))
    hours = {
        path.removeprefix("steps/"): (span.start / HOUR, span.seconds / HOUR) for path, span in found.spans.items()
    }
    return hours, found.lead.seconds / HOUR


@pytest.mark.parametrize("draws", [1, 2_000])
def test_exact_times_in_a_row_begin_where_the_one_before_ends(draws):
    """Gap, step, gap, step, last wait: each begins when all before it is over."""
    hours, whole = timeline_of(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 2h, process_time: 3h}
          final_wait: 4h
        """,
        draws,
    )

    assert hours == {
        "a/wait_time": (0, 0),
        "a/process_time": (0, 1),
        "b/wait_time": (1, 2),
        "b/process_time": (3, 3),
        "final_wait": (6, 4),
    }
    assert whole == 10


@pytest.mark.parametrize("draws", [1, 2_000])
def test_parallel_ways_begin_at_the_same_moment_and_the_longer_one_is_waited_for(draws):
    """Both branches begin when the fork does; the join begins when the last one ends."""
    hours, whole = timeline_of(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {after: a, wait_time: 1h, process_time: 1h}
            c: {after: a, wait_time: 2h, process_time: 3h}
            d: {after: [b, c], wait_time: 0, process_time: 1h}
        """,
        draws,
    )

    assert hours["b/wait_time"][0] == hours["c/wait_time"][0] == 1
    assert hours["b/process_time"] == (2, 1)
    assert hours["d/process_time"] == (6, 1)
    assert whole == 7


def test_alternatives_are_counted_as_often_as_items_take_them():
    """Equally long ways of which each is taken by some: together as long as one, and what follows begins behind it."""
    hours, whole = timeline_of(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {after: a, share: 50%, wait_time: 0, process_time: 4h}
            c: {after: a, share: 50%, wait_time: 0, process_time: 4h}
            d: {after: [b, c], wait_time: 0, process_time: 1h}
        """
    )

    assert hours["b/process_time"][0] == hours["c/process_time"][0] == 1
    assert hours["b/process_time"][1] + hours["c/process_time"][1] == pytest.approx(4)
    assert hours["d/process_time"] == (5, 1)
    assert whole == 6


def test_in_a_single_draw_alternatives_take_their_share():
    """One draw stands for all items: a quarter of four hours and three quarters of eight."""
    hours, whole = timeline_of(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {after: a, share: 25%, wait_time: 0, process_time: 4h}
            c: {after: a, share: 75%, wait_time: 0, process_time: 8h}
            d: {after: [b, c], wait_time: 0, process_time: 1h}
        """,
        draws=1,
    )

    assert hours["b/process_time"] == (1, 1)
    assert hours["c/process_time"] == (1, 6)
    assert hours["d/process_time"] == (8, 1)
    assert whole == 9


def test_a_fork_inside_of_an_alternative_counts_in_its_share():
    """Half of the items take 2 h and then the longer of 4 h and 6 h, half take 4 h: that makes 6 h for one item."""
    hours, whole = timeline_of(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {after: a, share: 50%, wait_time: 0, process_time: 2h}
            b1: {after: b, wait_time: 0, process_time: 4h}
            b2: {after: b, wait_time: 0, process_time: 6h}
            c: {after: a, share: 50%, wait_time: 0, process_time: 4h}
            d: {after: [b1, b2, c], wait_time: 0, process_time: 1h}
        """
    )

    assert hours["b1/process_time"][0] == hours["b2/process_time"][0] == 2
    assert hours["d/process_time"] == (7, 1)
    assert whole == 8


def test_an_optional_step_counts_in_its_share_where_all_else_is_exact():
    """Without any doubt one item stands for all: nine in ten do four hours, which makes 3.6."""
    hours, whole = timeline_of(
        "current: {steps: {a: {process_time: 1h}, b: {share: 90%, wait_time: 0, process_time: 4h}}}"
    )

    assert hours["b/process_time"] == (1, pytest.approx(3.6))
    assert whole == pytest.approx(4.6)


def test_low_and_high_ends_are_those_of_the_items_that_come_by():
    """A step that few items do is as long for them as it is, not as short as for all."""
    atlas = load("current: {steps: {a: {process_time: 1h}, b: {share: 10%, wait_time: 0, process_time: 4h}}}")
    found = timeline(Samples(atlas.map(ValueStreamMap), atlas.calendar.times, draws=2_000))

    assert (found.spans["steps/b/process_time"].low, found.spans["steps/b/process_time"].high) == (4 * HOUR, 4 * HOUR)


def test_what_never_ends_has_no_end_and_what_follows_no_beginning():
    """An unbounded wait makes everything behind it unbounded, and nothing before it."""
    hours, whole = timeline_of(
        "current: {steps: {a: {process_time: 1h}, b: {wait_time: never, process_time: 2h}, c: {wait_time: 1h, process_time: 1h}}}"
    )

    assert hours["a/process_time"] == (0, 1)
    assert hours["b/wait_time"] == (1, math.inf)
    assert hours["c/process_time"][0] == whole == math.inf


@pytest.mark.parametrize("seed", range(5))
def test_lengths_along_a_line_with_doubt_add_up_to_the_whole(seed):
    """Whatever is estimated, guessed or unknown, the bars end where lead time does, close to its median."""
    random = Random(seed)
    times = ["1h..4d", "?", "~1wk", "<2d", ">1d", "30m..2h..1d", "2d", "1wk..3wk guess"]
    steps = {
        f"s{number}": {"wait_time": random.choice(times), "process_time": random.choice(times)} for number in range(8)
    }
    atlas = read_atlas({"current": {"steps": steps, "final_wait": "1d..2d"}}).atlas
    found = report(atlas, draws=20_000)
    when = timeline(found.samples)

    assert sum(span.seconds for span in when.spans.values()) == pytest.approx(when.lead.seconds, rel=1e-6)
    assert when.lead.seconds == pytest.approx(found.answers["lead_time"].p50, rel=0.03)


def test_a_join_waits_for_alternatives_and_for_what_comes_beside_them():
    """Alternatives in one branch of a fork end at its join; the longer other branch is still waited for."""
    hours, whole = timeline_of(
        """
        current:
          steps:
            a: {process_time: 1h}
            long: {after: a, wait_time: 0, process_time: 9h}
            split: {after: a, wait_time: 0, process_time: 1h}
            b: {after: split, share: 50%, wait_time: 0, process_time: 2h}
            c: {after: split, share: 50%, wait_time: 0, process_time: 4h}
            d: {after: [long, b, c], wait_time: 0, process_time: 1h}
        """,
        draws=1,
    )

    assert hours["d/process_time"] == (10, 1)
    assert whole == 11


@pytest.mark.parametrize("seed", range(60))
def test_nothing_begins_before_what_it_follows_is_over(seed):
    """On any stream, a step's gap begins no earlier than each step before it ends, and ends before the whole does."""
    atlas = read_atlas(typed(random_stream(Random(seed)))).atlas
    stream = atlas.map(ValueStreamMap)
    found = timeline(Samples(stream, atlas.calendar.times, draws=500))
    ends = {path: span.start + span.seconds for path, span in found.spans.items()}
    close = 1 + 1e-9

    for step, behind in stream.shape.after.items():
        for other in behind:
            assert ends[f"steps/{other}/process_time"] <= found.spans[f"steps/{step}/wait_time"].start * close + 1e-6
        assert ends[f"steps/{step}/process_time"] <= found.lead.seconds * close + 1e-6
