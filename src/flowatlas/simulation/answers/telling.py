"""Telling: what a simulation found, in sentences, and how it was found."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from flowatlas.model.wording import capital, rounded
from flowatlas.simulation.answers.intervals import is_within, middle_and_mean
from flowatlas.simulation.answers.lead import most_doubted, runs_of
from flowatlas.simulation.answers.pressure import FULL, NEARLY_FULL
from flowatlas.simulation.answers.words import Words, of_a_hundred

if TYPE_CHECKING:
    from flowatlas.model.simulation import Estimate, GapWait, LeadTimes, Simulated
    from flowatlas.simulation.answers.doubt import Doubted
    from flowatlas.simulation.answers.looked import Looked
    from flowatlas.simulation.question import Question

BUSY = 0.8
"""From which load on the busiest role is worth a sentence."""

FEWEST = 0.01
"""Of fewer items in the stream no figure is told."""


def sentences(found: "Simulated", looked: "Looked") -> Iterator[str]:
    """The answer first, then what it rests on and what limits the stream."""
    words = looked.ready.words
    if found.growth is not None:
        yield found.growth.text
    if found.lead is not None:
        yield from lead_in_words(found.lead, looked, words)
    if looked.unknown is not None:
        yield from _piling_up(looked.unknown, is_growing=found.growth is not None)
    if found.throughput is not None and found.work_in_progress is not None:
        yield _flow(found.throughput, found.work_in_progress, found.flow_efficiency, words)
    yield from _busiest(found, words)
    if found.limit is not None and found.limit.text:
        yield found.limit.text
    yield from _waits(found)


def lead_in_words(lead: "LeadTimes", looked: "Looked", words: Words) -> Iterator[str]:
    """How long items take, and why that is not one figure."""
    longest = lead.p95.value
    half, most, nearly = (words.time(one.value, longest) for one in (lead.p50, lead.p85, lead.p95))
    if half == nearly:
        yield words.working(f"Items take {half}.")
    else:
        yield words.working(f"Half of the items take up to {half}, 85 of 100 up to {most}, 95 of 100 up to {nearly}.")
    told = [f"{words.span(lead.varies.low, lead.varies.high)} because work varies"] if half != nearly else []
    if lead.unsure is not None:
        typical = f"{words.span(lead.unsure.low, lead.unsure.high)} for the typical item because {why(looked, words)}"
        told.append(typical)
    if told:
        yield f"{capital('; '.join(told))}."


def why(looked: "Looked", words: Words) -> str:
    """What the doubt about the typical item comes of most, as the end of a sentence."""
    path = doubtful(looked)
    if not path:
        return "not all is known"
    entered = looked.ready.samples.center.entered.get(path)
    is_unknown = entered is not None and entered.is_unknown
    return f"nobody knows {words.value(path)}{'' if is_unknown else ' exactly'}"


def doubtful(looked: "Looked") -> str:
    """The path of the value whose doubt matters most; '' where none stands out."""
    return "" if looked.unknown is None else most_doubted(looked.unknown, looked.ready.states.paths_in_doubt)


def _piling_up(unknown: "Doubted", *, is_growing: bool) -> Iterator[str]:
    """In how many states of doubt work piles up."""
    part = unknown.piled / len(unknown.rows)
    if 0 < part < 1 and not is_growing:
        yield (
            f"In {of_a_hundred(part)} states of what nobody knows work piles up without bound; "
            "how long items take is told of the others."
        )
    if part < 1 and is_growing:
        yield f"In {of_a_hundred(1 - part)} states of what nobody knows it does not."


def _flow(throughput: "Estimate", inside: "Estimate", efficiency: "Estimate | None", words: Words) -> str:
    through, there = words.pace(throughput.value), rounded(inside.value, is_rough=True)
    through += " gets through" if through.startswith("1 item ") else " get through"
    inside_of = f"{there} {'is' if there == '1' else 'are'}" if inside.value >= FEWEST else "hardly ever one is"
    if efficiency is None:
        return f"{through}, {inside_of} in the stream at a time."
    worked = f"each is worked on for {words.share(efficiency.value)} of its time there"
    return f"{through}, {inside_of} in the stream at a time, and {worked}."


def _busiest(found: "Simulated", words: Words) -> Iterator[str]:
    used = [(use.load, use.name) for use in found.roles if use.load is not None]
    if not used or found.growth is not None:
        return
    load, name = max(used)
    if load >= BUSY:
        yield f"“{name}” is busiest, {words.share(load)} of its time."


def _waits(found: "Simulated") -> Iterator[str]:
    """How many typed waits are not what queues would be, and the one that is furthest off."""
    told = [gap for gap in found.gaps if gap.text]
    if not told:
        return
    apart = {gap.path: (gap.typed or 0.0) - _queue(gap) for gap in told}
    furthest = max(told, key=lambda gap: abs(apart[gap.path]))
    if len(told) > 1:
        count = sum(gap.typed is not None for gap in found.gaps)
        longer = sum(one > 0 for one in apart.values())
        ways = f"{longer} of {count} waits as typed are longer" if longer else ""
        if longer < len(told):
            ways = f"{ways}, {len(told) - longer} shorter" if longer else f"{len(told)} of {count} are shorter"
        yield f"{ways} than queues for busy people would be. {furthest.text}"
    else:
        yield furthest.text


def _queue(gap: "GapWait") -> float:
    return (gap.simulated if gap.kind == "queue" or gap.alone is None else gap.alone).value


def method(looked: "Looked") -> Iterator[str]:
    """How the figures were found, and how sure they are."""
    question, known = looked.ready.place.question, looked.known
    if known is None:
        yield "Where work piles up, no figures of usual days are given: they would depend on how long one looks."
        return
    settled = known.settled
    if len(looked.ready.planned.plan.arriving.intervals):
        yield "Runs take the items that are given, one after the other, from an empty stream on."
    elif settled.warm_up:
        first = "first item" if settled.warm_up == 1 else f"first {settled.warm_up:,} items"
        yield (
            f"Runs start with an empty stream and leave out the {first}, until the stream has filled and lead times "
            "have come to rest (MSER-5)."
        )
    else:
        yield "Runs start with an empty stream; lead times are at rest from the first items on (MSER-5)."
    if not settled.is_at_rest:
        yield "It had not come to rest in the longest run that was tried, so take the figures as too low."
    if looked.ready.usual >= NEARLY_FULL and looked.ready.usual < FULL:
        yield f"At a load of {looked.ready.usual:.1%} a stream takes very long to come to rest."
    items = known.items // max(len(known.several), 1)
    yield f"At our best knowledge {len(known.several)} runs of {items:,} items each."
    if looked.unknown is not None:
        held = looked.unknown.held
        each = sum(len(one.leads) for one in held) // max(len(held), 1)
        yield f"Besides, {len(looked.unknown.rows):,} states of what nobody knows with {each:,} items each."
        if looked.unknown.piled:
            yield f"In {looked.unknown.piled:,} of them work piles up; how long items take is told of the others."
    yield from _sure(looked, question)


def _sure(looked: "Looked", question: "Question") -> Iterator[str]:
    """How sure the figures are, and whether a bound ended it."""
    assert looked.known is not None
    figures = middle_and_mean([one.leads for one in runs_of(looked.known, looked.unknown)])
    if all(one.low == one.high for one in figures):
        yield "All runs are alike: nothing is left to chance."
        return
    middle, mean = (max(one.high - one.value, one.value - one.low) / (one.value or 1.0) for one in figures)
    if not looked.known.is_precise or not is_within(figures[0], question.precision):
        yield f"It ended at a bound, before figures were known within {question.precision:.0%}."
    yield f"The median is known within {_within(middle)}, the mean within {_within(mean)} (95% intervals, Student's t)."


def _within(part: float) -> str:
    return f"{max(part, 0.001):.1%}" if part < 0.1 else f"{part:.0%}"
