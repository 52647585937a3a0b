"""Timing: the times of a stream in numbers, as lines along which items differ and sums of parts."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.metrics.draws import Line, expected
from flowatlas.simulation.given import Always, Exponential
from flowatlas.simulation.plan import EXPONENTIAL, FIXED, GIVEN, SPLIT, Lines, Times
from flowatlas.simulation.planning.keys import key_of

if TYPE_CHECKING:
    from collections.abc import Hashable

    from flowatlas.metrics.entered import Spread
    from flowatlas.simulation.given import Given
    from flowatlas.simulation.plan import Floats, Ints

ALWAYS = 0
"""The number of the line on which everything is as it is, the shift itself."""


class Part(NamedTuple):
    """A part of a time: its key in the draws, on which line it lies and how shifted, for each state of doubt."""

    key: int
    line: "Ints"
    shift: "Floats"

    @property
    def is_nothing(self) -> bool:
        """Whether it takes no time at all, whatever the item."""
        return bool((self.line == ALWAYS).all() and (self.shift == 0).all())


class Timing:
    """Collects lines and times in ``rows`` states of doubt; times are known by their numbers, in the order added."""

    def __init__(self, rows: int) -> None:
        self.rows = rows
        self._kind = [FIXED]
        self._pieces: list[tuple[tuple[float, ...], Floats | tuple[float, ...]]] = [((), ())]
        self._low = [-np.inf]
        self._number: dict[Hashable, int] = {}
        self._times: list[list[Part]] = []

    def part(self, path: str, spread: "Spread") -> Part:
        """The part of a time at a path, as it is on the map."""
        rows = [self._on_line(line, spread.shift.astype(np.float64)) for line in spread.lines]
        numbers = np.array([number for number, _ in rows])
        which = np.broadcast_to(spread.which, max(len(spread.which), *(len(shift) for _, shift in rows)))
        shifts = np.stack([np.broadcast_to(shift, len(which)) for _, shift in rows])
        shift = shifts[which, np.arange(len(which))]
        return Part(key_of(path), self._in_rows(numbers[which]), self._in_rows(shift))

    def given(self, path: str, given: "Given") -> Part:
        """The part of a time at a path, as given instead."""
        if isinstance(given, Always):
            number, shift = ALWAYS, given.seconds
        elif isinstance(given, Exponential):
            number, shift = self._line(EXPONENTIAL, EXPONENTIAL), given.mean
        else:
            levels = np.asarray(given, np.float64)
            number, shift = self._line((GIVEN, path), GIVEN, levels=levels), 0.0
        return Part(key_of(path), np.full(self.rows, number), np.full(self.rows, shift))

    def time(self, parts: list[Part]) -> int:
        """The number of a new time, the sum of these parts."""
        self._times.append([part for part in parts if not part.is_nothing] or parts[:1])
        return len(self._times) - 1

    def _in_rows(self, values: "np.ndarray[tuple[int], np.dtype[np.generic]]") -> "np.ndarray":
        return np.array(np.broadcast_to(values[: self.rows] if len(values) > 1 else values, self.rows))

    def _on_line(self, line: Line | None, shift: "Floats") -> "tuple[int, Floats]":
        if line is None:
            return ALWAYS, shift
        if line.variation == 0 and not line.at_zero:
            return ALWAYS, np.asarray(expected(line, shift), np.float64)
        return self._line(line, SPLIT, line.deviates, line.levels, line.ends[0]), shift

    def _line(
        self,
        known_as: "Hashable",
        kind: int,
        deviates: tuple[float, ...] = (),
        levels: "tuple[float, ...] | Floats" = (),
        low: float = -np.inf,
    ) -> int:
        """The number of a line; one that is there already is not added again."""
        if known_as not in self._number:
            self._number[known_as] = len(self._kind)
            self._kind.append(kind)
            self._pieces.append((deviates or (0.0,) * len(levels), levels))
            self._low.append(low)
        return self._number[known_as]

    @property
    def lines(self) -> Lines:
        """All lines so far."""
        end = np.cumsum([len(levels) for _, levels in self._pieces], dtype=np.int64)
        return Lines(
            kind=np.array(self._kind, np.int64),
            begin=np.concatenate(([0], end[:-1])),
            end=end,
            low=np.array(self._low),
            deviates=np.concatenate([np.asarray(deviates, np.float64) for deviates, _ in self._pieces]),
            levels=np.concatenate([np.asarray(levels, np.float64) for _, levels in self._pieces]),
        )

    @property
    def times(self) -> Times:
        """All times so far."""
        parts = [part for time in self._times for part in time]
        end = np.cumsum([len(time) for time in self._times], dtype=np.int64)
        empty = np.zeros((self.rows, 0))
        return Times(
            begin=np.concatenate(([0], end[:-1])).astype(np.int64)[: len(end)],
            end=end,
            key=np.array([part.key for part in parts], np.int64),
            line=np.stack([part.line for part in parts], axis=1) if parts else empty.astype(np.int64),
            shift=np.stack([part.shift for part in parts], axis=1) if parts else empty,
        )
