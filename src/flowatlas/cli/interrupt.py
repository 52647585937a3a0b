"""Ctrl-C that ends at once, also in the middle of a computation that Python cannot look into."""

import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

EXIT_INTERRUPTED = 130
INTERVAL = 0.2


@contextmanager
def ending_at_once(tidy_up: Callable[[], None]) -> Iterator[None]:
    """End the process on Ctrl-C while nothing is being written, after ``tidy_up``.

    Python handles a signal only between two of its own steps, and one query over a large log is a single step. So the
    signal waits for a thread of its own here. Where a system cannot do that, Ctrl-C works as it always does.
    """
    is_possible = hasattr(signal, "sigtimedwait") and threading.current_thread() is threading.main_thread()
    if not is_possible:
        yield
        return
    is_over = threading.Event()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    watcher = threading.Thread(target=_watch, args=(is_over, tidy_up), name="interrupt", daemon=True)
    watcher.start()
    try:
        yield
    finally:
        is_over.set()
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _watch(is_over: threading.Event, tidy_up: Callable[[], None]) -> None:
    while not is_over.is_set():
        if signal.sigtimedwait({signal.SIGINT}, INTERVAL) is not None:
            tidy_up()
            sys.stderr.write("stopped\n")
            sys.stderr.flush()
            os._exit(EXIT_INTERRUPTED)
