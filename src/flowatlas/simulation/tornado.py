"""Sensitivity: which value in doubt matters most to the typical item, as a tornado."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from flowatlas.maps.declared import field_at
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Plain
from flowatlas.model.quantity import Quantity
from flowatlas.model.simulation import Estimate, Swing, Tornado
from flowatlas.model.wording import capital
from flowatlas.simulation.answers.doubt import beginnings
from flowatlas.simulation.answers.intervals import is_within, percentiles_of
from flowatlas.simulation.answers.looked import Ready, ready
from flowatlas.simulation.answers.place import Told, until_of
from flowatlas.simulation.answers.pressure import FULL, pressure
from flowatlas.simulation.answers.steady import PILING_UP, more_of
from flowatlas.simulation.answers.words import Words
from flowatlas.simulation.planning.planned import Planned, plan_of
from flowatlas.simulation.planning.reading import sample_of
from flowatlas.simulation.question import Question
from flowatlas.simulation.run import Asked
from flowatlas.store.versions import CURRENT, version

if TYPE_CHECKING:
    from flowatlas.simulation.plan import Floats

ENDS = (-1.2815515655446004, 1.2815515655446004)
"""The deviates of p10 and p90."""

RUNS, ITEMS = 10, 2000
"""How often at least, and for how many items, each end is looked at, all on the same luck."""

MOST_RUNS = 60
"""How often each end is looked at, at most."""

MOST, MOST_TRIED = 12, 40
"""How many swings are shown at most, and how many values are tried."""

SMALLEST = 0.005
"""A swing of less than this part of the typical lead time hardly matters."""

AS_USUAL = Question()


def sensitivity(plain: Plain, question: Question = AS_USUAL, name: str = CURRENT, told: Told | None = None) -> Tornado:
    """What each value in doubt does to the typical item: at its p10 and its p90, all else at its middle.

    Raises:
        FlowAtlasError: there is no such version, or it cannot be simulated.
    """
    wanted = version(plain, name)
    question.check([wanted.stream])
    calendar = wanted.atlas.calendar.times
    try:
        one = ready(wanted, question, told)
    except CannotSayError as why:
        raise FlowAtlasError(f"this cannot be simulated: {why}") from why
    words = one.words
    usual = _usual(one)
    if usual is None:
        text = f"In “{wanted.title}” work piles up without bound, so there is no typical item to look at."
        return Tornado(wanted.title, math.inf, (), (text,), calendar.text)
    lead = usual.lead.value
    swings = [_swing(one, path, usual.runs) for path in _tried(one)]
    swings.sort(key=lambda swing: -_width(swing))
    mattering = [swing for swing in swings if _width(swing) >= SMALLEST * lead][:MOST]
    told_of = _sentences(lead, mattering, len(one.states.paths_in_doubt), words)
    return Tornado(wanted.title, lead, tuple(mattering), (*told_of, _how_sure(usual, question)), calendar.text)


class Usual(NamedTuple):
    """The typical lead time with every value at its middle, and the runs of how many items each that it took."""

    lead: Estimate
    runs: int
    items: int


def _usual(one: Ready) -> Usual | None:
    """The typical lead time out of as many runs as it takes; None where work piles up."""
    question = one.place.question
    count = question.runs or RUNS
    while True:
        several = _leads(one, one.planned, one.usual, count)
        if several is None:
            return None
        lead = percentiles_of(several, [0.5])[0]
        if question.runs or count >= MOST_RUNS or is_within(lead, question.precision):
            return Usual(lead, count, len(several[0]))
        count = min(more_of([lead], question.precision, count), MOST_RUNS)


def _how_sure(usual: Usual, question: Question) -> str:
    """How many runs there were, and how sure that makes the typical lead time."""
    lead = usual.lead
    known = max(lead.high - lead.value, lead.value - lead.low) / (lead.value or 1.0)
    told = f"Each value is looked at in {usual.runs} runs of {usual.items:,} items, on the same luck"
    if not is_within(lead, question.precision):
        return (
            f"{told}; it ended at a bound: the typical item is known within {known:.0%}, not {question.precision:.1%}."
        )
    return f"{told}, so that the typical item is known within {max(known, 0.001):.1%}."


def _tried(one: Ready) -> list[str]:
    """The values to try: all, or those that go most together with the time that is worked out without simulation."""
    deviates = one.states.paths_in_doubt
    if len(deviates) <= MOST_TRIED:
        return list(deviates)
    whole = np.log(np.maximum(Passage(one.samples.doubt(), with_rework=True).time(WAIT, PROCESS), 1e-9))
    together = {path: abs(_together(values, whole[: len(values)])) for path, values in deviates.items()}
    queueing = [path for path in deviates if path == "demand" or path.startswith("roles/")]
    others = sorted(together, key=lambda path: -together[path])
    return list(dict.fromkeys([*queueing, *others]))[:MOST_TRIED]


def _together(values: "Floats", whole: "Floats") -> float:
    return float(((values - values.mean()) * (whole - whole.mean())).mean()) if len(values) == len(whole) else 0.0


def _swing(one: Ready, path: str, count: int) -> Swing:
    hours, given = one.version.atlas.calendar.hours, one.place.question.given
    leads = []
    for deviate in ENDS:
        planned = plan_of(one.samples, hours, given=given, at={path: deviate})
        pressed = 0.0 if given else float(pressure(sample_of(one.samples, 1, {path: deviate}), 1)[0])
        several = _leads(one, planned, pressed, count)
        leads.append(math.inf if several is None else float(np.median(np.concatenate(several))))
    low, high = value_texts(one, path, one.words)
    return Swing(path, one.words.value(path), low, high, leads[0], leads[1])


def _leads(one: Ready, planned: Planned, pressed: float, count: int) -> "list[Floats] | None":
    """The lead times of several runs; None where work piles up."""
    if pressed >= FULL or one.settled is None:
        return None
    let_go = int(beginnings(one.settled.warm_up, one.usual, np.full(1, pressed))[0])
    asked = [
        Asked(
            seed=one.place.seed("replication", number),
            warm_up=let_go,
            items=one.place.question.items or ITEMS,
            until=until_of(one.place.question, planned),
            buckets=2,
        )
        for number in range(count)
    ]
    several = list(one.place.each("one value after the other", planned, asked))
    came = sum(run.came for run in several)
    if any(run.is_given_up for run in several) or sum(run.more for run in several) > PILING_UP * came:
        return None
    found = [run.leads for run in several if len(run.leads)]
    return found or None


def value_texts(one: Ready, path: str, words: Words) -> tuple[str, str]:
    """The p10 and p90 of what a value may typically be, in its unit."""
    draws = one.samples.doubt().entered[path].draws
    declared = field_at(path)
    kind = declared.annotation if declared is not None else None
    known = kind if isinstance(kind, type) and issubclass(kind, Quantity) else Quantity
    low, high = (known.say(float(end), words.calendar, is_rough=True) for end in np.quantile(draws, (0.1, 0.9)))
    return low, high


def _width(swing: Swing) -> float:
    return abs(swing.at_high - swing.at_low) if swing.at_high != swing.at_low else 0.0


def _sentences(lead: float, swings: Sequence[Swing], count: int, words: Words) -> tuple[str, ...]:
    """What matters most, and how many values hardly do."""
    begin = words.working(f"The typical item takes {words.time(lead)}.")
    if not count:
        return (begin, "Nothing is in doubt, so there is nothing to find out that would change it.")
    if not swings:
        return (begin, f"Of {count} values in doubt none changes it by much.")
    first = swings[0]
    low, high = sorted((first.at_low, first.at_high))
    span = f"{words.span(low, high)}" if math.isfinite(high) else f"{words.time(low)}, or work piles up without bound"
    most = (
        f"What matters most is {first.name}: from {first.low_text} to {first.high_text} "
        f"it makes that {span}, all else at its middle."
    )
    others = count - len(swings)
    rest = [f"{others} of {count} values in doubt hardly change it."] if others > 0 else []
    return (begin, capital(most), *rest)
