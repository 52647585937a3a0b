"""The engine: runs of a plan, one after the other or on all cores, told about and ended at any time."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Event
from typing import TYPE_CHECKING

from flowatlas.simulation.kernel.asking import check
from flowatlas.simulation.run import Asked, Run

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Plan

Told = Callable[[int], None]

Compiling = Callable[[float], None]
"""Hears how many seconds compiling takes about when it begins, and 0 when it is done."""

_listening: list[Compiling] = []

LOOK_SECONDS = 0.2
"""How often somebody who waits for several runs is told about them."""

PLAIN_SECONDS, GENERAL_SECONDS = 7.0, 30.0
"""About how long compiling each course of the kernel takes on an ordinary machine."""

BOTH = (True, False)

SMALL = 50_000
"""Up to how many items in all runs together one worker is sooner done than several: about 10 milliseconds."""

AHEAD = 4
"""How many runs for each worker are begun before their results are asked for, so that results do not pile up."""


class _EndedError(Exception):
    """Nobody waits for the run any more."""


def run(plan: "Plan", asked: Asked, told: Told | None = None) -> Run:
    """One replication of a plan.

    ``told`` is called a few times a second with the number of items finished so far; what it raises ends the run.

    Raises:
        ValueError: for what cannot be asked for, such as a state of doubt that the plan does not have.
    """
    return next(runs(plan, [asked], told))


def runs(plan: "Plan", several: Sequence[Asked], told: Told | None = None, workers: int | None = None) -> Iterator[Run]:
    """Several replications of a plan, in the order asked, by so many ``workers`` at a time, or one for each core.

    ``told`` is called by the one who takes the results, with the number of items finished in all of them; what it
    raises ends all.

    Raises:
        ValueError: for what cannot be asked for.
    """
    from flowatlas.simulation.kernel.run import run_of
    from flowatlas.simulation.kernel.start import Start

    for asked in several:
        check(plan, asked)
    start, finished = Start(plan), [0] * len(several)
    for is_plain in {start.is_plain(asked) for asked in several}:
        _compile(is_plain=is_plain)
    workers = min(workers or (1 if _is_small(several) else _cores()), len(several))

    def tell(number: int, count: int) -> None:
        finished[number] = count
        if told is not None:
            told(sum(finished))

    if workers <= 1:
        for number, asked in enumerate(several):
            found = run_of(start, asked, lambda count, number=number: tell(number, count))  # type: ignore[misc]
            finished[number] = asked.warm_up + found.left
            yield found
        return
    yield from _side_by_side(lambda asked, look: run_of(start, asked, look), several, told, workers)


def _side_by_side(
    run_of: "Callable[[Asked, Told], Run]", several: Sequence[Asked], told: Told | None, workers: int
) -> Iterator[Run]:
    ending, finished = Event(), [0] * len(several)

    def work(number: int) -> Run:
        def look(count: int) -> None:
            finished[number] = count
            if ending.is_set():
                raise _EndedError

        look(0)
        found = run_of(several[number], look)
        finished[number] = several[number].warm_up + found.left
        return found

    with ThreadPoolExecutor(workers) as pool:
        try:
            futures: dict[int, Future[Run]] = {}
            for number in range(len(several)):
                for other in range(number, min(number + workers * AHEAD, len(several))):
                    if other not in futures:
                        futures[other] = pool.submit(work, other)
                yield _awaited(futures.pop(number), lambda: told(sum(finished)) if told is not None else None)
        finally:
            ending.set()
            pool.shutdown(wait=True, cancel_futures=True)


def _awaited(future: "Future[Run]", tell: Callable[[], None]) -> Run:
    while not wait([future], LOOK_SECONDS, FIRST_COMPLETED).done:
        tell()
    return future.result()


def _is_small(several: Sequence[Asked]) -> bool:
    """Whether all runs end after so few items that several workers cost more than they save."""
    counts = [asked.warm_up + asked.items if asked.items else SMALL for asked in several]
    return sum(counts) < SMALL


def _cores() -> int:
    """How many cores there are for us."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def is_compiled() -> bool:
    """Whether all of the kernel has been compiled on this machine already."""
    from flowatlas.simulation.kernel.kept import is_ready

    return all(is_ready(is_plain=is_plain) for is_plain in BOTH)


def compile() -> None:  # noqa: A001
    """Compile all of the kernel now rather than what a run needs when it needs it."""
    for is_plain in BOTH:
        _compile(is_plain=is_plain)


@contextmanager
def compiling_told(told: Compiling) -> Iterator[None]:
    """Have it told when something is compiled in here: how many seconds that takes about, and 0 when it is done."""
    before = _listening[:]
    _listening.append(told)
    try:
        yield
    finally:
        _listening[:] = before


def _compile(*, is_plain: bool) -> None:
    from flowatlas.simulation.kernel.kept import is_ready, kernel

    if is_ready(is_plain=is_plain):
        kernel(is_plain=is_plain)
        return
    for told in _listening:
        told(PLAIN_SECONDS if is_plain else GENERAL_SECONDS)
    kernel(is_plain=is_plain)
    for told in _listening:
        told(0.0)
