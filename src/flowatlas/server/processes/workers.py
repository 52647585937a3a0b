"""Where work is done that the server's own thread must not wait for."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from flowatlas.server.processes.worker import Worker

Result = TypeVar("Result")


class Workers:
    """A process each for figures, files, logs, what is asked for once and what takes long; a thread for pictures."""

    def __init__(self) -> None:
        self.figures = Worker("figures")
        self.files = Worker("files")
        self.orders = Worker("orders")
        self.logs = Worker("logs")
        self.asked = Worker("asked")
        self._drawing = ThreadPoolExecutor(1, thread_name_prefix="drawing")
        self._warming: asyncio.Future[Any] | None = None

    async def draw(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """Run a function in the thread for first pictures; one follows the other."""
        return await asyncio.get_running_loop().run_in_executor(self._drawing, function, *arguments)

    def warm_up(self) -> None:
        """Start what the first edit needs, beside whatever comes next; once."""
        from flowatlas.server.processes.jobs import be_ready

        if self._warming is None:
            warm = (self.figures.run(be_ready), self.files.run(be_ready))
            self._warming = asyncio.gather(*warm, return_exceptions=True)

    async def close(self) -> None:
        """Let what runs come to its end."""
        # What takes long can be asked for again; nobody waits for it at the end.
        self.asked.stop()
        workers = (self.figures, self.files, self.orders, self.logs, self.asked)
        await asyncio.gather(*(worker.close() for worker in workers))
        self._drawing.shutdown()
