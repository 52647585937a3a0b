"""How long a map takes altogether, large, behind its bar, with how well that is known."""

from flowatlas.drawing.canvas import Canvas, Paragraph, stacked, text
from flowatlas.drawing.sheet import MARGIN
from flowatlas.model.picture import Line, Shape
from flowatlas.views.pair.scale import Scale
from flowatlas.views.pair.sides import Side
from flowatlas.views.pair.sizes import BAR, NOTE, WIDTH
from flowatlas.views.pair.words import total_in_words

SIZES = (26.0, 22.0, 18.0)


def total(canvas: Canvas, number: int, side: Side, scale: Scale, x: float, y: float) -> None:
    """The time behind a bar that ends there, and below it from where to where the typical time may lie."""
    takes = side.derived.takes
    room = WIDTH - MARGIN - x - 14
    words, notes = total_in_words(takes, scale.calendar)
    size = next((size for size in SIZES if text("text", 0, 0, words, size, is_bold=True).width <= room), 16.0)
    whole = Paragraph("text", words, size, room, most=1, is_bold=True)
    parts = [whole, *(Paragraph("soft", note, NOTE, room, most=2) for note in notes)]
    height = sum(part.height for part in parts)
    shapes: list[Shape] = list(stacked(parts, x + 14, y + (BAR - height) / 2))
    canvas.add(f"side/{number}/total", "total", shapes, name=f"{side.title}: {words}")
    if takes is not None and takes.low < takes.high:
        canvas.add(f"side/{number}/doubt", "doubt", _whisker(scale, takes.low, takes.high, y + BAR + 9))


def _whisker(scale: Scale, low: float, high: float, y: float) -> list[Shape]:
    """From where to where the typical time may lie; open where that is beyond the chart."""
    left, right = scale.x(low), scale.x(high)
    if right - left < 4:
        return []
    is_open = high > scale.extent
    shapes: list[Shape] = [
        Line("whisker", ((left, y), (right, y)), has_head=is_open),
        Line("whisker", ((left, y - 5), (left, y + 5))),
    ]
    if not is_open:
        shapes.append(Line("whisker", ((right, y - 5), (right, y + 5))))
    return shapes
