"""``flowatlas serve``: work on maps in the browser, alone or with others."""

import errno
import os
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowatlas.cli.terminal import heading, say
from flowatlas.model.errors import FileUnreadableError, FlowAtlasError
from flowatlas.model.path import join
from flowatlas.model.registry import load_plug_ins

if TYPE_CHECKING:
    from flowatlas.server.entry.addresses import Names
    from flowatlas.server.entry.links import Links

HOST = "127.0.0.1"
EVERYWHERE, EVERYWHERE_6 = "0.0.0.0", "::"  # noqa: S104 - asked for by --share
PORT = 8765
MOST_TRIED = 20
BACKLOG = 128

FOR = {
    "edit": "to edit",
    "comment": "to look, comment, and take part in sessions",
    "view": "to look",
}
"""What each link is for, as it is printed."""

NOT_PRIVATE = (
    "Others on the network can read along: http is not encrypted. For https put a proxy in front of it, and name it: "
    "--host https://NAME"
)
"""What everybody should know who shares without https."""


@click.command
@click.argument("place", default=".", metavar="[FILE or FOLDER]")
@click.option("--port", type=click.IntRange(1, 65_535), help=f"Where to listen; else {PORT}, or the next free one.")
@click.option("--browser/--no-browser", default=True, help="Whether to open the page in a browser.")
@click.option("--share", is_flag=True, help="Let others in, over the network, with links that are printed.")
@click.option(
    "--host",
    "hosts",
    multiple=True,
    metavar="NAME",
    help="With --share: the name or address that others use, such as atlas.local or https://atlas.example.org, where "
    "a proxy or tunnel stands in front; can be given several times.",
)
@click.option("--new-links", is_flag=True, help="With --share: throw away the links that were given out before.")
def serve(place: str, *, port: int | None, browser: bool, share: bool, hosts: tuple[str, ...], new_links: bool) -> None:
    """Open maps in the browser: edit together, and see the figures move.

    FILE is one atlas; FOLDER is where several are, the current one by default. It listens on this machine only, keeps
    every change in the files, and stops with Ctrl-C. With --share others can come in, and only with a link.
    """
    for option, is_given in (("--host", hosts), ("--new-links", new_links)):
        if is_given and not share:
            raise click.UsageError(f"{option} is for --share: without it nobody else can come in.")
    root = Path(place)
    first = _first_page(root)
    load_plug_ins()
    with ExitStack() as opened:
        listening = [opened.enter_context(one) for one in _listening(port, is_shared=share)]
        names = _names(listening[0].getsockname()[1], hosts, is_shared=share)
        links = opened.enter_context(_links(root, is_new=new_links)) if share else None
        _run(root, listening, names, links, first, opens_browser=browser and _has_display())


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


def _names(port: int, hosts: tuple[str, ...], *, is_shared: bool) -> "Names":
    """What the server is called.

    Raises:
        BadParameter: a name is none.
    """
    from flowatlas.server.entry.addresses import Names

    try:
        return Names(port, hosts, is_shared=is_shared)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--host") from None


@contextmanager
def _links(root: Path, *, is_new: bool) -> "Iterator[Links]":
    """The links to what is served, as long as it is.

    Raises:
        FlowAtlasError: they cannot be kept, or somebody else gives out links to the same place.
    """
    from flowatlas.server.entry.links import Links
    from flowatlas.store.links import links_path, only_here

    with only_here(links_path(root)):
        yield Links.opened(root, is_new=is_new)


def _listening(port: int | None, *, is_shared: bool) -> list[socket.socket]:
    """Sockets that listen at this port of this machine, or at the first free one.

    Raises:
        FlowAtlasError: the port is taken, or is not for us.
    """
    tried = [port] if port else range(PORT, PORT + MOST_TRIED)
    for number in tried:
        try:
            return _opened(number, is_shared=is_shared)
        except OSError as error:
            if error.errno != errno.EADDRINUSE or port:
                why = "something else listens there" if error.errno == errno.EADDRINUSE else "it is not for everybody"
                raise FlowAtlasError(
                    f"port {number} cannot be used: {why}; leave out --port, or name another"
                ) from None
    raise FlowAtlasError(f"ports {PORT} to {PORT + MOST_TRIED - 1} are all taken; name a free one with --port")


def _opened(port: int, *, is_shared: bool) -> list[socket.socket]:
    """Sockets at a port: of this machine only, or of the network, in both kinds of addresses where there are both.

    Raises:
        OSError: the port is taken, or is not for us.
    """
    first = _bound(socket.AF_INET, EVERYWHERE if is_shared else HOST, port)
    if not is_shared:
        return [first]
    with suppress(OSError):  # A machine without IPv6, or where something else listens there, has one kind only.
        return [first, _bound(socket.AF_INET6, EVERYWHERE_6, port)]
    return [first]


def _bound(family: socket.AddressFamily, host: str, port: int) -> socket.socket:
    # Without its protocol asyncio does not see that it is TCP, and small messages would wait for each other.
    opened = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.bind((host, port))
        opened.listen(BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _has_display() -> bool:
    return sys.platform in {"darwin", "win32"} or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _shown(names: "Names", links: "Links") -> Iterator[str]:
    """The lines that say how others come in."""
    from flowatlas.server.routes.sharing import link_to

    best, *more = names.addresses()
    yield heading("Shared with whoever has one of these links")
    yield ""
    yield "for you, the host: it opens everything, and says who else may come in"
    yield f"  {link_to(names.own_address, links.first('host').kept.token)}"
    for right, words in FOR.items():
        yield words
        yield f"  {link_to(best, links.first(right).kept.token)}"  # type: ignore[arg-type]
    yield ""
    if best == names.own_address:
        yield "This machine has no address in a network now, so that nobody else can come in."
    if more:
        yield f"The links work with these in place of {best}, too: {', '.join(more)}"
    if any(one.startswith("http://") for one in (best, *more)):
        yield NOT_PRIVATE
    yield "The links stay valid until you take them back on the page, or start with --new-links. Ctrl-C stops it."


def _run(
    root: Path,
    listening: list[socket.socket],
    names: "Names",
    links: "Links | None",
    first: str,
    *,
    opens_browser: bool,
) -> None:
    """Serve until somebody stops it."""
    import uvicorn

    from flowatlas.server.app import application
    from flowatlas.server.entry.patience import Impatient, ImpatientLive, many_files, quiet
    from flowatlas.server.limits import LARGEST_MESSAGE
    from flowatlas.server.routes.sharing import link_to

    class Server(uvicorn.Server):
        """Says where it is once it answers."""

        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                for line in (
                    [f"{names.own_address}{first}  (Ctrl-C stops it)"] if links is None else _shown(names, links)
                ):
                    say(line)
                sys.stdout.flush()
                if opens_browser:
                    import webbrowser

                    ticket = "" if links is None else links.ticket()
                    webbrowser.open(link_to(names.own_address, ticket) if ticket else f"{names.own_address}{first}")

    many_files()
    quiet()
    app = application(root, names, links=links, tell_unsaved=lambda words: click.echo(words, err=True))
    server = Server(
        uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            lifespan="on",
            http=Impatient,
            ws=ImpatientLive,
            ws_max_size=LARGEST_MESSAGE,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=3,
        )
    )
    # Ctrl-C is how it is stopped, so that it is no failure.
    with suppress(KeyboardInterrupt):
        server.run(listening)
