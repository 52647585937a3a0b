"""Arguments and options that several commands share."""

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import click

from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.metrics.samples import DEFAULT_DRAWS
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import TERMS, GlossaryError, Labels
from flowatlas.model.path import Plain
from flowatlas.model.registry import load_plug_ins
from flowatlas.model.wording import capital
from flowatlas.store.file import AtlasFile, LocatedFinding

Command = TypeVar("Command", bound=Callable[..., Any])


def terms(*keys: str) -> str:
    """What some words of an answer mean, for the end of a command's help."""
    told = (f"{capital(TERMS[key].label)}: {TERMS[key].sentence}" for key in keys)
    return "\n\n".join([*told, "`flowatlas glossary` says what all other words mean."])


def atlas_argument(command: Command) -> Command:
    """FILE: the atlas to read."""
    return click.argument("file", default="atlas.yaml", metavar="[FILE]")(command)


def json_option(command: Command) -> Command:
    """--json: for programs."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


def anonymous_option(command: Command) -> Command:
    """--anonymous: without people."""
    return click.option("--anonymous", is_flag=True, help="Leave out people, owners, notes and comments.")(command)


def output_option(command: Command) -> Command:
    """-o OUTPUT, as often as there are files to write, as ``outputs``."""
    return click.option(
        "-o",
        "--output",
        "outputs",
        multiple=True,
        metavar="OUTPUT",
        help="Where to write; the suffix tells the format: .svg, .png, .html or .md. Repeat it for several.",
    )(command)


def label_option(command: Command) -> Command:
    """--label KEY=WORDS: other words for our terms, as ``labels``."""
    return click.option(
        "--label",
        "labels",
        metavar="KEY=WORDS",
        multiple=True,
        callback=_labels,
        help='Say it in your own words, such as "process_time=cycle time"; `flowatlas glossary` lists the keys.',
    )(command)


def _labels(_context: click.Context, _option: click.Parameter, words: tuple[str, ...]) -> Labels:
    try:
        return Labels.read(words)
    except GlossaryError as error:
        raise click.BadParameter(str(error)) from None


def sampling_options(command: Command) -> Command:
    """--seed, --draws, --independent: how doubt is looked at."""
    command = click.option(
        "--independent", "is_independent", is_flag=True, help="Take doubts as independent, without a common optimism."
    )(command)
    command = click.option(
        "--draws",
        default=DEFAULT_DRAWS,
        show_default=True,
        type=click.IntRange(1, 10_000_000),
        help="Items to look at.",
    )(command)
    return click.option(
        "--seed", default=DEFAULT_SEED, show_default=True, type=int, help="The same seed gives the same answer."
    )(command)


class Opened(NamedTuple):
    """An atlas as a command shows it; ``source`` is its text, without people where they are left out."""

    name: str
    atlas: Atlas
    plain: Plain
    source: str
    findings: list[LocatedFinding]
    lines: Callable[[str], int]


def open_atlas(file: str, *, anonymous: bool) -> Opened:
    """Read an atlas file, plug-ins included, and leave people out where asked."""
    load_plug_ins()
    opened = AtlasFile.open(file)
    if not anonymous:
        return Opened(opened.name, opened.atlas, opened.plain, opened.text.text, opened.findings, opened.text.line_of)
    from flowatlas.store.anonymous import anonymous as without_people
    from flowatlas.store.dump import dump
    from flowatlas.store.schema import read_atlas

    plain = without_people(opened.plain)
    reading = read_atlas(plain)
    findings = [LocatedFinding(finding, opened.text.line_of(finding.path)) for finding in reading.findings]
    return Opened(opened.name, reading.atlas, plain, dump(plain), findings, opened.text.line_of)
