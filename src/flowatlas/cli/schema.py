"""``flowatlas schema``: the JSON Schemas of what is read and printed."""

import json
from importlib.resources import files

import click

from flowatlas.model.registry import load_plug_ins
from flowatlas.store.schema import json_schema


@click.command
@click.argument("what", type=click.Choice(["atlas", "show"]), default="atlas", metavar="[atlas|show]")
def schema(what: str) -> None:
    """Print the JSON Schema of atlas files, for editors that complete and check.

    `flowatlas schema show` prints the one of what `flowatlas show --json` prints.
    """
    load_plug_ins()
    if what == "atlas":
        click.echo(schema_text(), nl=False)
    else:
        click.echo(files("flowatlas").joinpath("schemas", "show.json").read_text(encoding="utf-8"), nl=False)


def schema_text() -> str:
    """The JSON Schema of atlas files as text, as it is shipped."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"
