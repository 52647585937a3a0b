"""Attendance: who is there and may take part in a session, and who of them has been quiet."""

from collections.abc import Iterable

from flowatlas.server.entry.access import allows
from flowatlas.server.room.listener import Listener

QUIET_AFTER = 300.0
"""Seconds of a session after which somebody who did nothing in it counts as quiet."""

FEWEST_TO_COUNT = 3
"""People from whom on it is told how many are quiet: among fewer the number would be a name."""


class Attendance:
    """Those who are there, by their sessions, as of the last look; ``quiet`` are among them."""

    def __init__(self) -> None:
        self.there: tuple[str, ...] = ()
        self.quiet: frozenset[str] = frozenset()
        self._active: dict[str, float] = {}

    @property
    def quiet_told(self) -> int:
        """How many have been quiet, as far as that may be told."""
        return len(self.quiet) if len(self.there) >= FEWEST_TO_COUNT else 0

    def touched(self, session: str, now: float) -> None:
        """Somebody did something."""
        if session in self._active:
            self._active[session] = now

    def look(self, listeners: Iterable[Listener], now: float, *, is_on: bool) -> bool:
        """Look who came, who left, and while a session is on who has been quiet; whether any of it is news."""
        before = self.there, self.quiet
        self.there = taking_part(listeners)
        self._active = {one: self._active.get(one, now) for one in self.there}
        quiet = (one for one, at in self._active.items() if is_on and now - at >= QUIET_AFTER)
        self.quiet = frozenset(quiet)
        return before != (self.there, self.quiet)

    def next_quiet(self, now: float) -> float:
        """When the next one of them will have been quiet."""
        due = (at + QUIET_AFTER for one, at in self._active.items() if one not in self.quiet)
        return max(min(due, default=now + QUIET_AFTER), now)


def taking_part(listeners: Iterable[Listener]) -> tuple[str, ...]:
    """The sessions of those who may take part, each once."""
    return tuple(dict.fromkeys(one.session for one in listeners if allows(one.right, "comment")))
