"""``flowatlas template``: a template made from an atlas."""

from pathlib import Path

import click

from flowatlas.cli.options import atlas_argument
from flowatlas.cli.terminal import say
from flowatlas.model.errors import FileUnwritableError
from flowatlas.model.registry import load_plug_ins
from flowatlas.store.file import STANDARD_INPUT, AtlasFile, write_whole


@click.command
@atlas_argument
@click.option("-o", "--output", default=STANDARD_INPUT, metavar="NEW", help="The file to write; - prints it.")
@click.option("--with-values", is_flag=True, help="Keep times, shares and all other figures as they are.")
def template(file: str, *, output: str, with_values: bool) -> None:
    """Make a template from an atlas, with or without its values.

    Titles, steps, roles and the shape of the stream stay; times and shares become unknown, with what was known as what
    they are likely to be. People, notes, voices, measurements, owners, dates, decisions and readings are left out.
    """
    from flowatlas.store.template import template_text

    load_plug_ins()
    if output != STANDARD_INPUT and Path(output).exists():
        raise FileUnwritableError(f"{output} is already there and was left as it was; name another file")
    made = template_text(AtlasFile.open(file).text, with_values=with_values)
    if output == STANDARD_INPUT:
        click.echo(made, nl=False)
        return
    write_whole(Path(output), made)
    say(f"{output} is a template now; read through its texts and comments before you pass it on.")
    say(f"Then: flowatlas new --template {output}")
