"""``flowatlas serve``: work on maps in the browser."""

import errno
import os
import socket
import sys
from contextlib import suppress
from pathlib import Path

import click

from flowatlas.cli.terminal import say
from flowatlas.model.errors import FileUnreadableError, FlowAtlasError
from flowatlas.model.path import join
from flowatlas.model.registry import load_plug_ins

HOST = "127.0.0.1"
PORT = 8765
MOST_TRIED = 20
BACKLOG = 128


@click.command
@click.argument("place", default=".", metavar="[FILE or FOLDER]")
@click.option("--port", type=click.IntRange(1, 65_535), help=f"Where to listen; else {PORT}, or the next free one.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the page in a browser.")
def serve(place: str, *, port: int | None, browser: bool) -> None:
    """Open maps in the browser: edit together, and see the figures move.

    FILE is one atlas; FOLDER is where several are, the current one by default. It listens on this machine only, keeps
    every change in the files, and stops with Ctrl-C.
    """
    root = Path(place)
    first = _first_page(root)
    load_plug_ins()
    listening = _listening(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}"
    _run(root, listening, f"{address}{first}", opens_browser=browser and _has_display())


def _first_page(root: Path) -> str:
    """The page to open first: the atlas, if a file was named.

    Raises:
        FileUnreadableError: there is nothing, or the file is no atlas.
    """
    if root.is_dir():
        return "/"
    if not root.exists():
        raise FileUnreadableError(f"{root} is not there; name a folder, or start an atlas with flowatlas new {root}")
    if root.suffix.lower() not in {".yaml", ".yml"}:
        raise FileUnreadableError(f"{root} is no atlas; an atlas is a text file that ends in .yaml")
    return f"/atlas/{join(root.name)}"


def _listening(port: int | None) -> socket.socket:
    """A socket that listens at this port of this machine, or at the first free one.

    Raises:
        FlowAtlasError: the port is taken, or is not for us.
    """
    tried = [port] if port else range(PORT, PORT + MOST_TRIED)
    for number in tried:
        # Without its protocol asyncio does not see that it is TCP, and small messages would wait for each other.
        opened = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            opened.bind((HOST, number))
            opened.listen(BACKLOG)
        except OSError as error:
            opened.close()
            if error.errno != errno.EADDRINUSE or port:
                why = "something else listens there" if error.errno == errno.EADDRINUSE else "it is not for everybody"
                raise FlowAtlasError(
                    f"port {number} cannot be used: {why}; leave out --port, or name another"
                ) from None
        else:
            return opened
    raise FlowAtlasError(f"ports {PORT} to {PORT + MOST_TRIED - 1} are all taken; name a free one with --port")


def _has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _run(root: Path, listening: socket.socket, address: str, *, opens_browser: bool) -> None:
    """Serve until somebody stops it."""
    import uvicorn

    from flowatlas.server.app import application
    from flowatlas.server.limits import LARGEST_MESSAGE

    class Server(uvicorn.Server):
        """Says where it is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                say(f"{address}  (Ctrl-C stops it)")
                sys.stdout.flush()
                if opens_browser:
                    import webbrowser

                    webbrowser.open(address)

    app = application(root, listening.getsockname()[1], tell_unsaved=lambda words: click.echo(words, err=True))
    server = Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            ws="websockets-sansio",
            ws_max_size=LARGEST_MESSAGE,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=3,
        )
    )
    # Ctrl-C is how it is stopped, so that it is no failure.
    with suppress(KeyboardInterrupt):
        server.run([listening])
