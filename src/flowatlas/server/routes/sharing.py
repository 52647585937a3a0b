"""The routes for sharing: to come in with a link, and for hosts to make links and take them back."""

from io import BytesIO
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from starlette.exceptions import HTTPException

from flowatlas.model.errors import EditRefusedError
from flowatlas.server.entry.access import Access, access_of
from flowatlas.server.entry.addresses import Names
from flowatlas.server.entry.entrance import TOO_MANY, WAIT_A_LITTLE, WITH_A_LINK, WRONG_LINK, asked_from, cookie_name
from flowatlas.server.entry.links import Links, OpenLink
from flowatlas.server.entry.security import SANDBOXED, json_only
from flowatlas.server.protocol.people import Joined, Joining, LinkOf, NewLink, Sharing
from flowatlas.server.routes.page import JOIN
from flowatlas.server.routes.problems import described

LARGEST_JOINING = 4_000
COOKIE_SECONDS = 30 * 24 * 3600

sharing = APIRouter(prefix="/api", dependencies=[Depends(json_only)], responses=described(401, 403, 421, 422, 500))

With: TypeAlias = Annotated[Access, Depends(access_of)]


class Shared:
    """What this server is open for: its names, its links if it is shared, and the page that they lead to."""

    def __init__(self, names: Names, links: Links | None, page: str) -> None:
        self.names = names
        self.links = links
        self.page = page

    def told(self, access: Access) -> Sharing:
        """What somebody is told of it; the links are for hosts."""
        shown = self.links.all() if self.links and access.allows("host") else []
        bases = self.names.addresses() if shown else []
        links = [self._told(link, bases) for link in shown]
        return Sharing(is_shared=self.links is not None, right=access.right, links=links)

    def to_change(self) -> Links:
        """The links, where there are any.

        Raises:
            EditRefusedError: this server is for this machine alone.
        """
        if self.links is None:
            raise EditRefusedError("this server is for this machine alone; start it with flowatlas serve --share")
        return self.links

    def _told(self, link: OpenLink, bases: list[str]) -> LinkOf:
        return LinkOf(
            id=link.id,
            right=link.right,
            name=link.kept.name,
            made_at=link.kept.made_at,
            addresses=[link_to(base, link.kept.token) for base in bases],
            people=link.people,
        )


def link_to(base: str, token: str) -> str:
    """The address of the page with a token."""
    return f"{base}{JOIN}#{token}"


def shared_of(request: Request) -> Shared:
    """What this server is open for."""
    found: Shared = request.app.state.shared
    return found


Here: TypeAlias = Annotated[Shared, Depends(shared_of)]


@sharing.post("/join", tags=["sharing"], responses=described(400, 413, 415, 429), max_body_size=LARGEST_JOINING)
async def join(joining: Joining, request: Request, response: Response, shared: Here) -> Joined:
    """Come in with the token of a link: the answer sets a cookie that only the server reads."""
    if shared.links is None:
        return Joined(right="host", page=shared.page)
    link = shared.links.admit(joining.token)
    if link is None:
        if not shared.links.strangers.wrong.take(asked_from(request.scope)):
            raise HTTPException(429, TOO_MANY, WAIT_A_LITTLE)
        raise HTTPException(401, WRONG_LINK, WITH_A_LINK)
    response.set_cookie(
        cookie_name(shared.names.port),
        link.kept.token,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="strict",
        # The proxy before us speaks https with the browser, which tells so by the origin of its page.
        secure=request.headers.get("origin", "").startswith("https://"),
    )
    return Joined(right=link.right, page=shared.page)


@sharing.get("/sharing", tags=["sharing"])
async def how_it_is_shared(shared: Here, access: With) -> Sharing:
    """Whether others can come in, what you may do, and for hosts the links."""
    return shared.told(access)


@sharing.post("/links", tags=["sharing"], status_code=201, responses=described(400, 409, 413, 415, 507))
async def make_link(wanted: NewLink, shared: Here, access: With) -> Sharing:
    """Make a link; answered with all of them."""
    await shared.to_change().make(wanted.right, wanted.name)
    return shared.told(access)


@sharing.get(
    "/links/{id}/code.svg",
    tags=["sharing"],
    response_class=Response,
    responses={200: {"content": {"image/svg+xml": {}}}, **described(404)},
)
async def code_of_link(
    link_id: Annotated[str, Path(alias="id", max_length=64)],
    shared: Here,
    access: With,
    address: Annotated[int, Query(ge=0, le=50, description="Which of its addresses, from 0.")] = 0,
) -> Response:
    """A link as a QR code, for a phone's camera."""
    found = next((link for link in shared.told(access).links if link.id == link_id), None)
    if found is None or address >= len(found.addresses):
        raise HTTPException(404, "there is no such link, or it has no such address; GET /api/sharing lists them")
    return Response(
        drawn_code(found.addresses[address]),
        media_type="image/svg+xml",
        headers={"content-security-policy": SANDBOXED},
    )


def drawn_code(words: str) -> bytes:
    """Words as a QR code, an SVG picture: black on white in both themes, as cameras want it."""
    import segno

    drawn = BytesIO()
    segno.make_qr(words, error="m").save(drawn, kind="svg", scale=6, dark="#000", light="#fff", xmldecl=False)
    return drawn.getvalue()


@sharing.delete("/links/{id}", tags=["sharing"], responses=described(404, 409, 415, 507))
async def take_link_back(
    link_id: Annotated[str, Path(alias="id", max_length=64)], shared: Here, access: With
) -> Sharing:
    """Take a link back: whoever is connected by it is not any more; answered with those that are left."""
    await shared.to_change().revoke(link_id)
    return shared.told(access)
