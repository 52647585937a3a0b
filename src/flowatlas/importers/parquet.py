"""Parquet: tables in columns, of which only those are read that are needed."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import accumulate
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.feed import SHARE
from flowatlas.importers.gathered import Codes, Numbers, Pieces, finished, is_varied
from flowatlas.importers.gathered_keys import Keys, keys_for
from flowatlas.importers.gathered_values import UnfitError
from flowatlas.importers.importer import Source, Table, importer
from flowatlas.importers.memory import keep_memory
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import EventLog, Remark

if TYPE_CHECKING:
    import pyarrow as pa
    from pyarrow import parquet as pq

SAMPLE = 2_000
MOST_COLUMNS = 20_000
THREADS = 2
"""Groups of rows that are read at the same time; each is read by one thread, from decoding to its place."""


def looks_like_parquet(source: Source) -> float:
    """Whether a source is Parquet, which says so in its first bytes."""
    if source.head.startswith(b"PAR1"):
        return 1.0
    return 0.6 if source.path.suffix.lower() in (".parquet", ".pq") else 0.0


@importer("parquet", title="Parquet", suffixes=(".parquet", ".pq"), recognises=looks_like_parquet)
def read_parquet(source: Source, mapping: LogMapping) -> EventLog:
    """Each row of a Parquet file becomes what its columns say; several files with the same columns are one log."""
    from flowatlas.importers.encode import event_log

    keep_memory()
    return event_log(parquet_table(source, mapping), mapping, source)


def parquet_table(source: Source, mapping: LogMapping) -> Table:
    """The rows of all files as one table, with only those columns that are needed.

    Raises:
        FileUnreadableError: a file is missing, broken, or has other columns than the first.
    """
    from flowatlas.importers.tables import joined, wanted_columns

    first = _Opened(source.path).file
    names, unusable = _usable(first, source.path)
    if len(first.schema_arrow.names) > MOST_COLUMNS:
        raise FileUnreadableError(
            f"{source.path} has {len(first.schema_arrow.names):,} columns; an event log has a few"
        )
    if not names:
        raise FileUnreadableError(f"{source.path} has no columns with words, numbers or moments")
    wanted = wanted_columns(_sample(first, names, source.path), mapping) or names
    tables = []
    for number, path in enumerate(source.paths):
        opened = _Opened(path)
        if missing := [name for name in wanted if name not in opened.file.schema_arrow.names]:
            shown = ", ".join(missing[:5])
            raise FileUnreadableError(f"{path} has other columns than {source.path}; it lacks {shown}")
        share = (number, len(source.paths))
        tables.append(_read(path, opened, wanted, source, share))
    return Table(joined(tables), oddities=unusable, left_out=tuple(name for name in names if name not in wanted))


class _Opened:
    """A Parquet file that was opened, and can be opened once more by a thread of its own."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        from pyarrow import parquet as pq

        self._path = path
        try:
            schema = pq.ParquetFile(path, memory_map=True).schema_arrow
            self._words = [
                field.name for field in schema if pa.types.is_string(field.type) or pa.types.is_large_string(field.type)
            ]
            self.file = pq.ParquetFile(path, memory_map=True, read_dictionary=self._words)
        except FileNotFoundError:
            raise FileUnreadableError(f"{path} cannot be read: there is no such file") from None
        except PermissionError:
            raise FileUnreadableError(f"{path} cannot be read: it may not be opened") from None
        except (pa.ArrowException, OSError) as error:
            raise FileUnreadableError(f"{path} is no Parquet file, or a broken one: {_first_line(error)}") from None

    def again(self, plain: list[str]) -> "pq.ParquetFile":
        """The same file, in which texts have numbers into a dictionary, but for those of some columns."""
        from pyarrow import parquet as pq

        words = [name for name in self._words if name not in plain]
        return pq.ParquetFile(self._path, read_dictionary=words, metadata=self.file.metadata)


def _usable(file: "pq.ParquetFile", path: Path) -> tuple[list[str], tuple[Remark, ...]]:
    """The columns with single values, and remarks for the others."""
    import pyarrow as pa

    schema = file.schema_arrow
    twice = {name for name in schema.names if schema.names.count(name) > 1} if len(schema.names) < SAMPLE else set()
    nested = [field.name for field in schema if pa.types.is_nested(field.type)]
    binary = [field.name for field in schema if _is_binary(field.type) and field.name not in twice]
    # Some systems write texts without saying that they are.
    sample = _sample(file, binary, path) if binary else schema.empty_table()
    binary = [name for name in binary if not pa.types.is_string(sample[name].type) or not _is_text(sample[name])]
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


def _is_text(values: "pa.ChunkedArray") -> bool:
    return all(word is None or (word.isprintable() and "\ufffd" not in word) for word in values[:100].to_pylist())


def _as_text(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Bytes as the text that they are; what is no text becomes a sign that says so."""
    import pyarrow as pa

    try:
        return values.cast(pa.string())
    except pa.ArrowInvalid:
        words = [word if word is None else word.decode("utf-8", "replace") for word in values.to_pylist()]
        return pa.chunked_array([pa.array(words, pa.string())])


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


def _read(path: Path, opened: "_Opened", wanted: list[str], source: Source, part: tuple[int, int]) -> "pa.Table":
    """The rows of a file: its groups are read by several threads, and what they hold is put together as it comes."""
    import pyarrow as pa

    file = opened.file
    empty = _renamed(file.schema_arrow.empty_table().select(wanted))
    if not file.metadata.num_rows:
        return empty
    try:
        sample = _sample(file, wanted, path)
        try:
            return _gathered(opened, sample, empty.schema, partial(_told, source, part))
        except UnfitError:
            return _gathered(opened, None, empty.schema, partial(_told, source, part))
    except (pa.ArrowException, OSError, MemoryError) as error:
        raise FileUnreadableError(f"{path} is a broken Parquet file: {_first_line(error)}") from None


def _told(source: Source, part: tuple[int, int], share: float) -> None:
    number, count = part
    source.progress("reading", SHARE * (number + share) / count)


def _gathered(
    opened: "_Opened", sample: "pa.Table | None", schema: "pa.Schema", tell: Callable[[float], None]
) -> "pa.Table":
    """The columns of a schema.

    Raises:
        UnfitError: a column that by its first rows holds short texts holds others, too; without a ``sample`` never.
    """
    import pyarrow as pa

    groups = [opened.file.metadata.row_group(number).num_rows for number in range(opened.file.num_row_groups)]
    if min(groups) < 0 or sum(groups) != opened.file.metadata.num_rows:
        raise pa.ArrowInvalid("its groups do not have as many rows as the whole")
    begins = [0, *accumulate(groups)]
    columns = {field.name: _column(field, sample, begins[-1]) for field in schema}
    plain = [name for name, column in columns.items() if isinstance(column, Keys)]
    files = SimpleQueue[Any]()
    for _ in range(THREADS):
        files.put(opened.again(plain))

    def read(number: int) -> None:
        file = files.get()
        try:
            table = _renamed(file.read_row_group(number, columns=list(columns), use_threads=False))
            if table.num_rows != groups[number]:
                raise pa.ArrowInvalid(f"its group {number + 1} does not have as many rows as it says")
            for name, column in columns.items():
                column.put(begins[number], table[name])
        finally:
            files.put(file)

    pool = ThreadPoolExecutor(THREADS)
    try:
        for done, _ in enumerate(pool.map(read, range(len(groups))), 1):
            tell(done / len(groups))
    finally:
        pool.shutdown(cancel_futures=True)
    return finished(columns)


def _column(field: "pa.Field", sample: "pa.Table | None", rows: int) -> "Keys | Codes | Numbers | Pieces":
    import pyarrow as pa

    if Numbers.fits(field.type):
        return Numbers(field.type, rows)
    is_text = pa.types.is_dictionary(field.type) and pa.types.is_string(field.type.value_type)
    if not is_text or sample is None:
        return Pieces(field.type)
    if is_varied(sample[field.name]):
        return keys_for(sample[field.name].to_pylist(), rows) or Pieces(field.type)
    return Codes(rows)


def _renamed(table: "pa.Table") -> "pa.Table":
    """The table with types that all of the program knows: no views, no extensions, no categories of numbers."""
    import pyarrow as pa

    for place, column in enumerate(table.columns):
        kind = column.type
        if isinstance(kind, pa.BaseExtensionType):
            column = pa.chunked_array([chunk.storage for chunk in column.chunks], kind.storage_type)  # noqa: PLW2901
        elif _is_binary(kind):
            column = _as_text(column)  # noqa: PLW2901
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
