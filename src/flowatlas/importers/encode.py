"""From a table with columns of its own to an event log."""

from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.mapping import Columns, LogMapping
from flowatlas.importers.coding import column_of
from flowatlas.importers.importer import Source, Table
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Form, Remark
from flowatlas.model.record import fields_of

if TYPE_CHECKING:
    import pyarrow as pa

    from flowatlas.model.event import Moments


def event_log(table: Table, mapping: LogMapping, source: Source) -> EventLog:
    """The event log in a table: what the format says, overridden by the mapping, the rest proposed from the data."""
    columns = _columns(table.told.columns, mapping.columns)
    if columns.item is None or columns.activity is None:
        raise FlowAtlasError(f"{source.name}: name the columns of the item and the activity")
    start = _moments(table.columns, columns.start)
    end = _moments(table.columns, columns.end or columns.time)
    form = Form.STATES if table.told.dates.form in ("states", "changes") else Form.PASSES
    if columns.start is None:
        start, form = end, Form.COMPLETIONS
    return EventLog(
        column_of(table.columns[columns.item]),
        column_of(table.columns[columns.activity]),
        start,
        end,
        who=None if columns.who is None else column_of(table.columns[columns.who]),
        team=None if columns.team is None else column_of(table.columns[columns.team]),
        attributes={name: column_of(table.columns[name]) for name in columns.attributes},
        ids=None if columns.id is None else column_of(table.columns[columns.id]).names,
        form=form,
        taken=UNKNOWN_MOMENT if table.taken is None else table.taken,
        source=source.name,
        remarks=tuple(Remark(text) for text in table.remarks),
    )


def _columns(told: Columns, named: Columns) -> Columns:
    chosen = {field: getattr(named, field) or getattr(told, field) for field in fields_of(Columns)}
    return Columns(**chosen)


def _moments(columns: "pa.Table", name: str | None) -> "Moments":
    import pyarrow as pa

    if name is None:
        return np.full(columns.num_rows, UNKNOWN_MOMENT)
    moments = columns[name]
    if not pa.types.is_timestamp(moments.type):
        moments = moments.cast(pa.timestamp("us", "UTC"))
    unit = pa.timestamp("us", moments.type.tz)
    filled = moments.cast(unit, safe=False).cast(pa.int64()).fill_null(UNKNOWN_MOMENT)
    return filled.to_numpy().astype(np.int64, copy=False)
