"""``flowatlas render``: the map as a picture or a page."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import (
    anonymous_option,
    atlas_argument,
    label_option,
    open_atlas,
    output_option,
    sampling_options,
)
from flowatlas.model.errors import FileUnwritableError, FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.registry import load_plug_ins

if TYPE_CHECKING:
    from flowatlas.exporters.asked import Asking
    from flowatlas.exporters.exporter import Drawing, Exporter

STANDARD_OUTPUT = "-"
PAGE = ".html"


@click.command
@atlas_argument
@output_option
@click.option("--format", "format_name", default=None, help="The format where OUTPUT is -, standard output.")
@click.option(
    "--view",
    default="practice",
    show_default=True,
    help="practice: as on the wall; ladder: time to scale; simple: in brief; outcome, dependency, capability, roadmap: "
    "the other maps; candidates: what could change; case: the business case; chain: the thread through all of it; "
    "future/ID or ideal: today beside it; measurements/ID: what is believed beside what was measured; "
    "measurements/ID/periods: month by month; simulation, what-matters, backlog: simulated; takes some seconds.",
)
@click.option(
    "--simulate",
    "is_simulated",
    is_flag=True,
    help="Add to a page what simulation says: how long items take on real days, what matters, and the backlog.",
)
@click.option("--dark", is_flag=True, help="Light on dark.")
@click.option(
    "--scale",
    default=None,
    type=click.FloatRange(0.1, 20),
    help="Pixels of a .png for one of the picture; else 1 to 2, so that it is some 1,800 wide.",
)
@click.option("--transparent", "is_transparent", is_flag=True, help="Leave out the ground of a picture.")
@click.option("--force", is_flag=True, help="Write over a file that was not written by Flow Atlas.")
@anonymous_option
@label_option
@sampling_options
def render(
    file: str,
    *,
    outputs: tuple[str, ...],
    format_name: str | None,
    view: str,
    is_simulated: bool,
    dark: bool,
    scale: float | None,
    is_transparent: bool,
    force: bool,
    anonymous: bool,
    labels: Labels,
    seed: int,
    draws: int,
    is_independent: bool,
) -> None:
    """Draw a map: picture, page that explains itself, or text for a review.

    FILE is atlas.yaml by default; - is standard input. Without -o the page is written beside it. Exits with 1 if the
    atlas has an error; what is wrong then counts as unknown.
    """
    from flowatlas.drawing.style import Theme
    from flowatlas.exporters.asked import ASKED, Asking
    from flowatlas.exporters.exporter import MARK, Export, Options, drawn_names, view_named

    load_plug_ins()
    names = outputs or (_page_beside(file),)
    writers = [_exporter(name, format_name) for name in names]
    if is_simulated and not any(writer.suffix == PAGE for writer in writers):
        raise click.UsageError("--simulate adds to a page: write -o page.html; or draw one picture, --view simulation")
    opened = open_atlas(file, anonymous=anonymous)
    versions = [*drawn_names(opened.plain), *ASKED]
    try:
        if view not in versions:
            view_named(view, opened.atlas, versions[1:])
    except FlowAtlasError as error:
        raise click.BadParameter(str(error), param_hint="--view") from None
    for name in names:
        check_place(name, file, MARK, is_forced=force)
    export = Export(
        name=opened.name,
        atlas=opened.atlas,
        source=opened.source,
        findings=[located.finding for located in opened.findings],
        labels=labels,
        options=Options(view, Theme.DARK if dark else Theme.LIGHT, scale, is_transparent),
        draws=draws,
        seed=seed,
        is_independent=is_independent,
        plain=opened.plain,
        asked=_asked(Asking(opened.plain, labels, seed, is_independent), view, is_all=is_simulated),
    )
    contents = [writer.write(export) for writer in writers]
    for name, content in zip(names, contents, strict=True):
        write_output(name, content)
    sys.exit(has_error(opened.findings))


def _asked(asking: "Asking", view: str, *, is_all: bool) -> "tuple[Drawing, ...]":
    """The pictures that are simulated: all of them, or the one that was asked for.

    Raises:
        FlowAtlasError: the map cannot be simulated.
    """
    from flowatlas.exporters.asked import ASKED, asked_drawings

    if not is_all and view not in ASKED:
        return ()
    from flowatlas.cli.simulated import working

    with working() as told:
        asking = asking._replace(told=told)
        if not is_all:
            return (ASKED[view].drawing(ASKED[view].work(asking)),)
        drawn, left_out = asked_drawings(asking)
    for words in left_out:
        click.echo(words, err=True)
    if view in ASKED and view not in {one.name for one in drawn}:
        return (*drawn, ASKED[view].drawing(ASKED[view].work(asking)))
    return drawn


def _page_beside(file: str) -> str:
    return "atlas.html" if file == "-" else str(Path(file).with_suffix(".html"))


def _exporter(name: str, format_name: str | None) -> "Exporter":
    """The format of an output; not to say which, or to name one that nobody knows, is wrong use."""
    from flowatlas.exporters.exporter import exporter_for

    is_printed = name == STANDARD_OUTPUT
    if is_printed and format_name is None:
        raise click.UsageError("standard output has no suffix; say what to print, such as --format svg")
    try:
        return exporter_for(f".{format_name}" if is_printed else name)
    except FlowAtlasError as error:
        raise click.BadParameter(str(error), param_hint="--format" if is_printed else "--output") from None


def check_place(name: str, file: str, mark: str, *, is_forced: bool) -> None:
    """Leave alone what somebody else made, and what is being read; find out early what cannot be written."""
    path = Path(name)
    if name == STANDARD_OUTPUT:
        return
    if not path.parent.is_dir():
        raise FileUnwritableError(f"{name} cannot be written: there is no folder {path.parent}; nothing was changed")
    if path.is_dir():
        raise FileUnwritableError(f"{name} cannot be written: it is a folder; nothing was changed")
    if not path.is_file():
        return
    if file != "-" and path.samefile(file):
        raise FileUnwritableError(f"{name} is the atlas itself; name another file")
    if not is_forced and mark.encode() not in path.read_bytes()[:4096]:
        raise FileUnwritableError(
            f"{name} was not written by Flow Atlas and was left as it is; name another file, or add --force"
        )


def write_output(name: str, content: str | bytes) -> None:
    """Write what was made, to a file or to standard output."""
    from flowatlas.store.file import write_whole

    if name == STANDARD_OUTPUT:
        sys.stdout.buffer.write(content if isinstance(content, bytes) else content.encode())
        return
    write_whole(Path(name), content)
    click.echo(f"wrote {name}", err=True)
