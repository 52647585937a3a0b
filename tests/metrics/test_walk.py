"""Walks: what single items see agrees with what the theory of sums, maxima, routes and repetitions says."""

import math
from textwrap import dedent

import numpy as np
import pytest

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.entered import View
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.samples import Samples
from flowatlas.model.calendar import Calendar
from flowatlas.model.scale import normal_deviate

HOUR = 3600.0
DRAWS = 10_000
SEEDS = (1, 2, 3)
ERRORS = 5
"""Every tolerance is five standard errors."""

CERTAIN = "basis: measured, n: 1000000000000"
"""So many items were counted that nothing is in doubt."""


def stream_of(text):
    """The current map of an atlas."""
    stream = load(dedent(text)).map(ValueStreamMap)
    assert stream is not None
    return stream


def walked(text, *, seed=1, with_rework=True, draws=DRAWS, is_independent=False):
    """Seconds from trigger to customer, one entry per item."""
    sample = Sample(stream_of(text), Calendar(), View.ITEMS, draws, seed, is_independent=is_independent)
    return np.broadcast_to(Passage(sample, with_rework=with_rework).time(WAIT, PROCESS), draws)


def assert_chance(happened, chance):
    """The share of items to which something happened is its chance, within sampling error."""
    error = ERRORS * math.sqrt(chance * (1 - chance) / len(happened)) + 1e-12
    assert float(happened.mean()) == pytest.approx(chance, abs=error)


def assert_mean(draws, mean):
    """The mean of the draws is the stated one, within sampling error."""
    assert float(draws.mean()) == pytest.approx(
        mean, abs=ERRORS * float(draws.std()) / math.sqrt(len(draws)) + 1e-5 * mean
    )


def moments(low, high):
    """Mean and variance of a lognormal with these 10th and 90th percentiles."""
    spread = math.log(high / low) / (2 * normal_deviate(90))
    mean = math.sqrt(low * high) * math.exp(spread**2 / 2)
    return mean, mean**2 * (math.exp(spread**2) - 1)


@pytest.mark.parametrize("seed", SEEDS)
def test_times_in_a_row_add_up_by_their_moments(seed):
    """Mean and variance of a sum of lognormals are the sums of theirs."""
    text = f"""
        current:
          steps:
            a: {{process_time: {{value: 2h..5h, {CERTAIN}}}}}
            b: {{wait_time: {{value: 1h..6h, {CERTAIN}}}, process_time: {{value: 3h..4h, {CERTAIN}}}}}
    """
    parts = [moments(low * HOUR, high * HOUR) for low, high in ((2, 5), (1, 6), (3, 4))]

    drawn = walked(text, seed=seed)

    mean = sum(part for part, _ in parts)
    assert_mean(drawn, mean)
    assert_mean((drawn - mean) ** 2, sum(part for _, part in parts))


@pytest.mark.parametrize(("is_independent", "common"), [(True, 0.0), (False, 0.3)])
def test_doubt_widens_what_the_next_item_sees(is_independent, common):
    """Doubt multiplies items by a lognormal of its own, and the doubts of two estimates go together at 0.3."""
    doubt, shift = math.log(1.5), math.exp(math.log(1.5) ** 2 / 2)
    text = "current: {steps: {a: {process_time: 2h..5h}, b: {wait_time: 0, process_time: 1h..4h}}}"
    (one, one_variance), (other, other_variance) = moments(2 * HOUR, 5 * HOUR), moments(HOUR, 4 * HOUR)
    mean = (one + other) * shift
    squares = (one_variance + one**2 + other_variance + other**2) * math.exp(2 * doubt**2)
    product = one * other * math.exp(doubt**2 * (1 + common))

    drawn = np.concatenate([walked(text, seed=seed, is_independent=is_independent) for seed in range(10)])

    assert_mean(drawn, mean)
    assert_mean(drawn**2, squares + 2 * product)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_longer_of_two_branches_counts(seed):
    """Of two parallel lognormals the longer one is under x as often as both are."""
    text = f"""
        current:
          steps:
            a: {{process_time: {{value: 2h..5h, {CERTAIN}}}, after: []}}
            b: {{process_time: {{value: 1h..9h, {CERTAIN}}}, after: []}}
            c: {{wait_time: 0, process_time: 0, after: [a, b]}}
    """

    drawn = walked(text, seed=seed)

    for hours in (2, 3, 4, 6, 9):
        chance = 1.0
        for low, high in ((2, 5), (1, 9)):
            spread = math.log(high / low) / (2 * normal_deviate(90))
            chance *= 0.5 * math.erfc(-math.log(hours / math.sqrt(low * high)) / spread / math.sqrt(2))
        assert_chance(drawn < hours * HOUR, chance)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_step_is_repeated_until_it_is_right(seed):
    """With a %C&A of 70 % an item does the step k times with chance 0.7 x 0.3^(k - 1), and waits as often."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 2h, process_time: 1h, percent_complete_accurate: 70%}
    """

    passes = (walked(text, seed=seed) / HOUR - 1) / 3

    assert np.allclose(passes, np.round(passes))
    for times in range(1, 6):
        assert_chance(np.isclose(passes, times), 0.7 * 0.3 ** (times - 1))
    assert_mean(passes, 1 / 0.7)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_rework_link_repeats_its_loop_geometrically(seed):
    """Each round through the loop, its own wait included, is taken with the same chance again."""
    text = """
        current:
          steps:
            build: {process_time: 3h}
            review: {wait_time: 1h, process_time: 1h, rework: {back: {to: build, share: 25%, wait_time: 2h}}}
    """

    rounds = (walked(text, seed=seed) / HOUR - 5) / 7

    assert np.allclose(rounds, np.round(rounds), atol=1e-6)
    for times in range(5):
        assert_chance(np.isclose(rounds, times, atol=1e-6), 0.75 * 0.25**times)
    assert_mean(rounds, 1 / 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_loops_in_loops_are_an_absorbing_chain(seed):
    """Expected visits of three steps with two links are those of the fundamental matrix of the chain."""
    text = """
        current:
          steps:
            a: {process_time: 1h, percent_complete_accurate: 80%}
            b: {wait_time: 0, process_time: 2h, rework: {x: {to: a, share: 30%, wait_time: 0}}}
            c:
              wait_time: 0
              process_time: 4h
              rework: {x: {to: b, share: 20%, wait_time: 0}, y: {to: a, share: 10%, wait_time: 0}}
    """
    moves = np.array([[0.2, 0.8, 0.0], [0.3, 0.0, 0.7], [0.1, 0.2, 0.0]])
    visits = np.linalg.inv(np.eye(3) - moves)[0]

    drawn = walked(text, seed=seed)

    assert_mean(drawn, float(visits @ np.array([1, 2, 4])) * HOUR)


@pytest.mark.parametrize("seed", SEEDS)
def test_shares_multiply_along_a_route(seed):
    """Half of the items take the detour, two fifths of those the step in it; rework between does not change that."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 0, process_time: 1h, share: 50%}
            c: {wait_time: 0, process_time: 10h, share: 20%, after: [b]}
            d: {wait_time: 0, process_time: 100h, share: 70%, after: [b]}
            e: {wait_time: 0, process_time: 1000h, after: [c, d]}
    """

    hours = np.round(walked(text, seed=seed) / HOUR)

    for detour, first in ((0, 0.5), (1, 0.5)):
        for way, second in ((0, 0.1), (10, 0.2), (100, 0.7)):
            assert_chance(hours == detour + way + 1000, first * second)


def test_choices_are_made_anew_on_the_way_back():
    """An item that skipped a step may do it in the next round."""
    text = """
        current:
          steps:
            a: {process_time: 0}
            b: {wait_time: 0, process_time: 1h, share: 50%}
            c: {wait_time: 0, process_time: 100h, rework: {back: {to: a, share: 40%, wait_time: 0}}}
    """

    hours = np.round(walked(text) / HOUR)

    for rounds in (1, 2, 3):
        for done in range(rounds + 1):
            chance = 0.6 * 0.4 ** (rounds - 1) * math.comb(rounds, done) * 0.5**rounds
            assert_chance(hours == 100 * rounds + done, chance)


def test_an_item_takes_the_same_time_however_often_it_comes_by():
    """Long items are long every time: the time of two passes is twice that of one, not a sum of two draws."""
    text = f"current: {{steps: {{a: {{process_time: {{value: 1h..9h, {CERTAIN}}}, percent_complete_accurate: 50%}}}}}}"

    once, often = walked(text, with_rework=False), walked(text)

    passes = often / once
    assert np.allclose(passes, np.round(passes), rtol=1e-5)
    assert float(np.round(passes).max()) > 3


def test_an_item_that_never_gets_out_takes_for_ever():
    """A loop that keeps everything is unbounded, without end and without an error."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 0, process_time: 1h, rework: {x: {to: a, share: 100%}}}
    """

    assert float(walked(text, draws=100).min()) > 1e20


def test_who_never_gets_out_keeps_nobody_else():
    """Where items differ in how often they come back over a long way, most of them get through."""
    steps = "\n".join(f"            s{number}: {{wait_time: 1h, process_time: 10m}}" for number in range(30))
    text = f"""
        current:
          steps:
{steps}
            check: {{wait_time: 1h, process_time: 1h, rework: {{x: {{to: s0, share: "? 10..90%"}}}}}}
            last: {{wait_time: 1h, process_time: 1h}}
    """

    assert float((walked(text, draws=4_000) < 1e20).mean()) > 0.99


LOOP = """
    current:
      steps:
        a: {process_time: 1h..2h}
        b: {wait_time: 1h..5h, process_time: 1h..9h, percent_complete_accurate: 70%}
        c: {wait_time: 1h..5h, process_time: 1h, share: 30%}
        d: {wait_time: 1h, process_time: 1h, rework: {back: {to: a, share: 25%}}}
"""


def test_another_step_moves_no_route_of_the_others():
    """What a step more costs is its own time in every item: who goes where and how often stays as it was."""
    longer = LOOP.replace("        d:", "        new: {wait_time: 0, process_time: 1h}\n        d:")

    before, after = walked(LOOP), walked(longer)

    extra = (after - before) / HOUR
    assert np.allclose(extra, np.round(extra), atol=1e-3)
    assert float(extra.min()) == pytest.approx(1.0, abs=1e-3)


def test_other_times_move_no_route():
    """With every time three times as long every item takes three times as long: routes are common to both versions."""
    times = {"1h": "3h", "2h": "6h", "5h": "15h", "9h": "27h"}
    longer = LOOP
    for hours in ("9h", "5h", "2h", "1h"):
        longer = longer.replace(hours, f"<{times[hours]}>")

    before, after = walked(LOOP), walked(longer.replace("<", "").replace(">", ""))

    assert np.allclose(after, 3 * before, rtol=1e-4)


def test_the_parts_of_a_walk_add_up():
    """Waiting and process time of each item sum to its lead time."""
    sample = Samples(stream_of(LOOP), Calendar(), draws=2_000).items()
    passage = Passage(sample, with_rework=True)

    whole = passage.time(WAIT, PROCESS)

    assert np.allclose(passage.time(WAIT) + passage.time(PROCESS), whole)


def test_visits_count_every_pass():
    """Passes, arrivals through the gap and ways back are, on average, what the chain says: 1 / 0.7 and 4 / 3."""
    sample = Samples(stream_of(LOOP), Calendar(), draws=DRAWS).items()

    visits = Passage(sample, with_rework=True).visits()

    for step_id, often in (("a", 4 / 3), ("b", 4 / 3 / 0.7), ("c", 0.3 * 4 / 3), ("d", 4 / 3)):
        assert_mean(np.broadcast_to(visits.steps[step_id], DRAWS), often)
    for step_id, often in (("a", 1.0), ("b", 4 / 3), ("d", 4 / 3)):
        assert_mean(np.broadcast_to(visits.gaps[step_id], DRAWS), often)
    for link, taken in visits.links.items():
        assert_mean(np.broadcast_to(taken, DRAWS), {"b": 4 / 3 * 3 / 7, "d": 1 / 3}[link.sender])


def test_a_regular_turn_makes_items_wait_evenly_up_to_the_period():
    """With a cadence and no typed wait, an item waits anything from nothing to a whole period."""
    text = "current: {steps: {a: {process_time: 0}, b: {cadence: 8h, process_time: 0}}}"

    drawn = walked(text)

    for part in (0.1, 0.5, 0.9):
        assert_chance(drawn < part * 8 * HOUR, part)
