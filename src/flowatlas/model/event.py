"""The event log: what happened to work items, as columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Codes = NDArray[np.int32]
    Moments = NDArray[np.int64]

UNKNOWN_MOMENT = -(2**63)
"""A moment that the log does not tell, among microseconds since the beginning of 1970 in UTC."""

NOTHING = -1
"""The code of a row that has no value in a column."""


class Column(NamedTuple):
    """Words by number: ``names[codes[row]]`` is what stands in a row, and nothing where the code is negative."""

    codes: "Codes"
    names: Sequence[str]


class Form(StrEnum):
    """What one row of a log tells.

    A pass was begun and finished; a completion was only finished, so that nobody knows when it began; a state is where
    an item was from one moment to another, working or waiting.
    """

    PASSES = "passes"
    COMPLETIONS = "completions"
    STATES = "states"


class Remark(NamedTuple):
    """Something about the data that its reader has to know: what was seen, how often, and what was done with it.

    ``examples`` name the first places, such as "line 12: 31.02.2026".
    """

    message: str
    times: int = 0
    done: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class EventLog:
    """What happened to work items: one row for each thing that happened, in any order.

    ``start`` and ``end`` are microseconds since 1970 in UTC, or ``UNKNOWN_MOMENT``; in a log of states an unknown end
    means that the item is still there. ``ids`` are the source's own ids of the rows and ``lines`` where they stand in
    it, where it has any. ``taken`` is the moment up to which the source can know anything; without one, that of the
    last row. ``understood`` is what the importer took the source to mean, as a mapping file would say it, and
    ``reasons`` why: the path of the value, the value, and the reason. ``object_types`` are the kinds of object that
    could be its items, the one that is proposed first, where a source tells several apart.
    """

    item: Column
    activity: Column
    start: "Moments"
    end: "Moments"
    who: Column | None = None
    team: Column | None = None
    attributes: Mapping[str, Column] = field(default_factory=dict)
    ids: Sequence[str] | None = None
    lines: "Moments | None" = None
    form: Form = Form.PASSES
    zone: str = "UTC"
    taken: int = UNKNOWN_MOMENT
    source: str = ""
    remarks: tuple[Remark, ...] = ()
    understood: Mapping[str, Any] = field(default_factory=dict)
    reasons: tuple[tuple[str, str, str], ...] = ()
    object_types: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.start)
