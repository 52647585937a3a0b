"""Forms: the schema with what the page offers."""

from flowatlas.model.atlas import SECTIONS
from flowatlas.server.wire.forms import form_schema


def test_where_a_metric_is_named_all_are_offered_the_lead_time_first():
    """By their names, with what people call them."""
    offers = form_schema()["$defs"]["Target"]["properties"]["metric"]["x-offers"]

    assert offers[0] == {"name": "lead_time", "title": "Lead time"}
    assert {"name": "flow_efficiency", "title": "Flow efficiency"} in offers


def test_every_map_of_a_study_can_be_made_in_a_session() -> None:
    """Whoever begins a session is offered each map in the order of a study, with its purpose and its minutes."""
    guides = form_schema()["x-guides"]

    assert [one["section"] for one in guides] == list(SECTIONS)
    assert all(one["title"] and one["purpose"] and one["minutes"] > 0 for one in guides)
