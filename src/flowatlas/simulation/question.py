"""The question: how long a simulation looks, how often, and how sure it is to be."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.metrics.samples import BLOCK
from flowatlas.model.errors import FlowAtlasError
from flowatlas.simulation import given
from flowatlas.simulation.given import Given

if TYPE_CHECKING:
    from flowatlas.maps.value_stream import ValueStreamMap

PRECISION = 0.05
FINEST = 0.001
"""How wide intervals may be asked to be, to each side and as a share of the figure, and the narrowest."""

FEWEST_RUNS = 2
MOST_RUNS = 10_000
MOST_ITEMS = 10_000_000
"""What may be asked for; more would take hours and tell nothing more."""

NOTHING: Mapping[str, Given] = MappingProxyType({})


class Question(NamedTuple):
    """How a stream is simulated; 0 leaves a number to the simulation.

    ``items`` count in each run, ``runs`` is how many replications there are at our best knowledge, ``draws`` how many
    states of what we do not know are looked at. Runs are added until figures are within ``precision``, a share of
    them. ``until`` ends each run at a date. ``given`` replaces times and arrivals, by path.
    """

    items: int = 0
    runs: int = 0
    precision: float = PRECISION
    seed: int = DEFAULT_SEED
    until: datetime | None = None
    is_independent: bool = False
    draws: int = 0
    given: Mapping[str, Given] = NOTHING

    def check(self, streams: "Sequence[ValueStreamMap]") -> None:
        """Let nobody ask for what cannot be of these streams.

        Raises:
            FlowAtlasError: a number that cannot be, or more than makes sense; what is given is no time of a stream.
        """
        for name, value, least, most in (
            ("items", self.items, 1, MOST_ITEMS),
            ("runs", self.runs, FEWEST_RUNS, MOST_RUNS),
            ("draws", self.draws, 1, BLOCK),
        ):
            if value and not least <= value <= most:
                raise FlowAtlasError(f"{name}: {value:,} cannot be simulated; ask for {least:,} to {most:,}")
        if not FINEST <= self.precision < 1:
            raise FlowAtlasError(f"precision: {self.precision:g} is not from {FINEST:g} to below 1; 0.05 means 5 %")
        given.check(self.given, streams)
