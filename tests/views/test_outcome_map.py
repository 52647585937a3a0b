"""The outcome map as it is drawn: the target first, what has most votes on top, and an invitation where it is blank."""

import re
from random import Random

import pytest
from geometry import around, faults
from hypothesis import given
from hypothesis import settings as tried
from hypothesis import strategies as st

from flowatlas.maps.outcome import OutcomeMap
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Derived, Dot, Text
from flowatlas.model.record import fields_of
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.text import Text as AtlasText
from flowatlas.views.view import views_of

STREAM = """
current:
  trigger: Contract signed
  customer: The customer
  steps:
    legal: {name: Legal review, wait_time: 8d, process_time: 2h}
    accounts: {name: Set up accounts, wait_time: 1d, process_time: 1h}
"""
TARGET = "target: {text: Onboard within 4 days, metric: lead_time, baseline: 6wk, value: 4d, by: 2027-03-31}"
WORDS = (
    "waiting",
    "every data agreement is read from the first line to the last",
    "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
    "お客様は契約書の確認を何週間も待っています",
    "ينتظر العميل أسابيع حتى تتم مراجعة العقد",
    "<b>&amp;</b>",
)


def drawn(text="", told=None):
    """The outcome map of an atlas."""
    return composed(read_atlas(AtlasText(text).plain).atlas, told)


def composed(atlas, told=None):
    """The outcome map of an atlas that is read, with figures or without."""
    known = next(one for one in views_of(atlas) if one.name == "outcome")
    return known.compose(atlas, told or Derived())


def part(picture, part_id):
    """The part with this id."""
    return next(one for one in picture.parts if one.id == part_id)


def words(picture):
    """All texts of a picture."""
    return [shape.text for _, shape in picture.shapes() if isinstance(shape, Text)]


def tops(picture, *part_ids):
    """How far down the boxes of parts begin."""
    return [next(shape.y for shape in part(picture, one).shapes if isinstance(shape, Box)) for one in part_ids]


def test_a_blank_map_invites_to_the_target_first_and_to_records_of_every_kind():
    """Nothing needs to be known to begin, and every kind of note can be begun from the picture."""
    picture = drawn("title: Onboarding\n")
    kinds = ("discovery", "benefits", "obstacles", "next_steps", "measures", "methods", "ownership")
    records = [one for one in picture.parts if one.role == "record"]

    assert [one.id for one in records] == ["outcome/target"]
    assert all(part(picture, f"invitation/outcome/{kind}").role == "invitation" for kind in kinds)
    assert picture.description.startswith("Nothing is aimed at yet")
    assert faults(picture) == []


def test_an_outcome_alone_is_no_wall_of_empty_boxes():
    """Without notes there is no discovery board; what could be begun takes one box each, and no column stays empty."""
    picture = drawn(f"outcome: {{{TARGET}}}\n")
    dashed = [shape for _, shape in picture.shapes() if isinstance(shape, Box) and shape.role == "step-ghost"]

    assert not [one.id for one in picture.parts if one.id == "outcome/discovery"]
    assert len(dashed) == 8
    assert not picture.zones


def test_the_target_is_told_with_its_figures_each_of_which_can_be_pointed_at():
    """From where to where, by when, by which metric."""
    picture = drawn(f"outcome: {{{TARGET}}}\n")
    names = {one.path: one.name for one in picture.parts if one.role == "value"}

    assert names["outcome/target/baseline"] == "Baseline: 6 wk"
    assert names["outcome/target/value"] == "Value: 4 d"
    assert names["outcome/target/by"] == "By: 2027-03-31"
    assert names["outcome/target/metric"] == "Measured by: Lead time"
    assert "Lead time from 6 wk to 4 d by 2027-03-31." in words(picture)


def test_where_the_stream_stands_is_held_against_the_target():
    """The figure of today and the share of items, on the note itself; without figures nothing is said about it."""
    text = f"outcome: {{{TARGET}}}\n{STREAM}"
    atlas = read_atlas(AtlasText(text).plain).atlas
    picture = composed(atlas, derived(atlas, report(atlas, draws=200), Labels()))

    assert "Lead time today: 9.38 d. No item meets it now" in part(picture, "outcome/target").name
    assert not re.search("today:|meets it now", " ".join(words(drawn(text))))


def test_a_figure_that_nobody_can_tell_yet_is_left_out():
    """An empty stream has no lead time; the target stands there all the same."""
    atlas = read_atlas(AtlasText(f"outcome: {{{TARGET}}}\n").plain).atlas
    picture = composed(atlas, derived(atlas, report(atlas, draws=200), Labels()))

    assert "today:" not in part(picture, "outcome/target").name
    assert "to 4 d" in words(picture)


def test_an_unknown_figure_is_said_to_be_unknown():
    """A target in words only has no figure and no date, and no metric is made up for it."""
    picture = drawn("outcome: {target: {text: Customers wait no longer}}\n")

    assert {"no figure yet", "no date yet"} <= set(words(picture))
    assert "outcome/target/metric" not in {one.id for one in picture.parts}


@pytest.mark.parametrize(
    ("metric", "value", "told"),
    [("", "4d", "measured by lead time"), ("", "50%", None), ("metric: flow efficiency,", "50%", "flow efficiency")],
)
def test_a_target_is_said_to_be_measured_by_what_can_measure_it(metric, value, told):
    """Lead time where none is named, unless the figure is no time."""
    picture = drawn(f"outcome: {{target: {{{metric} value: {value}}}}}\n")
    measured = [one.name for one in picture.parts if one.id == "outcome/target/metric"]

    assert bool(measured) == bool(told)
    assert told is None or any(told in line for line in words(picture))


def test_what_has_most_votes_stands_on_top_and_what_is_done_last():
    """In every column, whatever the order in the file."""
    picture = drawn("""
outcome:
  obstacles: {a: {text: A}, b: {text: B, votes: 1}, c: {text: C, votes: 5}, d: {text: D, votes: "?"}}
  next_steps: {a: {text: A, done: true}, b: {text: B}}
""")

    assert tops(picture, *(f"outcome/obstacles/{key}" for key in "cbad")) == sorted(
        tops(picture, *(f"outcome/obstacles/{key}" for key in "abcd"))
    )
    assert tops(picture, "outcome/next_steps/b") < tops(picture, "outcome/next_steps/a")


def test_votes_are_dots_and_a_number():
    """No more dots than fit, the number always; nobody's vote is no vote, and an unknown number is told as one."""
    picture = drawn("""
outcome:
  obstacles: {a: {text: A, votes: 3}, b: {text: B, votes: 400}, c: {text: C}, d: {text: D, votes: "?"}}
""")
    votes = {one.id: one for one in picture.parts if one.id.endswith("/votes")}
    dots = {key: sum(isinstance(shape, Dot) for shape in one.shapes) for key, one in votes.items()}

    assert dots["outcome/obstacles/a/votes"] == 3
    assert votes["outcome/obstacles/b/votes"].name == "Votes: 400"
    assert "outcome/obstacles/c/votes" not in votes
    assert dots["outcome/obstacles/d/votes"] == 0
    assert "? votes" in words(picture)
    assert faults(picture) == []


def test_obstacles_name_what_they_are_about():
    """People read what a step is called, not its path."""
    picture = drawn(f"outcome: {{obstacles: {{a: {{text: A, about: current/steps/legal/wait_time}}}}}}\n{STREAM}")

    assert part(picture, "outcome/obstacles/a/about").name == "About: Legal review: Wait"


def test_the_views_that_no_benefit_is_for_are_pointed_out_once_there_is_one():
    """The customer, the organisation, each single person; what it brings them can be begun right there."""
    some = drawn("outcome: {benefits: {a: {text: A, for: customer}}}\n")
    every = drawn(
        "outcome: {benefits: {a: {text: A, for: customer}, b: {text: B, for: organisation}, c: {for: individual}}}\n"
    )
    none = drawn()

    invited = part(some, "invitation/outcome/benefits")
    assert invited.name == "Nobody has said yet what it brings the organisation and each single person."
    assert "invitation/outcome/benefits" not in {one.id for one in every.parts}
    assert "Nobody has said" not in part(none, "invitation/outcome/benefits").name


DISCOVERY = """
outcome:
  discovery:
    a: {column: pains, text: A, theme: Waiting, votes: 1}
    b: {column: pains, text: B, theme: tools, votes: 2}
    c: {column: pains, text: C, theme: waiting , votes: 4}
    d: {column: goals, text: D, theme: waiting}
    e: {text: E}
"""


def test_notes_stand_in_their_columns_by_theme_and_themes_tell_their_votes():
    """The theme with most votes first, and within it the note with most."""
    picture = drawn(DISCOVERY)

    themes = [one.name for one in picture.parts if one.id.startswith("theme/")]
    assert themes == ["Waiting: 5 votes, 3 notes", "tools: 2 votes, 1 note"]
    by_height = tops(picture, "outcome/discovery/c", "outcome/discovery/a", "outcome/discovery/b")
    assert by_height == sorted(by_height)


def test_every_column_of_the_discovery_board_takes_notes_dropped_into_it():
    """Dropping a note sets its column; those that lie in none have a place of their own."""
    picture = drawn(DISCOVERY)
    zones = {dict(zone.sets)["column"]: zone for zone in picture.zones}
    stray, sorted_in = part(picture, "outcome/discovery/e"), part(picture, "outcome/discovery/d")

    assert list(zones) == ["context", "goals", "pains", "questions", "ideas", None]
    assert {zone.records for zone in picture.zones} == {"outcome/discovery"}
    for one, zone in ((stray, zones[None]), (sorted_in, zones["goals"])):
        box = around(one.shapes[0])
        assert zone.x - 1 <= box.left
        assert box.right <= zone.x + zone.width + 1


@pytest.mark.parametrize(
    ("votes", "told"),
    [
        (["1", "2"], "t: 3 votes, 2 notes"),
        (["1", "?"], "t: at least 1 vote, 2 notes"),
        (["?", "?"], "t: ? votes, 2 notes"),
        (["2..7"], "t: about 4 votes, 1 note"),
        ([None], "t: 1 note"),
        (["0"], "t: 0 votes, 1 note"),
    ],
)
def test_a_theme_counts_what_is_known_of_its_votes(votes, told):
    """Votes that nobody counted are no zero."""
    notes = {f"n{number}": {"theme": "t", "votes": one} for number, one in enumerate(votes)}
    picture = composed(read_atlas(tidy({"outcome": {"discovery": notes}})).atlas)

    assert [one.name for one in picture.parts if one.id.startswith("theme/")] == [told]


def random_outcome(chance, count):
    """An outcome map with so many notes of each kind."""

    def some(*options):
        return chance.choice([*options, None])

    def note(**fields):
        return {"text": chance.choice(WORDS) * chance.choice([1, 1, 3]), **{k: v for k, v in fields.items() if v}}

    def several(**fields):
        return {f"n{number}": note(**{key: some(*values) for key, values in fields.items()}) for number in range(count)}

    votes = (1, 5, 40, "?", "0", "2..7")
    return {
        "title": chance.choice(WORDS),
        "outcome": {
            "first_guess": some("3wk", "?"),
            "target": note(
                metric=some("lead_time"), baseline=some("6wk", "?"), value=some("4d"), by=some("2027-03-31")
            ),
            "counterbalance": note(metric=some("load"), value=some("80%")),
            "discovery": several(
                column=("context", "goals", "pains", "questions", "ideas"), theme=WORDS, votes=votes, by=WORDS
            ),
            "benefits": several(**{"for": ("customer", "organisation", "individual")}, votes=votes),
            "obstacles": several(about=("current/steps/legal", "nowhere/at/all"), votes=votes),
            "next_steps": several(owner=WORDS, due=("2026-12-04", "soon"), done=(True,)),
            "measures": several(metric=("lead_time",), baseline=WORDS, target=("1", "2d")),
            "methods": several(),
            "ownership": several(owner=WORDS),
        },
    }


@pytest.mark.parametrize("count", [0, 1, 3, 20])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_overflows_or_overlaps_however_many_notes_there_are(seed, count):
    """Long texts, long words, other scripts, no notes and many."""
    picture = composed(read_atlas(random_outcome(Random(seed), count)).atlas)

    assert faults(picture) == []
    assert len({one.id for one in picture.parts}) == len(picture.parts)


@pytest.mark.slow
def test_sixty_notes_of_each_kind_fit():
    """A workshop of twelve people fills a board in ten minutes."""
    assert faults(composed(read_atlas(random_outcome(Random(7), 60)).atlas)) == []


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 2000) | st.floats() | st.text(max_size=12) | st.sampled_from(WORDS),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)


def plain_records(record):
    """Plain values for a record, any of which may be anything at all."""
    fields = {}
    for name, field in fields_of(record).items():
        if field.record is None:
            fields[name] = ANYTHING | st.sampled_from(["4d", "50%", "3", "2027-03-31", "lead_time", "?"])
        elif field.is_keyed:
            fields[name] = st.dictionaries(
                st.sampled_from(["a", "b", "c/d", "ü"]), plain_records(field.record), max_size=3
            )
        else:
            fields[name] = plain_records(field.record)
    return st.fixed_dictionaries({}, optional=fields)


@tried(max_examples=60)
@given(plain_records(OutcomeMap))
def test_whatever_stands_in_a_file_it_is_read_checked_and_drawn(plain):
    """Mistakes are findings; what can be understood is on the picture, in its place."""
    reading = read_atlas(tidy({"outcome": plain}))
    picture = composed(reading.atlas)

    assert faults(picture) == []
    lacking = reading.atlas.map_or_blank(OutcomeMap).missing(reading.atlas)
    assert all(one.path.startswith("outcome/") and one.text.endswith(".") for one in lacking)
