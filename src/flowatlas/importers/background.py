"""Long calls into libraries that do not listen to Ctrl-C, made so that it ends them at once."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

Result = TypeVar("Result")

PAUSE = 0.05
"""Seconds after which the waiting thread looks up, so that an interrupt is heard."""


def in_background(call: Callable[[], Result], meanwhile: Callable[[], None] = lambda: None) -> Result:
    """What a call gives that runs in a thread of its own; ``meanwhile`` is called while it runs.

    After an interrupt the thread is left to itself: it is a daemon, which no program waits for at its end.
    """
    results: list[Result] = []
    failures: list[BaseException] = []

    def run() -> None:
        try:
            results.append(call())
        except BaseException as error:  # noqa: BLE001 - raised again where it is waited for
            failures.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(PAUSE)
        meanwhile()
    if failures:
        raise failures[0]
    return results[0]
