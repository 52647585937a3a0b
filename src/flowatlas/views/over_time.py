"""Items in a stream over time, version by version, and the queues that hold most of them, on one scale."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from flowatlas.drawing.axis import Axis, round_step, tick, times_in_words
from flowatlas.drawing.canvas import Paragraph, short, text
from flowatlas.drawing.page import NOTE, TEXT, WIDTH, Page
from flowatlas.drawing.sheet import MARGIN
from flowatlas.model.picture import Line, Mark, Shape
from flowatlas.model.simulation import Curve, OverTime, Simulated
from flowatlas.model.wording import capital
from flowatlas.views.view import on_current

MOST_QUEUES = 4
SEEN = 0.1
"""From how many items on a queue is told in figures."""

WIDE, SMALL = 430.0, 162.0
HEIGHTS = ((170.0, 52.0), (118.0, 30.0))
"""Of a wide and of a small chart, for one or two versions and for more."""

QUEUE_NAME = 34.0
AXIS_ROOM, BESIDE = 44.0, 112.0
COLUMN = (WIDTH - 2 * MARGIN - WIDE - BESIDE - AXIS_ROOM - 20) / 2
NOTHING = "Nothing to show over time: no version was simulated for long enough."
WITHOUT_END = "grows without bound"


class Frame(NamedTuple):
    """The place of a chart: times across, counts up."""

    across: Axis
    up: Axis


def over_time(page: Page, streams: Sequence[Simulated]) -> None:
    """For each version the items inside with their band, and beside it the longest queues."""
    page.heading(
        "over-time",
        "Items in the stream over time",
        "Line: the middle of all runs. Band: 8 in 10 runs. Small charts: how many wait, where most do.",
    )
    told = [(one, one.over_time) for one in streams if one.over_time is not None and one.over_time.moments]
    if not told:
        page.say("over-time/none", NOTHING, "soft", TEXT)
        page.y += 12
        return
    last = max(moment for _, over in told for moment in over.moments)
    most = _highest([over.inside for _, over in told])
    worst = _worst([over for _, over in told])
    most_queue = _highest([curve for _, over in told for curve in over.queues if curve.path in worst])
    height, low = HEIGHTS[len(told) > 2]
    for one, over in told:
        _Row(page, one, over, Scale(last, most, most_queue, height, low), worst).draw()


def _highest(curves: Sequence[Curve]) -> float:
    return max((value for one in curves for value in (*one.middle, *one.high) if math.isfinite(value)), default=0.0)


def _worst(several: Sequence[OverTime]) -> list[str]:
    """The paths of the queues that get longest in any version, in the order of the map."""
    longest: dict[str, float] = {}
    for over in several:
        for curve in over.queues:
            longest[curve.path] = max(longest.get(curve.path, 0.0), _highest([curve._replace(high=())]))
    kept = sorted((path for path in longest if longest[path] >= SEEN), key=lambda path: -longest[path])[:MOST_QUEUES]
    return [path for path in longest if path in kept]


class Scale(NamedTuple):
    """What all versions share: the last moment, most items inside and in one queue, and how high charts are."""

    last: float
    most: float
    most_queue: float
    height: float
    low: float


class _Row:
    """One version, from the top of the page's free room downwards."""

    def __init__(self, page: Page, one: Simulated, over: OverTime, scale: Scale, worst: Sequence[str]) -> None:
        self.page, self.one, self.over, self.worst = page, one, over, worst
        self.scale = scale

    def draw(self) -> None:
        """Name, the wide chart, the small ones beside it."""
        page = self.page
        words = Paragraph("text", self.one.title, TEXT + 1, WIDTH - 2 * MARGIN, most=2, is_bold=True)
        page.canvas.add(f"over-time/{self.one.name}", "version", words.at(MARGIN, page.y))
        top = page.y + words.height + 8
        left = MARGIN + AXIS_ROOM
        frame = Frame(
            Axis(0.0, self.scale.last or 1.0, left, left + WIDE),
            Axis(0.0, self.scale.most or 1.0, top + self.scale.height, top + 4),
        )
        self._axes(frame)
        self._curve(f"over-time/{self.one.name}/inside", frame, self.over.inside, "Items in the stream")
        end = self._last_words(frame)
        bottom = self._queues(left + WIDE + BESIDE + 20, top)
        page.y = max(top + self.scale.height + 30, bottom, end) + 14

    def _axes(self, frame: Frame) -> None:
        shapes: list[Shape] = []
        left, right, bottom = frame.across.start, frame.across.end, frame.up.start
        for count in frame.up.ticks(round_step(frame.up.high, 4)):
            y = frame.up.at(count)
            shapes.append(Line("axis" if count == 0 else "rule", ((left, y), (right, y))))
            shapes.append(text("soft", left - 6, y + 4, f"{count:,.0f}", NOTE, anchor="end"))
        shapes += _times(self.page, frame.across, bottom, WIDE / 80)
        self.page.canvas.add(f"over-time/{self.one.name}/axis", "axis", shapes)

    def _curve(self, part_id: str, frame: Frame, curve: Curve, name: str, path: str = "") -> None:
        shapes: list[Shape] = []
        if curve.low and curve.high:
            band = [*_points(frame, self.over.moments, curve.low)]
            band += reversed(_points(frame, self.over.moments, curve.high))
            shapes.append(Mark("spread", tuple(band)))
        points = _points(frame, self.over.moments, curve.middle)
        if len(points) > 1:
            shapes.append(Line("curve", points))
        told = f"{name}, {self.one.title}: {self._ends(curve)}"
        self.page.canvas.add(part_id, "chart", shapes, path=path, name=told, tip=f"{told}.")
        self.page.said.append(f"{told}.")

    def _ends(self, curve: Curve) -> str:
        """How many at the end, with the band."""
        if not curve.middle:
            return "not known"
        if not math.isfinite(curve.middle[-1]):
            return WITHOUT_END
        band = f" ({_count(curve.low[-1])} to {_count(curve.high[-1])})" if curve.low and curve.high else ""
        return f"{_count(curve.middle[-1])}{band} at the end"

    def _last_words(self, frame: Frame) -> float:
        """What the line comes to, beside its end; gives how far down that reaches."""
        curve = self.over.inside
        if not curve.middle:
            return frame.up.start
        words = [Paragraph("text", f"{_count(curve.middle[-1])} items", 12.5, BESIDE - 8, most=2, is_bold=True)]
        if curve.low and curve.high:
            low, high = _count(curve.low[-1]), _count(curve.high[-1])
            words.append(Paragraph("soft", f"{low} to {high}" if low != high else "", NOTE, BESIDE - 8, most=2))
        if self.one.growth is not None:
            words.append(Paragraph("text", f"↑ {WITHOUT_END}", NOTE, BESIDE - 8, most=3, is_bold=True))
        # Beside the end of the line, above the times below the axis.
        lowest = frame.up.start + 4 - sum(paragraph.height for paragraph in words)
        y = max(min(frame.up.at(curve.middle[-1]) - 10, lowest), frame.up.end)
        shapes: list[Shape] = []
        for paragraph in words:
            shapes += paragraph.at(frame.across.end + 8, y)
            y += paragraph.height
        self.page.canvas.add(f"over-time/{self.one.name}/last", "figure", shapes)
        return y

    def _queues(self, left: float, top: float) -> float:
        """Small charts in two columns, all on one scale; gives where they end."""
        known = {curve.path: curve for curve in self.over.queues}
        shown = [known[path] for path in self.worst if path in known]
        y = top
        for number, curve in enumerate(shown):
            x = left + (number % 2) * COLUMN
            y = top + (number // 2) * (self.scale.low + QUEUE_NAME + 18)
            self._queue(curve, x, y)
        if not shown:
            self.page.canvas.add(
                f"over-time/{self.one.name}/queues", "chart", [text("soft", left, top + 12, "No queues.", NOTE)]
            )
        return y + self.scale.low + QUEUE_NAME

    def _queue(self, curve: Curve, x: float, y: float) -> None:
        width = COLUMN - 68
        top = y + QUEUE_NAME
        frame = Frame(
            Axis(0.0, self.scale.last or 1.0, x, x + width),
            Axis(0.0, self.scale.most_queue or 1.0, top + self.scale.low, top),
        )
        name = Paragraph("text", capital(curve.name), 12.0, COLUMN - 14, most=2)
        part_id = f"over-time/{self.one.name}/{curve.path}"
        shapes: list[Shape] = [
            *name.at(x, top - 4 - name.height),
            Line("axis", ((x, frame.up.start), (x + width, frame.up.start))),
        ]
        if curve.middle:
            words = _count(curve.middle[-1])
            height = min(max(frame.up.at(curve.middle[-1]) + 4, top + 8), frame.up.start)
            shapes.append(text("text", x + width + 5, height, short(words, 12.0, 52.0), 12.0, is_bold=True))
        self.page.canvas.add(f"{part_id}/name", "chart", shapes, path=on_current(curve.path))
        self._curve(part_id, frame, curve, f"Waiting {curve.name}", on_current(curve.path))


def _times(page: Page, across: Axis, bottom: float, most: float) -> list[Shape]:
    shapes: list[Shape] = []
    for seconds in across.ticks(tick(across.high, most, page.calendar)):
        x = across.at(seconds)
        shapes.append(Line("axis", ((x, bottom), (x, bottom + 4))))
        shapes.append(
            text("soft", x, bottom + 17, times_in_words(seconds, across, page.calendar), NOTE, anchor="middle")
        )
    return shapes


def _points(frame: Frame, moments: Sequence[float], values: Sequence[float]) -> tuple[tuple[float, float], ...]:
    return tuple((frame.across.at(one), frame.up.at(value)) for one, value in zip(moments, values, strict=False))


def _count(value: float) -> str:
    """A count of items, in whole ones where there are several."""
    if not math.isfinite(value):
        return "∞"
    if 0 < value < SEEN:
        return f"under {SEEN}"
    return f"{value:,.0f}" if value >= 10 or value == round(value) else f"{value:.1f}"
