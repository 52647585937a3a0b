"""Records that live on under another id."""

from collections.abc import Iterator
from typing import Any

from flowatlas.model.path import CHANGES, Change, Plain, apply, flatten, is_inside, join, split, value_at
from flowatlas.model.places import places, targets
from flowatlas.store.declared import BASE, MISSING, found_at, is_record, is_same
from flowatlas.store.names import LABELS, called
from flowatlas.store.schema import atlas_type

ALIKE = 0.5
"""Part of the values that two records of one name must share to be one record under two ids."""


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
    name = called(old, "")
    if name != called(new, ""):
        return False
    one, other = flatten(old), flatten(new)
    if name == "''":
        return len(one) > 1 and is_same(old, new)
    paths = {path for path in one.keys() | other.keys() if path not in LABELS}
    alike = sum(path in one and path in other and is_same(one[path], other[path]) for path in paths)
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
