"""The thread as a picture: a column for each link, lines for what leads to what."""

from typing import NamedTuple

from flowatlas.drawing.board import Card
from flowatlas.drawing.canvas import Canvas, Paragraph
from flowatlas.drawing.sheet import MARGIN, header
from flowatlas.model.atlas import Atlas
from flowatlas.model.chain import Chain, Link, Node
from flowatlas.model.picture import Box, Derived, Line, Picture
from flowatlas.model.wording import capital
from flowatlas.views.view import view

WIDTH = 206.0
GAP = 62.0
ROW_GAP = 16.0
PASSING = 14.0
"""Room that a line takes which passes through a column."""

SPREAD = 5.0
"""How far lines run apart that leave different notes."""

COLOURS = {
    Link.OUTCOME: "green",
    Link.STREAM: "blue",
    Link.CONSTRAINT: "pink",
    Link.CAUSE: "orange",
    Link.CHANGE: "blue",
    Link.ITEM: "yellow",
    Link.MEASURE: "purple",
}
QUESTIONS = {
    Link.OUTCOME: "What is aimed at",
    Link.STREAM: "How long it takes today",
    Link.CONSTRAINT: "What holds it back most",
    Link.CAUSE: "Why, and what is missing",
    Link.CHANGE: "What is to be different",
    Link.ITEM: "Who does what, and when",
    Link.MEASURE: "What shows it",
}
AHEAD = {
    Link.OUTCOME: "what is aimed at",
    Link.STREAM: "how the work flows today",
    Link.CONSTRAINT: "what holds it back most",
    Link.CAUSE: "why that is so",
    Link.CHANGE: "what is to be different",
    Link.ITEM: "who does what, and when",
    Link.MEASURE: "what will show it",
}
"""What is not said yet while a link has nothing on it."""

LOWEST = 320.0
"""How far below its heading a short column begins at most, so that the first page shows what the thread begins with."""

NOTHING = "There is no thread yet. It begins with an outcome, or with the steps of the value stream."


class _Slot(NamedTuple):
    """A place in a column: a note, or a line that passes."""

    key: str
    card: Card | None

    @property
    def height(self) -> float:
        return PASSING if self.card is None else self.card.height


@view(name="chain", title="The thread", section="roadmap")
def chain_view(atlas: Atlas, derived: Derived) -> Picture:
    """Outcome, stream, constraint, causes, changes, items and measures, and what leads to what."""
    found = derived.of(Chain) or Chain((), ())
    canvas = Canvas()
    columns = [link for link in Link if any(node.link is link for node in found.nodes)]
    width = max(2 * MARGIN + len(columns) * (WIDTH + GAP) - GAP, 1000.0)
    loose = [node for node in found.nodes if node.loose]
    words = _sentence(found, loose)
    title = f"{atlas.title}: the thread" if atlas.title else "The thread"
    subtitle = "From what is aimed at to what shows it; a line leads from each thing to what follows from it"
    y = header(canvas, title, subtitle, derived._replace(sentences=(words,), goal=None), width)
    drawing = _Drawing(found, columns)
    end = drawing.put(canvas, y)
    told = " ".join([words, *(f"{node.name}: {node.text}." for node in found.nodes[:3])])
    return canvas.picture(width, end + MARGIN, title, told, derived.labels)


def _sentence(found: Chain, loose: list[Node]) -> str:
    if not found.nodes:
        return NOTHING
    missing = next((words for link, words in AHEAD.items() if all(node.link is not link for node in found.nodes)), "")
    if not loose and missing:
        return f"The thread has a gap: nothing says yet {missing}."
    if not loose:
        return "Everything on the thread leads on."
    first = loose[0]
    others = f", and {len(loose) - 1} more do not lead on" if len(loose) > 1 else ""
    return f"“{first.name}”: {first.loose}{others}."


class _Drawing:
    def __init__(self, found: Chain, columns: list[Link]) -> None:
        self.found, self.columns = found, columns
        self.column_of = {node.id: columns.index(node.link) for node in found.nodes}
        self.slots: list[list[_Slot]] = [[] for _ in columns]
        for node in found.nodes:
            lines = [node.text, f"? {node.loose}" if node.loose else ""]
            card = Card(node.path, node.link.value, node.name, WIDTH, colour=COLOURS[node.link], lines=lines)
            self.slots[self.column_of[node.id]].append(_Slot(node.id, card))
        self.hops = list(dict.fromkeys(hop for one, other in found.links for hop in self._hops(one, other)))
        self._sort()

    def _hops(self, one: str, other: str) -> list[tuple[str, str]]:
        """A link as steps from column to column; where links of one note pass a column they share a slot there."""
        start, end = self.column_of[one], self.column_of[other]
        if start >= end:
            return []
        hops, here = [], one
        for column in range(start + 1, end):
            passing = f"{one}@{column}"
            if all(slot.key != passing for slot in self.slots[column]):
                self.slots[column].append(_Slot(passing, None))
            hops.append((here, passing))
            here = passing
        return [*hops, (here, other)]

    def _sort(self) -> None:
        """Put what belongs together at one height: each slot at the mean place of what leads to it, and back again."""
        before: dict[str, list[str]] = {}
        for one, other in self.hops:
            before.setdefault(other, []).append(one)
        for number, column in enumerate(self.slots[1:], start=1):
            places = {slot.key: place for place, slot in enumerate(self.slots[number - 1])}
            own = {slot.key: place for place, slot in enumerate(column)}

            def mean(slot: _Slot, places: dict[str, int] = places, own: dict[str, int] = own) -> tuple[float, int]:
                known = [places[one] for one in before.get(slot.key, []) if one in places]
                return (sum(known) / len(known) if known else float(len(places)), own[slot.key])

            column.sort(key=mean)

    def put(self, canvas: Canvas, y: float) -> float:
        """Draw headings, lines and notes; gives where the picture ends."""
        top = y
        for number, link in enumerate(self.columns):
            x = self._left(number)
            heading = Paragraph("text", capital(link.value), 15.0, WIDTH, is_bold=True)
            hint = Paragraph("soft", QUESTIONS[link], 12.5, WIDTH, most=2)
            shapes = [*heading.at(x, y), *hint.at(x, y + heading.height)]
            canvas.add(f"column/{link.name.lower()}", "heading", shapes, name=heading.lines[0], tip=QUESTIONS[link])
            top = max(top, y + heading.height + hint.height + 14)
        heights = [sum(slot.height + ROW_GAP for slot in column) for column in self.slots]
        tallest = max(heights, default=0.0)
        boxes: dict[str, Box] = {}
        for number, (column, height) in enumerate(zip(self.slots, heights, strict=True)):
            below = top + min((tallest - height) / 2, LOWEST)
            for slot in column:
                boxes[slot.key] = Box("", self._left(number), below, WIDTH, slot.height)
                below += slot.height + ROW_GAP
        self._lines(canvas, boxes)
        for column in self.slots:
            for slot in column:
                if slot.card is not None:
                    slot.card.put(canvas, boxes[slot.key].x, boxes[slot.key].y)
        return top + tallest

    def _left(self, column: int) -> float:
        return MARGIN + column * (WIDTH + GAP)

    def _lines(self, canvas: Canvas, boxes: dict[str, Box]) -> None:
        """Lines in the gaps between columns, those of one note together, and straight through where they pass."""
        leaving: dict[int, list[str]] = {}
        for one, _ in self.hops:
            column = round((boxes[one].x - MARGIN) / (WIDTH + GAP))
            others = leaving.setdefault(column, [])
            if one not in others:
                others.append(one)
        for one, other in self.hops:
            start, end = boxes[one], boxes[other]
            column = round((start.x - MARGIN) / (WIDTH + GAP))
            rank, count = leaving[column].index(one), len(leaving[column])
            spread = min(SPREAD, (GAP - 24) / max(count, 1))
            middle = start.x + WIDTH + GAP / 2 + (rank - (count - 1) / 2) * spread
            left, right = start.y + start.height / 2, end.y + end.height / 2
            is_last = not other.partition("@")[2]
            points = ((start.x + WIDTH, left), (middle, left), (middle, right), (end.x, right))
            if abs(left - right) < 1:
                points = ((start.x + WIDTH, left), (end.x, left), (end.x, left), (end.x, left))
            line = Line("link", tuple(dict.fromkeys(points)), is_last, 6.0)
            shapes = [line]
            if not is_last:
                shapes.append(Line("link", ((end.x, right), (end.x + WIDTH, right))))
            canvas.add(f"link/{one}/{other}", "link", shapes)
