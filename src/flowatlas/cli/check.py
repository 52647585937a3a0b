"""``flowatlas check``: what is wrong with an atlas, where, and what would be right."""

import sys

import click

from flowatlas.cli.options import anonymous_option, atlas_argument, json_option, open_atlas
from flowatlas.cli.terminal import faint, say, severe
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.report import report
from flowatlas.model.finding import Severity
from flowatlas.model.wording import counted
from flowatlas.store.file import LocatedFinding


@click.command
@atlas_argument
@json_option
@anonymous_option
def check(file: str, *, as_json: bool, anonymous: bool) -> None:
    """Check an atlas and say what is wrong, where, and what would be right.

    FILE is atlas.yaml by default; - is standard input. Exits with 1 if there is an error.
    """
    opened = open_atlas(file, anonymous=anonymous)
    stream = opened.atlas.map(ValueStreamMap)
    findings = list(opened.findings)
    if stream is not None and stream.steps:
        for audited in report(opened.atlas).audit:
            full = audited._replace(path=f"{ValueStreamMap.section}/{audited.path}")
            findings.append(LocatedFinding(full, opened.lines(full.path)))
    if as_json:
        import json

        click.echo(
            json.dumps({"findings": [plain_finding(located) for located in findings]}, ensure_ascii=False, indent=2)
        )
    else:
        for located in findings:
            say(finding_line(opened.name, located))
        say(_summary(findings, len(stream.steps) if stream is not None else 0))
    sys.exit(has_error(findings))


def has_error(findings: list[LocatedFinding]) -> int:
    """The exit code: 1 if any finding is an error."""
    return int(any(located.finding.severity is Severity.ERROR for located in findings))


def finding_line(name: str, located: LocatedFinding) -> str:
    """A finding as one line: file, line, severity, place, message, hint."""
    finding = located.finding
    place = f"{finding.path}: " if finding.path else ""
    hint = f"; {finding.hint}" if finding.hint else ""
    where = f"{name}:{located.line}:"
    return f"{faint(safe(where))} {severe(finding.severity)}: {safe(f'{place}{finding.message}{hint}')}"


def plain_finding(located: LocatedFinding) -> dict[str, object]:
    """A finding as plain JSON values."""
    finding = located.finding
    return {
        "path": finding.path,
        "line": located.line,
        "severity": finding.severity.value,
        "message": finding.message,
        "hint": finding.hint,
    }


def _summary(findings: list[LocatedFinding], steps: int) -> str:
    counts = [
        f"{count} {severity.value}{'' if count == 1 or severity is Severity.INFO else 's'}"
        for severity in Severity
        if (count := sum(located.finding.severity is severity for located in findings))
    ]
    return f"{counted(steps, 'step')}, {', '.join(counts) or 'nothing to mend'}"
