"""The audit: the figures of a map held against each other."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from flowatlas.drawing.figure import spelled
from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.throughput import throughput
from flowatlas.model.atlas import Atlas
from flowatlas.model.basis import Basis
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.notation import Form
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.record import Record, fields_of
from flowatlas.model.wording import rounded

HIGH_EFFICIENCY = 0.5
FAR_OFF = 2.0
"""Figures that differ by more than this factor contradict each other: our judgement."""

OLD = timedelta(days=182)
FALSE_PRECISION = 3
"""Digits that nobody can have who did not measure."""


def audit(atlas: Atlas, sample: Sample, answers: Mapping[str, Answer], today: date | None = None) -> list[Finding]:
    """Findings that need figures; paths are relative to the map. ``sample`` holds our best knowledge, in one draw."""
    found: list[Finding] = []
    for one in (_efficiency, _work_in_progress, _load, _implied_waits, _parts, _single_voice, _precision):
        found += one(sample, answers)
    found += _old_figures(sample.stream, today or date.today())  # noqa: DTZ011 - figures carry local dates
    found += _first_guess(atlas, sample, answers)
    return found


def _efficiency(sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    efficiency = answers["flow_efficiency"].p50
    if efficiency is not None and efficiency >= HIGH_EFFICIENCY:
        yield Finding(
            "steps",
            f"work is {Share.say(efficiency, sample.calendar, is_rough=True)} of the lead time, which is rare",
            Severity.WARNING,
            "ask for the waits that really happen; figures like these are often standards, not observations",
        )


def _work_in_progress(sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """What is said to lie at a step against Little's law: throughput x (gap + process time)."""
    del answers
    try:
        pace = float(throughput(sample)[0])
    except CannotSayError:
        return
    visits = Passage(sample, with_rework=True).visits()
    for step_id, step in sample.stream.steps.items():
        if step.work_in_progress is None or not step.work_in_progress.points:
            continue
        time = visits.gaps[step_id] * sample.wait(step_id) + visits.steps[step_id] * sample.process(step_id)
        implied, stated = pace * float(time[0]), step.work_in_progress.middle
        if _is_far_off(stated, implied) and abs(stated - implied) > 1:
            yield Finding(
                f"steps/{join(step_id)}/work_in_progress",
                f"{step.work_in_progress.typed} items are said to be here, "
                f"but the times imply {rounded(implied, is_rough=True)}",
                Severity.WARNING,
                "items here = items finished per time x (wait + process time); one of the three is off",
            )


def _load(sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    for name, answer in answers.items():
        role_id = name.removeprefix("load/")
        if role_id == name or answer.p50 is None or answer.p50 <= 1 + 1e-9:
            continue
        role = sample.stream.roles[role_id]
        need = "time that they do not have"
        if math.isfinite(answer.p50):
            need = f"{Share.say(answer.p50, sample.calendar, is_rough=True)} of the time they have"
        yield Finding(
            f"roles/{join(role_id)}",
            f"{role.name or role_id} would need {need}, so work piles up without end",
            Severity.WARNING,
            "fewer items, less effort an item, or more people; or the effort typed here is not hands-on time",
        )


def _implied_waits(sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """Stated waits against those that load implies for several people.

    Wait = effort x load ** (sqrt(2 (people + 1)) - 1) / (people x (1 - load)), for arrivals and efforts as random
    as Poisson's.

    Source: Sakasegawa, An approximation formula Lq = αρβ/(1-ρ), Annals of the Institute of Statistical Mathematics
    (1977).
    """
    for step_id, step in sample.stream.steps.items():
        wait = step.wait_time
        if wait is None or not wait.points or len(step.roles) != 1 or step.roles[0] not in sample.stream.roles:
            continue
        role_id = step.roles[0]
        role, answer = sample.stream.roles[role_id], answers.get(f"load/{role_id}")
        if role.people is None or not role.people.middle or answer is None or answer.p50 is None:
            continue
        load, people = answer.p50, role.people.middle * (role.availability.middle if role.availability else 1.0)
        if not 0 < load < 1 or not people:
            continue
        effort = float(sample.effort(step_id)[0])
        implied = effort * load ** (math.sqrt(2 * (people + 1)) - 1) / (people * (1 - load))
        if implied > FAR_OFF * wait.percentile(90) and implied > sample.calendar.unit_seconds("h"):
            yield Finding(
                f"steps/{join(step_id)}/wait_time",
                f"the wait is said to be {wait.typed}, but a load of "
                f"{Share.say(load, sample.calendar, is_rough=True)} implies "
                f"about {Duration.say(implied, sample.calendar, words=True, is_rough=True)}",
                Severity.INFO,
                "ask how long items really lie there, or whether the effort is hands-on time",
            )


def _parts(sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    """The parts of a step against the step."""
    del answers
    for step_id, step in sample.stream.steps.items():
        times = [
            time for part in step.steps.values() for time in (part.process_time, part.wait_time) if time is not None
        ]
        if step.process_time is None or not step.process_time.points or not times:
            continue
        total = sum(time.middle for time in times)
        if _is_far_off(total, step.process_time.middle):
            yield Finding(
                f"steps/{join(step_id)}/process_time",
                f"the parts take {Duration.say(total, sample.calendar, is_rough=True)}, "
                f"the step {step.process_time.typed}",
                Severity.WARNING,
                "leave out the step's own time to use the parts, or mend one of them",
            )


def _single_voice(sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    del answers
    voices = [voice for voice in sample.stream.voices.values() if voice.changes]
    if len(voices) == 1:
        yield Finding(
            "voices",
            "one person has spoken so far",
            Severity.INFO,
            "single estimates mislead; ask two people of each role",
        )


def _precision(sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    del answers
    for path, quantity in _quantities(sample.stream):
        digits = max(
            (len(number.replace(".", "").strip("0")) for number in re.findall(r"[0-9.]+", str(quantity.typed))),
            default=0,
        )
        if (
            quantity.basis in {Basis.ESTIMATED, Basis.GUESSED}
            and digits >= FALSE_PRECISION
            and isinstance(quantity, Duration)
        ):
            yield Finding(
                path,
                f"{quantity.typed} is more precise than an estimate can be",
                Severity.INFO,
                "round it, or say that it was measured: 3.72d measured",
            )


def _old_figures(stream: ValueStreamMap, today: date) -> Iterator[Finding]:
    dated = [(quantity.on, path) for path, quantity in _quantities(stream) if quantity.on]
    dated += [(one.to, f"measurements/{join(key)}") for key, one in stream.measurements.items() if one.to]
    old = []
    for text, path in dated:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            continue
        if today - day > OLD:
            old.append((day, path))
    if old:
        day, path = min(old)
        others = f" and {len(old) - 1} more" if len(old) > 1 else ""
        yield Finding(path, f"this figure is from {day}{others}", Severity.INFO, "ask again after half a year")


def _first_guess(atlas: Atlas, sample: Sample, answers: Mapping[str, Answer]) -> Iterator[Finding]:
    outcome = atlas.map(OutcomeMap)
    guess = outcome.first_guess if outcome is not None else None
    lead = answers["lead_time_with_rework"]
    real = lead.p50 if lead.p50 is not None else lead.at_least
    if guess is None or not guess.points or not guess.middle or not real or not math.isfinite(real):
        return
    times = real / guess.middle
    if times >= FAR_OFF or times <= 1 / FAR_OFF:
        yield Finding(
            "steps",
            f"it takes {Duration.say(real, sample.calendar, words=True, is_rough=True)}, "
            f"the first guess was {spelled(guess.typed)}",
            Severity.INFO,
            "show both to those who were not in the room" if times > 1 else "see whether a gap is missing on the map",
        )


def _is_far_off(one: float, other: float) -> bool:
    return bool(one and other) and not 1 / FAR_OFF <= one / other <= FAR_OFF


def _quantities(stream: ValueStreamMap) -> Iterator[tuple[str, Quantity]]:
    """Every stated quantity of the steps and of the map itself."""

    def of(record: Record, prefix: str) -> Iterator[tuple[str, Quantity]]:
        for name, declared in fields_of(type(record)).items():
            value = getattr(record, declared.attribute)
            if isinstance(value, Quantity) and value.form is not Form.UNKNOWN:
                yield f"{prefix}{name}", value

    yield from of(stream, "")
    for step_id, step in stream.steps.items():
        yield from of(step, f"steps/{join(step_id)}/")
