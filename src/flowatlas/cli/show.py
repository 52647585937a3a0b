"""``flowatlas show``: what a map adds up to."""

import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from flowatlas.cli.check import finding_line, has_error, plain_finding
from flowatlas.cli.options import (
    Opened,
    anonymous_option,
    atlas_argument,
    json_option,
    label_option,
    open_atlas,
    sampling_options,
    terms,
)
from flowatlas.cli.terminal import faint, heading, say, shortened, table
from flowatlas.drawing.text import safe
from flowatlas.drawing.told import name_of
from flowatlas.maps.dependency import DependencyMap, Inside
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.headline import headline, says_something
from flowatlas.metrics.inside import atlas_of_parts
from flowatlas.metrics.measured import with_measured
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.pairs import missed_by
from flowatlas.metrics.report import Report, as_json, report
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Severity
from flowatlas.model.glossary import Labels
from flowatlas.model.path import is_inside, join
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.wording import capital
from flowatlas.store.file import LocatedFinding

SECTION = ValueStreamMap.section
MOST_HOTSPOTS = 3
MOST_LISTED = 8
TIMES = ["lead_time", "lead_time_with_rework", "process_time", "wait_time", "work_content", "touch_time"]
RATIOS = ["flow_efficiency", "value_add_ratio", "rolled_percent_complete_accurate"]
REWORK = ["rework_time", "rework_time_one_pass"]


@click.command(epilog=terms("lead_time", "process_time", "wait_time", "constraint", "typical"))
@atlas_argument
@json_option
@anonymous_option
@label_option
@sampling_options
def show(
    file: str, *, as_json: bool, anonymous: bool, labels: Labels, seed: int, draws: int, is_independent: bool
) -> None:
    """Show what a map adds up to, and what is not known yet.

    FILE is atlas.yaml by default; - is standard input. Exits with 1 if the atlas has an error; what is wrong then
    counts as unknown.
    """
    opened = open_atlas(file, anonymous=anonymous)
    found = report(opened.atlas, draws=draws, seed=seed, is_independent=is_independent)
    if as_json:
        click.echo(_json(opened, found, draws=draws, seed=seed, is_independent=is_independent))
    else:
        for line in _lines(opened, opened.atlas.map_or_blank(ValueStreamMap), found, labels):
            say(line)
    sys.exit(has_error(opened.findings))


def _json(opened: Opened, found: Report, **sampling: Any) -> str:
    """The current map, every future, the ideal, and the parts of the step that is looked into.

    Paths of a version start with its name.
    """
    import json

    from flowatlas.store.versions import IDEAL, names, version

    calendar = opened.atlas.calendar
    streams = {SECTION: _stream(opened, found, SECTION, opened.findings)}
    for name in names(opened.plain):
        if name == IDEAL or name.startswith("future/"):
            one = version(opened.plain, name)
            missed = missed_by(opened.atlas, one, found.constraint)
            told = [*one.findings, *([missed] if missed is not None else [])]
            findings = [LocatedFinding(finding, opened.lines(name)) for finding in told]
            streams[name] = _stream(opened, report(one.atlas, **sampling), name, findings)
    parts = atlas_of_parts(opened.atlas)
    if parts is not None:
        section = DependencyMap.section
        findings = [located for located in opened.findings if is_inside(located.finding.path, section)]
        measured = report(parts, **sampling)
        # Inside a step much of the time may well be work, which is rare in a stream.
        audit = [finding for finding in measured.audit if finding.path != "steps"]
        streams[section] = _stream(opened, measured._replace(audit=audit), section, findings)
    content = {
        "title": opened.atlas.title,
        "calendar": {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week},
        "streams": streams,
    }
    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)


def _stream(opened: Opened, found: Report, name: str, findings: list[LocatedFinding]) -> dict[str, Any]:
    plain = as_json(found, name)
    for finding in plain["audit"]:
        finding["line"] = opened.lines(finding["path"])
    return {**plain, "findings": [plain_finding(located) for located in findings]}


def _columns() -> int:
    try:
        return min(os.get_terminal_size().columns, 140)
    except OSError:
        return 100


def _lines(opened: Opened, stream: ValueStreamMap, found: Report, labels: Labels) -> Iterator[str]:
    calendar = opened.atlas.calendar.times
    columns = _columns()
    yield heading(opened.atlas.title or stream.title or opened.name)
    trigger = stream.trigger or labels.applied("trigger not named")
    ends = f"{trigger} → {stream.customer or labels.applied('customer not named')}"
    yield faint(safe(f"{ends} · {calendar.text}"))
    yield ""
    if stream.steps:
        for sentence in headline(opened.atlas, stream, found, labels):
            yield safe(sentence)
        yield ""
        yield from _map(stream, columns, labels)
        if not found.samples.is_blank:
            yield from _times(stream, found, calendar, labels)
        yield from _others(stream, found, calendar, labels)
        yield from _subtotals(found, calendar, labels)
        yield from _hotspots(found, calendar, labels)
        yield from _inside(opened, stream, found, labels)
        yield from _unknown(opened, stream, found, labels)
    else:
        yield "There are no steps yet. Name them under current: steps:, one a line; figures can follow later."
        yield ""
    yield from _to_do(opened.atlas, stream, labels)
    yield from _findings(opened, stream, found, labels)


def _map(stream: ValueStreamMap, columns: int, labels: Labels) -> Iterator[str]:
    yield heading(f"The {labels.of('value_stream', 'stream')}")
    wait, process = labels.of("wait_time", "wait"), labels.of("process_time", "process")
    rows = [[wait, "", labels.of("step"), process, labels.of("percent_complete_accurate"), "by"]]
    shape = stream.shape
    for step_id, step in stream.steps.items():
        roles = [(stream.roles[role].name or role) if role in stream.roles else role for role in step.roles]
        name = step.name or step_id.replace("-", " ")
        rows.append(
            [
                _typed(step.wait_time, "" if not shape.after[step_id] else _paced(step)),
                _sign(stream, step_id),
                shortened(safe(name), max(20, columns - 62)),
                _typed(step.process_time, "parts" if step.steps else "?"),
                _typed(step.percent_complete_accurate, "?"),
                shortened(safe(", ".join(roles)), 24),
            ]
        )
        for link in step.rework.values():
            target = stream.name_of(f"steps/{link.to}") if link.to else "?"
            quality = step.percent_complete_accurate
            rest = f"{Share.say(1 - quality.middle, Calendar())}" if quality is not None and quality.points else "some"
            share = _typed(link.share, rest)
            back = shortened(safe(f"{share} back to {target}"), max(20, columns - 62))
            rows.append([_typed(link.wait_time, ""), "↺", back, "", "", ""])
    if stream.final_wait is not None:
        rows.append([_typed(stream.final_wait, ""), "", faint("delivered"), "", "", ""])
    yield from table(rows, right=(0, 3, 4))
    yield ""


def _sign(stream: ValueStreamMap, step_id: str) -> str:
    """How a step is reached where that is not simply after the one above: with what share, or side by side."""
    shape, step = stream.shape, stream.steps[step_id]
    if step.share is not None:
        word = "of" if step_id in shape.optional else "or"
        return f"{word} {_typed(step.share, '?')}"
    before = tuple(shape.after[step_id])
    siblings = [other for other, behind in shape.after.items() if tuple(behind) == before]
    if len(siblings) > 1:
        return "∥"
    return "⇉" if len(before) > 1 else ""


def _typed(quantity: Quantity | None, absent: str) -> str:
    if quantity is None:
        return absent
    typed = quantity.typed
    if isinstance(typed, dict):
        typed = typed.get("value", typed.get("p50", "?"))
    return shortened(safe(f"{typed:g}" if isinstance(typed, float) else str(typed)), 18)


def _paced(step: Step) -> str:
    if step.cadence is not None:
        return f"every {_typed(step.cadence, '')}"
    return f"batch {_typed(step.batch, '')}" if step.batch is not None else "?"


def _times(stream: ValueStreamMap, found: Report, calendar: Calendar, labels: Labels) -> Iterator[str]:
    """Times and ratios of items: the middle, the ends, and the bound."""
    told = [found.answers[name] for name in [*TIMES, *RATIOS] if says_something(found.answers, name)]
    shown = with_measured(stream, told, calendar)
    is_exact = all(answer.is_exact for answer in shown)
    yield heading("How long it takes")
    least = labels.of("at_least")
    rows = [] if is_exact else [["", "half under", "one in ten under", "one in ten over", least, ""]]
    for answer in shown:
        figures = [_figure(answer, value, calendar) for value in (answer.p50, answer.p10, answer.p90, answer.at_least)]
        if answer.at_most is not None and (answer.p50 is None or answer.unknowns):
            figures[0] = answer.text
        if answer.is_exact:
            figures[1:3] = ["", ""]
            figures[3] = figures[3] if answer.at_least != answer.p50 else ""
        missing = faint(labels.applied(f"{answer.unknowns} unknown")) if answer.unknowns else ""
        rows.append([safe(labels.applied(answer.title)), *([figures[0]] if is_exact else figures), missing])
    yield from table(rows, right=(1, 2, 3, 4) if not is_exact else (1,))
    yield ""


def _figure(answer: Answer, value: float | None, calendar: Calendar) -> str:
    return "" if value is None else answer.kind.say(value, calendar, is_rough=not answer.is_exact)


def _others(stream: ValueStreamMap, found: Report, calendar: Calendar, labels: Labels) -> Iterator[str]:
    """Rework, handoffs, load and queues: means and rates of the stream, with their doubt."""
    rows = []
    for name, answer in found.answers.items():
        role_id = name.removeprefix("load/")
        if name in {*TIMES, *RATIOS} or not says_something(found.answers, name):
            continue
        if name in REWORK and not answer.p50 and not answer.at_least:
            continue
        if name == "load":
            continue
        role = stream.roles[role_id].name or role_id if role_id != name else ""
        title = f"{labels.applied('Load')} of {role}" if role else labels.applied(answer.title)
        spread = ""
        if answer.p50 is not None and answer.p10 != answer.p90:
            low, high = _figure(answer, answer.p10, calendar), _figure(answer, answer.p90, calendar)
            spread = "" if low == high else f"{low} to {high}"
        missing = labels.applied(f"{answer.unknowns} unknown") if answer.unknowns else ""
        rows.append([safe(title), answer.text, spread, faint(missing) if missing else ""])
    if rows:
        yield heading("How it runs")
        yield from table(rows, right=(1,))
        yield ""


def _subtotals(found: Report, calendar: Calendar, labels: Labels) -> Iterator[str]:
    if not found.subtotals:
        return
    yield heading(f"By {labels.of('group')}")
    rows = [["", labels.of("process_time", "process"), labels.of("wait_time", "wait"), ""]]
    for part in found.subtotals:
        process, wait = Duration.say(part.process_time, calendar), Duration.say(part.wait_time, calendar)
        missing = faint(labels.applied(f"{part.unknowns} unknown, taken as likely")) if part.unknowns else ""
        rows.append([safe(part.group), process, wait, missing])
    yield from table(rows, right=(1, 2))
    yield ""


def _hotspots(found: Report, calendar: Calendar, labels: Labels) -> Iterator[str]:
    shown = [hotspot for hotspot in found.hotspots if hotspot.seconds > 0][:MOST_HOTSPOTS]
    if not shown:
        return
    yield heading(labels.applied("Hotspots (a step with the gaps before and behind it)"))
    rows = []
    for hotspot in shown:
        share = "" if hotspot.share is None else Share.say(hotspot.share, calendar)
        bar = "█" * round(20 * min(hotspot.share or 0.0, 1.0))
        rows.append([safe(hotspot.name), Duration.say(hotspot.seconds, calendar), share, bar])
    yield from table(rows, right=(1, 2))
    yield ""


def _inside(opened: Opened, stream: ValueStreamMap, found: Report, labels: Labels) -> Iterator[str]:
    """How the parts of the step that is looked into add up, and what it costs to depend on others."""
    one = opened.atlas.map(DependencyMap)
    if one is None or not (one.steps or one.dependencies):
        return
    from flowatlas.metrics.study import Study, worked_of

    inside = worked_of(Study(opened.plain, opened.atlas, found)).of(Inside)
    if inside is None:
        return
    names = stream.own_names
    told = [safe(labels.applied(sentence, names)) for sentence in inside.sentences]
    for key, cost in inside.costs.items():
        told += [f"· {safe(name_of(one.dependencies[key], key))}", f"  {faint(safe(labels.applied(cost.text)))}"]
    if told:
        yield heading(f"Inside “{safe(inside.name)}”")
        yield from (f"  {line}" for line in told)
        yield ""


def _unknown(opened: Opened, stream: ValueStreamMap, found: Report, labels: Labels) -> Iterator[str]:
    """What nobody has said: times and shares one by one, ratings in a line."""
    if not found.unknown:
        return
    ratings = [path for path in found.unknown if path.endswith("percent_complete_accurate")]
    asked = [path for path in found.unknown if path not in ratings]
    yield heading(f"Not known yet ({len(asked)})" if asked else "Not rated yet")
    rows = []
    for path in asked[:MOST_LISTED]:
        question = labels.applied(stream.question_of(path), stream.own_names)
        line = faint(f"line {opened.lines(f'{SECTION}/{path}')}")
        rows.append([safe(capital(question)), line])
    yield from table(rows)
    if len(asked) > MOST_LISTED:
        yield f"  and {len(asked) - MOST_LISTED} more"
    if ratings:
        rated = len(stream.steps) - len(ratings)
        have = f"  {rated} of {len(stream.steps)} steps have a %C&A: how much of their output is usable as it is"
        yield labels.applied(have)
    yield ""


def _to_do(atlas: Atlas, stream: ValueStreamMap, labels: Labels) -> Iterator[str]:
    fixes = [(step_id, fix) for step_id, step in stream.steps.items() for fix in step.quick_fixes.values()]
    if fixes:
        yield heading(labels.applied("Quick fixes"))
        rows = [
            [
                "✓" if fix.done else "·",
                safe(fix.text or "?"),
                safe(stream.name_of(f"steps/{join(step_id)}")),
                safe(fix.owner or ""),
                _typed(fix.effort, ""),
            ]
            for step_id, fix in fixes
        ]
        yield from table(rows)
        yield ""
    if atlas.questions:
        yield heading(labels.applied("Questions"))
        rows = [
            ["✓" if question.answer else "?", safe(question.text or key), safe(question.owner or "")]
            for key, question in atlas.questions.items()
        ]
        yield from table(rows)
        yield ""


def _findings(opened: Opened, stream: ValueStreamMap, found: Report, labels: Labels) -> Iterator[str]:
    shown = [located for located in opened.findings if located.finding.severity is not Severity.INFO]
    if not shown and not found.audit:
        return
    yield heading("Worth a look")
    for located in shown:
        yield f"  {finding_line(opened.name, located)}"
    names = stream.own_names
    for finding in found.audit:
        message = labels.applied(finding.message, names)
        yield f"  · {safe(capital(message))}"
        yield f"    {faint(safe(labels.applied(finding.hint, names)))}"
