"""A sample: the map with draws for every value, which is what metrics compute with."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from flowatlas.maps.shape import Link, Shape
from flowatlas.maps.value_stream import Step, ValueStreamMap
from flowatlas.model.calendar import Calendar
from flowatlas.model.path import join
from flowatlas.model.quantity import Form, Quantity

Draws: TypeAlias = NDArray[np.float64]
"""One number per draw; an exact map has one draw."""

Result = TypeVar("Result")

UNBOUNDED = 1e30
"""What ``never`` enters as, so that sums and products stay numbers; `bounded` turns it back into infinity."""


class CannotSayError(Exception):
    """A metric has no answer on this map; the message tells why, in plain words."""


class Entered(NamedTuple):
    """How a value entered a sample: its draws, what was typed (None: nothing), and whether it is unknown."""

    draws: Draws
    quantity: Quantity | None
    is_unknown: bool


class Kept(NamedTuple):
    """The result of a computation, what it used, and all paths that it depends on."""

    result: Any
    used: dict[str, Entered]
    needed: set[str]


@dataclass
class Sample:
    """A value stream map with draws for every value; here one draw, the typical figure.

    An unknown time enters as 0, its bound, and an unknown %C&A as 100 %; ``used`` notes by path (relative to the map)
    whatever was asked for, ``needed`` also the paths of which ``zeroed`` makes nothing. With ``is_lowest`` every value
    enters at the end that makes times smallest: low ends of times, high ends of %C&A.
    """

    stream: ValueStreamMap
    calendar: Calendar = Calendar()
    is_lowest: bool = False
    zeroed: frozenset[str] = frozenset()
    used: dict[str, Entered] = field(default_factory=dict)
    needed: set[str] = field(default_factory=set)
    _kept: dict[Any, Kept] = field(default_factory=dict)

    @cached_property
    def shape(self) -> Shape:
        """The routes through the stream."""
        return self.stream.shape

    @property
    def zero(self) -> Draws:
        """Nothing, in every draw."""
        return np.zeros(1)

    @property
    def one(self) -> Draws:
        """One, in every draw."""
        return np.ones(1)

    def without(self, path: str) -> "Sample":
        """The same sample where the value at one path is 0; results that do not depend on it are kept."""
        kept = {key: kept for key, kept in self._kept.items() if path not in kept.needed}
        return Sample(self.stream, self.calendar, self.is_lowest, self.zeroed | {path}, _kept=kept)

    def recalled(self, key: Any, compute: Callable[[], Result]) -> Result:
        """The result of a computation, kept for the next metric that needs it, along with what it used."""
        if key not in self._kept:
            outer = self.used, self.needed
            self.used, self.needed = {}, set()
            try:
                self._kept[key] = Kept(compute(), self.used, self.needed)
            finally:
                self.used, self.needed = outer
        kept = self._kept[key]
        self.used.update(kept.used)
        self.needed.update(kept.needed)
        return kept.result  # type: ignore[no-any-return]  # the key tells what was kept

    def _is_zeroed(self, path: str) -> bool:
        self.needed.add(path)
        return path in self.zeroed

    def amount(self, path: str, quantity: Quantity | None, *, unknown: float = 0.0, rises: bool = True) -> Draws:
        """Draws of the value at a path; absent and unknown ones enter as ``unknown``.

        ``rises`` says whether times grow with the value, which decides the end that enters the lowest sample.
        """
        if self._is_zeroed(path):
            return self.zero
        is_unknown = quantity is None or quantity.is_unknown
        if quantity is None or quantity.is_unknown:
            amount = unknown
        elif not self.is_lowest:
            amount = quantity.middle
        else:
            amount = quantity.low_end if rises else quantity.percentile(90.0)
        draws = np.full(1, min(amount, UNBOUNDED))
        self.used[path] = Entered(draws, quantity, is_unknown)
        return draws

    def wait(self, step_id: str) -> Draws:
        """The gap before a step, in seconds: as typed, else what cadence and batch produce, else none at the trigger."""
        step, path = self.stream.steps[step_id], f"steps/{join(step_id)}/wait_time"
        if step.wait_time is not None:
            return self.amount(path, step.wait_time)
        if self._is_zeroed(path):
            return self.zero
        if step.cadence is not None or step.batch is not None:
            return self._paced_wait(step_id, step)
        return self.zero if not self.shape.after[step_id] else self.amount(path, None)

    def _paced_wait(self, step_id: str, step: Step) -> Draws:
        """Half the period until the next turn, and (n - 1) / 2 arrivals until a batch of n is full."""
        wait = self.zero
        if step.cadence is not None:
            wait = wait + self.amount(f"steps/{join(step_id)}/cadence", step.cadence) / 2
        if step.batch is not None:
            batch = self.amount(f"steps/{join(step_id)}/batch", step.batch, unknown=1.0)
            if (batch > 1).any():
                demand = self.amount("demand", self.stream.demand, rises=False)
                wait = wait + np.where(demand > 0, np.maximum(batch - 1, 0) / 2 / np.where(demand > 0, demand, 1), 0.0)
        return wait

    def process(self, step_id: str) -> Draws:
        """From starting a step to finishing it, in seconds: as typed, else the sum of its sub-steps and their gaps."""
        step, path = self.stream.steps[step_id], f"steps/{join(step_id)}/process_time"
        if self._is_zeroed(path):
            return self.zero
        if step.process_time is not None or not step.steps:
            return self.amount(path, step.process_time)
        total = self.zero
        for index, (part_id, part) in enumerate(step.steps.items()):
            inner = f"steps/{join(step_id)}/steps/{join(part_id)}"
            total = total + self.amount(f"{inner}/process_time", part.process_time)
            if part.wait_time is not None or index:
                total = total + self.amount(f"{inner}/wait_time", part.wait_time)
        return total

    def touch(self, step_id: str) -> Draws:
        """The hands-on part of a step, in seconds."""
        step, path = self.stream.steps[step_id], f"steps/{join(step_id)}/touch_time"
        if step.touch_time is None and any(part.touch_time is not None for part in step.steps.values()):
            total = self.zero
            for part_id, part in step.steps.items():
                total = total + self.amount(f"steps/{join(step_id)}/steps/{join(part_id)}/touch_time", part.touch_time)
            return total
        return self.amount(path, step.touch_time)

    def effort(self, step_id: str) -> Draws:
        """What a step takes of people's time, in seconds: its touch time, else its process time."""
        step = self.stream.steps[step_id]
        has_touch = step.touch_time is not None or any(part.touch_time is not None for part in step.steps.values())
        return self.touch(step_id) if has_touch else self.process(step_id)

    def quality(self, step_id: str) -> Draws | None:
        """%C&A of a step, 0 to 1, None where it has no figure."""
        quality = self.stream.steps[step_id].percent_complete_accurate
        if not applies(quality):
            return None
        return self.amount(f"steps/{join(step_id)}/percent_complete_accurate", quality, unknown=1.0, rises=False)

    def share(self, step_id: str) -> Draws:
        """Share of the items arriving at a step that do it, 0 to 1."""
        share = self.stream.steps[step_id].share
        return self.one if share is None else self.amount(f"steps/{join(step_id)}/share", share)

    def links(self, step_id: str) -> list[Link]:
        """Where the faulty output of a step goes back to: its rework links, else the step itself.

        ``used`` counts a link that leads nowhere as unknown.
        """
        step = self.stream.steps[step_id]
        if not step.rework:
            return [Link(step_id, "", step_id)] if applies(step.percent_complete_accurate) else []
        links = self.shape.links_from.get(step_id, [])
        for link_id in step.rework.keys() - {link.id for link in links}:
            self.amount(f"steps/{join(step_id)}/rework/{join(link_id)}/to", None)
        return links

    def link_share(self, link: Link) -> Draws:
        """Share of the sender's output that a rework link sends back."""
        path = f"steps/{join(link.sender)}/rework/{join(link.id)}"
        if self._is_zeroed(path):
            return self.zero
        stated = self.stream.steps[link.sender].rework.get(link.id)
        share = None if stated is None else stated.share
        if share is None:
            quality = self.quality(link.sender)
            if quality is not None:
                return 1 - quality
        return self.amount(f"{path}/share", share)

    def link_wait(self, link: Link) -> Draws:
        """The wait on the way back, in seconds: the link's own, else the gap of the step that it leads to."""
        stated = self.stream.steps[link.sender].rework.get(link.id)
        wait = None if stated is None else stated.wait_time
        if wait is None:
            return self.wait(link.to)
        return self.amount(f"steps/{join(link.sender)}/rework/{join(link.id)}/wait_time", wait)

    def demand(self, *, rises: bool = True) -> Draws:
        """Items asked for per second of working time.

        Raises:
            CannotSayError: nobody said.
        """
        demand = self.stream.demand
        amount = self.amount("demand", demand, rises=rises)
        if not applies(demand) or (demand is not None and demand.is_unknown):
            raise CannotSayError("Nothing says how many items are asked for: add demand, such as 8/wk.")
        return amount

    def final_wait(self) -> Draws:
        """The gap after the last step, in seconds; none where nothing is said."""
        wait = self.stream.final_wait
        return self.zero if wait is None else self.amount("final_wait", wait)

    def is_adding(self, step_id: str) -> bool:
        """Whether a step adds value; ``used`` counts a step that nobody has judged as unknown."""
        value = self.stream.steps[step_id].value
        if value is None:
            self.used[f"steps/{join(step_id)}/value"] = Entered(self.zero, None, is_unknown=True)
        return value == "adding"


def applies(quantity: Quantity | None) -> bool:
    """Whether something is said, be it that nobody knows; what does not apply (``n/a``) sets no limit and no rate."""
    return quantity is not None and quantity.form is not Form.NOT_APPLICABLE


def bounded(draws: Draws) -> Draws:
    """Draws in which whatever grew out of ``never`` is infinite."""
    return np.where(draws > UNBOUNDED / 1e6, np.inf, draws)
