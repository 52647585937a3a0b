"""Runs that find out themselves how long their beginning is, how long they have to be and how many there are."""

import numpy as np
import pytest

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.samples import Samples
from flowatlas.simulation.answers.intervals import is_within, middle_and_mean
from flowatlas.simulation.answers.place import Place
from flowatlas.simulation.answers.steady import LONGEST_PILOT, settle, steady
from flowatlas.simulation.given import Exponential
from flowatlas.simulation.planning.planned import plan_of
from flowatlas.simulation.question import Question
from flowatlas.store.file import AtlasFile

ONE_PERSON = "current: {demand: 1/d, roles: {one: {people: 1}}, steps: {do: {roles: [one], process_time: 1h}}}"


def one_person(load):
    """Items that come at random to one person, with exponential services of a second: M/M/1."""
    atlas = AtlasFile.of_text(ONE_PERSON).atlas
    samples = Samples(atlas.map(ValueStreamMap), atlas.calendar.times)
    given = {"arrivals": Exponential(1 / load), "steps/do/process_time": Exponential(1.0)}
    return plan_of(samples, atlas.calendar.hours, given=given)


def looked_at(planned, question):
    """Usual days, with everything found out by the runs."""
    place = Place(question, "one person", None)
    return steady(planned, place, settle(planned, place))


def test_the_beginning_is_longer_where_the_load_is_higher():
    """A queue forgets its empty start the more slowly the closer the load is to 1: roughly with the square of that."""
    found = [
        [settle(one_person(load), Place(Question(seed=seed), "", None)) for seed in range(5)] for load in (0.5, 0.95)
    ]
    low, high = (np.mean([one.warm_up for one in several]) for several in found)

    assert high > 5 * low
    assert all(one.is_at_rest for several in found for one in several)
    assert all(one.items >= 10 * one.warm_up for several in found for one in several)


def test_as_precise_as_asked():
    """Half the width asked for takes about four times the items, and is given."""
    found = [looked_at(one_person(0.6), Question(precision=precision)) for precision in (0.1, 0.05)]

    for one, precision in zip(found, (0.1, 0.05), strict=True):
        assert one.is_precise
        assert all(is_within(figure, precision) for figure in middle_and_mean([run.leads for run in one.several]))
    assert found[1].items > found[0].items


def test_what_is_asked_for_is_done():
    """So many runs of so many items, no more and no less."""
    found = looked_at(one_person(0.6), Question(items=300, runs=7))

    assert [len(run.leads) for run in found.several] == [300] * 7


def test_queue_without_end_is_not_at_rest():
    """Where more comes than can be done, the pilots say so before they have become as long as they may be."""
    told = []
    place = Place(Question(), "", lambda what, share: told.append((what, share)))

    found = settle(one_person(1.5), place)

    assert not found.is_at_rest
    assert found.warm_up < LONGEST_PILOT / 2


@pytest.mark.slow
@pytest.mark.parametrize("load", [0.8])
def test_intervals_hold_the_truth_as_often_as_they_say(load):
    """In 364 to 393 of 400 tries the mean lead time 1 / (1 - load) is inside the interval, with all of it found out."""
    planned, truth = one_person(load), 1 / (1 - load)
    held = 0
    for seed in range(400):
        mean = looked_at(planned, Question(seed=seed, precision=0.1)).mean
        held += mean.low <= truth <= mean.high

    assert 364 <= held <= 393
