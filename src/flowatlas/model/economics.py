"""Economics: what time, faults and delay cost, and what a change costs and brings besides."""

from typing import Literal

from flowatlas.model.quantity import Count, Money, Rate, Share
from flowatlas.model.record import Record, Reference, described


class EconomicLine(Record):
    """A cost or a gain that the map does not hold: paid once, every month or year, or for each of something."""

    title: str | None = described("Title", "What it is.")
    counts: Literal["cost", "gain"] = described("Counts as", "Whether it is paid or gained.", default="cost")
    once: Money | None = described("Once", "Paid or gained once, at the start.", absent="nothing")
    monthly: Money | None = described("Monthly", "Paid or gained every month.", absent="nothing")
    yearly: Money | None = described("Yearly", "Paid or gained every year.", absent="nothing")
    each: Money | None = described("Each", "What one of them costs, where they are counted before and after.")
    before: Rate | None = described("Before", "How many of them there are today, such as 18/mo.")
    after: Rate | None = described("After", "How many of them there will be.")
    future: str | None = described(
        "Only with", "The future that it belongs to.", reference=Reference("/future"), absent="every future"
    )


class Economics(Record):
    """What an hour of work, a fault and a week of delay cost."""

    hour: Money | None = described("Hour", "What an hour of somebody's work costs, overheads included.")
    delay_per_item_week: Money | None = described("Week of delay", "What it costs when one item comes a week later.")
    fault: Money | None = described(
        "Fault", "What it costs when one item is not right the first time, besides the work of doing it again."
    )
    months: Count | None = described("Months", "How many months are looked at.", absent="12 months")
    realised: Share | None = described(
        "Realised", "Share of the hours saved that really become other work.", absent="all of them"
    )
    lines: dict[str, EconomicLine] = described("Lines", "Other costs and gains.", default=dict)
