"""``flowatlas forecast``: when those who wait now are served."""

import sys
from datetime import datetime

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import anonymous_option, atlas_argument, json_option, label_option, open_atlas, terms
from flowatlas.cli.simulated import (
    DAY,
    chosen,
    outputs_of,
    simulated_output_option,
    tell,
    tell_errors,
    version_option,
    working,
)
from flowatlas.cli.simulated_log import log_option, log_path, write_log
from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.model.glossary import Labels

DEFAULT_RUNS = 1000


@click.command(epilog=terms("backlog", "doubt", "percentile"))
@atlas_argument
@version_option
@click.option("--start", type=DAY, metavar="DATE", help="The day on which it begins; else today.")
@click.option(
    "--items",
    "done",
    multiple=True,
    type=click.IntRange(1, 1_000_000),
    metavar="N",
    help="When are N items done? Repeat it for several.",
)
@click.option("--until", "by", multiple=True, type=DAY, metavar="DATE", help="How many are done by then? Repeatable.")
@click.option(
    "--runs",
    default=DEFAULT_RUNS,
    show_default=True,
    type=click.IntRange(20, 100_000),
    help="How many runs to look at; with --precision the fewest.",
)
@click.option(
    "--precision",
    type=click.FloatRange(0.5, 50),
    metavar="PERCENT",
    help="Go on until half of all runs, and 85 of 100, are known to so many per cent of the time from the start on.",
)
@click.option("--seed", default=DEFAULT_SEED, show_default=True, type=int, help="The same seed gives the same answer.")
@click.option(
    "--independent", "is_independent", is_flag=True, help="Take doubts as independent, without a common optimism."
)
@log_option
@simulated_output_option
@json_option
@anonymous_option
@label_option
def forecast(
    file: str,
    *,
    names: tuple[str, ...],
    start: datetime | None,
    done: tuple[int, ...],
    by: tuple[datetime, ...],
    runs: int,
    precision: float | None,
    seed: int,
    is_independent: bool,
    log: str | None,
    outputs: tuple[str, ...],
    dark: bool,
    force: bool,
    as_json: bool,
    anonymous: bool,
    labels: Labels,
) -> None:
    """Forecast dates: when the last of those who wait now is served, when so many are done, how many by a date.

    FILE is atlas.yaml by default; - is standard input. It starts with the backlog of the map and with the work in
    progress of its steps; new items go on coming as the demand says. With --log alone only the log is written: of
    the first run of the last version that is named. Exits with 1 if the atlas has an error; what is wrong then counts
    as unknown.
    """
    writers = outputs_of(outputs, file, is_forced=force)
    path = log_path(log, is_forced=force)
    opened = open_atlas(file, anonymous=anonymous)
    tell_errors(opened)
    asked = chosen(names, opened.plain)
    begin = opened.atlas.calendar.hours.opening(None if start is None else start.date())
    if any(day.date() < begin.date() for day in by):
        raise click.BadParameter(f"the date is before the start, {begin.date().isoformat()}", param_hint="--until")
    with working() as told:
        from flowatlas.simulation.forecasting import Question, forecast_log
        from flowatlas.simulation.forecasting import forecast as forecast_of

        days = tuple(sorted({day.date() for day in by}))
        numbers = tuple(sorted(set(done)))
        question = Question(begin, numbers, days, runs, seed, is_independent, (precision or 0.0) / 100)
        if path is not None:
            write_log(path, forecast_log(opened.plain, question, asked[-1], told))
        found = None
        if path is None or outputs or as_json:
            found = forecast_of(opened.plain, question, asked, told)
    if found is not None:
        tell(found, opened, labels, writers, is_dark=dark, as_json=as_json)
    sys.exit(has_error(opened.findings))
