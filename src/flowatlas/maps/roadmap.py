"""The roadmap: what is changed first, by whom, what it is expected to do, and what it did."""

import math
import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from flowatlas.drawing.figure import spelled
from flowatlas.drawing.told import name_at, name_of
from flowatlas.model.calendar import Calendar
from flowatlas.model.gain import CERTAIN, Gain
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.path import is_inside, join
from flowatlas.model.picture import Derived, Picture
from flowatlas.model.quantity import Duration, Money, Share
from flowatlas.model.record import Figure, Map, Record, Reference, described
from flowatlas.model.wording import shown

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
        "Importance", "How much it matters, 0 to 1.", at_least=0, at_most=1, absent="proposed from its effect"
    )
    feasibility: float | None = described(
        "Feasibility", "How easily it can be done, 0 to 1.", at_least=0, at_most=1, absent="proposed from its effort"
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
        from flowatlas.maps.pictures.roadmap import roadmap_picture

        return roadmap_picture(self, atlas, derived)

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


def latest_reading(measure: Measure) -> tuple[Period, Any] | None:
    """When a measure was read last, and what it was; None where nothing was read at a date that can be read."""
    dated = [
        (period, value)
        for on, value in measure.readings.items()
        if (period := period_of(on)) is not None and value is not None
    ]
    return max(dated, key=lambda one: one[0].end, default=None)


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
