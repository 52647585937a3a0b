"""Periods: a measured figure month by month between its natural limits, so that a change shows and chance does not."""

import math
from typing import NamedTuple

from flowatlas.drawing.axis import tick
from flowatlas.drawing.canvas import Canvas, Paragraph, short, text
from flowatlas.drawing.sheet import MARGIN, Key, legend
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Dot, Line, Mark, Picture, Shape
from flowatlas.model.quantity import Duration

NARROWEST, WIDEST = 760.0, 1600.0
LEFT = MARGIN + 64
RIGHT_ROOM = 150.0
HEIGHT = 300.0
COLUMN = 64.0
HEADLINE, TEXT, NOTE = 20.0, 13.0, 11.0
MARKED = 7.0


class Point(NamedTuple):
    """A period: its name, its middle lead time in seconds (None: nothing was finished), how many, and its signal."""

    name: str
    seconds: float | None
    finished: int | None = None
    signal: str = ""


class Course(NamedTuple):
    """Periods in turn, between limits in seconds; ``target`` is what was promised, in words and in seconds."""

    title: str
    sentences: tuple[str, ...]
    points: tuple[Point, ...]
    centre: float | None = None
    lower: float | None = None
    upper: float | None = None
    target: tuple[str, float] | None = None


def periods_picture(
    course: Course,
    calendar: Calendar = Calendar(),  # noqa: B008 - a named tuple cannot change
    labels: Labels = Labels(),  # noqa: B008 - never changes
) -> Picture:
    """An XmR chart: points in turn, their mean, their natural limits, and what is special, by shape and in words.

    Source: Wheeler, Understanding Variation (1993).
    """
    return _Drawing(course, calendar, labels).picture()


class _Drawing:
    def __init__(self, course: Course, calendar: Calendar, labels: Labels) -> None:
        self.course, self.calendar, self.labels = course, calendar, labels
        self.canvas = Canvas()
        self.width = min(max(LEFT + RIGHT_ROOM + MARGIN + COLUMN * len(course.points), NARROWEST), WIDEST)
        self.right = self.width - MARGIN - RIGHT_ROOM
        known = [point.seconds for point in course.points if point.seconds is not None]
        known += [one for one in (course.centre, course.upper) if one is not None]
        known += [course.target[1]] if course.target is not None else []
        finite = [one for one in known if math.isfinite(one)]
        self.extent = max(finite, default=0.0) * 1.1 or calendar.unit_seconds("d")

    def picture(self) -> Picture:
        """The whole sheet."""
        y = MARGIN - 6
        for number, words in enumerate((self.course.title, *self.course.sentences)):
            size = HEADLINE if number == 0 else TEXT
            told = Paragraph("text", words, size, self.width - 2 * MARGIN, is_bold=number == 0)
            self.canvas.add(f"sentence-{number + 1}", "sentence", told.at(MARGIN, y))
            y += told.height + 5
        self.top = y + 14
        self.bottom = self.top + HEIGHT
        self._axis()
        self._limits()
        self._points()
        y = legend(self.canvas, self._keys(), self.width, self._signals(self.bottom + 58))
        described = " ".join(self.course.sentences)
        return self.canvas.picture(self.width, y + MARGIN - 14, self.course.title, described, self.labels)

    def _y(self, seconds: float) -> float:
        return self.bottom - HEIGHT * min(max(seconds / self.extent, 0.0), 1.0)

    def _x(self, place: int) -> float:
        return LEFT + (place + 0.5) * (self.right - LEFT) / max(len(self.course.points), 1)

    def _axis(self) -> None:
        step = tick(self.extent, 6, self.calendar)
        shapes: list[Shape] = []
        for number in range(int(self.extent / step) + 1):
            y = self._y(number * step)
            shapes.append(Line("rule", ((LEFT, y), (self.right, y))))
            shapes.append(text("soft", LEFT - 8, y + 4, Duration.say(number * step, self.calendar), NOTE, anchor="end"))
        self.canvas.add("axis", "axis", shapes)
        room = (self.right - LEFT) / max(len(self.course.points), 1)
        every = max(1, math.ceil(COLUMN / room))
        for place, point in enumerate(self.course.points):
            if place % every:
                continue
            words = [
                text(
                    "soft",
                    self._x(place),
                    self.bottom + 18,
                    short(point.name, NOTE, room * every - 4),
                    NOTE,
                    anchor="middle",
                )
            ]
            if point.finished is not None:
                count = short(f"{point.finished:,}", NOTE, room * every - 4)
                words.append(text("soft", self._x(place), self.bottom + 34, count, NOTE, anchor="middle"))
            self.canvas.add(f"period/{point.name}/name", "axis", words)
        if any(point.finished is not None for point in self.course.points):
            self.canvas.add(
                "axis/finished", "axis", [text("soft", self.right + 10, self.bottom + 34, "items finished", NOTE)]
            )

    def _limits(self) -> None:
        """The mean, the natural limits and the target, each named at its end; names give way to each other."""
        course = self.course
        lines = [
            ("flow", "upper limit", course.upper, "guess-line", "soft"),
            ("centre", "mean", course.centre, "axis", "text"),
            ("lower", "lower limit", course.lower or None, "guess-line", "soft"),
        ]
        told = [
            (key, f"{name} {self._said(seconds)}", seconds, role, ink)
            for key, name, seconds, role, ink in lines
            if seconds is not None
        ]
        if course.target is not None:
            told.append(
                (
                    "target",
                    f"{course.target[0]} {self._said(course.target[1])}",
                    course.target[1],
                    "goal-line",
                    "goal-soft",
                )
            )
        below = -math.inf
        for key, words, seconds, role, ink in sorted(told, key=lambda one: -one[2]):
            y = self._y(seconds)
            place = max(y + 4, below + NOTE * 1.4)
            below = place
            shapes: list[Shape] = [
                Line(role, ((LEFT, y), (self.right, y))),
                text(ink, self.right + 10, place, short(words, NOTE, RIGHT_ROOM - 10), NOTE),
            ]
            self.canvas.add(f"limit/{key}", "limit", shapes, name=words)

    def _said(self, seconds: float) -> str:
        return Duration.say(seconds, self.calendar, is_rough=True)

    def _points(self) -> None:
        known = [
            (place, point, point.seconds) for place, point in enumerate(self.course.points) if point.seconds is not None
        ]
        way = tuple((self._x(place), self._y(seconds)) for place, _, seconds in known)
        if len(way) > 1:
            self.canvas.add("course", "course", [Line("leader", way)])
        number = 0
        for place, point, seconds in known:
            x, y = self._x(place), self._y(seconds)
            shapes: list[Shape] = [Dot("ask", x, y, 4.0)]
            if point.signal:
                number += 1
                diamond = ((x, y - MARKED), (x + MARKED, y), (x, y + MARKED), (x - MARKED, y))
                above = y - MARKED - 5 > self.top
                shapes = [
                    Mark("hot-tab", diamond),
                    text(
                        "text",
                        x,
                        y - MARKED - 4 if above else y + MARKED + 12,
                        str(number),
                        NOTE,
                        anchor="middle",
                        is_bold=True,
                    ),
                ]
            words = f"{point.name}: half under {Duration.say(seconds, self.calendar, words=True, is_rough=True)}"
            words += f", {point.finished:,} items finished" if point.finished is not None else ""
            tip = f"{words}. {point.signal}." if point.signal else f"{words}."
            self.canvas.add(f"period/{point.name}", "period", shapes, name=words, tip=tip)

    def _signals(self, y: float) -> float:
        """What is special, in words, by the number at its mark."""
        marked = [point for point in self.course.points if point.signal and point.seconds is not None]
        for number, point in enumerate(marked, 1):
            words = Paragraph("text", f"{number}  {point.name}: {point.signal}", 12.5, self.width - 2 * MARGIN, most=3)
            self.canvas.add(f"signal/{number}", "list", words.at(MARGIN, y))
            y += words.height + 3
        return y + (10 if marked else 0)

    def _keys(self) -> list[Key]:
        roles = {shape.role for part in self.canvas.parts for shape in part.shapes}
        diamond = ((0.0, -MARKED), (MARKED, 0.0), (0.0, MARKED), (-MARKED, 0.0))
        known: list[tuple[str, Shape, str]] = [
            ("ask", Dot("ask", 0, 0, 4.0), "half of the items of a period took less"),
            ("hot-tab", Mark("hot-tab", diamond), "special: more than chance"),
            ("guess-line", Line("guess-line", ((-13, 0), (13, 0))), "natural limits: what chance alone stays between"),
        ]
        return [Key((shape,), 28, words) for role, shape, words in known if role in roles]
