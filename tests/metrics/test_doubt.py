"""Doubt and variation together: both samples have the same mean, more time is never faster, answers repeat."""

import json
import math
import subprocess
import sys
from random import Random
from textwrap import dedent

import numpy as np
import pytest

from flowatlas import load, measure
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.draws import UNBOUNDED
from flowatlas.metrics.measure_next import variance_share
from flowatlas.metrics.outcomes import PROCESS, WAIT
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.report import as_json, report
from flowatlas.metrics.rolled_percent_complete_accurate import rolled_percent_complete_accurate
from flowatlas.metrics.samples import Samples
from flowatlas.metrics.target import chance_of_target
from flowatlas.model.calendar import Calendar

HOUR = 3600.0
DAY = 8 * HOUR
DRAWS = 10_000
ERRORS = 5
"""Every tolerance is five standard errors."""

TIMES = ("1h..3h", "2h..1d", "~4h", "3h", "1h..2h..1d", "0..6h", "5h guess", "2h..4h observed")
SHARES = ("20%", "50%", "~40%", "70%")
QUALITIES = ("80%", "~90%", "70% estimated", "100%", "95%")


class RandomStream:
    """Steps of a random stream, as plain values: in a row, side by side, instead of each other, with ways back.

    ``depth`` is how deep branches lie in branches; ``has_forks`` allows ways side by side.
    """

    def __init__(self, seed, *, times=TIMES, has_forks=True, depth=2):
        self.random = Random(seed)
        self.times = times
        self.has_forks = has_forks
        self.steps = {}
        self._chain([], depth, can_go_back=True)

    @property
    def text(self):
        """The atlas."""
        return json.dumps({"current": {"steps": self.steps, "final_wait": self.random.choice(self.times)}})

    def _step(self, after, **fields):
        random, name = self.random, f"s{len(self.steps)}"
        step = {"after": after, "process_time": random.choice(self.times), "wait_time": random.choice(self.times)}
        if random.random() < 0.3:
            step["percent_complete_accurate"] = random.choice(QUALITIES)
        self.steps[name] = {**step, **fields}
        return name

    def _chain(self, after, depth, *, can_go_back=False, **first):
        """A few elements in a row; gives the last step."""
        random = self.random
        here = [self._step(after, **first)]
        on_the_way = [here[0]]
        for _ in range(random.randint(1, 3) if depth else random.randint(0, 1)):
            kind = random.choice(["step", "step", "optional", "fork", "alternatives"]) if depth else "step"
            if kind == "fork" and self.has_forks:
                here = [self._chain(here, depth - 1) for _ in range(random.randint(2, 3))]
            elif kind == "alternatives":
                shares = random.sample(["20%", "~30%", "50%"], k=2)
                here = [self._chain(here, depth - 1, share=share) for share in shares]
            elif kind == "optional":
                here = [self._step(here, share=random.choice(SHARES))]
            last = self._step(here)
            here = [last]
            on_the_way.append(last)
            if can_go_back and random.random() < 0.3:
                back = {"to": random.choice(on_the_way), "share": random.choice(["10%", "~20%", "30%"])}
                self.steps[last]["rework"] = {"back": back}
                self.steps[last].pop("percent_complete_accurate", None)
        return here[0]


def samples_of(text, *, draws=DRAWS, seed=1, is_independent=False):
    """All samples of the current map."""
    stream = load(dedent(text)).map(ValueStreamMap)
    assert stream is not None
    return Samples(stream, Calendar(), draws=draws, seed=seed, is_independent=is_independent)


def leads(text, *, draws=DRAWS, seed=1, with_rework=True):
    """Seconds from trigger to customer: of items, and in doubt."""
    samples = samples_of(text, draws=draws, seed=seed)
    return tuple(
        np.broadcast_to(Passage(sample, with_rework=with_rework).time(WAIT, PROCESS), samples.draws)
        for sample in (samples.items(), samples.doubt())
    )


def item_percentiles(text, seed):
    """Tenth, middle and ninetieth of a hundred items, on the first pass and with rework."""
    sample = samples_of(text, draws=500, seed=seed).items()
    times = [Passage(sample, with_rework=with_rework).time(WAIT, PROCESS) for with_rework in (False, True)]
    return np.array([np.quantile(time, [0.1, 0.5, 0.9], method="inverted_cdf") for time in times])


def assert_same_mean(items, doubt):
    """Both samples have the same mean; as doubt is common to both, the differences scatter by variation only."""
    difference = items - doubt
    error = ERRORS * float(difference.std()) / math.sqrt(len(difference))
    assert abs(float(difference.mean())) <= error + 1e-5 * float(doubt.mean())


@pytest.mark.parametrize("seed", range(15))
def test_items_and_doubt_agree_on_the_mean(seed):
    """Routes, options, loops and repeats in a row: the mean item takes the mean of what is in doubt."""
    text = RandomStream(seed, has_forks=False).text

    for with_rework in (False, True):
        assert_same_mean(*leads(text, seed=seed, with_rework=with_rework))


@pytest.mark.parametrize("seed", range(15))
def test_items_and_doubt_agree_where_ways_run_side_by_side(seed):
    """With certain times and shares but chance in routes and repeats, the longest branch has the same mean in both."""
    text = RandomStream(seed, times=("1h", "2h", "3h", "1d")).text.replace("~", "").replace(" estimated", "")

    for with_rework in (False, True):
        assert_same_mean(*leads(text, seed=seed, with_rework=with_rework))


@pytest.mark.parametrize("quality", ["50%", "80%", "100%"])
def test_the_mean_of_the_longest_branch_is_near_in_doubt(quality):
    """Where we are in doubt about branches that repeat, Clark's formula keeps within a few percent of the items."""
    text = f"""
        current:
          steps:
            a: {{process_time: ~2h, percent_complete_accurate: {quality}, after: []}}
            b: {{process_time: ~2h, percent_complete_accurate: {quality}, after: []}}
            c: {{wait_time: 0, process_time: 0, after: [a, b]}}
    """

    items, doubt = leads(text)

    assert float(doubt.mean()) == pytest.approx(float(items.mean()), rel=0.05)


def test_variation_is_averaged_out_before_branches_are_compared():
    """In the doubt sample a branch enters with its mean over items, so it stays below the mean of the longest item."""
    text = """
        current:
          steps:
            a: {process_time: 1h..3h, after: []}
            b: {process_time: 1h..3h, after: []}
            c: {wait_time: 0, process_time: 0, after: [a, b]}
    """

    items, doubt = leads(text)

    assert float(doubt.mean()) < float(items.mean())


def test_items_and_doubt_agree_where_quality_is_a_range():
    """A range of %C&A with repeats gives the same mean in both samples."""
    assert_same_mean(*leads("current: {steps: {a: {process_time: 1h, percent_complete_accurate: 40..80%}}}"))


@pytest.mark.parametrize("seed", range(10))
def test_items_spread_more_than_doubt(seed):
    """What the next item will see is doubt and variation, so it is never less wide than doubt alone."""
    items, doubt = leads(RandomStream(seed, has_forks=False).text, seed=seed)

    error = ERRORS * float(((items - items.mean()) ** 2).std()) / math.sqrt(DRAWS)
    assert float(items.var()) >= float(doubt.var()) - error


@pytest.mark.parametrize("seed", [*range(8), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(8, 25))])
def test_more_time_never_makes_a_stream_faster(seed):
    """Raising any time or gap, on common draws, lowers no percentile of lead time, with rework or without."""
    raised = {
        "1h..3h": "2h..6h",
        "2h..1d": "3h..12h",
        "~4h": "~5h",
        "3h": "4h",
        "1h..2h..1d": "2h..4h..2d",
        "0..6h": "0..8h",
        "5h guess": "6h guess",
        "2h..4h observed": "3h..6h observed",
    }
    stream = RandomStream(seed)
    text = stream.text
    plain = json.loads(text)
    before = item_percentiles(text, seed)

    for step_id in stream.random.sample(sorted(plain["current"]["steps"]), k=min(4, len(plain["current"]["steps"]))):
        step = plain["current"]["steps"][step_id]
        field = stream.random.choice(["process_time", "wait_time"])
        steps = {**plain["current"]["steps"], step_id: {**step, field: raised[step[field]]}}
        after = item_percentiles(json.dumps({"current": {**plain["current"], "steps": steps}}), seed)
        assert (before <= after * (1 + 1e-6)).all(), (step_id, field)


@pytest.mark.parametrize("seed", range(10))
def test_no_value_carries_more_than_all_the_doubt(seed):
    """The variance that goes on average when a value becomes known is between nothing and all of it."""
    samples = samples_of(RandomStream(seed, depth=1).text, draws=3_000, seed=seed)
    sample = samples.doubt()
    whole = np.broadcast_to(Passage(sample, with_rework=True).time(WAIT, PROCESS), 3_000)

    shares = [variance_share(entry.deviate, whole) for entry in sample.entered.values() if entry.deviate is not None]

    assert all(0 <= share <= 1 for share in shares)


def test_values_of_a_sum_carry_their_share_of_the_variance():
    """Of independent times in a row each carries its own part of the variance of the sum."""
    text = """
        current:
          steps:
            a: {process_time: ~2h}
            b: {wait_time: 0, process_time: 1h..4h}
            c: {wait_time: 0, process_time: 3h}
    """
    samples = samples_of(text, is_independent=True)
    sample = samples.doubt()
    whole = Passage(sample, with_rework=True).time(WAIT, PROCESS)
    a, b = (sample.process(step_id) for step_id in "ab")

    shares = [variance_share(sample.entered[f"steps/{step_id}/process_time"].deviate, whole) for step_id in "ab"]

    total = float(whole.var())
    assert shares[0] == pytest.approx(float(a.var()) / total, abs=0.03)
    assert shares[1] == pytest.approx(float(b.var()) / total, abs=0.03)


def test_rolled_percent_complete_accurate_is_the_product_of_its_parts():
    """Without correlation the mean of a product of shares is the product of their means."""
    text = """
        current:
          steps:
            a: {process_time: 1h, percent_complete_accurate: 60..80%}
            b: {process_time: 1h, percent_complete_accurate: ~50%}
            c: {process_time: 1h, percent_complete_accurate: 90%}
    """
    sample = samples_of(text, is_independent=True).doubt()

    rolled = rolled_percent_complete_accurate(sample)

    product = math.prod(float(np.mean(sample.quality(step_id))) for step_id in "abc")
    assert float(rolled.mean()) == pytest.approx(product, abs=ERRORS * float(rolled.std()) / math.sqrt(DRAWS))


def test_without_spread_or_doubt_there_is_one_figure():
    """A map of bare figures needs one draw, and all percentiles are the same."""
    answer = measure(load("current: {steps: {a: {process_time: 1h}, b: {wait_time: 2d, process_time: 3h}}}"))[
        "lead_time"
    ]

    assert answer.is_exact
    assert answer.p10 == answer.p50 == answer.p90 == answer.low == answer.high == 20 * HOUR


SMALL = """
    current:
      steps:
        a: {process_time: 1h..3h}
        b: {wait_time: '?', process_time: ~1h, percent_complete_accurate: 70..90%}
        c: {wait_time: 1d..2wk, process_time: 2h, share: 40%}
"""


def test_the_same_seed_gives_the_same_answer_in_another_process():
    """Two processes agree to six digits on everything they say."""
    code = (
        "import json, sys; from flowatlas import load; from flowatlas.metrics.report import as_json, report; "
        "print(json.dumps(as_json(report(load(sys.argv[1]), draws=500), 'current')))"
    )

    said = [
        subprocess.run([sys.executable, "-c", code, dedent(SMALL)], capture_output=True, text=True, check=True).stdout
        for _ in range(2)
    ]

    assert said[0] == said[1]
    assert json.loads(said[0]) == json.loads(json.dumps(as_json(report(load(dedent(SMALL)), draws=500), "current")))


@pytest.mark.parametrize("other", [{"draws": 20_000, "seed": 1}, {"draws": 10_000, "seed": 2}])
def test_seed_and_number_of_draws_hardly_matter(other):
    """Another seed, or more draws in several blocks, move the middle within its sampling error."""
    one, two = (measure(load(dedent(SMALL)), **kind)["lead_time"] for kind in ({"draws": 10_000}, other))

    for name in ("p10", "p50", "p90"):
        assert getattr(two, name) == pytest.approx(getattr(one, name), rel=0.15)
        assert getattr(two, name) != getattr(one, name)


class TestWhichValueAnswers:
    """Settled > measurement in use > voices > prior."""

    TEXT = """
        current:
          steps: {{a: {{process_time: 0}}, b: {{wait_time: {settled}, process_time: 0}}}}
          voices:
            ana: {{role: Sales, changes: {{steps/b/wait_time: 16h}}}}
            raj: {{role: Legal, changes: {{steps/b/wait_time: 2h}}}}
          measurements: {{m: {{changes: {{steps/b/wait_time: {{p50: 5h, p85: 5h, n: 9}}}}}}}}
          {use}
    """

    def lead(self, settled, use):
        """The answer with this figure on the map, and this measurement in use."""
        return measure(load(dedent(self.TEXT.format(settled=settled, use=use))))["lead_time"]

    def test_what_is_settled_answers_first(self):
        """A figure on the map stands, whatever was measured and said."""
        assert self.lead("1h", "use: m").p50 == HOUR

    def test_zero_and_not_applicable_are_settled(self):
        """Zero is a figure; what does not apply is settled too."""
        assert self.lead("0", "use: m").p50 == 0
        assert self.lead("n/a", "use: m").p50 == 0

    @pytest.mark.parametrize("settled", ["'?'", "null", "'? 1h..2h'"])
    def test_the_measurement_in_use_answers_where_nothing_is_settled(self, settled):
        """An unknown on the map, with a prior or without, asks the measurement before anybody."""
        answer = self.lead(settled, "use: m")

        assert answer.p50 == pytest.approx(5 * HOUR)
        assert answer.unknowns == 0

    def test_a_measurement_that_is_not_in_use_says_nothing(self):
        """Without `use`, voices answer."""
        answer = self.lead("'?'", "")

        assert answer.p50 != pytest.approx(5 * HOUR)
        assert answer.unknowns == 0

    def test_without_anybody_the_prior_answers(self):
        """What nobody said is what its prior says, and counts as unknown."""
        text = "current: {steps: {a: {process_time: 0}, b: {wait_time: '? 1h..2h', process_time: 0}}}"

        answer = measure(load(text))["lead_time"]

        assert answer.unknowns == 1
        assert answer.p50 is not None
        assert HOUR < answer.p50 < 2 * HOUR
        assert answer.at_least == 0


def voiced(changes):
    """A map of two gaps of which nobody settled any, behind a step in doubt, and what people say."""
    voices = {name: {"role": role, "changes": said} for name, (role, said) in changes.items()}
    steps = {name: {"process_time": 0, "wait_time": "?"} for name in ("b", "c")}
    return json.dumps({"current": {"steps": {"a": {"process_time": "1h..2h"}, **steps}, "voices": voices}})


ESTIMATE = math.exp(math.log(1.5) ** 2 / 2)
"""The mean of an estimate over its stated typical value: bare values in a voice are in doubt by a factor of 1.5."""


def test_every_role_counts_alike():
    """Three people of one role and one of another: half of the draws belong to the one."""
    text = voiced(
        {
            "ana": ("Sales", {"steps/b/wait_time": "10h"}),
            "bea": ("Sales", {"steps/b/wait_time": "10h"}),
            "cem": ("Sales", {"steps/b/wait_time": "10h"}),
            "raj": ("Legal", {"steps/b/wait_time": "1000h"}),
        }
    )

    wait = samples_of(text).doubt().wait("b")

    share = float((wait > 100 * HOUR).mean())
    assert share == pytest.approx(0.5, abs=ERRORS * 0.5 / math.sqrt(DRAWS))
    assert float(wait.mean()) == pytest.approx(505 * HOUR * ESTIMATE, abs=ERRORS * float(wait.std()) / math.sqrt(DRAWS))


def test_bare_values_of_a_voice_are_estimates():
    """What one person says without a spread is in doubt by a factor of 1.5."""
    wait = samples_of(voiced({"ana": ("Sales", {"steps/b/wait_time": "10h"})})).doubt().wait("b")

    spread = float(np.log(wait).std())
    assert spread == pytest.approx(math.log(1.5), abs=ERRORS * math.log(1.5) / math.sqrt(2 * DRAWS))


def test_voices_alone_bring_doubt():
    """Where the only doubt is that people disagree, the answer has a spread."""
    voices = {"ana": {"role": "Sales", "changes": {"steps/b/wait_time": "1h"}}}
    voices["raj"] = {"role": "Legal", "changes": {"steps/b/wait_time": "100h"}}
    steps = {"a": {"process_time": "1h"}, "b": {"process_time": "1h"}}

    answer = measure(load(json.dumps({"current": {"steps": steps, "voices": voices}})))["lead_time"]

    assert answer.low is not None
    assert answer.high is not None
    assert answer.low < 10 * HOUR < answer.high


def test_one_voice_speaks_for_the_whole_map_in_each_draw():
    """Who is listened to for one gap is listened to for the other: optimists stay optimists."""
    text = voiced(
        {
            "ana": ("Sales", {"steps/b/wait_time": "1h", "steps/c/wait_time": "1h"}),
            "raj": ("Legal", {"steps/b/wait_time": "1000h", "steps/c/wait_time": "1000h"}),
        }
    )
    sample = samples_of(text).doubt()

    assert np.array_equal(sample.wait("b") > 30 * HOUR, sample.wait("c") > 30 * HOUR)


def test_one_voice_speaks_for_the_whole_map_where_others_keep_silent():
    """Who spoke of the first gap speaks of the second in the same draws, if he has said anything about it."""
    text = voiced(
        {
            "ana": ("Sales", {"steps/b/wait_time": "1h"}),
            "raj": ("Legal", {"steps/b/wait_time": "1000h", "steps/c/wait_time": "1000h"}),
            "tom": ("IT", {"steps/b/wait_time": "1000000h", "steps/c/wait_time": "1000000h"}),
        }
    )
    sample = samples_of(text).doubt()

    b, c = sample.wait("b") / HOUR, sample.wait("c") / HOUR
    assert not ((b > 30_000) & (c < 30_000)).any()
    assert not ((b > 30) & (b < 30_000) & (c > 30_000)).any()


def test_a_pool_has_the_same_mean_for_items_and_in_doubt():
    """Ranges in voices: the mean item is the mean of what is in doubt."""
    text = voiced(
        {
            "ana": ("Sales", {"steps/b/wait_time": "10h..20h", "steps/c/wait_time": "1h"}),
            "raj": ("Legal", {"steps/b/wait_time": "1h..3h", "steps/c/wait_time": "2h..9h"}),
        }
    )

    assert_same_mean(*leads(text))


def test_unknown_in_a_voice_says_nothing():
    """Who does not know is not counted among those who do."""
    text = voiced(
        {"ana": ("Sales", {"steps/b/wait_time": "?"}), "raj": ("Legal", {"steps/b/wait_time": "4h observed"})}
    )

    wait = samples_of(text).doubt().wait("b")

    assert float(np.median(wait)) == pytest.approx(4 * HOUR, rel=0.02)


def test_the_chance_of_a_target_is_that_of_its_lognormal():
    """Items meet the target as the lognormal of variation and doubt says, their mean as doubt alone says."""
    text = """
        outcome: {target: {metric: lead_time, value: 4h}}
        current: {steps: {a: {process_time: 2h..5h}}}
    """
    atlas = load(dedent(text))
    stream = atlas.map(ValueStreamMap)
    assert stream is not None

    chance = chance_of_target(atlas, Samples(stream, Calendar()))

    assert chance is not None
    variation, doubt = math.log(5 / 2) / (2 * 1.2815515655), math.log(1.5)
    above = math.log(4 / math.sqrt(10))
    items = 0.5 * math.erfc(-above / math.hypot(variation, doubt) / math.sqrt(2))
    typical = 0.5 * math.erfc(-(above - variation**2 / 2) / doubt / math.sqrt(2))
    assert chance.items == pytest.approx(items, abs=ERRORS * math.sqrt(items * (1 - items) / DRAWS))
    assert chance.typical == pytest.approx(typical, abs=ERRORS * math.sqrt(typical * (1 - typical) / DRAWS))
    assert chance.wanted == "4h"


@pytest.mark.parametrize(
    ("outcome", "items"),
    [
        ("{target: {metric: lead_time, value: 1h}}", 0.0),
        ("{target: {metric: lead_time, value: 2h}}", 1.0),
        ("{target: {metric: rolled_percent_complete_accurate, value: 60%}}", 0.0),
        ("{target: {metric: rolled_percent_complete_accurate, value: 40%}}", 1.0),
    ],
)
def test_a_target_is_met_or_not_where_nothing_is_left_to_chance(outcome, items):
    """Times must not be larger than the target, shares not smaller; reaching it exactly is meeting it."""
    text = f"{{outcome: {outcome}, current: {{steps: {{a: {{process_time: 2h, percent_complete_accurate: 50%}}}}}}}}"
    atlas = load(text)
    stream = atlas.map(ValueStreamMap)
    assert stream is not None

    chance = chance_of_target(atlas, Samples(stream, Calendar(), draws=500))

    assert chance is not None
    assert chance.items == items


@pytest.mark.parametrize(
    "outcome",
    [
        "{}",
        "{target: {text: Faster}}",
        "{target: {metric: joy, value: 4h}}",
        "{target: {metric: lead_time, value: soon}}",
        "{target: {metric: lead_time, value: '?'}}",
        "{target: {metric: takt_time, value: 4h}}",
        "{target: {metric: lead_time}}",
    ],
)
def test_a_target_that_cannot_be_told_has_no_chance(outcome):
    """No metric, no value, an unknown metric or one that has no answer here: nothing is said."""
    atlas = load(f"{{outcome: {outcome}, current: {{steps: {{a: {{process_time: 1h..2h}}}}}}}}")
    stream = atlas.map(ValueStreamMap)
    assert stream is not None

    assert chance_of_target(atlas, Samples(stream, Calendar(), draws=200)) is None


WEIRD = {
    "names only": "{steps: {a: {name: Ask}, b: {name: Build}, c: {name: Ship}}}",
    "no steps": "{}",
    "no steps but figures": "{demand: 8/wk, backlog: 5, final_wait: 1d}",
    "empty step": "{steps: {a: }}",
    "one step": "{steps: {a: {process_time: 1h..2h}}}",
    "all unknown": (
        "{demand: '?', backlog: '?', final_wait: '?', steps: {a: {wait_time: '?', process_time: '?', "
        "percent_complete_accurate: '?', share: '?'}, b: {process_time: '?', rework: {x: {to: a}}}}}"
    ),
    "never": "{steps: {a: {process_time: 1h..2h}, b: {wait_time: never, process_time: 1h}}}",
    "never twice, side by side": (
        "{steps: {a: {process_time: 1h..2h}, b: {wait_time: never, after: [a]}, c: {wait_time: never, "
        "after: [a]}, d: {after: [b, c]}}}"
    ),
    "zero": "{steps: {a: {process_time: 0}, b: {wait_time: 0, process_time: 0}}}",
    "zero and a share": "{steps: {a: {process_time: 0}, b: {wait_time: 0, process_time: 0, share: 50%}}}",
    "nothing right": "{steps: {a: {process_time: 1h..2h, percent_complete_accurate: 0%}}}",
    "endless loop": "{steps: {a: {process_time: 1h..2h}, b: {process_time: 1h, rework: {x: {to: a, share: 100%}}}}}",
    "loops of more than all": (
        "{steps: {a: {process_time: 1h..2h}, b: {process_time: 1h, rework: {x: {to: a, share: 80%}, y: "
        "{to: b, share: 70%}}}}}"
    ),
    "shares of more than all": (
        "{steps: {a: {process_time: 1h}, b: {share: 80%, after: [a]}, c: {share: 70%, after: [a]}, d: {after: [b, c]}}}"
    ),
    "no share": "{steps: {a: {process_time: 1h}, b: {share: 0%, process_time: 1d}}}",
    "ranges to the edges": (
        "{steps: {a: {process_time: 0..1h, percent_complete_accurate: 0..100%}, b: {wait_time: "
        "1s..1000000y, share: 0..100%}}}"
    ),
    "far apart": (
        "{steps: {a: {process_time: 0.001s..1s..1000000y}, b: {wait_time: 0.001s, "
        "percent_complete_accurate: 99.9999..100%}}}"
    ),
    "no people": (
        "{demand: 8/wk, roles: {r: {people: 0, availability: 0%}}, steps: {a: {roles: [r], process_time: 1h..2h}}}"
    ),
    "no demand": (
        "{demand: 0/wk, backlog: 0, in_parallel: 0, roles: {r: {people: 1}}, steps: {a: {roles: [r], "
        "process_time: 1h..2h, batch: 0..5, cadence: 1d..2d}}}"
    ),
    "crossing ways": (
        "{steps: {a: {process_time: 1h..2h, after: []}, b: {process_time: 1h..2h, after: []}, c: {after: "
        "[a]}, d: {after: [a, b]}, e: {after: [c, d]}}}"
    ),
    "no way through": "{steps: {a: {process_time: 1h..2h, after: [c]}, b: {after: [a]}, c: {after: [b]}}}",
    "voices of the unknown": (
        "{steps: {a: {}, b: {}}, voices: {ana: {role: Sales, changes: {steps/b/wait_time: never, "
        "steps/x/wait_time: 1d}}, raj: {changes: {steps/b/wait_time: banana, steps/b/process_time: "
        "n/a}}}, use: nothing}"
    ),
    "voices that disagree on never": (
        "{steps: {a: {}, b: {}}, voices: {ana: {role: Sales, changes: {steps/b/wait_time: never}}, raj: "
        "{role: Legal, changes: {steps/b/wait_time: 1h..2h}}}}"
    ),
    "percentiles": (
        "{steps: {a: {process_time: {p50: 0, p85: 0, n: 3}}, b: {wait_time: {p85: 2d, n: 1}}, c: "
        "{wait_time: {p50: 0, p85: 2d, n: 3}}}}"
    ),
}


@pytest.mark.parametrize("draws", [1, 2, 300])
@pytest.mark.parametrize("name", WEIRD)
def test_weird_maps_have_useful_answers(name, draws):
    """Whatever is typed, there is a report, and it is JSON without numbers that are none."""
    atlas = load(f"outcome: {{first_guess: 1d, target: {{metric: lead_time, value: 2d}}}}\ncurrent: {WEIRD[name]}")

    found = report(atlas, draws=draws)

    text = json.dumps(as_json(found, "current"), allow_nan=False)
    assert "nan" not in text.lower().replace("finance", "")
    for answer in found.answers.values():
        assert answer.text
        assert answer.sentence
        figures = [answer.p10, answer.p50, answer.p90, answer.low, answer.high, answer.at_least, answer.at_most]
        assert not any(figure is not None and math.isnan(figure) for figure in figures), answer
        if answer.p10 is not None and answer.p50 is not None and answer.p90 is not None:
            assert answer.p10 <= answer.p50 <= answer.p90


def test_never_is_said_to_be_unbounded():
    """Where something never happens, lead time is unbounded, and the gap that never ends is the constraint."""
    found = report(load(f"current: {WEIRD['never']}"), draws=200)

    assert found.answers["lead_time"].p50 == math.inf
    assert found.answers["lead_time"].text == "unbounded"
    assert found.constraint is not None
    assert found.constraint.found.path == "steps/b/wait_time"


@pytest.mark.slow
def test_a_million_draws_fit_into_bounded_memory():
    """A million draws are made in blocks: memory grows with the answers kept, not with all that was drawn."""
    code = (
        "import resource, sys; from flowatlas import load; from flowatlas.metrics.report import report\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "found = report(load(sys.argv[1]), draws=1_000_000)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, found.answers['lead_time'].p50)"
    )

    done = subprocess.run([sys.executable, "-c", code, dedent(SMALL)], capture_output=True, text=True, check=True)

    kilobytes, middle = map(float, done.stdout.split())
    assert kilobytes < 700_000
    assert middle == pytest.approx(measure(load(dedent(SMALL)))["lead_time"].p50, rel=0.15)
    assert middle < UNBOUNDED
