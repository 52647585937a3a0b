"""All figures of the page, with how well each is known."""

import math
from collections.abc import Iterator

from flowatlas.exporters.page.writing import Page
from flowatlas.metrics.measured import with_measured
from flowatlas.metrics.metric import Answer, metrics
from flowatlas.model.glossary import TERMS


def figures(page: Page) -> Iterator[str]:
    """Every figure that is known, with its range and in words; below it those that are not."""
    answers = page.export.report.answers
    # Where several roles have a load, the one that stands for them all would be said twice.
    listed = [one for name, one in answers.items() if not any(other.startswith(f"{name}/") for other in answers)]
    told = [one for one in listed if one.text != "unknown"]
    known = with_measured(page.stream, told, page.export.atlas.calendar.times)
    if not page.stream.steps or not known:
        return
    yield '<details id="figures"><summary><h2>All figures</h2></summary>'
    yield '<div class="wide" tabindex="0" role="group" aria-label="All figures"><table>'
    yield '<thead><tr><th scope="col">Figure</th><th scope="col">How much</th>'
    yield f'<th scope="col">{page.term("range")}</th>'
    yield '<th scope="col">In words</th></tr></thead><tbody>'
    for one in known:
        yield (
            f'<tr><th scope="row">{_name(page, one)}</th><td class="much">{page.told(one.text)}</td>'
            f'<td class="much soft">{page.told(_spread(page, one))}</td>'
            f"<td>{page.say(one.sentence, page.names)}</td></tr>"
        )
    yield "</tbody></table></div>"
    missing = [page.labels.applied(_short(one.title)) for one in listed if one.text == "unknown"]
    if missing:
        yield f'<p class="soft">Cannot be told yet: {page.told(", ".join(missing).lower())}.</p>'
    yield "</details>"


def _name(page: Page, one: Answer) -> str:
    name, _, role_id = one.name.partition("/")
    title = page.labels.applied(one.title)
    if not role_id:
        return page.term(name, title) if name in TERMS else page.told(title)
    role = page.stream.roles[role_id].name or role_id if role_id in page.stream.roles else role_id
    return f"{page.term(name, title)} of {page.own(role)}"


def _spread(page: Page, one: Answer) -> str:
    if one.p10 is None or one.p90 is None or one.p10 == one.p90 or not math.isfinite(one.p10):
        return ""
    calendar = page.export.atlas.calendar.times
    low, high = (one.kind.say(amount, calendar, is_rough=not one.is_exact) for amount in (one.p10, one.p90))
    if low == high:
        return ""
    is_of_items = any(known.is_of_items for known in metrics() if known.name == one.name)
    return f"8 in 10: {low} to {high}" if is_of_items else f"{low} to {high}"


def _short(title: str) -> str:
    """The title of a figure without how it is worked out."""
    return title.partition(" (")[0]
