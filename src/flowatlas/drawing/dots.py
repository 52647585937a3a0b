"""Dots on a plot: each as near to its place as it has room, with arrows between them that go around the others."""

import math
from collections.abc import Sequence
from typing import TypeAlias

from flowatlas.model.picture import Line

DOT = 11.0
"""The radius of a dot."""

DOT_GAP = 3.0
MOST_TRIES = 4000
GOLDEN_ANGLE = 2.399963
"""In radians: a spiral with such steps comes everywhere, and nowhere twice."""

BENDS = (0.0, 24.0, -24.0, 48.0, -48.0, 72.0, -72.0)
"""How far aside an arrow may bend, in pixels, tried in this order."""

Spot: TypeAlias = tuple[float, float]
Room: TypeAlias = tuple[float, float, float, float]
"""Left, top, right, and bottom."""


def free_spot(wanted: Spot, taken: Sequence[Spot], room: Room) -> Spot:
    """The place nearest to the wanted one where a dot touches no other; found on a spiral around it."""
    apart = 2 * DOT + DOT_GAP
    left, top, right, bottom = room
    for step in range(MOST_TRIES):
        angle, far = step * GOLDEN_ANGLE, 5.0 * math.sqrt(step)
        x, y = wanted[0] + far * math.cos(angle), wanted[1] + far * math.sin(angle)
        is_inside = left <= x <= right and top <= y <= bottom
        if is_inside and all(math.hypot(x - one, y - other) >= apart for one, other in taken):
            return x, y
    return wanted


def arrow(start: Spot, end: Spot, dots: Sequence[Spot], room: Room) -> Line:
    """From the edge of one dot to the edge of another, around those in between as far as one bend in the room goes."""
    left, top, right, bottom = room
    far = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    across = (start[1] - end[1]) / far, (end[0] - start[0]) / far
    others = [dot for dot in dots if dot not in (start, end)]
    for bend in BENDS:
        middle = (start[0] + end[0]) / 2 + bend * across[0], (start[1] + end[1]) / 2 + bend * across[1]
        if not (left <= middle[0] <= right and top <= middle[1] <= bottom):
            continue
        first, last = _towards(start, middle), _towards(end, middle)
        if all(_distance(dot, first, middle) > DOT and _distance(dot, middle, last) > DOT for dot in others):
            points = (first, middle, last) if bend else (first, last)
            return Line("leader", points, has_head=True, radius=40.0)
    return Line("leader", (_towards(start, end), _towards(end, start)), has_head=True)


def _towards(dot: Spot, other: Spot) -> Spot:
    """The point on the edge of a dot that lies towards another point."""
    far = math.hypot(other[0] - dot[0], other[1] - dot[1]) or 1.0
    return dot[0] + (other[0] - dot[0]) / far * (DOT + 1), dot[1] + (other[1] - dot[1]) / far * (DOT + 1)


def _distance(point: Spot, start: Spot, end: Spot) -> float:
    """How far a point lies from a straight piece of a line."""
    right, down = end[0] - start[0], end[1] - start[1]
    along = (point[0] - start[0]) * right + (point[1] - start[1]) * down
    share = min(max(along / ((right**2 + down**2) or 1.0), 0.0), 1.0)
    return math.hypot(point[0] - start[0] - share * right, point[1] - start[1] - share * down)
