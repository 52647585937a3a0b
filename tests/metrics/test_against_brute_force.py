"""Random streams of every shape: each metric says what living through all that can happen comes to."""

from random import Random

import pytest
from brute_force import Graph, effects, expected, figures, typed, winner, with_all_rework
from random_stream import random_stream

from flowatlas import measure
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import constraint, losses
from flowatlas.metrics.samples import Samples
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Severity
from flowatlas.store.schema import read_atlas, tidy

EXACT = 1e-9
CUT = 1e-7
"""Where rework repeats, brute force leaves out what is less likely than 1e-12."""

QUICK, LATER = range(30), range(30, 240)
SLOW = range(10_000, 10_400, 50)
REPEATED = ("rework", "load", "throughput", "work_in_progress", "queue_clearing", "toil")


def atlas_of(stream):
    """The atlas that says what a plain stream says; everything in it makes sense."""
    reading = read_atlas(tidy(typed(stream)))
    errors = [finding for finding in reading.findings if finding.severity is Severity.ERROR]
    assert [finding for finding in errors if "share out" not in finding.message] == []
    return reading.atlas


def assert_figures_agree(stream):
    """Every metric that brute force knows says the same."""
    answers = measure(atlas_of(stream))

    for name, figure in figures(stream).items():
        is_repeated = name.startswith(REPEATED) or name.endswith("with_rework")
        scale = 1.0 if name != "rework_time" else answers["lead_time_with_rework"].p50 / max(figure, 1.0)
        tolerance = CUT * scale if is_repeated else EXACT
        assert answers[name].p50 == pytest.approx(figure, rel=tolerance, abs=tolerance), name


@pytest.mark.parametrize("seed", [*QUICK, *(pytest.param(seed, marks=pytest.mark.slow) for seed in LATER)])
def test_metrics_say_what_brute_force_says(seed):
    """Routes, joins, the longest branch, and loops until hardly any chance is left: all come out the same."""
    assert_figures_agree(random_stream(Random(seed)))


def without_refused_rework(stream):
    """The stream without the ways back that the map calls wrong."""
    for finding in read_atlas(tidy(typed(stream))).findings:
        if finding.severity is Severity.ERROR and finding.message.startswith("rework from"):
            _, _, step, _, link = finding.path.split("/")
            del stream["steps"][step]["rework"][link]
    return stream


def assert_accepted_rework_agrees(seed):
    """Rework is drawn between any steps; where the map does not refuse it, the figures must be right."""
    assert_figures_agree(without_refused_rework(random_stream(Random(seed), most_courses=100, is_wild=True)))


@pytest.mark.parametrize("seed", [*range(6), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(6, 60))])
def test_rework_that_is_not_refused_is_worked_out(seed):
    """A way back that enters or leaves a branch is an error; any other one comes out as brute force says."""
    assert_accepted_rework_agrees(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(30_000, 30_250, 50))
def test_rework_that_is_not_refused_is_worked_out_on_many_more_streams(first):
    """The same on two hundred and fifty streams."""
    for seed in range(first, first + 50):
        assert_accepted_rework_agrees(seed)


@pytest.mark.slow
@pytest.mark.parametrize("first", SLOW)
def test_metrics_say_what_brute_force_says_on_many_more_streams(first):
    """The same on four hundred streams."""
    for seed in range(first, first + 50):
        assert_figures_agree(random_stream(Random(seed)))


@pytest.mark.slow
def test_random_streams_take_every_shape():
    """The streams above are no worse than the maps that people draw: every shape is among them many times."""
    seen = dict.fromkeys(
        [
            "alternatives",
            "optional",
            "forks",
            "nested",
            "tangles",
            "links",
            "links_in_branches",
            "loops_around_forks",
            "self_links",
            "choices_in_tangles",
            "empty_branches",
            "forks_at_the_trigger",
            "several_ends",
            "rework_at_the_first_step",
        ],
        0,
    )

    for seed in [*QUICK, *LATER]:
        stream = atlas_of(random_stream(Random(seed))).map(ValueStreamMap)
        shape = stream.shape
        branches = [branch for fork in shape.forks for branch in shape.branches[fork]]
        inside = {node for branch in branches for node in branch.nodes}
        tangled = {node for branch in branches if branch.is_tangle for node in branch.nodes}
        seen["alternatives"] += bool(shape.alternatives)
        seen["optional"] += bool(shape.optional)
        seen["forks"] += bool(shape.forks)
        seen["nested"] += any(fork in inside for fork in shape.forks)
        seen["tangles"] += bool(tangled)
        seen["links"] += bool(shape.links)
        seen["links_in_branches"] += any(link.sender in inside and link.to != link.sender for link in shape.links)
        seen["loops_around_forks"] += any(
            shape.place[link.to] <= shape.place[fork] and shape.place[shape.join_of[fork]] < shape.place[link.sender]
            for link in shape.links
            for fork in shape.forks
        )
        seen["self_links"] += any(link.sender == link.to for link in shape.links)
        seen["choices_in_tangles"] += any(node in tangled for node in shape.alternatives)
        seen["empty_branches"] += any(shape.join_of[fork] in shape.successors[fork] for fork in shape.forks)
        seen["forks_at_the_trigger"] += () in shape.forks
        seen["several_ends"] += len(shape.before[shape.nodes[-1]]) > 1
        seen["rework_at_the_first_step"] += any(link.to == next(iter(stream.steps)) for link in shape.links)

    assert {name: count for name, count in seen.items() if count < 10} == {}


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_brute_force_agrees_with_itself(seed):
    """Where the whole stream has few enough courses, living through them all is what the linear equations give."""
    stream = random_stream(Random(seed))
    for record in stream["steps"].values():
        record.get("percent_complete_accurate") and record.update(percent_complete_accurate=0.98)
        for link in record.get("rework", {}).values():
            link["share"] = 0.01
    sources = [name for name, returns in Graph(stream).returns.items() if returns]
    for name in sources[3:]:
        stream["steps"][name].pop("rework", None)
        stream["steps"][name].pop("percent_complete_accurate", None)

    courses = with_all_rework(stream, least=1e-9)
    time, visits = expected(stream)

    assert sum(chance for chance, _ in courses) == pytest.approx(1.0, abs=1e-5)
    lived = sum(chance * course.arrival.total for chance, course in courses)
    assert lived + stream.get("final_wait", 0.0) == pytest.approx(time, rel=1e-4)
    for step, often in visits.items():
        assert sum(chance * course.done.get(step, 0) for chance, course in courses) == pytest.approx(often, abs=1e-4)


def assert_constraint_agrees(stream):
    """Each element costs what lead time with rework loses without it, and the one that costs most is named."""
    samples = Samples(atlas_of(stream).map(ValueStreamMap), Calendar())
    whole, _ = expected(stream)
    wanted = effects(stream)

    elements = losses(samples.center)
    found = {paths[0]: float(loss[0]) for paths, loss in elements.items() if len(paths) == 1}
    together = [paths for paths in elements if len(paths) > 1]
    named = constraint(samples)

    for path in found.keys() | wanted.keys():
        assert found.get(path, 0.0) == pytest.approx(wanted.get(path, 0.0), abs=1e-7 * whole), path
    if not wanted:
        assert named is None
    elif not together:
        assert named is not None
        assert named.found.path == winner(stream, wanted)
        assert named.found.seconds == pytest.approx(wanted[named.found.path], abs=1e-7 * whole)
        assert named.found.confidence == 1.0


@pytest.mark.parametrize("seed", [*range(5), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(5, 40))])
def test_the_constraint_is_what_costs_most(seed):
    """Every step, gap and way back is taken out in turn and everything worked out again."""
    assert_constraint_agrees(random_stream(Random(seed), most_courses=20))


@pytest.mark.slow
@pytest.mark.parametrize("first", range(20_000, 20_500, 25))
def test_the_constraint_is_what_costs_most_in_500_of_500(first):
    """The same on five hundred streams."""
    for seed in range(first, first + 25):
        assert_constraint_agrees(random_stream(Random(seed)))
