"""How the steps of a found structure stand to each other: before, after, or going on at the same time."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.discover.structure.found import Structure

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[np.bool_]


class Shape(NamedTuple):
    """Which step is before which.

    ``before`` and ``parallel`` have a row and a column for each step; ``levels`` lists, for each step, the steps right
    before it, then those right before these, and so on.
    """

    before: "Matrix"
    parallel: "Matrix"
    levels: tuple[tuple[tuple[int, ...], ...], ...]


def shape_of(structure: Structure) -> Shape:
    """How the steps stand to each other.

    Steps that are not before one another are parallel, unless they lie on branches of which an item takes only one.
    """
    steps = structure.steps
    size = len(steps)
    before = np.zeros((size, size), np.bool_)
    for place, step in enumerate(steps):
        for one in step.after:
            before[:, place] |= before[:, one]
            before[one, place] = True
    reach = before | np.eye(size, dtype=np.bool_)
    parallel = ~(reach | reach.T)
    forks: dict[tuple[int, ...], list[int]] = {}
    for place, step in enumerate(steps):
        if step.is_alternative:
            forks.setdefault(step.after, []).append(place)
    for heads in forks.values():
        for head in heads:
            for other in heads:
                if head != other:
                    parallel[np.ix_(reach[head] & ~reach[other], reach[other] & ~reach[head])] = False
    return Shape(before, parallel, tuple(_levels(structure, place) for place in range(size)))


def _levels(structure: Structure, place: int) -> tuple[tuple[int, ...], ...]:
    levels, seen = [], {place}
    level = tuple(structure.steps[place].after)
    while level:
        levels.append(level)
        seen.update(level)
        level = tuple(sorted({one for step in level for one in structure.steps[step].after} - seen))
    return tuple(levels)
