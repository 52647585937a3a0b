"""News of a session: since when there is something that somebody has not seen, and what it shows of the map."""

from flowatlas.meeting.records import Meeting
from flowatlas.server.room.now import Now
from flowatlas.server.session.seen import Ground


class News:
    """Revisions of what everybody sees and of what one of them sees, by their session; 0 before the first one."""

    def __init__(self, meeting: Meeting | None, now: Now) -> None:
        self.ground = Ground(now)
        self._revision = self._for_all = 1 if meeting is not None else 0
        self._for_one: dict[str, int] = {}
        self._n = -1
        self._signature: tuple[str, ...] = ()

    def newest(self, session: str) -> int:
        """The revision of what somebody sees now."""
        return max(self._for_all, self._for_one.get(session, 0))

    def for_all(self, meeting: Meeting | None, now: Now) -> None:
        """There is something new for everybody."""
        self._revision += 1
        self._for_all = self._revision
        self._for_one.clear()
        self._look_at(now)
        self._signature = self.ground.signature(meeting) if meeting is not None else ()

    def for_one(self, session: str) -> None:
        """There is something new that nobody else sees."""
        self._revision += 1
        self._for_one[session] = self._revision

    def is_other_map(self, meeting: Meeting | None, now: Now) -> bool:
        """Whether a value that the session shows is another one now."""
        if meeting is None or not self._look_at(now):
            return False
        return self.ground.signature(meeting) != self._signature

    def _look_at(self, now: Now) -> bool:
        """Take the map as it is now; whether that is another state."""
        if self._n == now.n:
            return False
        self._n = now.n
        self.ground = Ground(now, self.ground)
        return True
