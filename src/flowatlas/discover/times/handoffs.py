"""Handoffs: where work passes from one to another, and where it goes to and fro."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.discover.passes.passes import Passes

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Counts = NDArray[np.int64]

OFTEN = 2
"""How often an item may go between the same two teams before it is called ping-pong."""


class Hands(NamedTuple):
    """By step: passes of which it is known who did them and the pass before (``known``), and those done by another.

    ``to_and_fro`` counts the items that went between the same two teams more than twice. ``people`` and ``teams``
    tell who did passes of each step, and how many; each key is the step times the number of names, plus the name.
    """

    known: "Counts"
    changed: "Counts"
    to_and_fro: "Counts"
    people: "tuple[Counts, Counts] | None"
    teams: "tuple[Counts, Counts] | None"


def hands_of(passes: Passes, item: "Counts", step: "Counts", at: "Counts", size: int) -> Hands:
    """Who handed over to whom in some passes, told by item, step and place among all passes."""
    who, team = (None if column is None else _taken(column, at) for column in (passes.who, passes.team))
    known = changed = to_and_fro = np.zeros(size, np.int64)
    doer = team if who is None else who
    if doer is not None:
        here, is_other = _changes(doer, item)
        known = np.bincount(step[here], minlength=size)
        changed = np.bincount(step[here[is_other]], minlength=size)
    group = who if team is None else team
    if group is not None:
        if group is not doer:
            here, is_other = _changes(group, item)
        to_and_fro = _to_and_fro(group, item, step, here[is_other], size)
    return Hands(
        known,
        changed,
        to_and_fro,
        None if who is None or passes.log.who is None else _told(step, who, len(passes.log.who.names)),
        None if team is None or passes.log.team is None else _told(step, team, len(passes.log.team.names)),
    )


def _taken(column: "NDArray[np.int32]", at: "Counts") -> "NDArray[np.int32]":
    """What stands at some places in order; without a copy where they follow each other."""
    is_all = len(at) > 0 and int(at[-1]) - int(at[0]) == len(at) - 1
    return column[at[0] : at[-1] + 1] if is_all else column[at]


def _changes(doer: "NDArray[np.int32]", item: "Counts") -> "tuple[Counts, NDArray[np.bool_]]":
    """Passes with a known doer after another one of their item with a known doer, and whether it was another."""
    is_known = doer >= 0
    before = np.flatnonzero((item[1:] == item[:-1]) & is_known[1:] & is_known[:-1])
    return before + 1, (doer[1:] != doer[:-1])[before]


def _to_and_fro(group: "NDArray[np.int32]", item: "Counts", step: "Counts", here: "Counts", size: int) -> "Counts":
    """By step, the items that went between the same two groups more than twice when they came to it."""
    # Most items come to a step once or twice; only the others are looked at closely.
    key = item.take(here) * size + step.take(here)
    is_often = np.flatnonzero((np.bincount(key) > OFTEN).take(key))
    if not len(is_often):
        return np.zeros(size, np.int64)
    key, to, by = key[is_often], group[here[is_often]], group[here[is_often] - 1]
    one, other = np.minimum(by, to), np.maximum(by, to)
    rows, times = np.unique(np.stack((key, one, other)), axis=1, return_counts=True)
    return np.bincount(np.unique(rows[0, times > OFTEN]) % size, minlength=size)


def _told(step: "Counts", codes: "NDArray[np.int32]", names: int) -> "tuple[Counts, Counts]":
    known = codes >= 0
    if not known.all():
        step, codes = step[known], codes[known]
    keys = step * names + codes
    if int(keys.max(initial=0)) > len(keys):
        return np.unique(keys, return_counts=True)
    times = np.bincount(keys)
    found = np.flatnonzero(times)
    return found, times[found]
