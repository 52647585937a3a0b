"""Short lists on the page: where people differ, hotspots, what is not known, what to do, what to look at."""

from collections.abc import Iterator

from flowatlas.drawing.figure import label_of
from flowatlas.drawing.text import safe
from flowatlas.exporters.page.writing import Page
from flowatlas.metrics.reconcile import where_people_differ
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join, split
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.wording import capital

MOST_HOTSPOTS = 3
BAR = 100
"""Width of a full bar of a hotspot."""


def voices(page: Page) -> Iterator[str]:
    """Where people differ, by what that means for lead time."""
    differences = where_people_differ(page.export.atlas, page.stream)
    if differences:
        heading = "Where people differ"
        yield f'<section id="voices" aria-labelledby="voices-title"><h2 id="voices-title">{heading}</h2>'
        said = (page.labels.applied(one, page.names) for one in differences)
        yield f"<ul>{''.join(f'<li>{page.told(one)}</li>' for one in said)}</ul></section>"


def hotspots(page: Page) -> Iterator[str]:
    """What takes most time, with its share."""
    calendar = page.export.atlas.calendar.times
    spots = [spot for spot in page.export.report.hotspots if spot.seconds > 0][:MOST_HOTSPOTS]
    if not spots:
        return
    yield page.start("hotspots", "Hotspots", "hotspot")
    yield f'<p class="soft">{page.say(TERMS["hotspot"].sentence)}</p><ol class="spots">'
    for spot in spots:
        share = "" if spot.share is None else f" · {Share.say(spot.share, calendar)}"
        width = round(BAR * min(spot.share or 0.0, 1.0))
        yield (
            f"<li><span>{page.own(spot.name)}</span> "
            f"<strong>{page.told(Duration.say(spot.seconds, calendar) + share)}</strong>"
            f'<svg class="share" viewBox="0 0 {BAR} 4" preserveAspectRatio="none" aria-hidden="true">'
            f'<rect width="{BAR}" height="4" fill="var(--fa-band)"/>'
            f'<rect width="{width}" height="4" fill="var(--fa-hot)"/></svg></li>'
        )
    yield "</ol></section>"


def unknown(page: Page) -> Iterator[str]:
    """What nobody has said yet, as questions."""
    found = page.export.report.unknown
    if not found:
        return
    ratings = [path for path in found if path.endswith("percent_complete_accurate")]
    asked = [path for path in found if path not in ratings]
    yield page.start("unknown", "Not known yet" if asked else "Not rated yet", "unknown")
    if asked:
        told = (capital(page.labels.applied(page.stream.question_of(path), page.names)) for path in asked)
        yield f"<ul>{''.join(f'<li>{page.told(question)}</li>' for question in told)}</ul>"
    if ratings:
        count = len(page.stream.steps)
        label = page.labels.of("percent_complete_accurate")
        met: set[str] = set()
        rated = f"{count - len(ratings)} of {count} steps have a {label}."
        yield f'<p class="soft">{page.explained(page.labels.applied(rated), met)}</p>'
    yield "</section>"


def quick_fixes(page: Page) -> Iterator[str]:
    """What could be done at once."""
    steps = page.stream.steps
    fixes = [(step_id, fix) for step_id, step in steps.items() for fix in step.quick_fixes.values()]
    if not fixes:
        return
    yield page.start("quick-fixes", "Quick fixes", "quick_fix")
    yield "<ul>"
    for step_id, fix in fixes:
        about = [page.own(page.stream.name_of(f"steps/{join(step_id)}"))]
        about += [page.own(fix.owner)] if fix.owner else []
        about += [page.own(label_of(fix.effort).text)] if fix.effort is not None else []
        about += [page.told("done")] if fix.done else []
        yield f'<li>{page.own(fix.text or "?")} <span class="soft">{" · ".join(about)}</span></li>'
    yield "</ul></section>"


def questions(page: Page) -> Iterator[str]:
    """Questions of people, with the answers that there are."""
    asked = page.export.atlas.questions
    if not asked:
        return
    yield page.start("questions", "Questions", "question")
    yield "<ul>"
    for key, question in asked.items():
        owner = f' <span class="soft">{page.own(question.owner)}</span>' if question.owner else ""
        answer = f'<br><span class="answered">{page.own(question.answer)}</span>' if question.answer else ""
        yield f"<li>{page.own(question.text or key)}{owner}{answer}</li>"
    yield "</ul></section>"


def worth_a_look(page: Page) -> Iterator[str]:
    """What is odd about the map."""
    section = f"{page.stream.section}/"
    found = [one for one in page.export.findings if one.severity is not Severity.INFO]
    found = [one._replace(path=one.path.removeprefix(section)) for one in found] + page.export.report.audit
    if not found:
        return
    yield page.start("look", "Worth a look")
    yield f"<ul>{''.join(_finding(page, one) for one in found)}</ul></section>"


def _finding(page: Page, finding: Finding) -> str:
    keys = split(finding.path) if finding.path else []
    message = capital(page.labels.applied(finding.message, page.names))
    where = page.stream.name_of(f"steps/{join(keys[1])}") if keys[:1] == ["steps"] and len(keys) > 1 else ""
    where = f"{page.own(where)}: " if where and safe(where) not in message else ""
    hint = f'<br><span class="soft">{page.say(capital(finding.hint), page.names)}</span>' if finding.hint else ""
    return f"<li>{where}{page.told(message)}{hint}</li>"
