"""Passes: the log in order, item by item, each pass through an activity with its beginning and its end."""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.at_once import each
from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.by_item import by_item
from flowatlas.discover.passes.clean import Rows, cleaned, without_repeats
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Form, Remark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Codes, Column, Moments

    Counts = NDArray[np.int64]
    Flags = NDArray[np.bool_]

WORK, WAITING, DONE, DROPPED, IGNORED = range(5)
"""What an activity is, by number."""

SOME = 1 << 17
"""Rows that are worked on together, so that what lies between fits into the processor's cache."""

ROWS_AT_ONCE = 1 << 18
"""Passes that are looked at together, so that they stay in the processor's cache, too."""

NOT_AT_END = "items that had not reached their end when the log was taken"

NUMBERS = {"work": WORK, "waiting": WAITING, "done": DONE, "dropped": DROPPED, "ignored": IGNORED}


@dataclass(frozen=True)
class Passes:
    """The rows of a log, cleaned and in order: item by item, by beginning and then by end.

    ``item``, ``activity``, ``start``, ``end``, ``who`` and ``team`` have one entry for each pass (moments in
    microseconds in UTC, both known; of a completion both are the same). Item ``i`` has the passes ``first[i]`` up to
    ``first[i + 1]``. ``began`` and ``ended`` say when an item entered and left the stream; of an open item ``ended``
    is the moment up to which the log knows anything. ``row`` tells the row of the log that a pass came from.
    ``kinds`` has one entry for each activity: WORK, WAITING, DONE, DROPPED or IGNORED. ``is_timed`` says of which
    passes the log tells both the beginning and the end, and ``is_running`` which were not at their end when the log was
    taken, so that their ``end`` is that moment; without either, all are timed and none is running. ``taken`` is that
    moment.
    """

    log: EventLog
    item: "Codes"
    activity: "Codes"
    start: "Moments"
    end: "Moments"
    who: "Codes | None"
    team: "Codes | None"
    row: "Moments"
    first: "Moments"
    began: "Moments"
    ended: "Moments"
    is_open: "Flags"
    is_dropped: "Flags"
    kinds: "NDArray[np.int8]"
    remarks: tuple[Remark, ...] = ()
    is_timed: "Flags | None" = None
    is_running: "Flags | None" = None
    taken: int = UNKNOWN_MOMENT

    @property
    def has_starts(self) -> bool:
        """Whether it is known when work on a pass began."""
        return self.log.form is not Form.COMPLETIONS

    @property
    def items(self) -> int:
        """How many items there are."""
        return len(self.first) - 1

    @cached_property
    def often(self) -> "Counts":
        """How many passes each activity has."""
        size = len(self.kinds)
        counted = each(lambda some: np.bincount(self.activity[some], minlength=size), self._slices())
        return sum(counted, np.zeros(size, np.int64))

    @cached_property
    def lasting(self) -> "Counts":
        """How many passes of each activity took any time."""

        def count(some: slice) -> "Counts":
            return np.bincount(self.activity[some][self.end[some] > self.start[some]], minlength=size)

        size = len(self.kinds)
        return sum(each(count, self._slices()), np.zeros(size, np.int64))

    def parts(self) -> list[tuple[int, int]]:
        """The items in parts of not too many passes: the first one of each, and the one after the last."""
        marks = np.arange(0, int(self.first[-1]) + ROWS_AT_ONCE, ROWS_AT_ONCE)
        stops = np.unique(np.append(np.searchsorted(self.first, marks), (0, len(self.first) - 1)))
        stops = stops[stops < len(self.first)]
        return list(zip(stops[:-1].tolist(), stops[1:].tolist(), strict=True))

    def _slices(self) -> list[slice]:
        return [slice(begin, begin + ROWS_AT_ONCE) for begin in range(0, len(self.item), ROWS_AT_ONCE)]


def rows_of(log: EventLog, mapping: LogMapping) -> Rows:
    """The rows of a log, cleaned and in order, as far as the mapping does not ignore them or is ``only`` about others.

    Raises:
        FlowAtlasError: ``only`` names an attribute that the log does not have.
    """
    rows = _narrowed(cleaned(log, _wanted(log, mapping, _kinds(log, mapping))), log)
    return without_repeats(_in_order(rows))


def _kinds(log: EventLog, mapping: LogMapping) -> "NDArray[np.int8]":
    return np.array([NUMBERS.get(mapping.kinds.get(name, "work"), WORK) for name in log.activity.names], np.int8)


def passes_of(log: EventLog, mapping: LogMapping, rows: Rows | None = None) -> Passes:
    """The passes of a log, cleaned and in order, as far as the mapping does not leave them out.

    ``rows`` are those of `rows_of` under a mapping that leaves out the same, where they are known already.
    Activities that are ``ignored`` and rows without the attributes of ``only`` are left out. An item is at its end when
    the last that happened to it is done or dropped, or when it has passed the mapping's ``end`` and does not run any
    more; in a log that knows none of these, all items are that do not run any more. Where ``start`` or ``end`` lies in
    the middle, because most items have passes before or after it, the stream is cut there.

    Raises:
        FlowAtlasError: ``only`` names an attribute that the log does not have.
    """
    kinds = _kinds(log, mapping)
    rows = rows_of(log, mapping) if rows is None else rows
    if log.form is Form.STATES:
        rows = _states(rows, kinds)
    rows = _cut(rows, _named(log.activity, mapping, mapping.start), _named(log.activity, mapping, mapping.end))
    return _passes(log, mapping, kinds, rows)


def _wanted(log: EventLog, mapping: LogMapping, kinds: "NDArray[np.int8]") -> "Flags | None":
    """Which rows the mapping wants; None where it wants all."""
    wanted = None
    if (kinds == IGNORED).any():
        wanted = (kinds != IGNORED)[log.activity.codes] | (log.activity.codes < 0)
    columns = _columns(log, mapping) if mapping.only else {}
    for name, values in mapping.only.items():
        column = columns.get(name)
        if column is None:
            known = ", ".join(columns) or "none"
            raise FlowAtlasError(f'only: the log has no attribute "{name}"; it has {known}')
        texts = {str(value) for value in (values if isinstance(values, list | tuple) else [values])}
        has = np.array([str(one) in texts for one in column.names] + [False])[column.codes]
        wanted = has if wanted is None else wanted & has
    return wanted


def _columns(log: EventLog, mapping: LogMapping) -> "dict[str, Column]":
    """What rows can be chosen by, under the names that the source gives: attributes, team, person, activity, item."""
    own = {"item": log.item, "activity": log.activity, "who": log.who, "team": log.team}
    named = {getattr(mapping.columns, name) or name: column for name, column in own.items() if column is not None}
    return {**named, **log.attributes}


def _named(activity: "Column", mapping: LogMapping, name: str | None) -> "Flags":
    """Which activities a name means: that of the activity itself, or of the step that it belongs to."""
    if name is None:
        return np.zeros(len(activity.names), np.bool_)
    return np.array([name in {one, mapping.names.get(one)} for one in activity.names], np.bool_)


def _narrowed(rows: Rows, log: EventLog) -> Rows:
    """The rows with activities and doers in few bytes each, before they are put in order."""
    sizes = {"activity": log.activity, "who": log.who, "team": log.team}
    columns = {name: getattr(rows, name) for name in sizes}
    parts: dict[str, Any] = {
        name: _narrow(one, len(column.names))
        for name, column in sizes.items()
        if column is not None and (one := columns[name]) is not None
    }
    return replace(rows, **parts)


def _in_order(rows: Rows) -> Rows:
    """The rows item by item, by beginning and then by end; what happened at the same moment as the source has it."""
    # Most logs that are not in order show it in their first rows.
    if all(
        _is_in_order(rows.item[some], rows.start[some], rows.end[some]).all() for some in (slice(SOME), slice(None))
    ):
        return rows
    rows = by_item(rows)
    amiss = ~_is_in_order(rows.item, rows.start, rows.end)
    if not amiss.any():
        return rows
    # Only items that are not in order are sorted by time: most sources write what happens as it happens.
    items = np.zeros(int(rows.item.max()) + 1, np.bool_)
    items[rows.item[1:][amiss]] = True
    places = np.flatnonzero(items[rows.item])
    order = np.arange(len(rows))
    order[places] = places[np.lexsort((rows.end[places], rows.start[places], rows.item[places]))]
    return rows.taken_from(order)


def _is_in_order(item: "Codes", start: "Moments", end: "Moments") -> "Flags":
    """Of every row but the first, whether it may stand after the row before."""
    in_time: Flags = (start[1:] > start[:-1]) | ((start[1:] == start[:-1]) & (end[1:] >= end[:-1]))
    follows: Flags = (item[1:] > item[:-1]) | ((item[1:] == item[:-1]) & in_time)
    return follows


def _states(rows: Rows, kinds: "NDArray[np.int8]") -> Rows:
    """Stays in a status: one without an end lasts until the next begins, and what is done or dropped has no length."""
    if not len(rows):
        return rows
    end, is_running = rows.end, np.zeros(len(rows), np.bool_)
    if rows.lacks_end is not None and rows.lacks_end.any():
        follows = np.append(rows.item[1:] == rows.item[:-1], False)
        is_running = rows.lacks_end & ~follows
        end = np.where(rows.lacks_end & follows, np.append(rows.start[1:], 0), end)
        end[is_running] = np.maximum(rows.moment, rows.start[is_running])
    is_over = (kinds[rows.activity] == DONE) | (kinds[rows.activity] == DROPPED)
    if is_over.any():
        end = np.where(is_over, rows.start, end)
        is_running &= ~is_over
    timed = rows.is_timed if rows.lacks_end is None or rows.is_timed is None else rows.is_timed | rows.lacks_end
    return replace(rows, end=end, is_timed=timed, is_running=is_running if is_running.any() else None)


def _cut(rows: Rows, starts: "Flags", ends: "Flags") -> Rows:
    """Only what lies between the start and the end of the stream, where these lie in the middle of the log."""
    if not len(rows):
        return rows
    for flags, is_start in ((starts, True), (ends, False)):
        if not flags.any():
            continue
        first = first_of_items(rows.item)
        here = np.flatnonzero(_marked(rows.activity, flags))
        of = _places_of_items(rows.item, first, here)
        changes = of[1:] != of[:-1]
        is_border = np.append(True, changes) if is_start else np.append(changes, True)
        is_border = is_border[: len(here)]
        border = np.full(len(first) - 1, len(rows) if is_start else -1)
        border[of[is_border]] = here[is_border]
        if is_start:
            has, outside = border < len(rows), border - first[:-1]
        else:
            has, outside = border >= 0, first[1:] - 1 - border
        if has.any() and 2 * int(((outside > 0) & has).sum()) > int(has.sum()):
            places = np.arange(len(rows))
            limits = np.repeat(np.where(has, border, 0 if is_start else len(rows)), np.diff(first))
            inside = places >= limits if is_start else places <= limits
            where = "before its start" if is_start else "after its end"
            rows = rows.only(inside).told(
                Remark(
                    f"passes that lie outside the stream, {where}",
                    int((~inside).sum()),
                    "left out, as most items have some; name another start or end to keep them",
                )
            )
    return rows


def _marked(activity: "Codes", flags: "Flags") -> "Flags":
    """Which rows are of activities that are flagged; comparing with a single one is ten times as fast as looking up."""
    codes = np.flatnonzero(flags)
    return activity == codes[0] if len(codes) == 1 else flags.take(activity)


def _places_of_items(item: "Codes", first: "Moments", rows: "Moments") -> "Moments":
    """To which item some rows belong, counted from the first one that there is."""
    is_every = int(item[-1]) - int(item[0]) == len(first) - 2
    return item[rows] - item[0] if is_every else np.searchsorted(first, rows, side="right") - 1


def first_of_items(item: "NDArray[np.signedinteger[Any]]") -> "Moments":
    """Where each item begins in a column that is in order, and after the last one where it ends."""
    if not len(item):
        return np.zeros(1, np.int64)
    begins = np.flatnonzero(item[1:] != item[:-1])
    begins += 1
    return np.concatenate(([0], begins, [len(item)]))


def _narrow(numbers: "NDArray[np.signedinteger[Any]]", size: int) -> "NDArray[np.signedinteger[Any]]":
    """Numbers below a size in as few bytes as it allows, as a long log has very many of them."""
    kind = next(one for one in (np.int8, np.int16, np.int32, np.int64) if size <= np.iinfo(one).max)
    return numbers.astype(kind, copy=False) if numbers.dtype.itemsize > np.dtype(kind).itemsize else numbers


def _passes(log: EventLog, mapping: LogMapping, kinds: "NDArray[np.int8]", rows: Rows) -> Passes:
    first = first_of_items(rows.item)
    last = first[1:] - 1
    began = rows.start[first[:-1]]
    ended = np.maximum.reduceat(rows.end, first[:-1]) if len(rows) else began
    final = kinds[rows.activity[last]]
    is_over = (final == DONE) | (final == DROPPED)
    is_dropped = final == DROPPED
    if is_over.any():
        ended, is_dropped = _over(rows, kinds, first, ended, is_over)
    is_open = ~is_over & ~_has_ended(log, mapping, kinds, rows, first)
    running = rows.is_running
    if log.form is Form.PASSES and rows.lacks_end is not None:
        running = np.zeros(len(rows), np.bool_)
        running[last] = is_open & rows.lacks_end[last]
        rows = replace(rows, end=np.where(running, np.maximum(rows.moment, rows.start), rows.end))
        timed = rows.is_timed
        rows = replace(rows, is_timed=None if timed is None else timed | running)
    ended = np.where(is_open, np.maximum(rows.moment, began), ended)
    rows = _told(rows, mapping, _named(log.activity, mapping, mapping.start), is_open, first)
    return Passes(
        log=log,
        item=rows.item,
        activity=rows.activity,
        start=rows.start,
        end=rows.end,
        who=rows.who,
        team=rows.team,
        row=_narrow(np.arange(len(rows)) if rows.row is None else rows.row, len(log)),
        first=first,
        began=began,
        ended=ended,
        is_open=is_open,
        is_dropped=is_dropped,
        kinds=kinds,
        remarks=rows.remarks,
        is_timed=None if rows.is_timed is None or rows.is_timed.all() else rows.is_timed,
        is_running=running,
        taken=rows.moment,
    )


def _over(
    rows: Rows, kinds: "NDArray[np.int8]", first: "Moments", ended: "Moments", is_over: "Flags"
) -> "tuple[Moments, Flags]":
    """When items left, and which were dropped: at the beginning of the stays that are done, where they end in these."""
    kind = kinds[rows.activity]
    going_on = (kind != DONE) & (kind != DROPPED)
    places = np.arange(len(rows))
    # The last pass that is neither done nor dropped; what comes after it is one end, such as resolved and then closed.
    border = np.maximum.reduceat(np.where(going_on, places, -1), first[:-1])
    opening = np.maximum(border + 1, first[:-1])
    dropped = np.append(0, np.cumsum(kind == DROPPED))
    is_dropped = is_over & (dropped[first[1:]] > dropped[np.minimum(opening, first[1:])])
    if rows.form is not Form.STATES:
        return ended, is_dropped
    return np.where(is_over, rows.start[np.minimum(opening, len(rows) - 1)], ended), is_dropped


def _has_ended(log: EventLog, mapping: LogMapping, kinds: "NDArray[np.int8]", rows: Rows, first: "Moments") -> "Flags":
    """Which items have passed the end; where nothing says what an end is, all whose last pass does not still run."""
    ends = _named(log.activity, mapping, mapping.end)
    items = len(first) - 1
    if ends.any() and items:
        passed = np.asarray(np.add.reduceat(ends[rows.activity], first[:-1], dtype=np.int64) > 0)
        if log.form is Form.PASSES and rows.lacks_end is not None:
            # Whoever is still at the end, or has gone back from there, is not through.
            passed &= ~_runs_on(rows, first[1:] - 1, len(kinds))
        return passed
    if np.isin(kinds, (DONE, DROPPED)).any() or not items:
        return np.zeros(items, np.bool_)
    if rows.is_running is not None:
        return ~np.logical_or.reduceat(rows.is_running, first[:-1])
    if log.form is Form.PASSES and rows.lacks_end is not None:
        return ~_runs_on(rows, first[1:] - 1, len(kinds))
    return np.ones(items, np.bool_)


def _runs_on(rows: Rows, last: "Moments", activities: int) -> "Flags":
    """Which last passes have no end although most passes of their activity have one."""
    lacks_end = rows.lacks_end
    assert lacks_end is not None
    times, lacking = (np.bincount(some, minlength=activities) for some in (rows.activity, rows.activity[lacks_end]))
    return np.asarray(lacks_end[last] & (2 * lacking < times)[rows.activity[last]])


def _told(rows: Rows, mapping: LogMapping, starts: "Flags", is_open: "Flags", first: "Moments") -> Rows:
    """The rows with remarks on what they lack."""
    items = len(first) - 1
    if starts.any() and items:
        entered = int((~starts[rows.activity[first[:-1]]]).sum())
        rows = rows.told(
            Remark(
                f'items that do not begin with "{mapping.start}" ({percent(entered / items)}%)',
                entered,
                "kept; they may have begun before the log does",
            )
        )
    still = int(is_open.sum())
    return rows.told(
        Remark(
            f"{NOT_AT_END} ({percent(still / max(items, 1))}%)",
            still,
            "counted as still running in every percentile (Kaplan and Meier)",
        )
    )
