"""The simple view: the stream for somebody who was not in the room, understood in ten seconds."""

import math
from collections.abc import Iterable, Sequence

from flowatlas.drawing.canvas import Canvas, Paragraph, short, stacked, text
from flowatlas.drawing.sheet import MARGIN, Key, legend
from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import split
from flowatlas.model.picture import Box, Derived, Line, Picture, Shape
from flowatlas.model.quantity import Duration
from flowatlas.model.wording import capital, sentences
from flowatlas.views.blocks import Block, address_of, blocks, step_name, sums
from flowatlas.views.opening import ends_in_words, invitation
from flowatlas.views.signs import question_mark
from flowatlas.views.spoken import spoken, spoken_range
from flowatlas.views.view import view

WIDTH, HEIGHT = 1280.0, 720.0
"""A slide; higher only where names need it."""

GAP, INNER = 14.0, 12.0
MOST_CARD = 396.0
LOWEST_COLUMN, HIGHEST_COLUMN = 150.0, 400.0
LEAST = 3.0
"""How high the shortest time is drawn."""

SENTENCE, ASIDE, NAME, TIME, NOTE = 31.0, 17.0, 16.0, 19.0, 13.0
LABELLED = 26.0
"""How high a piece of a column is at least that carries its word."""

MOST = 0.5
UNSURE = 0.6
LOOKS_LONGEST = 0.9
"""Which part of the longest wait another one is at least that is named instead of it."""

LONGEST_NAME = 48
UNKNOWN = "How long it takes is not known yet"


@view(name="simple", title="In brief")
def simple_view(atlas: Atlas, derived: Derived) -> Picture:
    """How long it takes and where the time goes, in at most seven blocks, for people who were not there."""
    return _Drawing(atlas, derived).picture()


def sentence(stream: ValueStreamMap, derived: Derived, found: Sequence[Block], calendar: Calendar) -> str:
    """How long it takes, and what most of that is, in one plain sentence."""
    how_long = _how_long(derived, calendar)
    spent = _spent(stream, derived, found) if how_long != UNKNOWN else ""
    return f"{how_long}; {spent}." if spent else f"{how_long}."


def _how_long(derived: Derived, calendar: Calendar) -> str:
    takes = derived.takes
    if takes is None:
        return UNKNOWN
    if math.isinf(takes.seconds):
        return "It never ends for some"
    if takes.unknowns:
        least = spoken(takes.least, calendar).removeprefix("about ")
        return f"It takes at least {least}" if takes.least else UNKNOWN
    if takes.low == takes.high:
        return f"It takes {spoken(takes.seconds, calendar)}"
    return f"It takes {spoken_range(takes.low, takes.high, calendar)}"


def _spent(stream: ValueStreamMap, derived: Derived, found: Sequence[Block]) -> str:
    """What most of the time is, and what holds it up; "most" only for more than half."""
    whole = sums(found)
    spot = derived.constraint
    path = spot.paths[0] if spot is not None else ""
    probably = "probably " if spot is not None and spot.sure < UNSURE else ""
    kind = "again" if "/rework/" in path else "work" if path.endswith("process_time") else "wait" if path else ""
    names = _names(stream, spot.paths if spot is not None else ())
    if not whole.seconds or math.isinf(whole.seconds):
        return ""
    if whole.wait > MOST * whole.seconds:
        if kind != "wait":
            return "most of that is waiting"
        span = derived.spans.get(path)
        after = " after the last step" if path == "final_wait" else f" for {names}"
        if span is not None and span.seconds > MOST * whole.seconds:
            return f"most of that is {probably}waiting{after}"
        if span is None or span.seconds < LOOKS_LONGEST * _longest_wait(derived):
            return "most of that is waiting"
        return f"most of that is waiting, {probably}above all{after}"
    if whole.work > MOST * whole.seconds:
        return f"most of that is work, {probably}above all {names}" if kind == "work" else "most of that is work"
    if whole.unknown > MOST * whole.seconds:
        return "where most of the time goes, nobody has said yet"
    if whole.again > MOST * whole.seconds:
        return "most of that is doing things again"
    if kind == "wait":
        after = "after the last step" if path == "final_wait" else f"for {names}"
        return f"the biggest hold-up is {probably}waiting {after}"
    return f"the biggest hold-up is {probably}{names}" if kind == "work" else ""


def _longest_wait(derived: Derived) -> float:
    """The longest wait of the middle item, to name none that looks short beside it."""
    return max((span.seconds for path, span in derived.spans.items() if not path.endswith("process_time")), default=0.0)


def _names(stream: ValueStreamMap, paths: Iterable[str]) -> str:
    """The steps that paths are about, in quotes."""
    ids = dict.fromkeys(keys[1] for path in paths if (keys := split(path))[0] == "steps" and len(keys) > 1)
    names = [step_name(stream, step_id) for step_id in ids]
    cut = [name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1].rstrip()}…" for name in names]
    return " and ".join(f"“{name}”" for name in cut[:2])


def time_of(block: Block, calendar: Calendar) -> str:
    """How long a block takes, in words: what is not known is not counted, and said."""
    known = block.seconds - block.unknown
    if math.isinf(block.seconds):
        return "without end"
    if block.unknown > 0.98 * block.seconds:
        return "not known"
    if block.unknown > 0.02 * block.seconds:
        return f"at least {spoken(known, calendar).removeprefix('about ')}"
    words = spoken(block.seconds, calendar)
    return words if block.is_exact or words.startswith("about ") or not block.seconds else f"about {words}"


class _Drawing:
    def __init__(self, atlas: Atlas, derived: Derived) -> None:
        self.atlas, self.derived = atlas, derived
        self.stream = stream = atlas.map_or_blank(ValueStreamMap)
        self.calendar = atlas.calendar.times
        self.title = atlas.title or stream.title or "Value stream map"
        self.canvas = Canvas()
        self.blocks = blocks(stream, derived) if stream.steps else []
        self.labelled: set[str] = set()

    def picture(self) -> Picture:
        """The whole sheet."""
        top = self._header()
        below = self._footer()
        bottom = self._row(top, below) if self.blocks else invitation(self.canvas, top) + 20
        # What fills the slide to its end adds up to it but for the last digit.
        height = HEIGHT if bottom + below < HEIGHT + 0.01 else bottom + below
        self._put_footer(height - below + 8)
        told = [part for part in ("In brief.", ends_in_words(self.stream), self.told, *self._stories()) if part]
        return self.canvas.picture(WIDTH, height, self.title, " ".join(told), self.derived.labels)

    def _stories(self) -> list[str]:
        return [f"{block.name}: {time_of(block, self.calendar)}." for block in self.blocks]

    def _header(self) -> float:
        """Title, the one sentence, and what stands behind an "at least"; gives where the rest may start."""
        room = WIDTH - 2 * MARGIN
        y = MARGIN - 6
        title = Paragraph("soft", self.title, ASIDE, room, most=2, is_bold=True)
        self.canvas.add("title", "title", title.at(MARGIN, y), path="title", name=f"Title: {self.title}")
        y += title.height + 8
        if not self.blocks:
            self.told = self.derived.sentences[0] if self.derived.sentences else ""
        else:
            told = sentence(self.stream, self.derived, self.blocks, self.calendar)
            self.told = self.derived.labels.applied(told, self.stream.own_names)
        words = Paragraph("text", self.told, SENTENCE, room, most=4, is_bold=True)
        self.canvas.add("sentence-1", "sentence", words.at(MARGIN, y))
        y += words.height + 4
        takes = self.derived.takes
        if takes is not None and takes.unknowns and math.isfinite(takes.high):
            likely = spoken_range(takes.low, takes.high, self.calendar)
            missing = "one value that nobody knows" if takes.unknowns == 1 else "what nobody knows"
            aside = Paragraph("soft", f"More likely {likely}, with likely times for {missing}.", ASIDE, room)
            self.canvas.add("sentence-2", "sentence", aside.at(MARGIN, y))
            y += aside.height + 4
        return y + 14

    def _row(self, y: float, below: float) -> float:
        """The way from start to end, and the blocks under it; gives where they end."""
        count = len(self.blocks)
        width = min((WIDTH - 2 * MARGIN - GAP * (count - 1)) / count, MOST_CARD)
        whole = max(count * width + GAP * (count - 1), 640.0)
        y = self._way(y, whole)
        inner = width - 2 * INNER
        names = [Paragraph("step-name", block.name, NAME, inner, most=5, is_bold=True) for block in self.blocks]
        notes = [Paragraph("step-name", _note(block), NOTE, inner, most=2) for block in self.blocks]
        times = [
            Paragraph("step-name", time_of(block, self.calendar), TIME, inner, most=3, is_bold=True)
            for block in self.blocks
        ]
        named = max(name.height + note.height for name, note in zip(names, notes, strict=True))
        timed = max(time.height for time in times)
        is_marked = any(self._is_marked(block) for block in self.blocks)
        top = y + (16 if is_marked else 0)
        head = 12 + named + 8 + timed + 12
        column = min(max(HEIGHT - below - top - head - INNER - 18, LOWEST_COLUMN), HIGHEST_COLUMN)
        scale = max((block.seconds for block in self.blocks if math.isfinite(block.seconds)), default=0.0) or 1.0
        tallest = self._tallest()
        for number, block in enumerate(self.blocks):
            x = MARGIN + number * (width + GAP)
            shapes: list[Shape] = [Box("step", x, top, width, head + column + INNER, 6)]
            if self._is_marked(block):
                shapes += self._mark(x, top, width, head + column + INNER)
            shapes += stacked([names[number], notes[number]], x + INNER, top + 14)
            shapes += times[number].at(x + INNER, top + 14 + named + 6)
            shapes += self._column(block, number, x + INNER, top + head + column, inner, column / scale, tallest)
            address = address_of(block, self.stream)
            tip = self._tip(block)
            self.canvas.add(f"block/{number + 1}", "block", shapes, path=address, name=block.name, tip=tip)
        return top + head + column + INNER + 18

    def _way(self, y: float, whole: float) -> float:
        """An arrow from what starts it to who has it in the end."""
        start = short(self.stream.trigger or "Start", ASIDE, whole * 0.4)
        end = short(self.stream.customer or "Done", ASIDE, whole * 0.4)
        left, right = text("text", MARGIN, y + 14, start, ASIDE), text("text", 0, y + 14, end, ASIDE, anchor="end")
        right = right._replace(x=MARGIN + whole)
        middle = y + 8.5
        arrow = Line("flow", ((MARGIN + left.width + 12, middle), (right.left - 12, middle)), has_head=True)
        self.canvas.add("way", "way", [left, arrow, right], name=ends_in_words(self.stream))
        return y + 36

    def _is_marked(self, block: Block) -> bool:
        """Whether to call a block the hold-up: not where that hangs on what nobody knows, or meets few of the items."""
        spot = self.derived.constraint
        if spot is None or not block.is_constraint:
            return False
        is_guess = spot.sure < UNSURE and block.unknown > MOST * block.seconds
        spans = self.derived.spans
        longest = max((span.seconds for span in spans.values()), default=0.0)
        own = max((spans[path].seconds for path in spot.paths if path in spans), default=longest)
        return not is_guess and own >= MOST * longest

    def _mark(self, x: float, y: float, width: float, height: float) -> list[Shape]:
        """The outline of the block that holds things up, with a tab in words."""
        spot = self.derived.constraint
        sure = spot is None or spot.sure >= UNSURE
        words = short("biggest hold-up" if sure else "likely hold-up", NOTE, width - 30, is_bold=True)
        label = text("hot-text", x + width / 2, y - 0.5, words, NOTE, anchor="middle", is_bold=True)
        tab = Box("hot-tab", x + width / 2 - label.width / 2 - 10, y - 15, label.width + 20, 21, 6)
        return [Box("hot", x - 4, y - 4, width + 8, height + 8, 8), tab, label]

    def _tallest(self) -> dict[str, int]:
        """The block whose piece of each kind is the longest: that one carries the word."""
        return {
            kind: max(range(len(self.blocks)), key=lambda number: getattr(self.blocks[number], kind))
            for kind in ("wait", "work", "again")
        }

    def _column(
        self, block: Block, number: int, x: float, bottom: float, width: float, scale: float, tallest: dict[str, int]
    ) -> list[Shape]:
        """Where the time of a block goes: waiting on top, work below."""
        labels = self.derived.labels
        words = {"wait": labels.of("wait_time", "waiting"), "work": labels.of("process_time", "work"), "again": "again"}
        shapes: list[Shape] = []
        y = bottom
        for kind, role, text_role in (
            ("work", "work-bar", "work-text"),
            ("wait", "wait-bar", "wait-text"),
            ("again", "back-bar", "back-text"),
            ("unknown", "open-bar", "open-text"),
        ):
            seconds = getattr(block, kind)
            if not seconds:
                continue
            height = max(seconds * scale, LEAST) if math.isfinite(seconds) else bottom - y + LOWEST_COLUMN - 20
            y -= height
            shapes.append(Box(role, x, y, width, height, 2))
            if height < LABELLED:
                continue
            if kind == "unknown":
                shapes += question_mark(x + width / 2, y + height / 2)
            elif tallest[kind] == number:
                label = short(words[kind], 14.0, width - 12, is_bold=True)
                shapes.append(
                    text(text_role, x + width / 2, y + height / 2 + 5, label, 14.0, anchor="middle", is_bold=True)
                )
                self.labelled.add(role)
        return shapes

    def _tip(self, block: Block) -> str:
        """What a block holds, in words."""
        told = []
        if len(block.ids) > 1:
            told.append(f"{', then '.join(step_name(self.stream, step_id) for step_id in block.ids)}.")
        for kind, words in (("wait", "waiting"), ("work", "work"), ("unknown", "not known, taken as likely")):
            seconds = getattr(block, kind)
            if seconds:
                told.append(f"{capital(words)}: {spoken(seconds, self.calendar)}.")
        if block.again:
            told.append(f"{spoken(block.again, self.calendar)} more. {TERMS['rework'].sentence}")
        if block.is_constraint and self.derived.constraint is not None:
            told.append(self.derived.constraint.tip)
        return " ".join(told)

    def _footer(self) -> float:
        """How much room target, signs and the calendar take."""
        self.aim = self._aim()
        height = sum(part.height for part in self.aim) + 22 if self.aim else 0.0
        return height + (36 if self.blocks else 10) + 20

    def _aim(self) -> list[Paragraph]:
        goal = self.derived.goal
        if goal is None:
            return []
        outcome = self.atlas.map(OutcomeMap)
        by = outcome.target.by if outcome is not None and outcome.target is not None else None
        what = goal.text or goal.figure
        if goal.seconds is not None:
            figure = spoken(goal.seconds, self.calendar)
            if figure.startswith("about "):
                figure = Duration.say(goal.seconds, self.calendar, words=True)
            what = figure + (f" by {by}" if by else "")
        room = WIDTH - 2 * MARGIN - 32
        aim = Paragraph("goal-text", f"The aim: {what}", 19.0, room, most=2, is_bold=True)
        now = Paragraph("goal-text", goal.now, 15.0, room, most=2)
        return [part for part in (aim, now) if part.lines]

    def _put_footer(self, y: float) -> None:
        if self.aim:
            height = sum(part.height for part in self.aim) + 18
            shapes: list[Shape] = [Box("goal", MARGIN, y, WIDTH - 2 * MARGIN, height, 4)]
            shapes += stacked(self.aim, MARGIN + 16, y + 9)
            goal = self.derived.goal
            told = (goal.text, goal.figure, goal.now) if goal else ()
            tip = sentences(*told, TERMS["target"].sentence)
            self.canvas.add("target", "target", shapes, path="outcome/target", name="The aim", tip=tip)
            y += height + 4
        if not self.blocks:
            return
        calendar = text("soft", WIDTH - MARGIN, y + 17, f"Counted in {self.derived.calendar}.", 12.0, anchor="end")
        self.canvas.add("calendar", "calendar", [calendar])
        legend(self.canvas, self._keys(), calendar.left, y)

    def _keys(self) -> list[Key]:
        """Signs without a word on them."""
        roles = {shape.role for part in self.canvas.parts for shape in part.shapes} - self.labelled
        labels = self.derived.labels
        known = [
            ("wait-bar", labels.of("wait_time", "waiting")),
            ("work-bar", labels.of("process_time", "work")),
            ("open-bar", "nobody knows yet"),
            ("back-bar", "done again"),
        ]
        return [Key((Box(role, -13, -7, 26, 14, 2),), 28, words) for role, words in known if role in roles]


def _note(block: Block) -> str:
    """What a name alone does not tell of a block: that ways lie side by side."""
    if block.ways < 2:
        return ""
    return "one way or another" if block.is_choice else "side by side"
