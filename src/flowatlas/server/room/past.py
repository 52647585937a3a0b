"""What happened to an atlas: its changes in words, with what each did to the lead time, and its named versions."""

import asyncio

from flowatlas.model.path import Plain, apply
from flowatlas.server.limits import LONGEST_ORDER
from flowatlas.server.processes.jobs import lead_times
from flowatlas.server.processes.worker import Worker
from flowatlas.server.protocol.answers import Entry, History, NamedVersion
from flowatlas.server.room.room import Room
from flowatlas.store.edits import edits
from flowatlas.store.made import Made

MOST_SENTENCES = 12


async def history(room: Room, worker: Worker, before: int | None, limit: int) -> History:
    """Changes before a number, the latest first."""
    made = room.editing.history(before if before is not None else room.now.n + 1, limit + 1)
    has_more, made = len(made) > limit, made[:limit]
    states = _states(room, made)
    times = await _lead_times(room, worker, states)
    names = {version.n: version.name for version in room.editing.versions()}
    # To find words for many changes takes a moment in which others are at work.
    entries = await asyncio.to_thread(
        lambda: [
            _entry(one, states[one.n - 1], states[one.n], (times[one.n - 1], times[one.n]), names.get(one.n, ""))
            for one in made
        ]
    )
    return History(entries=entries, has_more=has_more)


def _states(room: Room, made: list[Made]) -> dict[int, Plain]:
    """The states before and after each of these changes, the latest first; between them nothing changed."""
    states: dict[int, Plain] = {}
    plain = room.editing.state_at(made[-1].n - 1) if made else {}
    for one in reversed(made):
        states[one.n - 1] = plain
        states[one.n] = plain = apply(plain, one.changes)
    return states


def _entry(made: Made, before: Plain, after: Plain, times: tuple[str, str], version: str) -> Entry:
    found = edits(before, after, spelling=True)
    return Entry(
        n=made.n,
        at=made.at,
        by=made.by,
        label=made.label,
        sentences=[edit.text for edit in found[:MOST_SENTENCES]],
        paths=[edit.path for edit in found[:MOST_SENTENCES]],
        before=times[0],
        after=times[1],
        is_undo=made.undoes is not None,
        version=version,
    )


async def versions(room: Room, worker: Worker) -> list[NamedVersion]:
    """The states that somebody gave a name, the latest first."""
    named = sorted(room.editing.versions(), key=lambda version: version.n, reverse=True)
    times = await _lead_times(room, worker, {version.n: room.editing.state_at(version.n) for version in named})
    return [
        NamedVersion(name=version.name, n=version.n, at=version.at, by=version.by, headline=times[version.n])
        for version in named
    ]


async def _lead_times(room: Room, worker: Worker, states: dict[int, Plain]) -> dict[int, str]:
    """How long it takes in each of these states; each is worked out once."""
    unknown = [number for number in states if number not in room.lead_times]
    if unknown:
        found = await worker.run(lead_times, [states[number] for number in unknown], longest=LONGEST_ORDER)
        room.lead_times |= dict(zip(unknown, found, strict=True))
    return {number: room.lead_times[number] for number in states}
