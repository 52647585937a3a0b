"""Excerpts: a picture without some of its parts."""

from collections.abc import Collection

from flowatlas.drawing.canvas import moved
from flowatlas.model.picture import Box, Dot, Part, Picture, Shape, Text

MARGIN = 16.0
"""Room around what is left."""


def excerpt(picture: Picture, *, without: Collection[str], closing: Collection[str]) -> Picture:
    """The picture without the parts of some roles, cut to what is left.

    Where parts of the roles ``closing`` stood across the sheet, what is below moves up.
    """
    kept = [part for part in picture.parts if part.role not in without]
    if not kept or len(kept) == len(picture.parts):
        return picture
    kept = _closed_up(kept, [part for part in picture.parts if part.role in closing])
    ends = [_ends(shape) for part in kept for shape in part.shapes]
    left, top = (min(end[at] for end in ends) - MARGIN for at in (0, 1))
    right, bottom = (max(end[at] for end in ends) + MARGIN for at in (2, 3))
    parts = (part._replace(shapes=tuple(moved(shape, -left, -top) for shape in part.shapes)) for part in kept)
    return picture._replace(width=right - left, height=bottom - top, parts=tuple(parts))


def _closed_up(kept: list[Part], gone: list[Part]) -> list[Part]:
    """Parts moved up to where others stood; as they are where something is drawn beside those."""
    if not gone:
        return kept
    start, end = min(map(_top, gone)), max(map(_bottom, gone))
    below = [part for part in kept if _top(part) >= end]
    if not below or any(_top(part) < end and _bottom(part) > start for part in kept):
        return kept
    up = min(map(_top, below)) - start
    return [
        part._replace(shapes=tuple(moved(shape, 0.0, -up) for shape in part.shapes)) if _top(part) >= end else part
        for part in kept
    ]


def _top(part: Part) -> float:
    return min(_ends(shape)[1] for shape in part.shapes)


def _bottom(part: Part) -> float:
    return max(_ends(shape)[3] for shape in part.shapes)


def _ends(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right and bottom end of a shape."""
    if isinstance(shape, Box):
        return shape.x, shape.y, shape.x + shape.width, shape.y + shape.height
    if isinstance(shape, Text):
        return shape.left, shape.y - shape.size, shape.left + shape.width, shape.y + shape.size * 0.3
    if isinstance(shape, Dot):
        radius = shape.radius
        return shape.x - radius, shape.y - radius, shape.x + radius, shape.y + radius
    across, down = zip(*shape.points, strict=True)
    return min(across), min(down), max(across), max(down)
