"""Forms: the schema of an atlas, with what the page offers where a field holds the name of a metric."""

from typing import Any

from flowatlas.metrics.metric import Metric, metrics
from flowatlas.model.atlas import SECTIONS
from flowatlas.model.overlay import FUTURE_GUIDANCE
from flowatlas.model.registry import MAPS
from flowatlas.store.schema import json_schema

MAIN = ("lead_time", "lead_time_with_rework")
"""The metrics that are offered first."""


def form_schema() -> dict[str, Any]:
    """The JSON Schema of an atlas; ``x-offers`` holds name and title of every metric, where a field holds one.

    ``x-guides`` lists the maps that a group can make in a session, in the order of a study: the section, what it is
    called, what it is for, and how many minutes it takes.
    """
    schema = json_schema()
    schema["x-guides"] = [
        {
            "section": section,
            "title": schema["properties"][section]["title"],
            "purpose": guidance.purpose,
            "minutes": guidance.minutes,
        }
        for section in SECTIONS
        if (guidance := MAPS[section].guidance if section in MAPS else FUTURE_GUIDANCE) is not None
    ]
    offers = [
        {"name": one.name, "title": plain_title(one)}
        for one in sorted(metrics(), key=lambda one: (one.name not in MAIN, one.title))
    ]
    for holder in (schema, *schema["$defs"].values()):
        for declared in holder.get("properties", {}).values():
            if declared.get("x-metric"):
                declared["x-offers"] = offers
    return schema


def plain_title(one: Metric) -> str:
    """What people call a metric, without how it is computed."""
    return one.title.partition(" (")[0]
