"""Parquet: tables in columns, of which only those are read that are needed."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.background import in_background
from flowatlas.importers.csv import SHARE
from flowatlas.importers.importer import Source, Table, importer
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import EventLog, Remark

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet as pq

SAMPLE = 2_000
MOST_COLUMNS = 20_000
ROWS_AT_ONCE = 12_000_000


def looks_like_parquet(source: Source) -> float:
    """Whether a source is Parquet, which says so in its first bytes."""
    if source.head.startswith(b"PAR1"):
        return 1.0
    return 0.6 if source.path.suffix.lower() in (".parquet", ".pq") else 0.0


@importer("parquet", title="Parquet", suffixes=(".parquet", ".pq"), recognises=looks_like_parquet)
def read_parquet(source: Source, mapping: LogMapping) -> EventLog:
    """Each row of a Parquet file becomes what its columns say; several files with the same columns are one log."""
    from flowatlas.importers.encode import event_log

    return event_log(parquet_table(source, mapping), mapping, source)


def parquet_table(source: Source, mapping: LogMapping) -> Table:
    """The rows of all files as one table, with only those columns that are needed.

    Raises:
        FileUnreadableError: a file is missing, broken, or has other columns than the first.
    """
    from flowatlas.importers.tables import joined, wanted_columns

    first = _opened(source.path)
    names, unusable = _usable(first.schema_arrow)
    if len(first.schema_arrow.names) > MOST_COLUMNS:
        raise FileUnreadableError(
            f"{source.path} has {len(first.schema_arrow.names):,} columns; an event log has a few"
        )
    if not names:
        raise FileUnreadableError(f"{source.path} has no columns with words, numbers or moments")
    wanted = wanted_columns(_sample(first, names, source.path), mapping) or names
    tables = []
    for number, path in enumerate(source.paths):
        file = _opened(path)
        if missing := [name for name in wanted if name not in file.schema_arrow.names]:
            shown = ", ".join(missing[:5])
            raise FileUnreadableError(f"{path} has other columns than {source.path}; it lacks {shown}")
        share = (number, len(source.paths))
        tables.append(_renamed(_read(path, file, wanted, source, share)))
    return Table(joined(tables), oddities=unusable, left_out=tuple(name for name in names if name not in wanted))


def _opened(path: Path) -> "pq.ParquetFile":
    import pyarrow as pa
    from pyarrow import parquet as pq

    try:
        file = pq.ParquetFile(path, memory_map=True)
        words = [
            field.name
            for field in file.schema_arrow
            if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
        ]
        return pq.ParquetFile(path, memory_map=True, read_dictionary=words)
    except FileNotFoundError:
        raise FileUnreadableError(f"{path} cannot be read: there is no such file") from None
    except PermissionError:
        raise FileUnreadableError(f"{path} cannot be read: it may not be opened") from None
    except (pa.ArrowException, OSError) as error:
        raise FileUnreadableError(f"{path} is no Parquet file, or a broken one: {_first_line(error)}") from None


def _usable(schema: "pa.Schema") -> tuple[list[str], tuple[Remark, ...]]:
    """The columns with single values, and remarks for the others."""
    import pyarrow as pa

    twice = {name for name in schema.names if schema.names.count(name) > 1} if len(schema.names) < SAMPLE else set()
    nested = [field.name for field in schema if pa.types.is_nested(field.type)]
    binary = [field.name for field in schema if _is_binary(field.type)]
    remarks = [
        Remark(f"columns {what}: {', '.join(names[:10])}", len(names), "left out")
        for what, names in (
            ("hold lists or records", nested),
            ("hold bytes", binary),
            ("have a name that another one has too", sorted(twice)),
        )
        if names
    ]
    without = {*nested, *binary, *twice}
    return [name for name in schema.names if name not in without], tuple(remarks)


def _is_binary(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_fixed_size_binary(kind))


def _sample(file: "pq.ParquetFile", names: list[str], path: Path) -> "pa.Table":
    """The first rows."""
    import pyarrow as pa

    try:
        batch = next(file.iter_batches(SAMPLE, columns=names, use_threads=False), None)
    except (pa.ArrowException, OSError) as error:
        raise FileUnreadableError(f"{path} is a broken Parquet file: {_first_line(error)}") from None
    if batch is None:
        return file.schema_arrow.empty_table().select(names)
    return _renamed(pa.Table.from_batches([batch]))


def _read(path: Path, file: "pq.ParquetFile", wanted: list[str], source: Source, part: tuple[int, int]) -> "pa.Table":
    import pyarrow as pa

    number, count = part
    groups = list(_groups(file))
    tables = []
    for done, group in enumerate(groups):
        share = SHARE * (number + done / len(groups)) / count
        try:
            read = partial(file.read_row_groups, group, columns=wanted)
            tables.append(in_background(read, partial(source.progress, "reading", share)))
        except (pa.ArrowException, OSError) as error:
            raise FileUnreadableError(f"{path} is a broken Parquet file: {_first_line(error)}") from None
    return pa.concat_tables(tables) if tables else file.schema_arrow.empty_table().select(wanted)


def _groups(file: "pq.ParquetFile", most: int = ROWS_AT_ONCE) -> Iterator[list[int]]:
    """Groups of rows that are read together: what is read at once shares a dictionary and need not be unified."""
    together: list[int] = []
    rows = 0
    for number in range(file.num_row_groups):
        together.append(number)
        rows += file.metadata.row_group(number).num_rows
        if rows >= most:
            yield together
            together, rows = [], 0
    if together:
        yield together


def _renamed(table: "pa.Table") -> "pa.Table":
    """The table with types that all of the program knows: no views, no extensions, no categories of numbers."""
    import pyarrow as pa

    for place, column in enumerate(table.columns):
        kind = column.type
        if isinstance(kind, pa.BaseExtensionType):
            column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)  # noqa: PLW2901
        elif pa.types.is_string_view(kind):
            column = column.cast(pa.string())  # noqa: PLW2901
        elif pa.types.is_dictionary(kind) and not pa.types.is_string(kind.value_type):
            column = column.cast(kind.value_type)  # noqa: PLW2901
        else:
            continue
        table = table.set_column(place, table.column_names[place], column)
    return table


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
