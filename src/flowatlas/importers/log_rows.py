"""The rows of a log, in the form in which a table tells what happened: passes, stays, or only their ends."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.reason import Reason
from flowatlas.importers.column_names import names_a_status
from flowatlas.importers.durations import duration_column, durations_in
from flowatlas.importers.reading import Reading
from flowatlas.importers.rows import END_WORDS, OTHER_WORDS, START_WORDS, changed, paired
from flowatlas.model.errors import UnreadableLogError
from flowatlas.model.event import UNKNOWN_MOMENT, Column, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from flowatlas.model.event import Moments


@dataclass
class LogRows:
    """The rows that will be the log: where each stands in the table, if not one by one, when it began and ended.

    ``activity`` tells what was done where no column of the table does.
    """

    row: "NDArray[np.int64] | None"
    start: "Moments"
    end: "Moments"
    form: Form
    activity: Column | None = None


def log_rows(reading: Reading, start: "Moments | None", end: "Moments | None", form: str | None) -> LogRows:
    """The rows of a table in which each tells what happened once, in the form that was asked for or is seen in it.

    Raises:
        UnreadableLogError: nothing tells moments.
    """
    if start is not None and end is not None and form != "completions":
        return LogRows(None, start, end, Form.STATES if _is_status(reading, form) else Form.PASSES)
    if start is not None and end is None and form in (None, "passes") and (rows := _by_duration(reading, start)):
        return rows
    time = end if end is not None else start
    if time is None:
        missing = f"{reading.source.name}: no column holds moments"
        raise UnreadableLogError(f"{missing}; name one with --time", missing)
    if form is None and reading.columns.lifecycle is not None:
        return _by_lifecycle(reading, time, reading.columns.lifecycle)
    if form in ("changes", "states") or (form is None and _are_changes(reading)):
        return _changes(reading, time)
    return LogRows(None, time, time, Form.COMPLETIONS)


def marked(column: Column, words: "Sequence[bool]") -> Any:
    """Which rows hold one of the words that are marked."""
    return np.append(np.asarray(words, bool), False)[column.codes]


def _by_duration(reading: Reading, start: "Moments") -> LogRows | None:
    """Passes that end as long after their beginning as a column says; None where there is no such column."""
    table = reading.table.columns
    name = None if reading.columns.lifecycle else duration_column(table, reading.used)
    if name is None:
        return None
    took = durations_in(table[name], name)
    end = np.where((took >= 0) & (start != UNKNOWN_MOMENT), start + took, UNKNOWN_MOMENT)
    _reason(reading, "passes", f'"{name}" tells how long each took')
    return LogRows(None, start, end, Form.PASSES)


def _is_status(reading: Reading, form: str | None) -> bool:
    if form is not None:
        return form in ("states", "changes")
    activity = reading.columns.activity
    is_status = names_a_status(activity)
    if is_status:
        _reason(reading, "states", f'"{activity}" names a status')
    return is_status


def _are_changes(reading: Reading) -> bool:
    columns = reading.columns
    if reading.chosen.only_starts:
        why = f'only "{columns.start}" tells a moment, so that what began is taken to last until the next begins'
    elif names_a_status(columns.activity):
        why = f'"{columns.activity}" names a status, and a row tells one moment: that of the change to it'
    else:
        _reason(reading, "completions", "a row tells one moment, and nothing tells when the work on it began")
        return False
    _reason(reading, "changes", why)
    return True


def _by_lifecycle(reading: Reading, time: "Moments", name: str) -> LogRows:
    """Starts and ends paired, where the lifecycle column tells both."""
    lifecycle = reading.column(name)
    words = [word.strip().casefold() for word in lifecycle.names]
    starts = marked(lifecycle, [word in START_WORDS for word in words])
    ends = marked(lifecycle, [word in END_WORDS for word in words])
    others = marked(lifecycle, [word in OTHER_WORDS for word in words])
    if starts.any() and ends.any():
        if (~starts & ~ends).any():
            left = sorted({lifecycle.names[code] for code in np.unique(lifecycle.codes[~starts & ~ends]) if code >= 0})
            message = f'rows are neither starts nor ends in "{name}": {", ".join(left[:10])}'
            reading.remark(message, int((~starts & ~ends).sum()), "left out")
        return _pairs(reading, time, starts, ends, name)
    if starts.any():
        _reason(reading, "changes", f'"{name}" tells only starts')
        return _changes(reading, time)
    if ends.any():
        _reason(reading, "completions", f'"{name}" tells only ends')
        if others.any():
            reading.remark(f'rows are no ends in "{name}"', int((~ends).sum()), "left out")
            row = np.flatnonzero(ends)
            return LogRows(row, time[row], time[row], Form.COMPLETIONS)
        return LogRows(None, time, time, Form.COMPLETIONS)
    own = ", ".join(lifecycle.names[:10])
    reading.remark(f'"{name}" has values of its own: {own}', 0, "kept as an attribute")
    if _are_changes(reading):
        return _changes(reading, time)
    return LogRows(None, time, time, Form.COMPLETIONS)


def _pairs(reading: Reading, time: "Moments", starts: Any, ends: Any, name: str) -> LogRows:
    keys = [reading.column(reading.columns.item).codes, reading.column(reading.columns.activity).codes]
    instance = reading.table.instance or reading.chosen.instance
    if instance is not None and _pairs_by(reading.column(instance), starts, ends):
        keys.append(reading.column(instance).codes)
    _leave_out_untimed(reading, time)
    stays = paired(keys, time, starts & (time != UNKNOWN_MOMENT), ends & (time != UNKNOWN_MOMENT))
    _reason(reading, "passes", f'"{name}" tells starts and ends, which were paired')
    if stays.lone_starts:
        reading.remark("starts have no end", stays.lone_starts, "kept as not finished")
    if stays.lone_ends:
        reading.remark("ends have no start", stays.lone_ends, "kept with an unknown start")
    order = np.argsort(stays.row, kind="stable")
    return LogRows(stays.row[order], stays.start[order], stays.end[order], Form.PASSES)


def _pairs_by(instance: Column, starts: Any, ends: Any) -> bool:
    """Whether starts and ends really share the values of the column that is called instance."""
    first, last = np.unique(instance.codes[starts]), np.unique(instance.codes[ends])
    return len(np.intersect1d(first[first >= 0], last[last >= 0])) * 2 >= min(len(first), len(last)) > 0


def _changes(reading: Reading, time: "Moments") -> LogRows:
    _leave_out_untimed(reading, time)
    item, status = reading.column(reading.columns.item), reading.column(reading.columns.activity)
    stays = changed(item.codes, status.codes, time)
    if stays.repeated:
        done = "taken as one stay with the row before"
        reading.remark("rows name the status in which the item already was", stays.repeated, done)
    return LogRows(stays.row, stays.start, stays.end, Form.STATES)


def _leave_out_untimed(reading: Reading, time: "Moments") -> None:
    reading.leave_out(np.flatnonzero(time == UNKNOWN_MOMENT), "rows have no moment")


def _reason(reading: Reading, form: str, why: str) -> None:
    reading.reasons.append(Reason("dates/form", form, why))
