"""Replaced: what an edit took away of what others did while its sender did not know of it yet, in a sentence."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from flowatlas.model.path import NOTHING, Plain, is_inside, value_at
from flowatlas.store.declared import field_at
from flowatlas.store.made import Made
from flowatlas.store.names import Names, said

MOST_NAMED = 3
NOBODY = "somebody else"


class _Replaced(NamedTuple):
    """Where somebody else had changed something, and who."""

    path: str
    by: str


def replaced(made: Made, meanwhile: Iterable[Made], before: Plain) -> str:
    """What of the changes ``meanwhile``, in turn, an edit replaced or removed; ``''`` where nothing.

    ``before`` is the state that the edit was made in. What others set to the same value is not replaced.
    """
    found = list(_replaced(made, meanwhile, before))
    names = Names(before)
    sentences = []
    for by in dict.fromkeys(one.by for one in found):
        told = [f"{names.of(path)}{_was(names, before, path)}" for path in (one.path for one in found if one.by == by)]
        sentences.append(f"Meanwhile {by} had changed what this replaced: {_listed(told)}.")
    return " ".join(sentences)


def _replaced(made: Made, meanwhile: Iterable[Made], before: Plain) -> Iterator[_Replaced]:
    latest = {change.path: other for other in meanwhile for change in other.changes}
    mine = {change.path: change.value for change in made.changes}
    for path, other in latest.items():
        if other.session == made.session:
            continue
        outer = next((one for one in _outwards(path) if one in mine), None)
        if outer is None or (outer != path and path.endswith("/behind")):
            continue
        value = None if mine[outer] is NOTHING else mine[outer]
        if outer != path or value_at(before, path) != value:
            yield _Replaced(path, other.by or NOBODY)
    for path, value in mine.items():
        # A field of what somebody else has just added or set as a whole.
        above = next((one for one in list(_outwards(path))[1:] if one in latest), None)
        there = value_at(before, path)
        if above is not None and path not in latest and there is not None and there != value:
            other = latest[above]
            if other.session != made.session and not any(is_inside(above, one) for one in mine):
                yield _Replaced(path, other.by or NOBODY)


def _outwards(path: str) -> Iterator[str]:
    """A path, and those of all that it lies in."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _was(names: Names, before: Plain, path: str) -> str:
    value = value_at(before, path)
    if path.endswith("/behind") or (isinstance(value, dict) and not value):
        return ""
    declared = field_at(path)
    return f" (it said {names.said(path, value, declared) if value is not None else said(None)})" if declared else ""


def _listed(told: Sequence[str]) -> str:
    shown = list(told[:MOST_NAMED])
    return "; ".join([*shown, f"{len(told) - MOST_NAMED} more"] if len(told) > MOST_NAMED else shown)
