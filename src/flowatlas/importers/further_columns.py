"""What the rows of a log tell besides who did what when: attributes, ids, and where they stand in the source."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.importers.coding import words_of
from flowatlas.importers.reading import Reading
from flowatlas.model.event import Column

if TYPE_CHECKING:
    from flowatlas.model.event import Moments

MOST_VALUES = 200
"""A column that nobody asked for is kept when it has no more different values than this."""

MOST_ROWS_FOR_ATTRIBUTES = 5_000_000
"""In a longer log only columns that somebody asked for are kept."""


def attributes_of(reading: Reading) -> Iterator[tuple[str, Column]]:
    """The columns that were asked for, and of the others those that sort rows into few groups."""
    asked = list(reading.columns.attributes)
    used = {*reading.used} - {reading.columns.lifecycle}
    left_out = list(reading.table.left_out)
    for name in reading.table.columns.column_names:
        if name in asked:
            yield name, reading.column(name)
        elif name in used:
            continue
        elif (column := _attribute(reading, name)) is not None:
            yield name, column
        else:
            left_out.append(name)
    if left_out and not reading.mapping.is_anonymous:
        shown = ", ".join(left_out[:12]) + (f" and {len(left_out) - 12} more" if len(left_out) > 12 else "")
        reading.remark(f"columns were not needed: {shown}", len(left_out), "left out")


def ids_of(reading: Reading, row: Any) -> Sequence[str] | None:
    """The source's own ids of some rows, or of all."""
    if reading.columns.id is None:
        return None
    words = words_of(reading.table.columns[reading.columns.id])
    return words if row is None else words.taken(row)


def lines_of(reading: Reading, row: Any) -> "Moments | None":
    """The lines in which some rows stand, or all."""
    table = reading.table
    if table.lines is not None:
        lines = table.columns[table.lines].to_numpy().astype(np.int64)
    elif table.first_line is not None:
        end = table.first_line + table.columns.num_rows
        # A long log has very many of them, which few ever ask for.
        lines = np.arange(table.first_line, end, dtype=np.int32 if end < 2**31 else np.int64)
    else:
        return None
    return np.asarray(lines if row is None else lines[row])


def _attribute(reading: Reading, name: str) -> Column | None:
    import pyarrow as pa

    table = reading.table.columns
    kind = table[name].type
    is_wordless = pa.types.is_nested(kind) or pa.types.is_temporal(kind) or pa.types.is_binary(kind)
    is_wordless = is_wordless or pa.types.is_null(kind)
    is_unwanted = reading.mapping.is_anonymous or name in reading.chosen.unused
    if is_wordless or is_unwanted or table.num_rows > MOST_ROWS_FOR_ATTRIBUTES:
        return None
    column = reading.column(name)
    return column if 1 <= len(column.names) <= MOST_VALUES else None
