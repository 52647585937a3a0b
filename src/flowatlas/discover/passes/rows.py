"""Rows of a log on the way to passes."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.model.event import Form, Remark

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Codes, Moments

    Flags = NDArray[np.bool_]

MANY = 1_000_000
THREADS = 2
"""Columns of many rows are put in order by several threads at the same time."""


@dataclass(frozen=True)
class Rows:
    """Rows of a log on the way to passes; ``row`` says which row of the log each is, None that all are, in its order.

    ``is_timed`` says which have both moments, ``lacks_end`` which have no end, ``is_running`` which had not ended;
    None of each means all, none and none. ``moment`` is when the log was taken.
    """

    row: "Moments | None"
    item: "Codes"
    activity: "Codes"
    start: "Moments"
    end: "Moments"
    who: "Codes | None"
    team: "Codes | None"
    form: Form
    moment: int
    is_timed: "Flags | None" = None
    lacks_end: "Flags | None" = None
    is_running: "Flags | None" = None
    remarks: tuple[Remark, ...] = ()

    def __len__(self) -> int:
        """How many there are."""
        return len(self.item)

    def taken_from(self, places: "Moments", item: "Codes | None" = None) -> "Rows":
        """The rows at some places, in their order; ``item`` tells whose they are, where that is known."""
        known = {"row": places if self.row is None else None, "item": item}
        return self._each(
            lambda column: column.take(places), {name: one for name, one in known.items() if one is not None}
        )

    def only(self, flags: "Flags") -> "Rows":
        """The rows that are flagged; themselves where all are."""
        return self if flags.all() else self.taken_from(np.flatnonzero(flags))

    def told(self, remark: Remark) -> "Rows":
        """The same with a remark, where it is about anything."""
        return replace(self, remarks=(*self.remarks, remark)) if remark.times else self

    def _each(self, part: "Callable[[NDArray[Any]], NDArray[Any]]", known: "dict[str, NDArray[Any]]") -> "Rows":
        names = {"row", "item", "activity", "start", "end", "who", "team", "is_timed", "lacks_end", "is_running"}
        columns = {name: one for name in names - known.keys() if (one := getattr(self, name)) is not None}
        parts: dict[str, Any]
        if len(self) < MANY:
            parts = {name: part(one) for name, one in columns.items()}
        else:
            with ThreadPoolExecutor(THREADS) as pool:
                parts = dict(zip(columns, pool.map(part, columns.values()), strict=True))
        return replace(self, **{**parts, **known})
