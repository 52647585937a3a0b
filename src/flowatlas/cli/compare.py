"""``flowatlas compare``: versions of a map side by side."""

import json
import math
import sys
from collections.abc import Iterator
from typing import Any

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import json_option, label_option, sampling_options, terms
from flowatlas.cli.terminal import faint, heading, say, severe, table
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.believed import MINUTE, Believed, Held, believed_against, title_of
from flowatlas.metrics.compare import Difference, Trace, change_in_words, headline_of
from flowatlas.metrics.constraint import Constraint
from flowatlas.metrics.pairs import Pair, Sampling, gap_to_ideal, limits, pair_of, reach_of, readings, told, wanted
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.registry import load_plug_ins
from flowatlas.store.file import AtlasFile, LocatedFinding
from flowatlas.store.versions import CURRENT, IDEAL, version


@click.command(epilog=terms("lead_time", "constraint", "doubt"))
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
    held = None
    if with_name in _with_changes(opened) and other is None and not is_baseline:
        held = believed_against(opened.plain, str(with_name), sampling)
    pairs = [held.pair] if held else _pairs(opened, other, with_name, sampling, is_baseline=is_baseline)
    is_detailed = len(pairs) == 1 and bool(other or with_name or is_baseline)
    if as_json:
        click.echo(json.dumps(_json(opened, pairs, held), ensure_ascii=False, allow_nan=False, indent=2))
    else:
        lines = _detail(pairs[0], labels) if is_detailed else _overview(opened, pairs, labels)
        lines = believed_lines(held, labels) if held else lines
        for line in [*lines, *_iterations(opened, sampling, labels)]:
            say(line)
        for pair in pairs:
            for finding in pair.findings:
                told = f"{finding.path}: {finding.message}; {finding.hint}"
                say(f"{faint(safe(pair.after.name))} {severe(finding.severity)}: {safe(told)}")
    sys.exit(has_error([LocatedFinding(finding, 0) for pair in pairs for finding in pair.findings]))


def _with_changes(opened: AtlasFile) -> list[str]:
    """The measurements that say anything of the map."""
    stream = opened.atlas.map_or_blank(ValueStreamMap)
    return [f"measurements/{join(key)}" for key, one in stream.measurements.items() if one.changes]


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
        return [pair_of(_opened(str(named)).plain, plain, CURRENT, with_name or CURRENT, sampling, (str(named), ""))]
    if other is not None:
        second = _opened(other)
        return [pair_of(plain, second.plain, CURRENT, with_name or CURRENT, sampling, (opened.name, second.name))]
    if with_name is not None:
        return [pair_of(plain, plain, CURRENT, with_name, sampling)]
    return wanted(plain, sampling)


def _detail(pair: Pair, labels: Labels) -> Iterator[str]:
    calendar = pair.before.atlas.calendar.times
    yield heading(f"{safe(pair.before.title)} and {safe(pair.after.title)}")
    yield faint(calendar.text)
    yield ""
    yield labels.applied(headline_of(pair.found, calendar))
    for sentence in (*readings(pair, calendar), *limits(pair.found)):
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


def believed_lines(held: Believed, labels: Labels) -> Iterator[str]:
    """What is believed beside what was measured: in sentences, value by value, and in total."""
    calendar = held.pair.before.atlas.calendar.times
    yield heading(f"Believed and measured: {safe(held.pair.after.title)}")
    yield faint(calendar.text)
    yield ""
    for sentence in held.sentences:
        yield labels.applied(safe(sentence))
    yield ""
    yield heading("Value by value")
    rows = [["", "", "believed", "measured", "", labels.of("lead_time")]]
    rows += [_held_row(row, calendar, labels, above) for above, row in zip((None, *held.rows), held.rows, strict=False)]
    yield from table(rows, right=(5,))
    yield faint("The last column is by how much the average changes if this value alone is replaced.")
    yield ""
    yield heading("Totals")
    totals = [["", "believed", "measured", "change on average", "", ""]]
    totals += [
        [*_total_row(one, calendar, labels)[:5], ""]
        for one in held.pair.found.differences.values()
        if _is_worth_showing(one)
    ]
    yield from table(totals, right=(1, 2, 4))
    yield ""


def _held_row(row: Held, calendar: Calendar, labels: Labels, above: Held | None) -> list[str]:
    is_first = above is None or above.step != row.step or not row.step
    measured = label_of(row.measured)
    notes = [note for note in measured.notes if "under" in note]
    if row.measured is not None and row.measured.sample_size:
        notes.append(f"n = {row.measured.sample_size:,.0f}")
    effect = ""
    if row.effect is not None:
        size = Duration.say(abs(row.effect), calendar, is_rough=True)
        is_small = abs(row.effect) < MINUTE
        effect = "" if is_small else f"{'−' if row.effect < 0 else '+'}{size}"
    return [
        safe(row.name) if is_first else "",
        safe(labels.applied(title_of(row))) if row.step or is_first else "",
        safe(label_of(row.believed).text) if row.believed is not None else ("differs" if row.low is not None else "?"),
        safe(", ".join((measured.text, *notes))) if row.measured is not None else "",
        faint(row.told) if not row.verdict.differs else row.told,
        effect,
    ]


def _step_row(one: Trace) -> list[str]:
    sign = {"kept": "", "changed": "~", "removed": "−", "added": "+", "merged": "⊃", "split": "⊂"}[one.kind]
    return [sign, one.kind if one.kind != "kept" else faint("kept"), safe(one.name), safe(told(one))]


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
                pair = pair_of(earlier.plain, earlier.plain, CURRENT, CURRENT, sampling)
                one = pair.found.differences.get("lead_time_with_rework")
                figure, limit = one.before.text if one else "?", _limit(pair.found.before)
        rows.append([safe(key), iteration.on or "", figure, safe(limit)])
    yield heading("Iterations")
    yield from table(rows, right=(2,))
    yield ""


def _json(opened: AtlasFile, pairs: list[Pair], held: Believed | None) -> dict[str, Any]:
    ideal = next((pair for pair in pairs if pair.after.name == IDEAL), None)
    calendar = opened.atlas.calendar
    return {
        "title": opened.atlas.title,
        "calendar": {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week},
        "comparisons": [
            {**_plainpair_of(pair, ideal), **({} if held is None else {"believed": _plain_held(held)})}
            for pair in pairs
        ],
    }


def _plain_held(held: Believed) -> dict[str, Any]:
    return {
        "sentences": list(held.sentences),
        "values": [
            {
                "path": f"{CURRENT}/{row.path}",
                "name": row.name,
                "field": row.field,
                "believed": _plain_quantity(row.believed),
                "measured": _plain_quantity(row.measured),
                "low": _finite(row.low),
                "high": _finite(row.high),
                "verdict": row.verdict.name.lower(),
                "factor": _finite(row.factor),
                "effect": _finite(row.effect),
            }
            for row in held.rows
        ],
        "by_effect": [f"{CURRENT}/{row.path}" for row in held.by_effect],
        "unseen": list(held.unseen),
        "lead_time": _plain_quantity(held.measurement.lead_time),
        "reason": held.measurement.reason,
    }


def _plain_quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    ends = {f"p{percent:g}": _finite(amount) for percent, amount in quantity.points}
    return {"text": label_of(quantity).text, **ends, "n": quantity.sample_size}


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else value


def _plainpair_of(pair: Pair, ideal: Pair | None) -> dict[str, Any]:
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
            for finding in pair.findings
        ],
    }


def _plain_difference(one: Difference) -> dict[str, Any]:
    number = _finite
    return {
        "kind": one.kind.kind,
        "before": {"p50": number(one.before.p50), "at_least": number(one.before.at_least), "text": one.before.text},
        "after": {"p50": number(one.after.p50), "at_least": number(one.after.at_least), "text": one.after.text},
        "change": {"low": number(one.low), "middle": number(one.middle), "high": number(one.high)},
        "share": number(one.share),
        "better": round(one.better, 4),
    }
