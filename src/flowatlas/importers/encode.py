"""From a table with columns of its own to an event log."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from flowatlas.discover.mapping import Dates, LogMapping
from flowatlas.importers.coding import column_of
from flowatlas.importers.columns import choice
from flowatlas.importers.further_columns import attributes_of, ids_of, lines_of
from flowatlas.importers.importer import Source, Table
from flowatlas.importers.kept_rows import kept_rows
from flowatlas.importers.log_rows import LogRows, log_rows
from flowatlas.importers.people import without_names, without_nobody
from flowatlas.importers.reading import Reading
from flowatlas.importers.stage_rows import stage_rows
from flowatlas.importers.table_moments import TableMoments
from flowatlas.model.errors import FlowAtlasError, UnreadableLogError
from flowatlas.model.event import UNKNOWN_MOMENT, Column, EventLog


def event_log(table: Table, mapping: LogMapping, source: Source) -> EventLog:
    """The event log in a table: what the format says, overridden by the mapping, the rest proposed from the data.

    Raises:
        UnreadableLogError: nothing tells items, activities or moments.
        FlowAtlasError: there are no rows, or a column that was named is not there.
    """
    if not table.columns.num_rows:
        raise FlowAtlasError(f"{source.name} holds no rows, only the names of columns")
    dates = _merged(table.told.dates, mapping.dates)
    known = LogMapping(columns=mapping.columns, dates=dates, only=mapping.only)
    try:
        chosen = choice(table.columns, table.told, known, source.name)
    except FlowAtlasError as error:
        unread = "".join(f"; {one.message} ({one.done})" for one in table.oddities if one.message.startswith("columns"))
        if isinstance(error, UnreadableLogError):
            raise UnreadableLogError(f"{error}{unread}", f"{error.plainly}{unread}") from None
        raise FlowAtlasError(f"{error}{unread}") from None
    reading = Reading(table, mapping, chosen, source)
    moments = TableMoments(reading, dates)
    rows = stage_rows(reading, moments) if chosen.columns.stages else _event_rows(reading, moments)
    log = _log(reading, moments, rows)
    return without_names(log, mapping.columns.attributes) if mapping.is_anonymous else log


def _merged(told: Dates, named: Dates) -> Dates:
    """What people said about dates, and for the rest what the format says."""
    return Dates(
        day_first=told.day_first if named.day_first is None else named.day_first,
        pattern=named.pattern or told.pattern,
        time_zone=named.time_zone or told.time_zone,
        form=named.form or told.form,
    )


def _event_rows(reading: Reading, moments: TableMoments) -> LogRows:
    """The rows of a table in which each tells what happened once."""
    columns = reading.columns
    with ThreadPoolExecutor(1) as pool:
        # Arrow and numpy work without the interpreter, so that words are numbered while moments are read.
        names = [name for name in (columns.item, columns.activity, columns.who) if name]
        coding = {name: pool.submit(column_of, reading.table.columns[name]) for name in names}
        start, end = moments.span_of_day()
        if start is None:
            start, end = moments.of(columns.start), moments.of(columns.end or columns.time)
        for name, coded in coding.items():
            reading.keep(name, coded.result())
    return log_rows(reading, start, end, moments.dates.form)


def _log(reading: Reading, moments: TableMoments, rows: LogRows) -> EventLog:
    kept = kept_rows(reading, rows)
    moments.remark_columns()
    columns = reading.columns
    row = rows.row if kept is None else kept if rows.row is None else rows.row[kept]

    def taken(column: Column) -> Column:
        return column if row is None else Column(column.codes[row], column.names)

    item = taken(reading.column(columns.item))
    if rows.activity is None:
        activity = taken(reading.column(columns.activity))
    else:
        activity = rows.activity if kept is None else Column(rows.activity.codes[kept], rows.activity.names)
    who, team = (
        None if name is None or (known := without_nobody(reading.column(name))) is None else taken(known)
        for name in (columns.who, columns.team)
    )
    attributes = {name: taken(column) for name, column in attributes_of(reading)}
    return EventLog(
        item,
        activity,
        rows.start if kept is None else rows.start[kept],
        rows.end if kept is None else rows.end[kept],
        who=who,
        team=team,
        attributes=attributes,
        ids=ids_of(reading, row),
        lines=lines_of(reading, row),
        form=rows.form,
        zone=moments.zone,
        taken=UNKNOWN_MOMENT if reading.table.taken is None else reading.table.taken,
        source=reading.source.name,
        remarks=tuple(reading.remarks),
        understood=_understood(reading, moments.dates),
        reasons=tuple(reading.reasons),
    )


def _understood(reading: Reading, dates: Dates) -> Mapping[str, Any]:
    """What the table was taken to mean, as a mapping file says it."""
    roles = ("item", "activity", "start", "end", "time", "lifecycle", "who", "team", "id", "attributes", "stages")
    named = {role: getattr(reading.columns, role) for role in roles}
    written = {role: getattr(dates, role) for role in ("day_first", "pattern", "time_zone")}
    form = next((one.value for one in reading.reasons if one.path == "dates/form"), dates.form)
    told = {"columns": named, "dates": {**written, "form": form}}
    return {part: filled for part, values in told.items() if (filled := _filled(values))}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}
