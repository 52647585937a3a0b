"""How a picture of a stream begins: from what to whom it leads, and an invitation where there is no step yet."""

from flowatlas.drawing.canvas import Canvas, Paragraph
from flowatlas.drawing.sheet import MARGIN
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.picture import Box, Line, Shape
from flowatlas.views.wall.sizes import BOX, LOWEST_BOX, NAME


def ends_in_words(stream: ValueStreamMap) -> str:
    """From what to whom; empty where neither is named."""
    if not stream.trigger and not stream.customer:
        return ""
    return f"From “{stream.trigger or '?'}” to “{stream.customer or '?'}”"


def joined(*parts: str) -> str:
    """Parts of a line with dots between them, as far as there are any."""
    return " · ".join(part for part in parts if part)


def invitation(canvas: Canvas, y: float) -> float:
    """An empty map: three open notes to begin with; gives where what follows may start."""
    x = MARGIN
    for number, words in enumerate(("What happens first?", "And then?", "Until the customer has it")):
        paragraph = Paragraph("soft", words, NAME, BOX - 20)
        shapes: list[Shape] = [Box("step-ghost", x, y, BOX, LOWEST_BOX, 4)]
        shapes += paragraph.at(x + BOX / 2, y + (LOWEST_BOX - paragraph.height) / 2, "middle")
        if number < 2:
            middle = y + LOWEST_BOX / 2
            shapes.append(Line("flow-skip", ((x + BOX, middle), (x + BOX + 70, middle)), has_head=True))
        canvas.add(f"invitation/{number + 1}", "invitation", shapes)
        x += BOX + 70
    words = "Name the steps one a line; times can follow, and blanks and question marks are welcome."
    paragraph = Paragraph("text", words, 14.0, 620)
    canvas.add("invitation/words", "invitation", paragraph.at(MARGIN, y + LOWEST_BOX + 20))
    return y + LOWEST_BOX + 20 + paragraph.height + 10
