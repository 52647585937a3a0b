"""What may be changed: changes are checked against the atlas as it is, and what has to go along with them is added."""

from collections.abc import Iterable
from typing import Any

from flowatlas.model.errors import EditRefusedError
from flowatlas.model.path import CHANGES, Change, Plain, address, apply, is_quantity, join, split, value_at
from flowatlas.model.record import Field, Record, fields_of, nearest
from flowatlas.model.wording import shown
from flowatlas.store.declared import field_at, is_record
from flowatlas.store.dump import in_flow
from flowatlas.store.names import Names, field_title
from flowatlas.store.schema import atlas_type, without

DEEPEST = 30
"""Levels of mappings and lists in an atlas that is edited; texts can hold a few more."""

LARGEST_NUMBER = 10**15
"""Larger ones lose digits on their way through a browser."""

LONGEST_KEY = 1_000
"""In signs of YAML, which allows 1,024."""


def permitted(plain: Plain, changes: Iterable[Change]) -> tuple[Plain, list[Change]]:
    """The atlas with the changes made in turn, and all of them; what points at a removed record is removed before it.

    To remove what is not there changes nothing.

    Raises:
        EditRefusedError: a change leads nowhere, into a record that is gone, or sets what an atlas cannot hold.
    """
    made: list[Change] = []
    for change in changes:
        keys, is_place = address(change.path)
        _check_path(plain, change.path, keys)
        here = value_at(plain, join(*keys))
        if is_place:
            _check_place(plain, change, keys)
            one = [change]
        elif change.value is not None:
            _check_value(plain, change, keys)
            one = [change]
        elif isinstance(here, dict) and not is_quantity(here) and CHANGES not in keys[:-1]:
            one = _with_names(plain, without(plain, join(*keys)))
        else:
            one = [change] if _is_there(plain, keys) else []
        plain = apply(plain, one)
        made += one
    return plain, made


def _with_names(plain: Plain, removal: list[Change]) -> list[Change]:
    """The changes of a removal; comments stay without what they were about, and keep the name of that."""
    names = Names(plain)
    kept: list[Change] = []
    for path, value in removal:
        keys = split(path)
        if keys[0] == "comments" and keys[2:] == ["about"] and value is None:
            kept.append(Change(join(*keys[:2], "place"), names.of(value_at(plain, path))))
    return [*kept, *removal]


def _check_path(plain: Plain, path: str, keys: list[str]) -> None:
    """A path leads through what is there, to something that is declared or was there before."""
    if not keys or not all(keys):
        raise EditRefusedError(f"{shown(path)} leads nowhere; a path is such as current/steps/ID/wait_time")
    if len(keys) > DEEPEST:
        raise EditRefusedError(f"{shown(path)} leads {len(keys)} levels deep; an atlas has at most {DEEPEST}")
    if wrong := _wrong_text(path):
        raise EditRefusedError(f"{shown(path)}: {wrong}")
    names = Names(plain)
    record: type[Record] | None = atlas_type()
    field: Field | None = None
    here: Any = plain
    for depth, key in enumerate(keys):
        at = join(*keys[: depth + 1])
        is_id = field is not None and field.is_keyed
        if is_id and field is not None:
            record, field = field.record, None
        elif record is not None:
            fields = fields_of(record)
            field = fields.get(key)
            if field is None and not _has(here, key):
                near = nearest(key, fields)
                hint = f'did you mean "{near}"?' if near else f"known here: {', '.join(fields)}"
                raise _refused(plain, keys[:depth], f"unknown field {shown(key)}; {hint}")
            record = None if field is None or field.is_keyed else field.record
        if depth == len(keys) - 1:
            if wrong := _wrong_key(key):
                raise _refused(plain, keys[:depth], wrong)
            return
        here = here.get(key) if isinstance(here, dict) else None
        if here is None and is_id:
            title = field_title(field_at(path), keys[-1])
            raise EditRefusedError(f"{names.of(at)} is not there any more, so that {title} cannot be changed")
        if here is not None and not isinstance(here, dict):
            raise EditRefusedError(
                f"{names.of(at)} is {shown(here)}, so that nothing in it can be changed; remove that first"
            )


def _check_place(plain: Plain, change: Change, keys: list[str]) -> None:
    path = join(*keys)
    name = Names(plain).of(path)
    holder = value_at(plain, join(*keys[:-1]))
    if not is_record(path, holder):
        raise EditRefusedError(f"{name} is no record of a map, so it has no place among others")
    if not _has(holder, keys[-1]):
        raise EditRefusedError(f"{name} is not there any more, so that it cannot be moved")
    if not isinstance(change.value, str):
        raise EditRefusedError(f"{name}: write the id that it stands behind, or an empty text for the first place")


def _check_value(plain: Plain, change: Change, keys: list[str]) -> None:
    if wrong := _wrong_in(change.value, len(keys)):
        raise _refused(plain, keys, wrong)


def _refused(plain: Plain, keys: list[str], wrong: str) -> EditRefusedError:
    """That a change is refused, with the name of the place where something is wrong."""
    return EditRefusedError(f"{Names(plain).of(join(*keys))}: {wrong}" if keys else wrong)


def _wrong_in(value: Any, depth: int) -> str:
    """Why a value is not such as JSON knows them, or nothing that YAML text can hold; '' if all is well."""
    todo: list[tuple[Any, int]] = [(value, depth)]
    while todo:
        value, depth = todo.pop()
        wrong = ""
        if depth > DEEPEST:
            return f"the value is nested too deep; at most {DEEPEST} levels"
        if isinstance(value, dict):
            for key, inner in value.items():
                if not isinstance(key, str) or not key:
                    return f"{shown(key)} cannot be the name of a field"
                wrong = wrong or _wrong_key(key)
                todo.append((inner, depth + 1))
        elif isinstance(value, list):
            todo += [(inner, depth + 1) for inner in value]
        elif isinstance(value, str):
            wrong = _wrong_text(value)
        elif isinstance(value, int | float) and not abs(value) < LARGEST_NUMBER:  # Which NaN is not, either.
            wrong = f"{shown(value)} is no number that an atlas can hold"
        if wrong:
            return wrong
    return ""


def _wrong_key(key: str) -> str:
    return _wrong_text(key) or (
        f"an id of {len(key):,} signs; use a short one" if len(in_flow(key)) > LONGEST_KEY else ""
    )


def _wrong_text(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        return "the text holds half of a sign; type it again"
    return ""


def _is_there(plain: Plain, keys: list[str]) -> bool:
    return _has(value_at(plain, join(*keys[:-1])), keys[-1])


def _has(holder: Any, key: str) -> bool:
    return isinstance(holder, dict) and key in holder
