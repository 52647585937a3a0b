"""A picture with the same in tables and lists: as a page of its own, and as Markdown."""

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from flowatlas.drawing.style import Theme
from flowatlas.drawing.text import safe
from flowatlas.exporters.exporter import MARK
from flowatlas.exporters.md import escaped
from flowatlas.exporters.page.frame import colours, fingerprint, framed
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Picture, Text
from flowatlas.render.fonts import font_faces
from flowatlas.render.svg import svg

STYLE = """
*{box-sizing:border-box}
body{background:var(--fa-paper);color:var(--fa-ink);font:400 1rem/1.5 Inter,"Segoe UI","Noto Sans",sans-serif;
margin:0 auto;max-width:76rem;padding:1rem}
svg{display:block;height:auto;width:100%}
table{border-collapse:collapse;margin:.5rem 0 1.5rem}
td,th{border-bottom:1px solid var(--fa-faint);padding:.25rem 1rem .25rem 0;text-align:left;vertical-align:top}
h1,h2{font-weight:600}h1{font-size:1.4rem}h2{font-size:1.1rem}
summary{cursor:pointer;padding:.5rem 0}
:focus-visible{outline:2px solid var(--fa-ask);outline-offset:2px}
@page{margin:10mm}
@media print{body{max-width:none;padding:0}details{display:none}svg{max-height:276mm}}
"""


class Section(NamedTuple):
    """A part of a text: its heading, a table whose first row names the columns, or points, one a sentence.

    ``figures`` are the columns of the table that hold figures; with ``has_names`` False no row names the columns.
    """

    heading: str
    rows: tuple[tuple[str, ...], ...] = ()
    points: tuple[str, ...] = ()
    figures: tuple[int, ...] = ()
    has_names: bool = True


class Paper(NamedTuple):
    """What is written: its title, what it rests on, the answer in a sentence, and its sections."""

    title: str
    about: str
    headline: str
    sections: Sequence[Section]

    @property
    def kept(self) -> list[Section]:
        """The sections that say something."""
        return [section for section in self.sections if section.rows or section.points]


def paper_markdown(paper: Paper, labels: Labels, command: str) -> str:
    """The text as Markdown; ``command`` is what writes over it."""
    say = labels.applied
    lines = [f"<!-- Written by {MARK}; `flowatlas {command}` writes over it. -->", f"# {escaped(paper.title)}", ""]
    lines += [escaped(paper.about), "", f"**{escaped(say(paper.headline))}**", ""]
    for section in paper.kept:
        lines += [f"## {escaped(say(section.heading))}", ""]
        rows = section.rows
        if rows and not section.has_names:
            rows = (("",) * len(rows[0]), *rows)
        for number, row in enumerate(rows):
            lines.append(f"| {' | '.join(escaped(say(cell)) for cell in row)} |")
            lines += [f"|{' --- |' * len(row)}"] if number == 0 else []
        lines += [f"- {escaped(say(point))}" for point in section.points]
        lines.append("")
    return "\n".join(lines)


def paper_html(paper: Paper, picture: Picture, labels: Labels, theme: Theme) -> str:
    """The picture as a page of its own: opens without a network, and holds its tables as text."""
    title = safe(paper.title)
    lines, said = _told(paper, labels)
    body = ["<main>", svg(picture, lambda name: f"var(--fa-{name})", has_paper=False, is_focusable=True)]
    body += ["<details><summary>The same as text</summary>", f"<h1>{escape(title)}</h1>", *lines, "</details>"]
    texts = [*said, *(part.name for part in picture.parts)]
    texts += [shape.text for _, shape in picture.shapes() if isinstance(shape, Text)]
    return _page(title, body, texts, theme, f"Drawn with {MARK}; works offline, contains everything it shows.")


def paper_page(paper: Paper, labels: Labels, theme: Theme) -> str:
    """The text alone as a page of its own, to be read and printed."""
    title, about, headline = (safe(labels.applied(one)) for one in (paper.title, paper.about, paper.headline))
    lines, said = _told(paper, labels)
    body = ["<main>", f"<h1>{escape(title)}</h1>", f"<p>{escape(about)}</p>"]
    body += [f"<p><strong>{escape(headline)}</strong></p>"] if headline else []
    told = f"Written by {MARK}; works offline, contains everything it shows."
    return _page(title, [*body, *lines], [*said, about, headline], theme, told)


def _told(paper: Paper, labels: Labels) -> tuple[list[str], list[str]]:
    """The sections of a text as lines of a page, and all words that they hold."""
    say = labels.applied
    body, said = [], [safe(paper.title)]
    for section in paper.kept:
        body.append(f"<h2>{escape(safe(say(section.heading)))}</h2>")
        if section.rows:
            body.append("<table>")
            body += [f"<tr>{''.join(_cell(say(cell), n) for n, cell in enumerate(row))}</tr>" for row in section.rows]
            body.append("</table>")
        if section.points:
            body.append("<ul>")
            body += [f"<li>{escape(safe(say(point)))}</li>" for point in section.points]
            body.append("</ul>")
        said += [section.heading, *section.points, *(cell for row in section.rows for cell in row)]
    return body, said


def _page(title: str, body: list[str], texts: list[str], theme: Theme, foot: str) -> str:
    style = f"{font_faces(texts, texts)}\n{colours()}\n{STYLE.strip()}"
    policy = (
        f"default-src 'none'; style-src '{fingerprint(style)}'; font-src data:; base-uri 'none'; form-action 'none'"
    )
    return framed(title, style, policy, "\n".join([*body, f"<p>{foot}</p>", "</main>"]), theme=theme)


def _cell(text: str, place: int) -> str:
    shown = escape(safe(text))
    return f"<td>{shown}</td>" if place else f'<th scope="row">{shown}</th>'
