"""The measured lead time of a measurement beside the sum of the parts of the map."""

from collections.abc import Iterable

from flowatlas.drawing.figure import label_of
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.metric import Answer
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.wording import capital

NOTICED = 0.05
"""The share of items from which on it is worth a word that they took none of the steps."""

CLOSE = 0.15
"""Figures that differ by less than this part count as the same."""

MEASURED = "measured_lead_time"
"""The name of the answer that no metric gives: the lead time of the measurement in use."""

SUMS = frozenset({"lead_time", "lead_time_with_rework"})
"""Answers that say of the parts of a map what a measurement says of the whole."""

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


def whole_of(stream: ValueStreamMap, name: str) -> Duration | None:
    """What items took from beginning to end, as a measurement has it that knows every step; else nothing.

    It is what happened, while a sum of parts rests on how they go together.
    """
    measurement = stream.measurements.get(name)
    measured = measurement.lead_time if measurement is not None else None
    if measurement is None or measured is None or not measured.sample_size:
        return None
    knows_all = not measurement.seen or measurement.seen.issuperset(stream.steps)
    return measured if TYPICAL in dict(measured.points) and knows_all else None


def with_measured(stream: ValueStreamMap, answers: Iterable[Answer], calendar: Calendar) -> list[Answer]:
    """The answers as they stand beside each other: first the lead time as a whole, where the data in use knows it.

    Those that are added up from the parts of the map say so then.
    """
    measured = whole_of(stream, stream.use) if stream.use else None
    if measured is None or stream.use is None:
        return list(answers)
    p10, p50, p90 = (measured.percentile(percent) for percent in (10.0, TYPICAL, 90.0))
    whole = Answer(
        name=MEASURED,
        title="Lead time, measured as a whole",
        kind=Duration,
        p10=p10,
        p50=p50,
        p90=p90,
        low=None,
        high=None,
        at_least=None,
        at_most=None,
        unknowns=0,
        basis=Basis.MEASURED,
        text=Duration.say(p50, calendar, is_rough=True),
        sentence=whole_in_words(stream, stream.use, calendar),
    )
    return [
        whole,
        *(one._replace(title=f"{one.title}, parts added up") if one.name in SUMS else one for one in answers),
    ]


def whole_in_words(stream: ValueStreamMap, name: str, calendar: Calendar) -> str:
    """What items took from beginning to end, as it was measured, where the data knows every step; else nothing."""
    measured = whole_of(stream, name)
    if measured is None:
        return ""
    known = dict(measured.points)
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
        why = f"{capital(believed)}. {measurement.reason}" if believed else measurement.reason
        return f"the parts add up to {parts}, {apart} {sign}. {why}"
    reason = (
        "waits may be counted twice, or steps run side by side that the map has one after the other"
        if off > 0
        else "items wait where the map has no gap, or come back more often than it says"
    )
    return f"the parts add up to {parts}, {apart} {sign}: {believed or reason}."


def why_last_wait(stream: ValueStreamMap, name: str) -> str:
    """That items reached their end without any step of the map, which makes the last wait longer; else nothing."""
    measurement = stream.measurements.get(name)
    share = measurement.without_steps if measurement is not None else None
    if share is None or share.middle < NOTICED:
        return ""
    told = Share.say(share.middle, ELAPSED, is_rough=True)
    return (
        f" {told} of the items reached their end without any step of the map, and all their time counts as this wait."
    )
