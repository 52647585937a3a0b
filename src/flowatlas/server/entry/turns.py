"""Taking turns: whoever asks for much at once waits for themselves, not the others for them."""

import asyncio
from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager

MOST_AT_ONCE = 8
"""Answers that are worked out at once for one link at one address; browsers ask for six."""

MOST_IN_LINE = 300
"""Requests that may wait behind them."""


class Line:
    """Those who wait at one door."""

    def __init__(self) -> None:
        self.turn = asyncio.Semaphore(MOST_AT_ONCE)
        self.length = 0


class Turns:
    """A line for everybody who asks, by what tells them apart."""

    def __init__(self) -> None:
        self._lines: dict[Hashable, Line] = {}

    def is_too_long(self, who: Hashable) -> bool:
        """Whether somebody has more requests waiting than anybody needs."""
        return who in self._lines and self._lines[who].length >= MOST_IN_LINE

    @asynccontextmanager
    async def of(self, who: Hashable) -> AsyncIterator[None]:
        """Wait for a turn, and have it."""
        line = self._lines.setdefault(who, Line())
        line.length += 1
        try:
            async with line.turn:
                yield
        finally:
            line.length -= 1
            if not line.length:
                del self._lines[who]
