"""``flowatlas compare``: versions of a map side by side."""

import json
import math
import sys
from collections.abc import Iterator
from typing import Any, NamedTuple

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import json_option, label_option, sampling_options
from flowatlas.cli.terminal import faint, heading, say, severe, table
from flowatlas.drawing.text import safe
from flowatlas.metrics import compare as comparing
from flowatlas.metrics.compare import Comparison, Difference, Trace, change_in_words, change_of_lead, headline_of
from flowatlas.metrics.constraint import Constraint
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Plain
from flowatlas.model.quantity import Share
from flowatlas.model.registry import load_plug_ins
from flowatlas.store.file import AtlasFile, LocatedFinding
from flowatlas.store.versions import CURRENT, IDEAL, Version, names, version

DIFFERENT_READING = 0.01
"""Calendar and working time are both told where their percentages lie further apart than this."""


class Sampling(NamedTuple):
    """How doubt is looked at."""

    draws: int
    seed: int
    is_independent: bool


class Pair(NamedTuple):
    """Two versions and what they come to; ``elapsed`` is the relative change read in calendar time."""

    before: Version
    after: Version
    found: Comparison
    working: float | None
    elapsed: float | None


@click.command
@click.argument("file", default="atlas.yaml", metavar="[FILE]")
@click.argument("other", required=False, metavar="[OTHER]")
@click.option(
    "--with",
    "with_name",
    default=None,
    metavar="NAME",
    help="A version to look at step by step: future/ID, voices/ID, measurements/ID or ideal.",
)
@click.option("--baseline", "is_baseline", is_flag=True, help="Compare with the baseline that the atlas names.")
@json_option
@label_option
@sampling_options
def compare(
    file: str,
    *,
    other: str | None,
    with_name: str | None,
    is_baseline: bool,
    as_json: bool,
    labels: Labels,
    seed: int,
    draws: int,
    is_independent: bool,
) -> None:
    """Compare versions of a map: current, futures and the ideal, two files, or two revisions.

    FILE alone shows every future and the ideal beside the current map. With OTHER, or --with, or --baseline, two
    versions are compared step by step. A revision is written like main:atlas.yaml.
    """
    load_plug_ins()
    sampling = Sampling(draws, seed, is_independent)
    opened = _opened(file)
    pairs = _pairs(opened, other, with_name, sampling, is_baseline=is_baseline)
    is_detailed = len(pairs) == 1 and bool(other or with_name or is_baseline)
    if as_json:
        click.echo(json.dumps(_json(opened, pairs), ensure_ascii=False, allow_nan=False, indent=2))
    else:
        lines = _detail(pairs[0], labels) if is_detailed else _overview(opened, pairs, labels)
        for line in [*lines, *_iterations(opened, sampling, labels)]:
            say(line)
        for pair in pairs:
            for finding in pair.after.findings:
                told = f"{finding.path}: {finding.message}; {finding.hint}"
                say(f"{faint(safe(pair.after.name))} {severe(finding.severity)}: {safe(told)}")
    sys.exit(has_error([LocatedFinding(finding, 0) for pair in pairs for finding in pair.after.findings]))


def _opened(spec: str) -> AtlasFile:
    from flowatlas.store.revision import read_source

    return read_source(spec)


def _pairs(
    opened: AtlasFile, other: str | None, with_name: str | None, sampling: Sampling, *, is_baseline: bool
) -> list[Pair]:
    plain = opened.plain
    if is_baseline:
        named = plain.get("baseline")
        if not named:
            raise FlowAtlasError(f"{opened.name} names no baseline; add baseline: main~20:atlas.yaml, or a file")
        return [_pair(_opened(str(named)).plain, plain, CURRENT, with_name or CURRENT, sampling, (str(named), ""))]
    if other is not None:
        second = _opened(other)
        return [_pair(plain, second.plain, CURRENT, with_name or CURRENT, sampling, (opened.name, second.name))]
    if with_name is not None:
        return [_pair(plain, plain, CURRENT, with_name, sampling, ("", ""))]
    known = [name for name in names(plain) if name.startswith("future/") or name == IDEAL]
    return [_pair(plain, plain, CURRENT, name, sampling, ("", "")) for name in known]


def _pair(
    one: Plain, two: Plain, before_name: str, after_name: str, sampling: Sampling, titles: tuple[str, str]
) -> Pair:
    before, after = version(one, before_name), version(two, after_name)
    before, after = (
        known._replace(title=title or known.title) for known, title in zip((before, after), titles, strict=True)
    )
    calendars = before.atlas.calendar.times, after.atlas.calendar.times
    found = comparing.compare(
        before.stream,
        after.stream,
        calendars[0],
        other_calendar=calendars[1],
        draws=sampling.draws,
        seed=sampling.seed,
        is_independent=sampling.is_independent,
    )
    working = change_of_lead(before.stream, after.stream, calendars[0]) if calendars[0] == calendars[1] else None
    elapsed = change_of_lead(
        version(one, before_name, ELAPSED).stream, version(two, after_name, ELAPSED).stream, ELAPSED
    )
    return Pair(before, after, found, working, elapsed)


def _detail(pair: Pair, labels: Labels) -> Iterator[str]:
    calendar = pair.before.atlas.calendar.times
    yield heading(f"{safe(pair.before.title)} and {safe(pair.after.title)}")
    yield faint(calendar.text)
    yield ""
    yield labels.applied(headline_of(pair.found, calendar))
    for sentence in (*_readings(pair, calendar), *_limits(pair.found)):
        yield safe(sentence)
    yield ""
    yield heading("Step by step")
    yield from table([_step_row(one) for one in pair.found.steps])
    yield ""
    yield heading("Totals")
    rows = [["", "before", "after", "change", "", "better"]]
    rows += [_total_row(one, calendar, labels) for one in pair.found.differences.values() if _is_worth_showing(one)]
    yield from table(rows, right=(1, 2, 4, 5))
    yield ""


def _readings(pair: Pair, calendar: Calendar) -> Iterator[str]:
    """The same change read in working and in calendar time, where that makes a difference, and why."""
    if pair.before.atlas.calendar.times != pair.after.atlas.calendar.times:
        yield "The two maps have different calendars; their times are compared as working time of their own."
        return
    one = pair.found.differences.get("lead_time_with_rework")
    if one is None or one.share is None or pair.working is None or pair.elapsed is None or calendar == ELAPSED:
        return
    elapsed = (1 + one.share) * (1 + pair.elapsed) / (1 + pair.working) - 1 if pair.working > -1 else pair.elapsed
    if abs(one.share - elapsed) > DIFFERENT_READING:
        yield (
            f"In working time that is {_percent(one.share)}, in calendar time {_percent(elapsed)}. Both are right: "
            f"a week holds {calendar.days_per_week:g} working days of {calendar.hours_per_day:g} hours, "
            "but 7 days of 24, so the two count days and weeks differently."
        )


def _percent(share: float) -> str:
    return f"{share * 100:+.0f}%".replace("-", "−")


def _limits(found: Comparison) -> Iterator[str]:
    """What limits the stream before and after."""
    names = [limit.found.name if limit is not None else "" for limit in (found.before, found.after)]
    if names[0] and names[1]:
        before = f"{names[0][0].upper()}{names[0][1:]}"
        stays = f"{before} stays the constraint."
        yield stays if names[0] == names[1] else f"{before} was the constraint; then it is {names[1]}."


def _change(field: str, before: str, after: str) -> str:
    name = field.replace("_", " ")
    if not before:
        return f"{name} now {after}"
    return f"{name} {before} becomes {after}" if after else f"{name} {before} gone"


def _step_row(one: Trace) -> list[str]:
    told = "; ".join(_change(*change) for change in one.changes)
    if one.kind == "added":
        told = ", ".join(f"{field.replace('_', ' ')} {after}" for field, _, after in one.changes)
    if one.kind == "merged":
        told = f"stands for {', '.join(one.ids)}"
    if one.kind == "split":
        told = f"becomes {', '.join(one.new_ids)}"
    sign = {"kept": "", "changed": "~", "removed": "−", "added": "+", "merged": "⊃", "split": "⊂"}[one.kind]
    return [sign, one.kind if one.kind != "kept" else faint("kept"), safe(one.name), safe(told)]


def _is_worth_showing(one: Difference) -> bool:
    return any(answer.p50 or answer.at_least for answer in (one.before, one.after))


def _total_row(one: Difference, calendar: Calendar, labels: Labels) -> list[str]:
    changed = one.low != 0 or one.high != 0
    span = ""
    if changed:
        low, high = (_signed(one, value, calendar) for value in (one.low, one.high))
        span = low if one.low == one.high else f"{low} to {high}"
    better = ""
    if changed and one.low != one.high:
        better = Share.say(one.better, calendar, is_rough=True)
    return [
        safe(labels.applied(one.title)),
        one.before.text,
        one.after.text,
        span or faint("none"),
        change_in_words(one) if changed else "",
        better,
    ]


def _signed(one: Difference, value: float, calendar: Calendar) -> str:
    if not math.isfinite(value):
        return "unbounded"
    text = one.kind.say(abs(value), calendar, is_rough=True)
    return text if value == 0 else f"{'−' if value < 0 else '+'}{text}"


def _overview(opened: AtlasFile, pairs: list[Pair], labels: Labels) -> Iterator[str]:
    """Every future and the ideal beside the current map."""
    calendar = opened.atlas.calendar.times
    yield heading(opened.atlas.title or opened.name)
    yield faint(calendar.text)
    yield ""
    if not pairs:
        yield "There is nothing to compare yet: no steps, or no futures. Write one under future:"
        yield "  fast: {title: Nobody waits for legal, changes: {steps/legal/wait_time: 1d}}"
        return
    ideal = next((pair for pair in pairs if pair.after.name == IDEAL), None)
    rows = [["", "time", "change", "better", "of the ideal's gain", "the constraint"]]
    first = pairs[0].found
    one = first.differences.get(first.headline)
    rows.append(["Current", one.before.text if one else "?", "", "", "", _limit(first.before)])
    for pair in pairs:
        name = "lead_time_with_rework"
        change = pair.found.differences.get(name)
        if change is None:
            rows.append([safe(pair.after.title), "?", "", "", "", ""])
            continue
        better = Share.say(change.better, calendar, is_rough=True)
        rows.append(
            [
                safe(pair.after.title),
                change.after.text,
                change_in_words(change),
                better,
                _reach(pair, ideal, calendar),
                _limit(pair.found.after),
            ]
        )
    yield from table(rows, right=(1,))
    yield ""
    for pair in pairs:
        if pair.after.name != IDEAL:
            yield safe(f"{pair.after.title}: {labels.applied(headline_of(pair.found, calendar))}")
    if ideal is not None and (gap := gap_to_ideal(ideal)) is not None:
        share = Share.say(gap, calendar, is_rough=True)
        yield (
            f"The ideal, with all waits gone and everything right the first time, takes {share} less: "
            "the most there is to gain."
        )
    yield ""
    yield faint(f"flowatlas compare {opened.name} --with {pairs[0].after.name} shows one step by step.")


def _limit(found: Constraint | None) -> str:
    return safe(found.found.name) if found is not None else ""


def gap_to_ideal(ideal: Pair) -> float | None:
    """How much of the lead time the ideal would save, 0 to 1; None where that cannot be told."""
    one = ideal.found.differences.get("lead_time_with_rework")
    return -one.share if one is not None and one.share is not None else None


def reach_of(pair: Pair, ideal: Pair | None) -> float | None:
    """How much of what the ideal would save a version saves, 0 to 1 and beyond; None where that cannot be told."""
    if ideal is None or pair.after.name == IDEAL:
        return None
    mine, most = (one.found.differences.get("lead_time_with_rework") for one in (pair, ideal))
    if mine is None or most is None or not mine.share or not most.share:
        return None
    return mine.share / most.share


def _reach(pair: Pair, ideal: Pair | None, calendar: Calendar) -> str:
    reach = reach_of(pair, ideal)
    return "" if reach is None else Share.say(max(reach, 0.0), calendar, is_rough=True)


def _iterations(opened: AtlasFile, sampling: Sampling, labels: Labels) -> Iterator[str]:
    """Earlier states of the study with their figures, oldest first."""
    known = opened.atlas.iterations
    if not known:
        return
    rows = [["", "date", labels.of("lead_time_with_rework"), "constraint"]]
    for key, iteration in sorted(known.items(), key=lambda entry: entry[1].on or ""):
        figure = limit = ""
        if iteration.source:
            try:
                earlier = version(_opened(iteration.source).plain)
            except FlowAtlasError as error:
                figure, limit = "?", str(error)
            else:
                pair = _pair(earlier.plain, earlier.plain, CURRENT, CURRENT, sampling, ("", ""))
                one = pair.found.differences.get("lead_time_with_rework")
                figure, limit = one.before.text if one else "?", _limit(pair.found.before)
        rows.append([safe(key), iteration.on or "", figure, safe(limit)])
    yield heading("Iterations")
    yield from table(rows, right=(2,))
    yield ""


def _json(opened: AtlasFile, pairs: list[Pair]) -> dict[str, Any]:
    ideal = next((pair for pair in pairs if pair.after.name == IDEAL), None)
    calendar = opened.atlas.calendar
    return {
        "title": opened.atlas.title,
        "calendar": {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week},
        "comparisons": [_plain_pair(pair, ideal) for pair in pairs],
    }


def _plain_pair(pair: Pair, ideal: Pair | None) -> dict[str, Any]:
    found = pair.found
    return {
        "before": {"name": pair.before.name, "title": pair.before.title},
        "after": {"name": pair.after.name, "title": pair.after.title},
        "headline": found.headline,
        "sentence": headline_of(found, pair.before.atlas.calendar.times),
        "working_change": pair.working,
        "elapsed_change": pair.elapsed,
        "reach": reach_of(pair, ideal),
        "totals": {name: _plain_difference(one) for name, one in found.differences.items()},
        "steps": [
            {
                "kind": one.kind,
                "name": one.name,
                "ids": list(one.ids),
                "new_ids": list(one.new_ids),
                "changes": [
                    {"field": field, "before": before or None, "after": after or None}
                    for field, before, after in one.changes
                ],
            }
            for one in found.steps
        ],
        "constraint": {
            side: None if limit is None else {"path": limit.found.path, "name": limit.found.name}
            for side, limit in (("before", found.before), ("after", found.after))
        },
        "findings": [
            {"path": finding.path, "severity": finding.severity.value, "message": finding.message, "hint": finding.hint}
            for finding in pair.after.findings
        ],
    }


def _plain_difference(one: Difference) -> dict[str, Any]:
    def number(value: float | None) -> float | None:
        return None if value is None or not math.isfinite(value) else value

    return {
        "kind": one.kind.kind,
        "before": {"p50": number(one.before.p50), "at_least": number(one.before.at_least), "text": one.before.text},
        "after": {"p50": number(one.after.p50), "at_least": number(one.after.at_least), "text": one.after.text},
        "change": {"low": number(one.low), "middle": number(one.middle), "high": number(one.high)},
        "share": number(one.share),
        "better": round(one.better, 4),
    }
