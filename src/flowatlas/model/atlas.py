"""The atlas: one document, with every map of one study."""

from typing import Any, TypeVar

from flowatlas.model.calendar import Calendar
from flowatlas.model.economics import Economics
from flowatlas.model.overlay import Future
from flowatlas.model.record import Map, Record, described

FORMAT_VERSION = 1

SECTIONS = ("outcome", "current", "dependency", "capability", "future", "roadmap")
"""The sections of a study in the order in which it goes on."""

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
    start: Any = described("Start", "When a working day starts; used by simulation and logs.")
    workdays: Any = described("Working days", "Which days are worked; used by simulation and logs.")
    holidays: Any = described("Holidays", "Days off; used by simulation and logs.")
    time_zone: Any = described("Time zone", "Where the clock stands; used by simulation and logs.")

    @property
    def times(self) -> Calendar:
        """The calendar that quantities are read with."""
        return Calendar(self.hours_per_day, self.days_per_week)


class Question(Record):
    """Something that nobody in the room could answer yet."""

    text: str | None = described("Question", "What to find out.", is_personal=True)
    about: str | None = described("About", "The path that it is about.", is_address=True)
    owner: str | None = described("Owner", "Who finds out.", is_personal=True)
    answer: str | None = described("Answer", "What was found out.", is_personal=True)


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

    def map(self, kind: type[MapType]) -> MapType | None:
        """The map of this kind, or None where the atlas has none."""
        found = getattr(self, kind.section, None)
        return found if isinstance(found, kind) else None
