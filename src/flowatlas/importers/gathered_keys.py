"""Gathered keys: columns of short texts that differ from row to row, put together as numbers."""

import re
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.importers.gathered_values import UnfitError, Values
from flowatlas.importers.numbered import codes_of, counted_codes, numbers_of
from flowatlas.importers.splitting import fields
from flowatlas.importers.splitting.split import Lent

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

WORD = 8
"""Bytes that are compared as one number."""

SAMPLE = 2_000

_NUMBER = re.compile(rb"0|[1-9][0-9]{0,7}")

_KEPT = np.array([(1 << 8 * size) - 1 for size in range(WORD + 1)], "<u8")
"""Of a number that holds a text, the bits that belong to it, by the length of the text."""


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
