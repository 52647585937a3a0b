"""A kind of map that somebody adds with this one file: records by id, a time, and two ways to point at something."""

from flowatlas.model.quantity import Duration
from flowatlas.model.record import Map, Record, Reference, described


class Watcher(Record):
    """Who watches a risk."""

    name: str | None = described("Name", "Who it is.", is_personal=True)


class Risk(Record):
    """Something that could go wrong."""

    text: str | None = described("Risk", "What could go wrong.")
    about: str | None = described("About", "The path that it is about.", is_address=True)
    delay: Duration | None = described("Delay", "How long it would hold everything up.", absent="no delay")
    watched_by: str | None = described("Watched by", "Who watches it.", reference=Reference("watchers"))


class RiskMap(Map, kind="risk"):
    """What could go wrong, and who watches it."""

    summary: str | None = described("Summary", "All of it in a sentence.")
    risks: dict[str, Risk] = described("Risks", "What could go wrong.", default=dict)
    watchers: dict[str, Watcher] = described("Watchers", "Who watches.", default=dict)
