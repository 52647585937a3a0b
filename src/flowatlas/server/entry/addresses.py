"""What a server is called: the names and addresses that it answers to, and those that its links are made with."""

import re
import socket
from collections.abc import Iterable
from ipaddress import IPv6Address, ip_address
from typing import NamedTuple

LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
"""What this machine calls itself."""

PORTS = {"http": 80, "https": 443}

FAR = ("203.0.113.1", "10.0.0.1", "172.16.0.1", "192.168.0.1", "100.64.0.1", "2001:db8::1", "fd00::1")
"""One address of every kind of network: the way to each shows an address of this machine. Nothing is sent there."""

_HOST = re.compile(r"(?P<host>\[[0-9a-f:.]+\]|[^\s\[\]:/?#@%\\]+)(?::(?P<port>[0-9]{1,5}))?")
_LABELS = re.compile(r"(?!.*\.\.)[a-z0-9_][a-z0-9_.-]*")


class Origin(NamedTuple):
    """Where a page comes from, as browsers tell it: ``host`` has the port unless it is the one of the scheme."""

    scheme: str
    host: str

    def __str__(self) -> str:
        """As it stands before the path of an address."""
        return f"{self.scheme}://{self.host}"


class Names:
    """What a server at a port may be called.

    ``told`` are the names that others know it by, such as ``atlas.local`` or ``https://atlas.example.org``. A server
    that ``is_shared`` answers to every address of this machine as well: by whichever one it was reached.
    """

    def __init__(self, port: int, told: Iterable[str] = (), *, is_shared: bool = False) -> None:
        self.port = port
        self.is_shared = is_shared
        self._told = [named(one, port) for one in told]
        own = [Origin("http", _with_port(host, port, "http")) for host in LOOPBACK]
        self.hosts = {name.host for name in (*own, *self._told)} | ({*LOOPBACK} if port == PORTS["http"] else set())
        self.origins = {str(name) for name in (*own, *self._told)}

    def answers_to(self, host: str, reached: str | None) -> bool:
        """Whether this is us, asked by a ``Host`` such as ``atlas.local:8765`` at an address of this machine."""
        return host in self.hosts or host == self._reached(reached)

    def is_own_page(self, origin: str, reached: str | None) -> bool:
        """Whether a page of this origin is ours."""
        return origin in self.origins or (self.is_shared and origin == f"http://{self._reached(reached)}")

    def addresses(self) -> list[str]:
        """What links may start with, the best first: names that were told, then what this machine finds by itself."""
        found = [str(Origin("http", _with_port(_bracketed(one), self.port, "http"))) for one in found_addresses()]
        return list(dict.fromkeys([*map(str, self._told), *found])) or [self.own_address]

    @property
    def own_address(self) -> str:
        """Where this machine itself finds the server."""
        return str(Origin("http", _with_port(LOOPBACK[0], self.port, "http")))

    def _reached(self, address: str | None) -> str:
        """How a browser names the address of this machine at which it arrived; a foreign name never leads there."""
        return _with_port(_bracketed(address), self.port, "http") if self.is_shared and address else ""


def named(told: str, port: int) -> Origin:
    """The origin that somebody means by a name, an address, or the beginning of a web address.

    Without ``http://`` or ``https://`` it is ours as it is, at our port.

    Raises:
        ValueError: it is none that others could use.

    >>> [str(named(one, 8765)) for one in ("atlas.local", "fd00::2", "https://Atlas.example.org/")]
    ['http://atlas.local:8765', 'http://[fd00::2]:8765', 'https://atlas.example.org']
    """
    scheme, mark, rest = told.strip().partition("://")
    if not mark:
        scheme, rest = "", told.strip()
    rest = _ascii(rest.removesuffix("/"))
    found = _HOST.fullmatch(_bracketed(rest))
    if scheme.lower() not in {"", *PORTS} or found is None or not _is_host(found["host"]):
        raise ValueError(f"“{told}” is no name or address; write one such as atlas.local or https://atlas.example.org")
    if found["host"] in {"0.0.0.0", "[::]"}:  # noqa: S104 - to refuse it
        raise ValueError(f"“{told}” is no address that others can use; leave out --host, and they are found")
    number = int(found["port"]) if found["port"] else PORTS[scheme.lower()] if scheme else port
    if not 0 < number < 65_536:
        raise ValueError(f"“{told}”: there is no port {number}")
    return Origin(scheme.lower() or "http", _with_port(found["host"], number, scheme.lower() or "http"))


def found_addresses() -> list[str]:
    """The addresses of this machine that lead into a network, as this machine knows them itself."""
    found: list[str] = []
    for far in FAR:
        family = socket.AF_INET6 if ":" in far else socket.AF_INET
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                # A datagram socket is only told where it would send; that settles from which address.
                probe.connect((far, 9))
                address = probe.getsockname()[0].partition("%")[0]
        except OSError:
            continue
        kind = ip_address(address)
        if not (kind.is_loopback or kind.is_link_local or kind.is_unspecified):
            found.append(address)
    return list(dict.fromkeys(found))


def _ascii(name: str) -> str:
    """A name as browsers send it: small letters, and signs of other scripts in their long form."""
    try:
        return name.encode("idna").decode().lower() if not name.isascii() else name.lower()
    except UnicodeError:
        return ""


def _is_host(host: str) -> bool:
    if host.startswith("["):
        return _is_six(host[1:-1])
    return bool(_LABELS.fullmatch(host))


def _is_six(address: str) -> bool:
    try:
        IPv6Address(address)
    except ValueError:
        return False
    return True


def _bracketed(address: str) -> str:
    """An address as it stands in a web address."""
    bare = address.partition("%")[0]
    return f"[{bare}]" if _is_six(bare) else address


def _with_port(host: str, port: int, scheme: str) -> str:
    return host if port == PORTS[scheme] else f"{host}:{port}"
