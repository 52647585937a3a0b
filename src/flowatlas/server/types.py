"""The messages of page and server as JSON Schema, which the page's types are made from.

``python -m flowatlas.server.types`` prints it.
"""

import json
from typing import Any

from pydantic import TypeAdapter

from flowatlas.server.protocol import answers, base, drawn, figured, meeting, people, sent, told

UNIONS: dict[str, Any] = {"Sent": sent.Sent, "Told": told.Told, "ShapeOf": drawn.ShapeOf, "Deed": meeting.Deed}
MODULES = (answers, base, drawn, figured, meeting, people, sent, told)

LEFT_OUT = {"title", "discriminator", "prefixItems", "minItems", "maxItems"}
"""What a generator of types would make too much of: a type for each title, a tuple for each number of items."""


def protocol_schema() -> dict[str, Any]:
    """Every message under its name, fields with a default among those required: nobody says half a message.

    What is said over the live connection is the schema itself, the answers under ``/api`` are definitions beside it.
    Tuples are written as draft 7 does, and anything at all as ``unknown``, for the generator of types.
    """
    messages = {
        name: kind
        for module in MODULES
        for name, kind in vars(module).items()
        if isinstance(kind, type) and issubclass(kind, base.Message) and kind is not base.Message
    }
    schemas, shared = TypeAdapter.json_schemas(
        [(name, "serialization", TypeAdapter(kind)) for name, kind in {**messages, **UNIONS}.items()],
        ref_template="#/definitions/{model}",
    )
    unions = {name: schemas[name, "serialization"] for name in UNIONS}
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Protocol",
        "description": "What is said over the live connection: sent by the page, told by the server.",
        "type": "object",
        "properties": {"sent": {"$ref": "#/definitions/Sent"}, "told": {"$ref": "#/definitions/Told"}},
        "required": ["sent", "told"],
        "additionalProperties": False,
        "definitions": {name: _plain(schema) for name, schema in sorted({**shared["$defs"], **unions}.items())},
    }


def schema_text() -> str:
    """The schema as JSON, the same for the same messages."""
    return json.dumps(protocol_schema(), indent=2, ensure_ascii=False) + "\n"


def _plain(schema: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in schema.items() if key not in LEFT_OUT}
    if "description" in plain:
        plain["description"] = plain["description"].replace("``", "`")
    if "properties" in plain:
        plain["properties"] = {name: _plain(field) for name, field in plain["properties"].items()}
    if "items" in plain:
        plain["items"] = _plain(plain["items"])
    if "prefixItems" in schema:
        plain["items"] = [_plain(item) for item in schema["prefixItems"]]
        plain["minItems"] = plain["maxItems"] = len(schema["prefixItems"])
    if "anyOf" in plain:
        plain["anyOf"] = [_plain(choice) for choice in plain["anyOf"]]
    return plain if plain.keys() - {"default", "description"} else {**plain, "tsType": "unknown"}


if __name__ == "__main__":
    print(schema_text(), end="")  # noqa: T201 (what it is for)
