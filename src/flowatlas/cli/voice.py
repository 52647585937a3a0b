"""``flowatlas voice``: several people about one map, what they differ on, and what the group settles."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import click

from flowatlas.cli.check import finding_line, has_error
from flowatlas.cli.options import anonymous_option, atlas_argument, json_option, label_option, open_atlas
from flowatlas.cli.reconciled import lines, plain
from flowatlas.cli.settled import settle
from flowatlas.cli.terminal import say
from flowatlas.drawing.text import safe
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.reconcile import reconcile
from flowatlas.model.errors import FileUnwritableError, FlowAtlasError
from flowatlas.model.finding import Severity
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Change, as_mapping, join
from flowatlas.model.record import nearest
from flowatlas.model.registry import load_plug_ins
from flowatlas.model.wording import capital, counted, shown
from flowatlas.store.dump import dump
from flowatlas.store.file import AtlasFile, write_whole
from flowatlas.store.voices import figures, new_voice_id, own_map, taken_in

SECTION = ValueStreamMap.section
ANONYMOUS = "anonymous"
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
    load_plug_ins()
    if settled:
        settle(file, settled, labels)
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
            click.echo(json.dumps(plain(opened.atlas, found), ensure_ascii=False, allow_nan=False, indent=2))
        else:
            for line in lines(opened, found):
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


def _current(opened: AtlasFile) -> dict[str, Any]:
    return as_mapping(opened.plain.get(SECTION))


def _start(file: str, name: str, role: str | None, *, is_copy: bool) -> None:
    opened = AtlasFile.open(file)
    stream = opened.atlas.map_or_blank(ValueStreamMap)
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
        say(f"It holds {counted(len(changes), 'figure')} of the map under changes: correct what is different.")
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
    opened = AtlasFile.open(file)
    if Path(output).exists():
        raise FileUnwritableError(f"{output} is already there and was left as it is; name another file")
    who = " ".join(_who(name).split())
    head = OWN_FILE.format(name=capital(who), file=_quoted(Path(file).name), own=_quoted(output), quoted=_quoted(name))
    write_whole(Path(output), head + dump(own_map(opened.plain, is_copy=is_copy)))
    filled = "today's figures to correct" if is_copy else "a ? for every figure"
    say(f"{output} is ready for {safe(who)}: the map with {filled}.")
    say(f"Then: flowatlas voice {_quoted(file)} --merge {_quoted(output)} --as {_quoted(name)}")


def _merge(file: str, own_file: str, name: str, role: str | None) -> None:
    opened, own = AtlasFile.open(file), AtlasFile.open(own_file)
    errors = [located for located in own.findings if located.finding.severity is Severity.ERROR]
    if errors:
        for located in errors:
            click.echo(finding_line(own.name, located), err=True)
        raise FlowAtlasError(f"{own.name} has {counted(len(errors), 'error')}; nothing was taken in")
    own_current = _current(own)
    if not own_current.get("steps"):
        raise FlowAtlasError(f"{own.name} has no steps under {SECTION}:, so there is nothing to take in")
    stream = opened.atlas.map_or_blank(ValueStreamMap)
    for own_id, step in own.atlas.map_or_blank(ValueStreamMap).steps.items():
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
    count = counted(len(taken.changes), "statement")
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
