"""The constraint under doubt: who is named, how sure, what ties, and why."""

import json
import math
from textwrap import dedent

import numpy as np
import pytest

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import constraint, contest, losses
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.samples import Samples
from flowatlas.model.calendar import Calendar

HOUR = 3600.0
DRAWS = 10_000
ERRORS = 5
"""Every tolerance is five standard errors."""


def samples_of(text, *, seed=1, is_independent=False, draws=DRAWS):
    """All samples of the current map."""
    stream = load(dedent(text)).map(ValueStreamMap)
    assert stream is not None
    return Samples(stream, Calendar(), draws=draws, seed=seed, is_independent=is_independent)


def named(text, **kind):
    """The constraint of a map that has one."""
    found = constraint(samples_of(text, **kind))
    assert found is not None
    return found


def two(one, other):
    """Two steps in a row without waiting."""
    return f"current: {{steps: {{a: {{process_time: {one}}}, b: {{wait_time: 0, process_time: {other}}}}}}}"


@pytest.mark.parametrize(("is_independent", "common"), [(True, 0.0), (False, 0.3)])
def test_confidence_is_the_chance_to_be_the_largest(is_independent, common):
    """Of two guesses in a row, the log of their ratio is normal with variance 2 (1 - correlation) t²."""
    spread = math.log(2) * math.sqrt(2 * (1 - common))
    tie = math.log(1.02 / 0.98)
    chance = 0.5 * math.erfc(-(math.log(3 / 2) + tie) / spread / math.sqrt(2))

    found = named(two("~3h", "~2h"), is_independent=is_independent)

    assert found.found.path == "steps/a/process_time"
    assert found.found.confidence == pytest.approx(chance, abs=ERRORS * math.sqrt(chance * (1 - chance) / DRAWS))
    assert found.runners_up[0].confidence == pytest.approx(1 - found.found.confidence)


def test_without_doubt_the_constraint_is_certain():
    """Bare figures name the largest element with all confidence, its seconds and its share."""
    found = named("current: {steps: {a: {process_time: 2h}, b: {wait_time: 5h, process_time: 1h}}}")

    assert found.found.path == "steps/b/wait_time"
    assert found.found.confidence == 1.0
    assert found.found.seconds == 5 * HOUR
    assert found.found.share == pytest.approx(5 / 8)
    assert found.reason == "The wait before “b” is the constraint: without it, items would be there 62.5% sooner."


def test_variation_is_no_doubt():
    """Items may differ as they like: counted often enough, the constraint is certain."""
    found = named(two("{p10: 1h, p90: 30h, n: 1000000}", "{p10: 1h, p90: 9h, n: 1000000}"))

    assert found.found.path == "steps/a/process_time"
    assert found.found.confidence == 1.0


def test_a_long_tail_counts():
    """Of two steps with the same middle the one that sometimes takes very long costs more."""
    found = named(two("{p10: 4h, p90: 9h, n: 1000000}", "{p10: 1h, p90: 36h, n: 1000000}"))

    assert found.found.path == "steps/b/process_time"


def test_within_two_percent_waiting_comes_before_work():
    """A gap that is hardly smaller than a step is named, as waiting is easier to take away."""
    tied, apart = (
        named(f"current: {{steps: {{a: {{process_time: 100h}}, b: {{wait_time: {wait}h, process_time: 0}}}}}}")
        for wait in (97, 94)
    )

    assert tied.found.path == "steps/b/wait_time"
    assert apart.found.path == "steps/a/process_time"


def test_within_two_percent_the_larger_region_comes_first():
    """Of equal gaps, the one whose step takes more with both gaps around is named."""
    found = named(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 10h, process_time: 1h}
            c: {wait_time: 10h, process_time: 5h}
            d: {wait_time: 6h, process_time: 1h}
        """
    )

    assert found.found.path == "steps/b/wait_time"


def test_branches_that_tie_are_named_together():
    """Where two branches take equally long, neither alone brings anything, so both must shrink."""
    found = named(
        """
        current:
          steps:
            a: {process_time: 1h}
            b: {wait_time: 0, process_time: 20h, after: [a]}
            c: {wait_time: 0, process_time: 20h, after: [a]}
            d: {wait_time: 0, process_time: 1h, after: [b, c]}
        """
    )

    assert found.found.paths == ("steps/b/process_time", "steps/c/process_time")
    assert found.found.seconds == 20 * HOUR
    assert found.reason.endswith("Both must shrink, because the branches take equally long.")


def test_of_two_branches_only_the_overhang_counts():
    """A branch is worth what it takes longer than the other, so a smaller gap on the main way can cost more."""
    found = named(
        """
        current:
          steps:
            a: {process_time: 5h}
            b: {wait_time: 0, process_time: 20h, after: [a]}
            c: {wait_time: 0, process_time: 17h, after: [a]}
            d: {wait_time: 0, process_time: 1h, after: [b, c]}
        """
    )

    assert found.found.path == "steps/a/process_time"
    assert [(one.path, one.seconds) for one in found.runners_up if one.path == "steps/b/process_time"] == [
        ("steps/b/process_time", 3 * HOUR)
    ]


def test_a_rework_link_can_be_the_constraint():
    """A loop that is taken often costs more than any step in it."""
    found = named(
        """
        current:
          steps:
            a: {process_time: 5h}
            b: {wait_time: 0, process_time: 5h, rework: {back: {to: a, share: 75%, wait_time: 0}}}
        """
    )

    assert found.found.path == "steps/b/rework/back"
    assert found.found.seconds == pytest.approx(30 * HOUR)


@pytest.mark.parametrize("seed", range(5))
def test_confidences_share_all_draws(seed):
    """Each draw has one winner: confidences are chances that sum to one, and no effect is larger than lead time."""
    samples = samples_of(
        """
        current:
          steps:
            a: {process_time: 1h..3h, percent_complete_accurate: ~80%}
            b: {wait_time: ~4h, process_time: 1h..4h, after: [a]}
            c: {wait_time: 2h..6h, process_time: ~3h, after: [a]}
            d: {wait_time: ~3h, process_time: 1h, after: [b, c], rework: {back: {to: a, share: ~20%}}}
        """,
        seed=seed,
        draws=2_000,
    )
    one = contest(samples)

    counts = np.bincount(one.winners, minlength=len(one.elements))

    assert counts.sum() == 2_000
    for loss in one.losses:
        assert (np.broadcast_to(loss, one.whole.shape) <= one.whole * (1 + 1e-6)).all()


def test_the_effect_of_an_element_is_what_is_left_without_it():
    """Every loss, in each draw of doubt, is lead time less lead time with that element at 0."""
    text = """
        current:
          steps:
            a: {process_time: 1h..3h, percent_complete_accurate: ~80%}
            b: {wait_time: ~4h, process_time: 1h..4h}
            c: {wait_time: 2h..6h, process_time: ~3h, share: ~40%}
            d: {wait_time: ~3h, process_time: 1h, rework: {back: {to: b, share: ~20%}}}
    """
    sample = samples_of(text, draws=500).doubt()
    whole = Passage(sample, with_rework=True).time(WAIT, PROCESS)

    for paths, loss in losses(samples_of(text, draws=500).doubt()).items():
        fresh = samples_of(text, draws=500).doubt().without(*paths)
        left = Passage(fresh, with_rework=True).time(WAIT, PROCESS)
        assert np.allclose(whole - left, loss, rtol=1e-3, atol=1e-3 * float(whole.mean())), paths


LONG_BRANCH = """
    current:
      steps:
        begin: {process_time: 1h}
        a: {after: [begin], wait_time: 1h, process_time: 2h, rework: {again: {to: a, share: 20%}}}
        b: {wait_time: 3h, process_time: 1h}
        c: {wait_time: 1h, process_time: 2h, share: 60%}
        d: {wait_time: 2h, process_time: 3h, rework: {back: {to: b, share: 10%, wait_time: 5h}}}
        e: {wait_time: 1h, process_time: 1h}
        f: {wait_time: 1h, process_time: 4h, percent_complete_accurate: 80%}
        g: {after: [f], wait_time: 1h, process_time: 1h, share: 30%}
        h: {after: [f], wait_time: 1h, process_time: 9h, share: 70%}
        i: {after: [g, h], wait_time: 1h, process_time: 2h}
        x: {after: [begin], wait_time: 9h, process_time: 5h, rework: {again: {to: x, share: 50%}}}
        y: {after: [x], wait_time: 8h, process_time: 2h}
        end: {after: [i, y], wait_time: 2h, process_time: 1h}
"""


def test_in_a_long_branch_the_effect_of_an_element_is_what_is_left_without_it():
    """What is kept of the rest of a branch is what working all of it out again says, for one element or for all."""
    known = samples_of(LONG_BRANCH).center
    whole = Passage(known, with_rework=True).time(WAIT, PROCESS)
    effects = losses(known)

    assert len(effects) > 20
    for paths, loss in effects.items():
        fresh = samples_of(LONG_BRANCH).center
        left = Passage(fresh.without(*paths), with_rework=True).time(WAIT, PROCESS)
        assert loss == pytest.approx(whole - left, abs=1e-9 * float(whole[0])), paths
        assert losses(fresh, paths)[paths] == pytest.approx(loss, abs=1e-9 * float(whole[0])), paths


def test_blocks_of_draws_make_one_answer():
    """Twenty-five thousand draws in three blocks name what ten thousand name, about as surely."""
    text = two("~3h", "~2h")

    few, many = named(text), named(text, draws=25_000)

    assert few.found.path == many.found.path
    assert sum(one.confidence for one in (many.found, *many.runners_up)) == pytest.approx(1.0)
    assert many.found.confidence == pytest.approx(few.found.confidence, abs=ERRORS * 0.5 / math.sqrt(DRAWS))


@pytest.mark.parametrize(
    "current",
    [
        "{title: Empty}",
        "{steps: {a: {process_time: 0}}}",
        "{steps: {a: {process_time: 0, wait_time: 0}, b: {process_time: n/a, wait_time: 0}}}",
    ],
)
def test_where_nothing_takes_time_nothing_is_the_constraint(current):
    """No steps, or no time at all: none is named."""
    assert constraint(samples_of(f"current: {current}")) is None


def test_where_nobody_said_how_long_anything_takes_there_is_no_constraint():
    """Likely values alone limit nothing."""
    assert constraint(samples_of("current: {steps: {a: {}, b: {}, c: {wait_time: '?'}}}")) is None


def test_a_single_figure_has_a_constraint_that_nobody_is_sure_of():
    """Where nearly everything is unknown something is named, with the little confidence that there is."""
    steps = {"a": {"process_time": "1h"}, **{name: {} for name in "bcd"}}

    found = named(json.dumps({"current": {"steps": steps}}))

    assert 0.1 < found.found.confidence < 0.6
    assert "sure" in found.reason


def test_what_never_happens_is_the_constraint():
    """Nothing gets past a gap that never ends, and no share can be told."""
    found = named("current: {steps: {a: {process_time: 1h..9h}, b: {wait_time: never, process_time: 1h}}}")

    assert found.found.path == "steps/b/wait_time"
    assert found.found.share is None
    assert found.reason == "The wait before “b” is the constraint: nothing gets past it."


def test_among_many_alike_no_single_place_is_blamed():
    """Where even the largest element costs less than what counts as equal, the sentence says so instead of a name."""
    steps = ", ".join(f"s{number}: {{process_time: 2h, wait_time: 0}}" for number in range(60))

    found = named(f"current: {{steps: {{{steps}}}}}", draws=1)

    assert found.found.is_small
    assert found.reason.startswith("No single place holds everything up")
    assert found.reason.endswith("items would be there less than 2% sooner.")
