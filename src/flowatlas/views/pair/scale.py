"""The scale that the bars of both maps share."""

import math
from collections.abc import Iterable

from flowatlas.drawing.axis import tick
from flowatlas.drawing.canvas import Canvas, short, text
from flowatlas.drawing.sheet import MARGIN
from flowatlas.model.calendar import Calendar
from flowatlas.model.picture import Line, Shape, Takes
from flowatlas.model.wording import rounded
from flowatlas.views.pair.sizes import LEFT, NOTE, RIGHT, WIDTH
from flowatlas.views.pair.words import unit_of

FARTHEST = 1.12
"""How far beyond the middle the chart goes for the sake of doubt, as a factor."""


class Scale:
    """How long the chart shows, and where on it a time lies."""

    def __init__(self, whole: Iterable[float], takes: Iterable[Takes | None], calendar: Calendar) -> None:
        ends = [seconds for seconds in whole if math.isfinite(seconds)]
        longest = max(ends, default=0.0)
        ends += [min(one.high, longest * FARTHEST) for one in takes if one is not None]
        self.calendar = calendar
        self.extent = max(ends, default=0.0) * 1.01 or calendar.unit_seconds("d")

    def x(self, seconds: float) -> float:
        """Where a time lies; what is beyond the chart lies at its end."""
        return LEFT + (RIGHT - LEFT) * min(max(seconds / self.extent, 0.0), 1.0)

    def draw(self, canvas: Canvas, y: float) -> float:
        """The scale with its times; gives where what follows may start."""
        step = tick(self.extent, (RIGHT - LEFT) / 90, self.calendar)
        unit = unit_of(step, self.calendar)

        def said(number: int) -> str:
            amount = rounded(number * step / self.calendar.unit_seconds(unit))
            return f"{amount} {unit.replace('m', 'min')}" if number else "0"

        shapes: list[Shape] = [Line("axis", ((LEFT, y), (RIGHT, y)))]
        end = LEFT
        for number in range(int(self.extent / step) + 1):
            x = self.x(number * step)
            words = text("soft", x, y + 20, said(number), NOTE, anchor="middle")
            shapes.append(Line("axis", ((x, y), (x, y + 6))))
            if number == 0:
                words = words._replace(anchor="start", x=LEFT)
            if words.left >= end or number == 0:
                shapes.append(words)
                end = words.left + words.width + 8
        shapes.append(text("soft", WIDTH - MARGIN, y + 20, self._calendar_words(), NOTE, anchor="end"))
        canvas.add("axis", "axis", shapes)
        return y + 28

    def _calendar_words(self) -> str:
        return short(
            f"{self.calendar.hours_per_day:g}-hour days, {self.calendar.days_per_week:g}-day weeks",
            NOTE,
            WIDTH - MARGIN - RIGHT - 20,
        )
