"""What changes, in words, numbered as on the bars."""

from collections.abc import Iterable, Sequence

from flowatlas.drawing.canvas import Canvas, Paragraph, stacked
from flowatlas.drawing.sheet import MARGIN, pill
from flowatlas.drawing.text import safe
from flowatlas.views.blocks import step_name
from flowatlas.views.pair.sides import Change, Side
from flowatlas.views.pair.sizes import TEXT, TITLE

MOST_LISTED, MOST_IN_COLUMN = 14, 5


def listed(canvas: Canvas, changes: Sequence[Change], told: Sequence[str], room: float, y: float) -> float:
    """The changes with what is told of each, in a room of this width; gives where they end."""
    heading = Paragraph("text", "What changes" if changes else "No step changes", TITLE, room, is_bold=True)
    canvas.add("changes", "heading", heading.at(MARGIN, y))
    y += heading.height + 8
    columns = 2 if len(changes) > MOST_IN_COLUMN else 1
    width = (room - 24 * (columns - 1)) / columns
    shown = changes if len(changes) <= MOST_LISTED else changes[: MOST_LISTED - 1]
    in_column = -(-len(shown) // columns)
    top, end = y, y
    for number, change in enumerate(shown):
        column, row = divmod(number, in_column)
        y = top if row == 0 else y
        x = MARGIN + column * (width + 24)
        name, rest = safe(change.name), told[number]
        title = Paragraph("text", name, TEXT, width - 40, most=2, is_bold=True)
        words = Paragraph("text", rest, TEXT, width - 40, most=3)
        sign = pill("ask", "ask-text", str(number + 1), x + 13, y + 10, 12.0)
        shapes = [*sign, *stacked([title, words], x + 36, y)]
        canvas.add(f"change/{number + 1}", "change", shapes, name=name, tip=rest)
        y += title.height + words.height + 8
        end = max(end, y)
    if len(changes) > len(shown):
        more = Paragraph("soft", f"and {len(changes) - len(shown)} more", TEXT, room - 40)
        canvas.add("change/more", "change", more.at(MARGIN + 36, end))
        end += more.height
    return end


def told(change: Change, sides: Sequence[Side]) -> str:
    """What became of a step, in words."""
    old, new = (
        [step_name(side.stream, one) for one in ids if one in side.stream.steps]
        for side, ids in zip(sides, (change.ids, change.new_ids), strict=True)
    )
    if change.kind == "removed":
        return "goes away"
    if change.kind == "added":
        return f"new{f': {safe(change.text)}' if change.text else ''}"
    if change.kind == "merged" and old:
        return f"takes the place of {_quoted(old)}"
    if change.kind == "split" and new:
        return f"becomes {_quoted(new)}"
    return safe(change.text) or change.kind


def _quoted(names: Iterable[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)
