"""Which rows of a table stay in its log."""

from typing import Any

import numpy as np

from flowatlas.importers.columns import real
from flowatlas.importers.log_rows import LogRows, marked
from flowatlas.importers.reading import Reading
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT


def kept_rows(reading: Reading, rows: LogRows) -> Any:
    """Which rows stay: those that name an item, an activity and a moment, and that were asked for; None for all.

    Raises:
        FlowAtlasError: none stays.
    """
    is_kept = np.ones(len(rows.start), bool)

    def place(mask: Any) -> Any:
        return mask if rows.row is None else mask[rows.row]

    for name, what in ((reading.columns.item, "item"), (reading.columns.activity, "activity")):
        if name is not None:
            codes = reading.column(name).codes
            # Of most logs the smallest number tells that none is missing, much faster than looking for them.
            if codes.min(initial=0) < 0:
                missing = codes < 0
                reading.leave_out(np.flatnonzero(missing), f'rows have no {what} in "{name}"')
                is_kept &= ~place(missing)
    if min(rows.start.min(initial=0), rows.end.min(initial=0)) == UNKNOWN_MOMENT:
        untimed = (rows.start == UNKNOWN_MOMENT) & (rows.end == UNKNOWN_MOMENT)
        reading.leave_out(np.flatnonzero(untimed) if rows.row is None else rows.row[untimed], "rows have no moment")
        is_kept &= ~untimed
    for name, wanted in reading.mapping.only.items():
        is_kept &= place(_fits(reading, name, wanted))
    if not is_kept.any():
        total = reading.table.columns.num_rows
        raise FlowAtlasError(f"{reading.source.name}: none of its {total:,} rows can be used{_why_nothing(reading)}")
    return None if is_kept.all() else np.flatnonzero(is_kept)


def _why_nothing(reading: Reading) -> str:
    reasons = [f"{one.times:,} {one.message}" for one in reading.remarks if one.done == "left out"]
    only = [f"{name} = {value}" for name, value in reading.mapping.only.items()]
    return "".join(f"; {reason}" for reason in reasons) + (f"; only rows with {', '.join(only)} count" if only else "")


def _fits(reading: Reading, name: str, wanted: Any) -> Any:
    """Which rows of the table have one of the values that are wanted of a column."""
    where = reading.source.name
    column = reading.column(real(name, reading.table.columns.column_names, where))
    values = {str(one) for one in (wanted if isinstance(wanted, list | tuple) else [wanted])}
    unknown = sorted(values - set(column.names))
    if len(unknown) == len(values):
        there = ", ".join(f'"{one}"' for one in column.names[:10])
        raise FlowAtlasError(f'{where}: no row has {name} "{unknown[0]}"; there are {there}')
    return marked(column, [word in values for word in column.names])
