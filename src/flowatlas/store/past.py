"""The past of an atlas as its journal tells it, for whoever only reads: also while a server edits the atlas."""

from pathlib import Path
from typing import Any, NamedTuple

from flowatlas.model.path import Change, Plain, apply
from flowatlas.store.journal import journal_path, records_of
from flowatlas.store.made import CHECKPOINT_EVERY, changes_noted


class Past(NamedTuple):
    """Whole states by the number of their last change, the changes in turn, and what was noted beside them."""

    states: dict[int, Plain]
    changes: list[list[Change]]
    notes: list[Any]

    @property
    def n(self) -> int:
        """The number of the last change."""
        return len(self.changes)

    def state_at(self, n: int) -> Plain:
        """The atlas after change ``n``, or after the last one where there are fewer."""
        n = min(n, self.n)
        start = max((known for known in self.states if known <= n), default=0)
        plain = self.states.get(start, {})
        for changes in self.changes[start:n]:
            plain = apply(plain, changes)
        return plain


def past_of(path: Path, kind: str) -> Past:
    """The past of an atlas file, with the notes of a kind; nothing where it has no journal.

    Raises:
        JournalError: the journal cannot be read.
    """
    past = Past({}, [], [])
    for record in records_of(journal_path(path)):
        if record.kind == "state":
            past.states[len(past.states) * CHECKPOINT_EVERY] = record.content["plain"]
        elif record.kind == "change":
            past.changes.append(changes_noted(record.content))
        elif record.kind == kind:
            past.notes.append(record.content)
    return past
