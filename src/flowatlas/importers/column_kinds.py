"""Kinds of columns: whether moments, words of a lifecycle or texts stand in one."""

import re
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.mapping import Dates
from flowatlas.importers.coding import column_of
from flowatlas.importers.column_names import KNOWN, TIMELY, plain
from flowatlas.importers.moments import day_first_in, moments_of
from flowatlas.importers.rows import END_WORDS, OTHER_WORDS, START_WORDS
from flowatlas.model.event import UNKNOWN_MOMENT

if TYPE_CHECKING:
    import pyarrow as pa

_LIKE_MOMENT = re.compile(r"\d{1,4}[-/. ]+(?:\d|[^\W\d])|\d{8}|\d{4}[年년]|[^\W\d]{3,}.*\d{4}|^[2-7]\d{4}(?:[.,]|$)")
"""What stands in every moment somewhere; looked for first, as it costs a hundredth of reading one."""

_SAMPLE = 2_000

_LIFECYCLE_WORDS = START_WORDS | END_WORDS | OTHER_WORDS


def holds_moments(values: "pa.ChunkedArray", name: str, dates: Dates) -> bool:
    """Whether nearly everything that stands in a column is a moment; numbers must be named like one to count."""
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return True
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if not (is_number or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return False
    step = max(1, len(values) // 3)
    sample = pa.chunked_array(
        [chunk for at in (0, step, 2 * step) for chunk in values.slice(at, _SAMPLE).chunks], values.type
    )
    if not is_number and not _may_hold_moments(sample, dates):
        return False
    day_first = day_first_in([sample]) if not is_number and dates.day_first is None else dates.day_first
    told = moments_of(sample, name, dates, day_first)
    known = told.moments[told.moments != UNKNOWN_MOMENT]
    if len(known) == 0 or told.is_unreadable.sum() > len(known) * 0.25:
        return False
    is_plausible = bool(np.median(known) > 631_152_000_000_000) and bool(np.median(known) < 4_102_444_800_000_000)
    is_all_numbers = is_number or told.is_excel or (set(told.offsets) == {0} and not _has_letters(sample))
    return is_plausible and (not is_all_numbers or _is_named_like_moment(name))


def _may_hold_moments(sample: "pa.ChunkedArray", dates: Dates) -> bool:
    first = [word for word in sample.slice(0, 50).to_pylist() if word]
    first = first or [word for word in sample.to_pylist() if word]
    return bool(dates.pattern) or any(_LIKE_MOMENT.search(word[:40]) for word in first[:20])


def _has_letters(sample: "pa.ChunkedArray") -> bool:
    words = column_of(sample).names[:20]
    return any(re.search(r"[^\d.,eE+]", word) for word in words)


def _is_named_like_moment(name: str) -> bool:
    found = plain(name)
    if any(found in KNOWN[role].split() for role in ("start", "end", "time")):
        return True
    return TIMELY.search(name) is not None


def tells_lifecycle(values: "pa.ChunkedArray") -> bool:
    """Whether nothing but words of a lifecycle stands in a column, starts and ends among them."""
    for part in (values.slice(0, _SAMPLE), values):
        words = {word.strip().casefold() for word in column_of(part).names[: len(_LIFECYCLE_WORDS) + 1]}
        if not words <= _LIFECYCLE_WORDS:
            return False
    return not words.isdisjoint(START_WORDS) and not words.isdisjoint(END_WORDS)


def column_count(table: "pa.Table", name: str) -> int:
    """How many different values a column has."""
    return len(column_of(table[name]).names)


def is_text(values: "pa.ChunkedArray") -> bool:
    """Whether a column holds texts."""
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
