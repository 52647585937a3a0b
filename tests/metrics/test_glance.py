"""The exact figures at once, and figures of one version after another."""

from random import Random

import pytest
from brute_force import typed
from random_edit import random_edit
from random_stream import random_stream

from flowatlas import load
from flowatlas.metrics.glance import GLANCED_AT, glance
from flowatlas.metrics.report import as_json, report
from flowatlas.metrics.timeline import timeline
from flowatlas.model.path import apply
from flowatlas.store.schema import read_atlas, tidy

SEEDS = [*range(1), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(1, 30))]


def versions(seed, edits):
    """A random atlas, and what random edits make of it, one after the other."""
    random = Random(seed)
    plain = tidy(typed(random_stream(random, is_wild=seed % 2 == 0)))
    reading = read_atlas(plain)
    yield reading.atlas
    for _ in range(edits):
        plain = tidy(apply(plain, random_edit(random, plain)))
        reading = read_atlas(plain, before=reading)
        yield reading.atlas


def told(found):
    """A report in full, with the draws of every metric; as text, in which not a number is equal to itself."""
    return repr(
        (as_json(found, "current"), found.answers, found.hotspots, found.subtotals, found.target, found.unknown)
    )


def test_a_glance_tells_what_the_report_tells_where_nothing_is_in_doubt():
    """One draw says all there is to say about a map of exact figures."""
    atlas = load("current: {steps: {ask: {process_time: 1d}, answer: {wait_time: 4d, process_time: 2h}}}")

    found = glance(atlas)
    whole = report(atlas)

    assert found.is_exact
    assert found.answers == {name: whole.answers[name] for name in GLANCED_AT}
    assert (found.spans, found.lead) == timeline(whole.samples)


def test_a_glance_stands_in_the_middle_of_what_is_in_doubt():
    """Where figures are ranges one draw has each at its mean, and says that there is more to tell."""
    found = glance(
        load("current: {steps: {ask: {process_time: 1d..3d}, answer: {wait_time: 4d..9d, process_time: 2h}}}")
    )

    lead = found.answers["lead_time"]
    assert not found.is_exact
    assert lead.at_least <= lead.p50
    assert found.lead.seconds == lead.p50


def test_a_map_without_steps_has_nothing_to_glance_at():
    """Before the first step there are answers that say so, and no spans."""
    found = glance(load("title: Nothing yet"))

    assert found.answers["lead_time"].text == "unknown"
    assert found.spans == {}


@pytest.mark.parametrize("seed", SEEDS)
def test_a_glance_is_the_same_with_and_without_the_one_before(seed):
    """Whatever was edited, what is taken over from the version before is what would have been worked out."""
    before = None
    for atlas in versions(seed, edits=15):
        before = glance(atlas, before)
        fresh = glance(atlas)

        seen, expected = ((one.answers, one.is_exact, one.spans, one.lead) for one in (before, fresh))
        assert repr(seen) == repr(expected)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_report_is_the_same_with_and_without_the_one_before(seed):
    """Draws of what did not change are taken over, and not a digit of any figure differs."""
    before = None
    for atlas in versions(seed, edits=6):
        before = report(atlas, draws=300, before=before)
        fresh = report(atlas, draws=300)

        assert told(before) == told(fresh)
        assert repr(timeline(before.samples)) == repr(timeline(fresh.samples))
