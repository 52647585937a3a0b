"""The business case as a page, an image and text, and the sections that all of them and the terminal tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from html import escape
from typing import NamedTuple

from flowatlas.drawing.text import safe
from flowatlas.exporters.exporter import MARK, Export
from flowatlas.exporters.html import colours, fingerprint, framed
from flowatlas.exporters.md import escaped
from flowatlas.exporters.png import write_png
from flowatlas.model.case import TO_MAKE_IT_MONEY, Amount, BusinessCase, Case, CaseLine, LaneCases
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.picture import Picture, Text
from flowatlas.render.fonts import font_faces
from flowatlas.render.svg import paint_of, svg
from flowatlas.views.case import NOT_KNOWN, TITLE, case_page

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
    """A part of the case: its heading, a table whose first row names the columns, or points, one a sentence.

    ``figures`` are the columns of the table that hold figures.
    """

    heading: str
    rows: tuple[tuple[str, ...], ...] = ()
    points: tuple[str, ...] = ()
    figures: tuple[int, ...] = ()


@dataclass
class CaseExport(Export):
    """All that the business case of a future needs to be written; '' is the future that leaves most over."""

    future: str = ""

    @cached_property
    def picture(self) -> Picture:
        """The case on one page."""
        return case_page(self.atlas, self.derived, self.future)

    @cached_property
    def found(self) -> BusinessCase:
        """All cases.

        Raises:
            FlowAtlasError: there is nothing to make a case of.
        """
        found = self.derived.of(BusinessCase)
        if found is None or not found.cases:
            raise FlowAtlasError(f"{self.name} has no future to make a case for; write what is to change under future:")
        return found

    @cached_property
    def case(self) -> Case:
        """The case that is told.

        Raises:
            FlowAtlasError: there is no such future.
        """
        case = self.found.of(self.future)
        if case is None:
            known = ", ".join(one.name.removeprefix("future/") for one in self.found.cases)
            raise FlowAtlasError(f'there is no future "{self.future}"; there are {known}')
        return case

    @property
    def about(self) -> str:
        """What the case rests on: the study, the calendar, the date."""
        dated = f"map as of {self.found.dated}" if self.found.dated else "the map names no date"
        return " · ".join(part for part in (self.atlas.title, self.found.calendar, dated) if part)

    @property
    def heading(self) -> str:
        """What the case is called."""
        return f"{TITLE}: {self.case.title}"


def sections(export: CaseExport) -> Iterator[Section]:
    """The case in tables and lists, in the order in which people ask."""
    case = export.case
    yield Section("In short", tuple((one.question, one.figure, one.text) for one in case.answers))
    rows = [("", "today", "then", "change", "")]
    rows += [(one.title, one.before, one.after, one.change, one.sure) for one in case.compared]
    for title, hours in (("Hours of work saved a month", case.hours), ("Hours saved by an item", case.hours_per_item)):
        rows.append((title, "", *_figures(hours), ""))
    yield Section("Before and after", tuple(rows), figures=(1, 2))
    if case.monthly or case.once:
        money = [("", "", "range (8 in 10)", "how")]
        money += [(line.title, *_figures(line.amount), f"{line.how}") for line in case.monthly]
        money.append((f"Net a month{_without(case.monthly, case.net)}", *_figures(case.net), ""))
        money += [(line.title, *_figures(line.amount), f"{line.how}, once") for line in case.once]
        money.append((f"Paid to get there{_without(case.once, case.invested)}", *_figures(case.invested), ""))
        money.append((f"Left after {case.months} months", *_figures(case.total), ""))
        money.append(("Return on what was paid (ROI)", *_figures(case.roi), ""))
        money.append(("Paid back after", *_figures(case.payback), ""))
        yield Section("In money", tuple(money), figures=(1, 2))
    else:
        yield Section("In money", points=(TO_MAKE_IT_MONEY,))
    if case.clearing:
        waiting = [("a first estimate, as if nothing new came in", "today", "then")]
        waiting += [(one.at_once, one.before_text, one.after_text) for one in case.clearing]
        yield Section("When those who wait now have been served", tuple(waiting), figures=(1, 2))
    yield Section("What is assumed", points=case.assumptions)
    told = tuple(f"{one.message[:1].upper()}{one.message[1:]}: {one.hint}." for one in case.traps)
    yield Section("Worth a second look", points=told)
    yield Section("Not known, and in no sum", points=tuple(one for one in case.left_out if one != TO_MAKE_IT_MONEY))
    lanes = export.derived.of(LaneCases)
    several = [*export.found.cases, *(lanes.cases if lanes is not None else ())]
    if len(several) > 1:
        others: list[tuple[str, ...]] = [
            ("", "lead time then", "hours a month", "net a month", "paid once", "paid back after")
        ]
        for one in several:
            amounts = [_figures(amount)[0] for amount in (one.hours, one.net, one.invested, one.payback)]
            amounts[2] = amounts[2].removeprefix("−")
            others.append((one.title, one.compared[0].after, *amounts))
        yield Section("Every future, and the roadmap lane by lane", tuple(others), figures=(1, 2, 3, 4, 5))


def _figures(amount: Amount | None) -> tuple[str, str]:
    return (NOT_KNOWN, "") if amount is None else (amount.text, amount.span)


def _without(lines: Sequence[CaseLine], amount: Amount | None) -> str:
    missing = sum(line.amount is None for line in lines)
    return f", without {missing} not known" if missing and amount is not None else ""


def case_markdown(export: CaseExport) -> str:
    """The case as Markdown, for reviews, wikis and chats."""
    say = export.labels.applied
    lines = [f"<!-- Written by {MARK}; `flowatlas case` writes over it. -->", f"# {escaped(export.heading)}", ""]
    lines += [escaped(export.about), "", f"**{escaped(say(export.case.headline))}**", ""]
    for section in sections(export):
        if not section.rows and not section.points:
            continue
        lines += [f"## {escaped(say(section.heading))}", ""]
        rows = section.rows
        if section.heading == "In short":
            rows = (("", "", ""), *rows)
        for number, row in enumerate(rows):
            lines.append(f"| {' | '.join(escaped(say(cell)) for cell in row)} |")
            lines += [f"|{' --- |' * len(row)}"] if number == 0 else []
        lines += [f"- {escaped(say(point))}" for point in section.points]
        lines.append("")
    return "\n".join(lines)


def case_html(export: CaseExport) -> str:
    """The case as a page of its own: opens without a network, prints on one sheet, and holds its tables as text."""
    say = export.labels.applied
    picture, title = export.picture, safe(export.heading)
    body = ["<main>", svg(picture, lambda name: f"var(--fa-{name})", has_paper=False, is_focusable=True)]
    body += ["<details><summary>The same as text</summary>", f"<h1>{escape(title)}</h1>"]
    said = [title, *(part.name for part in picture.parts)]
    for section in sections(export):
        if not section.rows and not section.points:
            continue
        body.append(f"<h2>{escape(safe(say(section.heading)))}</h2>")
        if section.rows:
            body.append("<table>")
            body += [
                f"<tr>{''.join(_cell(say(cell), n == 0) for n, cell in enumerate(row))}</tr>" for row in section.rows
            ]
            body.append("</table>")
        if section.points:
            body.append("<ul>")
            body += [f"<li>{escape(safe(say(point)))}</li>" for point in section.points]
            body.append("</ul>")
        said += [section.heading, *section.points, *(cell for row in section.rows for cell in row)]
    body += [
        "</details>",
        f"<p>Drawn with {MARK}; works offline, contains everything it shows.</p>",
        "</main>",
    ]
    texts = [*said, *(shape.text for _, shape in picture.shapes() if isinstance(shape, Text))]
    style = f"{font_faces(texts, texts)}\n{colours()}\n{STYLE.strip()}"
    policy = (
        f"default-src 'none'; style-src '{fingerprint(style)}'; font-src data:; base-uri 'none'; form-action 'none'"
    )
    return framed(title, style, policy, "\n".join(body), theme=export.options.theme)


def _cell(text: str, is_first: bool) -> str:  # noqa: FBT001
    shown = escape(safe(text))
    return f'<th scope="row">{shown}</th>' if is_first else f"<td>{shown}</td>"


def case_svg(export: CaseExport) -> str:
    """The case as a drawing that scales."""
    from flowatlas.render.fonts import fonts_of

    picture = export.picture
    return svg(picture, paint_of(export.options.theme), fonts=fonts_of([picture]), generator=MARK)


CASE_FORMATS = {".html": case_html, ".md": case_markdown, ".png": write_png, ".svg": case_svg}
"""How the case is written, by the suffix of the file."""
