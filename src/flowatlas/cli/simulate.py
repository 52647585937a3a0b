"""``flowatlas simulate``: how long items take on real days, with queues, shared people, batches and rework."""

import sys
from typing import Any

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import anonymous_option, atlas_argument, json_option, label_option, open_atlas, terms
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
from flowatlas.cli.simulated_log import log_option, log_path, usual_log, write_log
from flowatlas.model.glossary import Labels


@click.command(epilog=terms("lead_time", "doubt", "load", "percentile"))
@atlas_argument
@version_option
@question_options
@log_option
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
    path = log_path(log, is_forced=force)
    opened = open_atlas(file, anonymous=anonymous)
    tell_errors(opened)
    versions = chosen(names, opened.plain)
    with working() as told:
        question = question_of(asked, opened)
        if path is not None:
            write_log(path, usual_log(opened, versions[-1], question, told))
        found = None
        if path is None or outputs or as_json:
            from flowatlas.simulation.simulate import simulate as simulation_of

            found = simulation_of(opened.plain, question, versions, told)
    if found is not None:
        tell(found, opened, labels, writers, is_dark=dark, as_json=as_json)
    sys.exit(has_error(opened.findings))
