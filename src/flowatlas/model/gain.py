"""Gain: what a change does to the lead time, and how sure that is."""

import math
from typing import NamedTuple

from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Duration, Share

CERTAIN = 0.995
"""From which chance on something counts as almost certain."""


class Gain(NamedTuple):
    """What a change does to the lead time with rework, over what we do not know: after less before.

    ``low``, ``middle`` and ``high`` are p10, p50 and p90 in seconds of working time, ``mean`` is the expected change;
    ``share`` the relative change of the expected lead time, None where that is unbounded; ``sure`` the chance, 0 to 1,
    that it falls at all.
    """

    low: float
    middle: float
    high: float
    mean: float
    share: float | None
    sure: float

    def say(self, calendar: Calendar) -> str:
        """The expected change: ``16 d sooner (26%)``."""
        if not math.isfinite(self.mean):
            return "items get through at all"
        size = Duration.say(abs(self.mean), calendar, is_rough=True)
        part = "" if self.share is None else f" ({Share.say(abs(self.share), calendar, is_rough=True)})"
        return f"{size} {'sooner' if self.mean < 0 else 'later'}{part}"

    def say_sure(self, calendar: Calendar) -> str:
        """How sure it is that it helps at all."""
        if self.sure >= CERTAIN:
            return "certain to help" if self.low == self.high else "almost certain to help"
        return f"{Share.say(self.sure, calendar, is_rough=True)} sure to help"

    def say_range(self, calendar: Calendar) -> str:
        """Between what and what 8 in 10 of our doubts put it; '' where there is no doubt."""
        if self.low == self.high or not (math.isfinite(self.low) and math.isfinite(self.high)):
            return ""
        ends = sorted((max(-self.high, 0.0), max(-self.low, 0.0)))
        low, high = (Duration.say(end, calendar, is_rough=True, beside=ends[1]) for end in ends)
        return f"{low} to {high}" if low != high else ""
