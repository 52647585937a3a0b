"""The names above a bar, moved apart where its blocks are narrow."""

from collections.abc import Sequence

from flowatlas.drawing.canvas import Canvas, Paragraph, stacked
from flowatlas.drawing.sheet import MARGIN, pill
from flowatlas.model.calendar import Calendar
from flowatlas.model.picture import Line, Shape
from flowatlas.views.pair.bar import Piece
from flowatlas.views.pair.sizes import LEFT, NOTE, RIGHT, WIDTH
from flowatlas.views.spoken import spoken

NAME = 13.5
LABEL_GAP = 10.0
LABEL_WIDTHS = (104.0, 240.0)
LEADER = 20.0


def names_above(canvas: Canvas, side: int, on_bar: Sequence[Piece], calendar: Calendar, y: float) -> float:
    """Each name with a line down to its block; gives where the bar may start."""
    if not on_bar:
        return y
    room = (RIGHT + 60 - LEFT - LABEL_GAP * (len(on_bar) - 1)) / len(on_bar)
    least, most = LABEL_WIDTHS
    widths = [min(max(piece.width - 6, least), max(most, least)) for piece in on_bar]
    if sum(widths) > room * len(on_bar):
        widths = [min(width, max(room, least)) for width in widths]
    lefts: list[float] = []
    at = LEFT
    for piece, width in zip(on_bar, widths, strict=True):
        lefts.append(max(at, piece.x + piece.width / 2 - width / 2))
        at = lefts[-1] + width + LABEL_GAP
    limit = WIDTH - MARGIN
    for number in reversed(range(len(lefts))):
        lefts[number] = min(lefts[number], limit - widths[number])
        limit = lefts[number] - LABEL_GAP
    stacks = [_label(side, piece, width, calendar) for piece, width in zip(on_bar, widths, strict=True)]
    heights = [
        sum(part.height for part in stack) + 24 * bool(piece.place.numbers)
        for stack, piece in zip(stacks, on_bar, strict=True)
    ]
    bottom = y + max(heights)
    for number, piece in enumerate(on_bar):
        middle = lefts[number] + widths[number] / 2
        top = bottom - heights[number]
        shapes: list[Shape] = list(stacked(stacks[number], middle, top, "middle"))
        if piece.place.numbers:
            shapes += pill("ask", "ask-text", _numbers(piece.place.numbers), middle, bottom - 11, 12.0)
        to = piece.x + piece.width / 2
        shapes.append(Line("leader", ((middle, bottom + 2), (to, bottom + LEADER - 1))))
        canvas.add(f"side/{side + 1}/name/{number + 1}", "name", shapes)
    return bottom + LEADER


def _label(side: int, piece: Piece, width: float, calendar: Calendar) -> list[Paragraph]:
    """The name of a block and how long it takes; quiet on the second bar where nothing changed."""
    is_quiet = side == 1 and not piece.place.numbers
    name = Paragraph("soft" if is_quiet else "text", piece.place.name(side), NAME, width, most=4, is_bold=not is_quiet)
    words = spoken(piece.block.seconds, calendar)
    if piece.block.unknown > 0.5 * piece.block.seconds:
        words = "not known"
    return [name, Paragraph("soft", words.removeprefix("about "), NOTE, width, most=2)]


def _numbers(numbers: Sequence[int]) -> str:
    """Numbers of changes in short.

    >>> _numbers((1,)), _numbers((2, 3)), _numbers((1, 2, 3, 7, 8, 9))
    ('1', '2, 3', '1 – 9')
    """
    return f"{numbers[0]} – {numbers[-1]}" if len(numbers) > 3 else ", ".join(map(str, numbers))
