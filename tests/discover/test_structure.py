"""The structure of a stream, found in the logs that streams of known structure leave behind."""

from dataclasses import replace
from itertools import combinations
from random import Random

import numpy as np
import pytest
from streams import BEGINNING, HOUR, Row, Stream, left_by, log_of, random_stream, rows_of

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.structure.found import Structure
from flowatlas.discover.structure.structure import structure_of
from flowatlas.model.event import Column, Form

STREAMS = 50
NOISE = 0.05


def found_in(log, mapping=None):
    """The structure that a log shows."""
    mapping = mapping or LogMapping()
    return structure_of(passes_of(log, mapping), mapping)


def told(structure: Structure):
    """Steps, pairs in order, pairs in parallel, pairs of which items take one, and ways back, by name."""
    steps = structure.steps
    names = [step.name for step in steps]
    before = [set() for _ in steps]
    for place, step in enumerate(steps):
        for other in step.after:
            before[place] |= {other} | before[other]
    parallel, exclusive = set(), set()
    for one, other in combinations(range(len(steps)), 2):
        ways = (before[one] | {one}) - (before[other] | {other}), (before[other] | {other}) - (before[one] | {one})
        if one not in before[other]:
            forks = [
                (steps[here].is_alternative, steps[there].is_alternative)
                for here in ways[0]
                for there in ways[1]
                if steps[here].after == steps[there].after
            ]
            (exclusive if (True, True) in forks else parallel).add(frozenset({names[one], names[other]}))
    order = {(names[one], names[place]) for place in range(len(steps)) for one in before[place]}
    rework = {(names[link.sender], names[link.to]) for link in structure.rework}
    return set(names), order, parallel, rework, exclusive


def truth(stream: Stream):
    """The same of the stream itself."""
    return stream.steps, stream.before, stream.parallel, set(stream.rework), stream.exclusive


def agreement(found, true):
    """F1: 1 where both are alike, 0 where they share nothing."""
    return 2 * len(found & true) / (len(found) + len(true)) if found or true else 1.0


def case(seed, noise):
    """A random stream of one of the three forms with its log and what people know of it."""
    random = Random(seed)
    form = list(Form)[seed % 3]
    stream = random_stream(random, form)
    return stream, *left_by(stream, random, form, random.randint(200, 2000), noise)


def line(*activities, item="i", hours=1):
    """Passes of an item one after the other, an hour apart."""
    return [
        Row(item, activity, BEGINNING + 2 * place * HOUR, BEGINNING + (2 * place + hours) * HOUR)
        for place, activity in enumerate(activities)
    ]


@pytest.mark.slow
def test_streams_are_found_in_noisy_logs():
    """Steps, order, parallel pairs and ways back of 50 streams are found with 5 % noise: F1 0.95 on average, 0.8 on each."""
    scores = []
    for seed in range(STREAMS):
        stream, log, mapping = case(seed, NOISE)
        found = told(found_in(log, mapping))
        scores.append([agreement(own, true) for own, true in zip(found, truth(stream), strict=True)])
    scores = np.array(scores)[:, :4]

    assert scores.mean(axis=0).min() >= 0.95, scores.mean(axis=0)
    assert scores.min() >= 0.8, np.argwhere(scores < 0.8)


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 4, 5])
def test_a_stream_without_noise_is_found_exactly(seed):
    """Without noise nothing is missing and nothing is made up."""
    stream, log, mapping = case(seed, 0)

    assert told(found_in(log, mapping)) == truth(stream)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_shares_are_right_within_sampling_error(seed):
    """Optional steps, alternatives and ways back have their true share, within four standard errors."""
    stream, log, mapping = case(seed + 30, 0)
    structure = found_in(log, mapping)
    items = len(log.item.names)

    for step in structure.steps:
        true = stream.share.get(step.name, 1.0)
        assert step.share == pytest.approx(true, abs=4 * (true * (1 - true) / items) ** 0.5 + 0.03)
    for link in structure.rework:
        true = stream.rework[structure.steps[link.sender].name, structure.steps[link.to].name]
        assert link.share == pytest.approx(true, abs=4 * (true * (1 - true) / items) ** 0.5)


@pytest.mark.parametrize("seed", [0, 1])
def test_neither_the_order_of_rows_nor_names_matter(seed):
    """The same rows in another order, with other names, give the same structure."""
    random = Random(seed)
    stream = random_stream(random)
    rows = rows_of(stream, random, 200)
    once = found_in(log_of(rows, Form.PASSES))
    names = sorted(stream.steps)
    other = dict(zip(names, random.sample(names, len(names)), strict=True))
    renamed = [row._replace(activity=other[row.activity]) for row in rows]

    again = found_in(log_of(renamed, Form.PASSES, random))

    assert [(other[step.name], step.after, step.share) for step in once.steps] == [
        (step.name, step.after, step.share) for step in again.steps
    ]
    assert once.rework == again.rework


def test_the_order_that_was_found_gives_the_same_structure():
    """A mapping that says the order that was found changes nothing."""
    for seed in range(0, 12, 3):
        _, log, mapping = case(seed, NOISE)
        once = found_in(log, mapping)
        said = LogMapping(**{**vars(mapping), "order": list(once.order)})

        assert found_in(log, said) == once


def test_the_mapping_decides_the_order():
    """Steps stand in the order that the mapping says, whatever the log shows."""
    rows = [row for number in range(20) for row in line("cut", "sew", "ship", item=f"i{number}")]

    structure = found_in(log_of(rows, Form.PASSES), LogMapping(order=["ship", "cut"]))

    names = [step.name for step in structure.steps]
    assert names.index("ship") < names.index("cut")


def test_the_mapping_puts_activities_together():
    """Activities with the name of one step are that step, and following each other they are no rework."""
    rows = [row for number in range(20) for row in line("cut left", "cut right", "ship", item=f"i{number}")]
    mapping = LogMapping(names={"cut left": "Cut", "cut right": "Cut"})

    structure = found_in(log_of(rows, Form.PASSES), mapping)

    assert [(step.name, len(step.activities)) for step in structure.steps] == [("Cut", 2), ("ship", 1)]
    assert structure.rework == ()


def test_detail_says_how_much_is_kept():
    """What is rare is left out and told in figures, until the detail asks for all of it."""
    usual = [row for number in range(95) for row in line("cut", "sew", "ship", item=f"i{number}")]
    rare = [row for number in range(4) for row in line("cut", "dye", "sew", "ship", item=f"r{number}")]
    log = log_of(usual + rare, Form.PASSES)

    some, all_ = found_in(log), found_in(log, LogMapping(detail=1.0))

    assert [step.name for step in some.steps] == ["cut", "sew", "ship"]
    assert some.kept == pytest.approx(297 / 301)
    assert some.remarks[0].message == "1 activity in 1.3% of the passes became no steps"
    assert [step.name for step in all_.steps] == ["cut", "dye", "sew", "ship"]
    assert all_.kept == 1


def test_rare_codes_are_no_part_of_the_typical_path():
    """Where a thousand codes follow a few steps, these steps are the map, as any code would stand there by chance."""
    random = Random(2)
    usual = ("admit", "examine", "treat", "observe", "discharge", "bill")
    rows = [
        row
        for number in range(300)
        for row in line(*(one for step in usual for one in (step, f"z{random.randrange(1000)}")), item=f"i{number}")
    ]

    structure = found_in(log_of(rows, Form.PASSES))

    assert [step.name for step in structure.steps] == list(usual)
    assert structure.kept == pytest.approx(0.5)


def test_ten_thousand_activities_make_a_map_of_few_steps():
    """A log of thousands of activities still gives a map that can be read, and says what it leaves out."""
    random = Random(1)
    rows = [
        Row(
            f"i{number % 500}",
            f"a{random.randrange(10_000)}",
            BEGINNING + number * HOUR,
            BEGINNING + number * HOUR + HOUR,
        )
        for number in range(20_000)
    ]

    structure = found_in(log_of(rows, Form.PASSES))

    assert 5 <= len(structure.steps) <= 20
    assert structure.kept < 0.01
    assert "became no steps" in structure.remarks[0].message


@pytest.mark.parametrize("form", list(Form))
@pytest.mark.parametrize(
    "rows",
    [
        [],
        line("cut"),
        line("cut", "cut", "cut"),
        line("cut", "sew", "cut", "sew", "cut"),
        [Row(f"i{number // 4}", f"a{number % 4}", BEGINNING, BEGINNING) for number in range(40)],
        [Row(f"i{number}", "cut", BEGINNING + number * HOUR, BEGINNING + number * HOUR) for number in range(40)],
    ],
)
def test_the_smallest_logs_have_a_structure(rows, form):
    """No rows, one item, one activity, and one moment for all give as many steps as there are activities."""
    structure = found_in(log_of(rows, form))

    assert {step.name for step in structure.steps} == {row.activity for row in rows}
    assert all(other < place for place, step in enumerate(structure.steps) for other in step.after)


def test_marks_of_start_and_end_are_no_steps():
    """What never takes time and stands first or last everywhere is the trigger or the customer, and told."""
    rows = []
    for number in range(10):
        passes = line("go", "cut", "sew", "over", item=f"i{number}")
        rows += [row._replace(end=row.start) if row.activity in {"go", "over"} else row for row in passes]

    structure = found_in(log_of(rows, Form.PASSES))

    assert [step.name for step in structure.steps] == ["cut", "sew"]
    assert "“go” and “over” mark where items enter or leave" in structure.remarks[0].message


def test_a_log_of_nothing_but_waiting_has_a_map():
    """Where no status is work, those that items wait in are the steps, and it is said."""
    rows = [row for number in range(10) for row in line("queue", "shelf", item=f"i{number}", hours=2)]
    mapping = LogMapping(kinds={"queue": "waiting", "shelf": "waiting"})

    structure = found_in(log_of(rows, Form.STATES), mapping)

    assert [step.name for step in structure.steps] == ["queue", "shelf"]
    assert structure.remarks[0].message == "no activity is work"


def test_an_item_in_a_state_is_nowhere_else():
    """Statuses that come in either order are one after the other, as an item is in one of them at a time."""
    rows = []
    for number in range(40):
        middle = ("dye", "iron") if number % 2 else ("iron", "dye")
        rows += line("cut", *middle, "ship", item=f"i{number}", hours=2)

    structure = found_in(log_of(rows, Form.STATES))

    assert [step.after for step in structure.steps] == [(), (0,), (1,), (2,)]
    assert "50% of the 40 items that did both" in structure.remarks[-1].examples[0]


def test_what_is_never_done_at_once_is_not_parallel():
    """Two long pieces of work in either order, never at the same time, are one after the other."""
    random = Random(3)
    rows = []
    for number in range(60):
        clock = BEGINNING
        for activity in ("cut", *random.sample(["dye", "iron"], 2), "ship"):
            ended = clock + random.randint(5, 50) * HOUR
            rows.append(Row(f"i{number}", activity, clock, ended))
            clock = ended

    structure = found_in(log_of(rows, Form.PASSES))

    assert [step.after for step in structure.steps] == [(), (0,), (1,), (2,)]


def test_going_back_means_coming_again():
    """Two steps in the wrong order are no rework; a step that comes again after a later one is."""
    wrong = [row for number in range(5) for row in line("cut", "sew", "iron", "ship", item=f"w{number}")]
    swapped = [row for number in range(2) for row in line("cut", "iron", "sew", "ship", item=f"s{number}")]
    usual = [row for number in range(13) for row in line("cut", "sew", "iron", "ship", item=f"u{number}")]
    back = [row for number in range(5) for row in line("cut", "sew", "iron", "sew", "iron", "ship", item=f"b{number}")]

    without = found_in(log_of(wrong + swapped + usual, Form.PASSES))
    with_ = found_in(log_of(usual + back, Form.PASSES))

    assert without.rework == ()
    assert [(link.sender, link.to, link.count) for link in with_.rework] == [(2, 1, 5)]
    assert with_.rework[0].share == pytest.approx(5 / 18)


def test_a_fork_is_found_where_items_go_back_and_branches_have_tails():
    """Steps that few items of a branch do, and items that take another branch the next time, leave a fork a fork."""
    random = Random(5)
    rows = []
    for number in range(300):
        way = []
        for _ in range(random.choice([1, 1, 1, 2, 2])):
            tail = ["dye"] if random.random() < 0.3 else []
            way += ["cut", *random.choice([["knit", *tail], ["weave", "trim"][: random.randint(1, 2)], ["felt"]])]
        rows += line(*way, "ship", item=f"i{number}")

    structure = found_in(log_of(rows, Form.PASSES))
    place = {step.name: at for at, step in enumerate(structure.steps)}

    assert {step.name for step in structure.steps if step.is_alternative} == {"knit", "weave", "felt"}
    assert [structure.steps[place[name]].after for name in ("dye", "trim")] == [(place["knit"],), (place["weave"],)]


def test_who_goes_back_may_take_the_other_way():
    """What an item does first on its second way through is no sign that it comes late, or goes on beside all that."""
    random = Random(4)
    rows = []
    for number in range(100):
        way = ["open"]
        for again in range(random.choice([1, 1, 2])):
            way += ["open again"] if again else []
            way += [*random.sample(["check", random.choice(["skim", "read"])], 2), "decide"]
        rows += line(*way, random.choice(["pay", "refuse"]), item=f"i{number}")

    _, order, parallel, rework, exclusive = told(found_in(log_of(rows, Form.COMPLETIONS)))

    assert parallel == {frozenset({"check", "skim"}), frozenset({"check", "read"})}
    assert exclusive == {frozenset({"skim", "read"}), frozenset({"pay", "refuse"})}
    assert {("skim", "decide"), ("read", "decide"), ("decide", "open again")} <= order
    assert rework == set()


@pytest.mark.parametrize("size", [20, 500])
def test_who_takes_one_way_may_have_to_take_a_certain_one_later(size):
    """Two forks stay two forks where the first one decides the second, with what all do between them."""
    random = Random(6)
    rows = []
    for number in range(size):
        first, second = ("knit", "wash") if random.random() < 0.5 else ("weave", "press")
        rows += line("cut", *random.sample([first, "print"], 2), "check", second, "ship", item=f"i{number}")

    _, order, parallel, _, exclusive = told(found_in(log_of(rows, Form.COMPLETIONS)))

    assert exclusive == {frozenset({"knit", "weave"}), frozenset({"wash", "press"})}
    assert parallel == {frozenset({"knit", "print"}), frozenset({"weave", "print"})}
    assert {("knit", "check"), ("print", "check"), ("check", "press")} <= order


def test_the_rarest_of_three_ways_is_one_of_them():
    """Of few items that each take one of three ways, the ones that take the rarest are enough to tell."""
    ways = ["knit"] * 13 + ["weave"] * 12 + ["felt"] * 5
    rows = [row for number, way in enumerate(ways) for row in line("cut", way, "ship", item=f"i{number}")]

    structure = found_in(log_of(rows, Form.PASSES))

    assert {step.name for step in structure.steps if step.is_alternative} == {"knit", "weave", "felt"}


def test_what_shares_no_item_is_a_fork_from_the_start():
    """Kinds of items that share no step at all are alternatives, however few there are of each."""
    ways = [["analyse"]] * 5 + [["lint"]] * 3 + [["pack", "deploy"]] * 2
    rows = [row for number, way in enumerate(ways) for row in line(*way, item=f"i{number}")]

    structure = found_in(log_of(rows, Form.PASSES))

    assert {step.name: step.share for step in structure.steps if step.is_alternative} == {
        "analyse": 0.5,
        "lint": 0.3,
        "pack": 0.2,
    }


def test_a_row_that_is_missing_makes_no_repetition():
    """Where items often go back one step, a few rows of it that are missing do not make its sender repeat itself."""
    rows = []
    for number in range(100):
        again = ["test"] if number in (0, 3, 6, 9) else ["build", "test"]
        rows += line("build", "test", *(() if number % 3 else again), "ship", item=f"i{number}")

    structure = found_in(log_of(rows, Form.PASSES))

    assert [(link.sender, link.to) for link in structure.rework] == [(1, 0)]


def test_two_of_thirty_that_go_back_are_no_way_back():
    """Of few items, too, a way back is what several of them take; of a handful it is what happens."""
    rows = {
        size: [
            row
            for number in range(size)
            for row in line("cut", *(["sew", "cut"] if number < 2 else []), "sew", "ship", item=f"i{number}")
        ]
        for size in (30, 6)
    }

    links = {size: len(found_in(log_of(some, Form.PASSES)).rework) for size, some in rows.items()}

    assert links == {30: 0, 6: 1}


def test_what_two_items_did_is_no_step_of_thirty():
    """Of few items, too, a step is what several of them do."""
    usual = [row for number in range(28) for row in line("cut", "sew", "ship", item=f"i{number}")]
    rare = [row for number in range(2) for row in line("cut", "note", "sew", "ship", item=f"r{number}")]

    structure = found_in(log_of(usual + rare, Form.PASSES))

    assert [step.name for step in structure.steps] == ["cut", "sew", "ship"]


def test_names_are_only_names():
    """Whatever an activity is called, it is counted and never carried out."""
    rows = [row for number in range(5) for row in line('"; DROP TABLE x; --', "{0}", item=f"i{number}")]
    log = log_of(rows, Form.PASSES)
    log = replace(log, item=Column(log.item.codes, [f"{{}}{name}" for name in log.item.names]))

    assert [step.name for step in found_in(log).steps] == ['"; DROP TABLE x; --', "{0}"]


def test_what_some_items_do_side_by_side_is_told():
    """Of steps that no item has to do a map can show alternatives only: they stand in turn, and it is said."""
    rows = []
    for number in range(20):
        item = f"i{number}"
        rows += line("lint", "check", item=item)
        if number < 4:
            began = BEGINNING + 8 * HOUR
            rows += [Row(item, f"deploy {where}", began, began + 2 * HOUR) for where in ("here", "there")]

    structure = found_in(log_of(rows, Form.PASSES))

    assert [step.after for step in structure.steps] == [(), (0,), (1,), (2,)]
    told = next(one for one in structure.remarks if "at the same time stand" in one.message)
    assert told.examples == ("“deploy here” and “deploy there”: 4 of the 4 items that did both",)
