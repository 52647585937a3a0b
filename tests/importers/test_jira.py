"""Jira: stays in a status from changelogs of any order, completeness and size, and clear words for other files."""

import gzip
import json
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.importers.files import messages, read, real, rows, saved, together, words

from flowatlas.discover.mapping import Dates
from flowatlas.importers.importer import Source, importer_for
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT, Form


def test_statuses_become_stays_from_creation_to_now(tmp_path: Path) -> None:
    """The first status is what the first change came from; the last one has no end."""
    issue = _issue("A-1", [_change(2, "03", "Doing", "Review"), _change(1, "02", "To Do", "Doing")], "Review")

    log = read(saved(tmp_path, {"issues": [issue]}))

    assert log.form is Form.STATES
    assert rows(log) == [
        ("A-1", "To Do", "2026-01-01 08:00", "2026-01-02 08:00"),
        ("A-1", "Doing", "2026-01-02 08:00", "2026-01-03 08:00"),
        ("A-1", "Review", "2026-01-03 08:00", ""),
    ]


def test_changes_of_one_moment_keep_the_order_of_their_numbers(tmp_path: Path) -> None:
    """Two changes within one second, listed newest first, are not turned round."""
    changes = [_change(11, "02", "Doing", "Done"), _change(10, "02", "To Do", "Doing")]

    log = read(saved(tmp_path, {"issues": [_issue("A-1", changes, "Done")]}))

    assert [row[1] for row in rows(log)] == ["To Do", "Doing", "Done"]


def test_an_issue_that_never_changed_is_where_it_was_created(tmp_path: Path) -> None:
    """Open issues without a change count, as what waits is work in progress, too."""
    log = read(saved(tmp_path, {"issues": [_issue("A-1", [], "To Do")]}))

    assert rows(log) == [("A-1", "To Do", "2026-01-01 08:00", "")]


def test_who_has_the_issue_at_the_end_of_a_stay_did_the_work(tmp_path: Path) -> None:
    """Changes of the assignee are followed; what Jira says last is who has it now."""
    changes = [
        _change(1, "02", "To Do", "Doing", author="lead"),
        _change(2, "03", "", "dev", field="assignee"),
        _change(3, "04", "Doing", "Review", author="dev"),
        _change(4, "05", "dev", "tester", field="assignee"),
    ]
    issue = _issue("A-1", changes, "Review", assignee={"accountId": "tester"})

    log = read(saved(tmp_path, {"issues": [issue]}))

    assert words(log, "who") == ["", "dev", "tester"]


def test_without_assignees_whoever_passed_it_on_did_the_work(tmp_path: Path) -> None:
    """An export without assignees still tells who changed the status."""
    log = read(saved(tmp_path, {"issues": [_issue("A-1", [_change(1, "02", "To Do", "Done", author="dev")], "Done")]}))

    assert words(log, "who") == ["dev", ""]


def test_categories_of_statuses_say_what_waits_and_what_is_done(tmp_path: Path) -> None:
    """To do is waiting and done is done, with the reason; in progress says nothing, as people wait there, too."""
    issues = [
        _issue("A-1", [], "Backlog", category="new"),
        _issue("A-2", [], "Building", category="indeterminate"),
        _issue("A-3", [], "Shipped", category="done"),
        _issue("A-4", [], "Cancelled", category="done"),
    ]

    log = read(saved(tmp_path, {"issues": issues}))

    assert log.understood["kinds"] == {"Backlog": "waiting", "Shipped": "done", "Cancelled": "dropped"}
    assert ("kinds/Shipped", "done", "Jira counts this status as done") in [tuple(reason) for reason in log.reasons]


def test_a_renamed_status_stays_one(tmp_path: Path) -> None:
    """History keeps old names; the number of the status tells that it is the same."""
    old = _change(1, "02", "To Do", "In Dev", to_id="5")
    new = _change(2, "03", "Development", "Done", from_id="5", to_id="6")

    log = read(saved(tmp_path, {"issues": [_issue("A-1", [old], ""), _issue("A-2", [old, new], "Done")]}))

    assert {row[1] for row in rows(log)} == {"To Do", "Development", "Done"}
    assert "statuses have been renamed" in messages(log)


def test_a_changelog_that_is_cut_off_tells_what_it_does_not_know(tmp_path: Path) -> None:
    """Nobody knows how long the issue was in its first known status, so that no stay is made up."""
    issue = _issue("A-1", [_change(1, "02", "Doing", "Done")], "Done")
    issue["changelog"]["total"] = 140

    log = read(saved(tmp_path, {"issues": [issue]}))

    assert rows(log) == [("A-1", "Done", "2026-01-02 08:00", "")]
    assert [(remark.times, remark.examples) for remark in log.remarks if "cut off" in remark.message] == [(1, ("A-1",))]


def test_fetched_changelogs_complete_what_is_cut_off(tmp_path: Path) -> None:
    """The answer of the bulk fetch, with moments as milliseconds, is joined by the number of the issue."""
    issue = _issue("A-1", [_change(2, "03", "Doing", "Done")], "Done")
    issue["changelog"]["total"] = 2
    first = _change(1, "02", "To Do", "Doing") | {"created": 1767340800000}
    fetched = {"issueChangeLogs": [{"issueId": issue["id"], "changeHistories": [first]}]}

    source = together(saved(tmp_path, {"issues": [issue]}), saved(tmp_path, fetched, "more.json"))

    assert [row[1:] for row in rows(read(source))] == [
        ("To Do", "2026-01-01 08:00", "2026-01-02 08:00"),
        ("Doing", "2026-01-02 08:00", "2026-01-03 08:00"),
        ("Done", "2026-01-03 08:00", ""),
    ]


@pytest.mark.parametrize("form", ["pages", "list", "lines", "gz", "one", "bom", "utf-16"])
def test_every_form_of_an_answer_is_read(tmp_path: Path, form: str) -> None:
    """Pages, a bare list, one issue a line, packed, a single issue, and other encodings give the same rows."""
    issues = [_issue(f"A-{number}", [_change(1, "02", "To Do", "Done")], "Done") for number in (1, 2)]
    whole = {"expand": "names", "startAt": 0, "issues": issues, "names": {"a": [1, {"b": 2}]}}
    sources = {
        "pages": lambda: together(
            saved(tmp_path, {"issues": issues[:1]}), saved(tmp_path, {"issues": issues[1:]}, "2.json")
        ),
        "list": lambda: saved(tmp_path, issues),
        "lines": lambda: saved(tmp_path, "\n".join(map(json.dumps, issues)).encode(), "a.jsonl"),
        "gz": lambda: saved(tmp_path, whole, "a.json.gz"),
        "one": lambda: together(saved(tmp_path, issues[0]), saved(tmp_path, issues[1], "2.json")),
        "bom": lambda: saved(tmp_path, b"\xef\xbb\xbf" + json.dumps(whole, indent=2).encode()),
        "utf-16": lambda: saved(tmp_path, json.dumps(whole).encode("utf-16")),
    }

    source = sources[form]()

    if form != "utf-16":
        assert importer_for(source).name == "jira"
    assert [row[:2] for row in rows(read(source, reader="jira"))] == [
        ("A-1", "To Do"),
        ("A-1", "Done"),
        ("A-2", "To Do"),
        ("A-2", "Done"),
    ]


def test_moments_without_zone_are_read_in_the_zone_of_the_mapping(tmp_path: Path) -> None:
    """Without a zone they are UTC, which is said; with one, daylight saving is observed."""
    issue = _issue("A-1", [], "To Do")
    issue["fields"]["created"] = "2026-07-01T08:00:00"
    source = saved(tmp_path, {"issues": [issue]})

    log = read(source)

    assert "moments name no time zone" in messages(log)
    assert rows(log)[0][2] == "2026-07-01 08:00"
    assert rows(read(source, dates=Dates(time_zone="Europe/Berlin")))[0][2] == "2026-07-01 06:00"


def test_an_issue_on_two_pages_counts_once(tmp_path: Path) -> None:
    """Pages overlap when something is updated while they are fetched; the latest state counts."""
    late = _issue("A-1", [_change(1, "02", "To Do", "Done")], "Done", updated="2026-02-02T00:00:00+0000")

    log = read(saved(tmp_path, {"issues": [late, _issue("A-1", [], "To Do")]}))

    assert [row[1] for row in rows(log)] == ["To Do", "Done"]
    assert "issues are there more than once" in messages(log)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ({"values": [{"id": "1", "created": "2026-01-01", "items": []}]}, r"changes of one issue"),
        ({"id": "b", "name": "Board", "actions": [], "cards": []}, r'there is no issue in it; it holds "id", "name"'),
        ({"issues": []}, r"there is no issue in it.*expand=changelog"),
        ({"a": 1, "b": []}, r'there is no issue in it; it holds "a", "b"; a search answer of Jira holds them under'),
        ({"issues": [{"key": "A-1", "fields": {}}]}, r"none of its 1 issues has a changelog.*expand=changelog"),
        ({"errorMessages": ["The JQL is wrong"], "errors": {}}, r"request that failed: The JQL is wrong"),
        ({"issueChangeLogs": [{"issueId": "1", "changeHistories": []}]}, r"name the file with their issues"),
        (b'{"issues": [\n  {"key": "A-1", "fie', r"line 2, column 22: the file ends here"),
        (b'{"issues": [\n  {"key": "A-1",}]}', r"line 2, column \d+: this is no JSON"),
        (b'{"issues": [' + b'{"a":' * 100_000, r"nested too deep|the file ends here"),
        (b"", "empty"),
        ({"issues": [{"key": "A-1", "changelog": {"histories": []}}]}, r"nothing tells in which status"),
    ],
)
def test_other_files_are_answered_with_what_would_be_right(tmp_path: Path, content: Any, said: str) -> None:
    """What is wrong, where, and how to get it right."""
    with pytest.raises(FlowAtlasError, match=said):
        read(saved(tmp_path, content), reader="jira")


def test_a_packed_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    """A truncated gzip file is no traceback."""
    raw = gzip.compress(json.dumps({"issues": [_issue("A-1", [], "To Do")]}).encode())

    with pytest.raises(FlowAtlasError, match=r"export.json"):
        read(saved(tmp_path, raw[:-20]), reader="jira")


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@pytest.mark.slow
@given(data=st.data())
def test_no_value_anywhere_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever stands in place of any value of an answer, it is read, or refused in words."""
    issue = _issue("A-1", [_change(1, "02", "To Do", "Done"), _change(2, "03", "", "x", field="assignee")], "Done")
    document: Any = {"issues": [issue, _issue("A-2", [], "To Do")], "total": 2}
    places = list(_places(document))
    holder, key = data.draw(st.sampled_from(places))
    holder[key] = data.draw(_VALUES)

    source = saved(tmp_path_factory.mktemp("mutated"), document)

    try:
        log = read(source, reader="jira")
    except FlowAtlasError:
        return
    assert len(log) > 0


def test_the_data_pipeline_of_data_center_gives_the_same_stays(tmp_path: Path) -> None:
    """Issues and their history are joined by number; fields other than status and assignee do not matter."""
    issues = (
        "id,key,project_key,issue_type,summary,status,status_category,created_date,assignee_id\r\n"
        '10,A-1,A,Bug,"a, ""b""\r\nc",Done,Done,2026-01-01T08:00:00Z,7\r\n'
    )
    history = (
        "issue_id,changelog_id,author_id,author_key,created_date,field,field_type,from,from_string,to,to_string\r\n"
        "10,3,7,U7,2026-01-03T08:00:00Z,status,jira,2,Doing,3,Done\r\n"
        "10,2,7,U7,2026-01-02T08:00:00Z,status,jira,1,To Do,2,Doing\r\n"
        "10,1,7,U7,2026-01-02T09:00:00Z,Rank,jira,,,,lower\r\n"
    )
    source = together(
        saved(tmp_path, issues.encode(), "issues_job1.csv"), saved(tmp_path, history.encode(), "issue_history_job1.csv")
    )

    log = read(source)

    assert importer_for(source).name == "jira-pipeline"
    assert rows(log) == [
        ("A-1", "To Do", "2026-01-01 08:00", "2026-01-02 08:00"),
        ("A-1", "Doing", "2026-01-02 08:00", "2026-01-03 08:00"),
        ("A-1", "Done", "2026-01-03 08:00", ""),
    ]
    assert words(log, "type") == ["Bug"] * 3
    with pytest.raises(FlowAtlasError, match="name the file issue_history"):
        read(Source(source.paths[:1]))


def test_a_table_of_issues_tells_only_when_they_were_created_and_resolved(tmp_path: Path) -> None:
    """The status of today is not taken for one that holds since the creation."""
    text = (
        "Summary,Issue key,Issue id,Issue Type,Status,Created,Resolved\n"
        "one,A-1,10,Bug,Done,2026-01-05 09:00,2026-01-12 09:00\n"
        "two,A-2,11,Bug,Doing,2026-01-06 09:00,\n"
    )

    log = read(saved(tmp_path, text.encode(), "jira.csv"))

    assert sorted(rows(log)) == [
        ("A-1", "Created", "2026-01-05 09:00", "2026-01-12 09:00"),
        ("A-1", "Resolved", "2026-01-12 09:00", ""),
        ("A-2", "Created", "2026-01-06 09:00", ""),
    ]
    assert "this table has no history of statuses" in messages(log)


def test_real_issues_agree_with_a_plain_count() -> None:
    """Items, stays, first and last moment, and the time in every status equal a computation without our code."""
    source = real("jira_issues_with_changelog.json.gz")
    issues = json.loads(gzip.decompress(source.path.read_bytes()))["issues"]
    seconds: dict[str, float] = {}
    stays = 0
    moments = []
    for issue in issues:
        moment = datetime.fromisoformat(issue["fields"]["created"]).replace(tzinfo=UTC)
        changes = [
            (datetime.fromisoformat(history["created"]).replace(tzinfo=UTC), int(history["id"]), item)
            for history in issue["changelog"]["histories"]
            for item in history["items"]
        ]
        changes.sort(key=lambda change: change[:2])
        path = [(moment, changes[0][2]["fromString"]), *((when, item["toString"]) for when, _, item in changes)]
        stays += len(path)
        moments += [when for when, _ in path]
        for (begun, status), (ended, _) in pairwise(path):
            seconds[status] = seconds.get(status, 0) + (ended - begun).total_seconds()

    log = read(source)

    assert len(log.item.names) == len(issues) == 1114
    assert len(log) == stays == 1114 + 3495
    assert log.taken == max(moments).timestamp() * 1_000_000
    assert log.start.min() == min(moments).timestamp() * 1_000_000
    measured: dict[str, float] = {}
    for code, start, end in zip(log.activity.codes, log.start, log.end, strict=True):
        if end != UNKNOWN_MOMENT:
            name = log.activity.names[code]
            measured[name] = measured.get(name, 0) + (int(end) - int(start)) / 1_000_000
    assert measured == pytest.approx(seconds)


def _issue(key: str, changes: list[dict[str, Any]], status: str, category: str = "", **fields: Any) -> dict[str, Any]:
    now = {"name": status, "statusCategory": {"key": category}} if status else None
    return {
        "id": str(1000 + int(key[2:])),
        "key": key,
        "fields": {"created": "2026-01-01T08:00:00.000+0000", "status": now, **fields},
        "changelog": {"startAt": 0, "maxResults": 100, "total": len(changes), "histories": changes},
    }


def _change(
    number: int,
    day: str,
    before: str,
    after: str,
    *,
    author: str = "someone",
    field: str = "status",
    from_id: str = "",
    to_id: str = "",
) -> dict[str, Any]:
    item = {"field": field, "fieldtype": "jira", "fieldId": field, "from": from_id, "to": to_id}
    return {
        "id": str(number),
        "author": {"accountId": author},
        "created": f"2026-01-{day}T08:00:00.000+0000",
        "items": [item | {"fromString": before, "toString": after}],
    }


def _places(content: Any) -> Any:
    """Every place of a document where a value stands."""
    pairs = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in list(pairs):
        yield content, key
        yield from _places(value)
