"""``flowatlas discover --into``: what a log says, laid beside what is believed."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

import click

from flowatlas.cli.terminal import faint, heading, say, table
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.overlay.laid import NOWHERE, by_the_map, id_for
from flowatlas.discover.overlay.matching import Match, matches, unseen
from flowatlas.discover.overlay.overlay import measurement_of, with_measurement
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.errors import FlowAtlasError
from flowatlas.store.file import AtlasFile

if TYPE_CHECKING:
    from collections.abc import Callable

    from flowatlas.discover.discover import Discovered


class Laid(NamedTuple):
    """An atlas with a measurement: the file, the id of the measurement, and what was found."""

    file: AtlasFile
    key: str
    found: "Discovered"


def laid(
    file: AtlasFile,
    found: "Discovered",
    again: "Callable[[LogMapping], Discovered]",
    *,
    key: str | None,
    title: str | None,
    is_confirmed: bool,
) -> Laid:
    """The atlas with what was found as a measurement, under matches that somebody confirmed.

    ``again`` looks at the log once more, where several of its steps turn out to be one of the map.
    """
    stream = file.atlas.map_or_blank(ValueStreamMap)
    if not stream.steps:
        raise FlowAtlasError(f"{file.name} has no steps that could be matched; write a new atlas with -o")
    known = _confirmed(matches(found.measured, stream, found.mapping.steps), stream, is_confirmed=is_confirmed)
    found, known = by_the_map(found, known, stream, again)
    record = measurement_of(found.measured, file.plain, known, title)
    name = key or id_for(stream, found.measured.source)
    text = with_measurement(file.text, name, record)
    return Laid(AtlasFile(file.name, text, read_text=file.read_text), name, found)


def _confirmed(known: tuple[Match, ...], stream: ValueStreamMap, *, is_confirmed: bool) -> tuple[Match, ...]:
    """The matches as a person wants them."""
    wrong = [one for one in known if one.confidence == 0 and one.reason.startswith("said to be")]
    if wrong:
        raise FlowAtlasError("\n".join(f"“{one.name}” is {one.reason}; name one of its steps" for one in wrong))
    is_open = not all(one.is_confirmed for one in known)
    if is_open and not is_confirmed and not (sys.stdin.isatty() and sys.stdout.isatty()):
        told = "\n".join(click.unstyle(line) for line in match_lines(known, stream))
        raise click.UsageError(
            "nobody has confirmed which steps these are; add --yes if all are right, or --match for each that is not"
            f"\n{told}"
        )
    for line in match_lines(known, stream):
        say(line)
    if not is_open or is_confirmed or click.confirm("Are these right?", default=True):
        return known
    return tuple(_asked(one, stream) for one in known)


def _asked(one: Match, stream: ValueStreamMap) -> Match:
    names = {stream.step_name(step_id).casefold(): step_id for step_id in stream.steps}
    while True:
        typed = click.prompt(f"Which step is “{one.name}”? Its id or name, - for none", default=one.step or NOWHERE)
        step = typed if typed in stream.steps else names.get(typed.casefold())
        if step is not None or typed == NOWHERE:
            return replace(one, step=step, confidence=1.0, reason="confirmed", is_confirmed=True)
        say(f"There is no step “{safe(typed)}”; there are {safe(', '.join(stream.steps))}.")


def match_lines(known: Sequence[Match], stream: ValueStreamMap) -> list[str]:
    """Which step of the map each step of the log is, and why."""
    rows = [
        [
            safe(one.name),
            "→" if one.step else "",
            safe(stream.step_name(one.step)) if one.step else "no step of the map",
        ]
        for one in known
    ]
    reasons = [faint(safe(one.reason)) for one in known]
    lines = [f"{row}   {why}" for row, why in zip(table(rows), reasons, strict=True)]
    missing = [safe(stream.step_name(one)) for one in unseen(stream, known)]
    if missing:
        lines.append(f"  The log knows nothing of {', '.join(missing)}.")
    return [heading("Which steps these are"), *lines, ""]
