"""Values given in place of those on the map, so that a simulation can be held against what is known exactly."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias, Union

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Exponential(NamedTuple):
    """Exponential times, for example those between items that come at random: ``mean`` seconds on average."""

    mean: float


class Always(NamedTuple):
    """Always the same time, in seconds."""

    seconds: float


Given: TypeAlias = Union[Exponential, Always, "NDArray[np.float64]"]
"""How times are given: by a distribution, or seconds one after the other, in the order in which items come."""
