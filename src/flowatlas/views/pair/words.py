"""Times of two maps in words, in the unit in which people would say them."""

import math

from flowatlas.model.calendar import Calendar
from flowatlas.model.picture import Takes
from flowatlas.model.quantity import Duration
from flowatlas.model.wording import rounded


def total_in_words(takes: Takes | None, calendar: Calendar) -> tuple[str, list[str]]:
    """How long it takes, and how well that is known."""
    if takes is None:
        return "?", ["nobody knows yet how long"]
    if math.isinf(takes.seconds):
        return "without end", ["some never come out"]
    is_exact = takes.low == takes.high or not takes.seconds
    words = Duration.say(takes.seconds, calendar, words=True, is_rough=not is_exact)
    notes = [] if is_exact else [_between(takes.low, takes.high, takes.seconds, calendar)]
    if takes.unknowns:
        notes.append("one value not known" if takes.unknowns == 1 else f"{takes.unknowns} values not known")
    return words, notes


def _between(low: float, high: float, middle: float, calendar: Calendar) -> str:
    """Where the typical time lies, in the unit of the figure in the middle.

    >>> day = 8 * 3600
    >>> _between(36 * day, 97 * day, 54 * day, Calendar())
    'somewhere from 36 to 97 days'
    >>> _between(2.9 * day, 5.4 * day, 2.8 * day, Calendar())
    'on average 2.9 to 5.4 days'
    """
    unit = unit_of(middle, calendar)
    first, last = (rounded(one / calendar.unit_seconds(unit), is_rough=True) for one in (low, min(high, 1e300)))
    word = Duration.say(middle, calendar, words=True).partition(" ")[2].rstrip("s")
    if math.isinf(high):
        return f"{first} {word}s or more"
    if first == last:
        return f"about {last} {word}{'' if last == '1' else 's'}"
    # The doubt is about the mean, which a few that take very long lift beyond the time of most items.
    return f"{'on average' if middle < low else 'somewhere from'} {first} to {last} {word}s"


def unit_of(seconds: float, calendar: Calendar) -> str:
    """The unit in which a time is said: s, m, h, d or wk."""
    return Duration.say(seconds, calendar).rpartition(" ")[2].replace("min", "m") or "d"
