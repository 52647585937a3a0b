"""Live reading: the pages of Jira Cloud and of GitHub, fetched into files of the form that exports have.

Nothing is sent anywhere but to the address that was named. Tokens come from the environment; they are neither written
nor shown, and no other host gets them.
"""

import os
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from flowatlas.importers.importer import Progress, Source, quiet
from flowatlas.importers.line import Line
from flowatlas.importers.live_address import SITES, read_address
from flowatlas.importers.live_folder import Folder
from flowatlas.model.errors import FlowAtlasError

Wait = Callable[[float], None]


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
    folder = Folder(into, where, since)
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
