"""Futures and the ideal on the page, each beside the current map."""

from collections.abc import Iterator

from flowatlas.exporters.page.writing import Page
from flowatlas.metrics.compare import Difference, change_in_words, headline_of
from flowatlas.metrics.constraint import Constraint
from flowatlas.metrics.pairs import reach_of, told
from flowatlas.model.quantity import Share
from flowatlas.model.wording import capital
from flowatlas.store.versions import IDEAL

WHOLE = "lead_time_with_rework"


def wanted(page: Page) -> Iterator[str]:
    """Every future and the ideal beside the current map, and what each future changes."""
    pairs = page.export.pairs
    if not pairs:
        return
    calendar = page.export.atlas.calendar.times
    ideal = next((pair for pair in pairs if pair.after.name == IDEAL), None)
    heading = "Today and what is wanted"
    yield f'<section id="wanted" aria-labelledby="wanted-title"><h2 id="wanted-title">{heading}</h2>'
    yield f'<div class="wide" tabindex="0" role="group" aria-label="{heading}"><table><thead><tr>'
    titles = ("Version", "Time", "Change", "Sure that it is better", "Of what the ideal saves")
    yield "".join(f'<th scope="col">{page.told(title)}</th>' for title in titles)
    yield f'<th scope="col">{page.term("constraint", capital(page.labels.of("constraint")))}</th>'
    yield "</tr></thead><tbody>"
    yield _row(page, "Today", pairs[0].found.differences.get(WHOLE), None, pairs[0].found.before)
    for pair in pairs:
        row = _row(
            page,
            pair.after.title,
            pair.found.differences.get(WHOLE),
            reach_of(pair, ideal),
            pair.found.after,
            is_new=True,
        )
        yield row
    yield "</tbody></table></div>"
    for pair in pairs:
        if pair.after.name != IDEAL:
            changed = [one for one in pair.found.steps if one.kind != "kept"]
            said = page.labels.applied(headline_of(pair.found, calendar))
            yield f"<h3>{page.own(pair.after.title)}</h3><p>{page.told(said)}</p><ul>"
            for one in changed:
                what = f"{one.kind}: {told(one)}" if told(one) else one.kind
                yield f'<li>{page.own(one.name)} <span class="soft">{page.own(what)}</span></li>'
            yield "</ul>"
    yield "</section>"


def _row(
    page: Page,
    title: str,
    one: Difference | None,
    reach: float | None,
    limit: Constraint | None,
    *,
    is_new: bool = False,
) -> str:
    calendar = page.export.atlas.calendar.times
    answer = None if one is None else one.after if is_new else one.before
    cells = [
        answer.text if answer is not None else "?",
        change_in_words(one) if one is not None and is_new else "",
        Share.say(one.better, calendar, is_rough=True) if one is not None and is_new else "",
        Share.say(max(reach, 0.0), calendar, is_rough=True) if reach is not None else "",
    ]
    name = page.own(capital(limit.found.name)) if limit is not None else ""
    written = "".join(f"<td>{page.told(cell)}</td>" for cell in cells)
    return f'<tr><th scope="row">{page.own(title)}</th>{written}<td>{name}</td></tr>'
