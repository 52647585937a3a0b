"""Changes of fields: tables in which a row tells that a field of an item got another value, as audits do."""

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.mapping import Columns, Dates, LogMapping
from flowatlas.discover.reason import Reason
from flowatlas.importers.coding import column_of
from flowatlas.importers.column_kinds import is_text
from flowatlas.importers.column_names import KNOWN, plain
from flowatlas.importers.exports import header_of, named
from flowatlas.importers.importer import Source, Table, importer
from flowatlas.importers.log_rows import marked
from flowatlas.importers.moments import day_first_in, moments_of
from flowatlas.model.event import UNKNOWN_MOMENT, Column, EventLog, Remark

if TYPE_CHECKING:
    import pyarrow as pa

    from flowatlas.model.event import Moments

_NAMES = {
    role: names.split()
    for role, names in {
        "field": (
            "field fieldname fieldlabel fieldevent changedfield fieldchanged changesfieldname attribute "
            "attributename property propertyname feld feldname"
        ),
        "old": (
            "oldvalue fromstring from fromvalue previousvalue changespreviousvalue originalvalue valuebefore before "
            "old alterwert"
        ),
        "new": "newvalue tostring to tovalue changesnewvalue valueafter after new neuerwert",
        "time": KNOWN["time"] + " createddate editdate changedate changeddate modifiedat modifieddate updatetimestamp",
        "who": KNOWN["who"] + " editedby createdby createdbyid modifiedby updatername authorkey",
        "item": KNOWN["item"] + " parentid recordid objectid opportunityid opportunityname leadid entityid",
    }.items()
}
_NEEDED = {"field", "old", "new", "time", "item"}
_STATUS = re.compile(r"(?:status|state|stage|stagename|phase|zustand|estado|statut|ステータス|状態|状态)$")
_CREATED = ("created", "creation", "create", "erstellt", "angelegt")


def _recognises(source: Source) -> float:
    from flowatlas.importers.csv import TextFile

    known = named(header_of(source), _NAMES)
    if not known.keys() >= _NEEDED or len(set(known.values())) < len(known):
        return 0.0
    layout = TextFile(source.path).layout
    place = layout.names.index(known["field"])
    return 0.8 if any(_is_status(row[place]) for row in layout.rows) else 0.0


@importer("field-changes", title="Changes of fields", suffixes=(".csv", ".tsv", ".txt"), recognises=_recognises)
def read_field_changes(source: Source, mapping: LogMapping) -> EventLog:
    """Each stay of an item in a status is a row, from a table of all the changes of its fields.

    Such tables have columns for the field, its old and its new value, as the field history of Salesforce and many
    audits do. Of several fields that tell a status, the one that changes most often counts. An item that was created
    in these rows has from then on the status that its first change says it had before.
    """
    from flowatlas.importers.csv import csv_table
    from flowatlas.importers.encode import event_log

    known = named(header_of(source), _NAMES)
    if mapping.columns.stages or mapping.columns.activity not in (None, known["new"]):
        return event_log(csv_table(source, mapping), mapping, source)
    kept = LogMapping(columns=Columns(attributes=list(known.values())), dates=mapping.dates, only=mapping.only)
    log = event_log(_of_status(csv_table(source, kept), known, mapping.dates), mapping, source)
    shown = {"item": known["item"], "activity": known["new"], "time": known["time"]}
    reasons = (
        Reason(f"columns/{role}", name, f'by its name, beside "{known["field"]}"') for role, name in shown.items()
    )
    return replace(log, reasons=(*reasons, *log.reasons))


def _of_status(table: Table, known: dict[str, str], dates: Dates) -> Table:
    """The rows that tell a change of the status, or the creation of an item."""
    import pyarrow as pa

    columns = table.columns
    field, item = column_of(columns[known["field"]]), column_of(columns[known["item"]])
    old, new = column_of(columns[known["old"]]), column_of(columns[known["new"]])
    wanted = _status_field(field)
    is_change = field.codes == wanted
    is_created = marked(field, [plain(name) in _CREATED for name in field.names])
    names = list(dict.fromkeys([*new.names, *old.names]))
    number = np.array([*map({name: place for place, name in enumerate(names)}.get, old.names), -1])
    time = _moments(columns[known["time"]], known["time"], dates)
    before = _first_before(item, np.where(is_change, np.append(old.codes, -1)[:-1], -2), time)
    status = np.where(is_created, np.where(before >= 0, number[before], -1), new.codes)
    rows = np.flatnonzero(is_change | (is_created & (status >= 0)))
    told = pa.DictionaryArray.from_arrays(
        pa.array(status[rows], pa.int32(), mask=status[rows] < 0), pa.array(names, pa.string())
    )
    place = columns.column_names.index(known["new"])
    taken = columns.take(pa.array(rows)).set_column(place, known["new"], pa.chunked_array([told]))
    roles = {role: known[role] for role in ("item", "time", "who") if role in known}
    left_out = len(columns) - len(rows)
    remark = Remark(f'rows tell changes of other fields than "{field.names[wanted]}"', left_out, "left out")
    lines = _lined(taken, table, rows)
    return Table(
        lines.drop_columns([known["field"], known["old"]]),
        LogMapping(columns=Columns(**roles, activity=known["new"]), dates=Dates(form="changes")),
        lines=_LINE if table.first_line is not None else None,
        oddities=(*table.oddities, *([remark] if left_out else [])),
        left_out=table.left_out,
    )


_LINE = "line of the file"


def _lined(taken: "pa.Table", table: Table, rows: Any) -> "pa.Table":
    import pyarrow as pa

    return taken if table.first_line is None else taken.append_column(_LINE, pa.array(rows + table.first_line))


def _status_field(field: Column) -> int:
    """The field that tells the status: the most frequent one of those that are called so."""
    counts: Counter[int] = Counter()
    for code, count in enumerate(np.bincount(field.codes[field.codes >= 0], minlength=len(field.names))):
        if _is_status(field.names[code]):
            counts[code] = int(count)
    return counts.most_common(1)[0][0] if counts else -2


def _first_before(item: Column, old: Any, time: "Moments") -> Any:
    """For each row, the status that its item had before the first change of it; negative where nothing tells."""
    changes = np.flatnonzero((old > -2) & (item.codes >= 0) & (time != UNKNOWN_MOMENT))
    ordered = changes[np.lexsort((changes, time[changes]))][::-1]
    before = np.full(len(item.names) + 1, -1, np.int64)
    # Of several values for one item the last one stays, which is that of its first change.
    before[item.codes[ordered]] = old[ordered]
    return before[item.codes]


def _moments(values: "pa.ChunkedArray", name: str, dates: Dates) -> "Moments":
    return moments_of(values, name, dates, day_first_in([values]) if is_text(values) else None).moments


def _is_status(name: str) -> bool:
    return _STATUS.search(plain(name)) is not None
