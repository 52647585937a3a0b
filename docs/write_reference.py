"""Writes what follows from the code: the schemas that are shipped, the reference pages, the output shown in the docs.

`make docs` runs it; tests fail where what it would write differs from what is there.
"""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from flowatlas.cli.schema import schema_text
from flowatlas.discover.mapping import LogMapping
from flowatlas.exporters.exporter import exporters
from flowatlas.importers.importer import importers
from flowatlas.maps.step import Role, Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.metric import metrics
from flowatlas.model.atlas import place_of
from flowatlas.model.glossary import TERMS
from flowatlas.model.record import Field, Record, fields_of
from flowatlas.model.registry import CHECKS
from flowatlas.store.schema import atlas_type
from flowatlas.views.view import views_of

ROOT = Path(__file__).resolve().parent.parent
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def generated() -> Iterator[tuple[Path, str]]:
    """Every file that is written from the code, with its text."""
    atlas_type()
    yield ROOT / "src/flowatlas/schemas/atlas.json", schema_text()
    yield ROOT / "docs/reference/metrics.md", _metrics_page()
    yield ROOT / "docs/reference/format.md", _format_page()
    yield ROOT / "docs/reference/checks.md", _checks_page()
    yield ROOT / "docs/reference/glossary.md", _glossary_page()
    yield ROOT / "docs/reference/formats.md", _formats_page()
    yield ROOT / "docs/reference/logs.md", _logs_page()


def pages() -> list[Path]:
    """Every page whose commands are run."""
    found = [
        ROOT / "README.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("examples/*/README.md"),
    ]
    return sorted(found)


def with_output(text: str, folder: Path) -> str:
    """A page in which the output of every ``$ command`` is what the command prints in ``folder``."""

    def rerun(block: re.Match[str]) -> str:
        lines = [line for line in block[1].splitlines() if line.startswith("$ ")]
        return "```console\n" + "".join(f"{line}\n{printed(line[2:], folder)}" for line in lines) + "```"

    return CONSOLE.sub(rerun, text)


def printed(command: str, folder: Path) -> str:
    """What a command prints: our own through this Python, whatever it exits with."""
    words = shlex.split(command)
    if words[0] != "flowatlas":
        raise ValueError(f"{command}: only flowatlas commands are shown with their output")
    environment = {"NO_COLOR": "1", "PATH": "/usr/bin:/bin", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, "-m", "flowatlas", *words[1:]],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return done.stdout


def _formats_page() -> str:
    lines = ["# Formats and views", "", "What `flowatlas render -o NAME.SUFFIX` writes, and what `--view` draws.", ""]
    lines += ["| suffix | format | holds |", "|---|---|---|"]
    lines += [
        f"| `{one.suffix}` | {one.title} | {one.explanation} |"
        for one in sorted(exporters(), key=lambda one: one.suffix)
    ]
    lines += ["", "| view | title | shows |", "|---|---|---|"]
    lines += [f"| `{one.name}` | {one.title} | {one.explanation} |" for one in views_of(atlas_type()())]
    return "\n".join([*lines, ""])


def _logs_page() -> str:
    lines = [
        "# Event logs",
        "",
        "What `flowatlas discover` reads, told from the data itself, and what a mapping file may say.",
        "How to use both is told in [From an export to a measured map](../how-to/measure-from-an-export.md).",
        "",
        "## Sources",
        "",
        "| reader | source | files | what becomes of it |",
        "|---|---|---|---|",
    ]
    for one in importers():
        suffixes = ", ".join(f"`{suffix}`" for suffix in one.suffixes)
        lines.append(f"| `{one.name}` | {one.title} | {suffixes} | {one.explanation} |")
    for one in importers():
        text = "\n".join(line.strip() for line in (one.read.__doc__ or "").partition("Raises:")[0].splitlines()[1:])
        if text.strip():
            lines += ["", f"### {one.title}", "", text.strip().replace("``", "`")]
    optional = "Everything in it is optional: what is left open is proposed from the data."
    lines += ["", "## The mapping file", "", optional]
    todo: list[tuple[str, type[Record]]] = [("", LogMapping)]
    while todo:
        path, record = todo.pop(0)
        heading = f"### `{path}`" if path else "### At the top"
        lines += ["", heading, "", "| field | holds | what it says | where it is absent |", "|---|---|---|---|"]
        for field in fields_of(record).values():
            holds = "fields, see below" if field.record else _holds(field)
            lines.append(f"| `{field.name}` | {holds} | {field.explanation} | {field.absent} |")
            if field.record is not None:
                todo.append((field.name, field.record))
    return "\n".join([*lines, ""])


def _metrics_page() -> str:
    lines = ["# Metrics", "", "Every figure that `flowatlas show` prints, from the docstrings of the code.", ""]
    for metric in sorted(metrics(), key=lambda metric: metric.title):
        text = "\n".join(line.strip() for line in (metric.function.__doc__ or "").partition(">>>")[0].splitlines())
        lines += [f"## {metric.title}", "", f"`{metric.name}`, a {metric.kind.kind}.", "", text.strip(), ""]
    return "\n".join(lines)


def _format_page() -> str:
    lines = [
        "# The fields of an atlas file",
        "",
        "Unknown fields are kept and reported. `flowatlas schema` prints the same as a JSON Schema.",
        "",
    ]
    seen: set[type[Record]] = set()
    todo: list[type[Record]] = [atlas_type(), ValueStreamMap, Step, Role]
    while todo:
        record = todo.pop(0)
        if record in seen:
            continue
        seen.add(record)
        name = "Atlas" if record is atlas_type() else record.__name__
        lines += [
            f"## {name}",
            "",
            (record.__doc__ or "").partition("\n")[0],
            "",
            "| field | holds | what it says |",
            "|---|---|---|",
        ]
        for field in fields_of(record).values():
            lines.append(f"| `{field.name}` | {_holds(field)} | {field.explanation} |")
            if field.record is not None:
                todo.append(field.record)
        lines.append("")
    return "\n".join(lines)


def _holds(field: Field) -> str:
    if field.record is not None:
        return f"{field.record.__name__} records by id" if field.is_keyed else f"a {field.record.__name__}"
    names = {
        "str": "text",
        "bool": "true or false",
        "int": "number",
        "float": "number",
        "Any": "anything",
        "Figure": "a figure",
    }
    annotation = field.annotation
    name = getattr(annotation, "__name__", str(annotation))
    if name in {"list", "Literal", "dict"}:
        options = ", ".join(str(getattr(option, "__name__", option)) for option in getattr(annotation, "__args__", ()))
        return {"list": "a list of texts", "Literal": options, "dict": "a mapping"}[name]
    return f"{names.get(name, name)}{field.bounds.words}"


def _checks_page() -> str:
    lines = ["# Checks", "", "What `flowatlas check` looks at, beside spelling, types, bounds and references.", ""]
    for map_class, check in sorted(CHECKS.values(), key=lambda known: place_of(known[0].section)):
        lines.append(f"- {map_class.__name__}: {(check.__doc__ or '').partition(chr(10))[0]}")
    return "\n".join([*lines, ""])


def _glossary_page() -> str:
    lines = [
        "# Glossary",
        "",
        "One term per idea, one sentence each; `flowatlas glossary` prints the same.",
        "The name in files and code stays as it is; [what people read can be chosen](../how-to/use-your-own-words.md).",
        "",
        "| term | means | also called | in files and code |",
        "|---|---|---|---|",
    ]
    rows = [f"| {term.label} | {term.sentence} | {', '.join(term.others)} | `{term.key}` |" for term in TERMS.values()]
    return "\n".join([*lines, *rows, ""])


def measured_example() -> Iterator[tuple[Path, str]]:
    """The example with a log: the log itself, and the atlas with what it says beside what is believed."""
    folder = ROOT / "examples/access-requests"
    log = subprocess.run([sys.executable, folder / "make_log.py"], capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own script
    yield folder / "requests.csv", log
    with TemporaryDirectory() as name:
        here = Path(name)
        (here / "requests.csv").write_text(log, encoding="utf-8")
        shutil.copy(folder / "believed.yaml", here / "atlas.yaml")
        printed("flowatlas discover requests.csv --into atlas.yaml --as tracker --by month --yes", here)
        yield folder / "atlas.yaml", (here / "atlas.yaml").read_text(encoding="utf-8")


def main() -> None:
    """Write everything."""
    for path, text in measured_example():
        path.write_text(text, encoding="utf-8")
    for path, text in generated():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for page in pages():
        page.write_text(with_output(page.read_text(encoding="utf-8"), ROOT), encoding="utf-8")


if __name__ == "__main__":
    main()
