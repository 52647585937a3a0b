"""Forms: the schema with what the page offers."""

from flowatlas.server.forms import form_schema


def test_where_a_metric_is_named_all_are_offered_the_lead_time_first():
    """By their names, with what people call them."""
    offers = form_schema()["$defs"]["Target"]["properties"]["metric"]["x-offers"]

    assert offers[0] == {"name": "lead_time", "title": "Lead time"}
    assert {"name": "flow_efficiency", "title": "Flow efficiency"} in offers
