"""OCEL 2.0: logs of events that concern several objects at once, in JSON."""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.mapping import Columns, Dates, LogMapping
from flowatlas.importers.documents import entries, text_at
from flowatlas.importers.encode import event_log
from flowatlas.importers.importer import Source, Table, importer
from flowatlas.importers.moments import moments_of
from flowatlas.model.errors import FileUnreadableError, FlowAtlasError
from flowatlas.model.event import EventLog, Remark

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Numbers = NDArray[np.int64]

OBJECT = "case:"
"""Stands before the name of an attribute of the object, as in tables of logs with one kind of object."""

MOST_KEYS = 300
"""Different attributes that are kept in mind."""

PEOPLE = frozenset(
    (
        "who",
        "by",
        "user",
        "username",
        "resource",
        "creator",
        "approver",
        "author",
        "editor",
        "inserter",
        "owner",
        "assignee",
        "agent",
        "operator",
        "clerk",
        "employee",
        "worker",
        "actor",
        "performer",
        "person",
        "reviewer",
        "blocker",
        "requester",
        "handler",
    )
)
"""Last words of the names of attributes that tell who did it."""

EXAMPLES = 3
_EXPORT = "export it as OCEL 2.0 JSON, or flattened to one kind of object as XES or CSV"
_SQLITE = b"SQLite format 3\0"
_XML = re.compile(rb"<(?:\w+:)?(?:object-types?|event-types?)\b")


def _recognises(source: Source) -> float:
    head = source.head
    is_named = ".jsonocel" in source.path.name.lower() or ".xmlocel" in source.path.name.lower()
    if head.startswith(_SQLITE):
        return 0.9
    if _XML.search(head) or b'"ocel:' in head:
        return 0.96
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        if b'"objectTypes"' in head or b'"eventTypes"' in head:
            return 0.96
        if b'"relationships"' in head and (b'"objectId"' in head or b'"objects"' in head):
            return 0.9
    return 0.7 if is_named else 0.0


@importer("ocel", title="OCEL 2.0", suffixes=(".jsonocel", ".json"), recognises=_recognises)
def read_ocel(source: Source, mapping: LogMapping) -> EventLog:
    """Every event of every object of one type, which is chosen or proposed; the type of the event is the activity.

    An event that concerns several objects of the type counts for each. Attributes of the object are called ``case:``
    and their name, and have the value that they had at the moment of the event.

    Raises:
        FlowAtlasError: it is no OCEL 2.0 in JSON, or has no objects of the type that was asked for.
    """
    _refuse_others(source)
    told = _Told()
    for entry in entries(source):
        if entry.kind == "events":
            told.add_event(entry.content)
        elif entry.kind == "objects":
            told.add_object(entry.content)
        elif any(key.startswith("ocel:") for key in entry.content):
            raise FileUnreadableError(f"{entry.path}: this is OCEL 1.0; {_EXPORT}")
    if not told.events:
        raise FileUnreadableError(
            f"{source.name}: there are no events in it; OCEL 2.0 has them in a list called events"
        )
    chosen, because, remark = told.choice(mapping.object_type, source.name)
    log = event_log(_table(told, chosen, mapping, remark), mapping, source)
    reasons = log.reasons if because is None else (("object_type", chosen, because), *log.reasons)
    understood = {"object_type": chosen, **log.understood}
    return replace(log, understood=understood, reasons=reasons, object_types=told.object_types)


def _refuse_others(source: Source) -> None:
    head = source.head
    if head.startswith(_SQLITE):
        raise FileUnreadableError(f"{source.name}: this is a SQLite database; if it holds an OCEL 2.0 log, {_EXPORT}")
    if _XML.search(head):
        raise FileUnreadableError(f"{source.name}: this is an object-centric log in XML; {_EXPORT}")
    if b'"ocel:' in head:
        raise FileUnreadableError(f"{source.name}: this is OCEL 1.0; {_EXPORT}")


class _Attributes:
    """Attributes by name: who has one, when it got it, and the value, each text kept once."""

    def __init__(self) -> None:
        self.owners: dict[str, array[int]] = {}
        self.times: dict[str, list[str]] = {}
        self._codes: dict[str, array[int]] = {}
        self._words: dict[str, dict[str, int]] = {}
        self.beyond = 0

    def add(self, owner: int, name: str, value: Any, time: str = "") -> None:
        """Note a value."""
        if name not in self.owners:
            if len(self.owners) >= MOST_KEYS:
                self.beyond += 1
                return
            self.owners[name], self._codes[name] = array("q"), array("q")
            self.times[name], self._words[name] = [], {}
        words = self._words[name]
        self.owners[name].append(owner)
        self.times[name].append(time)
        self._codes[name].append(words.setdefault(_text(value), len(words)))

    def codes(self, name: str) -> "Numbers":
        """The values of an attribute, as numbers of its words."""
        return np.array(self._codes[name], np.int64)

    def column(self, name: str, codes: "Numbers") -> "pa.DictionaryArray":
        """Numbers of words as a column, nothing where they are negative."""
        import pyarrow as pa

        narrow = codes.astype(np.int32)
        words = [word.encode("utf-8", "replace").decode() for word in self._words[name]]
        return pa.DictionaryArray.from_arrays(pa.array(narrow, mask=narrow < 0), pa.array(words, pa.string()))


class _Told:
    """What the files say: events, objects, and which event concerns which object."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.times: list[str] = []
        self.activities: list[str] = []
        self.objects: dict[str, int] = {}
        self.types: dict[int, str] = {}
        self.event_of = array("q")
        self.object_of = array("q")
        self.event_attributes = _Attributes()
        self.object_attributes = _Attributes()

    def add_event(self, content: Mapping[str, Any]) -> None:
        """Note an event with its attributes and the objects that it concerns."""
        number = len(self.events)
        self.events.append(text_at(content, "id"))
        self.activities.append(text_at(content, "type"))
        self.times.append(text_at(content, "time"))
        for name, value, _ in _attributes(content):
            self.event_attributes.add(number, name, value)
        for related in dict.fromkeys(text_at(one, "objectId") for one in _list(content, "relationships")):
            self.event_of.append(number)
            self.object_of.append(self._number(related))

    def add_object(self, content: Mapping[str, Any]) -> None:
        """Note an object with the values that its attributes had from when on."""
        number = self._number(text_at(content, "id"))
        self.types[number] = text_at(content, "type")
        for name, value, time in _attributes(content):
            self.object_attributes.add(number, name, value, time)

    def choice(self, asked: str | None, name: str) -> tuple[str, str | None, Remark | None]:
        """The type of object that is the item, why, and what there is besides."""
        counted = self._counted()
        shown = ", ".join(f'"{one}" ({several:,} of {objects:,})' for one, (several, _, objects) in counted.items())
        if not counted:
            raise FileUnreadableError(f"{name}: no event concerns any object, so that there are no items")
        if asked is not None:
            found = next((one for one in counted if one.casefold() == asked.casefold()), None)
            if found is None:
                raise FlowAtlasError(
                    f'{name}: no events concern a "{asked}"; objects with several events, by type: {shown}'
                )
            return found, None, None
        chosen = next(iter(counted))
        several, _, objects = counted[chosen]
        because = f"{several:,} of its {objects:,} objects have several events, more than of any other type"
        if len(counted) == 1:
            return chosen, because, None
        message = f'items are the objects of the type "{chosen}"; objects with several events, by type: {shown}'
        return chosen, because, Remark(message, 0, "another one can be asked for (--object-type)")

    @property
    def object_types(self) -> tuple[str, ...]:
        """The types of the objects that events concern, the best candidate first."""
        return tuple(self._counted())

    def rows(self, chosen: str) -> "tuple[Numbers, Numbers]":
        """The events with the objects of a type that they concern, in the order of the file."""
        is_chosen = np.array([self.types.get(number) == chosen for number in range(len(self.objects))], bool)
        events, objects = np.array(self.event_of, np.int64), np.array(self.object_of, np.int64)
        kept = is_chosen[objects]
        return events[kept], objects[kept]

    def unknown_objects(self) -> list[str]:
        """Objects that events name and that are not in the list of objects."""
        return [name for name, number in self.objects.items() if number not in self.types]

    def _counted(self) -> dict[str, tuple[int, int, int]]:
        """For each type: objects with several events, events, and objects; the best candidate first."""
        times = np.bincount(np.array(self.object_of, np.int64), minlength=len(self.objects))
        counted: dict[str, list[int]] = {}
        for number, one in self.types.items():
            if times[number]:
                facts = counted.setdefault(one, [0, 0, 0])
                facts[0] += int(times[number] > 1)
                facts[1] += int(times[number])
                facts[2] += 1
        order = sorted(counted, key=lambda one: (*(-fact for fact in counted[one]), one))
        return {one: (counted[one][0], counted[one][1], counted[one][2]) for one in order}

    def _number(self, name: str) -> int:
        return self.objects.setdefault(name, len(self.objects))


def _table(told: _Told, chosen: str, mapping: LogMapping, remark: Remark | None) -> Table:
    """One row for each event and object of the chosen type that it concerns."""
    import pyarrow as pa

    event, of = told.rows(chosen)
    columns: dict[str, Any] = {
        "object": _coded(pa.array(list(told.objects), pa.string()), of),
        "type": _coded(pa.array(told.activities, pa.string()), event),
        "time": pa.array(told.times, pa.string()).take(pa.array(event)),
        "id": pa.array(told.events, pa.string()).take(pa.array(event)),
    }
    attributes = told.event_attributes
    people: list[Numbers] = []
    named: list[str] = []
    for name in attributes.owners:
        codes = np.full(len(told.events), -1)
        codes[np.array(attributes.owners[name], np.int64)] = attributes.codes(name)
        columns[_free(name, columns)] = attributes.column(name, codes[event])
        if _tells_people(name):
            people.append(codes[event])
            named.append(name)
    who = _who(columns, named)
    _add_object_attributes(columns, told, of, mapping)
    ids = told.events
    return Table(
        pa.table(columns),
        LogMapping(columns=Columns(item="object", activity="type", time="time", id="id", who=who)),
        place=lambda row: f'event "{ids[int(event[row])]}"',
        oddities=tuple(_remarks(told, chosen, event, named, remark)),
    )


def _coded(words: "pa.Array", which: "Numbers") -> "pa.DictionaryArray":
    import pyarrow as pa

    return words.take(pa.array(which)).dictionary_encode()


def _who(columns: dict[str, Any], named: list[str]) -> str | None:
    """The column that tells who did it: one attribute, or several that belong to different types of event."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if not named:
        return None
    if len(named) == 1:
        return named[0]
    who = _free("who", columns)
    columns[who] = pc.coalesce(*(columns[name].cast(pa.string()) for name in named))
    return who


def _add_object_attributes(columns: dict[str, Any], told: _Told, of: "Numbers", mapping: LogMapping) -> None:
    """The attributes of the object of each row, with the value that they had at that moment."""
    import pyarrow as pa

    dates = Dates(time_zone=mapping.dates.time_zone)
    moments = moments_of(pa.chunked_array([columns["time"]]), "time", dates).moments
    attributes = told.object_attributes
    is_used = np.zeros(len(told.objects), bool)
    is_used[of] = True
    for name, owners in attributes.owners.items():
        owner = np.array(owners, np.int64)
        if not is_used[owner].any():
            continue
        times = pa.chunked_array([pa.array(attributes.times[name], pa.string())])
        since = moments_of(times, name, dates).moments
        codes = _at_that_moment(owner, since, attributes.codes(name), of, moments)
        columns[_free(OBJECT + name, columns)] = attributes.column(name, codes)


def _at_that_moment(
    owner: "Numbers", since: "Numbers", value: "Numbers", of: "Numbers", moments: "Numbers"
) -> "Numbers":
    """The value that each row's object had: the latest one that began by its moment, -1 where none had."""
    owners, times = np.concatenate([owner, of]), np.concatenate([since, moments])
    is_row = np.repeat([0, 1], [len(owner), len(of)])
    order = np.lexsort((is_row, times, owners))
    place = np.where(is_row[order] == 0, np.arange(len(order)), -1)
    latest = np.maximum.accumulate(place)
    source = order[np.maximum(latest, 0)]
    fits = (latest >= 0) & (owners[source] == owners[order])
    found = np.where(fits, np.append(value, np.full(len(of), -1))[source], -1)
    codes = np.full(len(of), -1)
    rows = is_row[order] == 1
    codes[order[rows] - len(owner)] = found[rows]
    return codes


def _remarks(told: _Told, chosen: str, event: "Numbers", named: list[str], remark: Remark | None) -> Iterator[Remark]:
    if remark is not None:
        yield remark
    times = np.bincount(event, minlength=len(told.events))
    several = np.flatnonzero(times > 1)
    if len(several):
        examples = tuple(told.events[place] for place in several[:EXAMPLES])
        yield Remark(
            f'events concern several objects of the type "{chosen}"',
            len(several),
            "each counts for all of them",
            examples,
        )
    none = np.flatnonzero(times == 0)
    if len(none):
        examples = tuple(told.events[place] for place in none[:EXAMPLES])
        yield Remark(f'events concern no object of the type "{chosen}"', len(none), "left out", examples)
    if unknown := told.unknown_objects():
        done = "left out, as nobody knows their type"
        yield Remark("objects are named by events and described nowhere", len(unknown), done, tuple(unknown[:EXAMPLES]))
    if len(named) > 1:
        yield Remark(f"several attributes tell who did it: {', '.join(named[:10])}", 0, "taken together")
    if beyond := told.event_attributes.beyond + told.object_attributes.beyond:
        yield Remark("attributes are too many to be kept", beyond, "left out")


def _list(content: Mapping[str, Any], name: str) -> list[Any]:
    found = content.get(name)
    return found if isinstance(found, list) else []


def _attributes(content: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for one in _list(content, "attributes"):
        if isinstance(one, Mapping) and (name := text_at(one, "name")):
            yield name, one.get("value"), text_at(one, "time")


def _text(value: Any) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _tells_people(name: str) -> bool:
    words = re.findall(r"[a-zA-Z][a-z]*", name)
    return bool(words) and words[-1].lower() in PEOPLE


def _free(name: str, columns: Mapping[str, object]) -> str:
    while name in columns:
        name += "_"
    return name
