"""The types that the page is written in follow from the messages of page and server."""

import importlib.util
import re
from pathlib import Path

from flowatlas.server.protocol.base import Message
from flowatlas.server.types import protocol_schema, schema_text

ROOT = Path(__file__).resolve().parent.parent
specification = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
assert specification is not None
assert specification.loader is not None
hatch_build = importlib.util.module_from_spec(specification)
specification.loader.exec_module(hatch_build)

TYPES = (ROOT / hatch_build.TYPES).read_text(encoding="utf-8")


def test_the_types_are_made_from_the_messages_as_they_are():
    """A changed message without changed types fails here, and `make docs` mends it."""
    assert TYPES.startswith(hatch_build.types_head(schema_text()))


def test_every_message_has_a_type():
    """What the page sends, what it is told, and what is asked under /api."""
    exported = set(re.findall(r"^export (?:interface|type) (\w+)", TYPES, re.MULTILINE))
    messages = {kind.__name__ for kind in Message.__subclasses__()}

    assert messages | {"Sent", "Told", "ShapeOf"} <= exported


def test_no_field_is_left_to_the_reader():
    """Fields with a default are said all the same, and anything at all is unknown, never any."""
    figures = protocol_schema()["definitions"]["Refused"]

    assert figures["required"] == list(figures["properties"])
    assert re.search(r"\bany\b(?=[;\[])", TYPES) is None


def test_points_are_pairs():
    """A point has two numbers, whatever a generator makes of tuples."""
    assert "points: [number, number][];" in TYPES
