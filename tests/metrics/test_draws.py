"""Draws of a value: items lie where people said, doubt is as large as its basis, and nothing moves without reason."""

import math
from textwrap import dedent

import numpy as np
import pytest

from flowatlas import load, measure
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.draws import (
    Line,
    expected,
    generator,
    items,
    line_of,
    line_of_prior,
    normal_deviates,
    prior_of,
    shift_of,
)
from flowatlas.metrics.entered import View
from flowatlas.metrics.sample import Sample
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.scale import normal_deviate

CALENDAR = Calendar()
COUNT = 200_000
ERRORS = 5
"""Every tolerance is five standard errors, which chance exceeds about once in two million looks."""

NO_DOUBT = np.zeros(1)


def deviates(count=COUNT, key="test"):
    """Standard normal numbers of their own."""
    return normal_deviates(generator(7, key), count)


def line(kind, typed) -> Line:
    """The line of a value as people type it."""
    found = line_of(kind.read(typed, CALENDAR))
    assert found is not None
    return found


def sampled(text, *, view=View.DOUBT, draws=10_000, seed=1, is_independent=False):
    """A map as metrics see it, with every time of its steps entered."""
    stream = load(dedent(text)).map(ValueStreamMap)
    assert stream is not None
    sample = Sample(stream, CALENDAR, view, draws, seed, is_independent=is_independent)
    for step_id in stream.steps:
        sample.wait(step_id)
        sample.process(step_id)
        sample.quality(step_id)
        sample.share(step_id)
    return sample


def correlation(sample, one, other):
    """How far the doubts of two values go together."""
    return float(np.corrcoef(sample.entered[one].deviate, sample.entered[other].deviate)[0, 1])


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Duration, "2d..5d"),
        (Duration, "1h..4h..2d"),
        (Duration, "<2d"),
        (Duration, ">1wk"),
        (Duration, {"p50": "4d", "p85": "11d", "n": 396}),
        (Duration, {"p25": "1h", "p50": "2h", "p75": "9h", "p95": "3d", "n": 50}),
        (Duration, "0..2d"),
        (Duration, {"p50": 0, "p85": "2d", "n": 40}),
        (Duration, "0..1h..2d"),
        (Share, "60..80%"),
        (Share, "5..20..90%"),
        (Share, "80..100%"),
        (Share, "0..40%"),
    ],
    ids=str,
)
def test_items_lie_where_people_said(kind, typed):
    """At each stated percentile, that share of the drawn items lies under the stated figure."""
    stated = kind.read(typed, CALENDAR)

    drawn = items(line(kind, typed), NO_DOUBT, deviates())

    for percent, amount in stated.points:
        share = percent / 100
        error = ERRORS * math.sqrt(share * (1 - share) / COUNT)
        assert (drawn < amount * (1 - 1e-5)).mean() <= share + error
        assert (drawn <= amount * (1 + 1e-5)).mean() >= share - error


@pytest.mark.parametrize(
    ("kind", "typed"),
    [(Duration, "2d..5d"), (Duration, "1h..4h..2d"), (Duration, "0..2d"), (Share, "80..100%"), (Share, "0..40%")],
    ids=str,
)
def test_items_between_the_stated_percentiles_follow_the_quantity(kind, typed):
    """The middle that the terminal prints for a value is the middle of its items."""
    stated = kind.read(typed, CALENDAR)

    drawn = items(line(kind, typed), NO_DOUBT, deviates())

    for percent in (30.0, 50.0, 70.0):
        share = percent / 100
        under = float((drawn < stated.percentile(percent)).mean())
        assert under == pytest.approx(share, abs=ERRORS * math.sqrt(share * (1 - share) / COUNT))


@pytest.mark.parametrize("typed", ["0..2d", "0..1h..2d", "<2d"])
def test_a_low_end_of_zero_puts_a_tenth_of_items_at_zero(typed):
    """One item in ten takes no time at all, and no other does; an open low end puts none there."""
    drawn = items(line(Duration, typed), NO_DOUBT, deviates())

    share = 0.0 if typed.startswith("<") else 0.1
    assert float((drawn == 0).mean()) == pytest.approx(share, abs=ERRORS * math.sqrt(0.1 * 0.9 / COUNT))


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Duration, "2d..5d"),
        (Duration, "1h..4h..2d"),
        (Duration, "0..2d"),
        (Duration, "0..1h..2d"),
        (Duration, {"p50": 0, "p85": "2d", "n": 40}),
        (Duration, {"p25": "1h", "p50": "2h", "p75": "9h", "p95": "3d", "n": 50}),
        (Share, "60..80%"),
        (Share, "5..20..90%"),
        (Share, "80..100%"),
        (Share, "0..40%"),
        (Share, "~30%"),
    ],
    ids=str,
)
@pytest.mark.parametrize("shift", [0.0, -0.7, 0.4])
def test_the_mean_over_items_is_known_without_drawing(kind, typed, shift):
    """The closed form of the mean, doubt included, is the mean of the drawn items."""
    stated = line(kind, typed)

    drawn = items(stated, np.full(1, shift), deviates().astype(np.float64))

    mean = float(expected(stated, np.full(1, shift))[0])
    assert mean == pytest.approx(float(drawn.mean()), abs=ERRORS * float(drawn.std()) / math.sqrt(COUNT) + 1e-9 * mean)


def test_the_mean_of_a_lognormal_is_its_textbook_mean():
    """A range is a lognormal, whose mean is median x exp(s² / 2)."""
    spread = math.log(2.5) / (2 * normal_deviate(90))

    mean = float(expected(line(Duration, "2h..5h"), NO_DOUBT)[0])

    assert mean == pytest.approx(math.sqrt(2 * 5) * 3600 * math.exp(spread**2 / 2))


def test_the_mean_stays_exact_where_one_side_is_very_wide():
    """A low side of six orders of magnitude adds next to nothing to the mean, whatever its slope."""
    mean = float(expected(line(Duration, "1s..3wk..4wk"), NO_DOUBT)[0])

    week = 40 * 3600
    assert 3 * week * 0.5 < mean < 4 * week


@pytest.mark.parametrize(
    ("typed", "factor"),
    [
        ("3d observed", 1.1),
        ("2d..5d", 1.5),
        ("3d estimated", 1.5),
        ("<2d", 1.5),
        ("~3d", 2.0),
        ("2d..5d guess", 2.0),
        ("2d..5d observed", 1.1),
    ],
)
def test_doubt_is_a_factor_that_the_basis_tells(typed, factor):
    """One standard deviation of doubt is 1.1 for observed, 1.5 for estimated, 2 for guessed figures."""
    assert math.exp(line(Duration, typed).doubt) == pytest.approx(factor)


def test_doubt_of_a_measured_figure_shrinks_with_the_count():
    """Measured percentiles are in doubt by the standard error of a median, 1.25 s / sqrt(n)."""
    spread = math.log(11 / 4) / normal_deviate(85)

    few, many = (line(Duration, {"p50": "4d", "p85": "11d", "n": count}) for count in (25, 400))

    assert few.doubt == pytest.approx(1.25 * spread / 5)
    assert many.doubt == pytest.approx(few.doubt / 4)


def test_a_measured_median_alone_is_in_doubt_as_well():
    """Who measures one median of few items does not know it exactly: items differ as where nobody knows."""
    few, many = (line(Duration, {"p50": "4d", "n": count}) for count in (4, 100))

    assert few.doubt > 0
    assert many.doubt == pytest.approx(few.doubt / 5)
    assert many.variation == 0


@pytest.mark.parametrize("typed", ["3d", "0", "n/a", "never", "3d measured", "~0h"])
def test_a_bare_value_is_taken_as_stated(typed):
    """One figure without spread, zero, what does not apply and what never happens have no doubt."""
    assert line_of(Duration.read(typed, CALENDAR)) is None


def test_zero_and_not_applicable_and_never_and_unknown_stay_apart():
    """Zero adds nothing, n/a neither, never is unbounded, unknown enters by its prior and is counted."""

    def lead(typed):
        return measure(
            load(f"current: {{steps: {{a: {{process_time: 1h}}, b: {{wait_time: {typed}, process_time: 0}}}}}}")
        )

    zero, not_applicable, never, unknown = (lead(typed)["lead_time"] for typed in ("0", "n/a", "never", "'?'"))

    assert (zero.p50, zero.unknowns) == (3600, 0)
    assert (not_applicable.p50, not_applicable.unknowns) == (3600, 0)
    assert (never.p50, never.text, never.unknowns) == (math.inf, "unbounded", 0)
    assert unknown.unknowns == 1
    assert unknown.p10 is not None
    assert unknown.p90 is not None
    assert 3600 < unknown.p10 < unknown.p90 < math.inf
    assert unknown.at_least == 3600


def test_an_unknown_value_is_what_its_prior_says():
    """The spread of a prior is doubt: one time in ten the typical value is under its low end."""
    prior = prior_of("steps/a/wait_time", Duration.read("? 1d..2wk", CALENDAR), CALENDAR)
    assert prior is not None
    drawn = line_of_prior(prior)

    typical = np.exp(drawn.levels[0] / 2 + drawn.levels[1] / 2 + shift_of(drawn, deviates()))

    for hours, share in ((8, 0.1), (math.sqrt(8 * 80), 0.5), (80, 0.9)):
        under = float((typical < hours * 3600).mean())
        assert under == pytest.approx(share, abs=ERRORS * math.sqrt(share * (1 - share) / COUNT))


@pytest.mark.parametrize(
    ("field", "low", "high"),
    [("wait_time", 2 * 3600, 80 * 3600), ("process_time", 900, 24 * 3600), ("share", 0.1, 0.9)],
)
def test_without_a_prior_of_its_own_an_unknown_value_has_a_wide_one(field, low, high):
    """Nothing known of a wait is 2 h to 2 wk, of a process time 15 m to 3 d, of a share 10 to 90 %."""
    prior = prior_of(f"steps/a/{field}", None, CALENDAR)

    assert prior is not None
    assert [amount for _, amount in prior.points] == pytest.approx([low, high])


def test_what_nobody_can_guess_has_no_prior():
    """Demand, people and touch time have no wide prior: they are answers, not assumptions."""
    assert prior_of("demand", None, CALENDAR) is None
    assert prior_of("roles/legal/people", None, CALENDAR) is None
    assert prior_of("steps/a/touch_time", None, CALENDAR) is None


def test_doubt_draws_lie_where_the_basis_puts_them():
    """About two thirds of the draws of an estimate lie within a factor of 1.5 of its mean over items."""
    sample = sampled("current: {steps: {a: {process_time: 2h..5h}}}")

    draws = sample.entered["steps/a/process_time"].draws
    middle = float(expected(line(Duration, "2h..5h"), NO_DOUBT)[0])
    inside = float(((draws > middle / 1.5) & (draws < middle * 1.5)).mean())

    share = math.erf(1 / math.sqrt(2))
    assert inside == pytest.approx(share, abs=ERRORS * math.sqrt(share * (1 - share) / len(draws)))


THREE = """
    current:
      steps:
        a: {wait_time: 1d..3d, process_time: ~2h}
        b: {wait_time: '?', process_time: {p50: 4h, p85: 9h, n: 30}, percent_complete_accurate: 60..80%}
        c: {wait_time: 2d..1wk, process_time: 1h..4h}
"""


@pytest.mark.parametrize("view", [View.ITEMS, View.DOUBT])
def test_another_step_moves_no_draw_of_the_others(view):
    """Draws belong to seed and path: what is added in front or between changes nothing elsewhere, to the last digit."""
    longer = THREE.replace("        b:", "        new: {wait_time: 1h..2h, process_time: ~1d}\n        b:")

    before, after = sampled(THREE, view=view), sampled(longer, view=view)

    assert set(after.entered) - set(before.entered) == {"steps/new/wait_time", "steps/new/process_time"}
    for path, entry in before.entered.items():
        assert np.array_equal(entry.draws, after.entered[path].draws), path


def test_another_figure_moves_no_draw_of_the_others():
    """Another basis, range or gap changes the draws of that value only, so versions are compared on common draws."""
    other = THREE.replace("~2h", "1d..2d observed")

    before, after = sampled(THREE), sampled(other)

    changed = [p for p, entry in before.entered.items() if not np.array_equal(entry.draws, after.entered[p].draws)]
    assert changed == ["steps/a/process_time"]


def test_another_seed_gives_other_draws():
    """Seeds and paths give draws that have nothing to do with each other."""
    one, other = deviates(key="one"), deviates(key="other")

    assert abs(float(np.corrcoef(one, other)[0, 1])) < ERRORS / math.sqrt(COUNT)
    assert not np.array_equal(
        sampled(THREE).entered["steps/a/wait_time"].draws, sampled(THREE, seed=2).entered["steps/a/wait_time"].draws
    )


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_doubts_of_what_was_not_measured_go_together(seed):
    """One group, one optimism: doubts of estimates, guesses and unknowns go together, quality against time."""
    sample = sampled(THREE, seed=seed)

    error = ERRORS / math.sqrt(sample.draws)
    assert correlation(sample, "steps/a/wait_time", "steps/a/process_time") == pytest.approx(0.3, abs=error)
    assert correlation(sample, "steps/a/wait_time", "steps/b/wait_time") == pytest.approx(0.3, abs=error)
    assert correlation(sample, "steps/a/wait_time", "steps/b/percent_complete_accurate") == pytest.approx(
        -0.3, abs=error
    )
    assert correlation(sample, "steps/a/wait_time", "steps/b/process_time") == pytest.approx(0.0, abs=error)


def test_doubts_can_be_independent():
    """Asked for, doubts have nothing in common."""
    sample = sampled(THREE, is_independent=True)

    error = ERRORS / math.sqrt(sample.draws)
    assert correlation(sample, "steps/a/wait_time", "steps/b/wait_time") == pytest.approx(0.0, abs=error)


def test_variation_of_different_values_is_independent():
    """Items that wait long need not be long to work on: only doubt is common."""
    sample = sampled(THREE.replace("60..80%", "100%"), view=View.ITEMS, is_independent=True)

    found = np.corrcoef(np.log(sample.wait("a")), np.log(sample.wait("c")))[0, 1]
    assert abs(float(found)) < ERRORS / math.sqrt(sample.draws)


@pytest.mark.parametrize("key", ["one", "two", "three"])
def test_normal_deviates_are_standard_normal(key):
    """Four moments and the greatest distance to the normal distribution function are as chance allows."""
    drawn = np.sort(deviates(key=key).astype(np.float64))

    root = math.sqrt(COUNT)
    assert abs(drawn.mean()) < ERRORS / root
    assert abs(drawn.var() - 1) < ERRORS * math.sqrt(2) / root
    assert abs((drawn**3).mean()) < ERRORS * math.sqrt(15) / root
    assert abs((drawn**4).mean() - 3) < ERRORS * math.sqrt(96) / root
    under = np.array([0.5 * math.erfc(-value / math.sqrt(2)) for value in drawn[:: COUNT // 2000]])
    places = np.arange(COUNT)[:: COUNT // 2000] / COUNT
    assert float(np.abs(under - places).max()) < 3 / root
    assert np.isfinite(drawn).all()


@pytest.mark.parametrize("count", [1, 2, 7])
def test_as_many_normal_deviates_come_as_were_asked_for(count):
    """Odd counts too, and the two numbers of a pair are independent."""
    assert len(deviates(count)) == count
    first, second = np.split(deviates(), 2)
    assert abs(float(np.corrcoef(first, second)[0, 1])) < ERRORS / math.sqrt(COUNT / 2)


def test_every_basis_has_its_doubt():
    """No basis of a stated figure is forgotten: each is either without doubt by definition, or has a factor."""
    doubts = {basis: line_of(Duration.read("1h..2h", CALENDAR).with_basis(basis)) for basis in Basis}

    assert {basis for basis, found in doubts.items() if found is not None and found.doubt > 0} == {
        Basis.MEASURED,
        Basis.OBSERVED,
        Basis.ESTIMATED,
        Basis.GUESSED,
    }
