"""Merging: what two sides made of one atlas, brought together path by path, with what is left to decide."""

from collections.abc import Iterable, Mapping
from functools import cached_property, cmp_to_key
from typing import Any, NamedTuple

from flowatlas.model.errors import ChangeRefusedError, FileUnreadableError
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.path import BEHIND, CHANGES, Plain, address, is_inside, is_quantity, join, split, value_at
from flowatlas.model.path import diff as plain_diff
from flowatlas.model.places import is_ordered
from flowatlas.store.declared import MISSING, field_at, is_record
from flowatlas.store.dump import in_flow
from flowatlas.store.edits import Edit, calendar_of, edits, means_the_same
from flowatlas.store.file import AtlasFile
from flowatlas.store.map_order import MapOrder
from flowatlas.store.names import Names
from flowatlas.store.new_ids import new_ids, with_new_id
from flowatlas.store.schema import atlas_type, diff, read_atlas, tidy

QUESTIONS = "questions"


class OpenPoint(NamedTuple):
    """Something that both sides changed in different ways: ``ours`` stays in the file until somebody decides.

    The path is that of a value, of a record that one side removed and the other one changed, or ends with ``behind``
    for the place of a record, whose values are the ids of the neighbours it stands behind, '' for the first place.
    None stands for nothing. ``text`` says it in a sentence.
    """

    path: str
    name: str
    base: Any
    ours: Any
    theirs: Any
    text: str


class Merge(NamedTuple):
    """The merged atlas as plain values, and what is left to decide, in map order.

    ``findings`` tell what is wrong with the result and with neither side, such as a step that one side removed and the
    other one points at.
    """

    plain: Plain
    open_points: list[OpenPoint]
    findings: list[Finding]


def merged(base: Plain, ours: Plain, theirs: Plain) -> Merge:
    """Bring two versions together that started from one, all three as plain values in tidy form.

    What only one side changed is taken, and what both changed alike is taken once.
    """
    base, ours, theirs, renamed = _under_one_id(base, ours, theirs)
    work = _Work(base, ours, theirs)
    plain = tidy(work.value((), base, ours, theirs))
    order = MapOrder(theirs, ours)
    points = sorted([*renamed, *map(work.described, work.clashes)], key=lambda point: order.place(point.path))
    return Merge(plain, points, _new_findings(plain, ours, theirs))


def merged_file(base: AtlasFile, ours: AtlasFile, theirs: AtlasFile, *, asks: bool = False) -> tuple[AtlasFile, Merge]:
    """Our file with the merge written into its text, comments and layout kept, and the merge.

    ``asks`` also writes what is left to decide into the atlas, as questions.

    Raises:
        ChangeRefusedError: the merge cannot be written into this text.
    """
    merge = merged(base.plain, ours.plain, theirs.plain)
    if asks:
        merge = merge._replace(plain=tidy(with_questions(merge.plain, merge.open_points)))
    written = ours
    for path, new in new_ids(ours.plain, merge.plain):
        written = _with_key(written, split(path), new)
    changes = diff(written.plain, merge.plain)
    written = written.changed(changes)
    for path, value in changes:
        if isinstance(value, dict) and value_at(ours.plain, path) is None:
            written = _as_typed(written, theirs, path)
    again = AtlasFile.of_text(written.text.text, ours.name)
    if diff(again.plain, merge.plain):
        raise ChangeRefusedError(f"{ours.name}: the merge cannot be written into this text; merge it by hand")
    return written, merge


def with_questions(plain: Plain, points: Iterable[OpenPoint]) -> Plain:
    """The atlas with a question for everything that is left to decide."""
    asked = dict(plain.get(QUESTIONS) or {})
    texts = {question.get("text") for question in asked.values() if isinstance(question, dict)}
    number = 0
    for point in points:
        text = f"Merge: {point.text}"
        if text in texts:
            continue
        while f"merge-{(number := number + 1)}" in asked:
            pass
        about = point.path.removesuffix(f"/{BEHIND}")
        asked[f"merge-{number}"] = {"text": text, "about": _nearest(plain, about)}
    return {**plain, QUESTIONS: asked} if asked else plain


def _under_one_id(base: Plain, ours: Plain, theirs: Plain) -> tuple[Plain, Plain, Plain, list[OpenPoint]]:
    """All three with the ids that a side gave anew, so that edits of the other side find their record."""
    points = []
    by_them = dict(new_ids(base, theirs))
    for path, new in list(new_ids(base, ours)):
        holder, there = split(path)[:-1], by_them.get(path)
        if there is not None and there != new and value_at(theirs, join(*holder, new)) is None:
            theirs = with_new_id(theirs, join(*holder, there), new)
            name, old = Names(ours).of(join(*holder, new)), split(path)[-1]
            text = f"{name} has the id {new} in ours, {there} in theirs (was {old})"
            points.append(OpenPoint(join(*holder, new), name, old, new, there, text))
        elif value_at(theirs, join(*holder, new)) is None:
            theirs = with_new_id(theirs, path, new)
        elif there is None:
            continue
        base = with_new_id(base, path, new)
    for path, new in list(new_ids(base, theirs)):
        if value_at(ours, join(*split(path)[:-1], new)) is None:
            base, ours = with_new_id(base, path, new), with_new_id(ours, path, new)
    return base, ours, theirs, points


def _as_typed(written: AtlasFile, theirs: AtlasFile, path: str) -> AtlasFile:
    """The file with a record that they added in their own lines, comments included, where that says the same."""
    sides = [side.text.text.splitlines(keepends=True) for side in (written, theirs)]
    if any("\r" in line for lines in sides for line in lines) or value_at(theirs.plain, path) is None:
        return written
    ours, own = sides
    start, end = _block(ours, written.text.line_of(path))
    above, last = _block(own, theirs.text.line_of(path))
    while above and own[above - 1].lstrip().startswith("#") and _indent(own[above - 1]) == _indent(own[above]):
        above -= 1
    taken = own[above:last]
    shift = _indent(ours[start]) - _indent(taken[0])
    if any(line.strip() and _indent(line) < -shift for line in taken):
        return written
    moved = [" " * shift + line if shift > 0 else line[-shift:] if line.strip() else line for line in taken]
    if not moved[-1].endswith("\n"):
        moved[-1] += "\n"
    again = _retyped(written, "".join([*ours[:start], *moved, *ours[end:]]))
    return written if diff(written.plain, again.plain) else again


def _with_key(file: AtlasFile, keys: list[str], new: str) -> AtlasFile:
    """The file with a record under a new id on the lines where it stands."""
    node = file.text.root
    for key in keys[:-1]:
        if key not in node.entries or node.entries[key].value.kind != "mapping":
            return file
        node = node.entries[key].value
    if keys[-1] not in node.entries:
        return file
    old, text = node.entries[keys[-1]].key, file.text.text
    return _retyped(file, text[: old.start] + in_flow(new) + text[old.end :])


def _retyped(file: AtlasFile, text: str) -> AtlasFile:
    """The file with another text; as it was where that is no atlas."""
    try:
        again = AtlasFile.of_text(text, file.name)
    except FileUnreadableError:
        return file
    return AtlasFile(file.name, again.text, read_text=file.read_text, calendar=file.calendar)


def _block(lines: list[str], line: int) -> tuple[int, int]:
    """The lines of an entry that starts on a line, from 1: that one and those below that are indented further."""
    start = end = line - 1
    indent = _indent(lines[start])
    for number in range(start + 1, len(lines)):
        if lines[number].strip():
            if _indent(lines[number]) <= indent:
                break
            end = number
    return start, end + 1


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _nearest(plain: Plain, path: str) -> str:
    """The path itself, or what is left of the thing that would hold it."""
    keys = split(path)
    while len(keys) > 1 and value_at(plain, join(*keys[:-1])) is None:
        keys.pop()
    holder = value_at(plain, join(*keys[:-1]))
    if value_at(plain, join(*keys)) is None and is_record(join(*keys), holder):
        keys.pop()
    return join(*keys)


def _new_findings(plain: Plain, ours: Plain, theirs: Plain) -> list[Finding]:
    known = {(finding.path, finding.message) for side in (ours, theirs) for finding in read_atlas(side).findings}
    return [
        finding
        for finding in read_atlas(plain).findings
        if finding.severity is not Severity.INFO and (finding.path, finding.message) not in known
    ]


class _Clash(NamedTuple):
    """Two sides that want different things: values or records at a path or, for a place, the neighbours in front."""

    keys: tuple[str, ...]
    base: Any
    ours: Any
    theirs: Any
    is_place: bool = False


class _Work:
    """A merge under way, with the clashes found so far."""

    def __init__(self, base: Plain, ours: Plain, theirs: Plain) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.clashes: list[_Clash] = []
        self.record = atlas_type()
        self.calendar = calendar_of(base)
        # The same words mean something else under another calendar.
        self.is_comparable = all(calendar_of(side) == self.calendar for side in (ours, theirs))

    def value(self, keys: tuple[str, ...], base: Any, ours: Any, theirs: Any, *, is_moved: bool = False) -> Any:
        """What stands at a path in the end; MISSING for nothing. ``is_moved``: a side gave the record another place."""
        if _identical(ours, theirs) or (_identical(base, theirs) and not is_moved):
            return ours
        if _identical(base, ours) and not is_moved:
            return theirs
        versions = base, ours, theirs
        is_leaf = CHANGES in keys[:-1] or not all(value is MISSING or _is_mapping(value) for value in versions)
        if is_leaf:
            return self._leaf(keys, base, ours, theirs)
        if (ours is MISSING or theirs is MISSING) and self._is_record(keys):
            if is_moved or self._differs(keys, base, theirs if ours is MISSING else ours):
                self.clashes.append(_Clash(keys, base, ours, theirs))
                return ours
            return MISSING
        result = self._mapping(keys, *({} if value is MISSING else value for value in versions))
        return MISSING if not result and (ours is MISSING or theirs is MISSING) else result

    def _leaf(self, keys: tuple[str, ...], base: Any, ours: Any, theirs: Any) -> Any:
        if self._alike(keys, ours, theirs) or self._alike(keys, base, theirs):
            return ours
        if self._alike(keys, base, ours):
            return theirs
        self.clashes.append(_Clash(keys, base, ours, theirs))
        return ours

    def _alike(self, keys: tuple[str, ...], one: Any, other: Any) -> bool:
        """Whether two values are one, spelled in two ways."""
        if one is MISSING or other is MISSING or not self.is_comparable:
            return False
        return means_the_same(join(*keys), one, other, self.calendar, self.calendar)

    def _mapping(self, keys: tuple[str, ...], base: Plain, ours: Plain, theirs: Plain) -> Plain:
        orders = _Orders(list(base), list(ours), list(theirs)) if self._is_ordered(keys, base, ours, theirs) else None
        moved = orders.moved if orders is not None else set()
        result = {}
        for key in dict.fromkeys([*ours, *theirs, *base]):
            versions = (side.get(key, MISSING) for side in (base, ours, theirs))
            one = self.value((*keys, key), *versions, is_moved=key in moved and (key in ours) != (key in theirs))
            if one is not MISSING:
                result[key] = one
        if orders is None:
            return result
        names, clashes = orders.merged(set(result))
        self.clashes += [_Clash((*keys, key), *places, is_place=True) for key, places in clashes.items()]
        return {key: result[key] for key in names}

    def _is_ordered(self, keys: tuple[str, ...], *versions: Plain) -> bool:
        if not keys or any(CHANGES in version for version in versions):
            return False
        if keys[-1] == CHANGES and len(keys) > 1:
            return True
        matters = is_ordered(self.record, join(*keys))
        return all(_is_mapping(value) for one in versions for value in one.values()) if matters is None else matters

    def _is_record(self, keys: tuple[str, ...]) -> bool:
        sides = (self.base, self.ours, self.theirs)
        return len(keys) > 1 and is_record(join(*keys), *(value_at(side, join(*keys[:-1])) for side in sides))

    def _differs(self, keys: tuple[str, ...], base: Plain, other: Plain) -> bool:
        return bool(plain_diff(base, other, is_ordered=lambda path: is_ordered(self.record, f"{join(*keys)}/{path}")))

    # Words

    def described(self, clash: _Clash) -> OpenPoint:
        """A clash as it is told."""
        path = join(*clash.keys)
        holder = next(side for side in (self.ours, self.theirs, self.base) if _has(side, clash.keys))
        name = Names(holder).of(path)
        base, ours, theirs = (None if value is MISSING else value for value in (clash.base, clash.ours, clash.theirs))
        if clash.is_place:
            was, here, there = (self._place(clash.keys, neighbour) for neighbour in (base, ours, theirs))
            origin = f" (was {was})" if base is not None else ""
            return OpenPoint(
                f"{path}/{BEHIND}", name, base, ours, theirs, f"{name} stands {here} in ours, {there} in theirs{origin}"
            )
        if _is_mapping(clash.base) and (clash.ours is MISSING or clash.theirs is MISSING):
            gone, kept = ("ours", "theirs") if clash.ours is MISSING else ("theirs", "ours")
            made = self.ours_edits if kept == "ours" else self.theirs_edits
            changed = [edit.text for edit in made if is_inside(edit.path, path)]
            text = f"{name} is removed in {gone}, but changed in {kept}: {'; '.join(changed) or 'moved'}"
        else:
            declared = field_at(path)
            names = Names(holder)
            here, there, was = (names.said(path, value, declared) for value in (ours, theirs, base))
            text = f"{name} is {here} in ours, {there} in theirs (was {was})"
        return OpenPoint(path, name, base, ours, theirs, text)

    @cached_property
    def ours_edits(self) -> list[Edit]:
        """What our side made of the base."""
        return edits(self.base, self.ours, spelling=True)

    @cached_property
    def theirs_edits(self) -> list[Edit]:
        """What their side made of the base."""
        return edits(self.base, self.theirs, spelling=True)

    def _place(self, keys: tuple[str, ...], neighbour: str | None) -> str:
        if not neighbour:
            return "first"
        path = join(*keys[:-1], neighbour)
        holder = next(side for side in (self.ours, self.theirs, self.base) if _has(side, (*keys[:-1], neighbour)))
        return f"behind “{Names(holder).label(path)}”"


Places = tuple[str | None, str | None, str | None]


class _Orders:
    """The order of records by id in the base and on both sides, brought together."""

    def __init__(self, base: list[str], ours: list[str], theirs: list[str]) -> None:
        self.base, self.ours, self.theirs = base, ours, theirs
        self.at_base, self.at_ours, self.at_theirs = (
            {key: number for number, key in enumerate(order)} for order in (base, ours, theirs)
        )
        self.moved_by_us, self.moved_by_them = _moved(base, ours), _moved(base, theirs)
        self.moved = self.moved_by_us | self.moved_by_them

    def merged(self, kept: set[str]) -> tuple[list[str], dict[str, Places]]:
        """The order of those that are kept, and the places, of base, ours and theirs, that clash; ours stands then.

        A pair of records whose order one side turned round stays turned round. What only they added goes behind what it
        stands behind there.
        """
        common = [key for key in self.ours if key in kept and key in self.at_base and key in self.at_theirs]
        clashing = self._put_twice(kept, set(common)) | self._in_circles(common)
        order = sorted((key for key in common if key not in clashing), key=cmp_to_key(self._compared))
        for key in self.ours:
            if key in kept and key not in order:
                order.insert(order.index(above) + 1 if (above := _behind(self.ours, key, set(order))) else 0, key)
        for key in self.theirs:
            if key in kept and key not in self.at_ours:
                order.insert(self._spot(order, key), key)
        return order, {key: self._places(key) for key in order if key in clashing}

    def _put_twice(self, kept: set[str], common: set[str]) -> set[str]:
        """Records that both sides moved or added, behind different ones of those that both have."""
        twice = {key for key in self.ours if key in kept and key in self.at_theirs and key not in self.at_base}
        twice |= self.moved_by_us & self.moved_by_them & common
        return {key for key in twice if _behind(self.ours, key, common) != _behind(self.theirs, key, common)}

    def _in_circles(self, common: list[str]) -> set[str]:
        """The records that were moved and without which no other one has to stand both before and behind the same one.

        Of each circle it is the one that went past the most, whichever side moved it.
        """
        left = set(common)
        if common == [key for key in self.theirs if key in left]:
            return set()
        before = {key: {other for other in common if other != key and self._is_before(other, key)} for key in common}
        put_by_base = sorted(self.moved & left, key=self.at_base.__getitem__)
        while circle := _circle(left, before):
            left.remove(
                max(
                    (key for key in put_by_base if key in circle),
                    key=lambda key: self._passed(key, before[key], circle),
                )
            )
        return {key for key in common if key not in left}

    def _passed(self, key: str, before: set[str], circle: set[str]) -> int:
        """How many of a circle stand on the other side of a record than in the base."""
        at = self.at_base[key]
        return sum((other in before) != (self.at_base[other] < at) for other in circle if other != key)

    def _spot(self, order: list[str], key: str) -> int:
        """Where a record goes that only they have: behind the nearest one in front of it there, and what we added."""
        above = _behind(self.theirs, key, set(order))
        spot = order.index(above) + 1 if above else 0
        while spot < len(order) and order[spot] not in self.at_base and order[spot] not in self.at_theirs:
            spot += 1
        return spot

    def _compared(self, one: str, other: str) -> int:
        return -1 if self._is_before(one, other) else 1

    def _is_before(self, one: str, other: str) -> bool:
        before = self.at_base[one] < self.at_base[other]
        turned = self.at_ours[one] < self.at_ours[other], self.at_theirs[one] < self.at_theirs[other]
        return before if turned == (before, before) else not before

    def _places(self, key: str) -> Places:
        return tuple(_behind(order, key, set(order)) for order in (self.base, self.ours, self.theirs))  # type: ignore[return-value]  # three of them


def _circle(keys: set[str], before: Mapping[str, set[str]]) -> set[str]:
    """The first records that stand before each other in a circle; none where there is an order.

    Ranked by how many stand before them, those of a circle end where the sum of these numbers is that of a plain order:
    Landau, On dominance relations and the structure of animal societies, III (1953).
    """
    ranks = {key: len(before[key] & keys) for key in keys}
    circle: set[str] = set()
    total = 0
    for number, key in enumerate(sorted(keys, key=ranks.__getitem__), start=1):
        circle.add(key)
        total += ranks[key]
        if total == number * (number - 1) // 2:
            if len(circle) > 1:
                return circle
            circle = set()
    return circle


def _behind(order: list[str], key: str, among: set[str]) -> str | None:
    """The nearest of some records in front of this one; '' where none is; None where this one is not there."""
    if key not in order:
        return None
    return next((above for above in reversed(order[: order.index(key)]) if above in among), "")


def _moved(before: list[str], after: list[str]) -> set[str]:
    """The fewest records that have to move to come from one order to the other."""
    sides: Iterable[Plain] = (
        {key: {} for key in one if key in other} for one, other in ((before, after), (after, before))
    )
    return {address(path)[0][0] for path, _ in plain_diff(*sides, is_ordered=lambda _: True)}


def _has(plain: Mapping[str, Any], keys: tuple[str, ...]) -> bool:
    value: Any = plain
    for key in keys:
        if not isinstance(value, dict) or key not in value:
            return False
        value = value[key]
    return True


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict) and not is_quantity(value)


def _identical(one: Any, other: Any) -> bool:
    """Equal down to the order of keys and to whether a number is a whole one."""
    if isinstance(one, dict) and isinstance(other, dict):
        return list(one) == list(other) and all(_identical(value, other[key]) for key, value in one.items())
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(_identical, one, other))
    return type(one) is type(other) and (one is other or bool(one == other))
