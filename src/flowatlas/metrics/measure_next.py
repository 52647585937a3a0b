"""Measure next: which number, once known, would settle most.

Knowing a value settles something if it changes which element is the constraint, or how sure that is. The gain of a
value is by how much the expected confidence rises when it becomes known.
"""

import math
from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from flowatlas.metrics.constraint import Contest, contest
from flowatlas.metrics.draws import UNKNOWN_VARIATION, Draws, Line, generator
from flowatlas.metrics.entered import Entered
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.samples import Samples
from flowatlas.model.basis import Basis
from flowatlas.model.path import split
from flowatlas.model.quantity import Share

MOST_LOOKED_AT = 24
MOST_NAMED = 5
BINS = 25
IN_A_BIN = 40
"""Draws in a bin of a value where the variance that goes with it is looked for: wide bins would hide long tails."""

SMALLEST_GAIN = 0.005
COUNTED = 20
"""How many items somebody can count in an afternoon."""


class Question(NamedTuple):
    """A value worth finding out: its path relative to the map, what it would gain, and whom to ask.

    ``gain`` is the expected rise of confidence in the constraint, 0 to 1; ``counting_gain`` the same after an
    afternoon's counting; ``variance_share`` how much of the doubt about lead time it carries, 0 to 1.
    """

    path: str
    gain: float
    counting_gain: float
    variance_share: float
    ask: str


def measure_next(samples: Samples) -> list[Question]:
    """Values worth finding out, best first: those that would settle the constraint, then those that carry the doubt.

    gain(x) = E over x of [max over c of P(c wins | x)] - max over c of P(c wins). Empty where nothing is in doubt.
    While nobody has said how long anything takes: the first times in map order, which gain nothing yet.
    """
    if samples.is_blank:
        return _first_times(samples)
    if samples.draws == 1:
        return []
    one = contest(samples)
    if not one.elements:
        return []
    sample = samples.doubt()
    doubtful = {path: entry for path, entry in sample.entered.items() if entry.deviate is not None}
    doubtful = {path: entry for path, entry in doubtful.items() if not _is_counted(entry)}
    questions = []
    for path in _screened(doubtful, one):
        entry = doubtful[path]
        assert entry.deviate is not None
        gain = expected_gain(entry.deviate, one)
        counted = _after_counting(path, entry, sample)
        counting = gain if counted is None or gain < SMALLEST_GAIN else min(expected_gain(counted, one), gain)
        carried = variance_share(entry.deviate, one.whole)
        ask = _ask(samples, path, entry, gain, counting, one)
        questions.append(Question(path, gain, counting, carried, ask))
    questions.sort(key=lambda question: (-round(question.gain, 3), -question.variance_share))
    worth = [question for question in questions if question.gain >= SMALLEST_GAIN or question.variance_share >= 0.01]
    return worth[:MOST_NAMED]


def _is_counted(entry: Entered) -> bool:
    """Whether a value was measured on more items than somebody could count: nobody knows it any better."""
    quantity = entry.quantity
    return quantity is not None and quantity.basis is Basis.MEASURED and (quantity.sample_size or 0) > COUNTED


def _first_times(samples: Samples) -> list[Question]:
    """Where a map without any figure is best begun: from the trigger on."""
    sample = samples.center
    outer, sample.used = sample.used, {}
    for step_id in sample.stream.steps:
        sample.wait(step_id)
        sample.process(step_id)
    times = [path for path in sample.used if path.endswith("_time")][:MOST_NAMED]
    sample.used = outer
    asked = [f"{_whom(samples, path)}: {sample.stream.question_of(path)}" for path in times]
    return [Question(path, 0.0, 0.0, 0.0, ask) for path, ask in zip(times, asked, strict=True)]


def _screened(doubtful: Mapping[str, Entered], one: Contest) -> list[str]:
    """The values that go together with who wins or with lead time; the others cannot matter much."""
    paths = list(doubtful)
    if len(paths) <= MOST_LOOKED_AT:
        return paths
    shares = np.bincount(one.winners, minlength=len(one.elements))
    leading = np.argsort(-shares)[:4]
    outcomes = np.stack([_standard(one.winners == index) for index in leading] + [_standard(one.whole)], axis=1)
    deviates = [entry.deviate for entry in doubtful.values() if entry.deviate is not None]
    together = np.abs(np.stack([deviate @ outcomes for deviate in deviates]))
    by_winner = np.argsort(-together[:, :-1].max(axis=1))[: MOST_LOOKED_AT * 2 // 3]
    by_time = np.argsort(-together[:, -1])[: MOST_LOOKED_AT // 3]
    return [paths[index] for index in dict.fromkeys([*by_winner.tolist(), *by_time.tolist()])]


def _standard(values: NDArray[Any]) -> Draws:
    draws = values.astype(np.float32)
    spread = float(draws.std())
    return (draws - draws.mean()) / spread if spread else np.zeros_like(draws)


def expected_gain(deviate: Draws, one: Contest) -> float:
    """By how much confidence would rise on average if a value were known, 0 to 1; never below 0.

    Draws are sorted into bins of the value. In each bin the winner is picked on one half of the draws, only where it
    beats the overall winner clearly there, and judged on the other half, so that chance alone gains nothing.
    """
    count = len(one.elements)
    overall = int(np.bincount(one.winners, minlength=count).argmax())
    order = np.argsort(deviate)
    bins = max(2, min(BINS, len(order) // 200))
    gain = 0.0
    for half in (0, 1):
        for part in np.array_split(order, bins):
            picked, judged = one.winners[part[half::2]], one.winners[part[1 - half :: 2]]
            wins = np.bincount(picked, minlength=count)
            best = int(wins.argmax())
            lead = wins[best] - wins[overall]
            if best != overall and lead > 2 * math.sqrt(wins[best] + wins[overall]):
                gain += float((judged == best).mean() - (judged == overall).mean()) / (2 * bins)
    return max(gain, 0.0)


def variance_share(deviate: Draws, whole: Draws) -> float:
    """How much of the doubt about lead time would go if a value were known, 0 to 1: Var(E[lead | x]) / Var(lead).

    The means of bins of x scatter by chance as well; that part is taken off.

    Source: Sobol' (1993), first-order index; bias as for the correlation ratio.
    """
    count = len(whole) // IN_A_BIN
    total = float(whole.var())
    if count < 2 or not total or not math.isfinite(total):
        return 0.0
    starts = np.arange(count) * len(whole) // count
    sizes = np.diff(starts, append=len(whole))
    means = np.add.reduceat(whole[np.argsort(deviate)], starts) / sizes
    between = float(sizes @ (means - whole.mean()) ** 2) / len(whole)
    chance = (count - 1) / (len(whole) - 1)
    return min(max((between / total - chance) / (1 - chance), 0.0), 1.0)


def _after_counting(path: str, entry: Entered, sample: Sample) -> Draws | None:
    """What an afternoon's counting would tell: the doubt seen through the noise of 20 items; None if it settles all."""
    line = entry.line
    if line is None:
        return None
    doubt = _spread_of_doubt(line)
    variation = line.variation or UNKNOWN_VARIATION
    noise = variation / math.sqrt(COUNTED) / max(doubt, 1e-12)
    assert entry.deviate is not None
    own: NDArray[np.float64] = generator(sample.seed, "counting", path).standard_normal(len(entry.deviate))
    return entry.deviate + noise * own


def _spread_of_doubt(line: Line) -> float:
    if line.prior is None:
        return line.doubt
    deviates, levels = line.prior
    return (levels[-1] - levels[0]) / (deviates[-1] - deviates[0])


def _ask(samples: Samples, path: str, entry: Entered, gain: float, counting: float, one: Contest) -> str:
    stream, calendar = samples.center.stream, samples.center.calendar
    who = _whom(samples, path)
    shares = np.bincount(one.winners, minlength=len(one.elements)) / len(one.winners)
    now = float(shares.max())
    question = stream.question_of(path)
    if gain < SMALLEST_GAIN:
        return f"{who}: {question}"

    def say(share: float) -> str:
        return Share.say(min(share, 1.0), calendar, is_rough=True)

    afternoon = f"; with the times of {COUNTED} items, {say(now + counting)}" if entry.line is not None else ""
    settled = f"With an answer the constraint would be {say(now + gain)} sure instead of {say(now)}"
    return f"{who}: {question} {settled}{afternoon}."


def _whom(samples: Samples, path: str) -> str:
    """The roles of the step, for a gap those before it too; somebody, where no role is named."""
    stream = samples.center.stream
    parts = split(path)
    if parts[0] != "steps":
        return "Ask somebody"
    ids = [parts[1]]
    if parts[-1] == "wait_time":
        ids = [*samples.center.shape.after.get(parts[1], []), *ids]
    roles = [role for step_id in ids if step_id in stream.steps for role in stream.steps[step_id].roles]
    names = dict.fromkeys((stream.roles[role].name or role) if role in stream.roles else role for role in roles)
    return f"Ask {' or '.join(names)}" if names else "Ask somebody"
