"""Live addresses: where a log is fetched from, as people write it."""

from urllib.parse import SplitResult, urlsplit

from flowatlas.importers.line import NEAR
from flowatlas.importers.live_github import GITHUB
from flowatlas.importers.live_jira import JIRA
from flowatlas.importers.live_site import Address
from flowatlas.model.errors import FlowAtlasError

SITES = {"jira": JIRA, "github": GITHUB}


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
    site = SITES[kind]
    return site.address(text, _split(text, rest if "://" in rest else site.home + rest))


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
