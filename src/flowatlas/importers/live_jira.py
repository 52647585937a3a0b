"""Live reading of Jira Cloud: issues with their changes, and the long changelogs by themselves."""

import re
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qs, urlencode

from flowatlas.importers.line import origin_of
from flowatlas.importers.live_site import PAGE, Address, Request, Site
from flowatlas.model.errors import FlowAtlasError

if TYPE_CHECKING:
    import httpx

LONG_CHANGELOG = 40
"""Jira Cloud gives no more changes than this with an issue; longer changelogs are fetched by themselves."""

FIELDS = "created,updated,status,issuetype,priority,project,components,resolution,assignee,customfield_10001"


def _address(text: str, parts: SplitResult) -> Address:
    root = f"{origin_of(parts.geturl())}/{parts.path.strip('/')}".rstrip("/")
    return Address(text, "jira", root, "", _jql(text, parts))


def _jql(text: str, parts: SplitResult) -> str:
    # A query may hold the sign = unquoted, as people type it: ?jql=project=ABC.
    found = parse_qs(parts.query).get("jql", [""])[0].strip()
    if not found:
        raise FlowAtlasError(
            f'"{text}" does not say which issues; add ?jql=project=ABC, or any other search of Jira\'s'
        )
    return found


def _first(address: Address, since: date | None) -> Request:
    return Request("issues", _search(address, since, None))


def _search(address: Address, since: date | None, page: str | None) -> str:
    query: dict[str, Any] = {
        "jql": _since(address.query, since),
        "fields": FIELDS,
        "expand": "changelog",
        "maxResults": PAGE,
    }
    if page:
        query["nextPageToken"] = page
    return f"{address.root}/rest/api/3/search/jql?{urlencode(query)}"


def _since(jql: str, since: date | None) -> str:
    if since is None:
        return jql
    # Jira reads days in the time zone of whoever asks; how it orders does not matter here.
    condition = re.split(r"\border\s+by\b", jql, flags=re.IGNORECASE)[0].strip()
    return f'({condition}) AND updated >= "{since}"' if condition else f'updated >= "{since}"'


def _follow(
    address: Address, request: Request, content: Any, _response: "httpx.Response", since: date | None
) -> Iterator[Request]:
    page = content.get("nextPageToken") if isinstance(content, dict) else None
    if request.body is not None:
        if page:
            yield request._replace(body={**request.body, "nextPageToken": page})
        return
    issues = content.get("issues") if isinstance(content, dict) else None
    if not isinstance(issues, list):
        raise FlowAtlasError(f"{address.root} did not answer with issues; is it a Jira Cloud site?")
    if long := [str(issue["id"]) for issue in issues if _is_long(issue)]:
        body = {"issueIdsOrKeys": long, "fieldIds": ["status", "assignee"], "maxResults": 1000}
        yield Request("changes", f"{address.root}/rest/api/3/changelog/bulkfetch", body)
    if page and not content.get("isLast"):
        yield Request("issues", _search(address, since, str(page)))


def _is_long(issue: Any) -> bool:
    if not isinstance(issue, dict) or "id" not in issue:
        return False
    changelog = issue.get("changelog")
    changes = changelog.get("histories") if isinstance(changelog, dict) else None
    if not isinstance(changelog, dict) or not isinstance(changes, list):
        return True
    total = changelog.get("total")
    return len(changes) >= LONG_CHANGELOG or (isinstance(total, int) and total > len(changes))


JIRA = Site("Jira", "JIRA_EMAIL and JIRA_TOKEN", {"Accept": "application/json"}, _address, _first, _follow)
