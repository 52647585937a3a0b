"""Moves: when everybody is told who came, left or went where."""

import asyncio

from flowatlas.server.room.people import People
from flowatlas.server.room.rounds import Rounds

MOVES = 0.05
"""Seconds between two looks at where people moved to."""


class Moves:
    """Tells at once who moved, and again until nobody has moved for a while: who was told just before waits."""

    def __init__(self, people: People, rounds: Rounds) -> None:
        self._people = people
        self._rounds = rounds
        self._later: asyncio.TimerHandle | None = None

    def tell(self) -> None:
        """Somebody moved."""
        if self._later is None:
            self._rounds.soon()
            self._later = asyncio.get_running_loop().call_later(MOVES, self._look, self._people.revision)

    def _look(self, seen: int) -> None:
        self._later = None
        if self._people.revision != seen:
            self.tell()
        else:
            self._rounds.soon()
