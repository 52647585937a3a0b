"""Understood: typed text is read back in a sentence, with the value that a change is to carry."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.path import Change, apply
from flowatlas.model.record import fields_of
from flowatlas.server.wire.understood import understood
from flowatlas.store.declared import field_at
from flowatlas.store.schema import atlas_type, read_atlas, tidy
from flowatlas.store.text import Text

PLAIN = Text("""
title: Onboarding
outcome:
  target: {text: Sooner, metric: lead_time, value: 4d}
  benefits: {sales: {text: No waiting list}}
current:
  roles: {legal: {name: Legal}, sales: {name: Sales}, more: {name: Sales}}
  steps:
    kickoff: {name: Kick-off call, process_time: 1h}
    legal: {name: Legal review, wait_time: 3d, rework: {back: {to: kickoff}}}
  voices: {ana: {changes: {steps/legal/wait_time: 2wk}}}
future:
  fast: {changes: {steps/legal/wait_time: 1d}}
questions: {q1: {text: Who signs?, about: current/steps/legal}}
""").plain
WAIT = "current/steps/legal/wait_time"


@pytest.mark.parametrize(
    ("text", "value", "sentence"),
    [
        ("2-5 d", "2-5 d", "Most items between 2 and 5 working days."),
        ("3d", "3d", "3 working days, as stated."),
        (" 3d ", "3d", "3 working days, as stated."),
        ("~3d", "~3d", "About 3 working days, give or take a factor of 2, a guess."),
        ("<2d", "<2d", "Under 2 working days for nine items in ten."),
        (">1wk", ">1wk", "Over 5 working days for nine items in ten."),
        ("?", "?", "Unknown."),
        ("? 1d..5d", "? 1d..5d", "Unknown; likely most items between 1 and 5 working days."),
        ("n/a", "n/a", "Does not apply here, and counts nothing."),
        ("never", "never", "Never: items do not get through."),
        ("1h..4h..2d", "1h..4h..2d", "Most items between 60 minutes and 2 working days, half of them under 4 hours."),
        (
            "3d elapsed",
            "3d elapsed",
            "2.14 working days, as stated. That is the working time in 3 days by the calendar.",
        ),
        ("0", 0, "No time, as stated."),
        ("2h guess", "2h guess", "2 hours, a guess."),
        ("3d measured 2026-09-01", "3d measured 2026-09-01", "3 working days, measured on 2026-09-01."),
        (
            "{p50: 4d, p85: 11d, n: 396}",
            {"p50": "4d", "p85": "11d", "n": 396},
            "Half under 4 working days, 85% under 11 working days, measured on 396 items.",
        ),
        (
            "{value: 3d, basis: observed, by: Ana}",
            {"value": "3d", "basis": "observed", "by": "Ana"},
            "3 working days, observed by Ana.",
        ),
    ],
)
def test_a_time_is_read_back(text, value, sentence):
    """Whatever people type for a time comes back as what it means for items."""
    found = understood(PLAIN, WAIT, text)

    assert (found.value, found.sentence, found.error) == (value, sentence, "")


@pytest.mark.parametrize(
    ("path", "text", "value", "sentence"),
    [
        ("current/steps/legal/percent_complete_accurate", "80%", "80%", "80%, as stated."),
        ("current/steps/legal/percent_complete_accurate", "0.8", 0.8, "80%, as stated."),
        ("current/steps/legal/percent_complete_accurate", "60..80%", "60..80%", "Mostly between 60% and 80%."),
        ("current/demand", "8/wk", "8/wk", "8 a week, as stated."),
        ("current/backlog", "50", 50, "50, as stated."),
        ("current/steps/legal/roles", "Legal", ["legal"], "Legal."),
        ("current/steps/legal/roles", "legal, Guest", ["legal", "Guest"], "Legal and Guest (new)."),
        ("current/steps/legal/after", "kick-off call", ["kickoff"], "Kick-off call."),
        ("current/steps/legal/after", "[]", [], "None."),
        ("current/steps/legal/tools", "Jira, Mail", ["Jira", "Mail"], "Jira and Mail."),
        ("current/steps/legal/wastes", "Waiting, motion", ["waiting", "motion"], "Waiting and motion."),
        ("current/steps/legal/rework/back/to", "Kick-off call", "kickoff", "Kick-off call."),
        ("current/steps/legal/automation", "Manual", "manual", "Manual."),
        ("current/steps/legal/quick_fixes/f1/done", "yes", True, "Yes."),
        ("current/steps/legal/name", "2024", "2024", '"2024", as written.'),
        ("current/steps/legal/behind", "Kick-off call", "kickoff", "Behind “Kick-off call”."),
        ("current/steps/legal/behind", "", "", "Before all others."),
        ("calendar/hours_per_day", "7.5", 7.5, "7.5."),
        ("outcome/target/value", "1wk", "1wk", "5 working days, as stated."),
        ("outcome/target/metric", "lead time", "lead_time", "Lead time."),
        ("outcome/target/metric", "Flow Efficiency", "flow_efficiency", "Flow efficiency."),
        ("outcome/target/metric", "PCE", "value_add_ratio", "Value-add ratio."),
        ("outcome/benefits/sales/text", "Sooner: better", "Sooner: better", '"Sooner: better", as written.'),
        ("calendar/start", "08:30", "08:30", '"08:30", as written.'),
        ("current/measurements/log/activities/Kick off", "kickoff", "kickoff", "Activities, Kick off: kickoff."),
        ("questions/q1/about", WAIT, WAIT, "“Legal review”: wait."),
        ("current/voices/ana/changes/steps/legal/wait_time", "2d", "2d", "2 working days, as stated."),
        ("future/fast/changes/steps/legal/after", "Kick-off call", ["kickoff"], "Kick-off call."),
    ],
)
def test_every_kind_of_field_is_read_back(path, text, value, sentence):
    """Shares, rates, counts, lists, choices, names of things, places, and fields of overlays."""
    found = understood(PLAIN, path, text)

    assert (found.value, found.sentence, found.error) == (value, sentence, "")


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("current/steps/legal/process_time", "Nothing: unknown."),
        (WAIT, "Nothing: unknown, and no wait before the first step."),
        ("current/final_wait", "Nothing: no wait."),
        ("current/steps/legal/share", "Nothing: all of them."),
        ("current/steps/legal/after", "Nothing: the step above."),
        ("current/steps/legal/carries", "Nothing: work."),
        ("current/steps/legal/quick_fixes/f1/done", "Nothing: no."),
        ("current/steps/legal/name", "Nothing."),
    ],
)
def test_nothing_typed_removes_the_value_and_says_what_that_means(path, sentence):
    """Unknown, none and the usual are different kinds of nothing."""
    found = understood(PLAIN, path, " ")

    assert (found.is_empty, found.value, found.sentence) == (True, None, sentence)


@pytest.mark.parametrize(
    ("path", "text", "error", "hint"),
    [
        (WAIT, "3 banana", '"3 banana": "banana" is no unit of time', "use s, m, h, d, wk, mo or y"),
        (WAIT, "5", '"5" has no unit', "write a time such as 2h, 3d, 1h..4h or ?"),
        (WAIT, "{p50: 4d", '"{p50: 4d": not YAML: expected', "write it as {p50: 4d, p85: 11d, n: 396}"),
        ("current/steps/legal/percent_complete_accurate", "80", '"80" has no % sign', "write 80% or"),
        ("current/steps/legal/after", "Legl review", '"Legl review" is not on the map', 'did you mean "Legal review"?'),
        ("current/steps/legal/roles", "SALES", '"SALES" is what several are called', "write one of sales, more"),
        ("current/steps/legal/automation", "manul", 'Automation is "manul"', 'did you mean "manual"?'),
        ("current/steps/legal/quick_fixes/f/done", "maybe", '"maybe" is neither yes nor no', "write yes or no"),
        ("current/steps/legal/proces_time", "2h", 'There is no "proces_time" here', 'did you mean "process_time"?'),
        ("current/steps/legal/rework", "x", "Rework holds values of its own", "write to one of them"),
        ("calendar/hours_per_day", "25", "Hours per day is 25", "write a number over 0 up to 24"),
        ("current/steps/legal/batch", "0", "Batch is 0", "write a number of 1 or more"),
        ("current/voices/ana/changes/steps/legal/frustration", "6", "Frustration is 6", "write a number from 0 to 5"),
        ("outcome/target/value", "4 x", '"4 x": "x" is no unit of time', "use s, m, h, d, wk, mo or y"),
        ("outcome/target/metric", "led time", '"led time" is no metric', 'did you mean "lead time"?'),
        ("questions/q1/about", "current/steps/x", '"current/steps/x" is not on the map', "write the name of"),
        ("current/steps/legal/behind", "x", '"x" is not beside it', "name one that is, or nothing"),
    ],
)
def test_what_cannot_be_understood_says_what_would_be_right(path, text, error, hint):
    """As findings do: what is wrong, and what to write instead; nothing is sent then."""
    found = understood(PLAIN, path, text)

    assert found.error.startswith(error)
    assert found.hint.startswith(hint)
    assert (found.value, found.is_empty, found.sentence) == (None, False, "")


def test_an_elapsed_calendar_needs_no_word_for_working_time():
    """Where days have 24 hours, a day is a day."""
    plain = {**PLAIN, "calendar": {"hours_per_day": 24, "days_per_week": 7}}

    assert understood(plain, WAIT, "2-5 d").sentence == "Most items between 2 and 5 days."


SEGMENT = st.sampled_from([*fields_of(atlas_type()), "steps", "legal", "wait_time", "to", "changes", "behind", "~", ""])
TEXTS = st.one_of(
    st.text(max_size=20),
    st.sampled_from(["{}", "{a: 1}: x", "{}\n---", "&a b", "[&a b, *a]", "{value: {value: 1}}", "9" * 30, "1e400"]),
)


@settings(max_examples=300)
@given(path=st.lists(st.one_of(SEGMENT, st.text(max_size=4)), max_size=6).map("/".join), text=TEXTS)
def test_any_text_at_any_path_is_answered(path, text):
    """A sentence or an error, never neither and never a crash."""
    found = understood(PLAIN, path, text)

    assert bool(found.sentence) != bool(found.error)


FIELDS = [f"current/steps/legal/{name}" for name in ("wait_time", "share", "roles", "after", "automation", "batch")]


@given(path=st.sampled_from(FIELDS), text=TEXTS)
def test_what_was_understood_makes_no_finding_in_the_file(path, text):
    """The value that is sent is one that reading the file takes without an error."""
    found = understood(PLAIN, path, text)
    assert field_at(path) is not None

    if not found.error:
        made = tidy(apply(PLAIN, [Change(path, found.value)]))
        errors = [one for one in read_atlas(made).findings if one.path == path and one.severity == "error"]
        assert errors == []


@pytest.mark.parametrize(("metric", "text", "sentence"), [(None, "4d", "4 working"), ("flow efficiency", "20%", "20%")])
def test_the_figure_of_a_target_is_of_the_kind_of_its_metric(metric, text, sentence):
    """Where no metric is named the lead time is meant; names are taken as people spell them."""
    found = understood({"outcome": {"target": {"metric": metric}}}, "outcome/target/value", text)

    assert found.sentence.startswith(sentence)


@pytest.mark.parametrize(
    ("text", "value", "sentence"),
    [
        ("4.5", 4.5, "Readings, 2027-01-08: 4.5."),
        ("about a week", "about a week", "Readings, 2027-01-08: about a week."),
        ("{p50: 4d, n: 12}", {"p50": "4d", "n": 12}, "Kept as it is."),
        ("", None, "Nothing for 2027-01-08."),
    ],
)
def test_values_by_key_are_kept_as_typed(text: str, value: object, sentence: str) -> None:
    """A reading has no kind of its own; the sentence says what it is for."""
    read = understood(PLAIN, "roadmap/items/one/measure/readings/2027-01-08", text)

    assert (read.value, read.sentence, read.error) == (value, sentence, "")
    assert read.is_empty is (value is None)


def test_changes_of_an_overlay_are_read_as_what_they_change() -> None:
    """They are values by key, too, but of fields that are declared."""
    assert understood(PLAIN, "future/fast/changes/steps/legal/wait_time", "soon").error
    assert understood(PLAIN, "future/fast/changes/steps/legal/colour", "red").error


def test_a_future_is_named_from_another_map() -> None:
    """What an item belongs to is looked up from the root of the atlas."""
    plain = {**PLAIN, "future": {"fast": {"title": "Fast lane", "changes": {}}}}

    assert understood(plain, "roadmap/items/one/future", "fast lane").value == "fast"
    assert understood(plain, "roadmap/items/one/future", "Slow lane").error
