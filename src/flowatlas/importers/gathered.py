"""Gathered columns: pieces of a long table, read by several threads, put together as they come."""

import re
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile
from threading import Lock
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.importers.numbered import codes_of, counted_codes, numbers_of
from flowatlas.importers.splitting import fields
from flowatlas.importers.splitting.split import Lent
from flowatlas.model.event import NOTHING, UNKNOWN_MOMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

WORD = 8
"""Bytes that are compared as one number."""

MOST_WORDS = 20_000
"""Different texts in a piece from which on numbering them one by one takes too long."""

ROWS_AT_ONCE = 1 << 17
SAMPLE = 2_000
THREADS = 2

_NUMBER = re.compile(rb"0|[1-9][0-9]{0,7}")

VARIED = 0.3
"""The share of different texts in the first rows from which on a column is taken to hold a text of its own for each
item."""

_KEPT = np.array([(1 << 8 * size) - 1 for size in range(WORD + 1)], "<u8")
"""Of a number that holds a text, the bits that belong to it, by the length of the text."""


class UnfitError(Exception):
    """Texts are too long, too many or too unlike to be told apart in the quick way that their first ones promised."""


class Values:
    """One value for each row, in one piece of memory as far as there is ``room`` for it.

    Room for more rows than come takes no memory. Rows may be left out, so that what was put holds fewer of them.
    """

    def __init__(self, room: int, kind: str) -> None:
        self._whole = np.empty(room, kind)
        self._sizes: dict[int, int] = {}
        self._beyond: dict[int, NDArray[Any]] = {}

    def put(self, begin: int, values: "NDArray[Any]") -> None:
        """Add what stands from a row on."""
        end = begin + len(values)
        self._sizes[begin] = len(values)
        if end <= len(self._whole):
            self._whole[begin:end] = values
        else:
            self._beyond[begin] = values

    def lent(self, begin: int, count: int) -> "NDArray[Any]":
        """The place for so many values from a row on, into which somebody else writes; see `took`."""
        end = begin + count
        return self._whole[begin:end] if end <= len(self._whole) else np.empty(count, self._whole.dtype)

    def took(self, begin: int, values: "NDArray[Any]") -> None:
        """Take what now stands in the place that was lent from a row on."""
        self._sizes[begin] = len(values)
        if begin + len(values) > len(self._whole):
            self._beyond[begin] = values

    def joined(self) -> "NDArray[Any]":
        """All of them; this holds none of them any more."""
        whole, self._whole = self._whole, self._whole[:0]
        rows = sum(self._sizes.values())
        if not self._beyond and all(begin + size <= rows for begin, size in self._sizes.items()):
            return whole[:rows]
        parts = [self._beyond.get(begin, whole[begin : begin + size]) for begin, size in sorted(self._sizes.items())]
        self._beyond.clear()
        return np.concatenate(parts)

    def places(self) -> "Iterator[tuple[int, int]]":
        """Where each piece came from, and where it goes, in order."""
        rows = 0
        for begin, size in sorted(self._sizes.items()):
            yield begin, rows
            rows += size


class Pieces:
    """A column of any type; its pieces stay as they are."""

    def __init__(self, kind: "pa.DataType") -> None:
        self._kind = kind
        self._pieces: dict[int, list[pa.Array]] = {}

    def put(self, begin: int, values: "pa.ChunkedArray") -> None:
        """Add what stands from a row on."""
        self._pieces[begin] = values.chunks

    def column(self) -> "pa.ChunkedArray":
        """The whole column."""
        import pyarrow as pa

        return pa.chunked_array([one for begin in sorted(self._pieces) for one in self._pieces[begin]], self._kind)


class Numbers:
    """A column of numbers or moments, in one piece of memory; ``room`` is about how many."""

    def __init__(self, kind: "pa.DataType", room: int) -> None:
        self._kind = kind
        self._values = Values(room, f"u{kind.bit_width // 8}")
        self._unknown: dict[int, NDArray[np.bool_]] = {}

    @staticmethod
    def fits(kind: "pa.DataType") -> bool:
        """Whether values of a type take the same few bytes each."""
        import pyarrow as pa

        is_one = pa.types.is_temporal(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)
        return bool(is_one and kind.bit_width <= 64)

    def put(self, begin: int, values: "pa.ChunkedArray") -> None:
        """Add what stands from a row on."""
        for chunk in filter(len, values.chunks):
            held = np.frombuffer(chunk.buffers()[1], f"u{self._kind.bit_width // 8}")
            self._values.put(begin, held[chunk.offset : chunk.offset + len(chunk)])
            if chunk.null_count:
                self._unknown[begin] = chunk.is_null().to_numpy(zero_copy_only=False)
            begin += len(chunk)

    def lent(self, begin: int, count: int) -> Lent | None:
        """Where so many moments go."""
        import pyarrow as pa

        if not pa.types.is_timestamp(self._kind) or self._kind.unit != "us" or self._kind.tz not in (None, "UTC"):
            return None
        place = self._values.lent(begin, count)

        def done(lent: Lent) -> None:
            self._values.took(begin, place)
            if lent.empties:
                self._unknown[begin] = place.view(np.int64) == UNKNOWN_MOMENT

        return Lent(fields.MOMENT if self._kind.tz is None else fields.MOMENT_IN_UTC, place, done)

    def column(self) -> "pa.ChunkedArray":
        """The whole column."""
        import pyarrow as pa

        places = dict(self._values.places())
        values = self._values.joined()
        known = None
        if self._unknown:
            is_known = np.ones(len(values), np.bool_)
            for begin, flags in self._unknown.items():
                is_known[places[begin] : places[begin] + len(flags)] = ~flags
            known = pa.py_buffer(np.packbits(is_known, bitorder="little"))
        whole = pa.Array.from_buffers(self._kind, len(values), [known, pa.py_buffer(values)])
        return pa.chunked_array([whole], self._kind)


class Codes:
    """A column of texts that repeat, as numbers into one list of texts, which come in the order of their pieces."""

    def __init__(self, room: int) -> None:
        self._codes = Values(room, "i4")
        self._numbers: dict[str | None, int] = {}
        self._pieces: dict[int, list[str | None]] = {}
        self._lock = Lock()
        self._is_whole = True

    def put(self, begin: int, values: "pa.ChunkedArray") -> None:
        """Add what stands from a row on.

        Raises:
            UnfitError: there are very many different texts.
        """
        from flowatlas.importers.coding import indices_of

        for chunk in filter(len, values.chunks):
            if len(chunk.dictionary) > MOST_WORDS:
                raise UnfitError
            words = chunk.dictionary.to_pylist()
            numbers = self._numbered(begin, words)
            if None in words or chunk.null_count:
                self._is_whole = False
            own = np.array([*numbers, NOTHING], np.int32)
            self._codes.put(begin, own[indices_of(chunk)])
            begin += len(chunk)

    def lent(self, begin: int, count: int) -> Lent:
        """Where the numbers of so many texts go."""
        place = self._codes.lent(begin, count)

        def done(lent: Lent) -> None:
            self._codes.took(begin, place)
            numbers = self._numbered(begin, lent.words)
            if numbers != list(range(len(numbers))):
                np.take(np.array(numbers, np.int32), place, out=place, mode="clip")

        return Lent(fields.WORD, place, done)

    def _numbered(self, begin: int, words: "list[str | None]") -> list[int]:
        """The numbers of the words in a piece, which get one where they are new."""
        with self._lock:
            self._pieces[begin] = words
            return [self._numbers.setdefault(word, len(self._numbers)) for word in words]

    def column(self) -> "pa.ChunkedArray":
        """The whole column."""
        import pyarrow as pa

        codes = self._codes.joined()
        words = list(dict.fromkeys(word for begin in sorted(self._pieces) for word in self._pieces[begin]))
        final = np.empty(len(words) + 1, np.int32)
        final[[self._numbers[word] for word in words]] = np.arange(len(words))
        final[NOTHING] = NOTHING
        if (final[:-1] != np.arange(len(words))).any():
            for begin in range(0, len(codes), ROWS_AT_ONCE):
                some = codes[begin : begin + ROWS_AT_ONCE]
                some[:] = final[some]
        known = None if self._is_whole else pa.py_buffer(np.packbits(codes >= 0, bitorder="little"))
        indices = pa.Array.from_buffers(pa.int32(), len(codes), [known, pa.py_buffer(codes)])
        return pa.chunked_array([pa.DictionaryArray.from_arrays(indices, pa.array(words, pa.string()))])


class Keys:
    """A column of short texts of which most rows have another, such as ITEM-4711: one number of 64 bits for each.

    What all texts of the first rows begin with is left off, so that up to eight more bytes tell them apart, and make
    the text again. Numbers are told apart in half the time that texts take, and need no memory of their own each.
    """

    _kind = "<u8"
    _written = fields.KEY

    def __init__(self, room: int, prefix: bytes) -> None:
        self._keys = Values(room, self._kind)
        self._prefix = prefix
        self._head = np.frombuffer(prefix.ljust(WORD, b"\0"), "<u8")[0]

    def put(self, begin: int, values: "pa.ChunkedArray") -> None:
        """Add what stands from a row on.

        Raises:
            UnfitError: a row has no text, one that begins in another way, or goes on in one that does not fit.
        """
        for chunk in filter(len, values.chunks):
            self._keys.put(begin, self._held(chunk))
            begin += len(chunk)

    def lent(self, begin: int, count: int) -> Lent:
        """Where what is kept of so many texts goes."""
        place = self._keys.lent(begin, count)
        return Lent(self._written, place, lambda _: self._keys.took(begin, place), self._prefix)

    def _held(self, chunk: "pa.StringArray") -> "NDArray[np.unsignedinteger[Any]]":
        """What is kept of each text."""
        return self._keys_of(chunk)

    def _keys_of(self, chunk: "pa.StringArray") -> "NDArray[np.uint64]":
        import pyarrow as pa

        if chunk.null_count or not pa.types.is_string(chunk.type):
            raise UnfitError
        _, bounds, content = chunk.buffers()
        if content is None:
            raise UnfitError
        ends = np.frombuffer(bounds, np.int32)[chunk.offset : chunk.offset + len(chunk) + 1]
        sizes = np.diff(ends)
        sizes -= len(self._prefix)
        if sizes.min() < 0 or sizes.max() > WORD:
            raise UnfitError
        base, size = int(ends[0]), int(ends[-1] - ends[0])
        texts = np.zeros(size + 2 * WORD, np.uint8)
        texts[:size] = np.frombuffer(content, np.uint8)[base : base + size]
        if not texts[:size].all():
            raise UnfitError
        # At every byte begins a number of eight bytes; only those at which texts begin are looked at.
        words: Any = np.ndarray(size + WORD, "<u8", texts, strides=(1,))
        begins = ends[:-1] - base
        if self._prefix and ((words[begins] ^ self._head) & _KEPT[len(self._prefix)]).any():
            raise UnfitError
        begins += len(self._prefix)
        found: NDArray[np.uint64] = words[begins]
        found &= _KEPT[sizes]
        return found

    def column(self) -> "pa.ChunkedArray":
        """The whole column, as numbers into a dictionary in the order in which the texts come up first."""
        import pyarrow as pa

        keys = self._keys.joined()
        if (counted := counted_codes(keys)) is not None:
            codes, distinct = counted
            indices, texts = pa.array(codes), pa.array(distinct)
        else:
            coded = pa.array(keys).dictionary_encode()
            indices, texts = coded.indices, coded.dictionary
        return pa.chunked_array([pa.DictionaryArray.from_arrays(indices, self._texts(texts))])

    def _texts(self, keys: "pa.Array") -> "pa.StringArray":
        import pyarrow as pa

        rest = keys.to_numpy().astype("<u8").view(np.uint8).reshape(-1, WORD)
        size = len(self._prefix)
        texts = np.empty((len(rest), size + WORD), np.uint8)
        texts[:, :size] = np.frombuffer(self._prefix, np.uint8)
        texts[:, size:] = rest
        is_used = texts != 0
        ends = np.zeros(len(rest) + 1, np.int32)
        np.cumsum(is_used.sum(axis=1), out=ends[1:])
        return pa.StringArray.from_buffers(len(rest), pa.py_buffer(ends), pa.py_buffer(texts[is_used]))


class Ids(Keys):
    """A column of texts that are a whole number after a common beginning, which are numbers from the start."""

    _kind = "<u4"
    _written = fields.ID

    def _held(self, chunk: "pa.StringArray") -> "NDArray[np.unsignedinteger[Any]]":
        numbers = numbers_of(self._keys_of(chunk))
        if numbers is None:
            raise UnfitError
        return numbers

    def column(self) -> "pa.ChunkedArray":
        """The whole column, as numbers into a dictionary in the order in which the texts come up first."""
        import pyarrow as pa
        import pyarrow.compute as pc

        numbers = self._keys.joined()
        if (counted := codes_of(numbers)) is not None:
            codes, _, distinct = counted
            indices, found = pa.array(codes), pa.array(distinct)
        else:
            coded = pa.array(numbers).dictionary_encode()
            indices, found = coded.indices, coded.dictionary
        # The prefix ends where a digit begins, and so never in the middle of a sign.
        texts = pc.binary_join_element_wise(self._prefix.decode(), found.cast(pa.string()), "")
        return pa.chunked_array([pa.DictionaryArray.from_arrays(indices, texts)])


def finished(columns: "dict[str, Keys | Codes | Numbers | Pieces]") -> "pa.Table":
    """The table of columns that are complete; the dictionary is empty afterwards, as each is let go of once it is made.

    Two are made at the same time.
    """
    import pyarrow as pa

    names = list(columns)
    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(lambda name: columns.pop(name).column(), names))
    return pa.table(made, names=names)


def keyed(texts: "pa.ChunkedArray") -> "pa.ChunkedArray | None":
    """A column of short texts as numbers into one dictionary; None where they are not short, or too unlike."""
    import pyarrow as pa

    prefix = prefix_of(texts[:SAMPLE].to_pylist())
    if prefix is None:
        return None
    keys, begin = Keys(len(texts), prefix), 0
    try:
        for chunk in texts.chunks:
            keys.put(begin, pa.chunked_array([chunk]))
            begin += len(chunk)
    except UnfitError:
        return None
    return keys.column()


def is_varied(texts: "pa.ChunkedArray") -> bool:
    """Whether the first rows of a column of texts hold so many different ones that most items may have their own."""
    import pyarrow.compute as pc

    return int(pc.count_distinct(texts.cast(texts.type.value_type)).as_py()) > VARIED * len(texts)


def keys_for(texts: "Sequence[str | None]", room: int) -> Keys | None:
    """A column for texts like the first ones; None where one is missing, or they are too long."""
    prefix = prefix_of(texts)
    if prefix is None:
        return None
    is_number = all(_NUMBER.fullmatch(text.encode()[len(prefix) :]) for text in texts if text)
    return Ids(room, prefix) if is_number else Keys(room, prefix)


def prefix_of(texts: "Sequence[str | None]") -> bytes | None:
    """What the texts of the first rows begin with, digits left aside; None where one is missing, or they are long."""
    known = [text.encode() for text in texts if text]
    if len(known) < len(texts):
        return None
    pairs = zip(min(known), max(known), strict=False)
    shared = bytes(one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    prefix = shared.rstrip(b"0123456789")[:WORD]
    return prefix if max(map(len, known)) <= len(prefix) + WORD else None
