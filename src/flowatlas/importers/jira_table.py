"""The table of Jira's issue search: what issues are today, without their history."""

from dataclasses import replace

from flowatlas.discover.mapping import Columns, LogMapping, changed
from flowatlas.importers.exports import header_of
from flowatlas.importers.importer import Source, importer
from flowatlas.model.event import EventLog, Remark

_NEEDED = {"Issue key", "Issue Type", "Status", "Created", "Resolved"}
_ATTRIBUTES = ("Issue Type", "Priority", "Project key", "Resolution")


def _recognises(source: Source) -> float:
    return 0.9 if set(header_of(source)) >= _NEEDED else 0.0


@importer("jira-table", title="Jira table of issues", suffixes=(".csv",), recognises=_recognises)
def read_jira_table(source: Source, mapping: LogMapping) -> EventLog:
    """Each issue is there from Created to Resolved; a table of Jira's issue search tells nothing in between.

    The status in it is the one of today. Taking it for one that holds since the creation would be wrong for every
    issue that has ever moved.
    """
    from flowatlas.importers.csv import csv_table
    from flowatlas.importers.encode import event_log

    if mapping.columns != Columns():
        return event_log(csv_table(source, mapping), mapping, source)
    there = set(header_of(source))
    known = Columns(
        item="Issue key",
        stages=["Created", "Resolved"],
        attributes=[name for name in _ATTRIBUTES if name in there],
    )
    mapping = changed(mapping, columns=known)
    log = event_log(csv_table(source, mapping), mapping, source)
    remark = Remark(
        "this table has no history of statuses",
        0,
        "only the time from Created to Resolved is known; get the issues with expand=changelog to see the steps",
    )
    return replace(log, remarks=(remark, *log.remarks))
