"""What the figures say, ready to be drawn: the report as the pictures of maps take it."""

import math
from collections.abc import Iterator

from flowatlas.drawing.figure import label_of
from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.headline import (
    answer,
    chance_in_words,
    headline_answer,
    next_question,
    target_figure,
    work_beyond_target,
)
from flowatlas.metrics.measured import MEASURED
from flowatlas.metrics.metric import Answer, metrics
from flowatlas.metrics.report import Report
from flowatlas.metrics.study import Study, worked_of
from flowatlas.metrics.timeline import Timeline, timeline
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.gain import CERTAIN
from flowatlas.model.glossary import TERMS, Labels
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import Plain, join
from flowatlas.model.picture import Derived, Goal, Said, Span, Spot, Takes, Total, Worked
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.wording import capital

SUMMARY = ("process_time", "wait_time", "flow_efficiency", "rolled_percent_complete_accurate", "load")
"""The figures on the summary notes, behind the lead time."""

NO_STEPS = "There are no steps yet. Start with what happens first and what the customer has in the end."
FULL = 1.0


def derived(atlas: Atlas, found: Report, labels: Labels, plain: Plain | None = None) -> Derived:
    """Sentences, summary notes, constraint, question and spans of the current map.

    With the ``plain`` values of the atlas also what the figures say of the other maps, once a picture asks for it.
    """
    stream = atlas.map_or_blank(ValueStreamMap)
    calendar = atlas.calendar.times
    worked = Worked() if plain is None else worked_of(Study(plain, atlas, found))
    if not stream.steps:
        goal = _goal(atlas, found, labels)
        return Derived((NO_STEPS,), goal=goal, calendar=calendar.text, labels=labels, worked=worked)
    when = timeline(found.samples)
    lead = headline_answer(found)
    names = [lead.name, *(name for name in SUMMARY if _is_worth_a_note(found.answers[name]))]
    return Derived(
        sentences=tuple(answer(atlas, stream, found, labels)),
        totals=tuple(_totals(stream, found, names, when, labels)),
        groups=_groups(stream, when, calendar, labels),
        constraint=_constraint(stream, found, calendar, labels),
        ask=_ask(stream, found, labels),
        goal=_goal(atlas, found, labels),
        guess=_guess(atlas),
        spans=when.spans,
        lead=_whole(lead, when),
        rework=_rework(found, when),
        calendar=calendar.text,
        labels=labels,
        takes=_takes(lead),
        unknown=frozenset(found.unknown),
        voices=_voices(stream, calendar),
        worked=worked,
    )


def _voices(stream: ValueStreamMap, calendar: Calendar) -> dict[str, tuple[Said, ...]]:
    """What voices say of waits and process times, where at least two of them say something."""
    found = {}
    for path, typed in stream.statements.items():
        if path.rpartition("/")[2] not in {"wait_time", "process_time"}:
            continue
        heard = []
        for voice_id, value in typed.items():
            one = _duration(value, calendar)
            if one is not None and not one.is_unknown:
                role = stream.role_of(stream.voices[voice_id].role or "")
                name = (stream.roles[role].name if role in stream.roles else None) or role
                heard.append(Said(name, label_of(one).text, one.middle))
        if len(heard) > 1:
            found[path] = tuple(sorted(heard, key=lambda said: said.seconds))
    return found


def _takes(lead: Answer) -> Takes | None:
    """The whole time with its doubt; None where it cannot be told."""
    if lead.p50 is None or lead.low is None or lead.high is None:
        return None
    return Takes(lead.p50, lead.low, lead.high, lead.at_least or 0.0, lead.unknowns)


def _is_worth_a_note(one: Answer) -> bool:
    if one.name == "load":
        return one.p50 is not None and one.p50 >= 0.8
    if one.name == "rolled_percent_complete_accurate":
        return one.p50 is not None or (one.at_most is not None and one.at_most < 1)
    return True


def _totals(stream: ValueStreamMap, found: Report, names: list[str], when: Timeline, labels: Labels) -> Iterator[Total]:
    """The summary notes; what is done again stands beside work and wait, so that they add up to the lead time."""
    calendar = found.samples.center.calendar
    for name in names:
        yield _total(stream, found.answers[name], calendar, labels)
        span = _rework(found, when)
        if name == "wait_time" and span is not None and names[0] == "lead_time_with_rework":
            added = Duration.say(span.seconds, calendar, is_rough=not found.answers[names[0]].is_exact)
            label = labels.applied(TERMS["rework"].label)
            yield Total("rework", capital(label), added, "done again", labels.applied(TERMS["rework"].sentence))


def _total(stream: ValueStreamMap, one: Answer, calendar: Calendar, labels: Labels) -> Total:
    label = labels.applied(one.title.partition(" (")[0])
    if one.name == "load":
        role_id = _busiest(stream, one)
        label = f"{label} of {role_id}" if role_id else label
    missing = f"{one.unknowns} unknown" if one.unknowns else ""
    told = " · ".join(part for part in (spread_of(one, calendar), missing) if part)
    tip = f"{one.sentence} {TERMS[one.name].sentence}"
    return Total(one.name, label, figure_of(one, calendar), told, labels.applied(tip, stream.own_names))


def figure_of(one: Answer, calendar: Calendar) -> str:
    """An answer as one figure, in the unit of its spread; ? where there is none."""
    if one.text == "unknown":
        return "?"
    if one.p50 is None or one.at_most is not None:
        return one.text
    return one.kind.say(one.p50, calendar, is_rough=not one.is_exact, beside=one.largest)


def spread_of(one: Answer, calendar: Calendar) -> str:
    """How far items differ from that figure, or for a figure of the whole stream what it may be; '' if not at all."""
    if one.name.partition("/")[0] == "load" and one.p50 is not None and one.p50 > FULL:
        return "more than there is time for"
    if one.p10 is None or one.p90 is None or one.p10 == one.p90 or (one.at_most is not None and one.unknowns):
        return ""
    low, high = (
        one.kind.say(end, calendar, is_rough=not one.is_exact, beside=one.largest) for end in (one.p10, one.p90)
    )
    if low == high:
        return ""
    return f"8 in 10: {low} to {high}" if _is_of_items(one.name) else f"{low} to {high}"


def _is_of_items(name: str) -> bool:
    return name == MEASURED or any(known.name == name and known.is_of_items for known in metrics())


def _busiest(stream: ValueStreamMap, one: Answer) -> str:
    """The role that an answer about load speaks of, as the sentence names it."""
    names = [role.name or role_id for role_id, role in stream.roles.items()]
    return next((name for name in sorted(names, key=len, reverse=True) if one.sentence.startswith(name)), "")


def _groups(stream: ValueStreamMap, when: Timeline, calendar: Calendar, labels: Labels) -> dict[str, str]:
    """Work and wait of each group for the middle item, so that they fit the lead time."""
    sums: dict[str, list[float]] = {}
    is_exact = when.lead.low == when.lead.high
    for step_id, step in stream.steps.items():
        if step.group is not None:
            times = sums.setdefault(step.group, [0.0, 0.0])
            for place, field in enumerate(("process_time", "wait_time")):
                times[place] += when.spans[f"steps/{join(step_id)}/{field}"].seconds
    words = labels.of("process_time", "work"), labels.of("wait_time", "wait")
    return {
        group: " · ".join(
            f"{word} {Duration.say(seconds, calendar, is_rough=not is_exact)}"
            for word, seconds in zip(words, times, strict=True)
        )
        for group, times in sums.items()
    }


def _constraint(stream: ValueStreamMap, found: Report, calendar: Calendar, labels: Labels) -> Spot | None:
    if found.constraint is None:
        return None
    one = found.constraint.found
    # A mark on one of many places that are alike would mislead; the sentences say that none of them stands out.
    if one.is_small:
        return None
    words = labels.of("constraint")
    words = capital(words)
    if one.confidence < CERTAIN:
        words += f", {Share.say(one.confidence, calendar, is_rough=True)} sure"
    if one.share is not None:
        kind = (
            "rework"
            if "/rework/" in one.path
            else "wait"
            if one.path.endswith("wait") or "wait_time" in one.path
            else "step"
        )
        words += f": {one.gain(calendar)} sooner without this {labels.of(kind, kind)}"
    hot = next((spot for spot in found.hotspots if f"{one.path}/".startswith(f"{spot.path}/")), None)
    tip = labels.applied(found.constraint.reason, stream.own_names)
    if hot is not None and hot.share is not None:
        share = Share.say(hot.share, calendar, is_rough=True)
        tip += f" The step with both its gaps is {share} of the lead time."
    return Spot(one.paths, words, f"{tip} {TERMS['constraint'].sentence}", one.confidence)


def _ask(stream: ValueStreamMap, found: Report, labels: Labels) -> Spot | None:
    question = next_question(found)
    if question is None:
        return None
    return Spot((question.path,), "ask next", labels.applied(question.ask, stream.own_names))


def _goal(atlas: Atlas, found: Report, labels: Labels) -> Goal | None:
    outcome = atlas.map(OutcomeMap)
    target = outcome.target if outcome is not None else None
    if target is None or not (target.text or target.value):
        return None
    told = [told for told in (chance_in_words(found), labels.applied(work_beyond_target(atlas, found))) if told]
    now = " ".join(f"{capital(sentence)}." for sentence in told)
    share = found.target.items if found.target is not None else None
    return Goal(target.text or "", target_figure(target, found, labels), now, promised(atlas), share)


def promised(atlas: Atlas) -> float | None:
    """The target in seconds of working time; None where there is none, or it is no lead time."""
    outcome = atlas.map(OutcomeMap)
    target = outcome.target if outcome is not None else None
    if target is None or target.value is None or target.measure not in {"lead_time", "lead_time_with_rework"}:
        return None
    wanted = _duration(target.value, atlas.calendar.times)
    return wanted.middle if wanted is not None and wanted.points else None


def _duration(typed: object, calendar: Calendar) -> Duration | None:
    try:
        return Duration.read(typed, calendar)
    except QuantityError:
        return None


def _guess(atlas: Atlas) -> tuple[str, float] | None:
    outcome = atlas.map(OutcomeMap)
    guess = outcome.first_guess if outcome is not None else None
    return (str(guess.typed), guess.middle) if guess is not None and guess.points else None


def _whole(lead: Answer, when: Timeline) -> Span:
    if lead.p50 is None or lead.p10 is None or lead.p90 is None:
        return when.lead
    return Span(0.0, lead.p50, lead.p10, lead.p90)


def _rework(found: Report, when: Timeline) -> Span | None:
    """What doing things again adds, behind the first pass; None where it adds nothing."""
    whole = found.answers["lead_time_with_rework"].p50
    if whole is None or not math.isfinite(whole) or not math.isfinite(when.lead.seconds):
        return None
    added = whole - when.lead.seconds
    return Span(when.lead.seconds, added, added, added) if added > 0.005 * whole else None
