"""Strands: what hangs on one straight line, and how far down it hangs: just below what is above it.

A strand is a stretch of a lane within a row whose steps and lines go on from one to the next, so that all of it has one
height. Strands are told by their cells: every column is a gap and a box, one cell each.
"""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flowatlas.maps.shape import Node, Shape
from flowatlas.views.wall.columns import Columns, box_of, columns_of, gap_of
from flowatlas.views.wall.rework import ways

BARE = 15.0
"""How far up and down from a line nothing else may come."""

APART = 14.0
"""Room between what hangs below each other, so that a time is nearer to its own step than to the one above."""

END = 8.0
"""Room below a row."""


class Strand(NamedTuple):
    """A straight stretch of a lane in a row: the cells that it covers, and what stands on it, from left to right."""

    lane: int
    cells: range
    nodes: tuple[Node, ...]

    @property
    def columns(self) -> range:
        """The columns that it touches."""
        return range(self.cells[0] // 2, self.cells[-1] // 2 + 1)


class Reach:
    """How far up and down a strand reaches from its line, cell by cell."""

    def __init__(self, cells: Iterable[int]) -> None:
        self.up = dict.fromkeys(cells, BARE)
        self.down = self.up.copy()

    def take(self, cells: Iterable[int], *, up: float = 0.0, down: float = 0.0) -> None:
        """Reach at least this far in some cells."""
        for cell in cells:
            self.up[cell] = max(self.up.get(cell, 0.0), up)
            self.down[cell] = max(self.down.get(cell, 0.0), down)


def hung(reaches: Iterable[Reach], y: float) -> tuple[list[float], float]:
    """The height of the line of each strand of a row, and where what follows may start.

    Each comes as far up as what was hung before it allows in the cells that it needs, whatever there is elsewhere.
    """
    below: dict[int, float] = {}
    middles = []
    for reach in reaches:
        middle = max(below.get(cell, y - APART) + APART + up for cell, up in reach.up.items())
        below |= {cell: middle + down for cell, down in reach.down.items()}
        middles.append(middle)
    return middles, max(below.values(), default=y) + END


@lru_cache(maxsize=16)
def strands_of(shape: Shape) -> list[list[Strand]]:
    """The strands of each row of a stream, those of upper lanes first."""
    columns = columns_of(shape)
    found: list[dict[int, list[range]]] = [{} for _ in columns.rows]
    for lane, first, last in _stretches(columns, shape):
        for number in range(columns.row_of[first // 2], columns.row_of[last // 2] + 1):
            row = columns.rows[number]
            within = range(max(first, gap_of(row[0])), min(last, box_of(row[-1])) + 1)
            found[number].setdefault(lane, []).append(within)
    return [
        [
            Strand(lane, cells, tuple(_nodes(columns, lane, cells)))
            for lane, several in sorted(row.items())
            for cells in _united(several)
        ]
        for row in found
    ]


def _stretches(columns: Columns, shape: Shape) -> Iterator[tuple[int, int, int]]:
    """All that is drawn along a lane, with its first and its last cell."""
    grid = columns.grid
    for node, lane in grid.lane.items():
        yield lane, gap_of(grid.column[node]), box_of(grid.column[node])
    for run in grid.runs:
        yield run.lane, gap_of(run.start + 1), gap_of(run.end)
    for bus in grid.buses:
        for lane in {*bus.ins, *bus.outs}:
            yield lane, gap_of(bus.column), gap_of(bus.column)
    for way in ways(shape.links, grid, columns.row_of):
        if not way.letter:
            # What is done again is drawn as an arc over steps of one height.
            yield grid.lane[way.link.to], box_of(grid.column[way.link.to]), box_of(grid.column[way.link.sender])


def _united(several: Sequence[range]) -> list[range]:
    """Stretches that touch as one, from left to right."""
    found: list[range] = []
    for cells in sorted(several, key=lambda cells: cells.start):
        if found and cells.start <= found[-1].stop:
            found[-1] = range(found[-1].start, max(found[-1].stop, cells.stop))
        else:
            found.append(cells)
    return found


def _nodes(columns: Columns, lane: int, cells: range) -> Iterator[Node]:
    for cell in cells:
        if cell % 2 and (cell // 2, lane) in columns.at:
            yield columns.at[cell // 2, lane]
