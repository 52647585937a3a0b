"""A burn-down with bands: how many of those who wait now are still not served, and when the last one is."""

import math
import re
from datetime import UTC, datetime

from flowatlas.drawing.axis import Axis, date_in_words, dates_between, round_step, rows_of
from flowatlas.drawing.canvas import Paragraph, short, stacked, text
from flowatlas.drawing.page import NOTE, TEXT, WIDTH, Page
from flowatlas.drawing.sheet import MARGIN
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Dot, Line, Mark, Picture, Shape
from flowatlas.model.simulation import BurnDown, Forecast, Forecasts
from flowatlas.views.told import told_of

TITLE = "When the items that are there now are done"
NAMES, AXIS_ROOM, BESIDE = 262.0, 46.0, 150.0
LEFT, RIGHT = MARGIN + NAMES + AXIS_ROOM, WIDTH - MARGIN - BESIDE
HEIGHT, ROW = 150.0, 16.0
MOST_DATES = 6
HOW_TO_READ = (
    "Line: the middle of all runs. Band: 7 in 10 runs. Marks: when the last one is done, and how sure that is."
)
NOTHING = "Nothing was forecast."
NO_BACKLOG = "No item is there now, so there is nothing to count down."
TOO_LATE = "not within the time that was looked at"
CHANCES = (50, 85, 95)
DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def burn_down_picture(
    forecasts: Forecasts,
    calendar: Calendar = Calendar(),  # noqa: B008 - a named tuple cannot change
    labels: Labels = Labels(),  # noqa: B008 - never changes
) -> Picture:
    """For each version how many are left, p50 with a band from p15 to p85, over dates that all versions share."""
    streams = forecasts.streams
    page = Page(TITLE, calendar, labels)
    sentences = answer(forecasts)
    sentences = [DATE.sub(lambda found: date_in_words(_moment(found[0])), words) for words in sentences]
    page.begin(sentences[0], sentences[1:], f"Simulated in {forecasts.calendar} · seed {forecasts.seed}")
    moments = [_moment(date) for one in streams for date in _dates(one)]
    if moments:
        across = Axis(min(moments).timestamp(), max(moments).timestamp(), LEFT, RIGHT)
        most = max((_highest(one.burn_down) for one in streams if one.burn_down is not None), default=0.0)
        most = max(most, *(float(one.backlog) for one in streams))
        page.heading("left", "How many are left", HOW_TO_READ)
        for one in streams:
            _Row(page, one, across, most).draw()
    else:
        for one in streams:
            page.say(f"none/{one.name}", f"{one.title}: {NO_BACKLOG if not one.backlog else TOO_LATE}", "soft", TEXT)
    page.listed("assumed", "What is assumed", told_of(streams, lambda one: one.assumptions))
    page.listed("method", "How sure", told_of(streams, lambda one: one.method))
    return page.picture()


def answer(forecasts: Forecasts) -> list[str]:
    """What comes of it in sentences, each with its version where there are several."""
    is_one = len(forecasts.streams) == 1
    return [
        sentence if is_one else f"{one.title}: {sentence[:1].lower()}{sentence[1:]}"
        for one in forecasts.streams
        for sentence in one.sentences
    ] or [NOTHING]


def _dates(one: Forecast) -> list[str]:
    found = list(one.burn_down.dates) if one.burn_down is not None else []
    if found and one.last is not None:
        found += [date for date in one.last[:3] if date is not None]
    return found


def _moment(date: str) -> datetime:
    """A date or moment in ISO form; one without a time zone counts as UTC, as only their distance is drawn."""
    found = datetime.fromisoformat(date)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found


def _highest(one: BurnDown) -> float:
    return max((value for value in (*one.middle, *one.high) if math.isfinite(value)), default=0.0)


class _Row:
    """One version, from the top of the page's free room downwards."""

    def __init__(self, page: Page, one: Forecast, across: Axis, most: float) -> None:
        self.page, self.one, self.across, self.most = page, one, across, most or 1.0
        self.top = page.y

    def draw(self) -> None:
        """Words at the left, the chart at the right."""
        words = self._words()
        told = ". ".join(" ".join(paragraph.lines) for paragraph in words)
        self.page.canvas.add(f"left/{self.one.name}", "version", stacked(words, MARGIN, self.top + 4), name=told)
        self.page.said.append(f"{told}.")
        end = self.top + sum(paragraph.height for paragraph in words)
        self.page.y = max(end, self._chart()) + 22

    def _words(self) -> list[Paragraph]:
        """The name of the version, how many wait, and when they are served."""
        one = self.one
        found = [Paragraph("text", one.title, TEXT + 1, NAMES, most=3, is_bold=True)]
        waiting = "one item is there now" if one.backlog == 1 else f"{one.backlog:,} items are there now"
        found.append(Paragraph("soft", waiting if one.backlog else NO_BACKLOG, NOTE + 1, NAMES, most=3))
        if one.last is not None:
            found.append(Paragraph("text", "The last one is done", NOTE + 1, NAMES, most=2))
            found += [
                Paragraph("text", f"{_until(date)}: {chance}% sure", NOTE + 1, NAMES, most=3)
                for chance, date in zip(CHANCES, one.last[:3], strict=True)
            ]
        return found

    def _chart(self) -> float:
        """Marks with their words above, the curve with its band, dates below; gives where it ends."""
        marks = self._marks()
        bottom = self.top + HEIGHT + (max((row for _, _, _, row in marks), default=-1) + 1) * ROW
        up = Axis(0.0, self.most, bottom, bottom - HEIGHT + 8)
        down = self.one.burn_down
        if down is None or not down.dates:
            words = NO_BACKLOG if not self.one.backlog else TOO_LATE
            self.page.canvas.add(
                f"left/{self.one.name}/none", "chart", [text("soft", LEFT, self.top + 16, words, TEXT)]
            )
            return self.top + 30
        self._axes(up, bottom)
        moments = [self.across.at(_moment(date).timestamp()) for date in down.dates]
        shapes: list[Shape] = []
        if down.low and down.high:
            band = [(x, up.at(value)) for x, value in zip(moments, down.low, strict=False)]
            band += reversed([(x, up.at(value)) for x, value in zip(moments, down.high, strict=False)])
            shapes.append(Mark("spread", tuple(band)))
        if len(down.middle) > 1:
            shapes.append(Line("curve", tuple((x, up.at(v)) for x, v in zip(moments, down.middle, strict=False))))
        name = f"How many are left over time: {self.one.title}"
        self.page.canvas.add(f"left/{self.one.name}/curve", "chart", shapes, name=name)
        for x, words, is_first, row in marks:
            y = self.top + (row + 1) * ROW - 4
            label = text("text", x + 5, y, words, 12.0, is_bold=is_first)
            part: list[Shape] = [Line("whisker", ((x, y - 9), (x, bottom))), label, Dot("end-mark", x, bottom, 3.5)]
            self.page.canvas.add(f"left/{self.one.name}/{words}", "mark", part, name=words)
        return bottom + 24

    def _marks(self) -> list[tuple[float, str, bool, int]]:
        """When it is over, by chance: where, in words, whether it is the first, and in which row its words stand."""
        if self.one.last is None or self.one.burn_down is None:
            return []
        found = []
        for chance, date in zip(CHANCES, self.one.last[:3], strict=True):
            if date is not None:
                words = short(f"{chance}%: {date_in_words(_moment(date))}", 12.0, BESIDE - 6)
                found.append((self.across.at(_moment(date).timestamp()), words, chance == CHANCES[0]))
        reaches = [(x, x + 5 + text("text", 0, 0, words, 12.0, is_bold=first).width) for x, words, first in found]
        return [(*mark, row) for mark, row in zip(found, rows_of(reaches), strict=True)]

    def _axes(self, up: Axis, bottom: float) -> None:
        shapes: list[Shape] = []
        for count in up.ticks(round_step(up.high, 4)):
            y = up.at(count)
            shapes.append(Line("axis" if count == 0 else "rule", ((LEFT, y), (RIGHT, y))))
            shapes.append(text("soft", LEFT - 6, y + 4, f"{count:,.0f}", NOTE, anchor="end"))
        zone = _moment(self.one.burn_down.dates[0]).tzinfo if self.one.burn_down is not None else UTC
        first, last = (datetime.fromtimestamp(end, zone) for end in (self.across.low, self.across.high))
        for moment in dates_between(first, last, MOST_DATES):
            x = self.across.at(moment.timestamp())
            shapes.append(Line("axis", ((x, bottom), (x, bottom + 4))))
            shapes.append(text("soft", x, bottom + 17, date_in_words(moment), NOTE, anchor="middle"))
        self.page.canvas.add(f"left/{self.one.name}/axis", "axis", shapes)


def _until(date: str | None) -> str:
    return TOO_LATE if date is None else f"by {date_in_words(_moment(date))}"
