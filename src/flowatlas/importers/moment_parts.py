"""Parts of moments: the days, clocks and zones that patterns have found in texts."""

import re
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.importers.moment_forms import MONTHS, NAMED_ZONES
from flowatlas.model.event import UNKNOWN_MOMENT

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

SECOND = 1_000_000
DAY = 86_400 * SECOND


def texts(words: Iterable[str]) -> "pa.Array":
    """Words that texts are compared with."""
    import pyarrow as pa

    return pa.array(list(words), pa.string())


def part_of(parts: "pa.StructArray", name: str) -> "pa.Array":
    """One part of every moment, as a text."""
    import pyarrow.compute as pc

    return pc.struct_field(parts, name)


def numbers_in(parts: "pa.StructArray", name: str) -> "NDArray[np.int64]":
    """A part as numbers, -1 where nothing was written."""
    import pyarrow as pa
    import pyarrow.compute as pc

    texts = part_of(parts, name)
    texts = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    return pc.fill_null(texts.cast(pa.int64()), -1).to_numpy(zero_copy_only=False)  # type: ignore[no-any-return]


def days_in(parts: "pa.StructArray", names: set[str], *, day_first: bool) -> Any:
    """Years, months and days; two digits of a year are those from 1969 to 2068."""
    years = numbers_in(parts, "y") if "y" in names else np.full(len(parts), 1970)
    years = np.where(years < 69, years + 2000, np.where(years < 100, years + 1900, years))
    if "a" in names:
        first, second = numbers_in(parts, "a"), numbers_in(parts, "b")
        return (years, second, first) if day_first else (years, first, second)
    days = numbers_in(parts, "d") if "d" in names else np.ones(len(parts), np.int64)
    if "word" in names:
        return years, _months(part_of(parts, "word")), days
    return years, numbers_in(parts, "m") if "m" in names else np.ones(len(parts), np.int64), days


def _months(words: "pa.Array") -> "NDArray[np.int64]":
    import pyarrow.compute as pc

    coded = pc.utf8_lower(words).dictionary_encode()
    numbers = np.array([_month(word) for word in coded.dictionary.to_pylist()], np.int64)
    return np.asarray(numbers[coded.indices.to_numpy()])


def _month(word: str) -> int:
    starts = _month_starts()
    return starts.get(word[:4], starts.get(word[:3], 0))


@cache
def _month_starts() -> dict[str, int]:
    return {word: number for number, words in MONTHS.items() for word in words.split()}


def midnights(years: Any, months: Any, days: Any) -> "Moments":
    """Midnight of dates; unknown where there is no such date."""
    is_month = (months >= 1) & (months <= 12) & (years >= 1677) & (years <= 2262)
    first = (np.where(is_month, years, 1970) - 1970) * 12 + np.where(is_month, months, 1) - 1
    begins = first.astype("datetime64[M]").astype("datetime64[D]")
    length = ((first + 1).astype("datetime64[M]").astype("datetime64[D]") - begins).astype(np.int64)
    is_date = is_month & (days >= 1) & (days <= length)
    return np.where(is_date, (begins.astype(np.int64) + days - 1) * DAY, UNKNOWN_MOMENT)


def clock_in(parts: "pa.StructArray", names: set[str]) -> tuple["Moments", bool]:
    """Microseconds since midnight, -1 where there is no such time; and whether any is written at all."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if "H" not in names:
        return np.zeros(len(parts), np.int64), False
    hours = numbers_in(parts, "H")
    has_clock = bool((hours >= 0).any())
    minutes = np.maximum(numbers_in(parts, "M"), 0) if "M" in names else np.zeros(len(parts), np.int64)
    seconds = np.maximum(numbers_in(parts, "S"), 0) if "S" in names else np.zeros(len(parts), np.int64)
    ok = (hours <= 24) & (minutes < 60) & (seconds <= 60) & ((hours < 24) | (minutes + seconds == 0))
    if "p" in names:
        half = pc.utf8_lower(part_of(parts, "p"))
        is_pm = pc.equal(half, "p").to_numpy(zero_copy_only=False)
        is_am = pc.equal(half, "a").to_numpy(zero_copy_only=False)
        ok &= ~((is_am | is_pm) & (hours > 12) & is_am)
        hours = np.where(is_pm & (hours < 12), hours + 12, np.where(is_am & (hours == 12), 0, hours))
    clock = ((np.maximum(hours, 0) * 60 + minutes) * 60 + seconds) * SECOND
    if "f" in names:
        fraction = pc.utf8_slice_codeunits(pc.utf8_rpad(part_of(parts, "f"), 6, "0"), 0, 6)
        clock = clock + fraction.cast(pa.int64()).to_numpy()
    return np.where(ok, clock, -1), has_clock


def offsets_in(parts: "pa.StructArray", names: set[str]) -> "NDArray[np.int32]":
    """Minutes east of Greenwich; the smallest number where no zone is named, or it is not known."""
    if "z" not in names:
        return np.full(len(parts), np.iinfo(np.int32).min, np.int32)
    return zone_minutes(parts)


def zone_minutes(parts: "pa.StructArray") -> "NDArray[np.int32]":
    """The same of moments that all have a part for the zone."""
    coded = part_of(parts, "z").dictionary_encode()
    minutes = np.array([_minutes(zone) for zone in coded.dictionary.to_pylist()], np.int32)
    return np.asarray(minutes[coded.indices.to_numpy()])


def _minutes(zone: str) -> int:
    """Minutes east of Greenwich; the smallest number where a zone is not named, or not known."""
    if zone.upper() in NAMED_ZONES:
        return NAMED_ZONES[zone.upper()]
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?(\d{2})?", zone)
    if offset is None:
        return int(np.iinfo(np.int32).min)
    return (1 if offset[1] == "+" else -1) * (int(offset[2]) * 60 + int(offset[3] or 0))
