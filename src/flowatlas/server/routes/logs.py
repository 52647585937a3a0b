"""Event logs that are dropped onto the page: each becomes a new atlas, or a measurement of one that is there."""

import asyncio
import json
import re
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path as FilePath
from typing import Annotated, Any, TypeAlias
from uuid import uuid4

from fastapi import APIRouter, Depends, Query, Request
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection

from flowatlas.server.entry.access import still_allowed
from flowatlas.server.limits import LARGEST_LOG, LONGEST_LOG
from flowatlas.server.processes.measuring import imported, measured
from flowatlas.server.protocol.answers import Imported, Measured
from flowatlas.server.protocol.base import LONGEST_NAME
from flowatlas.server.routes.api import ATLAS, EVERYWHERE, Here, Inside, Key, Session
from flowatlas.server.routes.problems import described

BYTES = "application/octet-stream"
LONGEST_MATCHES = 6_000
"""Signs; addresses cannot be much longer, and a log has 20 steps or so."""


RAW: dict[str, Any] = {
    "requestBody": {"required": True, "content": {BYTES: {"schema": {"type": "string", "format": "binary"}}}}
}
"""The body as the description has it: the file itself."""

FileName: TypeAlias = Annotated[
    str, Query(min_length=1, max_length=LONGEST_NAME, description="The name of the file; its ending tells what it is.")
]
Matches: TypeAlias = Annotated[
    str,
    Query(
        max_length=LONGEST_MATCHES,
        description="JSON: names of the log with the id of the step that each is, '' for none. Without it the matches "
        "are proposed, and nothing is written.",
    ),
]


ObjectType: TypeAlias = Annotated[
    str,
    Query(
        max_length=LONGEST_NAME,
        description="What counts as an item, in a log of several kinds of object. Without it one is proposed.",
    ),
]


def bytes_only(asked: HTTPConnection) -> None:
    """Take nothing but the bytes of a file, which no form of another site can send.

    Raises:
        HTTPException: it is something else.
    """
    kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != BYTES:
        raise HTTPException(415, f"send the file itself, with the content type {BYTES}")


logs = APIRouter(
    prefix="/api",
    responses={**EVERYWHERE, **described(400, 409, 413, 415, 423, 507)},
    dependencies=[Depends(bytes_only)],
)


@logs.post("/import", tags=["folder"], status_code=201, openapi_extra=RAW, max_body_size=LARGEST_LOG)
async def import_log(request: Request, name: FileName, workspace: Here, object_type: ObjectType = "") -> Imported:
    """Make a new atlas of the folder from an event log."""
    async with _received(request, name) as path:
        made = await workspace.workers.logs.run(imported, path, object_type or None, longest=LONGEST_LOG)
    key = await asyncio.to_thread(workspace.folder.create, made.title, made.text)
    card = await workspace.cards.card(key)
    return Imported(card=card, said=list(made.said), object_types=list(made.types.known), object_type=made.types.chosen)


@logs.post(ATLAS + "/import", tags=["atlas"], openapi_extra=RAW, max_body_size=LARGEST_LOG)
async def import_into(
    request: Request,
    key: Key,
    name: FileName,
    room: Inside,
    workspace: Here,
    session: Session,
    matches: Matches = "",
    object_type: ObjectType = "",
) -> Measured:
    """Add what an event log says to an atlas, as a measurement beside what is believed."""
    del key
    told = _told(matches)
    async with _received(request, name) as path:
        found = await workspace.workers.logs.run(
            measured, path, room.now.plain, told, object_type or None, longest=LONGEST_LOG
        )
    if told is not None:
        label = f"Add the measurement “{found.id}”"
        await room.edit(f"log-{uuid4().hex}", found.changes, session=session, label=label)
    return Measured(
        id=found.id,
        view=found.view,
        matches=list(found.matches),
        said=list(found.said),
        object_types=list(found.types.known),
        object_type=found.types.chosen,
    )


def _told(matches: str) -> dict[str, str] | None:
    """The matches that somebody confirmed; None where they are asked for."""
    if not matches:
        return None
    try:
        told = json.loads(matches)
    except ValueError:
        told = None
    if not isinstance(told, dict) or not all(isinstance(step, str) for step in told.values()):
        raise HTTPException(422, 'matches: write JSON such as {"Code review": "review"}')
    return {str(name): step for name, step in told.items()}


@asynccontextmanager
async def _received(request: Request, name: str) -> AsyncIterator[FilePath]:
    """The file of a request in a folder that nobody else can read, gone afterwards."""
    folder = FilePath(await asyncio.to_thread(tempfile.mkdtemp, prefix="flowatlas-"))
    path = folder / _file_name(name)
    try:
        size = 0
        with path.open("wb") as file:
            async for part in request.stream():
                size += len(part)
                await asyncio.to_thread(file.write, part)
        still_allowed(request)
        if not size:
            raise HTTPException(422, f"{path.name} is empty")
        yield path
    finally:
        await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)


def _file_name(name: str) -> str:
    """A name that is safe on every system and keeps its endings, by which importers go."""
    last = re.split(r"[/\\]", name)[-1]
    return re.sub(r"[^\w.() -]+", "-", last).strip(". ") or "log"
