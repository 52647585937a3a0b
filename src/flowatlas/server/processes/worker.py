"""A process beside the server, for work that would keep everybody waiting."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path
from time import monotonic
from typing import Any, TypeVar

from flowatlas.model.errors import FlowAtlasError

Result = TypeVar("Result")
PATIENCE = 5.0
"""Seconds that a process gets to end by itself."""

MOST_HELD_UP = 12
"""How many times as long as it may take a job is waited for that others keep from the processor."""

A_MOMENT = 0.05
"""Seconds between two looks at what a job has used."""

BEHIND = 5
"""How far a process stands back where the processor is wanted for what people see at once."""


class WorkerLostError(FlowAtlasError):
    """What a process worked on was not done: it took too long, or the process died, out of memory perhaps."""


class Worker:
    """A process that runs functions one after another; it is started when first needed, and again after it died.

    Functions are named by where they stand in a module; they, their arguments and results go through a pipe. The
    process ends with the server, however that ends, because the pipe ends then.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._process: SpawnProcess | None = None
        self._pipe: Connection | None = None
        # One thread waits for the pipe, so that jobs are done in the order in which they were asked for.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._is_closed = False

    async def run(self, function: Callable[..., Result], *arguments: Any, longest: float | None = None) -> Result:
        """What a function of a module gives for these arguments; what it raises is raised here.

        Raises:
            WorkerLostError: it took longer than ``longest`` seconds of the processor, or the process died meanwhile,
                and the next job gets a new one; or the worker is closed.
        """
        if self._is_closed:
            raise WorkerLostError("the server is stopping; nothing that it told as done is lost")
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._run, function, arguments, longest)

    def stop(self) -> None:
        """End the process at once; the job that runs is lost."""
        self._is_closed = True
        process = self._process
        if process is not None:
            with suppress(ValueError):  # It has ended in the meantime.
                process.kill()

    async def close(self) -> None:
        """Let the job that runs come to its end, and end the process."""
        self._is_closed = True
        await asyncio.get_running_loop().run_in_executor(self._thread, self._end)
        self._thread.shutdown(wait=False)

    def _run(self, function: Callable[..., Result], arguments: tuple[Any, ...], longest: float | None) -> Result:
        pipe = self._opened()
        try:
            pipe.send((function, arguments))
            if not self._is_answered(pipe, longest):
                self._give_up()
                raise WorkerLostError(f"this takes longer than {longest:g} seconds, and was given up")
            is_done, result = pipe.recv()
        except (EOFError, OSError) as error:
            self._end()
            raise WorkerLostError(
                "this took more than the machine has; it is tried anew with the next change"
            ) from error
        if is_done:
            found: Result = result
            return found
        raise result

    def _is_answered(self, pipe: Connection, longest: float | None) -> bool:
        """Whether an answer comes in time; what waits for a busy machine is no fault of the job."""
        if longest is None:
            return pipe.poll(None)
        began, before, left = monotonic(), self._used(), longest
        while not pipe.poll(max(left, A_MOMENT)):
            left = min(longest - (self._used() - before), MOST_HELD_UP * longest - (monotonic() - began))
            if left <= 0:
                return False
        return True

    def _used(self) -> float:
        """Seconds of the processor that the process has used; all that passes, where a system does not tell."""
        assert self._process is not None
        try:
            told = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return monotonic()
        # Behind its name, which may hold anything, come its numbers; the twelfth and thirteenth are these, in ticks.
        user, system = told.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def _opened(self) -> Connection:
        if self._pipe is None or self._process is None or not self._process.is_alive():
            self._end()
            context = get_context("spawn")
            self._pipe, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,), name=self.name, daemon=True)
            self._process.start()
            theirs.close()
        return self._pipe

    def _give_up(self) -> None:
        if self._process is not None:
            self._process.kill()
        self._end()

    def _end(self) -> None:
        if self._pipe is not None:
            self._pipe.close()
        if self._process is not None:
            self._process.join(PATIENCE)
            if self._process.is_alive():
                self._process.kill()
                self._process.join()
            self._process.close()
        self._pipe = self._process = None


def _serve(pipe: Connection) -> None:
    """Run what comes through the pipe until it ends."""
    # Ctrl-C goes to every process of a terminal; the server alone decides when its work is done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if hasattr(os, "nice"):
        os.nice(BEHIND)
    from flowatlas.model.registry import load_plug_ins

    load_plug_ins()
    while True:
        try:
            function, arguments = pipe.recv()
        except (EOFError, OSError):
            sys.exit()
        answer: tuple[bool, Any]
        try:
            answer = True, function(*arguments)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is told to the one who asked
            answer = False, error
        try:
            pipe.send(answer)
        except (BrokenPipeError, ConnectionError):
            sys.exit()
