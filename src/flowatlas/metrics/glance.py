"""A glance: the figures of a map at our best knowledge, at once, while what is in doubt is still being worked out."""

from functools import cached_property

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.metric import Answer, measure
from flowatlas.metrics.samples import Samples
from flowatlas.metrics.timeline import Timeline, timeline_at_best
from flowatlas.model.atlas import Atlas
from flowatlas.model.picture import Span

GLANCED_AT = {
    "lead_time",
    "lead_time_with_rework",
    "process_time",
    "wait_time",
    "flow_efficiency",
    "rolled_percent_complete_accurate",
}
"""The metrics that a glance answers."""


class Glance:
    """What one draw tells, in which every value is at its mean: answers by metric, and where the time goes.

    ``samples`` is what all of it was measured on.
    """

    def __init__(self, answers: dict[str, Answer], samples: Samples) -> None:
        self.answers = answers
        self.samples = samples

    @property
    def is_exact(self) -> bool:
        """Whether nothing is in doubt, so that the answers are all there is to say."""
        return self.samples.is_exact

    @property
    def spans(self) -> dict[str, Span]:
        """Where the time goes, by path relative to the map; without steps there is nothing."""
        return self._when.spans

    @property
    def lead(self) -> Span:
        """The whole lead time."""
        return self._when.lead

    @cached_property
    def _when(self) -> Timeline:
        has_steps = bool(self.samples.center.stream.steps)
        return timeline_at_best(self.samples) if has_steps else Timeline({}, Span(0.0, 0.0, 0.0, 0.0))


def glance(atlas: Atlas, before: Glance | None = None) -> Glance:
    """The figures of the current map in one draw; what did not change since the glance ``before`` is taken from it.

    Without steps the answers say so.
    """
    stream = atlas.map_or_blank(ValueStreamMap)
    samples = Samples(stream, atlas.calendar.times, draws=1, twin=None if before is None else before.samples)
    return Glance(measure(samples, only=GLANCED_AT), samples)
