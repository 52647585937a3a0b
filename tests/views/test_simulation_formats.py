"""A simulation, a tornado and forecasts as files: a page, an image, a drawing and text."""

import re

import pytest
from simulated_records import (
    DAY,
    about,
    forecast,
    forecasts,
    name_of,
    overloaded,
    role,
    simulated,
    simulation,
    tornado,
)

from flowatlas.drawing.style import Theme
from flowatlas.exporters.exporter import MARK, Drawing, Export, Options
from flowatlas.exporters.html import write_html
from flowatlas.exporters.sections import Section
from flowatlas.exporters.simulation import SIMULATION_FORMATS, VIEWS, SimulationExport, simulation_markdown
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.simulation import ClassLead
from flowatlas.store.schema import read_atlas

PLAIN = {
    "title": "Onboarding",
    "outcome": {"target": {"text": "Fast", "measure": "lead_time", "value": "15 d"}},
    "current": {"steps": {"s0": {"name": "Review", "process_time": "1 d"}}},
}
ATLAS = read_atlas(PLAIN).atlas
TWO = simulation(overloaded(), simulated("future/r", "Two | <reviewers>", p50=12))
SAID = [
    TWO,
    simulation(),
    simulation(simulated()),
    tornado(6),
    tornado(0),
    forecasts(forecast(), forecast("future/r", name_of(3), is_late=True)),
    forecasts(),
]


def export(said, **told):
    """What is written of an answer."""
    return SimulationExport("atlas", ATLAS, said, **told)


def tables(said):
    """The tables that are told, by heading."""
    return {one.heading: one.rows for one in export(said).paper.sections if one.rows}


@pytest.mark.parametrize("suffix", SIMULATION_FORMATS)
@pytest.mark.parametrize("number", range(len(SAID)))
def test_every_answer_is_written_in_every_form(suffix, number):
    """Each says within its first bytes what wrote it, so that it may be written over."""
    content = SIMULATION_FORMATS[suffix](export(SAID[number], theme=Theme.DARK))

    head = content[:4096] if isinstance(content, bytes) else content[:4096].encode()
    assert MARK.encode() in head


def test_tables_have_a_cell_for_every_column():
    """No row is shorter or longer than the one that names the columns."""
    kinds = (ClassLead("vip", "VIP", 0.2, about(DAY), about(2 * DAY), about(DAY)),)
    full = simulation(simulated(classes=kinds), simulated("future/r", "Then", classes=kinds))
    for said in (*SAID, full):
        sections: list[Section] = list(export(said).paper.sections)
        assert all(len({len(row) for row in one.rows}) <= 1 for one in sections)
        assert all(place < len(one.rows[0]) for one in sections if one.rows for place in one.figures)


def test_unknown_is_never_told_as_nothing():
    """Where work piles up there is no lead time, and people that nobody counted have no shares."""
    rows = tables(TWO)["How long items take"]
    people = tables(simulation(simulated()._replace(roles=(role(1, load=None, people=None),))))

    assert rows[1] == ("Today", "grows without bound", "", "", "", "", "")
    assert rows[2][1] == "12 d"
    assert people["What the time of people goes into"][1][2:] == ("not known", "", "", "", "", "", "not known")


def test_what_runs_leave_open_stands_beside_a_figure():
    """A figure carries its 95 % interval where it can be seen, and none where it cannot."""
    rows = tables(simulation(simulated(p50=200)))["What goes through"]

    assert rows[1][2:] == ("12.0 (11.6 to 12.4)", "20.0% (19.4% to 20.6%)")


def test_a_forecast_is_told_in_dates():
    """The last of the backlog by p50, p85 and p95, and in words what takes too long."""
    rows = tables(forecasts(forecast(is_late=True, weeks=18)))["When"]

    assert rows[1][:2] == ("the last of the 50 that are there now is done by", "Today")
    assert rows[1][2:] == ("2026-04-01", "2026-04-22", "not within the time that was looked at")
    assert rows[2][0] == "10 are done by"


def test_names_cannot_break_a_table_or_a_page():
    """What stands in a file is escaped, in Markdown as on the page."""
    text = simulation_markdown(export(TWO))
    page = SIMULATION_FORMATS[".html"](export(TWO))

    assert "| Two \\| " in text
    assert "<reviewers>" not in page
    assert "&lt;reviewers&gt;" in page
    assert not re.search(r"https?://(?!www\.w3\.org/)", page)


def test_the_target_of_the_atlas_stands_in_the_picture():
    """A lead time that was promised is a line through all versions; other targets are none."""
    assert export(TWO).target == ("target", 15 * DAY)
    other = read_atlas({**PLAIN, "outcome": {"target": {"measure": "flow_efficiency", "value": "50%"}}}).atlas
    assert SimulationExport("atlas", other, TWO).target is None
    assert "target" in {part.id for part in export(TWO).picture.parts}


@pytest.mark.parametrize("view", VIEWS)
def test_each_question_has_a_picture_of_its_own(view):
    """All of it or one question; another name is refused with those that there are."""
    assert export(TWO, view=view).picture.parts
    with pytest.raises(FlowAtlasError, match="lead-times"):
        _ = export(TWO, view="x").picture


def test_what_was_simulated_before_stands_on_the_page_of_the_atlas():
    """A simulation that somebody has is one more picture of every file of the atlas, and may be the first one."""
    drawing = Drawing("simulation", "Simulation", "What happens on usual days.", export(TWO).picture, is_complete=True)
    whole = Export("atlas", ATLAS, "", options=Options(view="simulation"), draws=50, plain=PLAIN, asked=(drawing,))

    assert whole.drawings[-1] is drawing
    assert whole.picture is drawing.picture
    page = write_html(whole)
    assert 'id="view-simulation"' in page
    assert "How long items take" in page
