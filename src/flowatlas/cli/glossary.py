"""``flowatlas glossary``: what the words mean."""

import json

import click

from flowatlas.cli.terminal import faint, heading, say
from flowatlas.drawing.text import safe
from flowatlas.model.glossary import TERMS, GlossaryError, Term, term


@click.command
@click.argument("words", nargs=-1, metavar="[TERM]")
@click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")
def glossary(words: tuple[str, ...], *, as_json: bool) -> None:
    """Say what the words mean: every term, or one.

    TERM is a name in the file, such as process_time, a label, such as process time, or another name, such as cycle
    time.
    """
    shown = [_named(" ".join(words))] if words else list(TERMS.values())
    if as_json:
        content = {one.key: {"label": one.label, "sentence": one.sentence, "others": one.others} for one in shown}
        click.echo(json.dumps({"terms": content}, ensure_ascii=False, indent=2))
        return
    for one in shown:
        for line in _lines(one):
            say(line)


def _named(name: str) -> Term:
    try:
        return term(name)
    except GlossaryError as error:
        raise click.BadParameter(safe(str(error)), param_hint="TERM") from None


def _lines(one: Term) -> list[str]:
    written = [] if one.key == one.label else [f"written {one.key}"]
    aside = "; ".join([*written, *([f"also {', '.join(one.others)}"] if one.others else [])])
    return [f"{heading(one.label)}{faint(f'  ({aside})') if aside else ''}", f"  {one.sentence}"]
