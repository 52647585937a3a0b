"""Edits: what became of an atlas, told as people would tell it."""

import math
from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any, NamedTuple

from flowatlas.model.atlas import WorkingCalendar
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import (
    CHANGES,
    Change,
    Plain,
    address,
    apply,
    flatten,
    is_branch,
    is_inside,
    is_quantity,
    join,
    split,
    value_at,
)
from flowatlas.model.places import places, targets
from flowatlas.model.quantity import Quantity
from flowatlas.model.record import Field, Map, Record, fields_of
from flowatlas.model.wording import counted
from flowatlas.store.schema import atlas_type, diff

MOST_TOLD = 4
LONGEST_QUOTE = 60
ALIKE = 0.5
"""Part of the values that two records of one name must share to be one record under two ids."""

BASE = "current"
"""The section that overlays are laid over."""

LABELS = ("name", "title", "text")
"""Fields that tell what people call a record, first come first served."""


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


class _Missing:
    """Stands for a value that is not there, where None is one."""


MISSING = _Missing()


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


def section_title(path: str) -> str:
    """The title of the map that a path leads into; what stands beside the maps belongs to the atlas."""
    declared = fields_of(atlas_type()).get(split(path)[0])
    if declared is None or (declared.record is None and "/" not in path) or declared.record is WorkingCalendar:
        return "Atlas"
    return declared.title


# Names


class Names:
    """What people call the things in an atlas."""

    def __init__(self, plain: Plain) -> None:
        self.plain = plain

    def of(self, path: str) -> str:
        """The name of what stands at a path: “Legal review”, or “Legal review”: wait."""
        keys = split(path)
        value: Any = self.plain
        holder = field = ""
        at = 0
        current: type[Record] | None = atlas_type()
        while at < len(keys):
            key = keys[at]
            declared = _field(current, key)
            value = value.get(key, {}) if isinstance(value, dict) else {}
            at += 1
            if key == CHANGES and at < len(keys):
                return f"{holder}: {self.of(f'{BASE}/{keys[at]}')}"
            if declared is not None and declared.record is not None:
                current, is_keyed = declared.record, declared.is_keyed
            else:
                current, is_keyed = None, at > 1 and _holds_records(value)
            if is_keyed and at < len(keys):
                value = value.get(keys[at], {}) if isinstance(value, dict) else {}
                holder, field = self._record(declared, key, keys[at], value, holder), ""
                at += 1
                continue
            if current is None or not issubclass(current, Map):
                field = f"{field} {field_title(declared, key)}".strip()
        return f"{holder}: {field}" if holder and field else holder or field or section_title(path)

    def label(self, path: str) -> str:
        """What people call the record at a path, without quotes; its id where it has no name."""
        return _label(value_at(self.plain, path), split(path)[-1])

    def finding(self, found: Finding) -> str:
        """What is wrong or worth knowing about a place, by its name, and what would be right.

        Messages that begin with the field, such as ``touch_time: `` or ``touch time is ``, leave that to the name.
        """
        if not found.path:
            return found.with_hint
        key, name = split(found.path)[-1], self.of(found.path)
        title = field_title(field_at(found.path), key)
        message = found.with_hint.removeprefix(f"{key}: ")
        if message.startswith("is "):
            return f"{name} {message}"
        if name.endswith(title) and message.startswith(f"{title} "):
            return f"{name}{message.removeprefix(title)}"
        return f"{name}: {message}"

    def said(self, path: str, value: Any, declared: Field | None = None) -> str:
        """A value as it is told, with the names of the records that it points at instead of their ids."""
        if declared is not None and declared.is_address and isinstance(value, str):
            keys = split(value)
            # A value that nobody has given yet, such as a wait, has a name as well.
            return self.of(value) if self._stands(join(*(keys[:-1] if len(keys) > 2 else keys))) else said(value)
        if declared is None or declared.reference is None or not isinstance(value, str | list):
            return said(value, declared)
        holder = declared.reference.holder(_on_the_map(split(path))[0])
        ids = [str(one) for one in (value if isinstance(value, list) else [value])]
        paths = [f"{holder}/{join(one)}" for one in ids]
        names = (
            f"“{_shortened(self.label(one))}”" if self._stands(one) else said(key)
            for one, key in zip(paths, ids, strict=True)
        )
        return ", ".join(names) or "none"

    def _stands(self, path: str) -> bool:
        return found_at(self.plain, split(path)) is not MISSING

    def _record(self, declared: Field | None, container: str, key: str, value: Any, outer: str) -> str:
        quoted = f"“{_shortened(_label(value, key))}”"
        kind = declared.record.__name__ if declared is not None and declared.record is not None else ""
        if kind == "Step":
            return quoted
        if kind == "Rework":
            to = value.get("to") if isinstance(value, dict) else None
            back = f" back to “{self.label(join(BASE, 'steps', str(to)))}”" if to is not None else ""
            return f"rework from {outer}{back}"
        words = _words(kind) if kind else _singular(container.replace("_", " "))
        return f"{words} {quoted} of {outer}" if outer else f"{words} {quoted}"


def field_title(declared: Field | None, key: str) -> str:
    """What people call a field, in the middle of a sentence."""
    if declared is None:
        return key.replace("_", " ")
    title = declared.title
    return title if title[1:2].isupper() or not title[:1].isupper() else title[0].lower() + title[1:]


def field_at(path: str) -> Field | None:
    """The declared field at a path; in an overlay's changes, the field of the map that the change is about."""
    return _declared(_on_the_map(split(path)))[1]


def record_at(path: str) -> type[Record] | None:
    """The class of the record that stands at a path; None where a value does, or nothing is declared."""
    return _declared(_on_the_map(split(path)))[0]


def is_record(path: str, *holders: Any) -> bool:
    """Whether a thing with an id stands at a path; ``holders`` are the versions of the mapping that holds it.

    Where nothing is declared, mappings that hold nothing but mappings hold records.
    """
    keys = split(path)
    if CHANGES in keys or len(keys) < 2:
        return False
    record, field = _declared(keys[:-1])
    if record is not None or (field is not None and field.record is not None):
        return field is not None and field.is_keyed
    return len(keys) > 2 and all(_holds_records(holder) for holder in holders if holder)


def said(value: Any, declared: Field | None = None) -> str:
    """A value as it is told: as typed, with quotes around texts."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(said(one) for one in value) or "none"
    if isinstance(value, dict):
        if is_quantity(value):
            own = {key: inner for key, inner in value.items() if key != "value"}
            parts = [said(value["value"])] if "value" in value else []
            return ", ".join([*parts, *(f"{key} {said(inner)}" for key, inner in own.items())])
        return counted(len(value), "value") if value else "blank"
    is_text = declared is not None and declared.annotation is str and not declared.is_address
    text = _shortened(str(value))
    return f"“{text}”" if not text or (is_text and " " in text) else text


def _on_the_map(keys: list[str]) -> list[str]:
    return [BASE, *split(keys[-1])] if CHANGES in keys[:-1] else keys


def _declared(keys: list[str]) -> tuple[type[Record] | None, Field | None]:
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


def _holds_records(value: Any) -> bool:
    return is_branch(value) and all(isinstance(inner, dict) and not is_quantity(inner) for inner in value.values())


def _label(value: Any, key: str) -> str:
    if isinstance(value, dict):
        for name in LABELS:
            if isinstance(value.get(name), str | int | float) and str(value[name]).strip():
                return str(value[name])
    return key.replace("-", " ") or "''"


def _words(kind: str) -> str:
    return "".join(f" {sign.lower()}" if sign.isupper() else sign for sign in kind).strip()


def _singular(word: str) -> str:
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _shortened(text: str) -> str:
    text = " ".join(text.split(" ")).replace("\n", " ").strip()
    return text if len(text) <= LONGEST_QUOTE else f"{text[: LONGEST_QUOTE - 1]}…"


# Telling changes


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
                if not _same(*pair):
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
        record, declared = _declared(keys)
        if declared is not None and declared.record is not None:
            return declared.is_keyed or issubclass(declared.record, Map)
        if record is not None or is_record(
            join(*keys), *(value_at(one, join(*keys[:-1])) for one in (self.before, self.after))
        ):
            return False
        return len(keys) == 1 or _holds_records(new if old is MISSING else old)

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
                return Edit(Kind.RENAMED, path, name, before, after, f"renamed {name} to “{_shortened(after)}”")
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
        if is_way_back or (key in LABELS and _label(value, "") == str(inner)):
            continue
        if isinstance(inner, dict) and not is_quantity(inner):
            parts.append(f"{len(inner)} {title if len(inner) > 1 else _singular(title)}")
        else:
            parts.append(f"{title} {names.said(path, inner, fields.get(key))}")
    more = [f"{len(parts) - MOST_TOLD} more"] if len(parts) > MOST_TOLD else []
    return f" ({', '.join([*parts[:MOST_TOLD], *more])})" if parts else ""


def found_at(plain: Plain, keys: list[str]) -> Any:
    """What stands behind these keys; MISSING where nothing does, which is not the same as None."""
    value: Any = plain
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return MISSING
        value = value[key]
    return value


def _neighbour(plain: Plain, keys: list[str]) -> str:
    names = list(value_at(plain, join(*keys[:-1])))
    at = names.index(keys[-1])
    return str(names[at - 1]) if at else ""


def _same(one: Any, other: Any) -> bool:
    """Equal down to whether a number is a whole one; the order of keys aside."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and (one is other or bool(one == other))


# Ids


def new_ids(before: Any, after: Any, keys: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Paths of records that live on under another id, with that id; outer ones first, and inner ones found by them."""
    if not isinstance(before, dict) or not isinstance(after, dict) or CHANGES in keys:
        return
    gone = [key for key in before if key not in after]
    new = [key for key in after if key not in before]
    paired: dict[str, str] = {}
    if gone and new and is_record(join(*keys, gone[0]), before, after):
        for key in gone:
            heirs = [other for other in new if other not in paired.values() and _is_heir(before[key], after[other])]
            if len(heirs) == 1:
                paired[key] = heirs[0]
                yield join(*keys, key), heirs[0]
    for key, inner in before.items():
        other = paired.get(key, key)
        if other in after:
            yield from new_ids(inner, after[other], (*keys, other))


def _is_heir(old: Any, new: Any) -> bool:
    """Whether two records say nearly the same under one name; nameless ones, exactly the same, and enough of it."""
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    name = _label(old, "")
    if name != _label(new, ""):
        return False
    one, other = flatten(old), flatten(new)
    if name == "''":
        return len(one) > 1 and _same(old, new)
    paths = {path for path in one.keys() | other.keys() if path not in LABELS}
    alike = sum(path in one and path in other and _same(one[path], other[path]) for path in paths)
    return alike >= ALIKE * len(paths)


def with_new_id(plain: Plain, path: str, new: str) -> Plain:
    """An atlas in which a record, if it is there, has another id, and all that points at it follows."""
    keys = split(path)
    if found_at(plain, keys) is MISSING:
        return plain
    record, to = atlas_type(), join(*keys[:-1], new)
    changes = []
    for place in places(record, plain):
        if place.field.name == CHANGES and isinstance(place.value, dict):
            renamed = {
                _followed(f"{BASE}/{key}", path, to).partition("/")[2]: value for key, value in place.value.items()
            }
            if list(renamed) != list(place.value) and len(renamed) == len(place.value):
                changes.append(Change(place.path, renamed))
            continue
        hits = {entry for entry, target in targets(place) if is_inside(target, path)}
        if hits and place.field.is_address:
            changes.append(Change(place.path, _followed(str(place.value), path, to)))
        elif isinstance(place.value, list) and hits:
            changes.append(Change(place.path, [new if str(entry) in hits else entry for entry in place.value]))
        elif hits:
            changes.append(Change(place.path, new))
    plain = apply(plain, changes)
    holder = value_at(plain, join(*keys[:-1]))
    renamed = {new if key == keys[-1] else key: value for key, value in holder.items()}
    return apply(plain, [Change(join(*keys[:-1]), renamed)])


def _followed(path: str, old: str, new: str) -> str:
    return f"{new}{path[len(old) :]}" if is_inside(path, old) else path


# Order


class MapOrder:
    """The order of paths as on the map: fields as declared, records as they stand, removed ones where they stood."""

    def __init__(self, before: Plain, after: Plain) -> None:
        self.before, self.after = before, after
        self.known: dict[tuple[str, ...], dict[str, int]] = {}

    def place(self, path: str) -> list[int]:
        """What to sort by."""
        keys = split(path)
        return [self._places(tuple(keys[:depth])).get(key, -1) for depth, key in enumerate(keys)]

    def _places(self, holder: tuple[str, ...]) -> dict[str, int]:
        if holder not in self.known:
            old, new = (
                {} if not isinstance(value, dict) else value
                for value in (found_at(self.before, list(holder)), found_at(self.after, list(holder)))
            )
            names = _merged(old, new)
            record = record_at(join(*holder)) if holder else None
            if record is not None:
                names = [
                    *(name for name in fields_of(record) if name in names),
                    *(name for name in names if name not in fields_of(record)),
                ]
            self.known[holder] = {name: number for number, name in enumerate(names)}
        return self.known[holder]


def _merged(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """All names, those that are only in ``before`` behind what they stood behind there."""
    names, above = list(after), ""
    for name in before:
        if name not in names:
            names.insert(names.index(above) + 1 if above in names else 0, name)
        above = name
    return names
