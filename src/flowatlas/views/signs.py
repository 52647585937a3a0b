"""Signs that several views share: what nobody knows yet, and what wears people out."""

from flowatlas.drawing.canvas import text
from flowatlas.model.picture import Dot, Mark, Shape, Text


def question_mark(x: float, y: float, *, radius: float = 11.0) -> list[Shape]:
    """An open question mark: the sign of what nobody knows yet."""
    size = radius * 1.35
    sign: Text = text("open-text", x, y + size * 0.36, "?", size, anchor="middle", is_bold=True)
    return [Dot("open", x, y, radius), sign]


def frustration(x: float, y: float, level: int) -> list[Shape]:
    """A frown and five dots, as many of them filled as the level says."""
    shapes: list[Shape] = [
        Dot("waste-ring", x - 36, y, 7),
        Dot("waste-dot", x - 38.5, y - 2, 0.7),
        Dot("waste-dot", x - 33.5, y - 2, 0.7),
        Mark("frown", ((x - 39, y + 3.6), (x - 37.5, y + 2), (x - 34.5, y + 2), (x - 33, y + 3.6)), is_closed=False),
    ]
    dots = (Dot("waste-dot" if index < level else "waste-ring", x - 20 + 13 * index, y, 4) for index in range(5))
    return [*shapes, *dots]
