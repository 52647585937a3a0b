"""Samples: all samples of one map, of items and of doubt, block by block."""

from dataclasses import replace
from functools import cached_property
from itertools import islice

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.draws import Draws, line_of
from flowatlas.metrics.entered import Entered, View
from flowatlas.metrics.sample import DEFAULT_SEED, Sample, undrawn
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Quantity

DEFAULT_DRAWS = 10_000
BLOCK = 10_000


class Samples:
    """All samples of a map: of items and of doubt, in blocks so that memory stays bounded, and the lowest one.

    An exact map needs one draw only, unless it ``is_sampled`` all the same, to be held against one that is not exact.
    Of a ``twin``, with the same draws and seed, what is typed the same is taken over instead of drawn again.
    """

    def __init__(
        self,
        stream: ValueStreamMap,
        calendar: Calendar,
        *,
        draws: int = DEFAULT_DRAWS,
        seed: int = DEFAULT_SEED,
        is_independent: bool = False,
        is_sampled: bool = False,
        twin: "Samples | None" = None,
    ) -> None:
        if twin is not None:
            twin.let_go()
        self.twin = twin
        self.center: Sample = Sample(stream, calendar, seed=seed, is_independent=is_independent)
        self.lowest: Sample = replace(self.center, **undrawn() | {"view": View.LOWEST})
        if twin is not None:
            self.center.twin, self.lowest.twin = twin.center, twin.lowest
        self.is_exact = not is_sampled and _is_exact(self.center)
        self.draws = 1 if self.is_exact else draws
        self.blocks = -(-self.draws // BLOCK)
        self._whole: dict[View, Sample] = {}
        self._deviates: dict[str, Draws] = {}

    @cached_property
    def is_blank(self) -> bool:
        """Whether nobody has said of any time how long it is, nor how long it is likely to be."""
        sample = self.center
        outer = sample.used
        try:
            for step_id in sample.stream.steps:
                sample.used = {}
                sample.wait(step_id)
                sample.process(step_id)
                for link in sample.links(step_id):
                    sample.link_wait(link)
                if any(map(_is_told, sample.used.values())):
                    return False
            sample.used = {}
            sample.final_wait()
            return not any(map(_is_told, sample.used.values()))
        finally:
            sample.used = outer

    def let_go(self) -> None:
        """Take nothing more from the twin, so that it is not kept in memory, nor its own."""
        self.twin = None
        for sample in (self.center, self.lowest, *self._whole.values()):
            sample.twin = None

    def items(self, block: int = 0) -> Sample:
        """A block of what the next items will see."""
        return self._sample(View.ITEMS, block)

    def doubt(self, block: int = 0) -> Sample:
        """A block of what we do not know."""
        return self._sample(View.DOUBT, block)

    def _sample(self, view: View, block: int) -> Sample:
        if self.draws == 1:
            return self.center
        if self.blocks == 1 and view in self._whole:
            return self._whole[view]
        draws = min(BLOCK, self.draws - block * BLOCK)
        deviates = self._deviates if self.blocks == 1 else {}
        twin = None if self.twin is None or self.twin.draws != self.draws else self.twin._sample(view, block)  # noqa: SLF001
        own = {"view": view, "draws": draws, "block": block, "deviates": deviates, "twin": twin}
        sample = replace(self.center, **undrawn() | own)
        sample.center = self.center
        if self.blocks == 1:
            self._whole[view] = sample
        return sample


def _is_told(entry: Entered) -> bool:
    """Whether somebody gave the value, or at least what it is likely to be."""
    return not entry.is_unknown or (entry.quantity is not None and entry.quantity.prior is not None)


def _is_exact(center: Sample) -> bool:
    """Whether every figure is one figure: nothing varies, nothing is in doubt, unknown, or left to several voices.

    What is left to chance, routes and rework, then enters by its mean.
    """
    stream = center.stream
    looked_at = 0
    for step_id in stream.steps:
        if any(entry.line is not None for entry in islice(center.entered.values(), looked_at, None)):
            return False
        looked_at = len(center.entered)
        center.wait(step_id)
        center.process(step_id)
        center.touch(step_id)
        center.quality(step_id)
        center.share(step_id)
        for link in center.links(step_id):
            center.link_share(link)
            center.link_wait(link)
    center.final_wait()
    others: list[Quantity | None] = [stream.demand, stream.backlog, stream.in_parallel]
    others += [amount for role in stream.roles.values() for amount in (role.people, role.availability)]
    others += [step.capacity for step in stream.steps.values()]
    if any(voice.changes for voice in stream.voices.values()):
        return False
    if stream.demand is not None and stream.demand.prior is not None:
        return False
    return all(entry.line is None for entry in center.entered.values()) and all(
        line_of(quantity) is None for quantity in others if quantity is not None
    )
