"""The bar of a map: its pieces end to end on the scale, with what goes away or comes on top."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from flowatlas.drawing.hatching import hatching
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.calendar import Calendar
from flowatlas.model.picture import Box, Shape
from flowatlas.views.blocks import Block, step_name
from flowatlas.views.pair.places import Place
from flowatlas.views.pair.scale import Scale
from flowatlas.views.pair.sizes import BAR, LEFT, RIGHT
from flowatlas.views.signs import question_mark
from flowatlas.views.spoken import spoken

LEAST = 2.5
"""How wide the shortest time is drawn, so that nothing that takes time is lost."""

NOTICED = 0.02
"""Which part of the whole time a change is at least that is hatched."""


class Piece(NamedTuple):
    """A block on its bar: its place, where it starts, and how wide it is."""

    place: Place
    block: Block
    x: float
    width: float


def pieces_of(places: Sequence[Place], side: int, scale: Scale) -> list[Piece]:
    """The blocks of a bar, end to end."""
    found = []
    start, x = 0.0, LEFT
    for place in places:
        block = place.sides[side]
        if block is None:
            continue
        start += block.seconds
        end = scale.x(start)
        least = LEAST if block.seconds else 0.0
        found.append(Piece(place, block, x, min(max(end - x, least), RIGHT + 8 - x)))
        x += found[-1].width
    return found


def block_shapes(piece: Piece, side: int, whole: float, y: float) -> list[Shape]:
    """Waiting, then work; hatched what goes away, or on the second bar what comes on top.

    ``whole`` is how many seconds the map takes altogether.
    """
    place, block = piece.place, piece.block
    other = place.sides[1 - side]
    shapes: list[Shape] = []
    x = piece.x
    is_gone = other is None
    for kind, role in (("wait", "wait-bar"), ("work", "work-bar"), ("again", "back-bar"), ("unknown", "open-bar")):
        seconds = getattr(block, kind)
        if not seconds:
            continue
        share = seconds / block.seconds if math.isfinite(block.seconds) else 1.0
        width = min(piece.width * share, piece.x + piece.width - x)
        shapes.append(Box(role, x, y, width, BAR))
        gone = seconds - (getattr(other, kind) if other is not None else 0.0)
        is_counted = bool(place.numbers) or (kind == "again" and gone > NOTICED * whole)
        if is_counted and gone > 0 and width > 0:
            part = width * min(gone / seconds, 1.0) if math.isfinite(seconds) else width
            sign = "gone" if side == 0 else "more"
            shapes += hatching(sign, x + width - part, y, part, BAR, leans=side == 0)
        elif kind == "unknown" and width > 30:
            shapes += question_mark(x + width / 2, y + BAR / 2)
        x += width
    shapes.append(Box("block-edge", piece.x, y, piece.width, BAR))
    if place.numbers:
        role = "gone-edge" if is_gone and side == 0 else "changed"
        inset = min(1.4, piece.width / 2)
        shapes.append(Box(role, piece.x + inset, y + 1.4, piece.width - 2 * inset, BAR - 2.8))
    return shapes


def block_in_words(stream: ValueStreamMap, block: Block, calendar: Calendar) -> str:
    """What a block holds, in words."""
    names = [step_name(stream, one) for one in block.ids]
    told = [f"{', then '.join(names)}."] if len(names) > 1 else []
    for kind, words in (("wait", "Waiting"), ("work", "Work"), ("unknown", "Not known"), ("again", "Done again")):
        seconds = getattr(block, kind)
        if seconds:
            told.append(f"{words}: {spoken(seconds, calendar)}.")
    return " ".join(told)
