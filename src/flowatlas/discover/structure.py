"""The structure of a stream: which steps there are, in which order, and where items go back."""

from dataclasses import dataclass

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes import Passes
from flowatlas.model.event import Remark


@dataclass(frozen=True)
class FoundStep:
    """A step: the activities (by code) that belong to it, and what it comes after.

    ``after`` are the places of the steps right before it, empty at the trigger. ``share`` is the share of the items
    arriving there that do the step, 1 where all do; ``is_alternative`` where exactly one of several branches is taken.
    """

    name: str
    activities: tuple[int, ...]
    after: tuple[int, ...]
    share: float = 1.0
    is_alternative: bool = False


@dataclass(frozen=True)
class FoundRework:
    """Items that go back: from one step, to that one or one before it, as a share of the sender's first passes."""

    sender: int
    to: int
    share: float
    count: int


@dataclass(frozen=True)
class Structure:
    """Steps in the order of the map, the ways back, and what was left out, told in figures.

    ``kept`` is the share of all passes that the steps hold, 0 to 1.
    """

    steps: tuple[FoundStep, ...]
    rework: tuple[FoundRework, ...] = ()
    kept: float = 1.0
    remarks: tuple[Remark, ...] = ()


def structure_of(passes: Passes, mapping: LogMapping) -> Structure:
    """The steps, their order and the ways back that the passes show."""
    raise NotImplementedError
