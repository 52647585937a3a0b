"""OCEL: one kind of object is the item; what concerns several of them, or none, is told."""

import gzip
import json
from collections import Counter
from datetime import datetime
from pathlib import Path

import pytest
from tests.discover.real import real_log

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.importer import Source, importer_for, read_log
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import EventLog

EXAMPLE = "ocel20_example.jsonocel"


def event(name: str, kind: str, time: str, *objects: str, **attributes: object) -> dict:
    """An event that concerns objects."""
    return {
        "id": name,
        "type": kind,
        "time": time,
        "attributes": [{"name": key, "value": value} for key, value in attributes.items()],
        "relationships": [{"objectId": one, "qualifier": "about"} for one in objects],
    }


def thing(name: str, kind: str, *values: tuple[str, str, str]) -> dict:
    """An object with values that it had from some moment on: name, time and value."""
    return {"id": name, "type": kind, "attributes": [{"name": n, "time": t, "value": v} for n, t, v in values]}


EVENTS = [
    event("e1", "order", "2026-01-05T09:00:00Z", "o1", "i1", "i2", clerk="p1", amount=5),
    event("e2", "pack", "2026-01-06T09:00:00+01:00", "i1", clerk="p2"),
    event("e3", "pack", "2026-01-07T09:00:00Z", "i2", "i2", picker="p3"),
    event("e4", "ship", "2026-01-08T09:00:00Z", "o1", "t1"),
    event("e5", "meet", "2026-01-09T09:00:00Z"),
]
OBJECTS = [
    thing("o1", "order"),
    thing("i1", "item", ("price", "1970-01-01T00:00:00Z", "10"), ("price", "2026-01-06T00:00:00Z", "12")),
    thing("i2", "item", ("price", "2026-01-06T12:00:00Z", "7")),
    thing("t1", "truck"),
]


@pytest.fixture
def read(tmp_path):
    """Read a log as a file; the type of object may be named."""

    def read(content: object = None, name: str = "log.json", **mapping: object) -> EventLog:
        path = tmp_path / name
        if content is None:
            content = {"objectTypes": [], "eventTypes": [], "objects": OBJECTS, "events": EVENTS}
        data = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
        return read_log(Source((path,)), LogMapping.read(mapping)[0])

    return read


def words(column) -> list[str | None]:
    """What stands in each row of a column."""
    return [None if code < 0 else column.names[code] for code in column.codes]


def said(found: EventLog, part: str) -> tuple[int, tuple[str, ...]]:
    """How often a remark counts what it says, with its examples."""
    remark = next(one for one in found.remarks if part in one.message)
    return remark.times, remark.examples


@pytest.mark.parametrize("name", ["log.json", "log.jsonocel", "log.json.gz"])
def test_the_type_with_most_objects_of_several_events_is_proposed(read, name):
    """Without a choice the items are the objects of the type of which most have several events, with the reason."""
    found = read(name=name)

    assert list(zip(words(found.item), words(found.activity), strict=True)) == [
        ("i1", "order"),
        ("i2", "order"),
        ("i1", "pack"),
        ("i2", "pack"),
    ]
    assert found.understood["object_type"] == "item"
    assert found.reasons[0][:2] == ("object_type", "item")
    remark = next(one for one in found.remarks if "items are the objects" in one.message)
    assert '"item" (2 of 2), "order" (1 of 1), "truck" (0 of 1)' in remark.message


def test_the_type_may_be_chosen(read):
    """The type that was asked for is taken, in any case, and what is not about it is counted."""
    found = read(object_type="Order")

    assert words(found.activity) == ["order", "ship"]
    assert found.ids is not None
    assert list(found.ids) == ["e1", "e4"]
    assert said(found, "concern no object") == (3, ("e2", "e3", "e5"))


def test_a_type_that_is_not_there(read):
    """Asking for a type that has no events is answered with those that have."""
    with pytest.raises(FlowAtlasError, match=r'concern a "lorry"; .*"truck" \(0 of 1\)'):
        read(object_type="lorry")


def test_an_event_about_several_items_counts_for_each(read):
    """An event about several items is an event of each, once, and is counted."""
    assert said(read(), "several objects") == (1, ("e1",))


def test_moments_are_those_of_the_events(read):
    """Every moment is converted by its own offset."""
    found = read()

    expected = ["2026-01-05T09:00+00:00", "2026-01-05T09:00+00:00", "2026-01-06T08:00+00:00", "2026-01-07T09:00+00:00"]
    assert found.end.tolist() == [int(datetime.fromisoformat(one).timestamp()) * 1_000_000 for one in expected]


def test_attributes_of_events_and_of_objects_at_that_moment(read):
    """Attributes of events are kept; those of objects have the value that they had at the moment of the event."""
    found = read()

    assert words(found.attributes["amount"]) == ["5", "5", None, None]
    assert words(found.attributes["case:price"]) == ["10", None, "12", "7"]
    assert found.who is not None
    assert words(found.who) == ["p1", "p1", "p2", None]


def test_people_in_several_attributes(read):
    """Where each type of event names its person in an attribute of its own, these are taken together."""
    events = [
        event("e1", "order", "2026-01-05T09:00:00Z", "o1", order_creator="p1"),
        event("e2", "check", "2026-01-06T09:00:00Z", "o1", order_approver="p2"),
    ]

    found = read({"objects": OBJECTS, "events": events})

    assert found.who is not None
    assert words(found.who) == ["p1", "p2"]
    assert said(found, "order_creator, order_approver")


def test_objects_nobody_describes(read):
    """Events about objects that are not in the file are counted and left out."""
    events = [*EVENTS, event("e6", "lose", "2026-01-10T09:00:00Z", "ghost")]

    found = read({"events": events, "objects": OBJECTS})

    assert said(found, "described nowhere") == (1, ("ghost",))
    assert "lose" not in found.activity.names


def test_names_are_data(read):
    """Names that look like SQL, or that columns of ours have, are only names."""
    odd = '"; DROP TABLE x; --'
    events = [event("e1", odd, "2026-01-05T09:00:00Z", odd, id="i", who="w", **{odd: odd})]

    found = read({"objects": [thing(odd, odd)], "events": events})

    assert words(found.item) == words(found.activity) == words(found.attributes[odd]) == [odd]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            {"ocel:global-log": {}, "ocel:events": {"e1": {"ocel:activity": "x"}}, "ocel:objects": {}},
            "this is OCEL 1.0",
        ),
        ({"objectTypes": [], "eventTypes": [], "objects": OBJECTS, "events": []}, "there are no events"),
        ({"objectTypes": [], "objects": [], "events": EVENTS[4:]}, "no event concerns any object"),
        ({"objectTypes": [], "objects": 5, "events": "x"}, "there are no events"),
        (b'{"objectTypes": [], "events": [{"id": "e1", ', "the file ends here"),
        (b'{"objectTypes": [], "events": [}', "line 1"),
        (b"SQLite format 3\0 and so on", "this is a SQLite database"),
        (
            b"<?xml version='1.0'?><log><object-types><object-type name='x'/></object-types></log>",
            "object-centric log in XML",
        ),
    ],
)
def test_what_cannot_be_read_is_told(read, content, message):
    """Other forms of OCEL and broken files are refused in words that say what would be right."""
    with pytest.raises(FlowAtlasError, match=message) as error:
        read(content, name="log.jsonocel")
    assert "Traceback" not in str(error.value)


def test_odd_entries_do_not_matter(read):
    """Entries with wrong types are no reason to fail."""
    events = [
        {
            "id": 7,
            "type": "x",
            "time": "2026-01-05T09:00:00Z",
            "relationships": [None, {"objectId": "o1"}, 5],
            "attributes": {},
        },
        {"id": "e2", "type": "y", "time": None, "relationships": [{"objectId": "o1"}], "attributes": [3, {"value": 1}]},
        {"id": "e3", "type": "y", "time": "2026-01-06T09:00:00Z", "relationships": [{"objectId": "o1"}]},
    ]

    found = read({"objectTypes": [], "objects": [*OBJECTS, {"id": "q"}, {}], "events": events})

    assert words(found.activity) == ["x", "y"]
    assert said(found, "no moment") == (1, ('event "e2"',))


def test_other_json_is_not_taken_for_it(tmp_path):
    """A list of issues is not taken for an object-centric log."""
    path = tmp_path / "issues.json"
    path.write_text(json.dumps({"issues": [{"key": "A-1", "fields": {}, "changelog": {"histories": []}}]}))

    assert importer_for(Source((path,))).name != "ocel"


@pytest.mark.parametrize("kind", [None, "Invoice", "Payment", "Purchase Order", "Purchase Requisition"])
def test_the_real_example(kind):
    """The example of the standard gives the items, events, moments and successions of a plain count."""
    path = real_log(EXAMPLE)
    plain = json.loads(Path(path).read_text())
    types = {one["id"]: one["type"] for one in plain["objects"]}
    rows = [
        (related, one["type"], int(datetime.fromisoformat(one["time"]).timestamp()) * 1_000_000)
        for one in plain["events"]
        for related in {relation["objectId"] for relation in one["relationships"]}
        if types[related] == (kind or "Invoice")
    ]

    found = read_log(Source((path,)), LogMapping(object_type=kind))

    ours = list(zip(words(found.item), words(found.activity), found.end.tolist(), strict=True))
    assert Counter(ours) == Counter(rows)
    assert (min(found.end), max(found.end)) == (min(row[2] for row in rows), max(row[2] for row in rows))
