"""What the commands that simulate share: which versions, what is written, and what is said while it takes long."""

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from flowatlas.cli.check import finding_line
from flowatlas.cli.interrupt import ending_at_once
from flowatlas.cli.options import Opened, output_option
from flowatlas.cli.progress import progress
from flowatlas.cli.render import check_place, write_output
from flowatlas.cli.terminal import faint, heading, say, table
from flowatlas.drawing.text import safe
from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.model.finding import Severity
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Plain
from flowatlas.model.working_hours import time_zone

if TYPE_CHECKING:
    from flowatlas.exporters.sections import Paper
    from flowatlas.exporters.simulation import Writer
    from flowatlas.model.simulation import Forecasts, Simulation, Tornado
    from flowatlas.simulation.question import Question

Command = TypeVar("Command", bound=Callable[..., object])

MOST_ERRORS = 5
"""How many errors of the atlas are told beside an answer."""

DAY = click.DateTime(["%Y-%m-%d"])


def version_option(command: Command) -> Command:
    """--future ID, as often as wanted, as ``names``."""
    return click.option(
        "--future",
        "names",
        multiple=True,
        metavar="ID",
        help='Look at this future as well; "ideal" is the ideal, "all" is every future and the ideal.',
    )(command)


def question_options(command: Command) -> Command:
    """--items, --runs, --precision, --until, --seed, --independent: how long, how often and how sure."""
    command = click.option(
        "--independent", "is_independent", is_flag=True, help="Take doubts as independent, without a common optimism."
    )(command)
    command = click.option(
        "--seed", default=DEFAULT_SEED, show_default=True, type=int, help="The same seed gives the same answer."
    )(command)
    command = click.option(
        "--until", type=DAY, metavar="DATE", help="Look no further than to this day, from today on."
    )(command)
    command = click.option(
        "--precision",
        default=5.0,
        show_default=True,
        type=click.FloatRange(0.1, 50),
        metavar="PERCENT",
        help="Go on until the typical lead time is known to so many per cent, up and down.",
    )(command)
    command = click.option(
        "--runs", default=0, type=click.IntRange(0, 10_000), help="How many runs; else as many as it takes."
    )(command)
    return click.option(
        "--items", default=0, type=click.IntRange(0, 10_000_000), help="How many items in each run; else what it takes."
    )(command)


def question_of(asked: Mapping[str, Any], opened: Opened) -> "Question":
    """What the options ask of a simulation."""
    from flowatlas.simulation.question import Question

    until: datetime | None = asked["until"]
    zone = time_zone(opened.atlas.calendar.hours.zone)
    end = None if until is None else datetime.combine(until.date(), time.max, zone)
    return Question(
        asked["items"], asked["runs"], asked["precision"] / 100, asked["seed"], end, asked["is_independent"]
    )


def simulated_output_option(command: Command) -> Command:
    """-o OUTPUT, --dark and --force."""
    command = click.option("--force", is_flag=True, help="Write over a file that was not written by Flow Atlas.")(
        command
    )
    command = click.option("--dark", is_flag=True, help="Light on dark.")(command)
    return output_option(command)


def tell_errors(opened: Opened) -> None:
    """Say what is wrong with the atlas, as it counts as unknown; beside the answer, which a program may read."""
    errors = [located for located in opened.findings if located.finding.severity is Severity.ERROR]
    for located in errors[:MOST_ERRORS]:
        click.echo(finding_line(opened.name, located), err=True)
    if len(errors) > MOST_ERRORS:
        click.echo(f"and {len(errors) - MOST_ERRORS} more errors, which flowatlas check tells", err=True)


def chosen(futures: tuple[str, ...], plain: Plain) -> tuple[str, ...]:
    """The names of the versions that are wanted, the current one first.

    Raises:
        click.BadParameter: there is no such future.
    """
    from flowatlas.store.versions import CURRENT, IDEAL, names

    known = [name for name in names(plain) if name.startswith("future/") or name == IDEAL]
    if "all" in futures:
        return (CURRENT, *known)
    wanted = [one if one == IDEAL or one.startswith("future/") else f"future/{one}" for one in futures]
    for one in wanted:
        if one not in known:
            there = ", ".join(name.removeprefix("future/") for name in known) or "none"
            raise click.BadParameter(
                f'there is no future "{one.removeprefix("future/")}"; there are: {there}', param_hint="--future"
            )
    return (CURRENT, *dict.fromkeys(wanted))


def outputs_of(outputs: tuple[str, ...], file: str, *, is_forced: bool) -> "dict[str, Writer]":
    """What writes each output, found out before anything takes long.

    Raises:
        click.BadParameter: nothing is written as that.
        FileUnwritableError: something else stands there.
    """
    if not outputs:
        return {}
    from flowatlas.exporters.exporter import MARK
    from flowatlas.exporters.simulation import SIMULATION_FORMATS

    for name in outputs:
        if Path(name).suffix.lower() not in SIMULATION_FORMATS:
            known = f"{', '.join(list(SIMULATION_FORMATS)[:-1])} or {list(SIMULATION_FORMATS)[-1]}"
            raise click.BadParameter(f'nothing is written as "{name}"; end the name in {known}', param_hint="--output")
        check_place(name, file, MARK, is_forced=is_forced)
    return {name: SIMULATION_FORMATS[Path(name).suffix.lower()] for name in outputs}


def tell(
    found: "Simulation | Forecasts | Tornado",
    opened: Opened,
    labels: Labels,
    writers: "dict[str, Writer]",
    *,
    is_dark: bool,
    as_json: bool,
) -> None:
    """Write what was found in every form that was asked for; print it where none was, or as JSON."""
    from flowatlas.drawing.style import Theme
    from flowatlas.exporters.simulation import SimulationExport

    theme = Theme.DARK if is_dark else Theme.LIGHT
    export = SimulationExport(opened.name, opened.atlas, found, labels, theme)
    contents = {name: write(export) for name, write in writers.items()}
    for name, content in contents.items():
        write_output(name, content)
    if as_json:
        click.echo(json.dumps(plain_of(found, opened), ensure_ascii=False, allow_nan=False, indent=2))
    elif not writers:
        for line in _lines(export.paper, labels):
            say(line)


def _lines(paper: "Paper", labels: Labels) -> Iterator[str]:
    yield heading(safe(paper.title))
    yield faint(safe(paper.about))
    yield ""
    yield safe(labels.applied(paper.headline))
    yield ""
    for section in paper.kept:
        yield heading(safe(labels.applied(section.heading)))
        if section.rows:
            yield from table([[safe(labels.applied(cell)) for cell in row] for row in section.rows], section.figures)
        for point in section.points:
            yield f"  · {safe(labels.applied(point))}"
        yield ""


def plain_of(found: "Simulation | Forecasts | Tornado", opened: Opened) -> dict[str, Any]:
    """What was found as plain values with the names of its fields; versions by name, unbounded figures as null."""
    calendar = opened.atlas.calendar
    told = _plain(found)
    if isinstance(told.get("streams"), list):
        told["streams"] = {one.pop("name"): one for one in told["streams"]}
    told["calendar"] = {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week}
    return {"title": opened.atlas.title, **told}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        if hasattr(value, "_asdict"):
            return {name: _plain(inner) for name, inner in value._asdict().items()}
        return [_plain(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


@contextmanager
def working() -> Iterator[Callable[[str, float], None]]:
    """Simulate with a line of progress; Ctrl-C ends it at once, and a first run says that it compiles."""
    with progress() as line, ending_at_once(line.erase):
        from flowatlas.simulation import engine

        def compiling(seconds: float) -> None:
            line.erase()
            if seconds:
                what = f"compiling the simulation for this machine, once; this takes about {seconds:.0f} s"
                click.echo(what, err=True)

        with engine.compiling_told(compiling):
            yield line.tell
