"""The business case: one page for somebody who decides about money and was not in the room."""

from collections.abc import Sequence
from typing import NamedTuple

from flowatlas.drawing.canvas import Canvas, Paragraph, short, text
from flowatlas.drawing.sheet import MARGIN, header
from flowatlas.drawing.text import text_width
from flowatlas.model.atlas import Atlas
from flowatlas.model.case import TO_MAKE_IT_MONEY, Amount, Answered, BusinessCase, Case, CaseLine, LaneCases
from flowatlas.model.finding import Finding
from flowatlas.model.picture import Box, Derived, Dot, Line, Mark, Picture, Shape
from flowatlas.model.wording import capital
from flowatlas.views.view import view

WIDTH = 1100.0
INNER = WIDTH - 2 * MARGIN
GUTTER = 40.0
HALF = (INNER - GUTTER) / 2
CARD_GAP = 14.0
PADDING = 13.0
CELL = 12.5
AFTER_FIGURES = 12.0
"""Room between figures, which end at the right, and words, which start at the left."""

CARDS = ("orange", "green", "blue", "yellow")
"""Colours of the four answers; their headings tell them apart for those who see none."""

MOST_LINES = 9
MOST_CASES = 8
MOST_LISTED = 12
CHART_HEIGHT = 190.0
SCALE_WIDTH = 92.0
SIZES = ((1e9, "billion"), (1e6, "million"), (1e3, "thousand"))
TITLE = "Business case"
NOT_KNOWN = "not known"
NO_FUTURE = (
    "A business case holds a future against the map of today, and no future is written down yet. It begins with one "
    "change, such as those of the view “What could change”."
)
FIGURES_FOLLOW = "The figures are being worked out."


@view(name="case", title=TITLE, section="future")
def case_view(atlas: Atlas, derived: Derived) -> Picture:
    """What a future costs and brings, how sure that is, and what is assumed, on one page."""
    return case_page(atlas, derived)


def case_page(atlas: Atlas, derived: Derived, future: str = "") -> Picture:
    """The page for a future by its id; without one for the future that leaves most over."""
    return _Page(atlas, derived, future).picture()


class Row(NamedTuple):
    """A row of a table: its id, the path that it stands for, its cells, and what explains it."""

    part_id: str
    cells: tuple[str, ...]
    path: str = ""
    tip: str = ""
    is_bold: bool = False


class _Page:
    def __init__(self, atlas: Atlas, derived: Derived, future: str) -> None:
        self.atlas, self.derived, self.labels = atlas, derived, derived.labels
        self.found = derived.of(BusinessCase)
        self.case = self.found.of(future) if self.found is not None else None
        self.canvas = Canvas()

    def picture(self) -> Picture:
        canvas, case, found = self.canvas, self.case, self.found
        if case is None or found is None:
            sentence = FIGURES_FOLLOW if self.atlas.future else NO_FUTURE
            y = self._header(TITLE, self.atlas.title or "", sentence)
            return canvas.picture(WIDTH, y + MARGIN, TITLE, f"{TITLE}. {sentence}", self.labels)
        dated = f"map as of {found.dated}" if found.dated else "the map names no date"
        about = " · ".join(part for part in (self.atlas.title, found.calendar, dated) if part)
        title = f"{TITLE}: {case.title}"
        y = self._header(title, about, case.headline)
        y = self._answers(case.answers, y)
        column = MARGIN + HALF + GUTTER
        left = self._before_and_after(case, MARGIN, y)
        left = self._course(case, MARGIN, left) if case.course else left
        left = self._listed("assumed", "What is assumed", case.assumptions, MARGIN, left)
        right = self._money(case, column, y)
        right = self._traps(case.traps, column, right)
        missing = [one for one in case.left_out if one != TO_MAKE_IT_MONEY]
        right = self._listed("left-out", "Not known, and in no sum", missing, column, right)
        y = max(left, self._waiting(case, column, right))
        y = self._others(case, found, y)
        told = " ".join([title + ".", case.headline, *(f"{one.question} {one.figure}." for one in case.answers)])
        return canvas.picture(WIDTH, y + MARGIN / 2, title, told, self.labels)

    def _header(self, title: str, about: str, sentence: str) -> float:
        return header(
            self.canvas, title, about, self.derived._replace(sentences=(self.labels.applied(sentence),)), WIDTH
        )

    # Sections ------------------------------------------------------------------------------------------------------

    def _answers(self, answers: Sequence[Answered], y: float) -> float:
        """The four questions beside each other, so that each is answered at a glance."""
        width = (INNER - (len(answers) - 1) * CARD_GAP) / max(len(answers), 1)
        room = width - 2 * PADDING
        drawn = []
        for answer, colour in zip(answers, CARDS, strict=True):
            ink = f"card-{colour}-text"
            drawn.append(
                [
                    Paragraph(ink, answer.question, 12.5, room, most=2),
                    Paragraph(
                        ink,
                        self.labels.applied(capital(answer.figure)),
                        20.0,
                        room,
                        most=3,
                        is_bold=True,
                    ),
                    Paragraph(ink, self.labels.applied(answer.text), 12.5, room, most=7),
                ]
            )
        height = max(sum(words.height for words in one) for one in drawn) + 2 * PADDING + 10
        for number, (answer, colour, words) in enumerate(zip(answers, CARDS, drawn, strict=True)):
            x = MARGIN + number * (width + CARD_GAP)
            shapes: list[Shape] = [Box(f"card-{colour}", x, y, width, height, 4)]
            below = y + PADDING
            for paragraph in words:
                shapes += paragraph.at(x + PADDING, below)
                below += paragraph.height + 5
            name = f"{answer.question} {answer.figure}. {answer.text}"
            self.canvas.add(f"answer/{number + 1}", "answer", shapes, name=name)
        return y + height + 28

    def _before_and_after(self, case: Case, x: float, y: float) -> float:
        y = self._section("compared", "Before and after", x, y)
        rows = [Row("compared/0", ("", "today", "then", "change"))]
        for one in case.compared:
            if one.before == one.after == NOT_KNOWN:
                cells = one.title, NOT_KNOWN, "", ""
            else:
                change = ", ".join(part for part in (one.change, one.sure) if part)
                cells = one.title, one.before, one.after, change
            rows.append(Row(f"compared/{one.name}", tuple(self.labels.applied(cell) for cell in cells)))
        hours = case.hours or case.hours_per_item
        per = "a month" if case.hours is not None else "by an item"
        saved, span = (hours.text, hours.span) if hours is not None else (NOT_KNOWN, "")
        rows.append(Row("compared/hours", (f"Hours of work saved {per}", "", saved, span), is_bold=True))
        return self._table(rows, (0.37, 0.17, 0.17, 0.29), x, y, right=(1, 2))

    def _money(self, case: Case, x: float, y: float) -> float:
        y = self._section("money", "In money", x, y)
        if not (case.monthly or case.once):
            words = Paragraph("soft", TO_MAKE_IT_MONEY, CELL, HALF)
            self.canvas.add("money/none", "value", words.at(x, y))
            return y + words.height + 28
        rows = [Row("money/month", ("A month", case.currency, "range (8 in 10)"))]
        rows += self._lines(case.monthly)
        rows.append(self._sum("money/net", "Net a month", case.net, case.monthly))
        rows.append(Row("money/at-once", ("Once", "", "")))
        rows += self._lines(case.once)
        rows.append(self._sum("money/invested", "Paid to get there", case.invested, case.once))
        rows.append(Row("money/over", (f"Over {case.months} months", "", "")))
        rows.append(self._sum("money/total", "Left when all is paid", case.total))
        rows.append(self._sum("money/roi", "Return on what was paid (ROI)", case.roi))
        rows.append(self._sum("money/payback", "Paid back after", case.payback))
        return self._table(rows, (0.5, 0.2, 0.3), x, y, right=(1, 2))

    def _lines(self, lines: Sequence[CaseLine]) -> list[Row]:
        rows = [self._line(line) for line in _weightiest(lines)]
        if len(lines) > len(rows):
            rows.append(
                Row("money/more", (f"and {len(lines) - len(rows)} more; what is known of them is in the sum", "", ""))
            )
        return rows or [Row("money/none", ("nothing is named", NOT_KNOWN, ""))]

    def _line(self, line: CaseLine) -> Row:
        return Row(f"money/{line.path}", (line.title, *self._figures(line.amount)), line.path, line.how)

    def _sum(self, part_id: str, title: str, amount: Amount | None, lines: Sequence[CaseLine] = ()) -> Row:
        missing = sum(line.amount is None for line in lines)
        told = f"{title}, without {missing} not known" if missing and amount is not None else title
        return Row(part_id, (told, *self._figures(amount)), is_bold=True)

    def _figures(self, amount: Amount | None) -> tuple[str, str]:
        """A figure and its range, without the currency that stands above."""
        if amount is None:
            return NOT_KNOWN, ""
        unit = f" {self.case.currency}" if self.case is not None and self.case.currency else ""
        return amount.text.removesuffix(unit), amount.span.removesuffix(unit)

    def _course(self, case: Case, x: float, y: float) -> float:
        """What has come together month by month: a line with its band, and where it crosses nothing."""
        y = self._section("course", "What has come together, month by month", x, y)
        left, right, top, bottom = x + SCALE_WIDTH, x + HALF - 10, y + 8, y + 8 + CHART_HEIGHT
        # What is expected can lie beyond 8 in 10, where a few draws are far out.
        highest = max(0.0, *(max(one.high, one.mean) for one in case.course))
        lowest = min(0.0, *(min(one.low, one.mean) for one in case.course))
        size = (highest - lowest) or 1.0

        def at(month: float, amount: float) -> tuple[float, float]:
            across = left + (right - left) * month / max(len(case.course) - 1, 1)
            return across, bottom - (bottom - top) * (amount - lowest) / size

        band = [at(month, one.low) for month, one in enumerate(case.course)]
        band += [at(month, one.high) for month, one in reversed(list(enumerate(case.course)))]
        shapes: list[Shape] = [Mark("band", tuple(band))]
        shapes.append(Line("axis", (at(0, 0), at(len(case.course) - 1, 0))))
        shapes.append(Line("goal-line", tuple(at(month, one.mean) for month, one in enumerate(case.course))))
        last = case.course[-1]
        if case.payback is not None and 0 < case.payback.mean < len(case.course):
            shapes.append(Dot("goal-mark", *at(case.payback.mean, 0.0), 5))
        taken: list[float] = []
        for amount, words in ((0.0, "0"), (last.mean, last.text), (case.course[0].mean, case.course[0].text)):
            height = at(0, amount)[1]
            if all(abs(height - other) > 15 for other in taken):
                shapes.append(text("soft", left - 8, height + 4, _fitting(words, amount), 11.0, anchor="end"))
                taken.append(height)
        months = len(case.course) - 1
        every = next(step for step in (1, 2, 3, 6, 12, 24) if months <= 14 * step)
        shapes += [
            text("soft", at(month, 0)[0], bottom + 17, str(month), 11.0, anchor="middle")
            for month in range(0, months + 1, every)
        ]
        span = f" (8 in 10: {last.span})" if last.span else ""
        told = f"{case.course[0].text} at the start, {last.text} after {months} months{span}."
        if case.payback is not None and case.payback.mean < len(case.course):
            told += f" The dot is where it is paid back: {case.payback.text}." if case.payback.mean > 0 else ""
        caption = Paragraph("soft", told, 12.0, HALF, most=4)
        shapes += caption.at(x, bottom + 26)
        self.canvas.add("course/picture", "chart", shapes, name=told)
        return bottom + 26 + caption.height + 24

    def _waiting(self, case: Case, x: float, y: float) -> float:
        if not case.clearing:
            return y
        y = self._section("waiting", "When those who wait now have been served", x, y)
        rows = [Row("waiting/0", ("", "today", "then"))]
        rows += [
            Row(f"waiting/{number + 1}", (one.at_once, one.before_text, one.after_text))
            for number, one in enumerate(case.clearing)
        ]
        y = self._table(rows, (0.5, 0.25, 0.25), x, y, right=(1, 2)) - 22
        told = "A first estimate: waiting items × average lead time ÷ items at once, as if nothing new came in between."
        words = Paragraph("soft", self.labels.applied(told), 12.0, HALF, most=3)
        self.canvas.add("waiting/how", "value", words.at(x, y))
        return y + words.height + 24

    def _traps(self, traps: Sequence[Finding], x: float, y: float) -> float:
        told = [(f"{capital(one.message)}: {one.hint}.", one.path) for one in traps]
        return self._list("trap", "Worth a second look", told, x, y)

    def _listed(self, part_id: str, heading: str, sentences: Sequence[str], x: float, y: float) -> float:
        return self._list(part_id, heading, [(sentence, "") for sentence in sentences], x, y)

    def _list(self, part_id: str, heading: str, entries: Sequence[tuple[str, str]], x: float, y: float) -> float:
        if not entries:
            return y
        y = self._section(part_id, heading, x, y)
        for number, (sentence, path) in enumerate(entries[:MOST_LISTED]):
            words = Paragraph("text", self.labels.applied(sentence), CELL, HALF - 16, most=4)
            shapes: list[Shape] = [Dot("end-mark", x + 4, y + 8.5, 2.2), *words.at(x + 16, y)]
            self.canvas.add(f"{part_id}/{number + 1}", "list", shapes, path=path, name=sentence)
            y += words.height + 5
        if len(entries) > MOST_LISTED:
            more = Paragraph("soft", f"and {len(entries) - MOST_LISTED} more", CELL, HALF - 16)
            self.canvas.add(f"{part_id}/more", "list", more.at(x + 16, y))
            y += more.height + 5
        return y + 19

    def _others(self, case: Case, found: BusinessCase, y: float) -> float:
        """The other futures and the lanes of the roadmap, each in a row."""
        lanes = self.derived.of(LaneCases)
        several = [*found.cases, *(lanes.cases if lanes is not None else ())]
        if len(several) < 2:
            return y
        y = self._section("cases", "Every future, and the roadmap lane by lane", MARGIN, y)
        rows = [Row("cases/0", ("", "lead time then", "hours a month", "net a month", "paid once", "paid back after"))]
        for one in several[:MOST_CASES]:
            title = f"{one.title} (this page)" if one is case else one.title
            lead = one.compared[0].after
            figures = (one.hours, one.net, one.invested, one.payback)
            told = [NOT_KNOWN if amount is None else amount.text for amount in figures]
            told[2] = told[2].removeprefix("−")
            cells = (title, lead, *told)
            path = one.name if one.name.startswith("future/") else ""
            rows.append(Row(f"cases/{one.name}", cells, path, one.headline, is_bold=one is case))
        if len(several) > MOST_CASES:
            rows.append(Row("cases/more", (f"and {len(several) - MOST_CASES} more", "", "", "", "", "")))
        return self._table(rows, (0.34, 0.13, 0.12, 0.14, 0.13, 0.14), MARGIN, y, right=(1, 2, 3, 4, 5), width=INNER)

    # Pieces --------------------------------------------------------------------------------------------------------

    def _section(self, part_id: str, heading: str, x: float, y: float) -> float:
        words = Paragraph("text", self.labels.applied(heading), 15.0, HALF, most=2, is_bold=True)
        self.canvas.add(f"heading/{part_id}", "heading", words.at(x, y), name=heading)
        return y + words.height + 6

    def _table(
        self,
        rows: Sequence[Row],
        shares: Sequence[float],
        x: float,
        y: float,
        *,
        right: Sequence[int],
        width: float = HALF,
    ) -> float:
        """Rows with thin lines between them; the first column says what it is, those to the ``right`` hold figures."""
        room = [share * width for share in shares]
        starts = [x + sum(room[:column]) for column in range(len(room))]
        for number, row in enumerate(rows):
            is_heading = not any(row.cells[1:]) or number == 0
            role = "soft" if is_heading else "text"
            cells = [
                Paragraph(
                    role,
                    cell,
                    CELL,
                    room[column] - 10 - (AFTER_FIGURES if column not in right and column else 0),
                    most=2,
                    is_bold=row.is_bold,
                )
                for column, cell in enumerate(row.cells)
            ]
            height = max(words.height for words in cells if words.lines)
            shapes: list[Shape] = []
            for column, words in enumerate(cells):
                is_right = column in right
                at = starts[column] + (room[column] - 6 if is_right else AFTER_FIGURES if column - 1 in right else 0)
                shapes += words.at(at, y + 3, "end" if is_right else "start")
            shapes.append(Line("rule", ((x, y + height + 6), (x + width, y + height + 6))))
            told = ", ".join(cell for cell in row.cells if cell)
            self.canvas.add(row.part_id, "value", shapes, path=row.path, name=told, tip=row.tip)
            y += height + 7
        return y + 26


def _fitting(words: str, amount: float) -> str:
    """An amount beside the chart: as it is told elsewhere, in thousands or more where there is no room for that."""
    room = SCALE_WIDTH - 8
    if text_width(words, 11.0) <= room:
        return words
    size, unit = next(((size, unit) for size, unit in SIZES if abs(amount) >= size), (1.0, ""))
    return short(f"{amount / size:,.3g} {unit}".replace("-", "−"), 11.0, room)


def _weightiest(lines: Sequence[CaseLine]) -> list[CaseLine]:
    """The lines that there is room for, the largest ones in their order; what is not known is listed elsewhere too."""

    def weight(line: CaseLine) -> float:
        return -1.0 if line.amount is None else abs(line.amount.mean)

    kept = sorted(range(len(lines)), key=lambda place: -weight(lines[place]))[:MOST_LINES]
    return [lines[place] for place in sorted(kept)]
