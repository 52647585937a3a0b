"""What became of an atlas, told as people would tell it."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.path import Change, apply
from flowatlas.store.edits import Kind, edits
from flowatlas.store.names import section_title
from flowatlas.store.schema import diff, tidy
from flowatlas.store.text import Text

STREAM = """
    title: Onboarding
    outcome: {target: {text: Four days, metric: lead_time, value: 4d}}
    current:
      roles: {legal: {name: Legal}}
      steps:
        call: {name: Kick-off call, process_time: 1h}
        legal: {name: Legal review, roles: [legal], wait_time: 3d, process_time: 2h,
                rework: {back: {to: call, share: 25%}}, notes: {n1: {text: Every contract differs}}}
        accounts: {name: Set up accounts, wait_time: 5d, after: [legal]}
        training: {wait_time: "?"}
      voices: {ana: {name: Ana, changes: {steps/legal/wait_time: 2wk}}}
    dependency: {parties: {vendor: {name: Outside counsel, kind: vendor}}}
    future: {fast: {title: Faster, changes: {steps/legal/share: 20%}}}
    questions: {q1: {text: Who signs?, about: current/steps/legal}}
"""


def plain_of(text):
    """An atlas as plain values."""
    return Text(dedent(text)).plain


def told(*pieces, spelling=False):
    """What is told after replacing pieces of the text."""
    text = STREAM
    for old, new in pieces:
        assert old in text
        text = text.replace(old, new)
    return [edit.text for edit in edits(plain_of(STREAM), plain_of(text), spelling=spelling)]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("wait_time: 3d", "wait_time: 1wk", "“Legal review”: wait 3d → 1wk"),
        ("wait_time: 3d, ", "", "“Legal review”: wait not given any more (was 3d)"),
        ("process_time: 1h}", "process_time: 1h, wait_time: 1d}", "“Kick-off call”: wait 1d (was not given)"),
        ("3d", "{p50: 4d, n: 12}", "“Legal review”: wait 3d → p50 4d, n 12"),
        ("roles: [legal],", "roles: [legal, x],", "“Legal review”: roles “Legal” → “Legal”, x"),
        ("name: Legal review", "name: Check it", "renamed “Legal review” to “Check it”"),
        ("title: Onboarding", "title: On boarding", "title Onboarding → “On boarding”"),
        ("value: 4d", "value: 3d", "target value 4d → 3d"),
        ("share: 25%", "share: 10%", "rework from “Legal review” back to “Kick-off call”: share 25% → 10%"),
        ("Every contract differs", "All differ", "note “All differ” of “Legal review”: note “Every contract differs” → “All differ”"),
        (": 2wk", ": 1d", "voice “Ana”: “Legal review”: wait 2wk → 1d"),
        ("share: 20%}", "share: 20%, final_wait: 1d}", "future “Faster”: final wait 1d (was not given)"),
        ("kind: vendor", "kind: team", "party “Outside counsel”: kind vendor → team"),
        ('        training: {wait_time: "?"}\n', "", "removed “training” (wait ?)"),
        ("      voices", "        pay: {name: Pay, wait_time: 1d}\n      voices", "added “Pay”, behind “training” (wait 1d)"),
        ("q1: {", "q2: {text: Why?, owner: Ana}, q1: {", "added question “Why?” (owner Ana)"),
        ("{to: call,", "{to: accounts,", "rework from “Legal review” back to “Set up accounts”: back to “Kick-off call” → “Set up accounts”"),
        ("after: [legal]", "after: [call]", "“Set up accounts”: after “Legal review” → “Kick-off call”"),
        ("about: current/steps/legal}", "about: current/steps/call/wait_time}", "question “Who signs?”: about “Legal review” → “Kick-off call”: wait"),
        (", notes: {n1: {text: Every contract differs}}", "", "removed note “Every contract differs” of “Legal review”"),
    ],
)  # fmt: skip
def test_a_change_is_told_in_the_words_of_the_map(old, new, sentence):
    """Names instead of paths, titles instead of fields, values as typed."""
    assert told((old, new)) == [sentence]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("wait_time: 3d, process_time: 2h,", "process_time: 2h, wait_time: 3d,   # sure\n"),
        ("wait_time: 3d", "wait_time: '3d'"),
        ("outcome: {target: {text: Four days, metric: lead_time, value: 4d}}\n", "\n"),
    ],
)
def test_layout_is_no_change(old, new):
    """Order of fields, quotes, comments, and the order of maps."""
    moved = "" if "outcome" not in old else "    outcome: {target: {text: Four days, metric: lead_time, value: 4d}}\n"

    assert edits(plain_of(STREAM), plain_of(STREAM.replace(old, new) + moved), spelling=True) == []


@pytest.mark.parametrize("typed", ["1wk", "5 d", "5 days", "40h"])
def test_the_same_figure_spelled_differently_is_told_only_when_asked(typed):
    """A week of five days is five days."""
    assert told(("wait_time: 5d", f"wait_time: {typed}")) == []
    assert told(("wait_time: 5d", f"wait_time: {typed}"), spelling=True) == [
        f"“Set up accounts”: wait spelled differently, 5d → {typed}"
    ]


def test_another_basis_or_calendar_makes_another_figure():
    """A guess is not what was measured, and a week may have four days."""
    assert told(("wait_time: 5d", "wait_time: 5d guess")) == ["“Set up accounts”: wait 5d → 5d guess"]
    assert told(("wait_time: 5d", "wait_time: 1wk"), ("title: O", "calendar: {days_per_week: 4}\n    title: O")) == [
        "added calendar (days per week 4)",
        "“Set up accounts”: wait 5d → 1wk",
    ]


def test_only_the_records_that_moved_are_told():
    """The longest run that both orders share stays where it is."""
    step = '        training: {wait_time: "?"}\n'
    (edit,) = edits(
        plain_of(STREAM), plain_of(STREAM.replace(step, "").replace("        call:", f"{step}        call:"))
    )

    assert edit[:5] == (Kind.MOVED, "current/steps/training", "“training”", "accounts", "")
    assert edit.text == "moved “training”: now in the first place, was behind “Set up accounts”"


def test_a_new_id_is_told_as_such_and_what_points_at_it_follows():
    """The step is the same one, so neither links, nor voices, nor questions changed."""
    text = STREAM.replace("        legal: {", "        review: {").replace("[legal]}", "[review]}")
    text = text.replace("steps/legal", "steps/review").replace("process_time: 2h", "process_time: 3h")

    found = edits(plain_of(STREAM), plain_of(text))
    assert [edit.text for edit in found] == [
        "“Legal review”: id changed from legal to review",
        "“Legal review”: process time 2h → 3h",
    ]
    assert found[0][:2] == (Kind.NEW_ID, "current/steps/review")


def test_another_record_of_the_same_name_is_another_record():
    """Where hardly anything is alike, one went and one came."""
    text = STREAM.replace(
        "        accounts: {name: Set up accounts, wait_time: 5d, after: [legal]}",
        "        other: {name: Set up accounts, cadence: 1wk, after: []}",
    )

    assert [edit.kind for edit in edits(plain_of(STREAM), plain_of(text))] == [Kind.REMOVED, Kind.ADDED]


def test_edits_come_in_map_order_grouped_by_map():
    """Outcome, then the stream from its first step to its last one, then futures and questions."""
    before, after = (
        plain_of(STREAM),
        plain_of(
            STREAM.replace("1h}", "2h}")
            .replace("4d}", "3d}")
            .replace("20%", "30%")
            .replace('"?"', "1d")
            .replace("3d,", "4d,")
        ),
    )

    found = edits(before, after)
    assert [section_title(edit.path) for edit in found] == ["Outcome", *["Value stream"] * 3, "Futures"]
    assert [edit.path.split("/")[2] for edit in found[1:4]] == ["call", "legal", "training"]


@given(st.data())
@settings(max_examples=60)
def test_there_are_edits_where_there_are_changes(data):
    """Whatever is set or removed is told, and nothing else is."""
    before = plain_of(STREAM)
    paths = ["title", "current/steps/legal", "current/steps/legal/wait_time", "current/steps/call/notes", "current", "roadmap",
             "current/voices/ana/changes/demand", "dependency/parties/vendor", "questions/q1/text", "current/steps/legal/behind"]  # fmt: skip
    values = st.none() | st.sampled_from(["", "7d", {"a": {"text": "b"}}, {"name": "c"}, {}, ["x"]])
    changes = [
        Change(data.draw(st.sampled_from(paths)), data.draw(values)) for _ in range(data.draw(st.integers(0, 3)))
    ]
    after = tidy(apply(before, changes))

    assert bool(edits(before, after, spelling=True)) == bool(diff(before, after))
    assert edits(after, after, spelling=True) == []
    assert all(edit.text and edit.name for edit in edits(before, after))
