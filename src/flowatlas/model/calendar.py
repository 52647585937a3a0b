"""Working and elapsed time: how long a day and a week are."""

from typing import NamedTuple

SECONDS_PER_HOUR = 3600.0
WEEKS_PER_MONTH = 52 / 12
WEEKS_PER_YEAR = 52.0
ELAPSED_HOURS_PER_WEEK = 168.0


class Calendar(NamedTuple):
    """How much working time a day and a week hold; 24 hours and 7 days make all time elapsed time.

    >>> Calendar().unit_seconds("wk") / 3600
    40.0
    """

    hours_per_day: float = 8.0
    days_per_week: float = 5.0

    def unit_seconds(self, unit: str) -> float:
        """Seconds of working time in a ``s``, ``m``, ``h``, ``d``, ``wk``, ``mo`` (52/12 weeks) or ``y`` (52 weeks)."""
        day = self.hours_per_day * SECONDS_PER_HOUR
        week = self.days_per_week * day
        return {
            "s": 1.0,
            "m": 60.0,
            "h": SECONDS_PER_HOUR,
            "d": day,
            "wk": week,
            "mo": week * WEEKS_PER_MONTH,
            "y": week * WEEKS_PER_YEAR,
        }[unit]

    @property
    def working_share(self) -> float:
        """Working time as a share of elapsed time, 0 to 1: (hours per day x days per week) / 168."""
        return self.hours_per_day * self.days_per_week / ELAPSED_HOURS_PER_WEEK

    @property
    def text(self) -> str:
        """The calendar in words, as printed beside every total."""
        if self == ELAPSED:
            return "elapsed time, 24-hour days, 7-day weeks"
        return f"working time, {self.hours_per_day:g}-hour days, {self.days_per_week:g}-day weeks"


ELAPSED = Calendar(24.0, 7.0)
