"""``flowatlas new``: start an atlas."""

import sys
from pathlib import Path

import click

from flowatlas.cli.terminal import say
from flowatlas.model.errors import FileUnwritableError
from flowatlas.model.notation import QuantityError
from flowatlas.model.quantity import Duration
from flowatlas.store.file import STANDARD_INPUT, AtlasFile, write_whole
from flowatlas.templates import filled, started, templates


@click.command
@click.argument("file", default="atlas.yaml", metavar="[FILE]")
@click.option(
    "--template", "-t", default=None, help="What to start from: a name out of flowatlas templates, or a file."
)
@click.option("--title", default=None, help="What the study is about.")
@click.option("--first-guess", default=None, help="How long you think it takes, such as 3wk; asked if left out.")
def new(file: str, template: str | None, title: str | None, first_guess: str | None) -> None:
    """Start an atlas: blank, or from a template.

    FILE is atlas.yaml by default; - prints it instead. In a terminal it asks for what is left out, first of all for the
    guess that the finished map is held against.
    """
    known = templates()
    own = _own(template) if template is not None and template not in known else None
    if template is not None and template not in known and own is None:
        raise click.BadParameter(
            f'there is no template "{template}"; name a file, or one of {", ".join(known)}', param_hint="--template"
        )
    if file != STANDARD_INPUT and Path(file).exists():
        raise FileUnwritableError(f"{file} is already there and was left as it is; name another file")
    if first_guess is not None:
        _duration(first_guess)
    if sys.stdin.isatty() and sys.stdout.isatty():
        title = title or click.prompt("What is the study about?", default="", show_default=False)
        if template is None:
            template = click.prompt("Template", default="blank", type=click.Choice(list(known)))
        if first_guess is None:
            first_guess = click.prompt(
                "Before you map anything: how long do you think it takes, from trigger to customer? (such as 3wk)",
                default="",
                show_default=False,
                value_proc=_duration,
            )
    words = {"title": title or "", "first_guess": first_guess or ""}
    content = started(template or "blank", **words) if own is None else filled(own, **words)
    if file == STANDARD_INPUT:
        click.echo(content, nl=False)
        return
    write_whole(Path(file), content)
    say(f"{file} is ready. Open it in an editor, fill in what you know, and leave the rest as ?")
    say(f"Then: flowatlas show {file}")


def _own(template: str) -> str | None:
    """The text of a template that is a file; None where there is none of this name."""
    return AtlasFile.open(template).text.text if Path(template).is_file() else None


def _duration(text: str) -> str:
    try:
        if text.strip():
            Duration.read(text)
    except QuantityError as error:
        raise click.BadParameter(str(error), param_hint="--first-guess") from None
    return text.strip()
