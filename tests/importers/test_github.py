"""GitHub: pull requests with reviews, jobs of runs, and deployments become what happened to an item."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.importers.files import messages, read, real, rows, saved, together, words

from flowatlas.importers.importer import importer_for
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import Form


def test_a_pull_request_is_opened_reviewed_and_merged(tmp_path: Path) -> None:
    """Several remarks are one review; changes that were requested begin another round; the last approval counts."""
    reviews = [
        _review(1, "01T09", "COMMENTED"),
        _review(1, "01T10", "COMMENTED"),
        _review(1, "01T11", "CHANGES_REQUESTED"),
        _review(1, "02T09", "COMMENTED"),
        _review(1, "02T10", "APPROVED"),
        _review(1, "02T11", "APPROVED"),
        _review(1, "02T12", "COMMENTED", who="author"),
        _review(1, "05T09", "COMMENTED"),
    ]
    source = together(saved(tmp_path, [_pull(1, merged="03T09")]), saved(tmp_path, reviews, "reviews.json"))

    log = read(source)

    assert importer_for(source).name == "github"
    assert log.form is Form.COMPLETIONS
    assert [row[1:4:2] for row in rows(log)] == [
        ("Open", "2026-01-01 08:00"),
        ("Review", "2026-01-01 09:00"),
        ("Request changes", "2026-01-01 11:00"),
        ("Review", "2026-01-02 09:00"),
        ("Approve", "2026-01-02 11:00"),
        ("Merge", "2026-01-03 09:00"),
    ]
    assert words(log, "who") == ["author", "reviewer", "reviewer", "reviewer", "reviewer", ""]
    assert "reviews came after the pull request was closed" in messages(log)


def test_graphql_and_the_command_line_tell_the_same(tmp_path: Path) -> None:
    """Pull requests with their reviews are read however their fields are spelled and wherever they stand."""
    reviews = [{"author": {"login": "b"}, "state": "APPROVED", "submittedAt": "2026-01-02T08:00:00Z"}]
    pull = {
        "number": 1,
        "createdAt": "2026-01-01T08:00:00Z",
        "mergedAt": "2026-01-03T08:00:00Z",
        "author": {"login": "a"},
    }
    listed = [pull | {"reviews": reviews}]
    edges = {"edges": [{"node": one} for one in reviews]}
    answer = {"data": {"repository": {"pullRequests": {"nodes": [pull | {"reviews": edges}]}}}}

    told = [read(saved(tmp_path, content)) for content in (listed, answer, [answer])]

    assert [row[1:4:2] for row in rows(told[0])] == [
        ("Open", "2026-01-01 08:00"),
        ("Approve", "2026-01-02 08:00"),
        ("Merge", "2026-01-03 08:00"),
    ]
    assert [rows(one) for one in told[1:]] == [rows(told[0])] * 2
    assert all(words(one, "who") == ["a", "b", ""] for one in told)


def test_runs_of_the_command_line_are_runs(tmp_path: Path) -> None:
    """A run has the same moments, whether its fields are spelled as REST or as the command line spells them."""
    run = {"databaseId": 7, "number": 1, "workflowName": "CI", "headSha": "abc", "event": "push", "status": "completed"}
    run |= {"startedAt": "2026-01-01T08:00:00Z", "updatedAt": "2026-01-01T08:30:00Z", "conclusion": "success"}

    log = read(saved(tmp_path, [run]))

    assert rows(log) == [("abc", "CI", "2026-01-01 08:00", "2026-01-01 08:30")]


def test_what_is_closed_without_merging_was_dropped(tmp_path: Path) -> None:
    """Merged is done, closed is dropped, and what is open stays open."""
    pulls = [_pull(1, merged="03T09"), _pull(2, closed="03T09"), _pull(3)]

    log = read(saved(tmp_path, pulls))

    assert log.understood["kinds"] == {"Merge": "done", "Close without merging": "dropped"}
    assert [row[:2] for row in rows(log)] == [
        ("#1", "Open"),
        ("#1", "Merge"),
        ("#2", "Open"),
        ("#2", "Close without merging"),
        ("#3", "Open"),
    ]


def test_reviews_without_a_pull_request_are_counted(tmp_path: Path) -> None:
    """By commit where nothing else tells; what cannot be joined is said with its number."""
    joined = _review(0, "01T09", "APPROVED", commit_id="sha1")
    alone = _review(0, "01T10", "APPROVED", commit_id="other")
    source = together(saved(tmp_path, [_pull(1), _pull(2)]), saved(tmp_path, [joined, alone], "reviews.json"))

    log = read(source)

    assert [row[:2] for row in rows(log)] == [("#1", "Open"), ("#1", "Approve"), ("#2", "Open")]
    assert [remark.times for remark in log.remarks if "do not tell which pull request" in remark.message] == [1]


def test_a_review_belongs_to_the_only_pull_request_that_was_open(tmp_path: Path) -> None:
    """Where neither number nor commit tells, the moments do, if they leave one; it is said how often."""
    pulls = [_pull(1, merged="03T09"), {**_pull(2), "created_at": "2026-01-05T08:00:00Z"}]
    first = [_review(0, "02T09", "COMMENTED", commit_id="a"), _review(0, "02T10", "APPROVED", commit_id="a")]
    across = [_review(0, "03T08", "COMMENTED", commit_id="b"), _review(0, "06T09", "APPROVED", commit_id="b")]
    source = together(saved(tmp_path, pulls), saved(tmp_path, [*first, *across], "reviews.json"))

    log = read(source)

    assert [row[:2] for row in rows(log)] == [
        ("#1", "Open"),
        ("#1", "Review"),
        ("#1", "Approve"),
        ("#1", "Merge"),
        ("#2", "Open"),
    ]
    assert [remark.times for remark in log.remarks if "do not tell which pull request" in remark.message] == [2, 2]


def test_jobs_are_passes_of_their_run(tmp_path: Path) -> None:
    """What a run waited in the queue lies between its trigger and its first job; a second attempt is a second pass."""
    run = _run(7)
    jobs = [
        _job(1, 7, "build", "08:05:00", "08:15:00"),
        _job(2, 7, "test", "08:15:00", "08:45:00", conclusion="failure"),
        _job(3, 7, "test", "09:15:00", "09:45:00", run_attempt=2),
        _job(4, 7, "deploy", "09:45:00", "09:45:00", conclusion="skipped"),
        _job(5, 7, "notify", "09:45:00", None, conclusion=None),
    ]
    source = together(
        saved(tmp_path, {"total_count": 1, "workflow_runs": [run]}, "runs.json"),
        saved(tmp_path, {"total_count": 5, "jobs": jobs}, "jobs.json"),
    )

    log = read(source)

    assert log.form is Form.PASSES
    assert [(activity, start[11:], end[11:]) for _, activity, start, end in rows(log)] == [
        ("Trigger", "08:00", "08:00"),
        ("build", "08:05", "08:15"),
        ("test", "08:15", "08:45"),
        ("test", "09:15", "09:45"),
        ("notify", "09:45", ""),
    ]
    assert words(log, "conclusion") == ["success", "success", "failure", "success", ""]
    assert {"jobs were skipped", "jobs have not finished"} <= set(messages(log))


def test_workflows_alone_are_passes_of_their_commit(tmp_path: Path) -> None:
    """What a push starts belongs to its commit; what a schedule starts again and again on one commit does not."""
    runs = [_run(1), _run(2, name="Lint"), _run(3, event="schedule"), _run(4, event="schedule", status="in_progress")]

    log = read(saved(tmp_path, runs))

    assert [(item, activity, end[11:]) for item, activity, _, end in rows(log)] == [
        ("sha", "CI", "08:30"),
        ("sha", "Lint", "08:30"),
        ("run 3", "CI", "08:30"),
        ("run 4", "CI", ""),
    ]


@pytest.mark.parametrize(("status", "has_ended"), [("COMPLETED", True), ("failure", True), ("WAITING", False)])
def test_a_run_has_ended_however_its_status_is_spelled(tmp_path: Path, status: str, *, has_ended: bool) -> None:
    """In capitals, or with how it ended in place of "completed"; what waits has not ended."""
    log = read(saved(tmp_path, [_run(1, status=status)]))

    assert [bool(end) for *_, end in rows(log)] == [has_ended]


def test_deployments_go_through_environments(tmp_path: Path) -> None:
    """A deployment begins with its first status in progress and ends with the one that tells how it went."""
    statuses = [_status(1, "queued", "01"), _status(1, "in_progress", "02"), _status(1, "success", "05")]
    source = together(
        saved(tmp_path, [_deployment(1, "staging"), _deployment(2, "production")]),
        saved(tmp_path, [*reversed(statuses), _status(1, "inactive", "09")], "statuses.json"),
    )

    log = read(source)

    assert [(item, activity, start[11:], end[11:]) for item, activity, start, end in rows(log)] == [
        ("abc", "Deploy to staging", "08:02", "08:05"),
        ("abc", "Deploy to production", "08:00", ""),
    ]
    assert words(log, "outcome") == ["success", ""]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ([{"submitted_at": "2026-01-01T00:00:00Z", "state": "APPROVED", "commit_id": "a"}], "reviews only"),
        ({"message": "Bad credentials", "documentation_url": "https://docs.github.com"}, "failed: Bad credentials"),
        ([], "nothing of GitHub's in it"),
        ({"workflow_runs": []}, "nothing of GitHub's in it"),
        ([{"a": 1}], "nothing of GitHub's in it"),
        (b'[{"number": 1', "line 1, column 14: the file ends here"),
    ],
)
def test_other_files_are_answered_with_what_is_read(tmp_path: Path, content: Any, said: str) -> None:
    """What is wrong, and what would be right."""
    with pytest.raises(FlowAtlasError, match=said):
        read(saved(tmp_path, content), reader="github")


@pytest.mark.slow
@settings(max_examples=40)
@given(data=st.data())
def test_no_value_anywhere_ends_in_a_traceback(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever stands in place of a value of an entry, it is read, or refused in words."""
    entry = data.draw(
        st.sampled_from(
            [_pull(1, merged="03T09"), _review(1, "01T09", "APPROVED"), _run(7), _job(1, 7, "b", "08:05:00", None)]
        )
    )
    key = data.draw(st.sampled_from(list(entry)))
    wrong = (
        st.none() | st.integers() | st.floats() | st.text(max_size=9) | st.just([[]]) | st.just({"login": {"a": []}})
    )
    document = [entry | {key: data.draw(wrong)}, _pull(1), _run(7), 3, None]

    try:
        log = read(saved(tmp_path_factory.mktemp("mutated"), document), reader="github")
    except FlowAtlasError:
        return
    assert len(log) > 0


def test_real_pull_requests_agree_with_a_plain_count() -> None:
    """What was opened, merged and closed, and how long it took, equal a computation without our code."""
    source = real("github_pull_requests.json", "github_pull_request_reviews.json")
    pulls = {pull["number"]: pull for pull in json.loads(source.path.read_bytes())}
    reviews = {review["id"]: review for review in json.loads(source.paths[1].read_bytes())}
    heads = {pull["head"]["sha"] for pull in pulls.values()}
    hours = {
        f"#{number}": (_moment(pull["closed_at"]) - _moment(pull["created_at"])) / 3600
        for number, pull in pulls.items()
        if pull["closed_at"]
    }

    log = read(source)

    told = rows(log)
    counts = {name: sum(row[1] == name for row in told) for name in ("Open", "Merge", "Close without merging")}
    merged = sum(bool(pull["merged_at"]) for pull in pulls.values())
    assert counts == {"Open": len(pulls), "Merge": merged, "Close without merging": len(hours) - merged}
    measured: dict[str, list[int]] = {}
    for item, activity, end in zip(log.item.codes, log.activity.codes, log.end, strict=True):
        if log.activity.names[activity] in counts:
            measured.setdefault(log.item.names[item], []).append(int(end))
    ended = {item: (max(ends) - min(ends)) / 3.6e9 for item, ends in measured.items() if len(ends) > 1}
    assert ended == pytest.approx(hours)
    alone = [review for review in reviews.values() if review["commit_id"] not in heads]
    then = [
        [pull["number"] for pull in pulls.values() if pull["created_at"] <= one["submitted_at"] <= _closed(pull)]
        for one in alone
    ]
    assert {len(numbers) for numbers in then} == {1}
    assert [remark.times for remark in log.remarks if "do not tell which pull request" in remark.message] == [
        len(alone)
    ]
    assert {row[0] for row in told if row[1] == "Review"} <= {f"#{number}" for numbers in then for number in numbers}


def test_real_jobs_agree_with_a_plain_count() -> None:
    """Every job that was not skipped is a pass with its own start and end."""
    source = real("github_jobs.json")
    jobs = [job for job in json.loads(source.path.read_bytes()) if (job["conclusion"] or "").lower() != "skipped"]

    log = read(source)

    assert len(log) == len(jobs)
    assert len(log.item.names) == len({job["run_id"] for job in jobs})
    seconds = sum(_moment(job["completed_at"]) - _moment(job["started_at"]) for job in jobs if job["completed_at"])
    known = [(int(start), int(end)) for start, end in zip(log.start, log.end, strict=True) if end > 0]
    assert sum(end - start for start, end in known) / 1_000_000 == pytest.approx(seconds)


def test_real_runs_agree_with_a_plain_count() -> None:
    """Every run is a pass of its commit, or of itself where nobody pushed anything."""
    source = real("github_workflow_runs.json")
    runs = json.loads(source.path.read_bytes())
    items = {run["head_sha"] if run["event"] in ("push", "pull_request") else run["id"] for run in runs}

    log = read(source)

    assert (len(log), len(log.item.names)) == (len({run["id"] for run in runs}), len(items))


def _moment(text: str) -> float:
    return datetime.fromisoformat(text).timestamp()


def _pull(number: int, merged: str = "", closed: str = "") -> dict[str, Any]:
    over = merged or closed
    return {
        "id": number,
        "number": number,
        "user": {"login": "author"},
        "draft": False,
        "created_at": "2026-01-01T08:00:00Z",
        "closed_at": f"2026-01-{over}:00:00Z" if over else None,
        "merged_at": f"2026-01-{merged}:00:00Z" if merged else None,
        "head": {"sha": f"sha{number}"},
        "base": {"ref": "main"},
    }


def _closed(pull: dict[str, Any]) -> str:
    """When a pull request was closed, or later than everything."""
    return str(pull["closed_at"] or "9")


def _review(pull: int, moment: str, state: str, who: str = "reviewer", **fields: Any) -> dict[str, Any]:
    address = {"pull_request_url": f"https://api.github.com/repos/o/r/pulls/{pull}"} if pull else {}
    return {
        "id": int(moment.replace("T", "")) + len(who),
        "user": {"login": who},
        "state": state,
        "submitted_at": f"2026-01-{moment}:00:00Z",
        "commit_id": "gone",
        **address,
        **fields,
    }


def _run(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "name": "CI",
        "workflow_id": 1,
        "run_number": number,
        "head_sha": "sha",
        "event": "push",
        "status": "completed",
        "conclusion": "success",
        "created_at": "2026-01-01T08:00:00Z",
        "run_started_at": "2026-01-01T08:00:00Z",
        "updated_at": "2026-01-01T08:30:00Z",
        **fields,
    }


def _job(number: int, run: int, name: str, start: str, end: str | None, **fields: Any) -> dict[str, Any]:
    return {
        "id": number,
        "run_id": run,
        "name": name,
        "conclusion": "success",
        "started_at": f"2026-01-01T{start}Z",
        "completed_at": f"2026-01-01T{end}Z" if end else None,
        **fields,
    }


def _deployment(number: int, environment: str) -> dict[str, Any]:
    return {
        "id": number,
        "sha": "abc",
        "ref": "main",
        "task": "deploy",
        "environment": environment,
        "created_at": "2026-01-01T08:00:00Z",
    }


def _status(deployment: int, state: str, minute: str) -> dict[str, Any]:
    return {
        "id": int(minute),
        "state": state,
        "created_at": f"2026-01-01T08:{minute}:00Z",
        "deployment_url": f"https://api.github.com/repos/o/r/deployments/{deployment}",
    }
