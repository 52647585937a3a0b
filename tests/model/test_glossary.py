"""The glossary: one term per idea, one sentence each, and the words that people put in place of ours."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowatlas.metrics.metric import metrics
from flowatlas.model.glossary import LONGEST_LABEL, TERMS, GlossaryError, Labels, term

CHOSEN = {"process_time": "cycle time", "lead_time": "flow time", "step": "activity", "constraint": "bottleneck"}


def test_every_metric_is_a_term_under_its_title():
    """What `show` prints is in the glossary; what a ratio divides stands in brackets behind the label."""
    for metric in metrics():
        if metric.function.__module__.startswith("flowatlas."):
            assert metric.title.partition(" (")[0].lower() == TERMS[metric.name].label.lower()


def test_one_name_never_names_two_ideas():
    """Labels, keys and other names of different terms differ, however they are spaced and capitalised."""
    owners = {}
    for one in TERMS.values():
        for name in one.names:
            plain = re.sub(r"[\s_-]+", " ", name.lower())
            assert owners.setdefault(plain, one.key) == one.key, name


@pytest.mark.parametrize("one", TERMS.values(), ids=TERMS)
def test_a_term_is_one_plain_sentence(one):
    """It starts with a capital, ends with its only full stop, and is short enough to be read at a glance."""
    assert TERMS[one.key] is one
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", one.key)
    assert re.fullmatch(r"[A-Z][^.!?]+\.", one.sentence)
    assert len(one.sentence) <= 130
    assert one.label not in one.others
    assert one.label[0].islower() or not one.label[0].isalpha()


@pytest.mark.parametrize(
    "name", ["process_time", "process time", "Process  Time", "cycle time", "step-time", " cycle_time "]
)
def test_a_term_is_found_by_every_name(name):
    """Key, label or another name, however it is spaced and capitalised."""
    assert term(name) is TERMS["process_time"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cycel time", '"cycel time" is no term of the glossary; did you mean "cycle time"?'),
        ("proces_time", 'did you mean "process time"?'),
        ("banana split", '"banana split" is no term of the glossary; flowatlas glossary lists all terms'),
        ("", '"" is no term of the glossary; flowatlas glossary lists all terms'),
    ],
)
def test_what_is_no_term_is_told_with_the_nearest(name, message):
    """The name as it is spelled in the glossary."""
    with pytest.raises(GlossaryError, match=re.escape(message)):
        term(name)


def test_labels_are_read_as_key_and_words():
    """The key may be any name of the term; words are trimmed; without a choice the label is ours."""
    labels = Labels.read(["process_time=cycle  time ", "Lead time = flow time", "WIP=work under way"])

    assert [labels.of(key) for key in ("process_time", "lead_time", "work_in_progress", "wait_time")] == [
        "cycle time",
        "flow time",
        "work under way",
        "wait time",
    ]
    assert Labels.read([]).chosen == Labels().chosen == {}


def test_a_short_label_stands_where_nobody_chose_one():
    """Columns are headed by one word, unless somebody has another."""
    assert Labels().of("process_time", "process") == "process"
    assert Labels({"process_time": "cycle time"}).of("process_time", "process") == "cycle time"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["process_time"], '"process_time" names no label; write such as "process_time=cycle time"'),
        (["=cycle time"], '"=cycle time" names no label; write such as "process_time=cycle time"'),
        (["proces_time=cycle time"], '"proces_time" is no term of the glossary; did you mean "process time"?'),
        (["process_time="], 'process_time has no label; write such as "process_time=cycle time"'),
        (["process_time=" + "x" * 41], "cannot be a label of process_time; write up to 40 letters on one line"),
        (["process_time=a\x1bb"], '"a b" cannot be a label of process_time; write up to 40 letters on one line'),
        (
            ["lead_time=wait time"],
            '"wait time" names another idea, wait_time (the time that work lies still in the gap before a step), and cannot be a label of lead_time too; write flow time or production lead time, or other words of your own',
        ),
        (["lead_time=Cycle-Time"], '"Cycle-Time" names another idea, process_time ('),
        (["gap=process_time"], '"process_time" names another idea, process_time ('),
        (["gap=pause", "batch=Pause"], '"pause" would name both batch and gap; choose two labels'),
        (["gap=pause", "gap=break"], "gap has two labels, pause and break; keep one"),
    ],
)
def test_a_label_that_would_confuse_is_refused(words, message):
    """One label names one idea; the message says what is wrong and what would be right."""
    with pytest.raises(GlossaryError) as caught:
        Labels.read(words)

    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Lead time", "Flow time"),
        ("LEAD TIME", "Flow time"),
        ("the lead time of a step", "the flow time of an activity"),
        ("Lead time with rework", "Flow time with rework"),
        ("Flow efficiency (process time / lead time)", "Flow efficiency (cycle time / flow time)"),
        ("Steps, steps and sub-steps", "Activities, activities and sub-activities"),
        ("stepped, footstep, misleading timetable", "stepped, footstep, misleading timetable"),
        ("A step, a  lead time, data step", "An activity, a  flow time, data activity"),
        ("54% sure of the constraint", "54% sure of the bottleneck"),
        ("before “Step in”, the step", "before “Step in”, the activity"),
        ("a ſtep and reworĸ", "a ſtep and reworĸ"),
        ("nothing of ours", "nothing of ours"),
    ],
)
def test_labels_are_put_in_as_whole_words(text, said):
    """A capital stays a capital and a plural a plural, an article goes with its word; parts of words and what stands in “ ” stay as they are."""
    assert Labels(CHOSEN).applied(text) == said


def test_the_longest_label_comes_first_and_nothing_is_replaced_twice():
    """A longer label is never cut up for a shorter one within it, and a chosen word is not replaced again."""
    labels = Labels({"lead_time": "rework journey", "lead_time_with_rework": "whole time", "rework": "repair"})

    assert labels.applied("Lead time with rework, lead time, rework") == "Whole time, rework journey, repair"


def test_names_of_the_map_are_left_alone():
    """A role or a step that is called like a term keeps its name."""
    labels = Labels({"step": "activity", "customer": "patient"})

    said = labels.applied(
        "Ask Customer success or Step: the customer at step two", ["Customer", "Customer success", "Step"]
    )
    assert said == "Ask Customer success or Step: the patient at activity two"


def test_signs_in_labels_and_names_are_letters_like_any_other():
    """No label or name is read as a pattern."""
    labels = Labels({"percent_complete_accurate": r"\1 (C+A)"})

    assert labels.applied("Rolled %C&A", ["(", "a|b", "[x"]) == r"Rolled \1 (C+A)"


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=4))
def test_without_a_choice_every_text_stays_as_it_is(text, names):
    """Our words are the default."""
    assert Labels().applied(text, names) == text


@given(
    st.dictionaries(st.sampled_from([*TERMS, "nonsense"]), st.text(max_size=LONGEST_LABEL + 2), max_size=3), st.text()
)
def test_labels_raise_nothing_but_glossary_errors(chosen, text):
    """Whatever somebody chose, there is a text or a message with what would be right."""
    try:
        labels = Labels(chosen)
    except GlossaryError as error:
        assert "; " in str(error)
    else:
        assert isinstance(json.dumps(labels.applied(text)), str)
