"""Live reading: the pages of Jira Cloud and of GitHub, fetched into files of the form that exports have.

Nothing is sent anywhere but to the address that was named. Tokens come from the environment; they are neither written
nor shown, and no other host gets them.
"""

import json
import os
import re
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from flowatlas.importers.importer import Progress, Source, quiet
from flowatlas.importers.line import NEAR, Line, origin_of
from flowatlas.model.errors import FileUnreadableError, FileUnwritableError, FlowAtlasError

if TYPE_CHECKING:
    import httpx

STATE = "fetched.json"
"""Beside the pages: what has been fetched and what is still to be asked for. It holds no token."""

PAGE = 100
LONG_CHANGELOG = 40
"""Jira Cloud gives no more changes than this with an issue; longer changelogs are fetched by themselves."""

_JIRA_FIELDS = "created,updated,status,issuetype,priority,project,components,resolution,assignee,customfield_10001"

_TEXTS = ("title", "body", "message", "display_title")

Wait = Callable[[float], None]


class Request(NamedTuple):
    """A request that is still to be made: the file for its answer, its address, and what it sends, if anything."""

    file: str
    url: str
    body: Mapping[str, Any] | None = None


class Site(NamedTuple):
    """A kind of tracker: its name, where its tokens are, what to ask for first, and what an answer leads to."""

    name: str
    variables: str
    headers: Mapping[str, str]
    first: Callable[["Address", date | None], Request]
    follow: Callable[["Address", Request, Any, "httpx.Response", date | None], Iterator[Request]]


class Address(NamedTuple):
    """Where to fetch from: the kind of tracker, the root of its interface, the path of the thing, and a query."""

    text: str
    kind: str
    root: str
    path: str
    query: str


def fetch(
    address: str,
    into: Path,
    progress: Progress = quiet,
    token: str | None = None,
    *,
    since: date | None = None,
    wait: Wait = time.sleep,
) -> Source:
    """The files with everything that an address gives, fetched into a folder of its own below ``into``.

    ``jira:https://SITE.atlassian.net?jql=project=ABC`` gives issues with all their changes of status and assignee;
    ``github:OWNER/REPOSITORY`` pull requests with reviews, ``github:OWNER/REPOSITORY/actions`` runs with jobs, and
    ``github:OWNER/REPOSITORY/deployments`` deployments with statuses. Where a fetch broke off, the next one goes on
    there. ``since`` adds what has changed since that day to what the folder holds; without it, everything is
    fetched anew, and the former files go once that is complete. The token is taken from JIRA_EMAIL and JIRA_TOKEN,
    or from GITHUB_TOKEN, if it is not given.

    Raises:
        FlowAtlasError: the address is none, the site refuses, or it cannot be reached; what came is kept.
    """
    where = read_address(address)
    site = SITES[where.kind]
    folder = _Folder(into / _folder_name(where), where, since)
    first = site.first(where, since)
    line = Line(
        site.name, site.variables, where.root, {**site.headers, **_authority(where.kind, token)}, progress, wait
    )
    with line:
        folder.begin(first)
        while request := folder.next_request():
            progress(f"{site.name}: {folder.told()}", -1.0)
            content, response = line.ask(request.url, request.body)
            folder.store(request, content, list(site.follow(where, request, content, response, since)))
    folder.finish()
    return folder.source(progress)


def read_address(text: str) -> Address:
    """Where an address such as ``github:OWNER/REPOSITORY`` leads to.

    Raises:
        FlowAtlasError: it leads nowhere.
    """
    kind, _, rest = text.partition(":")
    if kind not in SITES or not rest:
        raise FlowAtlasError(
            f'"{text.rpartition("@")[2]}" is no address to fetch from;'
            " write jira:https://SITE.atlassian.net?jql=project=ABC or github:OWNER/REPOSITORY"
        )
    if kind == "github" and "://" not in rest:
        rest = f"https://api.github.com/{rest}"
    parts = _split(text, rest)
    path = parts.path.strip("/")
    root = origin_of(parts.geturl())
    if kind == "jira":
        return Address(text, kind, f"{root}/{path}".rstrip("/"), "", _jql(text, parts))
    # A GitHub of one's own has its interface below /api/v3.
    prefix = "api/v3" if path.startswith("api/v3/") else ""
    pieces = path.removeprefix(prefix).strip("/").removeprefix("repos/").split("/")
    owner, repository, what = ([*pieces, "pulls"] if len(pieces) == 2 else [*pieces, "", "", ""])[:3]
    if not owner or not repository or what not in _GITHUB:
        raise FlowAtlasError(
            f'"{text}" names no repository; write github:OWNER/REPOSITORY for pull requests,'
            " and /actions or /deployments behind it for workflow runs and deployments"
        )
    return Address(text, kind, f"{root}/{prefix}".rstrip("/"), f"{owner}/{repository}", what)


def _split(text: str, rest: str) -> SplitResult:
    try:
        parts = urlsplit(rest)
        host = parts.hostname or ""
        _ = parts.port
    except ValueError:
        parts, host = urlsplit(""), ""
    if parts.username or parts.password:
        raise FlowAtlasError(
            "the address holds a name or a password; leave it out and set the token in the environment instead"
        )
    if not host or parts.scheme not in ("http", "https"):
        raise FlowAtlasError(
            f'"{text}" is no address; write one such as jira:https://SITE.atlassian.net?jql=project=ABC'
        )
    if parts.scheme == "http" and host not in NEAR:
        raise FlowAtlasError(f"{host} would get the token unencrypted; write https:// instead of http://")
    return parts


def _jql(text: str, parts: SplitResult) -> str:
    # A query may hold the sign = unquoted, as people type it: ?jql=project=ABC.
    found = parse_qs(parts.query).get("jql", [""])[0].strip()
    if not found:
        raise FlowAtlasError(
            f'"{text}" does not say which issues; add ?jql=project=ABC, or any other search of Jira\'s'
        )
    return found


def _authority(kind: str, token: str | None) -> dict[str, str]:
    """The header that tells who asks, if anybody does."""
    from base64 import b64encode

    name = "JIRA_TOKEN" if kind == "jira" else "GITHUB_TOKEN"
    token = (os.environ.get(name, "") if token is None else token).strip()
    email = os.environ.get("JIRA_EMAIL", "").strip() if kind == "jira" else ""
    if not token:
        return {}
    if not (token.isascii() and token.isprintable() and email.isprintable()):
        raise FlowAtlasError(f"{name} holds characters that no token has; set it once more")
    if email:
        return {"Authorization": f"Basic {b64encode(f'{email}:{token}'.encode()).decode()}"}
    return {"Authorization": f"Bearer {token}"}


class _Folder:
    """The files of a fetch, and how far it is.

    Each answer is a line of the file of its kind; the state says how long every file is, so that half a line that
    an interruption left is cut off before the fetch goes on.
    """

    def __init__(self, into: Path, address: Address, since: date | None) -> None:
        self.into = into
        self.asked = f"{address.text}{f' since {since}' if since else ''}"
        self._address = address
        self._is_increment = since is not None
        self._state: dict[str, Any] = {"address": address.text, "todo": [], "files": {}, "former": [], "answers": 0}

    def begin(self, first: Request) -> None:
        """Go on where a fetch of the same broke off, or begin a new one."""
        state = self._stored()
        if state and state["address"] != self._address.text:
            raise FlowAtlasError(
                f"{self.into} holds what was fetched from {state['address']}; fetch into another folder"
            )
        if state and state["todo"] and state.get("asked") == self.asked:
            self._state = state
        else:
            files = dict(state["files"]) if state else {}
            former = [] if self._is_increment else [*files, *(state["former"] if state else [])]
            turn = int(state.get("turn", 0)) + 1 if state else 1
            self._state |= {
                "files": files if self._is_increment else {},
                "former": former,
                "todo": [list(first)],
                "asked": self.asked,
                "turn": turn,
            }
        self._save()
        for name, size in self._state["files"].items():
            os.truncate(self.into / name, size)

    def next_request(self) -> Request | None:
        """What is to be asked for next; nothing when all has come."""
        todo = self._state["todo"]
        return Request(*todo[0]) if todo else None

    def store(self, request: Request, content: Any, following: list[Request]) -> None:
        """Keep an answer, and what it leads to: what belongs to it comes before the next page."""
        name = f"{request.file}-{self._state['turn']}.jsonl"
        files = self._state["files"]
        try:
            with (self.into / name).open("ab") as file:
                file.truncate(files.get(name, 0))
                file.write(json.dumps(_without_texts(content), separators=(",", ":")).encode() + b"\n")
                file.flush()
                os.fsync(file.fileno())
                files[name] = file.tell()
        except OSError as error:
            raise FileUnwritableError(f"{self.into / name} cannot be written: {error.strerror}") from None
        self._state["todo"] = [list(one) for one in following] + self._state["todo"][1:]
        self._state["answers"] += 1
        self._save()

    def finish(self) -> None:
        """Remove what a complete fetch replaces."""
        for name in self._state["former"]:
            (self.into / name).unlink(missing_ok=True)
        self._state["former"] = []
        self._save()

    def told(self) -> str:
        """How much has come."""
        return f"{self._state['answers']:,} answers so far"

    def source(self, progress: Progress) -> Source:
        """The files, in the order in which they began."""
        return Source(tuple(self.into / name for name in self._state["files"]), progress, self._address.text)

    def _stored(self) -> dict[str, Any] | None:
        path = self.into / STATE
        try:
            state = json.loads(path.read_text(encoding="utf-8"))
            is_ours = self._is_ours(state)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, KeyError, AttributeError, FlowAtlasError):
            is_ours = False
        if not is_ours:
            raise FileUnreadableError(
                f"{path} is no state of a fetch; fetch into another folder, or remove it to begin anew"
            )
        return dict(state)

    @staticmethod
    def _is_ours(state: dict[str, Any]) -> bool:
        """Whether a state names only files of this folder, and only requests of the address that it was made for."""
        origin = origin_of(read_address(state["address"]).root)
        names = [*state["files"], *state["former"]]
        todo = [Request(*one) for one in state["todo"]]
        return all(Path(name).name == name for name in names) and all(origin_of(one.url) == origin for one in todo)

    def _save(self) -> None:
        path = self.into / STATE
        try:
            self.into.mkdir(parents=True, exist_ok=True)
            beside = path.with_suffix(".part")
            beside.write_text(json.dumps(self._state, indent=1), encoding="utf-8")
            beside.replace(path)
        except OSError as error:
            raise FileUnwritableError(f"{path} cannot be written: {error.strerror}") from None


def _first_of_jira(address: Address, since: date | None) -> Request:
    return Request("issues", _search(address, since, None))


def _search(address: Address, since: date | None, page: str | None) -> str:
    query: dict[str, Any] = {
        "jql": _since(address.query, since),
        "fields": _JIRA_FIELDS,
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


def _follow_jira(
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


class _Listing(NamedTuple):
    """A list of GitHub's, and the lists that belong to each of its entries."""

    path: str
    newest_first: str
    list_name: str
    inner: str
    inner_file: str


_GITHUB = {
    "pulls": _Listing(
        "pulls?state=all&sort=created&direction=asc",
        "pulls?state=all&sort=updated&direction=desc",
        "",
        "pulls/{number}/reviews?",
        "reviews",
    ),
    "actions": _Listing(
        "actions/runs?", "actions/runs?created=>={since}", "workflow_runs", "actions/runs/{id}/jobs?filter=all&", "jobs"
    ),
    "deployments": _Listing("deployments?", "deployments?", "", "deployments/{id}/statuses?", "statuses"),
}


def _first_of_github(address: Address, since: date | None) -> Request:
    listing = _GITHUB[address.query]
    path = (listing.newest_first if since else listing.path).format(since=since)
    sign = "" if path.endswith("?") else "&"
    return Request(address.query, f"{address.root}/repos/{address.path}/{path}{sign}per_page={PAGE}")


def _follow_github(
    address: Address, request: Request, content: Any, response: "httpx.Response", since: date | None
) -> Iterator[Request]:
    listing = _GITHUB[address.query]
    is_outer = request.file == address.query
    following = response.links.get("next", {}).get("url")
    found = content.get(listing.list_name) if isinstance(content, dict) and listing.list_name else content
    if not is_outer:
        if following:
            yield Request(request.file, following)
        return
    if not isinstance(found, list):
        raise FlowAtlasError(f"{address.root} did not answer with a list of {address.query}; is it GitHub?")
    entries = [one for one in found if isinstance(one, dict)]
    recent = [one for one in entries if since is None or str(one.get("updated_at", "")) >= str(since)]
    for one in recent:
        number, name = one.get("number"), one.get("id")
        if isinstance(number, int) or isinstance(name, int):
            inner = listing.inner.format(number=number, id=name)
            yield Request(listing.inner_file, f"{address.root}/repos/{address.path}/{inner}per_page={PAGE}")
    if following and len(recent) == len(entries):
        yield Request(request.file, following)


def _folder_name(address: Address) -> str:
    """What the folder of an address is called: readable, and never that of another one."""
    from hashlib import blake2b

    sign = blake2b(address.text.encode(), digest_size=4).hexdigest()
    where = address.path or urlsplit(address.root).hostname or ""
    return "-".join([address.kind, re.sub(r"[^A-Za-z0-9.]+", "-", where)[:60].strip("-."), sign])


def _without_texts(content: Any) -> Any:
    """An answer without what people wrote in it, which nobody needs for measuring."""
    if isinstance(content, list):
        return [_without_texts(one) for one in content]
    if isinstance(content, dict):
        return {name: _without_texts(value) for name, value in content.items() if name not in _TEXTS}
    return content


SITES = {
    "jira": Site("Jira", "JIRA_EMAIL and JIRA_TOKEN", {"Accept": "application/json"}, _first_of_jira, _follow_jira),
    "github": Site(
        "GitHub",
        "GITHUB_TOKEN",
        {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
        _first_of_github,
        _follow_github,
    ),
}
