"""Streams with fixed waits and nobody who is short: a simulation says what the figures say."""

from random import Random
from textwrap import dedent

import numpy as np
import pytest
from brute_force import typed
from random_stream import random_stream

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.lead_time import lead_time
from flowatlas.metrics.lead_time_with_rework import lead_time_with_rework
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.engine import run
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.simulation.run import Asked
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.text import Text

ITEMS = (2_000, 16_000, 100_000)
SIGMA = 4.0
RARE = 1e-4
"""What faults may add that are so rare that hardly an item sees one."""

QUICK, SLOW = range(25), range(1_000, 1_300)


def without_faults(stream):
    """The stream in which nothing comes back."""
    kept = {
        key: {name: value for name, value in step.items() if name not in {"rework", "percent_complete_accurate"}}
        for key, step in stream["steps"].items()
    }
    return {**stream, "steps": kept}


def atlas_of(stream):
    """The atlas of a plain stream; nobody in it is short of anything."""
    return read_atlas(tidy(typed({**stream, "roles": {}, "demand": 1e-4}))).atlas


def plan_and_figure(atlas, metric):
    """The plan of an atlas, and a lead time by that metric, in seconds."""
    samples = Samples(atlas.map(ValueStreamMap), atlas.calendar.times)
    return plan_of(samples, atlas.calendar.hours).plan, metric(samples.center).item()


def leads(plan, items, **asked):
    """The lead times of so many items, in seconds."""
    return run(plan, Asked(items=items, **asked)).finished.lead


def is_as_long(plan, figure, **asked):
    """Whether the mean lead time lies within four of its own standard errors; of more items where it does not."""
    for items in ITEMS:
        found = leads(plan, items, **asked)
        error = found.std(ddof=1) / np.sqrt(len(found))
        if abs(found.mean() - figure) <= SIGMA * error + RARE * figure:
            return True
    return False


def is_certain(plan):
    """Whether every item takes all the same ways."""
    return plan.routes.reached.size == 0 and bool((plan.steps.share >= 1).all())


def assert_figures_agree(seed):
    """The first pass exactly where all items take the same ways, else on average; rework on average."""
    stream = random_stream(Random(seed))
    first, once = plan_and_figure(atlas_of(without_faults(stream)), lead_time)
    again, with_rework = plan_and_figure(atlas_of(stream), lead_time_with_rework)

    if is_certain(first):
        assert leads(first, 100) == pytest.approx(np.full(100, once), rel=1e-9)
    assert is_as_long(first, once, seed=seed)
    assert is_as_long(again, with_rework, seed=seed)


MAPS = {
    "in a row": """
        demand: 1/wk
        steps: {a: {process_time: 2h}, b: {wait_time: 3d, process_time: 1h}, c: {wait_time: 0, process_time: 30m}}
        final_wait: 1d
        """,
    "in parallel": """
        demand: 1/wk
        steps:
          a: {process_time: 2h}
          b: {wait_time: 3d, process_time: 1h, after: [a]}
          c: {wait_time: 1d, process_time: 3d, after: [a]}
          d: {wait_time: 1h, process_time: 1h, after: [b, c]}
        """,
    "in several ways that meet": """
        demand: 1/wk
        steps:
          a: {process_time: 2h}
          b: {wait_time: 3d, process_time: 1h, after: [a]}
          c: {wait_time: 1d, process_time: 3d, after: [a]}
          d: {wait_time: 1h, process_time: 1h, after: [b]}
          e: {wait_time: 1h, process_time: 2d, after: [b, c]}
        """,
}


@pytest.mark.parametrize("name", MAPS)
def test_each_item_takes_exactly_what_the_first_pass_adds_up_to(name):
    """Where nothing varies and nothing comes back."""
    atlas = read_atlas(Text(f"current:\n{dedent(MAPS[name])}".replace("\n", "\n  ")).plain).atlas

    plan, figure = plan_and_figure(atlas, lead_time)

    assert leads(plan, 200) == pytest.approx(np.full(200, figure), rel=1e-9)


def test_rework_takes_as_long_on_average_as_the_figures_say():
    """A loop over three steps, one within it, and faults that go back to the step itself."""
    text = """
        current:
          demand: 1/wk
          steps:
            a: {process_time: 2h}
            b: {wait_time: 3d, process_time: 1h, percent_complete_accurate: 80%}
            c: {wait_time: 1d, process_time: 1d, rework: {r: {to: a, share: 20%, wait_time: 2d}, s: {to: b, share: 10%}}}
        """

    plan, figure = plan_and_figure(read_atlas(Text(dedent(text)).plain).atlas, lead_time_with_rework)

    assert is_as_long(plan, figure)


RANGES = """
    current:
      demand: 1/wk
      steps:
        a: {process_time: 1h..4h..2d}
        b: {wait_time: 2d..5d, process_time: "?", percent_complete_accurate: 60..80%}
        c: {wait_time: 0..3d, process_time: 3h}
        d: {wait_time: ~2d, process_time: 1h, share: 30..60%}
"""


def test_each_draw_of_what_nobody_knows_takes_as_long_on_average_as_in_the_figures():
    """One in a hundred of the draws of the metrics, each simulated with items that differ."""
    atlas = read_atlas(Text(dedent(RANGES)).plain).atlas
    samples = Samples(atlas.map(ValueStreamMap), atlas.calendar.times, draws=12)
    expected = lead_time_with_rework(samples.doubt())
    plan = plan_of(samples, atlas.calendar.hours, draws=12).plan

    assert all(is_as_long(plan, expected[draw], draw=draw) for draw in range(12))


@pytest.mark.parametrize("seed", QUICK)
def test_random_streams_take_as_long_as_the_figures_say(seed):
    """Forks, tangles, alternatives, optional steps, rework."""
    assert_figures_agree(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", SLOW[::100])
def test_many_more_random_streams_take_as_long_as_the_figures_say(first):
    """The same on 300 more."""
    for seed in range(first, first + 100):
        assert_figures_agree(seed)
