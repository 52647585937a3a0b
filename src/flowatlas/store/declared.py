"""What is declared at a path of an atlas, and what stands there."""

from typing import Any

from flowatlas.model.path import CHANGES, Plain, is_branch, is_quantity, split
from flowatlas.model.record import Field, Record, fields_of
from flowatlas.store.schema import atlas_type

BASE = "current"
"""The section that overlays are laid over."""


class _Missing:
    """Stands for a value that is not there, where None is one."""


MISSING = _Missing()


def field_at(path: str) -> Field | None:
    """The declared field at a path; in an overlay's changes, the field of the map that the change is about."""
    return declared_at(on_the_map(split(path)))[1]


def record_at(path: str) -> type[Record] | None:
    """The class of the record that stands at a path; None where a value does, or nothing is declared."""
    return declared_at(on_the_map(split(path)))[0]


def is_record(path: str, *holders: Any) -> bool:
    """Whether a thing with an id stands at a path; ``holders`` are the versions of the mapping that holds it.

    Where nothing is declared, mappings that hold nothing but mappings hold records.
    """
    keys = split(path)
    if CHANGES in keys or len(keys) < 2:
        return False
    record, field = declared_at(keys[:-1])
    if record is not None or (field is not None and field.record is not None):
        return field is not None and field.is_keyed
    return len(keys) > 2 and all(holds_records(holder) for holder in holders if holder)


def on_the_map(keys: list[str]) -> list[str]:
    """The keys; those of an overlay's change where they are about the map that it is laid over."""
    return [BASE, *split(keys[-1])] if CHANGES in keys[:-1] else keys


def declared_at(keys: list[str]) -> tuple[type[Record] | None, Field | None]:
    """The class of the record that stands where keys lead, and the field that the last one names."""
    record: type[Record] | None = atlas_type()
    field: Field | None = None
    for key in keys:
        if field is not None and field.is_keyed:
            record, field = field.record, None
            continue
        field = _field(record, key)
        record = None if field is None or field.is_keyed else field.record
    return record, field


def _field(record: type[Record] | None, name: str) -> Field | None:
    return None if record is None else fields_of(record).get(name)


def holds_records(value: Any) -> bool:
    """Whether a mapping holds nothing but mappings, and some."""
    return is_branch(value) and all(isinstance(inner, dict) and not is_quantity(inner) for inner in value.values())


def found_at(plain: Plain, keys: list[str]) -> Any:
    """What stands behind these keys; MISSING where nothing does, which is not the same as None."""
    value: Any = plain
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return MISSING
        value = value[key]
    return value


def is_same(one: Any, other: Any) -> bool:
    """Equal down to whether a number is a whole one; the order of keys aside."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(is_same, one, other))
    return type(one) is type(other) and (one is other or bool(one == other))
