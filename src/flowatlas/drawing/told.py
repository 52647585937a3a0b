"""Told: records and their values as people say them, for every drawing that shows records."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from flowatlas.drawing.figure import label_of, spelled
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join, split
from flowatlas.model.quantity import Quantity
from flowatlas.model.record import Field, Map, Record, fields_of
from flowatlas.model.wording import capital

LABELS = ("name", "title", "text")
"""Fields that tell what people call a record, first come first served."""


class Value(NamedTuple):
    """A value to be told: where it stands, its title and explanation, and its text, '' where nobody gave it."""

    path: str
    title: str
    explanation: str
    text: str


class Teller:
    """Tells values of one map of an atlas, with the names of what they point at."""

    def __init__(self, atlas: Atlas, one: Map) -> None:
        self.atlas, self.map = atlas, one

    def values(self, record: Record, path: str) -> Iterator[Value]:
        """The values of a record in the order of their declaration; of the records in it, how many there are.

        What the map draws below under a heading of its own, and what is kept as it is and empty, is left out.
        """
        for field in fields_of(type(record)).values():
            value = getattr(record, field.attribute)
            if field.kind == "record" or (field.is_keyed and (record is self.map or not value)):
                continue
            if field.kind in {"any", "mapping"} and (value in (None, {}) or kept_records(field, value) is not None):
                continue
            text = str(len(value)) if field.is_keyed else self.told(field, value)
            yield Value(f"{path}/{field.name}", field.title, field.explanation, text)

    def named(self, value: Any) -> str:
        """A value that is kept as it is; the path of something on the map by the name of that."""
        if isinstance(value, str) and "/" in value and split(value)[0] in fields_of(type(self.atlas)):
            return name_at(self.atlas, value)
        return text_of(value)

    def told(self, field: Field, value: Any) -> str:
        """A value as people say it; what points at something by the name of that."""
        if field.kind == "figure" and value is not None:
            return spelled(value)
        if field.is_address and isinstance(value, str):
            return name_at(self.atlas, value)
        if field.is_metric and isinstance(value, str):
            label = TERMS[value].label if value in TERMS else in_words(value)
            return capital(label)
        if field.reference is not None and value:
            holder = field.reference.holder(self.map.section)
            keys = value if isinstance(value, list) else [value]
            return ", ".join(name_at(self.atlas, f"{holder}/{join(key)}") for key in keys)
        return text_of(value)


def name_of(record: Record, key: str) -> str:
    """What people call a record: its name, title or text, else its id."""
    for label in LABELS:
        named = getattr(record, label, None)
        if isinstance(named, str) and named.strip():
            return named
    return in_words(key)


def name_at(holder: Record, path: str) -> str:
    """What people call the thing at a path, with the field after its record; the last key where nothing is there."""
    here: Any = holder
    name, keys = "", split(path)
    for place, key in enumerate(keys):
        if isinstance(here, dict):
            here = here.get(key)
            name = name_of(here, key) if isinstance(here, Record) else in_words(key)
            continue
        field = fields_of(type(here)).get(key) if isinstance(here, Record) else None
        if field is None:
            return ": ".join(part for part in (name, *map(in_words, keys[place:])) if part)
        here = getattr(here, field.attribute)
        is_map = isinstance(here, Map)
        if not is_map and (field.record is None or not (field.is_keyed and place < len(keys) - 1)):
            name = f"{name}: {field.title}" if name else field.title
    return name


def text_of(value: Any) -> str:
    """A value as people write it; '' for nothing."""
    if value is None:
        return ""
    if isinstance(value, Quantity):
        label = label_of(value)
        return ", ".join([label.text, *label.notes])
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(text_of(entry) for entry in value)
    if isinstance(value, dict):
        if len(value) == 1 and next(iter(value)) in LABELS:
            return text_of(next(iter(value.values())))
        return "; ".join(f"{in_words(str(key))}: {text_of(inner)}" for key, inner in value.items())
    return str(value)


def kept_records(field: Field, value: Any) -> dict[str, dict[str, Any]] | None:
    """What is kept as it is, where it reads like records by id."""
    is_like_records = (
        field.kind == "any" and isinstance(value, dict) and all(isinstance(inner, dict) for inner in value.values())
    )
    return value if is_like_records and value else None


def in_words(key: str) -> str:
    """A key as words: ``next_steps`` as Next steps."""
    words = key.replace("_", " ").replace("-", " ").strip()
    return capital(words) or "''"


def sentence_of(record: type[Record]) -> str:
    """What a class of records is, in a sentence."""
    return (record.__doc__ or "").partition("\n")[0]
