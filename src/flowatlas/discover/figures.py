"""Measured figures as people would write them: a time with its percentiles, a share, a rate, and of how many items."""

from collections.abc import Iterable
from math import floor, log10
from typing import Any

from flowatlas.discover.times.measured import MeasuredRework, MeasuredStep, Spread
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import MOST_DAYS, Duration

DIGITS = 3
FEW = 20
"""Of fewer items the outer percentiles are single items, so that only the inner ones are told."""

SMALLEST_PERCENT = 0.01
MOMENT = 1e-6
"""The shortest time, in seconds, that a log can tell."""


def time_of(seconds: float, calendar: Calendar) -> str | int:
    """A time in the unit of the calendar that reads best, to three digits; 0 is nothing at all.

    >>> time_of(100_000, Calendar()), time_of(59.96, Calendar())
    ('3.47d', '60s')
    """
    if seconds < MOMENT:
        return 0
    day = calendar.unit_seconds("d")
    if round(seconds) == 3600:
        return "1h"
    limits = ((90.0, "s"), (min(5400.0, day), "m"), (day, "h"), (MOST_DAYS * day, "d"))
    unit = next((unit for limit, unit in limits if seconds < limit), "wk")
    return f"{_rounded(seconds / calendar.unit_seconds(unit))}{unit}"


def per_pass(link: MeasuredRework, step: MeasuredStep) -> float:
    """The share of the sender's passes, later ones included, that are sent back.

    The map repeats a loop with the same share each time, so that a share of passes gives as many repetitions as were
    seen, also where some items go round much more often than others.
    """
    return min(link.count / step.passes, 0.99) if link.count and step.passes else min(link.share, 0.99)


def spread_of(spread: Spread | None, calendar: Calendar) -> Any:
    """Measured percentiles as a quantity; None where nothing is known.

    What the data cannot tell is left out. Where not even half of the items were seen to the end, it is at least what
    one in ten took.
    """
    if spread is None or not spread.size:
        return None
    known = {name: value for name in Spread._fields[:4] if (value := getattr(spread, name)) is not None}
    if "p50" not in known:
        return f">{time_of(known['p10'], calendar)} measured" if known.get("p10") else None
    if spread.size < FEW:
        known = {name: value for name, value in known.items() if name in {"p50", "p85"}}
    return {**_rising(known, calendar), "n": spread.size}


def _rising(known: dict[str, float], calendar: Calendar) -> dict[str, str | int]:
    """Percentiles as text; rounding never lets a higher one fall below a lower one."""
    told: dict[str, str | int] = {}
    last, most = None, 0.0
    for name, seconds in known.items():
        text = time_of(seconds, calendar)
        amount = Duration.read(text, calendar).middle
        if last is not None and amount < most:
            text, amount = last, most
        told[name], last, most = text, text, amount
    return told


def share_of(share: float, size: int = 0) -> Any:
    """A measured share in percent, to a hundredth where it is small, with how many were seen."""
    text = f"{percent(share)}%"
    return {"value": text, "basis": "measured", "n": size} if size else f"{text} measured"


def percent(share: float) -> str:
    """A share in percent; what is less than all, or more than nothing, never reads as all or as nothing.

    >>> percent(0.99996), percent(0.5), percent(1.0), percent(0.00001), percent(1.5)
    ('99.99', '50', '100', '0.01', '150')
    """
    if share <= 0 or share >= 1:
        return f"{share * 100:.0f}"
    number = min(max(share * 100, SMALLEST_PERCENT), 100 - SMALLEST_PERCENT)
    text = f"{number:.1f}" if 1 <= number <= 99 else f"{number:.2f}"
    return text.rstrip("0").rstrip(".")


def parts_of_a_whole(shares: Iterable[float]) -> list[float]:
    """Shares of alternatives that add up to no more than all items, also when they are rounded."""
    several = list(shares)
    total = sum(several)
    if total > 1:
        several = [one / total for one in several]
    if sum(float(percent(one)) for one in several) > 100 + 1e-9:
        several = [floor(one * 1000) / 1000 for one in several]
    return several


def rate_of(per_second: float | None, calendar: Calendar) -> str | None:
    """Items per day, week, month or year: in the shortest of which at least one comes."""
    if not per_second or per_second <= 0:
        return None
    unit = next((unit for unit in ("d", "wk", "mo") if per_second * calendar.unit_seconds(unit) >= 1), "y")
    return f"{_rounded(per_second * calendar.unit_seconds(unit))}/{unit} measured"


def _rounded(number: float) -> str:
    places = max(DIGITS - 1 - floor(log10(number)), 0) if number > 0 else 0
    text = f"{number:.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
