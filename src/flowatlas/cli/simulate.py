"""``flowatlas simulate``: how long items take on real days, with queues, shared people, batches and rework."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import Opened, anonymous_option, atlas_argument, json_option, label_option, open_atlas, terms
from flowatlas.cli.simulated import (
    chosen,
    outputs_of,
    question_of,
    question_options,
    simulated_output_option,
    tell,
    tell_errors,
    version_option,
    working,
)
from flowatlas.model.errors import FileUnwritableError
from flowatlas.model.glossary import Labels

if TYPE_CHECKING:
    from flowatlas.simulation.question import Question

LOG_SUFFIXES = (".csv", ".parquet", ".xes")


@click.command(epilog=terms("lead_time", "doubt", "load", "percentile"))
@atlas_argument
@version_option
@question_options
@click.option("--log", metavar="FILE", help="Write what happens to every item of one run: .csv, .parquet or .xes.")
@simulated_output_option
@json_option
@anonymous_option
@label_option
def simulate(
    file: str,
    *,
    names: tuple[str, ...],
    log: str | None,
    outputs: tuple[str, ...],
    dark: bool,
    force: bool,
    as_json: bool,
    anonymous: bool,
    labels: Labels,
    **asked: Any,
) -> None:
    """Simulate real days: how long items take, with queues, shared people, batches and rework.

    FILE is atlas.yaml by default; - is standard input. Waits are as typed, unless a gap says wait_kind: queue; both are
    told side by side. With --log alone only the log is written, of as many items as --items says. Exits with 1 if the
    atlas has an error; what is wrong then counts as unknown.
    """
    writers = outputs_of(outputs, file, is_forced=force)
    path = _log_path(log, is_forced=force)
    opened = open_atlas(file, anonymous=anonymous)
    tell_errors(opened)
    versions = chosen(names, opened.plain)
    with working() as told:
        question = question_of(asked, opened)
        if path is not None:
            _write_log(path, opened, versions[-1], question, told)
        found = None
        if path is None or outputs or as_json:
            from flowatlas.simulation.simulate import simulate as simulation_of

            found = simulation_of(opened.plain, question, versions, told)
    if found is not None:
        tell(found, opened, labels, writers, is_dark=dark, as_json=as_json)
    sys.exit(has_error(opened.findings))


def _log_path(name: str | None, *, is_forced: bool) -> Path | None:
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


def _write_log(path: Path, opened: Opened, name: str, question: "Question", told: Callable[[str, float], None]) -> None:
    """Write what happens to every item of one run of a version, at our best knowledge."""
    from flowatlas.exporters.event_log import LOG_FORMATS
    from flowatlas.simulation.log import simulated_log
    from flowatlas.store.file import written_whole

    log = simulated_log(opened.plain, question, name, opened.atlas.calendar.hours.opening(), told)
    with written_whole(path) as place:
        LOG_FORMATS[path.suffix.lower()](log, place)
    click.echo(f"wrote {path}", err=True)
