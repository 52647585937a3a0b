"""The before-and-after picture: what changed, and by how much, for somebody who sees nothing else."""

from collections.abc import Sequence

from flowatlas.drawing.canvas import Canvas, Paragraph
from flowatlas.drawing.hatching import hatching
from flowatlas.drawing.sheet import GOAL_WIDTH, MARGIN, Key, goal_note, legend
from flowatlas.model.calendar import Calendar
from flowatlas.model.picture import Box, Goal, Line, Picture, Shape, who_meets
from flowatlas.views.blocks import sums
from flowatlas.views.pair.bar import block_in_words, block_shapes, pieces_of
from flowatlas.views.pair.changes import listed, told
from flowatlas.views.pair.figures import TABLE, table
from flowatlas.views.pair.names import names_above
from flowatlas.views.pair.places import places
from flowatlas.views.pair.scale import Scale
from flowatlas.views.pair.sides import Change, Figure, Side
from flowatlas.views.pair.sizes import BAR, LEFT, TITLE, WIDTH
from flowatlas.views.pair.total import total

HEADLINE = 30.0


def before_after(
    before: Side,
    after: Side,
    changes: Sequence[Change],
    headline: str,
    figures: Sequence[Figure] = (),
    calendar: Calendar = Calendar(),  # noqa: B008 - a named tuple cannot change
) -> Picture:
    """Two maps on one time scale, what changed between them in words, and a few figures.

    Args:
        before: the map as it was.
        after: the map as it is, or is wanted.
        changes: what became of each step that is not kept, in the order in which they are numbered.
        headline: the sentence on top.
        figures: rows of the table, the first one the most telling.
        calendar: how long a day and a week are.
    """
    return _Drawing(before, after, changes, headline, figures, calendar).picture()


class _Drawing:
    def __init__(
        self,
        before: Side,
        after: Side,
        changes: Sequence[Change],
        headline: str,
        figures: Sequence[Figure],
        calendar: Calendar,
    ) -> None:
        self.sides = before, after
        self.changes = [change for change in changes if change.kind != "kept"]
        self.told = [told(change, self.sides) for change in self.changes]
        self.headline, self.figures, self.calendar = headline, figures, calendar
        self.canvas = Canvas()
        self.places = places(before, after, self.changes)
        self.whole = [
            sums(block for one in self.places if (block := one.sides[side]) is not None).seconds for side in (0, 1)
        ]
        self.scale = Scale(self.whole, [side.derived.takes for side in self.sides], calendar)

    def picture(self) -> Picture:
        """The whole sheet."""
        labels = self.sides[1].derived.labels
        room, beside = WIDTH - 2 * MARGIN, 0.0
        goal = self._goal()
        if goal is not None:
            beside = goal_note(self.canvas, goal, WIDTH - MARGIN - GOAL_WIDTH, MARGIN - 6)
            room -= GOAL_WIDTH + 28
        words = Paragraph("text", self.headline, HEADLINE, room, most=4, is_bold=True)
        self.canvas.add("headline", "sentence", words.at(MARGIN, MARGIN - 6))
        y = MARGIN - 6 + max(words.height, beside) + 16
        for side in (0, 1):
            y = self._row(side, y) + 16
        y = self.scale.draw(self.canvas, y - 8) + 8
        y = legend(self.canvas, self._keys(), WIDTH, y) + 8
        room = WIDTH - 2 * MARGIN - (TABLE + 40 if self.figures else 0.0)
        y = max(listed(self.canvas, self.changes, self.told, room, y), table(self.canvas, self.figures, y))
        numbered = enumerate(zip(self.changes, self.told, strict=True), 1)
        sentences = [self.headline, *(f"{number} {one.name}: {became}." for number, (one, became) in numbered)]
        title = f"{self.sides[0].title} and {self.sides[1].title}"
        return self.canvas.picture(WIDTH, y + MARGIN - 10, title, " ".join(sentences), labels)

    def _goal(self) -> Goal | None:
        """The target with how many items meet it on both maps; None where the map after has none."""
        before, goal = (side.derived.goal for side in self.sides)
        if goal is None or goal.share is None or before is None or before.share is None:
            return goal
        # Each map tells what is so now; beside each other one of them is not yet.
        today, then = (who_meets(share) for share in (before.share, goal.share))
        return goal._replace(now=f"{self.sides[0].title}: {today} it. {self.sides[1].title}: {then} it.")

    def _row(self, side: int, y: float) -> float:
        """One map: its title, the names of its blocks, its bar and its total; gives where it ends."""
        own, key = self.sides[side], f"side/{side + 1}"
        title = Paragraph("text", own.title, TITLE, WIDTH - 2 * MARGIN, most=2, is_bold=True)
        self.canvas.add(f"{key}/title", "title", title.at(MARGIN, y))
        y += title.height + 6
        on_bar = pieces_of(self.places, side, self.scale)
        y = names_above(self.canvas, side, on_bar, self.calendar, y)
        for number, piece in enumerate(on_bar, 1):
            shapes = block_shapes(piece, side, self.whole[side], y)
            tip = block_in_words(own.stream, piece.block, self.calendar)
            self.canvas.add(f"{key}/block/{number}", "block", shapes, name=piece.block.name, tip=tip)
        end = on_bar[-1].x + on_bar[-1].width if on_bar else LEFT
        total(self.canvas, side + 1, own, self.scale, end, y)
        return y + BAR + 18

    def _keys(self) -> list[Key]:
        shapes = [shape for part in self.canvas.parts for shape in part.shapes]
        roles = {shape.role for shape in shapes}
        labels = self.sides[1].derived.labels
        swatch = Box("", -13, -7, 26, 14)
        whisker = (
            Line("whisker", ((-13, 0), (13, 0))),
            Line("whisker", ((-13, -4), (-13, 4))),
            Line("whisker", ((13, -4), (13, 4))),
        )
        edge = swatch._replace(role="block-edge")
        known: list[tuple[str, tuple[Shape, ...], str]] = [
            ("wait-bar", (swatch._replace(role="wait-bar"),), labels.of("wait_time", "waiting")),
            ("work-bar", (swatch._replace(role="work-bar"),), labels.of("process_time", "work")),
            ("open-bar", (swatch._replace(role="open-bar"),), "nobody knows yet"),
            ("back-bar", (swatch._replace(role="back-bar"),), "done again"),
            ("gone", (*hatching("gone", -13, -7, 26, 14, leans=True), edge), "goes away"),
            ("more", (*hatching("more", -13, -7, 26, 14, leans=False), edge), "comes on top"),
            ("changed", (swatch._replace(role="changed"),), "changed"),
            ("whisker", whisker, "where the typical time may lie"),
        ]
        return [Key(drawn, 28, words) for role, drawn, words in known if role in roles]
