"""Live reading: paging, limits, retries, going on where it broke off, and what is never sent or written."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.importers.tracker import CUT, Answer, Asked, Tracker, tracker

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.importer import read_log
from flowatlas.importers.line import TRIES
from flowatlas.importers.live import fetch
from flowatlas.importers.live_address import read_address
from flowatlas.model.errors import FlowAtlasError

pytestmark = pytest.mark.slow

SECRET = "s3cret-token"  # noqa: S105 - made up


@pytest.fixture
def jira() -> Iterator[Tracker]:
    """A Jira Cloud site with five issues, two a page, one with a long history."""
    with tracker() as server:
        server.routes["/rest/api/3/search/jql"] = _search
        server.routes["/rest/api/3/changelog/bulkfetch"] = _bulk
        yield server


@pytest.fixture
def github() -> Iterator[Tracker]:
    """A repository with three pull requests, two a page, and reviews of the second, one a page."""
    with tracker() as server:
        server.routes["/repos/o/r/pulls"] = lambda asked: _pulls(server, asked)
        for number in (1, 2, 3):
            server.routes[f"/repos/o/r/pulls/{number}/reviews"] = lambda asked: _reviews(server, asked)
        yield server


def test_pages_of_jira_are_followed_and_long_changelogs_fetched(jira: Tracker, tmp_path: Path) -> None:
    """Five issues on three pages give five items; the one whose changelog is cut off is completed."""
    source = fetch(f"jira:{jira.root}?jql=project=ABC", tmp_path, token=SECRET)

    log = read_log(source, LogMapping())
    items = [log.item.names[code] for code in log.item.codes]
    assert [asked.query.get("nextPageToken") for asked in jira.asked if asked.method == "GET"] == [None, "2", "4"]
    assert jira.asked[0].query["jql"] == "project=ABC"
    assert jira.asked[0].query["expand"] == "changelog"
    assert {item: items.count(item) for item in items} == {"A-0": 2, "A-1": 2, "A-2": 2, "A-3": 4, "A-4": 2}
    assert not [remark for remark in log.remarks if "cut off" in remark.message]


def test_the_token_goes_to_the_site_and_nowhere_else(
    jira: Tracker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Address and token from the environment become the documented header; no file and no message holds them."""
    monkeypatch.setenv("JIRA_EMAIL", "me@example.org")
    monkeypatch.setenv("JIRA_TOKEN", SECRET)
    told: list[str] = []

    fetch(f"jira:{jira.root}?jql=project=ABC", tmp_path, lambda what, _share: told.append(what))

    assert {asked.headers["Authorization"] for asked in jira.asked} == {"Basic bWVAZXhhbXBsZS5vcmc6czNjcmV0LXRva2Vu"}
    written = "".join(path.read_text() for path in tmp_path.rglob("*.json*")) + "".join(told)
    assert "issues" in written
    assert SECRET not in written
    assert "bWVAZXhhbXBsZS5vcmc6" not in written
    assert "Authorization" not in written


def test_reviews_are_fetched_for_every_pull_request(github: Tracker, tmp_path: Path) -> None:
    """Link headers are followed for pull requests and for reviews, which find their pull request by its address."""
    source = fetch(f"github:{github.root}/o/r", tmp_path, token=SECRET)

    log = read_log(source, LogMapping())
    rows = sorted(
        (log.item.names[i], log.activity.names[a]) for i, a in zip(log.item.codes, log.activity.codes, strict=True)
    )
    assert rows == [
        ("#1", "Merge"),
        ("#1", "Open"),
        ("#2", "Approve"),
        ("#2", "Merge"),
        ("#2", "Open"),
        ("#2", "Request changes"),
        ("#3", "Merge"),
        ("#3", "Open"),
    ]
    assert {asked.headers["Authorization"] for asked in github.asked} == {f"Bearer {SECRET}"}


def test_a_limit_is_waited_for_as_told(jira: Tracker, tmp_path: Path) -> None:
    """After 429 with Retry-After the same request is made again, after as many seconds, and people are told."""
    jira.faults = [None, Answer({}, 429, {"Retry-After": "7"})]
    waited: list[float] = []
    told: list[str] = []

    fetch(f"jira:{jira.root}?jql=x", tmp_path, lambda what, _share: told.append(what), SECRET, wait=waited.append)

    assert waited == [7.0]
    assert "Jira asks to wait; going on in 7 s" in told


def test_a_secondary_limit_of_github_is_a_limit(github: Tracker, tmp_path: Path) -> None:
    """403 with a text about a secondary rate limit and no header means a minute, then two."""
    refused = Answer({"message": "You have exceeded a secondary rate limit."}, 403)
    github.faults = [refused, refused]
    waited: list[float] = []

    fetch(f"github:{github.root}/o/r", tmp_path, token=SECRET, wait=waited.append)

    assert waited == [60.0, 120.0]


def test_a_limit_that_lasts_for_hours_ends_the_fetch(github: Tracker, tmp_path: Path) -> None:
    """Nobody waits for half a day: the message says until when, and that what came is kept."""
    github.faults = [Answer({}, 403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "99999999999"})]

    with pytest.raises(FlowAtlasError, match=r"GitHub asks to wait until .* what has come is kept"):
        fetch(f"github:{github.root}/o/r", tmp_path, token=SECRET, wait=_never)


@pytest.mark.parametrize("fault", [Answer({}, 500), Answer({}, 503), CUT, Answer(b"<html>busy</html>")])
def test_a_passing_failure_is_tried_again(jira: Tracker, tmp_path: Path, fault: Answer) -> None:
    """One error of the server, one dropped connection, one answer that is no JSON: the fetch goes on."""
    jira.faults = [fault]
    waited: list[float] = []

    source = fetch(f"jira:{jira.root}?jql=x", tmp_path, token=SECRET, wait=waited.append)

    assert len(waited) == 1
    assert 1.0 <= waited[0] <= 2.0
    assert len(read_log(source, LogMapping()).item.names) == 5


def test_a_lasting_failure_is_told_and_the_next_fetch_goes_on(jira: Tracker, tmp_path: Path) -> None:
    """What came before the failure is neither lost nor fetched twice."""
    jira.faults = [None, *[Answer({}, 500)] * TRIES]
    waited: list[float] = []
    address = f"jira:{jira.root}?jql=x"

    with pytest.raises(FlowAtlasError, match=r"answers with error 500, 6 times in a row; what has come is kept"):
        fetch(address, tmp_path, token=SECRET, wait=waited.append)
    before = len(jira.asked)
    source = fetch(address, tmp_path, token=SECRET)

    assert waited == sorted(waited)
    assert [asked.query.get("nextPageToken") for asked in jira.asked[before:] if asked.method == "GET"] == ["2", "4"]
    assert len(read_log(source, LogMapping()).item.names) == 5


def test_an_interruption_in_the_middle_of_a_line_harms_nothing(jira: Tracker, tmp_path: Path) -> None:
    """Half an answer that was being written is cut off before the fetch goes on."""
    jira.faults = [None, Answer({}, 401)]
    address = f"jira:{jira.root}?jql=x"
    with pytest.raises(FlowAtlasError):
        fetch(address, tmp_path, token=SECRET)
    with next(tmp_path.rglob("issues-1.jsonl")).open("a") as file:
        file.write('{"issues": [{"key": "HALF')

    source = fetch(address, tmp_path, token=SECRET)

    assert len(read_log(source, LogMapping()).item.names) == 5


def test_ctrl_c_while_waiting_loses_nothing(jira: Tracker, tmp_path: Path) -> None:
    """Whoever does not want to wait for a limit interrupts, and goes on another day."""
    jira.faults = [None, None, Answer({}, 429, {"Retry-After": "3000"})]
    address = f"jira:{jira.root}?jql=x"

    def interrupt(_seconds: float) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fetch(address, tmp_path, token=SECRET, wait=interrupt)
    interrupted = jira.asked[-1]
    before = len(jira.asked)
    source = fetch(address, tmp_path, token=SECRET, wait=_never)

    assert len(read_log(source, LogMapping()).item.names) == 5
    assert jira.asked[before][:3] == interrupted[:3]


def test_what_changed_since_is_added(jira: Tracker, tmp_path: Path) -> None:
    """A second fetch since a day asks for that day only and keeps what was there."""
    address = f"jira:{jira.root}?jql=project=ABC ORDER BY key"
    fetch(address, tmp_path, token=SECRET)

    source = fetch(address, tmp_path, token=SECRET, since=date(2026, 7, 1))

    assert jira.asked[-1].query["jql"] == '(project=ABC) AND updated >= "2026-07-01"'
    log = read_log(source, LogMapping())
    assert len(log.item.names) == 5
    assert "issues are there more than once" in [remark.message for remark in log.remarks]


def test_fetching_anew_replaces_the_former_files(jira: Tracker, tmp_path: Path) -> None:
    """Without a day everything is fetched once more, and nothing of the former fetch is left."""
    address = f"jira:{jira.root}?jql=x"
    first = fetch(address, tmp_path, token=SECRET)

    second = fetch(address, tmp_path, token=SECRET)

    assert not any(path.exists() for path in first.paths)
    assert len(read_log(second, LogMapping()).item.names) == 5


@pytest.mark.parametrize(
    ("answer", "token", "said"),
    [
        (Answer({"errorMessages": ["no"]}, 401), SECRET, r"does not accept the token; set JIRA_EMAIL and JIRA_TOKEN"),
        (Answer({}, 401), "", r"wants to know who asks; set JIRA_EMAIL and JIRA_TOKEN in the environment"),
        (Answer({}, 403), SECRET, r"does not allow this; the token in JIRA_EMAIL and JIRA_TOKEN lacks the right"),
        (Answer({}, 404), SECRET, r"has nothing at /rest/api/3/search/jql; the address may be wrong"),
        (Answer({"errorMessages": ["bad JQL"]}, 400), SECRET, r"refuses with error 400 \(it says: bad JQL\)"),
        (Answer({"a": 1}), SECRET, r"did not answer with issues; is it a Jira Cloud site\?"),
        (Answer([]), SECRET, r"did not answer with issues"),
    ],
)
def test_a_refusal_is_told_at_once(jira: Tracker, tmp_path: Path, answer: Answer, token: str, said: str) -> None:
    """What will not get better by itself is told without trying again, with the variable to set."""
    jira.faults = [answer]

    with pytest.raises(FlowAtlasError, match=said) as caught:
        fetch(f"jira:{jira.root}?jql=x", tmp_path, token=token, wait=_never)

    assert SECRET not in str(caught.value)
    assert len(jira.asked) == 1


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_leads_to_another_host(jira: Tracker, tmp_path: Path, status: int) -> None:
    """A site that sends elsewhere gets a refusal, and elsewhere gets nothing: no request, no token."""
    with tracker() as elsewhere:
        jira.faults = [Answer({}, status, {"Location": f"{elsewhere.root}/steal"})]

        with pytest.raises(FlowAtlasError, match=r"leads on to http://127.0.0.1:\d+; nothing is sent there"):
            fetch(f"jira:{jira.root}?jql=x", tmp_path, token=SECRET, wait=_never)

        assert elsewhere.asked == []


def test_no_next_page_leads_to_another_host(github: Tracker, tmp_path: Path) -> None:
    """A Link header cannot take the token elsewhere either."""
    with tracker() as elsewhere:
        github.faults = [Answer([], 200, {"Link": f'<{elsewhere.root}/x>; rel="next"'})]

        with pytest.raises(FlowAtlasError, match="nothing is sent there"):
            fetch(f"github:{github.root}/o/r", tmp_path, token=SECRET, wait=_never)

        assert elsewhere.asked == []


def test_a_redirect_on_the_same_host_is_followed(github: Tracker, tmp_path: Path) -> None:
    """A repository that was renamed is found, as GitHub answers with its new address."""
    github.faults = [Answer({}, 301, {"Location": "/repos/o/r/pulls?state=all"})]

    source = fetch(f"github:{github.root}/o/r", tmp_path, token=SECRET, wait=_never)

    assert len(read_log(source, LogMapping()).item.names) == 3


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("jira:https://x.atlassian.net", r"does not say which issues; add \?jql="),
        ("jira:http://x.atlassian.net?jql=a", "would get the token unencrypted"),
        ("jira:https://me:pw@x.atlassian.net?jql=a", "holds a name or a password"),
        ("jira:ftp://x?jql=a", "is no address"),
        ("jira:https://x:y?jql=a", "is no address"),
        ("github:owner", "names no repository"),
        ("github:owner/repo/issues", "names no repository"),
        ("gitlab:owner/repo", "is no address to fetch from"),
        ("github:", "is no address to fetch from"),
    ],
)
def test_an_address_that_leads_nowhere_is_told(address: str, said: str) -> None:
    """Nothing is sent before the address is understood; a password in it is not repeated."""
    with pytest.raises(FlowAtlasError, match=said) as caught:
        read_address(address)

    assert "pw" not in str(caught.value)


def test_two_addresses_do_not_mix(jira: Tracker, tmp_path: Path) -> None:
    """Each address has a folder of its own below the one that is named."""
    one = fetch(f"jira:{jira.root}?jql=x", tmp_path, token=SECRET)
    other = fetch(f"jira:{jira.root}?jql=y", tmp_path, token=SECRET)

    assert not set(one.paths) & set(other.paths)
    assert one.name == f"jira:{jira.root}?jql=x"
    assert len(read_log(one, LogMapping()).item.names) == 5


def test_what_people_wrote_is_not_kept(github: Tracker, tmp_path: Path) -> None:
    """Titles and descriptions are not needed, so that they are not stored."""
    wordy = _pull(1) | {"title": "Fix the leak", "body": "of the secret recipe", "head_commit": {"message": "leak"}}
    github.routes["/repos/o/r/pulls"] = lambda _asked: Answer([wordy])

    source = fetch(f"github:{github.root}/o/r", tmp_path, token=SECRET)

    assert "leak" not in source.path.read_text()
    assert "recipe" not in source.path.read_text()


@pytest.mark.parametrize(
    "state", ["", "[]", '{"address": 1}', '{"address": "github:a/b", "files": {"../x": 1}, "former": [], "todo": []}']
)
def test_a_broken_state_is_told(jira: Tracker, tmp_path: Path, state: str) -> None:
    """A state that is none, or that names files elsewhere, is refused instead of followed."""
    address = f"jira:{jira.root}?jql=x"
    folder = fetch(address, tmp_path, token=SECRET).path.parent
    (folder / "fetched.json").write_text(state)

    with pytest.raises(FlowAtlasError, match="is no state of a fetch"):
        fetch(address, tmp_path, token=SECRET)


def _never(_seconds: float) -> None:
    raise AssertionError("nothing was to be waited for")


def _search(asked: Asked) -> Answer:
    first = int(asked.query.get("nextPageToken", 0))
    page: dict[str, Any] = {"issues": [_issue(number) for number in range(first, min(first + 2, 5))]}
    page["isLast"] = first + 2 >= 5
    if not page["isLast"]:
        page["nextPageToken"] = str(first + 2)
    return Answer(page)


def _issue(number: int) -> dict[str, Any]:
    histories = [_change(9, "Doing", "Done")] if number == 3 else [_change(1, "To Do", "Done")]
    return {
        "id": str(number + 100),
        "key": f"A-{number}",
        "fields": {
            "created": "2026-01-01T08:00:00.000+0000",
            "updated": "2026-03-01T08:00:00.000+0000",
            "status": {"name": "Done", "id": "3", "statusCategory": {"key": "done"}},
        },
        "changelog": {"startAt": 0, "maxResults": 1, "total": 3 if number == 3 else 1, "histories": histories},
    }


def _change(day: int, before: str, after: str) -> dict[str, Any]:
    items = [{"field": "status", "fieldId": "status", "fromString": before, "toString": after}]
    return {
        "id": str(day),
        "created": f"2026-01-{day + 1:02}T09:00:00.000+0000",
        "author": {"accountId": "u1"},
        "items": items,
    }


def _bulk(asked: Asked) -> Answer:
    assert asked.body["issueIdsOrKeys"] == ["103"]
    changes = [_change(7, "To Do", "In Progress"), _change(8, "In Progress", "Doing"), _change(9, "Doing", "Done")]
    place = int(asked.body.get("nextPageToken", 0))
    one = changes[place] | {"created": (1767949200 + place * 86400) * 1000}
    answer: dict[str, Any] = {"issueChangeLogs": [{"issueId": "103", "changeHistories": [one]}]}
    if place < 2:
        answer["nextPageToken"] = str(place + 1)
    return Answer(json.loads(json.dumps(answer)))


def _pulls(server: Tracker, asked: Asked) -> Answer:
    second = f'<{server.root}/repos/o/r/pulls?page=2>; rel="next", <{server.root}/repos/o/r/pulls?page=2>; rel="last"'
    if asked.query.get("page") == "2":
        return Answer([_pull(3)])
    return Answer([_pull(1), _pull(2)], 200, {"Link": second})


def _pull(number: int) -> dict[str, Any]:
    return {
        "id": number * 11,
        "number": number,
        "user": {"login": "author"},
        "created_at": f"2026-02-0{number}T08:00:00Z",
        "updated_at": f"2026-02-0{number}T18:00:00Z",
        "closed_at": f"2026-02-0{number}T18:00:00Z",
        "merged_at": f"2026-02-0{number}T18:00:00Z",
        "head": {"sha": f"sha{number}"},
    }


def _reviews(server: Tracker, asked: Asked) -> Answer:
    if "/2/" not in asked.path:
        return Answer([])
    page = int(asked.query.get("page", 1))
    states = {1: "CHANGES_REQUESTED", 2: "APPROVED"}
    review = {
        "id": page,
        "user": {"login": "reviewer"},
        "state": states[page],
        "submitted_at": f"2026-02-02T1{page}:00:00Z",
        "commit_id": "gone",
        "pull_request_url": f"{server.root}/repos/o/r/pulls/2",
    }
    link = {"Link": f'<{server.root}{asked.path}?page=2>; rel="next"'} if page == 1 else {}
    return Answer([review], 200, link)
