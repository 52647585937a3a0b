"""What several people say about one map, for a terminal and for programs."""

import math
import statistics
from collections.abc import Iterator
from typing import Any

from flowatlas.cli.options import Opened
from flowatlas.cli.settled import in_words
from flowatlas.cli.terminal import faint, heading, shortened
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.reconcile import Reconciliation, Said, Spoken, name_of
from flowatlas.metrics.structure import Structure
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.wording import counted

SECTION = ValueStreamMap.section
MOST_VOICES = 8
"""Up to so many voices are listed one by one; more are told by their lowest, median and highest figure."""

MOST_VALUES = 20


def lines(opened: Opened, found: Reconciliation) -> Iterator[str]:
    """For a terminal: what differs most first, then words and steps, then who is missing."""
    stream, calendar = opened.atlas.map_or_blank(ValueStreamMap), opened.atlas.calendar.times
    yield heading(f"What people say: {opened.atlas.title or stream.title or opened.name}")
    if not stream.voices:
        yield "Nobody has spoken yet. Start a voice: flowatlas voice FILE --as NAME --role ROLE"
        yield from _missing(stream, found)
        return
    lead = Duration.say(found.lead, calendar)
    yield faint(f"{counted(len(stream.voices), 'voice')} · expected lead time with rework {lead} · {calendar.text}")
    yield ""
    open_ = [one for one in found.values if not one.is_agreed or (len(one.said) == 1 and one.leads[0] != one.leads[1])]
    if open_:
        yield heading("Where figures differ, by what that means for lead time")
        for rank, one in enumerate(open_[:MOST_VALUES], start=1):
            yield from _value(stream, one, rank, calendar)
        if len(open_) > MOST_VALUES:
            yield f"  and {len(open_) - MOST_VALUES} more; --json lists them all"
        yield ""
    agreed = [one for one in found.values if one.is_agreed and len(one.said) > 1]
    if agreed:
        names = ", ".join(one.name for one in agreed[:MOST_VOICES])
        more = f" and {len(agreed) - MOST_VOICES} more" if len(agreed) > MOST_VOICES else ""
        yield heading("Where all who speak of it agree")
        yield f"  {safe(names)}{more}"
        yield ""
    yield from _words(stream, found)
    yield from _structure(stream, found.structure)
    yield from _missing(stream, found)
    unsettled = next((one for one in open_ if one.stands.by != "map"), None)
    if unsettled is not None:
        yield faint(f"Settle with --settle {safe(unsettled.path)}=VALUE, =worse or =pool")


def _value(stream: ValueStreamMap, one: Spoken, rank: int, calendar: Calendar) -> Iterator[str]:
    yield f"{rank:>3}  {safe(one.name)}  {faint(safe(one.path))}"
    yield f"     {safe(_said(stream, one.said))}"
    kind = type(one.said[0].quantity)
    low, high = kind.say(one.low, calendar), kind.say(one.high, calendar)
    spread = low if low == high else f"from {low} to {high}"
    if len(one.said) > 1:
        spread = f"{spread}, worse is {_figure(one.worse.quantity)}"
    yield f"     {spread}; {safe(_standing(one))}"
    yield f"     {_meaning(one, calendar)}"


def _said(stream: ValueStreamMap, said: tuple[Said, ...]) -> str:
    if len(said) <= MOST_VOICES:
        return " · ".join(f"{_speaker(stream, one)}: {_figure(one.quantity)}" for one in said)
    ranked = sorted(said, key=lambda one: one.quantity.middle)
    middle = ranked[(len(ranked) - 1) // 2]
    low, median, high = (_figure(one.quantity) for one in (ranked[0], middle, ranked[-1]))
    return f"{len(said)} voices: lowest {low}, median {median}, highest {high}"


def _speaker(stream: ValueStreamMap, one: Said) -> str:
    return _named(stream, one.voice)


def _named(stream: ValueStreamMap, voice_id: str) -> str:
    """A voice as people call it, with its role."""
    own = stream.voices[voice_id]
    role_id = stream.role_of(own.role or "")
    role = (stream.roles[role_id].name if role_id in stream.roles else None) or own.role
    name = shortened(own.name or voice_id, 30)
    return f"{name} ({shortened(role, 30)})" if role else name


def _figure(quantity: Quantity) -> str:
    label = label_of(quantity)
    return f"{label.text} ({', '.join(label.notes)})" if label.notes else label.text


def _meaning(one: Spoken, calendar: Calendar) -> str:
    low, high = sorted(one.leads)
    if low == high:
        return "lead time stays the same"
    times = [Duration.say(seconds, calendar) for seconds in (low, high, high - low)]
    share = f" ({Share.say(one.share, calendar, is_rough=True)} of it)" if one.share is not None else ""
    return f"lead time from {times[0]} to {times[1]}, {times[2]} apart{share}"


def _standing(one: Spoken) -> str:
    if one.stands.by == "map":
        return f"settled as {in_words(one.stands.typed)}"
    if one.stands.by == "measurement":
        return f"now the measurement answers: {in_words(one.stands.typed)}"
    return "now the voices answer" if one.stands.by == "voices" else "nothing on the map answers yet"


def _words(stream: ValueStreamMap, found: Reconciliation) -> Iterator[str]:
    if not found.words:
        return
    yield heading("Said in other words")
    for one in found.words[:MOST_VALUES]:
        told = [f"{_named(stream, voice_id)}: {in_words(typed)}" for voice_id, typed in one.said[:MOST_VOICES]]
        more = [f"and {len(one.said) - MOST_VOICES} more"] if len(one.said) > MOST_VOICES else []
        stands = in_words(one.stands) if one.stands not in (None, []) else "nothing"
        yield f"  {safe(one.title)}  {faint(safe(one.path))}"
        yield f"     on the map: {safe(shortened(stands, 60))} · {safe(' · '.join([*told, *more]))}"
    if len(found.words) > MOST_VALUES:
        yield f"  and {len(found.words) - MOST_VALUES} more; --json lists them all"
    yield ""


def _structure(stream: ValueStreamMap, structure: list[Structure]) -> Iterator[str]:
    if not structure:
        return
    yield heading("Where the steps differ, side by side")
    for one in structure[:MOST_VALUES]:
        where = "on the map" if one.is_on_map else "not on the map"
        yield f"  {safe(one.name)}  {faint(safe(f'{one.path}, {where}'))}"
        placed = {voice_id for voice_id, _ in one.elsewhere}
        unplaced = tuple(voice_id for voice_id in one.has if voice_id not in placed)
        if unplaced:
            yield f"     has it: {safe(_listed(stream, unplaced))}"
        if one.has_not:
            yield f"     has it not: {safe(_listed(stream, one.has_not))}"
        places: dict[str, list[str]] = {}
        for voice_id, place in one.elsewhere:
            places.setdefault(place, []).append(voice_id)
        for place, voices in places.items():
            yield f"     has it {safe(place)}: {safe(_listed(stream, tuple(voices)))}"
    if len(structure) > MOST_VALUES:
        yield f"  and {len(structure) - MOST_VALUES} more; --json lists them all"
    yield ""


def _listed(stream: ValueStreamMap, voices: tuple[str, ...]) -> str:
    if len(voices) > MOST_VOICES:
        return counted(len(voices), "voice")
    return ", ".join(_named(stream, one) for one in voices)


def _missing(stream: ValueStreamMap, found: Reconciliation) -> Iterator[str]:
    missing = found.missing
    rows = []
    if missing.roles:
        rows.append(f"Nobody has spoken for {', '.join(missing.roles)}")
    if missing.roles_with_one:
        rows.append(f"One voice only for {', '.join(missing.roles_with_one)}; two of each role tell more")
    if missing.paths_with_one:
        names = [name_of(stream, path) for path in missing.paths_with_one]
        more = f" and {len(names) - MOST_VOICES} more" if len(names) > MOST_VOICES else ""
        rows.append(f"One voice only on {', '.join(names[:MOST_VOICES])}{more}")
    if missing.silent:
        rows.append(f"Nothing said yet by {_listed(stream, missing.silent)}")
    if rows:
        yield heading("Who is missing")
        yield from (f"  {safe(row)}" for row in rows)
        yield ""


def plain(atlas: Atlas, found: Reconciliation) -> dict[str, Any]:
    """All of it as plain JSON values; times are seconds of working time."""
    stream = atlas.map_or_blank(ValueStreamMap)
    return {
        "title": atlas.title,
        "lead_time_with_rework": _finite(found.lead),
        "voices": {key: {"name": one.name, "role": one.role} for key, one in stream.voices.items()},
        "values": [_plain_value(one) for one in found.values],
        "words": [
            {
                "path": f"{SECTION}/{one.path}",
                "stands": one.stands,
                "said": [{"voice": voice_id, "typed": typed} for voice_id, typed in one.said],
            }
            for one in found.words
        ],
        "structure": [
            {
                "path": f"{SECTION}/{one.path}",
                "name": one.name,
                "is_on_map": one.is_on_map,
                "has": list(one.has),
                "has_not": list(one.has_not),
                "elsewhere": [{"voice": voice_id, "where": where} for voice_id, where in one.elsewhere],
            }
            for one in found.structure
        ],
        "missing": {
            "roles": list(found.missing.roles),
            "roles_with_one_voice": list(found.missing.roles_with_one),
            "values_with_one_voice": [f"{SECTION}/{path}" for path in found.missing.paths_with_one],
            "silent": list(found.missing.silent),
        },
    }


def _plain_value(one: Spoken) -> dict[str, Any]:
    return {
        "path": f"{SECTION}/{one.path}",
        "name": one.name,
        "said": [
            {
                "voice": said.voice,
                "role": said.role or None,
                "typed": said.typed,
                "p10": _finite(said.quantity.percentile(10.0)),
                "p50": _finite(said.quantity.middle),
                "p90": _finite(said.quantity.percentile(90.0)),
            }
            for said in one.said
        ],
        "stands": {"by": one.stands.by, "typed": one.stands.typed},
        "spread": {"low": _finite(one.low), "high": _finite(one.high)},
        "median": _finite(statistics.median(said.quantity.middle for said in one.said)),
        "worse": one.worse.typed,
        "lead_time_with_rework": {
            "low": _finite(min(one.leads)),
            "high": _finite(max(one.leads)),
            "apart": _finite(one.seconds),
            "share": one.share,
        },
    }


def _finite(number: float) -> float | None:
    return number if math.isfinite(number) else None
