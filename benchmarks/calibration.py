"""How often the named constraint is the real one, by how sure the answer said it is, on streams whose truth is known.

The honest world is as the model assumes: figures are off as their basis says. In harsher ones everything that people
said without measuring is off by a factor, the same for guesses and for observations, independently of each other, from
another family of distributions, and in the last one plain figures are off as well.
"""

import json
import sys
from collections.abc import Callable, Iterable
from functools import partial
from math import log, sqrt
from random import Random
from typing import Any, NamedTuple

import numpy as np

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import constraint, contest
from flowatlas.metrics.entered import Entered
from flowatlas.metrics.samples import Samples
from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Duration

STREAMS = 2_000
DRAWS = 2_000
ENOUGH = 200
"""A band of fewer answers is not judged."""

ANOTHER = 1_000_000
"""Truth is drawn with seeds that no answer uses."""


class Named(NamedTuple):
    """How sure an answer was of its constraint, 0 to 1, and whether that is the real one."""

    stated: float
    is_right: bool


class Band(NamedTuple):
    """Answers that were about equally sure: how many, how sure on average, and how often they were right."""

    low: float
    answers: int
    stated: float
    right: float

    @property
    def standard_errors(self) -> float:
        """By how many standard errors what was stated and what is right differ."""
        return (self.right - self.stated) / sqrt(max(self.stated * (1 - self.stated), 1e-3) / self.answers)


def random_stream(seed: int) -> ValueStreamMap:
    """Two to five steps in a row or side by side, whose figures are bare, ranges, guesses, counted, or unknown."""
    random = Random(seed)  # noqa: S311 - no secret
    steps: dict[str, Any] = {}
    here: list[str] = []
    for index in range(random.randint(2, 4)):
        side_by_side = 2 if index and random.random() < 0.25 else 1
        names = [f"s{index}-{branch}" for branch in range(side_by_side)]
        for name in names:
            steps[name] = {"after": here, "wait_time": _time(random), "process_time": _time(random)}
            if random.random() < 0.25:
                steps[name]["percent_complete_accurate"] = random.choice(["80%", "~80%", "70..90%"])
        here = names
    steps["last"] = {"after": here, "wait_time": _time(random), "process_time": "1h"}
    stream = load(json.dumps({"current": {"steps": steps}})).map(ValueStreamMap)
    assert stream is not None
    return stream


def _time(random: Random) -> Any:
    low = random.choice([1, 2, 4, 8, 12, 16, 24])
    high = low * random.choice([2, 3, 5])
    kinds = ["bare", "about", "range", "range", "range", "measured", "observed", "unknown"]
    return {
        "bare": f"{low}h",
        "about": f"~{low}h",
        "range": f"{low}h..{high}h",
        "measured": {"p10": f"{low}h", "p90": f"{high}h", "n": random.choice([5, 30, 200])},
        "observed": f"{low}h..{high}h observed",
        "unknown": f"? {low}h..{3 * high}h",
    }[random.choice(kinds)]


def answered(stream: ValueStreamMap, seed: int) -> tuple[tuple[str, ...], float]:
    """The constraint that is named, and how sure the answer is."""
    named = constraint(Samples(stream, Calendar(), draws=DRAWS, seed=seed))
    assert named is not None
    return named.found.paths, named.found.confidence


def true_constraint(stream: ValueStreamMap, seed: int, misjudged: Callable[[Entered], float] | None) -> tuple[str, ...]:
    """The real constraint of one drawn truth: as the model assumes, or with some times off by other factors."""
    samples = Samples(stream, Calendar(), draws=2, seed=seed + ANOTHER)
    sample = samples.doubt()
    if misjudged is not None:
        for path, known in list(samples.center.entered.items()):
            if isinstance(known.quantity, Duration):
                factor = misjudged(known)
                if factor:
                    sample.entered[path] = known._replace(draws=np.repeat(known.draws * factor, sample.draws))
    truth = contest(samples)
    return truth.elements[int(truth.winners[0])]


def off_by(source: np.random.Generator, factor: float, *, has_bare: bool, known: Entered) -> float:
    """By what factor a time is really off, gamma with median 1; 0 where the model's own doubt stands.

    Its logarithm has the standard deviation log(factor).
    """
    if known.basis is Basis.MEASURED or known.is_unknown or (known.line is None and not has_bare):
        return 0.0
    draws = source.gamma(_shape(log(factor)), size=200)
    return float(draws[0] / np.median(draws))


def _shape(spread: float) -> float:
    """The shape of a gamma distribution whose logarithm has this standard deviation, by halving."""
    low, high = 0.05, 1000.0
    for _ in range(60):
        middle = sqrt(low * high)
        low, high = (middle, high) if _trigamma(middle) > spread * spread else (low, middle)
    return low


def _trigamma(shape: float) -> float:
    """Variance of the logarithm of a gamma variable: the sum of 1 / (shape + n)², its tail as an integral."""
    count = 200
    rest = shape + count
    return sum(1 / (shape + number) ** 2 for number in range(count)) + 1 / rest + 1 / (2 * rest**2)


def judged(seed: int, factor: float | None = None, *, has_bare: bool = False) -> Named:
    """One stream, its answer and its truth; without a factor the truth is as the model assumes."""
    stream = random_stream(seed)
    paths, stated = answered(stream, seed)
    misjudged = None
    if factor is not None:
        source = np.random.default_rng(seed)
        misjudged = partial(_off, source, factor, has_bare)
    return Named(stated, true_constraint(stream, seed, misjudged) == paths)


def _off(source: np.random.Generator, factor: float, has_bare: bool, known: Entered) -> float:  # noqa: FBT001 - for partial
    return off_by(source, factor, has_bare=has_bare, known=known)


def bands(answers: Iterable[Named]) -> list[Band]:
    """Answers by ten points of stated confidence."""
    groups: dict[int, list[Named]] = {}
    for answer in answers:
        groups.setdefault(min(int(answer.stated * 10), 9), []).append(answer)
    return [
        Band(
            ten / 10,
            len(group),
            float(np.mean([answer.stated for answer in group])),
            float(np.mean([answer.is_right for answer in group])),
        )
        for ten, group in sorted(groups.items())
    ]


WORLDS: dict[str, dict[str, Any]] = {
    "as the model assumes": {},
    "gamma, off by 1.5": {"factor": 1.5},
    "gamma, off by 2": {"factor": 2.0},
    "gamma, off by 3": {"factor": 3.0},
    "gamma, off by 2, plain figures too": {"factor": 2.0, "has_bare": True},
}


def main() -> int:
    """Print a table for each world; 1 if the honest one is off by more than three standard errors in a band."""
    is_off = False
    for world, kind in WORLDS.items():
        answers = [judged(seed, **kind) for seed in range(STREAMS)]
        stated, right = (float(np.mean(column)) for column in zip(*answers, strict=True))
        print(f"{world}: {stated:.0%} sure on average, right in {right:.0%} of {len(answers)} streams")
        for band in bands(answers):
            if band.answers < ENOUGH:
                continue
            print(f"  {band.answers:5} answers  {band.stated:4.0%} sure  {band.right:4.0%} right")
            is_off |= not kind and abs(band.standard_errors) > 3
    return int(is_off)


if __name__ == "__main__":
    sys.exit(main())
