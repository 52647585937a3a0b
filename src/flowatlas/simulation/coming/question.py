"""The question of a forecast: from when on, what to look for, and how sure it is to be."""

from datetime import date, datetime
from typing import NamedTuple

from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.model.errors import FlowAtlasError
from flowatlas.simulation.question import FINEST

DEFAULT_RUNS = 1000

FEWEST_RUNS, MOST_RUNS = 20, 100_000
"""The runs that are worth a look, and a bound on them."""

MOST_DONE = 1_000_000
"""After how many items a forecast may be asked, at most."""

YEARS = 10
"""How far a forecast looks; what is not done by then is not forecast."""


class Question(NamedTuple):
    """What to forecast: from when on, when so many are done, how many by a date, in how many runs.

    With a ``precision`` more runs follow until half of all runs, and 85 of 100, are known to that share of the time
    from the start on, up and down; of what is counted, to that share or one item. 0 asks for no more runs.
    """

    start: datetime
    done: tuple[int, ...] = ()
    by: tuple[date, ...] = ()
    runs: int = DEFAULT_RUNS
    seed: int = DEFAULT_SEED
    is_independent: bool = False
    precision: float = 0.0

    def check(self) -> None:
        """Let nobody ask for what cannot be.

        Raises:
            FlowAtlasError: a number that cannot be, or a date that is over before it begins.
        """
        if self.precision and not FINEST <= self.precision < 1:
            raise FlowAtlasError(f"precision: {self.precision:g} is not from {FINEST:g} to below 1; 0.05 means 5 %")
        if not 1 <= self.runs <= MOST_RUNS:
            raise FlowAtlasError(f"runs: {self.runs:,} cannot be looked at; ask for {FEWEST_RUNS} to {MOST_RUNS:,}")
        for number in self.done:
            if not 1 <= number <= MOST_DONE:
                raise FlowAtlasError(f"items: {number:,} is not from 1 to {MOST_DONE:,}")
        for day in self.by:
            if day < self.start.date():
                raise FlowAtlasError(f"until: {day} is before the start, {self.start.date()}")
