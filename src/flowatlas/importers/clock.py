"""Clock: moments as trackers write them, as microseconds since 1970 in UTC."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from flowatlas.discover.mapping import LogMapping
from flowatlas.model.event import UNKNOWN_MOMENT, Remark
from flowatlas.model.working_hours import time_zone

EXAMPLES = 3
MILLISECONDS_FROM = 100_000_000_000
"""Numbers from here on are milliseconds, as Jira gives them; as seconds they would lie beyond the year 5000."""

_SECOND = 1_000_000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Clock:
    """Reads moments, and remembers which ones it could not read and which ones named no time zone."""

    def __init__(self, mapping: LogMapping) -> None:
        self.zone_name = mapping.dates.time_zone or "UTC"
        self._is_told = mapping.dates.time_zone is not None
        self._zone = time_zone(self.zone_name)
        self.latest = UNKNOWN_MOMENT
        self._without_zone = 0
        self._unreadable = 0
        self._examples: list[str] = []

    def moment(self, told: Any) -> int:
        """A moment in ISO 8601, as a number since 1970, or as ServiceNow writes it; unknown where there is none."""
        if not told or isinstance(told, bool):
            return UNKNOWN_MOMENT
        try:
            if isinstance(told, int | float):
                moment = int(told * (1000 if abs(told) >= MILLISECONDS_FROM else _SECOND))
                read = _EPOCH + timedelta(microseconds=moment)
            else:
                read = told if isinstance(told, datetime) else datetime.fromisoformat(told)
        except (ValueError, TypeError, OverflowError, OSError):
            self._note(str(told)[:40])
            return UNKNOWN_MOMENT
        if read.tzinfo is None:
            self._without_zone += 1
            read = read.replace(tzinfo=self._zone)
        try:
            since = read - _EPOCH
        except OverflowError:
            self._note(str(told)[:40])
            return UNKNOWN_MOMENT
        moment = (since.days * 86_400 + since.seconds) * _SECOND + since.microseconds
        self.latest = max(self.latest, moment)
        return moment

    def remarks(self) -> Iterator[Remark]:
        """What has to be said about the moments that were read."""
        if self._without_zone and not self._is_told:
            yield Remark("moments name no time zone", self._without_zone, "they were read as UTC")
        if self._unreadable:
            yield Remark("moments cannot be read", self._unreadable, "they count as unknown", tuple(self._examples))

    def _note(self, told: str) -> None:
        self._unreadable += 1
        if len(self._examples) < EXAMPLES:
            self._examples.append(told)
