"""CSV and its kin: tables as text, with any delimiter, any usual encoding, packed or not."""

import csv
import io
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.feed import Feed
from flowatlas.importers.importer import Source, Table, importer
from flowatlas.importers.layout import DELIMITERS, LONGEST_FIELD, Layout, layout_of
from flowatlas.importers.memory import keep_memory
from flowatlas.importers.packed import HEAD, Unpacking
from flowatlas.model.errors import FileUnreadableError, FlowAtlasError
from flowatlas.model.event import EventLog, Remark

if TYPE_CHECKING:
    import pyarrow as pa

SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")

BLOCK = 4 << 20
"""Bytes that are read at once, and the most that one line may have."""

MOST_DIFFERENT = 0.3

TYPED_FROM = 32 << 20
"""From this size on, moments are read by Arrow while it splits the lines, where they are written as ISO 8601."""


def looks_like_csv(source: Source) -> float:
    """How much a source looks like a table of text: by its suffix, or because its lines split alike."""
    name = source.path.name.lower()
    if name.endswith(SUFFIXES):
        return 0.6
    text = source.head.decode("latin-1").removeprefix("ï»¿").lstrip()
    if not text or text[0] in "<{[" or "\0" in text[:1000]:
        return 0.0
    lines = text.splitlines()[:20]
    return 0.2 if len(lines) > 1 and max(lines[0].count(one) for one in DELIMITERS) > 0 else 0.0


@importer("csv", title="CSV, TSV", suffixes=(".csv", ".tsv", ".txt"), recognises=looks_like_csv)
def read_csv(source: Source, mapping: LogMapping) -> EventLog:
    """Each row of a table of text becomes what its columns say; several files with the same columns are one log."""
    from flowatlas.importers.encode import event_log

    keep_memory()
    return event_log(csv_table(source, mapping), mapping, source)


def csv_table(source: Source, mapping: LogMapping) -> Table:
    """The rows of all files as one table, with only those columns that are needed.

    Raises:
        FileUnreadableError: a file is missing, empty, binary, broken, or has other columns than the first.
    """
    from flowatlas.importers.tables import joined

    files = [TextFile(path) for path in source.paths]
    layout = files[0].layout
    for file in files[1:]:
        if file.layout.names != layout.names:
            unlike = ", ".join(sorted(set(file.layout.names) ^ set(layout.names))[:5]) or "another order"
            raise FileUnreadableError(f"{file.path} has other columns than {files[0].path}: {unlike}")
    wanted = _wanted(layout, mapping)
    tables, remarks = [], list(layout.remarks)
    for number, file in enumerate(files):
        table, odd = file.read(wanted, source, (number, len(files)), mapping)
        tables.append(table)
        remarks += odd
    is_plain = len(files) == 1 and files[0].has_a_line_for_each_row
    return Table(
        joined(tables),
        oddities=tuple(remarks),
        place=_Places(files, [table.num_rows for table in tables]),
        first_line=layout.first_line if is_plain else None,
        left_out=tuple(name for name in layout.names if wanted is not None and name not in wanted),
    )


def _wanted(layout: Layout, mapping: LogMapping) -> list[str] | None:
    """The columns to read, where the names of the columns tell what they hold; all of them otherwise."""
    from flowatlas.importers.tables import sample_of, wanted_columns

    return wanted_columns(sample_of(layout.names, layout.rows), mapping)


class TextFile:
    """One file of text: how it is written, and its rows."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.has_a_line_for_each_row = False

    @cached_property
    def head(self) -> bytes:
        """Its first bytes, unpacked."""
        with self.opened() as file:
            return file.read(HEAD)

    def opened(self) -> Unpacking:
        """Its bytes, unpacked, from the first on."""
        return Unpacking(self.path)

    @cached_property
    def layout(self) -> Layout:
        """How it is written.

        Raises:
            FileUnreadableError: it is empty, binary, or has only one column.
        """
        return layout_of(self.head, self.path)

    def read(
        self, wanted: list[str] | None, source: Source, part: tuple[int, int], mapping: LogMapping
    ) -> tuple["pa.Table", list[Remark]]:
        """Its rows with the wanted columns, and what is odd about them."""
        try:
            return self._read(wanted, source, part, mapping, self.layout.encoding)
        except UnicodeError:
            table, remarks = self._read(wanted, source, part, mapping, "cp1252")
            return table, [*remarks, Remark(f"{self.path.name} is not UTF-8 throughout", 0, "read as Windows-1252")]

    def _read(
        self, wanted: list[str] | None, source: Source, part: tuple[int, int], mapping: LogMapping, encoding: str
    ) -> tuple["pa.Table", list[Remark]]:
        import pyarrow as pa

        moments = self._iso_columns(wanted, mapping)
        if self._is_long and (read := self._in_blocks(wanted, source, part, moments, encoding)) is not None:
            return read
        while True:
            feed = Feed(self.opened(), encoding, source, part)
            skipped = _Skipped()
            try:
                table = self._parsed(feed, wanted, moments, skipped)
            except (pa.ArrowInvalid, OSError) as error:
                feed.check()
                if "conversion error" in str(error) and moments:
                    moments = {}
                    continue
                raise self._explained(error, encoding) from None
            finally:
                feed.close()
                feed.await_release()
            feed.check()
            # Row after row stands in line after line: no line break within quotes, no empty line, none left out.
            self.has_a_line_for_each_row = feed.lines - (self.layout.first_line - 1) == table.num_rows
            return table, self._skipped(skipped)

    @cached_property
    def _is_long(self) -> bool:
        """Whether reading takes so long that it pays to divide it."""
        with self.opened() as file:
            return file.size >= (TYPED_FROM // 10 if file.is_packed else TYPED_FROM)

    def _in_blocks(
        self,
        wanted: list[str] | None,
        source: Source,
        part: tuple[int, int],
        moments: dict[str, Any],
        encoding: str,
    ) -> tuple["pa.Table", list[Remark]] | None:
        """The same in the quick way; None where that does not fit, or fails, so that the other way tells why."""
        import pyarrow as pa

        from flowatlas.importers.blocks import Blocks
        from flowatlas.importers.gathered_values import UnfitError

        feed, skipped = Feed(self.opened(), encoding, source, part), _Skipped()
        names = self.layout.names
        try:
            blocks = Blocks(self.layout, self._kinds(moments), list(wanted or names), skipped.handle)
            table = blocks.table(feed)
        except (pa.ArrowInvalid, UnfitError):
            return None
        finally:
            feed.close()
        self.has_a_line_for_each_row = blocks.is_plain
        return table, self._skipped(skipped)

    def _kinds(self, moments: dict[str, Any]) -> dict[str, "pa.DataType"]:
        """The type of each column."""
        return {name: moments.get(name, self._kind_of_words(at)) for at, name in enumerate(self.layout.names)}

    def _parsed(self, feed: Feed, wanted: list[str] | None, moments: dict[str, Any], skipped: "_Skipped") -> "pa.Table":
        import pyarrow as pa
        from pyarrow import csv as arrow

        names = list(self.layout.names)
        return arrow.read_csv(
            pa.PythonFile(feed.lent(), mode="r"),
            arrow.ReadOptions(block_size=BLOCK, column_names=names, skip_rows=self.layout.first_line - 1),
            arrow.ParseOptions(
                delimiter=self.layout.delimiter, newlines_in_values=True, invalid_row_handler=skipped.handle
            ),
            arrow.ConvertOptions(column_types=self._kinds(moments), include_columns=wanted or names),
        )

    def _kind_of_words(self, column: int) -> "pa.DataType":
        """Numbers into a dictionary for each block, which only pays where words repeat within the block."""
        import pyarrow as pa

        words = [row[column] for row in self.layout.rows]
        is_varied = len(set(words)) > MOST_DIFFERENT * len(words)
        return pa.string() if is_varied else pa.dictionary(pa.int32(), pa.string())

    def _iso_columns(self, wanted: list[str] | None, mapping: LogMapping) -> "dict[str, Any]":
        """The columns of a large file whose first rows all hold moments in ISO 8601 in one of its two forms."""
        import pyarrow as pa

        if not self._is_long or mapping.dates.pattern:
            return {}
        found: dict[str, Any] = {}
        for number, name in enumerate(self.layout.names):
            values = [row[number] for row in self.layout.rows if row[number]]
            if (wanted is not None and name not in wanted) or not values or len(values[0]) < 16:
                continue
            for kind in (pa.timestamp("us"), pa.timestamp("us", "UTC")):
                try:
                    pa.array(values, pa.string()).cast(kind)
                except pa.ArrowInvalid:
                    continue
                found[name] = kind
        return found

    def _explained(self, error: Exception, encoding: str) -> FlowAtlasError:
        message = str(error)
        if "UTF8" in message or "utf8" in message.lower():
            if encoding == "cp1252":
                return FileUnreadableError(f"{self.path} is text in no encoding that is known")
            raise UnicodeError
        if "straddling" in message or "block" in message:
            line = self._long_line()
            return FileUnreadableError(
                f"{self.path}: line {line:,} is longer than {BLOCK >> 20} MB; as no row of "
                "an event log is; a line break or a closing quote is missing there"
            )
        return FileUnreadableError(f"{self.path} cannot be read as CSV: {message.splitlines()[0][:200]}")

    def _long_line(self) -> int:
        """The line in which a row begins that is longer than can be read at once."""
        number, length, quoted = 1, 0, False
        begins = 1
        with self.opened() as file:
            while chunk := file.read(1 << 20):
                pieces = chunk.split(b"\n")
                for at, piece in enumerate(pieces):
                    length += len(piece)
                    quoted ^= piece.count(b'"') % 2 == 1
                    if length > BLOCK - 4096:
                        return begins
                    if at < len(pieces) - 1:
                        number += 1
                        if not quoted:
                            begins, length = number, 0
        return begins

    def _skipped(self, skipped: "_Skipped") -> list[Remark]:
        if not skipped.count:
            return []
        width = len(self.layout.names)
        examples = tuple(f"line {line:,}: {count} fields" for line, count in self._unlike(width))
        message = f"rows have more or fewer fields than the {width} columns"
        return [Remark(message, skipped.count, "left out", examples)]

    def _unlike(self, width: int, most: int = 3) -> Iterator[tuple[int, int]]:
        for line, row in self.rows():
            if row and len(row) != width:
                yield line, len(row)
                most -= 1
                if not most:
                    return

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        """Each row with the line in which it begins, one by one; slow, for telling people where something stands."""
        csv.field_size_limit(LONGEST_FIELD)
        with self.opened() as raw:
            text = io.TextIOWrapper(io.BufferedReader(cast("Any", raw)), self.layout.encoding, "replace", newline="")
            for _ in range(self.layout.first_line - 1):
                text.readline(BLOCK)
            reader = csv.reader((line.replace("\0", "") for line in text), delimiter=self.layout.delimiter)
            began = self.layout.first_line
            for row in reader:
                yield began, row
                began = self.layout.first_line + reader.line_num


class _Skipped:
    """How many rows Arrow could not split."""

    def __init__(self) -> None:
        self.count = 0

    def handle(self, row: Any) -> str:
        """Count a row and leave it out, unless it is empty but for blanks."""
        self.count += bool(row.text.strip())
        return "skip"


class _Places:
    """Where the rows of several files stand."""

    def __init__(self, files: list[TextFile], counts: list[int]) -> None:
        self._files = files
        self._counts = counts

    def __call__(self, row: int) -> str:
        """The line of a row, with its file where there are several."""
        for file, count in zip(self._files, self._counts, strict=True):
            if row < count:
                line = self._line(file, row)
                return f"line {line:,}" if len(self._files) == 1 else f"{file.path.name}, line {line:,}"
            row -= count
        raise IndexError(row)

    def _line(self, file: TextFile, wanted: int) -> int:
        width = len(file.layout.names)
        rows = (line for line, row in file.rows() if len(row) == width)
        return next(line for number, line in enumerate(rows) if number == wanted)
