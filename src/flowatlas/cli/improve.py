"""``flowatlas improve``: what could change, and what each change would do."""

import json
import math
import sys
from collections.abc import Iterator
from typing import Any

import click

from flowatlas.cli.check import finding_line, has_error
from flowatlas.cli.options import json_option, label_option, sampling_options, terms
from flowatlas.cli.terminal import faint, heading, say, shortened, table
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.report import report
from flowatlas.metrics.studies.candidates import Search, search
from flowatlas.metrics.study import Study
from flowatlas.model.candidate import Candidate, Candidates, Prospect, offer, target_of
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Change, join
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.registry import load_plug_ins
from flowatlas.model.wording import counted
from flowatlas.store.file import AtlasFile
from flowatlas.store.versions import CURRENT, IDEAL, names, version

WIDEST = 70


@click.command(epilog=terms("lead_time_with_rework", "constraint", "doubt"))
@click.argument("file", default="atlas.yaml", metavar="[FILE]")
@click.option("--take", metavar="N", type=click.IntRange(1), help="Make the candidate of this number part of a future.")
@click.option("--future", metavar="ID", help="The future to put it into; else the first one, or a new one.")
@click.option("--all", "is_all", is_flag=True, help="List every candidate that saves something.")
@json_option
@label_option
@sampling_options
def improve(
    file: str,
    *,
    take: int | None,
    future: str | None,
    is_all: bool,
    as_json: bool,
    labels: Labels,
    seed: int,
    draws: int,
    is_independent: bool,
) -> None:
    """Propose what could change, with what each change would do, and put it into a future.

    The candidates come from the map itself: waits, batches, faults, work by hand, handoffs, dependencies. Each is
    measured alone, on the map as it is. With --take N the file's future gets the changes of candidate N; comments and
    everything else stay as they are.
    """
    load_plug_ins()
    opened = AtlasFile.open(file)
    sampling = {"seed": seed, "draws": draws, "is_independent": is_independent}
    found = _found(opened, sampling, is_all=is_all)
    if take is not None:
        _take(opened, found, take, future, sampling)
    elif as_json:
        click.echo(json.dumps(_json(opened, found), ensure_ascii=False, allow_nan=False, indent=2))
    else:
        for line in _lines(opened, found, labels):
            say(line)
        for located in opened.findings:
            if located.finding.severity is Severity.ERROR:
                say(finding_line(opened.name, located))
    sys.exit(has_error(opened.findings))


def _found(opened: AtlasFile, sampling: dict[str, Any], *, is_all: bool = False) -> Candidates:
    study = Study(opened.plain, opened.atlas, report(opened.atlas, **sampling))
    found = search(study, Search(math.inf, math.inf, math.inf) if is_all else Search())
    return found if found is not None else Candidates((), (), ())


def _listed(found: Candidates) -> list[Candidate]:
    """Candidates as they are numbered: those with an effect first."""
    return [*found.found, *found.idle]


def _lines(opened: AtlasFile, found: Candidates, labels: Labels) -> Iterator[str]:
    stream = opened.atlas.map_or_blank(ValueStreamMap)
    calendar = opened.atlas.calendar.times

    def words(text: str) -> str:
        return safe(labels.applied(text, stream.own_names))

    yield heading(opened.atlas.title or opened.name)
    yield faint(calendar.text)
    yield ""
    if not found.prospects:
        nothing = "no steps yet" if not stream.steps else "nobody has said yet how long anything takes"
        yield words(f"Nothing can be proposed: {nothing}.")
        return
    yield heading("An item takes on average" if found.are_exact else "Half of all items take under")
    yield from table([_state(opened, one, is_rough=not found.are_exact) for one in found.prospects], right=(1,))
    for one in found.prospects:
        if one.misses:
            yield f"  {words(one.misses)}"
    yield ""
    if found.constraint:
        yield words(f"The constraint is {found.constraint}.")
    if not found.found:
        yield words("The map suggests no change that would make it faster.")
    else:
        yield heading("What could change")
        rows = [["", "", "an item is there", "how sure", "constraint", ""]]
        rows += [_row(opened, number, one, words) for number, one in enumerate(found.found, 1)]
        yield from table(rows, right=(0,))
        if found.more:
            yield faint(f"  and {found.more} more; --all lists them")
    if found.idle:
        yield ""
        yield heading("Little or no effect on lead time, or none that the map could tell")
        for number, other in enumerate(found.idle, len(found.found) + 1):
            effect = f": {other.gain.say(calendar)}" if other.gain is not None else ""
            yield f"  {number}  {words(other.title)}{effect}"
            yield faint(f"     {words(other.why)}")
    if _listed(found):
        yield ""
        yield faint(
            f"flowatlas improve {opened.name} --take N makes one part of a future; --json says what each assumes."
        )


def _state(opened: AtlasFile, one: Prospect, *, is_rough: bool) -> list[str]:
    calendar = opened.atlas.calendar.times
    if one.seconds is None:
        return [safe(one.title), "not known", "", ""]
    spread = ""
    if one.low is not None and one.high is not None and one.low != one.high:
        low, high = (Duration.say(end, calendar, is_rough=True, beside=one.high) for end in (one.low, one.high))
        spread = f"{low} to {high}" if low != high else ""
    reach = ""
    if one.reach is not None and one.name not in {CURRENT, IDEAL}:
        reach = f"{Share.say(max(one.reach, 0.0), calendar, is_rough=True)} of the ideal's gain"
    return [safe(one.title), Duration.say(one.seconds, calendar, is_rough=is_rough), spread, reach]


def _row(opened: AtlasFile, number: int, one: Candidate, words: Any) -> list[str]:
    calendar = opened.atlas.calendar.times
    gain = one.gain
    effect, sure = ("", "") if gain is None else (gain.say(calendar), gain.say_sure(calendar).removesuffix(" to help"))
    where = {True: "on it", False: "elsewhere", None: ""}[one.on_constraint]
    held = ""
    if one.future is not None:
        held = f"in {_title(opened, one.future)}"
    return [str(number), shortened(words(one.title), WIDEST), effect, sure, where, faint(safe(held))]


def _title(opened: AtlasFile, key: str) -> str:
    future = opened.atlas.future.get(key)
    return f"“{(future.title if future is not None else None) or key}”"


def _take(opened: AtlasFile, found: Candidates, number: int, future: str | None, sampling: dict[str, Any]) -> None:
    """Write a candidate into a future, and say what that future comes to now."""
    several = _listed(found)
    if number > len(several):
        count = counted(len(several), "candidate") if several else "no candidates"
        raise FlowAtlasError(f"{opened.name} has {count}, so there is no number {number}; nothing was written")
    one = several[number - 1]
    target = future or one.future or target_of(one.changes, opened.atlas.future)
    if one.future == target:
        say(f"{opened.name}: {safe(_title(opened, target))} says something of it already; nothing was written.")
        return
    changes = offer(one.changes, opened.atlas.future, target)
    changed = opened.changed([Change(path, value) for path, value in changes.items()])
    name = join("future", target)
    before = [*(one.finding for one in opened.findings), *_of_version(opened, name)]
    for finding in (*(one.finding for one in changed.findings), *_of_version(changed, name)):
        if finding.severity is Severity.ERROR and finding not in before:
            raise FlowAtlasError(f"{finding.path}: {finding.message}; {finding.hint}; nothing was written")
    changed.save()
    calendar = changed.atlas.calendar.times
    say(f"{opened.name}: {safe(one.title)}, in {safe(_title(changed, target))}.")
    for path, value in one.changes.items():
        typed = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
        say(f"  {safe(path)}: {safe(typed)}")
    after = _found(changed, sampling)
    total = next((known for known in after.prospects if known.name == name), None)
    today = after.today
    if total is not None and total.seconds is not None and today is not None and today.seconds is not None:
        figures = [Duration.say(end, calendar, words=True, is_rough=True) for end in (total.seconds, today.seconds)]
        whom = "An item now takes" if after.are_exact else "Half of all items now take under"
        average = " on average" if after.are_exact else ""
        say(f"{whom} {figures[0]} there{average}, instead of {figures[1]} today.")
        if total.misses:
            say(safe(total.misses))


def _of_version(opened: AtlasFile, name: str) -> list[Finding]:
    """What is wrong with a version, where it is there."""
    return version(opened.plain, name).findings if name in names(opened.plain) else []


def _json(opened: AtlasFile, found: Candidates) -> dict[str, Any]:
    def number(value: float | None) -> float | None:
        return None if value is None or not math.isfinite(value) else value

    def plain(place: int, one: Candidate) -> dict[str, Any]:
        gain = one.gain
        return {
            "number": place,
            "id": one.id,
            "kind": one.kind,
            "path": one.path,
            "title": one.title,
            "changes": dict(one.changes),
            "why": one.why,
            "assumed": one.assumed,
            "lead_time_with_rework": None
            if gain is None
            else {
                **{name: number(getattr(gain, name)) for name in ("low", "middle", "high", "mean", "share")},
                "sure": round(gain.sure, 4),
            },
            "on_constraint": one.on_constraint,
            "future": one.future,
        }

    calendar = opened.atlas.calendar
    return {
        "title": opened.atlas.title,
        "calendar": {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week},
        "constraint": found.constraint or None,
        "states": [
            {
                "name": one.name,
                "title": one.title,
                "lead_time_with_rework": number(one.seconds),
                "low": number(one.low),
                "high": number(one.high),
                "reach": number(one.reach),
                "misses": one.misses or None,
            }
            for one in found.prospects
        ],
        "candidates": [plain(place, one) for place, one in enumerate(_listed(found), 1)],
        "more": found.more,
    }
