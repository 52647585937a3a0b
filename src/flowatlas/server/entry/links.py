"""The links to a server that is shared: which token opens what, who uses it, and how one is taken back."""

import asyncio
import hmac
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import cast

from flowatlas.model.errors import EditRefusedError, NoAtlasError
from flowatlas.server.entry.strangers import Allowances, Strangers
from flowatlas.server.limits import MOST_CONNECTIONS
from flowatlas.server.protocol.people import RIGHTS, Right
from flowatlas.store.links import Link, links_path, read_links, write_links

TOKEN_BYTES = 20
"""160 bits, which nobody guesses; told in letters and digits, of which no chat cuts any off."""

MOST_LINKS = 100
MOST_BY_ONE_LINK = MOST_CONNECTIONS * 3 // 4
"""Connections: whoever opens all that they can by their link leaves room for those who have another."""

MOST_OPENED, OPENED_A_SECOND = MOST_BY_ONE_LINK, 5.0
"""Connections that one address may open by a link at once, as after a restart, and how many more a second."""

TICKET_SECONDS = 120.0
REVOKED = 4403
"""With this code a connection is closed whose link was taken back, or that has none."""


class OpenLink:
    """A link while the server runs; ``revoked`` is set once it is taken back."""

    def __init__(self, kept: Link) -> None:
        self.kept = kept
        self.revoked = asyncio.Event()
        self.opened = Allowances(MOST_OPENED, OPENED_A_SECOND)
        self._sessions: Counter[str] = Counter()

    @property
    def id(self) -> str:
        """What it is called; this is no secret."""
        return self.kept.id

    @property
    def right(self) -> Right:
        """What it allows."""
        return cast("Right", self.kept.right)

    @property
    def is_revoked(self) -> bool:
        """Whether it was taken back."""
        return self.revoked.is_set()

    @property
    def people(self) -> int:
        """How many are connected by it."""
        return len(self._sessions)

    @property
    def is_crowded(self) -> bool:
        """Whether so many are connected by it that the others need what is left."""
        return self._sessions.total() >= MOST_BY_ONE_LINK

    def takes_in(self, address: str) -> bool:
        """Whether somebody may open one more connection: not while it is crowded, nor again and again."""
        return not self.is_crowded and self.opened.take(address)

    @contextmanager
    def used_by(self, session: str) -> Iterator[None]:
        """Count somebody in, as long as they are connected."""
        self._sessions[session] += 1
        try:
            yield
        finally:
            self._sessions[session] -= 1
            self._sessions += Counter()


class Links:
    """All links that are valid now, kept in a file so that they stay valid after a restart.

    There is one of each right at least after the start.
    """

    def __init__(self, path: Path, kept: list[Link]) -> None:
        self.strangers = Strangers()
        self._path = path
        self._links = {one.id: OpenLink(one) for one in kept if one.right in RIGHTS}
        self._tickets: dict[bytes, float] = {}
        self._writing = asyncio.Lock()

    @classmethod
    def opened(cls, root: Path, *, is_new: bool = False) -> "Links":
        """The links to a folder or an atlas file, with one for each right; ``is_new`` throws those before away.

        Raises:
            FlowAtlasError: the file of links cannot be read or written.
        """
        path = links_path(root)
        kept = [] if is_new else read_links(path)
        there = {one.right for one in kept}
        kept += [_made(right, "") for right in RIGHTS if right not in there]
        write_links(path, kept)
        return cls(path, kept)

    def all(self) -> list[OpenLink]:
        """All that are valid, in the order in which they were made."""
        return list(self._links.values())

    def first(self, right: Right) -> OpenLink:
        """The oldest link of a right."""
        return next(one for one in self.all() if one.right == right)

    def of_token(self, token: str) -> OpenLink | None:
        """The link with this token; how long it takes to find tells nothing about any token."""
        digest = _digest(token)
        found = None
        for one in self._links.values():
            # Every one is compared, also after the right one; digests have one length.
            found = one if hmac.compare_digest(_digest(one.kept.token), digest) else found
        return found

    def ticket(self) -> str:
        """A token for the page that the server itself opens: it works once, and not for long.

        Other users of this machine can see with what a browser is started, so that it is none of the links.
        """
        ticket = secrets.token_hex(TOKEN_BYTES)
        self._tickets[_digest(ticket)] = monotonic() + TICKET_SECONDS
        return ticket

    def admit(self, token: str) -> OpenLink | None:
        """The link that somebody comes in with, by its token or a ticket that is used up by it."""
        digest = _digest(token)
        link = self.of_token(token)
        used = [known for known in self._tickets if hmac.compare_digest(known, digest)]
        is_ticket = any(self._tickets.pop(known) > monotonic() for known in used)
        return self.first("host") if is_ticket else link

    async def make(self, right: Right, name: str) -> OpenLink:
        """Make a link.

        Raises:
            EditRefusedError: there are too many.
            FileUnwritableError: it cannot be kept, so that it was not made.
        """
        if len(self._links) >= MOST_LINKS:
            raise EditRefusedError(
                f"there are {MOST_LINKS} links, the most there may be; take back one that is not used"
            )
        link = OpenLink(_made(right, name))
        self._links[link.id] = link
        try:
            await self._keep()
        except BaseException:
            self._links.pop(link.id, None)
            link.revoked.set()
            raise
        return link

    async def revoke(self, link_id: str) -> None:
        """Take a link back: it opens nothing from now on, and whoever is connected by it is not any more.

        Raises:
            NoAtlasError: there is none.
            EditRefusedError: it is the only one of a host.
            FileUnwritableError: it is taken back until the server ends, and valid again after that.
        """
        link = self._links.get(link_id)
        if link is None:
            raise NoAtlasError("there is no such link; it may have been taken back already")
        if link.right == "host" and sum(one.right == "host" for one in self.all()) == 1:
            raise EditRefusedError("this is the only link of a host; make another one first, or start with --new-links")
        del self._links[link_id]
        link.revoked.set()
        await self._keep()

    async def _keep(self) -> None:
        async with self._writing:
            await asyncio.to_thread(write_links, self._path, [one.kept for one in self.all()])


def _made(right: Right, name: str) -> Link:
    made_at = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Link(secrets.token_hex(6), right, name, made_at, secrets.token_hex(TOKEN_BYTES))


def _digest(token: str) -> bytes:
    return sha256(token.encode(errors="surrogatepass")).digest()
