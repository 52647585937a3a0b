"""By item: rows put together item by item, which of a long log compiled code does in one go."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.compiled.columns import NUMBERS, ROW, SOME, SOURCE, TARGET, WIDTH
from flowatlas.discover.compiled.kept import Function, Kernel, loaded, made
from flowatlas.discover.passes.rows import Rows

if TYPE_CHECKING:
    from numpy.typing import NDArray

PLACING = Kernel("flowatlas.discover.compiled.placing", 7)

MANY = 1 << 20
"""Rows from which on loading what was compiled costs less than it saves."""

LONG = 4 << 20
"""Rows from which on it pays to compile first, where nothing is kept yet."""

DENSE = 4
"""How many items there may be for each row, so that a count for each of them takes little memory."""

SORTED_AT_ONCE = 1 << 17
"""Rows that are worked on together, so that what lies between fits into the processor's cache."""

COLUMNS = ("item", "activity", "start", "end", "who", "team", "is_timed", "lacks_end", "is_running")


def by_item(rows: Rows) -> Rows:
    """The rows item by item, those of each as they stood."""
    highest = int(rows.item.max())
    if (place := _placing(rows, highest)) is not None:
        return _placed(rows, highest, place)
    return _sorted(rows, highest)


def _placing(rows: Rows, highest: int) -> Function | None:
    """The compiled code, where it is worth it and the rows are as it needs them."""
    count = len(rows)
    if not MANY <= count < 2**31 or highest >= DENSE * count or rows.item.dtype != np.int32:
        return None
    return made(PLACING) if count >= LONG else loaded(PLACING)


def _placed(rows: Rows, highest: int, place: Function) -> Rows:
    """The rows as a count of each item puts them, one half of them beside the other."""
    columns: dict[str, NDArray[Any]] = {
        name: np.ascontiguousarray(column) for name in (*COLUMNS, "row") if (column := getattr(rows, name)) is not None
    }
    item, half = columns["item"], len(rows) // 2
    moved: dict[str, Any] = {"row": np.empty(len(rows), np.int32)}
    moved |= {name: np.empty_like(column) for name, column in columns.items()}
    told = np.zeros((len(moved), NUMBERS), np.int64)
    for about, (name, target) in zip(told, moved.items(), strict=True):
        about[TARGET], about[WIDTH] = target.ctypes.data, ROW
        if (source := columns.get(name)) is not None:
            about[SOURCE], about[WIDTH] = source.ctypes.data, source.itemsize
    following = np.zeros((2, highest + 1), np.int32)

    def run(number: int, count: int) -> None:
        begin, end = (0, half) if number == 0 else (half, len(rows))
        places = np.empty(SOME, np.int32)
        place(begin, end, item.ctypes.data, following[number].ctypes.data, places.ctypes.data, told.ctypes.data, count)

    with ThreadPoolExecutor(2) as pool:
        # Without any column to move it counts how many rows of each item there are.
        list(pool.map(run, (0, 1), (0, 0)))
        first, second = following
        second += first
        ends = np.cumsum(second, dtype=np.int32)
        # The second half of an item's rows comes after its first one.
        starts = ends - second
        second[:] = starts + first
        first[:] = starts
        list(pool.map(run, (0, 1), (len(told), len(told))))
    return replace(rows, **moved)


def _sorted(rows: Rows, highest: int) -> Rows:
    """The rows as a sort puts them."""
    bits = int(len(rows) - 1).bit_length()
    if bits + highest.bit_length() >= 63:
        return rows.taken_from(np.argsort(rows.item, kind="stable"))
    # One sort of item and place in one number is ten times faster than sorting places by item.
    key = np.arange(len(rows))
    for begin in range(0, len(key), SORTED_AT_ONCE):
        some = slice(begin, begin + SORTED_AT_ONCE)
        key[some] |= rows.item[some].astype(np.int64) << bits
    key.sort()
    item = np.empty_like(rows.item)
    for begin in range(0, len(key), SORTED_AT_ONCE):
        part = key[begin : begin + SORTED_AT_ONCE]
        item[begin : begin + SORTED_AT_ONCE] = part >> bits
        part &= (1 << bits) - 1
    return rows.taken_from(key, item)
