"""The page itself: built files, and the colours of pictures as a style sheet."""

from functools import cache
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from flowatlas.drawing.style import LOOKS, PALETTE, Theme

STATIC = Path(__file__).parent.parent / "static"
"""Where the build of the page puts it."""

NOT_BUILT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Flow Atlas</title>'
    "<h1>The page is not built yet</h1>"
    "<p>Run <code>python hatch_build.py</code> where the sources are, and load this page again. "
    "Everything under <code>/api</code> works without it.</p></html>"
)


class Assets(StaticFiles):
    """Files whose names change with their content, so that a browser may keep them."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be kept for a year."""
        response = await super().get_response(path, scope)
        if response.status_code < 400:
            response.headers["cache-control"] = "public, max-age=31536000, immutable"
        return response


JOIN = "/join"
"""Where links lead: the page, with the token behind the ``#``, which browsers send to nobody."""


def page_routes() -> list[BaseRoute]:
    """The page at the home address, at that of every atlas and where links lead, its assets, and its other files.

    It is the same for everybody, also for whoever has no link: it shows nothing before it was let in.
    """
    return [
        Route("/", _page),
        Route("/atlas/{key:path}", _page),
        Route(JOIN, _page),
        Mount("/assets", Assets(directory=STATIC / "assets", check_dir=False)),
        Route("/{name}", _file),
    ]


async def _page(_request: Request) -> Response:
    page = STATIC / "index.html"
    return FileResponse(page, media_type="text/html") if page.is_file() else HTMLResponse(NOT_BUILT, 503)


async def _file(request: Request) -> Response:
    """A file beside the page, such as its icon."""
    from starlette.exceptions import HTTPException

    known = {file.name: file for file in STATIC.glob("*") if file.is_file() and file.name != "index.html"}
    if request.path_params["name"] not in known:
        raise HTTPException(404)
    return FileResponse(known[request.path_params["name"]])


@cache
def looks_sheet() -> str:
    """Colours and roles of pictures as a style sheet: light, dark where the page or else the machine says so."""
    light, dark = (
        "".join(f"--{name}:{pair[theme is Theme.DARK]};" for name, pair in PALETTE.items()) for theme in Theme
    )
    lines = [
        f":root{{{light}}}",
        f"@media (prefers-color-scheme:dark){{:root:not([data-theme]){{{dark}}}}}",
        f"[data-theme=light]{{{light}}}",
        f"[data-theme=dark]{{{dark}}}",
    ]
    for role, look in LOOKS.items():
        fill = f"var(--{look.fill})" if look.fill else "none"
        stroke = f"stroke:var(--{look.stroke});stroke-width:{look.width:g}" if look.stroke else "stroke:none"
        dash = f";stroke-dasharray:{look.dash}" if look.dash else ""
        lines.append(f".role-{role}{{fill:{fill};{stroke}{dash}}}")
        if look.stroke:
            lines.append(f".role-{role}.head{{fill:var(--{look.stroke});stroke:none}}")
    return "\n".join(lines) + "\n"
