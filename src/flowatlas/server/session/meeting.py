"""The session of a room: what is done in it is made durable first, then told to everybody as each may see it."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any, Protocol

from flowatlas.meeting.meeting import acted, replayed
from flowatlas.meeting.records import Act, Meeting, Round
from flowatlas.meeting.results import check
from flowatlas.meeting.rounds import TOGETHER
from flowatlas.model.errors import EditRefusedError
from flowatlas.model.path import Plain
from flowatlas.server.entry.access import may_act
from flowatlas.server.protocol.meeting import Act as ActSent
from flowatlas.server.protocol.people import Right
from flowatlas.server.room.listener import Listener
from flowatlas.server.room.now import Now
from flowatlas.server.room.people import People, person_of
from flowatlas.server.session.acts import Actor, act_of, concerns_all, key_in, resolved
from flowatlas.server.session.attendance import Attendance, taking_part
from flowatlas.server.session.news import News
from flowatlas.server.session.outcome import Outcome, Taking
from flowatlas.server.session.sealing import Sealing
from flowatlas.server.session.seen import Present, Viewer, seen
from flowatlas.server.wire.glimpse import Glimpse

LOOKS = 0.05
"""Seconds between two looks at who is there."""

MOST_DONE = 60
"""Acts of one person that are told as done, the latest."""

ACT = "act"
"""The kind of note that an act is in the journal."""


class Around(Taking, Protocol):
    """What a session needs of its room."""

    people: People
    listeners: list[Listener]
    now: Now

    def note(self, note_id: str, kind: str, content: Any) -> "asyncio.Future[None]":
        """Note something beside the changes."""

    def refresh(self) -> None:
        """Have everybody look whether there is anything newer to show."""


class Gathering:
    """The session of one atlas. All methods belong to the event loop's thread.

    ``meeting`` is what is durable of it. What somebody does in a round without names is known by a name that only holds
    there: nothing that is kept tells who it was, either.
    """

    def __init__(self, room: Around) -> None:
        self._room = room
        self._loop = asyncio.get_running_loop()
        self._sealing = Sealing(room.editing.path)
        self._outcome = Outcome(room)
        self._attendance = Attendance()
        acts = [self._sealing.opened(Act(**content)) for content in room.editing.notes(ACT)]
        self.meeting: Meeting | None = None
        for self.meeting in replayed(acts):
            pass
        self._latest = self.meeting
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._known = {act.id for act in acts}
        self._done: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=MOST_DONE))
        for act in acts:
            self._done[act.person].append(act.id)
        self._news = News(self.meeting, room.now)
        self._looked_at = -LOOKS
        self._later: asyncio.TimerHandle | None = None
        self._sealing.forget_where_done(self.meeting)
        reveals = [act for act in acts if act.what["do"] == "reveal"]
        # No arguments: were something wrong in it, the log would show them, and what is private with them.
        self._loop.call_soon(lambda: self._outcome.make_up_for(reveals, self.meeting))

    # What is done

    def act(self, act: ActSent, *, session: str, right: Right) -> "asyncio.Future[None]":
        """Do something in the session; the answer comes when it is durable, and twice is once.

        Raises:
            EditRefusedError: it does not fit, or is not allowed; also later, through the answer.
        """
        refused = may_act(right, act.what)
        if refused:
            raise EditRefusedError(refused)
        self.touched(session)
        if act.id in self._known:
            return self._done_before(act.id, session)
        return self._do(act.id, act.what.model_dump(mode="json"), session)

    def touched(self, session: str) -> None:
        """Somebody did something, in the session or in the atlas."""
        self._attendance.touched(session, self._loop.time())

    def _done_before(self, act_id: str, session: str) -> "asyncio.Future[None]":
        """The answer to what was sent again: whoever sent it did not hear that it is done."""
        if act_id in self._waiting:
            return self._waiting[act_id]
        self._news.for_one(session)
        self._room.refresh()
        done: asyncio.Future[None] = self._loop.create_future()
        done.set_result(None)
        return done

    def _do(self, act_id: str, what: Plain, session: str) -> "asyncio.Future[None]":
        editing = self._room.editing
        actor = Actor(session, self._room.people.here(session), taking_part(self._room.listeners))
        act = act_of(act_id, resolved(what, self._latest, editing.plain), actor, self._latest, editing.n)
        after = acted(self._latest, act)
        if act.what["do"] == "open":
            check(after.rounds[act.what["round"]], editing.plain, editing.reading)
            self._sealing.begin(act.what["round"])
        noted = self._room.note(act_id, ACT, self._sealing.sealed(act)._asdict())
        before, self._latest = self._latest, after
        self._known.add(act_id)
        self._waiting[act_id] = noted
        # No arguments here, either.
        noted.add_done_callback(lambda done: self._settled(act, session, before, after, done))
        return noted

    def _settled(
        self, act: Act, session: str, before: Meeting | None, after: Meeting, noted: "asyncio.Future[None]"
    ) -> None:
        """What was done is durable, or was taken back with all that was not."""
        self._waiting.pop(act.id, None)
        if noted.cancelled() or noted.exception():
            self._latest = self.meeting
            self._known.discard(act.id)
            return
        self.meeting = after
        self._done[act.person].append(act.id)
        if concerns_all(act, before, after):
            self._news.for_all(self.meeting, self._room.now)
        else:
            self._news.for_one(session)
        self._sealing.forget_where_done(self.meeting, self._latest)
        if act.what["do"] == "reveal":
            self._outcome.take_in(act, self.meeting)
        self._room.refresh()

    # What is told

    def meeting_after(self, before: Glimpse | None, session: str) -> tuple[Glimpse, str] | None:
        """The session as one of the people may see it, where it is newer than what they saw of it."""
        if self.meeting is None and not self._news.newest(session):
            return None
        self._look()
        newest = self._news.newest(session)
        if before is not None and newest <= before.revision:
            return None
        viewer = Viewer(partial(key_in, session), tuple(self._done_by(session)), session in self._attendance.quiet)
        glimpse = Glimpse(newest, seen(self.meeting, viewer, self._present(), self._news.ground))
        return glimpse, glimpse.message(before)

    def _present(self) -> Present:
        there, people = self._attendance.there, self._room.people
        names = {person_of(one): people.name_of(one) for one in there} if self._has_groups else {}
        now = datetime.now(UTC).timestamp()
        return Present(len(there), self._attendance.quiet_told, now, self._keys_in, names)

    def _keys_in(self, round_: Round) -> set[str]:
        return {key_in(one, round_) for one in self._attendance.there}

    @property
    def _has_groups(self) -> bool:
        meeting = self.meeting
        return meeting is not None and meeting.round in meeting.rounds and bool(meeting.rounds[meeting.round].groups)

    def _done_by(self, session: str) -> Iterator[str]:
        keys = {person_of(session)}
        if self.meeting is not None:
            keys |= {key_in(session, round_) for round_ in self.meeting.rounds.values() if round_.is_anonymous}
        for key in keys & self._done.keys():
            yield from self._done[key]

    # Who is there

    def _look(self) -> None:
        """Look who came, who left, who has been quiet, and whether the map says something else; not too often."""
        now = self._loop.time()
        if now - self._looked_at >= LOOKS:
            self._looked_at = now
            self._look_around(now)
        # Of what nobody tells there may be news after this pause, or once the next one has been quiet.
        is_pause = now > self._looked_at
        due = LOOKS + (self._looked_at if is_pause else self._attendance.next_quiet(now))
        if self._later is None or self._later.when() > due:
            self._look_at(due)

    def _look_at(self, when: float) -> None:
        if self._later is not None:
            self._later.cancel()
        self._later = self._loop.call_at(when, self._look_again) if self._is_on and self._room.listeners else None

    def _look_again(self) -> None:
        self._later = None
        self._look()

    def _look_around(self, now: float) -> None:
        has_moved = self._attendance.look(self._room.listeners, now, is_on=self._is_on)
        if has_moved or self._news.is_other_map(self.meeting, self._room.now):
            self._news.for_all(self.meeting, self._room.now)
            self._loop.call_soon(self._room.refresh)
            self._loop.call_soon(self._seat_late_comers)

    @property
    def _is_on(self) -> bool:
        return self.meeting is not None and self.meeting.state == "on"

    def _seat_late_comers(self) -> None:
        """Whoever comes while others sit in pairs or fours joins one of them."""
        meeting = self._latest
        round_ = meeting.rounds.get(meeting.round) if meeting is not None else None
        if round_ is None or round_.kind != TOGETHER or round_.state != "open" or not round_.groups:
            return
        seated = {person for group in round_.groups for person in group}
        for session in self._attendance.there:
            key = key_in(session, round_)
            act_id = f"join-{sha256(f'{round_.id} {key}'.encode()).hexdigest()[:20]}"
            if key not in seated and act_id not in self._known:
                try:
                    self._do(act_id, {"do": "join", "round": round_.id}, session)
                except EditRefusedError:
                    return  # Nothing can be stored just now; the next one who looks tries again.
