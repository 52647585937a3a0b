"""Notes: what stands on a board beside plain cards: dots for votes, slips for single values, and rows of tags."""

from collections.abc import Iterable
from typing import NamedTuple

from flowatlas.drawing.board import GAP, PADDING, Card
from flowatlas.drawing.canvas import Canvas, Paragraph, short, text
from flowatlas.drawing.told import Value, text_of
from flowatlas.model.picture import Box, Dot, Shape
from flowatlas.model.quantity import Count

VOTES_HEIGHT = 17.0
DOT = 3.6
DOT_STEP = 10.0
MOST_DOTS = 12
"""How many votes are drawn as dots; their number stands beside them."""

TAG_HEIGHT = 26.0
TAG_SIZE = 12.5
TAG_GAP = 8.0


class VotedCard(Card):
    """A card with the dots that people stuck on it and their number below; without votes a card like any other."""

    def __init__(
        self,
        path: str,
        kind: str,
        name: str,
        width: float,
        *,
        votes: Count | None = None,
        colour: str = "blue",
        values: Iterable[Value] = (),
        tip: str = "",
    ) -> None:
        super().__init__(path, kind, name, width, colour=colour, values=values, tip=tip)
        self.votes = votes
        self.height += VOTES_HEIGHT if votes is not None else 0.0

    def put(self, canvas: Canvas, x: float, y: float) -> Box:
        """Draw it with its upper left corner there; gives its box."""
        box = super().put(canvas, x, y)
        if self.votes is None:
            return box
        ink, told = f"card-{self.colour}-text", text_of(self.votes)
        left, middle = x + PADDING, y + self.height - PADDING - VOTES_HEIGHT / 2 + 2
        shapes: list[Shape] = []
        for _ in range(min(round(count_of(self.votes)), MOST_DOTS)):
            shapes.append(Dot(ink, left + DOT, middle, DOT))
            left += DOT_STEP
        left += 4 if shapes else 0
        words = short(told if shapes else f"{told} votes", 12.0, x + self.width - PADDING - left, is_bold=True)
        shapes.append(text(ink, left, middle + 4.2, words, 12.0, is_bold=True))
        canvas.add(f"{self.path}/votes", "value", shapes, path=f"{self.path}/votes", name=f"Votes: {told}")
        return box


def count_of(votes: Count | None) -> float:
    """How many votes that is when notes are put in order: none where nobody voted or nobody knows."""
    return votes.middle if votes is not None and votes.points else 0.0


class Slip(Card):
    """A few words in a box that stand for a single value, or invite to say it."""

    def __init__(
        self,
        path: str,
        words: str,
        width: float,
        *,
        part_id: str = "",
        role: str = "value",
        looks: tuple[str, str] = ("step-ghost", "text"),
        tip: str = "",
    ) -> None:
        super().__init__(path, "", words, width, tip=tip)
        self.part_id, self.role = part_id or path, role
        self.box, ink = looks
        self.words = Paragraph(ink, words, 13.0, width - 2 * PADDING, most=6)
        self.height = self.words.height + 2 * PADDING

    def put(self, canvas: Canvas, x: float, y: float) -> Box:
        """Draw it with its upper left corner there; gives its box."""
        box = Box(self.box, x, y, self.width, self.height, 3)
        shapes: list[Shape] = [box, *self.words.at(x + PADDING, y + PADDING)]
        canvas.add(self.part_id, self.role, shapes, path=self.path, name=self.name, tip=self.tip)
        return box


class Tag(NamedTuple):
    """A few words in a small box: the id of its part, its role, what it says, and what it is about."""

    part_id: str
    role: str
    words: str
    path: str = ""
    tip: str = ""
    box: str = "band"
    ink: str = "band-text"


def put_tags(canvas: Canvas, tags: Iterable[Tag], x: float, y: float, width: float) -> float:
    """Tags beside each other in as many rows as they need; gives where what follows may start."""
    left, end = x, y
    for tag in tags:
        words = text(tag.ink, 0, 0, short(tag.words, TAG_SIZE, width - 2 * PADDING), TAG_SIZE)
        room = words.width + 2 * PADDING
        if left > x and left + room > x + width:
            left, y = x, y + TAG_HEIGHT + TAG_GAP
        box = Box(tag.box, left, y, room, TAG_HEIGHT, 3)
        placed = words._replace(x=left + PADDING, y=y + TAG_HEIGHT / 2 + TAG_SIZE * 0.36)
        canvas.add(tag.part_id, tag.role, [box, placed], path=tag.path, name=tag.words, tip=tag.tip)
        left += room + TAG_GAP
        end = y + TAG_HEIGHT + GAP
    return end
