"""``--log`` of the commands that simulate: what happens to every item of one run, as a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from flowatlas.cli.options import Opened
from flowatlas.model.errors import FileUnwritableError

if TYPE_CHECKING:
    from flowatlas.model.event import EventLog
    from flowatlas.simulation.question import Question

Command = TypeVar("Command", bound=Callable[..., object])

LOG_SUFFIXES = (".csv", ".parquet", ".xes")


def log_option(command: Command) -> Command:
    """--log FILE, as ``log``."""
    return click.option(
        "--log", metavar="FILE", help="Write what happens to every item of one run: .csv, .parquet or .xes."
    )(command)


def log_path(name: str | None, *, is_forced: bool) -> Path | None:
    """Where the log goes; what stands there is never written over unasked.

    Raises:
        click.BadParameter: no log is written as that.
        FileUnwritableError: something stands there, or there is no such folder.
    """
    if name is None:
        return None
    path = Path(name)
    if path.suffix.lower() not in LOG_SUFFIXES:
        known = f"{', '.join(LOG_SUFFIXES[:-1])} or {LOG_SUFFIXES[-1]}"
        raise click.BadParameter(f'no log is written as "{name}"; end the name in {known}', param_hint="--log")
    if path.exists() and not is_forced:
        raise FileUnwritableError(f"{name} is there already and was left as it is; name another file, or add --force")
    if not path.parent.is_dir():
        raise FileUnwritableError(f"{name} cannot be written: there is no folder {path.parent}; nothing was changed")
    return path


def usual_log(opened: Opened, name: str, question: "Question", told: Callable[[str, float], None]) -> "EventLog":
    """What happens to every item of one run of a version on usual days, at our best knowledge."""
    from flowatlas.simulation.log import simulated_log

    return simulated_log(opened.plain, question, name, opened.atlas.calendar.hours.opening(), told)


def write_log(path: Path, log: "EventLog") -> None:
    """Write a log, and say so."""
    from flowatlas.exporters.event_log import LOG_FORMATS
    from flowatlas.store.file import written_whole

    with written_whole(path) as place:
        LOG_FORMATS[path.suffix.lower()](log, place)
    click.echo(f"wrote {path}", err=True)
