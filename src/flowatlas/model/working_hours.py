"""Working hours: which hours of which days are worked, and where the clock stands."""

from dataclasses import dataclass
from datetime import date

from flowatlas.model.calendar import ELAPSED, Calendar


@dataclass(frozen=True)
class WorkingHours:
    """Every working day from ``opens`` (seconds after midnight) for so many hours; days count from Monday, 0.

    The clock stands in the time zone ``zone``, daylight saving included. All hours of all days are elapsed time.
    """

    opens: float = 9 * 3600.0
    hours_per_day: float = 8.0
    workdays: tuple[int, ...] = (0, 1, 2, 3, 4)
    holidays: frozenset[date] = frozenset()
    zone: str = "UTC"

    @property
    def calendar(self) -> Calendar:
        """How long a day and a week are."""
        return Calendar(self.hours_per_day, float(len(self.workdays)))

    @property
    def is_elapsed(self) -> bool:
        """Whether every hour of every day counts."""
        return self.calendar == ELAPSED and not self.holidays
