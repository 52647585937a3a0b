"""Placing: every row of some columns moved to the next free place of its item, which puts them in order by item.

Compiled once for a machine, for `by_item`.
"""

from typing import Any, Final

from numba import cfunc, types

from flowatlas.discover.compiled.columns import NUMBERS, ROW, SOME, SOURCE, TARGET, WIDTH
from flowatlas.discover.compiled.memory import (
    BARE,
    byte_at,
    half_at,
    inlined,
    number_at,
    put_byte,
    put_half,
    put_number,
    put_short,
    short_at,
)

HALF: Final = 4
LINE: Final = 8
"""Bytes of a number of 32 bits, and of one of 64."""


def _move(column: Any, begin: Any, end: Any, places: Any) -> None:
    """Put the values of some rows to their places."""
    source, target = number_at(column + SOURCE * LINE), number_at(column + TARGET * LINE)
    width = number_at(column + WIDTH * LINE)
    if width == 8:
        for row in range(begin, end):
            put_number(target + 8 * half_at(places + HALF * (row - begin)), number_at(source + 8 * row))
    elif width == 4:
        for row in range(begin, end):
            put_half(target + 4 * half_at(places + HALF * (row - begin)), half_at(source + 4 * row))
    elif width == 2:
        for row in range(begin, end):
            put_short(target + 2 * half_at(places + HALF * (row - begin)), short_at(source + 2 * row))
    elif width == 1:
        for row in range(begin, end):
            put_byte(target + half_at(places + HALF * (row - begin)), byte_at(source + row))
    elif width == ROW:
        for row in range(begin, end):
            put_half(target + 4 * half_at(places + HALF * (row - begin)), row)


_moved: Any = inlined(_move)


def _place(begin: int, end: int, item: int, following: int, places: int, columns: int, count: int) -> int:
    """Move rows, item by item; ``following`` has the next free place of each, and is what it is afterwards."""
    for first in range(begin, end, SOME):
        last = min(first + SOME, end)
        for row in range(first, last):
            at = following + HALF * half_at(item + HALF * row)
            place = half_at(at)
            put_half(at, place + 1)
            put_half(places + HALF * (row - first), place)
        for number in range(count):
            _moved(columns + number * NUMBERS * LINE, first, last, places)
    return end - begin


def compiled() -> Any:
    """The function, compiled."""
    kind = types.int64(*[types.int64] * 7)
    return cfunc(kind, **{name: BARE[name] for name in ("_nrt", "error_model")})(_place)
