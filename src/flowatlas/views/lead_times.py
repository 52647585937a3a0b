"""Lead times of several versions of a stream on one axis: how many items take how long, and what is promised."""

import math
from collections.abc import Callable, Sequence
from itertools import accumulate, pairwise

from flowatlas.drawing.axis import Axis, rows_of, tick, times_in_words
from flowatlas.drawing.canvas import Paragraph, short, stacked, text
from flowatlas.drawing.page import NOTE, TEXT, WIDTH, Page
from flowatlas.drawing.sheet import MARGIN, pill
from flowatlas.model.picture import Box, Line, Mark, Shape
from flowatlas.model.quantity import Duration
from flowatlas.model.simulation import LeadTimes, Simulated

NAMES = 262.0
BESIDE = 124.0
"""Room for words behind the last mark."""

LEFT, RIGHT = MARGIN + NAMES + 18, WIDTH - MARGIN - BESIDE
HEIGHT = 84.0
ROW = 16.0
BARS = 60
TICK_ROOM = 84.0
BEYOND = 1.15
"""How much further than the last figure that is told the axis goes; what takes longer is said in words."""

WITHOUT_END = "grows without bound"
NOT_KNOWN = "not known"

Target = tuple[str, float] | None
"""What is promised, in words and in seconds."""


def lead_times(page: Page, streams: Sequence[Simulated], target: Target = None) -> None:
    """A row for each version: a histogram, the percentiles, and what they leave open."""
    told = [one.lead for one in streams if one.lead is not None]
    ends = [lead.p95.value for lead in told] + ([target[1]] if target is not None else [])
    extent = max((end for end in ends if math.isfinite(end)), default=0.0) * BEYOND
    axis = Axis(0.0, extent or page.calendar.unit_seconds("d"), LEFT, RIGHT)
    page.heading(
        "lead-times",
        "How long items take",
        "Bars: how many of the items take so long. Bar below: where the typical item may lie, for what nobody knows.",
    )
    top = page.y
    place = len(page.canvas.parts)
    page.y += ROW * (2 if target is not None else 1) + 8
    for one in streams:
        _Row(page, axis, one).draw()
    drawn, page.canvas.parts = page.canvas.parts[place:], page.canvas.parts[:place]
    if told:
        _axis(page, axis, top, target)
    page.canvas.parts += drawn
    page.y += 6


def _axis(page: Page, axis: Axis, top: float, target: Target) -> None:
    """Times above the rows, and the line of the target through all of them."""
    shapes: list[Shape] = []
    for seconds in axis.ticks(tick(axis.high, (RIGHT - LEFT) / TICK_ROOM, page.calendar)):
        x = axis.at(seconds)
        shapes.append(Line("rule", ((x, top + ROW), (x, page.y - 6))))
        shapes.append(text("soft", x, top + 10, times_in_words(seconds, axis, page.calendar), NOTE, anchor="middle"))
    page.canvas.add("axis/lead-times", "axis", shapes)
    if target is None or not math.isfinite(target[1]):
        return
    x = axis.at(target[1])
    words = f"{target[0]} {Duration.say(target[1], page.calendar)}"
    label = text("goal-soft", x + 5, top + 10 + ROW, short(words, NOTE, BESIDE, is_bold=True), NOTE, is_bold=True)
    shapes = [Line("goal-line", ((x, top + ROW), (x, page.y - 6))), label]
    page.canvas.add("target", "target", shapes, name=words)


class _Row:
    """One version, from the top of the page's free room downwards."""

    def __init__(self, page: Page, axis: Axis, one: Simulated) -> None:
        self.page, self.axis, self.one = page, axis, one
        self.top = page.y

    def draw(self) -> None:
        """Words at the left, the chart at the right."""
        lead = self.one.lead
        words = self._words(lead)
        chart = self._without_end() if lead is None else self._chart(lead)
        shapes = stacked(words, MARGIN, self.top + 4)
        told = ". ".join(" ".join(paragraph.lines) for paragraph in words)
        self.page.canvas.add(f"lead/{self.one.name}", "version", shapes, name=told)
        self.page.said.append(f"{told}.")
        height = max(sum(words.height for words in words) + 4, chart - self.top)
        self.page.y = self.top + height + 20

    def _say(self, seconds: float) -> str:
        return Duration.say(seconds, self.page.calendar, is_rough=True)

    def _words(self, lead: LeadTimes | None) -> list[Paragraph]:
        """The name of the version, and what is told of it beside its chart."""
        found = [Paragraph("text", self.one.title, TEXT + 1, NAMES, most=3, is_bold=True)]
        if lead is None:
            return found
        if _is_exact(lead):
            varies = f"every item takes {self._say(lead.p50.value)}"
        else:
            varies = f"8 in 10 items take {_between(lead.varies.low, lead.varies.high, self._say)}, as work varies"
        found.append(Paragraph("soft", varies, NOTE + 1, NAMES, most=3))
        if lead.unsure is not None:
            unsure = f"the typical item {_between(lead.unsure.low, lead.unsure.high, self._say)}, as {_why(lead)}"
            found.append(Paragraph("soft", unsure, NOTE + 1, NAMES, most=5))
        return found

    def _without_end(self) -> float:
        """What stands in the place of the chart where there are no lead times; gives where it ends."""
        growth = self.one.growth
        words = WITHOUT_END if growth is not None else NOT_KNOWN
        label = text("hot-text", 0, 0, words, 12.0, is_bold=True)
        shapes: list[Shape] = []
        if growth is not None:
            shapes += pill("hot-tab", "hot-text", words, LEFT + label.width / 2 + 8, self.top + 16, 12.0)
            shapes.append(
                Line("over-line", ((LEFT + label.width + 26, self.top + 16), (RIGHT, self.top + 16)), has_head=True)
            )
        else:
            shapes.append(text("soft", LEFT, self.top + 18, words, TEXT))
        because = growth.text if growth is not None else " ".join(self.one.sentences[:1])
        told = Paragraph("text", because, 12.5, RIGHT - LEFT + BESIDE, most=4)
        shapes.append(Box("paper", LEFT, self.top + 34, told.width + 4, told.height))
        shapes += told.at(LEFT, self.top + 34)
        name = f"Lead time {words}. {because}"
        self.page.canvas.add(f"lead/{self.one.name}/growth", "growth", shapes, name=name)
        self.page.said.append(name)
        return self.top + 34 + told.height

    def _chart(self, lead: LeadTimes) -> float:
        """Bars, percentiles with their words above, doubt below; gives where it ends."""
        labels = [
            (lead.p50.value, f"half within {self._say(lead.p50.value)}"),
            (lead.p85.value, f"85% within {self._say(lead.p85.value)}"),
            (lead.p95.value, f"95% within {self._say(lead.p95.value)}"),
        ]
        labels = [(lead.p50.value, f"all within {self._say(lead.p50.value)}")] if _is_exact(lead) else labels
        placed = [
            text("text", self.axis.at(seconds) + 5, 0, short(words, 12.0, BESIDE), 12.0, is_bold=number == 0)
            for number, (seconds, words) in enumerate(labels)
        ]
        rows = rows_of([(label.x, label.x + label.width) for label in placed])
        bars_top = self.top + (max(rows) + 1) * ROW + 6
        bottom = bars_top + HEIGHT
        self._bars(lead, bars_top, bottom)
        for number, (label, (seconds, words)) in enumerate(zip(placed, labels, strict=True)):
            x, line = self.axis.at(seconds), self.top + (rows[number] + 1) * ROW - 4
            ground = Box("paper", x + 1, line - 11, label.width + 6, ROW - 1)
            shapes: list[Shape] = [ground, Line("whisker", ((x, line - 9), (x, bottom))), label._replace(y=line)]
            self.page.canvas.add(f"lead/{self.one.name}/p{(50, 85, 95)[number]}", "percentile", shapes, name=words)
        return self._doubt(lead, bottom)

    def _bars(self, lead: LeadTimes, top: float, bottom: float) -> None:
        role = {"current": "share-today", "ideal": "share-ideal"}.get(self.one.name, "share")
        width = (RIGHT - LEFT) / BARS
        found = within(lead, self.axis.high)
        highest = max(found, default=0.0) or 1.0
        shapes: list[Shape] = []
        for number, share in enumerate(found):
            height = (bottom - top) * share / highest
            if height > 0:
                shapes.append(
                    Box(role, LEFT + number * width + 0.5, bottom - max(height, 1), width - 1, max(height, 1))
                )
        shapes.append(Line("axis", ((LEFT, bottom), (RIGHT, bottom))))
        beyond = max(1.0 - sum(found), 0.0) if found else 0.0
        if beyond >= 0.005:
            words = f"{beyond:.0%} take longer →"
            shapes.append(text("soft", RIGHT + 8, bottom + 4, words, NOTE))
        part_id = f"lead/{self.one.name}/items"
        self.page.canvas.add(part_id, "chart", shapes, name=f"How long items take: {self.one.title}")

    def _doubt(self, lead: LeadTimes, bottom: float) -> float:
        """Where the typical item may lie, below the bars."""
        if lead.unsure is None:
            return bottom + 14
        left, right = self.axis.at(lead.unsure.low), max(self.axis.at(lead.unsure.high), self.axis.at(0.0) + 2)
        y = bottom + 10
        is_open = lead.unsure.high > self.axis.high
        shapes: list[Shape] = [Line("whisker", ((left, y), (right, y)), has_head=is_open)]
        ends = (left,) if is_open else (left, right)
        shapes += [Line("whisker", ((x, y - 4), (x, y + 4))) for x in ends]
        x = self.axis.at(lead.p50.value)
        shapes.append(Mark("end-mark", ((x, y - 4), (x + 4, y), (x, y + 4), (x - 4, y))))
        words = f"The typical item takes {_between(lead.unsure.low, lead.unsure.high, self._say)}, as {_why(lead)}"
        self.page.canvas.add(f"lead/{self.one.name}/doubt", "doubt", shapes, name=words)
        return y + 8


def _between(low: float, high: float, say: Callable[[float], str]) -> str:
    first, last = say(low), say(high)
    if first == last:
        return f"about {first}"
    unit = f" {last.rpartition(' ')[2]}"
    return f"{first.removesuffix(unit)} to {last}"


def _why(lead: LeadTimes) -> str:
    """Why nobody is sure of the typical item, as the end of a sentence."""
    return f"nobody knows {lead.because} exactly" if lead.because else "not all is known"


def _is_exact(lead: LeadTimes) -> bool:
    """Whether all items take the same time."""
    return lead.varies.low == lead.varies.high == lead.p50.value == lead.p95.value


def within(lead: LeadTimes, extent: float, bars: int = BARS) -> list[float]:
    """The share of the items in each of so many equal parts of an extent, even within each pair of edges.

    Where all take the same time, all lie in one part.
    """
    if not lead.shares or extent <= 0:
        return []
    size = extent / bars
    if _is_exact(lead):
        place = min(int(lead.p95.value / size), bars - 1)
        return [float(number == place) for number in range(bars)]
    edges = [0.0, *lead.edges]
    sums = [0.0, *accumulate(lead.shares)]

    def up_to(seconds: float) -> float:
        for number in range(1, min(len(edges), len(sums))):
            if seconds < edges[number]:
                width = edges[number] - edges[number - 1]
                share = (seconds - edges[number - 1]) / width if 0 < width < math.inf else 0.0
                return sums[number - 1] + (sums[number] - sums[number - 1]) * max(share, 0.0)
        return sums[-1]

    ends = [up_to(size * number) for number in range(bars + 1)]
    return [later - earlier for earlier, later in pairwise(ends)]
