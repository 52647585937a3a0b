"""Lines of flow: from step to step along the lanes of a row, up and down in its gaps, and on in the next row."""

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from flowatlas.drawing.canvas import short, text
from flowatlas.maps.shape import CUSTOMER, Shape
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join
from flowatlas.model.picture import Dot, Line, Part
from flowatlas.model.quantity import Share
from flowatlas.views.wall.columns import SLOT, Columns, columns_of
from flowatlas.views.wall.lanes import Bus, Run
from flowatlas.views.wall.sizes import BOX, LABEL, NOTE, TAIL, TURN

Heights = Mapping[tuple[int, int], float]
"""The height of the line in each column and lane of a row."""


class _Drawn(NamedTuple):
    """The lines of a row as they were drawn: for which heights, and to which steps that do not carry the work."""

    heights: Heights
    data: Collection[str]
    parts: list[Part]


class FlowLines:
    """All lines of flow of a stream."""

    def __init__(self, shape: Shape, columns: Columns) -> None:
        self.shape, self.columns = shape, columns
        grid = columns.grid
        self._skips = {(lane, bus.column) for bus in grid.buses for lane in bus.skips}
        self._leaving: dict[tuple[int, int], float] = {}
        """Where lines start that leave an upright one, by the column of that and their lane."""
        for column, placed in columns.slots.items():
            for bus, slot in placed:
                for lane in bus.outs:
                    self._leaving.setdefault((column, lane), columns.bus_x(column, slot))
        self._runs_to: dict[tuple[int, int], list[Run]] = {}
        self._crossing: dict[int, list[Run]] = {number: [] for number in range(len(columns.rows))}
        """The lines that go on behind each row."""
        for run in grid.runs:
            self._runs_to.setdefault((run.end, run.lane), []).append(run)
            start = run.start if (run.start, run.lane) in columns.at else run.start + 1
            for row in range(columns.row_of[start], columns.row_of[run.end]):
                self._crossing[row].append(run)
        self._turns = self._numbered_turns()
        self._drawn: dict[int, _Drawn] = {}

    def _numbered_turns(self) -> dict[tuple[int, int], str]:
        """The number of each sign at the ends of rows, by the row that ends and the lane."""
        turns: dict[tuple[int, int], str] = {}
        for row, crossing in self._crossing.items():
            for lane in sorted({run.lane for run in crossing}):
                turns[row, lane] = str(len(turns) + 1)
        return turns

    def row(self, number: int, heights: Heights, data: Collection[str]) -> list[Part]:
        """The lines of a row; the same parts as the last time where nothing has moved.

        ``data`` are the steps that carry something else than the work.
        """
        drawn = self._drawn.get(number)
        if drawn is None or drawn.heights != heights or drawn.data != data:
            drawn = self._drawn[number] = _Drawn(heights, data, list(self._parts(number, heights, data)))
        return drawn.parts

    def _parts(self, number: int, heights: Heights, data: Collection[str]) -> Iterator[Part]:
        columns, row = self.columns, self.columns.rows[number]
        last, right = row[-1], columns.end_of(row) + TAIL
        for place, run in enumerate(self._crossing[number]):
            y = heights[last, run.lane]
            role = "flow-skip" if self._is_skip(run) else "flow"
            line = Line(role, ((self._start_x(run, row), y), (right, y)), has_head=True)
            yield Part(f"run/{number}/{place}", "", "flow", "", "", (line,))
        ends = (
            ("on", number, last, right + TURN),
            ("from", number - 1, row[0], columns.start_of(row) - TURN),
        )
        for way, ending, column, x in ends:
            for lane in sorted({run.lane for run in self._crossing.get(ending, [])}):
                yield self._turn(way, ending, lane, x, heights[column, lane])
        for column in row:
            for bus, slot in columns.slots.get(column, []):
                yield from self._bus(bus, slot, row, heights, data)

    def _start_x(self, run: Run, row: range) -> float:
        """Where a line along a lane starts in a row: at the row's edge, behind its step, or at its upright line."""
        if (run.start, run.lane) in self.columns.at:
            return self.columns.start_of(row) if run.start < row[0] else self.columns.left[run.start] + BOX
        if run.start + 1 < row[0]:
            return self.columns.start_of(row)
        return self._leaving.get((run.start + 1, run.lane), self.columns.start_of(row))

    def _turn(self, way: str, ending: int, lane: int, x: float, y: float) -> Part:
        """The sign at the end of a row and at the start of the next: which line goes on where."""
        words = text("turn-text", x, y + 3.6, self._turns[ending, lane], 9.5, anchor="middle", is_bold=True)
        return Part(f"turn/{ending}/{lane}/{way}", "", "flow", "", "", (Dot("turn", x, y, TURN), words))

    def _is_skip(self, run: Run) -> bool:
        return (run.lane, run.start + 1) in self._skips

    def _bus(self, bus: Bus, slot: int, row: range, heights: Heights, data: Collection[str]) -> Iterator[Part]:
        columns, column = self.columns, bus.column
        x = columns.bus_x(column, slot)
        common = [lane for lane in bus.ins if lane in bus.outs]
        trunk = common[0] if common else bus.outs[0] if len(bus.outs) == 1 else bus.ins[0]
        middle = heights[column, trunk]
        lines = []
        for lane in bus.ins:
            y = heights[column, lane]
            runs = self._runs_to.get((column, lane), [])
            role = "flow-skip" if any(map(self._is_skip, runs)) else "flow"
            if runs:
                start = self._start_x(runs[0], row)
            else:
                start = columns.start_of(row) if column == row[0] else columns.left[column - 1] + BOX
            points = [(start, y), (x, y)]
            if lane != trunk:
                points.append((x, middle))
            lines.append(Line(role, tuple(points), radius=9))
        for lane in bus.outs:
            y = heights[column, lane]
            target = columns.at.get((column, lane))
            is_skip = lane in bus.skips
            has_head = target == CUSTOMER or (isinstance(target, str) and not is_skip)
            role = "flow-skip" if is_skip else "flow-data" if target in data else "flow"
            points = [(x, y), (columns.left[column] if has_head else x + SLOT, y)]
            if lane != trunk:
                points.insert(0, (x, middle))
            lines.append(Line(role, tuple(points), has_head=has_head, radius=9))
        keys = [bus.node] if isinstance(bus.node, str) else bus.node
        yield Part(join("bus", *keys), "", "flow", "", "", tuple(lines))
        for lane in bus.skips:
            yield self._skip_label(bus, heights[column, lane])

    def _skip_label(self, bus: Bus, y: float) -> Part:
        shares = [self.shape.steps[str(other)].share for other in self.shape.successors[bus.node]]
        rest = 1 - sum(share.middle for share in shares if share is not None)
        words = f"{Share.say(rest, Calendar())} straight on"
        x = self.columns.label_middle(bus.column)
        label = text("text", x, y - 6, short(words, NOTE, LABEL + 8), NOTE, anchor="middle")
        part_id = f"skip/{'-'.join(bus.node) or 'trigger'}"
        return Part(part_id, "", "share", words, TERMS["alternatives"].sentence, (label,))


@lru_cache(maxsize=16)
def flow_lines_of(shape: Shape) -> FlowLines:
    """The lines of flow of a stream."""
    return FlowLines(shape, columns_of(shape))
