"""Coding: columns of words as numbers with a list of names, without a Python object for each row."""

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from flowatlas.model.event import NOTHING, Column

if TYPE_CHECKING:
    import pyarrow as pa

    from flowatlas.model.event import Codes


EMPTY = ("", "NULL", "null", "NaN", "nan", "\\N", "<null>")
"""Words that stand where nothing is known."""


SAMPLE = 200
"""Words that are looked at for blanks around them."""

LONG = 2_000_000
"""Rows from which on work is divided."""


class Lazy(Sequence[str]):
    """Words that are turned into Python texts one by one when somebody asks for them."""

    @overload
    def __getitem__(self, place: int) -> str: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...

    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """The word at a place, or those at several."""
        return self.part(place) if isinstance(place, slice) else self.word(int(place))

    @abstractmethod
    def word(self, place: int) -> str:
        """The word at a place."""

    @abstractmethod
    def part(self, places: slice) -> "Lazy":
        """The words at some places."""


class Names(Lazy):
    """The words of a column, each once."""

    def __init__(self, words: "pa.Array") -> None:
        self._words = words

    def __len__(self) -> int:
        """How many words there are."""
        return len(self._words)

    def word(self, place: int) -> str:
        """The word at a place."""
        return str(self._words[place].as_py())

    def part(self, places: slice) -> "Names":
        """The words at some places."""
        return Names(self._words[places])

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
    """A column of a table as numbers and names without blanks around them; empty texts count as nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    chunks = coded(values).chunks
    if not chunks:
        return Column(np.empty(0, np.int32), [])
    words = chunks[0].dictionary
    codes = indices_of(chunks[0]) if len(chunks) == 1 else np.concatenate([indices_of(chunk) for chunk in chunks])
    words = words.cast(pa.string()) if not pa.types.is_string(words.type) else words
    if any(word and word != word.strip() for word in words[:SAMPLE].to_pylist()):
        codes, words = _trimmed(codes, words)
    return _without_empty(codes, words, pc.fill_null(pc.is_in(words, value_set=pa.array(EMPTY)), fill_value=True))


def _trimmed(codes: "Codes", words: "pa.Array") -> "tuple[Codes, pa.Array]":
    """The column without blanks around its words, as tables of fixed width and printed ones have them."""
    import pyarrow.compute as pc

    whole = pc.utf8_trim_whitespace(words).dictionary_encode()
    return np.append(indices_of(whole), NOTHING).astype(np.int32)[codes], whole.dictionary


def _without_empty(codes: "Codes", words: "pa.Array", is_empty: "pa.Array") -> Column:
    """The column without the words that say nothing."""
    import pyarrow.compute as pc

    empty = is_empty.to_numpy(zero_copy_only=False)
    if not empty.any():
        return Column(codes, Names(words))
    number = np.append(np.where(empty, NOTHING, np.cumsum(~empty) - 1), NOTHING).astype(np.int32)
    return Column(number[codes], Names(words.filter(pc.invert(is_empty))))


class Words(Lazy):
    """The words in the rows of a column."""

    def __init__(self, column: Column) -> None:
        self._column = column

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self._column.codes)

    def word(self, place: int) -> str:
        """The word in a row, empty where nothing stands there."""
        code = int(self._column.codes[place])
        return "" if code < 0 else self._column.names[code]

    def part(self, places: slice) -> "Words":
        """The words in some rows that follow each other."""
        return self.taken(places)

    def taken(self, rows: Any) -> "Words":
        """The words in some of the rows."""
        return Words(Column(self._column.codes[rows], self._column.names))


def words_of(values: "pa.ChunkedArray") -> Words:
    """The words in the rows of a column."""
    return Words(column_of(values))


def coded(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """A column as numbers into one dictionary that all its chunks share."""
    import pyarrow as pa

    if not pa.types.is_dictionary(values.type):
        if pa.types.is_nested(values.type):
            raise TypeError(f"a column of {values.type} holds no words")
        if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
            values = values.cast(pa.string())
        return _encoded(values)
    return values.unify_dictionaries()


def _encoded(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Texts as numbers; of a long column two halves at once, as Arrow does not hear of a second processor here."""
    import pyarrow as pa

    if len(values) < LONG:
        return values.dictionary_encode()
    from flowatlas.importers.gathered_keys import keyed

    if (short := keyed(values)) is not None:
        return short
    from concurrent.futures import ThreadPoolExecutor

    half = len(values) // 2
    with ThreadPoolExecutor(2) as pool:
        halves = list(pool.map(_in_one, (values[:half], values[half:])))
    return pa.chunked_array(halves).unify_dictionaries()


def _in_one(values: "pa.ChunkedArray") -> "pa.DictionaryArray":
    """Texts as numbers in one chunk, as each chunk's dictionary would be gone through when two of them are unified."""
    import pyarrow as pa

    chunks = values.dictionary_encode().chunks
    if not chunks:
        return pa.array([], pa.string()).dictionary_encode()
    numbers = pa.concat_arrays([chunk.indices for chunk in chunks])
    return pa.DictionaryArray.from_arrays(numbers, chunks[0].dictionary)


def indices_of(chunk: "pa.DictionaryArray") -> "Codes":
    """The numbers in a chunk, ``NOTHING`` where it has none."""
    import pyarrow.compute as pc

    indices = chunk.indices
    if indices.null_count:
        indices = pc.fill_null(indices, NOTHING)
    return np.asarray(indices.to_numpy(zero_copy_only=False), np.int32)
