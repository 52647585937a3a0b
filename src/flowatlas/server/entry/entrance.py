"""Who is let in: by the link that they came with, as a cookie of the browser or a header of a program."""

import asyncio

from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket

from flowatlas.server.entry.access import (
    EVERYTHING,
    OPEN_PAGES,
    OPEN_ROUTES,
    SAFE_METHODS,
    SCOPE,
    Access,
    needed_for,
    refusal,
)
from flowatlas.server.entry.links import REVOKED, Links, OpenLink
from flowatlas.server.entry.turns import Turns
from flowatlas.server.protocol.answers import Problem

NO_LINK = "this needs a link; ask whoever started the server for one"
WRONG_LINK = "this link is not valid, or was taken back; ask whoever sent it for a new one"
TOO_MANY = "too many links that are not valid came from this address; wait a little"
TOO_MUCH = "more was asked for at once than can be answered; wait a little"
WITH_A_LINK = {"www-authenticate": "Bearer"}
WAIT_A_LITTLE = {"retry-after": "5"}

LONGEST_JOINING = 10.0
"""Seconds in which a token has to arrive."""


def cookie_name(port: int) -> str:
    """What the cookie is called: browsers know no ports there, so that each server of a machine has its own."""
    return f"flowatlas-{port}"


class Entrance:
    """Lets in who has a link, and notes what they may do for whatever comes after."""

    def __init__(self, app: ASGIApp, links: Links | None, port: int) -> None:
        self.app = app
        self.links = links
        self.cookie = cookie_name(port)
        self.turns = Turns()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through with its access, or answer it."""
        if scope["type"] == "lifespan" or self.links is None:
            scope[SCOPE] = EVERYTHING
            await self.app(scope, receive, send)
            return
        is_live = scope["type"] == "websocket"
        if not is_live and self._is_open(scope):
            if await self.links.strangers.are_too_many(asked_from(scope), is_page=True):
                await refused(429, TOO_MUCH)(scope, receive, send)
                return
            scope[SCOPE] = Access("view")
            await self.app(scope, _in_time(receive), send)
            return
        link, is_tried = self._link(scope)
        if link is None:
            status, words = await self._of_stranger(self.links, scope, is_tried=is_tried)
        else:
            status, words = await self._of_guest(self.links, link, scope, receive, send)
        if not status:
            return
        if is_live:
            socket = WebSocket(scope, receive, send)
            # A browser tells its page the reason of no other refusal than this.
            await socket.accept()
            await socket.close(REVOKED, words)
        else:
            await refused(status, words)(scope, receive, send)

    async def _of_stranger(self, links: Links, scope: Scope, *, is_tried: bool) -> tuple[int, str]:
        """With which status and words somebody without a link, or with a wrong one, is turned away."""
        strangers, address = links.strangers, asked_from(scope)
        if await strangers.are_too_many(address, is_page=False):
            return 429, TOO_MUCH
        if not is_tried:
            return 401, NO_LINK
        return (401, WRONG_LINK) if strangers.wrong.take(address) else (429, TOO_MANY)

    async def _of_guest(
        self, links: Links, link: OpenLink, scope: Scope, receive: Receive, send: Send
    ) -> tuple[int, str]:
        """Do what the link allows, and give no status then; else with which status and words it is refused."""
        is_live = scope["type"] == "websocket"
        needed = "view" if is_live else needed_for(scope["method"], scope["path"])
        scope[SCOPE] = access = Access(link.right, link)
        if not access.allows(needed):
            if await links.strangers.are_too_many(asked_from(scope), is_page=False):
                return 429, TOO_MUCH
            return 403, refusal(link.right, needed)
        if is_live:
            await self.app(scope, receive, send)
            return 0, ""
        # Who sends slowly keeps those waiting at most who send too, not those who read.
        who = link.id, asked_from(scope), scope["method"] in SAFE_METHODS
        if self.turns.is_too_long(who):
            return 429, TOO_MUCH
        async with self.turns.of(who):
            await self.app(scope, receive, send)
        return 0, ""

    def _is_open(self, scope: Scope) -> bool:
        return not scope["path"].startswith(OPEN_PAGES) or (scope["method"], scope["path"]) in OPEN_ROUTES

    def _link(self, scope: Scope) -> tuple[OpenLink | None, bool]:
        """The link that a request came with, and whether it came with any token."""
        assert self.links is not None
        asked = HTTPConnection(scope)
        kind, _, token = asked.headers.get("authorization", "").partition(" ")
        token = token.strip() if kind.lower() == "bearer" else asked.cookies.get(self.cookie, "")
        return (self.links.of_token(token), True) if token else (None, False)


def asked_from(scope: Scope) -> str:
    """The address that a request comes from; '' where that is not known."""
    client: tuple[str, int] | None = scope.get("client")
    return client[0] if client else ""


def refused(status: int, words: str) -> Response:
    """The answer for whoever is not let in."""
    headers = {401: WITH_A_LINK, 429: WAIT_A_LITTLE}.get(status)
    return Response(Problem(message=words).model_dump_json(), status, headers, media_type="application/json")


def _in_time(receive: Receive) -> Receive:
    """What a stranger sends, as long as it comes soon; they count as gone after that."""
    latest = asyncio.get_running_loop().time() + LONGEST_JOINING

    async def received() -> Message:
        try:
            async with asyncio.timeout_at(latest):
                return await receive()
        except TimeoutError:
            return {"type": "http.disconnect"}

    return received
