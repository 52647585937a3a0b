"""One connection of a page: what it looks at, and what it still has to be told."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from typing import Protocol

MOST_WAITING = 2_000
"""Messages that may wait for a connection; one that is further behind is closed, and catches up when it is back."""

SLOWEST = 20.0
"""Seconds that one message may take."""


class Shown(Protocol):
    """What a room shows: the newest figures and pictures, however many were before them."""

    def figures_after(self, revision: int) -> tuple[int, str] | None:
        """The figures, with their revision, where they are newer than this one."""

    def picture_after(self, view: str, revision: int) -> tuple[int, str] | None:
        """A view's picture, with its revision, where it is newer: what differs, or the whole of it."""


class TooSlowError(Exception):
    """A connection cannot follow."""


class EndedError(Exception):
    """A connection is to be closed, once all was told; the message says why."""


class Listener:
    """A connection by its session.

    Messages are told in order and none is left out. Of pictures and figures only the newest are sent: whoever is slow
    sees fewer of them, and nobody waits for anybody. The figures come last, so that all of it can be shown together.
    """

    def __init__(self, session: str, shown: Shown, send: Callable[[str], Awaitable[None]]) -> None:
        self.session = session
        self.views: list[str] = []
        self._shown = shown
        self._send = send
        self._waiting: deque[str] = deque()
        self._seen: dict[str, int] = {}
        self._seen_figures = 0
        self._turn = 0
        self._something = asyncio.Event()
        self._is_behind = False
        self._ended: str | None = None

    def tell(self, message: str) -> None:
        """Send a message when its turn comes."""
        self._is_behind = self._is_behind or len(self._waiting) >= MOST_WAITING
        self._waiting.append(message)
        self._something.set()

    def end(self, reason: str) -> None:
        """Close the connection after what there is to tell."""
        self._ended = reason
        self._something.set()

    def refresh(self) -> None:
        """Look whether there are newer figures or pictures."""
        self._something.set()

    def look(self, views: list[str]) -> None:
        """Look at these views from now on; each is sent whole first."""
        self.views = list(dict.fromkeys(views))
        self._seen = {}
        self._turn = 0
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
            for message in self._messages():
                try:
                    async with asyncio.timeout(SLOWEST):
                        await self._send(message)
                except TimeoutError:
                    raise TooSlowError from None

    def _messages(self) -> Iterator[str]:
        while True:
            if self._is_behind:
                raise TooSlowError
            if self._waiting:
                yield self._waiting.popleft()
            elif self._ended is not None:
                raise EndedError(self._ended)
            elif message := self._newest():
                yield message
            else:
                return

    def _newest(self) -> str | None:
        """The next newer picture, or the figures: each has its turn, however fast newer ones of another come."""
        while self._turn <= len(self.views):
            at, self._turn = self._turn, self._turn + 1
            message = self._picture(self.views[at]) if at < len(self.views) else self._figures()
            if message is not None:
                return message
        self._turn = 0
        return None

    def _figures(self) -> str | None:
        found = self._shown.figures_after(self._seen_figures)
        if found is None:
            return None
        self._seen_figures, message = found
        return message

    def _picture(self, view: str) -> str | None:
        found = self._shown.picture_after(view, self._seen.get(view, 0))
        if found is None:
            return None
        self._seen[view], message = found
        return message
