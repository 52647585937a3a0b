"""Parts that stand elsewhere and are else as they were: of a long map most of what a change touches."""

from flowatlas.model.picture import Box, Dot, Part, Shape, Text

EXACT = 1e-6
"""Pixels by which shapes of a part may move apart and still count as moved together."""


def shift_of(part: Part, before: Part) -> tuple[float, float] | None:
    """How far a part has come, to the right and down, in whole hundredths of a pixel.

    None where it did not move as it was: what it says is another thing, or its shapes moved by different lengths.
    """
    if part[:5] != before[:5] or part.changes != before.changes or len(part.shapes) != len(before.shapes):
        return None
    first: tuple[float, float] | None = None
    for shape, was in zip(part.shapes, before.shapes, strict=True):
        found = _shift(shape, was)
        if found is None:
            return None
        if first is None:
            first = found
        elif not _is_near(found, first):
            return None
    if first is None:
        return None
    told = round(first[0], 2), round(first[1], 2)
    # Else what is told again and again would drift away from where it stands.
    return told if _is_near(told, first) else None


def _shift(shape: Shape, was: Shape) -> tuple[float, float] | None:
    if isinstance(shape, Box | Text | Dot):
        if type(was) is not type(shape) or was._replace(x=shape.x, y=shape.y) != shape:
            return None
        return shape.x - was.x, shape.y - was.y
    if type(was) is not type(shape) or was._replace(points=shape.points) != shape:
        return None
    if len(shape.points) != len(was.points):
        return None
    shifts = [(x - was_x, y - was_y) for (x, y), (was_x, was_y) in zip(shape.points, was.points, strict=True)]
    return shifts[0] if shifts and all(_is_near(one, shifts[0]) for one in shifts) else None


def _is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return abs(one[0] - other[0]) < EXACT and abs(one[1] - other[1]) < EXACT
