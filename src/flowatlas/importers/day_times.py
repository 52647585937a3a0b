"""Day times: moments whose date stands in one column and whose time of day in another."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowatlas.importers.coding import column_of

if TYPE_CHECKING:
    import pyarrow as pa

_CALLED = re.compile(r"time|zeit|uhr|hora|heure|\bora\b|tijd|klok|zet$|tm$|clock|時刻|时间|시각", re.IGNORECASE)
_LASTS = re.compile(r"dura|dauer|elapsed|effort|aufwand|spent|cycle|lead|process|wait|total|hours|zone", re.IGNORECASE)
_WRITTEN = re.compile(r"(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:[.,]\d+)?)?(?:\s*[ap]\.?m\.?)?", re.IGNORECASE)
_COMPACT = re.compile(r"(?:[01]?\d|2[0-3])[0-5]\d[0-5]\d")
_OF_DAYS_OR_TIMES = re.compile(
    r"datum|date|fecha|dat|dag|uhrzeit|zeit|time|hora|heure|tijd|uhr|clock|day|tag|of|[\W_]+", re.IGNORECASE
)
_FIRST = re.compile(r"start|begin|from|von|début|inicio|開始", re.IGNORECASE)
_LAST = re.compile(r"end|finish|\bto\b|bis|fin|stop|終了", re.IGNORECASE)
_SAMPLE = 2_000
_MIDNIGHT = r"[T ]+0?0:00(?::00(?:[.,]0+)?)?$"


def time_of_day_for(date: str, table: "pa.Table", taken: Sequence[str]) -> str | None:
    """The column with the times of day of a column of dates: one of the same name, the next one, or the only one.

    None where there is none, or where the dates have a time of day themselves.
    """
    names: list[str] = table.column_names
    clocks = [name for name in names if name not in taken and holds_times_of_day(table[name], name)]
    if not clocks or not _tells_days(table[date]):
        return None
    alike = [name for name in clocks if _stem(name) and _stem(name) == _stem(date)]
    if len(alike) == 1:
        return alike[0]
    following = names[names.index(date) + 1 :][:1]
    if following and following[0] in clocks:
        return following[0]
    return clocks[0] if len(clocks) == 1 else None


def span_of_day(table: "pa.Table", taken: Sequence[str]) -> tuple[str, str] | None:
    """The two columns with the times of day of a beginning and an end that share a date; None where there are none."""
    clocks = [name for name in table.column_names if name not in taken and holds_times_of_day(table[name], name)]
    if len(clocks) == 2 and _FIRST.search(clocks[0]) and _LAST.search(clocks[1]):
        return clocks[0], clocks[1]
    return None


def holds_times_of_day(values: "pa.ChunkedArray", name: str) -> bool:
    """Whether a column holds times of day, such as 14:05 or 140500; its name must not say that they are durations."""
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if _LASTS.search(name):
        return False
    if pa.types.is_time(kind):
        return True
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind)):
        return False
    if not _CALLED.search(name):
        return False
    words = column_of(values.slice(0, _SAMPLE)).names
    fitting = sum(_WRITTEN.fullmatch(word.strip()) is not None or _is_compact(word) for word in words)
    return len(words) > 0 and fitting >= 0.95 * len(words)


def _tells_days(values: "pa.ChunkedArray") -> bool:
    """Whether no time of day stands in a column of moments, or nothing but midnight."""
    words = column_of(values.slice(0, _SAMPLE)).names
    return not any(":" in re.sub(_MIDNIGHT, "", word.strip()) for word in words)


def _is_compact(word: str) -> bool:
    return _COMPACT.fullmatch(word.strip().zfill(6)) is not None and len(word.strip()) <= 6


def _stem(name: str) -> str:
    """What a name says besides that it is one of dates or times."""
    return _OF_DAYS_OR_TIMES.sub("", name).casefold()


def with_time_of_day(dates: "pa.ChunkedArray", times: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Dates with their times of day as texts; a date without one stays a date."""
    import pyarrow as pa
    import pyarrow.compute as pc

    days = pc.utf8_trim_whitespace(_texts(dates))
    days = pc.replace_substring_regex(days, _MIDNIGHT, "")
    days = pc.if_else(pc.equal(days, ""), pa.scalar(None, pa.string()), days)
    clock = pc.fill_null(pc.utf8_trim_whitespace(_texts(times)), "")
    is_short = pc.match_substring_regex(clock, r"^\d{1,5}$")
    clock = pc.if_else(is_short, pc.utf8_lpad(clock, 6, "0"), clock)
    clock = pc.replace_substring_regex(clock, r"^(\d{2})(\d{2})(\d{2})$", r"\1:\2:\3")
    return pa.chunked_array([pc.utf8_trim_whitespace(pc.binary_join_element_wise(days, clock, " "))])


def _texts(values: "pa.ChunkedArray") -> "pa.Array":
    import pyarrow as pa

    if pa.types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    return values.cast(pa.string()).combine_chunks()
