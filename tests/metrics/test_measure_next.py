"""Measure next: the number whose knowing would settle most, checked by hand and by nested simulation."""

import json
import math
import re
from random import Random
from textwrap import dedent

import numpy as np
import pytest

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import constraint, contest
from flowatlas.metrics.draws import CORRELATION, MEDIAN_ERROR, generator, normal_deviates
from flowatlas.metrics.measure_next import COUNTED, SMALLEST_GAIN, expected_gain, measure_next
from flowatlas.metrics.samples import Samples
from flowatlas.model.calendar import Calendar
from flowatlas.model.scale import normal_deviate

DRAWS = 10_000
TIE = 0.02
ERRORS = 5
"""Every tolerance is five standard errors."""

GAIN_ERROR = ERRORS * math.sqrt(0.5 / DRAWS)
"""A gain is a mean of draws that are 1, 0 or -1, at most every other of them not 0."""


def samples_of(text, *, seed=1, is_independent=False, draws=DRAWS):
    """All samples of the current map."""
    stream = load(dedent(text)).map(ValueStreamMap)
    assert stream is not None
    return Samples(stream, Calendar(), draws=draws, seed=seed, is_independent=is_independent)


def normal(deviate):
    """The standard normal distribution function."""
    return 0.5 * math.erfc(-deviate / math.sqrt(2))


def two_waits(known, doubtful):
    """A gap that is known exactly, and one behind it that is not."""
    return f"""
        current:
          steps:
            a: {{wait_time: {known}h, process_time: 0}}
            b: {{wait_time: {doubtful}, process_time: 0}}
    """


@pytest.mark.parametrize("known", [5, 8, 10, 12, 20, 60])
def test_one_doubtful_gap_against_a_known_one(known):
    """The doubtful gap wins with chance p; knowing it settles all, so the gain is 1 - max(p, 1 - p)."""
    doubt = math.log(2)
    threshold = known * (1 + TIE) / (1 - TIE)
    chance = normal(math.log(10 / threshold) / doubt)

    samples = samples_of(two_waits(known, "~10h"))
    found = constraint(samples)
    gain = measure_next(samples)[0].gain

    assert found is not None
    sure = max(chance, 1 - chance)
    assert found.found.path == ("steps/b/wait_time" if chance > 0.5 else "steps/a/wait_time")
    assert found.found.confidence == pytest.approx(sure, abs=ERRORS * math.sqrt(sure * (1 - sure) / DRAWS))
    binned = 0.5 / 25
    assert gain == pytest.approx(1 - sure, abs=ERRORS * math.sqrt((1 - sure) / DRAWS) + binned)


@pytest.mark.parametrize("known", [8, 10, 14])
def test_counting_twenty_items_leaves_the_doubt_that_counting_leaves(known):
    """Doubt of variance t² becomes 1 / (1 / t² + n / s²); what the count says decides, and the rest stays unsure."""
    doubt, variation = math.log(1.5), math.log(40 / 5) / (2 * normal_deviate(90))
    mean = math.sqrt(5 * 40) * math.exp(variation**2 / 2)
    distance = math.log(mean / (known * 2 * (1 + TIE) / (1 - TIE)))
    left = 1 / (1 / doubt**2 + COUNTED / variation**2)
    told = math.sqrt(doubt**2 - left)
    places = normal_deviates_in_order(4001)
    after = np.array([normal((distance + told * place) / math.sqrt(left)) for place in places])
    chance = normal(distance / doubt)
    expected = float(np.maximum(after, 1 - after).mean()) - max(chance, 1 - chance)

    question = measure_next(samples_of(two_waits(2 * known, "5h..40h")))[0]

    assert question.counting_gain == pytest.approx(expected, abs=GAIN_ERROR)


def normal_deviates_in_order(count):
    """The middles of equally likely slices of a standard normal distribution."""
    return np.array([normal_deviate(100 * (place + 0.5) / count) for place in range(count)])


class NestedSimulation:
    """A few times in a row, each in doubt or not, and who wins, worked out without our code.

    ``means`` are expected seconds at best knowledge, ``doubts`` standard deviations on the log scale, 0 for a figure
    that is known.
    """

    def __init__(self, seed):
        random = Random(seed)
        self.steps, self.paths, means, doubts, self.is_measured = {}, [], [], [], []
        for index in range(random.randint(2, 3)):
            fields = {}
            for name in ("wait_time", "process_time"):
                typed, mean, doubt = self._value(random)
                fields[name] = typed
                self.paths.append(f"steps/s{index}/{name}")
                self.is_measured.append(isinstance(typed, dict))
                means.append(mean)
                doubts.append(doubt)
            self.steps[f"s{index}"] = fields
        self.means, self.doubts = np.array(means), np.array(doubts)

    @staticmethod
    def _value(random):
        low = random.randint(2, 12)
        kind = random.choice(["exact", "about", "range", "measured", "observed"])
        middle, variation, doubt = float(low), 0.0, 0.0
        typed: str | dict[str, str | int] = f"{low}h"
        if kind == "about":
            typed, doubt = f"~{low}h", math.log(2)
        elif kind == "observed":
            typed, doubt = f"{low}h observed", math.log(1.1)
        elif kind != "exact":
            high = low * random.choice([2, 3, 5])
            variation = math.log(high / low) / (2 * normal_deviate(90))
            middle, typed, doubt = math.sqrt(low * high), f"{low}h..{high}h", math.log(1.5)
        if kind == "measured":
            count = random.choice([10, 100])
            typed = {"p10": f"{low}h", "p90": f"{high}h", "n": count}
            doubt = MEDIAN_ERROR * variation / math.sqrt(count)
        return typed, middle * math.exp(variation**2 / 2), doubt

    @property
    def text(self):
        """The atlas."""
        return json.dumps({"current": {"steps": self.steps}})

    def winners(self, deviates):
        """Who wins, for deviates (draw, element): within 2 % of the whole waits go first, then larger regions."""
        values = self.means * np.exp(self.doubts * deviates)
        enough = values >= values.max(axis=1, keepdims=True) - TIE * values.sum(axis=1, keepdims=True)
        behind = np.append(self.means[2::2], 0.0)
        region = np.repeat(self.means[0::2] + self.means[1::2] + behind, 2)
        is_wait = np.tile([1.0, 0.0], len(self.means) // 2)
        order = is_wait * 1e12 + np.round(region * 3600, 3) * 1e3
        score = np.where(enough, order + values / values.max(axis=1, keepdims=True), -1.0)
        return score.argmax(axis=1)

    def gain(self, known, source, *, outer=200, inner=2000):
        """E over x of the largest chance given x, less the largest chance; winners are picked and judged apart."""
        together = np.where(np.logical_or.outer(self.is_measured, self.is_measured), 0.0, CORRELATION)
        np.fill_diagonal(together, 1.0)
        weights = together[:, known]
        rest = together - np.outer(weights, weights)
        root = np.linalg.cholesky(rest + 1e-12 * np.eye(len(rest)))
        places = normal_deviates_in_order(outer)
        found = []
        for place in places:
            deviates = place * weights + source.standard_normal((inner, len(weights))) @ root.T
            found.append(np.bincount(self.winners(deviates), minlength=len(weights)) / inner)
        chances = np.array(found)
        return float(chances.max(axis=1).mean() - chances.mean(axis=0).max())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_gains_are_those_of_nested_simulation(seed):
    """On small random maps each gain is what drawing the value, then everything else given it, comes to."""
    case = NestedSimulation(seed)
    source = np.random.default_rng(seed)
    samples = samples_of(case.text, seed=seed)
    one = contest(samples)
    entered = samples.doubt().entered

    for index, path in enumerate(case.paths):
        deviate = entered[path].deviate
        if deviate is None:
            assert case.doubts[index] == 0
            continue
        nested = case.gain(index, source)
        optimism_of_nested = math.sqrt(0.5 / 2000)
        assert expected_gain(deviate, one) == pytest.approx(nested, abs=GAIN_ERROR + optimism_of_nested), path


@pytest.mark.parametrize("others", ["{wait_time: ~10h, process_time: ~9h}", "{wait_time: ~10h, process_time: ~1h}"])
def test_a_value_that_cannot_matter_gains_nothing(others):
    """A value that has nothing to do with who wins scores under 0.005, whatever chance does with it."""
    samples = samples_of(f"current: {{steps: {{a: {{process_time: ~8h}}, b: {others}}}}}", is_independent=True)
    one = contest(samples)

    gains = [expected_gain(normal_deviates(generator(seed, "idle"), DRAWS), one) for seed in range(100)]

    assert max(gains) < SMALLEST_GAIN


@pytest.mark.parametrize("seed", range(20))
def test_a_minute_among_hours_is_not_asked_for(seed):
    """On the map itself, a doubtful minute between doubtful days is never worth finding out for the constraint."""
    text = """
        current:
          steps:
            a: {process_time: ~1m}
            b: {wait_time: ~3d, process_time: 2d..4d}
            c: {wait_time: 2d..5d, process_time: ~2d}
    """

    gains = {one.path: one.gain for one in measure_next(samples_of(text, seed=seed, is_independent=True))}

    assert gains.get("steps/a/process_time", 0.0) < SMALLEST_GAIN
    assert max(gains.values()) > 0.05


def test_where_nothing_is_in_doubt_there_is_nothing_to_ask():
    """A map of exact figures, and one with no steps, have no questions."""
    assert measure_next(samples_of("current: {steps: {a: {process_time: 1h}}}")) == []
    assert measure_next(samples_of("current: {title: Empty}")) == []
    assert measure_next(samples_of("current: {steps: {a: {process_time: 0}}}")) == []


@pytest.mark.parametrize("seed", range(10))
def test_counting_gains_no_more_than_knowing(seed):
    """An afternoon's counting gains something between nothing and what knowing would."""
    case = NestedSimulation(seed)

    questions = measure_next(samples_of(case.text, seed=seed))

    assert all(0 <= question.counting_gain <= question.gain <= 1 for question in questions)
    assert all(0 <= question.variance_share <= 1 for question in questions)


@pytest.mark.parametrize("seed", range(10))
def test_questions_come_with_the_largest_gain_first(seed):
    """What settles most comes first; of what settles alike, what carries more of the doubt about lead time."""
    questions = measure_next(samples_of(NestedSimulation(seed).text, seed=seed))

    order = [(round(question.gain, 3), question.variance_share) for question in questions]
    assert order == sorted(order, reverse=True)
    assert len(questions) <= 5


def test_a_settled_constraint_leaves_the_value_that_carries_the_doubt():
    """Where the constraint is clear, the question is about the value that makes lead time doubtful."""
    text = "current: {steps: {a: {process_time: ~1h}, b: {wait_time: ~20wk, process_time: ~1d}}}"

    first, *others = measure_next(samples_of(text, is_independent=True))

    assert first.path == "steps/b/wait_time"
    assert first.gain < SMALLEST_GAIN
    assert first.variance_share > 0.95
    assert others == []


ROLES = """
    current:
      roles: {legal: {name: Legal}, csm: {name: Customer success}}
      steps:
        kickoff: {name: Kick-off, roles: [csm], process_time: 1h}
        legal: {name: Legal review, roles: [legal], wait_time: 1d..10d, process_time: 1d..3d}
        accounts: {name: Set up accounts, wait_time: 2d..4d, process_time: ~2d, share: ~50%}
      final_wait: ~3d
"""


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("steps/legal/wait_time", "Ask Customer success or Legal: how long does it wait before “Legal review”?"),
        ("steps/legal/process_time", "Ask Legal: how long does “Legal review” take, from start to finish?"),
        ("steps/accounts/wait_time", "Ask Legal: how long does it wait before “Set up accounts”?"),
        ("steps/accounts/process_time", "Ask somebody: how long does “Set up accounts” take, from start to finish?"),
        ("final_wait", "Ask somebody: how long does it wait after the last step?"),
    ],
)
def test_who_does_it_is_asked(path, who):
    """The roles of the step are asked, about a gap those before it too, and somebody where no role is named."""
    questions = {one.path: one.ask for one in measure_next(samples_of(ROLES, seed=3, is_independent=True))}

    assert questions.get(path, who).startswith(who)
    assert len(set(questions) & {"steps/legal/wait_time", "final_wait"}) > 0


def test_a_question_says_what_it_would_settle():
    """How sure one is, how sure one would be, and how sure after counting twenty items: in one sentence."""
    question = measure_next(samples_of(two_waits(10, "5h..20h")))[0]

    assert question.ask.startswith("Ask somebody: how long does it wait before “b”? ")
    assert re.search(r"would be (99|100)% sure instead of 61%; with the times of 20 items, 9\d%\.$", question.ask)


def test_counting_tells_less_of_what_varies_more():
    """Twenty items of a wild gap tell less of its typical length than twenty of a tame one."""
    tame, wild = (
        measure_next(samples_of(two_waits(known, typed)))[0] for known, typed in ((20, "19h..21h"), (100, "2h..200h"))
    )

    assert tame.gain - tame.counting_gain < wild.gain - wild.counting_gain


def test_many_values_are_screened_without_losing_the_one_that_counts():
    """On a map of eighty doubtful values the gap that decides still comes first."""
    steps = {f"s{index}": {"wait_time": "~1h", "process_time": "~1h"} for index in range(40)}
    steps["s20"]["wait_time"] = "~30h"
    steps["s30"]["wait_time"] = "30h"

    questions = measure_next(samples_of(json.dumps({"current": {"steps": steps}})))

    assert questions[0].path == "steps/s20/wait_time"
    assert questions[0].gain > 0.3
