"""``flowatlas merge``: bring two versions of an atlas together, path by path."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from flowatlas.cli.options import json_option
from flowatlas.cli.terminal import heading, say
from flowatlas.drawing.text import safe
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.registry import load_plug_ins
from flowatlas.model.wording import counted
from flowatlas.store.edits import edits
from flowatlas.store.file import STANDARD_INPUT, write_whole
from flowatlas.store.merge import Merge, merged_file
from flowatlas.store.revision import read_source

EXIT_TROUBLE = 2


@click.command
@click.argument("base")
@click.argument("ours")
@click.argument("theirs")
@json_option
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write the result, - for standard output; OURS by default."
)
@click.option("--as-questions", "asks", is_flag=True, help="Write what is left to decide into the atlas, as questions.")
@click.option("--name", metavar="NAME", help="What to call OURS in messages; git's merge driver knows it as %P.")
def merge(
    base: str, ours: str, theirs: str, *, as_json: bool, output: str | None, asks: bool, name: str | None
) -> None:
    """Bring two versions of an atlas together that started from one.

    What only one side changed is taken. Where both changed one thing in two ways, OURS stays and the point is listed as
    left to decide. BASE, OURS and THEIRS are files or git revisions such as main:atlas.yaml. Exits with 0 if nothing is
    left to decide, 1 if something is, 2 if nothing could be written.
    """
    load_plug_ins()
    if output is None and not Path(ours).is_file():
        raise click.UsageError(f"{ours} is no file that could be written; name one with -o FILE")
    if as_json and output == STANDARD_INPUT:
        raise click.UsageError("JSON and the atlas cannot both go to standard output; name a file with -o FILE")
    try:
        sides = [read_source(source) for source in (base, ours, theirs)]
        before = sides[1].plain
        written, found = merged_file(sides[0], sides[1], sides[2], asks=asks)
        if output is None:
            written.save()
        elif output != STANDARD_INPUT:
            write_whole(Path(output), written.text.text)
    except FlowAtlasError as error:
        click.echo(f"{name}: {error}" if name else f"{error}", err=True)
        sys.exit(EXIT_TROUBLE)
    if output == STANDARD_INPUT:
        click.echo(written.text.text, nl=False)
    if as_json:
        import json

        click.echo(json.dumps(_json(found), ensure_ascii=False, allow_nan=False, indent=2))
    else:
        taken = len(edits(before, found.plain, spelling=True))
        for line in _lines(found, name or output or ours, taken):
            if output == STANDARD_INPUT:
                click.echo(click.unstyle(line), err=True)
            else:
                say(line)
    sys.exit(int(bool(found.open_points or found.findings)))


def _lines(found: Merge, name: str, taken: int) -> Iterator[str]:
    told = f"{counted(taken, 'edit')} of theirs taken" if taken else "nothing of theirs to take"
    yield f"{safe(name)}: {told}, {_count(found)}"
    if found.open_points:
        yield heading("Left to decide, ours stands until then")
        for point in found.open_points:
            yield f"  {safe(point.path)}: {safe(point.text)}"
    if found.findings:
        yield heading("Right on either side, but not together")
        for finding in found.findings:
            hint = f"; {finding.hint}" if finding.hint else ""
            yield f"  {safe(f'{finding.path}: {finding.message}{hint}')}"


def _count(found: Merge) -> str:
    count = len(found.open_points) + len(found.findings)
    return f"{count} {'point is' if count == 1 else 'points are'} left to decide" if count else "nothing left to decide"


def _json(found: Merge) -> dict[str, Any]:
    return {
        "open": [point._asdict() for point in found.open_points],
        "findings": [
            {
                "path": finding.path,
                "severity": finding.severity.value,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in found.findings
        ],
    }
