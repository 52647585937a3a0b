"""What a simulation says as pictures: lead times, items over time, people, what matters, and the backlog."""

import math
import re
from datetime import UTC, datetime

import pytest
from geometry import around, faults
from simulated_records import (
    CALENDAR,
    DAY,
    GROWTH,
    forecast,
    forecasts,
    lead,
    name_of,
    over_time,
    overloaded,
    role,
    simulated,
    simulation,
    tornado,
)
from test_contrast import READABLE, SEEN, faint, grounds_of_texts

from flowatlas.drawing.axis import Axis, dates_between, round_step, rows_of
from flowatlas.drawing.style import LOOKS, Theme, colour, contrast
from flowatlas.model.picture import Box, Line, Text
from flowatlas.model.simulation import Simulation
from flowatlas.views.burn_down import burn_down_picture
from flowatlas.views.lead_times import within
from flowatlas.views.simulated import (
    answer,
    lead_times_picture,
    over_time_picture,
    simulation_picture,
    utilisation_picture,
    waits,
)
from flowatlas.views.tornado import tornado_picture

TARGET = ("target", 15 * DAY)
FASTER = simulated("future/r", "Two reviewers", p50=12)
TWO = simulation(simulated(), FASTER)
PICTURES = {
    "nothing": simulation_picture(simulation()),
    "one": simulation_picture(simulation(simulated())),
    "two": simulation_picture(TWO, target=TARGET),
    "overload": simulation_picture(simulation(overloaded(), FASTER, simulated("ideal", "Ideal", p50=2)), target=TARGET),
    "only overload": simulation_picture(simulation(overloaded())),
    "unknown": simulation_picture(simulation(simulated(lead=None, over_time=None, roles=0, limit=None, gaps=()))),
    "exact": simulation_picture(simulation(simulated(lead=lead(5, is_exact=True), steps=0, roles=0))),
    "nobody said": simulation_picture(simulation(simulated()._replace(roles=(role(1, load=None, people=None),)))),
    "many": simulation_picture(
        simulation(*(simulated(f"future/f{n}", name_of(n), p50=5 + 7 * n, steps=40, roles=40) for n in range(4)))
    ),
    "parts": lead_times_picture(TWO),
    "no tornado": tornado_picture(tornado(0)),
    "one value": tornado_picture(tornado(1)),
    "six values": tornado_picture(tornado(6)),
    "forty values": tornado_picture(tornado(40)),
    "no forecast": burn_down_picture(forecasts()),
    "nobody waits": burn_down_picture(forecasts(forecast(backlog=0, last=None, burn_down=None))),
    "one waits": burn_down_picture(forecasts(forecast(backlog=1, weeks=7))),
    "two forecasts": burn_down_picture(forecasts(forecast(), forecast("future/r", name_of(1), weeks=18, is_late=True))),
}


def words_of(picture):
    """All that can be read."""
    return " ".join(shape.text for _, shape in picture.shapes() if isinstance(shape, Text))


def part(picture, part_id):
    """The part of this id."""
    return next(one for one in picture.parts if one.id == part_id)


@pytest.mark.parametrize("name", PICTURES)
def test_nothing_overlaps_or_leaves_the_sheet(name):
    """No records, one or many, long names and other scripts, unknowns and work that piles up are all legible."""
    assert faults(PICTURES[name]) == []


@pytest.mark.parametrize("theme", Theme)
def test_every_text_stands_out(theme):
    """What is written can be read on its ground, in light and in dark."""
    pairs = set().union(*map(grounds_of_texts, PICTURES.values()))

    assert READABLE == 4.5
    assert faint(pairs, theme) == {}


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize(
    "role_name",
    ["share", "share-today", "share-ideal", "spread", "curve", "whole", "set-up-bar", "away-bar", "over-bar"],
)
def test_bars_and_curves_are_seen(role_name, theme):
    """Each stands out from the paper by its ground or by its edge."""
    look = LOOKS[role_name]
    colours = [colour(name, theme) for name in (look.fill, look.stroke) if name]

    assert max(contrast(one, colour("paper", theme)) for one in colours) >= SEEN


def test_the_answer_tells_first_which_version_wins_and_how_sure_that_is():
    """The comparison of the quickest version is the headline, and stands in the description too."""
    slow = simulated("future/s", "Slower", p50=30)
    found = simulation(simulated(), FASTER, slow)
    worse = found.comparisons[0]._replace(better="current", than="future/s", text="Today beats Slower.")
    found = found._replace(comparisons=(worse, *found.comparisons))

    assert answer(found)[:2] == [found.comparisons[1].text, "Today beats Slower."]
    assert found.comparisons[1].text in simulation_picture(found).description


def test_that_the_ideal_is_quicker_is_no_headline():
    """Nobody can pick it: how long items take today comes first, and its queues and people take no room."""
    ideal = simulated("ideal", "Ideal", p50=2)
    found = simulation(simulated(), ideal)
    picture = simulation_picture(found)

    assert answer(found)[-1] == found.comparisons[0].text
    assert part(picture, "sentence-1").shapes[0].text == found.streams[0].sentences[0].replace("Half", "Today: Half")
    assert not [one.id for one in picture.parts if one.id.startswith(("over-time/ideal", "use/ideal"))]
    assert part(picture, "lead/ideal")


def test_what_a_row_says_of_its_version_is_not_said_above_as_well():
    """Above the rows of several versions stand comparisons only, so that the rows are on the first screen."""
    picture = simulation_picture(simulation(overloaded(), FASTER))

    assert words_of(picture).count(GROWTH.text.split(",")[0]) == 1
    assert GROWTH.text in " ".join(answer(simulation(overloaded(), FASTER)))


def test_a_wait_that_no_future_changes_is_told_once():
    """What contradicts itself today does so in each future where nothing else is typed; only changes are news."""
    today, same = simulated(), simulated("future/r", "Same")
    gaps = tuple(gap._replace(typed_text="9 d", text="9 d contradicts it.") for gap in same.gaps)
    other = same._replace(gaps=gaps, title="Other")

    assert waits([today, same]) == [f"Today: {words}" for words in waits([today])]
    assert [words.partition(":")[0] for words in waits([today, same, other])] == ["Today", "Other"]


def test_a_role_that_is_used_the_same_has_one_bar():
    """Four bars that say the same take room from those that differ."""
    same = words_of(utilisation_picture(TWO))
    busier = FASTER._replace(roles=(role(0, load=0.5), *FASTER.roles[1:]))

    assert same.count("in all versions") == 2
    assert words_of(utilisation_picture(simulation(simulated(), busier))).count("in all versions") == 1


def test_dates_of_the_answer_are_read_as_those_of_the_chart():
    """No date is told in two ways on one sheet."""
    picture = burn_down_picture(forecasts(forecast()))

    assert not re.search(r"\d{4}-\d\d-\d\d", part(picture, "sentence-1").shapes[0].text)


def test_lead_times_of_all_versions_share_one_axis():
    """The median of 12 days stands at 12 / 20 of the way to the one of 20 days."""
    picture = lead_times_picture(TWO, target=TARGET)

    def place(part_id):
        return next(shape for shape in part(picture, part_id).shapes if isinstance(shape, Line)).points[0][0]

    start = around(next(s for s in part(picture, "axis/lead-times").shapes if isinstance(s, Line))).left
    today, faster, target = (place(one) - start for one in ("lead/current/p50", "lead/future/r/p50", "target"))
    assert faster / today == pytest.approx(12 / 20)
    assert target / today == pytest.approx(15 / 20)


def test_the_histogram_keeps_the_shares():
    """Whatever the edges, the shares up to the end of the axis add up to those of the items that take so long."""
    one = lead(20)
    extent = one.edges[24]

    assert sum(within(one, extent)) == pytest.approx(sum(one.shares[:25]))
    assert sum(within(one, extent, bars=7)) == pytest.approx(sum(one.shares[:25]))
    assert within(lead(5, is_exact=True), 10 * DAY, bars=4) == [0.0, 0.0, 1.0, 0.0]


def test_work_that_piles_up_has_no_lead_time_but_words():
    """There is no bar and no percentile; the picture says that it grows without bound, and by how much."""
    picture = simulation_picture(simulation(overloaded()))

    assert not [one for one in picture.parts if one.role == "percentile"]
    assert "grows without bound" in words_of(picture)
    assert GROWTH.text in words_of(picture)
    assert GROWTH.text in picture.description


def test_the_longest_queues_are_the_same_steps_in_all_versions():
    """Four of forty steps are drawn, in the order of the map, and lead to their steps."""
    picture = over_time_picture(simulation(simulated(steps=40), simulated("future/r", "Then", steps=40)))

    charts = [one for one in picture.parts if one.path and not one.id.endswith("/name")]
    assert [one.path for one in charts] == [f"current/steps/s{place}" for place in range(4)] * 2
    assert "12 (8.4 to 18) at the end" in part(picture, "over-time/current/inside").name


def test_shares_of_a_role_fill_its_bar():
    """Work, rework, set-up and time away lie side by side; what is left of the frame is idle."""
    picture = utilisation_picture(simulation(simulated()._replace(roles=(role(1, load=0.8),))))
    boxes = {shape.role: shape for shape in part(picture, "use/current/roles/r1").shapes if isinstance(shape, Box)}

    whole = boxes["whole"].width
    shares = {name: box.width / whole for name, box in boxes.items() if name != "whole"}
    expected = {"work-bar": 0.576, "back-bar": 0.064, "set-up-bar": 0.04, "away-bar": 0.12}
    assert shares == pytest.approx(expected, abs=1e-6)
    assert "idle 20%" in part(picture, "use/current/roles/r1").name


def test_a_load_above_all_of_the_time_is_told_by_shape_and_in_words():
    """A hatched bar goes on behind the frame, in proportion, and the words name the load."""
    picture = utilisation_picture(simulation(simulated()._replace(roles=(role(1, load=1.2),))))
    one = part(picture, "use/current/roles/r1")
    boxes = {shape.role: shape for shape in one.shapes if isinstance(shape, Box)}

    assert boxes["over-bar"].x == pytest.approx(boxes["whole"].x + boxes["whole"].width)
    assert boxes["over-bar"].width == pytest.approx(0.2 * boxes["whole"].width)
    assert "load 120%" in one.name
    assert "▲ load 120%" in words_of(picture)


def test_people_that_nobody_counted_have_no_figures():
    """An unknown number of people is said, and no share of their time is told as 0."""
    picture = PICTURES["nobody said"]
    name = part(picture, "use/current/roles/r1").name

    assert "nobody said" in name
    assert "0%" not in name


def test_both_ends_of_a_swing_are_written():
    """Each bar begins at the typical lead time, the shorter end at the left, with what leads there."""
    picture = tornado_picture(tornado(6))
    texts = [shape.text for shape in part(picture, "swing/steps/s1/process_time").shapes if isinstance(shape, Text)]
    turned = part(picture, "swing/steps/s3/process_time")

    assert texts[-4:] == ["16 d", "with 2 h", "27 d", "with 3 d"]
    assert turned.name.startswith("Process time of")
    assert turned.tip == "15 d with 3 d, 22 d with 2 h."
    assert "without end" in part(picture, "swing/steps/s0/process_time").tip
    assert part(picture, "swing/steps/s1/process_time").path == "current/steps/s1/process_time"


def test_a_bar_that_is_seen_says_another_time_than_the_typical_one():
    """Where two digits would read the same at both ends of a bar, all times have three."""
    given = tornado(6)
    near = [
        given.swings[1]._replace(path=f"steps/n{place}/wait_time", at_low=(20 - away) * DAY, at_high=(20 + away) * DAY)
        for place, away in enumerate((3, 0.4, 0.2))
    ]
    picture = tornado_picture(given._replace(swings=tuple(near)))

    for place, ends in enumerate((("17 d", "23 d"), ("19.6 d", "20.4 d"), ("19.8 d", "20.2 d"))):
        words = part(picture, f"swing/steps/n{place}/wait_time").tip
        assert all(end in words for end in ends)
        assert "20 d" not in words


def test_dates_of_a_forecast_are_marked_and_told():
    """p50, p85 and p95 stand as dates in words; what takes too long is said, not left out."""
    late = burn_down_picture(forecasts(forecast(weeks=18, is_late=True)))

    assert "by 1 Apr 2026: 50% sure" in words_of(late)
    assert "not within the time that was looked at: 95% sure" in words_of(late)
    assert len([one for one in late.parts if one.role == "mark"]) == 2


def test_figures_without_end_stay_on_the_sheet():
    """A queue that is infinite at the end of a run is drawn at the edge and told as such."""
    over = over_time(3, inside=4)
    endless = over.inside._replace(middle=(*over.inside.middle[:-1], math.inf))
    picture = over_time_picture(simulation(simulated(over_time=over._replace(inside=endless))))

    assert faults(picture) == []
    assert "grows without bound" in part(picture, "over-time/current/inside").name


def test_words_of_an_axis_are_round_and_few():
    """Counts go in 1, 2 and 5 and are whole; dates are days, Mondays or firsts of months."""
    assert [round_step(extent, 4) for extent in (0.3, 3, 9, 47, 4700)] == [1, 1, 5, 20, 2000]
    assert Axis(0, 10, 100, 200).at(5) == 150
    assert Axis(0, 10, 100, 200).at(math.inf) == 200
    first = datetime(2026, 1, 14, tzinfo=UTC)
    for days, most in ((3, 6), (40, 6), (300, 6), (4000, 8)):
        last = datetime.fromtimestamp(first.timestamp() + 86400 * days, UTC)
        found = dates_between(first, last, most)
        assert 1 <= len(found) <= most + 1
        assert all(first <= one <= last for one in found)
        assert all(one.day == 1 for one in found) or all(one.weekday() == 0 for one in found) or days == 3


def test_words_give_way_downwards():
    """Words that would touch go one row down, and no later ones come up beside them."""
    assert rows_of([(0, 50), (10, 60), (200, 250)]) == [0, 1, 1]
    assert rows_of([]) == []


def test_a_simulation_of_nothing_says_so():
    """No version at all is a page with a sentence."""
    assert answer(Simulation((), (), CALENDAR, 1)) == ["Nothing was simulated."]
