"""Hatching: slanted lines that fill a rectangle."""

from flowatlas.model.picture import Line, Shape

HATCH = 8.0
"""From one line of a hatching to the next."""


def hatching(role: str, x: float, y: float, width: float, height: float, *, leans: bool) -> list[Shape]:
    """Slanted lines that fill a rectangle, leaning to the right or to the left."""
    found: list[Shape] = []
    reach = HATCH / 2
    while reach < width + height:
        start = (x + max(reach - height, 0.0), y + min(reach, height))
        end = (x + min(reach, width), y + max(reach - width, 0.0))
        if not leans:
            start, end = ((2 * x + width - one[0], one[1]) for one in (start, end))
        found.append(Line(role, (start, end)))
        reach += HATCH
    return found
