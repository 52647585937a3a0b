"""The pictures of the page: one at a time where its script runs, else below each other."""

from collections.abc import Iterator, Sequence

from flowatlas.drawing.excerpt import excerpt
from flowatlas.exporters.exporter import Drawing
from flowatlas.exporters.page.escaping import quoted
from flowatlas.exporters.page.writing import Page
from flowatlas.model.picture import Text
from flowatlas.render.svg import svg

SAID_BY_THE_PAGE = {"title", "subtitle", "sentence", "target", "total", "list"}
"""Roles of the parts that the page says in words of its own, and so leaves out of its pictures."""

BESIDE_THE_MAP = {"total", "list"}
"""Those of them that stand below the map, so that what follows moves up."""

_KEYS = "Plus and minus change the size, arrow keys move the picture, Tab goes through what it explains."
_HOW = "Drag to move, Ctrl and wheel to zoom; rest on anything to have it explained."


def pictures(page: Page) -> Iterator[str]:
    """Every picture with what it shows, the one that was asked for first."""
    first = page.export.options.view
    shown = sorted(page.export.drawings, key=lambda drawing: drawing.name != first)
    shown = shown if page.stream.steps else shown[:1]
    yield '<section id="picture" aria-labelledby="picture-title" tabindex="-1">'
    yield '<h2 id="picture-title" class="unseen">The picture</h2>'
    if page.stream.steps:
        yield from _bar(page, shown)
    for view in shown:
        name, key = page.labels.applied(view.title, page.titles), _key(view.name)
        is_several = len(shown) > 1
        role = f' role="tabpanel" aria-labelledby="tab-{key}"' if is_several else ""
        yield f'<div class="view" id="view-{key}"{role}>'
        if is_several:
            yield f'<p class="view-title">{page.told(name)}</p>'
        yield f'<div class="stage" tabindex="0" role="group" aria-label={quoted(f"{name}. {_KEYS}")}>'
        yield _svg(page, view, f"{key}-").strip()
        yield "</div>"
        if page.stream.steps:
            yield f'<p class="caption">{page.say(view.explanation)}<span class="how" hidden> {_HOW}</span></p>'
        yield "</div>"
    yield "</section>"


def _bar(page: Page, shown: Sequence[Drawing]) -> Iterator[str]:
    """Tabs and sizes, which only work with the script and stay hidden without it."""
    yield '<div class="bar">'
    if len(shown) > 1:
        yield '<div role="tablist" aria-label="Pictures" hidden>'
        for number, view in enumerate(shown):
            is_first = "true" if number == 0 else "false"
            key = _key(view.name)
            yield (
                f'<button type="button" role="tab" id="tab-{key}" aria-controls="view-{key}" '
                f'aria-selected="{is_first}">{page.say(view.title, page.titles)}</button>'
            )
        yield "</div>"
    yield '<div class="zoom" role="group" aria-label="Size of the picture" hidden>'
    for action, sign, name in (("in", "+", "Larger"), ("out", "−", "Smaller"), ("fit", "Fit", "Fit to the width")):
        yield f'<button type="button" class="button" data-zoom="{action}" aria-label="{name}">{sign}</button>'
    yield "</div></div>"


def _svg(page: Page, view: Drawing, prefix: str) -> str:
    drawn = (
        view.picture if view.is_complete else excerpt(view.picture, without=SAID_BY_THE_PAGE, closing=BESIDE_THE_MAP)
    )
    for part, shape in drawn.shapes():
        page.said.append(part.tip)
        if isinstance(shape, Text):
            page.owned.append(shape.text)
    page.owned += [part.name for part in drawn.parts]
    return svg(drawn, lambda name: f"var(--fa-{name})", has_paper=False, prefix=prefix, is_focusable=True)


def _key(name: str) -> str:
    """A name as it may stand in an id."""
    return "".join(sign if sign.isalnum() or sign == "-" else "-" for sign in name)
