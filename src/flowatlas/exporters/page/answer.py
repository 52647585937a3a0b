"""The head of the page and its answer: in sentences, beside the target, and in figures."""

from collections.abc import Iterator

from flowatlas.exporters.page.escaping import kept_together, quoted
from flowatlas.exporters.page.writing import Page
from flowatlas.model.wording import capital


def header(page: Page) -> Iterator[str]:
    """The title, from what to whom the stream leads, and what time is counted."""
    stream = page.stream
    yield '<a class="skip" href="#picture">Skip to the picture</a>'
    yield "<header>"
    yield f"<div><h1>{page.own(page.title)}</h1>"
    if stream.steps or stream.trigger or stream.customer:
        trigger = f"“{page.own(stream.trigger)}”" if stream.trigger else page.say("trigger not named")
        customer = f"“{page.own(stream.customer)}”" if stream.customer else page.say("customer not named")
        yield f'<p class="ends">From {trigger} to {customer} · {page.told(page.export.derived.calendar)}</p>'
    else:
        yield f'<p class="ends">{page.told(capital(page.export.derived.calendar))}</p>'
    yield "</div>"
    yield '<button type="button" class="button" id="theme" hidden>Dark</button>'
    yield "</header>"


def answer(page: Page) -> Iterator[str]:
    """The answer in sentences, the target, and the figures of the whole."""
    derived = page.export.derived
    met: set[str] = set()
    yield '<section id="answer" aria-labelledby="answer-title">'
    yield '<h2 id="answer-title" class="unseen">The answer</h2>'
    yield '<div class="answer"><div class="sentences">'
    for number, sentence in enumerate(derived.sentences):
        kind = ' class="first"' if number == 0 else ""
        yield f"<p{kind}>{page.explained(sentence, met)}</p>"
    yield "</div>"
    if derived.goal is not None:
        goal = derived.goal
        yield f'<aside class="goal" aria-label={quoted(capital(page.labels.of("target")))}>'
        yield f'<p class="soft">{page.term("target")}</p>'
        if goal.text:
            yield f'<p class="wanted">{page.own(goal.text)}</p>'
        yield "".join(f"<p>{page.told(words)}</p>" for words in (goal.figure,) if words)
        yield "".join(f'<p class="soft">{page.told(words)}</p>' for words in (goal.now,) if words)
        yield "</aside>"
    yield "</div>"
    if derived.totals:
        about = page.labels.applied("Figures of the whole value stream")
        yield f'<ul class="totals" aria-label={quoted(about)}>'
        for total in derived.totals:
            spread = f'<span class="soft">{kept_together(page.told(total.spread))}</span>' if total.spread else ""
            yield (
                f'<li><button type="button" class="total"{page.tip(total.tip)}>'
                f'<span class="soft">{page.told(total.label)}</span> '
                f"<strong>{page.told(total.text)}</strong> {spread}</button></li>"
            )
        yield "</ul>"
    yield "</section>"
