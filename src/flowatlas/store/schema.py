"""From plain values to records, with findings; and the JSON Schema that follows from the same declarations."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, Literal, NamedTuple, get_args, get_origin

from flowatlas.maps.roadmap import RoadmapMap, lost_moves
from flowatlas.maps.stream_checks import never_at_work
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import FORMAT_VERSION, Atlas, WorkingCalendar, place_of
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import NewerFormatError
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.memory import Memory
from flowatlas.model.overlay import check_futures
from flowatlas.model.path import CHANGES, Change, Plain, as_mapping, join, split, value_at
from flowatlas.model.path import diff as plain_diff
from flowatlas.model.places import Place, canonical, is_ordered, removal, targets
from flowatlas.model.quantity import Money, Quantity
from flowatlas.model.record import MOST_HINTS, Field, Record, described, fields_of, nearest, title_of
from flowatlas.model.registry import CHECKS, MAPS, load_folder
from flowatlas.model.wording import shown

Json = dict[str, Any]


class Reading(NamedTuple):
    """An atlas as records, what there is to say about it, and the memory of it for reading its next version."""

    atlas: Atlas
    findings: list[Finding]
    memory: Memory


def atlas_type() -> type[Atlas]:
    """The atlas with a field for the section of every known map."""
    load_folder("flowatlas.maps")
    return _atlas_type(tuple(sorted(MAPS, key=place_of)))


@cache
def _atlas_type(sections: tuple[str, ...]) -> type[Atlas]:
    fields: dict[str, Any] = {"__annotations__": {}, "__module__": __name__, "__doc__": Atlas.__doc__}
    for section in sections:
        map_class = MAPS[section]
        fields["__annotations__"][section] = map_class | None
        title = title_of(map_class)
        fields[section] = described(title, (map_class.__doc__ or "").partition("\n")[0])
    return type("Document", (Atlas,), fields)


def tidy(plain: Plain) -> Plain:
    """Plain values in the one form that all else works on: no empty entries, records by id even where empty."""
    return dict(canonical(atlas_type(), plain))


def diff(before: Plain, after: Plain) -> list[Change]:
    """The changes from one atlas to another, in few edits; the order of records counts, that of declared fields not."""
    record = atlas_type()
    return plain_diff(before, after, is_ordered=lambda path: is_ordered(record, path))


def without(plain: Plain, path: str) -> list[Change]:
    """The changes that remove a record or value together with everything that points at it."""
    return [Change(address, value) for address, value in removal(atlas_type(), plain, path).items()]


def read_atlas(plain: Plain, calendar: Calendar | None = None, *, before: Reading | None = None) -> Reading:
    """Records from plain values in tidy form; nothing in them raises, whatever is wrong becomes a finding.

    A value that cannot be understood counts as not given. ``calendar`` takes the place of the atlas's own. With the
    reading of the version ``before``, only what changed since is read; the result is the same.

    Raises:
        NewerFormatError: the format is newer than this program knows.
    """
    version = plain.get("flowatlas", FORMAT_VERSION)
    if isinstance(version, int | float) and not isinstance(version, bool) and version > FORMAT_VERSION:
        raise NewerFormatError(
            f"format {version} is newer than {FORMAT_VERSION}, the newest known here; "
            "a newer Flow Atlas reads it, and the file was left as it is"
        )
    if calendar is None:
        calendar = WorkingCalendar.read(plain.get("calendar", {}), "calendar")[0].times
    record = atlas_type()
    memory = Memory(calendar, before.memory if before is not None else None)
    atlas, findings = record.read(plain, "", calendar, memory)
    telling = _telling(record, plain, "", memory)
    findings += _unknown_format(version)
    findings += atlas.calendar.oddities
    findings += _odd_ids(telling)
    findings += _dangling(record, plain, telling)
    findings += check_futures(*(as_mapping(plain.get(section)) for section in ("current", "future")))
    findings += _lost_moves(atlas)
    findings += _mixed_currencies(atlas)
    findings += _never_at_work(atlas)
    for section in MAPS:
        found = getattr(atlas, section)
        for map_class, check in CHECKS.values():
            if isinstance(found, map_class):
                findings += [
                    finding._replace(path=f"{section}/{finding.path}" if finding.path else section)
                    for finding in check(found)
                ]
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.severity))
    return Reading(atlas, findings, memory)


def _lost_moves(atlas: Atlas) -> Iterator[Finding]:
    """Items of the roadmap move what their future changes."""
    roadmap = atlas.map_or_blank(RoadmapMap)
    for key, item in roadmap.items.items():
        future = atlas.future.get(item.future or "")
        for move in lost_moves(item, future.changes) if future is not None else ():
            yield Finding(
                f"roadmap/items/{join(key)}/moves",
                f"moves: {shown(move)} is nothing that its future changes",
                Severity.WARNING,
                "write a path of its changes, or the record that they belong to",
            )


def _never_at_work(atlas: Atlas) -> Iterator[Finding]:
    """Roles work on days of the calendar."""
    current = atlas.map_or_blank(ValueStreamMap)
    for finding in never_at_work(current, atlas.calendar.hours.workdays):
        yield finding._replace(path=f"{ValueStreamMap.section}/{finding.path}")


def _mixed_currencies(atlas: Atlas) -> Iterator[Finding]:
    """All money is in one currency, as sums of several would need a rate that nobody gave."""
    roadmap = atlas.map_or_blank(RoadmapMap)
    holders: list[tuple[str, Record]] = [("economics", atlas.economics)]
    holders += [(f"economics/lines/{join(key)}", line) for key, line in atlas.economics.lines.items()]
    holders += [(f"roadmap/items/{join(key)}", item) for key, item in roadmap.items.items()]
    first = ""
    for path, holder in holders:
        for name, declared in fields_of(type(holder)).items():
            value = getattr(holder, declared.attribute)
            if not isinstance(value, Money) or not value.currency:
                continue
            first = first or value.currency
            if value.currency != first:
                yield Finding(
                    f"{path}/{name}",
                    f"{name} is in {value.currency}, other money in {first}",
                    Severity.WARNING,
                    "write all money in one currency; what is mixed cannot be added up",
                )


def _unknown_format(version: Any) -> Iterator[Finding]:
    if isinstance(version, int) and version < 1:
        message = f"flowatlas: there is no format {version}"
        yield Finding("flowatlas", message, Severity.ERROR, f"write {FORMAT_VERSION}")


class _Telling(NamedTuple):
    """A place that holds records by id or points at something, with what it points at (see `targets`)."""

    place: Place
    targets: list[tuple[str, str]]


def _telling(record: type[Record], plain: Any, path: str, memory: Memory) -> list[_Telling]:
    """The places that may hold odd ids or lead nowhere, depth first."""
    found: list[_Telling] = []
    for name, declared in fields_of(record).items():
        if not isinstance(plain, dict) or name not in plain:
            continue
        place = Place(f"{path}/{name}" if path else name, path, record, declared, plain[name])
        if declared.is_keyed or declared.is_address or declared.reference is not None:
            found.append(_Telling(place, targets(place)))
        if declared.record is not None and not declared.is_keyed:
            found += _telling(declared.record, place.value, place.path, memory)
        elif declared.record is not None and isinstance(place.value, dict):
            for several in _telling_by_id(declared.record, place.value, place.path, memory):
                found += several
    return found


def _telling_by_id(record: type[Record], plain: Plain, path: str, memory: Memory) -> Iterable[list[_Telling]]:
    return memory.recalled(
        ("telling", record, path),
        plain,
        lambda key, value: (_telling(record, value, f"{path}/{join(key)}", memory), True),
    ).values()


def _odd_ids(telling: Iterable[_Telling]) -> Iterator[Finding]:
    for place, _ in telling:
        if place.field.is_keyed and isinstance(place.value, dict):
            for key in place.value:
                if not key or "/" in key or key.startswith("~") or key == CHANGES:
                    yield Finding(
                        f"{place.path}/{join(key)}",
                        f"{shown(key)} cannot be an id",
                        Severity.ERROR,
                        "use letters, digits and hyphens, without /",
                    )


def _dangling(record: type[Record], plain: Plain, telling: Iterable[_Telling]) -> Iterator[Finding]:
    hints = MOST_HINTS
    is_there: dict[str, bool] = {}
    for place, pointed_at in telling:
        for entry, target in pointed_at:
            if target not in is_there:
                is_there[target] = _resolves(record, plain, target)
            if not is_there[target]:
                near, hints = _nearest_id(plain, target) if hints > 0 else "", hints - 1
                severity = place.field.reference.severity if place.field.reference else Severity.ERROR
                yield Finding(
                    place.path,
                    f"{place.field.name}: {shown(entry)} is not on the map",
                    severity,
                    f'did you mean "{near}"?' if near else "name something that is there, or remove this",
                )


def _resolves(record: type[Record], plain: Plain, path: str) -> bool:
    """Whether a path leads to something that is there, or to a declared field of a record that is."""
    keys = split(path)
    if not keys or value_at(plain, path) is not None:
        return bool(keys)
    holder = value_at(plain, join(*keys[:-1]))
    declared = _record_at(record, keys[:-1])
    return isinstance(holder, dict) and declared is not None and keys[-1] in fields_of(declared)


def _record_at(record: type[Record], keys: list[str]) -> type[Record] | None:
    current: type[Record] | None = record
    index = 0
    while index < len(keys) and current is not None:
        declared = fields_of(current).get(keys[index])
        if declared is None or (declared.is_keyed and index == len(keys) - 1):
            return None
        current = declared.record
        index += 2 if declared.is_keyed else 1
    return current


def _nearest_id(plain: Plain, path: str) -> str:
    keys = split(path)
    siblings = value_at(plain, join(*keys[:-1]))
    return nearest(keys[-1], siblings) if keys and isinstance(siblings, dict) else ""


def json_schema() -> Json:
    """The JSON Schema of an atlas file, for editors that complete and check."""
    definitions: Json = {}
    root = _record_schema(atlas_type(), definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Flow Atlas",
        **root,
        "$defs": dict(sorted(definitions.items())),
    }


def _record_schema(record: type[Record], definitions: Json) -> Json:
    properties = {}
    for name, declared in fields_of(record).items():
        schema = _field_schema(declared, definitions)
        words = {"title": declared.title, "description": declared.explanation, **_hints(declared)}
        properties[name] = {**words, **schema} if "$ref" not in schema else {**words, "allOf": [schema]}
    return {
        "type": ["object", "null"],
        "description": (record.__doc__ or "").partition("\n")[0],
        "x-title": title_of(record),
        "properties": properties,
        "additionalProperties": False,
    }


def _hints(declared: Field) -> Json:
    """What a form needs to know of a field beyond its type: what it holds, points at, and means where it is absent.

    ``x-refers-to`` names the mapping, relative to the map (from the root where it starts with a slash), whose ids the
    field holds, and with ``x-makes`` naming
    another one makes it; ``x-address`` is a full path, ``x-metric`` the name of a metric.
    """
    hints = {
        "x-kind": declared.kind,
        "x-refers-to": declared.reference.to if declared.reference is not None else "",
        "x-makes": declared.reference is not None and declared.reference.is_made,
        "x-address": declared.is_address,
        "x-metric": declared.is_metric,
        "x-keyed": declared.is_keyed,
        "x-personal": declared.is_personal,
        "x-absent": declared.absent,
    }
    return {key: hint for key, hint in hints.items() if hint}


def _field_schema(declared: Field, definitions: Json) -> Json:
    if declared.record is None:
        schema = _value_schema(declared.annotation, definitions, declared)
        return {"anyOf": [schema, {"type": "null"}]} if schema else {}  # Fields may be left blank.
    name = declared.record.__name__
    if name not in definitions:
        definitions[name] = {}
        definitions[name] = _record_schema(declared.record, definitions)
    reference = {"$ref": f"#/$defs/{name}"}
    if not declared.is_keyed:
        return reference
    return {
        "type": ["object", "null"],
        "additionalProperties": reference,
        "propertyNames": {"pattern": "^(?!changes$)[^/~][^/]*$"},
    }


def _value_schema(annotation: Any, definitions: Json, declared: Field) -> Json:
    if isinstance(annotation, type) and issubclass(annotation, Quantity):
        definitions[annotation.__name__] = annotation.json_schema()
        return {"$ref": f"#/$defs/{annotation.__name__}", **_limits(declared)}
    if get_origin(annotation) is Literal:
        return {"enum": list(get_args(annotation))}
    if get_origin(annotation) is list:
        one = _value_schema(get_args(annotation)[0], definitions, declared)
        return {"anyOf": [{"type": "array", "items": one}, one]}
    if get_origin(annotation) is dict:
        return {"type": "object"}
    if annotation is bool:
        return {"type": "boolean"}
    if annotation in {int, float}:
        return {"type": "integer" if annotation is int else "number", **_limits(declared)}
    return {"type": ["string", "number"]} if annotation is str else {}


def _limits(declared: Field) -> Json:
    """The bounds of numbers; a quantity that is typed as a text has none here."""
    bounds = declared.bounds
    limits = {"exclusiveMinimum": bounds.above, "minimum": bounds.at_least, "maximum": bounds.at_most}
    return {key: limit for key, limit in limits.items() if limit is not None}
