"""``flowatlas session``: what came of the last session of a group."""

from datetime import UTC, datetime
from pathlib import Path

import click

from flowatlas.cli.options import anonymous_option, atlas_argument, label_option
from flowatlas.cli.render import check_place, write_output
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.registry import load_plug_ins


@click.command
@atlas_argument
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="OUTPUT",
    help="Where to write; the suffix tells the format: .md or .html. Repeat it for several.",
)
@click.option("--names", is_flag=True, help="With the names of those who took part.")
@click.option("--dark", is_flag=True, help="Light on dark.")
@click.option("--force", is_flag=True, help="Write over a file that was not written by Flow Atlas.")
@anonymous_option
@label_option
def session(
    file: str,
    *,
    outputs: tuple[str, ...],
    names: bool,
    dark: bool,
    force: bool,
    anonymous: bool,
    labels: Labels,
) -> None:
    """Say what came of the last session: what was decided, settled, voted and asked, and what comes next.

    FILE is atlas.yaml by default. Sessions are held in the browser (flowatlas serve) and remembered beside the file;
    one that is on is told as far as it goes. Without -o the summary is printed as Markdown.
    """
    from flowatlas.drawing.style import Theme
    from flowatlas.exporters.exporter import MARK
    from flowatlas.exporters.session import SESSION_FORMATS
    from flowatlas.meeting.records import Act
    from flowatlas.meeting.summary import Told, summary_of
    from flowatlas.store.past import past_of

    for name in outputs:
        if Path(name).suffix.lower() not in SESSION_FORMATS:
            raise click.BadParameter(f'nothing is written as "{name}"; end the name in .md or .html', param_hint="-o")
    load_plug_ins()
    if not Path(file).exists():
        raise FlowAtlasError(f"{file} does not exist; name an atlas file")
    past = past_of(Path(file), "act")
    acts = [Act(**content) for content in past.notes]
    found = summary_of(acts, past.state_at, past.n, datetime.now(UTC), Told(names, anonymous))
    if found is None:
        raise FlowAtlasError(f"{file}: no session was held yet; flowatlas serve {file} begins one in the browser")
    for name in outputs:
        check_place(name, file, MARK, is_forced=force)
    theme = Theme.DARK if dark else Theme.LIGHT
    for name in outputs:
        write_output(name, SESSION_FORMATS[Path(name).suffix.lower()](found, labels, theme))
    if not outputs:
        click.echo(SESSION_FORMATS[".md"](found, labels, theme))
