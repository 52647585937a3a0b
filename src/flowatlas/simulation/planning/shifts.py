"""Shifts: who works on which days."""

from typing import TYPE_CHECKING

from flowatlas.metrics.sample import CannotSayError
from flowatlas.model.atlas import DAYS, weekday_of
from flowatlas.simulation.planning.clock import Days, clock_of
from flowatlas.simulation.planning.staffing import role_name

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from flowatlas.maps.value_stream import ValueStreamMap
    from flowatlas.model.working_hours import WorkingHours


class Shifts:
    """The clock and all sets of hours of a stream: that of the calendar, then those of roles with days of their own.

    Raises:
        CannotSayError: roles that do a step together share no day with each other or with the calendar.
    """

    def __init__(self, stream: "ValueStreamMap", hours: "WorkingHours", start: "datetime | None") -> None:
        self.stream, self.calendar = stream, tuple(sorted(hours.workdays))
        found = [self._days(step.roles) for step in stream.steps.values()]
        self.others = [days for days in dict.fromkeys(found) if days != self.calendar]
        self.clock, self.hours = clock_of(hours, start, self.others)

    def number_of(self, roles: "Iterable[str]") -> int:
        """The number of the hours at which these roles work together."""
        days = self._days(roles)
        return 0 if days == self.calendar else 1 + self.others.index(days)

    def _days(self, roles: "Iterable[str]") -> Days:
        days = set(self.calendar)
        for role_id in roles:
            role = self.stream.roles.get(role_id)
            own = {day for one in (role.workdays if role is not None else []) if (day := weekday_of(one)) is not None}
            days &= own or days
            if not days and self.calendar:
                raise CannotSayError(f"“{role_name(self.stream, role_id)}” never works: {self._why(own)}.")
        return tuple(sorted(days))

    def _why(self, own: set[int]) -> str:
        days = ", ".join(DAYS[day] for day in sorted(own))
        if own & set(self.calendar):
            return f"the others of a step that it does work on other days than {days}"
        return f"{days} is not in the calendar"
