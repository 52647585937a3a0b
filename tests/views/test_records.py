"""Maps of every kind are drawn from their declaration: one Python file is all that a new kind needs."""

from random import Random

import pytest
from geometry import around, faults
from risk_map import RiskMap

from flowatlas.drawing.style import LOOKS, Theme, colour, contrast
from flowatlas.exporters.exporter import Export
from flowatlas.exporters.page.pictures import SAID_BY_THE_PAGE
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Derived, Part, Picture, Text
from flowatlas.model.quantity import Duration
from flowatlas.model.record import Map
from flowatlas.model.registry import MAPS
from flowatlas.server.wire.understood import understood
from flowatlas.store.schema import json_schema, read_atlas, tidy
from flowatlas.store.text import Text as AtlasText
from flowatlas.views.view import views, views_of

MAPS._entries.pop(RiskMap.section)  # It is known to the tests that ask for it, and to no other.


@pytest.fixture
def _risks():
    """A kind of map is known that somebody added with one Python file."""
    MAPS.add(RiskMap.section, RiskMap)
    yield
    MAPS._entries.pop(RiskMap.section)


RISKS = """
title: Onboarding
current:
  steps:
    legal: {name: Legal review, wait_time: 3d}
risk:
  summary: Two things worry us
  risks:
    strike: {text: The carrier is on strike, delay: 2-5 d, watched_by: ana}
    law: {text: The law changes, about: current/steps/legal/wait_time}
  watchers:
    ana: {name: Ana from sales}
"""


def drawn(text, section="risk"):
    """The map of a section as it is drawn."""
    atlas = read_atlas(AtlasText(text).plain).atlas
    known = next(one for one in views_of(atlas) if one.section == section)
    return known.compose(atlas, Derived())


@pytest.mark.usefixtures("_risks")
def test_a_new_kind_of_map_is_read_described_and_drawn_from_its_file_alone():
    """Schema, reading and a view named after its section follow from the declaration."""
    atlas = read_atlas(AtlasText(RISKS).plain).atlas
    known = next(one for one in views_of(atlas) if one.section == "risk")
    fields = json_schema()["$defs"]["Risk"]["properties"]

    assert (known.name, known.title, known.section) == ("risk", "Risk", "risk")
    assert known.explanation == "What could go wrong, and who watches it."
    assert atlas.map(RiskMap).risks["strike"].delay == Duration.read("2-5 d")
    assert fields["delay"]["x-kind"] == "duration"
    assert fields["watched_by"]["x-refers-to"] == "watchers"
    assert fields["about"]["x-address"]


@pytest.mark.usefixtures("_risks")
def test_every_value_is_a_part_with_its_path_and_a_name_that_tells_it():
    """Whoever points at a value, or hears it, gets to where it is edited."""
    names = {part.path: part.name for part in drawn(RISKS).parts if part.path}

    assert names["risk/summary"] == "Summary: Two things worry us"
    assert names["risk/risks"] == "Risks (2)"
    assert names["risk/risks/strike"].startswith("Risk “The carrier is on strike”, Delay: 2 – 5 d")
    assert names["risk/risks/strike/delay"] == "Delay: 2 – 5 d"


@pytest.mark.usefixtures("_risks")
def test_what_points_at_something_tells_its_name():
    """Ids and paths are for files; people read what things are called."""
    names = {part.path: part.name for part in drawn(RISKS).parts}

    assert names["risk/risks/strike/watched_by"] == "Watched by: Ana from sales"
    assert names["risk/risks/law/about"] == "About: Legal review: Wait"


@pytest.mark.usefixtures("_risks")
def test_what_is_typed_into_a_new_kind_of_map_is_understood():
    """Times, names of records and absence are read back as on any other map."""
    plain = AtlasText(RISKS).plain
    delay, watcher, nobody, absent = (
        understood(plain, f"risk/risks/strike/{field}", text)
        for field, text in (("delay", "2-5 d"), ("watched_by", "Ana from sales"), ("watched_by", "Bob"), ("delay", ""))
    )

    assert delay.sentence == "Most items between 2 and 5 working days."
    assert (watcher.value, watcher.sentence) == ("ana", "Ana from sales.")
    assert nobody.error == '"Bob" is not on the map'
    assert (absent.value, absent.is_empty, absent.sentence) == (None, True, "Nothing: no delay.")


@pytest.mark.usefixtures("_risks")
def test_a_changed_value_changes_its_own_parts_only():
    """An edit by path is seen where the value stands, and nothing else moves."""
    before, after = ({part.id: part for part in drawn(one).parts} for one in (RISKS, RISKS.replace("2-5 d", "3d")))

    assert {key for key in after if before[key] != after[key]} == {"risk/risks/strike", "risk/risks/strike/delay"}


@pytest.mark.usefixtures("_risks")
def test_files_hold_the_maps_that_an_atlas_has():
    """A map is among the drawings of a file as soon as something is on it."""
    with_risks, without = (
        [drawing.name for drawing in Export("x", read_atlas(plain).atlas, "", draws=100, plain=plain).drawings]
        for plain in (AtlasText(text).plain for text in (RISKS, "current: {steps: {a: {}}}"))
    )

    assert "risk" in with_risks
    assert "risk" not in without


@pytest.mark.usefixtures("_risks")
def test_headings_of_records_stay_where_a_page_says_title_and_lists_itself():
    """A page leaves out of a picture what it says beside it, but not what the cards are."""
    roles = {part.path: part.role for part in drawn(RISKS).parts}

    assert roles["risk/risks"] not in SAID_BY_THE_PAGE


@pytest.mark.usefixtures("_risks")
def test_an_empty_map_invites_the_first_record_of_each_kind():
    """What is not there yet has a place to begin, with the path that it will stand at."""
    invitations = [part for part in drawn("title: Nothing yet").parts if part.role == "invitation"]

    assert [(part.path, part.name) for part in invitations] == [
        ("risk/risks", "Add the first risk"),
        ("risk/watchers", "Add the first watcher"),
    ]


def test_a_map_may_draw_itself():
    """A kind of map with a picture of its own is drawn by it."""

    class SignMap(Map, kind="sign"):
        """A sign."""

        def picture(self, atlas: Atlas, derived: Derived) -> Picture:
            """One box."""
            del atlas, derived
            return Picture(100, 100, "Sign", "", (Part("box", "sign", "step", "", "", (Box("step", 10, 10, 20, 20),)),))

    try:
        assert [part.id for part in drawn("sign: {}", "sign").parts] == ["box"]
    finally:
        MAPS._entries.pop("sign")


def test_the_current_map_keeps_its_own_views():
    """Practice, ladder and simple come first, and the stream is not drawn as cards as well."""
    shown = views_of(Atlas())

    assert [one.name for one in shown][: len(views())] == [one.name for one in views()]
    assert {one.section for one in views()} == {ValueStreamMap.section}


WORDS = [
    "wait",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "a",
    "x/y",
    "漢字の長い文章です",
    "مرحبا",
    "“quoted”",
    "…",
    "100%",
]


def a_text(random, most):
    """A few words or many."""
    return " ".join(random.choice(WORDS) for _ in range(random.randint(0, most)))


def random_outcome(random):
    """An outcome with whatever people may write."""
    records = {
        field: {
            f"r{number}": {
                name: a_text(random, 30) for name in random.sample(["text", "name", "for", "owner", "due"], 3)
            }
            for number in range(random.randint(0, 7))
        }
        for field in ("benefits", "obstacles", "discovery")
    }
    target = {"text": a_text(random, 40), "metric": "lead_time", "value": random.choice(["4d", 3, None])}
    return {
        "title": a_text(random, 20),
        "outcome": {**records, "target": target, "first_guess": "3wk guess", "counterbalance": a_text(random, 50)},
    }


@pytest.mark.parametrize("seed", range(25))
def test_no_text_overflows_or_overlaps_and_every_text_stands_out(seed):
    """Whatever is written, every text stands in its place and can be read, in light and in dark."""
    atlas = read_atlas(tidy(random_outcome(Random(seed)))).atlas
    picture = next(one for one in views_of(atlas) if one.section == "outcome").compose(atlas, Derived(labels=Labels()))
    grounds = [(around(shape), LOOKS[shape.role].fill) for _, shape in picture.shapes() if isinstance(shape, Box)]

    assert faults(picture) == []
    for _, shape in picture.shapes():
        if isinstance(shape, Text) and shape.text.strip():
            x, y = around(shape).middle
            under = [fill for room, fill in grounds if room.left <= x <= room.right and room.top <= y <= room.bottom]
            for theme in Theme:
                ground = colour(under[-1] if under else "paper", theme)
                assert contrast(colour(LOOKS[shape.role].fill, theme), ground) >= 4.5


def test_a_metric_is_told_by_what_people_call_it():
    """No name from the inside of the program is shown, and no path."""
    target = {"metric": "lead_time", "value": "4d"}
    obstacles = {"reading": {"text": "Read from the first line", "about": "current/steps/legal"}}
    plain = {"outcome": {"target": target, "obstacles": obstacles}, "current": {"steps": {"legal": {"name": "Legal"}}}}
    atlas = read_atlas(plain).atlas
    outcome = next(view for view in views_of(atlas) if view.section == "outcome")
    parts = outcome.compose(atlas, Derived()).parts
    words = [shape.text for part in parts for shape in part.shapes if isinstance(shape, Text)]

    assert {"measured by lead time", "to 4 d", "About: Legal"} <= set(words)
    assert not [word for word in words if "_" in word or "/" in word]
