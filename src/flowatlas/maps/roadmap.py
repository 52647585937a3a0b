"""The roadmap: what is changed first, by whom, what it is expected to do, and what it did."""

import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from flowatlas.drawing.board import Card, Column, column_width, put_columns
from flowatlas.drawing.canvas import Canvas, Paragraph, short, text
from flowatlas.drawing.figure import spelled
from flowatlas.drawing.sheet import MARGIN, NARROWEST, Entry, Key, header, legend, lists
from flowatlas.drawing.told import Teller, Value, name_at, name_of
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.path import is_inside, join, split
from flowatlas.model.picture import Box, Derived, Dot, Line, Picture, Shape, Zone
from flowatlas.model.quantity import Duration, Money, Share, shown
from flowatlas.model.record import Figure, Map, Record, Reference, described
from flowatlas.model.registry import check

if TYPE_CHECKING:
    from flowatlas.model.atlas import Atlas

FIRST_ITEM = "add the first item: what is changed first, and who sees to it"
FIRST_ITEM_OF_FUTURE = "add the first item: which changes of the future are made first, and who sees to them"

NAMED_LANES = ("now", "next", "later")
UNPLACED = ""
"""The lane of items that have none."""

Status = Literal["not started", "in progress", "blocked", "done"]


class Measure(Record):
    """How progress is seen: a metric or a figure of its own, where it stood, where it is to be, and what was read."""

    text: str | None = described("Measure", "What is counted, where it is no metric of the map.")
    metric: str | None = described("Metric", "The metric of the map that shows it.", is_metric=True)
    baseline: Figure | None = described("Baseline", "Where it stood before.")
    target: Figure | None = described("Target", "Where it is to be.")
    readings: dict[str, Any] = described("Readings", "What was read, by date.", default=dict)


class RoadmapItem(Record):
    """One improvement with an owner, an expected effect and a measure."""

    title: str | None = described("Title", "What is done, a verb first.")
    lane: str | None = described("Lane", "When: now, next, later, or a date or quarter such as 2027-Q1.")
    importance: float | None = described(
        "Importance", "How much it matters, 0 to 1.", at_most=1, absent="proposed from its effect"
    )
    feasibility: float | None = described(
        "Feasibility", "How easily it can be done, 0 to 1.", at_most=1, absent="proposed from its effort"
    )
    owner: str | None = described("Owner", "Who sees to it.", is_personal=True)
    status: Status | None = described("Status", "How far it is.", absent="not started")
    due: str | None = described("Due", "The date to have it done.")
    category: Literal["quick win", "foundational", "learning", "stakeholder"] | None = described(
        "Category", "What kind of improvement it is."
    )
    about: str | None = described(
        "About", "The cause, capability or obstacle that it answers: a path.", is_address=True
    )
    future: str | None = described("Future", "The future that it brings about.", reference=Reference("/future"))
    moves: list[str] = described(
        "Moves", "Which changes of the future it makes: paths, or the records that they belong to.", default=list
    )
    effort: Duration | None = described("Effort", "How much work it is.")
    cost: Money | None = described("Cost", "What it costs once.")
    measure: Measure | None = described("Measure", "How progress is seen.")
    hypothesis: str | None = described("Hypothesis", "What we believe, and this will show.")
    exit: str | None = described("Done when", "What must be true for it to be finished.")
    after: list[str] = described("After", "The items that come first.", default=list, reference=Reference("items"))


class Decision(Record):
    """Something that was decided, why, and what was expected of it."""

    on: str | None = described("On", "The date of the decision.")
    text: str | None = described("Decision", "What was decided.")
    because: str | None = described("Because", "Why.")
    expect: str | None = described("Expect", "What should come of it.")
    status: Literal["proposed", "approved", "implemented", "evaluated"] | None = described("Status", "How far it is.")
    revisit: str | None = described("Revisit", "When to look at it again.")
    about: str | None = described("About", "What it is about: a path.", is_address=True)


class RoadmapMap(Map, kind="roadmap"):
    """What is changed first: items by lane, with owners, expected effects and readings, and what was decided."""

    items: dict[str, RoadmapItem] = described("Items", "The improvements.", default=dict)
    decisions: dict[str, Decision] = described("Decisions", "What was decided, and why.", default=dict)

    guidance: ClassVar[Guidance] = Guidance(
        purpose="Agree what is done first, who sees to it, and how everybody will know that it helped.",
        who="Those who made the future map, whoever gives time and money, and for every item somebody who can own it.",
        moves=(
            Move(10, "Cut the future into items", "Take each change of the future and say what has to be done for it."),
            Move(
                10,
                "Place them",
                "Put each item where it belongs: how much it matters, how easily it is done. Where figures propose a "
                "place, look at it first and move what you know better.",
            ),
            Move(5, "Draw what needs what", "An item that another one needs comes first, however small it looks."),
            Move(
                10,
                "Choose what comes now",
                "Take few items out of the corner of what matters and is easy. Give each an owner, a measure with its "
                "target, and a date.",
            ),
            Move(5, "Write down what was decided", "Each decision with its reason, and when to look at it again."),
        ),
        questions=(
            "Which two or three of these would bring the target closest?",
            "What will be different to see in four weeks, and where will we read it?",
            "Who sees to it, and has that person the time?",
            "What could each of us do this week without asking anybody?",
            "Which of these rests on something that we only believe? What is the cheapest way to find out?",
        ),
        mistakes=(
            "Everything is to be done now, so nothing is finished.",
            "An item has nobody who sees to it, or nothing that shows whether it helped.",
            "The plan fills with features of the product; it is about how the work flows.",
            "Nobody reads the measure afterwards, and the next plan starts from guesses again.",
        ),
        hands_on="Items with owners and measures go into the business case; readings show what to map again.",
    )

    def picture(self, atlas: "Atlas", derived: Derived) -> Picture:
        """A priority plot, the lanes with their items, what no item takes up, and what was decided."""
        return _Drawing(self, atlas, derived).picture()

    def missing(self, atlas: "Atlas") -> Iterator[Missing]:
        """Items of now without owner or measure, and futures that no item brings about."""
        path = f"{self.section}/items"
        if not self.items:
            why = "a future stays a wish until somebody takes the first step of it"
            is_wanted = any(future.changes for future in atlas.future.values())
            yield Missing(path, FIRST_ITEM_OF_FUTURE if is_wanted else FIRST_ITEM, why)
            return
        for item_id in lanes(self)["now"]:
            item, name = self.items[item_id], name_of(self.items[item_id], item_id)
            if item.status == "done":
                continue
            if not item.owner:
                yield Missing(
                    f"{path}/{join(item_id)}/owner", f"say who sees to “{name}”", "what nobody owns is not done"
                )
            if item.measure is None:
                yield Missing(
                    f"{path}/{join(item_id)}/measure",
                    f"say what will show that “{name}” helped",
                    "without a measure nobody knows afterwards whether it was worth it",
                )
        if not lanes(self)["now"] and not any(item.status in {"in progress", "done"} for item in self.items.values()):
            yield Missing(path, "choose what is done now", "a plan that starts later does not start")


class Period(NamedTuple):
    """A day, month, quarter, half or whole year: its usual spelling, its first and its last day."""

    text: str
    start: date
    end: date


def period_of(text: object) -> Period | None:
    """The period that a text names: ``2027-03-31``, ``2027-03``, ``2027-Q1``, ``H1 2027``, ``2027``; None for others.

    >>> period_of("q1 2027").text
    '2027-Q1'
    """
    typed = str(text).strip().upper()
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", typed):
        try:
            day = date(*map(int, found.groups()))
        except ValueError:
            return None
        return Period(day.isoformat(), day, day)
    typed = re.sub(r"([QH][0-9])[\s-]*([0-9]{4})", r"\2-\1", typed)
    found = re.fullmatch(r"([0-9]{4})(?:[\s-]*(?:([QH])([1-4])|([0-9]{2})))?", typed)
    if found is None or found[1] == "0000":
        return None
    year, letter = int(found[1]), found[2]
    months = {"Q": 3, "H": 6}.get(letter, 1 if found[4] else 12)
    number = int(found[3] or found[4] or 1)
    if not 1 <= number <= 12 // months:
        return None
    spelled = f"{year:04}-{letter}{number}" if letter else f"{year:04}-{number:02}" if found[4] else f"{year:04}"
    last = number * months
    after = date(year, last + 1, 1) if last < 12 else None
    end = after - timedelta(days=1) if after else date(year, 12, 31)
    return Period(spelled, date(year, last - months + 1, 1), end)


def lane_of(item: RoadmapItem) -> str:
    """The lane of an item: now, next, later, a period as it is usually spelled, or '' for none that can be read."""
    typed = (item.lane or "").strip().lower()
    if typed in NAMED_LANES:
        return typed
    period = period_of(typed)
    return period.text if period else UNPLACED


def lanes(roadmap: RoadmapMap) -> dict[str, list[str]]:
    """The ids of the items by lane: now, next and later, then those with a date as time goes, then those without."""
    found: dict[str, list[str]] = {name: [] for name in NAMED_LANES}
    placed = [(item_id, lane_of(item)) for item_id, item in roadmap.items.items()]
    dated = {lane: period for _, lane in placed if lane not in found and (period := period_of(lane))}
    for lane in [*sorted(dated, key=lambda lane: dated[lane][1:]), UNPLACED]:
        found[lane] = []
    for item_id, lane in placed:
        found[lane].append(item_id)
    if not found[UNPLACED]:
        del found[UNPLACED]
    return found


NOW_UP_TO, NEXT_UP_TO = 0.55, 0.87
"""How far from the most important and most feasible corner now and next reach, both axes 0 to 1 (our measurement)."""

MIDDLE = 0.5
Verdict = Literal["hit", "miss", "on the way", "too early", "cannot be told"]


class Gain(NamedTuple):
    """What changes do to the lead time with rework, in seconds of working time; below 0 it falls.

    ``low``, ``middle`` and ``high`` are p10, p50 and p90 of what we do not know, ``mean`` the expected change,
    ``share`` the same relative to today, ``sure`` the chance, 0 to 1, that it falls at all.
    """

    low: float
    middle: float
    high: float
    mean: float
    share: float | None
    sure: float


class Placing(NamedTuple):
    """Where an item stands on an axis of the priority plot, 0 to 1, and why.

    ``kind`` tells whether somebody said so (stated), it follows from figures (proposed), or nobody knows (unknown).
    """

    value: float
    kind: Literal["stated", "proposed", "unknown"]
    why: str


class Reading(NamedTuple):
    """The latest reading of a measure against what was predicted: its date and figure, the verdict, and why."""

    on: str
    text: str
    verdict: Verdict
    why: str


class Prospect(NamedTuple):
    """What the figures say of an item: what it does alone, where it belongs, and what was read.

    ``gain`` is None where it cannot be told, for the reason in ``why``; ``lost`` are moves that match no change of the
    future, ``lane`` the lane that its place on the plot proposes.
    """

    gain: Gain | None
    why: str
    importance: Placing
    feasibility: Placing
    lane: str
    reading: Reading | None
    lost: tuple[str, ...]

    @property
    def is_open(self) -> bool:
        """Whether its place is nobody's word yet."""
        return self.importance.kind != "stated" or self.feasibility.kind != "stated"


class LaneProspect(NamedTuple):
    """What all items do up to and including those of a lane.

    ``added_up`` is the expected effect of the items added up, in seconds; what the mean of ``gain`` differs from it by
    is what the items do to each other. ``untold`` counts items that are in neither, since their effect is not known.
    """

    lane: str
    gain: Gain | None
    added_up: float | None
    untold: int = 0

    def in_words(self, calendar: Calendar) -> str:
        """The effect up to and including this lane; '' where none is known."""
        if self.gain is None:
            return ""
        effects = "1 effect" if self.untold == 1 else f"{self.untold} effects"
        left_out = f"; {effects} not known" if self.untold else ""
        return f"{gain_in_words(self.gain, calendar)}{left_out}"


class Prospects(NamedTuple):
    """What the figures say of a roadmap: of each item, of each lane, and of what no item takes up.

    ``unclaimed`` lists changes by full path for every future that items name; ``wholes`` what such a future does;
    ``clashes`` are sentences about items that change the same thing in different ways.
    """

    items: dict[str, Prospect]
    lanes: tuple[LaneProspect, ...]
    unclaimed: dict[str, tuple[str, ...]]
    wholes: dict[str, Gain | None]
    clashes: tuple[str, ...]
    interaction: str


def lane_at(importance: float, feasibility: float) -> str:
    """The lane of a place on the priority plot: by its distance from the most important and most feasible corner."""
    distance = math.hypot(1 - importance, 1 - feasibility)
    return "now" if distance <= NOW_UP_TO else "next" if distance <= NEXT_UP_TO else "later"


LANE_TITLES = {"now": "Now", "next": "Next", "later": "Later", UNPLACED: "Not placed yet"}
ABOUT_EFFECTS = "effects are expected changes of the lead time with rework"
CERTAIN = 0.995
VERDICTS: dict[str, str] = {
    "hit": "hit",
    "miss": "missed",
    "on the way": "on the way",
    "too early": "too early to say",
    "cannot be told": "cannot be judged",
}


def gain_in_words(gain: Gain, calendar: Calendar, lead_time: str = "lead time") -> str:
    """What changes do to the lead time: by how much, as a share of it, how well that is known, and how sure it is."""
    if gain.low == gain.high == 0:
        return f"no effect on the {lead_time}"
    figures = [Duration.say(abs(one), calendar, is_rough=True) for one in (gain.mean, gain.low, gain.high)]
    is_less = gain.mean < 0
    share = abs(gain.share) if gain.share is not None else 0.0
    relative = f" ({Share.say(share, calendar, is_rough=True)})" if share >= SMALLEST_SHARE else ""
    told = f"{figures[0]} {'less' if is_less else 'more'} {lead_time}{relative}"
    if gain.low == gain.high or figures[1] == figures[2]:
        return told
    if gain.low < 0 < gain.high:
        told += f", between {figures[1]} less and {figures[2]} more"
    else:
        told += f", between {' and '.join(sorted(figures[1:], key=figures[1:].index, reverse=is_less))}"
    sure = gain.sure if is_less else 1 - gain.sure
    return f"{told}; {'almost certain' if sure >= CERTAIN else f'{Share.say(sure, calendar, is_rough=True)} sure'}"


SMALLEST_SHARE = 0.005

PLOT_WIDTH, PLOT_HEIGHT = 500.0, 420.0
DOT = 11.0
DOT_GAP = 3.0
BENDS = (0.0, 24.0, -24.0, 48.0, -48.0, 72.0, -72.0)
"""How far aside an arrow may bend, in pixels, tried in this order."""

LISTED, LISTED_WITH_REASON = 17.0, 36.0
MOST_EXPLAINED = 12
"""Up to so many items the list beside the plot says why each one stands where it does."""

LEAST_COLUMN = 252.0
STATUS_COLOURS = {"blocked": "pink", "done": "green", "in progress": "blue"}


class _Drawing:
    """The roadmap, from top to bottom: answer, plot with the list of its items, lanes, what is open, decisions."""

    def __init__(self, roadmap: RoadmapMap, atlas: "Atlas", derived: Derived) -> None:
        self.roadmap, self.atlas, self.derived = roadmap, atlas, derived
        self.known = derived.of(Prospects)
        self.teller = Teller(atlas, roadmap)
        self.canvas = Canvas()
        self.lanes = lanes(roadmap)
        self.calendar = atlas.calendar.times
        self.path = f"{roadmap.section}/items"
        self.number = {item_id: number for number, item_id in enumerate(_in_order(self.lanes), 1)}
        self.width = max(NARROWEST + 120, len(self.lanes) * LEAST_COLUMN + 2 * MARGIN)

    def picture(self) -> Picture:
        """The whole sheet."""
        title = self.atlas.title or "Roadmap"
        sentences = tuple(self._sentences())
        about = "Roadmap: what is done first, by whom, what it should do, and what it did"
        known = self.known.items.values() if self.known is not None else ()
        effects = ABOUT_EFFECTS if any(one.gain is not None for one in known) else ""
        about = " · ".join(part for part in (about, self.derived.calendar, effects) if part)
        y = header(self.canvas, title, about, self.derived._replace(sentences=sentences), self.width)
        y = self._plot(y)
        y = self._columns(y)
        y = lists(self.canvas, self._open(), self.width, y + 6)
        y = self._decisions(y)
        y = legend(self.canvas, self._keys(), self.width, y)
        told = " ".join(["Roadmap.", *sentences])
        return self.canvas.picture(self.width, y + MARGIN - 14, title, told, self.derived.labels)

    def _sentences(self) -> Iterator[str]:
        labels, count = self.derived.labels, len(self.roadmap.items)
        if not count:
            yield "Nothing is planned yet. Start with what matters most and is easy to do."
            return
        now = len(self.lanes["now"])
        items = "1 item" if count == 1 else f"{count} items"
        first = f"{items} planned, {now or 'none'} of them for now"
        known = self.known
        whole = known.lanes[-1] if known is not None and known.lanes else None
        if known is None or whole is None or whole.gain is None:
            yield f"{first}."
            if known is not None and any(item.future for item in self.roadmap.items.values()):
                yield labels.applied(
                    "What the items do to the lead time is not known: none makes changes to a map that has times."
                )
            return
        of_now = next((lane.gain for lane in known.lanes if lane.lane == "now"), None)
        if of_now is not None and self.lanes["now"]:
            first += f": {gain_in_words(of_now, self.calendar)}"
        yield labels.applied(f"{first}.")
        yield labels.applied(f"Altogether: {whole.in_words(self.calendar)}.")
        if known.interaction:
            yield labels.applied(known.interaction)

    # The plot -------------------------------------------------------------------------------------------------------

    def _plot(self, y: float) -> float:
        """Importance over feasibility with the arcs of now and next, and the items by number beside it."""
        left, top = MARGIN + 14, y + 74
        right, bottom = left + PLOT_WIDTH, top + PLOT_HEIGHT
        heading = text("text", MARGIN, y + 15, "What comes first", 15.0, is_bold=True)
        self.canvas.add("plot", "heading", [heading])
        self.canvas.add("plot/frame", "rule", [Box("frame", left, top, PLOT_WIDTH, PLOT_HEIGHT)])
        for name, reach in (("now", NOW_UP_TO), ("next", NEXT_UP_TO)):
            points = [
                (
                    right - reach * math.sin(step * math.pi / 64) * PLOT_WIDTH,
                    top + reach * math.cos(step * math.pi / 64) * PLOT_HEIGHT,
                )
                for step in range(33)
            ]
            self.canvas.add(f"plot/{name}/arc", "rule", [Line("arc", tuple(points))])
        ends = (right, right - NOW_UP_TO * PLOT_WIDTH, right - NEXT_UP_TO * PLOT_WIDTH, left)
        for number, name in enumerate(NAMED_LANES):
            middle = (ends[number] + ends[number + 1]) / 2
            words = text("soft", middle, top - 17, name.upper(), 13.0, anchor="middle", is_bold=True)
            self.canvas.add(f"plot/{name}", "heading", [words])
        axes: list[Shape] = [
            Line("axis", ((left, bottom), (left, top)), has_head=True),
            Line("axis", ((left, bottom), (right, bottom)), has_head=True),
            text("soft", MARGIN, top - 36, "more important", 12.0),
            text("soft", right, bottom + 26, "easier to do", 12.0, anchor="end"),
        ]
        self.canvas.add("plot/axes", "rule", axes, name="Up: more important. To the right: easier to do.")
        self.canvas.zones.append(
            Zone(self.path, "Priority plot", left, top, PLOT_WIDTH, PLOT_HEIGHT, (), "feasibility", "importance")
        )
        self._dots(left, top)
        below = self._listed(right + 34, y, bottom + 34)
        return max(bottom + 40, below) + 12

    def _place(self, item_id: str) -> tuple[Placing, Placing]:
        """Importance and feasibility of an item; those that nobody stated stand in the middle until worked out."""
        if self.known is not None and item_id in self.known.items:
            return self.known.items[item_id].importance, self.known.items[item_id].feasibility
        item = self.roadmap.items[item_id]
        return _stated("importance", item.importance), _stated("feasibility", item.feasibility)

    def _dots(self, left: float, top: float) -> None:
        spots: dict[str, tuple[float, float]] = {}
        room = left, top, left + PLOT_WIDTH, top + PLOT_HEIGHT
        for item_id in self.number:
            up, across = self._place(item_id)
            wanted = left + across.value * PLOT_WIDTH, top + (1 - up.value) * PLOT_HEIGHT
            spots[item_id] = _free(wanted, list(spots.values()), room)
        for item_id, item in self.roadmap.items.items():
            for other in dict.fromkeys(item.after):
                if other in spots and other != item_id:
                    line = _arrow(spots[other], spots[item_id], list(spots.values()), room)
                    self.canvas.add(
                        f"plot/{self._path(item_id)}/after/{join(other)}",
                        "rule",
                        [line],
                        path=f"{self._path(item_id)}/after",
                        name=f"“{self._name(item_id)}” comes after “{self._name(other)}”",
                    )
        for item_id, (x, y) in spots.items():
            up, across = self._place(item_id)
            role = _dot_role(up, across)
            number = text(DOT_INK[role], x, y + 4.2, str(self.number[item_id]), 11.5, anchor="middle", is_bold=True)
            name = f"{self.number[item_id]}: {self._name(item_id)}"
            self.canvas.add(
                f"plot/{self._path(item_id)}",
                "record",
                [Dot(role, x, y, DOT), number],
                path=self._path(item_id),
                name=name,
                tip=f"{_sentence(up.why)}. {_sentence(across.why)}.",
            )

    def _listed(self, x: float, y: float, bottom: float) -> float:
        """The items by number, with the reasons for their places where there is room; gives where they end."""
        count = len(self.number)
        is_roomy = count <= MOST_EXPLAINED
        height = LISTED_WITH_REASON if is_roomy else LISTED
        rows = max(int((bottom - y - 24) // height), -(-count // 3))
        columns = max(-(-count // rows), 1)
        rows = max(-(-count // columns), 1)
        room = (self.width - MARGIN - x - (columns - 1) * 14) / columns
        for place, (item_id, number) in enumerate(self.number.items()):
            column, row = divmod(place, rows)
            at, below = x + column * (room + 14), y + 24 + row * height
            name, reasons = self._name(item_id), self._reasons(item_id)
            words = [
                text("soft", at + 20, below + 12, str(number), 12.0, anchor="end", is_bold=True),
                text("text", at + 28, below + 12, short(name, 12.0, room - 28), 12.0),
            ]
            if is_roomy:
                words.append(text("soft", at + 28, below + 27, short(_sentence(reasons), 11.5, room - 28), 11.5))
            path = self._path(item_id)
            self.canvas.add(f"plot/list/{path}", "list", words, path=path, name=f"{number}: {name}", tip=reasons)
        return y + 24 + min(rows, count) * height

    def _reasons(self, item_id: str) -> str:
        """Why an item stands where it does."""
        places = self._place(item_id)
        kinds = {one.kind for one in places}
        if len(kinds) == 1 and kinds != {"proposed"}:
            return "place as stated" if kinds == {"stated"} else "place not known"
        return "; ".join(one.why.partition(":")[0] if one.kind == "unknown" else one.why for one in places)

    # The lanes ------------------------------------------------------------------------------------------------------

    def _columns(self, y: float) -> float:
        room = column_width(len(self.lanes), self.width - 2 * MARGIN)
        known = {lane.lane: lane for lane in self.known.lanes} if self.known is not None else {}
        columns = []
        for number, (lane, item_ids) in enumerate(self.lanes.items()):
            told = known[lane].in_words(self.calendar) if item_ids and lane in known else ""
            hint = self.derived.labels.applied(told if number == 0 or not told else f"With all before: {told}")
            columns.append(
                Column(
                    self.path,
                    LANE_TITLES.get(lane, lane),
                    hint,
                    [self._card(item_id, room) for item_id in item_ids],
                    "Items stand in the lane in which they are begun.",
                    "The first item: what is done first, and who sees to it" if not self.number and not number else "",
                    (("lane", lane or None),),
                )
            )
        return put_columns(self.canvas, columns, MARGIN, y, self.width - 2 * MARGIN)

    def _card(self, item_id: str, width: float) -> Card:
        item, path = self.roadmap.items[item_id], self._path(item_id)
        told = {value.path.rpartition("/")[2]: value for value in self.teller.values(item, path)}
        values = [
            told[name] for name in ("owner", "status", "due", "about", "after", "category", "exit") if name in told
        ]
        measure = item.measure
        if measure is not None and (words := self._measured(measure)):
            values.append(Value(f"{path}/measure", "Measure", "How progress is seen.", words))
        return Card(
            path,
            "Roadmap item",
            f"{self.number[item_id]} · {self._name(item_id)}",
            width,
            colour=STATUS_COLOURS.get(item.status or "", "yellow"),
            values=values,
            lines=self._lines(item_id),
            tip=self._tip(item_id),
        )

    def _measured(self, measure: Measure) -> str:
        """A measure in words: what is counted, from where to where."""
        what = measure.text or ""
        if measure.metric:
            shown_metric = next(
                (one.text for one in self.teller.values(measure, "measure") if one.path == "measure/metric"), ""
            )
            what = f"{what} ({shown_metric})" if what else shown_metric
        ends = [spelled(one) for one in (measure.baseline, measure.target) if one is not None]
        aim = f"today {ends[0]}" if ends else ""
        if measure.target is not None:
            aim = f"from {ends[0]} to {ends[1]}" if len(ends) > 1 else f"target {ends[0]}"
        return ", ".join(part for part in (what, aim) if part)

    def _lines(self, item_id: str) -> Iterator[str]:
        """What the figures say of an item."""
        one = self.known.items.get(item_id) if self.known is not None else None
        if one is None:
            return
        labels = self.derived.labels
        is_known = "unknown" not in {one.importance.kind, one.feasibility.kind}
        if lane_of(self.roadmap.items[item_id]) == UNPLACED and is_known:
            yield f"By its place on the plot: {one.lane}"
        if one.gain is not None:
            yield labels.applied(gain_in_words(one.gain, self.calendar))
        if one.reading is not None:
            yield f"Read {one.reading.on}: {one.reading.text}, {VERDICTS[one.reading.verdict]}"

    def _tip(self, item_id: str) -> str:
        one = self.known.items.get(item_id) if self.known is not None else None
        if one is None:
            return ""
        parts = [one.importance.why, one.feasibility.why, one.why, one.reading.why if one.reading else ""]
        return " ".join(f"{_sentence(part)}." for part in parts if part)

    # Below ----------------------------------------------------------------------------------------------------------

    def _open(self) -> list[tuple[str, list[Entry]]]:
        """What no item takes up, and what does not fit together."""
        if self.known is None:
            return []
        mark: tuple[Shape, ...] = (Dot("end-mark", 0, 0, 2.5),)
        found = []
        for future_id, paths in self.known.unclaimed.items():
            future = self.atlas.future.get(future_id)
            title = name_of(future, future_id) if future is not None else future_id
            entries = [
                Entry(f"unclaimed/{number}/{future_id}", path, mark, self._change(path))
                for number, path in enumerate(paths)
            ]
            found.append((f"In “{title}”, but no item does it", entries))
        odd = [Entry(f"clash/{number}", "", mark, words) for number, words in enumerate(self.known.clashes)]
        for item_id, one in self.known.items.items():
            odd += [
                Entry(
                    f"lost/{item_id}/{move}",
                    f"{self._path(item_id)}/moves",
                    mark,
                    lost_in_words(self._name(item_id), move),
                )
                for move in one.lost
            ]
        return [*found, ("Does not fit together", odd)]

    def _change(self, path: str) -> str:
        """A change of a future in words: what becomes what."""
        own = split(path)[-1]
        future = self.atlas.future.get(split(path)[1])
        value = future.changes.get(own) if future is not None else None
        return change_in_words(self.atlas, own, value)

    def _decisions(self, y: float) -> float:
        decisions = self.roadmap.decisions
        path = f"{self.roadmap.section}/decisions"
        if not decisions:
            if self.roadmap.items:
                y = self._first_decision(path, y)
            return y
        room = self.width - 2 * MARGIN
        heading = Paragraph("text", f"Decisions ({len(decisions)})", 15.0, room, is_bold=True)
        self.canvas.add(path, "heading", heading.at(MARGIN, y), path=path, name="Decisions")
        y += heading.height + 6
        for key, decision in newest_first(decisions):
            when = Paragraph("soft", decision.on or "no date", 12.5, 96.0, most=2)
            words = Paragraph("text", decision_in_words(self.atlas, decision, key), 12.5, room - 110, most=4)
            own = f"{path}/{join(key)}"
            shapes = [*when.at(MARGIN, y), *words.at(MARGIN + 110, y)]
            self.canvas.add(own, "record", shapes, path=own, name=f"Decision “{name_of(decision, key)}”")
            y += max(when.height, words.height) + 5
        return y + 12

    def _first_decision(self, path: str, y: float) -> float:
        words = Paragraph("soft", "The first decision: what was decided, and why", 12.5, 330.0)
        height = words.height + 14
        shapes: list[Shape] = [Box("step-ghost", MARGIN, y, 354.0, height, 3), *words.at(MARGIN + 12, y + 7)]
        self.canvas.add(f"invitation/{path}", "invitation", shapes, path=path, name="Add the first decision")
        return y + height + 16

    def _keys(self) -> Sequence[Key]:
        roles = {_dot_role(*self._place(item_id)) for item_id in self.number}
        keys = [
            Key((Dot(role, 0, 0, 8.0),), 20.0, words)
            for role, words in (
                ("ask", "place as stated"),
                ("part", "place proposed from figures"),
                ("open-bar", "place not known: drag it where it belongs"),
            )
            if role in roles
        ]
        if any(other in self.number for item in self.roadmap.items.values() for other in item.after):
            keys.append(Key((Line("leader", ((-14.0, 0.0), (14.0, 0.0)), has_head=True),), 30.0, "comes before"))
        if any(item.status in STATUS_COLOURS for item in self.roadmap.items.values()):
            keys += [
                Key((Box(f"card-{colour}", -8, -6, 16, 12, 2),), 20.0, words)
                for colour, words in (
                    ("yellow", "not started"),
                    ("blue", "in progress"),
                    ("pink", "blocked"),
                    ("green", "done"),
                )
            ]
        return keys

    def _path(self, item_id: str) -> str:
        return f"{self.path}/{join(item_id)}"

    def _name(self, item_id: str) -> str:
        return name_of(self.roadmap.items[item_id], item_id)


DOT_INK = {"ask": "ask-text", "part": "part-name", "open-bar": "open-text"}


def _dot_role(up: Placing, across: Placing) -> str:
    """Filled where somebody stated the place, open where it is proposed, dashed where nobody knows."""
    kinds = {up.kind, across.kind}
    return "open-bar" if "unknown" in kinds else "part" if "proposed" in kinds else "ask"


def _stated(what: str, value: float | None) -> Placing:
    if value is None:
        return Placing(MIDDLE, "unknown", f"{what} not stated")
    return Placing(min(max(value, 0.0), 1.0), "stated", f"{what} as stated")


def _in_order(placed: dict[str, list[str]]) -> list[str]:
    return [item_id for item_ids in placed.values() for item_id in item_ids]


def _free(
    wanted: tuple[float, float], taken: Sequence[tuple[float, float]], room: tuple[float, float, float, float]
) -> tuple[float, float]:
    """The place nearest to the wanted one where a dot touches no other; found on a spiral around it."""
    apart = 2 * DOT + DOT_GAP
    left, top, right, bottom = room
    for step in range(4000):
        angle, far = step * 2.399963, 5.0 * math.sqrt(step)
        x, y = wanted[0] + far * math.cos(angle), wanted[1] + far * math.sin(angle)
        is_inside = left <= x <= right and top <= y <= bottom
        if is_inside and all(math.hypot(x - one, y - other) >= apart for one, other in taken):
            return x, y
    return wanted


def _arrow(
    start: tuple[float, float],
    end: tuple[float, float],
    dots: Sequence[tuple[float, float]],
    room: tuple[float, float, float, float],
) -> Line:
    """From the edge of one dot to the edge of another, around those in between as far as one bend in the room goes."""
    left, top, right, bottom = room
    far = math.hypot(end[0] - start[0], end[1] - start[1]) or 1.0
    across = (start[1] - end[1]) / far, (end[0] - start[0]) / far
    others = [dot for dot in dots if dot not in (start, end)]
    for bend in BENDS:
        middle = (start[0] + end[0]) / 2 + bend * across[0], (start[1] + end[1]) / 2 + bend * across[1]
        if not (left <= middle[0] <= right and top <= middle[1] <= bottom):
            continue
        first, last = _towards(start, middle), _towards(end, middle)
        if all(_distance(dot, first, middle) > DOT and _distance(dot, middle, last) > DOT for dot in others):
            points = (first, middle, last) if bend else (first, last)
            return Line("leader", points, has_head=True, radius=40.0)
    return Line("leader", (_towards(start, end), _towards(end, start)), has_head=True)


def _towards(dot: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """The point on the edge of a dot that lies towards another point."""
    far = math.hypot(other[0] - dot[0], other[1] - dot[1]) or 1.0
    return dot[0] + (other[0] - dot[0]) / far * (DOT + 1), dot[1] + (other[1] - dot[1]) / far * (DOT + 1)


def _distance(point: tuple[float, float], start: tuple[float, float], end: tuple[float, float]) -> float:
    """How far a point lies from a straight piece of a line."""
    right, down = end[0] - start[0], end[1] - start[1]
    along = (point[0] - start[0]) * right + (point[1] - start[1]) * down
    share = min(max(along / ((right**2 + down**2) or 1.0), 0.0), 1.0)
    return math.hypot(point[0] - start[0] - share * right, point[1] - start[1] - share * down)


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}"


def change_in_words(atlas: "Atlas", path: str, value: object) -> str:
    """A change of a future by the names of what it changes: ``Legal review: Wait time becomes 1 d``."""
    name = name_at(atlas, f"current/{path}")
    if value is None:
        return f"{name} goes"
    if isinstance(value, dict):
        told = value.get("name") or value.get("title")
        return f"new: {told}" if told else f"{name} changes"
    return f"{name} becomes {', '.join(map(str, value)) if isinstance(value, list) else spelled(value)}"


def lost_moves(item: RoadmapItem, changes: Iterable[str]) -> tuple[str, ...]:
    """The moves of an item that match none of these changes of its future."""
    known = list(changes)
    return tuple(move for move in item.moves if not any(is_inside(path, move_of(move)) for path in known))


def move_of(typed: str) -> str:
    """A move as a path relative to the current map, however it was written."""
    return typed.strip().strip("/").removeprefix("current/")


def lost_in_words(name: str, move: str) -> str:
    """A move that matches nothing, as a sentence."""
    return f"“{name}” moves {shown(move)}, which its future does not change"


def decision_in_words(atlas: "Atlas", decision: Decision, key: str) -> str:
    """A decision with its reason, what was expected, how far it is and when to look at it again."""
    about = name_at(atlas, decision.about) if decision.about else ""
    parts = {
        "": name_of(decision, key),
        "Why: ": decision.because,
        "Expected: ": decision.expect,
        "About: ": about,
        "Status: ": decision.status,
        "Look again: ": decision.revisit,
    }
    return " ".join(f"{heading}{words.rstrip('. ')}." for heading, words in parts.items() if words)


def newest_first(decisions: dict[str, Decision]) -> list[tuple[str, Decision]]:
    """By date, the newest first, those without a date last."""

    def when(entry: tuple[str, Decision]) -> date:
        period = period_of(entry[1].on) if entry[1].on else None
        return period.start if period else date.min

    return sorted(decisions.items(), key=when, reverse=True)


@check(RoadmapMap)
def lanes_are_read(roadmap: RoadmapMap) -> Iterator[Finding]:
    """A lane is now, next, later, or a date."""
    for item_id, item in roadmap.items.items():
        if item.lane and lane_of(item) == UNPLACED:
            yield Finding(
                f"items/{join(item_id)}/lane",
                f"lane: {shown(item.lane)} is no lane",
                Severity.WARNING,
                "write now, next, later, or a date or quarter such as 2027-Q1",
            )


@check(RoadmapMap)
def dates_are_read(roadmap: RoadmapMap) -> Iterator[Finding]:
    """Dates of items, readings and decisions can be read."""
    for item_id, item in roadmap.items.items():
        path = f"items/{join(item_id)}"
        yield from _undated(f"{path}/due", "due", item.due)
        for on, value in item.measure.readings.items() if item.measure is not None else ():
            where = f"{path}/measure/readings/{join(str(on))}"
            yield from _undated(where, "a reading", on)
            if value is None or isinstance(value, list) or value == "":
                yield Finding(
                    where, f"the reading of {shown(on)} is empty", Severity.WARNING, "write a figure such as 3wk"
                )
    for key, decision in roadmap.decisions.items():
        yield from _undated(f"decisions/{join(key)}/on", "on", decision.on)
        yield from _undated(f"decisions/{join(key)}/revisit", "revisit", decision.revisit)


def _undated(path: str, what: str, typed: object) -> Iterator[Finding]:
    if typed not in (None, "") and period_of(typed) is None:
        yield Finding(
            path, f"{what}: {shown(typed)} is no date", Severity.WARNING, "write a date such as 2027-03-31 or 2027-Q1"
        )


@check(RoadmapMap)
def places_are_shares(roadmap: RoadmapMap) -> Iterator[Finding]:
    """Importance and feasibility lie between 0 and 1."""
    for item_id, item in roadmap.items.items():
        for name, value in (("importance", item.importance), ("feasibility", item.feasibility)):
            if value is not None and value < 0:
                yield Finding(
                    f"items/{join(item_id)}/{name}",
                    f"{name}: {shown(value)} is below 0",
                    Severity.ERROR,
                    "write a number from 0 to 1",
                )


@check(RoadmapMap)
def moves_have_a_future(roadmap: RoadmapMap) -> Iterator[Finding]:
    """Moves are changes of a future that the item names."""
    for item_id, item in roadmap.items.items():
        if item.moves and not item.future:
            yield Finding(
                f"items/{join(item_id)}/moves",
                "moves are changes of a future, and this item names none",
                Severity.WARNING,
                "add future: with the id of the future that they belong to",
            )


@check(RoadmapMap)
def order_has_no_circle(roadmap: RoadmapMap) -> Iterator[Finding]:
    """Items do not wait for each other in a circle."""
    told: set[str] = set()
    for item_id in roadmap.items:
        circle = _circle(roadmap, item_id)
        if circle and not told & set(circle):
            told |= set(circle)
            names = " → ".join(name_of(roadmap.items[one], one) for one in [*circle, circle[0]])
            yield Finding(
                f"items/{join(circle[0])}/after",
                f"these wait for each other in a circle: {names}",
                Severity.WARNING,
                "let one of them start without the others",
            )


def _circle(roadmap: RoadmapMap, start: str) -> list[str]:
    """A shortest way from an item back to itself along what it comes after; empty where there is none."""
    before: dict[str, str] = {}
    found = [start]
    for here in found:
        for other in roadmap.items[here].after:
            if other == start:
                way = [here]
                while way[-1] != start:
                    way.append(before[way[-1]])
                return way[::-1]
            if other in roadmap.items and other not in before:
                before[other] = here
                found.append(other)
    return []


@check(RoadmapMap)
def needs_come_first(roadmap: RoadmapMap) -> Iterator[Finding]:
    """An item does not stand in an earlier lane than what it comes after."""
    order = {lane: place for place, lane in enumerate(lanes(roadmap)) if lane != UNPLACED}
    for item_id, item in roadmap.items.items():
        for other in dict.fromkeys(item.after):
            if other not in roadmap.items or roadmap.items[other].status == "done":
                continue
            own, needed = lane_of(item), lane_of(roadmap.items[other])
            is_comparable = own in order and needed in order and (own in NAMED_LANES) == (needed in NAMED_LANES)
            if is_comparable and order[own] < order[needed]:
                name, needs = name_of(item, item_id), name_of(roadmap.items[other], other)
                yield Finding(
                    f"items/{join(item_id)}/lane",
                    f"“{name}” is planned {own}, but comes after “{needs}”, which is planned {needed}",
                    Severity.WARNING,
                    "move one of them, or take the other out of after:",
                )
