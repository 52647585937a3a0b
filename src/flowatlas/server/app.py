"""The server: the page, what it asks for under ``/api``, and the rules for who may ask."""

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from fastapi import Depends, FastAPI
from starlette.types import ASGIApp

from flowatlas import __version__
from flowatlas.model.path import join
from flowatlas.server.entry.access import still_allowed
from flowatlas.server.entry.addresses import Names
from flowatlas.server.entry.entrance import Entrance
from flowatlas.server.entry.links import Links
from flowatlas.server.entry.security import Guard
from flowatlas.server.limits import LARGEST_MESSAGE
from flowatlas.server.processes.jobs import be_ready
from flowatlas.server.routes.api import api
from flowatlas.server.routes.connecting import connecting
from flowatlas.server.routes.known import known
from flowatlas.server.routes.logs import logs
from flowatlas.server.routes.page import page_routes
from flowatlas.server.routes.problems import answer_problems
from flowatlas.server.routes.sharing import Shared, sharing
from flowatlas.server.routes.summary import summaries
from flowatlas.server.workspace import Workspace

DESCRIPTION = """The atlases of one folder.

Every value has a path, and every edit is a path with a new value: `{"path": "current/steps/legal/wait_time",
"value": "3d"}`. A page follows an atlas live over the WebSocket `/api/atlases/{key}/live?session=ID`.

A server that is shared (`flowatlas serve --share`) needs the token of a link with every request: as the cookie that
`POST /api/join` gives a browser, or as `Authorization: Bearer TOKEN`.
"""

TURN = 0.001
"""Seconds after which a thread lets another one go on: who draws does not keep waiting who tells of a change."""


def application(
    root: Path, names: Names, *, links: Links | None = None, tell_unsaved: Callable[[str], None]
) -> ASGIApp:
    """The server of a folder of atlases, or of one atlas file, under its names.

    With ``links`` it is shared: nobody is let in without one. ``tell_unsaved`` hears, when the server stops, of every
    file that could not be written.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        sys.setswitchinterval(TURN)
        workspace = Workspace(root)
        app.state.workspace = workspace
        app.state.shared = Shared(names, links, first_page(root))
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
    routers = (api, known, connecting, logs, sharing, summaries)
    answer_problems(app, [route for router in routers for route in router.routes])
    for router in routers:
        app.include_router(router, dependencies=[Depends(still_allowed)])
    app.router.routes.extend(page_routes())
    return Guard(Entrance(app, links, names.port), names)


def first_page(root: Path) -> str:
    """The page to begin with: the atlas, where one file is served."""
    return f"/atlas/{join(root.name)}" if root.is_file() else "/"
