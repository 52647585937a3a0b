"""What everybody does alone first: writing, estimating, voting, 1-2-4-All; and how it is shown."""

from collections.abc import Callable, Iterable
from typing import Any, get_args

from flowatlas.meeting.groups import fours, pairs, seated
from flowatlas.meeting.records import Act, Choice, Meeting, Note, Phase, Round, Said, Who
from flowatlas.model.errors import EditRefusedError
from flowatlas.model.path import Plain
from flowatlas.model.wording import shown

PRIVATE = ("write", "estimate", "vote")
"""What nobody else may know before it is shown."""

MOST_NOTES_OF_ONE = 100
MOST_NOTES = 2_000

TOGETHER = "1-2-4-all"
WRITTEN = ("write", TOGETHER)
PHASES: tuple[Phase, ...] = get_args(Phase)


def contents(round_: Round) -> Plain:
    """What was said in a round, as an act carries it that shows it."""
    return {
        "notes": [list(note) for note in round_.notes.values()],
        "said": {by: {path: list(one) for path, one in said.items()} for by, said in round_.said.items()},
        "votes": round_.votes,
        "who": {by: list(round_.told(by)) for by in round_.who},
    }


def closed(round_: Round, act: Act) -> Round:
    """A round that is put away: what all have seen stays, nobody keeps the rest."""
    if round_.is_shown:
        return round_._replace(state="closed", ready=frozenset())
    if round_.phase == "all":
        return _shown(round_, act)._replace(state="closed")
    return round_._replace(state="closed", notes={}, said={}, votes={}, who={}, ready=frozenset(), groups=())


def _shown(round_: Round, act: Act) -> Round:
    """A round with what the act says that was said in it, or what is known of that."""
    told = act.what.get("shown") or contents(round_)
    notes = (Note(*one) for one in told["notes"])
    return round_._replace(
        state="revealed",
        is_shown=True,
        n_shown=act.n,
        notes={note.id: note for note in notes},
        said={by: {path: Said(*one) for path, one in said.items()} for by, said in told["said"].items()},
        votes=dict(told["votes"]),
        who={by: Who(*who) for by, who in told["who"].items()},
        ready=frozenset(),
        groups=(),
    )


def _open(meeting: Meeting, act: Act) -> Meeting:
    what = act.what
    before = meeting.rounds.get(meeting.round)
    if what["round"] in meeting.rounds:
        raise EditRefusedError("there was something under this id before; start it under one of its own")
    if before is not None and before.state == "open":
        raise EditRefusedError(f"{shown(before.title or before.kind)} is still open; show it or put it away first")
    kind = what["kind"]
    round_ = Round(
        what["round"],
        kind,
        what["title"].strip(),
        what["about"],
        tuple((str(name), value) for name, value in what["fields"]),
        tuple(dict.fromkeys(what["paths"])),
        tuple(Choice(one["id"], one["text"], one.get("path", "")) for one in what["choices"]),
        what["limit"],
        bool(what["is_anonymous"]),
        phase="alone" if kind == TOGETHER else "",
    )
    if kind == "estimate" and not round_.paths:
        raise EditRefusedError("there is nothing to estimate yet; name steps on the map first")
    if kind == "vote" and not round_.choices:
        raise EditRefusedError("there is nothing to vote on; choose at least one thing")
    if len({choice.id for choice in round_.choices}) < len(round_.choices):
        raise EditRefusedError("two choices have the same id; give each one of its own")
    rounds = dict(meeting.rounds)
    if before is not None:
        rounds[before.id] = closed(before, act)
    return meeting._replace(round=round_.id, rounds={**rounds, round_.id: round_})


def _current(meeting: Meeting, act: Act, *kinds: str) -> Round:
    """The round that an act is about, still open.

    Raises:
        EditRefusedError: it is not, or it is of another kind.
    """
    round_ = meeting.rounds.get(act.what["round"])
    if round_ is None:
        raise EditRefusedError("that is not going on in this session")
    if round_.state == "revealed":
        raise EditRefusedError("everybody has seen the answers, so nothing is added or changed any more")
    if round_.state == "closed":
        raise EditRefusedError("it was put away meanwhile, so nothing is added or changed any more")
    if kinds and round_.kind not in kinds:
        raise EditRefusedError("what is going on now is of another kind")
    return round_


def _with(meeting: Meeting, round_: Round) -> Meeting:
    return meeting._replace(rounds={**meeting.rounds, round_.id: round_})


def _by(round_: Round, act: Act) -> Round:
    """The round with whoever acts in it: known by name, and in a group where there are some."""
    who = Who("" if round_.is_anonymous else act.name.strip(), act.role.strip())
    known = round_.who if round_.who.get(act.person) == who else {**round_.who, act.person: who}
    return round_._replace(who=known, groups=seated(round_.groups, act.person))


def _write(meeting: Meeting, act: Act) -> Meeting:
    round_ = _by(_current(meeting, act, *WRITTEN), act)
    note_id, text = act.what["note"], act.what["text"].strip()
    known = round_.notes.get(note_id)
    if known is not None and known.by != act.person:
        raise EditRefusedError("this note cannot be changed; write another one")
    notes = dict(round_.notes)
    if text:
        notes[note_id] = Note(note_id, act.person, text)
    else:
        notes.pop(note_id, None)
    if sum(note.by == act.person for note in notes.values()) > MOST_NOTES_OF_ONE:
        raise EditRefusedError(f"that is more than {MOST_NOTES_OF_ONE} notes; take one back first")
    if len(notes) > MOST_NOTES:
        raise EditRefusedError(f"a session takes {MOST_NOTES} notes at once; show these first")
    return _with(meeting, round_._replace(notes=notes))


def _estimate(meeting: Meeting, act: Act) -> Meeting:
    round_ = _by(_current(meeting, act, "estimate"), act)
    path, text = act.what["path"], act.what["text"].strip()
    if path not in round_.paths:
        raise EditRefusedError("this value is not asked for just now")
    mine = {**round_.said.get(act.person, {}), path: Said(text, act.what.get("value", text))}
    if not text:
        del mine[path]
    return _with(meeting, round_._replace(said=_given(round_.said, act.person, mine)))


def _vote(meeting: Meeting, act: Act) -> Meeting:
    round_ = _by(_current(meeting, act, "vote"), act)
    choice, votes = act.what["choice"], int(act.what["votes"])
    if all(one.id != choice for one in round_.choices):
        raise EditRefusedError("this is none of the choices")
    mine = {**round_.votes.get(act.person, {}), choice: votes}
    if votes <= 0:
        del mine[choice]
    if sum(mine.values()) > round_.limit:
        limit = "one vote" if round_.limit == 1 else f"{round_.limit} votes"
        raise EditRefusedError(f"everybody has {limit}, and yours would be {sum(mine.values())}; take one back first")
    return _with(meeting, round_._replace(votes=_given(round_.votes, act.person, mine)))


def _given(all_: dict[str, Any], person: str, mine: dict[str, Any]) -> dict[str, Any]:
    """What everybody gave, with what one of them gives now; who takes everything back gave nothing."""
    rest = {**all_, person: mine}
    if not mine:
        del rest[person]
    return rest


def _ready(meeting: Meeting, act: Act) -> Meeting:
    round_ = _by(_current(meeting, act), act)
    ready = round_.ready | {act.person} if act.what["is_ready"] else round_.ready - {act.person}
    return _with(meeting, round_._replace(ready=ready))


def _join(meeting: Meeting, act: Act) -> Meeting:
    """Somebody comes while others sit in groups already."""
    round_ = _current(meeting, act, TOGETHER)
    return _with(meeting, round_._replace(groups=seated(round_.groups, act.person)))


def _next_phase(meeting: Meeting, act: Act) -> Meeting:
    round_ = _current(meeting, act, TOGETHER)
    if round_.phase == "all":
        raise EditRefusedError("everybody shares with all already; show it, so that it stays")
    phase = PHASES[PHASES.index(round_.phase) + 1]
    groups = _grouped(round_, phase, act.there or sorted(round_.begun), act.id)
    return _with(meeting, round_._replace(phase=phase, groups=groups, ready=frozenset()))


def _grouped(round_: Round, phase: Phase, there: Iterable[str], chance: str) -> tuple[tuple[str, ...], ...]:
    if phase == "pairs":
        return pairs(there, chance)
    groups = round_.groups
    for person in there:
        groups = seated(groups, person)
    return fours(groups) if phase == "fours" else ()


def _reveal(meeting: Meeting, act: Act) -> Meeting:
    round_ = _current(meeting, act)
    return _with(_without_clock(meeting, round_), _shown(round_, act)._replace(is_placed=bool(round_.about)))


def _without_clock(meeting: Meeting, round_: Round) -> Meeting:
    """The session without the clock of a round that is over: nobody has to hurry with it any more."""
    is_its = meeting.timer is not None and meeting.timer.round == round_.id
    return meeting._replace(timer=None) if is_its else meeting


def _discuss(meeting: Meeting, act: Act) -> Meeting:
    round_ = meeting.rounds.get(act.what["round"])
    if round_ is None or not round_.is_shown or act.what["path"] not in round_.paths:
        raise EditRefusedError("what is talked about has to be a value that everybody sees the answers to")
    return _with(meeting, round_._replace(discussed=act.what["path"]))


def _close(meeting: Meeting, act: Act) -> Meeting:
    round_ = meeting.rounds.get(act.what["round"])
    if round_ is None:
        raise EditRefusedError("that is not going on in this session")
    current = "" if meeting.round == round_.id else meeting.round
    return _with(_without_clock(meeting, round_), closed(round_, act))._replace(round=current)


ROUND_DEEDS: dict[str, Callable[[Meeting, Act], Meeting]] = {
    "open": _open,
    "write": _write,
    "estimate": _estimate,
    "vote": _vote,
    "ready": _ready,
    "join": _join,
    "phase": _next_phase,
    "reveal": _reveal,
    "discuss": _discuss,
    "close": _close,
}
