"""Progress: one line on standard error while something takes longer than a moment, gone at the end."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic

from flowatlas.cli.terminal import shortened

PATIENCE = 1.0
"""Seconds after which somebody wonders whether anything happens at all."""

INTERVAL = 0.1
WIDTH = 20
COLUMNS = 78


@contextmanager
def progress(clock: Callable[[], float] = monotonic) -> Iterator["Line"]:
    """A line that shows on a terminal what goes on."""
    line = Line(clock)
    try:
        yield line
    finally:
        line.erase()


class Line:
    """A line that is written over again and again."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._is_shown = sys.stderr.isatty()
        self._next = clock() + PATIENCE
        self._is_there = False

    def tell(self, what: str, share: float) -> None:
        """Show what goes on and how far it is, 0 to 1 (negative: nobody knows)."""
        if not self._is_shown or self._clock() < self._next:
            return
        self._next = self._clock() + INTERVAL
        done = round(WIDTH * min(share, 1.0)) if share >= 0 else 0
        bar = f"{'█' * done}{'░' * (WIDTH - done)} {min(share, 1.0):4.0%}  " if share >= 0 else ""
        sys.stderr.write(f"\r\x1b[K{shortened(bar + what, COLUMNS)}")
        sys.stderr.flush()
        self._is_there = True

    def erase(self) -> None:
        """Leave nothing behind."""
        if self._is_there:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._is_there = False
