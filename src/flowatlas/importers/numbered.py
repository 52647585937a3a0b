"""Numbered: texts that are whole numbers, told apart by counting instead of comparing."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Keys = NDArray[np.uint64]

ROWS_AT_ONCE = 1 << 16
"""So many keys stay in the processor's cache."""

DENSE = 4
"""How many times as many numbers as rows there may be from the lowest to the highest one."""

FEW = 1_000

_ZEROS, _HIGH = np.uint64(0x3030303030303030), np.uint64(0xF0F0F0F0F0F0F0F0)
_LOW, _SIX = np.uint64(0x0F0F0F0F0F0F0F0F), np.uint64(0x0606060606060606)
_PAIRS, _FOURS = np.uint64(0x00FF00FF00FF00FF), np.uint64(0x0000FFFF0000FFFF)
_BY_TEN, _BY_HUNDRED, _BY_TEN_THOUSAND = np.uint64(10 << 8 | 1), np.uint64(100 << 16 | 1), np.uint64(10_000 << 32 | 1)


def counted_codes(keys: "Keys") -> "tuple[NDArray[np.int32], Keys] | None":
    """Numbers from 0 for the different keys, in the order in which they come up first, and one key of each.

    A key holds up to eight digits as a text, the first one in its lowest byte. None where others are among them, such
    as one that begins with 0, or where they lie too far apart to count them.
    """
    if not len(keys) or (numbers := numbers_of(keys)) is None or (counted := codes_of(numbers)) is None:
        return None
    codes, rows, _ = counted
    return codes, keys[rows]


def numbers_of(keys: "Keys") -> "NDArray[np.uint32] | None":
    """The numbers that keys hold; None where others are among them."""
    numbers = np.empty(len(keys), np.uint32)
    for begin in range(0, len(keys), ROWS_AT_ONCE):
        if not _put(keys[begin : begin + ROWS_AT_ONCE], numbers[begin : begin + ROWS_AT_ONCE]):
            return None
    return numbers


def codes_of(numbers: "NDArray[np.uint32]") -> "tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.uint32]] | None":
    """Numbers from 0 for the different ones, in the order in which they come up first; the row where each does; each.

    The codes stand where the numbers stood. None, and nothing changed, where these lie too far apart to count them.
    """
    if not len(numbers) or len(numbers) >= 2**31:
        return None
    lowest = int(numbers.min())
    span = int(numbers.max()) - lowest + 1
    if span > DENSE * len(numbers) + FEW:
        return None
    numbers -= np.uint32(lowest)
    first = np.full(span, len(numbers), np.int32)
    # Of several values for one place the last one stays, so that going backwards leaves the first row.
    for end in range(len(numbers), 0, -ROWS_AT_ONCE):
        begin = max(end - ROWS_AT_ONCE, 0)
        first[numbers[begin:end][::-1]] = np.arange(end - 1, begin - 1, -1, dtype=np.int32)
    seen = np.flatnonzero(first < len(numbers))
    rows = np.sort(first[seen])
    code = first
    code[numbers[rows]] = np.arange(len(rows), dtype=np.int32)
    distinct = numbers[rows] + np.uint32(lowest)
    codes = numbers.view(np.int32)
    for begin in range(0, len(numbers), ROWS_AT_ONCE):
        codes[begin : begin + ROWS_AT_ONCE] = code.take(numbers[begin : begin + ROWS_AT_ONCE])
    return codes, rows, distinct


def _put(keys: "Keys", numbers: "NDArray[np.uint32]") -> bool:
    """Write the numbers that some keys hold; whether all of them do."""
    shift = np.full(len(keys), 64, np.uint64)
    highest = int(keys.max())
    for size in range(8):
        if highest < 1 << 8 * size:
            break
        # The digits are moved up so that the last one stands in the highest byte; nothing counts as 0.
        shift -= np.uint64(8) * (keys >= np.uint64(1 << 8 * size))
    if (shift == np.uint64(64)).any():
        return False
    digits = keys & _LOW
    is_odd = ((keys ^ _ZEROS) & _HIGH) & (~np.uint64(0) >> shift)
    is_odd |= (digits + _SIX) & _HIGH
    begins_with_zero = (keys & np.uint64(0xFF)) == np.uint64(ord("0"))
    if is_odd.any() or (begins_with_zero & (keys > np.uint64(0xFF))).any():
        return False
    digits <<= shift
    digits *= _BY_TEN
    digits >>= np.uint64(8)
    digits &= _PAIRS
    digits *= _BY_HUNDRED
    digits >>= np.uint64(16)
    digits &= _FOURS
    digits *= _BY_TEN_THOUSAND
    digits >>= np.uint64(32)
    numbers[:] = digits
    return True
