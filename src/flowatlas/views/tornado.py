"""A tornado: which value matters for the typical lead time, the widest swing first."""

import math
from collections.abc import Callable, Sequence
from functools import partial
from typing import TypeAlias

from flowatlas.drawing.axis import Axis, tick, times_in_words
from flowatlas.drawing.canvas import Paragraph, short, text
from flowatlas.drawing.page import NOTE, TEXT, WIDTH, Page
from flowatlas.drawing.sheet import MARGIN, Key, legend
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Line, Mark, Picture, Shape
from flowatlas.model.quantity import Duration
from flowatlas.model.simulation import Swing, Tornado
from flowatlas.model.wording import capital
from flowatlas.views.view import on_current

TITLE = "What the lead time depends on"
NAMES, BESIDE = 250.0, 140.0
LEFT, RIGHT = MARGIN + NAMES + BESIDE, WIDTH - MARGIN - BESIDE
BAR, ROW = 22.0, 40.0
MOST = 25
TICK_ROOM = 84.0
POINT = 10.0
NOTHING = "No value is in doubt, so none of them makes a difference."
WITHOUT_END = "without end"
SEEN = 2.0
"""From so many pixels on a bar is seen to be there."""

Say: TypeAlias = Callable[[float], str]


def tornado_picture(
    tornado: Tornado,
    calendar: Calendar = Calendar(),  # noqa: B008 - a named tuple cannot change
    labels: Labels = Labels(),  # noqa: B008 - never changes
) -> Picture:
    """A bar for each value, from the lead time with it at its p10 to the one with it at its p90, around the typical."""
    page = Page(f"{TITLE}: {tornado.title}" if tornado.title else TITLE, calendar, labels)
    sentences = tornado.sentences or (NOTHING,)
    page.begin(sentences[0], sentences[1:], tornado.calendar)
    if tornado.swings:
        _chart(page, tornado.lead, tornado.swings)
    return page.picture()


def _chart(page: Page, lead: float, swings: Sequence[Swing]) -> None:
    axis = _scale(lead, swings[:MOST])
    say = partial(_said, calendar=page.calendar, is_rough=_can_be_rough(axis, lead, swings[:MOST], page.calendar))
    top = page.y
    page.y += 42
    place = len(page.canvas.parts)
    for swing in swings[:MOST]:
        _row(page, axis, lead, swing, say)
    drawn, page.canvas.parts = page.canvas.parts[place:], page.canvas.parts[:place]
    _axis(page, axis, lead, top, say)
    page.canvas.parts += drawn
    if len(swings) > MOST:
        page.say("more", f"and {len(swings) - MOST} more values, which matter less", "soft", TEXT)
    keys = [
        Key((Box("share-today", -13, -7, 26, 14),), 28, "with the value at its low end (p10)"),
        Key((Box("share", -13, -7, 26, 14),), 28, "with the value at its high end (p90)"),
    ]
    page.y = legend(page.canvas, keys, WIDTH, page.y + 4)


def _scale(lead: float, swings: Sequence[Swing]) -> Axis:
    """From the shortest to the longest lead time, a little further at both ends, never below nothing."""
    known = [one for swing in swings for one in (swing.at_low, swing.at_high, lead) if math.isfinite(one)]
    low, high = min(known, default=0.0), max(known, default=1.0)
    room = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    return Axis(max(low - room, 0.0), high + room, LEFT, RIGHT)


def _axis(page: Page, axis: Axis, lead: float, top: float, say: Say) -> None:
    shapes: list[Shape] = []
    for seconds in axis.ticks(tick(axis.high - axis.low, (RIGHT - LEFT) / TICK_ROOM, page.calendar)):
        x = axis.at(seconds)
        shapes.append(Line("rule", ((x, top + 34), (x, page.y))))
        shapes.append(text("soft", x, top + 28, times_in_words(seconds, axis, page.calendar), NOTE, anchor="middle"))
    page.canvas.add("axis", "axis", shapes)
    x = axis.at(lead)
    words = page.labels.applied(f"typical lead time {say(lead)}")
    shapes = [
        Line("axis", ((x, top + 34), (x, page.y))),
        text("text", x, top + 10, words, 12.0, anchor="middle", is_bold=True),
    ]
    page.canvas.add("lead", "lead", shapes, name=capital(words))


def _row(page: Page, axis: Axis, lead: float, swing: Swing, say: Say) -> None:
    """Name at the left, both halves of the bar, and at each end the lead time and the value that leads there."""
    said = page.labels.applied(capital(swing.name))
    name = Paragraph("text", said, TEXT, NAMES - 8, most=3)
    height = max(ROW, name.height + 6)
    middle = page.y + height / 2
    shapes: list[Shape] = list(name.at(MARGIN, middle - name.height / 2))
    ends = [
        ("share-today", swing.at_low, swing.low_text),
        ("share", swing.at_high, swing.high_text),
    ]
    is_one_sided = (swing.at_low - lead) * (swing.at_high - lead) > 0
    thick = BAR / 2 if is_one_sided else BAR
    for number, (role, seconds, _) in enumerate(ends):
        left, right = sorted((axis.at(lead), axis.at(seconds)))
        y = middle - BAR / 2 + (thick if is_one_sided and number else 0.0)
        if right - left >= 0.5:
            shapes.append(Box(role, left, y, right - left, thick))
        if not math.isfinite(seconds):
            shapes.append(Mark(role, ((right, y), (right + POINT, y + thick / 2), (right, y + thick))))
    # The lower lead time stands at the left, whichever end of the value leads there; both where both bars end.
    low, high = sorted(ends, key=lambda end: end[1])
    left_end, right_end = axis.at(min(lead, low[1])) - 7, axis.at(max(lead, high[1])) + 7
    right_end += 0 if math.isfinite(high[1]) else POINT
    if not is_one_sided:
        shapes += _end(say, low, left_end, middle, anchor="end")
        shapes += _end(say, high, right_end, middle, anchor="start")
    elif low[1] > lead:
        shapes += _both(say, ends, right_end, middle, anchor="start")
    else:
        shapes += _both(say, ends, left_end, middle, anchor="end")
    told = ", ".join(f"{say(seconds)} with {words}" for _, seconds, words in (low, high))
    page.canvas.add(f"swing/{swing.path}", "bar", shapes, path=on_current(swing.path), name=said, tip=f"{told}.")
    page.said.append(f"{said}: {told}.")
    page.y += height


def _end(say: Say, end: tuple[str, float, str], x: float, middle: float, *, anchor: str) -> list[Shape]:
    _, seconds, words = end
    return [
        text("text", x, middle - 2, say(seconds), 12.0, anchor=anchor, is_bold=True),
        text("soft", x, middle + 12, short(f"with {words}", NOTE, BESIDE - 14), NOTE, anchor=anchor),
    ]


def _both(say: Say, ends: Sequence[tuple[str, float, str]], x: float, middle: float, *, anchor: str) -> list[Shape]:
    """Where both bars end on one side, each with its figure and value on a line beside it."""
    return [
        text("text", x, y, short(f"{say(seconds)} with {words}", NOTE, BESIDE - 14), NOTE, anchor=anchor)
        for y, (_, seconds, words) in zip((middle - 2, middle + 11), ends, strict=True)
    ]


def _can_be_rough(axis: Axis, lead: float, swings: Sequence[Swing], calendar: Calendar) -> bool:
    """Whether two digits are enough: no bar that is seen leads from the typical time to one that reads the same."""
    typical = _said(lead, calendar, is_rough=True)
    return not any(
        abs(axis.at(end) - axis.at(lead)) >= SEEN and _said(end, calendar, is_rough=True) == typical
        for swing in swings
        for end in (swing.at_low, swing.at_high)
    )


def _said(seconds: float, calendar: Calendar, *, is_rough: bool) -> str:
    return WITHOUT_END if not math.isfinite(seconds) else Duration.say(seconds, calendar, is_rough=is_rough)
