"""Boards: notes in columns under headings, as a group sticks them to a wall."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from flowatlas.drawing.canvas import Canvas, Paragraph, stacked
from flowatlas.drawing.told import Value
from flowatlas.model.picture import Box, Line, Shape, Zone

GAP = 14.0
PADDING = 12.0
HEADING = 15.0
HINT = 12.5


class Card:
    """A note for one record: what it is called, and its values below, measured for a width before it is put up.

    ``colour`` is one of `flowatlas.drawing.style.CARDS` or blue. Every value is a part of its own, so that each can be
    pointed at; ``lines`` are added below and belong to the note, such as what the figures say of it.
    """

    def __init__(
        self,
        path: str,
        kind: str,
        name: str,
        width: float,
        *,
        colour: str = "blue",
        values: Iterable[Value] = (),
        lines: Iterable[str] = (),
        tip: str = "",
    ) -> None:
        self.path, self.kind, self.name, self.width, self.colour, self.tip = path, kind, name, width, colour, tip
        self._ink = f"card-{colour}-text"
        room = width - 2 * PADDING
        self._heading = Paragraph(self._ink, name, 14.0, room, most=6, is_bold=True)
        told = [value for value in values if value.text and value.text != name]
        self._told = [
            (value, Paragraph(self._ink, f"{value.title}: {value.text}", 12.0, room, most=4)) for value in told
        ]
        self._lines = [Paragraph(self._ink, line, 12.0, room, most=4, is_bold=True) for line in lines if line]
        below = [words for _, words in self._told] + self._lines
        self.height = self._heading.height + sum(words.height + 3 for words in below) + 2 * PADDING

    def put(self, canvas: Canvas, x: float, y: float) -> Box:
        """Draw it with its upper left corner there; gives its box."""
        box = Box(f"card-{self.colour}", x, y, self.width, self.height, 3)
        shapes: list[Shape] = [box, *self._heading.at(x + PADDING, y + PADDING)]
        values, told = [], [f"{self.kind} “{self.name}”"]
        below = y + PADDING + self._heading.height + 3
        for value, words in self._told:
            values.append((value, words.at(x + PADDING, below)))
            told.append(f"{value.title}: {value.text}")
            below += words.height + 3
        for words in self._lines:
            shapes += words.at(x + PADDING, below)
            told.append(" ".join(words.lines))
            below += words.height + 3
        canvas.add(self.path, "record", shapes, path=self.path, name=", ".join(told), tip=self.tip)
        for value, text in values:
            name = f"{value.title}: {value.text}"
            canvas.add(value.path, "value", text, path=value.path, name=name, tip=value.explanation)
        return box


class Column(NamedTuple):
    """A column of a board: its heading, its question in one line, its notes, and what dropping a note here sets.

    ``path`` leads to the records that stand here; where ``invites`` says something and there is no note, an open one
    with these words invites to the first.
    """

    path: str
    heading: str
    hint: str
    cards: Sequence[Card]
    tip: str = ""
    invites: str = ""
    sets: tuple[tuple[str, object], ...] = ()


def put_columns(canvas: Canvas, columns: Sequence[Column], x: float, y: float, width: float) -> float:
    """Columns beside each other with dashed lines between them; gives where what follows may start."""
    room = column_width(len(columns), width)
    headings = [
        [
            Paragraph("text", column.heading, HEADING, room, most=2, is_bold=True),
            Paragraph("soft", column.hint, HINT, room, most=3),
        ]
        for column in columns
    ]
    top = y + max((sum(words.height for words in heading) for heading in headings), default=0.0) + 10
    end = top
    for number, (column, heading) in enumerate(zip(columns, headings, strict=True)):
        left = x + number * (room + GAP)
        name = f"{column.heading} ({len(column.cards)})" if column.cards else column.heading
        shapes = stacked(heading, left, y)
        canvas.add(f"column/{column.path}/{number}", "heading", shapes, path=column.path, name=name, tip=column.tip)
        below = top
        if not column.cards and column.invites:
            below = _invitation(canvas, column, left, below, room)
        for card in column.cards:
            card.put(canvas, left, below)
            below += card.height + GAP
        end = max(end, below)
    end = max(end, top + 90)
    for number, column in enumerate(columns):
        left = x + number * (room + GAP)
        if number:
            at = left - GAP / 2
            canvas.add(f"column/{number}/line", "rule", [Line("lane", ((at, y), (at, end - GAP)))])
        if column.sets:
            canvas.zones.append(Zone(column.path, column.heading, left, y, room, end - y, column.sets))
    return end


def column_width(count: int, width: float) -> float:
    """How wide each of so many columns is."""
    return (width - (count - 1) * GAP) / max(count, 1)


def _invitation(canvas: Canvas, column: Column, x: float, y: float, width: float) -> float:
    words = Paragraph("text", column.invites, 13.0, width - 2 * PADDING, most=4)
    height = words.height + 2 * PADDING
    shapes: list[Shape] = [Box("step-ghost", x, y, width, height, 3), *words.at(x + PADDING, y + PADDING)]
    canvas.add(f"invitation/{column.path}", "invitation", shapes, path=column.path, name=column.invites, tip=column.tip)
    return y + height + GAP
