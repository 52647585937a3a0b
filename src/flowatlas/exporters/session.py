"""The summary of a session as text and as a page, to be sent to those who were not there."""

from collections.abc import Iterator

from flowatlas.drawing.style import Theme
from flowatlas.exporters.sections import Paper, Section, paper_markdown, paper_page
from flowatlas.meeting.summary import NOBODY, Figures, Owned, Summary, Voted
from flowatlas.model.glossary import Labels
from flowatlas.model.wording import listed

OPEN = "still open; all answers count"


def session_markdown(found: Summary, labels: Labels, theme: Theme = Theme.LIGHT) -> str:
    """The summary as Markdown, for wikis and chats."""
    del theme
    return paper_markdown(_paper(found), labels, "session")


def session_html(found: Summary, labels: Labels, theme: Theme = Theme.LIGHT) -> str:
    """The summary as a page of its own: opens without a network, and prints."""
    return paper_page(_paper(found), labels, theme)


SESSION_FORMATS = {".md": session_markdown, ".html": session_html}
"""How a summary is written, by the suffix of the file."""


def _paper(found: Summary) -> Paper:
    title = f"Session: {found.title}" if found.title != "Session" else found.title
    return Paper(title, _about(found), _headline(found), tuple(_sections(found)))


def _about(found: Summary) -> str:
    took = f"{_count(found.people, 'person')} took part"
    who = f"{took}: {', '.join(found.names)}" if found.names else took
    length = _count(found.minutes, "minute")
    return " · ".join(part for part in (found.subject, found.when, length, who) if part)


def _headline(found: Summary) -> str:
    """What came of it, in a sentence or two."""
    told = []
    lead = next((one for one in found.figures if one.title == "Lead time"), None)
    limit = next((one for one in found.figures if one.title == "Constraint"), None)
    if lead is not None and limit is not None:
        told.append(f"Lead time {_course(lead, 'stays')}; the constraint {_course(limit, 'is still')}.")
    counts = (
        (found.decisions, "decision"),
        (found.to_do, "next step"),
        (found.quick_fixes, "quick fix"),
        (found.questions, "open question"),
    )
    made = [_count(len(one), what) for one, what in counts if one]
    if made:
        told.append(f"{listed(made)}.")
    return " ".join(told) or "Nothing was written down on the maps."


def _course(one: Figures, stays: str) -> str:
    return f"{stays} {one.after}" if one.before == one.after else f"was {one.before} and is now {one.after}"


def _sections(found: Summary) -> Iterator[Section]:
    yield Section("What to do next", points=tuple(_next(found)))
    if found.figures:
        rows = (("", "before", "after"), *(tuple(one) for one in found.figures))
        yield Section("What changed in the answer", rows)
    yield Section("What was decided", points=found.decisions)
    yield _owned("Next steps", "due", found.to_do, found)
    yield _owned("Quick fixes", "at", found.quick_fixes, found)
    yield _owned("Open questions", "about", found.questions, found)
    if found.estimated:
        rows = (("value", "answers", "said, before anybody heard the others", "settled as"),)
        rows += tuple((one.name, str(one.answers), one.spread, one.settled or OPEN) for one in found.estimated)
        yield Section("What was estimated", rows, figures=(1,))
    yield from map(_vote, found.votes)
    for one in found.written:
        if not one.place:
            yield Section(one.title or "What was written", points=one.notes)
    placed = (one for one in found.written if one.place)
    gone = (f"{one.title or 'Notes'}: {_count(one.number, 'note')}, on the map under {one.place}" for one in placed)
    yield Section("What was written onto the map", points=tuple(gone))
    yield Section("Parking lot", points=found.parked)


def _vote(vote: Voted) -> Section:
    heading = f"Vote: {vote.title}" if vote.title else "Vote"
    if not vote.people:
        return Section(heading, points=("Nobody voted.",))
    rows = ((text, str(votes), _count(people, "person")) for text, votes, people in vote.results)
    return Section(heading, (("", "votes", "from"), *rows), figures=(1,))


def _next(found: Summary) -> Iterator[str]:
    yield f"{found.action.text} {found.action.why}".strip()
    if found.next_text or found.next_on:
        yield f"Next session: {', '.join(part for part in (found.next_on, found.next_text) if part)}"


def _owned(heading: str, note: str, things: tuple[Owned, ...], found: Summary) -> Section:
    """Things in a table, with those columns that say something."""
    if not things:
        return Section(heading)
    shown = (True, found.has_owners, any(one.note for one in things))
    rows = [("what", "who", note), *((one.text, one.owner or NOBODY, one.note) for one in things)]
    kept = tuple(tuple(cell for cell, is_shown in zip(row, shown, strict=True) if is_shown) for row in rows)
    return Section(heading, kept)


def _count(number: int, what: str) -> str:
    several = {"person": "people", "quick fix": "quick fixes"}.get(what, f"{what}s")
    return f"{number} {what if number == 1 else several}"
