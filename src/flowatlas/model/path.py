"""Paths and changes: every value of an atlas has an address, and every edit is an address with a new value.

Plain values are nested mappings whose leaves are texts, numbers, lists and quantities such as ``{p50: 4d, n: 12}``.
A path joins keys with ``/``. Inside a key, ``~`` is written ``~0``, ``/`` is ``~1``, and an empty key is ``~2``. Two
names are special: under ``changes`` (an overlay's own) the rest of a path is one key, and ``behind`` at the end of a
path is not a field but a record's place: behind which neighbour it stands, or ``''`` for the first place. A field that
really is called ``behind`` is addressed as ``~behind``.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias

from flowatlas.model.quantity import is_percentile

BEHIND = "behind"
CHANGES = "changes"

Plain: TypeAlias = dict[str, Any]
"""Nested mappings as they are read from text, before they become records."""


class _Nothing:
    """The value of a change that writes an explicit nothing into an overlay, where nothing removes."""

    def __repr__(self) -> str:
        return "NOTHING"


NOTHING = _Nothing()


class Change(NamedTuple):
    """A path and its new value; None removes what stands there."""

    path: str
    value: Any = None


def join(*keys: str) -> str:
    """The path that leads through these keys.

    >>> join("current", "steps", "a/b")
    'current/steps/a~1b'
    """
    if CHANGES in keys[:-1]:
        at = keys.index(CHANGES) + 1
        return "/".join([*(_escaped(key) for key in keys[:at]), *keys[at:]])
    return "/".join(_escaped(key) for key in keys)


def split(path: str) -> list[str]:
    """The keys that a path leads through; none for the root, whose path is empty.

    >>> split("current/voices/ana/changes/steps/legal/wait_time")
    ['current', 'voices', 'ana', 'changes', 'steps/legal/wait_time']
    """
    if not path:
        return []
    segments = path.split("/")
    if CHANGES in segments[:-1]:
        at = segments.index(CHANGES) + 1
        return [*(_unescaped(segment) for segment in segments[:at]), "/".join(segments[at:])]
    return [_unescaped(segment) for segment in segments]


def is_inside(path: str, outer: str) -> bool:
    """Whether a path is ``outer`` itself or leads further into it."""
    return not outer or path == outer or path.startswith(f"{outer}/")


def is_quantity(value: Any) -> bool:
    """Whether a mapping is a quantity, a leaf, rather than a record.

    >>> is_quantity({"p50": "4d", "n": 12}), is_quantity({"name": "Legal"})
    (True, False)
    """
    if not isinstance(value, Mapping) or not value:
        return False
    keys = {str(key) for key in value}
    percentiles = {key for key in keys if is_percentile(key)}
    return bool(percentiles or "value" in keys) and keys - percentiles <= {"value", "basis", "by", "on", "n"}


def is_branch(value: Any) -> bool:
    """Whether a value is a mapping that paths lead into."""
    return isinstance(value, dict) and bool(value) and not is_quantity(value)


def flatten(plain: Plain) -> dict[str, Any]:
    """Every leaf by its path, in the order of the file.

    >>> flatten({"current": {"steps": {"build": {"process_time": "3d"}}}})
    {'current/steps/build/process_time': '3d'}
    """
    flat: dict[str, Any] = {}

    def walk(value: Any, keys: tuple[str, ...]) -> None:
        if is_branch(value) and not (len(keys) > 1 and keys[-2] == CHANGES):
            for key, inner in value.items():
                walk(inner, (*keys, key))
        else:
            flat[join(*keys)] = value

    for key, value in plain.items():
        walk(value, (key,))
    return flat


def unflatten(flat: Mapping[str, Any]) -> Plain:
    """The nested mapping whose leaves these are; the inverse of `flatten`."""
    plain: Plain = {}
    for path, value in flat.items():
        keys = split(path)
        place = plain
        for key in keys[:-1]:
            place = place.setdefault(key, {})
        place[keys[-1]] = value
    return plain


def value_at(plain: Plain, path: str) -> Any:
    """What stands at a path; None where nothing does."""
    value: Any = plain
    for key in split(path):
        if not isinstance(value, dict) or key not in value:
            return None
        value = value[key]
    return value


def apply(plain: Plain, changes: Iterable[Change]) -> Plain:
    """A copy with the changes made, in turn; mappings on the way to a new value are made as needed.

    A mapping that is added may carry ``behind`` to say its place. A place behind an unknown neighbour is the last one.
    """
    for change in changes:
        keys, is_place = _address(change.path)
        if keys:
            plain = _changed(plain, keys, change.value, is_place=is_place)
        elif isinstance(change.value, dict):
            plain = dict(change.value)
    return plain


def diff(before: Plain, after: Plain, *, is_ordered: Callable[[str], bool] | None = None) -> list[Change]:
    """The changes that turn one plain value into another: ``apply(before, diff(before, after)) == after``.

    ``is_ordered`` says at which paths the order of keys carries meaning; by default wherever every value is a mapping.
    As few records as possible are moved: those outside the longest run that both orders share.
    """
    changes: list[Change] = []
    _diff(before, after, (), changes, is_ordered)
    return changes


def _address(path: str) -> tuple[list[str], bool]:
    is_place = path.rpartition("/")[2] == BEHIND and "/" in path and CHANGES not in path.split("/")
    return split(path.rpartition("/")[0] if is_place else path), is_place


def _changed(place: Any, keys: list[str], value: Any, *, is_place: bool) -> Plain:
    copy: Plain = dict(place) if isinstance(place, dict) else {}
    key = keys[0]
    if len(keys) > 1:
        inner = copy.get(key)
        if value is None and not (isinstance(inner, dict) and inner):
            return copy
        copy[key] = _changed(inner, keys[1:], value, is_place=is_place)
        return copy
    if is_place:
        return _moved(copy, key, str(value or "")) if key in copy else copy
    if value is None:
        copy.pop(key, None)
        return copy
    if isinstance(value, dict) and BEHIND in value and not is_quantity(value):
        copy[key] = {name: inner for name, inner in value.items() if name != BEHIND}
        return _moved(copy, key, str(value[BEHIND] or ""))
    copy[key] = None if value is NOTHING else value
    return copy


def _moved(mapping: Plain, key: str, behind: str) -> Plain:
    if behind == key:
        return mapping
    moved = mapping[key]
    rest = [(name, value) for name, value in mapping.items() if name != key]
    names = [name for name, _ in rest]
    at = 0 if not behind else names.index(behind) + 1 if behind in names else len(names)
    return dict([*rest[:at], (key, moved), *rest[at:]])


def _diff(
    before: Plain,
    after: Plain,
    keys: tuple[str, ...],
    changes: list[Change],
    is_ordered: Callable[[str], bool] | None,
) -> None:
    for key in before:
        if key not in after:
            changes.append(Change(join(*keys, key)))
    added = []
    for key, new in after.items():
        path = join(*keys, key)
        old = before.get(key)
        if key not in before:
            added.append(key)
            _write(path, new, changes)
        elif is_branch(old) and is_branch(new) and not (keys and keys[-1] == CHANGES):
            _diff(old, new, (*keys, key), changes, is_ordered)
        elif type(old) is not type(new) or old != new:
            _write(path, new, changes)
    if keys and keys[-1] == CHANGES:
        return
    if is_ordered(join(*keys)) if is_ordered else all(isinstance(value, dict) for value in after.values()):
        _order(list(before), list(after), set(added), keys, changes)


def _write(path: str, value: Any, changes: list[Change]) -> None:
    if isinstance(value, dict) and BEHIND in value and not is_quantity(value) and CHANGES not in split(path)[:-1]:
        changes.append(Change(path, {name: inner for name, inner in value.items() if name != BEHIND}))
        changes.append(Change(f"{path}/~{BEHIND}", NOTHING if value[BEHIND] is None else value[BEHIND]))
    else:
        changes.append(Change(path, NOTHING if value is None else value))


def _order(
    before: list[str], after: list[str], added: set[str], keys: tuple[str, ...], changes: list[Change]
) -> None:
    places = {key: index for index, key in enumerate(before)}
    settled = _longest_rising([key for key in after if key not in added], places)
    if [key for key in after if key in added] == after[len(after) - len(added) :]:
        settled |= added
    for index, key in enumerate(after):
        if key not in settled:
            changes.append(Change(f"{join(*keys, key)}/{BEHIND}", after[index - 1] if index else ""))


def _longest_rising(keys: list[str], places: Mapping[str, int]) -> set[str]:
    """The largest set of keys that stand in the same order on both sides."""
    ends: list[int] = []
    holders: list[str] = []
    previous: dict[str, str | None] = {}
    for key in keys:
        at = bisect_left(ends, places[key])
        previous[key] = holders[at - 1] if at else None
        if at == len(ends):
            ends.append(places[key])
            holders.append(key)
        else:
            ends[at], holders[at] = places[key], key
    chain: set[str] = set()
    key: str | None = holders[-1] if holders else None
    while key is not None:
        chain.add(key)
        key = previous[key]
    return chain


def _escaped(key: str) -> str:
    if not key:
        return "~2"
    return f"~{BEHIND}" if key == BEHIND else key.replace("~", "~0").replace("/", "~1")


def _unescaped(segment: str) -> str:
    if segment == "~2":
        return ""
    return BEHIND if segment == f"~{BEHIND}" else segment.replace("~1", "/").replace("~0", "~")
