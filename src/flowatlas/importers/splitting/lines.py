"""Splitting: the lines of a plain table of text taken apart and read in one go, value by value, to where they belong.

Compiled once for a machine, for `Splitter`. A line of which anything is unlike what was announced
ends the work, so that somebody else reads these lines.
"""

from typing import Any, Final

import numpy as np
from numba import cfunc, types

from flowatlas.discover.compiled.memory import (
    BARE,
    byte_at,
    inlined,
    number_at,
    put_half,
    put_number,
    trailing_zeros,
    word_at,
)
from flowatlas.importers.splitting.fields import (
    EMPTIES,
    HEAD,
    HEAD_MASK,
    HEAD_SIZE,
    ID,
    KEY,
    KIND,
    MOMENT,
    MOMENT_IN_UTC,
    MOST_WORDS,
    NUMBERS,
    PLACE,
    SKIP,
    SLOTS,
    TABLE,
    TEXTS,
    UNFIT,
    WORD,
    WORDS,
)

U = np.uint64
ONES, HIGHS, LOWS = U(0x0101010101010101), U(0x8080808080808080), U(0x7F7F7F7F7F7F7F7F)
NEWLINES, ZEROS = U(0x0A0A0A0A0A0A0A0A), U(0x3030303030303030)
ALL, ABOVE_NINE, UPPER, LOWER = (
    U(0xFFFFFFFFFFFFFFFF),
    U(0x7676767676767676),
    U(0xF0F0F0F0F0F0F0F0),
    U(0x0F0F0F0F0F0F0F0F),
)
PAIRS, FOURS = U(0x00FF00FF00FF00FF), U(0x0000FFFF0000FFFF)
BY_TEN, BY_HUNDRED, BY_TEN_THOUSAND = U(10 << 8 | 1), U(100 << 16 | 1), U(10_000 << 32 | 1)
NONE, EIGHT, SIXTEEN, THIRTY_TWO = U(0), U(8), U(16), U(32)
MIX, SHIFT = U(0x9E3779B97F4A7C15), U(29)

DATE, DATE_ROOM = U(0x2D30302D30303030), U(0x0F06060F06060606)
"""0000-00- as a number, and what makes every byte overflow into its upper half that is no digit, or no such sign."""

TIME, TIME_ROOM = U(0x30303A3030203030), U(0x06060F06060F0606)
"""The same of 00 00:00."""

T_FOR_BLANK = U((ord("T") ^ ord(" ")) << 16)
NEWLINE, RETURN, POINT, COLON, ZERO, UTC, PLUS, MINUS = (ord(sign) for sign in "\n\r.:0Z+-")
SECOND = 1_000_000
UNKNOWN = -(2**63)
LINE: Final = 8
"""Bytes of a number."""


@inlined
def _zero_bytes(word: Any) -> Any:
    """The highest bit of the first byte that is 0, and perhaps of some after it."""
    return (word - ONES) & ~word & HIGHS


@inlined
def _find(at: Any, end: Any, delimiters: Any) -> Any:
    """Where the next delimiter or line break stands, or the end."""
    while at < end:
        word = word_at(at)
        found = _zero_bytes(word ^ delimiters) | _zero_bytes(word ^ NEWLINES)
        if found != NONE:
            return min(at + (trailing_zeros(found) >> 3), end)
        at += 8
    return end


@inlined
def _part(size: Any) -> Any:
    """The bits of so many bytes, 0 to 8."""
    return ALL >> U(64 - 8 * size) if size > 0 else NONE


@inlined
def _digits(word: Any) -> Any:
    """With how many digits a word begins."""
    odd = word ^ ZEROS
    odd = (((odd & LOWS) + ABOVE_NINE) | odd) & HIGHS
    return trailing_zeros(odd) >> 3 if odd != NONE else 8


@inlined
def _number(word: Any, digits: Any) -> Any:
    """The number that the first digits of a word write, 1 to 8 of them."""
    found = (word & LOWER) << U(64 - 8 * digits)
    found = (found * BY_TEN >> EIGHT) & PAIRS
    found = (found * BY_HUNDRED >> SIXTEEN) & FOURS
    return np.int64(found * BY_TEN_THOUSAND >> THIRTY_TWO)


@inlined
def _two(word: Any, place: Any) -> Any:
    """Two digits of a word of digits that have lost their upper halves."""
    pair = word >> U(8 * place)
    return np.int64(pair & U(15)) * 10 + np.int64((pair >> EIGHT) & U(15))


@inlined
def _length_of_month(year: Any, month: Any) -> Any:
    if month == 2:
        return 29 if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) else 28
    return 30 + ((month + (month >> 3)) & 1)


@inlined
def _days(year: Any, month: Any, day: Any) -> Any:
    """Days since the beginning of 1970; years begin in March, so that the odd day comes last."""
    month = month + 9 if month < 3 else month - 3
    year = year - 1 if month > 9 else year
    leaps = year // 4 - year // 100 + year // 400
    return 365 * year + leaps + (153 * month + 2) // 5 + day - 719_469


@inlined
def _moment(at: Any) -> Any:
    """The moment that begins at an address, in microseconds and without its zone, and where it ends; 0 for none."""
    date, time = word_at(at) ^ DATE, word_at(at + 8) ^ TIME
    time = time ^ T_FOR_BLANK if byte_at(at + 10) == ord("T") else time
    odd = (date | (date + DATE_ROOM) | time | (time + TIME_ROOM)) & UPPER
    seconds = word_at(at + 16)
    if odd != NONE or byte_at(at + 16) != COLON or _digits(seconds >> EIGHT) < 2:
        return UNKNOWN, 0
    year, month, day = _two(date, 0) * 100 + _two(date, 2), _two(date, 5), _two(time, 0)
    hour, minute, second = _two(time, 3), _two(time, 6), _two(seconds & LOWER, 1)
    if year < 1000 or month < 1 or month > 12 or day < 1 or hour > 23 or minute > 59 or second > 59:
        return UNKNOWN, 0
    if day > 28 and day > _length_of_month(year, month):
        return UNKNOWN, 0
    moment = (_days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second) * SECOND
    end = at + 19
    if byte_at(end) == POINT:
        fraction = word_at(end + 1)
        digits = _digits(fraction)
        if digits < 1 or digits > 6:
            return UNKNOWN, 0
        # What follows the digits counts as 0, so that they are a number of eight digits.
        moment += _number((fraction & _part(digits)) | (ZEROS & ~_part(digits)), 8) // 100
        end += 1 + digits
    return moment, end


@inlined
def _same(one: Any, other: Any, size: Any) -> Any:
    """Whether the same bytes stand at two addresses."""
    while size >= 8:
        if word_at(one) != word_at(other):
            return False
        one, other, size = one + 8, other + 8, size - 8
    return ((word_at(one) ^ word_at(other)) & _part(size)) == NONE


@inlined
def _hash(at: Any, size: Any) -> Any:
    found = U(size) * MIX
    while size >= 8:
        found = (found ^ word_at(at)) * MIX
        found ^= found >> SHIFT
        at, size = at + 8, size - 8
    found = (found ^ (word_at(at) & _part(size))) * MIX
    return found ^ (found >> THIRTY_TWO)


@inlined
def _code(field: Any, at: Any, size: Any) -> Any:
    """The number of a word among those of these lines; UNFIT where there are too many."""
    key = _hash(at, size)
    table = number_at(field + TABLE * LINE)
    slot = np.int64(key & U(SLOTS - 1))
    while True:
        here = table + slot * 3 * LINE
        place = number_at(here + LINE)
        if place == 0:
            break
        if word_at(here) == key:
            held = number_at(here + 2 * LINE)
            if held >> 32 == size and _same(place, at, size):
                return held & 0xFFFFFFFF
        slot = (slot + 1) & (SLOTS - 1)
    code = number_at(field + WORDS * LINE)
    if code >= MOST_WORDS:
        return UNFIT
    put_number(here, np.int64(key))
    put_number(here + LINE, at)
    put_number(here + 2 * LINE, size << 32 | code)
    text = number_at(field + TEXTS * LINE) + code * 2 * LINE
    put_number(text, at)
    put_number(text + LINE, size)
    put_number(field + WORDS * LINE, code + 1)
    return code


@inlined
def _word(field: Any, row: Any, at: Any, stop: Any) -> Any:
    code = _code(field, at, stop - at)
    if code == UNFIT:
        return 0
    put_half(number_at(field + PLACE * LINE) + 4 * row, code)
    return stop


@inlined
def _id(field: Any, row: Any, at: Any) -> Any:
    """Read a number after a common beginning; where it ends, 0 where there is none."""
    head = number_at(field + HEAD_SIZE * LINE)
    if ((word_at(at) ^ word_at(field + HEAD * LINE)) & word_at(field + HEAD_MASK * LINE)) != NONE:
        return 0
    at += head
    word = word_at(at)
    digits = _digits(word)
    if digits == 0 or (digits > 1 and byte_at(at) == ZERO):
        return 0
    put_half(number_at(field + PLACE * LINE) + 4 * row, _number(word, digits))
    return at + digits


@inlined
def _key(field: Any, row: Any, at: Any, stop: Any) -> Any:
    """Read up to eight bytes after a common beginning."""
    size = stop - at - number_at(field + HEAD_SIZE * LINE)
    if size < 0 or size > 8:
        return 0
    if ((word_at(at) ^ word_at(field + HEAD * LINE)) & word_at(field + HEAD_MASK * LINE)) != NONE:
        return 0
    word = word_at(stop - size)
    if _zero_bytes(word | ~_part(size)) != NONE:
        return 0
    put_number(number_at(field + PLACE * LINE) + 8 * row, np.int64(word & _part(size)))
    return stop


@inlined
def _read_moment(field: Any, row: Any, at: Any, delimiter: Any) -> Any:
    place = number_at(field + PLACE * LINE) + 8 * row
    first = byte_at(at)
    if first in (delimiter, NEWLINE, RETURN):
        put_number(place, UNKNOWN)
        put_number(field + EMPTIES * LINE, number_at(field + EMPTIES * LINE) + 1)
        return at
    moment, stop = _moment(at)
    if stop != 0 and number_at(field + KIND * LINE) == MOMENT_IN_UTC:
        sign = byte_at(stop)
        if sign == UTC:
            stop += 1
        elif sign in (PLUS, MINUS) and byte_at(stop + 3) == COLON:
            shift = _zone(word_at(stop + 1))
            if shift < 0:
                return 0
            moment = moment - shift if sign == PLUS else moment + shift
            stop += 6
        else:
            return 0
    put_number(place, moment)
    return stop


@inlined
def _zone(word: Any) -> Any:
    """The microseconds of an offset such as 05:30, -1 where it is none."""
    if _digits(word) != 2 or _digits(word >> U(24)) < 2:
        return -1
    hours, minutes = _two(word & LOWER, 0), _two(word & LOWER, 3)
    return (hours * 60 + minutes) * 60 * SECOND if hours < 24 and minutes < 60 else -1


@inlined
def _field(field: Any, row: Any, at: Any, end: Any, delimiter: Any, delimiters: Any) -> Any:
    """Read what stands in one field; where it ends, 0 where it is unlike what was announced."""
    kind = number_at(field + KIND * LINE)
    if kind == ID:
        return _id(field, row, at)
    if kind >= MOMENT:
        return _read_moment(field, row, at, delimiter)
    stop = _find(at, end, delimiters)
    # Whoever calls has made sure that a return stands only before a line break.
    if stop > at and byte_at(stop - 1) == RETURN:
        stop -= 1
    if kind == WORD:
        return _word(field, row, at, stop)
    if kind == KEY:
        return _key(field, row, at, stop)
    return stop if kind == SKIP else 0


def _split(at: int, end: int, fields: int, count: int, rows: int, delimiter: int) -> int:
    """Read lines; how many there were, UNFIT where one is unlike what was announced."""
    delimiters = U(delimiter) * ONES
    row = 0
    while at < end:
        if row >= rows or byte_at(at) == NEWLINE or byte_at(at) == RETURN:
            return UNFIT
        for number in range(count):
            at = _field(fields + number * NUMBERS * LINE, row, at, end, delimiter, delimiters)
            if at == 0 or at > end:
                return UNFIT
            if number + 1 < count:
                if at == end or byte_at(at) != delimiter:
                    return UNFIT
                at += 1
        if at < end and byte_at(at) == RETURN:
            at += 1
        if at < end:
            if byte_at(at) != NEWLINE:
                return UNFIT
            at += 1
        row += 1
    return row


def compiled() -> Any:
    """The function, compiled."""
    kind = types.int64(*[types.int64] * 6)
    return cfunc(kind, **{name: BARE[name] for name in ("_nrt", "error_model")})(_split)
