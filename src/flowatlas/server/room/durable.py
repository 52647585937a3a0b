"""What is made on its way to the disk: many edits are flushed as one, and kept from then on, or taken back as one."""

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from flowatlas.model.errors import EditRefusedError, FlowAtlasError
from flowatlas.server.room.now import Now
from flowatlas.store.editing import Editing
from flowatlas.store.made import Made

RETRY = 1.0
"""Seconds between two tries to write what could not be written."""


class Waiting(NamedTuple):
    """An edit that is made but not durable yet: the state that it leads to, and who waits for it.

    ``kept`` says whether it became durable; it belongs to the room, as whoever waits for ``told`` may give up on it.
    """

    made: Made
    state: Now
    told: "asyncio.Future[Made]"
    kept: "asyncio.Future[bool]"


class Keeping(Protocol):
    """A room, as far as what is made in it is kept."""

    editing: Editing
    now: Now

    def have_become_durable(self, done: Sequence[Waiting]) -> None:
        """The disk has these edits, in the order in which they were made."""

    def were_taken_back(self, *, is_news: bool) -> None:
        """All is as it was on the disk; ``is_news`` where anybody is to be told so."""

    def tell_saved(self) -> None:
        """Tell everybody how safe the work is."""


class Durable:
    """Edits and notes of a room until the disk has them; ``refusing`` says why it takes none, '' while it does."""

    def __init__(self, room: Keeping) -> None:
        self.refusing = ""
        self._room = room
        self._waiting: dict[int, Waiting] = {}
        self._noted: list[asyncio.Future[None]] = []
        self._notes: dict[str, asyncio.Future[None]] = {}
        self._something = asyncio.Event()
        # What was left by whoever had the atlas open before.
        self._something.set()

    def check(self) -> None:
        """Make sure that something can be made.

        Raises:
            EditRefusedError: nothing can be stored just now.
        """
        if self.refusing:
            raise EditRefusedError(self.refusing)

    def newest(self) -> tuple[Now, "asyncio.Future[bool] | None"]:
        """The state after all that was made; where it is not durable yet, with what says whether it became that."""
        if not self._waiting:
            return self._room.now, None
        last = next(reversed(self._waiting.values()))
        return last.state, last.kept

    def waits_for(self, made: Made) -> "asyncio.Future[Made] | None":
        """The answer to an edit that is on its way already."""
        return self._waiting[made.n].told if made.n in self._waiting else None

    def add(self, made: Made) -> "asyncio.Future[Made]":
        """Have an edit flushed; the answer comes when it is durable and everybody is told, or is a refusal."""
        told: asyncio.Future[Made] = _unheard()
        if made.n <= self._room.now.n:
            told.set_result(made)
            return told
        editing = self._room.editing
        state = Now(made.n, editing.plain, editing.reading)
        self._waiting[made.n] = Waiting(made, state, told, asyncio.get_running_loop().create_future())
        self._something.set()
        return told

    def note(self, note_id: str, kind: str, content: Any) -> "asyncio.Future[None]":
        """Note something beside the edits; the answer comes when it is durable, in the order of asking.

        What was noted under this id before is not noted again.

        Raises:
            EditRefusedError: nothing can be stored just now; also later, through the answer.
        """
        self.check()
        if note_id in self._notes:
            return self._notes[note_id]
        if self._room.editing.note(note_id, kind, content):
            noted = self._notes[note_id] = self.noting()
            noted.add_done_callback(lambda _: self._notes.pop(note_id, None))
        else:
            noted = _unheard()
            noted.set_result(None)
        return noted

    def noting(self) -> "asyncio.Future[None]":
        """The answer to what was just noted."""
        noted: asyncio.Future[None] = _unheard()
        self._noted.append(noted)
        self._something.set()
        return noted

    async def settled(self) -> None:
        """Wait until all that was made is durable or refused."""
        waiting = [one.told for one in self._waiting.values()]
        if waiting:
            await asyncio.wait(waiting)

    async def run(self) -> None:
        """Flush whatever is pending in one go, again and again."""
        while True:
            if self.refusing:
                self._room.editing.knock()
            else:
                await self._something.wait()
            self._something.clear()
            noted, self._noted = self._noted, []
            try:
                n = await asyncio.to_thread(self._room.editing.sync)
            except FlowAtlasError as error:
                self._take_back(str(error), noted)
                await asyncio.sleep(RETRY)
            else:
                self._keep(n, noted)

    def _keep(self, n: int, noted: list["asyncio.Future[None]"]) -> None:
        if self.refusing:
            self.refusing = ""
            self._room.tell_saved()
        for waiting in noted:
            if not waiting.done():
                waiting.set_result(None)
        done = [one for number, one in self._waiting.items() if number <= n]
        for one in done:
            del self._waiting[one.made.n]
        if done:
            self._room.have_become_durable(done)

    def _take_back(self, reason: str, noted: list["asyncio.Future[None]"]) -> None:
        """Back to what is durable: whoever waits is refused."""
        is_other_reason = reason != self.refusing
        self.refusing = reason
        self._room.editing.rollback()
        for one in self._waiting.values():
            one.kept.set_result(False)
        refused: list[asyncio.Future[Any]] = [*noted, *self._noted, *(one.told for one in self._waiting.values())]
        self._waiting, self._noted = {}, []
        for told in refused:
            if not told.done():
                told.set_exception(EditRefusedError(f"nothing can be stored just now, so this was not made: {reason}"))
        self._room.were_taken_back(is_news=is_other_reason or bool(refused))


def _unheard() -> "asyncio.Future[Any]":
    """An answer that nobody may be waiting for any more when it is a refusal."""
    answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    answer.add_done_callback(lambda done: done.cancelled() or done.exception())
    return answer
