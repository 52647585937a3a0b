"""``flowatlas sensitivity``: which value matters most."""

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
    working,
)
from flowatlas.cli.simulated_log import log_option, log_path, usual_log, write_log
from flowatlas.model.glossary import Labels


@click.command(epilog=terms("lead_time", "doubt", "percentile"))
@atlas_argument
@click.option("--future", metavar="ID", help='Look at this future instead; "ideal" is the ideal.')
@question_options
@log_option
@simulated_output_option
@json_option
@anonymous_option
@label_option
def sensitivity(
    file: str,
    *,
    future: str | None,
    log: str | None,
    outputs: tuple[str, ...],
    dark: bool,
    force: bool,
    as_json: bool,
    anonymous: bool,
    labels: Labels,
    **asked: Any,
) -> None:
    """Show what matters: how long the typical item takes if one value is at its low or high end, all else as likely.

    FILE is atlas.yaml by default; - is standard input. With --log alone only the log is written: of one run in which
    every value is as likely. Exits with 1 if the atlas has an error; what is wrong then counts as unknown.
    """
    writers = outputs_of(outputs, file, is_forced=force)
    path = log_path(log, is_forced=force)
    opened = open_atlas(file, anonymous=anonymous)
    tell_errors(opened)
    name = chosen(() if future is None else (future,), opened.plain)[-1]
    with working() as told:
        question = question_of(asked, opened)
        if path is not None:
            write_log(path, usual_log(opened, name, question, told))
        found = None
        if path is None or outputs or as_json:
            from flowatlas.simulation.tornado import sensitivity as sensitivity_of

            found = sensitivity_of(opened.plain, question, name, told)
    if found is not None:
        tell(found, opened, labels, writers, is_dark=dark, as_json=as_json)
    sys.exit(has_error(opened.findings))
