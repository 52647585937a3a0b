"""The ladder view: time to scale, one rung a step, so that the big wait is the big thing."""

import math
from typing import NamedTuple

from flowatlas.drawing.axis import tick
from flowatlas.drawing.canvas import Canvas, Paragraph, parted, short, stacked, text
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.sheet import MARGIN, Key, header, legend, totals
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join
from flowatlas.model.picture import Box, Derived, Line, Mark, Picture, Shape, Span
from flowatlas.model.quantity import Duration, Quantity
from flowatlas.views.opening import ends_in_words, invitation, joined
from flowatlas.views.signs import question_mark
from flowatlas.views.table import in_words
from flowatlas.views.view import view

WIDTH = 1180.0
NAMES = 236.0
FIGURES = 236.0
LEFT = MARGIN + NAMES + 14
RIGHT = WIDTH - MARGIN - FIGURES - 14
BAR = 17.0
RUNG = 32.0
LEAST = 2.5
"""How wide the shortest time is drawn, so that nothing that takes time is lost."""

NAME, FIGURE, NOTE = 13.0, 12.5, 11.0
TICK_ROOM = 74.0


class Scale(NamedTuple):
    """From seconds of working time to pixels."""

    extent: float

    def x(self, seconds: float) -> float:
        """Where a moment lies; never beyond the right edge."""
        if not math.isfinite(seconds):
            return RIGHT
        return LEFT + (RIGHT - LEFT) * min(max(seconds / self.extent, 0.0), 1.0)


@view(name="ladder", title="Time to scale")
def ladder_view(atlas: Atlas, derived: Derived) -> Picture:
    """Time to scale, one rung a step: what waits long is drawn long."""
    return _Drawing(atlas, derived).picture()


class _Drawing:
    def __init__(self, atlas: Atlas, derived: Derived) -> None:
        self.stream = stream = atlas.map_or_blank(ValueStreamMap)
        self.calendar = atlas.calendar.times
        self.derived = derived
        self.title = atlas.title or stream.title or "Value stream map"
        self.canvas = Canvas()
        self.whiskered: set[str] = set()
        self.scale = Scale(self._extent())

    def _extent(self) -> float:
        """How many seconds the chart shows: all spans, and the target and the guess beside them."""
        ends = [span.start + span.seconds for span in self.derived.spans.values()]
        for span in (self.derived.lead, self.derived.rework):
            ends += [] if span is None else [span.start + span.seconds]
        if self.derived.goal is not None and self.derived.goal.seconds is not None:
            ends.append(self.derived.goal.seconds)
        if self.derived.guess is not None:
            ends.append(self.derived.guess[1])
        finite = [end for end in ends if math.isfinite(end)]
        return max([*finite, 0.0]) * 1.04 or 1.0

    def picture(self) -> Picture:
        """The whole sheet."""
        stream = self.stream
        ends = ends_in_words(stream)
        y = header(self.canvas, self.title, joined(ends, self.derived.calendar), self.derived, WIDTH, path="title")
        y = self._chart(y) if stream.steps else invitation(self.canvas, y)
        y = totals(self.canvas, self.derived, WIDTH, y + 18)
        y = legend(self.canvas, self._keys(), WIDTH, y)
        described = " ".join(["Time to scale.", ends, *self.derived.sentences])
        return self.canvas.picture(WIDTH, y + MARGIN - 14, self.title, described, self.derived.labels)

    def _chart(self, y: float) -> float:
        top = self._flags(y)
        axis = len(self.canvas.parts)
        y = top + 24
        group = None
        for step_id, step in self.stream.steps.items():
            if step.group and step.group != group:
                y = self._group(step.group, y)
            group = step.group or group
            y = self._rung(step_id, y)
        y = self._final_wait(y)
        y = self._rework(y)
        y = self._lead(y)
        drawn, self.canvas.parts = self.canvas.parts[axis:], self.canvas.parts[:axis]
        self._axis(top, y)
        self.canvas.parts += drawn
        return y

    def _axis(self, top: float, bottom: float) -> None:
        """Ticks with their times, and the lines of target and guess."""
        step = tick(self.scale.extent, (RIGHT - LEFT) / TICK_ROOM, self.calendar)
        shapes: list[Shape] = []
        for number in range(int(self.scale.extent / step) + 1):
            x = self.scale.x(number * step)
            shapes.append(Line("rule", ((x, top + 18), (x, bottom))))
            words = Duration.say(number * step, self.calendar)
            shapes.append(text("soft", x, top + 12, words, NOTE, anchor="middle"))
        self.canvas.add("axis", "axis", shapes)
        goal, guess = self.derived.goal, self.derived.guess
        if guess is not None:
            x = self.scale.x(guess[1])
            self.canvas.add("guess-line", "guess", [Line("guess-line", ((x, top - 2), (x, bottom)))])
        if goal is not None and goal.seconds is not None:
            x = self.scale.x(goal.seconds)
            self.canvas.add("goal-line", "goal", [Line("goal-line", ((x, top - 2), (x, bottom)))])

    def _flags(self, y: float) -> float:
        """Names of the lines of target and guess above the axis; gives where the axis starts."""
        goal, guess = self.derived.goal, self.derived.guess
        flags = []
        if goal is not None and goal.seconds is not None:
            words = f"{self.derived.labels.of('target')} {Duration.say(goal.seconds, self.calendar)}"
            flags.append((goal.seconds, "goal-soft", words, "target"))
        if guess is not None:
            words = f"{self.derived.labels.of('first_guess')} {Duration.say(guess[1], self.calendar)}"
            flags.append((guess[1], "soft", words, "first_guess"))
        for seconds, role, words, key in flags:
            x = self.scale.x(seconds)
            is_late = x > RIGHT - 120
            fitting = short(words, 12.0, 300, is_bold=True)
            label = text(role, x - 6 if is_late else x + 6, y + 12, fitting, 12.0, anchor="end" if is_late else "start")
            stem = Line("goal-line" if key == "target" else "guess-line", ((x, y + 2), (x, y + 22 * len(flags))))
            self.canvas.add(f"flag/{key}", "flag", [stem, label], name=words, tip=TERMS[key].sentence)
            y += 20
        return y + 4

    def _group(self, group: str, y: float) -> float:
        label = text("band-text", MARGIN + 8, y + 16, short(group, NAME, NAMES - 10, is_bold=True), NAME, is_bold=True)
        shapes: list[Shape] = [Box("band", MARGIN, y, WIDTH - 2 * MARGIN, 22, 4), label]
        sums = text("band-soft", WIDTH - MARGIN - 10, y + 16, self.derived.groups.get(group, ""), 12.0, anchor="end")
        if sums.text and sums.width < FIGURES:
            shapes.append(sums)
        self.canvas.add(f"group/{group}", "group", shapes, name=group, tip=TERMS["group"].sentence)
        return y + 28

    def _rung(self, step_id: str, y: float) -> float:
        step = self.stream.steps[step_id]
        address = f"steps/{join(step_id)}"
        path = f"{self.stream.section}/{address}"
        words = step.name or step_id.replace("-", " ")
        name = Paragraph("text", words, NAME, NAMES, most=3)
        notes = []
        if step.share is not None:
            notes.append(f"{label_of(step.share).text} of items")
        aside = Paragraph("soft", ", ".join(notes), NOTE, NAMES, most=2)
        figures = self._figures(step_id)
        height = max(RUNG, name.height + aside.height + 10, sum(part.height for part in figures) + 10)
        hot = self.derived.constraint
        if hot is not None and any(f"{one}/".startswith(f"{address}/") for one in hot.paths):
            height += 18
            self._constraint(y, height, path)
        self.canvas.add(
            path, "step", stacked([name, aside], MARGIN, y + 5), path=path, name=words, tip=TERMS["step"].sentence
        )
        middle = y + 5 + BAR / 2 + 2
        for field, role, quantity in (
            ("wait_time", "wait-bar", step.wait_time),
            ("process_time", "work-bar", step.process_time),
        ):
            self._bar(f"{path}/{field}", f"{address}/{field}", role, quantity, middle, words)
        self.canvas.add(f"{path}/figures", "figures", stacked(figures, WIDTH - MARGIN - FIGURES, y + 5))
        return y + height

    def _figures(self, step_id: str) -> list[Paragraph]:
        """Times in words, right of the chart: the wait, then the work."""
        step, labels = self.stream.steps[step_id], self.derived.labels
        found = []
        wait = label_of(step.wait_time)
        if step.wait_time is not None or self.stream.shape.after[step_id]:
            role = "open-text" if wait.is_unknown else "text"
            found.append(Paragraph(role, f"{labels.of('wait_time', 'wait')} {in_words(wait)}", FIGURE, FIGURES, most=3))
        if step.process_time is not None or not step.steps:
            work = label_of(step.process_time)
            role = "open-text" if work.is_unknown else "soft"
            found.append(
                Paragraph(role, f"{labels.of('process_time', 'work')} {in_words(work)}", FIGURE, FIGURES, most=3)
            )
        both = Paragraph("text", " · ".join(" ".join(part.lines) for part in found), FIGURE, FIGURES)
        is_one_kind = len({part.role == "open-text" for part in found}) == 1
        return [both] if len(both.lines) == 1 and is_one_kind and found[0].role != "open-text" else found

    def _constraint(self, y: float, height: float, path: str) -> None:
        spot = self.derived.constraint
        if spot is None:
            return
        words = short(spot.text, 12.0, RIGHT - LEFT, is_bold=True)
        label = text("hot-text", LEFT + 10, y + height - 6, words, 12.0, is_bold=True)
        shapes: list[Shape] = [
            Box("hot", MARGIN - 8, y, WIDTH - 2 * MARGIN + 16, height - 2, 8),
            Box("hot-tab", LEFT, y + height - 20, label.width + 20, 18, 5),
            label,
        ]
        self.canvas.add(f"constraint/{path}", "constraint", shapes, path=path, name=spot.text, tip=spot.tip)

    def _bar(self, part_id: str, address: str, role: str, quantity: Quantity | None, middle: float, name: str) -> None:
        span = self.derived.spans.get(address)
        if span is None or not span.seconds or not math.isfinite(span.start):
            return
        is_unknown = quantity is None or quantity.is_unknown
        start = min(self.scale.x(span.start), RIGHT - LEAST)
        width = max(self.scale.x(span.start + span.seconds) - start, LEAST)
        top = middle - BAR / 2
        shapes: list[Shape] = [Box("open-bar" if is_unknown else role, start, top, width, BAR, 2)]
        if is_unknown and width > 24:
            shapes += question_mark(start + width / 2, middle, radius=7)
        if role == "wait-bar" or address.replace("process_time", "wait_time") not in self.whiskered:
            whisker = self._whisker(span, middle + BAR / 2 + 5)
            self.whiskered |= {address} if whisker else set()
            shapes += whisker
        kind = "Wait before" if role == "wait-bar" else "Process time of"
        typical = Duration.say(span.seconds, self.calendar, words=True, is_rough=True)
        tip = f"About {typical} for the middle item."
        if span.low < span.high:
            low, high = (Duration.say(one, self.calendar, words=True, is_rough=True) for one in (span.low, span.high))
            tip = f"{tip} 8 in 10 of those that come by take {low} to {high}."
        tip = f"{'Not known; taken as likely. ' if is_unknown else ''}{tip}"
        self.canvas.add(part_id, "bar", shapes, path=part_id, name=f"{kind} “{name}”", tip=tip)

    def _whisker(self, span: Span, y: float) -> list[Shape]:
        """From the low to the high end, where that is wide enough to be seen; ends beyond the chart stay open."""
        left, right = self.scale.x(span.start + span.low), self.scale.x(span.start + span.high)
        if right - left < 10:
            return []
        shapes: list[Shape] = [Line("whisker", ((left, y), (right, y)))]
        shapes.append(Line("whisker", ((left, y - 3), (left, y + 3))))
        if right < RIGHT:
            shapes.append(Line("whisker", ((right, y - 3), (right, y + 3))))
        return shapes

    def _final_wait(self, y: float) -> float:
        wait = self.stream.final_wait
        if wait is None:
            return y
        path = f"{self.stream.section}/final_wait"
        label = label_of(wait)
        self.canvas.add(
            f"{path}/name",
            "step",
            [text("text", MARGIN, y + 18, "Last wait", NAME)],
            path=path,
            name="Last wait",
            tip=TERMS["wait_time"].sentence,
        )
        self._bar(path, "final_wait", "wait-bar", wait, y + 7 + BAR / 2, "the customer has it")
        words = Paragraph("text", f"{self.derived.labels.of('wait_time', 'wait')} {in_words(label)}", FIGURE, FIGURES)
        self.canvas.add(f"{path}/figures", "figures", words.at(WIDTH - MARGIN - FIGURES, y + 5))
        return y + max(34.0, words.height + 10)

    def _rework(self, y: float) -> float:
        span = self.derived.rework
        if span is None:
            return y
        words = "Done again"
        start = self.scale.x(span.start)
        added = Duration.say(span.seconds, self.calendar, is_rough=True)
        width = max(self.scale.x(span.start + span.seconds) - start, LEAST)
        middle = y + 7 + BAR / 2
        shapes: list[Shape] = [
            text("text", MARGIN, y + 18, words, NAME),
            Box("back-bar", start, middle - BAR / 2, width, BAR, 2),
            text("text", WIDTH - MARGIN - FIGURES, y + 18, f"adds {added}", FIGURE),
        ]
        tip = f"Adds {added} for the middle item. {TERMS['rework'].sentence}"
        self.canvas.add("rework", "rework", shapes, name=words, tip=tip)
        return y + 34

    def _lead(self, y: float) -> float:
        """The last rung: when the customer has it, and how far that differs."""
        lead = self.derived.lead
        if lead is None:
            return y
        customer = Paragraph("text", self.stream.customer or "Customer", NAME, NAMES, most=3, is_bold=True)
        x, middle = self.scale.x(lead.seconds), y + 5 + BAR / 2 + 2
        shapes: list[Shape] = list(customer.at(MARGIN, y + 5))
        shapes.append(Mark("end-mark", ((x - 7, middle), (x, middle - 7), (x + 7, middle), (x, middle + 7))))
        shapes += self._whisker(lead, middle + BAR / 2 + 5)
        total = self.derived.totals[0] if self.derived.totals else None
        figures = []
        if total is not None:
            figures.append(Paragraph("text", f"{total.label} {total.text}", FIGURE, FIGURES, most=2, is_bold=True))
            figures += parted("soft", total.spread, NOTE, FIGURES)
        shapes += stacked(figures, WIDTH - MARGIN - FIGURES, y + 5)
        tip = total.tip if total is not None else TERMS["lead_time"].sentence
        self.canvas.add("lead", "lead", shapes, name="The customer has it", tip=tip)
        return y + max(40.0, customer.height + 12, sum(part.height for part in figures) + 10)

    def _keys(self) -> list[Key]:
        roles = {shape.role for part in self.canvas.parts for shape in part.shapes}
        labels = self.derived.labels
        whisker = (
            Line("whisker", ((-13, 0), (13, 0))),
            Line("whisker", ((-13, -3), (-13, 3))),
            Line("whisker", ((13, -3), (13, 3))),
        )
        known: list[tuple[str, tuple[Shape, ...], str]] = [
            ("wait-bar", (Box("wait-bar", -13, -7, 26, 14, 2),), labels.of("wait_time", "wait")),
            ("work-bar", (Box("work-bar", -13, -7, 26, 14, 2),), labels.of("process_time")),
            ("open-bar", (Box("open-bar", -13, -7, 26, 14, 2),), "nobody knows yet, taken as likely"),
            ("back-bar", (Box("back-bar", -13, -7, 26, 14, 2),), "done again"),
            ("whisker", whisker, "8 in 10 items"),
            ("hot", (Box("hot", -12, -7, 24, 14, 4),), f"the {labels.of('constraint')}"),
        ]
        return [Key(shapes, 28, words) for role, shapes, words in known if role in roles]
