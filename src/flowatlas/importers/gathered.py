"""Gathered columns: pieces of a long table, read by several threads, put together as they come."""

from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.importers.gathered_keys import Keys
from flowatlas.importers.gathered_values import UnfitError, Values
from flowatlas.importers.splitting import fields
from flowatlas.importers.splitting.split import Lent
from flowatlas.model.event import NOTHING, UNKNOWN_MOMENT

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

MOST_WORDS = 20_000
"""Different texts in a piece from which on numbering them one by one takes too long."""

ROWS_AT_ONCE = 1 << 17
THREADS = 2

VARIED = 0.3
"""The share of different texts in the first rows from which on a column is taken to hold a text of its own for each
item."""


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


def finished(columns: "dict[str, Keys | Codes | Numbers | Pieces]") -> "pa.Table":
    """The table of columns that are complete; the dictionary is empty afterwards, as each is let go of once it is made.

    Two are made at the same time.
    """
    import pyarrow as pa

    names = list(columns)
    with ThreadPoolExecutor(THREADS) as pool:
        made = list(pool.map(lambda name: columns.pop(name).column(), names))
    return pa.table(made, names=names)


def is_varied(texts: "pa.ChunkedArray") -> bool:
    """Whether the first rows of a column of texts hold so many different ones that most items may have their own."""
    import pyarrow.compute as pc

    return int(pc.count_distinct(texts.cast(texts.type.value_type)).as_py()) > VARIED * len(texts)
