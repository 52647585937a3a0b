"""The audit: each contradiction is found where it is, and nowhere else."""

from datetime import date
from textwrap import dedent

import pytest

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.audit import audit
from flowatlas.metrics.metric import measure
from flowatlas.metrics.samples import Samples
from flowatlas.model.calendar import Calendar

TODAY = date(2027, 1, 15)


def found(text, *, today=TODAY):
    """What the audit says, by path."""
    atlas = load(dedent(text))
    stream = atlas.map(ValueStreamMap)
    assert stream is not None
    samples = Samples(stream, Calendar(), draws=2_000)
    return {finding.path: finding for finding in audit(atlas, samples.center, measure(samples), today)}


def test_a_sound_map_has_no_findings():
    """Waits far longer than work, people with time to spare and round figures: nothing to say."""
    text = """
        outcome: {first_guess: 3wk}
        current:
          demand: 4/wk
          roles: {legal: {people: 2}}
          steps:
            ask: {process_time: 1h..2h}
            legal: {roles: [legal], wait_time: 2wk, process_time: 2h, work_in_progress: 8}
    """

    assert found(text) == {}


@pytest.mark.parametrize(("work_in_progress", "is_found"), [(8, False), (6, False), (14, False), (40, True), (2, True)])
def test_items_at_a_step_follow_littles_law(work_in_progress, is_found):
    """Four a week that stay two weeks are eight; more than twice or less than half of that contradicts the times."""
    text = f"""
        current:
          demand: 4/wk
          steps:
            ask: {{process_time: 1h}}
            legal: {{wait_time: 78h, process_time: 2h, work_in_progress: {work_in_progress}}}
    """

    path = "steps/legal/work_in_progress"
    findings = found(text)

    assert (path in findings) is is_found
    if is_found:
        assert findings[path].message.endswith(f"{work_in_progress} items are said to be here, but the times imply 8")


def test_a_single_item_more_or_less_is_no_contradiction():
    """Between one item and none there is no finding, whatever the ratio."""
    text = """
        current:
          demand: 1/wk
          steps: {a: {process_time: 2h, work_in_progress: 1}, b: {wait_time: 1wk, process_time: 1h}}
    """

    assert "steps/a/work_in_progress" not in found(text)


def test_without_demand_nothing_is_held_against_littles_law():
    """Nobody said how many items come, so nothing is implied."""
    text = "current: {steps: {a: {process_time: 2h, work_in_progress: 100}, b: {wait_time: 1wk, process_time: 1h}}}"

    assert "steps/a/work_in_progress" not in found(text)


@pytest.mark.parametrize(("people", "is_found"), [(1, True), (2, False), (3, False)])
def test_people_cannot_work_more_than_all_their_time(people, is_found):
    """Ten a week of eight hours each need two people; one of them would need 200 %."""
    text = f"""
        current:
          demand: 10/wk
          roles: {{legal: {{name: Legal, people: {people}}}}}
          steps:
            ask: {{process_time: 0}}
            review: {{roles: [legal], wait_time: 20wk, process_time: 8h}}
    """

    findings = found(text)

    assert ("roles/legal" in findings) is is_found
    if is_found:
        assert "Legal would need 200% of the time they have" in findings["roles/legal"].message


def test_nobody_at_all_has_no_time():
    """A role without people cannot do anything, and that is said without a figure."""
    text = "current: {demand: 8/wk, roles: {r: {people: 0}}, steps: {a: {roles: [r], process_time: 1h}}}"

    assert "r would need time that they do not have" in found(text)["roles/r"].message


@pytest.mark.parametrize(("wait", "is_found"), [("1h", True), ("3d", False), ("5d", False)])
def test_waits_are_at_least_what_load_implies(wait, is_found):
    """One person at 80 % load with efforts of 8 h: items wait four efforts, 32 h; less than half is a finding."""
    text = f"""
        current:
          demand: 4/wk
          roles: {{legal: {{people: 1}}}}
          steps:
            ask: {{process_time: 0}}
            review: {{roles: [legal], wait_time: {wait}, process_time: 8h}}
    """

    findings = found(text)

    assert ("steps/review/wait_time" in findings) is is_found
    if is_found:
        assert "a load of 80% implies about 4 days" in findings["steps/review/wait_time"].message


def test_many_people_at_the_same_load_keep_nobody_waiting_long():
    """Ten people at 80 % load let items wait far less than one does."""
    text = """
        current:
          demand: 40/wk
          roles: {legal: {people: 10}}
          steps:
            ask: {process_time: 0}
            review: {roles: [legal], wait_time: 2h, process_time: 8h}
    """

    assert "steps/review/wait_time" not in found(text)


@pytest.mark.parametrize(("whole", "is_found"), [("8h", False), ("5h", False), ("20h", True), ("2h", True)])
def test_parts_add_up_to_their_step(whole, is_found):
    """Parts of eight hours contradict a step of less than half or more than twice that."""
    text = f"""
        current:
          steps:
            a: {{process_time: {whole}, steps: {{x: {{process_time: 2h}}, y: {{wait_time: 5h, process_time: 1h}}}}}}
            b: {{wait_time: 20wk, process_time: 1h}}
    """

    assert ("steps/a/process_time" in found(text)) is is_found


@pytest.mark.parametrize(("voices", "is_found"), [(0, False), (1, True), (2, False)])
def test_one_voice_is_no_choir(voices, is_found):
    """A single person's map is pointed out; none, or several, are not."""
    people = [
        "ana: {role: Sales, changes: {steps/b/wait_time: 2wk}}",
        "raj: {role: Legal, changes: {steps/b/wait_time: 1wk}}",
    ]
    text = f"""
        current:
          steps: {{a: {{process_time: 1h}}, b: {{process_time: 1h}}}}
          voices: {{{", ".join(people[:voices])}}}
    """

    assert ("voices" in found(text)) is is_found


def test_a_voice_that_says_nothing_is_none():
    """A person on the list who has not said anything yet does not count."""
    text = (
        "current: {steps: {a: {process_time: 1h}, b: {wait_time: 2wk, process_time: 1h}}, voices: {ana: {role: Sales}}}"
    )

    assert "voices" not in found(text)


@pytest.mark.parametrize(
    ("typed", "is_found"),
    [
        ("3.72d estimated", True),
        ("~11.5d", True),
        ("3.72d measured", False),
        ("3.72d", False),
        ("~100d", False),
        ("~1.5d", False),
        ("1d..1.25d", True),
        ("10d..20d", False),
        ("3d guess", False),
    ],
)
def test_nobody_estimates_three_digits(typed, is_found):
    """Estimates and guesses with three digits or more are more precise than anybody can be; measurements may be."""
    text = f"current: {{steps: {{a: {{process_time: 1h}}, b: {{wait_time: {typed}, process_time: 1h}}}}}}"

    assert ("steps/b/wait_time" in found(text)) is is_found


@pytest.mark.parametrize(
    ("today", "is_found"), [(date(2026, 9, 1), False), (date(2027, 2, 1), True), (date(2027, 4, 1), True)]
)
def test_figures_grow_old(today, is_found):
    """After half a year a dated figure is to be asked for again."""
    text = "current: {steps: {a: {process_time: 1h}, b: {wait_time: 2wk measured 2026-07-01, process_time: 1h}}}"

    findings = found(text, today=today)

    assert ("steps/b/wait_time" in findings) is is_found
    if is_found:
        assert findings["steps/b/wait_time"].message == "this figure is from 2026-07-01"


def test_the_oldest_figure_stands_for_all():
    """Old figures are one finding, at the oldest; measurements count by their last day."""
    text = """
        current:
          steps: {a: {process_time: 1h}, b: {wait_time: 2wk measured 2026-02-01, process_time: 1h measured 2026-03-01}}
          measurements: {m: {from: '2025-10-01', to: '2025-12-31', changes: {}}}
    """

    findings = found(text)

    assert findings["measurements/m"].message == "this figure is from 2025-12-31 and 2 more"
    assert "steps/b/wait_time" not in findings


@pytest.mark.parametrize(("wait", "is_found"), [("2h", True), ("8h", True), ("9h", False), ("2wk", False)])
def test_much_work_and_little_waiting_is_rare(wait, is_found):
    """Where work is half of the lead time or more, waits were forgotten."""
    text = f"current: {{steps: {{a: {{process_time: 4h}}, b: {{wait_time: {wait}, process_time: 4h}}}}}}"

    assert ("steps" in found(text)) is is_found


@pytest.mark.parametrize(
    ("guess", "is_found"), [("1wk", True), ("4wk", False), ("8wk", False), ("20wk", True), ("'?'", False)]
)
def test_the_first_guess_is_held_against_the_answer(guess, is_found):
    """Seven weeks, when the room thought one or twenty, is worth showing; what was about right is not."""
    text = f"""
        outcome: {{first_guess: {guess}}}
        current: {{steps: {{a: {{process_time: 1h}}, b: {{wait_time: 7wk, process_time: 1h}}}}}}
    """

    findings = found(text)

    assert ("steps" in findings) is is_found
    if is_found:
        assert findings["steps"].message.endswith(f"the first guess was {guess.replace('wk', ' wk')}")


def test_the_first_guess_is_held_against_what_is_known_at_least():
    """With unknowns on the map the answer is its middle, and a guess far below it is pointed out."""
    text = """
        outcome: {first_guess: 1d}
        current: {steps: {a: {process_time: '?'}, b: {wait_time: 7wk, process_time: 1h}}}
    """

    assert "steps" in found(text)


def test_every_finding_says_what_to_do():
    """Whatever the audit says comes with a hint."""
    text = """
        outcome: {first_guess: 1m}
        current:
          demand: 10/wk
          roles: {legal: {people: 1}, sales: {people: 1}}
          steps:
            a: {roles: [sales], process_time: 3.25h guess, work_in_progress: 100, steps: {x: {process_time: 9h}}}
            b: {roles: [legal], wait_time: 2h measured 2020-01-01, process_time: 8h}
          voices: {ana: {role: Sales, changes: {steps/b/wait_time: 2wk}}}
    """

    findings = found(text)

    assert len(findings) >= 6
    assert all(finding.hint and finding.message for finding in findings.values())
