"""An atlas that is written and read again says the same, in the same order."""

from typing import Any, Literal, get_args, get_origin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flowatlas.model.path import Change, diff
from flowatlas.model.quantity import Count, Duration, Money, Quantity, Rate, Share
from flowatlas.model.record import Field, Record, fields_of
from flowatlas.store.schema import atlas_type, tidy
from flowatlas.store.text import Text, dump

TYPED = {
    Duration: [
        "3d",
        "1h..4h..2d",
        "?",
        "? 1d..2wk",
        "n/a",
        "never",
        "2h guess",
        0,
        {"p50": "4d", "n": 3},
        {"value": "3d"},
    ],
    Share: ["80%", "60..80%", 0.25, 1, "~80%"],
    Rate: ["8/wk", "5..10/d"],
    Money: ["5000 EUR", "€5k"],
    Count: [50, 2.5, "3..5", "<7"],
}
TRICKY = st.sampled_from(
    [
        "null",
        "~",
        "yes",
        "true",
        "12",
        "1e5",
        "0x1f",
        ".5",
        "2026-09-01",
        "- a",
        "a: b",
        "a #b",
        "# a",
        "*a",
        "&a",
        "!a",
        "%a",
        "@a",
        "`a",
        "|",
        ">",
        "?",
        "? a",
        "-",
        "--- a",
        "...",
        "{",
        "[a]",
        "a, b",
        "'a",
        '"a"',
        "",
        " a",
        "a ",
        "a\nb",
        "\ta",
        "a\u2028b",
        "a\x85b",
        "\ufeffa",
        "a\x00b",
        "�",
        "👩\u200d🚀",
        "ä — ö",
        "\x1b[31m",
        "=",
        "<<",
        "a:",
        ":a",
        "a,",
        "\U0001fffe",
    ]
)
TEXTS = TRICKY | st.text(max_size=12) | st.text(" ab:#-,'\"\n", max_size=8)
NUMBERS = st.integers(-(10**15), 10**15) | st.floats(allow_nan=False, min_value=-1e15, max_value=1e15)
LEAVES = TEXTS | NUMBERS | st.booleans() | st.lists(TEXTS | NUMBERS | st.none(), max_size=3)
FREE = st.recursive(LEAVES, lambda inner: st.dictionaries(TEXTS, inner | st.none(), max_size=3), max_leaves=6)
CHANGES = st.dictionaries(
    st.sampled_from(["steps/a/wait_time", "steps/new", "demand", ""]) | TEXTS, st.none() | FREE, max_size=3
)


def values(field: Field) -> st.SearchStrategy[Any]:
    """What may stand in a declared field, right or wrong."""
    if field.record is not None:
        inner = st.deferred(lambda: records(field.record))
        return st.dictionaries(TEXTS, inner, max_size=3) if field.is_keyed else inner
    annotation = field.annotation
    if field.name == "changes":
        return CHANGES
    if isinstance(annotation, type) and issubclass(annotation, Quantity):
        return st.sampled_from(TYPED[annotation]) | TEXTS
    if get_origin(annotation) is Literal:
        return st.sampled_from(get_args(annotation))
    return {bool: st.booleans(), str: TEXTS}.get(annotation, FREE)


def records(record: type[Record] | None) -> st.SearchStrategy[Any]:
    """A record with some of its fields, in any order, or one that is left blank."""
    assert record is not None
    fields = {name: values(field) for name, field in fields_of(record).items()}
    some = st.lists(st.sampled_from(sorted(fields)), unique=True, max_size=4)
    return some.flatmap(lambda names: st.fixed_dictionaries({name: fields[name] for name in names})) | st.none()


ATLASES = records(atlas_type()).filter(bool)
COMMON = {"title": "Onboarding", "current": {"steps": {"a": {"name": "A"}, "b": None}, "use": None}}


def assert_survives(atlas):
    """Written and read, the atlas is the same down to types and order, and written again it is the same text."""
    text = dump(atlas)

    read = Text(text)

    assert read.plain == tidy(atlas)
    assert repr(read.plain) == repr(tidy(atlas))
    assert Text(dump(read.plain)).plain == read.plain
    assert dump(Text(dump(read.plain)).plain) == dump(read.plain)


@given(ATLASES)
@example(COMMON)
@settings(deadline=None, max_examples=30)
def test_any_atlas_survives_being_written_and_read(atlas):
    """Whatever people put into whichever field."""
    assert_survives(atlas)


@pytest.mark.slow
@given(ATLASES)
@settings(deadline=None, max_examples=300)
def test_very_many_atlases_survive_being_written_and_read(atlas):
    """The same, on many more."""
    assert_survives(atlas)


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=80)
def test_any_text_survives_in_any_place(text, name):
    """As a value on its own line, inside of braces and lists, and as a name; control characters and all."""
    assert_survives(
        {"title": text, name: {"x": text, "y": [text], name: {"z": 1}}, "questions": {name: {"text": text}}}
    )


@pytest.mark.slow
@given(TEXTS | st.text(), TEXTS | st.text())
@settings(deadline=None, max_examples=300)
def test_very_many_texts_survive_in_any_place(text, name):
    """The same, on many more."""
    assert_survives(
        {"title": text, name: {"x": text, "y": [text], name: {"z": 1}}, "questions": {name: {"text": text}}}
    )


@given(TEXTS, TEXTS, st.sampled_from(["title: x  # why\n", "{title: x, a: 1}", "a: {title: x}\ntitle:\n"]))
@settings(deadline=None, max_examples=60)
def test_any_text_can_be_set_in_a_text(text, name, source):
    """A change writes a text so that it reads back as it was meant."""
    changed = Text(source).changed([Change("title", text), Change("questions", {name: {"text": text}})])

    assert changed.plain["title"] == text
    assert changed.plain["questions"] == {name: {"text": text}}


@given(ATLASES)
@settings(deadline=None, max_examples=30)
def test_a_tidy_atlas_stays_as_it_is(atlas):
    """Blank entries go once; blank records stay records."""
    assert repr(tidy(tidy(atlas))) == repr(tidy(atlas))
    assert diff(tidy(atlas), tidy(tidy(atlas))) == []


def test_short_records_stand_on_one_line():
    """Steps read like a table as long as they fit; longer ones stand line by line."""
    short = {"name": "Legal review", "wait_time": {"p50": "4d", "n": 3}, "roles": ["legal", "csm"]}

    assert dump({"current": {"steps": {"legal": short, "long": {"name": "x" * 120}, "blank": {}}}}) == (
        "current:\n"
        "  steps:\n"
        "    legal: {name: Legal review, wait_time: {p50: 4d, n: 3}, roles: [legal, csm]}\n"
        "    long:\n"
        f"      name: {'x' * 120}\n"
        "    blank: {}\n"
    )


def test_an_empty_atlas_is_written_as_one():
    """A file that says nothing is an atlas."""
    assert dump({}) == "{}\n"
    assert Text("{}\n").plain == Text("").plain == Text("# only a remark\n").plain == Text("---\n").plain == {}
