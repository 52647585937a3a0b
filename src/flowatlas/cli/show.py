"""``flowatlas show``: what a map adds up to."""

import os
import sys
from collections.abc import Iterator

import click

from flowatlas.cli.check import finding_line, has_error, plain_finding
from flowatlas.cli.options import Opened, anonymous_option, atlas_argument, json_option, open_atlas
from flowatlas.cli.terminal import faint, heading, safe, say, shortened, table
from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.value_stream import Step, ValueStreamMap
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.report import Report, as_json, report
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Severity
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration, Quantity, Share

SECTION = ValueStreamMap.section
MOST_HOTSPOTS = 3
MOST_LISTED = 8
HIDDEN_WITHOUT_VALUE = {"load", "touch_time", "value_add_ratio", "handoffs", "toil", "takt_time", "queue_clearing"}
HIDDEN_WITHOUT_VALUE |= {"throughput", "work_in_progress", "rolled_percent_complete_accurate"}
HIDDEN_AT_ZERO = {"rework_time", "rework_time_one_pass"}
LEAD = "lead_time"
WITH_REWORK = "lead_time_with_rework"


@click.command
@atlas_argument
@json_option
@anonymous_option
def show(file: str, *, as_json: bool, anonymous: bool) -> None:
    """Show what a map adds up to, and what is not known yet.

    FILE is atlas.yaml by default; - is standard input. Exits with 1 if the atlas has an error; what is wrong then
    counts as unknown.
    """
    opened = open_atlas(file, anonymous=anonymous)
    stream = opened.atlas.map(ValueStreamMap) or ValueStreamMap()
    found = report(stream, opened.atlas.calendar.times)
    if as_json:
        click.echo(_json(opened, found))
    else:
        for line in _lines(opened, stream, found):
            say(line)
    sys.exit(has_error(opened.findings))


def _json(opened: Opened, found: Report) -> str:
    calendar = opened.atlas.calendar
    content = {
        "title": opened.atlas.title,
        "calendar": {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week},
        "streams": {
            SECTION: {
                **as_json(found, SECTION),
                "findings": [plain_finding(located) for located in opened.findings],
            }
        },
    }
    import json

    return json.dumps(content, ensure_ascii=False, allow_nan=False, indent=2)


def _columns() -> int:
    try:
        return min(os.get_terminal_size().columns, 140)
    except OSError:
        return 100


def _lines(opened: Opened, stream: ValueStreamMap, found: Report) -> Iterator[str]:
    calendar = opened.atlas.calendar.times
    columns = _columns()
    yield heading(opened.atlas.title or stream.title or opened.name)
    ends = f"{stream.trigger or 'trigger not named'} → {stream.customer or 'customer not named'}"
    yield faint(safe(f"{ends} · {calendar.text}"))
    yield ""
    if stream.steps:
        yield from _answer(opened.atlas, found, calendar)
        yield from _map(stream, columns)
        yield from _totals(found)
        yield from _subtotals(found, calendar)
        yield from _hotspots(found, calendar)
        yield from _unknown(opened, stream, found)
    else:
        yield "There are no steps yet. Name them under current: steps:, one a line; figures can follow later."
        yield ""
    yield from _to_do(opened.atlas, stream)
    yield from _findings(opened, found)


def _answer(atlas: Atlas, found: Report, calendar: Calendar) -> Iterator[str]:
    """The answer in sentences: how long, how much of it is waiting, what limits it; guess and target beside it."""
    lead = found.answers[LEAD]
    yield lead.sentence
    total = found.answers[WITH_REWORK]
    if total.p50 != lead.p50 or total.at_least != lead.at_least:
        yield total.sentence
    if found.constraint is not None:
        yield safe(found.constraint.reason)
    outcome = atlas.map(OutcomeMap)
    guess = outcome.first_guess if outcome is not None else None
    if guess is not None and guess.points:
        yield f"The first guess was {safe(str(guess.typed))}{_compared(guess, total, calendar)}."
    if outcome is not None and outcome.target is not None:
        target = outcome.target
        parts = [target.text, f"{target.metric} {target.value}" if target.metric and target.value else target.value]
        by = f", by {target.by}" if target.by else ""
        words = safe(" · ".join(str(part) for part in parts if part))
        yield f"Target: {words}{safe(by)}"
    yield ""


def _compared(guess: Duration, lead: Answer, calendar: Calendar) -> str:
    real, is_bound = (lead.p50, False) if lead.p50 is not None else (lead.at_least, True)
    if not real or not guess.middle or real == float("inf"):
        return ""
    ratio = real / guess.middle
    least = "at least " if is_bound else ""
    times = (
        f"{least}{ratio:.1f} times that"
        if ratio >= 1.05
        else "about that"
        if ratio > 0.95
        else f"{least}{ratio:.0%} of that"
    )
    return f"; it is {times} ({least}{Duration.say(real, calendar)})"


def _map(stream: ValueStreamMap, columns: int) -> Iterator[str]:
    yield heading("The stream")
    rows = [["wait", "", "step", "process", "%C&A", "by"]]
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
            share = _typed(link.share, "some")
            wait = f", after {_typed(link.wait_time, '')}" if link.wait_time is not None else ""
            rows.append(
                ["", "↺", shortened(safe(f"{share} back to {target}{wait}"), max(20, columns - 62)), "", "", ""]
            )
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


def _totals(found: Report) -> Iterator[str]:
    yield heading("What it adds up to")
    rows = []
    for name, answer in found.answers.items():
        if name in HIDDEN_WITHOUT_VALUE and answer.p50 is None and not answer.at_least and answer.at_most is None:
            continue
        if name in HIDDEN_AT_ZERO and not answer.p50 and not answer.at_least:
            continue
        if "/" in name and sum(other.startswith(name.split("/")[0] + "/") for other in found.answers) == 1:
            continue
        title = answer.title if "/" not in name else f"  {name.partition('/')[2]}"
        missing = f"{answer.unknowns} unknown" if answer.unknowns else ""
        adding = "adding the low ends" if answer.p50 is None and answer.at_least else ""
        rows.append([safe(title), answer.text, faint(", ".join(filter(None, [adding, missing])))])
    yield from table(rows, right=(1,))
    yield ""


def _subtotals(found: Report, calendar: Calendar) -> Iterator[str]:
    if not found.subtotals:
        return
    yield heading("By group")
    rows = [["", "process", "wait", ""]]
    for part in found.subtotals:
        least = "≥ " if part.unknowns else ""
        process, wait = Duration.say(part.process_time, calendar), Duration.say(part.wait_time, calendar)
        missing = faint(f"{part.unknowns} unknown") if part.unknowns else ""
        rows.append([safe(part.group), f"{least}{process}", f"{least}{wait}", missing])
    yield from table(rows, right=(1, 2))
    yield ""


def _hotspots(found: Report, calendar: Calendar) -> Iterator[str]:
    shown = [hotspot for hotspot in found.hotspots if hotspot.seconds > 0][:MOST_HOTSPOTS]
    if not shown:
        return
    yield heading("Hotspots (a step with the gaps before and behind it)")
    rows = []
    for hotspot in shown:
        share = "" if hotspot.share is None else Share.say(hotspot.share, calendar)
        bar = "█" * round(20 * min(hotspot.share or 0.0, 1.0))
        rows.append([safe(hotspot.name), Duration.say(hotspot.seconds, calendar), share, bar])
    yield from table(rows, right=(1, 2))
    yield ""


def _unknown(opened: Opened, stream: ValueStreamMap, found: Report) -> Iterator[str]:
    if not found.unknown:
        return
    yield heading(f"Not known yet ({len(found.unknown)})")
    rows = []
    for path in found.unknown[:MOST_LISTED]:
        full = f"{SECTION}/{path}"
        rows.append([safe(_asked(stream, path)), faint(safe(f"{opened.name}:{opened.lines(full)}"))])
    yield from table(rows)
    if len(found.unknown) > MOST_LISTED:
        yield f"  and {len(found.unknown) - MOST_LISTED} more"
    yield ""


def _asked(stream: ValueStreamMap, path: str) -> str:
    """An unknown value as the question that would settle it."""
    step, _, field = path.rpartition("/")
    name = stream.name_of(step) if step else path
    return {
        "wait_time": f"How long does it wait before {name}?",
        "process_time": f"How long does {name} take, from start to finish?",
        "percent_complete_accurate": f"How much of what {name} hands on is usable as it is?",
        "share": f"How many of the items go through {name}?",
        "final_wait": "How long does it wait after the last step?",
    }.get(field, f"{name}: {field.replace('_', ' ')}?")


def _to_do(atlas: Atlas, stream: ValueStreamMap) -> Iterator[str]:
    fixes = [(step_id, fix) for step_id, step in stream.steps.items() for fix in step.quick_fixes.values()]
    if fixes:
        yield heading("Quick fixes")
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
        yield heading("Questions")
        rows = [
            ["✓" if question.answer else "?", safe(question.text or key), safe(question.owner or "")]
            for key, question in atlas.questions.items()
        ]
        yield from table(rows)
        yield ""


def _findings(opened: Opened, found: Report) -> Iterator[str]:
    shown = [located for located in opened.findings if located.finding.severity is not Severity.INFO]
    if not shown and not found.audit:
        return
    yield heading("Worth a look")
    for located in shown:
        yield f"  {finding_line(opened.name, located)}"
    for finding in found.audit:
        yield f"  {safe(f'{finding.message}; {finding.hint}')}"
