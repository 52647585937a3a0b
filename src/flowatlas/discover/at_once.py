"""At once: the same work on several parts of a log, as numpy needs no interpreter while it counts and sorts."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Part = TypeVar("Part")
Result = TypeVar("Result")

THREADS = 4


def each(work: Callable[[Part], Result], parts: Sequence[Part]) -> Iterator[Result]:
    """What the work makes of each part, in order."""
    if len(parts) < 2:
        yield from map(work, parts)
        return
    pool = ThreadPoolExecutor(min(THREADS, os.cpu_count() or 1))
    try:
        yield from pool.map(work, parts)
    finally:
        pool.shutdown(cancel_futures=True)
