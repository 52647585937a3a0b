"""Places: where in plain values the declared fields of records stand, what points at what, and what goes with what."""

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from flowatlas.model.path import CHANGES, Plain, is_inside, join, split
from flowatlas.model.record import Field, Map, Record, fields_of


class Place(NamedTuple):
    """A declared field that plain values fill in: its path, its record's path and class, and what stands there."""

    path: str
    record_path: str
    record: type[Record]
    field: Field
    value: Any


def places(record: type[Record], plain: Any, path: str = "") -> Iterator[Place]:
    """Every declared field that plain values fill in, depth first."""
    if not isinstance(plain, dict):
        return
    for name, declared in fields_of(record).items():
        if name not in plain:
            continue
        value, inner_path = plain[name], f"{path}/{name}" if path else name
        yield Place(inner_path, path, record, declared, value)
        if declared.record is None:
            continue
        if not declared.is_keyed:
            yield from places(declared.record, value, inner_path)
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield from places(declared.record, inner, f"{inner_path}/{join(key)}")


def pointers(record: type[Record], plain: Any, path: str = "") -> Iterator[Place]:
    """Those of the `places` that may point at something: references, addresses, and what overlays change."""
    if not isinstance(plain, dict):
        return
    hashable: Any = record
    for declared in _leading_on(hashable):
        if declared.name not in plain:
            continue
        value, inner_path = plain[declared.name], f"{path}/{declared.name}" if path else declared.name
        if declared.record is None:
            yield Place(inner_path, path, record, declared, value)
        elif not declared.is_keyed:
            yield from pointers(declared.record, value, inner_path)
        elif isinstance(value, dict):
            for key, inner in value.items():
                yield from pointers(declared.record, inner, f"{inner_path}/{join(key)}")


@cache
def _leading_on(record: Any) -> list[Field]:
    return [
        declared
        for declared in fields_of(record).values()
        if declared.record is not None or declared.reference or declared.is_address or declared.name == CHANGES
    ]


def canonical(record: type[Record], plain: Any) -> Any:
    """Plain values without empty entries, except that a record may be empty: ``legal:`` alone is a step.

    What is in this form already stays the very same.
    """
    if not isinstance(plain, dict):
        return plain
    fields = fields_of(record)
    result: Plain = {}
    for key, value in plain.items():
        declared = fields.get(key)
        inner: Any
        if declared is not None and declared.record is not None and declared.is_keyed and isinstance(value, dict):
            holder = declared.record
            made = {name: canonical(holder, {} if entry is None else entry) for name, entry in value.items()}
            inner = _or_same(value, made)
        elif declared is not None and declared.record is not None:
            inner = canonical(declared.record, value)
        else:
            inner = value if key == CHANGES else _without_nothing(value)
        if inner is not None and inner != {}:
            result[key] = inner
    return _or_same(plain, result)


def _without_nothing(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return _or_same(value, {key: _without_nothing(inner) for key, inner in value.items() if inner is not None})


def _or_same(plain: Plain, made: Plain) -> Plain:
    """The mapping that another one was made from, where the same values stand in it."""
    is_same = len(plain) == len(made) and all(value is made[key] for key, value in plain.items())
    return plain if is_same else made


def is_ordered(record: type[Record], path: str) -> bool | None:
    """Whether the order of keys at a path carries meaning, which it does where records stand by id.

    None where nothing is declared.
    """
    current, keys = record, split(path)
    while keys:
        declared = fields_of(current).get(keys.pop(0))
        if declared is None or declared.record is None:
            return None
        current = declared.record
        if declared.is_keyed:
            if not keys:
                return True
            keys.pop(0)
    return False


def targets(place: Place) -> list[tuple[str, str]]:
    """What a field points at: each entry as written, with the full path that it stands for."""
    values = place.value if isinstance(place.value, list) else [place.value]
    entries = [str(value) for value in values if isinstance(value, str | int | float)]
    if place.field.is_address:
        return [(entry, entry) for entry in entries]
    if place.field.reference is None:
        return []
    section = place.path.split("/", 1)[0]
    return [(entry, f"{place.field.reference.holder(section)}/{join(entry)}") for entry in entries]


def removal(record: type[Record], plain: Plain, path: str) -> Plain:
    """New values by path that remove what stands at ``path`` together with everything that points at it.

    None as a value removes. What keeps the rest in shape comes first (see `Map.closing_gap`).
    """
    changes: Plain = {}
    section, _, inside = path.partition("/")
    holder = fields_of(record).get(section)
    if inside and holder is not None and holder.record is not None and issubclass(holder.record, Map):
        own = plain.get(section)
        bridging = holder.record.closing_gap(own if isinstance(own, dict) else {}, inside)
        changes = {f"{section}/{address}": value for address, value in bridging.items()}
    gone = _removed_with(record, plain, path)
    for place in pointers(record, plain):
        if place.path in changes or _is_in(place.path, gone):
            continue
        hit = {entry for entry, target in targets(place) if _is_in(target, gone)}
        if hit:
            rest = [entry for entry in place.value if str(entry) not in hit] if isinstance(place.value, list) else []
            changes[place.path] = rest or None
        if place.field.name == CHANGES and isinstance(place.value, dict):
            base = place.path.split("/", 1)[0]
            for address in place.value:
                if _is_in(f"{base}/{address}", gone):
                    changes[f"{place.path}/{address}"] = None
    return changes | dict.fromkeys(reversed(gone))


def _removed_with(record: type[Record], plain: Plain, path: str) -> list[str]:
    """The path, and those of records that make no sense without what stands there."""
    gone = [path]
    needing = [place for place in pointers(record, plain) if place.field.reference and place.field.reference.is_needed]
    for one in gone:
        gone += [
            place.record_path
            for place in needing
            if not _is_in(place.path, gone) and any(is_inside(target, one) for _, target in targets(place))
        ]
    return gone


def _is_in(path: str, outer: list[str]) -> bool:
    return any(is_inside(path, one) for one in outer)
