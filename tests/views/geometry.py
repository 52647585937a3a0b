"""What a picture must never do, as geometry: texts that overflow or overlap, lines through boxes and words."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from flowatlas.drawing.style import LOOKS
from flowatlas.model.picture import Box, Dot, Line, Mark, Picture, Text

SOLID = {"flow", "flow-data", "flow-skip", "back", "link"}
CLOSE = 0.6


class Rectangle(NamedTuple):
    """The room that a shape takes."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Rectangle") -> bool:
        """Whether both share more than an edge."""
        return (
            self.left < other.right - CLOSE
            and other.left < self.right - CLOSE
            and self.top < other.bottom - CLOSE
            and other.top < self.bottom - CLOSE
        )

    def holds(self, other: "Rectangle") -> bool:
        """Whether the other lies inside."""
        return (
            self.left <= other.left + CLOSE
            and self.top <= other.top + CLOSE
            and self.right >= other.right - CLOSE
            and self.bottom >= other.bottom - CLOSE
        )

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def around(shape) -> Rectangle:
    """The room that a shape takes."""
    if isinstance(shape, Text):
        return Rectangle(shape.left, shape.y - 0.74 * shape.size, shape.left + shape.width, shape.y + 0.21 * shape.size)
    if isinstance(shape, Box):
        return Rectangle(shape.x, shape.y, shape.x + shape.width, shape.y + shape.height)
    if isinstance(shape, Dot):
        return Rectangle(shape.x - shape.radius, shape.y - shape.radius, shape.x + shape.radius, shape.y + shape.radius)
    assert isinstance(shape, Line | Mark)
    xs, ys = zip(*shape.points, strict=True)
    return Rectangle(min(xs), min(ys), max(xs), max(ys))


def segments(shape) -> Iterator[Rectangle]:
    """The straight pieces of a line, or the edges of an outline."""
    points = shape.points if isinstance(shape, Line) else ()
    if isinstance(shape, Box):
        box = around(shape)
        points = (
            (box.left, box.top),
            (box.right, box.top),
            (box.right, box.bottom),
            (box.left, box.bottom),
            (box.left, box.top),
        )
    for (x1, y1), (x2, y2) in pairwise(points):
        # A slanting piece keeps to short rectangles along its way.
        count = 1 if x1 == x2 or y1 == y2 else 64
        for at in range(count):
            (left, right), (top, bottom) = (
                sorted((one + (other - one) * at / count, one + (other - one) * (at + 1) / count))
                for one, other in ((x1, x2), (y1, y2))
            )
            yield Rectangle(left, top, right, bottom)


def crosses(segment: Rectangle, room: Rectangle) -> bool:
    """Whether a straight piece runs through the inside of a room; to touch its edge is fine."""
    return (
        segment.left < room.right - CLOSE
        and room.left < segment.right - CLOSE + (segment.left == segment.right) * 2 * CLOSE
        and segment.top < room.bottom - CLOSE
        and room.top < segment.bottom - CLOSE + (segment.top == segment.bottom) * 2 * CLOSE
    )


def faults(picture: Picture) -> list[str]:
    """All that is wrong with a picture, in words."""
    drawn = [(place, part, shape) for place, part in enumerate(picture.parts) for shape in part.shapes]
    texts = [(place, part, shape) for place, part, shape in drawn if isinstance(shape, Text) and shape.text.strip()]
    grounds = [
        (place, part, shape) for place, part, shape in drawn if isinstance(shape, Box | Dot) and LOOKS[shape.role].fill
    ]
    lines = [(part, shape) for _, part, shape in drawn if isinstance(shape, Line) and shape.role in SOLID]
    lines += [(part, shape) for _, part, shape in drawn if isinstance(shape, Box) and shape.role == "hot"]
    sheet = Rectangle(0, 0, picture.width, picture.height)
    found = [f"{part.id}: {shape} leaves the sheet" for _, part, shape in drawn if not sheet.holds(around(shape))]
    for place, part, shape in texts:
        room = around(shape)
        found += [
            f"{part.id}: “{shape.text}” overflows {ground}"
            for ground in _under(place, part, shape, grounds)
            if not _fits(room, ground)
        ]
    for index, (_, part, shape) in enumerate(texts):
        found += [
            f"“{shape.text}” of {part.id} and “{other.text}” of {other_part.id} overlap"
            for _, other_part, other in texts[index + 1 :]
            if around(shape).overlaps(around(other))
        ]
    rooms = [
        (part, shape)
        for _, part, shape in drawn
        if isinstance(shape, Box)
        and shape.role.startswith(("step", "part", "end", "total", "goal", "band", "card", "offer"))
    ]
    dots = [
        (place, part, shape)
        for place, part, shape in drawn
        if isinstance(shape, Dot) and shape.radius > 6 and part.role != "legend"
    ]
    for line_part, line in lines:
        for segment in segments(line):
            if isinstance(line, Line):
                found += [
                    f"{line_part.id}: {line.role} crosses the box of {part.id}"
                    for part, box in rooms
                    if crosses(segment, around(box)) and part is not line_part
                ]
            found += [
                f"{line_part.id}: {line.role} crosses the {shape.role} of {part.id}"
                for _, part, shape in dots
                if crosses(segment, around(shape))
            ]
            found += [
                f"{line_part.id}: {line.role} crosses “{shape.text}” of {part.id}"
                for _, part, shape in texts
                if crosses(segment, around(shape))
                and not (part is line_part and line.role == "hot")
                and not _is_covered(line_part, part, shape, picture)
            ]
    return found


def _is_covered(line_part, part, shape, picture) -> bool:
    """Whether a text stands on a ground of its own that hides the line behind it."""
    is_behind = picture.parts.index(line_part) < picture.parts.index(part)
    own = [
        one for one in part.shapes if isinstance(one, Box) and LOOKS[one.role].fill and around(one).holds(around(shape))
    ]
    return is_behind and bool(own)


def _fits(room: Rectangle, ground) -> bool:
    box = around(ground)
    if isinstance(ground, Dot):
        return room.right - room.left <= 2 * ground.radius + CLOSE
    return box.holds(room)


def _under(place, part, shape, grounds):
    """The ground that a text stands on: the last one drawn before it around its middle."""
    x, y = around(shape).middle
    under = [
        ground
        for other_place, other_part, ground in grounds
        if other_place <= place
        and around(ground).left <= x <= around(ground).right
        and around(ground).top <= y <= around(ground).bottom
        and (other_part is not part or part.shapes.index(ground) < part.shapes.index(shape))
    ]
    return under[-1:]
