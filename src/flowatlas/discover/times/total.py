"""What all parts of a log say together."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.passes.passes import Passes
from flowatlas.discover.times.counted import Counted

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

USUAL_TEAM = 0.05
"""The share of its passes that a team of a step does at least."""


class Total:
    """What all parts of a log say together; what is asked for once is put together then."""

    def __init__(self, parts: Sequence[Counted], size: int) -> None:
        self.parts = parts
        self.size = size
        nothing = np.zeros(size, np.int64)
        self.passes = sum((one.passes for one in parts), nothing)
        self.items = sum((one.items for one in parts), nothing)
        self.good = sum((one.good for one in parts), nothing)
        self.known = sum((one.hands.known for one in parts), nothing)
        self.changed = sum((one.hands.changed for one in parts), nothing)
        self.to_and_fro = sum((one.hands.to_and_fro for one in parts), nothing)
        self.overlaps = sum(one.overlaps for one in parts)
        self.last = joined([one.last for one in parts])
        self.place = joined([one.place for one in parts])
        inside, self.moments = (int(sum(one.is_within[at] for one in parts)) for at in (0, 1))
        self.outside = 1 - inside / self.moments if self.moments else None
        self._people = self._keys("people")
        self._teams = self._keys("teams")

    @property
    def share_good(self) -> float:
        """The share of all passes that were not followed by a return."""
        return float(self.good.sum() / max(self.passes.sum(), 1))

    @property
    def spent(self) -> tuple[float, float, float]:
        """What all passes, all gaps before first passes, and all gaps of ways back took."""
        several = self.parts
        passes = sum_of(one for part in several for times in (part.process, part.running) for one in times)
        gaps = sum_of(one for part in several for one in part.waits)
        return passes, gaps, sum_of(one for part in several for one in part.ways.values())

    def process(self, place: int) -> "Moments":
        """How long passes of a step took."""
        return joined([one.process[place] for one in self.parts])

    def beyond(self, place: int, limit: float) -> "Moments":
        """Those of them that are longer than a limit."""
        return joined([part[part > limit] for part in (one.process[place] for one in self.parts)])

    def running(self, place: int) -> "Moments":
        """How long passes of a step have taken that still run."""
        return joined([one.running[place] for one in self.parts])

    def waits(self, place: int) -> "Moments":
        """The gaps before first passes of a step."""
        return joined([one.waits[place] for one in self.parts])

    def way(self, sender: int, to: int) -> "Moments":
        """The gaps of a way back."""
        return joined([one.ways[sender, to] for one in self.parts if (sender, to) in one.ways])

    def handoffs(self, place: int) -> float | None:
        """The share of passes that somebody else did than the pass before."""
        return int(self.changed[place]) / int(self.known[place]) if self.known[place] else None

    def ping_pong(self, place: int, passes: Passes) -> float | None:
        """The share of items that went between the same two teams more than twice."""
        if (passes.team is None and passes.who is None) or not self.items[place]:
            return None
        return int(self.to_and_fro[place]) / int(self.items[place])

    def people(self, place: int, passes: Passes) -> int | None:
        """How many people did passes of a step."""
        if passes.log.who is None:
            return None
        names = max(len(passes.log.who.names), 1)
        return int((self._people[0] // names == place).sum()) or None

    def teams(self, place: int, passes: Passes) -> tuple[str, ...]:
        """The teams that did at least one in twenty passes of a step, those with most first."""
        if passes.log.team is None or not self.passes[place]:
            return ()
        names = passes.log.team.names
        keys, times = self._teams
        here = keys // max(len(names), 1) == place
        found = sorted(zip((-times[here]).tolist(), (keys[here] % len(names)).tolist(), strict=True))
        return tuple(names[code] for count, code in found if -count >= USUAL_TEAM * self.passes[place])

    def _keys(self, field: str) -> "tuple[NDArray[np.int64], NDArray[np.int64]]":
        told = [one for part in self.parts if (one := getattr(part.hands, field)) is not None]
        keys, times = (joined([one[at] for one in told]) for at in (0, 1))
        distinct, places = np.unique(keys, return_inverse=True)
        return distinct, np.bincount(places, weights=times, minlength=len(distinct)).astype(np.int64)


def joined(arrays: Sequence["NDArray[np.int64]"]) -> "NDArray[np.int64]":
    """Several arrays as one."""
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)


def sum_of(arrays: "Iterable[NDArray[np.int64]]") -> float:
    """All times together; millions of items may spend more than fits into a whole number of 64 bits."""
    return float(sum(one.sum(dtype=np.float64) for one in arrays))
