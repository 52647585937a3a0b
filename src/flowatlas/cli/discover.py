"""``flowatlas discover``: from an event log to the measured map."""

import shlex
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from flowatlas.cli.discovered import as_json, lines
from flowatlas.cli.interrupt import ending_at_once
from flowatlas.cli.mapping import mapping_options, told_by
from flowatlas.cli.options import json_option, terms
from flowatlas.cli.progress import Line, progress
from flowatlas.cli.render import check_place, write_output
from flowatlas.cli.terminal import faint, heading, say, table
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.proposal.confirmed import problems
from flowatlas.discover.told import title_of
from flowatlas.model.errors import FileUnwritableError
from flowatlas.model.glossary import Labels
from flowatlas.model.path import join
from flowatlas.model.registry import load_plug_ins
from flowatlas.store.file import STANDARD_INPUT, AtlasFile, write_whole
from flowatlas.store.mapping import mapping_text, read_mapping

if TYPE_CHECKING:
    from datetime import date

    from flowatlas.discover.discover import Discovered
    from flowatlas.exporters.exporter import Export, Exporter
    from flowatlas.importers.importer import Progress, Source
    from flowatlas.model.event import EventLog

MAPPING_SUFFIX = ".mapping.yaml"
MARK = "How this log is read, written by flowatlas discover."
HEADING = (
    MARK,
    "Change what is not right and name the file with --mapping; what is left open is proposed from the data.",
)
FETCHED = ".flowatlas/fetched"
ATLASES = (".yaml", ".yml")
COLUMNS = 110

LATER = ("discover.discover", "discover.atlas", "store.dump", "maps.value_stream", "metrics.headline", "metrics.report")
"""Modules that what is found in a log is told with."""


@click.command(epilog=terms("event_log", "item", "rework", "percentile", "open_item"))
@click.argument("logs", nargs=-1, metavar="LOG...")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="OUTPUT",
    help="Where to write: .yaml for a new atlas, .svg, .png, .html or .md for its picture. Repeat it for several.",
)
@click.option("--into", metavar="ATLAS", help="Add it to this atlas as a measurement, beside what is believed.")
@click.option("--as", "key", metavar="ID", help="With --into: the id of the measurement.")
@click.option("--title", help="What the study is about.")
@click.option("--mapping", "mapping_file", metavar="FILE", help="A mapping file: how the log is to be understood.")
@click.option("--save-mapping", metavar="FILE", help="Write the mapping, with what was proposed, to this file.")
@click.option("--from", "address", metavar="ADDRESS", help="Fetch it from Jira or GitHub instead of reading a file.")
@click.option("--keep", default=FETCHED, show_default=True, metavar="FOLDER", help="With --from: where it is kept.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="With --from: only add what changed since this day.")
@mapping_options
@click.option("--by", type=click.Choice(["month", "quarter"]), help="Look at each month or quarter by itself.")
@click.option("--yes", "is_confirmed", is_flag=True, help="Take the proposed matches as they are, without asking.")
@click.option("--why", "is_full", is_flag=True, help="Tell the reason of every proposal, and every remark.")
@click.option("--anonymous", is_flag=True, help="Replace people by signs, everywhere.")
@json_option
def discover(logs: tuple[str, ...], **options: Any) -> None:
    """Turn an event log into the measured map of its stream.

    LOG is an export of a tracker or any other system: CSV, Parquet, XES, OCEL, Jira, GitHub or ServiceNow; - is
    standard input. Several files are one log. Without options everything is proposed from the data, with reasons.
    """
    load_plug_ins()
    wanted = _wanted(logs, options)
    if wanted.into is not None:
        _lay_into(wanted, wanted.into)
        return
    # Nobody holds the log here, so that its memory is free for what is made of it.
    held = [_read(wanted)]
    _tell(_found(held.pop, wanted.mapping), wanted)


class Wanted(NamedTuple):
    """What was asked for, with a writer for each output that is no atlas."""

    logs: tuple[str, ...]
    mapping: LogMapping
    mapping_file: str | None
    save_mapping: str | None
    outputs: tuple[str, ...]
    writers: dict[str, "Exporter"]
    into: str | None
    key: str | None
    title: str | None
    address: str | None
    keep: Path
    since: "date | None"
    is_confirmed: bool
    is_full: bool
    as_json: bool
    is_anonymous: bool

    @property
    def atlas(self) -> str | None:
        """The atlas to write."""
        return next((name for name in self.outputs if Path(name).suffix.lower() in ATLASES), None)


def _wanted(logs: tuple[str, ...], options: dict[str, Any]) -> Wanted:
    """What the words of the command ask for, found out before anything takes long."""
    into, outputs, address = options["into"], options["outputs"], options["address"]
    if not logs and address is None:
        raise click.UsageError("name a log, such as issues.csv, or - for standard input")
    if logs and address is not None:
        raise click.UsageError("--from fetches the log; leave out the file, or --from")
    if address is None and options["since"]:
        raise click.UsageError("--since goes with --from ADDRESS; of a file every row is read")
    if into is None and (options["key"] or options["matches"]):
        raise click.UsageError("--as and --match go with --into ATLAS, the atlas that gets the measurement")
    atlases = [name for name in outputs if Path(name).suffix.lower() in ATLASES]
    if len(atlases) > 1 or (atlases and into is not None):
        raise click.UsageError("name one atlas: -o for a new one, or --into for one that is there")
    writers = {name: _writer(name) for name in outputs if name not in atlases}
    _check_places(logs, outputs, atlases, into)
    target = into or (atlases[0] if atlases else None)
    remembered = _remembered(target, options["mapping_file"])
    mapping = told_by(_mapping(remembered), options)
    if remembered != options["mapping_file"]:
        click.echo(f"read as {remembered} says", err=True)
    beside = _beside(target) if target is not None else None
    # What stands there already may have been changed by hand; only who names it has it written again.
    save = options["save_mapping"] or (beside if beside is not None and not Path(beside).exists() else None)
    if save is not None:
        _check_mapping_place(save)
    return Wanted(
        logs=logs,
        mapping=mapping,
        mapping_file=remembered,
        save_mapping=save,
        outputs=outputs,
        writers=writers,
        into=into,
        key=options["key"],
        title=options["title"],
        address=address,
        keep=Path(options["keep"]),
        since=options["since"].date() if options["since"] else None,
        is_confirmed=options["is_confirmed"],
        is_full=options["is_full"],
        as_json=options["as_json"],
        is_anonymous=options["anonymous"],
    )


def _writer(name: str) -> "Exporter":
    from flowatlas.exporters.exporter import exporter_for
    from flowatlas.model.errors import FlowAtlasError

    try:
        return exporter_for(name)
    except FlowAtlasError as error:
        raise click.BadParameter(f"{error}, or .yaml for an atlas", param_hint="--output") from None


def _check_places(logs: tuple[str, ...], outputs: tuple[str, ...], atlases: list[str], into: str | None) -> None:
    """Find out before anything takes long what cannot be written."""
    from flowatlas.exporters.exporter import MARK as DRAWN

    for name in atlases:
        if Path(name).exists():
            raise FileUnwritableError(f"{name} is already there and was left as it is; name another file, or --into it")
    if into is not None:
        AtlasFile.open(into)
    for name in outputs:
        check_place(name, logs[0] if logs and Path(logs[0]).exists() else "-", DRAWN, is_forced=False)


def _beside(atlas: str) -> str:
    """The file that remembers how the log of an atlas is read."""
    return str(Path(atlas).with_suffix("")) + MAPPING_SUFFIX


def _remembered(target: str | None, named: str | None) -> str | None:
    """The mapping file to go by: the one that was named, or the one that stands beside the atlas already."""
    if named is not None or target is None:
        return named
    return _beside(target) if Path(_beside(target)).exists() else None


def _mapping(name: str | None) -> LogMapping:
    return LogMapping() if name is None else read_mapping(LogMapping, name, problems)


def _check_mapping_place(name: str) -> None:
    """Leave alone what somebody else wrote."""
    path = Path(name)
    if path.exists() and (not path.is_file() or MARK.encode() not in path.read_bytes()[:200]):
        raise FileUnwritableError(f"{name} is no mapping file and was left as it is; name another file")


def _read(wanted: Wanted) -> "EventLog":
    """The log; Ctrl-C ends it at once, as nothing is written meanwhile."""
    from flowatlas.importers.importer import read_log

    with _folder() as folder, progress() as line, ending_at_once(_tidying(folder, line)):
        Thread(target=_prepare).start()
        return read_log(_source(wanted, folder, line.tell), wanted.mapping)


def _prepare() -> None:
    """Import what is needed once the log is read, as reading leaves the interpreter idle."""
    for name in LATER:
        import_module(f"flowatlas.{name}")


def _found(given: Callable[[], "EventLog"], mapping: LogMapping) -> "Discovered":
    """What the log that is given tells of under a mapping."""
    from flowatlas.discover.discover import discover as discovered

    with progress() as line, ending_at_once(line.erase):
        return discovered(given(), mapping, line.tell)


@contextmanager
def _folder() -> Iterator[Path]:
    """A folder that nobody else can read, for what comes in without a file of its own; gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="flowatlas-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _tidying(folder: Path, line: Line) -> Callable[[], None]:
    def tidy_up() -> None:
        line.erase()
        shutil.rmtree(folder, ignore_errors=True)

    return tidy_up


def _source(wanted: Wanted, folder: Path, tell: "Progress") -> "Source":
    """The files of the log; standard input becomes one, and what an address gives several."""
    from flowatlas.importers.importer import Source

    if wanted.address is not None:
        from flowatlas.importers.live import fetch

        return fetch(wanted.address, wanted.keep, tell, since=wanted.since)
    if wanted.logs.count(STANDARD_INPUT) > 1:
        raise click.UsageError("standard input can be read once")
    paths = tuple(_spooled(folder) if name == STANDARD_INPUT else Path(name) for name in wanted.logs)
    return Source(paths, tell)


def _spooled(folder: Path) -> Path:
    path = folder / "standard-input"
    with path.open("wb") as file:
        shutil.copyfileobj(sys.stdin.buffer, file)
    return path


def _lay_into(wanted: Wanted, into: str) -> None:
    """Add what the log says to an atlas, and tell where belief and log differ."""
    from flowatlas.cli.compare import believed_lines
    from flowatlas.cli.measurement import laid
    from flowatlas.discover.overlay.laid import under_its_hours
    from flowatlas.metrics.believed import believed_against
    from flowatlas.metrics.pairs import Sampling

    file = AtlasFile.open(into)
    mapping = under_its_hours(wanted.mapping, file.atlas)
    log = _read(wanted._replace(mapping=mapping))
    again = partial(_found, lambda: log)
    done = laid(file, again(mapping), again, key=wanted.key, title=wanted.title, is_confirmed=wanted.is_confirmed)
    drawn = {
        name: writer.write(_export(done.file, f"measurements/{join(done.key)}"))
        for name, writer in wanted.writers.items()
    }
    done.file.save()
    click.echo(f"wrote the measurement “{done.key}” into {into}", err=True)
    _write(wanted, done.found, drawn)
    if wanted.as_json:
        click.echo(as_json(done.found, done.file))
        return
    held = believed_against(done.file.plain, f"measurements/{join(done.key)}", Sampling())
    told = (*lines(done.found, [], columns=COLUMNS, is_full=wanted.is_full), *believed_lines(held, Labels()))
    for line in told:
        say(line)
    say(heading("What to do next"))
    name = shlex.quote(into)
    for row in table(
        [
            [f"flowatlas compare {name} --with measurements/{done.key}", faint("believed against measured")],
            [f"flowatlas serve {name}", faint("look at both, and decide what to go on with")],
        ]
    ):
        say(row)


def _tell(found: "Discovered", wanted: Wanted) -> None:
    """Print what was found, and write the atlas, its pictures and the mapping, where that is wanted."""
    from flowatlas.discover.atlas import atlas_of
    from flowatlas.store.dump import dump

    text = dump(atlas_of(found.measured, wanted.title or title_of(found.measured.source)))
    file = AtlasFile.of_text(text, wanted.atlas or "atlas.yaml")
    drawn = {name: writer.write(_export(file)) for name, writer in wanted.writers.items()}
    if wanted.as_json:
        click.echo(as_json(found, file))
    else:
        for line in lines(found, _sentences(file), columns=COLUMNS, is_full=wanted.is_full):
            say(line)
    if wanted.atlas is not None:
        write_whole(Path(wanted.atlas), text)
        click.echo(f"wrote {wanted.atlas}", err=True)
    _write(wanted, found, drawn)
    if not wanted.as_json:
        _say_what_next(wanted)


def _write(wanted: Wanted, found: "Discovered", drawn: dict[str, str | bytes]) -> None:
    """Write pictures, and how the log was read."""
    for name, content in drawn.items():
        write_output(name, content)
    if wanted.save_mapping is not None:
        save_mapping(found, wanted.save_mapping)


def _export(file: AtlasFile, view: str = "practice") -> "Export":
    from flowatlas.exporters.exporter import Export, Options

    findings = [located.finding for located in file.findings]
    return Export(file.name, file.atlas, file.text.text, findings, options=Options(view), plain=file.plain)


def _sentences(file: AtlasFile) -> list[str]:
    """What the map adds up to: the sum of the parts beside the measured whole, and the constraint."""
    from flowatlas.maps.value_stream import ValueStreamMap
    from flowatlas.metrics.headline import limits_in_words, parts_in_words
    from flowatlas.metrics.report import report

    stream = file.atlas.map(ValueStreamMap)
    if stream is None or not stream.steps:
        return []
    found = report(file.atlas)
    told = (limits_in_words(found, file.atlas, stream, Labels()), parts_in_words(found, file.atlas, stream, Labels()))
    return [sentence for sentence in told if sentence]


def save_mapping(found: "Discovered", name: str) -> None:
    """Write how the log was read, with why, so that it is read alike the next time."""
    reasons = {one.path: one.because for one in found.reasons}
    write_whole(Path(name), mapping_text(found.mapping, HEADING, reasons))
    click.echo(f"wrote {name}", err=True)


def _say_what_next(wanted: Wanted) -> None:
    """The commands that most people need now."""
    logs = shlex.join(wanted.logs) if wanted.logs else f"--from {shlex.quote(wanted.address or '')}"
    say(heading("What to do next"))
    if wanted.atlas is not None:
        atlas = shlex.quote(wanted.atlas)
        told = [
            (f"flowatlas serve {atlas}", "look at it, and add what no log knows"),
            (f"flowatlas show {atlas}", "all figures"),
        ]
    else:
        told = [(f"flowatlas discover {logs} -o atlas.yaml", "keep it as an atlas, the mapping beside it")]
        told += [] if wanted.outputs else [(f"flowatlas discover {logs} -o map.png", "see it as a picture")]
        told.append((f"flowatlas discover {logs} --into believed.yaml", "lay it beside your own map of it"))
    if wanted.save_mapping is not None:
        mapping = shlex.quote(wanted.save_mapping)
        told.append((f"flowatlas discover {logs} --mapping {mapping}", "again, after you changed the mapping"))
    elif not wanted.is_full:
        told.append((f"flowatlas discover {logs} --why", "every reason and remark"))
    for row in table([[command, faint(why)] for command, why in told]):
        say(row)
