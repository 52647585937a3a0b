"""Guidance: how a group makes one kind of map, in plain words."""

from typing import NamedTuple


class Move(NamedTuple):
    """One part of a session: how many minutes it takes, what the group does, and how."""

    minutes: int
    title: str
    text: str


class Guidance(NamedTuple):
    """What a kind of map is for, who makes it, and how; ``hands_on`` says what the next map takes from it."""

    purpose: str
    who: str
    moves: tuple[Move, ...]
    questions: tuple[str, ...]
    mistakes: tuple[str, ...]
    hands_on: str = ""

    @property
    def minutes(self) -> int:
        """How long it takes altogether."""
        return sum(move.minutes for move in self.moves)


class Missing(NamedTuple):
    """Something that a map still lacks before the next one is worth starting: the full path, what to do, and why."""

    path: str
    text: str
    why: str
