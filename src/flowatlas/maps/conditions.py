"""What queues come from: how items arrive, which classes there are, and how much work may be in progress."""

from typing import Any, Literal

from flowatlas.model.notation import QuantityError
from flowatlas.model.quantity import Count, Share
from flowatlas.model.record import Record, described

MOST_PLANNED = 1_000_000
"""More items than this on one date are taken for a slip of the pen."""


class Arrivals(Record):
    """How items come in, where they do not just come one by one at random, as many as the demand says."""

    spacing: Literal["random", "even"] = described(
        "Spacing", "Whether they come at random, or one after the other at even intervals.", default="random"
    )
    batch: Count | None = described("Together", "How many come at the same time.", at_least=1, absent="one")
    schedule: dict[str, Any] = described(
        "Schedule", "How many come on a date, such as 2027-01-15: 5, besides the demand.", default=dict
    )


class ItemClass(Record):
    """A class of items that is served before or after others."""

    name: str | None = described("Name", "What these items are called.")
    share: Share | None = described("Share", "Share of all items.", absent="what the other classes leave over")
    priority: Count | None = described(
        "Priority",
        "Which one is taken first where several wait: 1 before 2.",
        at_least=1,
        absent="after all that have one",
    )


class Group(Record):
    """What holds for all steps of a group together."""

    work_in_progress_limit: Count | None = described(
        "WIP limit",
        "How many items may be in the steps of the group at once, waiting ones included.",
        at_least=1,
        absent="no limit",
    )


def count_of(typed: Any) -> int | None:
    """How many items somebody planned; None where that is no count of at least one."""
    try:
        quantity = Count.read(typed)
    except QuantityError:
        return None
    is_count = bool(quantity.points) and 0.5 <= quantity.middle <= MOST_PLANNED
    return round(quantity.middle) if is_count else None
