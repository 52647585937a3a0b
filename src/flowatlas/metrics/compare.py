"""Comparison: two versions of a map on common draws, step by step and in total."""

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import Constraint, constraint
from flowatlas.metrics.draws import Draws, bounded
from flowatlas.metrics.metric import Answer, Metric, measure, metrics
from flowatlas.metrics.sample import DEFAULT_SEED, CannotSayError, Sample
from flowatlas.metrics.samples import DEFAULT_DRAWS, Samples
from flowatlas.metrics.target import SMALLER_IS_BETTER
from flowatlas.model.calendar import Calendar
from flowatlas.model.gain import CERTAIN
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.record import Record, fields_of

COMPARED = (
    "lead_time",
    "lead_time_with_rework",
    "process_time",
    "wait_time",
    "work_content",
    "flow_efficiency",
    "rolled_percent_complete_accurate",
    "rework_time",
    "handoffs",
    "toil",
)
"""The totals that are compared, in order."""


NO_CHANGE = {"replaces", "same_as", "notes", "quick_fixes"}
"""Fields that say nothing of how the stream runs."""

SMALLEST_CHANGE = 0.005


class Difference(NamedTuple):
    """How one total changes: both answers, and the change of its expected value over what we do not know.

    ``low``, ``middle`` and ``high`` are p10, p50 and p90 of after less before, in the metric's unit; ``share`` is the
    relative change of the expected value, None where there was nothing; ``better`` the chance, 0 to 1, that it is
    really better, 0 where nothing changes.
    """

    name: str
    title: str
    kind: type[Quantity]
    before: Answer
    after: Answer
    low: float
    middle: float
    high: float
    share: float | None
    better: float

    @property
    def shown(self) -> float | None:
        """The relative change of the two figures that people read, so that it can be checked against them."""
        before, after = self.before.p50, self.after.p50
        if before and after is not None and math.isfinite(before) and math.isfinite(after):
            return after / before - 1
        return self.share


class Trace(NamedTuple):
    """What became of a step: kept, changed, removed, added, merged or split.

    ``ids`` are the steps on the map before, ``new_ids`` those after; ``changes`` the fields that differ, with what was
    typed before and after ('' for nothing).
    """

    kind: str
    name: str
    ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    changes: tuple[tuple[str, str, str], ...]


class Comparison(NamedTuple):
    """Two versions held against each other.

    ``headline`` names the total that people mean by how long it takes; ``is_sampled`` says whether items were sampled
    on both sides, which is so as soon as one of them is not exact.
    """

    differences: dict[str, Difference]
    steps: list[Trace]
    before: Constraint | None
    after: Constraint | None
    headline: str
    is_sampled: bool


def compare(
    before: ValueStreamMap,
    after: ValueStreamMap,
    calendar: Calendar,
    *,
    other_calendar: Calendar | None = None,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    is_independent: bool = False,
) -> Comparison:
    """Hold one version of a map against another.

    Both see the same draws: what stands at the same path is as long, and as doubtful, in both, so that what they share
    cancels out. Where one is not exact, both are sampled.
    """
    streams, calendars = (before, after), (calendar, other_calendar or calendar)
    pair: list[Samples] = []
    for is_sampled in (False, True):
        pair = []
        for stream, own in zip(streams, calendars, strict=True):
            twin = pair[0] if pair and calendars[0] == calendars[1] else None
            options: dict[str, Any] = {"draws": draws, "seed": seed, "is_independent": is_independent, "twin": twin}
            pair.append(Samples(stream, own, is_sampled=is_sampled, **options))
        if pair[0].draws == pair[1].draws:
            break
    answers = [measure(one, COMPARED) for one in pair]
    known = {one.name: one for one in metrics()}
    differences = {}
    for name in COMPARED:
        found = _difference(known[name], pair, [one[name] for one in answers])
        if found is not None:
            differences[name] = found
    limits = [constraint(one) if one.center.stream.steps else None for one in pair]
    headline = "lead_time_with_rework" if _has_rework(differences) else "lead_time"
    return Comparison(differences, trace(before, after), limits[0], limits[1], headline, pair[0].draws > 1)


def _has_rework(differences: dict[str, Difference]) -> bool:
    lead, whole = differences.get("lead_time"), differences.get("lead_time_with_rework")
    return (
        lead is not None
        and whole is not None
        and any(getattr(whole, side).p50 != getattr(lead, side).p50 for side in ("before", "after"))
    )


def _difference(known: Metric, pair: list[Samples], answers: list[Answer]) -> Difference | None:
    """The change of one total; None where one of the versions has no answer."""
    parts: tuple[list[Draws], list[Draws]] = [], []
    for block in range(max(one.blocks for one in pair)):
        for place, one in enumerate(pair):
            try:
                values = known.function(one.doubt(block))
            except CannotSayError:
                return None
            if not isinstance(values, np.ndarray):
                return None
            parts[place].append(values)
    before, after = (bounded(np.concatenate(several)) for several in parts)
    if any(answer.p50 is None and answer.at_least is None for answer in answers):
        return None
    with np.errstate(invalid="ignore"):
        change = after - before
    change = np.where(np.isnan(change), 0.0, change)
    low, middle, high = (float(one) for one in np.quantile(change, (0.1, 0.5, 0.9), method="inverted_cdf"))
    is_less = known.kind is Duration or known.name in SMALLER_IS_BETTER
    better = float((change < 0).mean() if is_less else (change > 0).mean())
    base, new = float(before.mean()), float(after.mean())
    share = new / base - 1 if base and math.isfinite(base) and math.isfinite(new) else None
    return Difference(known.name, known.title, known.kind, answers[0], answers[1], low, middle, high, share, better)


def trace(before: ValueStreamMap, after: ValueStreamMap) -> list[Trace]:
    """What became of every step, in the order of the map after, with removed ones where they stood.

    A step that ``replaces`` several merges them; several that replace the same one split it.
    """
    replaced: dict[str, list[str]] = {}
    for step_id, step in after.steps.items():
        for one in step.replaces:
            if one in before.steps:
                replaced.setdefault(one, []).append(step_id)
    found: dict[tuple[str, ...], Trace] = {}
    for step_id, step in after.steps.items():
        old = [one for one in step.replaces if one in before.steps]
        if step_id in before.steps and step_id not in old:
            old = [step_id, *old] if old else [step_id]
        traced = _traced(before, after, step_id, old, replaced)
        if traced.kind == "split" and traced.ids in found:
            found[traced.ids] = found[traced.ids]._replace(new_ids=(*found[traced.ids].new_ids, step_id))
        else:
            found[traced.ids or ("", step_id)] = traced
    steps = list(found.values())
    ids = list(before.steps)
    for place, step_id in enumerate(ids):
        if not any(step_id in other.ids for other in steps):
            above = ids[place - 1] if place else None
            at = next((number + 1 for number, other in enumerate(steps) if above in other.ids), 0)
            steps.insert(at, Trace("removed", _name(before, step_id), (step_id,), (), ()))
    return steps


def _traced(
    before: ValueStreamMap, after: ValueStreamMap, step_id: str, old: list[str], replaced: dict[str, list[str]]
) -> Trace:
    name = _name(after, step_id)
    if not old:
        return Trace("added", name, (), (step_id,), tuple(_typed_fields(after.steps[step_id])))
    if len(old) > 1:
        return Trace("merged", name, tuple(old), (step_id,), ())
    if len(replaced.get(old[0], [])) > 1:
        return Trace("split", _name(before, old[0]), (old[0],), (step_id,), ())
    changes = tuple(_changes(before, after, old[0], step_id))
    return Trace("changed" if changes else "kept", name, (old[0],), (step_id,), changes)


def _name(stream: ValueStreamMap, step_id: str) -> str:
    return stream.name_of(f"steps/{join(step_id)}")


def _changes(before: ValueStreamMap, after: ValueStreamMap, old: str, new: str) -> list[tuple[str, str, str]]:
    one, other = before.steps[old], after.steps[new]
    found: list[tuple[str, str, str]] = []
    for declared in fields_of(Step).values():
        if declared.name in NO_CHANGE:
            continue
        values = [getattr(step, declared.attribute) for step in (one, other)]
        if values[0] != values[1]:
            found += _changed(declared.name, *values)
    behind = [list(stream.shape.after[step_id]) for stream, step_id in ((before, old), (after, new))]
    if behind[0] != behind[1] and not any(field == "after" for field, _, _ in found):
        kept = [[_name(stream, other) for other in ids] for stream, ids in zip((before, after), behind, strict=True)]
        gone = set(behind[0]) - set(after.steps)
        if not gone and set(behind[1]) <= set(before.steps):
            found.append(("place", ", ".join(kept[0]) or "start", ", ".join(kept[1]) or "start"))
    return found


def _changed(name: str, before: Any, after: Any) -> Iterator[tuple[str, str, str]]:
    """A field that differs, records by what differs in each."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        yield name, _typed(before), _typed(after)
        return
    for key in {**before, **after}:
        one, other = before.get(key), after.get(key)
        if one is None or other is None:
            yield f"{name} {key}", _typed(one), _typed(other)
            continue
        for declared in fields_of(type(one)).values():
            values = [getattr(record, declared.attribute) for record in (one, other)]
            if values[0] != values[1]:
                yield f"{name} {key} {declared.name.replace('_', ' ')}", _typed(values[0]), _typed(values[1])


def _typed_fields(step: Step) -> list[tuple[str, str, str]]:
    wanted = ("wait_time", "process_time", "percent_complete_accurate", "share")
    return [(name, "", _typed(getattr(step, name))) for name in wanted if getattr(step, name) is not None]


def _typed(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, Quantity):
        from flowatlas.drawing.figure import label_of

        label = label_of(value)
        return f"{label.text} ({', '.join(label.notes)})" if label.notes else label.text
    if isinstance(value, Record):
        known = {name: _typed(getattr(value, one.attribute)) for name, one in fields_of(type(value)).items()}
        return ", ".join(f"{name.replace('_', ' ')} {told}" for name, told in known.items() if told) or "there"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value)


def headline_of(found: Comparison, calendar: Calendar) -> str:
    """The comparison in a sentence: how long before and after, by how much, and how sure it is that it is better."""
    one = found.differences.get(found.headline)
    if one is None:
        return "How long it takes cannot be compared yet."
    figures = [_said(answer, calendar) for answer in (one.before, one.after)]
    if one.low == one.high == 0:
        return f"How long it takes stays the same: {figures[0]}."
    is_alike = figures[0] == figures[1]
    words = f"It takes about as long, {figures[0]}" if is_alike else f"It takes {figures[1]} instead of {figures[0]}"
    change = change_in_words(one)
    words += f", {change}" if change else ""
    worse = one.name in SMALLER_IS_BETTER or one.kind is Duration
    is_better = one.middle < 0 if worse else one.middle > 0
    chance = one.better if is_better else float(1 - one.better)
    verdict = "better" if is_better else "worse"
    if chance >= CERTAIN:
        return f"{words}; almost certainly {verdict}." if one.low != one.high else f"{words}."
    return f"{words}; {Share.say(chance, calendar, is_rough=True)} sure that it is {verdict}."


def change_in_words(one: Difference) -> str:
    """A relative change: ``51% less``; empty where there was nothing before."""
    share = one.shown
    if share is None or one.kind is Share:
        return ""
    if abs(share) < SMALLEST_CHANGE:
        return "hardly any change" if share else "no change"
    return f"{Share.say(abs(share), Calendar(), is_rough=True)} {'less' if share < 0 else 'more'}"


def _said(answer: Answer, calendar: Calendar) -> str:
    if answer.p50 is None:
        return f"at least {answer.kind.say(answer.at_least or 0.0, calendar, words=True, is_rough=True)}"
    return answer.kind.say(answer.p50, calendar, words=True, is_rough=not answer.is_exact)


def change_of_lead(before: ValueStreamMap, after: ValueStreamMap, calendar: Calendar) -> float | None:
    """The relative change of lead time with rework at our best knowledge; None where it was nothing or is unbounded."""
    known = next(one for one in metrics() if one.name == "lead_time_with_rework")
    leads = []
    for stream in (before, after):
        if not stream.steps:
            return None
        values = known.function(Sample(stream, calendar))
        assert isinstance(values, np.ndarray)
        leads.append(float(bounded(values)[0]))
    return leads[1] / leads[0] - 1 if leads[0] and all(map(math.isfinite, leads)) else None
