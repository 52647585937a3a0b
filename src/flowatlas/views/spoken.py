"""Times as people say them to each other: few digits, the unit that reads best."""

import math

from flowatlas.model.calendar import Calendar

CLOSE = 0.01
"""How far a spoken figure may be off before it is "about"."""

_WORDS = {"s": "second", "m": "minute", "h": "hour", "d": "day", "wk": "week", "mo": "month", "y": "year"}


def spoken(seconds: float, calendar: Calendar) -> str:
    """A time in words, with "about" where it was rounded.

    >>> spoken(6 * 40 * 3600, Calendar()), spoken(53.8 * 8 * 3600, Calendar())
    ('6 weeks', 'about 11 weeks')
    """
    if math.isinf(seconds):
        return "without end"
    if seconds == 0:
        return "no time"
    unit = _unit(seconds, calendar)
    number = _rounded(seconds / calendar.unit_seconds(unit))
    is_close = abs(number * calendar.unit_seconds(unit) / seconds - 1) <= CLOSE
    return f"{'' if is_close else 'about '}{_counted(number, unit)}"


def spoken_range(low: float, high: float, calendar: Calendar) -> str:
    """A time that is only known to within two ends, in words; one figure where they sound the same.

    >>> spoken_range(36 * 8 * 3600, 97 * 8 * 3600, Calendar()), spoken_range(3 * 3600, 16 * 3600, Calendar())
    ('7 to 19 weeks', '3 hours to 2 days')
    """
    if math.isinf(high) or low <= 0 or low == high:
        return spoken(high, calendar)
    unit = _unit(high, calendar)
    first, last = (_rounded(one / calendar.unit_seconds(unit)) for one in (low, high))
    if first == last:
        text = _counted(last, unit)
        return f"about {text}"
    if first < 1:
        start = _unit(low, calendar)
        return f"{_counted(_rounded(low / calendar.unit_seconds(start)), start)} to {_counted(last, unit)}"
    return f"{_figure(first)} to {_counted(last, unit)}"


def _unit(seconds: float, calendar: Calendar) -> str:
    """The unit that gives small numbers: days up to three weeks, weeks up to half a year, months up to two years."""
    day, week, month = (calendar.unit_seconds(unit) for unit in ("d", "wk", "mo"))
    limits = [
        (90.0, "s"),
        (min(3600.0, day), "m"),
        (day, "h"),
        (max(3 * week, day), "d"),
        (6 * month, "wk"),
        (24 * month, "mo"),
    ]
    return next((unit for limit, unit in limits if seconds < limit * (1 - 1e-9)), "y")


def _rounded(number: float) -> float:
    """Halves up to three, whole numbers up to a hundred, two digits beyond; never nothing where there is something."""
    if number < 0.25:
        return float(f"{number:.1g}")
    if number < 3:
        return max(round(number * 2) / 2, 0.5)
    if number < 100:
        return float(round(number))
    return float(round(number, 1 - math.floor(math.log10(number))))


def _figure(number: float) -> str:
    return f"{number:,.0f}" if number == round(number) else f"{number:g}"


def _counted(number: float, unit: str) -> str:
    word = _WORDS[unit]
    return f"{_figure(number)} {word}{'' if number == 1 else 's'}"
