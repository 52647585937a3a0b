"""Everyday gestures of drawing boards and spreadsheets: what people do, and what they expect to happen then.

The table of gestures in the documentation is made from these declarations.
"""

from collections.abc import Callable
from typing import NamedTuple

from workspace import Workspace

Play = Callable[[Workspace], None]


class Gesture(NamedTuple):
    """A thing that hands do without thinking; ``play`` does it and asserts what it leads to."""

    place: str
    hands: str
    expected: str
    play: Play
    settings: dict[str, object]

    def __str__(self) -> str:
        """Its name, as a test has one."""
        return f"{self.place}: {self.hands}".lower().replace(" ", "-")


GESTURES: list[Gesture] = []


def gesture(place: str, hands: str, expected: str, **settings: object) -> Callable[[Play], Play]:
    """Declare what a function plays: where, with which hands, and what is expected; settings of the browser beside it."""

    def declare(play: Play) -> Play:
        GESTURES.append(Gesture(place, hands, expected, play, settings))
        return play

    return declare


def table() -> str:
    """The gestures as they stand in the documentation."""
    lines = []
    for place in dict.fromkeys(one.place for one in GESTURES):
        lines += [f"### {place}", "", "| do | and |", "|---|---|"]
        lines += [f"| {one.hands} | {one.expected} |" for one in GESTURES if one.place == place]
        lines.append("")
    return "\n".join(lines)
