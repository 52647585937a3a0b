"""Taking back a change: each value goes back to what it was, wherever it is still the one that the change made."""

from collections.abc import Iterable, Iterator
from typing import Any

from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import CHANGES, NOTHING, Change, Plain, address, apply, is_branch, is_inside, join, value_at
from flowatlas.model.places import pointers, targets
from flowatlas.store.declared import BASE, MISSING, found_at, is_record
from flowatlas.store.made import Made
from flowatlas.store.schema import Reading, atlas_type, diff, read_atlas, tidy


class Steps:
    """What one session can undo and redo: numbers of changes, the next one last."""

    def __init__(self) -> None:
        self.undo: list[int] = []
        self.redo: list[int] = []

    def note(self, made: Made) -> None:
        """Take up a change of this session."""
        if made.undoes is None:
            self.undo.append(made.n)
            self.redo.clear()
            return
        for taken, given in ((self.undo, self.redo), (self.redo, self.undo)):
            if made.undoes in taken:
                del taken[taken.index(made.undoes) :]
                given.append(made.n)
                return


def taken_back(before: Plain, after: Plain, now: Plain, reading: Reading) -> list[Change]:
    """The changes to ``now`` that take back what led from ``before`` to ``after``, as far as nobody changed it since.

    A record that was added stays if it was changed since or something new points at it; what cannot stand any more,
    such as a link to a step that somebody else removed, stays away. All three are plain values in tidy form;
    ``reading`` is that of ``now``.
    """
    wanted = [one for change in diff(after, before) for one in _units(change, before, after)]
    while True:
        made, result = _made(wanted, before, after, now)
        broken = new_errors(reading.findings, read_atlas(result, before=reading).findings) if made else []
        kept = [change for change in wanted if not _is_hit(change, broken)]
        if len(kept) == len(wanted):
            return made
        wanted = kept


def new_errors(before: Iterable[Finding], after: Iterable[Finding]) -> list[Finding]:
    """The errors among findings that were not there before."""
    known = {(finding.path, finding.message) for finding in before}
    return [
        finding
        for finding in after
        if finding.severity is Severity.ERROR and (finding.path, finding.message) not in known
    ]


def _is_hit(change: Change, broken: list[Finding]) -> bool:
    path = join(*address(change.path)[0])
    return any(is_inside(finding.path, path) or is_inside(path, finding.path) for finding in broken)


def _units(change: Change, before: Plain, after: Plain) -> Iterator[Change]:
    """A change told record by record and value by value, so that each can be taken back or left alone."""
    keys, is_place = address(change.path)
    side = before if change.value is not None else after
    value = found_at(side, keys)
    holders = (value_at(one, join(*keys[:-1])) for one in (before, after))
    if is_place or CHANGES in keys[:-1] or not is_branch(value) or is_record(join(*keys), *holders):
        yield change
        return
    for key, inner in value.items():
        new = None if change.value is None else NOTHING if inner is None else inner
        yield from _units(Change(join(*keys, key), new), before, after)


def _made(wanted: list[Change], before: Plain, after: Plain, now: Plain) -> tuple[list[Change], Plain]:
    as_made = {path for path, _ in wanted if _is_as_made(path, after, now)}
    removed = {path for path, value in wanted if value is None and _is_record(now, address(path)[0])}
    used = _used(now, removed, as_made - removed)
    made: list[Change] = []
    for change in wanted:
        keys, is_place = address(change.path)
        if is_place:
            one = _back_in_place(keys, before, after, now)
        elif change.path in used or change.path not in as_made or not _can_stand(now, keys):
            one = []
        else:
            one = [change]
        now = apply(now, one)
        made += one
    return made, tidy(now)


def _is_record(plain: Plain, keys: list[str]) -> bool:
    return is_record(join(*keys), value_at(plain, join(*keys[:-1])))


def _is_as_made(path: str, after: Plain, now: Plain) -> bool:
    keys, is_place = address(path)
    return not is_place and _same(found_at(now, keys), found_at(after, keys))


def _used(now: Plain, removed: set[str], returned: set[str]) -> set[str]:
    """Those of the records to be removed that something points at which stays; ``returned`` are values that go back."""
    pointing = []
    for place in pointers(atlas_type(), now):
        if _outer(place.path, returned):
            continue
        to = [target for _, target in targets(place)]
        if place.field.name == CHANGES and isinstance(place.value, dict):
            to = [f"{BASE}/{path}" for path in place.value]
        pointing.append((_outer(place.path, removed), {one for target in to if (one := _outer(target, removed))}))
    used: set[str] = set()
    while more := {one for holder, to in pointing if not holder or holder in used for one in to} - used:
        used |= more
    return used


def _outer(path: str, records: set[str]) -> str:
    """The one of some records that a path leads into; '' where it leads into none."""
    while path and path not in records:
        path = path.rpartition("/")[0]
    return path


def _can_stand(now: Plain, keys: list[str]) -> bool:
    """Whether the record that would hold a value is still there."""
    for depth in range(2, len(keys)):
        if _is_record(now, keys[:depth]) and found_at(now, keys[:depth]) is MISSING:
            return False
    return True


def _back_in_place(keys: list[str], before: Plain, after: Plain, now: Plain) -> list[Change]:
    """The move back behind the neighbour of before, or the nearest one in front of it that is still there."""
    path = join(*keys)
    orders = [list(value_at(side, join(*keys[:-1])) or ()) for side in (before, after, now)]
    old, made, present = orders
    key = keys[-1]
    if key not in old or key not in present:
        return []
    if key in made and _neighbour(made, key, present) != _neighbour(present, key, made):
        return []
    behind = _neighbour(old, key, present)
    if behind == _neighbour(present, key, present):
        return []
    return [Change(f"{path}/behind", join(behind) if behind else "")]


def _neighbour(order: list[str], key: str, among: list[str]) -> str:
    """The nearest record in front of this one that is among some others; '' where there is none."""
    return next((name for name in reversed(order[: order.index(key)]) if name in among), "")


def _same(one: Any, other: Any) -> bool:
    """Equal down to whether a number is a whole one; the order of keys aside."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(_same(value, other[key]) for key, value in one.items())
    return type(one) is type(other) and (one is other or bool(one == other))
