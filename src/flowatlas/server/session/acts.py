"""What somebody does in a session, with all that it needs of the atlas: replayed it makes the same session."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import NamedTuple

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.meeting.agenda import agenda_of, is_section, title_of
from flowatlas.meeting.records import Act, Meeting, Round
from flowatlas.meeting.rounds import PRIVATE, contents
from flowatlas.model.errors import EditRefusedError
from flowatlas.model.path import Plain
from flowatlas.model.wording import shown
from flowatlas.server.protocol.people import Here
from flowatlas.server.room.people import person_of
from flowatlas.server.wire.understood import understood
from flowatlas.store.voices import asked

OWN = ("write", "estimate", "vote", "ready", "join")
"""What somebody does in a round as themselves, and without a name where names are left out."""


class Actor(NamedTuple):
    """Whoever does something: their session, what they say of themselves, and the sessions of all who are there."""

    session: str
    here: Here
    there: tuple[str, ...]


def key_in(session: str, round_: Round) -> str:
    """What somebody is known by in a round: as everywhere, or by what nobody can tell from that without the session."""
    if not round_.is_anonymous:
        return person_of(session)
    return sha256(f"{round_.id} {session}".encode()).hexdigest()[:12]


def act_of(act_id: str, what: Plain, actor: Actor, meeting: Meeting | None, n: int) -> Act:
    """An act as it is kept; ``n`` is the last change of the atlas."""
    round_ = meeting.rounds.get(what.get("round", "")) if meeting is not None else None
    person, name = person_of(actor.session), " ".join(actor.here.name.split())
    if round_ is not None and round_.is_anonymous and what["do"] in OWN:
        person, name = key_in(actor.session, round_), ""
    there: tuple[str, ...] = ()
    if what["do"] == "phase" and round_ is not None:
        there = tuple(key_in(one, round_) for one in actor.there)
    elif what["do"] in {"begin", "go", "open", "end"}:
        there = tuple(person_of(one) for one in actor.there)
    at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return Act(act_id, person, name, " ".join(actor.here.role.split()), at, what, n, there)


def resolved(what: Plain, meeting: Meeting | None, plain: Plain) -> Plain:
    """What is done in a session, with what it needs of the atlas.

    Raises:
        EditRefusedError: it does not fit the atlas.
    """
    match what["do"]:
        case "begin":
            return _begun(what)
        case "open" if what["kind"] == "estimate" and not what["paths"]:
            current = plain.get(ValueStreamMap.section)
            found = asked(current) if isinstance(current, dict) else []
            return {**what, "paths": [f"{ValueStreamMap.section}/{path}" for path in found]}
        case "estimate" if what["text"].strip():
            read = understood(plain, what["path"], what["text"])
            if read.error:
                raise EditRefusedError(f"{read.error}; {read.hint}")
            return {**what, "value": read.value}
        case "reveal" | "close" | "end":
            return {**what, **_shown(what, meeting)}
    return what


def _begun(what: Plain) -> Plain:
    if what["map"] and not is_section(what["map"]):
        raise EditRefusedError(f"there is no map {shown(what['map'])}; leave it out for a plain agenda")
    title = what["title"].strip() or title_of(what["map"])
    return {**what, "title": title, "agenda": [item._asdict() for item in agenda_of(what["map"])]}


def _shown(what: Plain, meeting: Meeting | None) -> Plain:
    """What becomes known with it, so that it is kept from then on."""
    round_ = meeting.rounds.get(what.get("round", meeting.round)) if meeting is not None else None
    if round_ is None or round_.state != "open" or (what["do"] != "reveal" and round_.phase != "all"):
        return {}
    return {"shown": contents(round_)}


def concerns_all(act: Act, before: Meeting | None, after: Meeting) -> bool:
    """Whether others see anything of what was done, beside the one who did it."""
    if act.what["do"] not in PRIVATE or before is None:
        return True
    was, now = before.rounds[act.what["round"]], after.rounds[act.what["round"]]
    return now.phase not in {"", "alone"} or len(was.begun) != len(now.begun)
