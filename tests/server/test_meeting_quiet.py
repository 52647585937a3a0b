"""Attention to silent people: how many, never who; only oneself is told."""

import asyncio
import json
from types import SimpleNamespace

import pytest
from serving import ATLAS, KEY, WAIT

from flowatlas.model.errors import EditRefusedError
from flowatlas.model.path import Change
from flowatlas.server.protocol.meeting import Act
from flowatlas.server.room.now import Now
from flowatlas.server.room.people import People
from flowatlas.server.session.attendance import QUIET_AFTER
from flowatlas.server.session.meeting import LOOKS, Gathering
from flowatlas.store.editing import Editing

BEGIN = {"do": "begin", "title": "Any", "map": ""}


class Clock(asyncio.SelectorEventLoop):
    """An event loop whose time goes on when it is told to."""

    ahead = 0.0

    def time(self):
        """Seconds, with those that were skipped."""
        return super().time() + self.ahead


class Table:
    """A room with a clock of its own, in which everything is durable at once, or refused once it is ``full``."""

    def __init__(self, path, *sessions):
        self.editing = Editing.open(path)
        self.people = People()
        self.listeners = [
            SimpleNamespace(session=one, right="comment" if "guest" in one else "host") for one in sessions
        ]
        for one in self.listeners:
            self.people.join(one.session, one.right)
        self.now = Now(self.editing.n, self.editing.plain, self.editing.reading)
        self.is_full = False
        self.gathering = Gathering(self)

    def note(self, note_id, kind, content):
        """Note an act."""
        noted = asyncio.get_running_loop().create_future()
        if self.is_full:
            noted.set_exception(EditRefusedError("nothing can be stored just now"))
        else:
            self.editing.note(note_id, kind, content)
            noted.set_result(None)
        return noted

    def refresh(self):
        """Nobody is told here unless they ask."""

    def notice(self, notice):
        """Nor of this."""

    async def act(self, session, what, act_id):
        """Do something."""
        right = next(one.right for one in self.listeners if one.session == session)
        await self.gathering.act(Act(id=act_id, what=what), session=session, right=right)
        await asyncio.sleep(0)

    def told(self, session):
        """What somebody is told now."""
        found = self.gathering.meeting_after(None, session)
        return None if found is None else json.loads(found[1])["what"]


@pytest.fixture
def play(tmp_path):
    """Runs a scene at a table, under a clock of its own."""
    path = tmp_path / KEY
    path.write_text(ATLAS, encoding="utf-8")
    loop = Clock()

    def play(scene, *sessions):
        async def run():
            table = Table(path, *sessions)
            try:
                await scene(table, loop)
            finally:
                table.editing.sync()
                table.editing.close()

        loop.run_until_complete(run())

    yield play
    loop.close()


def test_quiet_people_are_counted_and_not_named(play):
    """After a while without doing anything one is told oneself; the others hear a number, from three people on."""

    async def scene(table, loop):
        await table.act("host-tab", BEGIN, "begin-0001")
        assert table.told("guest-one")["people"] == 3
        loop.ahead += QUIET_AFTER - 60
        await table.act("guest-two", {"do": "park", "item": "item-0001", "text": "Later"}, "park-0001")
        table.gathering.touched("host-tab")
        table.told("host-tab")
        loop.ahead += 61
        told = {one: table.told(one) for one in ("host-tab", "guest-one", "guest-two")}
        loop.ahead += LOOKS
        told = {one: table.told(one) for one in told}

        assert [one["quiet"] for one in told.values()] == [1, 1, 1]
        assert [one["is_quiet"] for one in told.values()] == [False, True, False]
        table.listeners.pop(0)
        loop.ahead += LOOKS
        assert [table.told(one)["quiet"] for one in ("guest-one", "guest-two")] == [0, 0]

    play(scene, "host-tab", "guest-one", "guest-two")


def test_who_only_edits_the_map_is_not_quiet(play):
    """What somebody does in the atlas counts as much as what they do in the session."""

    async def scene(table, loop):
        await table.act("host-tab", BEGIN, "begin-0001")
        table.told("guest-one")
        for _ in range(3):
            loop.ahead += QUIET_AFTER / 2
            table.gathering.touched("guest-one")
        table.told("guest-one")
        loop.ahead += LOOKS
        assert table.told("guest-one")["is_quiet"] is False
        assert table.told("host-tab")["is_quiet"] is True

    play(scene, "host-tab", "guest-one", "guest-two")


def test_what_cannot_be_stored_did_not_happen(play):
    """The session is as it was before, and the same act is made once it can be stored."""

    async def scene(table, loop):
        del loop
        await table.act("host-tab", BEGIN, "begin-0001")
        table.is_full = True
        park = {"do": "park", "item": "item-0001", "text": "Later"}
        with pytest.raises(EditRefusedError):
            await table.act("guest-one", park, "park-0001")
        await asyncio.sleep(0)
        assert table.told("host-tab")["parked"] == []
        table.is_full = False
        await table.act("guest-one", park, "park-0001")
        assert table.told("host-tab")["parked"] == [{"id": "item-0001", "text": "Later"}]

    play(scene, "host-tab", "guest-one")


def test_only_who_may_edit_runs_a_session(play):
    """A link to comment takes part; to begin, show and end is for those who may edit."""

    async def scene(table, loop):
        del loop
        with pytest.raises(EditRefusedError, match="edit"):
            await table.act("guest-one", BEGIN, "begin-0001")
        assert table.told("guest-one") is None

    play(scene, "guest-one")


def test_others_are_not_told_again_of_what_they_cannot_see(play):
    """A second figure of somebody is news for them alone; a change of a value that is asked for is news for all."""

    async def scene(table, loop):
        await table.act("host-tab", BEGIN, "begin-0001")
        opened = {"do": "open", "round": "round-0001", "kind": "estimate", "title": "", "paths": [WAIT]}
        await table.act("host-tab", opened, "open-0001")
        figure = {"do": "estimate", "round": "round-0001", "path": WAIT, "text": "2d"}
        await table.act("guest-one", figure, "said-0001")
        seen, _ = table.gathering.meeting_after(None, "host-tab")
        await table.act("guest-one", {**figure, "text": "3d"}, "said-0002")
        assert table.gathering.meeting_after(seen, "host-tab") is None
        assert table.gathering.meeting_after(seen, "guest-one") is not None
        table.editing.edit("edit-0001", [Change(WAIT, "9d")], session="host-tab")
        table.now = Now(table.editing.n, table.editing.plain, table.editing.reading)
        loop.ahead += LOOKS
        assert "9d" in table.gathering.meeting_after(seen, "host-tab")[1]

    play(scene, "host-tab", "guest-one")
