"""Comparisons: common draws, published pairs, and what became of each step."""

from random import Random

import numpy as np
import pytest
from brute_force import typed
from random_stream import random_stream

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.compare import change_of_lead, compare, headline_of
from flowatlas.metrics.lead_time import lead_time
from flowatlas.metrics.samples import Samples
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.versions import version

DAY = 8 * 3600.0

FIVE_BLOCKS = """
    current:
      steps:
        take: {wait_time: 470m, process_time: 10m, percent_complete_accurate: 50%}
        sort: {wait_time: 235m, process_time: 5m, percent_complete_accurate: 75%}
        solve: {wait_time: 2280m, process_time: 120m, percent_complete_accurate: 85%}
        review: {wait_time: 930m, process_time: 30m, percent_complete_accurate: 99%}
        answer: {wait_time: 465m, process_time: 15m, percent_complete_accurate: 95%}
    future:
      target:
        changes:
          steps/take/percent_complete_accurate: 99%
          steps/sort: null
          steps/solve/wait_time: 840m
          steps/solve/percent_complete_accurate: 95%
          steps/review: null
          steps/answer/wait_time: 210m
          steps/answer/process_time: 30m
"""

LOAN = """
    current:
      steps:
        ask: {wait_time: 450m, process_time: 30m}
        check: {wait_time: 900m, process_time: 1h}
        weigh: {wait_time: 1320m, process_time: 2h}
        decide: {wait_time: 1740m, process_time: 3h}
        sign: {wait_time: 900m, process_time: 1h}
        pay: {wait_time: 450m, process_time: 30m}
    future:
      after:
        changes:
          steps/ask/wait_time: 0
          steps/ask/process_time: 15m
          steps/check/wait_time: 0
          steps/check/process_time: 10m
          steps/weigh/wait_time: 30m
          steps/weigh/process_time: 30m
          steps/decide/wait_time: 420m
          steps/decide/process_time: 1h
          steps/sign/wait_time: 0
          steps/sign/process_time: 15m
          steps/pay/wait_time: 0
          steps/pay/process_time: 15m
"""

ONBOARDING = """
    current:
      steps:
        ask: {wait_time: 470m, process_time: 10m}
        identify: {wait_time: 940m, process_time: 20m}
        check: {wait_time: 1380m, process_time: 60m}
        open: {wait_time: 450m, process_time: 30m}
        card: {wait_time: 470m, process_time: 10m}
        welcome: {wait_time: 1380m, process_time: 60m}
    future:
      after:
        changes:
          steps/ask/wait_time: 10m
          steps/ask/process_time: 5m
          steps/identify/wait_time: 0
          steps/identify/process_time: 10m
          steps/check/wait_time: 0
          steps/check/process_time: 15m
          steps/open/wait_time: 0
          steps/open/process_time: 10m
          steps/card/wait_time: 0
          steps/card/process_time: 0
          steps/welcome/wait_time: 450m
          steps/welcome/process_time: 30m
"""


def plain_of(text):
    """The plain values of an atlas."""
    from flowatlas.store.file import AtlasFile

    return AtlasFile.of_text(text).plain


def compared(text, name, **options):
    """The current map against one of its versions."""
    plain = plain_of(text)
    before, after = version(plain), version(plain, name)
    return compare(before.stream, after.stream, before.atlas.calendar.times, **options)


def test_a_target_published_with_its_map_saves_what_it_says():
    """Practice 5A, T06: lead time 63.2 % less (9.5 to 3.5 days), process time 11.1 % less, rolled %C&A 30 to 89 %."""
    found = compared(FIVE_BLOCKS, "future/target").differences

    assert found["lead_time"].before.p50 == pytest.approx(9.5 * DAY)
    assert found["lead_time"].after.p50 == pytest.approx(3.5 * DAY)
    assert found["lead_time"].share == pytest.approx(-0.632, abs=0.0005)
    assert found["process_time"].share == pytest.approx(-0.111, abs=0.0005)
    assert found["rolled_percent_complete_accurate"].after.p50 == pytest.approx(0.8935, abs=0.0001)


def test_a_loan_takes_as_much_less_as_its_rows_add_up_to():
    """Practice 5A, T09: 13 days before; after, the sheet says 1 day, but its rows come to 1 day 1 h 55 min.

    Three rows of that sheet have a lead time below their process time, which cannot be; waits enter as 0 there.
    """
    found = compared(LOAN, "future/after").differences

    assert found["lead_time"].before.p50 == pytest.approx(13 * DAY)
    assert found["process_time"].before.p50 == pytest.approx(DAY)
    assert found["process_time"].after.p50 == pytest.approx(145 * 60)
    assert found["lead_time"].after.p50 == pytest.approx(DAY + 115 * 60)


def test_an_account_is_opened_in_a_day_and_a_bit():
    """Practice 5A, T10: 11 days become 1 day (and 15 minutes, as the rows say), 3 h 10 of work become 1 h 10.

    Two rows have work but no lead time; their 35 minutes of work are added to the lead time here.
    """
    found = compared(ONBOARDING, "future/after").differences

    assert found["lead_time"].before.p50 == pytest.approx(11 * DAY)
    assert found["process_time"].before.p50 == pytest.approx(190 * 60)
    assert found["process_time"].after.p50 == pytest.approx(70 * 60)
    assert found["lead_time"].after.p50 == pytest.approx(DAY + 15 * 60 + 35 * 60)


def test_six_weeks_to_four_days_is_87_or_90_percent():
    """Read as working time and as calendar time, the same two texts give two percentages, and both are right."""
    text = "current: {steps: {all: {process_time: 6wk}}}\nfuture: {fast: {changes: {steps/all/process_time: 4d}}}"
    plain = plain_of(text)

    working = change_of_lead(version(plain).stream, version(plain, "future/fast").stream, Calendar())
    elapsed = change_of_lead(
        version(plain, "current", ELAPSED).stream, version(plain, "future/fast", ELAPSED).stream, ELAPSED
    )

    assert working == pytest.approx(4 / 30 - 1)
    assert elapsed == pytest.approx(4 / 42 - 1)
    assert (round(working, 2), round(elapsed, 2)) == (-0.87, -0.90)


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 25))])
def test_a_map_differs_from_itself_by_nothing_in_every_draw(seed):
    """What both sides share cancels out exactly: same paths see the same draws."""
    random = Random(seed)
    plain = tidy(typed(random_stream(random)))
    for step in plain["current"]["steps"].values():
        if random.random() < 0.5:
            step["wait_time"] = random.choice(["1d..5d", "?", "~2d", "30m..2h..1d"])
    stream = read_atlas(plain).atlas.map(ValueStreamMap)
    again = read_atlas(plain).atlas.map(ValueStreamMap)

    found = compare(stream, again, Calendar(), draws=300)
    draws = [lead_time(Samples(one, Calendar(), draws=300).doubt()) for one in (stream, again)]

    assert np.array_equal(*draws)
    for one in found.differences.values():
        assert (one.low, one.middle, one.high, one.better) == (0, 0, 0, 0)
    assert {one.kind for one in found.steps} == {"kept"}


def test_what_is_shared_leaves_no_doubt_about_the_difference():
    """Where only an exact wait changes, the difference is exact, however little is known of the rest."""
    text = """
        current: {steps: {a: {process_time: 1d..9d}, b: {wait_time: 5d, process_time: "?"}}}
        future: {fast: {changes: {steps/b/wait_time: 1d}}}
    """

    one = compared(text, "future/fast").differences["lead_time"]

    assert one.low == pytest.approx(-4 * DAY, rel=1e-6)
    assert one.high == pytest.approx(-4 * DAY, rel=1e-6)
    assert one.better == 1


def test_a_doubtful_improvement_is_better_only_with_a_chance():
    """A guess of 1 to 9 days in place of 3 exact ones is better in some draws: the share of means below 3 days."""
    text = """
        current: {steps: {a: {process_time: 1d}, b: {wait_time: 3d, process_time: 1d}}}
        future: {maybe: {changes: {steps/b/wait_time: 1d..9d}}}
    """
    plain = plain_of(text)

    one = compared(text, "future/maybe").differences["lead_time"]
    means = Samples(version(plain, "future/maybe").stream, Calendar()).doubt().wait("b")

    assert one.better == pytest.approx(float((means < 3 * DAY).mean()), abs=0.001)
    assert 0.05 < one.better < 0.6
    assert "sure that it is worse" in headline_of(compared(text, "future/maybe"), Calendar())


def test_every_step_is_traced():
    """Kept, changed, removed, added, merged and split steps are told, in the order of the map."""
    text = """
        current:
          steps: {a: {process_time: 1h}, b: {process_time: 2h}, c: {process_time: 3h}, d: {process_time: 4h}, e: {process_time: 1h}, f: {process_time: 1h}}
        future:
          new:
            changes:
              steps/b/process_time: 1h
              steps/c: null
              steps/d: null
              steps/cd: {name: Both at once, replaces: [c, d], process_time: 1h, behind: b}
              steps/e: null
              steps/e1: {replaces: [e], process_time: 10m, behind: cd}
              steps/e2: {replaces: [e], process_time: 10m, behind: e1}
              steps/f: null
              steps/g: {process_time: 5m}
    """

    steps = compared(text, "future/new").steps

    assert [(one.kind, one.ids, one.new_ids) for one in steps] == [
        ("kept", ("a",), ("a",)),
        ("changed", ("b",), ("b",)),
        ("merged", ("c", "d"), ("cd",)),
        ("split", ("e",), ("e1", "e2")),
        ("removed", ("f",), ()),
        ("added", (), ("g",)),
    ]
    assert steps[1].changes == (("process_time", "2 h", "1 h"),)


def test_exact_and_doubtful_maps_are_held_against_each_other_by_their_middle_items():
    """Where one side is sampled the other is as well, so that both figures mean the same: half of all items."""
    text = """
        current: {steps: {a: {process_time: 1d}, b: {wait_time: 2d, process_time: 1d, share: 40%}}}
        future: {fast: {changes: {steps/a/process_time: 1d..2d}}}
    """

    one = compared(text, "future/fast").differences["lead_time"]

    assert one.before.p50 == pytest.approx(DAY)  # fewer than half take the optional step


def test_records_inside_a_step_are_compared_by_what_differs_in_them():
    """A rework link and a sub-step are told by their fields; remarks and quick fixes are no change of the stream."""
    text = """
        current:
          steps:
            a: {process_time: 1h}
            b: {process_time: 1h, rework: {back: {to: a, share: 10%}}, steps: {read: {process_time: 1h}}, notes: {n: {text: Old}}}
        future:
          new:
            changes:
              steps/b/rework/back/share: 5%
              steps/b/steps/read: null
              steps/b/notes/n/text: New
    """

    (_, step) = compared(text, "future/new").steps

    assert step.changes == (
        ("rework back share", "10%", "5%"),
        ("steps read", "process time 1 h", ""),
    )


def test_both_sides_of_a_comparison_mean_the_same_figures():
    """As soon as one side is not exact, both tell what half of all items stay under."""
    text = """
        current: {steps: {a: {process_time: 1d}, b: {wait_time: "?", process_time: 1d}}}
        future: {known: {changes: {steps/b/wait_time: 2d}}}
    """

    assert compared(text, "future/known").is_sampled
    assert not compared(text.replace('"?"', "3d"), "future/known").is_sampled


def test_two_times_that_read_alike_are_not_told_as_a_change():
    """Nobody is told that 42 days take the place of 42 days; how much it is less stands there all the same."""
    text = """
        current: {steps: {sort: {process_time: 1d}, work: {process_time: 1d, wait_time: 38d..43d}}}
        future: {soon: {changes: {steps/work/wait_time: 37.8d..42.8d}}}
    """

    assert headline_of(compared(text, "future/soon"), Calendar()).startswith("It takes about as long, 42 days, ")
