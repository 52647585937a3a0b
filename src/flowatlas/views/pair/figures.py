"""Figures of two maps in a table: before, after, and the change."""

from collections.abc import Sequence

from flowatlas.drawing.canvas import Canvas, Paragraph, text
from flowatlas.drawing.sheet import MARGIN
from flowatlas.model.picture import Line, Shape
from flowatlas.views.pair.sides import Figure
from flowatlas.views.pair.sizes import NOTE, TEXT, WIDTH

TABLE = 470.0
"""How wide the table is."""


def table(canvas: Canvas, figures: Sequence[Figure], y: float) -> float:
    """The figures, the first one the most telling, at the right of the sheet; gives where they end."""
    if not figures:
        return y
    left = WIDTH - MARGIN - TABLE
    rights = (left + 250.0, left + 350.0, left + TABLE)
    heads = ("before", "after", "change")
    shapes: list[Shape] = [
        text("soft", right, y + 18, words, NOTE, anchor="end") for right, words in zip(rights, heads, strict=True)
    ]
    canvas.add("figures", "figures", shapes)
    y += 30
    for number, row in enumerate(figures):
        is_first = number == 0
        label = Paragraph("text", row.label, TEXT, 148.0, most=3, is_bold=is_first)
        cells = [
            Paragraph("text", words, TEXT, right - start - 12, most=3, is_bold=is_first)
            for words, right, start in zip(row[1:], rights, (left + 150, *rights), strict=False)
        ]
        height = max(part.height for part in (label, *cells)) + 12
        drawn: list[Shape] = [Line("rule", ((left, y), (left + TABLE, y))), *label.at(left, y + 6)]
        for cell, right in zip(cells, rights, strict=True):
            drawn += cell.at(right, y + 6, "end")
        told = f"{row.before} before, {row.after} after, {row.change}"
        canvas.add(f"figure/{number + 1}", "figure", drawn, name=row.label, tip=told)
        y += height
    return y
