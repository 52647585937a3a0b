"""The business case as a page, an image and text, and the sections that all of them and the terminal tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from flowatlas.exporters.exporter import MARK, Export
from flowatlas.exporters.png import write_png
from flowatlas.exporters.sections import Paper, Section, paper_html, paper_markdown
from flowatlas.model.case import TO_MAKE_IT_MONEY, Amount, BusinessCase, Case, CaseLine, LaneCases
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.picture import Picture
from flowatlas.model.wording import capital
from flowatlas.render.svg import paint_of, svg
from flowatlas.views.case import NOT_KNOWN, TITLE, case_page


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
    short = tuple((one.question, one.figure, one.text) for one in case.answers)
    yield Section("In short", short, has_names=False)
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
    told = tuple(f"{capital(one.message)}: {one.hint}." for one in case.traps)
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
    return paper_markdown(_paper(export), export.labels, "case")


def case_html(export: CaseExport) -> str:
    """The case as a page of its own: opens without a network, prints on one sheet, and holds its tables as text."""
    return paper_html(_paper(export), export.picture, export.labels, export.options.theme)


def _paper(export: CaseExport) -> Paper:
    return Paper(export.heading, export.about, export.case.headline, tuple(sections(export)))


def case_svg(export: CaseExport) -> str:
    """The case as a drawing that scales."""
    from flowatlas.render.fonts import fonts_of

    picture = export.picture
    return svg(picture, paint_of(export.options.theme), fonts=fonts_of([picture]), generator=MARK)


CASE_FORMATS = {".html": case_html, ".md": case_markdown, ".png": write_png, ".svg": case_svg}
"""How the case is written, by the suffix of the file."""
