"""Figures on the wall: a value with its notes, centred, and what explains it."""

import re

from flowatlas.drawing.canvas import Paragraph
from flowatlas.drawing.figure import Label
from flowatlas.drawing.text import text_width
from flowatlas.model.glossary import TERMS
from flowatlas.model.picture import Shape
from flowatlas.model.quantity import Quantity
from flowatlas.views.signs import question_mark
from flowatlas.views.wall.sizes import FIGURE, NOTE

_UNDER = re.compile(r"^([0-9.]+%) under ")
_MEASURED = re.compile(r"^([0-9,]+) (?:measured|observed)$")


def figure(label: Label, width: float) -> tuple[list[Shape], float]:
    """A figure with its notes, centred, downwards; an unknown one is an open question mark."""
    shapes: list[Shape] = []
    y = 0.0
    if label.is_unknown:
        shapes += question_mark(0, 11)
        y = 24.0
    else:
        words = Paragraph("text", label.text, FIGURE, width, most=3, is_bold=True)
        shapes += words.at(0, y, "middle")
        y += words.height
    for note in label.notes:
        words = Paragraph("soft", fitting(note, width), NOTE, width, most=3)
        shapes += words.at(0, y, "middle")
        y += words.height
    return shapes, y


def explained(quantity: Quantity | None, label: Label, field: str) -> str:
    """What there is to know about a figure, in sentences: what it says, who said it, and what it means."""
    told = "Nobody has said how long." if label.is_unknown else f"{', '.join([label.text, *label.notes])}."
    if label.is_unknown and label.notes:
        told = f"Nobody has said how long; {label.notes[0]}."
    if quantity is not None and quantity.by:
        told += f" Said by {quantity.by}."
    return f"{told} {TERMS[field].sentence}"


def fitting(note: str, width: float) -> str:
    """A note of a measured figure with signs instead of words, where the words would need several lines.

    >>> fitting("85% under 8.72 h", 84.0), fitting("1,267 measured", 50.0), fitting("76 measured", 84.0)
    ('85% < 8.72 h', 'n = 1,267', '76 measured')
    """
    if text_width(note, NOTE) <= width:
        return note
    return _MEASURED.sub(r"n = \1", _UNDER.sub(r"\1 < ", note))
