"""Live reading of GitHub: pull requests with reviews, workflow runs with jobs, deployments with statuses."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import SplitResult

from flowatlas.importers.line import origin_of
from flowatlas.importers.live_site import PAGE, Address, Request, Site
from flowatlas.model.errors import FlowAtlasError

if TYPE_CHECKING:
    import httpx


class _Listing(NamedTuple):
    """A list of GitHub's, and the lists that belong to each of its entries."""

    path: str
    newest_first: str
    list_name: str
    inner: str
    inner_file: str


LISTINGS = {
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


def _address(text: str, parts: SplitResult) -> Address:
    path = parts.path.strip("/")
    # A GitHub of one's own has its interface below /api/v3.
    prefix = "api/v3" if path.startswith("api/v3/") else ""
    pieces = path.removeprefix(prefix).strip("/").removeprefix("repos/").split("/")
    owner, repository, what = ([*pieces, "pulls"] if len(pieces) == 2 else [*pieces, "", "", ""])[:3]
    if not owner or not repository or what not in LISTINGS:
        raise FlowAtlasError(
            f'"{text}" names no repository; write github:OWNER/REPOSITORY for pull requests,'
            " and /actions or /deployments behind it for workflow runs and deployments"
        )
    root = f"{origin_of(parts.geturl())}/{prefix}".rstrip("/")
    return Address(text, "github", root, f"{owner}/{repository}", what)


def _first(address: Address, since: date | None) -> Request:
    listing = LISTINGS[address.query]
    path = (listing.newest_first if since else listing.path).format(since=since)
    sign = "" if path.endswith("?") else "&"
    return Request(address.query, f"{address.root}/repos/{address.path}/{path}{sign}per_page={PAGE}")


def _follow(
    address: Address, request: Request, content: Any, response: "httpx.Response", since: date | None
) -> Iterator[Request]:
    listing = LISTINGS[address.query]
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


GITHUB = Site(
    "GitHub",
    "GITHUB_TOKEN",
    {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"},
    _address,
    _first,
    _follow,
    home="https://api.github.com/",
)
