"""Records: fields are declared once; reading, messages and order follow from that."""

from typing import Any, Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.finding import Severity
from flowatlas.model.places import canonical, is_ordered, places
from flowatlas.model.quantity import Count, Duration
from flowatlas.model.record import Record, Reference, described, fields_of, nearest, title_of


class Part(Record):
    """A part of a thing."""

    name: str | None = described("Name", "What it is called.")


class Thing(Record):
    """A thing with one field of every type."""

    title: str | None = described("Title", "What it is called.")
    from_: str | None = described("From", "Where it comes from.", file_name="from")
    done: bool = described("Done", "Whether it is done.", default=False)
    number: int = described("Number", "A whole number.", default=1)
    hours: float = described("Hours", "Up to 24.", default=8.0, above=0, at_most=24)
    people: Count | None = described("People", "One or more.", at_least=1)
    rating: Count | None = described("Rating", "Up to 5.", at_least=0, at_most=5)
    wait: Duration | None = described("Wait", "A time.")
    size: Literal["small", "large"] | None = described("Size", "One of two.")
    tags: list[str] = described("Tags", "Words.", default=list)
    counts: list[Count] = described("Counts", "Numbers.", default=list)
    changes: dict[str, Any] = described("Changes", "Values by path.", default=dict)
    anything: Any = described("Anything", "Kept as it is.")
    part: Part | None = described("Part", "One part.")
    parts: dict[str, Part] = described("Parts", "Parts by id.", default=dict)
    next: str | None = described("Next", "Another part.", reference=Reference("parts"))


def read(plain):
    """A thing, and its findings as path, message and hint."""
    thing, findings = Thing.read(plain)
    return thing, [(finding.path, finding.message, finding.hint) for finding in findings]


def test_a_record_is_read_from_plain_values():
    """Each field by its type, what is missing by its default, inner records by id."""
    plain = {
        "title": 7,
        "from": "there",
        "done": True,
        "number": 3,
        "hours": 7.5,
        "wait": "3d",
        "size": "large",
        "tags": "one",
        "counts": [1, "2..3"],
        "changes": {"a/b": None},
        "anything": [{"x": 1}],
        "part": {"name": "P"},
        "parts": {"p": {}, "q": {"name": "Q"}},
    }

    thing, findings = read(plain)
    assert findings == []
    assert (thing.title, thing.from_, thing.done, thing.number, thing.hours) == ("7", "there", True, 3, 7.5)
    assert (thing.wait, thing.size, thing.tags) == (Duration.read("3d"), "large", ["one"])
    assert thing.counts == [Count.read(1), Count.read("2..3")]
    assert (thing.changes, thing.anything, thing.next) == ({"a/b": None}, [{"x": 1}], None)
    assert thing.part == Part(name="P")
    assert thing.parts == {"p": Part(), "q": Part(name="Q")}


@pytest.mark.parametrize(
    ("plain", "path", "message", "hint"),
    [
        ({"title": [1]}, "title", "title: is a list", "write a text"),
        ({"title": True}, "title", "title: is true", "write a text"),
        ({"done": "yes"}, "done", 'done: is "yes"', "write true or false"),
        ({"number": 1.5}, "number", "number: is 1.5", "write a whole number"),
        ({"number": True}, "number", "number: is true", "write a whole number"),
        ({"hours": 0}, "hours", "hours: is 0", "write a number over 0 up to 24"),
        ({"hours": float("nan")}, "hours", "hours: is nan", "write a number over 0 up to 24"),
        ({"hours": "8"}, "hours", 'hours: is "8"', "write a number over 0 up to 24"),
        ({"people": 0}, "people", "people: is 0", "write a number of 1 or more"),
        ({"people": "0.2..0.5"}, "people", 'people: is "0.2..0.5"', "write a number of 1 or more"),
        ({"people": {"value": 0, "basis": "guess"}}, "people", "people: is 0", "write a number of 1 or more"),
        ({"rating": "4..6"}, "rating", 'rating: is "4..6"', "write a number from 0 to 5"),
        ({"wait": "3 banana"}, "wait", 'wait: "3 banana": "banana" is no unit of time', "use s, m, h, d, wk, mo or y"),
        ({"size": "larg"}, "size", 'size: is "larg"', 'did you mean "large"?'),
        ({"size": 4}, "size", "size: is 4", "write small or large"),
        ({"tags": {"a": 1}}, "tags", "tags: is a mapping", "write a list such as [a, b]"),
        ({"tags": [["a"]]}, "tags", "tags: is a list", "write a text"),
        ({"counts": ["x"]}, "counts", 'counts: "x" is not a number', "write 50 or ?"),
        ({"changes": []}, "changes", "changes: is a list", "write a mapping of path: value"),
        ({"part": "P"}, "part", 'part: is "P"', "write a mapping of field: value"),
        ({"parts": {"p/q": 5}}, "parts/p~1q", "p/q: is 5", "write a mapping of field: value"),
        ({"parts": ["First part", "b"]}, "parts", "parts: is a list", "write records by id: {first-part: {…}}"),
        ({"parts": [{"name": "Zweite"}]}, "parts", "parts: is a list", "write records by id: {zweite: {…}}"),
        ({"parts": [{"x": 1}]}, "parts", "parts: is a list", "write records by id: {step: {…}}"),
        ({"parts": []}, "parts", "parts: is a list", "write records by id: {step: {…}}"),
        ({"tilte": 1}, "tilte", 'unknown field "tilte"', 'did you mean "title"?'),
        ({"a/b": 1}, "a~1b", 'unknown field "a/b"', "known here: title, from, done, number, hours, people,"),
        ({"from_": 1}, "from_", 'unknown field "from_"', 'did you mean "from"?'),
        ([], "", "is a list", "write a mapping of field: value"),
    ],
)
def test_what_cannot_be_understood_counts_as_not_given(plain, path, message, hint):
    """And is told with its path and with what would be right."""
    thing, findings = read(plain)

    assert [found[:2] for found in findings] == [(path, message)]
    assert findings[0][2].startswith(hint)
    for field in fields_of(Thing).values():
        assert field.record or getattr(thing, field.attribute) == getattr(Thing(), field.attribute)


@pytest.mark.parametrize("people", [1, "0..3", "?", "n/a", "about 2", "? 0..3"])
@pytest.mark.parametrize("rating", [0, 5, "2..5", "?"])
def test_what_is_within_its_bounds_is_taken(people, rating):
    """A range whose higher end is within them, and what is unknown, too."""
    thing, findings = read({"people": people, "rating": rating})

    assert (thing.people, thing.rating, findings) == (Count.read(people), Count.read(rating), [])


def test_a_number_too_long_to_print_is_refused():
    """Even where any text would do."""
    thing, findings = read({"title": 10**5000, "number": "x"})

    assert thing.title == "what is given"
    assert len(findings) == 1


def test_unknown_fields_are_warnings_and_hints_end_somewhere():
    """Nothing is lost by a field that nobody knows; after a hundred of them nobody looks for near names."""
    _, findings = Thing.read({f"title{number}": 1 for number in range(150)})

    assert {finding.severity for finding in findings} == {Severity.WARNING}
    assert findings[0].hint == 'did you mean "title"?'
    assert findings[-1].hint.startswith("known here")


def test_the_nearest_name_is_found_among_those_known():
    """Only for what may be a name."""
    assert nearest("legl", ["legal", "sales"]) == "legal"
    assert nearest("zzz", ["legal"]) == nearest(5, ["legal"]) == nearest("legal" * 50, ["legal"]) == ""


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(fields_of(Thing))) | st.text(max_size=4), VALUES, max_size=5) | VALUES)
@settings(deadline=None, max_examples=100)
def test_reading_never_raises(plain):
    """Whatever is given, there is a record and findings with a message each."""
    thing, findings = Thing.read(plain)

    assert isinstance(thing, Thing)
    assert all(finding.message for finding in findings)
    assert repr(canonical(Thing, canonical(Thing, plain))) == repr(canonical(Thing, plain))


def test_a_record_cannot_be_changed():
    """A change makes a new one."""
    thing = Thing(title="A")

    with pytest.raises(AttributeError, match=r"Thing\.title cannot be set"):
        thing.title = "B"
    with pytest.raises(TypeError, match="Thing has no field 'colour'"):
        Thing(colour="red")
    assert thing == Thing(title="A")
    assert thing != Part(name="A")
    assert repr(thing).startswith("Thing(title='A'")


def test_blank_entries_go_but_blank_records_stay():
    """``legal:`` alone is a step; ``name:`` alone is nothing; what an overlay removes stays removed."""
    plain = {"title": None, "parts": {"p": None, "q": {"name": None}}, "part": {}, "changes": {"a": None}, "tags": []}

    assert canonical(Thing, plain) == {"parts": {"p": {}, "q": {}}, "changes": {"a": None}, "tags": []}
    assert canonical(Thing, {"parts": {}, "anything": {"x": None, "y": {"z": None}}}) == {"anything": {"y": {}}}
    assert canonical(Thing, "text") == "text"


def test_order_counts_where_records_stand_by_id():
    """Among fields it does not; where nothing is declared, nobody can tell."""
    assert is_ordered(Thing, "parts") is True
    assert is_ordered(Thing, "") is False
    assert is_ordered(Thing, "parts/p") is False
    assert is_ordered(Thing, "part") is False
    assert is_ordered(Thing, "anything") is None
    assert is_ordered(Thing, "nothing/at/all") is None


def test_places_are_all_declared_fields_that_are_filled_in():
    """Depth first, with the path of the record that holds each."""
    found = [
        (place.path, place.record_path) for place in places(Thing, {"parts": {"p": {"name": "P"}, "q": 5}, "x": 1})
    ]

    assert found == [("parts", ""), ("parts/p/name", "parts/p")]
    assert list(places(Thing, [1])) == []
    assert [place.path for place in places(Thing, {"part": {"name": "P"}, "parts": [1]})] == [
        "part",
        "part/name",
        "parts",
    ]


def test_each_field_says_what_kind_of_thing_it_holds():
    """Forms are made from it: a word for each type that a field may have."""
    kinds = {name: field.kind for name, field in fields_of(Thing).items()}

    assert kinds == {
        "title": "text",
        "from": "text",
        "done": "flag",
        "number": "number",
        "hours": "number",
        "people": "count",
        "rating": "count",
        "wait": "duration",
        "size": "choice",
        "tags": "list",
        "counts": "list",
        "changes": "mapping",
        "anything": "any",
        "part": "record",
        "parts": "records",
        "next": "text",
    }


def test_a_record_is_called_by_the_words_of_its_class():
    """What a form offers to add."""

    class QuickFix(Record):
        """Something to put right."""

    assert title_of(QuickFix) == "Quick fix"
