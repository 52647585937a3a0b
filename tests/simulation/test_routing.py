"""The ways of random streams in numbers, walked in plain Python: as long on average as the metrics say."""

import math
import statistics
from random import Random

import numpy as np
import pytest
from brute_force import typed
from on_foot import OnFoot
from random_stream import random_stream

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.lead_time import lead_time
from flowatlas.metrics.lead_time_with_rework import lead_time_with_rework
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.store.schema import read_atlas, tidy

QUICK, SLOW = range(40), range(40, 340)
ITEMS = (300, 3_000, 10_000)
RARE = 1e-3
"""What faults may add that are so rare that none of so many items sees one."""


def plan_and_figures(seed):
    """The plan of a random stream, and its lead times without and with rework by the metrics."""
    stream = random_stream(Random(seed))
    atlas = read_atlas(tidy(typed({**stream, "demand": 0.001}))).atlas
    samples = Samples(atlas.map(ValueStreamMap), atlas.calendar.times)
    plan = plan_of(samples, atlas.calendar.hours).plan
    return plan, lead_time(samples.center).item(), lead_time_with_rework(samples.center).item()


def is_certain(plan):
    """Whether every item takes all the same ways."""
    return plan.routes.reached.size == 0 and (plan.steps.share >= 1).all()


def is_as_long(plan, figure, random, *, with_rework):
    """Whether the mean of items on foot lies within 4.5 of its standard errors; of more items where it does not."""
    on_foot, walked = OnFoot(plan, random, with_rework=with_rework), []
    for count in ITEMS:
        walked += [on_foot.lead_time() for _ in range(count)]
        error = statistics.stdev(walked) / math.sqrt(len(walked))
        if abs(statistics.fmean(walked) - figure) <= 4.5 * error + RARE * figure:
            return True
    return False


def assert_walks_take_as_long(seed):
    """On average, without and with rework; exactly so where nothing is left to chance."""
    plan, once, with_rework = plan_and_figures(seed)
    if is_certain(plan):
        assert OnFoot(plan, Random(seed), with_rework=False).lead_time() == pytest.approx(once, rel=1e-9)
    assert is_as_long(plan, once, Random(seed), with_rework=False)
    assert is_as_long(plan, with_rework, Random(seed), with_rework=True)


@pytest.mark.parametrize("seed", QUICK)
def test_items_on_foot_take_as_long_as_the_metrics_say(seed):
    """Forks, tangles, alternatives, optional steps and rework lead where the map says."""
    assert_walks_take_as_long(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", SLOW[::60])
def test_items_on_foot_take_as_long_on_many_more_streams(first):
    """The same on 300 more."""
    for seed in range(first, first + 60):
        assert_walks_take_as_long(seed)


def test_random_streams_have_ways_of_every_kind():
    """Choices within tangles, stretches and single nodes, several arms: nothing is tested on straight lines alone."""
    plans = [plan_and_figures(seed)[0] for seed in QUICK]

    assert any(plan.routes.to_is_choice.any() for plan in plans)
    assert any((plan.routes.way_needs > 1).any() for plan in plans)
    assert any((plan.routes.way_end == -1).any() for plan in plans)
    assert any((plan.routes.arms > 2).any() for plan in plans)
    assert sum(map(is_certain, plans)) > 3
    assert any(np.diff(plan.steps.back_end).any() for plan in plans)
