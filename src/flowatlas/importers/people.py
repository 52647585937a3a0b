"""People replaced by signs, so that nobody's name leaves the importer."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.event import NOTHING, Column, EventLog

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 4

NOBODY = frozenset(
    ("", "empty", "null", "none", "nil", "nan", "n/a", "#n/a", "nobody", "unassigned", "not assigned", "undefined")
) | {"\\n", "-", "--", "?"}
"""Words, in small letters and out of their brackets, that stand where nobody did it."""

BRACKETS = "()[]<>{} \t"


def signs(people: Sequence[str], key: bytes) -> list[str]:
    """A sign for each name, such as person-3f2a, as long as it has to be for no two to be the same."""
    digests = [blake2b(name.encode(), key=key, digest_size=16).hexdigest() for name in people]
    for length in count(SHORTEST):
        cut = [f"person-{digest[:length]}" for digest in digests]
        if len(set(cut)) == len(set(people)):
            return cut
    raise AssertionError  # unreachable: whole digests differ


def key_of(words: "Iterable[Sequence[str]]") -> bytes:
    """A key that is the same for the same log and that nobody has who lacks the log.

    With a key known to all, whoever has a list of names could compute the signs of them.
    """
    made = blake2b(digest_size=32)
    for names in words:
        for name in names:
            made.update(name.encode())
            made.update(b"\0")
    return made.digest()


def anonymous(column: Column, key: bytes) -> Column:
    """The column with signs in place of names."""
    return Column(column.codes, signs(column.names, key))


def without_nobody(column: Column) -> Column | None:
    """The column with nothing in the rows whose word only says that nobody is known; none where that is all of them."""
    is_somebody = np.array([word.strip(BRACKETS).casefold() not in NOBODY for word in column.names], bool)
    if is_somebody.all():
        return column if len(column.names) else None
    if not is_somebody.any():
        return None
    number = np.append(np.where(is_somebody, np.cumsum(is_somebody) - 1, NOTHING), NOTHING).astype(np.int32)
    names = [word for word, is_kept in zip(column.names, is_somebody, strict=True) if is_kept]
    return Column(number[column.codes], names)


def shares_people(column: Column, people: set[str]) -> bool:
    """Whether at least a third of the words of a column are names of people."""
    words = column.names
    return len(words) > 0 and sum(word in people for word in words) * 3 >= len(words)


def without_names(log: EventLog, asked: Sequence[str]) -> EventLog:
    """The log with signs in place of people, wherever their names stand; of its attributes only those asked for."""
    people = set(log.who.names) if log.who is not None else set()
    key = key_of([log.item.names, sorted(people)])
    who = None if log.who is None else anonymous(log.who, key)
    team = anonymous(log.team, key) if log.team is not None and shares_people(log.team, people) else log.team
    attributes = {
        name: anonymous(column, key) if shares_people(column, people) else column
        for name, column in log.attributes.items()
        if name in asked
    }
    return replace(log, who=who, team=team, attributes=attributes)
