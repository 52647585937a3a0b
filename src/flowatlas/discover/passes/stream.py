"""The passes of a log, from where its stream starts to where it ends."""

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.figures import percent
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.ends import has_ended, over
from flowatlas.discover.passes.ordered import narrow, rows_of
from flowatlas.discover.passes.passes import DONE, DROPPED, Passes, first_of_items, kind_numbers, named
from flowatlas.discover.passes.rows import Rows
from flowatlas.model.event import EventLog, Form, Remark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Codes, Moments

    Flags = NDArray[np.bool_]

NOT_AT_END = "items that had not reached their end when the log was taken"


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
    kinds = kind_numbers(log, mapping)
    rows = rows_of(log, mapping) if rows is None else rows
    if log.form is Form.STATES:
        rows = _states(rows, kinds)
    rows = _cut(rows, named(log.activity, mapping, mapping.start), named(log.activity, mapping, mapping.end))
    return _passes(log, mapping, kinds, rows)


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


def _passes(log: EventLog, mapping: LogMapping, kinds: "NDArray[np.int8]", rows: Rows) -> Passes:
    first = first_of_items(rows.item)
    last = first[1:] - 1
    began = rows.start[first[:-1]]
    ended = np.maximum.reduceat(rows.end, first[:-1]) if len(rows) else began
    final = kinds[rows.activity[last]]
    is_over = (final == DONE) | (final == DROPPED)
    is_dropped = final == DROPPED
    if is_over.any():
        ended, is_dropped = over(rows, kinds, first, ended, is_over)
    is_open = ~is_over & ~has_ended(log, mapping, kinds, rows, first)
    running = rows.is_running
    if log.form is Form.PASSES and rows.lacks_end is not None:
        running = np.zeros(len(rows), np.bool_)
        running[last] = is_open & rows.lacks_end[last]
        rows = replace(rows, end=np.where(running, np.maximum(rows.moment, rows.start), rows.end))
        timed = rows.is_timed
        rows = replace(rows, is_timed=None if timed is None else timed | running)
    ended = np.where(is_open, np.maximum(rows.moment, began), ended)
    rows = _told(rows, mapping, named(log.activity, mapping, mapping.start), is_open, first)
    return Passes(
        log=log,
        item=rows.item,
        activity=rows.activity,
        start=rows.start,
        end=rows.end,
        who=rows.who,
        team=rows.team,
        row=narrow(np.arange(len(rows)) if rows.row is None else rows.row, len(log)),
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
