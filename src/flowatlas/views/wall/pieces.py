"""Pieces: parts that are drawn once, and put in their place when the map has one for them."""

from collections.abc import Sequence
from typing import NamedTuple

from flowatlas.drawing.canvas import moved
from flowatlas.drawing.text import safe
from flowatlas.model.picture import Part, Shape


class Place(NamedTuple):
    """Where a card stands: the left edge, the middle and the height of its box, and the middle of the gap before."""

    left: float
    middle: float
    height: float
    gap: float


class Piece(NamedTuple):
    """A part of a card with its own place and height; shapes are drawn around the origin, downwards."""

    part: Part
    height: float

    def at(self, x: float, y: float) -> Part:
        """The part, put in its place."""
        # Made anew rather than with `_replace`, as shapes are: a large map moves a thousand pieces.
        shapes = tuple([moved(shape, x, y) for shape in self.part.shapes])
        return Part(*self.part[:5], shapes, self.part.changes)


def part_of(path: str, field: str, role: str, name: str, tip: str, shapes: Sequence[Shape]) -> Part:
    """What shows a field of the step with this path."""
    return Part(f"{path}/{field}", f"{path}/{field}", role, safe(name), safe(tip), tuple(shapes))
