"""The offline page: one file that shows a map, answers in words and explains itself, for those who were not there."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from flowatlas.exporters.exporter import Export, exporter
from flowatlas.exporters.page.answer import answer, header
from flowatlas.exporters.page.appendix import footer, glossary, source
from flowatlas.exporters.page.figures import figures
from flowatlas.exporters.page.frame import colours, fingerprint, framed
from flowatlas.exporters.page.lists import hotspots, questions, quick_fixes, unknown, voices, worth_a_look
from flowatlas.exporters.page.pictures import pictures
from flowatlas.exporters.page.steps import steps
from flowatlas.exporters.page.wanted import wanted
from flowatlas.exporters.page.writing import Page
from flowatlas.render.fonts import font_faces

ASCII = "".join(map(chr, range(0x20, 0x7F))) + "·−“”"
"""Letters that the fonts of a page always hold."""


@exporter("html", suffix=".html", title="Page")
def write_html(export: Export) -> str:
    """A page that explains itself, for those who were not there: opens without a network, prints on one sheet."""
    page = Page(export)
    content = "\n".join([*header(page), *_main(page), *footer()])
    texts = [*page.said, *page.owned, ASCII]
    style = f"{font_faces(texts, texts)}\n{colours()}\n{_file('page.css').strip()}"
    script = _file("page.js").strip()
    policy = (
        f"default-src 'none'; style-src '{fingerprint(style)}'; script-src '{fingerprint(script)}'; "
        "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
    )
    return framed(page.title, style, policy, content, script, theme=export.options.theme)


def _main(page: Page) -> Iterator[str]:
    yield "<main>"
    for section in (answer, pictures, wanted, voices, steps):
        yield from section(page)
    yield from _columns(*(short(page) for short in (hotspots, unknown, quick_fixes, questions, worth_a_look)))
    for section in (figures, glossary, source):
        yield from section(page)
    yield "</main>"


def _columns(*sections: Iterator[str]) -> Iterator[str]:
    """Short sections beside each other; nothing at all where none has anything to say."""
    written = ["\n".join(section) for section in sections]
    if any(written):
        yield '<div class="columns">'
        yield from filter(None, written)
        yield "</div>"


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")
