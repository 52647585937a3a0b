"""The outline around what is the constraint, with its words on a tab above."""

from typing import NamedTuple

from flowatlas.drawing.canvas import short, text
from flowatlas.drawing.sheet import MARGIN
from flowatlas.drawing.text import safe
from flowatlas.maps.shape import CUSTOMER, Node
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.path import split
from flowatlas.model.picture import Box, Line, Part, Spot
from flowatlas.views.wall.ends import End
from flowatlas.views.wall.pieces import Piece
from flowatlas.views.wall.sizes import ARROW, BOX, LABEL
from flowatlas.views.wall.step_card import StepCard

TAB = 26.0
SIZE = 12.5
MOST_WORDS = 420.0


class Hot(NamedTuple):
    """An element that is the constraint, or one of several: its address, what is said of it, and where it is.

    ``node`` is the step or the end that it belongs to; with ``is_gap`` it is the wait before that.
    """

    number: int
    path: str
    words: str
    tip: str
    node: Node
    is_gap: bool


def hot_places(spot: Spot | None, stream: ValueStreamMap) -> list[Hot]:
    """What is the constraint, as far as it is on the map; the first one tells how much it costs."""
    if spot is None:
        return []
    found: dict[str, tuple[Node, bool]] = {}
    for path in spot.paths:
        keys = split(path)
        if path == "final_wait":
            found[path] = CUSTOMER, True
        elif len(keys) > 2 and keys[1] in stream.steps:
            found[path] = keys[1], keys[2] == "wait_time"
    return [
        Hot(number, f"{stream.section}/{path}", "must shrink as well" if number else spot.text, spot.tip, *place)
        for number, (path, place) in enumerate(found.items())
    ]


class Outline(NamedTuple):
    """An outline with its words, drawn around the line of its strand, and from where to where its tab goes."""

    piece: Piece
    start: float
    end: float


def outline(hot: Hot, card: StepCard | End, left: float, box: float, top: float, right: float) -> Outline:
    """The outline of an element of a strand.

    Args:
        hot: the element.
        card: the card that it is on.
        left: the left edge of the card's box.
        box: how high the boxes of the strand are.
        top: how far up from its line the strand reaches.
        right: the right edge of the row, which the tab keeps within.
    """
    around = _gap(card, left) if hot.is_gap or isinstance(card, End) else _step(card, left, box)
    words = short(hot.words, SIZE, MOST_WORDS, is_bold=True)
    label = text("hot-text", 0, 16.5 - top - TAB, words, SIZE, is_bold=True)
    x = max(MARGIN, min(around.x - 1.5, right - label.width - 20))
    tab = Box("hot-tab", x, 1 - top - TAB, label.width + 20, 23, 4)
    stem = x + 1.5 if x >= around.x - 2 else around.x
    line = Line("hot-line", ((stem, tab.y + tab.height), (stem, around.y + 8)))
    shapes = (around, line, tab, label._replace(x=x + 10))
    part = Part(f"constraint/{hot.number}", hot.path, "constraint", safe(hot.words), safe(hot.tip), shapes)
    return Outline(Piece(part, top + TAB), tab.x, tab.x + tab.width)


def _gap(card: StepCard | End, left: float) -> Box:
    """The room of the figures in a gap."""
    above = max(card.share_height + 4, 14.0)
    return Box("hot", left - ARROW - LABEL - 1, -above, LABEL + 4, above + max(card.wait_height + 4, 16.0), 7)


def _step(card: StepCard, left: float, box: float) -> Box:
    """The room of a step with its time above."""
    above = box / 2 + max(card.above_height - 2, 4.0)
    below = box / 2 + (13 if card.step.roles else 4 if card.below else 6)
    return Box("hot", left - 6, -above, BOX + 12, above + below, 9)
