"""The next action: each rule with the smallest atlas that calls for it."""

from datetime import date
from textwrap import dedent

import pytest

from flowatlas.metrics.report import report
from flowatlas.metrics.studies.next_action import next_action
from flowatlas.store.file import AtlasFile

TODAY = date(2027, 1, 31)

SURE = """
    current:
      steps:
        ask: {process_time: 1h}
        legal: {wait_time: 3wk, process_time: 2h}
"""
OPEN = """
    current:
      steps:
        ask: {process_time: 1h, roles: [sales]}
        legal: {wait_time: "? 1d..4wk", process_time: 2h, roles: [legal]}
        ship: {wait_time: 6d..8d, process_time: 2h, roles: [store]}
"""
MANY = "current:\n  steps:\n" + "".join(f"    s{n}: {{wait_time: 1d..3d, process_time: 1d..3d}}\n" for n in range(15))


def advised(text):
    """The next action for an atlas as people write it."""
    atlas = AtlasFile.of_text(dedent(text)).atlas
    return next_action(atlas, report(atlas, draws=4000), TODAY)


@pytest.mark.parametrize("text", ["", "title: Mine", "outcome: {first_guess: 3wk}"])
def test_an_empty_study_starts_with_a_target(text):
    """Without target and steps there is one thing to do: agree what is aimed at."""
    action = advised(text)

    assert (action.rule, action.section, action.command) == ("start", "outcome", "flowatlas guide outcome")


def test_notes_on_the_board_are_made_use_of():
    """A board without a target asks for the target, not for another board."""
    assert "on the board" in advised("outcome: {discovery: {a: {column: pains, text: Slow}}}").text


def test_a_target_alone_asks_for_the_map():
    """Once it is said what is aimed at, the stream behind it is mapped."""
    action = advised("outcome: {target: {text: Faster}}")

    assert (action.rule, action.path) == ("map", "current/steps")


def test_steps_without_times_ask_for_the_first_one_and_whom():
    """The first time in map order is asked for, of the role that does the step."""
    action = advised("current: {roles: {l: {name: Legal}}, steps: {read: {roles: [l]}, sign: {}}}")

    assert action.rule == "times"
    assert action.text.startswith("Ask Legal: how long does “read” take")
    assert action.path == "current/steps/read/process_time"


def test_an_open_constraint_asks_the_question_that_would_settle_it():
    """While it is not sure enough what the constraint is, the most telling figure comes first, with the gain."""
    action = advised(OPEN)

    assert (action.rule, action.path) == ("question", "current/steps/legal/wait_time")
    assert action.text.endswith("?")
    assert "sure instead of" in action.why


def test_what_the_group_has_settled_is_not_asked_again():
    """A declared constraint is looked into, however sure the sums are."""
    action = advised(f"{OPEN}      constraint: current/steps/ship/wait_time\n")

    assert (action.rule, action.path) == ("look-into", "current/steps/ship/wait_time")
    assert "settled" in action.why


def test_where_no_answer_would_settle_it_the_group_agrees():
    """Many equal candidates are no reason to go on measuring."""
    action = advised(MANY)

    assert (action.rule, action.path) == ("agree", "current/constraint")


def test_a_sure_constraint_is_looked_into():
    """What is sure enough leads to the dependency map, with the gain there is."""
    action = advised(SURE)

    assert (action.rule, action.section) == ("look-into", "dependency")
    assert action.path == "current/steps/legal/wait_time"
    assert "sooner" in action.why


def test_a_map_on_which_nothing_takes_time_is_looked_at_again():
    """Zeros alone have no constraint, and there is an answer all the same."""
    assert advised("current: {steps: {a: {process_time: 0}, b: {wait_time: 0, process_time: 0}}}").rule == "nothing"


def test_parts_without_causes_ask_why():
    """What the constraint is made of is no cause yet."""
    assert advised(f"{SURE}    dependency: {{steps: {{lie: {{wait_time: 3wk}}}}}}\n").rule == "why"


def test_causes_lead_to_a_future():
    """Causes without a future call for one."""
    action = advised(f"{SURE}    dependency: {{causes: {{c: {{text: Every contract differs}}}}}}\n")

    assert (action.rule, action.command) == ("design", "flowatlas improve FILE")


def test_a_future_leads_to_a_roadmap():
    """A future without a roadmap is broken into items."""
    action = advised(f"{SURE}    future: {{fast: {{title: Quick, changes: {{steps/legal/wait_time: 1d}}}}}}\n")

    assert (action.rule, action.command, action.path) == ("plan", "flowatlas plan FILE", "future/fast")
    assert "“Quick”" in action.text


@pytest.mark.parametrize(
    ("items", "rule", "key"),
    [
        ("a: {owner: Ana, lane: now}, b: {status: blocked, owner: Raj}", "blocked", "b"),
        ("a: {due: 2027-01-30, owner: Ana}, b: {due: 2027-01-02}", "overdue", "b"),
        ("a: {due: 2027-01-31, owner: Ana, lane: now}", "carry-on", "a"),
        ("a: {due: 2027-01-02, status: done}, b: {}", "carry-on", "b"),
        ("a: {due: soon}, b: {due: 2027-Q1}", "carry-on", "a"),
        ("a: {status: done, measure: {metric: lead_time}}, b: {}", "unread", "a"),
        ("a: {status: done, measure: {metric: lead_time, readings: {2027-01-15: 3wk}}}, b: {}", "carry-on", "b"),
        ("a: {lane: next}, b: {lane: now}", "unowned", "b"),
        ("a: {lane: next}, b: {status: in progress}", "unowned", "b"),
        ("a: {after: [b]}, b: {}", "carry-on", "b"),
        ("a: {after: [b]}, b: {after: [a]}", "carry-on", "a"),
        ("a: {due: 2026-Q4}, b: {due: 2027-01-02}", "overdue", "a"),
        ("a: {lane: later}, b: {lane: next}", "carry-on", "b"),
        ("a: {}, b: {lane: 2027-Q3}, c: {lane: 2027-Q2}", "carry-on", "c"),
        ("a: {lane: next}, b: {status: in progress, owner: Ana, lane: later}", "carry-on", "b"),
    ],
)
def test_a_roadmap_is_carried_out_before_anything_else(items, rule, key):
    """Blocked, overdue, unread and unowned items come first, then the one that comes next."""
    action = advised(f"{OPEN}    roadmap: {{items: {{{items}}}}}\n")

    assert (action.rule, action.path.split("/")[2]) == (rule, key)


def test_three_lines_of_a_roadmap_are_enough():
    """A roadmap without a stream is carried out; nobody is sent back to map first."""
    action = advised("roadmap: {items: {a: {title: Tidy up}, b: {}, c: {}}}")

    assert (action.rule, action.text) == ("carry-on", "Begin with “Tidy up”.")


def test_a_roadmap_that_is_done_leads_to_mapping_again_with_dates():
    """Three to six months after the last date on the roadmap the stream is mapped again."""
    item = "a: {status: done, measure: {metric: lead_time, readings: {2026-11-30: 3wk, 2027-09-01: 2wk}}}"
    action = advised(f"roadmap: {{items: {{{item}}}}}")

    assert (action.rule, action.text) == ("again", "Map the stream again between 2027-02-28 and 2027-05-28.")


@pytest.mark.parametrize(
    ("due", "when"), [("due: 2026-01-01", "now"), ("owner: Ana", "between 2027-04-28 and 2027-07-28")]
)
def test_mapping_again_may_be_late_already(due, when):
    """Long after the last date it is now; without any date the months count from today, and no date is made up."""
    action = advised(f"roadmap: {{items: {{a: {{status: done, {due}}}}}}}")

    assert action.text == f"Map the stream again {when}."
    assert ("dated" in action.why) == due.startswith("due")
