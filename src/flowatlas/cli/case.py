"""``flowatlas case``: the business case of a future."""

import json
import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import (
    anonymous_option,
    atlas_argument,
    json_option,
    label_option,
    open_atlas,
    output_option,
    sampling_options,
    terms,
)
from flowatlas.cli.render import check_place, write_output
from flowatlas.cli.terminal import faint, heading, say, table
from flowatlas.drawing.text import safe
from flowatlas.model.glossary import Labels

if TYPE_CHECKING:
    from flowatlas.exporters.case import CaseExport
    from flowatlas.model.case import Amount, Case, CaseLine


@click.command(epilog=terms("lead_time", "doubt"))
@atlas_argument
@click.option(
    "--future", default="", metavar="ID", help="The future to make the case for; else the one that pays most."
)
@output_option
@click.option("--dark", is_flag=True, help="Light on dark.")
@click.option("--force", is_flag=True, help="Write over a file that was not written by Flow Atlas.")
@json_option
@anonymous_option
@label_option
@sampling_options
def case(
    file: str,
    *,
    future: str,
    outputs: tuple[str, ...],
    dark: bool,
    force: bool,
    as_json: bool,
    anonymous: bool,
    labels: Labels,
    seed: int,
    draws: int,
    is_independent: bool,
) -> None:
    """Make the business case of a future: what it costs, what it brings, how sure that is, what is assumed.

    FILE is atlas.yaml by default; - is standard input. Exits with 1 if the atlas has an error; what is wrong then
    counts as unknown.
    """
    from flowatlas.drawing.style import Theme
    from flowatlas.exporters.case import CASE_FORMATS, CaseExport
    from flowatlas.exporters.exporter import MARK, Options

    for name in outputs:
        if Path(name).suffix.lower() not in CASE_FORMATS:
            known = f"{', '.join(list(CASE_FORMATS)[:-1])} or {list(CASE_FORMATS)[-1]}"
            raise click.BadParameter(f'nothing is written as "{name}"; end the name in {known}', param_hint="--output")
    opened = open_atlas(file, anonymous=anonymous)
    export = CaseExport(
        name=opened.name,
        atlas=opened.atlas,
        source=opened.source,
        findings=[located.finding for located in opened.findings],
        labels=labels,
        options=Options("case", Theme.DARK if dark else Theme.LIGHT),
        draws=draws,
        seed=seed,
        is_independent=is_independent,
        plain=opened.plain,
        future=future,
    )
    told = export.case
    for name in outputs:
        check_place(name, file, MARK, is_forced=force)
    for name in outputs:
        write_output(name, CASE_FORMATS[Path(name).suffix.lower()](export))
    if as_json:
        click.echo(json.dumps(_json(export), ensure_ascii=False, allow_nan=False, indent=2))
    elif not outputs:
        for line in _lines(export, told, labels):
            say(line)
    sys.exit(has_error(opened.findings))


def _lines(export: "CaseExport", told: "Case", labels: Labels) -> Iterator[str]:
    from flowatlas.exporters.case import sections

    yield heading(export.heading)
    yield faint(safe(export.about))
    yield ""
    yield safe(labels.applied(told.headline))
    yield ""
    for section in sections(export):
        if not section.rows and not section.points:
            continue
        yield heading(labels.applied(section.heading))
        if section.rows:
            yield from table([[safe(labels.applied(cell)) for cell in row] for row in section.rows], section.figures)
        for point in section.points:
            yield f"  · {safe(labels.applied(point))}"
        yield ""


def _json(export: "CaseExport") -> dict[str, Any]:
    """Every case, the one that is told first named; figures that cannot be given are null."""
    from flowatlas.model.case import LaneCases

    lanes = export.derived.of(LaneCases)
    calendar = export.atlas.calendar
    return {
        "title": export.atlas.title,
        "calendar": {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week},
        "dated": export.found.dated or None,
        "told": export.case.name,
        "futures": {one.name: _plain(one) for one in export.found.cases},
        "lanes": {one.name: _plain(one) for one in (lanes.cases if lanes is not None else ())},
    }


def _plain(one: "Case") -> dict[str, Any]:
    return {
        "title": one.title,
        "headline": one.headline,
        "answers": [answer._asdict() for answer in one.answers],
        "currency": one.currency or None,
        "months": one.months,
        "compared": {
            row.name: {
                "before": _number(row.numbers[0]),
                "after": _number(row.numbers[1]),
                "text": [row.before, row.after, row.change, row.sure],
            }
            for row in one.compared
        },
        "hours_a_month": _amount(one.hours),
        "hours_per_item": _amount(one.hours_per_item),
        "monthly": [_line(line) for line in one.monthly],
        "once": [_line(line) for line in one.once],
        "net_a_month": _amount(one.net),
        "invested": _amount(one.invested),
        "total": _amount(one.total),
        "roi": _amount(one.roi),
        "payback_months": _amount(one.payback),
        "chance_within_a_year": None if one.chance is None else round(one.chance, 4),
        "by_month": [_amount(amount) for amount in one.course],
        "clearing": [
            {"at_once": way.at_once, "before": _number(way.before), "after": _number(way.after)} for way in one.clearing
        ],
        "assumptions": list(one.assumptions),
        "not_known": list(one.left_out),
        "cautions": [
            {"path": trap.path, "severity": trap.severity.value, "message": trap.message, "hint": trap.hint}
            for trap in one.traps
        ],
    }


def _line(line: "CaseLine") -> dict[str, Any]:
    return {"path": line.path, "title": line.title, "how": line.how, "amount": _amount(line.amount)}


def _amount(amount: "Amount | None") -> dict[str, Any] | None:
    if amount is None:
        return None
    return {"expected": _number(amount.mean), "p10": _number(amount.low), "p90": _number(amount.high)}


def _number(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
