"""Jira: issues with their changelog, as its REST interface answers and as its pipelines export them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.proposal.kinds import said_of
from flowatlas.importers.clock import Clock
from flowatlas.importers.collected import Told
from flowatlas.importers.documents import Entry, entries, keys_in_head, text_at
from flowatlas.importers.importer import Source, importer
from flowatlas.importers.stays import Change, History, Stays
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import EventLog, Remark

ATTRIBUTES = ("type", "priority", "project", "component", "resolution")

KINDS = {
    "new": Told("waiting", "Jira counts this status as to do"),
    "done": Told("done", "Jira counts this status as done"),
}
"""What the category of a status says; "in progress" says nothing, because people wait there, too."""

GIVEN_UP = Told("dropped", "Jira counts this status as done, and its name says that items are given up there")
"""What is said of a status such as Cancelled, as Jira has no category of its own for it."""

HOW = "get it with expand=changelog, or with --from jira:https://SITE.atlassian.net?jql=project=ABC"

TEAM_FIELDS = ("team", "customfield_10001")
"""Where Jira keeps the team of an issue: the field Team of Jira Cloud has this number on every site."""


def _recognises(source: Source) -> float:
    kind, keys = keys_in_head(source)
    if kind == "issueChangeLogs" or (kind == "issues" and not keys):
        return 0.9
    if "changelog" in keys or {"key", "fields"} <= keys:
        return 0.95
    if kind == "issues" and keys & {"key", "fields"}:
        return 0.9
    if not kind and ("errorMessages" in keys or {"startAt", "maxResults"} <= keys):
        return 0.5
    # Of any other JSON somebody has to say what it is and what would be right.
    return 0.01 if source.head.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] in (b"{", b"[") else 0.0


@importer("jira", title="Jira issues with changelog", suffixes=(".json", ".json.gz", ".jsonl"), recognises=_recognises)
def read_jira(source: Source, mapping: LogMapping) -> EventLog:
    """Each stay of an issue in a status is a row, from its creation to each change, and to now.

    Reads answers of the REST interface (version 2 and 3, one or several pages, bare lists, one issue a line) and of
    its bulk fetching of changelogs, which completes issues whose changelog was cut off. Who had the issue at the end of
    a stay did the work; where nothing tells, it was whoever changed the status. An issue that is there more than once
    counts as it was last updated.

    Raises:
        FileUnreadableError: a file is cut off, is something else, or has no changelogs.
    """
    return _Issues(Clock(mapping)).log(source, mapping)


class _Issues:
    """The issues of an answer, as they are read."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.histories: dict[str, History] = {}
        self.updated: dict[str, int] = {}
        self.fetched: dict[str, list[Any]] = {}
        self.kinds: dict[str, Told] = {}
        self.twice = self.odd = 0
        self.without: list[str] = []
        self.error = self.looks = ""
        self.is_one_history = False

    def log(self, source: Source, mapping: LogMapping) -> EventLog:
        for entry in entries(source):
            self._take(entry)
        for issue, changes in self.fetched.items():
            self._complete(issue, changes)
        self._check(source)
        return log_of(self.histories.values(), self.clock, source, mapping, kinds=self.kinds, remarks=self._remarks())

    def _take(self, entry: Entry) -> None:
        content = entry.content
        if entry.kind == "issueChangeLogs":
            changes = content.get("changeHistories")
            if isinstance(changes, list):
                self.fetched.setdefault(text_at(content, "issueId"), []).extend(changes)
        elif "errorMessages" in content:
            messages = content["errorMessages"]
            self.error = "; ".join(str(one) for one in messages) if isinstance(messages, list) else str(messages)
        elif (text_at(content, "key") or text_at(content, "id")) and content.keys() & {"fields", "changelog"}:
            self._take_issue(content)
        else:
            self.is_one_history = self.is_one_history or {"created", "items"} <= content.keys()
            self.odd += 1
            self.looks = self.looks or ", ".join(f'"{name}"' for name in [*content][:5])

    def _take_issue(self, issue: Mapping[str, Any]) -> None:
        name = text_at(issue, "key") or text_at(issue, "id")
        number = text_at(issue, "id") or name
        fields = issue.get("fields")
        fields = fields if isinstance(fields, dict) else {}
        updated = self.clock.moment(fields.get("updated"))
        if number in self.histories:
            self.twice += 1
            if updated < self.updated[number]:
                return
        self.updated[number] = updated
        history = self.histories[number] = self._history(name, fields)
        changelog = issue.get("changelog")
        changes = changelog.get("histories") if isinstance(changelog, dict) else None
        if not isinstance(changelog, dict) or not isinstance(changes, list):
            self.without.append(name)
            history.is_cut = True
            return
        total = changelog.get("total")
        history.is_cut = isinstance(total, int) and total > len(changes)
        self._add(history, changes)

    def _history(self, name: str, fields: Mapping[str, Any]) -> History:
        status = text_at(fields, "status", "name")
        if told := KINDS.get(text_at(fields, "status", "statusCategory", "key")):
            is_given_up = told.kind == "done" and said_of(status) == "dropped"
            self.kinds.setdefault(status, GIVEN_UP if is_given_up else told)
        components = fields.get("components")
        return History(
            name,
            self.clock.moment(fields.get("created")),
            text_at(fields, "status", "id"),
            status,
            person=_person(fields.get("assignee")),
            knows_people="assignee" in fields,
            team=next(filter(None, (_name(fields.get(field)) for field in TEAM_FIELDS)), ""),
            attributes={
                "type": text_at(fields, "issuetype", "name"),
                "priority": text_at(fields, "priority", "name"),
                "project": text_at(fields, "project", "key"),
                "component": ", ".join(sorted(filter(None, map(_name, components))))
                if isinstance(components, list)
                else "",
                "resolution": text_at(fields, "resolution", "name"),
            },
        )

    def _complete(self, issue: str, changes: list[Any]) -> None:
        history = self.histories.get(issue)
        if history is None:
            history = next((one for one in self.histories.values() if one.name == issue), None)
        if history is None:
            return
        if history.name in self.without:
            self.without.remove(history.name)
        known = {change.id for change in history.changes}
        self._add(history, [one for one in changes if text_at(one, "id") not in known or not text_at(one, "id")])
        history.is_cut = False

    def _add(self, history: History, changes: list[Any]) -> None:
        changes = [one for one in changes if isinstance(one, dict)]
        for place, one in enumerate(changes):
            items = one.get("items")
            if not isinstance(items, list):
                continue
            for item in items:
                field = _field(item)
                if field not in ("status", "assignee"):
                    continue
                number = text_at(one, "id")
                change = Change(
                    self.clock.moment(one.get("created")),
                    # Numbers of changes rise with time, while answers list them in either direction.
                    int(number) if number.isascii() and number.isdigit() and len(number) < 20 else place,
                    text_at(item, "from"),
                    text_at(item, "fromString"),
                    text_at(item, "to"),
                    text_at(item, "toString"),
                    _person(one.get("author")),
                    number,
                )
                if field == "status":
                    history.changes.append(change)
                else:
                    history.knows_people = True
                    history.people.append(change)

    def _check(self, source: Source) -> None:
        if not self.histories:
            if self.error:
                raise FileUnreadableError(
                    f"{source.name}: this is Jira's answer to a request that failed: {self.error}"
                )
            if self.fetched:
                raise FileUnreadableError(
                    f"{source.name}: these are changelogs only; name the file with their issues, too"
                )
            if self.is_one_history:
                raise FileUnreadableError(
                    f"{source.name}: these are changes of one issue, which do not tell of which one; {HOW}"
                )
            looks = f"; it holds {self.looks}" if self.looks else ""
            raise FileUnreadableError(
                f'{source.name}: there is no issue in it{looks}; a search answer of Jira holds them under "issues":'
                f" {HOW}. Other JSON that is read: lists of GitHub's, audit rows of ServiceNow, OCEL 2.0, and records"
                " that each tell an item, an activity and a moment"
            )
        if len(self.without) == len(self.histories):
            raise FileUnreadableError(
                f"{source.name}: none of its {len(self.histories):,} issues has a changelog, so that nobody can tell"
                f" when their status changed; {HOW}"
            )

    def _remarks(self) -> Iterator[Remark]:
        if self.without:
            yield Remark(
                "issues have no changelog", len(self.without), f"they are left out; {HOW}", tuple(self.without[:3])
            )
        if self.twice:
            yield Remark("issues are there more than once", self.twice, "they count as they were last updated")
        if self.odd:
            yield Remark("entries are no issues", self.odd, "they are left out")


def log_of(
    histories: Iterable[History],
    clock: Clock,
    source: Source,
    mapping: LogMapping,
    *,
    kinds: Mapping[str, Told],
    remarks: Iterable[Remark],
    attributes: Iterable[str] = ATTRIBUTES,
) -> EventLog:
    """The log of stays in these histories, with what has to be said about them."""
    histories = list(histories)
    stays = Stays(attributes)
    for history in histories:
        stays.learn(history)
    for history in histories:
        stays.add(history)
    if not len(stays.rows):
        raise FileUnreadableError(
            f"{source.name}: nothing tells in which status any of its {len(histories):,} items was"
        )
    return stays.rows.log(
        mapping,
        source,
        form="states",
        taken=clock.latest,
        kinds=kinds,
        remarks=(*clock.remarks(), *remarks, *stays.remarks()),
    )


def _field(item: Any) -> str:
    if not isinstance(item, dict):
        return ""
    known = item.get("fieldId")
    if isinstance(known, str) and known:
        return known
    named = item.get("field")
    is_custom = item.get("fieldtype") == "custom"
    return named.lower() if isinstance(named, str) and not is_custom else ""


def _person(content: Any) -> str:
    """The id of a person; Jira Cloud has account ids, Data Center keys and names."""
    for name in ("accountId", "key", "name", "displayName"):
        if found := text_at(content, name):
            return found
    return ""


def _name(content: Any) -> str:
    if isinstance(content, str):
        return content
    return text_at(content, "name") or text_at(content, "title") or text_at(content, "value")
