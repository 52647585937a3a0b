"""The roadmap: what is changed first, by whom, what it is expected to do, and what it did."""

from typing import Any, Literal

from flowatlas.model.quantity import Duration, Money
from flowatlas.model.record import Figure, Map, Record, Reference, described

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
