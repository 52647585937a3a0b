"""The process beside the server."""

import asyncio
import os
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from flowatlas.model.errors import FlowAtlasError
from flowatlas.server.processes.worker import Worker, WorkerLostError


def in_worker(talk):
    """What a talk with a worker gives; the worker is closed behind it."""

    async def run():
        worker = Worker("test")
        try:
            return await talk(worker)
        finally:
            await worker.close()

    return in_loop(run())


def in_loop(work):
    """What a coroutine gives, in a thread of its own: a browser that is open keeps the loop of this one."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(asyncio.run, work).result()


def test_a_function_runs_in_another_process():
    """Jobs run elsewhere, one process for all of them."""

    async def talk(worker):
        return [await worker.run(os.getpid) for _ in range(2)]

    first, second = in_worker(talk)

    assert first == second != os.getpid()


def test_what_goes_wrong_there_is_raised_here():
    """Errors keep their kind and their words."""

    async def talk(worker):
        with pytest.raises(ValueError, match="banana"):
            await worker.run(int, "banana")
        return await worker.run(int, "3")

    assert in_worker(talk) == 3


def test_a_process_that_died_is_replaced():
    """Whoever waited is told; the next job finds a new process."""

    async def talk(worker):
        first = await worker.run(os.getpid)
        with pytest.raises(WorkerLostError) as error:
            await worker.run(os.kill, first, signal.SIGKILL)
        assert isinstance(error.value, FlowAtlasError)
        return first, await worker.run(os.getpid)

    first, second = in_worker(talk)

    assert first != second


def test_a_job_that_takes_too_long_is_given_up():
    """Others who wait for the same process get their turn."""

    async def talk(worker):
        with pytest.raises(WorkerLostError, match="takes longer than"):
            await worker.run(sum, range(10**12), longest=0.1)
        with pytest.raises(WorkerLostError, match="takes longer than"):
            await worker.run(time.sleep, 60, longest=0.02)
        return await worker.run(int, "3", longest=60)

    assert in_worker(talk) == 3


@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not tell what a process used")
def test_a_job_that_others_keep_from_the_processor_is_waited_for():
    """On a busy machine a map is not said to take too long."""

    async def talk(worker):
        await worker.run(os.getpid)
        return await worker.run(time.sleep, 1.2, longest=1)

    assert in_worker(talk) is None


def test_a_closed_worker_takes_no_more_jobs():
    """At the end of the server nothing new is begun."""

    async def run():
        worker = Worker("test")
        await worker.run(os.getpid)
        await worker.close()
        with pytest.raises(WorkerLostError):
            await worker.run(os.getpid)

    in_loop(run())
