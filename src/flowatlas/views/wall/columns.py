"""Columns: where boxes stand from left to right, row by row, and the upright lines in the gaps before them."""

from collections.abc import Iterator
from functools import lru_cache

from flowatlas.drawing.sheet import MARGIN
from flowatlas.maps.shape import Shape
from flowatlas.views.wall.folding import folded
from flowatlas.views.wall.lanes import Bus, Lanes, lanes_of
from flowatlas.views.wall.sizes import ARROW, BOX, LABEL, TAIL, TURN

SLOT = 15.0
"""Room for an upright line in a gap."""


class Columns:
    """The grid of a stream, folded into rows; every column is a gap with a box behind it."""

    def __init__(self, grid: Lanes) -> None:
        self.grid = grid
        self.at = {(grid.column[node], grid.lane[node]): node for node in grid.lane}
        """What stands in a column and a lane."""
        self.rows = folded(grid.columns, _crossings(grid))
        self.row_of = {column: number for number, row in enumerate(self.rows) for column in row}
        self.steps: list[list[str]] = [[] for _ in self.rows]
        """The steps of each row, in the order of the ways that they are on."""
        for node in grid.lane:
            if isinstance(node, str):
                self.steps[self.row_of[grid.column[node]]].append(node)
        self.slots = _slots(grid.buses)
        self._slot_counts = {
            column: max(slot + 1 for _, slot in placed) for column, placed in self.slots.items() if placed
        }
        self.left = self._lefts()
        """The left edge of the boxes in each column."""

    def _lefts(self) -> dict[int, float]:
        left = {}
        for row in self.rows:
            x = self.start_of(row)
            for column in row:
                if column:
                    x += 6 + SLOT * self._slot_counts.get(column, 0) + LABEL + ARROW
                left[column] = x
                x += BOX
        return left

    def label_middle(self, column: int) -> float:
        """The middle of the room for figures in the gap of a column."""
        return self.left[column] - ARROW - LABEL / 2

    def bus_x(self, column: int, slot: int) -> float:
        """Where an upright line runs in the gap of a column."""
        right = self.left[column] - ARROW - LABEL
        return right - SLOT * (self._slot_counts.get(column, 0) - slot) + SLOT / 2 if slot >= 0 else right

    def start_of(self, row: range) -> float:
        """Where the lines of a row start."""
        return MARGIN if row[0] == 0 else MARGIN + 2 * TURN

    def end_of(self, row: range) -> float:
        """The right edge of the last boxes of a row."""
        return self.left[row[-1]] + BOX

    @property
    def right(self) -> float:
        """The right edge of all rows, with the signs that say where lines go on."""
        return max(self.end_of(row) + (TAIL + 2 * TURN if row is not self.rows[-1] else 0) for row in self.rows)

    def cells(self, row: range, start: float, end: float) -> Iterator[int]:
        """The cells of a row between two places: for each column its gap, then its box."""
        for column in row:
            left = self.left[column]
            if start < left and end > left - ARROW - LABEL:
                yield gap_of(column)
            if start < left + BOX and end > left:
                yield box_of(column)


@lru_cache(maxsize=16)
def columns_of(shape: Shape) -> Columns:
    """The columns of a stream."""
    return Columns(lanes_of(shape))


def gap_of(column: int) -> int:
    """The cell of the gap before a column's box."""
    return 2 * column


def box_of(column: int) -> int:
    """The cell of a column's box."""
    return 2 * column + 1


def _crossings(grid: Lanes) -> list[int]:
    """How many lines run into each column from the left."""
    crossing = [0] * (grid.columns + 1)
    for run in grid.runs:
        for column in range(run.start + 1, run.end + 1):
            crossing[column] += 1
    return crossing


def _slots(buses: list[Bus]) -> dict[int, list[tuple[Bus, int]]]:
    """For each column, the upright lines in its gap, with the number of the slot that each takes; -1 where none is."""
    slots: dict[int, list[tuple[Bus, int]]] = {}
    for bus in buses:
        lanes = {*bus.ins, *bus.outs}
        placed = slots.setdefault(bus.column, [])
        number = -1
        if len(lanes) > 1:
            low, high = min(lanes), max(lanes)
            taken = {
                slot
                for other, slot in placed
                if slot >= 0 and min(*other.ins, *other.outs) <= high and low <= max(*other.ins, *other.outs)
            }
            number = next(slot for slot in range(len(placed) + 1) if slot not in taken)
        placed.append((bus, number))
    return slots
