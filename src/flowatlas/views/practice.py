"""The practice view: steps as notes in a row, times above them, waits below the gaps, as on the wall."""

from typing import NamedTuple

from flowatlas.drawing.canvas import Canvas
from flowatlas.drawing.sheet import MARGIN, NARROWEST, header, legend, lists, totals
from flowatlas.maps.shape import CUSTOMER, TRIGGER, Node
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.picture import Derived, Part, Picture
from flowatlas.views.opening import ends_in_words, invitation, joined
from flowatlas.views.view import view
from flowatlas.views.wall.columns import box_of, columns_of, gap_of
from flowatlas.views.wall.ends import End
from flowatlas.views.wall.flow_lines import flow_lines_of
from flowatlas.views.wall.groups import group_bands
from flowatlas.views.wall.legend import keys, to_do
from flowatlas.views.wall.outline import Outline, hot_places, outline
from flowatlas.views.wall.pieces import Place
from flowatlas.views.wall.rework import Rework, Tracks
from flowatlas.views.wall.role_dots import RoleDots
from flowatlas.views.wall.step_card import StepCard, open_questions, step_card
from flowatlas.views.wall.strands import Reach, Strand, hung, strands_of

BAND = 30.0
LOWEST_ROW = 64.0
"""Height of the boxes where only an end of the stream stands."""


class Hanging(NamedTuple):
    """A strand with what it holds, in pixels: how high its boxes are, and how high the times above them.

    The arcs of rework run in their tracks above these times.
    """

    strand: Strand
    box: float
    above: float
    tracks: Tracks
    outlines: list[Outline]
    reach: Reach


@view(name="practice", title="Practice view")
def practice_view(atlas: Atlas, derived: Derived) -> Picture:
    """Steps as notes in a row, times above them, waits below the gaps, as on the wall."""
    return _Drawing(atlas, derived).picture()


class _Drawing:
    def __init__(self, atlas: Atlas, derived: Derived) -> None:
        self.atlas = atlas
        self.stream = stream = atlas.map_or_blank(ValueStreamMap)
        self.derived = derived
        self.title = atlas.title or stream.title or "Value stream map"
        self.columns = columns_of(stream.shape)
        self.lines = flow_lines_of(stream.shape)
        self.dots = RoleDots.of(stream)
        self.rework = Rework(stream, self.columns.grid, self.columns.row_of)
        questions, stubs = open_questions(atlas), self.rework.corners
        self.steps = {
            step_id: step_card(stream, step_id, derived, self.dots, questions.get(step_id, []), stubs.get(step_id, 0))
            for step_id in stream.steps
        }
        self.ends = {node: End(stream, node) for node in (TRIGGER, CUSTOMER)}
        self.data = {step_id for step_id, step in stream.steps.items() if step.carries != "work"}
        self.hot = hot_places(derived.constraint, stream)
        self.canvas = Canvas()
        self.ground: list[Part] = []
        self.cards: list[Part] = []
        self.above: list[Part] = []
        """What lies below all steps, the steps, what lies above them: a step that changes its row keeps its turn."""

    def picture(self) -> Picture:
        """The whole sheet."""
        ends = ends_in_words(self.stream)
        width = max(self.columns.right + MARGIN, NARROWEST)
        y = header(self.canvas, self.title, joined(ends, self.derived.calendar), self.derived, width, path="title")
        if not self.stream.steps:
            y = invitation(self.canvas, y)
        else:
            for number, strands in enumerate(strands_of(self.stream.shape)):
                y = self._row(number, strands, y) + 22
            self.canvas.put([*self.ground, *self.cards, *self.above])
        labels = self.derived.labels
        names = {step_id: card.name for step_id, card in self.steps.items()}
        y = totals(self.canvas, self.derived, width, y + 4)
        y = lists(self.canvas, to_do(self.atlas, self.stream, names, labels), width, y)
        y = legend(self.canvas, keys(self.canvas.parts, self.stream, self.dots, labels), width, y)
        described = " ".join(["Value stream map.", ends, *self.derived.sentences])
        return self.canvas.picture(width, y + MARGIN - 14, self.title, described, labels)

    def _row(self, number: int, strands: list[Strand], y: float) -> float:
        """One row of the map; gives where the next may start."""
        columns, steps = self.columns, self.columns.steps[number]
        row, grid = columns.rows[number], columns.grid
        if any(self.stream.steps[step_id].group for step_id in steps):
            self.ground += group_bands(self.stream, columns, row, steps, self.derived.groups, y)
            y += BAND
        hanging = [self._hanging(row, strand) for strand in strands]
        middles, y = hung((one.reach for one in hanging), y)
        placed = list(zip(hanging, middles, strict=True))
        heights = {(column, one.strand.lane): middle for one, middle in placed for column in one.strand.columns}
        self.ground += self.lines.row(number, heights, self.data)
        for one, middle in placed:
            self.ground += [found.piece.at(0, middle) for found in one.outlines]
        places = {
            node: Place(columns.left[grid.column[node]], middle, one.box, columns.label_middle(grid.column[node]))
            for one, middle in placed
            for node in one.strand.nodes
        }
        for step_id in steps:
            self.cards += self.steps[step_id].placed(places[step_id])
        for one, middle in placed:
            top = middle - one.box / 2
            for loop in one.tracks.loops:
                self.above.append(self.rework.part(loop, top - one.above - one.tracks.y(loop.track), top, columns.left))
        for end in (TRIGGER, CUSTOMER):
            if end in places:
                self.above += self.ends[end].placed(places[end])
        return y

    def _card(self, node: Node) -> StepCard | End:
        return self.steps[node] if isinstance(node, str) else self.ends[node]

    def _hanging(self, row: range, strand: Strand) -> Hanging:
        """A strand, measured."""
        columns = self.columns
        cards = {columns.grid.column[node]: self._card(node) for node in strand.nodes}
        steps = [card for card in cards.values() if isinstance(card, StepCard)]
        box = max((card.box_height for card in steps), default=LOWEST_ROW)
        above = max((max(card.above_height, card.share_height - box / 2) for card in steps), default=0.0)
        tracks = self.rework.tracks(strand.columns, strand.lane)
        reach = Reach(strand.cells)
        for column, card in cards.items():
            half = max(box, card.box_height) / 2
            reach.take([gap_of(column)], up=card.share_height, down=card.wait_height)
            reach.take([box_of(column)], up=half + card.above_height, down=half + card.below_height)
        for loop in tracks.loops:
            up = box / 2 + above + tracks.top(loop.track)
            reach.take(range(box_of(loop.first), box_of(loop.last) + 1), up=up)
        top, outlines = box / 2 + above + tracks.height, []
        for hot in self.hot:
            if hot.node in strand.nodes:
                left = columns.left[columns.grid.column[hot.node]]
                found = outline(hot, self._card(hot.node), left, box, top, columns.end_of(row))
                reach.take(columns.cells(row, found.start, found.end), up=found.piece.height)
                outlines.append(found)
        return Hanging(strand, box, above, tracks, outlines, reach)
