"""The headline: the answer in sentences, for terminal, picture and page alike."""

import re
from collections.abc import Mapping

from flowatlas.drawing.figure import spelled
from flowatlas.maps.outcome import OutcomeMap, Target
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import Constraint
from flowatlas.metrics.measure_next import SMALLEST_GAIN, Question
from flowatlas.metrics.measured import measured_in_words, parts_beside_whole, whole_in_words, why_last_wait
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.report import Report
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.notation import QuantityError
from flowatlas.model.picture import who_meets
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.wording import capital

SURE, LIKELY = 0.8, 0.1
"""From where a constraint is sure enough to stand alone, and another element likely enough to be named beside it."""


_DAYS = re.compile(r"([0-9]) ((?:day|week)s?)\b")

MOSTLY_LIKELY = 0.5
"""From which part of the time on what is unknown is said before anything that rests on likely values."""


def headline(atlas: Atlas, stream: ValueStreamMap, found: Report, labels: Labels) -> list[str]:
    """How long it takes, what limits it, what to ask next; guess and target beside it."""
    outcome = atlas.map(OutcomeMap)
    target = outcome.target if outcome is not None else None
    told = target_in_words(target, found, labels) if target is not None else ""
    beyond = work_beyond_target(atlas, found)
    told = f"{told[:-1]}; {labels.applied(beyond)}." if told and beyond else told
    return [*answer(atlas, stream, found, labels), *([told] if told else [])]


def answer(atlas: Atlas, stream: ValueStreamMap, found: Report, labels: Labels) -> list[str]:
    """The same without the target."""
    whole = found.answers["lead_time_with_rework"]
    if found.samples.is_blank and whole.p50 is None:
        sentences = [labels.applied(sentence, stream.own_names) for sentence in _nothing_said(found)]
    else:
        told = in_working_time(headline_answer(found).sentence, atlas.calendar.times)
        sentences = [labels.applied(sentence) for sentence in _in_two(told)]
    if stream.use and (told := whole_in_words(stream, stream.use, atlas.calendar.times)):
        sentences = [labels.applied(in_working_time(told, atlas.calendar.times))]
    if whole.unknowns and whole.p50 is not None and not whole.is_exact:
        told = labels.applied(_what_is_missing(whole, found, atlas))
        sentences.insert(0 if found.likely_share > MOSTLY_LIKELY else len(sentences), told)
    if limits := limits_in_words(found, atlas, stream, labels):
        sentences.append(limits)
    measured = measured_in_words(stream, stream.use or "", headline_answer(found), atlas.calendar.times)
    if measured:
        sentences.append(labels.applied(measured, stream.own_names))
    question = next_question(found)
    if question is not None:
        sentences.append(labels.applied(question.ask, stream.own_names))
    outcome = atlas.map(OutcomeMap)
    guess = outcome.first_guess if outcome is not None else None
    if guess is not None and guess.points:
        told = f"{labels.applied('The first guess')} was {spelled(guess.typed)}"
        sentences.append(f"{told}, before anything was mapped{_compared(guess, whole)}.")
    return sentences


def limits_in_words(found: Report, atlas: Atlas, stream: ValueStreamMap, labels: Labels) -> str:
    """The constraint, and what may be it instead; nothing where there is none."""
    if found.constraint is None:
        return ""
    limit = found.constraint
    return labels.applied(f"{reason_of(limit, stream)}{_next_in_line(limit, atlas)}", stream.own_names)


def reason_of(limit: Constraint, stream: ValueStreamMap) -> str:
    """Why something is the constraint; of the last wait also what fills it, where the data in use tells."""
    is_last_wait = "final_wait" in limit.found.paths
    return f"{limit.reason}{why_last_wait(stream, stream.use or '') if is_last_wait else ''}"


def parts_in_words(found: Report, atlas: Atlas, stream: ValueStreamMap, labels: Labels) -> str:
    """What the parts of the map add up to, beside the lead time of the measurement in use where it has one."""
    headline = headline_answer(found)
    told = parts_beside_whole(stream, stream.use or "", headline, atlas.calendar.times)
    return labels.applied(capital(told) if told else _in_two(headline.sentence)[0], stream.own_names)


def _nothing_said(found: Report) -> list[str]:
    """That there is no answer yet, and where to begin."""
    first = (
        [f"To start with, {found.questions[0].ask[0].lower()}{found.questions[0].ask[1:]}"] if found.questions else []
    )
    return ["Nobody has said yet how long anything takes.", *first]


def _what_is_missing(whole: Answer, found: Report, atlas: Atlas) -> str:
    """How many values are unknown, what is put in their place, and what is certain all the same."""
    is_one = whole.unknowns == 1
    missing = f"{whole.unknowns} value{' is' if is_one else 's are'} unknown"
    stand_in = f"a likely value stands in for {'it' if is_one else 'each of them'}"
    if found.likely_share > MOSTLY_LIKELY:
        stand_in = (
            f"{found.likely_share:.0%} of the time below is a likely value in {'its' if is_one else 'their'} place"
        )
    if not whole.at_least:
        return f"{missing}, {stand_in}."
    least = Duration.say(whole.at_least, atlas.calendar.times, words=True, is_rough=True)
    return f"{missing}, {stand_in}; what is known adds up to at least {least}."


def in_working_time(sentence: str, calendar: Calendar) -> str:
    """A sentence that says, where it names days or weeks first, that they are working ones.

    >>> in_working_time("Half take under 54 days, one in ten over 100 days.", Calendar())
    'Half take under 54 working days, one in ten over 100 days.'
    """
    return sentence if calendar == ELAPSED else _DAYS.sub(r"\1 working \2", sentence, count=1)


def _in_two(sentence: str) -> list[str]:
    """A sentence with what comes behind its semicolon as a second one, so that the answer comes first and alone."""
    first, _, second = sentence.rstrip(".").partition("; ")
    return [f"{first}.", *([f"{capital(second)}."] if second else [])]


def _next_in_line(found: Constraint, atlas: Atlas) -> str:
    """Who else may be the constraint, where that is far from sure."""
    others = [other for other in found.runners_up if other.confidence >= LIKELY]
    if found.found.confidence >= SURE or found.found.is_small or not others:
        return ""
    chance = Share.say(others[0].confidence, atlas.calendar.times, is_rough=True)
    return f" Next in line: {others[0].name}, {chance}."


def headline_answer(found: Report) -> Answer:
    """The lead time that people meet: with rework, where that makes a difference."""
    lead, whole = found.answers["lead_time"], found.answers["lead_time_with_rework"]
    return whole if differs(whole, lead) else lead


def next_question(found: Report) -> Question | None:
    """What to find out next, where anything would settle more."""
    return next((question for question in found.questions if question.gain >= SMALLEST_GAIN), None)


def differs(one: Answer, other: Answer) -> bool:
    """Whether two answers say different things."""
    return one.p50 != other.p50 or one.p90 != other.p90 or one.at_least != other.at_least


def says_something(answers: Mapping[str, Answer], name: str) -> bool:
    """Whether an answer tells more than those that are always told: the lead time, its parts and flow efficiency."""
    one = answers[name]
    if name == "lead_time_with_rework":
        return differs(one, answers["lead_time"])
    if name == "work_content":
        return differs(one, answers["process_time"])
    if name in {"lead_time", "process_time", "wait_time", "flow_efficiency"}:
        return True
    return one.p50 is not None or bool(one.at_least) or (one.at_most is not None and one.at_most < 1)


def target_in_words(target: Target, found: Report, labels: Labels) -> str:
    """The target with its figure, its date and where it stands; empty where nothing is aimed at."""
    figure = target_figure(target, found, labels)
    text = " · ".join(part for part in (target.text, figure) if part)
    now = chance_in_words(found)
    return f"{labels.applied('Target')}: {text}{f'; {now}' if now else ''}{'.' if now else ''}" if text else ""


def target_figure(target: Target, found: Report, labels: Labels) -> str:
    """The figure aimed at, with its metric, its date and where it started."""
    measured = "" if target.value is None else spelled(target.value)
    if found.target is not None:
        measured = f"{labels.applied(found.target.title.lower())} {measured}"
    when = f" by {target.by}" if target.by else ""
    start = f", from {spelled(target.baseline)}" if target.baseline else ""
    return f"{measured}{when}{start}".strip()


def chance_in_words(found: Report) -> str:
    """How many items meet the target as things are; empty where that cannot be told."""
    if found.target is None:
        return ""
    return f"{who_meets(found.target.items)} it now"


def work_beyond_target(atlas: Atlas, found: Report) -> str:
    """That the work alone takes longer than the target, so that shorter waits are not enough; else nothing."""
    outcome = atlas.map(OutcomeMap)
    target = outcome.target if outcome is not None else None
    work = found.answers["process_time"]
    if target is None or target.measure not in {"lead_time", "lead_time_with_rework"} or work.p50 is None:
        return ""
    try:
        wanted = Duration.read(target.value, atlas.calendar.times)
    except QuantityError:
        return ""
    if not wanted.points or work.p50 <= wanted.middle:
        return ""
    takes = Duration.say(work.p50, atlas.calendar.times, words=True, is_rough=not work.is_exact)
    return f"the work alone takes {takes}, so shorter waits are not enough"


def _compared(guess: Duration, lead: Answer) -> str:
    real, is_bound = (lead.p50, False) if lead.p50 is not None else (lead.at_least, True)
    if not real or not guess.middle or real == float("inf"):
        return ""
    ratio = real / guess.middle
    if ratio > 1 / 1.1 and ratio < 1.1 and not is_bound:
        return ", and that is about right"
    if ratio < 1 and is_bound:
        return ""
    least = "at least " if is_bound else ""
    return f"; the map says {least}{ratio:.1f} times that" if ratio >= 1 else f"; the map says {ratio:.0%} of that"
