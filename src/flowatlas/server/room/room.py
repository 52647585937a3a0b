"""A room: one atlas that is being edited, everybody who looks at it, and the order of what they do.

An edit is checked and numbered at once, made durable together with all others that came meanwhile, and only then told:
to everybody as a change, which is the acknowledgement for its sender. What cannot be made durable is taken back and
refused.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterable, Sequence
from contextlib import suppress
from typing import Any, Protocol

from flowatlas.exporters.asked import ASKED
from flowatlas.meeting.records import Meeting
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Change, flatten
from flowatlas.server.processes.workers import Workers
from flowatlas.server.protocol.meeting import Act
from flowatlas.server.protocol.people import Here, Right
from flowatlas.server.protocol.told import Changed, Hello, Notice, SaveState, ViewOf
from flowatlas.server.room.aside import aside
from flowatlas.server.room.asked import Asked
from flowatlas.server.room.durable import RETRY, Durable, Waiting
from flowatlas.server.room.listener import Listener
from flowatlas.server.room.moves import Moves
from flowatlas.server.room.now import Now
from flowatlas.server.room.people import People
from flowatlas.server.room.previews import Previews
from flowatlas.server.room.replaced import replaced
from flowatlas.server.room.rounds import Rounds
from flowatlas.server.room.saving import Saving
from flowatlas.server.room.waves import Waves
from flowatlas.server.wire.convert import changes_told, findings_told
from flowatlas.server.wire.glimpse import Glimpse
from flowatlas.server.wire.pictures import views_shown
from flowatlas.store.editing import Editing
from flowatlas.store.folder import Folder
from flowatlas.store.made import Made

LOG = logging.getLogger(__name__)


class Gathering(Protocol):
    """The session of a group: what is done in it, and what each of them may see of it.

    ``meeting`` is the one that is on, or the last one, as far as it is durable.
    """

    meeting: Meeting | None

    def act(self, act: Act, *, session: str, right: Right) -> "asyncio.Future[Any]":
        """Do something in the session; the answer comes when it is durable.

        Raises:
            EditRefusedError: it does not fit, or is not allowed; also later, through the answer.
        """

    def touched(self, session: str) -> None:
        """Somebody did something in the atlas."""

    def meeting_after(self, before: Glimpse | None, session: str) -> tuple[Glimpse, str] | None:
        """The session as one of the people may see it, where it is newer than what they saw of it."""


class Room:
    """One atlas being edited. All methods belong to the event loop's thread.

    ``lead_times`` are those of its states that were worked out by now, by the number of their last change.
    """

    def __init__(self, key: str, folder: Folder, editing: Editing, workers: Workers) -> None:
        self.key = key
        self.path = editing.path
        self.file = folder.name_of(self.path)
        self._folder = folder
        self.editing = editing
        self.listeners: list[Listener] = []
        self.people = People()
        self.rounds = Rounds(self._go_round, lambda: len(self.listeners))
        self._moves = Moves(self.people, self.rounds)
        self.gathering: Gathering | None = None
        self.now = Now(editing.n, editing.plain, editing.reading)
        self.views: list[ViewOf] = self._views()
        self.lead_times: dict[int, str] = {}
        self.used_at = asyncio.get_running_loop().time()
        self._durable = Durable(self)
        self.saving = Saving(self, workers.files)
        self.waves = Waves(self, workers)
        self.previews = Previews(self, self.waves, workers)
        self.asked = Asked(self, workers.asked)
        self._tasks = [
            asyncio.create_task(watched(task), name=f"{task.__qualname__} {key}")
            for task in (
                self._durable.run,
                self.saving.run,
                self.waves.run_at_once,
                self.waves.run_doubt,
                self.previews.run,
                self.asked.run,
            )
        ]

    # People

    def enter(self, listener: Listener) -> None:
        """Somebody looks at the atlas."""
        self.listeners.append(listener)
        listener.tell(self.hello(listener.session, listener.right).model_dump_json())
        for notice in self.editing.notices:
            listener.tell(Notice(severity="warning", message=notice).model_dump_json())
        self.people.join(listener.session, listener.right)
        self._moves.tell()
        self.waves.look()

    def leave(self, listener: Listener) -> None:
        """Somebody is gone."""
        self.listeners.remove(listener)
        self.people.leave(listener.session)
        self._moves.tell()
        self.used_at = asyncio.get_running_loop().time()

    def look(self, listener: Listener, views: list[str]) -> None:
        """Somebody looks at these views from now on."""
        listener.look(views)
        self.waves.look()
        self.previews.renew()
        self.asked.wake()

    def move(self, listener: Listener, here: Here) -> None:
        """Somebody says where they are."""
        if self.people.move(listener.session, here):
            self._moves.tell()

    def refresh(self) -> None:
        """Have everybody look whether there is anything newer to show."""
        self.rounds.now()
        self.previews.renew()

    def _go_round(self) -> None:
        for listener in self.listeners:
            listener.refresh()

    def figures_after(self, revision: int) -> tuple[int, str] | None:
        """The figures, with their revision, where they are newer than this one."""
        return self.waves.figures_after(revision)

    def picture_after(self, view: str, revision: int) -> tuple[int, str] | None:
        """A view's picture, with its revision, where it is newer: what differs, or the whole of it."""
        return (self.asked if view in ASKED else self.waves).picture_after(view, revision)

    def people_after(self, revision: int, session: str) -> tuple[int, str] | None:
        """Who is here and where, with the revision, as a session is told it: what is newer than this revision."""
        return self.people.people_after(revision, session)

    def meeting_after(self, before: Glimpse | None, session: str) -> tuple[Glimpse, str] | None:
        """The session of the group as one of the people may see it, where it is newer than what they saw of it."""
        return None if self.gathering is None else self.gathering.meeting_after(before, session)

    def hello(self, session: str, right: Right) -> Hello:
        """Everything that a page needs to start from."""
        return Hello(
            n=self.now.n,
            key=self.key,
            file=self.file,
            values=list(flatten(self.now.plain).items()),
            findings=findings_told(self.now.reading.findings),
            views=self.views,
            can_undo=self.editing.can_undo(session),
            can_redo=self.editing.can_redo(session),
            save=self.save_state,
            right=right,
        )

    def newest(self) -> tuple[Now, "asyncio.Future[bool] | None"]:
        """The state after all that was made; where it is not durable yet, with what says whether it became that."""
        return self._durable.newest()

    @property
    def refusing(self) -> str:
        """Why nothing can be stored just now; '' while it can."""
        return self._durable.refusing

    @property
    def save_state(self) -> SaveState:
        """How safe the work is."""
        return SaveState(state="refusing", message=self.refusing) if self.refusing else self.saving.state

    def tell(self, message: str) -> None:
        """Tell everybody."""
        for listener in self.listeners:
            listener.keep(message)
        self.rounds.now()

    def notice(self, notice: Notice) -> None:
        """Tell everybody that something happened to the atlas."""
        self.tell(notice.model_dump_json())

    def tell_saved(self) -> None:
        """Tell everybody how safe the work is."""
        self.tell(self.save_state.model_dump_json())

    # Edits

    def edit(
        self, edit_id: str, changes: Iterable[Change], *, session: str, by: str = "", label: str = ""
    ) -> "asyncio.Future[Made]":
        """Make changes together; the answer comes when they are durable and everybody is told.

        Raises:
            EditRefusedError: the changes do not fit what is there; also later, through the answer, where they cannot
                be made durable.
        """
        return self._asked(lambda: self.editing.edit(edit_id, list(changes), session=session, by=by, label=label))

    def replaced_by(self, made: Made, base: int) -> str:
        """What an edit replaced of what others did after the change ``base``, in words; ``''`` where nothing."""
        meanwhile = [other for other in self.editing.since(base) if other.n < made.n]
        is_alone = all(other.session == made.session for other in meanwhile)
        return "" if is_alone else replaced(made, meanwhile, self.editing.state_at(made.n - 1))

    def undo(self, edit_id: str, *, session: str, by: str = "") -> "asyncio.Future[Made]":
        """Take back the last edit of a session; as `edit`."""
        return self._asked(lambda: self.editing.undo(edit_id, session=session, by=by))

    def redo(self, edit_id: str, *, session: str, by: str = "") -> "asyncio.Future[Made]":
        """Make again what a session took back; as `edit`."""
        return self._asked(lambda: self.editing.redo(edit_id, session=session, by=by))

    def restore(self, edit_id: str, n: int, *, session: str, by: str = "") -> "asyncio.Future[Made]":
        """Go back to an earlier state as a new edit; as `edit`."""
        return self._asked(lambda: self.editing.restore(edit_id, n, session=session, by=by))

    async def name_version(self, name: str, *, by: str) -> None:
        """Give the present state a name.

        Raises:
            EditRefusedError: it cannot be made durable.
        """
        self._durable.check()
        self.editing.name_version(name, by=by)
        await self._durable.noting()

    def note(self, note_id: str, kind: str, content: Any) -> "asyncio.Future[None]":
        """Note something beside the changes; the answer comes when it is durable, in the order of asking.

        What was noted under this id before is not noted again.

        Raises:
            EditRefusedError: nothing can be stored just now; also later, through the answer.
        """
        return self._durable.note(note_id, kind, content)

    def check_place(self) -> None:
        """Make sure that the path still leads to a file of the folder, and not elsewhere by a link that is new.

        Raises:
            NoAtlasError: it does not.
        """
        self._folder.resolve(self.key)

    def adopt(self, made: Made) -> None:
        """Tell of a change that came with the file."""
        self._made(made)

    async def settled(self) -> None:
        """Wait until all that was made is durable or refused."""
        await self._durable.settled()

    def _asked(self, make: Callable[[], Made]) -> "asyncio.Future[Made]":
        """Make something that somebody asked for.

        Raises:
            EditRefusedError: nothing can be stored just now, or it does not fit.
        """
        self._durable.check()
        return self._made(make())

    def _made(self, made: Made) -> "asyncio.Future[Made]":
        """Tell of a change once it is durable."""
        self.used_at = asyncio.get_running_loop().time()
        if self.gathering is not None:
            self.gathering.touched(made.session)
        waiting = self._durable.waits_for(made)
        if waiting is not None:
            return waiting
        self.previews.drop()
        told = self._durable.add(made)
        # Figures and pictures are worked out while the disk writes; nobody sees them before it has.
        if not told.done():
            self.waves.wake()
        return told

    def have_become_durable(self, done: Sequence[Waiting]) -> None:
        """Tell of edits that the disk has."""
        for one in done:
            before, self.now = self.now, one.state
            # Whoever waits goes on after this; by then all that is told here has its place before what they tell.
            one.kept.set_result(True)
            self._tell_changed(one)
            self._tell_aside(one.made, before)
        self.rounds.soon()
        self.saving.touch()

    def were_taken_back(self, *, is_news: bool) -> None:
        """Every page starts again from what the disk has."""
        self.previews.drop()
        self.now = Now(self.editing.n, self.editing.plain, self.editing.reading)
        if is_news:
            for listener in self.listeners:
                listener.tell(self.hello(listener.session, listener.right).model_dump_json())
            self.tell_saved()

    def _tell_changed(self, one: Waiting) -> None:
        views = self._views()
        changed = self.changed(one.made, one.state, views=None if views == self.views else views)
        self.views = views
        messages: dict[tuple[bool, bool], str] = {}
        for listener in self.listeners:
            can = self.editing.can_undo(listener.session), self.editing.can_redo(listener.session)
            if can not in messages:
                own = changed.model_copy(update={"can_undo": can[0], "can_redo": can[1]})
                messages[can] = own.model_dump_json()
            listener.keep(messages[can])
        if not one.told.done():
            one.told.set_result(one.made)

    def _tell_aside(self, made: Made, before: Now) -> None:
        """Tell who made a change what it did besides what they see."""
        words = aside(made, before.plain, self.now.plain)
        for listener in self.listeners:
            if words and listener.session == made.session:
                listener.keep(Notice(severity="info", message=words).model_dump_json())

    def changed(self, made: Made, state: Now | None = None, *, views: list[ViewOf] | None = None) -> Changed:
        """A change as it is told."""
        return Changed(
            n=made.n,
            id=made.id,
            by=made.by,
            at=made.at,
            label=made.label,
            changes=changes_told(made.changes),
            findings=findings_told((state or self.now).reading.findings),
            can_undo=self.editing.can_undo(made.session),
            can_redo=self.editing.can_redo(made.session),
            views=views,
        )

    def _views(self) -> list[ViewOf]:
        return views_shown(self.now.plain, self.now.reading.atlas)

    async def close(self) -> None:
        """Make everything durable, write the file, and leave the atlas to others."""
        await self.settled()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        with suppress(FlowAtlasError):
            await asyncio.to_thread(self.editing.sync)
        await self.saving.write()
        self.editing.close()


async def watched(task: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a task of a room for as long as the room lasts; a bug in it is written down, and it goes on."""
    while True:
        try:
            await task()
        except Exception:
            LOG.exception("something went wrong inside Flow Atlas")
            await asyncio.sleep(RETRY)
