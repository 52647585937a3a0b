"""The end of the page: what its words mean, the map as text, and what drew it."""

import re
from collections.abc import Iterator

from flowatlas.exporters.exporter import MARK
from flowatlas.exporters.page.escaping import escaped, without_controls
from flowatlas.exporters.page.writing import Page
from flowatlas.model.glossary import TERMS
from flowatlas.model.wording import capital


def glossary(page: Page) -> Iterator[str]:
    """Every term that the page has used until here, explained."""
    text = "\n".join(page.said)
    used = [key for key in TERMS if _is_said(page.labels.of(key), text)]
    if not used:
        return
    yield '<details id="glossary"><summary><h2>What the words mean</h2></summary><dl>'
    for key in used:
        label = page.told(capital(page.labels.of(key)))
        yield f"<div><dt>{label}</dt><dd>{page.say(TERMS[key].sentence)}</dd></div>"
    yield "</dl></details>"


def source(page: Page) -> Iterator[str]:
    """The map as text, to go on from."""
    if not page.export.source.strip():
        return
    yield '<details id="source"><summary><h2>The map as text</h2></summary>'
    yield '<p class="soft">All of the above is drawn from this YAML text; '
    yield "whoever has Flow Atlas can go on from here.</p>"
    yield '<p><button type="button" class="button" id="copy" hidden>Copy</button> <span role="status"></span></p>'
    # HTML takes the first line break away, so that one is put before what may start with its own.
    source = escaped(without_controls(page.export.source))
    yield f'<pre tabindex="0" role="group" aria-label="The map as text">\n{source}</pre>'
    yield "</details>"


def footer() -> Iterator[str]:
    """What drew the page."""
    yield f"<footer><p>Drawn with {MARK}; works offline, contains everything it shows.</p></footer>"
    yield '<div id="tip" role="tooltip" hidden></div>'


def _is_said(label: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?:e?s)?(?!\w)", text, re.IGNORECASE) is not None
