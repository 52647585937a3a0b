"""``flowatlas diff``: what changed between two atlases, and what that does."""

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

import click

from flowatlas.cli.options import json_option, sampling_options
from flowatlas.cli.terminal import heading, say
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.compare import Comparison, Difference, compare
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.finding import Severity
from flowatlas.model.registry import load_plug_ins
from flowatlas.store.edits import Edit, Kind, edits
from flowatlas.store.file import AtlasFile, LocatedFinding
from flowatlas.store.names import section_title
from flowatlas.store.revision import read_source

NO_FILE = "/dev/null"
GIT_WORDS = (7, 9)
"""How many words git hands to a diff driver: path, then name, hash and mode of either side; two more for renames."""

EXIT_TROUBLE = 2


class Found(NamedTuple):
    """Two atlases, the edits between them, and what these do to the figures, if that was asked for and can be told."""

    before: AtlasFile
    after: AtlasFile
    edits: list[Edit]
    effect: Comparison | None


@click.command
@click.argument("sources", nargs=-1, metavar="A B")
@json_option
@click.option("--markdown", "as_markdown", is_flag=True, help="Print Markdown, for a review comment.")
@click.option("--all", "spelling", is_flag=True, help="Also tell what is only spelled differently, such as 5d and 1wk.")
@click.option("--no-figures", "has_figures", is_flag=True, flag_value=False, default=True, help="Edits only; faster.")
@click.option("--git", "for_git", is_flag=True, help="Be git's diff driver: take its seven words, exit with 0.")
@sampling_options
def diff(
    sources: tuple[str, ...],
    *,
    as_json: bool,
    as_markdown: bool,
    spelling: bool,
    has_figures: bool,
    for_git: bool,
    seed: int,
    draws: int,
    is_independent: bool,
) -> None:
    """Tell what changed between two atlases, and what that does.

    A and B are files, - for standard input, or git revisions such as main:atlas.yaml. Exits with 0 if nothing changed,
    1 if something did, 2 if that cannot be told.
    """
    wanted = GIT_WORDS if for_git else (2,)
    if for_git and len(sources) == 1:
        click.echo(f"{safe(sources[0])}: both sides of a merge are still open here")
        return
    if len(sources) not in wanted:
        what = "git's seven words" if for_git else "two atlases, such as HEAD:atlas.yaml atlas.yaml"
        raise click.UsageError(f"{len(sources)} words are given; name {what}")
    if sources.count("-") > 1:
        raise click.UsageError("standard input can be read once; name a file for the other side")
    load_plug_ins()
    try:
        before, after = _opened(sources, for_git=for_git)
    except FlowAtlasError as error:
        click.echo(f"{error}", err=not for_git)
        sys.exit(0 if for_git else EXIT_TROUBLE)
    found = edits(before.plain, after.plain, spelling=spelling)
    effect = None
    if has_figures and found:
        effect = _effect(before, after, draws=draws, seed=seed, is_independent=is_independent)
    result = Found(before, after, found, effect)
    if as_json:
        import json

        click.echo(json.dumps(_json(result), ensure_ascii=False, allow_nan=False, indent=2))
    elif as_markdown:
        click.echo("\n".join(_markdown(result)))
    else:
        for line in _lines(result, sources[0] if for_git else ""):
            say(line)
    sys.exit(0 if for_git or not found else 1)


def _opened(sources: tuple[str, ...], *, for_git: bool) -> tuple[AtlasFile, AtlasFile]:
    if not for_git:
        return read_source(sources[0]), read_source(sources[1])
    name = sources[0]
    old, new = (_side(name, file) for file in (sources[1], sources[4]))
    return old, new


def _side(name: str, file: str) -> AtlasFile:
    """One side of git's diff, called by its own name and not by that of the copy which git made."""
    if file == NO_FILE:
        return AtlasFile.of_text("", name)
    opened = AtlasFile.open(file)
    opened.name = name
    return opened


def _effect(before: AtlasFile, after: AtlasFile, *, draws: int, seed: int, is_independent: bool) -> Comparison | None:
    streams = [file.atlas.map(ValueStreamMap) for file in (before, after)]
    if any(stream is None or not stream.steps for stream in streams):
        return None
    one, other = (stream or ValueStreamMap() for stream in streams)
    calendars = [file.atlas.calendar.times for file in (before, after)]
    return compare(
        one,
        other,
        calendars[0],
        other_calendar=calendars[1],
        draws=draws,
        seed=seed,
        is_independent=is_independent,
    )


def _errors(found: Found) -> Iterator[tuple[str, LocatedFinding]]:
    """The errors of both sides, which count as unknown values here."""
    for file in (found.before, found.after):
        for located in file.findings:
            if located.finding.severity is Severity.ERROR:
                yield file.name, located


def _by_map(found: list[Edit]) -> Iterator[tuple[str, list[Edit]]]:
    for title, several in groupby(found, key=lambda edit: section_title(edit.path)):
        yield title, list(several)


# Text


def _lines(found: Found, path: str) -> Iterator[str]:
    if path:
        yield heading(path)
    if not found.edits:
        yield "Nothing changed."
    for title, several in _by_map(found.edits):
        yield heading(title)
        for edit in several:
            yield f"  {safe(edit.text)}"
        yield ""
    if found.effect is not None:
        yield heading("What that does")
        for sentence in _sentences(found):
            yield f"  {safe(sentence)}"
        yield ""
    errors = list(_errors(found))
    if errors:
        from flowatlas.cli.check import finding_line

        yield heading("Counted as unknown, because of errors")
        for name, located in errors:
            yield f"  {finding_line(name, located)}"
        yield ""


def _sentences(found: Found) -> Iterator[str]:
    """The effect in sentences: how long it takes, then what limits it."""
    effect = found.effect
    if effect is None:
        return
    lead = effect.differences.get(effect.headline)
    if lead is None:
        yield "How long it takes cannot be compared: a version has no answer."
    else:
        yield _lead_time(lead, found.after.atlas.calendar.times)
    names = [one.found.name if one is not None else "" for one in (effect.before, effect.after)]
    sure = [f"{one.found.confidence:.0%} sure" if one is not None else "" for one in (effect.before, effect.after)]
    if all(names) and names[0] == names[1]:
        yield f"The constraint stays {names[0]}, {sure[0]} before, {sure[1]} after."
    elif all(names):
        yield f"The constraint was {names[0]}, {sure[0]}; it becomes {names[1]}, {sure[1]}."
    elif any(names):
        yield f"The constraint: {names[0] or 'none'} before, {names[1] or 'none'} after."


def _lead_time(lead: Difference, calendar: Calendar) -> str:
    def said(amount: float) -> str:
        return lead.kind.say(abs(amount), calendar)

    totals = f"{lead.title}: {lead.before.text} → {lead.after.text}"
    if lead.low == lead.high == 0:
        return f"{totals}; nothing changes."
    if lead.low == lead.high:
        return f"{totals}; {said(lead.low)} {'less' if lead.low < 0 else 'more'}."
    if lead.low >= 0 or lead.high <= 0:
        ends = sorted((lead.low, lead.high), key=abs)
        span = f"{said(ends[0])} to {said(ends[1])} {'less' if lead.high <= 0 else 'more'}"
    else:
        span = f"{said(lead.low)} less to {said(lead.high)} more"
    return f"{totals}; on average {span}, {_chance(lead.better)} better."


def _chance(share: float) -> str:
    if 0 < share < 0.005:
        return "under 1% likely to be"
    return f"{'over 99' if 0.995 <= share < 1 else f'{share * 100:.0f}'}% likely to be"


# Markdown


def _markdown(found: Found) -> Iterator[str]:
    from flowatlas.exporters.md import escaped

    yield f"### Changes of {escaped(found.after.atlas.title or found.after.name)}"
    yield ""
    if not found.edits:
        yield "Nothing changed."
    for title, several in _by_map(found.edits):
        yield f"**{escaped(title)}**"
        yield ""
        yield from (f"- {escaped(edit.text)}" for edit in several)
        yield ""
    if found.effect is not None:
        yield "**What that does**"
        yield ""
        yield from (f"- {escaped(sentence)}" for sentence in _sentences(found))
        yield ""
    errors = list(_errors(found))
    if errors:
        yield "**Counted as unknown, because of errors**"
        yield ""
        for name, located in errors:
            finding = located.finding
            yield f"- {escaped(f'{name}:{located.line}: {finding.path}: {finding.message}; {finding.hint}')}"
        yield ""


# JSON


def _json(found: Found) -> dict[str, Any]:
    from flowatlas.cli.check import plain_finding

    return {
        "edits": [_edit(edit) for edit in found.edits],
        "effect": _effect_json(found.effect),
        "findings": [{"file": Path(name).as_posix(), **plain_finding(located)} for name, located in _errors(found)],
    }


def _edit(edit: Edit) -> dict[str, Any]:
    return {
        "kind": Kind(edit.kind).value,
        "path": edit.path,
        "name": edit.name,
        "before": edit.before,
        "after": edit.after,
        "text": edit.text,
    }


def _effect_json(effect: Comparison | None) -> dict[str, Any] | None:
    if effect is None:
        return None
    lead = effect.differences.get(effect.headline)
    prefix = ValueStreamMap.section

    def constraint(found: Any) -> dict[str, Any] | None:
        if found is None:
            return None
        one = found.found
        return {"path": f"{prefix}/{one.path}", "name": one.name, "confidence": round(one.confidence, 4)}

    def answer(found: Any) -> dict[str, Any]:
        return {"p10": _number(found.p10), "p50": _number(found.p50), "p90": _number(found.p90), "text": found.text}

    return {
        "metric": effect.headline,
        "before": None if lead is None else answer(lead.before),
        "after": None if lead is None else answer(lead.after),
        "difference": None
        if lead is None
        else {"p10": _number(lead.low), "p50": _number(lead.middle), "p90": _number(lead.high)},
        "better": None if lead is None else round(lead.better, 4),
        "constraint": {"before": constraint(effect.before), "after": constraint(effect.after)},
    }


def _number(value: float | None) -> float | None:
    import math

    return None if value is None or not math.isfinite(value) else float(value)
