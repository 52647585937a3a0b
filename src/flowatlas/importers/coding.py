"""Coding: columns of words as numbers with a list of names, without a Python object for each row."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from flowatlas.model.event import NOTHING, Column

if TYPE_CHECKING:
    import pyarrow as pa

    from flowatlas.model.event import Codes


class Names(Sequence[str]):
    """The words of a column, turned into Python texts one by one when somebody asks for them."""

    def __init__(self, words: "pa.Array") -> None:
        self._words = words

    def __len__(self) -> int:
        """How many words there are."""
        return len(self._words)

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """The word at a place."""
        if isinstance(place, slice):
            return Names(self._words[place])
        return str(self._words[int(place)].as_py())

    def __iter__(self) -> Iterator[str]:
        """Each word, in order."""
        for first in range(0, len(self._words), 65_536):
            yield from self._words[first : first + 65_536].to_pylist()

    def __eq__(self, other: object) -> bool:
        """Whether these are the same words in the same order."""
        if isinstance(other, Sequence) and not isinstance(other, str):
            return len(self) == len(other) and all(mine == yours for mine, yours in zip(self, other, strict=True))
        return NotImplemented

    def __hash__(self) -> int:
        """The same number for the same words."""
        return hash(tuple(self))

    def __repr__(self) -> str:
        """The words as a list would show them."""
        return repr(list(self))


def column_of(values: "pa.ChunkedArray") -> Column:
    """A column of a table as numbers and names; empty texts count as nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    coded = _coded(values)
    if coded.num_chunks == 0:
        return Column(np.empty(0, np.int32), [])
    words = coded.chunk(0).dictionary
    codes = np.concatenate([_indices(chunk) for chunk in coded.chunks])
    words = words.cast(pa.string()) if not pa.types.is_string(words.type) else words
    return without_empty(codes, words, pc.equal(words, ""))


def without_empty(codes: "Codes", words: "pa.Array", is_empty: Any) -> Column:
    """The column without the words that say nothing."""
    import pyarrow.compute as pc

    empty = pc.fill_null(is_empty, True).to_numpy(zero_copy_only=False)
    if not empty.any():
        return Column(codes, Names(words))
    number = np.where(empty, NOTHING, np.cumsum(~empty) - 1).astype(np.int32)
    kept = np.where(codes < 0, NOTHING, number[codes]) if len(number) else codes
    return Column(kept.astype(np.int32, copy=False), Names(words.filter(pc.invert(pc.fill_null(is_empty, True)))))


def _coded(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    import pyarrow as pa

    if not pa.types.is_dictionary(values.type):
        if pa.types.is_nested(values.type):
            raise TypeError(f"a column of {values.type} holds no words")
        if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
            values = values.cast(pa.string())
        values = values.dictionary_encode()
    return values.unify_dictionaries()


def _indices(chunk: "pa.DictionaryArray") -> "Codes":
    import pyarrow.compute as pc

    indices = chunk.indices
    if indices.null_count:
        indices = pc.fill_null(indices, NOTHING)
    return indices.to_numpy(zero_copy_only=False).astype(np.int32, copy=False)
