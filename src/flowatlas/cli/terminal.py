"""Text for a terminal: safe, aligned in every script, coloured only where that is wanted."""

import os
import unicodedata
from collections.abc import Iterator, Sequence

import click

from flowatlas.drawing.text import safe
from flowatlas.model.finding import Severity

COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}


def say(text: str = "") -> None:
    """Print a line; ``NO_COLOR`` and pipes get plain text."""
    click.echo(text, color=False if os.environ.get("NO_COLOR") else None)


def heading(text: str) -> str:
    """A heading, bold where colours are shown."""
    return click.style(safe(text), bold=True)


def faint(text: str) -> str:
    """An aside."""
    return click.style(text, dim=True) if text else ""


def severe(severity: Severity) -> str:
    """The name of a severity in its colour."""
    return click.style(severity.value, fg=COLOURS[severity], bold=severity is Severity.ERROR)


def width(text: str) -> int:
    """Columns that a text takes in a terminal; East Asian wide signs take two, combining ones none."""
    bare = click.unstyle(text)
    return sum(
        0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in bare
    )


def shortened(text: str, columns: int) -> str:
    """A text that fits, with … for what was cut."""
    if width(text) <= columns:
        return text
    kept = ""
    for sign in text:
        if width(kept + sign) > columns - 1:
            break
        kept += sign
    return f"{kept}…"


def table(rows: Sequence[Sequence[str]], right: Sequence[int] = (), indent: int = 2) -> Iterator[str]:
    """Lines with aligned columns; ``right`` names the columns that are aligned to the right."""
    if not rows:
        return
    columns = [max(width(row[index]) for row in rows) for index in range(len(rows[0]))]
    for row in rows:
        cells = []
        for index, cell in enumerate(row):
            gap = " " * (columns[index] - width(cell))
            cells.append(gap + cell if index in right else cell + gap)
        yield (" " * indent + "   ".join(cells)).rstrip()
