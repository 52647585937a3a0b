"""The data pipeline of Jira Data Center: its files of issues and of their history."""

from collections.abc import Sequence

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.clock import Clock
from flowatlas.importers.collected import Told
from flowatlas.importers.exports import Fields, header_of, rows_of
from flowatlas.importers.importer import Source, importer
from flowatlas.importers.jira import KINDS, log_of
from flowatlas.importers.stays import Change, History
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import EventLog, Remark

_HISTORY = ("issue_id", "changelog_id", "created_date", "field", "from_string", "to_string")
_ISSUES = ("id", "key", "issue_type", "status", "created_date")
_NAMES = {
    "history": (*_HISTORY, "author_id", "author_key", "field_type", "from", "to"),
    "issues": (
        *_ISSUES,
        "project_key",
        "assignee_id",
        "status_category",
        "priority_name",
        "resolution",
        "updated_date",
    ),
}
_CATEGORIES = {"to do": KINDS["new"], "new": KINDS["new"], "done": KINDS["done"], "complete": KINDS["done"]}


def _recognises(source: Source) -> float:
    return 0.95 if _kind(header_of(source)) else 0.0


@importer("jira-pipeline", title="Jira Data Center data pipeline", suffixes=(".csv", ".csv.gz"), recognises=_recognises)
def read_jira_pipeline(source: Source, mapping: LogMapping) -> EventLog:
    """Each stay of an issue in a status is a row, from the issue history and the issues of a data pipeline.

    ``issue_history_….csv`` tells the changes; ``issues_….csv`` when issues were created, what they are and which ones
    have never changed. Without the issues, items go by their number, and the time before their first change is not
    known.

    Source: Atlassian, Data pipeline export schema, Jira Data Center 9.

    Raises:
        FileUnreadableError: a file is neither, or there is no history among them.
    """
    return _Pipeline(source, mapping).log()


class _Pipeline:
    """The files of one export, as they are read."""

    def __init__(self, source: Source, mapping: LogMapping) -> None:
        self.source = source
        self.mapping = mapping
        self.clock = Clock(mapping)
        self.histories: dict[str, History] = {}
        self.kinds: dict[str, Told] = {}

    def log(self) -> EventLog:
        source, remarks = self.source, list[Remark]()
        kinds = {path: _kind(header_of(Source((path,)))) for path in source.paths}
        if strange := [path for path, kind in kinds.items() if not kind]:
            raise FileUnreadableError(
                f"{strange[0]}: this is neither the issues nor the issue history of a data pipeline"
            )
        if "history" not in kinds.values():
            raise FileUnreadableError(
                f"{source.name}: these are the issues only; name the file issue_history_….csv of the same export, too"
            )
        for wanted, take in (("issues", self._take_issue), ("history", self._take_change)):
            names = {name: (name,) for name in _NAMES[wanted]}
            for path in (path for path, kind in kinds.items() if kind == wanted):
                for row in rows_of(path, source, self.mapping, names, remarks):
                    take(row)
        if not self.histories:
            raise FileUnreadableError(f"{source.name}: there is no issue in it")
        return log_of(self.histories.values(), self.clock, source, self.mapping, kinds=self.kinds, remarks=remarks)

    def _take_issue(self, row: Fields) -> None:
        if told := _CATEGORIES.get(row.get("status_category", "").lower()):
            self.kinds.setdefault(row["status"], told)
        self.clock.moment(row.get("updated_date"))
        self.histories[row["id"]] = History(
            row["key"] or row["id"],
            self.clock.moment(row["created_date"]),
            status=row["status"],
            person=row.get("assignee_id", ""),
            knows_people="assignee_id" in row,
            attributes={
                "type": row["issue_type"],
                "priority": row.get("priority_name", ""),
                "project": row.get("project_key", ""),
                "resolution": row.get("resolution", ""),
            },
        )

    def _take_change(self, row: Fields) -> None:
        field = row["field"].lower()
        if field not in ("status", "assignee") or row.get("field_type") == "custom" or not row["issue_id"]:
            return
        number = row["changelog_id"]
        history = self.histories.setdefault(row["issue_id"], History(row["issue_id"]))
        changes = history.changes if field == "status" else history.people
        changes.append(
            Change(
                self.clock.moment(row["created_date"]),
                int(number) if number.isascii() and number.isdigit() and len(number) < 20 else len(changes),
                row.get("from", ""),
                row["from_string"],
                row.get("to", ""),
                row["to_string"],
                row.get("author_id", "") or row.get("author_key", ""),
                number,
            )
        )
        history.knows_people = history.knows_people or field == "assignee"


def _kind(header: Sequence[str]) -> str:
    if set(_HISTORY) <= set(header):
        return "history"
    return "issues" if set(_ISSUES) <= set(header) else ""
