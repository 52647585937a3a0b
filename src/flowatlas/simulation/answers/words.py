"""Words: how simulations say figures, as the headline of a map does."""

import math
from typing import TYPE_CHECKING

from flowatlas.metrics.headline import in_working_time
from flowatlas.model.calendar import Calendar
from flowatlas.model.path import split
from flowatlas.model.quantity import Duration, Rate, Share
from flowatlas.model.wording import rounded
from flowatlas.simulation.planning.staffing import role_name

if TYPE_CHECKING:
    from flowatlas.maps.value_stream import ValueStreamMap


class Words:
    """Figures of one stream in words, rounded as simulated figures deserve."""

    def __init__(self, stream: "ValueStreamMap", calendar: Calendar) -> None:
        self.stream, self.calendar = stream, calendar

    def time(self, seconds: float, beside: float = 0.0) -> str:
        """A time in the unit that reads best: ``19 days``."""
        return Duration.say(max(seconds, 0.0), self.calendar, words=True, is_rough=True, beside=beside)

    def span(self, low: float, high: float) -> str:
        """From where to where, with the unit once where it is the same: ``16 to 30 days``."""
        first, last = self.time(low, high), self.time(high, high)
        figure, _, unit = first.partition(" ")
        if first == last:
            return f"about {first}"
        return f"{figure} to {last}" if unit.rstrip("s") == last.partition(" ")[2].rstrip("s") else f"{first} to {last}"

    def share(self, part: float) -> str:
        """A share in percent."""
        return Share.say(part, self.calendar, is_rough=True)

    def a_week(self, rate: float) -> str:
        """How many there are in a week, of items per second."""
        return rounded(rate * self.calendar.unit_seconds("wk"), is_rough=True)

    def pace(self, rate: float) -> str:
        """Items per second in words, in the unit of tables, or a year where that is hardly any: ``8 items a week``."""
        amount = rate * self.calendar.unit_seconds("wk")
        if 0 < amount < FEW_A_WEEK:
            yearly = rate * self.calendar.unit_seconds("y")
            return f"{_items(rounded(yearly, is_rough=True))} a year" if yearly >= FEW_A_YEAR else "Hardly any items"
        number, _, each = Rate.say(rate, self.calendar, words=True, is_rough=True).partition(" ")
        return f"{_items(number)} {each}"

    def growth(self, comes: float, more: float) -> str:
        """What comes, gets through and piles up each week, rounded so that one is the sum of the others."""
        week = self.calendar.unit_seconds("wk")
        digits = max(1 - math.floor(math.log10(more * week)), 0)
        come, wait = round(comes * week, digits), round(more * week, digits)
        through = max(come - wait, 0.0)
        told = [f"{number:,.{digits}f}" for number in (come, through, wait)]
        told = [number.rstrip("0").rstrip(".") if digits else number for number in told]
        are = "waits" if told[2] == "1" else "wait"
        return f"{_items(told[0])} a week come, {told[1]} get through, so {told[2]} more {are} every week"

    def working(self, sentence: str) -> str:
        """A sentence that says that its days are working ones."""
        return in_working_time(sentence, self.calendar)

    def role(self, role_id: str) -> str:
        """What people call a role."""
        return role_name(self.stream, role_id)

    def value(self, path: str) -> str:
        """A value by its path, as it stands in a sentence: ``the wait before “Review”``."""
        keys = split(path)
        holder, _, field = path.rpartition("/")
        if keys[0] == "roles" and len(keys) > 2:
            told = {"people": "how many people “{}” has", "availability": "how much time “{}” has"}
            return told.get(field, "“{}”").format(self.role(keys[1]))
        if keys[0] in VALUES:
            return VALUES[keys[0]]
        if keys[0] != "steps" or len(keys) < 3:
            return path.replace("_", " ")
        step = self.stream.step_name(keys[1])
        if keys[2] == "rework":
            back = self.stream.name_of(holder).removeprefix("rework ")
            return f"the wait on the way back {back}" if field == "wait_time" else f"how many items go back {back}"
        return FIELDS.get(keys[2] if len(keys) == 3 else "part", "“{}”").format(step)


def _items(number: str) -> str:
    return f"{number} item{'' if number == '1' else 's'}"


FEW_A_WEEK, FEW_A_YEAR = 0.1, 0.01
"""Fewer a week are told by the year; of fewer a year no figure is told."""

VALUES = {"demand": "how many items come", "final_wait": "the wait after the last step"}
FIELDS = {
    "wait_time": "the wait before “{}”",
    "process_time": "the process time of “{}”",
    "touch_time": "the hands-on time of “{}”",
    "percent_complete_accurate": "how much of what “{}” hands on is usable as it is",
    "share": "how many items go through “{}”",
    "set_up_time": "the set-up of “{}”",
    "cadence": "how often “{}” is done",
    "batch": "how many items go together through “{}”",
    "capacity": "how many items “{}” can hold",
    "work_in_progress_limit": "how many items may be at “{}”",
    "part": "a part of “{}”",
}


def of_a_hundred(part: float) -> str:
    """A share as so many of a hundred: ``12 of 100``; never none and never all of them where that is not so."""
    number = round(100 * part)
    number = max(number, 1) if part > 0 else number
    return f"{min(number, 99) if part < 1 else number} of 100"
