"""JSON records: entries of any system that tell their values one beside the other, as the rows of a table do."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.documents import entries, first_entry
from flowatlas.importers.importer import Source, Table, importer
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import EventLog, Remark

if TYPE_CHECKING:
    import pyarrow as pa

MOST_FIELDS = 2_000
DEEPEST = 4
"""Records within records whose values become columns of their own, such as author.name."""

_WRAPPED = ("data", "items", "rows", "records", "result", "results", "values", "events", "entries", "logs", "history")
"""Names under which an object may hold all the records."""

_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}|\d{4}/\d{2}/\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|[1-9]\d{9}(?:\d{3}|\d{6})?$")


def _recognises(source: Source) -> float:
    entry = first_entry(source)
    if entry is None:
        return 0.0
    record = next(_records(entry.content), {})
    values = [value for value in _flat(record).values() if value]
    return 0.05 if len(values) > 2 and any(_MOMENT.match(value) for value in values) else 0.0


@importer("records", title="JSON records", suffixes=(".json", ".json.gz", ".jsonl", ".ndjson"), recognises=_recognises)
def read_records(source: Source, mapping: LogMapping) -> EventLog:
    """Each record of a list, or of a line, becomes what its fields say, as the rows of a table do.

    A value within another record is called by both names, such as ``author.name``; lists are left out.

    Raises:
        FileUnreadableError: there is no record, or there are thousands of different fields.
    """
    from flowatlas.importers.encode import event_log

    return event_log(_table(source), mapping, source)


def _table(source: Source) -> Table:
    import pyarrow as pa

    columns: dict[str, list[str | None]] = {}
    count = 0
    lists: dict[str, None] = {}
    for entry in entries(source):
        for record in _records(entry.content):
            for name, value in _flat(record, lists).items():
                if name not in columns:
                    if len(columns) >= MOST_FIELDS:
                        raise FileUnreadableError(f"{source.name}: records have more than {MOST_FIELDS:,} fields")
                    columns[name] = [None] * count
                columns[name].append(value)
            count += 1
            for values in columns.values():
                if len(values) < count:
                    values.append(None)
    if not count:
        raise FileUnreadableError(f"{source.name}: there is no record in it")
    shown = ", ".join([*lists][:10])
    remarks = (Remark(f"fields hold lists: {shown}", len(lists), "left out"),) if lists else ()
    table = {name: _column(values) for name, values in columns.items()}
    return Table(pa.table(table), oddities=remarks, place=lambda row: f"record {row + 1:,}")


def _column(values: list[str | None]) -> "pa.ChunkedArray":
    import pyarrow as pa

    # Half of a pair of surrogates is no character; JSON can hold one, Arrow cannot.
    whole = [value if value is None else value.encode("utf-8", "replace").decode() for value in values]
    return pa.chunked_array([pa.array(whole, pa.string())])


def _records(content: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The records in an entry: the entry, unless it holds a list of them under one of the usual names."""
    for name in _WRAPPED:
        held = content.get(name)
        if isinstance(held, list) and held and isinstance(held[0], dict):
            yield from (one for one in held if isinstance(one, dict))
            return
    yield content


def _flat(record: Mapping[str, Any], lists: dict[str, None] | None = None) -> dict[str, str | None]:
    """The values of a record as texts, by name; names of lists are noted."""
    found: dict[str, str | None] = {}
    waiting = [("", record, 0)]
    while waiting:
        prefix, part, depth = waiting.pop()
        for name, value in part.items():
            whole = f"{prefix}{name}"
            if isinstance(value, dict):
                if depth < DEEPEST:
                    waiting.append((f"{whole}.", value, depth + 1))
            elif isinstance(value, list):
                if lists is not None:
                    lists.setdefault(whole)
            elif isinstance(value, bool):
                found[whole] = str(value).lower()
            else:
                found[whole] = None if value is None else str(value)
    return found
