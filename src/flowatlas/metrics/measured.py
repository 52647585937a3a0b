"""The measured lead time of a measurement beside the sum of the parts of the map."""

from flowatlas.drawing.figure import label_of
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.metric import Answer
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Duration

CLOSE = 0.15
"""Figures that differ by less than this part count as the same."""

TYPICAL, SLOW = 50.0, (85.0, 90.0, 95.0)
"""The percentiles that tell what most items take, and what the slow ones do."""


def measured_in_words(stream: ValueStreamMap, name: str, answer: Answer, calendar: Calendar) -> str:
    """What a measurement says of the whole lead time, held against what the parts add up to; else nothing.

    Both differ for good reasons: percentiles of parts do not add up, items wait where nobody drew a step, and work goes
    on in steps that the map has side by side. What the data itself gives as the reason comes first.
    """
    measurement = stream.measurements.get(name)
    measured = measurement.lead_time if measurement is not None else None
    if measurement is None or measured is None or not measured.points or answer.p50 is None:
        return ""
    label = label_of(measured)
    items = f" of {measured.sample_size:,.0f} items" if measured.sample_size else ""
    source = measurement.title or (name if len(stream.measurements) > 1 else "")
    beside = parts_beside_whole(stream, name, answer, calendar)
    return f"Measured as a whole{items}, the lead time is {label.text}{f' ({source})' if source else ''}; {beside}"


def whole_in_words(stream: ValueStreamMap, name: str, calendar: Calendar) -> str:
    """What items took from beginning to end, as it was measured, where the data knows every step; else nothing.

    It is what happened, while a sum of parts rests on how they go together.
    """
    measurement = stream.measurements.get(name)
    measured = measurement.lead_time if measurement is not None else None
    if measurement is None or measured is None or not measured.sample_size:
        return ""
    known = dict(measured.points)
    if TYPICAL not in known or (measurement.seen and not measurement.seen.issuperset(stream.steps)):
        return ""
    half = Duration.say(known[TYPICAL], calendar, words=True, is_rough=True)
    told = f"Half of {measured.sample_size:,.0f} items took under {half}"
    slow = next((percent for percent in SLOW if percent in known), None)
    if slow is None:
        return f"{told}."
    return f"{told}, {slow:g} of 100 under {Duration.say(known[slow], calendar, words=True, is_rough=True)}."


def parts_beside_whole(stream: ValueStreamMap, name: str, answer: Answer, calendar: Calendar) -> str:
    """What the parts add up to beside the lead time that a measurement tells, with the reason; else nothing."""
    measurement = stream.measurements.get(name)
    measured = measurement.lead_time if measurement is not None else None
    if measurement is None or measured is None or not measured.points or answer.p50 is None:
        return ""
    parts = answer.kind.say(answer.p50, calendar, is_rough=not answer.is_exact)
    off = answer.p50 / measured.middle - 1 if measured.middle else 0.0
    if abs(off) < CLOSE:
        return f"the parts add up to about the same, {parts}."
    apart = Duration.say(abs(answer.p50 - measured.middle), calendar, is_rough=True)
    sign = "more" if off > 0 else "less"
    unseen = [step_id for step_id in stream.steps if step_id not in measurement.seen] if measurement.seen else []
    believed = (
        f"the times of {len(unseen)} of {len(stream.steps)} steps are believed, as the data knows nothing of them"
        if unseen and off > 0
        else ""
    )
    if measurement.reason:
        why = f"{believed[:1].upper()}{believed[1:]}. {measurement.reason}" if believed else measurement.reason
        return f"the parts add up to {parts}, {apart} {sign}. {why}"
    reason = (
        "waits may be counted twice, or steps run side by side that the map has one after the other"
        if off > 0
        else "items wait where the map has no gap, or come back more often than it says"
    )
    return f"the parts add up to {parts}, {apart} {sign}: {believed or reason}."
