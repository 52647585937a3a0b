"""What a page says: words of ours in the labels that were chosen, words from the file as they are."""

import re
from collections.abc import Iterable

from flowatlas.drawing.text import safe
from flowatlas.exporters.exporter import Export
from flowatlas.exporters.page.escaping import escaped, quoted
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.glossary import TERMS
from flowatlas.model.wording import capital

EXPLAINED = (
    "lead_time_with_rework",
    "lead_time",
    "process_time",
    "wait_time",
    "touch_time",
    "work_content",
    "flow_efficiency",
    "value_add_ratio",
    "rolled_percent_complete_accurate",
    "percent_complete_accurate",
    "rework_time",
    "rework",
    "takt_time",
    "work_in_progress",
    "constraint",
    "hotspot",
    "first_guess",
    "at_least",
    "typical",
    "unknown",
    "quick_fix",
    "backlog",
)
"""Terms that a sentence explains where they stand; the others are everyday words, and would only dot the text."""


class Page:
    """One page while it is written; what it says is kept, for its glossary and its fonts."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.labels = export.labels
        self.stream = export.atlas.map_or_blank(ValueStreamMap)
        self.title = safe(export.atlas.title or self.stream.title or "Value stream map")
        self.names = self.stream.own_names
        self.titles = {pair.after.title for pair in export.pairs}
        self.said: list[str] = []
        self.owned: list[str] = []

    def own(self, text: str) -> str:
        """Words from the file, as they are."""
        shown = safe(text)
        self.owned.append(shown)
        return f"<bdi>{escaped(shown)}</bdi>"

    def say(self, text: str, names: Iterable[str] = ()) -> str:
        """Words of ours, in the labels that were chosen."""
        return self.told(self.labels.applied(text, names))

    def told(self, text: str) -> str:
        """Words of ours that speak the chosen labels already."""
        shown = safe(text)
        self.said.append(shown)
        # A name that runs leftwards must not pull the words around it along.
        return re.sub("“([^”]*)”", "“<bdi>\\1</bdi>”", escaped(shown))

    def term(self, key: str, words: str = "") -> str:
        """A term that explains itself where the mouse or the keyboard rests on it."""
        shown = self.told(words or capital(self.labels.of(key)))
        return f'<button type="button" class="term"{self.tip(TERMS[key].sentence)}>{shown}</button>'

    def tip(self, sentence: str, name: str = "") -> str:
        """What explains a part of the page, as attributes."""
        shown = safe(self.labels.applied(sentence, self.names))
        self.said.append(shown)
        return f" data-tip={quoted(shown)}" + (f" data-name={quoted(safe(name))}" if name else "")

    def explained(self, sentence: str, met: set[str]) -> str:
        """A sentence whose terms explain themselves, each where it is met first; words of the map are left alone."""
        keys = {self.labels.of(key).lower(): key for key in EXPLAINED if key not in met}
        if not keys:
            return self.told(sentence)
        kept = [
            "“[^”]*”",
            *(rf"(?<!\w){re.escape(safe(name))}(?!\w)" for name in sorted(filter(None, self.names), key=_longest)),
        ]
        terms = "|".join(re.escape(label) for label in sorted(keys, key=_longest))
        found = re.compile(rf"({'|'.join(kept)})|(?<!\w)({terms})(?!\w)", re.IGNORECASE)
        pieces, end = [], 0
        shown = safe(sentence)
        for match in found.finditer(shown):
            key = keys.get((match[2] or "").lower())
            if key is None or key in met:
                continue
            met.add(key)
            pieces += [self.told(shown[end : match.start()]), self.term(key, match[2])]
            end = match.end()
        return "".join([*pieces, self.told(shown[end:])])

    def start(self, section_id: str, title: str, key: str = "") -> str:
        """The beginning of a section with its heading, which may be a term that explains itself."""
        shown = self.labels.applied(title)
        heading = self.term(key, shown) if key else self.told(shown)
        return f'<section aria-labelledby="{section_id}"><h2 id="{section_id}">{heading}</h2>'


def _longest(text: str) -> int:
    return -len(text)
