"""Rounds: when everybody who listens is told what there is; at once where it is quiet, together where much happens."""

import asyncio
from collections.abc import Callable

EACH = 0.0004
"""Seconds between two rounds for each one who listens: a frame takes the server a quarter of that."""

REST = 2.0
"""Times as long as a round took the next one comes after it: half of the time is left to what people do, however little
of a processor there is, so that they see fewer pictures a second and not older and older ones."""

BURST = 3.0
"""Rounds that may follow each other at once after a pause."""


class Rounds:
    """Goes round when there is something to tell, as often as the number of listeners allows.

    What answers a change comes in two parts, the change and then the picture with the figures. One round is always left
    for the second, so that under many changes the first waits for it and both are one frame.
    """

    def __init__(self, go: Callable[[], None], listeners: Callable[[], int]) -> None:
        self._go = go
        self._listeners = listeners
        self._loop = asyncio.get_running_loop()
        self._left = BURST
        self._at = self._loop.time()
        self._took = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def soon(self) -> None:
        """There is something that may wait a moment for what comes behind it."""
        self._call(2.0)

    def now(self) -> None:
        """There is something that nothing else is expected to follow."""
        self._call(1.0)

    def _call(self, needed: float) -> None:
        now, pause = self._loop.time(), max(EACH * max(1, self._listeners()), REST * self._took)
        self._left = min(BURST, self._left + (now - self._at) / pause)
        self._at = now
        if self._left >= needed:
            self._round()
            return
        due = now + (needed - self._left) * pause
        if self._timer is None or self._timer.when() > due:
            self._cancel()
            self._timer = self._loop.call_at(due, self._again, needed)

    def _again(self, needed: float) -> None:
        """Go round now, or later where more people came meanwhile; a clock that is a little early does no harm."""
        self._timer = None
        self._call(needed - 0.01)

    def _round(self) -> None:
        self._cancel()
        self._left -= 1
        began = self._loop.time()
        self._go()
        # Whoever listens was woken by this, and tells before what is called behind them.
        self._loop.call_soon(self._told, began)

    def _told(self, began: float) -> None:
        self._took = self._loop.time() - began

    def _cancel(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
