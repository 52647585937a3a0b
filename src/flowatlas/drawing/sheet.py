"""The sheet around a map: title, answer in sentences, target note, summary notes, legend."""

from collections.abc import Sequence
from math import cos, pi, sin
from typing import NamedTuple

from flowatlas.drawing.canvas import Canvas, Paragraph, moved, parted, short, stacked, text
from flowatlas.model.glossary import TERMS
from flowatlas.model.picture import Box, Derived, Goal, Line, Mark, Shape, Text, Total
from flowatlas.model.wording import sentences

MARGIN = 32.0
NARROWEST = 1000.0
NOTE_GAP = 12.0
GOAL_WIDTH = 268.0
LEGEND_SIZE = 12.0
LEGEND_HEADING = 62.0
NOTE_INNER = 152.0
MOST_NOTE = 260.0
MOST_LIST = 620.0
MOST_LISTED = 6


class Key(NamedTuple):
    """An entry of the legend: its sign, drawn around the middle of a place ``width`` wide, and its words."""

    shapes: tuple[Shape, ...]
    width: float
    words: str


def header(canvas: Canvas, title: str, subtitle: str, derived: Derived, width: float, *, path: str = "") -> float:
    """Title, ends of the stream, answer and target note; gives where the map below may start.

    ``path`` leads to the title where it is one of the file.
    """
    goal_height = 0.0
    right = width - MARGIN
    if derived.goal is not None:
        goal_height = goal_note(canvas, derived.goal, right - GOAL_WIDTH, MARGIN)
        right -= GOAL_WIDTH + 28
    room = right - MARGIN
    y = MARGIN
    for part_id, words, size, is_bold in (("title", title, 25.0, True), ("subtitle", subtitle, 13.0, False)):
        paragraph = Paragraph(
            "title" if is_bold else "soft", words, size, room, most=3 if is_bold else 4, is_bold=is_bold
        )
        own, name = (path, f"Title: {title}") if is_bold else ("", "")
        canvas.add(part_id, part_id, paragraph.at(MARGIN, y), path=own, name=name)
        y += paragraph.height + (4 if is_bold else 12)
    for number, sentence in enumerate(derived.sentences):
        is_first = number == 0
        paragraph = Paragraph("text", sentence, 19.0 if is_first else 14.0, room, is_bold=is_first)
        canvas.add(f"sentence-{number + 1}", "sentence", paragraph.at(MARGIN, y))
        y += paragraph.height + 5
    return max(y, MARGIN + goal_height) + 20


def goal_note(canvas: Canvas, goal: Goal, x: float, y: float) -> float:
    """The green note of the target with its upper left corner there; gives its height."""
    inner = GOAL_WIDTH - 28
    paragraphs = [
        Paragraph("goal-soft", "Target", 12.0, inner, is_bold=True),
        Paragraph("goal-text", goal.text, 15.0, inner, most=6, is_bold=True),
        Paragraph("goal-text", goal.figure, 13.0, inner, most=3),
        Paragraph("goal-text", goal.now, 12.5, inner, most=5, is_bold=True),
    ]
    height = sum(paragraph.height for paragraph in paragraphs) + 24
    shapes: list[Shape] = [Box("goal", x, y, GOAL_WIDTH, height, 3), *stacked(paragraphs, x + 14, y + 11)]
    told = sentences(goal.text, goal.figure, goal.now, TERMS["target"].sentence)
    canvas.add("target", "target", shapes, path="outcome/target", name="Target", tip=told)
    return height


def totals(canvas: Canvas, derived: Derived, width: float, y: float) -> float:
    """The summary notes in rows; gives where what follows may start."""
    notes = [_Note(total) for total in derived.totals]
    if not notes:
        return y
    widest = max(note.width for note in notes)
    in_row = max(1, min(len(notes), int((width - 2 * MARGIN + NOTE_GAP) // (widest + NOTE_GAP))))
    in_row = -(-len(notes) // -(-len(notes) // in_row))
    room = min((width - 2 * MARGIN + NOTE_GAP) / in_row - NOTE_GAP, MOST_NOTE)
    height = max(note.height for note in notes)
    for number, note in enumerate(notes):
        row, column = divmod(number, in_row)
        note.put(
            canvas, Box("total", MARGIN + column * (room + NOTE_GAP), y + row * (height + NOTE_GAP), room, height, 2)
        )
    return y + (len(notes) - 1) // in_row * (height + NOTE_GAP) + height + 20


class _Note:
    """A summary note, measured before it is put in its place."""

    def __init__(self, total: Total) -> None:
        self.total = total
        self.paragraphs = [
            Paragraph("total-soft", total.label, 12.0, NOTE_INNER, most=2),
            Paragraph("total-text", total.text, 20.0, NOTE_INNER, most=2, is_bold=True),
            *parted("total-soft", total.spread, 11.5, NOTE_INNER),
        ]
        self.width = max([84.0, *(paragraph.width for paragraph in self.paragraphs)]) + 26
        self.height = sum(paragraph.height for paragraph in self.paragraphs) + 18

    def put(self, canvas: Canvas, box: Box) -> None:
        """Draw it in its box."""
        total = self.total
        shapes: list[Shape] = [box, *stacked(self.paragraphs, box.x + 13, box.y + 9)]
        told = ", ".join(part for part in (total.text, total.spread) if part)
        canvas.add(f"total/{total.name}", "total", shapes, name=f"{total.label}: {told}", tip=total.tip)


class Entry(NamedTuple):
    """A line of a list below the map: a sign, what it is about, the words, and the path."""

    part_id: str
    path: str
    sign: tuple[Shape, ...]
    words: str


def lists(canvas: Canvas, columns: Sequence[tuple[str, Sequence[Entry]]], width: float, y: float) -> float:
    """Lists beside each other, each under its heading; gives where what follows may start."""
    columns = [column for column in columns if column[1]]
    if not columns:
        return y
    room = min((width - 2 * MARGIN - 32 * (len(columns) - 1)) / len(columns), MOST_LIST)
    end = y
    for number, (heading, entries) in enumerate(columns):
        x, below = MARGIN + number * (room + 32), y
        title = Paragraph("text", heading, 13.5, room, is_bold=True)
        canvas.add(f"list/{number}", "list", title.at(x, below))
        below += title.height + 4
        shown = list(entries[:MOST_LISTED])
        for entry in shown:
            words = Paragraph("text", entry.words, 12.5, room - 22, most=3)
            sign = [moved(shape, x + 7, below + 8.5) for shape in entry.sign]
            canvas.add(f"list/{entry.part_id}", "list", [*sign, *words.at(x + 22, below)], path=entry.path)
            below += words.height + 4
        if len(entries) > len(shown):
            more = Paragraph("soft", f"and {len(entries) - len(shown)} more", 12.5, room - 22)
            canvas.add(f"list/{number}/more", "list", more.at(x + 22, below))
            below += more.height + 4
        end = max(end, below)
    return end + 14


def legend(canvas: Canvas, keys: Sequence[Key], width: float, y: float) -> float:
    """What the signs mean, in rows; gives where what follows may start.

    An entry without a sign starts a row and names what follows.
    """
    x = MARGIN
    for number, key in enumerate(keys):
        if not key.shapes:
            x, y = MARGIN, y + (26 if x > MARGIN else 0)
            heading = text("soft", x, y + 13 + LEGEND_SIZE * 0.35, key.words, LEGEND_SIZE, is_bold=True)
            canvas.add(f"legend/{number + 1}", "legend", [heading])
            x += max(heading.width + 16, LEGEND_HEADING)
            continue
        words = short(key.words, LEGEND_SIZE, min(420.0, width - 2 * MARGIN - key.width - 8))
        label = text("soft", 0, 0, words, LEGEND_SIZE)
        whole = key.width + 8 + label.width
        if x + whole > width - MARGIN and x > MARGIN:
            x, y = MARGIN + LEGEND_HEADING, y + 26
        shapes = [moved(shape, x + key.width / 2, y + 13) for shape in key.shapes]
        shapes.append(label._replace(x=x + key.width + 8, y=y + 13 + LEGEND_SIZE * 0.35))
        canvas.add(f"legend/{number + 1}", "legend", shapes)
        x += whole + 24
    return y + (32 if keys else 0)


def star(role: str, x: float, y: float, radius: float) -> Mark:
    """A star with eight rays, the sign of a quick fix."""
    points = []
    for index in range(16):
        reach = radius if index % 2 == 0 else radius * 0.55
        angle = index * pi / 8 - pi / 2
        points.append((x + reach * cos(angle), y + reach * sin(angle)))
    return Mark(role, tuple(points))


def remark(x: float, y: float) -> list[Shape]:
    """A small sheet with two lines of writing, the sign of a note."""
    sheet = Box("end", x - 5.5, y - 6.5, 11, 13, 1.5)
    return [sheet, *(Line("leader", ((x - 3, y + line), (x + 3, y + line))) for line in (-2.2, 2.2))]


def pill(role: str, text_role: str, words: str, x: float, y: float, size: float) -> list[Shape]:
    """A few words in a rounded box around a point."""
    label = text(text_role, 0, 0, words, size, is_bold=True)
    width, height = label.width + size * 1.1, size * 1.7
    left = x - width / 2
    placed: Text = label._replace(x=left + size * 0.55, y=y + size * 0.36)
    return [Box(role, left, y - height / 2, width, height, height / 2), placed]
