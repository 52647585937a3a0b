"""How long a connection is waited for that says nothing, or takes nothing: half-open ones would pile up otherwise."""

import asyncio
import logging
import sys
from collections import OrderedDict
from contextlib import suppress
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

LONGEST_ASKING = 20.0
"""Seconds in which the head of a request must have arrived, counted from when it could have begun."""

LONGEST_TAKING = 30.0
"""Seconds in which the other side must have taken something of what waits for it."""

MOST_SILENT = 500
"""Connections that may be silent at once: the oldest of them makes place for a new one, which a page opens again."""

LONGEST_ENDING = 10.0
"""Seconds in which the other side must have taken the rest of a live connection that is closed."""

MOST_PARTS = 1_000
"""Parts of one message; browsers send one."""

MOST_KEPT = 5_000_000
"""Bytes that may wait to be taken while the other side goes on asking."""

NOT_UNDERSTOOD = ("Invalid UTF-8", "Invalid HTTP", "Unsupported upgrade", "No supported WebSocket")

MANY_FILES = 8_192
"""Open files, of which every connection is one."""


class Impatient(H11Protocol):
    """HTTP over one connection, ended where the other side keeps it waiting."""

    _silent: ClassVar["OrderedDict[Impatient, None]"] = OrderedDict()
    _waiting: asyncio.TimerHandle | None = None
    _taking: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connected."""
        super().connection_made(transport)
        self._await_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection ended."""
        self._stop_waiting()
        self._took()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Something arrived: a whole head of a request ends the waiting, a part of one does not."""
        before = self.cycle
        super().data_received(data)
        if self.cycle is not before or self.transport.get_protocol() is not self:
            self._stop_waiting()

    def on_response_complete(self) -> None:
        """An answer is sent: the next request can come."""
        before = self.cycle
        super().on_response_complete()
        if self.cycle is before and not self.transport.is_closing():
            self._await_request()

    def pause_writing(self) -> None:
        """The other side does not take what it asked for as fast as it is there."""
        super().pause_writing()
        self._took()
        self._taking = self.loop.call_later(LONGEST_TAKING, self._end)

    def resume_writing(self) -> None:
        """It took some of it."""
        super().resume_writing()
        self._took()

    def _await_request(self) -> None:
        self._stop_waiting()
        self._silent[self] = None
        self._waiting = self.loop.call_later(LONGEST_ASKING, self._end)
        if len(self._silent) > MOST_SILENT:
            next(iter(self._silent))._end()  # noqa: SLF001 - one of us

    def _stop_waiting(self) -> None:
        self._silent.pop(self, None)
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _took(self) -> None:
        if self._taking is not None:
            self._taking.cancel()
            self._taking = None

    def _end(self) -> None:
        self._stop_waiting()
        # To close would wait until everything is taken, for which nobody waits any more.
        self.transport.abort()


class ImpatientLive(WebSocketsSansIOProtocol):
    """A live connection, ended where the other side makes it keep more and more."""

    _ending: asyncio.TimerHandle | None = None

    def handle_cont(self, event: Any) -> None:
        """A further part of a message: of no bytes each there could be any number of them."""
        super().handle_cont(event)
        if len(self.frames) > MOST_PARTS:
            self.transport.abort()

    def handle_ping(self) -> None:
        """The other side wants an answer; one that takes none of the answers could have us keep them all."""
        super().handle_ping()
        if self.transport.get_write_buffer_size() > MOST_KEPT:
            self.transport.abort()

    def handle_parser_exception(self) -> None:
        """What was sent is no language at all."""
        if self.conn.close_sent is None:
            # It came beside a handshake, or behind the end; uvicorn takes for granted that there was a goodbye.
            self.transport.abort()
            return
        super().handle_parser_exception()

    def on_task_complete(self, task: "asyncio.Task[None]") -> None:
        """All is said: what was not taken by now is waited for a little, and then no more."""
        super().on_task_complete(task)
        self._ending = self.loop.call_later(LONGEST_ENDING, self.transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection ended."""
        if self._ending is not None:
            self._ending.cancel()
        super().connection_lost(exc)


class Quiet(logging.Filter):
    """Leaves out what others sent that was not understood: it is no fault of the server, and could fill any log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it down."""
        return not record.getMessage().startswith(NOT_UNDERSTOOD)


def quiet() -> None:
    """Write down faults of the server only."""
    logging.getLogger("uvicorn.error").addFilter(Quiet())


def many_files() -> None:
    """Allow this process as many open files as it may have, so that connections find a place beside the work."""
    if sys.platform == "win32":
        return
    import resource

    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    aim: Any = MANY_FILES if most == resource.RLIM_INFINITY else min(MANY_FILES, most)
    if now != resource.RLIM_INFINITY and now < aim:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (aim, most))
