"""Layout: how a table of text is written, told by its first lines."""

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flowatlas.importers.encoding import encoding_of
from flowatlas.importers.packed import HEAD
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import Remark

DELIMITERS: Final = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}

MOST_COLUMNS = 20_000
LONGEST_FIELD = 8 << 20

MOST_TITLES = 30
"""Lines above the names of the columns, such as the title of a report, that are passed over."""


@dataclass(frozen=True)
class Layout:
    """How a file is written: its encoding, its delimiter, its columns, and the line in which its rows begin.

    ``rows`` are the first ones.
    """

    encoding: str
    delimiter: str
    names: tuple[str, ...]
    first_line: int
    rows: tuple[tuple[str, ...], ...]
    remarks: tuple[Remark, ...] = ()


def layout_of(head: bytes, path: Path) -> Layout:
    """How a file is written that begins with some bytes.

    Raises:
        FileUnreadableError: it is empty, binary, or has only one column.
    """
    if not head.strip(b"\xef\xbb\xbf \r\n\t\0"):
        raise FileUnreadableError(f"{path} is empty")
    encoding = encoding_of(head, path)
    text = _whole_lines(head.decode(encoding, "replace"), is_all=len(head) < HEAD)
    skipped = 0
    delimiter = delimiter_of(text)
    if text[:4].lower() == "sep=" and len(text) > 5:
        delimiter, skipped = text[4], 1
        text = text.partition("\n")[2]
    rows = list(_split(text, delimiter)) or [([], 0)]
    place = _place_of_header([row for row, _ in rows])
    header, lines = rows[place]
    above = skipped + (rows[place - 1][1] if place else 0)
    sample = [row for row, _ in rows[place + 1 :]]
    _refuse_odd_header(header, text, path, is_all=len(head) < HEAD)
    if len(sample) > 1 and all(len(row) == len(header) + 1 and not row[-1] for row in sample):
        header = [*header, ""]
    names, remarks = _unique(header)
    first_line = skipped + lines + 1
    if _is_data(header):
        names, first_line = [f"column {number}" for number in range(1, len(header) + 1)], above + 1
        sample.insert(0, header)
        remarks = [Remark("the first line holds values instead of names of columns", 1, "columns are called by number")]
    if place:
        remarks.append(_remark_titles([row for row, _ in rows[:place]]))
    kept = tuple(tuple(row) for row in sample if len(row) == len(header))
    return Layout(encoding, delimiter, tuple(names), first_line, kept, tuple(remarks))


def _place_of_header(rows: list[list[str]]) -> int:
    """Which of the first rows names the columns: the first one, unless it fills less than half of a usual row."""
    usual = Counter(map(len, rows)).most_common(1)[0][0]
    filled = (sum(1 for cell in row if cell.strip()) for row in rows[: MOST_TITLES + 1])
    return next((place for place, count in enumerate(filled) if count > 1 and count * 2 >= usual), 0)


def _remark_titles(rows: list[list[str]]) -> Remark:
    shown = tuple(" ".join(cell for cell in row if cell)[:80] for row in rows[:3])
    return Remark("lines stand above the names of the columns", len(rows), "left out", shown)


def _refuse_odd_header(header: list[str], text: str, path: Path, *, is_all: bool) -> None:
    if len(header) < 2:
        shown = text.splitlines()[0][:80] if text else ""
        tried = ", ".join(DELIMITERS.values())
        raise FileUnreadableError(
            f'{path} has only one column; its first line is "{shown}", and none of {tried} divides it; '
            "save it as CSV with one of these between the columns"
        )
    if not is_all and len(text.splitlines()) < 2:
        raise FileUnreadableError(
            f"{path}: its first line is longer than {HEAD >> 10} kB; names of columns are shorter"
        )
    if len(header) > MOST_COLUMNS:
        raise FileUnreadableError(f"{path} has {len(header):,} columns; an event log has a few")


def delimiter_of(text: str) -> str:
    """What divides the columns: the sign that divides the first lines into equally many parts, the more the better."""
    scores = {}
    for delimiter in DELIMITERS:
        widths = [len(row) for row, _ in _split(text, delimiter, 50) if row]
        if not widths or max(widths) < 2:
            continue
        usual, often = Counter(widths).most_common(1)[0]
        scores[delimiter] = (round(often / len(widths), 1) if usual > 1 else 0.0, widths[0] == usual, usual)
    return max(scores, key=lambda one: scores[one]) if scores else ","


def _split(text: str, delimiter: str, most: int = 2_000) -> Iterator[tuple[list[str], int]]:
    """The first rows that hold anything, each with the number of lines up to its end."""
    csv.field_size_limit(LONGEST_FIELD)
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
    # Neither is written without a digit, and Arrow takes a while to import.
    if not any(sign.isdigit() for name in header for sign in name):
        return False
    import pyarrow as pa

    from flowatlas.discover.mapping import Dates
    from flowatlas.importers.moments import moments_of

    told = moments_of(pa.chunked_array([pa.array(header, pa.string())]), "", Dates())
    return any(offset is not None or count for offset, count in told.offsets.items())
