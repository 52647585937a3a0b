"""Tables: what CSV and Parquet have in common."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from flowatlas.discover.mapping import LogMapping

if TYPE_CHECKING:
    import pyarrow as pa

MOST_SAMPLED_VALUES = 200
"""A column that has more different values in the first rows is not worth reading unless somebody asks for it."""


def sample_of(names: Sequence[str], rows: Sequence[Sequence[str]]) -> "pa.Table":
    """The first rows of a table of text."""
    import pyarrow as pa

    columns = zip(*rows, strict=True) if rows else ([] for _ in names)
    return pa.table([pa.chunked_array([pa.array(list(column), pa.string())]) for column in columns], names=list(names))


def wanted_columns(sample: "pa.Table", mapping: LogMapping) -> list[str] | None:
    """The columns to read: what tells the log, what was asked for, and what sorts rows into few groups.

    ``None``, which means all of them, where only the content of the whole table can tell.
    """
    from flowatlas.importers.column_names import INSTANCE, plain
    from flowatlas.importers.columns import names_suffice
    from flowatlas.importers.day_times import holds_times_of_day

    chosen = names_suffice(sample, LogMapping(), mapping)
    if chosen is None:
        return None
    asked = [
        chosen.item,
        chosen.activity,
        chosen.start,
        chosen.end,
        chosen.time,
        chosen.lifecycle,
        chosen.who,
        chosen.team,
    ]
    asked += [chosen.id, *chosen.attributes, *mapping.only]
    wanted = {plain(name) for name in asked if name}
    return [
        name
        for name in sample.column_names
        if plain(name) in wanted
        or plain(name) in INSTANCE
        or _sorts(sample[name])
        or name in asked
        or holds_times_of_day(sample[name], name)
    ]


def _sorts(values: "pa.ChunkedArray") -> bool:
    """Whether a column has few short values."""
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_temporal(kind) or pa.types.is_null(kind):
        return False
    if pa.types.is_floating(kind) or pa.types.is_decimal(kind):
        return False
    different = pc.count_distinct(values.cast(kind) if kind != values.type else values).as_py()
    if different > max(2, min(MOST_SAMPLED_VALUES, len(values) // 3)):
        return False
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return (pc.max(pc.utf8_length(values.cast(pa.string()))).as_py() or 0) < 100
    return True


def joined(tables: "Sequence[pa.Table]") -> "pa.Table":
    """Tables with the same columns, one below the other."""
    import pyarrow as pa

    if len(tables) == 1:
        return tables[0]
    try:
        return pa.concat_tables(tables)
    except pa.ArrowInvalid:
        return pa.concat_tables(tables, promote_options="permissive")
