"""What is made in an atlas, and how its journal writes it down: changes, named versions, whole states, and its file."""

from typing import Any, NamedTuple

from flowatlas.model.path import NOTHING, Change, Plain
from flowatlas.store.journal import Record
from flowatlas.store.saving import FileNote, TextState

FORMAT = 1
"""The version of the journal's own format."""

CHECKPOINT_EVERY = 1_000
"""Changes after which the journal notes the whole atlas, so that no state is far from one."""


class Made(NamedTuple):
    """A change that was made: its number, its id, who made it and when, and all values that it set, in turn.

    ``session`` is the browser tab or script; ``''`` for what came with the file. ``undoes`` is the number of the change
    that this one took back. Applied to the state before, ``changes`` give the state after, exactly.
    """

    n: int
    id: str
    session: str
    by: str
    at: str
    label: str
    changes: list[Change]
    undoes: int | None = None


class Version(NamedTuple):
    """A state that somebody gave a name: the state after change ``n``."""

    name: str
    n: int
    at: str
    by: str


def change_record(made: Made) -> Record:
    """A change as the journal holds it; `made_from` reads it back."""
    changes = [[path] if value is None else [path, None if value is NOTHING else value] for path, value in made.changes]
    return Record("change", {**made._asdict(), "changes": changes}, made.id)


def made_from(n: int, content: Any) -> Made:
    """The change of which the journal holds this as number ``n``."""
    return Made(**{**content, "n": n, "changes": changes_noted(content)})


def changes_noted(content: Any) -> list[Change]:
    """The changes that the record of an edit in the journal holds."""
    return [
        Change(one[0]) if len(one) == 1 else Change(one[0], NOTHING if one[1] is None else one[1])
        for one in content["changes"]
    ]


def state_record(n: int, plain: Plain) -> Record:
    """The whole atlas after change ``n``."""
    return Record("state", {"format": FORMAT, "n": n, "plain": plain})


def file_record(state: TextState, *, is_exact: bool) -> Record:
    """The note of what the file says; its values are among the states unless others had a hand in them."""
    note = FileNote(state.hash, state.n)._asdict()
    return Record("file", note if is_exact else {**note, "plain": state.plain})
