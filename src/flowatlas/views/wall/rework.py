"""Lines of rework above the steps: arcs within a row, letters for what leaves it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import count
from typing import NamedTuple

from flowatlas.drawing.canvas import Paragraph, text
from flowatlas.drawing.text import safe
from flowatlas.maps.shape import Link
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join
from flowatlas.model.picture import Dot, Line, Part, Shape
from flowatlas.views.table import link_in_words
from flowatlas.views.wall.lanes import Lanes
from flowatlas.views.wall.sizes import ARROW, BOX, LABEL, STUB

SIZE = 11.5
GAP = 8.0
"""Room that a line takes besides its words."""

MOST_ON_A_CORNER = 3
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Way(NamedTuple):
    """A rework link as it is drawn: with stubs numbered from the corners of both boxes, or with a letter at both."""

    number: int
    link: Link
    letter: str
    from_stub: int
    to_stub: int


class Loop(NamedTuple):
    """A piece of a way in one row and lane: over which columns it runs, its words, and its track from below.

    ``step_id`` is the step that its words stand above.
    """

    way: Way
    step_id: str
    first: int
    last: int
    words: Paragraph
    track: int = 0

    @property
    def is_start(self) -> bool:
        """Whether the work goes back from here."""
        return self.step_id == self.way.link.sender


class Tracks(NamedTuple):
    """The loops of one row in one lane, and how high each track is, from below."""

    loops: list[Loop]
    heights: list[float]

    def y(self, track: int) -> float:
        """How far above the times of the steps a track's line runs."""
        return sum(self.heights[:track]) + 4

    def top(self, track: int) -> float:
        """How far above the times of the steps nothing of a track is left."""
        return sum(self.heights[: track + 1]) + 2

    @property
    def height(self) -> float:
        """Room for all of them."""
        return sum(self.heights) + (2 if self.heights else 0)


def ways(links: list[Link], grid: Lanes, row_of: Mapping[int, int]) -> list[Way]:
    """Which links are drawn as arcs, and which get a letter because they leave their row or lane.

    Long arcs run above short ones, so their stubs are those next to the corners: then no line crosses another's words.
    """
    leaving: dict[str, int] = {}
    coming: dict[str, int] = {}
    stubs: dict[int, tuple[int, int]] = {}
    numbered = list(enumerate(links))
    for number, link in sorted(numbered, key=lambda one: _order(grid, one[1], one[0]), reverse=True):
        is_near = row_of[grid.column[link.sender]] == row_of[grid.column[link.to]]
        out, into = leaving.get(link.sender, 0), coming.get(link.to, 0)
        if is_near and grid.lane[link.sender] == grid.lane[link.to] and max(out, into) < MOST_ON_A_CORNER:
            leaving[link.sender], coming[link.to] = out + 1, into + 1
            stubs[number] = out, into
    letters = iter(_letters())
    return [
        Way(number, link, "" if number in stubs else next(letters), *stubs.get(number, (0, 0)))
        for number, link in numbered
    ]


def _order(grid: Lanes, link: Link, number: int) -> tuple[int, int, int]:
    """Short arcs first, then from left to right."""
    first, last = grid.column[link.to], grid.column[link.sender]
    return last - first, first, number


def _letters() -> Iterator[str]:
    """A to Z, then A2 and so on."""
    for round_number in count(1):
        for letter in LETTERS:
            yield letter + (str(round_number) if round_number > 1 else "")


class Rework:
    """All lines of rework of a stream on its grid."""

    def __init__(self, stream: ValueStreamMap, grid: Lanes, row_of: Mapping[int, int]) -> None:
        self.stream, self.grid = stream, grid
        self.ways = ways(stream.shape.links, grid, row_of)
        self.crowded = {way.link.to for way in self.ways if not way.letter}
        """Steps whose gap before them is taken at the height of the arcs."""

    @cached_property
    def corners(self) -> dict[str, int]:
        """How many lines leave or reach each step at one corner."""
        return {
            step_id: max(self._reaching.get(step_id, 0), self._leaving.get(step_id, 0))
            for step_id in {**self._reaching, **self._leaving}
        }

    @cached_property
    def _reaching(self) -> dict[str, int]:
        """How many lines reach each step, at its left corner."""
        found: dict[str, int] = {}
        for way in self.ways:
            if not way.letter:
                found[way.link.to] = max(found.get(way.link.to, 0), way.to_stub + 1)
        return found

    @cached_property
    def _leaving(self) -> dict[str, int]:
        """How many lines leave each step, at its right corner."""
        found: dict[str, int] = {}
        for way in self.ways:
            if not way.letter:
                found[way.link.sender] = max(found.get(way.link.sender, 0), way.from_stub + 1)
        return found

    def tracks(self, row: range, lane: int) -> Tracks:
        """What runs above the steps of a lane in a row; short loops run below long ones."""
        taken: list[list[tuple[int, int]]] = []
        placed: list[Loop] = []
        pieces = sorted(self._pieces(row, lane), key=lambda loop: (loop.last - loop.first, loop.first, loop.way.number))
        for loop in pieces:
            track = next(
                (
                    number
                    for number, others in enumerate(taken)
                    if all(loop.last < first or last < loop.first for first, last in others)
                ),
                len(taken),
            )
            if track == len(taken):
                taken.append([])
            taken[track].append((loop.first, loop.last))
            placed.append(loop._replace(track=track))
        heights = [
            max(max(loop.words.height, 19 if loop.way.letter else 0) for loop in placed if loop.track == track) + GAP
            for track in range(len(taken))
        ]
        return Tracks(placed, heights)

    def _pieces(self, row: range, lane: int) -> Iterator[Loop]:
        for way in self.ways:
            sender, to = way.link.sender, way.link.to
            first, last = self.grid.column[to], self.grid.column[sender]
            told = link_in_words(self.stream, way.link)
            if not way.letter:
                if last in row and self.grid.lane[sender] == lane:
                    yield Loop(way, sender, first, last, _words(told, self._room(way)))
                continue
            for step_id in dict.fromkeys((sender, to)):
                column = self.grid.column[step_id]
                if column in row and self.grid.lane[step_id] == lane:
                    words = _words(told if step_id == sender else "comes back", self._letter_room(step_id))
                    yield Loop(way, step_id, column, column, words)

    def _room(self, way: Way) -> float:
        """How wide the words on an arc may be: over the step, and over the gap before it where nothing else runs."""
        if way.link.sender == way.link.to or way.link.sender in self.crowded:
            return BOX - STUB * (way.from_stub + 1) - STUB * MOST_ON_A_CORNER - 16
        return BOX + ARROW + LABEL - STUB * (way.from_stub + 1) - 16

    def part(self, loop: Loop, y: float, top: float, left: Mapping[int, float]) -> Part:
        """A loop, drawn: its line at ``y``, the boxes' upper edge at ``top``."""
        link = loop.way.link
        path = f"{self.stream.section}/steps/{join(link.sender)}/rework/{join(link.id)}"
        sender, to = (self.stream.name_of(f"steps/{join(step_id)}") for step_id in (link.sender, link.to))
        tip = f"{link_in_words(self.stream, link)}. {TERMS['rework'].sentence}"
        shapes = self._letter(loop, y, left) if loop.way.letter else self._arc(loop, y, top, left)
        part_id = path if loop.is_start else f"{path}/to"
        name = safe(f"Rework from “{sender}” back to “{to}”")
        return Part(part_id, path, "rework", name, safe(tip), tuple(shapes))

    def _arc(self, loop: Loop, y: float, top: float, left: Mapping[int, float]) -> list[Shape]:
        start = left[loop.last] + BOX - STUB * (loop.way.from_stub + 1)
        end = left[loop.first] + STUB * (loop.way.to_stub + 1)
        line = Line("back", ((start, top), (start, y), (end, y), (end, top)), has_head=True, radius=8)
        return [line, *loop.words.at(start - 8, y - 3 - loop.words.height, "end")]

    def _insets(self, step_id: str) -> tuple[float, float]:
        """How far the arcs of a step keep its letters away from its left and its right corner."""
        return STUB * self._reaching.get(step_id, 0), STUB * self._leaving.get(step_id, 0)

    def _letter_room(self, step_id: str) -> float:
        """How wide the words beside a letter may be, between the arcs at both corners."""
        return BOX - 30 - sum(self._insets(step_id))

    def _letter(self, loop: Loop, y: float, left: Mapping[int, float]) -> list[Shape]:
        column, (reaching, leaving) = left[loop.first], self._insets(loop.step_id)
        x = column + BOX - 12 - leaving if loop.is_start else column + 12 + reaching
        middle = y - 10
        anchor, at = ("end", x - 13) if loop.is_start else ("start", x + 13)
        return [
            Dot("back-dot", x, middle, 8.5),
            text("back-text", x, middle + 3.8, loop.way.letter, 10.5, anchor="middle", is_bold=True),
            *loop.words.at(at, middle - loop.words.height / 2, anchor),
        ]


def _words(told: str, width: float) -> Paragraph:
    return Paragraph("back-text", told, SIZE, width, most=3)
