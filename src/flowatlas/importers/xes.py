"""XES: the standard for event logs, IEEE 1849-2016 and 2023 and the OpenXES form before it, also packed with gzip."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.mapping import Columns, Dates, LogMapping
from flowatlas.importers.encode import event_log
from flowatlas.importers.importer import Source, Table, importer
from flowatlas.importers.packed import CutOffError, pieces
from flowatlas.importers.xes_plain import NotPlainError, plain_part
from flowatlas.importers.xes_rows import CASE, EXAMPLES, Gathered, Part
from flowatlas.importers.xes_strict import StrictReader
from flowatlas.importers.zones import offset_of, zone_of
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Remark
from flowatlas.model.wording import counted

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

TRACE_END = b"</trace>"
ZIP = b"PK\3\4"

MOST_WAITING = 1 << 25
"""Bytes of one trace that are held; a longer one is read element by element."""

MOST_CELLS = 100_000_000
"""Values of all attributes that nobody asked for; those that few events have go first."""

ITEM = CASE + "concept:name"
ROLES = {
    "activity": ("concept:name",),
    "time": ("time:timestamp",),
    "lifecycle": ("lifecycle:transition",),
    "who": ("org:resource",),
    "team": ("org:group", "org:role"),
    "id": ("identity:id",),
}
"""Which attributes of events tell what, by the extensions of the standard."""

INSTANCE = "concept:instance"


def _recognises(source: Source) -> float:
    name = source.path.name.lower()
    head = source.head
    if b"<log" in head and not re.search(rb"<(?:\w+:)?(?:object-types?|event-types?)\b", head):
        return 0.95
    return 0.6 if name.endswith((".xes", ".xes.gz")) else 0.0


@importer("xes", title="XES", suffixes=(".xes", ".xes.gz"), recognises=_recognises)
def read_xes(source: Source, mapping: LogMapping) -> EventLog:
    """Every event of every trace; starts and ends are told by the lifecycle, people by the organisation.

    The item is the trace, the activity ``concept:name``, unless the mapping names other attributes; those of a trace
    are called ``case:`` and their key. Examples in ``<global>`` blocks are no events. The file may be larger than
    memory.

    Raises:
        FlowAtlasError: it is no well-formed XES, is cut off, defines entities, or tells no moments.
    """
    if source.head.startswith(ZIP):
        raise FileUnreadableError(f"{source.path}: this is a zip archive; unpack it, or pack the log with gzip instead")
    return event_log(table_of(source, mapping), mapping, source)


def table_of(source: Source, mapping: LogMapping) -> Table:
    """What stands in the files, one row for each event, with what the standard says about its columns."""
    named = _named(mapping)
    timed = {"time:timestamp"} | {name for role, name in named if role in ("time", "start", "end")}
    needed = {ITEM, INSTANCE, *(name for names in ROLES.values() for name in names), *(name for _, name in named)}
    gathered = Gathered(timed, needed, Dates(time_zone=mapping.dates.time_zone))
    log = _Log()
    for path in source.paths:
        reader = StrictReader(str(path))
        first = log.traces
        for part in parts(path, source, reader):
            gathered.add(part, first)
        log.add(reader, path.name)
    if not len(gathered):
        raise FileUnreadableError(f"{source.name}: the log holds {counted(log.traces, 'item')} and no events")
    return _Columns(gathered, log, mapping, needed).table()


def parts(path: "Path", source: Source, reader: StrictReader, *, always_strict: bool = False) -> Iterator[Part]:
    """What stands in a file, part by part: read quickly where it is plain, and strictly where it is not, or always.

    Raises:
        FileUnreadableError: it is no well-formed XES, or is cut off.
    """
    try:
        for data in _between_traces(pieces(path, source)):
            may_be_plain = reader.is_between and reader.is_plain and data.endswith(TRACE_END)
            if may_be_plain and not always_strict:
                try:
                    found = plain_part(data, reader.traces, reader.next_line)
                except NotPlainError:
                    pass
                else:
                    reader.skip(found.lines, found.traces)
                    yield found.part
                    continue
            yield from reader.feed(data)
    except CutOffError as error:
        raise reader.broken(str(error)) from None
    yield from reader.close()


def _between_traces(data: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, cut before the first trace and behind the last one that is whole."""
    waiting: list[bytes] = []
    is_header = True
    for read in data:
        piece = read
        if is_header:
            piece = b"".join((*waiting, read))
            begin = piece.find(b"<trace")
            if begin < 0 and len(piece) < MOST_WAITING:
                waiting = [piece]
                continue
            yield piece[: max(begin, 0)]
            piece, waiting, is_header = piece[max(begin, 0) :], [], False
        # An end tag may be cut in two by the end of a piece.
        tail = waiting[-1][1 - len(TRACE_END) :] if waiting else b""
        end = (tail + piece).rfind(TRACE_END) + len(TRACE_END) - len(tail)
        waiting.append(piece)
        size = sum(len(one) for one in waiting)
        if end >= len(TRACE_END) - len(tail):
            whole = b"".join(waiting)
            cut = size - len(piece) + end
            yield whole[:cut]
            waiting = [whole[cut:]] if cut < size else []
        elif size > MOST_WAITING:
            yield b"".join(waiting)
            waiting = []
    yield b"".join(waiting)


class _Log:
    """What the files say besides their events: how many traces each has, and what it declares."""

    def __init__(self) -> None:
        self.files: list[tuple[str, int]] = []
        self.classifiers: dict[str, str] = {}
        self.nested: dict[str, int] = {}
        self.other: dict[str, int] = {}

    @property
    def traces(self) -> int:
        """How many traces all files have so far."""
        return sum(count for _, count in self.files)

    def add(self, reader: StrictReader, name: str) -> None:
        """Take over what a reader has seen in a file."""
        self.files.append((name, reader.traces))
        self.classifiers = {**reader.classifiers, **self.classifiers}
        for seen, mine in ((reader.nested, self.nested), (reader.other, self.other)):
            for key, times in seen.items():
                mine[key] = mine.get(key, 0) + times


class _Columns:
    """The columns of the table, made from what was gathered."""

    def __init__(self, gathered: Gathered, log: _Log, mapping: LogMapping, needed: set[str]) -> None:
        self._gathered = gathered
        self._log = log
        self._mapping = mapping
        self._needed = needed
        self._trace = gathered.trace()
        self._columns: dict[str, pa.ChunkedArray | pa.Array] = {}
        self._remarks: list[Remark] = []

    def table(self) -> Table:
        """The table with all that is to be said about it."""
        import pyarrow as pa

        left_out = self._fill()
        told = self._told()
        line = _free("line", self._columns)
        self._columns[line] = pa.array(self._gathered.line())
        zone = self._zone(told.time)
        self._remark_oddities()
        return Table(
            pa.table(self._columns),
            LogMapping(columns=told, dates=Dates(time_zone=zone)),
            instance=INSTANCE if INSTANCE in self._columns else None,
            lines=line,
            oddities=tuple(self._remarks),
            left_out=tuple(left_out),
        )

    def _fill(self) -> list[str]:
        """All columns that are kept; the names of those that are not come back."""
        import pyarrow as pa

        gathered = self._gathered
        self._columns[ITEM] = self._items()
        for key in gathered.timed():
            moments = gathered.moments(key)
            self._columns[key] = pa.array(moments, pa.timestamp("us", "UTC"), mask=moments == UNKNOWN_MOMENT)
        keys = sorted(gathered.events, key=lambda key: (key not in self._needed, -gathered.cells(key)))
        left_out = list(gathered.left_out)
        for place, key in enumerate(keys):
            if key in self._needed or place * len(gathered) < MOST_CELLS:
                self._columns[key] = gathered.event_words(key)
            else:
                left_out.append(key)
        for key in gathered.traces:
            name = CASE + key
            if name in self._columns:
                continue
            if name in self._needed or (len(keys) + len(self._columns)) * len(gathered) < MOST_CELLS:
                self._columns[name] = self._of_traces(gathered.trace_words(key, self._log.traces))
            else:
                left_out.append(name)
        return left_out

    def _of_traces(self, words: "pa.DictionaryArray") -> "pa.DictionaryArray":
        """Words of the traces, given to each of their events."""
        import pyarrow as pa

        codes = np.append(words.indices.fill_null(-1).to_numpy(), -1).astype(np.int32)[self._trace]
        return pa.DictionaryArray.from_arrays(pa.array(codes, mask=codes < 0), words.dictionary)

    def _items(self) -> "pa.DictionaryArray":
        """The name of the trace of each event; traces of one file that share a name are told apart."""
        import pyarrow as pa

        count = self._log.traces
        words = self._gathered.trace_words("concept:name", count)
        codes = words.indices.fill_null(-1).to_numpy()
        file = np.repeat(np.arange(len(self._log.files)), [traces for _, traces in self._log.files])
        key = file * (len(words.dictionary) + 1) + codes
        order = np.argsort(key, kind="stable")
        again = order[1:][(key[order][1:] == key[order][:-1]) & (codes[order][1:] >= 0)]
        unnamed = np.flatnonzero((codes < 0) | np.isin(codes, np.flatnonzero(_is_empty(words.dictionary))))
        if not len(again) and not len(unnamed):
            return self._of_traces(words)
        names = self._told_apart(words.to_pylist(), unnamed.tolist(), again.tolist(), file)
        return self._of_traces(pa.array(names, pa.string()).dictionary_encode())

    def _told_apart(
        self, names: list[str | None], unnamed: list[int], again: list[int], file: "NDArray[np.int64]"
    ) -> list[str | None]:
        first = np.concatenate([[0], np.cumsum([traces for _, traces in self._log.files])])
        for place in unnamed:
            names[place] = f"trace {place - first[file[place]] + 1}"
        if unnamed:
            self._remarks.append(Remark("traces have no name", len(unnamed), 'named by their place, such as "trace 1"'))
        times: dict[tuple[int, str], int] = {}
        shared = sorted(set(again) - set(unnamed))
        for place in shared:
            told = int(file[place]), names[place] or ""
            times[told] = times.get(told, 1) + 1
            names[place] = f"{names[place]} ({times[told]})"
        if shared:
            examples = tuple(dict.fromkeys(name for _, name in times))[:EXAMPLES]
            done = "kept apart, with (2), (3) behind the name"
            self._remarks.append(
                Remark("traces share their name with another one of the file", len(shared), done, examples)
            )
        return names

    def _told(self) -> Columns:
        """The columns whose meaning the standard tells, as far as they are there."""
        there = self._columns
        told = {role: next((name for name in names if name in there), None) for role, names in ROLES.items()}
        if told["time"] and not (there["time:timestamp"].null_count < len(self._gathered)):
            told["time"] = None
        asked = self._mapping.columns.activity
        if asked is not None and asked not in there and asked in self._log.classifiers:
            self._classify(asked)
        elif told["activity"] is None and asked is None:
            told["activity"] = self._classified()
        return Columns(item=ITEM, **told)

    def _classified(self) -> str | None:
        """The first classifier whose attributes are there, where events have no name."""
        for name, keys in self._log.classifiers.items():
            if all(key in self._columns for key in _split(keys)):
                told = f'events have no concept:name, so that the classifier "{name}" names the activity'
                self._remarks.append(Remark(told, len(self._gathered)))
                return self._classify(name)
        return None

    def _classify(self, name: str) -> str:
        """The column in which the attributes of a classifier stand together."""
        import pyarrow as pa
        import pyarrow.compute as pc

        keys = [key for key in _split(self._log.classifiers[name]) if key in self._columns]
        if len(keys) == 1 and name != keys[0]:
            self._columns[name] = self._columns[keys[0]]
        elif len(keys) > 1:
            texts = [pc.cast(self._columns[key], pa.string()) for key in keys]
            self._columns[name] = pc.binary_join_element_wise(*texts, "+")
        return name

    def _zone(self, time: str | None) -> str | None:
        """The time zone that the offsets from UTC tell, with a remark where they differ or are missing."""
        offsets = self._gathered.offsets
        if self._mapping.dates.time_zone is not None or time is None:
            return None
        without = offsets.get(None, 0)
        if without:
            self._remarks.append(
                Remark(
                    "moments name no time zone",
                    without,
                    "taken as UTC; where they are not, read the log again in their time zone (--time-zone)",
                )
            )
        told = sorted(offset for offset in offsets if offset is not None)
        if len(told) > 1:
            counted = ", ".join(f"{offset_of(one)} in {offsets[one]:,} events" for one in told[:10])
            done = "each was converted by its own offset"
            self._remarks.append(Remark(f"moments have several offsets from UTC: {counted}", 0, done))
        moments = self._gathered.moments(time)
        return zone_of(moments[moments != UNKNOWN_MOMENT], offsets)

    def _remark_oddities(self) -> None:
        gathered, log = self._gathered, self._log
        if gathered.unreadable.count:
            bad = gathered.unreadable
            self._remarks.append(Remark("values are no moments", bad.count, "taken as unknown", tuple(bad.examples)))
        if gathered.twice:
            self._remarks.append(
                Remark("attributes stand twice in an event or trace", gathered.twice, "the last one counts")
            )
        if gathered.beyond:
            self._remarks.append(Remark("attributes are too many to be kept", gathered.beyond, "left out"))
        if log.nested:
            done = "kept under the names of both, such as outer/inner"
            self._remarks.append(
                Remark("attributes stand inside others", sum(log.nested.values()), done, tuple(log.nested)[:EXAMPLES])
            )
        if log.other:
            names = tuple(f"<{name[:40]}>" for name in log.other)
            done = "left out"
            self._remarks.append(
                Remark("elements are not known to XES", sum(log.other.values()), done, names[:EXAMPLES])
            )


def _named(mapping: LogMapping) -> list[tuple[str, str]]:
    """The attributes that the mapping names, with what for."""
    columns = mapping.columns
    roles = ("item", "activity", "start", "end", "time", "lifecycle", "who", "team", "id")
    named = [(role, name) for role in roles if (name := getattr(columns, role))]
    return [*named, *(("", name) for name in (*columns.attributes, *mapping.only))]


def _split(keys: str) -> list[str]:
    """The keys of a classifier; a key with blanks stands in quotes."""
    return [quoted or plain for quoted, plain in re.findall(r"'([^']+)'|(\S+)", keys)]


def _is_empty(words: "pa.Array") -> "NDArray[np.bool_]":
    return np.array([not (word or "").strip() for word in words.to_pylist()], bool)


def _free(name: str, columns: Mapping[str, object]) -> str:
    while name in columns:
        name += "_"
    return name
