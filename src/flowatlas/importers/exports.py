"""Exports: tables of text whose columns are known by name, row by row."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.importer import Source
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import Remark

if TYPE_CHECKING:
    import pyarrow as pa

Fields = Mapping[str, Any]
"""A row: texts, and moments where the reading of the file has recognised them; "" where there is nothing."""

Names = Mapping[str, Sequence[str]]
"""Our names of columns, with the names that files have for them."""


def header_of(source: Source) -> tuple[str, ...]:
    """The names of the columns of the first file; none where it is no table of text."""
    from flowatlas.importers.csv import TextFile

    if source.head.lstrip()[:1] in (b"", b"{", b"[", b"<"):
        return ()
    try:
        return TextFile(source.path).layout.names
    except FileUnreadableError:
        return ()


def named(header: Sequence[str], names: Names) -> dict[str, str]:
    """The columns that a file has of those that are known, whatever the case and the signs between words."""
    plain = {_plain(name): name for name in reversed(header)}
    found = {
        ours: next((plain[_plain(one)] for one in theirs if _plain(one) in plain), "") for ours, theirs in names.items()
    }
    return {ours: theirs for ours, theirs in found.items() if theirs}


def rows_of(path: Path, source: Source, mapping: LogMapping, names: Names, remarks: list[Remark]) -> Iterator[Fields]:
    """Each row of a file, with its values by our own names; what is odd about the file is added to the remarks.

    Raises:
        FileUnreadableError: the file cannot be read.
    """
    from flowatlas.importers.csv import TextFile

    file = TextFile(path)
    known = named(file.layout.names, names)
    part = (source.paths.index(path), len(source.paths))
    table, odd = file.read(list(dict.fromkeys(known.values())), source, part, mapping)
    remarks += odd
    for batch in table.select(list(dict.fromkeys(known.values()))).to_batches(max_chunksize=65_536):
        columns = {ours: _values(batch.column(theirs)) for ours, theirs in known.items()}
        for values in zip(*columns.values(), strict=True):
            yield dict(zip(columns, values, strict=True))


def _values(column: "pa.Array") -> list[Any]:
    return ["" if value is None else value for value in column.to_pylist()]


def _plain(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum() or sign == ".")
