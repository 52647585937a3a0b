"""``flowatlas compare --with measurements/ID`` and its picture as a user sees them."""

import json

import pytest

TEXT = """
title: Requests
calendar: {hours_per_day: 8, days_per_week: 5}
outcome: {target: {text: Faster, metric: lead_time, value: 8d}}
current:
  steps:
    ask: {name: Ask, process_time: 1h}
    legal: {name: "Legal <review>", wait_time: 1d..3d, process_time: 2h}
    ship: {name: Ship, wait_time: 1d, process_time: 1h}
  measurements:
    log:
      title: Tracker
      items: 400
      lead_time: {p50: 12d, p85: 20d, n: 400}
      reason: Medians do not add up exactly.
      activities: {Asked: ask, Legal: legal}
      unmatched: [Backup]
      periods:
        2026-01: {finished: 20, lead_time: {p50: 10d, n: 20}}
        2026-02: {finished: 25, lead_time: {p50: 7d, n: 25}}
        2026-03: {finished: 5, lead_time: {p50: 30d, n: 5}, signal: above the upper natural limit}
      limits: {centre: 15d, lower: 0, upper: 25d}
      changes:
        steps/legal/wait_time: {p50: 8d, p85: 15d, n: 390}
    bare: {lead_time: {p50: 3d, n: 10}, changes: {}}
"""


def test_belief_and_data_stand_side_by_side(run, write):
    """The answer in sentences, each value with its verdict and effect, the totals, and what the log cannot see."""
    done = run("compare", str(write(TEXT)), "--with", "measurements/log")

    assert done.returncode == 0
    assert "Believed and measured: Tracker" in done.stdout
    assert "The only figure that both know lies outside of what is believed." in done.stdout
    assert "more than believed" in done.stdout
    assert "n = 390" in done.stdout
    assert "the log cannot see it" in done.stdout
    assert "“Backup” is in the log and no step of the map." in done.stdout
    assert "Medians do not add up exactly." in done.stdout
    assert "Lead time" in done.stdout


def test_json_carries_each_value_with_its_verdict(run, write):
    """Programs get both figures, the ends of the belief, verdict, factor, effect, and all of it by effect."""
    done = run("compare", str(write(TEXT)), "--with", "measurements/log", "--json")

    (one,) = json.loads(done.stdout)["comparisons"]
    found = {row["path"]: row for row in one["believed"]["values"]}
    wait = found["current/steps/legal/wait_time"]
    assert wait["verdict"] == "more"
    assert wait["measured"]["p50"] == 8 * 8 * 3600
    assert wait["low"] == 8 * 3600
    assert wait["effect"] > 0
    assert one["believed"]["by_effect"][0] == "current/steps/legal/wait_time"
    assert one["totals"]["lead_time"]["after"]["p50"] > one["totals"]["lead_time"]["before"]["p50"]
    assert found["current/steps/ship/wait_time"]["measured"] is None


def test_a_measurement_without_values_is_compared_as_any_version(run, write):
    """One that says nothing of the steps has nothing to hold against them."""
    done = run("compare", str(write(TEXT)), "--with", "measurements/bare")

    assert done.returncode == 0
    assert "Step by step" in done.stdout


@pytest.mark.parametrize("view", ["measurements/log", "measurements/log/periods"])
def test_both_pictures_are_drawn(run, write, tmp_path, view):
    """Believed beside measured, and the periods, as SVG."""
    done = run("render", str(write(TEXT)), "--view", view, "-o", "out.svg")

    assert done.returncode == 0, done.stderr
    drawn = (tmp_path / "out.svg").read_text()
    assert ("above the upper natural limit" if view.endswith("periods") else "Legal &lt;review&gt;") in drawn


def test_the_target_is_held_against_what_happened(run, write, tmp_path):
    """The promise stands in the picture of the periods, and how often it was met."""
    run("render", str(write(TEXT)), "--view", "measurements/log/periods", "-o", "out.svg")

    assert "Half of the items met the target in 1 of 3 periods." in (tmp_path / "out.svg").read_text()


def test_a_picture_that_is_not_there_is_told(run, write):
    """A measurement without periods has none to draw; what there is, is named."""
    done = run("render", str(write(TEXT)), "--view", "measurements/bare/periods", "-o", "out.svg")

    assert done.returncode == 2
    assert "measurements/log/periods" in done.stderr


def test_the_page_holds_both_pictures(run, write, tmp_path):
    """The offline page of an atlas with measurements shows them among its drawings."""
    done = run("render", str(write(TEXT)), "-o", "page.html")

    assert done.returncode == 0
    page = (tmp_path / "page.html").read_text()
    assert "Believed and measured: Tracker" in page
    assert "Period by period: Tracker" in page
    assert "Believed and measured: bare" not in page


def test_a_text_for_reviews_tells_both(run, write, tmp_path):
    """Markdown has the sentences and a table; names are shown as they are."""
    done = run("render", str(write(TEXT)), "-o", "out.md")

    assert done.returncode == 0
    told = (tmp_path / "out.md").read_text()
    assert "## Believed and measured: Tracker" in told
    assert "| Legal \\<review\\> | wait | 1 d – 3 d | 8 d | more than believed |" in told
