"""CSV and its kin: tables as text, with any delimiter, any usual encoding, packed or not."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final, cast

import numpy as np

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.importer import HEAD, Source, Table, importer
from flowatlas.importers.memory import keep_memory
from flowatlas.model.errors import FileUnreadableError, FlowAtlasError
from flowatlas.model.event import EventLog, Remark

if TYPE_CHECKING:
    import weakref

    import pyarrow as pa

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}
SUFFIXES = (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")

BLOCK = 4 << 20
"""Bytes that are read at once, and the most that one line may have."""

MOST_UNPACKED = 1 << 30
MOST_RATIO = 200
"""A packed file that unpacks to more than the first, and to more than so many times its size, is taken for a bomb."""

MOST_COLUMNS = 2_000
SHARE = 0.25
"""The share of all the progress there is that reading makes."""

PATIENCE = 2.0
"""Seconds that Arrow's threads have to let go of a file that could not be read to its end."""

MOST_DIFFERENT = 0.3

TYPED_FROM = 32 << 20
"""From this size on, moments are read by Arrow while it splits the lines, where they are written as ISO 8601."""


@dataclass(frozen=True)
class Layout:
    """How a file is written: its encoding, its delimiter, its columns, and the line in which its rows begin."""

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    first_line: int
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[Remark, ...] = ()


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

    @cached_property
    def is_packed(self) -> bool:
        """Whether it is packed with gzip."""
        try:
            with self.path.open("rb") as file:
                return file.read(2) == b"\x1f\x8b"
        except OSError as error:
            raise FileUnreadableError(f"{self.path} cannot be read: {error.strerror}") from None

    @cached_property
    def size(self) -> int:
        """Its bytes on disk."""
        return self.path.stat().st_size

    def opened(self) -> "Unpacking":
        """Its bytes, unpacked, from the first on."""
        return Unpacking(self.path, self.size, is_packed=self.is_packed)

    @cached_property
    def layout(self) -> Layout:
        """How it is written.

        Raises:
            FileUnreadableError: it is empty, binary, or has only one column.
        """
        if not self.head.strip(b"\xef\xbb\xbf \r\n\t\0"):
            raise FileUnreadableError(f"{self.path} is empty")
        encoding = encoding_of(self.head, self.path)
        text = _whole_lines(self.head.decode(encoding, "replace"), is_all=len(self.head) < HEAD)
        skipped = 0
        delimiter = delimiter_of(text)
        if text[:4].lower() == "sep=" and len(text) > 5:
            delimiter, skipped = text[4], 1
            text = text.partition("\n")[2]
        return self._layout(encoding, delimiter, text, skipped)

    def _layout(self, encoding: str, delimiter: str, text: str, skipped: int) -> Layout:
        rows = _split(text, delimiter)
        header, lines = next(rows, ([], 0))
        sample = [row for row, _ in rows]
        if len(header) < 2:
            shown = text.splitlines()[0][:80] if text else ""
            tried = ", ".join(DELIMITERS.values())
            raise FileUnreadableError(
                f'{self.path} has only one column; its first line is "{shown}", and none of {tried} divides it; '
                "save it as CSV with one of these between the columns"
            )
        if len(header) > MOST_COLUMNS * 10:
            raise FileUnreadableError(f"{self.path} has {len(header):,} columns; an event log has a few")
        if len(sample) > 1 and all(len(row) == len(header) + 1 and not row[-1] for row in sample):
            header = [*header, ""]
        names, remarks = _unique(header)
        first_line = skipped + lines + 1
        if _is_data(header):
            names, first_line = [f"column {number}" for number in range(1, len(header) + 1)], skipped + 1
            sample.insert(0, header)
            remarks = [
                Remark("the first line holds values instead of names of columns", 1, "columns are called by number")
            ]
        kept = tuple(tuple(row) for row in sample if len(row) == len(header))
        return Layout(encoding, delimiter, tuple(names), first_line, kept, tuple(remarks))

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

    def _parsed(
        self, feed: "Feed", wanted: list[str] | None, moments: dict[str, Any], skipped: "_Skipped"
    ) -> "pa.Table":
        import pyarrow as pa
        from pyarrow import csv as arrow

        names = list(self.layout.names)
        types = {name: moments.get(name, self._kind_of_words(number)) for number, name in enumerate(names)}
        return arrow.read_csv(
            pa.PythonFile(feed.lent(), mode="r"),
            arrow.ReadOptions(block_size=BLOCK, column_names=names, skip_rows=self.layout.first_line - 1),
            arrow.ParseOptions(
                delimiter=self.layout.delimiter, newlines_in_values=True, invalid_row_handler=skipped.handle
            ),
            arrow.ConvertOptions(column_types=types, include_columns=wanted or names),
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

        if (self.size < TYPED_FROM and not (self.is_packed and self.size > TYPED_FROM // 10)) or mapping.dates.pattern:
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
        examples = tuple(f"line {line}: {count} fields" for line, count in self._unlike(width))
        message = f"rows have more or fewer than the {width} fields of the first line"
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
        csv.field_size_limit(BLOCK * 2)
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


class Unpacking(io.RawIOBase):
    """The bytes of a file, unpacked while they are read, with clear words where they are cut off or far too many.

    ``taken`` counts the bytes of the file itself that were read.
    """

    def __init__(self, path: Path, size: int, *, is_packed: bool) -> None:
        import gzip

        super().__init__()
        self._path = path
        self._size = size
        try:
            self._raw: IO[bytes] = path.open("rb")
        except OSError as error:
            raise FileUnreadableError(f"{path} cannot be read: {error.strerror}") from None
        self._file: Any = gzip.GzipFile(fileobj=self._raw) if is_packed else self._raw
        self._is_packed = is_packed
        self._given = 0

    @property
    def taken(self) -> int:
        """Bytes of the file that were read so far."""
        return self._raw.tell()

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def read(self, size: int = -1) -> bytes:
        """The next bytes, as many as asked for unless the file ends.

        Raises:
            FileUnreadableError: the packed file is cut off, broken or a bomb.
        """
        import zlib
        from gzip import BadGzipFile

        try:
            found = cast("bytes", self._file.read(size))
        except EOFError:
            raise FileUnreadableError(f"{self._path} is cut off: the packed data ends before its end") from None
        except (BadGzipFile, zlib.error, OSError) as error:
            raise FileUnreadableError(f"{self._path} is packed but broken: {error}") from None
        self._given += len(found)
        if self._is_packed and self._given > max(MOST_UNPACKED, 1) and self._given > MOST_RATIO * self._size:
            raise FileUnreadableError(
                f"{self._path} unpacks to more than {MOST_RATIO} times its size, as archives do that are made to fill "
                "memory; if that is right, unpack it first"
            )
        return found

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer with the next bytes."""
        found = self.read(len(buffer))
        buffer[: len(found)] = found
        return len(found)

    def close(self) -> None:
        """Close the file."""
        if not self.closed:
            self._file.close()
            self._raw.close()
        super().close()


class Feed:
    """Bytes for Arrow, in UTF-8, which tells how far they are; what goes wrong is kept, as Arrow would hide it."""

    def __init__(self, file: Unpacking, encoding: str, source: Source, part: tuple[int, int]) -> None:
        import codecs

        self._file = file
        self._source = source
        self._part = part
        is_utf8 = encoding in ("utf-8", "utf-8-sig", "ascii")
        self._decoder = None if is_utf8 else codecs.getincrementaldecoder(encoding)("replace")
        self._failure: BaseException | None = None
        self._breaks = 0
        self._last = b"\n"
        self._lent: weakref.ref[_Lent] | None = None
        self.closed = False

    @property
    def lines(self) -> int:
        """How many lines were read."""
        return self._breaks + (self._last != b"\n")

    def read(self, size: int = -1) -> bytes:
        """The next bytes."""
        try:
            found = self._file.read(size)
        except FlowAtlasError as error:
            self._failure = error
            raise OSError(str(error)) from None
        number, count = self._part
        share = (number + min(1.0, self._file.taken / max(1, self._file._size))) / count  # noqa: SLF001
        self._source.progress("reading", SHARE * share)
        if self._decoder is not None:
            found = self._decoder.decode(found, final=not found).lstrip("\ufeff").encode()
        self._breaks += int(np.count_nonzero(np.frombuffer(found, np.uint8) == ord("\n")))
        self._last = found[-1:] or self._last
        return found

    def lent(self) -> "_Lent":
        """Itself as Arrow gets it, so that it can be seen when Arrow has let go of it."""
        import weakref

        lent = _Lent(self)
        self._lent = weakref.ref(lent)
        return lent

    def await_release(self) -> None:
        """Wait until no thread of Arrow's has it, as one that lets go of it while Python ends takes Python down."""
        import time

        end = time.monotonic() + PATIENCE
        while self._lent is not None and self._lent() is not None and time.monotonic() < end:
            time.sleep(0.001)

    def check(self) -> None:
        """Raise what went wrong, if anything did."""
        if self._failure is not None:
            raise self._failure

    def close(self) -> None:
        """Close the file."""
        self._file.close()
        self.closed = True

    def readable(self) -> bool:
        """That it can be read."""
        return True

    def writable(self) -> bool:
        """That it cannot be written."""
        return False

    def seekable(self) -> bool:
        """That it goes only forwards."""
        return False


class _Lent:
    """Bytes as Arrow reads them."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed

    def __getattr__(self, name: str) -> Any:
        """What the bytes themselves have."""
        return getattr(self._feed, name)


def encoding_of(head: bytes, path: Path) -> str:
    """How text is encoded, judged by its first bytes.

    Raises:
        FileUnreadableError: these are no text.
    """
    if head.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    even, odd = head[0:2000:2].count(0), head[1:2000:2].count(0)
    half = max(1, min(len(head), 2000) // 2)
    if odd > half * 0.4 and even < half * 0.1:
        return "utf-16-le"
    if even > half * 0.4 and odd < half * 0.1:
        return "utf-16-be"
    strange = sum(head.count(byte) for byte in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if (head.count(0) + strange) > len(head) * 0.02:
        raise FileUnreadableError(f"{path} is not text; a CSV file is")
    try:
        head.decode()
    except UnicodeDecodeError as error:
        if error.start >= len(head) - 4:
            return "utf-8"
        return "cp932" if _is_japanese(head) else "cp1252"
    return "utf-8"


def _is_japanese(head: bytes) -> bool:
    """Whether these are words as Windows writes them in Japan: all can be read so, and none as signs that are rare."""
    import codecs

    try:
        text = codecs.getincrementaldecoder("cp932")().decode(head)
    except UnicodeDecodeError:
        return False
    strange = [sign for sign in text if sign > "\x7f"]
    # Kana and the signs of every day; other encodings read as this one give narrow kana, private and rare signs.
    usual = sum("\u3000" <= sign <= "\u30ff" or "\u4e00" <= sign <= "\u9fff" for sign in strange)
    # A letter with an accent and the plain one after it would be one sign, so that there would be ever so few in a row.
    together = len(re.findall(r"[\u3000-\u30ff\u4e00-\u9fff]{2,}", text))
    return usual > 0.95 * len(strange) and together * 8 > len(strange)


def delimiter_of(text: str) -> str:
    """What divides the columns: the sign that divides the first lines into equally many parts, the more the better."""
    scores = {}
    for delimiter in DELIMITERS:
        widths = [len(row) for row, _ in _split(text, delimiter, 50) if row]
        if not widths or widths[0] < 2:
            continue
        usual, often = Counter(widths).most_common(1)[0]
        scores[delimiter] = (round(often / len(widths), 1) if usual > 1 else 0.0, widths[0] == usual, usual)
    return max(scores, key=lambda one: scores[one]) if scores else ","


def _split(text: str, delimiter: str, most: int = 2_000) -> Iterator[tuple[list[str], int]]:
    """The first rows that hold anything, each with the number of lines up to its end."""
    csv.field_size_limit(BLOCK * 2)
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    try:
        for row in reader:
            if any(row):
                yield row, reader.line_num
                most -= 1
            if not most:
                return
    except csv.Error:
        return


def _whole_lines(text: str, *, is_all: bool) -> str:
    text = text.lstrip("\ufeff")
    return text if is_all or "\n" not in text else text[: text.rindex("\n") + 1]


def _unique(header: list[str]) -> tuple[list[str], list[Remark]]:
    """The names of the columns, made different where they are not."""
    seen: Counter[str] = Counter()
    names, twice = [], []
    taken = {name.strip() for name in header}
    for number, raw in enumerate(header, 1):
        name = raw.strip() or f"column {number}"
        seen[name] += 1
        if seen[name] > 1:
            twice.append(name)
            while (other := f"{name} ({seen[name]})") in taken:
                seen[name] += 1
            name = other
            taken.add(name)
        names.append(name)
    if not twice:
        return names, []
    done = "numbered, such as " + ", ".join(f'"{name} (2)"' for name in sorted(set(twice))[:3])
    return names, [Remark("columns have a name that another one has too", len(twice), done)]


def _is_data(header: list[str]) -> bool:
    """Whether the first line holds values: a moment or a number in it says so."""
    import pyarrow as pa

    from flowatlas.discover.mapping import Dates
    from flowatlas.importers.moments import moments_of

    told = moments_of(pa.chunked_array([pa.array(header, pa.string())]), "", Dates())
    return any(offset is not None or count for offset, count in told.offsets.items())
