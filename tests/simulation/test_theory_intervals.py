"""Intervals of 95 %: of 400 simulations of one stream about 380 hold the truth, by the code that `simulate` uses."""

import math

import numpy as np
import pytest
from known_queues import MODELS, TWO_CLASSES, one_person
from queues import queue
from truth import waits_by_priority

from flowatlas.simulation.answers.intervals import percentiles_of, ratio_of
from flowatlas.simulation.answers.place import Place
from flowatlas.simulation.answers.steady import Settled, steady
from flowatlas.simulation.given import Exponential
from flowatlas.simulation.question import Question

SIMULATIONS = 400
LEAST, MOST = 364, 393
"""Of 400 that are right 95 times in 100, less than one in a thousand is off by more."""

BASE = 20_000
RUNS, ITEMS, WARM_UP = 10, 1000, 100
"""Fixed, so that all of them take seconds; runs are long beside what items have to do with each other at half load."""

LOAD = 0.5


def simulated(planned, number):
    """The replications of one simulation."""
    question = Question(items=ITEMS, runs=RUNS, seed=BASE + number)
    return steady(planned, Place(question, "", None), Settled(WARM_UP, ITEMS, is_at_rest=True))


def held(estimates, truth):
    """How many intervals hold the truth."""
    return sum(one.low <= truth <= one.high for one in estimates)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in MODELS if name != "M/M/1"])
def test_intervals_hold_the_true_mean_as_often_as_they_say(name):
    """The mean lead time of each model of theory; that of M/M/1 below."""
    planned, truth = MODELS[name](LOAD)

    count = held((simulated(planned, number).mean for number in range(SIMULATIONS)), truth)

    assert LEAST <= count <= MOST


@pytest.mark.slow
def test_intervals_of_one_person_hold_the_truth_as_often_as_they_say():
    """M/M/1, of which lead times are exponential: the mean, and half of them and 85 in 100 up to known figures."""
    planned, mean = one_person(LOAD)
    truths = (mean, -mean * math.log(0.5), -mean * math.log(0.15))

    found = [
        (one.mean, *percentiles_of([run.leads for run in one.several], (0.5, 0.85)))
        for one in (simulated(planned, number) for number in range(SIMULATIONS))
    ]

    for estimates, truth in zip(zip(*found, strict=True), truths, strict=True):
        assert LEAST <= held(estimates, truth) <= MOST


@pytest.mark.slow
def test_intervals_of_classes_hold_the_true_means_as_often_as_they_say():
    """Two classes, the urgent one first, by Cobham's formula."""
    work = 0.6
    planned = queue(TWO_CLASSES, arrivals=Exponential(1.0), a=Exponential(work))
    waits = waits_by_priority([0.4, 0.6], work, 2 * work**2)
    kinds = [planned.class_ids.index(name) for name in ("urgent", "ordinary")]
    found = [[], []]

    for number in range(SIMULATIONS):
        several = simulated(planned, number).several
        for one, kind in zip(found, kinds, strict=True):
            leads = [run.leads[run.kinds == kind] for run in several]
            one.append(ratio_of([leads.sum() for leads in leads], [len(leads) for leads in leads]))

    for one, wait in zip(found, waits, strict=True):
        count = held(one, wait + work)
        assert LEAST <= count <= MOST


def test_intervals_get_as_narrow_as_asked():
    """Four times the items, about half the width: the error falls with the root of the effort."""
    planned, _ = one_person(LOAD)
    widths = []

    for items in (500, 8000):
        question = Question(items=items, runs=40, seed=BASE)
        mean = steady(planned, Place(question, "", None), Settled(WARM_UP, items, is_at_rest=True)).mean
        widths.append(mean.high - mean.low)

    assert np.log2(widths[0] / widths[1]) == pytest.approx(2, abs=0.8)
