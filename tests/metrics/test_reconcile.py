"""Reconciling voices: the spread is kept, differences are ranked by what they mean, structure stands side by side."""

import json
import math
import random
from textwrap import dedent

import pytest

from flowatlas import load
from flowatlas.metrics.reconcile import reconcile, settled_figure
from flowatlas.metrics.report import report
from flowatlas.metrics.structure import Elsewhere

HOUR = 3600.0
DAY = 8 * HOUR


def reconciled(text):
    """What people say about a map."""
    return reconcile(load(dedent(text)))


def value(found, path):
    """One value of it."""
    return next(one for one in found.values if one.path == path)


HAND = """
    current:
      roles: {sales: {name: Sales}, legal: {name: Legal}, it: {name: IT}}
      steps:
        a: {process_time: 4h}
        b: {wait_time: "?", process_time: 2h, percent_complete_accurate: "?"}
        c: {wait_time: 1d, process_time: "?"}
      voices:
        ana: {name: Ana, role: Sales, changes: {steps/b/wait_time: 8h, steps/c/process_time: 1h,
              steps/b/percent_complete_accurate: 100%}}
        raj: {name: Raj, role: Legal, changes: {steps/b/wait_time: 24h, steps/c/process_time: 5h,
              steps/b/percent_complete_accurate: 50%}}
"""


def test_differences_are_ranked_by_what_they_mean_for_lead_time():
    """By hand: b takes (wait + 2 h) / %C&A; at best knowledge wait is 16 h, %C&A 75 %, c takes 3 h.

    %C&A of 100 % or 50 %: 18 or 36 h, 18 h apart. Wait of 8 or 24 h: 10 / 0.75 or 26 / 0.75 h, 21.3 h apart.
    c's process time: 4 h apart.
    """
    found = reconciled(HAND)

    assert [one.path for one in found.values] == [
        "steps/b/wait_time",
        "steps/b/percent_complete_accurate",
        "steps/c/process_time",
    ]
    wait, quality, process = (one.seconds / HOUR for one in found.values)
    assert found.lead / HOUR == pytest.approx(4 + 18 / 0.75 + 8 + 3)
    assert wait == pytest.approx(16 / 0.75)
    assert quality == pytest.approx(18)
    assert process == pytest.approx(4)
    assert found.values[2].share == pytest.approx(4 / 39)


def test_the_spread_is_kept():
    """From the lowest p10 to the highest p90, with everybody's own words."""
    found = reconciled("""
        current:
          steps: {a: , b: {wait_time: 1wk}}
          voices:
            ana: {changes: {steps/b/wait_time: 1d..3d}}
            raj: {changes: {steps/b/wait_time: ~2d}}
            eva: {changes: {steps/b/wait_time: 2d..2wk}}
            tom: {changes: {steps/b/wait_time: "?"}}
            may: {changes: {steps/b/wait_time: banana}}
    """)

    wait = value(found, "steps/b/wait_time")
    assert (wait.low, wait.high) == (DAY, 10 * DAY)
    assert [(one.voice, one.typed) for one in wait.said] == [("ana", "1d..3d"), ("raj", "~2d"), ("eva", "2d..2wk")]
    assert wait.stands == ("map", "1wk")


def test_how_a_value_stands():
    """Settled on the map, measured, left to the voices."""
    found = reconciled("""
        current:
          use: log
          measurements: {log: {changes: {steps/b/process_time: 3h}}}
          steps: {a: {process_time: 1h}, b: {wait_time: "?"}}
          voices: {ana: {changes: {steps/a/process_time: 2h, steps/b/process_time: 2h, steps/b/wait_time: 2h}}}
    """)

    assert {one.path: one.stands for one in found.values} == {
        "steps/a/process_time": ("map", "1h"),
        "steps/b/process_time": ("measurement", "3h"),
        "steps/b/wait_time": ("voices", "?"),
    }


@pytest.mark.parametrize(
    ("path", "low", "high", "worse"),
    [
        ("steps/b/wait_time", "1d", "2d", "2d"),
        ("steps/b/process_time", "1d..2d", "1h", "1d..2d"),
        ("steps/b/percent_complete_accurate", "60%", "90%", "60%"),
        ("steps/b/rework/r/share", "10%", "40%", "40%"),
        ("steps/b/share", "50%", "100%", "100%"),
        ("steps/a/touch_time", "5m", "10m", "10m"),
        ("roles/x/people", "1..2", "3", "1..2"),
        ("roles/x/availability", "20%", "80%", "20%"),
        ("demand", "8/wk", "10/wk", "10/wk"),
    ],
)
def test_the_worse_figure(path, low, high, worse):
    """Of times the longer one, else the one with the longer lead time, else less help and more load."""
    rework = "" if path.endswith("accurate") else ", rework: {r: {to: a}}"
    text = f"""
        current:
          roles: {{x: {{name: X}}}}
          steps: {{a: {{process_time: 1h}}, b: {{wait_time: 1d, process_time: 1h{rework}}}}}
          voices: {{ana: {{changes: {{{path}: {low}}}}}, raj: {{changes: {{{path}: {high}}}}}}}
    """

    assert reconciled(text).values[0].worse.typed == worse


def test_one_voice_is_held_against_the_map():
    """Where nobody else speaks, the figure on the map is the other end."""
    found = reconciled("""
        current:
          steps: {a: {process_time: 1h}, b: {wait_time: 1d, process_time: 1h}}
          voices: {ana: {changes: {steps/b/wait_time: 3d, steps/a/process_time: 1h}}}
    """)

    assert value(found, "steps/b/wait_time").seconds == pytest.approx(2 * DAY)
    assert value(found, "steps/a/process_time").seconds == 0
    assert found.missing.paths_with_one == ("steps/b/wait_time", "steps/a/process_time")


def test_never_is_told_as_unbounded():
    """No figure turns into NaN."""
    found = reconciled("""
        current:
          steps: {a: {process_time: 1h}, b: {process_time: 1h}}
          voices:
            ana: {changes: {steps/b/wait_time: never}}
            raj: {changes: {steps/b/wait_time: 3d}}
    """)

    wait = value(found, "steps/b/wait_time")
    assert (wait.seconds, wait.share, wait.high) == (math.inf, None, math.inf)
    assert wait.leads[0] == pytest.approx(3 * DAY + 2 * HOUR)


STRUCTURE = """
    current:
      steps: {a: {name: Ask}, b: {name: Build}, c: {name: Check}, d: {name: Deliver}}
      voices:
        ana: {changes: {steps/c: null, steps/x: {name: Extra, behind: b}}}
        raj: {changes: {steps/d/behind: a, steps/x: {name: Extra}}}
        eva: {changes: {steps/own: {name: Verify, same_as: c, behind: a}, steps/b/behind: a}}
        may: {changes: {steps/d/after: [b], steps/b/rework/r: {to: a, share: 10%}}}
        tom: {name: Tom}
"""


def test_structure_that_differs_stands_side_by_side():
    """Who has a step, who has not, who has it elsewhere; nothing is averaged, and who says nothing is left out."""
    found = {one.path: one for one in reconciled(STRUCTURE).structure}

    assert list(found) == ["steps/c", "steps/d", "steps/x", "steps/b/rework/r"]
    check, deliver, extra, rework = found.values()
    assert (check.has, check.has_not) == (("raj", "may"), ("ana",))
    assert check.elsewhere == (Elsewhere("eva", "behind “Ask”"),)
    assert deliver.has == ("ana", "eva")
    assert deliver.elsewhere == (Elsewhere("raj", "behind “Ask”"), Elsewhere("may", "after “Build”"))
    assert (extra.is_on_map, extra.has, extra.has_not) == (False, ("ana", "raj"), ("eva", "may"))
    assert extra.elsewhere == (Elsewhere("ana", "behind “Build”"),)
    assert (rework.has, rework.has_not) == (("may",), ("ana", "raj", "eva"))


def test_a_step_that_is_replaced_by_the_same_one_is_not_gone():
    """Whoever removes a step and has it under another name has it."""
    found = reconciled("""
        current:
          steps: {a: , b: {name: Build}}
          voices: {ana: {changes: {steps/b: null, steps/own: {name: Make, same_as: b, wait_time: 2d}}}}
    """)

    assert found.structure == []
    assert [(one.path, one.said) for one in found.words] == [("steps/b/name", (("ana", "Make"),))]
    assert [one.path for one in found.values] == ["steps/b/wait_time"]


def test_words_that_differ_are_listed_and_equal_ones_are_not():
    """Names, roles and the like stand beside what the map says; remarks are nobody's version."""
    found = reconciled("""
        current:
          title: Orders
          steps: {a: {name: Ask, roles: [sales], value: waste, notes: {n: {text: N}}}}
          roles: {sales: {name: Sales}}
          voices:
            ana: {changes: {steps/a/name: Ask, steps/a/roles: [sales, legal], steps/a/notes/n/text: M}}
            raj: {changes: {steps/a: {name: Call, value: adding}, title: Orders}}
    """)

    assert [(one.path, one.stands, one.said) for one in found.words] == [
        ("steps/a/name", "Ask", (("raj", "Call"),)),
        ("steps/a/roles", ["sales"], (("ana", ["sales", "legal"]),)),
        ("steps/a/value", "waste", (("raj", "adding"),)),
    ]


def test_who_is_missing():
    """Roles without a voice, roles and values with one only, and voices that say nothing."""
    found = reconciled(HAND.replace("voices:", "voices:\n        tom: {name: Tom, role: IT}"))

    assert found.missing.roles == ("IT",)
    assert found.missing.roles_with_one == ("Sales", "Legal")
    assert found.missing.paths_with_one == ()
    assert found.missing.silent == ("tom",)


@pytest.mark.parametrize("text", ["", "current: {}", "current: {steps: {a: }}", "current: {voices: {ana: }}"])
def test_a_map_on_which_nobody_has_spoken(text):
    """There is nothing to reconcile."""
    found = reconciled(text)

    assert (found.values, found.words, found.structure) == ([], [], [])


def test_reconciling_settles_nothing_and_moves_no_answer():
    """What is shown is what `show` computes with: lead time stays the best knowledge of the map."""
    atlas = load(dedent(HAND))
    found = reconcile(atlas)

    answer = report(atlas).answers["lead_time_with_rework"]
    assert answer.low < found.lead < answer.high


@pytest.mark.parametrize(
    ("typed", "settled"),
    [
        ("2wk", "2wk estimated"),
        ("2wk guess", "2wk guess"),
        ("1d..3d", "1d..3d"),
        ("~3d", "~3d"),
        ("3d measured 2026-09-01", "3d measured 2026-09-01"),
        ("0", "0"),
        ("never", "never"),
        ("{value: 3d, on: 2026-09-01}", {"value": "3d", "on": "2026-09-01", "basis": "estimated"}),
        ("{p50: 3d, p85: 4d, n: 20}", {"p50": "3d", "p85": "4d", "n": 20}),
    ],
)
def test_a_figure_keeps_its_basis_when_it_is_settled(typed, settled):
    """A bare figure of one person is an estimate, on the map as well."""
    found = reconciled(
        f"current: {{steps: {{a: , b: }}, voices: {{ana: {{changes: {{steps/b/wait_time: {typed}}}}}}}}}"
    )

    worse = value(found, "steps/b/wait_time").worse
    assert settled_figure(worse) == (int(settled) if settled == "0" else settled)


@pytest.mark.slow
def test_two_hundred_voices_on_forty_steps_are_all_heard():
    """A whole organisation is reconciled: every value has everybody's figure."""
    dice = random.Random(1)
    steps = {f"s{n}": {"roles": [f"r{n % 5}"]} for n in range(40)}
    for n in range(5, 40, 7):
        steps[f"s{n}"]["rework"] = {"b": {"to": f"s{n - 4}"}}
    voices = {}
    for n in range(200):
        changes = {}
        for step in steps:
            changes[f"steps/{step}/wait_time"] = f"{dice.randint(1, 20)}d"
            changes[f"steps/{step}/process_time"] = f"{dice.randint(1, 5)}h..{dice.randint(6, 20)}h"
            changes[f"steps/{step}/percent_complete_accurate"] = f"{dice.randint(50, 100)}%"
        voices[f"v{n}"] = {"role": f"R{n % 5}", "changes": changes}
    atlas = load(json.dumps({"current": {"steps": steps, "voices": voices}}))

    found = reconcile(atlas)
    assert len(found.values) == 120
    assert all(len(one.said) == 200 for one in found.values)
