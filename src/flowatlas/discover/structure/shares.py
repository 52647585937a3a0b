"""How many of the items that arrive at a step do it."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.structure.steps import Routes

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Shares:
    """The shares of the items that arrive somewhere, told by the sets of steps that items did."""

    def __init__(self, routes: Routes, steps: int) -> None:
        self.routes = routes
        self.having = [routes.having(step) for step in range(steps)]

    def share(self, step: int, block: Iterable[int], later: Iterable[int]) -> float:
        """The share of the items arriving at a step that do it, 0 to 1.

        Those arrive that do any step of the branch it is in (``block``), and that have done it, or one of the
        ``later`` steps, or have come to their good end.
        """
        in_block = self.inside(block)
        beyond = np.logical_or.reduce(
            [self.routes.is_over, self.having[step], *(self.having[other] for other in later)]
        )
        arriving = self.routes.count(in_block & beyond)
        return self.routes.count(self.having[step] & in_block) / arriving if arriving else 0.0

    def inside(self, block: Iterable[int]) -> "NDArray[np.bool_]":
        """Which items are in a branch; in the stream as a whole, which no branch is, all are."""
        having = [self.having[step] for step in block]
        return np.logical_or.reduce(having) if len(having) < len(self.having) else np.ones(len(self.routes.items), bool)
