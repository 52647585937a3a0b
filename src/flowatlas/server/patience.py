"""How long a connection is waited for that says nothing, or takes nothing: half-open ones would pile up otherwise."""

import asyncio
import sys
from collections import OrderedDict
from contextlib import suppress
from typing import Any, ClassVar

from uvicorn.protocols.http.h11_impl import H11Protocol

LONGEST_ASKING = 20.0
"""Seconds in which the head of a request must have arrived, counted from when it could have begun."""

LONGEST_TAKING = 30.0
"""Seconds in which the other side must have taken something of what waits for it."""

MOST_SILENT = 500
"""Connections that may be silent at once: the oldest of them makes place for a new one, which a page opens again."""

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
