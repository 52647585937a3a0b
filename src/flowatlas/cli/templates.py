"""``flowatlas templates``: what a new atlas can start from."""

from itertools import islice

import click

from flowatlas.cli.terminal import heading, say, table
from flowatlas.templates import GROUPS
from flowatlas.templates import templates as all_templates


@click.command
@click.argument("name", required=False)
def templates(name: str | None) -> None:
    """List the templates that a new atlas can start from.

    With a NAME, print that template.
    """
    known = all_templates()
    if name is None:
        lines = table([[template.name, template.summary] for template in known.values()])
        for group, names in GROUPS.items():
            say(heading(group))
            for line in islice(lines, len(names)):
                say(line)
        say()
        say("flowatlas new --template NAME starts an atlas from one, flowatlas template FILE makes one from an atlas.")
    elif name in known:
        click.echo(known[name].text, nl=False)
    else:
        raise click.BadParameter(f'there is no template "{name}"; known: {", ".join(known)}', param_hint="NAME")
