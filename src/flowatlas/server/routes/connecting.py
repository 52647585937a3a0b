"""Where a page opens its live connection: who is taken in, and until when."""

import asyncio

from fastapi import APIRouter, WebSocket

from flowatlas.model.errors import FlowAtlasError
from flowatlas.server.entry.access import Access
from flowatlas.server.entry.entrance import asked_from
from flowatlas.server.entry.links import REVOKED
from flowatlas.server.routes.api import ATLAS, Key, Tab, With
from flowatlas.server.routes.live import FULL, NOT_OPENED, close, live, reason
from flowatlas.server.workspace import Workspace

connecting = APIRouter(prefix="/api")


@connecting.websocket(ATLAS + "/live")
async def live_atlas(socket: WebSocket, key: Key, tab: Tab, access: With) -> None:
    """Edit the atlas with others, and see figures and pictures move."""
    if access.link is None:
        await _talk(socket, key, access.session(tab), access)
        return
    with access.link.used_by(access.session(tab)):
        talk = asyncio.create_task(_talk(socket, key, access.session(tab), access))
        revoked = asyncio.create_task(access.link.revoked.wait())
        try:
            await asyncio.wait({talk, revoked}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (talk, revoked):
                task.cancel()
            await asyncio.wait({talk, revoked})
    if access.link.is_revoked:
        await close(socket, REVOKED, "this link was taken back; ask whoever sent it for a new one")
    if not talk.cancelled():
        talk.result()


async def _talk(socket: WebSocket, key: str, session: str, access: Access) -> None:
    workspace: Workspace = socket.app.state.workspace
    await socket.accept()
    try:
        # Whoever can take links back must be able to come in.
        is_full = workspace.is_full and not (access.link and access.allows("host"))
        if is_full or (access.link and not access.link.takes_in(asked_from(socket.scope))):
            await socket.close(FULL, "too many pages are open; close one, and this one comes back")
            return
        workspace.workers.warm_up()
        room = await workspace.room(key)
    except FlowAtlasError as error:
        await socket.close(NOT_OPENED, reason(str(error)))
        return
    await live(socket, room, session, access.right, access.link_id)
