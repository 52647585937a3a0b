"""Rows of XES: what its two readers find, part by part, and all of it together."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.discover.mapping import Dates
from flowatlas.importers.moments import moments_of
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import UNKNOWN_MOMENT

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    Places = NDArray[np.int64]

MOST_KEYS = 300
"""Different attributes that are kept in mind; among more than that, nobody can choose."""

MOST_WORDS = 200
"""Different values of an attribute in one part of a file beyond which it sorts nothing into groups and is left out."""

MOST_NAMES = 1 << 30
"""Bytes of text that the names of items, activities and people may take."""

KINDS = ("string", "date", "int", "float", "boolean", "id")
"""Elements of XES that hold a value."""

CASE = "case:"
"""Stands before the key of an attribute of a trace, as in tables that tools of process mining write."""

EXAMPLES = 3

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)?$")


class Words(NamedTuple):
    """The values of one attribute: which events or traces have it, in order (``None``: all of them), and the texts."""

    places: "Places | None"
    texts: "pa.Array"


@dataclass
class Part:
    """What stands in a part of a file.

    ``trace`` and ``line`` have one entry for each event: the number of its trace, counted from the beginning of the
    file (-1 outside of all), and its line. Attributes of events count the events of this part, those of traces all
    traces of the file. ``twice`` counts attributes that an event or trace has again, the last of which counts.
    """

    trace: "Places"
    line: "Places"
    events: Mapping[str, Words]
    traces: Mapping[str, Words]
    twice: int = 0

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.line)


class Coded(NamedTuple):
    """The values of one attribute in one part: where, as in ``Words``, and the texts as numbers."""

    places: "Places | None"
    codes: "pa.DictionaryArray"


@dataclass
class Unreadable:
    """Texts where a moment should stand: how many, and the first ones with their lines."""

    count: int = 0
    examples: list[str] = field(default_factory=list)


class Gathered:
    """All parts of the files of a log, with memory for each word once.

    ``moments`` are the attributes that hold moments, kept as numbers; all others are words. ``needed`` are those that
    are kept however many values they have; attributes of traces are called ``case:`` and their key, as in tables.
    """

    def __init__(self, moments: Iterable[str], needed: Iterable[str], dates: Dates) -> None:
        self.counts: list[int] = []
        self.events: dict[str, dict[int, Coded]] = {}
        self.traces: dict[str, dict[int, Coded]] = {}
        self.unreadable = Unreadable()
        self.offsets: dict[int | None, int] = {}
        self.twice = 0
        self.beyond = 0
        self.left_out: dict[str, None] = {}
        self._moments: dict[str, list[NDArray[np.int64]]] = {key: [] for key in moments}
        self._trace: list[Places] = []
        self._line: list[Places] = []
        self._needed = frozenset(needed)
        self._dates = dates
        self._bytes = 0

    def __len__(self) -> int:
        """How many events there are."""
        return sum(self.counts)

    def add(self, part: Part, first_trace: int) -> None:
        """Take in a part of a file whose first trace is number ``first_trace`` of the whole log."""
        self.counts.append(len(part))
        self._trace.append(np.where(part.trace < 0, -1, part.trace + first_trace))
        self._line.append(part.line)
        self.twice += part.twice
        for key, moments in self._moments.items():
            moments.append(self._read(part.events.get(key), part))
        for key, words in part.events.items():
            if key not in self._moments:
                self._keep(self.events, key, words)
        for key, (places, texts) in part.traces.items():
            assert places is not None
            self._keep(self.traces, key, Words(places + first_trace, texts))

    def trace(self) -> "Places":
        """The number of the trace of each event, -1 outside of all."""
        return _joined(self._trace)

    def line(self) -> "Places":
        """The line of each event."""
        return _joined(self._line)

    def moments(self, key: str) -> "NDArray[np.int64]":
        """The moments in an attribute, one entry for each event."""
        return _joined(self._moments[key])

    def event_words(self, key: str) -> "pa.ChunkedArray":
        """An attribute of the events, one entry for each."""
        import pyarrow as pa

        kept = self.events.get(key, {})
        arrays = [_filled(kept.get(number), count) for number, count in enumerate(self.counts)]
        return pa.chunked_array(arrays, pa.dictionary(pa.int32(), pa.string()))

    def trace_words(self, key: str, count: int) -> "pa.DictionaryArray":
        """An attribute of the traces, one entry for each of ``count`` traces."""
        import pyarrow as pa

        kept = list(self.traces.get(key, {}).values())
        if not kept:
            return _filled(None, count)
        places = np.concatenate([coded.places for coded in kept if coded.places is not None])
        whole = pa.chunked_array([coded.codes for coded in kept]).unify_dictionaries().combine_chunks()
        return _filled(Coded(places, whole), count)

    def timed(self) -> list[str]:
        """The attributes that hold moments."""
        return list(self._moments)

    def cells(self, key: str) -> int:
        """How many events have an attribute."""
        return sum(len(coded.codes) for coded in self.events.get(key, {}).values())

    def _keep(self, store: dict[str, dict[int, Coded]], key: str, words: Words) -> None:
        name = key if store is self.events else CASE + key
        is_needed = name in self._needed
        if name in self.left_out:
            return
        if key not in store:
            if len(self.events) + len(self.traces) >= MOST_KEYS and not is_needed:
                self.beyond += 1
                return
            store[key] = {}
        codes = words.texts.dictionary_encode()
        if len(codes.dictionary) > MOST_WORDS and not is_needed:
            del store[key]
            self.left_out[name] = None
            return
        store[key][len(self.counts) - 1] = Coded(words.places, codes)
        self._bytes += codes.dictionary.nbytes
        if self._bytes > MOST_NAMES:
            raise FileUnreadableError(
                f"the names of items, activities and people take more than {MOST_NAMES:,} bytes; this is no event log"
            )

    def _read(self, words: Words | None, part: Part) -> "NDArray[np.int64]":
        """The moments in words; a column of texts that are no moments is told, not guessed."""
        import pyarrow as pa

        moments = np.full(len(part), UNKNOWN_MOMENT)
        if words is None:
            return moments
        there = np.arange(len(part)) if words.places is None else words.places
        try:
            read = words.texts.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
        except pa.ArrowInvalid:
            told = moments_of(pa.chunked_array([words.texts]), "", self._dates)
            read = told.moments
            self._count_offsets(told.offsets)
            for place in np.flatnonzero(told.is_unreadable):
                self.unreadable.count += 1
                if len(self.unreadable.examples) < EXAMPLES:
                    text = words.texts[int(place)].as_py()[:40]
                    self.unreadable.examples.append(f"line {part.line[there[place]]}: {text}")
        else:
            self._count_offsets(_offsets(words.texts))
        moments[there] = read
        return moments

    def _count_offsets(self, offsets: Mapping[int | None, int]) -> None:
        for offset, count in offsets.items():
            self.offsets[offset] = self.offsets.get(offset, 0) + count


def _offsets(texts: "pa.Array") -> dict[int | None, int]:
    """How many moments in ISO 8601 name which offset from UTC, in minutes."""
    import pyarrow.compute as pc

    counted: dict[int | None, int] = {}
    for ending in pc.value_counts(pc.utf8_slice_codeunits(texts, -6)).to_pylist():
        found = _OFFSET.search(ending["values"])
        minutes = int(found[1] + str(int(found[2]) * 60 + int(found[3] or 0))) if found else 0
        counted[minutes] = counted.get(minutes, 0) + ending["counts"]
    return counted


def _joined(arrays: "list[Places]") -> "Places":
    return np.concatenate(arrays) if arrays else np.empty(0, np.int64)


def _filled(coded: Coded | None, count: int) -> "pa.DictionaryArray":
    """One entry for each of ``count`` places, nothing where no word is."""
    import pyarrow as pa

    if coded is None:
        return pa.DictionaryArray.from_arrays(pa.nulls(count, pa.int32()), pa.array([], pa.string()))
    if coded.places is None:
        return coded.codes
    indices = np.full(count, -1, np.int32)
    indices[coded.places] = coded.codes.indices.to_numpy()
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=indices < 0), coded.codes.dictionary)
