"""One connection of a page: what it looks at, and what it still has to be told."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol

from flowatlas.server.protocol.people import Right
from flowatlas.server.wire.glimpse import Glimpse

MOST_WAITING, MOST_WAITING_BYTES = 2_000, 20_000_000
"""Messages that may wait for a connection, and their size; one further behind is closed, and starts anew when back."""

MOST_AHEAD = 8
"""Previews that may wait for a connection."""

SLOWEST = 20.0
"""Seconds that one frame may take."""

MOVING = 0.04
"""Seconds for which nothing more is told of where people are."""


class Shown(Protocol):
    """What a room shows: the newest of everything, however much was before it."""

    def figures_after(self, revision: int) -> tuple[int, str] | None:
        """The figures, with their revision, where they are newer than this one."""

    def picture_after(self, view: str, revision: int) -> tuple[int, str] | None:
        """A view's picture, with its revision, where it is newer: what differs, or the whole of it."""

    def people_after(self, revision: int, session: str) -> tuple[int, str] | None:
        """Who is here and where, with the revision, as a session is told it: what is newer than this revision."""

    def meeting_after(self, before: Glimpse | None, session: str) -> tuple[Glimpse, str] | None:
        """The session of the group as one of the people may see it, where it is newer than what they saw of it."""


class TooSlowError(Exception):
    """A connection cannot follow."""


class EndedError(Exception):
    """A connection is to be closed, once all was told; the message says why."""


class Listener:
    """A connection by its session, what it may do, and the link that it came with (``''``: none was needed).

    Messages are told in order and none is left out. Of pictures, figures and people only the newest are sent: whoever
    is slow sees fewer of them, and nobody waits for anybody. All that there is to tell goes out as one frame, the
    figures behind the pictures, so that it can be shown together.
    """

    def __init__(
        self, session: str, shown: Shown, send: Callable[[str], Awaitable[None]], right: Right = "host", link: str = ""
    ) -> None:
        self.session = session
        self.right: Right = right
        self.link = link
        self.views: list[str] = []
        self._shown = shown
        self._send = send
        self._waiting: deque[str] = deque()
        self._size = 0
        self._ahead: deque[str] = deque(maxlen=MOST_AHEAD)
        self._seen: dict[str, int] = {}
        self._seen_figures = self._seen_people = 0
        self._seen_meeting: Glimpse | None = None
        self._something = asyncio.Event()
        self._moved_at = -MOVING
        self._is_behind = False
        self._ended: str | None = None

    def tell(self, message: str) -> None:
        """Send a message when its turn comes."""
        self.keep(message)
        self._something.set()

    def keep(self, message: str) -> None:
        """Have a message for the next frame, whenever that goes out."""
        self._is_behind |= len(self._waiting) >= MOST_WAITING or self._size > MOST_WAITING_BYTES
        self._waiting.append(message)
        self._size += len(message)

    def end(self, reason: str) -> None:
        """Close the connection after what there is to tell."""
        self._ended = reason
        self._something.set()

    def refresh(self) -> None:
        """Look whether there is anything newer to show."""
        self._something.set()

    def show_ahead(self, preview: str) -> None:
        """Send a preview, unless too many newer ones take its place before it is sent."""
        self._ahead.append(preview)
        self._something.set()

    def seen(self, view: str) -> int:
        """The revision of a view's picture that was sent last; 0 where none was."""
        return self._seen.get(view, 0)

    def look(self, views: list[str]) -> None:
        """Look at these views from now on; each is sent whole first."""
        self.views = list(dict.fromkeys(views))
        self._seen = {}
        self._something.set()

    async def follow(self) -> None:
        """Send what there is to tell, for as long as the connection lasts.

        Raises:
            TooSlowError: the other side takes less than it is sent.
            EndedError: there is nothing more to look at.
        """
        while True:
            await self._something.wait()
            self._something.clear()
            if self._is_behind:
                raise TooSlowError
            messages = list(self._messages())
            if messages:
                try:
                    async with asyncio.timeout(SLOWEST):
                        await self._send(messages[0] if len(messages) == 1 else f"[{','.join(messages)}]")
                except TimeoutError:
                    raise TooSlowError from None
            if self._ended is not None and not self._waiting:
                raise EndedError(self._ended)

    def _messages(self) -> Iterator[str]:
        """All that there is to tell now, the newest of everything included."""
        yield from self._waiting
        self._waiting.clear()
        self._size = 0
        # They differ from the pictures that were sent; newer ones behind them take their place.
        yield from self._ahead
        self._ahead.clear()
        for view in self.views:
            if found := self._shown.picture_after(view, self._seen.get(view, 0)):
                self._seen[view], message = found
                yield message
        if found := self._shown.figures_after(self._seen_figures):
            self._seen_figures, message = found
            yield message
        if news := self._shown.meeting_after(self._seen_meeting, self.session):
            self._seen_meeting, message = news
            yield message
        yield from self._people()

    def _people(self) -> Iterator[str]:
        """Who is here, where it is time to tell it again; `Room` has everybody look again then."""
        now = asyncio.get_running_loop().time()
        if now < self._moved_at + MOVING:
            return
        if found := self._shown.people_after(self._seen_people, self.session):
            self._moved_at = now
            self._seen_people, message = found
            yield message
