"""``flowatlas voice``: several people about one map, what they differ on, and what the group settles."""

import json
import math
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn, get_origin

import click

from flowatlas.cli.check import finding_line, has_error
from flowatlas.cli.options import Opened, anonymous_option, atlas_argument, json_option, label_option, open_atlas
from flowatlas.cli.terminal import faint, heading, say, shortened
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.text import safe
from flowatlas.maps.declared import field_at, read
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.reconcile import (
    ANSWERED,
    Reconciliation,
    Said,
    Spoken,
    Structure,
    expected_lead,
    is_step_share,
    name_of,
    reconcile,
    settled_figure,
    value_on,
)
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.errors import FileUnwritableError, FlowAtlasError
from flowatlas.model.finding import Severity
from flowatlas.model.glossary import Labels
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import Change, join, split
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.record import nearest
from flowatlas.model.registry import load_plug_ins
from flowatlas.model.wording import shown
from flowatlas.store.dump import dump
from flowatlas.store.file import AtlasFile, write_whole
from flowatlas.store.names import Names
from flowatlas.store.node import resolved
from flowatlas.store.text import Text, TextError
from flowatlas.store.voices import figures, new_voice_id, own_map, taken_in

SECTION = ValueStreamMap.section
ANONYMOUS = "anonymous"
MOST_VOICES = 8
"""Up to so many voices are listed one by one; more are told by their lowest, median and highest figure."""

MOST_VALUES = 20

OWN_FILE = """\
# {name}'s own version of the map, to be filled in alone and without asking around.
# Think of the last few times it happened; what happens most often is enough.
#
#   wait_time     how long work lies before this step can start
#   process_time  from starting the step to finishing it
#   times         2h, 3d, 1wk, 1d..2wk (usually between), ~3d (about), 0, or ? where you do not know
#
# Steps that do not happen: delete them. Steps that are missing: add them where they happen. Another order: move them.
# A step that is on the map under another name: give it an id of its own and same_as: ID-ON-THE-MAP.
# Whatever stays ? says nothing. Then hand it back:
#
#   flowatlas voice {file} --merge {own} --as {quoted}
"""


class Asked(NamedTuple):
    """What a call asks for, as typed."""

    name: str | None
    role: str | None
    is_blank: bool | None
    output: str | None
    merge: str | None
    settled: tuple[str, ...]
    is_shown: bool


class Settlement(NamedTuple):
    """A value that a group settles: its path relative to the map, and how."""

    path: str
    how: str


@click.command
@atlas_argument
@click.option("--as", "name", metavar="NAME", help="Who speaks; anonymous leaves the name out.")
@click.option("--role", metavar="ROLE", help="The role that they speak for.")
@click.option("--blank/--copy", "is_blank", default=None, help="Start blank (default), or with today's figures.")
@click.option("-o", "--output", metavar="FILE", help="Start a file of its own instead, to be filled in alone.")
@click.option("--merge", metavar="FILE", help="Take in a person's own file as their voice.")
@click.option(
    "--settle",
    "settled",
    metavar="PATH=VALUE",
    multiple=True,
    help="Settle a value: as agreed, worse (the worse figure), or pool (the voices answer).",
)
@json_option
@anonymous_option
@label_option
def voice(
    file: str,
    *,
    name: str | None,
    role: str | None,
    is_blank: bool | None,
    output: str | None,
    merge: str | None,
    settled: tuple[str, ...],
    as_json: bool,
    anonymous: bool,
    labels: Labels,
) -> None:
    """Gather what several people say about one map, see where they differ, and settle it.

    FILE is atlas.yaml by default. Without options it shows what people say, what differs most first, and who is
    missing. Exits with 1 if the atlas has an error.
    """
    mixed = _mixed(Asked(name, role, is_blank, output, merge, settled, as_json or anonymous))
    if mixed:
        raise click.UsageError(mixed)
    if settled:
        _settle(file, settled, labels)
    elif merge is not None:
        assert name is not None
        _merge(file, merge, name, role)
    elif name is not None and output is not None:
        _start_own_file(file, output, name, is_copy=is_blank is False)
    elif name is not None:
        _start(file, name, role, is_copy=is_blank is False)
    else:
        opened = open_atlas(file, anonymous=anonymous)
        found = reconcile(opened.atlas)
        if as_json:
            click.echo(json.dumps(_plain(opened.atlas, found), ensure_ascii=False, allow_nan=False, indent=2))
        else:
            for line in _lines(opened, found):
                say(labels.applied(line, opened.atlas.map_or_blank(ValueStreamMap).own_names))
        sys.exit(has_error(opened.findings))


def _mixed(asked: Asked) -> str:
    """What does not go together in a call, and what does; nothing where all is well."""
    if asked.settled and (asked.name is not None or asked.merge is not None or asked.output is not None):
        return "--settle goes without --as, --merge and -o; settle in a call of its own"
    if asked.name is None and (asked.merge or asked.output or asked.role or asked.is_blank is not None):
        return "say whose voice it is: --as NAME, or --as anonymous"
    if asked.name is not None and not asked.name.strip():
        return "--as is empty; write a name, or --as anonymous"
    if asked.merge is not None and (asked.output is not None or asked.is_blank is not None):
        return "--merge goes without -o, --blank and --copy"
    if asked.is_shown and (asked.name is not None or asked.settled):
        return "--json and --anonymous only go with showing what people say"
    return ""


def _read(file: str) -> AtlasFile:
    load_plug_ins()
    return AtlasFile.open(file)


def _current(opened: AtlasFile) -> dict[str, Any]:
    current = opened.plain.get(SECTION)
    return current if isinstance(current, dict) else {}


def _stream(atlas: Atlas) -> ValueStreamMap:
    return atlas.map_or_blank(ValueStreamMap)


def _start(file: str, name: str, role: str | None, *, is_copy: bool) -> None:
    opened = _read(file)
    stream = _stream(opened.atlas)
    known = _voice_of(stream, name)
    if known is not None:
        raise FlowAtlasError(
            f"{opened.name}: {name} has a voice already ({SECTION}/voices/{join(known)}) and it was left as it is; "
            f"write into it, or take in a new one with --merge OWN.yaml --as {_quoted(name)}"
        )
    voice_id = _new_id(stream, name)
    changes = figures(_current(opened)) if is_copy else {}
    _write_voice(opened, voice_id, name, role, changes)
    say(f"{opened.name}: {SECTION}/voices/{join(voice_id)} is ready for {safe(_who(name))}.")
    if is_copy:
        say(f"It holds {_count(len(changes), 'figure')} of the map under changes: correct what is different.")
    else:
        example = next((f"{path}/wait_time" for path in _step_paths(stream)), "steps/STEP/wait_time")
        say(f"Write what they say under changes:, by path, such as {example}: 3d")
    _tell_role(stream, role)


def _step_paths(stream: ValueStreamMap) -> Iterator[str]:
    ids = list(stream.steps)
    yield from (f"steps/{join(step_id)}" for step_id in ids[1:] or ids)


def _tell_role(stream: ValueStreamMap, role: str | None) -> None:
    if role is not None and stream.roles and stream.role_of(role) not in stream.roles:
        names = ", ".join(one.name or role_id for role_id, one in stream.roles.items())
        say(f"{shown(role)} is no role of the map; there are {safe(names)}")


def _start_own_file(file: str, output: str, name: str, *, is_copy: bool) -> None:
    opened = _read(file)
    if Path(output).exists():
        raise FileUnwritableError(f"{output} is already there and was left as it is; name another file")
    who = " ".join(_who(name).split())
    head = OWN_FILE.format(
        name=who[:1].upper() + who[1:], file=_quoted(Path(file).name), own=_quoted(output), quoted=_quoted(name)
    )
    write_whole(Path(output), head + dump(own_map(opened.plain, is_copy=is_copy)))
    filled = "today's figures to correct" if is_copy else "a ? for every figure"
    say(f"{output} is ready for {safe(who)}: the map with {filled}.")
    say(f"Then: flowatlas voice {_quoted(file)} --merge {_quoted(output)} --as {_quoted(name)}")


def _merge(file: str, own_file: str, name: str, role: str | None) -> None:
    opened, own = _read(file), AtlasFile.open(own_file)
    errors = [located for located in own.findings if located.finding.severity is Severity.ERROR]
    if errors:
        for located in errors:
            click.echo(finding_line(own.name, located), err=True)
        raise FlowAtlasError(f"{own.name} has {_count(len(errors), 'error')}; nothing was taken in")
    own_current = _current(own)
    if not own_current.get("steps"):
        raise FlowAtlasError(f"{own.name} has no steps under {SECTION}:, so there is nothing to take in")
    stream = _stream(opened.atlas)
    for own_id, step in _stream(own.atlas).steps.items():
        if step.same_as is not None and step.same_as not in stream.steps:
            near = nearest(step.same_as, stream.steps)
            hint = f'; did you mean "{near}"?' if near else ""
            raise FlowAtlasError(
                f"{own.name}:{own.text.line_of(join(SECTION, 'steps', own_id, 'same_as'))}: same_as: "
                f"{shown(step.same_as)} is no step of {opened.name}{hint}; nothing was taken in"
            )
    known = _voice_of(stream, name)
    voice_id = _new_id(stream, name) if known is None else known
    taken = taken_in(_current(opened), own_current)
    if known is not None:
        name, role = stream.voices[known].name or name, role or stream.voices[known].role
    _write_voice(opened, voice_id, name, role, taken.changes)
    told = "the voice that was there is replaced" if known is not None else "a new voice"
    count = _count(len(taken.changes), "statement")
    say(f"{opened.name}: {SECTION}/voices/{join(voice_id)} holds what {safe(_who(name))} says, {count}; {told}.")
    for own_id, step_id in taken.by_name.items():
        say(f"  {safe(own_id)} was taken for {safe(step_id)}, as they have the same name")
    for own_id, step_id in taken.by_same_as.items():
        say(f"  {safe(own_id)} is {safe(step_id)}, as same_as says")
    if own.atlas.calendar.times != opened.atlas.calendar.times and "calendar" in own.plain:
        say(f"  {own.name} has another calendar; times are read as {opened.atlas.calendar.times.text}")
    _tell_role(stream, role)


def _write_voice(opened: AtlasFile, voice_id: str, name: str, role: str | None, changes: dict[str, Any]) -> None:
    who = {} if _is_anonymous(name) else {"name": " ".join(name.split())}
    record = {**who, **({"role": role} if role else {}), "changes": changes}
    opened.changed([Change(join(SECTION, "voices", voice_id), record)]).save()


def _is_anonymous(name: str) -> bool:
    return name.strip().casefold() == ANONYMOUS


def _who(name: str) -> str:
    return "somebody" if _is_anonymous(name) else name


def _voice_of(stream: ValueStreamMap, name: str) -> str | None:
    """The id of the voice of this name; each anonymous one is a new one."""
    wanted = " ".join(name.split()).casefold()
    if _is_anonymous(name):
        return None
    return next(
        (key for key, one in stream.voices.items() if (one.name or key).casefold() == wanted or key == name.strip()),
        None,
    )


def _new_id(stream: ValueStreamMap, name: str) -> str:
    """A readable id that no voice has yet."""
    return new_voice_id(stream.voices, "" if _is_anonymous(name) else name)


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"


def _settle(file: str, settled: tuple[str, ...], labels: Labels) -> None:
    """Write what the group settles, all of it or nothing."""
    before = opened = _read(file)
    lines = []
    for one in settled:
        path, how = _read_settled(one)
        was = expected_lead(_stream(opened.atlas), opened.atlas.calendar.times)
        change, told = _settling(opened, path, how)
        opened = opened.changed([change])
        now = expected_lead(_stream(opened.atlas), opened.atlas.calendar.times)
        lines.append(f"{Names(opened.plain).of(change.path)}: {told}. {_effect(was, now, opened.atlas.calendar.times)}")
    known = {(located.finding.path, located.finding.message) for located in before.findings}
    for located in opened.findings:
        finding = located.finding
        if finding.severity is Severity.ERROR and (finding.path, finding.message) not in known:
            _refuse(f"{Names(opened.plain).finding(finding)}; nothing was written")
    opened.save()
    names = _stream(opened.atlas).own_names
    for line in lines:
        say(labels.applied(safe(line), names))


def _refuse(message: str) -> NoReturn:
    raise click.BadParameter(message, param_hint="--settle")


def _read_settled(text: str) -> Settlement:
    path, equals, how = text.partition("=")
    path, how = path.strip().removeprefix(f"{SECTION}/"), how.strip()
    if not equals or not path or not how:
        _refuse(f"{shown(text)} settles nothing; write PATH=VALUE, PATH=worse or PATH=pool")
    return Settlement(path, how)


def _settling(opened: AtlasFile, path: str, how: str) -> tuple[Change, str]:
    """The change that settles a value, and what it does in words."""
    stream, calendar = _stream(opened.atlas), opened.atlas.calendar.times
    declared = field_at(path)
    is_there, value = value_on(stream, path)
    if declared is None or not is_there or "voices" in split(path)[:1]:
        near = _near(stream, path)
        _refuse(f"{shown(path)} is no value of the map" + (f'; did you mean "{near}"?' if near else ""))
    full = f"{SECTION}/{path}"
    name = Names(opened.plain).of(full)
    spoken = next((one for one in reconcile(opened.atlas).values if one.path == path), None)
    if how in {"worse", "pool"} and spoken is None:
        _refuse(f"no voice gives a figure for {name}, so there is none to take; write {path}=VALUE")
    if how == "pool":
        assert spoken is not None
        measurement = stream.measurements.get(stream.use or "")
        if measurement is not None and path in measurement.changes:
            return Change(full), f"the measurement {stream.use} answers from now on"
        if path.rpartition("/")[2] not in ANSWERED:
            _refuse(f"{name} needs a figure on the map; write {path}=VALUE or {path}=worse")
        count = len(spoken.said)
        # A step without a share is done by every item; only an open one is left to the voices.
        removed = Change(full, "?" if is_step_share(path) else None)
        return removed, f"{_count(count, 'voice')} answer{'s' if count == 1 else ''} from now on"
    if how == "worse":
        assert spoken is not None
        typed = settled_figure(spoken.worse)
        return Change(full, typed), f"{_typed(typed)}, the worse figure of {len(spoken.said)}"
    try:
        typed = _value_of(how, is_list=isinstance(value, list) or get_origin(declared.annotation) is list)
        read(declared, typed, calendar)
    except (QuantityError, TextError) as error:
        _refuse(f"{name}: {error}")
    return Change(full, typed), f"{_typed(typed)}, as agreed"


def _value_of(text: str, *, is_list: bool) -> Any:
    """A value as a file would hold it."""
    if text.startswith("{"):
        return Text(f"value: {text}").plain.get("value")
    if is_list:
        return [part.strip() for part in text.strip("[]").split(",") if part.strip()]
    value = resolved(text)
    return text if value is None or isinstance(value, bool) else value


def _near(stream: ValueStreamMap, path: str) -> str:
    known = [
        *stream.statements,
        *(f"steps/{join(one)}/{name}" for one in stream.steps for name in ("wait_time", "process_time")),
    ]
    return nearest(path, known)


def _effect(was: float, now: float, calendar: Calendar) -> str:
    text = _time(now, calendar)
    if text == _time(was, calendar):
        return f"Expected lead time with rework stays {text}"
    return f"Expected lead time with rework goes from {_time(was, calendar)} to {text}"


def _time(seconds: float, calendar: Calendar) -> str:
    return Duration.say(seconds, calendar)


def _typed(typed: Any) -> str:
    if isinstance(typed, dict):
        return ", ".join(f"{key} {value}" for key, value in typed.items())
    return ", ".join(map(str, typed)) if isinstance(typed, list) else str(typed)


def _lines(opened: Opened, found: Reconciliation) -> Iterator[str]:
    stream, calendar = _stream(opened.atlas), opened.atlas.calendar.times
    yield heading(f"What people say: {opened.atlas.title or stream.title or opened.name}")
    if not stream.voices:
        yield "Nobody has spoken yet. Start a voice: flowatlas voice FILE --as NAME --role ROLE"
        yield from _missing(stream, found)
        return
    lead = _time(found.lead, calendar)
    yield faint(f"{_count(len(stream.voices), 'voice')} · expected lead time with rework {lead} · {calendar.text}")
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
    share = f" ({Share.say(one.share, calendar, is_rough=True)} of it)" if one.share is not None else ""
    return (
        f"lead time from {_time(low, calendar)} to {_time(high, calendar)}, {_time(high - low, calendar)} apart{share}"
    )


def _standing(one: Spoken) -> str:
    if one.stands.by == "map":
        return f"settled as {_typed(one.stands.typed)}"
    if one.stands.by == "measurement":
        return f"now the measurement answers: {_typed(one.stands.typed)}"
    return "now the voices answer" if one.stands.by == "voices" else "nothing on the map answers yet"


def _words(stream: ValueStreamMap, found: Reconciliation) -> Iterator[str]:
    if not found.words:
        return
    yield heading("Said in other words")
    for one in found.words[:MOST_VALUES]:
        told = [f"{_named(stream, voice_id)}: {_typed(typed)}" for voice_id, typed in one.said[:MOST_VOICES]]
        more = [f"and {len(one.said) - MOST_VOICES} more"] if len(one.said) > MOST_VOICES else []
        stands = _typed(one.stands) if one.stands not in (None, []) else "nothing"
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
        return _count(len(voices), "voice")
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


def _plain(atlas: Atlas, found: Reconciliation) -> dict[str, Any]:
    stream = _stream(atlas)
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
