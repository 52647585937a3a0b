"""The atlas: one document, with every map of one study."""

import math
import re
from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from flowatlas.model.calendar import Calendar
from flowatlas.model.economics import Economics
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.overlay import Future
from flowatlas.model.record import Map, Record, described
from flowatlas.model.wording import shown
from flowatlas.model.working_hours import WorkingHours, time_zone

FORMAT_VERSION = 1

SECTIONS = ("outcome", "current", "dependency", "capability", "future", "roadmap")
"""The sections of a study in the order in which it goes on."""

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
"""Days of the week as they are written, from Monday on."""

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])(?::([0-5][0-9]))?")

MapType = TypeVar("MapType", bound=Map)


def place_of(section: str) -> int:
    """Where a section stands in the order in which a study goes on; those that are not ours come last."""
    return SECTIONS.index(section) if section in SECTIONS else len(SECTIONS)


class WorkingCalendar(Record):
    """How much working time a day and a week hold."""

    hours_per_day: float = described(
        "Hours per day", "Working hours in a day, up to 24.", default=8.0, above=0, at_most=24
    )
    days_per_week: float = described(
        "Days per week", "Working days in a week, up to 7.", default=5.0, above=0, at_most=7
    )
    start: str | None = described("Start", "When a working day starts, such as 09:00.", absent="09:00")
    workdays: list[str] = described(
        "Working days", "Which days are worked, such as mon, tue.", default=list, absent="from Monday on"
    )
    holidays: list[str] = described("Holidays", "Dates that are not worked, such as 2026-12-25.", default=list)
    time_zone: str | None = described("Time zone", "Where the clock stands, such as Europe/Berlin.", absent="UTC")

    @property
    def times(self) -> Calendar:
        """The calendar that quantities are read with."""
        return Calendar(self.hours_per_day, self.days_per_week)

    @property
    def hours(self) -> WorkingHours:
        """When work is done; what is not said, or cannot be, is as usual: from nine on, from Monday on.

        A day that starts late goes over midnight; one whose start is not said ends with the day.
        """
        days = {place for day in self.workdays if (place := weekday_of(day)) is not None}
        length = self.hours_per_day * 3600
        opens = seconds_of(self.start) if length < 86_400 else 0.0
        return WorkingHours(
            min(9 * 3600.0, 86_400 - length) if opens is None else opens,
            self.hours_per_day,
            tuple(sorted(days)) or tuple(range(min(math.ceil(self.days_per_week), 7))),
            frozenset(day for one in self.holidays if (day := date_of(one)) is not None),
            self.time_zone if self.time_zone and is_zone(self.time_zone) else "UTC",
        )

    @property
    def oddities(self) -> Iterator[Finding]:
        """Findings for what no clock can go by."""
        if self.start is not None and seconds_of(self.start) is None:
            yield _odd("start", f"{shown(self.start)} is no time of day", "write such as 09:00")
        for day in self.workdays:
            if weekday_of(day) is None:
                yield _odd("workdays", f"{shown(day)} is no day", f"write days such as {', '.join(DAYS)}")
        known = {place for day in self.workdays if (place := weekday_of(day)) is not None}
        if known and len(known) != self.days_per_week:
            yield _odd(
                "workdays",
                f"{len(known)} {'day is' if len(known) == 1 else 'days are'} worked, "
                f"but a week has {self.days_per_week:g} of them",
                f"write days_per_week: {len(known)}, as figures are read with that",
            )
        for holiday in self.holidays:
            if date_of(holiday) is None:
                yield _odd("holidays", f"{shown(holiday)} is no date", "write such as 2026-12-25")
        if self.time_zone is not None and not is_zone(self.time_zone):
            yield _odd("time_zone", f"there is no time zone {shown(self.time_zone)}", "write such as Europe/Berlin")


def seconds_of(clock: str | None) -> float | None:
    """Seconds after midnight of a time of day such as 09:00 or 9; None for what is none.

    >>> seconds_of("08:30"), seconds_of("soon")
    (30600.0, None)
    """
    found = _CLOCK.fullmatch(str(clock).strip())
    return None if found is None else int(found[1]) * 3600.0 + int(found[2] or 0) * 60.0


def is_zone(name: str) -> bool:
    """Whether there is a time zone of this name."""
    try:
        time_zone(name)
    except FlowAtlasError:
        return False
    return True


def _odd(field: str, message: str, hint: str) -> Finding:
    return Finding(f"calendar/{field}", f"{field}: {message}", Severity.WARNING, hint)


def weekday_of(day: str) -> int | None:
    """The place of a day in the week from Monday, 0, by its name or the first letters of it; None for what is none."""
    word = day.strip().lower()
    found = [place for place, name in enumerate(_DAY_NAMES) if len(word) > 2 and name.startswith(word)]
    return found[0] if found else None


def date_of(text: str) -> date | None:
    """The day of a date such as 2026-12-25; None for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


class Question(Record):
    """Something that nobody in the room could answer yet."""

    text: str | None = described("Question", "What to find out.", is_personal=True)
    about: str | None = described("About", "The path that it is about.", is_address=True)
    owner: str | None = described("Owner", "Who finds out.", is_personal=True)
    answer: str | None = described("Answer", "What was found out.", is_personal=True)


class Reply(Record):
    """An answer to a comment."""

    text: str | None = described("Reply", "What is answered.", is_personal=True)
    by: str | None = described("By", "Who answers.", is_personal=True)
    at: str | None = described("At", "When it was said.")


class Comment(Record):
    """Something that somebody says about a place, for the others to answer; settled once it is resolved."""

    text: str | None = described("Comment", "What is said.", is_personal=True)
    about: str | None = described("About", "The path that it is about.", is_address=True)
    place: str | None = described("Place", "What that was called, once it is deleted.")
    by: str | None = described("By", "Who says it.", is_personal=True)
    at: str | None = described("At", "When it was said.")
    resolved: bool = described("Resolved", "Whether it is settled.", default=False)
    replies: dict[str, Reply] = described("Replies", "What others answered.", default=dict)


class Iteration(Record):
    """An earlier state of the study: when it was, and where it is kept."""

    on: str | None = described("On", "The date of this state.")
    source: str | None = described("Source", "The file, or the revision such as main~20:atlas.yaml.")
    text: str | None = described("Text", "What happened until then.", is_personal=True)


class Atlas(Record):
    """One document: every map of one study; the sections of the registered maps are fields of it as well."""

    flowatlas: int = described("Format", "The version of the file format.", default=FORMAT_VERSION)
    title: str | None = described("Title", "What the study is about.")
    calendar: WorkingCalendar = described("Calendar", "Working hours and days.", default=WorkingCalendar())
    economics: Economics = described("Economics", "What time, faults and delay cost.", default=Economics())
    future: dict[str, Future] = described("Futures", "States that are wanted, as changes of the map.", default=dict)
    baseline: str | None = described("Baseline", "The file or revision that everything is compared with.")
    iterations: dict[str, Iteration] = described("Iterations", "Earlier states of this study, by name.", default=dict)
    questions: dict[str, Question] = described("Questions", "What nobody could answer yet.", default=dict)
    comments: dict[str, Comment] = described("Comments", "What people say to each other about the maps.", default=dict)

    def map(self, kind: type[MapType]) -> MapType | None:
        """The map of this kind, or None where the atlas has none."""
        found = getattr(self, kind.section, None)
        return found if isinstance(found, kind) else None

    def map_or_blank(self, kind: type[MapType]) -> MapType:
        """The map of this kind; one that says nothing where the atlas has none."""
        return self.map(kind) or kind()
