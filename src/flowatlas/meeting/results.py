"""What comes of a round once it is shown: changes of the atlas, made by the server as any others are made."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.meeting.records import Note, Round, Who
from flowatlas.meeting.rounds import WRITTEN
from flowatlas.meeting.spread import CURRENT, is_there, quantity_at
from flowatlas.model.errors import EditRefusedError
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import CHANGES, Change, Plain, join, split, value_at
from flowatlas.model.record import Record, fields_of
from flowatlas.store.declared import record_at
from flowatlas.store.names import Names
from flowatlas.store.permitted import permitted
from flowatlas.store.schema import Reading, read_atlas
from flowatlas.store.undoing import new_errors
from flowatlas.store.voices import new_voice_id, slug

TITLES = ("text", "title", "name")
"""Fields that hold what somebody wrote, first come first served."""

BY, VOTES = "by", "votes"


def changes_of(round_: Round, plain: Plain, reading: Reading) -> list[Change]:
    """What a round that was shown brings into the atlas as it is: records, voices, or votes; none where it brings none.

    What it is about may be gone since; then it brings nothing of that.
    """
    if round_.kind in WRITTEN:
        return list(_records(round_, plain))
    if round_.kind == "estimate":
        return list(_voices(round_, plain, reading))
    return list(_votes(round_, plain))


def check(round_: Round, plain: Plain, reading: Reading) -> None:
    """Make sure that what people are about to say has a place in the atlas.

    Raises:
        EditRefusedError: it has none; better told now than when everybody has written.
    """
    for path in round_.paths:
        if quantity_at(path) is None or not is_there(reading.atlas, plain, path):
            raise EditRefusedError(
                f"{Names(plain).of(path)} is no value that can be estimated; choose a time, a share or another figure"
            )
    if not round_.about:
        return
    record = _record_of(round_.about)
    if record is None:
        raise EditRefusedError(f"{Names(plain).of(round_.about)} holds no notes; choose a list such as questions")
    tried = Note("trial", "", "A note")
    after, _ = permitted(plain, [_added(round_, record, tried, "")])
    errors = new_errors(reading.findings, read_atlas(after, before=reading).findings)
    if errors:
        name = Names(after).of(round_.about)
        raise EditRefusedError(f"notes cannot go to {name} like this: {errors[0].message}", errors)


def _record_of(about: str) -> type[Record] | None:
    """The class of the records at a path that something written can become."""
    record = record_at(join(*split(about), "trial"))
    return record if record is not None and record_at(about) is not record and _title(record) else None


def _title(record: type[Record]) -> str:
    return next((name for name in TITLES if name in fields_of(record)), "")


def _records(round_: Round, plain: Plain) -> Iterator[Change]:
    record = _record_of(round_.about) if round_.about else None
    keys = split(round_.about)
    # A list of the atlas or of a map is made as needed; a record that holds one has to be there still.
    if record is None or (len(keys) > 2 and not isinstance(value_at(plain, join(*keys[:-1])), dict)):
        return
    for note in ordered(round_):
        yield _added(round_, record, note, round_.who[note.by].name if note.by in round_.who else "")


def _added(round_: Round, record: type[Record], note: Note, by: str) -> Change:
    values: dict[str, Any] = {_title(record): note.text, **dict(round_.fields)}
    if by and not round_.is_anonymous and BY in fields_of(record):
        values[BY] = by
    return Change(join(*split(round_.about), f"{slug(note.text, 'note', 24)}-{_mark(round_, note.id)[:6]}"), values)


def ordered(round_: Round) -> list[Note]:
    """The notes of a round: in the order in which they were written, or in none where that could tell who it was."""
    notes = list(round_.notes.values())
    return sorted(notes, key=lambda note: _mark(round_, note.id)) if round_.is_anonymous else notes


def people(round_: Round) -> list[str]:
    """Those who said something in a round, in the order of `ordered`."""
    begun = round_.begun
    if round_.is_anonymous:
        return sorted(begun, key=lambda person: _mark(round_, person))
    return [person for person in round_.who if person in begun]


def _mark(round_: Round, text: str) -> str:
    return sha256(f"{round_.id} {text}".encode()).hexdigest()


def _voices(round_: Round, plain: Plain, reading: Reading) -> Iterator[Change]:
    """Everybody's figures as their voice; of who has one already, of the same name and role, they are added to it."""
    stream = reading.atlas.map_or_blank(ValueStreamMap)
    taken = set(stream.voices)
    for person in people(round_):
        figures = {
            path.removeprefix(CURRENT): said.value
            for path, said in round_.said[person].items()
            if path.startswith(CURRENT)
            and _is_known(path, said.value, reading)
            and is_there(reading.atlas, plain, path)
        }
        if not figures:
            continue
        who = round_.told(person)
        known = _voice_of(stream, who)
        if known is not None:
            place = join(ValueStreamMap.section, "voices", known)
            yield from (Change(f"{place}/{CHANGES}/{path}", value) for path, value in figures.items())
            continue
        new = new_voice_id(taken, who.name)
        taken.add(new)
        named = {name: value for name, value in who._asdict().items() if value}
        yield Change(join(ValueStreamMap.section, "voices", new), {**named, CHANGES: figures})


def _voice_of(stream: ValueStreamMap, who: Who) -> str | None:
    """The id of the voice that somebody of this name and role has already."""
    if not who.name:
        return None
    for key, voice in stream.voices.items():
        is_name = (voice.name or key).casefold() == who.name.casefold()
        if is_name and stream.role_of(voice.role or "") == stream.role_of(who.role):
            return key
    return None


def _is_known(path: str, value: Any, reading: Reading) -> bool:
    declared = quantity_at(path)
    try:
        return declared is not None and not declared.read(value, reading.atlas.calendar.times).is_unknown
    except QuantityError:
        return False


def _votes(round_: Round, plain: Plain) -> Iterator[Change]:
    if not round_.votes:
        return
    for choice in round_.choices:
        record = record_at(choice.path) if choice.path else None
        if record is not None and VOTES in fields_of(record) and isinstance(value_at(plain, choice.path), dict):
            yield Change(f"{choice.path}/{VOTES}", counted(round_, choice.id)[0])


def counted(round_: Round, choice: str) -> tuple[int, int]:
    """How many votes a choice has, and from how many people."""
    given = [votes[choice] for votes in round_.votes.values() if votes.get(choice)]
    return sum(given), len(given)
