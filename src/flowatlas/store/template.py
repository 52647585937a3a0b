"""A template made from an atlas: what may be of use elsewhere, without the people and the history of the study.

Times and shares become unknown, with what was known as what they are likely to be.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from flowatlas.model.atlas import WorkingCalendar
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import ChangeRefusedError
from flowatlas.model.notation import Form, QuantityError, says_unknown
from flowatlas.model.overlay import lay
from flowatlas.model.path import Change, Plain, apply, value_at
from flowatlas.model.places import places, pointers
from flowatlas.model.quantity import ABOUT_FACTOR, Duration, Quantity, Share
from flowatlas.model.record import Field, Record, fields_of
from flowatlas.store.anonymous import anonymous
from flowatlas.store.dump import dump
from flowatlas.store.node import BYTE_ORDER_MARK
from flowatlas.store.schema import atlas_type, diff, tidy
from flowatlas.store.text import Text

HISTORY = {
    *("baseline", "iterations", "questions", "comments", "decisions"),
    *("voices", "measurements", "use", "notes"),
    *("discovery", "votes", "first_guess", "next_steps", "ownership"),
    *("by", "due", "on", "revisit", "done", "status", "readings"),
}
"""Fields that tell what happened in one study; the baseline of a target or measure is a figure, and stays a value."""

FIGURES = {"count", "rate", "money", "figure"}
OF_ONE_STREAM = {
    "obstacles",
    "availability",
    "constraint",
    "economics",
    "dependency",
    "capability",
    "future",
    "roadmap",
}
"""What rests on the figures of one stream, and means nothing without them."""

PRIORS: dict[str, type[Quantity]] = {"duration": Duration, "share": Share}


def template_text(text: Text, *, with_values: bool = False) -> str:
    """The text of a template made from an atlas; comments stay on lines that stay as they were, if they name nobody.

    The comment at the top speaks of the whole study; one about the template takes its place.
    """
    wanted = template_of(text.plain, with_values=with_values)
    bare = Text(_without_top(text.text))
    try:
        changed = bare.changed(diff(bare.plain, wanted))
    except ChangeRefusedError:
        changed = Text(dump(wanted))
    title = " ".join(str(wanted.get("title") or "an atlas").split())
    told = f"# Made from “{title}”{', with its values' if with_values else ''}.\n"
    if not with_values:
        told += '# Replace what you know; "? 1d..2wk" says that nobody knows yet, and what was known there.\n'
    return f"{told}\n{_without_comments(changed, set(bare.text.splitlines()), _people(text.plain)).strip()}\n"


def template_of(plain: Plain, *, with_values: bool = False) -> Plain:
    """Plain values of a template: title, steps, roles and shape, and all other values where they are asked for.

    People, notes, voices, measurements, owners, dates, decisions and readings are left out either way. Of the
    measurement in use the values stay, where nothing else is settled.
    """
    calendar = WorkingCalendar.read(plain.get("calendar", {}), "calendar")[0].times
    settled = anonymous(_with_measured(plain))
    left_out = HISTORY if with_values else HISTORY | OF_ONE_STREAM
    kept = _kept(atlas_type(), settled, left_out, None if with_values else calendar)
    return tidy(_without_loose_ends(kept, plain))


def _without_loose_ends(kept: Plain, plain: Plain) -> Plain:
    """Without the addresses of what was left out."""
    loose = [
        Change(place.path)
        for place in pointers(atlas_type(), kept)
        if place.field.is_address
        and value_at(plain, str(place.value)) is not None
        and value_at(kept, str(place.value)) is None
    ]
    return apply(kept, loose)


def _with_measured(plain: Plain) -> Plain:
    """The atlas with what the measurement in use says, where the map itself says nothing."""
    current = plain.get("current")
    if not isinstance(current, dict) or current.get("use") is None:
        return plain
    measurements = current.get("measurements")
    used = measurements.get(str(current["use"])) if isinstance(measurements, dict) else None
    changes = used.get("changes") if isinstance(used, dict) else None
    if not isinstance(changes, dict):
        return plain
    return {**plain, "current": lay(current, {path: new for path, new in changes.items() if _is_open(current, path)})}


def _is_open(current: Plain, path: str) -> bool:
    """Whether the map has the record, but no settled value there."""
    typed, holder = value_at(current, path), path.rpartition("/")[0]
    is_settled = typed is not None and not says_unknown(typed)
    return not is_settled and isinstance(value_at(current, holder), dict)


def _kept(record: type[Record], plain: Plain, left_out: set[str], calendar: Calendar | None) -> Plain:
    """What a template keeps of a record; without a calendar values are kept as they are."""
    fields = fields_of(record)
    result: Plain = {}
    for key, value in plain.items():
        declared = fields.get(key)
        if declared is None or (key in left_out and (key != "baseline" or declared.kind != "figure")):
            continue
        if declared.record is None:
            kept = _value(declared, value, calendar)
        elif not isinstance(value, dict):
            continue
        elif declared.is_keyed:
            inner = declared.record
            kept = {name: _kept(inner, one, left_out, calendar) for name, one in value.items() if isinstance(one, dict)}
        else:
            kept = _kept(declared.record, value, left_out, calendar)
        if kept is not None:
            result[key] = kept
    return result


def _value(declared: Field, typed: Any, calendar: Calendar | None) -> Any:
    if calendar is None:
        return _undated(typed)
    if declared.kind in FIGURES:
        return None
    kind = PRIORS.get(declared.kind)
    return typed if kind is None else prior(kind, typed, calendar)


def _undated(typed: Any) -> Any:
    """A value without the day on which it was found."""
    if not isinstance(typed, dict) or not {"value", "on"} & set(typed):
        return typed
    rest = {key: value for key, value in typed.items() if key != "on"}
    return rest["value"] if list(rest) == ["value"] else rest


def prior(kind: type[Quantity], typed: Any, calendar: Calendar) -> Any:
    """An unknown time or share, with what was typed as what it is likely to be.

    A range stays one; a single figure is taken to be within half and twice (of the odds, for a share). None, all and
    `n/a` stay, as they tell the shape of the stream rather than a figure.

    >>> prior(Duration, "2h", Calendar()), prior(Duration, "1d..3d", Calendar()), prior(Share, "60%", Calendar())
    ('? 1h..4h', '? 1d..3d', '? 43%..75%')
    """
    try:
        known = kind.read(typed, calendar)
    except QuantityError:
        return "?"
    if known.form is Form.NOT_APPLICABLE or _is_none_or_all(kind, known):
        return typed
    likely = known.prior if known.form is Form.UNKNOWN else known
    if likely is None or not likely.points:
        return "?"
    if isinstance(typed, str) and _is_bare(known):
        return typed if known.form is Form.UNKNOWN else f"? {typed}"
    ends = _ends(kind, likely.points)
    written = f"? {_written(kind, ends[0], calendar)}..{_written(kind, ends[1], calendar)}"
    try:
        kind.read(written, calendar)
    except QuantityError:
        return "?"
    return written


def _is_none_or_all(kind: type[Quantity], known: Quantity) -> bool:
    """Whether what is known is exactly nothing, or every item."""
    ends = {end for _, end in known.points}
    return ends == {0.0} or (kind is Share and ends == {1.0})


def _is_bare(known: Quantity) -> bool:
    """Whether a range, or what an unknown one is likely to be, was typed without saying where it comes from."""
    if known.form is Form.UNKNOWN:
        return not known.on
    return known.form is Form.RANGE and known.basis is Basis.ESTIMATED and "estimate" not in str(known.typed).casefold()


def _written(kind: type[Quantity], end: float, calendar: Calendar) -> str:
    told = kind.say(round(end, 2) if kind is Share else end, calendar).replace(" ", "")
    return "1h" if told == "60min" else told


def _ends(kind: type[Quantity], points: tuple[tuple[float, float], ...]) -> tuple[float, float]:
    """The 10th and 90th percentile of items, roughly, out of whatever percentiles are known."""
    (lowest, low), (highest, high) = points[0], points[-1]
    if low < high and lowest < 50 < highest:
        return low, high
    if low < high and lowest == 50:
        return low * low / high, high
    if kind is Share:
        odds = low / max(1 - low, 1e-6)
        return odds / ABOUT_FACTOR / (1 + odds / ABOUT_FACTOR), odds * ABOUT_FACTOR / (1 + odds * ABOUT_FACTOR)
    return low / ABOUT_FACTOR, high * ABOUT_FACTOR


def _without_top(text: str) -> str:
    """The text without the comment that it starts with."""
    lines = text.removeprefix(BYTE_ORDER_MARK).splitlines(keepends=True)
    first = next((index for index, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines))
    return "".join(lines[first:])


def _without_comments(text: Text, known: set[str], people: Iterable[str]) -> str:
    """The text with comments only on lines that are known, as others have changed under them, and that name nobody."""
    named = re.compile("|".join(rf"(?<!\w){re.escape(one)}(?!\w)" for one in people) or r"(?!)", re.IGNORECASE)
    spans = [(node.start, node.end) for node in text.root.walk() if node.kind == "scalar"]
    kept, start = [], 0
    for line in text.text.splitlines(keepends=True):
        bare = line.rstrip("\r\n")
        cut = _comment_in(bare, start, spans)
        if cut < len(bare) and (bare not in known or named.search(bare[cut:])):
            kept.append(f"{bare[:cut].rstrip()}{line[len(bare) :]}" if bare[:cut].strip() else "")
        else:
            kept.append(line)
        start += len(line)
    return "".join(kept)


def _people(plain: Plain) -> set[str]:
    """Whoever the atlas names: owners, voices, whoever said something."""
    declared = {str(place.value) for place in places(atlas_type(), plain) if place.field.is_personal}
    return {name.strip() for name in declared | set(_signatures(plain)) if name.strip()}


def _signatures(plain: Any) -> Iterator[str]:
    """Who signed a value, wherever it stands."""
    for key, value in plain.items() if isinstance(plain, dict) else ():
        if key in {"by", "owner"} and isinstance(value, str):
            yield value
        yield from _signatures(value)


def _comment_in(line: str, start: int, spans: list[tuple[int, int]]) -> int:
    """Where the comment of a line begins, which itself starts at an offset of the text; its length without one."""
    for index, sign in enumerate(line):
        is_apart = index == 0 or line[index - 1] in " \t"
        if sign == "#" and is_apart and not any(low <= start + index < high for low, high in spans):
            return index
    return len(line)
