"""``flowatlas plan`` as a user sees it."""

import json

TEXT = """
title: A request
current:
  demand: 8/wk
  steps:
    ask: {name: Ask, process_time: 1d, quick_fixes: {form: {text: One form, effort: 2h}}}
    legal: {name: Legal review, wait_time: 10d, process_time: 1d}
    ship: {name: Ship, wait_time: 5d, process_time: 1d}
future:
  fast: {title: Standard contract, changes: {steps/legal/wait_time: 4d, steps/ship/wait_time: 1d, steps/ask/process_time: 4h}}
roadmap:
  items:
    contract: {title: Agree on one contract, lane: now, owner: Raj, future: fast, moves: [steps/legal, steps/nowhere],
      due: 2020-01-31, status: done, measure: {text: Days, baseline: 10d, target: 4d, readings: {2020-02-15: 3d}}}
    daily: {title: Ship every day, lane: next, future: fast, moves: [steps/ship]}
    tell: {title: Tell everybody}
  decisions:
    old: {on: 2019-12-01, text: Legal first, because: it is the longest wait, revisit: 2020-03-01}
    late: {on: 2020-01-01, text: No new tool, revisit: 9999-01-01}
"""


def test_lanes_effects_and_readings_are_told(run, write):
    """Who does what when, what it should do alone and together, what was read, and what is still to be looked at."""
    done = run("plan", str(write(TEXT)))

    assert done.returncode == 0
    assert "✓   Agree on one contract   Raj   done   due 2020-01-31   6 d less lead time (33%)" in done.stdout
    assert "With all before: 10 d less lead time (56%)" in done.stdout
    assert "hit   Agree on one contract   3 d: at or beyond the target of 4 d" in done.stdout
    assert "In “Standard contract”, but no item does it (1)" in done.stdout
    assert "Ask: Process time becomes 4 h" in done.stdout or "Ask: Process becomes 4 h" in done.stdout
    assert "which its future does not change" in done.stdout
    assert "; 1 effect not known" in done.stdout
    again, others = done.stdout.split("Decisions to look at again")[1].split("Decisions\n")
    assert "Legal first" in again
    assert "No new tool" in others
    assert "One form" in done.stdout


def test_programs_get_plain_numbers(run, write):
    """Seconds of working time and shares; nothing where nothing is known."""
    done = run("plan", str(write(TEXT)), "--json")
    told = json.loads(done.stdout)

    assert told["items"]["contract"]["effect"]["mean"] == -6 * 8 * 3600
    assert told["items"]["tell"]["effect"] is None
    assert [lane["lane"] for lane in told["lanes"]] == ["now", "next", "later", ""]
    assert told["lanes"][1]["together"]["mean"] == told["lanes"][1]["added_up"] == -10 * 8 * 3600
    assert told["items"]["contract"]["moves_that_match_nothing"] == ["steps/nowhere"]
    assert told["items"]["contract"]["reading"]["verdict"] == "hit"
    assert told["unclaimed"] == {"fast": ["future/fast/changes/steps/ask/process_time"]}
    assert told["decisions_to_revisit"] == ["old"]
    assert [fix["path"] for fix in told["quick_fixes"]] == ["current/steps/ask/quick_fixes/form"]


def test_three_lines_are_a_plan(run, write):
    """Nobody is asked for more, and nothing is made up."""
    done = run("plan", str(write("roadmap: {items: {a: {title: Ask}, b: {title: Try, lane: now}, c: {title: Tell}}}")))

    assert done.returncode == 0
    assert "Try" in done.stdout
    assert "lead time" not in done.stdout


def test_without_a_plan_it_says_how_to_begin(run, write):
    """One line to copy."""
    done = run("plan", str(write("title: Nothing yet")))

    assert done.returncode == 0
    assert "lane: now" in done.stdout


def test_an_error_is_an_exit_code(run, write):
    """An item after one that is not there."""
    done = run("plan", str(write("roadmap: {items: {a: {after: [nowhere]}}}")))

    assert done.returncode == 1
    assert "nowhere" in done.stdout
