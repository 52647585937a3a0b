"""The session of a room: what is done in it is made durable first, then told to everybody as each may see it."""

import asyncio
import logging
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any, Protocol

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.meeting.agenda import agenda_of, is_section, title_of
from flowatlas.meeting.meeting import SEALED, acted, replayed
from flowatlas.meeting.records import Act, Meeting, Round
from flowatlas.meeting.results import changes_of, check
from flowatlas.meeting.rounds import PRIVATE, TOGETHER, contents
from flowatlas.model.errors import EditRefusedError, FlowAtlasError
from flowatlas.model.path import Change, Plain
from flowatlas.model.quantity import shown
from flowatlas.server.access import allows, may_act
from flowatlas.server.glimpse import Glimpse
from flowatlas.server.listener import Listener
from flowatlas.server.now import Now
from flowatlas.server.people import People, person_of
from flowatlas.server.protocol.meeting import Act as ActSent
from flowatlas.server.protocol.meeting import MeetingOf
from flowatlas.server.protocol.people import Right
from flowatlas.server.protocol.told import Notice
from flowatlas.server.seen import Ground, Present, Viewer
from flowatlas.server.seen import seen as seen_by
from flowatlas.server.understood import understood
from flowatlas.store.editing import Editing, Made
from flowatlas.store.seal import Seal
from flowatlas.store.voices import asked

QUIET_AFTER = 300.0
"""Seconds of a session after which somebody who did nothing in it counts as quiet."""

FEWEST_TO_COUNT = 3
"""People from whom on it is told how many are quiet: among fewer the number would be a name."""

LOOKS = 0.05
"""Seconds between two looks at who is there."""

MOST_DONE = 60

ACT = "act"

OWN = ("write", "estimate", "vote", "ready", "join")
"""What somebody does in a round as themselves, and without a name where names are left out."""

LOG = logging.getLogger(__name__)


class Around(Protocol):
    """What a session needs of its room."""

    editing: Editing
    people: People
    listeners: list[Listener]
    now: Now

    def note(self, note_id: str, kind: str, content: Any) -> "asyncio.Future[None]":
        """Note something beside the changes."""

    def edit(
        self, edit_id: str, changes: Iterable[Change], *, session: str, by: str = "", label: str = ""
    ) -> "asyncio.Future[Made]":
        """Make changes together."""

    def refresh(self) -> None:
        """Have everybody look whether there is anything newer to show."""

    def notice(self, notice: Notice) -> None:
        """Tell everybody that something happened."""


class Gathering:
    """The session of one atlas. All methods belong to the event loop's thread.

    ``meeting`` is what is durable of it. What somebody does in a round without names is known by a name that only holds
    there: nothing that is kept tells who it was, either.
    """

    def __init__(self, room: Around) -> None:
        self._room = room
        self._loop = asyncio.get_running_loop()
        self._seal = Seal(room.editing.path)
        acts = [self._unsealed(Act(**content)) for content in room.editing.notes(ACT)]
        self.meeting: Meeting | None = None
        for self.meeting in replayed(acts):
            pass
        self._latest = self.meeting
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._known = {act.id for act in acts}
        self._done: dict[str, deque[str]] = defaultdict(lambda: deque(maxlen=MOST_DONE))
        for act in acts:
            self._done[act.person].append(act.id)
        self._revision = self._for_all = 1 if self.meeting is not None else 0
        self._for_one: dict[str, int] = {}
        self._ground = Ground(room.now)
        self._signature: tuple[str, ...] = ()
        self._there: tuple[str, ...] = ()
        self._active: dict[str, float] = {}
        self._quiet: frozenset[str] = frozenset()
        self._looked_at = -LOOKS
        self._n_looked_at = -1
        self._later: asyncio.TimerHandle | None = None
        self._forget_where_done()
        if self.meeting is not None:
            self._loop.call_soon(self._make_up_for, [act for act in acts if act.what["do"] == "reveal"])

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
        if session in self._active:
            self._active[session] = self._loop.time()

    def _done_before(self, act_id: str, session: str) -> "asyncio.Future[None]":
        """The answer to what was sent again: whoever sent it did not hear that it is done."""
        if act_id in self._waiting:
            return self._waiting[act_id]
        self._tell_one(session)
        self._room.refresh()
        done: asyncio.Future[None] = self._loop.create_future()
        done.set_result(None)
        return done

    def _do(self, act_id: str, what: Plain, session: str) -> "asyncio.Future[None]":
        what = self._resolved(what)
        act = self._act_of(act_id, what, session)
        after = acted(self._latest, act)
        if what["do"] == "open":
            check(after.rounds[what["round"]], self._room.editing.plain, self._room.editing.reading)
            try:
                self._seal.begin(what["round"])
            except FlowAtlasError as error:
                raise EditRefusedError(str(error)) from None
        noted = self._room.note(act_id, ACT, self._sealed(act)._asdict())
        before, self._latest = self._latest, after
        self._known.add(act_id)
        self._waiting[act_id] = noted
        # No partial: were something wrong in it, the log would show its arguments, and what is private with them.
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
        if _concerns_all(act, before, after):
            self._tell_all()
        else:
            self._tell_one(session)
        self._forget_where_done()
        if act.what["do"] == "reveal":
            self._take_in(act)
        self._room.refresh()

    def _resolved(self, what: Plain) -> Plain:
        """What is done with all that follows from the atlas as it is: the same act makes the same session later.

        Raises:
            EditRefusedError: it does not fit the atlas.
        """
        match what["do"]:
            case "begin":
                return self._begin(what)
            case "open" if what["kind"] == "estimate" and not what["paths"]:
                current = self._room.editing.plain.get(ValueStreamMap.section)
                found = asked(current) if isinstance(current, dict) else []
                return {**what, "paths": [f"{ValueStreamMap.section}/{path}" for path in found]}
            case "estimate" if what["text"].strip():
                read = understood(self._room.editing.plain, what["path"], what["text"])
                if read.error:
                    raise EditRefusedError(f"{read.error}; {read.hint}")
                return {**what, "value": read.value}
            case "reveal" | "close" | "end":
                return {**what, **self._shown(what)}
        return what

    def _begin(self, what: Plain) -> Plain:
        if what["map"] and not is_section(what["map"]):
            raise EditRefusedError(f"there is no map {shown(what['map'])}; leave it out for a plain agenda")
        title = what["title"].strip() or title_of(what["map"])
        return {**what, "title": title, "agenda": [item._asdict() for item in agenda_of(what["map"])]}

    def _shown(self, what: Plain) -> Plain:
        """What becomes known with it, so that it is kept from then on."""
        meeting = self._latest
        round_ = meeting.rounds.get(what.get("round", meeting.round)) if meeting is not None else None
        if round_ is None or round_.state != "open" or (what["do"] != "reveal" and round_.phase != "all"):
            return {}
        return {"shown": contents(round_)}

    def _act_of(self, act_id: str, what: Plain, session: str) -> Act:
        here = self._room.people.here(session)
        round_ = self._latest.rounds.get(what.get("round", "")) if self._latest is not None else None
        person, name = person_of(session), " ".join(here.name.split())
        if round_ is not None and round_.is_anonymous and what["do"] in OWN:
            person, name = key_in(session, round_), ""
        there: tuple[str, ...] = ()
        if what["do"] == "phase" and round_ is not None:
            there = tuple(key_in(one, round_) for one in self._taking_part())
        elif what["do"] in {"begin", "go", "open", "end"}:
            there = tuple(person_of(one) for one in self._taking_part())
        at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Act(act_id, person, name, " ".join(here.role.split()), at, what, self._room.editing.n, there)

    # What is private

    def _sealed(self, act: Act) -> Act:
        """An act as it is written down: what nobody may know yet is sealed."""
        if act.what["do"] not in PRIVATE:
            return act
        rest = {name: value for name, value in act.what.items() if name not in {"do", "round"}}
        signs = self._seal.sealed(act.id, rest)
        return act._replace(what={"do": act.what["do"], "round": act.what["round"], SEALED: signs})

    def _unsealed(self, act: Act) -> Act:
        if SEALED not in act.what:
            return act._replace(there=tuple(act.there))
        rest = self._seal.opened(act.what["round"], act.id, act.what[SEALED])
        if rest is None:
            return act
        return act._replace(what={"do": act.what["do"], "round": act.what["round"], **rest})

    def _forget_where_done(self) -> None:
        """Throw the key away as soon as what it is for has been shown or put away, for good."""
        rounds = {} if self._latest is None else self._latest.rounds
        durable = {} if self.meeting is None else self.meeting.rounds
        is_open = any(self._seal.id in one and one[self._seal.id].state == "open" for one in (rounds, durable))
        if self._seal.id and not is_open:
            self._seal.forget()

    # What comes of it

    def _take_in(self, act: Act) -> None:
        """Put what a round brought into the atlas, by an edit that is known by the act."""
        round_ = self.meeting.rounds.get(act.what["round"]) if self.meeting is not None else None
        if round_ is None or not round_.is_shown:
            return
        editing = self._room.editing
        try:
            changes = changes_of(round_, editing.plain, editing.reading)
            if changes:
                label = f"Show: {round_.title or round_.kind}"
                # No session undoes it by accident with its own last edit.
                told = self._room.edit(f"{ACT}-{act.id}", changes, session="", by=act.name, label=label)
                told.add_done_callback(self._taken_in)
        except FlowAtlasError as error:
            self._not_taken_in(error)

    def _taken_in(self, told: "asyncio.Future[Made]") -> None:
        error = None if told.cancelled() else told.exception()
        if isinstance(error, FlowAtlasError):
            self._not_taken_in(error)

    def _not_taken_in(self, error: FlowAtlasError) -> None:
        words = f"what was shown in the session could not be put into the atlas: {error}"
        self._room.notice(Notice(severity="warning", message=words))

    def _make_up_for(self, acts: list[Act]) -> None:
        """Do what a crash kept from being done; an edit that was made is not made again."""
        for act in acts:
            if self._room.editing.made_of(f"{ACT}-{act.id}") is None:
                self._take_in(act)

    # What is told

    def meeting_after(self, seen: Glimpse | None, session: str) -> tuple[Glimpse, str] | None:
        """The session as one of the people may see it, where it is newer than what they saw of it."""
        if self.meeting is None and not self._for_all:
            return None
        self._look()
        newest = max(self._for_all, self._for_one.get(session, 0))
        if seen is not None and newest <= seen.revision:
            return None
        glimpse = Glimpse(newest, self._seen_by(session))
        return glimpse, glimpse.message(seen)

    def _seen_by(self, session: str) -> MeetingOf:
        is_counted = len(self._there) >= FEWEST_TO_COUNT
        names = {person_of(one): self._room.people.name_of(one) for one in self._there} if self._has_groups else {}
        quiet = len(self._quiet) if is_counted else 0
        present = Present(len(self._there), quiet, datetime.now(UTC).timestamp(), self._keys_in, names)
        viewer = Viewer(partial(key_in, session), tuple(self._done_by(session)), session in self._quiet)
        return seen_by(self.meeting, viewer, present, self._ground)

    def _keys_in(self, round_: Round) -> set[str]:
        return {key_in(one, round_) for one in self._there}

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

    def _tell_all(self) -> None:
        self._revision += 1
        self._for_all = self._revision
        self._for_one.clear()
        if self._n_looked_at != self._room.now.n:
            self._n_looked_at = self._room.now.n
            self._ground = Ground(self._room.now, self._ground)
        self._signature = self._ground.signature(self.meeting) if self.meeting is not None else ()

    def _tell_one(self, session: str) -> None:
        self._revision += 1
        self._for_one[session] = self._revision

    # Who is there

    def _taking_part(self) -> tuple[str, ...]:
        """The sessions of those who are there and may take part, each once."""
        return tuple(dict.fromkeys(one.session for one in self._room.listeners if allows(one.right, "comment")))

    def _look(self) -> None:
        """Look who came, who left, who has been quiet, and whether the map says something else; not too often."""
        now = self._loop.time()
        if now - self._looked_at >= LOOKS:
            self._looked_at = now
            self._look_around(now)
        if self._later is None or self._later.when() > self._next_look(now):
            self._look_at(self._next_look(now))

    def _next_look(self, now: float) -> float:
        """When there may be something new that nobody tells: after a pause, or when the next one has been quiet."""
        if now - self._looked_at > 0:
            return self._looked_at + LOOKS
        quiet = [at + QUIET_AFTER for one, at in self._active.items() if one not in self._quiet]
        return max(min(quiet, default=now + QUIET_AFTER), now) + LOOKS

    def _look_at(self, when: float) -> None:
        if self._later is not None:
            self._later.cancel()
        is_on = self.meeting is not None and self.meeting.state == "on"
        self._later = self._loop.call_at(when, self._look_again) if is_on and self._room.listeners else None

    def _look_again(self) -> None:
        self._later = None
        self._look()

    def _look_around(self, now: float) -> None:
        there = self._taking_part()
        self._active = {one: self._active.get(one, now) for one in there}
        is_on = self.meeting is not None and self.meeting.state == "on"
        quiet = frozenset(one for one, at in self._active.items() if now - at >= QUIET_AFTER) if is_on else frozenset()
        is_news = there != self._there or quiet != self._quiet or self._is_other_map()
        self._there, self._quiet = there, quiet
        if is_news:
            self._tell_all()
            self._loop.call_soon(self._room.refresh)
            self._loop.call_soon(self._seat_late_comers)

    def _is_other_map(self) -> bool:
        """Whether a value that the session shows is another one now."""
        now = self._room.now
        if now.n == self._n_looked_at or self.meeting is None:
            return False
        self._n_looked_at = now.n
        self._ground = Ground(now, self._ground)
        return self._ground.signature(self.meeting) != self._signature

    def _seat_late_comers(self) -> None:
        """Whoever comes while others sit in pairs or fours joins one of them."""
        meeting = self._latest
        round_ = meeting.rounds.get(meeting.round) if meeting is not None else None
        if round_ is None or round_.kind != TOGETHER or round_.state != "open" or not round_.groups:
            return
        seated = {person for group in round_.groups for person in group}
        for session in self._there:
            key = key_in(session, round_)
            act_id = f"join-{sha256(f'{round_.id} {key}'.encode()).hexdigest()[:20]}"
            if key not in seated and act_id not in self._known:
                try:
                    self._do(act_id, {"do": "join", "round": round_.id}, session)
                except EditRefusedError:
                    return  # Nothing can be stored just now; the next one who looks tries again.


def key_in(session: str, round_: Round) -> str:
    """What somebody is known by in a round: as everywhere, or by what nobody can tell from that without the session."""
    if not round_.is_anonymous:
        return person_of(session)
    return sha256(f"{round_.id} {session}".encode()).hexdigest()[:12]


def _concerns_all(act: Act, before: Meeting | None, after: Meeting) -> bool:
    """Whether others see anything of what was done, beside the one who did it."""
    if act.what["do"] not in PRIVATE or before is None:
        return True
    was, now = before.rounds[act.what["round"]], after.rounds[act.what["round"]]
    return now.phase not in {"", "alone"} or len(was.begun) != len(now.begun)
