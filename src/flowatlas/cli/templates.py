"""``flowatlas templates``: what a new atlas can start from."""

import click

from flowatlas.cli.terminal import say, table
from flowatlas.templates import templates as all_templates


@click.command
@click.argument("name", required=False)
def templates(name: str | None) -> None:
    """List the templates that a new atlas can start from.

    With a NAME, print that template.
    """
    known = all_templates()
    if name is None:
        for line in table([[template.name, template.summary] for template in known.values()]):
            say(line)
        say()
        say("flowatlas new --template NAME starts an atlas from one.")
    elif name in known:
        click.echo(known[name].text, nl=False)
    else:
        raise click.BadParameter(f'there is no template "{name}"; known: {", ".join(known)}', param_hint="NAME")
