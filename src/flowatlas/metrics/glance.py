"""A glance: the figures of a map at our best knowledge, at once, while what is in doubt is still being worked out."""

from typing import NamedTuple

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.metric import Answer, measure
from flowatlas.metrics.sample import Samples
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


class Glance(NamedTuple):
    """What one draw tells, in which every value is at its mean: answers by metric, and where the time goes.

    ``is_exact`` says that nothing is in doubt, so that the answers are all there is to say. ``spans`` are by path
    relative to the map, ``lead`` is that of the whole lead time; ``samples`` is what all of it was measured on.
    """

    answers: dict[str, Answer]
    is_exact: bool
    spans: dict[str, Span]
    lead: Span
    samples: Samples


def glance(atlas: Atlas, before: Glance | None = None) -> Glance:
    """The figures of the current map in one draw; what did not change since the glance ``before`` is taken from it.

    Without steps there are no spans, and the answers say so.
    """
    stream = atlas.map(ValueStreamMap) or ValueStreamMap()
    samples = Samples(stream, atlas.calendar.times, draws=1, twin=None if before is None else before.samples)
    answers = measure(samples, only=GLANCED_AT)
    when = timeline_at_best(samples) if stream.steps else Timeline({}, Span(0.0, 0.0, 0.0, 0.0))
    return Glance(answers, samples.is_exact, when.spans, when.lead, samples)
