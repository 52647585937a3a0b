"""The structure of a stream as it was found: its steps, and the ways back."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from flowatlas.discover.structure.returns import Back
from flowatlas.model.event import Remark

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


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
class Returned:
    """The returns of each part of a log, under what is ``before`` what and what is ``parallel``, by the map's order."""

    before: "NDArray[np.bool_]"
    parallel: "NDArray[np.bool_]"
    parts: tuple[Back, ...]


@dataclass(frozen=True)
class Structure:
    """Steps in the order of the map, the ways back, and what was left out, told in figures.

    ``kept`` is the share of all passes that the steps hold, 0 to 1. ``order`` has the names of the steps in the order
    that the fewest items contradict, from which the same structure follows. ``returned`` has the returns that the ways
    back were found in; it is of no interest to anybody else than who measures the same passes.
    """

    steps: tuple[FoundStep, ...]
    rework: tuple[FoundRework, ...] = ()
    kept: float = 1.0
    remarks: tuple[Remark, ...] = ()
    order: tuple[str, ...] = ()
    returned: Returned | None = field(default=None, compare=False, repr=False)
