"""The report on a stream: everything there is to say about it, gathered once for terminal, JSON and page."""

import math
from typing import Any, NamedTuple

from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.audit import audit
from flowatlas.metrics.constraint import Candidate, Constraint, constraint
from flowatlas.metrics.entered import Entered
from flowatlas.metrics.hotspot import Hotspot, Subtotal, hotspots, subtotals
from flowatlas.metrics.inside import parts_against_step
from flowatlas.metrics.measure_next import Question, measure_next
from flowatlas.metrics.metric import Answer, measure
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import DEFAULT_SEED, Sample
from flowatlas.metrics.samples import DEFAULT_DRAWS, Samples
from flowatlas.metrics.target import Chance, chance_of_target
from flowatlas.model.atlas import Atlas
from flowatlas.model.finding import Finding
from flowatlas.model.path import join


class Report(NamedTuple):
    """What the figures say of one stream; paths are relative to it.

    ``unknown`` lists the paths of times, shares and ratings that nobody has given, in map order; ``samples`` is what
    all of it was measured on; ``likely_share`` is the part of the time, 0 to 1, that is a likely value in
    the place of an unknown one.
    """

    answers: dict[str, Answer]
    constraint: Constraint | None
    hotspots: list[Hotspot]
    subtotals: list[Subtotal]
    questions: list[Question]
    target: Chance | None
    audit: list[Finding]
    unknown: list[str]
    samples: Samples
    likely_share: float = 0.0


def report(
    atlas: Atlas,
    *,
    draws: int = DEFAULT_DRAWS,
    seed: int = DEFAULT_SEED,
    is_independent: bool = False,
    is_sampled: bool = False,
    before: Report | None = None,
) -> Report:
    """Measure the current map, find its constraint and hotspots, and what would settle most.

    With ``is_sampled`` items are sampled though every figure is exact, to stand beside a map that is not. From the
    report on a version ``before``, made in the same way, what did not change is taken over; the result is the same.
    """
    stream = atlas.map_or_blank(ValueStreamMap)
    samples = Samples(
        stream,
        atlas.calendar.times,
        draws=draws,
        seed=seed,
        is_independent=is_independent,
        is_sampled=is_sampled,
        twin=None if before is None else before.samples,
    )
    answers = measure(samples)
    if not stream.steps:
        return Report(
            answers=answers,
            constraint=None,
            hotspots=[],
            subtotals=[],
            questions=[],
            target=None,
            audit=[],
            unknown=[],
            samples=samples,
        )
    limit = constraint(samples)
    inside = parts_against_step(atlas, samples.center, limit.found.path if limit is not None else "")
    return Report(
        answers=answers,
        constraint=limit,
        hotspots=[] if samples.is_blank else hotspots(samples.center),
        subtotals=[] if samples.is_blank else subtotals(samples.center),
        questions=measure_next(samples),
        target=None if samples.is_blank else chance_of_target(atlas, samples),
        audit=[*audit(atlas, samples.center, answers), *inside],
        unknown=unknown_values(samples.center),
        samples=samples,
        likely_share=_likely_share(samples.center),
    )


def _likely_share(sample: Sample) -> float:
    """How much of the time in gaps and steps, as often as items come by, hangs on a value that nobody has given."""
    visits = Passage(sample, with_rework=True).visits()
    outer = sample.used
    whole = likely = 0.0
    for step_id in sample.stream.steps:
        for often, time in ((visits.gaps, sample.wait), (visits.steps, sample.process)):
            sample.used = {}
            seconds = float((often[step_id] * time(step_id))[0])
            whole += seconds
            likely += seconds if any(entry.is_unknown for entry in sample.used.values()) else 0.0
    sample.used = {}
    seconds = float(sample.final_wait()[0])
    likely += seconds if any(entry.is_unknown for entry in sample.used.values()) else 0.0
    sample.used = outer
    return likely / (whole + seconds) if whole + seconds else 0.0


def unknown_values(sample: Sample) -> list[str]:
    """Paths of the values that lead time with rework or rolled %C&A miss, in map order."""
    return _unknown(sample, with_ratings=True)


def unknown_in_lead_time(sample: Sample) -> list[str]:
    """Paths of the values that lead time with rework misses, in map order."""
    return _unknown(sample, with_ratings=False)


def _unknown(sample: Sample, *, with_ratings: bool) -> list[str]:
    used: dict[str, Entered] = {}
    outer, sample.used = sample.used, used
    passage = Passage(sample, with_rework=True)
    for step_id, step in sample.stream.steps.items():
        sample.wait(step_id)
        sample.process(step_id)
        sample.share(step_id)
        if with_ratings:
            sample.amount(f"steps/{join(step_id)}/percent_complete_accurate", step.percent_complete_accurate)
    passage.visits()
    sample.final_wait()
    sample.used = outer
    return [path for path, entry in used.items() if entry.is_unknown]


def as_json(found: Report, prefix: str) -> dict[str, Any]:
    """The report as plain JSON values; ``prefix`` is the stream's path, so that all paths are full ones."""
    return {
        "metrics": {name: _answer(answer) for name, answer in found.answers.items()},
        "constraint": None if found.constraint is None else _constraint(found.constraint, prefix),
        "hotspots": [
            {
                "path": f"{prefix}/{hotspot.path}",
                "name": hotspot.name,
                "share": _number(hotspot.share),
                "seconds": _number(hotspot.seconds),
            }
            for hotspot in found.hotspots
        ],
        "measure_next": [
            {
                "path": f"{prefix}/{question.path}",
                "gain": round(question.gain, 4),
                "variance_share": round(question.variance_share, 4),
                "ask": question.ask,
            }
            for question in found.questions
        ],
        "audit": [
            {
                "path": f"{prefix}/{finding.path}" if finding.path else prefix,
                "severity": finding.severity.value,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in found.audit
        ],
    }


def _answer(answer: Answer) -> dict[str, Any]:
    bounds = {"at_least": answer.at_least, "at_most": answer.at_most}
    return {
        "kind": answer.kind.kind,
        "p10": _number(answer.p10),
        "p50": _number(answer.p50),
        "p90": _number(answer.p90),
        "typical": {"low": _number(answer.low), "high": _number(answer.high)},
        **{name: _number(limit) for name, limit in bounds.items() if limit is not None},
        "unknowns": answer.unknowns,
        "basis": answer.basis.value,
        "text": answer.text,
        "sentence": answer.sentence,
    }


def _constraint(found: Constraint, prefix: str) -> dict[str, Any]:
    def named(candidate: Candidate) -> dict[str, Any]:
        return {
            "path": f"{prefix}/{candidate.path}",
            "name": candidate.name,
            "share": _number(candidate.share),
            "confidence": round(candidate.confidence, 4),
        }

    return {
        **named(found.found),
        "runners_up": [named(candidate) for candidate in found.runners_up],
        "reason": found.reason,
    }


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
