"""Believed against measured: every value of a map twice on one scale, as people believe it and as the data has it."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from flowatlas.drawing.axis import tick
from flowatlas.drawing.canvas import Canvas, Paragraph, stacked, text
from flowatlas.drawing.sheet import MARGIN, Key, legend
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Line, Picture, Shape
from flowatlas.model.quantity import Duration

WIDTH = 1240.0
NAMES = 220.0
LABELS = 62.0
"""Room for what a lane is, left of it."""

FIGURES = 316.0
LEFT = MARGIN + NAMES + LABELS + 14
RIGHT = WIDTH - MARGIN - FIGURES - 18
BELIEVED, MEASURED = 8.0, 10.0
"""How high the bars are."""

LANE = 34.0
LEAST = 2.5
FARTHEST = 2.5
"""How many times the largest middle the chart reaches at most, so that one long tail does not flatten all others."""

HEADLINE, TEXT, NAME, FIGURE, NOTE = 22.0, 14.0, 13.0, 11.5, 11.0
TICK_ROOM = 84.0


class Reach(NamedTuple):
    """From where to where a value goes, in seconds of working time, and its middle."""

    low: float
    middle: float
    high: float


class Lane(NamedTuple):
    """A time as it is believed and as it was measured, None where nobody says; ``words`` tell both.

    ``label`` says what it is, ``verdict`` in a word or two how both stand to each other; ``differs`` whether they
    contradict each other.
    """

    path: str
    label: str
    believed: Reach | None
    measured: Reach | None
    words: str
    verdict: str = ""
    differs: bool = False


class Row(NamedTuple):
    """A step with its lanes; ``words`` tell what has no length, such as %C&A. One that is not ``seen`` stays open."""

    path: str
    name: str
    lanes: tuple[Lane, ...]
    words: tuple[str, ...] = ()
    is_seen: bool = True


class Beside(NamedTuple):
    """All that the picture shows: its title, the answer in sentences, the whole, the steps, what the log cannot see."""

    title: str
    sentences: tuple[str, ...]
    whole: tuple[Lane, ...]
    rows: tuple[Row, ...]
    unseen: tuple[str, ...] = ()


def believed_picture(
    beside: Beside,
    calendar: Calendar = Calendar(),  # noqa: B008 - a named tuple cannot change
    labels: Labels = Labels(),  # noqa: B008 - never changes
) -> Picture:
    """Both values of each step and of the whole to scale: outlined what is believed, filled what was measured."""
    return _Drawing(beside, calendar, labels).picture()


class _Drawing:
    def __init__(self, beside: Beside, calendar: Calendar, labels: Labels) -> None:
        self.beside, self.calendar, self.labels = beside, calendar, labels
        self.canvas = Canvas()
        self.extent = 1.0

    def picture(self) -> Picture:
        """The whole sheet."""
        beside, room = self.beside, WIDTH - 2 * MARGIN
        y = MARGIN - 6
        for number, sentence in enumerate(beside.sentences):
            is_first = number == 0
            words = Paragraph("text", sentence, HEADLINE if is_first else TEXT, room, is_bold=is_first)
            self.canvas.add(f"sentence-{number + 1}", "sentence", words.at(MARGIN, y))
            y += words.height + 5
        y += 12
        if beside.whole:
            whole = Row("", "The whole", beside.whole)
            y = self._chart([whole], y) + 20
        if beside.rows:
            y = self._chart(beside.rows, y) + 14
        y = self._unseen(y)
        y = legend(self.canvas, self._keys(), WIDTH, y)
        told = " ".join([*beside.sentences, *beside.unseen])
        return self.canvas.picture(WIDTH, y + MARGIN - 14, beside.title, told, self.labels)

    def _chart(self, rows: Sequence[Row], y: float) -> float:
        """Rows under an axis of their own; gives where what follows may start."""
        lanes = [lane for row in rows for lane in row.lanes]
        reaches = [reach for lane in lanes for reach in (lane.believed, lane.measured) if reach is not None]
        middles = [reach.middle for reach in reaches if math.isfinite(reach.middle)]
        highs = [reach.high for reach in reaches if math.isfinite(reach.high)]
        largest = max(middles, default=0.0)
        self.extent = (min(max(highs, default=0.0), largest * FARTHEST) or max(highs, default=0.0)) * 1.04
        self.extent = self.extent or self.calendar.unit_seconds("d")
        top, place = y, len(self.canvas.parts)
        y += 26
        for row in rows:
            y = self._row(row, y)
        drawn, self.canvas.parts = self.canvas.parts[place:], self.canvas.parts[:place]
        self._axis(top, y, rows[0].path)
        self.canvas.parts += drawn
        return y

    def _axis(self, top: float, bottom: float, key: str) -> None:
        step = tick(self.extent, (RIGHT - LEFT) / TICK_ROOM, self.calendar)
        shapes: list[Shape] = []
        for number in range(int(self.extent / step) + 1):
            x = self._x(number * step)
            shapes.append(Line("rule", ((x, top + 18), (x, bottom))))
            shapes.append(text("soft", x, top + 12, Duration.say(number * step, self.calendar), NOTE, anchor="middle"))
        self.canvas.add(f"axis{f'/{key}' if key else ''}", "axis", shapes)

    def _x(self, seconds: float) -> float:
        if not math.isfinite(seconds):
            return RIGHT
        return LEFT + (RIGHT - LEFT) * min(max(seconds / self.extent, 0.0), 1.0)

    def _row(self, row: Row, y: float) -> float:
        name = Paragraph("text", row.name, NAME, NAMES, most=3, is_bold=not row.path)
        aside = Paragraph("soft", "" if row.is_seen else "the log cannot see it", NOTE, NAMES)
        more = [Paragraph("soft", words, FIGURE, FIGURES, most=3) for words in row.words]
        figures = [Paragraph("text", lane.words, FIGURE, FIGURES, most=3) for lane in row.lanes]
        heights = [max(LANE, figure.height + 6) for figure in figures]
        height = max(sum(heights) + sum(part.height for part in more) + 8, name.height + aside.height + 12)
        tip = " ".join(f"{lane.label}: {lane.words}." for lane in row.lanes)
        self.canvas.add(
            row.path or "whole", "step", stacked([name, aside], MARGIN, y + 6), path=row.path, name=row.name, tip=tip
        )
        below = y + 4
        for lane, figure, room in zip(row.lanes, figures, heights, strict=True):
            self._lane(row, lane, below)
            part_id = f"{lane.path or lane.label}/figures"
            self.canvas.add(part_id, "figures", figure.at(WIDTH - MARGIN - FIGURES, below + 2))
            below += room
        self.canvas.add(f"{row.path}/more", "figures", stacked(more, WIDTH - MARGIN - FIGURES, below))
        line = Line("rule", ((MARGIN, y + height), (WIDTH - MARGIN, y + height)))
        self.canvas.add(f"{row.path or 'whole'}/rule", "rule", [line])
        return y + height

    def _lane(self, row: Row, lane: Lane, y: float) -> None:
        label = Paragraph("soft", lane.label, NOTE, LABELS, most=2)
        shapes: list[Shape] = list(label.at(LEFT - 10, y + 1, "end"))
        if lane.believed is not None:
            role = "part" if row.is_seen else "step-ghost"
            shapes += self._bar(role, lane.believed, y + 3, BELIEVED)
        if lane.measured is not None:
            role = "hot-tab" if lane.differs else "work-bar"
            shapes += self._bar(role, lane.measured, y + 3 + BELIEVED + 3, MEASURED)
        tip = f"{lane.words}. {lane.verdict.capitalize()}." if lane.verdict else f"{lane.words}."
        part_id = lane.path or f"whole/{lane.label}"
        self.canvas.add(part_id, "bar", shapes, path=lane.path, name=f"{lane.label} of {row.name}", tip=tip)

    def _bar(self, role: str, reach: Reach, top: float, height: float) -> list[Shape]:
        """From the low to the high end, with a line across at the middle."""
        left, right = self._x(reach.low), self._x(reach.high)
        left = min(left, RIGHT - LEAST)
        shapes: list[Shape] = [Box(role, left, top, max(right - left, LEAST), height, 2)]
        if reach.high > self.extent and math.isfinite(reach.middle):
            # What goes on beyond the chart says so, as a bar that just ends there would lie.
            tip = RIGHT + 7
            shapes.append(Line("whisker", ((RIGHT + 2, top), (tip, top + height / 2), (RIGHT + 2, top + height))))
        middle = self._x(reach.middle)
        if right - left > 2 * LEAST:
            shapes.append(Line("whisker", ((middle, top - 1.5), (middle, top + height + 1.5))))
        return shapes

    def _unseen(self, y: float) -> float:
        if not self.beside.unseen:
            return y
        heading = Paragraph("text", "What the log cannot see", NAME, WIDTH - 2 * MARGIN, is_bold=True)
        parts = [heading, *(Paragraph("text", one, 12.5, WIDTH - 2 * MARGIN, most=3) for one in self.beside.unseen)]
        self.canvas.add("unseen", "list", stacked(parts, MARGIN, y))
        return y + sum(part.height for part in parts) + 14

    def _keys(self) -> list[Key]:
        roles = {shape.role for part in self.canvas.parts for shape in part.shapes}
        known = [
            ("part", "believed: from the low to the high end, with the middle"),
            ("work-bar", "measured: from 1 in 10 to 85 in 100 items, with the middle"),
            ("hot-tab", "measured, and outside of what is believed"),
            ("step-ghost", "believed, and not in the log"),
        ]
        return [
            Key((Box(role, -13, -5, 26, 10, 2), Line("whisker", ((0, -7), (0, 7)))), 28, words)
            for role, words in known
            if role in roles
        ]
