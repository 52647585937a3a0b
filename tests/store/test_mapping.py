"""Mapping files: what is written is read again, and what cannot be says where."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.discover.mapping import Columns, Hours, LogMapping
from flowatlas.discover.proposal.confirmed import problems
from flowatlas.model.errors import FileUnreadableError
from flowatlas.store.mapping import mapping_text, read_mapping

NAMES = st.text(min_size=1, max_size=20)
MAPPINGS = st.builds(
    lambda item, stages, kinds, names, order, detail, workdays: LogMapping(
        columns=Columns(item=item, stages=stages),
        kinds=kinds,
        names=names,
        order=order,
        detail=detail,
        hours=Hours(opens="08:30", workdays=workdays),
    ),
    item=st.none() | NAMES,
    stages=st.lists(NAMES, max_size=3),
    kinds=st.dictionaries(NAMES, st.sampled_from(["work", "waiting", "done", "dropped", "ignored"]), max_size=4),
    names=st.dictionaries(NAMES, NAMES, max_size=4),
    order=st.lists(NAMES, max_size=3),
    detail=st.none() | st.floats(0.01, 1),
    workdays=st.lists(st.sampled_from(["mon", "tue", "sun"]), max_size=3),
)


@settings(max_examples=40)
@given(MAPPINGS, st.text(max_size=30))
def test_what_is_written_is_read_again(tmp_path_factory, mapping, why):
    """Any names of columns and activities, quotes and line breaks included, come back as they were, whatever the reasons."""
    file = tmp_path_factory.mktemp("mapping") / "how.yaml"
    reasons = {"columns/item": why, "detail": why}

    file.write_text(mapping_text(mapping, ["How this is read."], reasons), encoding="utf-8", newline="")

    assert read_mapping(LogMapping, file, problems) == mapping


def test_what_is_open_stands_there_to_be_filled_in():
    """A field that says nothing is a comment with its name and what its absence means."""
    text = mapping_text(LogMapping(detail=0.8), ["Mine."])

    assert text.startswith("# Mine.\n")
    assert "\n# start:  # absent: the first one\n" in text
    assert "\ndetail: 0.8\n" in text


def test_reasons_stand_beside_what_they_are_for():
    """A short reason follows its value, a long one stands above it."""
    mapping = LogMapping(kinds={"Review": "waiting", "Build": "work"})
    text = mapping_text(mapping, [], {"kinds/Review": "its name says so", "kinds/Build": "long " * 40})

    assert "  Review: waiting  # its name says so\n" in text
    assert f"  # {('long ' * 40).strip()}\n  Build: work\n" in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("hours: {closes: 09:00, opens: 09:00}", "work ends at 09:00, when it begins"),
        ("hours:\n  holidays: [yesterday]", 'how.yaml:2: "yesterday" is no date; write such as 2026-12-25'),
        ("hours:\n  workdays: [monday, funday]", 'how.yaml:2: "funday" is no day'),
        ("names: {A: [b]}", '"A" has no name; write a text'),
        ("only: {team: {a: b}}", '"team" has no value'),
        ("start: [a]\nend: {b: c}", "how.yaml:2: end: is a mapping"),
    ],
)
def test_values_that_cannot_be_are_told_with_their_line(tmp_path, text, told):
    """The right type is not enough: each value has to make sense."""
    file = tmp_path / "how.yaml"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(FileUnreadableError) as refused:
        read_mapping(LogMapping, file, problems)

    assert told in str(refused.value)


def test_an_empty_file_says_nothing(tmp_path):
    """Blank fields and an empty file leave everything to be proposed."""
    file = tmp_path / "how.yaml"
    file.write_text("columns:\nhours:\ndetail:\n", encoding="utf-8")

    assert read_mapping(LogMapping, file, problems) == LogMapping()
