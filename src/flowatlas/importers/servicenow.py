"""ServiceNow: rows of its audit and of its metrics, as CSV or as its table interface answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.clock import Clock
from flowatlas.importers.collected import Collected, Row
from flowatlas.importers.documents import entries, keys_in_head, text_at
from flowatlas.importers.exports import Fields, header_of, named, rows_of
from flowatlas.importers.importer import Source, importer
from flowatlas.importers.jira import log_of
from flowatlas.importers.stays import Change, History
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Remark

AUDIT = {
    "document": ("documentkey", "Document key"),
    "table": ("tablename", "Table name"),
    "field": ("fieldname", "Field name"),
    "old": ("oldvalue", "Old value"),
    "new": ("newvalue", "New value"),
    "moment": ("sys_created_on", "Created"),
    "who": ("user", "User", "sys_created_by", "Created by"),
    "order": ("record_checkpoint", "Update count"),
    "id": ("sys_id", "Sys ID"),
}
METRIC = {
    "definition": ("definition", "Definition", "Metric definition"),
    "item": ("id", "ID"),
    "value": ("value", "Value", "field_value", "Field value"),
    "start": ("start", "Start"),
    "end": ("end", "End"),
    "row": ("sys_id", "Sys ID"),
}
RECORD = {
    "id": ("sys_id", "Sys ID"),
    "number": ("number", "Number"),
    "opened": ("sys_created_on", "Created", "opened_at", "Opened"),
    "table": ("sys_class_name", "Task type"),
    "state": ("state", "State", "incident_state", "Incident state"),
    "priority": ("priority", "Priority"),
    "category": ("category", "Category"),
    "who": ("assigned_to", "Assigned to"),
    "team": ("assignment_group", "Assignment group"),
    "updated": ("sys_updated_on", "Updated"),
}
_NAMES = {"audit": AUDIT, "metric": METRIC, "record": RECORD}
_NEEDED = {
    "audit": {"document", "field", "old", "new", "moment"},
    "metric": {"definition", "value", "start", "end"},
    "record": {"id", "number", "opened"},
}

STATE_FIELDS = ("state", "incident_state", "problem_state", "stage", "phase", "status")
"""Fields that hold where a record is; of those that a table audits, the first counts, as others follow it."""

_AUDITED = frozenset((*STATE_FIELDS, "assigned_to", "assignment_group"))

MOST_FIELDS = 20
"""Names of other fields that are remembered, to say what was found instead of states."""

LABELS = {
    "incident": {"1": "New", "2": "In Progress", "3": "On Hold", "6": "Resolved", "7": "Closed", "8": "Canceled"},
    "problem": {
        "101": "New",
        "102": "Assess",
        "103": "Root Cause Analysis",
        "104": "Fix in Progress",
        "106": "Resolved",
        "107": "Closed",
    },
    "change_request": {
        "-5": "New",
        "-4": "Assess",
        "-3": "Authorize",
        "-2": "Scheduled",
        "-1": "Implement",
        "0": "Review",
        "3": "Closed",
        "4": "Canceled",
    },
}
"""Labels of states in the base system, by table.

Source: ServiceNow, Incident Management state model; Problem states; Change state model.
"""

TASK = {
    "-5": "Pending",
    "1": "Open",
    "2": "Work in Progress",
    "3": "Closed Complete",
    "4": "Closed Incomplete",
    "7": "Closed Skipped",
}
"""Labels of states of all other tables of tasks."""

_LISTS = ("result", "records")


def _recognises(source: Source) -> float:
    kind, keys = keys_in_head(source)
    header = tuple(keys) if kind in ("", *_LISTS) and keys else header_of(source)
    found = _kind(header)
    return 0.95 if found in ("audit", "metric") else 0.4 if found and kind in _LISTS else 0.0


@importer(
    "servicenow",
    title="ServiceNow audit and metrics",
    suffixes=(".csv", ".csv.gz", ".json", ".json.gz"),
    recognises=_recognises,
)
def read_servicenow(source: Source, mapping: LogMapping) -> EventLog:
    """Each stay of a record in a state is a row, from its audit or from the metric that measures its states.

    Reads ``sys_audit`` and ``metric_instance``, with columns called by name or by label. A list of the records
    (sys_id, number, Created) beside the audit tells when they were opened, as an audit begins with the first change.
    Numbers of states become the labels of the base system, except those that ``names`` of the mapping has.

    Raises:
        FileUnreadableError: a file is neither, or nothing in it tells a state.
    """
    found: dict[str, list[Fields]] = {"audit": [], "metric": [], "record": []}
    remarks: list[Remark] = []
    others: dict[str, None] = {}
    for kind, row in _all(source, mapping, remarks):
        # An audit has a row for every field of every form; memory holds those that are looked at.
        if kind != "audit" or row["field"] in _AUDITED:
            found[kind].append(row)
        elif len(others) < MOST_FIELDS:
            others[row["field"]] = None
    clock = Clock(mapping)
    if found["audit"] or others:
        _check_states(found["audit"], others, source)
        return _Audit(clock, mapping, found["record"]).log(found["audit"], source, remarks)
    if found["metric"]:
        return _metrics(found["metric"], clock, source, mapping, remarks)
    raise FileUnreadableError(
        f"{source.name}: there is no row of an audit in it; export sys_audit with the columns documentkey, fieldname,"
        " oldvalue, newvalue, sys_created_on and user, or metric_instance"
    )


def _all(source: Source, mapping: LogMapping, remarks: list[Remark]) -> Iterator[tuple[str, Fields]]:
    """Every row of every file, with its kind, and its values by our own names."""
    for path in source.paths:
        one = Source((path,), source.progress)
        if one.head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"["):
            for entry in entries(one):
                if kind := _kind(tuple(entry.content)):
                    known = named(tuple(entry.content), _NAMES[kind])
                    yield kind, {ours: _text(entry.content, theirs) for ours, theirs in known.items()}
        elif kind := _kind(header_of(one)):
            for row in rows_of(path, source, mapping, _NAMES[kind], remarks):
                yield kind, row
        else:
            raise FileUnreadableError(f"{path}: this is neither an audit, nor metrics, nor a list of records")


def _text(content: Mapping[str, Any], name: str) -> str:
    """A value of the table interface, which may come alone, or with the text that people see."""
    value = content.get(name)
    if isinstance(value, dict):
        return text_at(value, "value") or text_at(value, "display_value")
    return text_at(content, name)


def _kind(header: tuple[str, ...]) -> str:
    return next((kind for kind, needed in _NEEDED.items() if needed <= set(named(header, _NAMES[kind]))), "")


def _check_states(rows: list[Fields], others: Mapping[str, None], source: Source) -> None:
    fields = {row["field"] for row in rows}
    if not fields & set(STATE_FIELDS):
        named = ", ".join(sorted({*fields, *others})[:5])
        raise FileUnreadableError(
            f"{source.name}: no change of a state is among these rows, only of {named}; export the field state, too"
        )


class _Audit:
    """Changes of records, as the audit tells them."""

    def __init__(self, clock: Clock, mapping: LogMapping, records: list[Fields]) -> None:
        self.clock = clock
        self.mapping = mapping
        self.records = {row["id"]: row for row in records}
        self.untranslated: dict[str, None] = {}

    def log(self, rows: list[Fields], source: Source, remarks: list[Remark]) -> EventLog:
        """The stays of all records whose state was audited."""
        used: dict[str, str] = {}
        audited = {(row.get("table", ""), row["field"]) for row in rows}
        for table in {table for table, _ in audited}:
            used[table] = next((field for field in STATE_FIELDS if (table, field) in audited), "")
        histories = {key: self._history(key, row) for key, row in self.records.items()}
        for place, row in enumerate(rows):
            if row["document"]:
                history = histories.setdefault(row["document"], History(row["document"]))
                self._take(row, place, history, used[row.get("table", "")])
        touched = [one for one in histories.values() if one.changes or one.status]
        return log_of(
            touched,
            self.clock,
            source,
            self.mapping,
            kinds={},
            remarks=remarks,
            attributes=("priority", "category", "table"),
        )

    def _history(self, key: str, row: Fields) -> History:
        table = row.get("table", "")
        self.clock.moment(row.get("updated"))
        return History(
            row["number"] or key,
            self.clock.moment(row["opened"]),
            status=self._label(table, row.get("state", "")),
            person=row.get("who", ""),
            team=row.get("team", ""),
            attributes={name: row.get(name, "") for name in ("priority", "category", "table")},
        )

    def _take(self, row: Fields, place: int, history: History, state_field: str) -> None:
        field = row["field"]
        by_field = {state_field: history.changes, "assigned_to": history.people, "assignment_group": history.teams}
        changes = by_field.get(field)
        if changes is None:
            return
        table = row.get("table", "")
        history.attributes.setdefault("table", table)
        old, new = row["old"], row["new"]
        if field == state_field:
            old, new = self._label(table, old), self._label(table, new)
        order = row.get("order", "")
        number = int(order) if order.isascii() and order.isdigit() and len(order) < 10 else place
        who = row.get("who", "")
        changes.append(Change(self.clock.moment(row["moment"]), number, "", old, "", new, who, row.get("id", "")))
        history.knows_people = history.knows_people or field == "assigned_to"
        if field == state_field and not old and history.created == UNKNOWN_MOMENT:
            # The audit wrote down how the record began, too.
            history.created = changes[-1].moment

    def _label(self, table: str, state: str) -> str:
        if not state.lstrip("-").isdigit() or state in self.mapping.names:
            return state
        return LABELS.get(table, TASK).get(state, state)


def _metrics(rows: list[Fields], clock: Clock, source: Source, mapping: LogMapping, remarks: list[Remark]) -> EventLog:
    """The stays that a metric with the word state in its name has measured."""
    definitions = sorted({row["definition"] for row in rows})
    states = [name for name in definitions if any(word in name.lower() for word in ("state", "status", "stage"))]
    wanted = states or (definitions if len(definitions) == 1 else [])
    if not wanted:
        raise FileUnreadableError(
            f"{source.name}: none of these metrics measures states: {', '.join(definitions[:5])};"
            " export the one that does, such as Incident State Duration"
        )
    collected = Collected(("definition",))
    left_out = 0
    for row in rows:
        start = clock.moment(row["start"])
        if row["definition"] not in wanted or start == UNKNOWN_MOMENT or not row.get("item"):
            left_out += row["definition"] not in wanted
            continue
        table = next((table for table in LABELS if row["definition"].lower().startswith(table.partition("_")[0])), "")
        value = row["value"]
        if value not in mapping.names:
            value = LABELS.get(table, TASK).get(value, value)
        stay = Row(row["item"], value, start, clock.moment(row["end"]), "", "", row.get("row", ""))
        collected.add(stay, {"definition": row["definition"]})
    if not len(collected):
        raise FileUnreadableError(f"{source.name}: no row tells of which record it is and when it began")
    if left_out:
        remarks.append(Remark("rows belong to metrics that do not measure states", left_out, "they are left out"))
    return collected.log(mapping, source, form="states", taken=clock.latest, remarks=(*clock.remarks(), *remarks))
