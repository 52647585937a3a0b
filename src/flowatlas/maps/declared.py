"""Declared fields: which field of the value stream map a path leads to, and what is typed there."""

from functools import lru_cache
from typing import Any

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.calendar import Calendar
from flowatlas.model.path import split
from flowatlas.model.record import Field, Record, fields_of


def field_at(path: str) -> Field | None:
    """The declared field that a path relative to a map leads to; None where there is none, or a whole record."""
    keys = split(path)
    holder = holder_of(keys)
    found = fields_of(holder).get(keys[-1]) if holder is not None else None
    return found if found is not None and found.record is None else None


def holder_of(keys: list[str]) -> type[Record] | None:
    """The class of the record that holds the last key."""
    holder: type[Record] | None = ValueStreamMap
    rest = list(keys)
    while holder is not None and len(rest) > 1:
        declared = fields_of(holder).get(rest.pop(0))
        if declared is not None and declared.is_keyed:
            rest = rest[1:]
        holder = declared.record if declared is not None else None
    return holder if rest else None


def value_on(stream: ValueStreamMap, path: str) -> tuple[bool, Any]:
    """Whether the record that holds the value at a path is on the map, and the value, None where nothing is."""
    keys = split(path)
    value: Any = stream
    for place, key in enumerate(keys):
        if isinstance(value, dict):
            if key not in value:
                return False, None
            value = value[key]
        else:
            declared = fields_of(type(value)).get(key) if isinstance(value, Record) else None
            if declared is None:
                return False, None
            value = getattr(value, declared.attribute)
        if value is None:
            return place == len(keys) - 1, None
    return True, value


def read(declared: Field, typed: Any, calendar: Calendar) -> Any:
    """What was typed as a value of a field; the same text is read once, as many people say the same.

    Raises:
        QuantityError: it is no such value.
    """
    return _read(declared, typed, calendar) if isinstance(typed, str) else declared.read(typed, calendar)


@lru_cache(maxsize=4096)
def _read(declared: Field, typed: str, calendar: Calendar) -> Any:
    return declared.read(typed, calendar)
