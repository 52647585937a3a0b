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

from flowatlas.model.notation import is_percentile

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
    if len(keys) == 1:
        return _escaped(keys[0])
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


def as_mapping(value: Any) -> Plain:
    """A mapping as it is, and an empty one for anything else: content may hold what nobody expects."""
    return value if isinstance(value, dict) else {}


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
    for path, value in changes:
        keys, is_place = address(path)
        if not keys:
            plain = dict(value) if isinstance(value, dict) else plain
        elif is_place:
            plain = _moved(plain, keys, value)
        elif isinstance(value, dict) and BEHIND in value and not is_quantity(value) and CHANGES not in keys:
            plain = _with(plain, keys, {name: inner for name, inner in value.items() if name != BEHIND})
            plain = _moved(plain, keys, value[BEHIND])
        else:
            plain = _with(plain, keys, value)
    return plain


def reordered(names: list[str], name: str, place: Any) -> list[str]:
    """The names with one of them put in its place: behind the name that ``place`` gives as in a path, or first."""
    behind = _unescaped(str(place)) if place else None
    if behind == name:
        return names
    rest = [other for other in names if other != name]
    at = 0 if behind is None else rest.index(behind) + 1 if behind in rest else len(rest)
    return [*rest[:at], name, *rest[at:]]


def diff(before: Plain, after: Plain, *, is_ordered: Callable[[str], bool | None] | None = None) -> list[Change]:
    """The changes that turn one plain value into another, so that to apply them to ``before`` gives ``after``.

    ``is_ordered`` says at which paths the order of keys carries meaning; where it says nothing (None), that is so
    wherever every value is a mapping. As few records as possible are moved: those outside the longest run that both
    orders share. A mapping with ``changes`` is an overlay, whose fields have no order.
    """
    changes: list[Change] = []
    _diff(before, after, (), changes, is_ordered)
    return changes


def address(path: str) -> tuple[list[str], bool]:
    """The keys that a change's path leads through, and whether it is about the place of what stands there."""
    is_place = path.rpartition("/")[2] == BEHIND and "/" in path and CHANGES not in path.split("/")
    return split(path.rpartition("/")[0] if is_place else path), is_place


def _with(plain: Plain, keys: list[str], value: Any) -> Plain:
    copy = place = dict(plain)
    for key in keys[:-1]:
        inner = place.get(key)
        if value is None and not isinstance(inner, dict):
            return plain
        place[key] = dict(inner) if isinstance(inner, dict) else {}
        place = place[key]
    if value is None:
        place.pop(keys[-1], None)
    else:
        place[keys[-1]] = None if value is NOTHING else value
    return copy


def _moved(plain: Plain, keys: list[str], place: Any) -> Plain:
    holder, key = value_at(plain, join(*keys[:-1])), keys[-1]
    if not isinstance(holder, dict) or key not in holder:
        return plain
    names = reordered(list(holder), key, place)
    ordered = {name: holder[name] for name in names}
    return _with(plain, keys[:-1], ordered) if keys[1:] else ordered


def _diff(
    before: Plain,
    after: Plain,
    keys: tuple[str, ...],
    changes: list[Change],
    is_ordered: Callable[[str], bool | None] | None,
) -> None:
    changes += [Change(join(*keys, key)) for key in before if key not in after]
    for key, new in after.items():
        old: Any = before.get(key)
        inner = (*keys, key)
        if key in before and CHANGES not in keys and _lead_on(old, new):
            if key == CHANGES and list(new) != _order_of_setting(old, new):
                changes.append(Change(join(*inner), new))
            else:
                _diff(old, new, inner, changes, is_ordered)
        elif key not in before or not _same(old, new):
            _write(inner, new, changes, is_ordered)
    matters = is_ordered(join(*keys)) if is_ordered else None
    if matters is None:
        matters = all(isinstance(value, dict) for value in after.values())
    if matters and CHANGES not in (*keys, *after):
        _order(before, after, keys, changes)


def _lead_on(old: Any, new: Any) -> bool:
    """Whether the difference of two values can be told further in."""
    return isinstance(old, dict) and isinstance(new, dict) and (is_branch(old) or (is_quantity(old) and is_branch(new)))


def _write(
    keys: tuple[str, ...], value: Any, changes: list[Change], is_ordered: Callable[[str], bool | None] | None
) -> None:
    if isinstance(value, dict) and BEHIND in value and not is_quantity(value) and CHANGES not in keys:
        rest = {name: inner for name, inner in value.items() if name != BEHIND}
        changes.append(Change(join(*keys), rest))
        _diff(rest, value, keys, changes, is_ordered)
    else:
        changes.append(Change(join(*keys), NOTHING if value is None else value))


def _same(one: Any, other: Any) -> bool:
    """Equal, down to the order of keys and to whether a number is a whole one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_same(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return type(one) is type(other) and (one is other or bool(one == other))


def _order_of_setting(before: Plain, after: Plain) -> list[str]:
    """The order of keys once values are removed and set, with new ones at the end."""
    return [key for key in before if key in after] + [key for key in after if key not in before]


def _order(before: Plain, after: Plain, keys: tuple[str, ...], changes: list[Change]) -> None:
    places = {key: index for index, key in enumerate(_order_of_setting(before, after))}
    settled = _longest_rising(list(after), places)
    behind = ""
    for key in after:
        if key not in settled:
            changes.append(Change(f"{join(*keys, key)}/{BEHIND}", behind))
        behind = _escaped(key)


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
    last = holders[-1] if holders else None
    while last is not None:
        chain.add(last)
        last = previous[last]
    return chain


def _escaped(key: str) -> str:
    if not key:
        return "~2"
    return f"~{BEHIND}" if key == BEHIND else key.replace("~", "~0").replace("/", "~1")


def _unescaped(segment: str) -> str:
    if segment == "~2":
        return ""
    return BEHIND if segment == f"~{BEHIND}" else segment.replace("~1", "/").replace("~0", "~")
