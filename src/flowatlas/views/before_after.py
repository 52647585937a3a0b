"""The before-and-after picture: what changed, and by how much, for somebody who sees nothing else."""

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from flowatlas.drawing.axis import tick
from flowatlas.drawing.canvas import Canvas, Paragraph, short, stacked, text
from flowatlas.drawing.sheet import GOAL_WIDTH, MARGIN, Key, goal_note, legend, pill
from flowatlas.drawing.text import safe
from flowatlas.maps.shape import Node
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.calendar import Calendar
from flowatlas.model.picture import Box, Derived, Goal, Line, Picture, Shape, Takes, who_meets
from flowatlas.model.quantity import Duration
from flowatlas.model.wording import rounded
from flowatlas.views.blocks import (
    MOST_BLOCKS,
    Block,
    again_block,
    cheapest,
    merged,
    named_by_group,
    pieces,
    step_name,
    sums,
)
from flowatlas.views.signs import question_mark
from flowatlas.views.spoken import spoken

WIDTH = 1280.0
LEFT, RIGHT = MARGIN, WIDTH - MARGIN - 218
BAR = 58.0
LEAST = 2.5
"""How wide the shortest time is drawn, so that nothing that takes time is lost."""

FARTHEST = 1.12
"""How far beyond the middle the chart goes for the sake of doubt, as a factor."""

HEADLINE, TITLE, TOTAL, TEXT, NAME, NOTE = 30.0, 20.0, 26.0, 15.0, 13.5, 12.5
LABEL_GAP = 10.0
LABEL_WIDTHS = (104.0, 240.0)
LEADER = 20.0
HATCH = 8.0
"""From one line of a hatching to the next."""

MOST_LISTED, MOST_IN_COLUMN = 14, 5
TABLE = 470.0
NOTICED = 0.02
"""Which part of the whole time a change is at least that is hatched."""


class Side(NamedTuple):
    """One of the two maps: what it is called, the map, and what the figures say of it."""

    title: str
    stream: ValueStreamMap
    derived: Derived


class Change(NamedTuple):
    """What became of a step that is not as it was: changed, removed, added, merged or split.

    ``text`` says for a changed or added one what differs; ``ids`` are its steps before, ``new_ids`` those after.
    """

    kind: str
    name: str
    text: str
    ids: tuple[str, ...]
    new_ids: tuple[str, ...]


class Figure(NamedTuple):
    """A row of the table: what it is, before, after, and the change, all in words."""

    label: str
    before: str
    after: str
    change: str


class Place(NamedTuple):
    """The same piece of both maps: its block on each, None where it is not there, and the numbers of its changes."""

    sides: tuple[Block | None, Block | None]
    numbers: tuple[int, ...] = ()

    @property
    def before(self) -> Block | None:
        """Its block on the first map."""
        return self.sides[0]

    @property
    def after(self) -> Block | None:
        """Its block on the second map."""
        return self.sides[1]

    def name(self, side: int) -> str:
        """What it is called on a map: after the same step on both, where that is on both."""
        block, first = self.sides[side], self.sides[0]
        if block is None or first is None or len(block.members) < 3:
            return "" if block is None else block.name
        head = max(first.members, key=lambda member: member.seconds).name
        is_on_both = any(member.name == head for member in block.members)
        return f"{head} and {len(block.members) - 1} more" if is_on_both else block.name

    @property
    def blocks(self) -> list[Block]:
        """The blocks that there are."""
        return [block for block in self.sides if block is not None]

    @property
    def seconds(self) -> float:
        """The longer one of its times."""
        return max((block.seconds for block in self.blocks), default=0.0)

    @property
    def is_constraint(self) -> bool:
        """Whether it limits one of the maps."""
        return any(block.is_constraint for block in self.blocks)


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


def places(before: Side, after: Side, changes: Sequence[Change], *, most: int = MOST_BLOCKS) -> list[Place]:
    """Both maps in the same blocks, in the order of the second one: what changed stays apart as far as possible."""
    again = [_first(again_block(side.derived)) for side in (before, after)]
    last = [Place((again[0], again[1]))] if any(again) else []
    found = _grouped(_aligned(before, after, changes))
    while len(found) > most - len(last):
        costs = [
            (sum(2 * len(one.numbers) + one.is_constraint for one in pair), sum(one.seconds for one in pair))
            for pair in pairwise(found)
        ]
        number = cheapest(costs)
        found[number : number + 2] = [_together(found[number : number + 2])]
    return [*found, *last]


def _first(several: Sequence[Block]) -> Block | None:
    return several[0] if several else None


def _aligned(before: Side, after: Side, changes: Sequence[Change]) -> list[Place]:
    """The smallest pieces that can be told apart on both maps: pieces with steps in common are one place."""
    old, new = (pieces(side.stream, side.derived) for side in (before, after))
    linked: list[set[tuple[int, str]]] = []
    links = [{(0, step_id), (1, step_id)} for step_id in before.stream.steps if step_id in after.stream.steps]
    replaced = {step_id for change in changes if change.kind in {"removed", "added"} for step_id in change.ids}
    links = [link for link in links if not {step_id for _, step_id in link} & replaced]
    links += [{*((0, one) for one in change.ids), *((1, one) for one in change.new_ids)} for change in changes]
    links += [{(side, one) for one in block.ids} for side, several in enumerate((old, new)) for block in several]
    for link in links:
        apart = [other for other in linked if not other & link]
        joined = set(link).union(*(other for other in linked if other & link))
        linked = [*apart, joined]
    place_of = [{one: place for place, one in enumerate(side.stream.shape.nodes)} for side in (before, after)]

    def block_of(side: int, link: set[tuple[int, str]]) -> Block | None:
        own = [block for block in (old, new)[side] if any((side, one) in link for one in block.ids)]
        return merged(own) if own else None

    found = []
    for link in linked:
        numbers = tuple(
            number
            for number, change in enumerate(changes, 1)
            if any((0, one) in link for one in change.ids) or any((1, one) in link for one in change.new_ids)
        )
        blocks = block_of(0, link), block_of(1, link)
        if any(blocks):
            found.append(Place(blocks, numbers))
    found = _in_order(found, place_of)
    ends = [next((block for block in several if block.has_end and not block.ids), None) for several in (old, new)]
    return [*found, Place((ends[0], ends[1]))] if any(ends) else found


def _in_order(found: list[Place], place_of: Sequence[dict[Node, int]]) -> list[Place]:
    """Places in the order of the map after; what is only on the one before stands behind what it came after."""

    def rank(side: int, place: Place) -> int:
        block = place.sides[side]
        return min(place_of[side][one] for one in block.ids) if block is not None else -1

    ordered = sorted((one for one in found if one.after is not None), key=lambda one: rank(1, one))
    for gone in sorted((one for one in found if one.after is None), key=lambda one: rank(0, one)):
        earlier = [one for one in ordered if one.before is not None and rank(0, one) < rank(0, gone)]
        above = max(earlier, key=lambda one: rank(0, one), default=None)
        ordered.insert(0 if above is None else ordered.index(above) + 1, gone)
    return ordered


def _grouped(found: Sequence[Place]) -> list[Place]:
    """Neighbours of one group as one place, where nothing changed and nothing limits."""
    rows: list[list[Place]] = []
    for place in found:
        last = rows[-1][-1] if rows else None
        is_plain = all(one is not None and not one.numbers and not one.is_constraint for one in (place, last))
        if last is not None and is_plain and _group(place) and _group(place) == _group(last):
            rows[-1].append(place)
        else:
            rows.append([place])
    several = [_together(row) for row in rows]
    groups = [_group(one) for one in several]
    return [
        _under_group(one) if group and groups.count(group) == 1 and not one.is_constraint and not one.numbers else one
        for group, one in zip(groups, several, strict=True)
    ]


def _under_group(place: Place) -> Place:
    """The same place under the name of its group."""
    before, after = (None if block is None else named_by_group(block) for block in place.sides)
    return Place((before, after), place.numbers)


def _group(place: Place) -> str:
    groups = {block.group for block in place.blocks}
    return groups.pop() if len(groups) == 1 else ""


def _together(several: Sequence[Place]) -> Place:
    """Places as one."""
    before, after = ([block for one in several if (block := one.sides[side]) is not None] for side in (0, 1))
    numbers = tuple(sorted({number for one in several for number in one.numbers}))
    return Place((merged(before) if before else None, merged(after) if after else None), numbers)


class _Piece(NamedTuple):
    """A block on its bar: its place, where it starts, and how wide it is."""

    place: Place
    block: Block
    x: float
    width: float


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
        self.headline, self.figures, self.calendar = headline, figures, calendar
        self.canvas = Canvas()
        self.places = places(before, after, self.changes)
        self.whole = [sums(block for one in self.places if (block := one.sides[side]) is not None) for side in (0, 1)]
        self.extent = self._extent()

    def _extent(self) -> float:
        """How many seconds the chart shows."""
        ends = [whole.seconds for whole in self.whole if math.isfinite(whole.seconds)]
        longest = max(ends, default=0.0)
        highs = [side.derived.takes.high for side in self.sides if side.derived.takes is not None]
        ends += [min(high, longest * FARTHEST) for high in highs]
        return max(ends, default=0.0) * 1.01 or self.calendar.unit_seconds("d")

    def _x(self, seconds: float) -> float:
        return LEFT + (RIGHT - LEFT) * min(max(seconds / self.extent, 0.0), 1.0)

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
        y = self._axis(y - 8) + 8
        y = legend(self.canvas, self._keys(), WIDTH, y) + 8
        y = max(self._list(y), self._table(y))
        told = [
            self.headline,
            *(f"{number} {one.name}: {self._told(one)}." for number, one in enumerate(self.changes, 1)),
        ]
        title = f"{self.sides[0].title} and {self.sides[1].title}"
        return self.canvas.picture(WIDTH, y + MARGIN - 10, title, " ".join(told), labels)

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
        own = self.sides[side]
        title = Paragraph("text", own.title, TITLE, WIDTH - 2 * MARGIN, most=2, is_bold=True)
        self.canvas.add(f"side/{side + 1}/title", "title", title.at(MARGIN, y))
        y += title.height + 6
        on_bar = self._pieces(side)
        y = self._names(side, on_bar, y)
        for number, piece in enumerate(on_bar, 1):
            shapes = self._block(side, piece, y)
            tip = self._tip(own.stream, piece.block)
            self.canvas.add(f"side/{side + 1}/block/{number}", "block", shapes, name=piece.block.name, tip=tip)
        self._total(side, on_bar[-1].x + on_bar[-1].width if on_bar else LEFT, y)
        return y + BAR + 18

    def _pieces(self, side: int) -> list[_Piece]:
        """The blocks of a bar, end to end."""
        found = []
        start, x = 0.0, LEFT
        for place in self.places:
            block = place.sides[side]
            if block is None:
                continue
            start += block.seconds
            end = self._x(start)
            least = LEAST if block.seconds else 0.0
            found.append(_Piece(place, block, x, min(max(end - x, least), RIGHT + 8 - x)))
            x += found[-1].width
        return found

    def _names(self, side: int, on_bar: Sequence[_Piece], y: float) -> float:
        """The names above a bar, moved apart where blocks are narrow, each with a line down to its block."""
        if not on_bar:
            return y
        room = (RIGHT + 60 - LEFT - LABEL_GAP * (len(on_bar) - 1)) / len(on_bar)
        least, most = LABEL_WIDTHS
        widths = [min(max(piece.width - 6, least), max(most, least)) for piece in on_bar]
        if sum(widths) > room * len(on_bar):
            widths = [min(width, max(room, least)) for width in widths]
        lefts: list[float] = []
        at = LEFT
        for piece, width in zip(on_bar, widths, strict=True):
            lefts.append(max(at, piece.x + piece.width / 2 - width / 2))
            at = lefts[-1] + width + LABEL_GAP
        limit = WIDTH - MARGIN
        for number in reversed(range(len(lefts))):
            lefts[number] = min(lefts[number], limit - widths[number])
            limit = lefts[number] - LABEL_GAP
        stacks = [self._label(side, piece, width) for piece, width in zip(on_bar, widths, strict=True)]
        heights = [
            sum(part.height for part in stack) + 24 * bool(piece.place.numbers)
            for stack, piece in zip(stacks, on_bar, strict=True)
        ]
        bottom = y + max(heights)
        for number, piece in enumerate(on_bar):
            middle = lefts[number] + widths[number] / 2
            top = bottom - heights[number]
            shapes: list[Shape] = list(stacked(stacks[number], middle, top, "middle"))
            if piece.place.numbers:
                shapes += pill("ask", "ask-text", _numbers(piece.place.numbers), middle, bottom - 11, 12.0)
            to = piece.x + piece.width / 2
            shapes.append(Line("leader", ((middle, bottom + 2), (to, bottom + LEADER - 1))))
            self.canvas.add(f"side/{side + 1}/name/{number + 1}", "name", shapes)
        return bottom + LEADER

    def _label(self, side: int, piece: _Piece, width: float) -> list[Paragraph]:
        """The name of a block and how long it takes; quiet on the second bar where nothing changed."""
        is_quiet = side == 1 and not piece.place.numbers
        name = Paragraph(
            "soft" if is_quiet else "text", piece.place.name(side), NAME, width, most=4, is_bold=not is_quiet
        )
        words = spoken(piece.block.seconds, self.calendar)
        if piece.block.unknown > 0.5 * piece.block.seconds:
            words = "not known"
        return [name, Paragraph("soft", words.removeprefix("about "), NOTE, width, most=2)]

    def _block(self, side: int, piece: _Piece, y: float) -> list[Shape]:
        """Waiting, then work; hatched what goes away, or on the second bar what comes on top."""
        place, block = piece.place, piece.block
        other = place.sides[1 - side]
        shapes: list[Shape] = []
        x = piece.x
        is_gone = other is None
        for kind, role in (("wait", "wait-bar"), ("work", "work-bar"), ("again", "back-bar"), ("unknown", "open-bar")):
            seconds = getattr(block, kind)
            if not seconds:
                continue
            share = seconds / block.seconds if math.isfinite(block.seconds) else 1.0
            width = min(piece.width * share, piece.x + piece.width - x)
            shapes.append(Box(role, x, y, width, BAR))
            gone = seconds - (getattr(other, kind) if other is not None else 0.0)
            is_counted = bool(place.numbers) or (kind == "again" and gone > NOTICED * self.whole[side].seconds)
            if is_counted and gone > 0 and width > 0:
                part = width * min(gone / seconds, 1.0) if math.isfinite(seconds) else width
                sign = "gone" if side == 0 else "more"
                shapes += hatching(sign, x + width - part, y, part, BAR, leans=side == 0)
            elif kind == "unknown" and width > 30:
                shapes += question_mark(x + width / 2, y + BAR / 2)
            x += width
        shapes.append(Box("block-edge", piece.x, y, piece.width, BAR))
        if place.numbers:
            role = "gone-edge" if is_gone and side == 0 else "changed"
            inset = min(1.4, piece.width / 2)
            shapes.append(Box(role, piece.x + inset, y + 1.4, piece.width - 2 * inset, BAR - 2.8))
        return shapes

    def _total(self, side: int, x: float, y: float) -> None:
        """How long it takes altogether, large, behind the bar, with how well that is known."""
        takes = self.sides[side].derived.takes
        room = WIDTH - MARGIN - x - 14
        words, notes = _total_in_words(takes, self.calendar)
        size = next(
            (size for size in (TOTAL, 22.0, 18.0) if text("text", 0, 0, words, size, is_bold=True).width <= room), 16.0
        )
        total = Paragraph("text", words, size, room, most=1, is_bold=True)
        parts = [total, *(Paragraph("soft", note, NOTE, room, most=2) for note in notes)]
        height = sum(part.height for part in parts)
        shapes: list[Shape] = list(stacked(parts, x + 14, y + (BAR - height) / 2))
        self.canvas.add(f"side/{side + 1}/total", "total", shapes, name=f"{self.sides[side].title}: {words}")
        if takes is not None and takes.low < takes.high:
            self._whisker(side, takes.low, takes.high, y + BAR + 9)

    def _whisker(self, side: int, low: float, high: float, y: float) -> None:
        """From where to where the typical time may lie; open where that is beyond the chart."""
        left, right = self._x(low), self._x(high)
        if right - left < 4:
            return
        is_open = high > self.extent
        shapes: list[Shape] = [
            Line("whisker", ((left, y), (right, y)), has_head=is_open),
            Line("whisker", ((left, y - 5), (left, y + 5))),
        ]
        if not is_open:
            shapes.append(Line("whisker", ((right, y - 5), (right, y + 5))))
        self.canvas.add(f"side/{side + 1}/doubt", "doubt", shapes)

    def _axis(self, y: float) -> float:
        """The scale that both bars share."""
        step = tick(self.extent, (RIGHT - LEFT) / 90, self.calendar)
        unit = _unit_of(step, self.calendar)

        def said(number: int) -> str:
            amount = rounded(number * step / self.calendar.unit_seconds(unit))
            return f"{amount} {unit.replace('m', 'min')}" if number else "0"

        shapes: list[Shape] = [Line("axis", ((LEFT, y), (RIGHT, y)))]
        end = LEFT
        for number in range(int(self.extent / step) + 1):
            x = self._x(number * step)
            words = text("soft", x, y + 20, said(number), NOTE, anchor="middle")
            shapes.append(Line("axis", ((x, y), (x, y + 6))))
            if number == 0:
                words = words._replace(anchor="start", x=LEFT)
            if words.left >= end or number == 0:
                shapes.append(words)
                end = words.left + words.width + 8
        shapes.append(text("soft", WIDTH - MARGIN, y + 20, self._calendar_words(), NOTE, anchor="end"))
        self.canvas.add("axis", "axis", shapes)
        return y + 28

    def _calendar_words(self) -> str:
        return short(
            f"{self.calendar.hours_per_day:g}-hour days, {self.calendar.days_per_week:g}-day weeks",
            NOTE,
            WIDTH - MARGIN - RIGHT - 20,
        )

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

    def _told(self, change: Change) -> str:
        """What became of a step, in words."""
        old, new = (
            [step_name(side.stream, one) for one in ids if one in side.stream.steps]
            for side, ids in zip(self.sides, (change.ids, change.new_ids), strict=True)
        )
        if change.kind == "removed":
            return "goes away"
        if change.kind == "added":
            return f"new{f': {safe(change.text)}' if change.text else ''}"
        if change.kind == "merged" and old:
            return f"takes the place of {_listed(old)}"
        if change.kind == "split" and new:
            return f"becomes {_listed(new)}"
        return safe(change.text) or change.kind

    def _list(self, y: float) -> float:
        """What changed, numbered as on the bars; gives where it ends."""
        room = WIDTH - 2 * MARGIN - (TABLE + 40 if self.figures else 0.0)
        heading = Paragraph("text", "What changes" if self.changes else "No step changes", TITLE, room, is_bold=True)
        self.canvas.add("changes", "heading", heading.at(MARGIN, y))
        y += heading.height + 8
        columns = 2 if len(self.changes) > MOST_IN_COLUMN else 1
        width = (room - 24 * (columns - 1)) / columns
        shown = self.changes if len(self.changes) <= MOST_LISTED else self.changes[: MOST_LISTED - 1]
        in_column = -(-len(shown) // columns)
        top, end = y, y
        for number, change in enumerate(shown):
            column, row = divmod(number, in_column)
            y = top if row == 0 else y
            x = MARGIN + column * (width + 24)
            name, rest = safe(change.name), self._told(change)
            title = Paragraph("text", name, TEXT, width - 40, most=2, is_bold=True)
            words = Paragraph("text", rest, TEXT, width - 40, most=3)
            sign = pill("ask", "ask-text", str(number + 1), x + 13, y + 10, 12.0)
            shapes = [*sign, *stacked([title, words], x + 36, y)]
            self.canvas.add(f"change/{number + 1}", "change", shapes, name=name, tip=rest)
            y += title.height + words.height + 8
            end = max(end, y)
        if len(self.changes) > len(shown):
            more = Paragraph("soft", f"and {len(self.changes) - len(shown)} more", TEXT, room - 40)
            self.canvas.add("change/more", "change", more.at(MARGIN + 36, end))
            end += more.height
        return end

    def _table(self, y: float) -> float:
        """The figures: before, after, change; gives where it ends."""
        if not self.figures:
            return y
        left = WIDTH - MARGIN - TABLE
        rights = (left + 250.0, left + 350.0, left + TABLE)
        heads = ("before", "after", "change")
        shapes: list[Shape] = [
            text("soft", right, y + 18, words, NOTE, anchor="end") for right, words in zip(rights, heads, strict=True)
        ]
        self.canvas.add("figures", "figures", shapes)
        y += 30
        for number, row in enumerate(self.figures):
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
            self.canvas.add(f"figure/{number + 1}", "figure", drawn, name=row.label, tip=told)
            y += height
        return y

    def _tip(self, stream: ValueStreamMap, block: Block) -> str:
        """What a block holds, in words."""
        names = [step_name(stream, one) for one in block.ids]
        told = [f"{', then '.join(names)}."] if len(names) > 1 else []
        for kind, words in (("wait", "Waiting"), ("work", "Work"), ("unknown", "Not known"), ("again", "Done again")):
            seconds = getattr(block, kind)
            if seconds:
                told.append(f"{words}: {spoken(seconds, self.calendar)}.")
        return " ".join(told)


def _total_in_words(takes: Takes | None, calendar: Calendar) -> tuple[str, list[str]]:
    """How long it takes, and how well that is known."""
    if takes is None:
        return "?", ["nobody knows yet how long"]
    if math.isinf(takes.seconds):
        return "without end", ["some never come out"]
    is_exact = takes.low == takes.high or not takes.seconds
    words = Duration.say(takes.seconds, calendar, words=True, is_rough=not is_exact)
    notes = [] if is_exact else [_between(takes.low, takes.high, takes.seconds, calendar)]
    if takes.unknowns:
        notes.append("one value not known" if takes.unknowns == 1 else f"{takes.unknowns} values not known")
    return words, notes


def _between(low: float, high: float, middle: float, calendar: Calendar) -> str:
    """Where the typical time lies, in the unit of the figure in the middle.

    >>> day = 8 * 3600
    >>> _between(36 * day, 97 * day, 54 * day, Calendar())
    'somewhere from 36 to 97 days'
    """
    unit = _unit_of(middle, calendar)
    first, last = (rounded(one / calendar.unit_seconds(unit), is_rough=True) for one in (low, min(high, 1e300)))
    word = Duration.say(middle, calendar, words=True).partition(" ")[2].rstrip("s")
    if math.isinf(high):
        return f"{first} {word}s or more"
    if first == last:
        return f"about {last} {word}{'' if last == '1' else 's'}"
    return f"somewhere from {first} to {last} {word}s"


def _unit_of(seconds: float, calendar: Calendar) -> str:
    """The unit in which a time is said: s, m, h, d or wk."""
    return Duration.say(seconds, calendar).rpartition(" ")[2].replace("min", "m") or "d"


def _numbers(numbers: Sequence[int]) -> str:
    """Numbers of changes in short.

    >>> _numbers((1,)), _numbers((2, 3)), _numbers((1, 2, 3, 7, 8, 9))
    ('1', '2, 3', '1 – 9')
    """
    return f"{numbers[0]} – {numbers[-1]}" if len(numbers) > 3 else ", ".join(map(str, numbers))


def _listed(names: Iterable[str]) -> str:
    quoted = [f"“{name}”" for name in names]
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}" if len(quoted) > 1 else "".join(quoted)


def hatching(role: str, x: float, y: float, width: float, height: float, *, leans: bool) -> list[Shape]:
    """Slanted lines that fill a rectangle, leaning to the right or to the left."""
    found: list[Shape] = []
    reach = HATCH / 2
    while reach < width + height:
        start = (x + max(reach - height, 0.0), y + min(reach, height))
        end = (x + min(reach, width), y + max(reach - width, 0.0))
        if not leans:
            start, end = ((2 * x + width - one[0], one[1]) for one in (start, end))
        found.append(Line(role, (start, end)))
        reach += HATCH
    return found
