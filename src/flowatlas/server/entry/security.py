"""Who may talk to the server: its own page and programs, and no other site through somebody's browser.

Unless it is shared the server listens on this machine only, but every page that a browser shows can send requests
there; to a shared one with the cookie of whoever looks at that page. Three things keep them out: the host must be ours
by name (so that no foreign name can be pointed here), what changes something or opens a live connection must come from
our own page, and nothing is understood but JSON, which a foreign form cannot send.
"""

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from flowatlas.server.entry.access import SAFE_METHODS
from flowatlas.server.entry.addresses import Names
from flowatlas.server.limits import LARGEST_LOG, LARGEST_MESSAGE
from flowatlas.server.protocol.answers import Problem

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
SANDBOXED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox"
"""For files that people made: they are shown, and run nothing."""

HEADERS = {
    "content-security-policy": CONTENT_POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
HOW_TO_NAME = {
    False: "",
    True: ", and to the addresses of its machine; flowatlas serve --share --host NAME adds another",
}
POLICY_VIOLATION = 1008


class Guard:
    """Turns away what does not come from here, and says in every answer what the browser may do with it."""

    def __init__(self, app: ASGIApp, names: Names) -> None:
        self.app = app
        self.names = names

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        refusal = self._refusal(scope)
        if scope["type"] == "websocket":
            if refusal:
                await WebSocketClose(POLICY_VIOLATION, refusal[1])(scope, receive, send)
            else:
                await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        if refusal:
            status, words = refusal
            response = Response(Problem(message=words).model_dump_json(), status, media_type="application/json")
            await response(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)

    def _refusal(self, scope: Scope) -> tuple[int, str] | None:
        """The status and the reason with which a request is turned away; None where it is welcome."""
        headers = Headers(scope=scope)
        reached = (scope.get("server") or ("",))[0]
        if not self.names.answers_to(headers.get("host", "").lower(), reached):
            return 421, f"this server answers to {_listed(self.names.hosts)} only{HOW_TO_NAME[self.names.is_shared]}"
        is_live = scope["type"] == "websocket"
        is_ours = all(self.names.is_own_page(origin, reached) for origin in headers.getlist("origin"))
        if (is_live or scope["method"] not in SAFE_METHODS) and not is_ours:
            return 403, "this was sent by the page of another site, and is not done"
        if is_live or scope["path"].startswith("/api"):
            site = headers.get("sec-fetch-site", "same-origin")
            if site not in {"same-origin", "none"}:
                return 403, "this was asked for by the page of another site, and is not answered"
        length = headers.get("content-length", "0")
        largest = (
            LARGEST_LOG if scope["path"].startswith("/api/") and scope["path"].endswith("/import") else LARGEST_MESSAGE
        )
        if not length.isdecimal() or int(length[:20]) > largest:
            return 413, f"this is larger than the {largest:,} bytes that one request may have"
        return None


def json_only(asked: HTTPConnection) -> None:
    """Understand nothing but JSON where something is changed; a dependency of routes, which know what changes.

    Raises:
        HTTPException: it is something else.
    """
    kind = asked.headers.get("content-type", "").partition(";")[0].strip().lower()
    if asked.scope.get("method", "GET") not in SAFE_METHODS and kind != "application/json":
        raise HTTPException(415, "send JSON, with the content type application/json")


def _listed(words: Iterable[str]) -> str:
    *most, last = sorted(words)
    return f"{', '.join(most)} or {last}"
