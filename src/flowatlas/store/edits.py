"""Edits: what became of an atlas, told as people would tell it."""

import math
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from flowatlas.model.atlas import WorkingCalendar
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import (
    CHANGES,
    Change,
    Plain,
    address,
    is_quantity,
    join,
    split,
    value_at,
)
from flowatlas.model.quantity import Quantity
from flowatlas.model.record import Map, fields_of
from flowatlas.store.declared import (
    MISSING,
    declared_at,
    field_at,
    found_at,
    holds_records,
    is_record,
    is_same,
    record_at,
)
from flowatlas.store.map_order import MapOrder
from flowatlas.store.names import LABELS, Names, called, field_title, said, shortened, singular
from flowatlas.store.new_ids import new_ids, with_new_id
from flowatlas.store.schema import diff

MOST_TOLD = 4


class Kind(StrEnum):
    """What became of a thing."""

    ADDED = "added"
    REMOVED = "removed"
    NEW_ID = "new id"
    RENAMED = "renamed"
    MOVED = "moved"
    CHANGED = "changed"
    SPELLED = "spelled differently"


class Edit(NamedTuple):
    """What became of one thing: its path, what people call it, before and after, and the same in a sentence.

    ``before`` and ``after`` are plain values as typed, None for nothing; for a move the ids of the neighbours that the
    record stood and stands behind, '' for the first place. The path is that of ``after``, or of what is gone.
    """

    kind: Kind
    path: str
    name: str
    before: Any
    after: Any
    text: str


def edits(before: Plain, after: Plain, *, spelling: bool = False) -> list[Edit]:
    """What turned one atlas into another, in map order; both are plain values in tidy form.

    Records that only changed their id are told as that. ``spelling`` also tells values that were typed differently and
    mean the same, such as 5d and 1wk.
    """
    renamed = list(new_ids(before, after))
    earlier = before
    for path, other in renamed:
        earlier = with_new_id(earlier, path, other)
    teller = _Teller(earlier, after)
    found = [teller.new_id(path, other) for path, other in renamed]
    for change in diff(earlier, after):
        found += teller.told(change)
    order = MapOrder(earlier, after)
    return sorted(
        (edit for edit in found if spelling or edit.kind is not Kind.SPELLED), key=lambda edit: order.place(edit.path)
    )


class _Teller:
    """Tells changes between two atlases."""

    def __init__(self, before: Plain, after: Plain) -> None:
        self.before, self.after = before, after
        self.old_names, self.new_names = Names(before), Names(after)
        self.calendars = calendar_of(before), calendar_of(after)

    def new_id(self, path: str, other: str) -> Edit:
        """A record that is called the same and has another id."""
        old, keys = split(path)[-1], [*split(path)[:-1], other]
        name = self.new_names.of(join(*keys))
        return Edit(Kind.NEW_ID, join(*keys), name, old, other, f"{name}: id changed from {old} to {other}")

    def told(self, change: Change) -> Iterator[Edit]:
        """The edits that a change amounts to."""
        keys, is_place = address(change.path)
        if not is_place:
            yield from self._between(keys, found_at(self.before, keys), found_at(self.after, keys))
        elif found_at(self.before, keys) is not MISSING:
            yield self._moved(keys)

    def _moved(self, keys: list[str]) -> Edit:
        path = join(*keys)
        old, new = (_neighbour(plain, keys) for plain in (self.before, self.after))
        name = self.new_names.of(path)
        places = self._place(self.old_names, keys, old), self._place(self.new_names, keys, new)
        text = f"moved {name}: now {places[1]}, was {places[0]}"
        if old == new:
            text = f"moved {name}: {places[1]}, with others around it moved or gone"
        return Edit(Kind.MOVED, path, name, old, new, text)

    def _place(self, names: Names, keys: list[str], neighbour: str) -> str:
        return f"behind “{names.label(join(*keys[:-1], neighbour))}”" if neighbour else "in the first place"

    def _between(self, keys: list[str], old: Any, new: Any) -> Iterator[Edit]:
        path = join(*keys)
        if old is MISSING and new is MISSING:
            return
        sides = [value for value in (old, new) if value is not MISSING]
        is_mapping = all(isinstance(value, dict) and not is_quantity(value) for value in sides)
        if is_mapping and self._leads_on(keys, old, new):
            one, other = ({} if value is MISSING else value for value in (old, new))
            for key in dict.fromkeys([*one, *other]):
                pair = one.get(key, MISSING), other.get(key, MISSING)
                if not is_same(*pair):
                    yield from self._between([*keys, key], *pair)
            if keys[-1] == CHANGES and [key for key in one if key in other] != [key for key in other if key in one]:
                name = f"{self.new_names.of(join(*keys[:-1]))}: changes"
                yield Edit(Kind.MOVED, path, name, list(one), list(other), f"{name} stand in another order")
        elif old is MISSING and is_mapping:
            yield self._added(keys, new)
        elif new is MISSING and is_mapping:
            name = self.old_names.of(path)
            yield Edit(Kind.REMOVED, path, name, old, None, f"removed {name}{_content(self.old_names, path, old)}")
        else:
            yield self._changed(path, old, new)

    def _leads_on(self, keys: list[str], old: Any, new: Any) -> bool:
        """Whether a difference is told by its parts: in a map, in records by id, between two versions of a record."""
        if old is not MISSING and new is not MISSING:
            return True
        if keys[-1] == CHANGES and len(keys) > 1:
            return True
        if CHANGES in keys:
            return False
        record, declared = declared_at(keys)
        if declared is not None and declared.record is not None:
            return declared.is_keyed or issubclass(declared.record, Map)
        if record is not None or is_record(
            join(*keys), *(value_at(one, join(*keys[:-1])) for one in (self.before, self.after))
        ):
            return False
        return len(keys) == 1 or holds_records(new if old is MISSING else old)

    def _added(self, keys: list[str], new: Any) -> Edit:
        path = join(*keys)
        name = self.new_names.of(path)
        holder = value_at(self.after, join(*keys[:-1]))
        record = record_at(path)
        is_step = record is not None and record.__name__ == "Step"
        is_alone = not isinstance(holder, dict) or len(holder) == 1
        place = (
            "" if is_alone or not is_step else f", {self._place(self.new_names, keys, _neighbour(self.after, keys))}"
        )
        return Edit(Kind.ADDED, path, name, None, new, f"added {name}{place}{_content(self.new_names, path, new)}")

    def _changed(self, path: str, old: Any, new: Any) -> Edit:
        declared = field_at(path)
        name = self.new_names.of(path)
        before, after = (None if value is MISSING else value for value in (old, new))
        keys = split(path)
        if keys[-1] in LABELS[:2] and isinstance(before, str) and isinstance(after, str) and CHANGES not in keys:
            holders = [value_at(plain, join(*keys[:-2])) for plain in (self.before, self.after)]
            if is_record(join(*keys[:-1]), *holders):
                name = self.old_names.of(join(*keys[:-1]))
                return Edit(Kind.RENAMED, path, name, before, after, f"renamed {name} to “{shortened(after)}”")
        one, other = self.old_names.said(path, before, declared), self.new_names.said(path, after, declared)
        if old is not MISSING and new is not MISSING and means_the_same(path, before, after, *self.calendars):
            return Edit(Kind.SPELLED, path, name, before, after, f"{name} spelled differently, {one} → {other}")
        if old is MISSING:
            text = f"{name} {other} (was not given)"
        elif new is MISSING:
            text = f"{name} not given any more (was {one})"
        else:
            text = f"{name} {one} → {other}"
        return Edit(Kind.CHANGED, path, name, before, after, text)


def calendar_of(plain: Plain) -> Calendar:
    """The calendar that an atlas's times are read with."""
    return WorkingCalendar.read(plain.get("calendar", {}), "calendar")[0].times


def means_the_same(path: str, one: Any, other: Any, calendar: Calendar, other_calendar: Calendar) -> bool:
    """Whether two values of a field mean the same, however they are typed."""
    declared = field_at(path)
    if declared is None or declared.record is not None or None in (one, other):
        return False
    try:
        read, other_read = declared.read(one, calendar), declared.read(other, other_calendar)
    except QuantityError:
        return False
    return _equal(read, other_read)


def _equal(one: Any, other: Any) -> bool:
    if not isinstance(one, Quantity) or not isinstance(other, Quantity):
        return type(one) is type(other) and bool(one == other)
    told = ("form", "basis", "by", "on", "sample_size", "currency")
    return (
        all(getattr(one, slot) == getattr(other, slot) for slot in told)
        and len(one.points) == len(other.points)
        and all(
            math.isclose(*pair)
            for points in zip(one.points, other.points, strict=True)
            for pair in zip(*points, strict=True)
        )
        and ((one.prior is None and other.prior is None) or _equal(one.prior, other.prior))
    )


def _content(names: Names, path: str, value: Any) -> str:
    """The main values of a record in brackets."""
    if not isinstance(value, dict):
        return f" ({said(value)})"
    record = record_at(path)
    fields = fields_of(record) if record is not None else {}
    parts = []
    for key in [*(name for name in fields if name in value), *(name for name in value if name not in fields)]:
        inner = value[key]
        title = field_title(fields.get(key), key)
        is_way_back = key == "to" and record is not None and record.__name__ == "Rework"
        if is_way_back or (key in LABELS and called(value, "") == str(inner)):
            continue
        if isinstance(inner, dict) and not is_quantity(inner):
            parts.append(f"{len(inner)} {title if len(inner) > 1 else singular(title)}")
        else:
            parts.append(f"{title} {names.said(path, inner, fields.get(key))}")
    more = [f"{len(parts) - MOST_TOLD} more"] if len(parts) > MOST_TOLD else []
    return f" ({', '.join([*parts[:MOST_TOLD], *more])})" if parts else ""


def _neighbour(plain: Plain, keys: list[str]) -> str:
    names = list(value_at(plain, join(*keys[:-1])))
    at = names.index(keys[-1])
    return str(names[at - 1]) if at else ""
