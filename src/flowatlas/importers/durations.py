"""Durations: how long something took, where a table tells its beginning and no end."""

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.importers.coding import column_of
from flowatlas.importers.moment_parts import SECOND

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

_CALLED = re.compile(r"dura|dauer|durée|elapsed|process(?:ing)?.?time|time.?spent|took|laufzeit", re.IGNORECASE)
_UNITS = {
    r"ms|msec|millis|milliseconds?": SECOND // 1000,
    r"s|sec|secs|seconds?|sek|sekunden": SECOND,
    r"m|min|mins|minutes?|minuten": 60 * SECOND,
    r"h|hr|hrs|hours?|std|stunden|heures?|horas?": 3_600 * SECOND,
    r"d|days?|tage|jours?|d[ií]as?": 86_400 * SECOND,
}
_CLOCK = re.compile(r"(?:(\d+) days? )?(\d+):([0-5]\d)(?::([0-5]\d)(?:[.,](\d{1,6})\d*)?)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def duration_column(table: "pa.Table", taken: "Sequence[str]") -> str | None:
    """The column that tells how long a row took: called so, with a unit in its name or written as a clock shows it."""
    return next((name for name in table.column_names if name not in taken and _tells(table[name], name)), None)


def durations_in(values: "pa.ChunkedArray", name: str) -> "NDArray[np.int64]":
    """Microseconds for each row, -1 where nothing tells them; what is below zero is nothing."""
    import pyarrow as pa

    if pa.types.is_duration(values.type):
        return np.asarray(values.cast(pa.duration("us"), safe=False).cast(pa.int64()).fill_null(-1).to_numpy())
    column = column_of(values)
    told = np.array([*(_microseconds(word, _unit(name)) for word in column.names), -1], np.int64)
    return np.asarray(told[column.codes])


def _tells(values: "pa.ChunkedArray", name: str) -> bool:
    import pyarrow as pa

    kind: Any = values.type
    if not _CALLED.search(name):
        return False
    if pa.types.is_duration(kind):
        return True
    if pa.types.is_nested(kind) or pa.types.is_temporal(kind) or pa.types.is_binary(kind):
        return False
    some = durations_in(values.slice(0, 2_000), name)
    return len(some) > 0 and (some >= 0).sum() > 0.5 * len(some)


def _unit(name: str) -> int:
    """Microseconds of the unit that a name ends with, such as duration_min or Dauer (h); 0 where it names none."""
    words = re.findall(r"[^\W\d_]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).casefold())
    return next((size for form, size in _UNITS.items() if words[1:] and re.fullmatch(form, words[-1])), 0)


def _microseconds(word: str, unit: int) -> int:
    if clock := _CLOCK.fullmatch(word.strip()):
        days, hours, minutes, seconds = (int(part or 0) for part in clock.groups()[:4])
        whole = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
        return whole * SECOND + int((clock[5] or "").ljust(6, "0"))
    if unit and _NUMBER.fullmatch(word.strip()):
        return round(float(word.replace(",", ".")) * unit)
    return -1
