"""The server: the page, what it asks for under ``/api``, and the rules for who may ask."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import FastAPI
from starlette.types import ASGIApp

from flowatlas import __version__
from flowatlas.server.api import api
from flowatlas.server.jobs import be_ready
from flowatlas.server.limits import LARGEST_MESSAGE
from flowatlas.server.logs import logs
from flowatlas.server.page import page_routes
from flowatlas.server.problems import answer_problems
from flowatlas.server.security import Guard
from flowatlas.server.workspace import Workspace

DESCRIPTION = """The atlases of one folder.

Every value has a path, and every edit is a path with a new value: `{"path": "current/steps/legal/wait_time",
"value": "3d"}`. A page follows an atlas live over the WebSocket `/api/atlases/{key}/live?session=ID`.
"""

TURN = 0.001
"""Seconds after which a thread lets another one go on: who draws does not keep waiting who tells of a change."""


def application(root: Path, port: int, *, tell_unsaved: Callable[[str], None]) -> ASGIApp:
    """The server of a folder of atlases, or of one atlas file, at a port of this machine.

    ``tell_unsaved`` hears, when the server stops, of every file that could not be written.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(TURN)
        workspace = Workspace(root)
        app.state.workspace = workspace
        chores = [asyncio.create_task(workspace.look_after()), asyncio.create_task(workspace.workers.draw(be_ready))]
        yield
        for chore in chores:
            chore.cancel()
            with suppress(asyncio.CancelledError):
                await chore
        for message in await workspace.close():
            tell_unsaved(message)

    app = FastAPI(
        title="Flow Atlas",
        description=DESCRIPTION,
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        max_body_size=LARGEST_MESSAGE,
    )
    answer_problems(app, [*api.routes, *logs.routes])
    app.include_router(api)
    app.include_router(logs)
    app.router.routes.extend(page_routes())
    return Guard(app, port)
