"""Blocks: a stream in at most seven pieces that are as long as the whole."""

from math import isclose, isinf
from random import Random
from textwrap import dedent

import pytest
from random_map import random_map

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.store.schema import read_atlas
from flowatlas.views.blocks import MOST_BLOCKS, Block, Member, blocks, folded

DAY = 8 * 3600.0


def told(plain, draws=100):
    """A map with its figures."""
    atlas = load(dedent(plain)) if isinstance(plain, str) else read_atlas(plain).atlas
    return atlas.map(ValueStreamMap), derived(atlas, report(atlas, draws=draws), Labels())


def chain(waits, **more):
    """Steps one after the other, each waited for so many days."""
    steps = {f"s{number}": {"wait_time": f"{wait}d", "process_time": 0} for number, wait in enumerate(waits)}
    for step_id, fields in more.items():
        steps[step_id] |= fields
    return {"current": {"steps": steps}}


@pytest.mark.parametrize("seed", [*range(10), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(10, 80))])
def test_blocks_are_few_hold_every_step_once_and_add_up_to_the_whole(seed):
    """Any map is at most seven blocks, in order, and as long as the middle item takes."""
    stream, figures = told(random_map(Random(seed)))

    found = blocks(stream, figures)

    ids = [step_id for block in found for step_id in block.ids]
    assert len(found) <= MOST_BLOCKS
    assert sorted(ids) == sorted(stream.steps)
    assert ids == sorted(ids, key=stream.shape.place.__getitem__)
    last = figures.spans["final_wait"]
    whole = last.start + last.seconds + (figures.rework.seconds if figures.rework else 0.0)
    length = sum(block.seconds for block in found)
    assert isclose(length, whole, rel_tol=1e-6) or (isinf(length) and isinf(whole))
    assert found == blocks(stream, figures)


def test_steps_on_one_way_are_as_long_as_their_spans():
    """Where nothing lies side by side, each step's wait and work count once."""
    stream, figures = told(chain([1, 2, 3, 4, 5, 6, 7, 8, 9]))

    found = blocks(stream, figures)

    assert isclose(sum(block.seconds for block in found), sum(span.seconds for span in figures.spans.values()))
    assert isclose(sum(block.wait for block in found), 45 * DAY)


def test_the_smallest_neighbours_are_folded_first():
    """What is short beside something short disappears; what is long stays."""
    stream, figures = told(chain([7, 1, 1, 9, 2, 6, 1, 8, 30]))

    assert [block.ids for block in blocks(stream, figures)] == [
        ("s0",),
        ("s1", "s2"),
        ("s3",),
        ("s4",),
        ("s5", "s6"),
        ("s7",),
        ("s8",),
    ]


def test_a_group_is_one_block_under_its_own_name():
    """Phases of the map are its blocks."""
    groups = {f"s{number}": {"group": "Agree" if number < 3 else "Build"} for number in range(6)}
    stream, figures = told(chain([1, 1, 1, 1, 1, 1], **groups))
    figures = figures._replace(constraint=None)
    found = blocks(stream, figures)

    assert [(block.name, len(block.ids)) for block in found] == [("Agree", 3), ("Build", 3)]


def test_the_constraint_keeps_a_block_of_its_own():
    """The step that limits the stream is not hidden in its group."""
    groups = {f"s{number}": {"group": "All"} for number in range(12)}
    stream, figures = told(chain([1] * 5 + [50] + [1] * 6, **groups))

    hot = [block for block in blocks(stream, figures) if block.is_constraint]

    assert [block.ids for block in hot] == [("s5",)]
    assert hot[0].name == "s5"


PARTED = """
    current:
      steps:
        a: {process_time: 1d}
        b: {name: Short way, wait_time: 2d, process_time: 1d, after: [a]SHORT}
        c: {name: Long way, wait_time: 4d, process_time: 2d, after: [a]LONG}
        d: {process_time: 1d, wait_time: 0, after: [b, c]}
"""


def test_what_is_done_side_by_side_takes_as_long_as_the_longest():
    """Parallel branches are one block, however many lie in it."""
    stream, figures = told(PARTED.replace("SHORT", "").replace("LONG", ""))

    _, both, _ = blocks(stream, figures)

    assert (both.name, both.ways, both.is_choice) == ("Short way, Long way", 2, False)
    assert (both.wait, both.work) == (4 * DAY, 2 * DAY)


def test_of_alternatives_each_counts_as_often_as_it_is_taken():
    """One way or another is one block that takes the mean."""
    stream, figures = told(PARTED.replace("SHORT", ", share: 50%").replace("LONG", ", share: 50%"))

    _, both, _ = blocks(stream, figures)

    assert (both.ways, both.is_choice) == (2, True)
    assert isclose(both.wait, 3 * DAY)
    assert isclose(both.work, 1.5 * DAY)


def test_what_nobody_knows_is_told_apart():
    """A likely value that stands in for an unknown one is neither wait nor work."""
    stream, figures = told('{current: {steps: {a: {process_time: 1d}, b: {wait_time: "?", process_time: 2d}}}}')

    block = blocks(stream, figures)[1]

    assert block.wait == 0
    assert isclose(block.work, 2 * DAY)
    assert block.unknown > 0


def test_what_is_done_again_stands_at_the_end():
    """Rework is a block behind the first pass, and one of the seven."""
    waits = chain([1] * 12)
    waits["current"]["steps"]["s3"]["percent_complete_accurate"] = "50%"
    found = blocks(*told(waits))

    assert len(found) == MOST_BLOCKS
    assert (found[-1].name, found[-1].ids) == ("Done again", ())
    assert found[-1].again > 0
    assert not any(block.again for block in found[:-1])


@pytest.mark.parametrize(
    ("names", "name"),
    [
        (["Read"], "Read"),
        (["Read", "Write"], "Read, Write"),
        (["Read", "Write", "Send"], "Send and 2 more"),
        (
            ["Read a name that is rather long", "Write one that is long as well"],
            "Write one that is long as well and 1 more",
        ),
    ],
)
def test_a_block_is_named_so_that_people_know_it(names, name):
    """Two short names stand side by side; else the longest step gives its name."""
    members = tuple(Member(one, float(place)) for place, one in enumerate(names))

    assert Block((), members).name == name


def test_folding_leaves_what_fits():
    """Few blocks stay as they are, and one is the least."""
    single = [Block((str(number),), (Member(str(number), 1.0),), wait=1.0) for number in range(3)]

    assert folded(single, 3) == single
    assert [block.ids for block in folded(single, 0)] == [("0", "1", "2")]
