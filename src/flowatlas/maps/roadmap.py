"""The roadmap: what is changed first, by whom, what it is expected to do, and what it did."""

import re
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple

from flowatlas.model.quantity import Duration, Money
from flowatlas.model.record import Figure, Map, Record, Reference, described

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
