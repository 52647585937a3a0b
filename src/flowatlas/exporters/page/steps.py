"""The steps of the page in a table, for those who would rather read."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from flowatlas.exporters.page.writing import Page
from flowatlas.model.wording import capital
from flowatlas.views.table import Cell, Row, table


def steps(page: Page) -> Iterator[str]:
    """The table, its rows by group."""
    if not page.stream.steps:
        return
    found = table(page.stream, page.labels)
    words = "The same in a table"
    yield '<section id="table" aria-labelledby="table-title">'
    yield f'<h2 id="table-title">{words}</h2>'
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{words}"><table>'
    yield "<thead><tr>"
    for key, title in found.columns:
        # "also" gathers several things, none of which is the term that its column goes by.
        heading = page.told(capital(title)) if key == "share" else page.term(key, capital(title))
        yield f'<th scope="col">{heading}</th>'
    yield "</tr></thead>"
    for group, rows in groupby(found.rows, key=lambda row: row.group):
        yield "<tbody>"
        if group:
            span = len(found.columns)
            yield f'<tr class="group"><th scope="rowgroup" colspan="{span}">{page.own(group)}</th></tr>'
        for row in rows:
            yield f"<tr>{''.join(_cells(page, row, [key for key, _ in found.columns]))}</tr>"
        yield "</tbody>"
    yield "</table></div></section>"


def _cells(page: Page, row: Row, keys: Sequence[str]) -> Iterator[str]:
    for key, cell in zip(keys, row.cells, strict=True):
        if key == "step":
            yield f'<th scope="row">{page.own(cell.text)}</th>'
        else:
            yield f"<td>{_cell(page, cell)}</td>"


def _cell(page: Page, cell: Cell) -> str:
    return page.term("unknown", cell.text) if cell.is_unknown else page.own(cell.text)
