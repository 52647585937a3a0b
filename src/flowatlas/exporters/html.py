"""The offline page: one file that shows a map, answers in words and explains itself, for those who were not there."""

import math
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from hashlib import sha256
from html import escape as escaped
from itertools import groupby
from pathlib import Path

from flowatlas import __version__
from flowatlas.drawing.excerpt import excerpt
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.style import PALETTE, Theme
from flowatlas.drawing.text import safe
from flowatlas.exporters.exporter import MARK, Drawing, Export, exporter
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.compare import Difference, change_in_words, headline_of
from flowatlas.metrics.constraint import Constraint
from flowatlas.metrics.measured import with_measured
from flowatlas.metrics.metric import Answer, metrics
from flowatlas.metrics.pairs import reach_of, told
from flowatlas.metrics.reconcile import where_people_differ
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join, split
from flowatlas.model.picture import Text
from flowatlas.model.quantity import Duration, Share
from flowatlas.render.fonts import font_faces
from flowatlas.render.svg import svg
from flowatlas.store.versions import IDEAL
from flowatlas.views.table import Cell, Row, table

WHOLE = "lead_time_with_rework"
MOST_HOTSPOTS = 3
BAR = 100
"""Width of a full bar of a hotspot."""

SAID_BY_THE_PAGE = {"title", "subtitle", "sentence", "target", "total", "list"}
"""Roles of the parts that the page says in words of its own, and so leaves out of its pictures."""

BESIDE_THE_MAP = {"total", "list"}
"""Those of them that stand below the map, so that what follows moves up."""

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


@exporter("html", suffix=".html", title="Page")
def write_html(export: Export) -> str:
    """A page that explains itself, for those who were not there: opens without a network, prints on one sheet."""
    return _Page(export).document()


class _Page:
    """One page while it is written; what it says is kept, for its glossary and its fonts."""

    def __init__(self, export: Export) -> None:
        self.export = export
        self.labels = export.labels
        self.stream = export.atlas.map(ValueStreamMap) or ValueStreamMap()
        self.title = safe(export.atlas.title or self.stream.title or "Value stream map")
        self.names = self.stream.own_names
        self.titles = {pair.after.title for pair in export.pairs}
        self.said: list[str] = []
        self.owned: list[str] = []

    def document(self) -> str:
        """All of the file."""
        content = "\n".join([*self._header(), *self._main(), *self._footer()])
        style = self._style()
        script = _file("page.js").strip()
        policy = (
            f"default-src 'none'; style-src '{fingerprint(style)}'; script-src '{fingerprint(script)}'; "
            "font-src data:; img-src data:; base-uri 'none'; form-action 'none'"
        )
        return framed(self.title, style, policy, content, script, theme=self.export.options.theme)

    # Words ---------------------------------------------------------------------------------------------------------

    def own(self, text: str) -> str:
        """Words from the file, as they are."""
        shown = safe(text)
        self.owned.append(shown)
        return f"<bdi>{_text(shown)}</bdi>"

    def say(self, text: str, names: Iterable[str] = ()) -> str:
        """Words of ours, in the labels that were chosen."""
        return self.told(self.labels.applied(text, names))

    def told(self, text: str) -> str:
        """Words of ours that speak the chosen labels already."""
        shown = safe(text)
        self.said.append(shown)
        # A name that runs leftwards must not pull the words around it along.
        return re.sub("“([^”]*)”", "“<bdi>\\1</bdi>”", _text(shown))

    def term(self, key: str, words: str = "") -> str:
        """A term that explains itself where the mouse or the keyboard rests on it."""
        shown = self.told(words or _capital(self.labels.of(key)))
        return f'<button type="button" class="term"{self.tip(TERMS[key].sentence)}>{shown}</button>'

    def tip(self, sentence: str, name: str = "") -> str:
        """What explains a part of the page, as attributes."""
        shown = safe(self.labels.applied(sentence, self.names))
        self.said.append(shown)
        return f" data-tip={_quoted(shown)}" + (f" data-name={_quoted(safe(name))}" if name else "")

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

    # Sections ------------------------------------------------------------------------------------------------------

    def _header(self) -> Iterator[str]:
        stream = self.stream
        yield '<a class="skip" href="#picture">Skip to the picture</a>'
        yield "<header>"
        yield f"<div><h1>{self.own(self.title)}</h1>"
        if stream.steps or stream.trigger or stream.customer:
            trigger = f"“{self.own(stream.trigger)}”" if stream.trigger else self.say("trigger not named")
            customer = f"“{self.own(stream.customer)}”" if stream.customer else self.say("customer not named")
            yield f'<p class="ends">From {trigger} to {customer} · {self.told(self.export.derived.calendar)}</p>'
        else:
            yield f'<p class="ends">{self.told(_capital(self.export.derived.calendar))}</p>'
        yield "</div>"
        yield '<button type="button" class="button" id="theme" hidden>Dark</button>'
        yield "</header>"

    def _main(self) -> Iterator[str]:
        yield "<main>"
        yield from self._answer()
        yield from self._pictures()
        yield from self._wanted()
        yield from self._voices()
        yield from self._table()
        yield from self._columns(
            self._hotspots(), self._unknown(), self._quick_fixes(), self._questions(), self._worth_a_look()
        )
        yield from self._figures()
        yield from self._glossary()
        yield from self._source()
        yield "</main>"

    def _answer(self) -> Iterator[str]:
        derived = self.export.derived
        met: set[str] = set()
        yield '<section id="answer" aria-labelledby="answer-title">'
        yield '<h2 id="answer-title" class="unseen">The answer</h2>'
        yield '<div class="answer"><div class="sentences">'
        for number, sentence in enumerate(derived.sentences):
            kind = ' class="first"' if number == 0 else ""
            yield f"<p{kind}>{self.explained(sentence, met)}</p>"
        yield "</div>"
        if derived.goal is not None:
            goal = derived.goal
            yield f'<aside class="goal" aria-label={_quoted(_capital(self.labels.of("target")))}>'
            yield f'<p class="soft">{self.term("target")}</p>'
            if goal.text:
                yield f'<p class="wanted">{self.own(goal.text)}</p>'
            yield "".join(f"<p>{self.told(words)}</p>" for words in (goal.figure,) if words)
            yield "".join(f'<p class="soft">{self.told(words)}</p>' for words in (goal.now,) if words)
            yield "</aside>"
        yield "</div>"
        if derived.totals:
            about = self.labels.applied("Figures of the whole value stream")
            yield f'<ul class="totals" aria-label={_quoted(about)}>'
            for total in derived.totals:
                spread = f'<span class="soft">{_kept_together(self.told(total.spread))}</span>' if total.spread else ""
                yield (
                    f'<li><button type="button" class="total"{self.tip(total.tip)}>'
                    f'<span class="soft">{self.told(total.label)}</span> '
                    f"<strong>{self.told(total.text)}</strong> {spread}</button></li>"
                )
            yield "</ul>"
        yield "</section>"

    def _pictures(self) -> Iterator[str]:
        first = self.export.options.view
        shown = sorted(self.export.drawings, key=lambda drawing: drawing.name != first)
        shown = shown if self.stream.steps else shown[:1]
        yield '<section id="picture" aria-labelledby="picture-title" tabindex="-1">'
        yield '<h2 id="picture-title" class="unseen">The picture</h2>'
        if self.stream.steps:
            yield from self._bar(shown)
        for view in shown:
            name, key = self.labels.applied(view.title, self.titles), _key(view.name)
            is_several = len(shown) > 1
            role = f' role="tabpanel" aria-labelledby="tab-{key}"' if is_several else ""
            yield f'<div class="view" id="view-{key}"{role}>'
            if is_several:
                yield f'<p class="view-title">{self.told(name)}</p>'
            yield f'<div class="stage" tabindex="0" role="group" aria-label={_quoted(f"{name}. {_KEYS}")}>'
            yield self._svg(view, f"{key}-").strip()
            yield "</div>"
            if self.stream.steps:
                yield f'<p class="caption">{self.say(view.explanation)}<span class="how" hidden> {_HOW}</span></p>'
            yield "</div>"
        yield "</section>"

    def _bar(self, shown: Sequence[Drawing]) -> Iterator[str]:
        """Tabs and sizes, which only work with the script and stay hidden without it."""
        yield '<div class="bar">'
        if len(shown) > 1:
            yield '<div role="tablist" aria-label="Pictures" hidden>'
            for number, view in enumerate(shown):
                is_first = "true" if number == 0 else "false"
                key = _key(view.name)
                yield (
                    f'<button type="button" role="tab" id="tab-{key}" aria-controls="view-{key}" '
                    f'aria-selected="{is_first}">{self.say(view.title, self.titles)}</button>'
                )
            yield "</div>"
        yield '<div class="zoom" role="group" aria-label="Size of the picture" hidden>'
        for action, sign, name in (("in", "+", "Larger"), ("out", "−", "Smaller"), ("fit", "Fit", "Fit to the width")):
            yield f'<button type="button" class="button" data-zoom="{action}" aria-label="{name}">{sign}</button>'
        yield "</div></div>"

    def _svg(self, view: Drawing, prefix: str) -> str:
        drawn = (
            view.picture
            if view.is_complete
            else excerpt(view.picture, without=SAID_BY_THE_PAGE, closing=BESIDE_THE_MAP)
        )
        for part, shape in drawn.shapes():
            self.said.append(part.tip)
            if isinstance(shape, Text):
                self.owned.append(shape.text)
        self.owned += [part.name for part in drawn.parts]
        return svg(drawn, lambda name: f"var(--fa-{name})", has_paper=False, prefix=prefix, is_focusable=True)

    def _table(self) -> Iterator[str]:
        if not self.stream.steps:
            return
        found = table(self.stream, self.labels)
        words = "The same in a table"
        yield '<section id="table" aria-labelledby="table-title">'
        yield f'<h2 id="table-title">{words}</h2>'
        yield f'<div class="wide" tabindex="0" role="group" aria-label="{words}"><table>'
        yield "<thead><tr>"
        for key, title in found.columns:
            # "also" gathers several things, none of which is the term that its column goes by.
            heading = self.told(_capital(title)) if key == "share" else self.term(key, _capital(title))
            yield f'<th scope="col">{heading}</th>'
        yield "</tr></thead>"
        for group, rows in groupby(found.rows, key=lambda row: row.group):
            yield "<tbody>"
            if group:
                span = len(found.columns)
                yield f'<tr class="group"><th scope="rowgroup" colspan="{span}">{self.own(group)}</th></tr>'
            for row in rows:
                yield f"<tr>{''.join(self._cells(row, [key for key, _ in found.columns]))}</tr>"
            yield "</tbody>"
        yield "</table></div></section>"

    def _cells(self, row: Row, keys: Sequence[str]) -> Iterator[str]:
        for key, cell in zip(keys, row.cells, strict=True):
            if key == "step":
                yield f'<th scope="row">{self.own(cell.text)}</th>'
            else:
                yield f"<td>{self._cell(cell)}</td>"

    def _cell(self, cell: Cell) -> str:
        return self.term("unknown", cell.text) if cell.is_unknown else self.own(cell.text)

    def _columns(self, *sections: Iterator[str]) -> Iterator[str]:
        """Short sections beside each other; nothing at all where none has anything to say."""
        written = ["\n".join(section) for section in sections]
        if any(written):
            yield '<div class="columns">'
            yield from filter(None, written)
            yield "</div>"

    def _wanted(self) -> Iterator[str]:
        """Every future and the ideal beside the current map, and what each future changes."""
        pairs = self.export.pairs
        if not pairs:
            return
        calendar = self.export.atlas.calendar.times
        ideal = next((pair for pair in pairs if pair.after.name == IDEAL), None)
        heading = "Today and what is wanted"
        yield f'<section id="wanted" aria-labelledby="wanted-title"><h2 id="wanted-title">{heading}</h2>'
        yield f'<div class="wide" tabindex="0" role="group" aria-label="{heading}"><table><thead><tr>'
        titles = ("Version", "Time", "Change", "Sure that it is better", "Of what the ideal saves")
        yield "".join(f'<th scope="col">{self.told(title)}</th>' for title in titles)
        yield f'<th scope="col">{self.term("constraint", _capital(self.labels.of("constraint")))}</th>'
        yield "</tr></thead><tbody>"
        yield self._wanted_row("Today", pairs[0].found.differences.get(WHOLE), None, pairs[0].found.before)
        for pair in pairs:
            row = self._wanted_row(
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
                said = self.labels.applied(headline_of(pair.found, calendar))
                yield f"<h3>{self.own(pair.after.title)}</h3><p>{self.told(said)}</p><ul>"
                for one in changed:
                    what = f"{one.kind}: {told(one)}" if told(one) else one.kind
                    yield f'<li>{self.own(one.name)} <span class="soft">{self.own(what)}</span></li>'
                yield "</ul>"
        yield "</section>"

    def _voices(self) -> Iterator[str]:
        """Where people differ, by what that means for lead time."""
        differences = where_people_differ(self.export.atlas, self.stream)
        if differences:
            heading = "Where people differ"
            yield f'<section id="voices" aria-labelledby="voices-title"><h2 id="voices-title">{heading}</h2>'
            said = (self.labels.applied(one, self.names) for one in differences)
            yield f"<ul>{''.join(f'<li>{self.told(one)}</li>' for one in said)}</ul></section>"

    def _wanted_row(
        self,
        title: str,
        one: Difference | None,
        reach: float | None,
        limit: Constraint | None,
        *,
        is_new: bool = False,
    ) -> str:
        calendar = self.export.atlas.calendar.times
        answer = None if one is None else one.after if is_new else one.before
        cells = [
            answer.text if answer is not None else "?",
            change_in_words(one) if one is not None and is_new else "",
            Share.say(one.better, calendar, is_rough=True) if one is not None and is_new else "",
            Share.say(max(reach, 0.0), calendar, is_rough=True) if reach is not None else "",
        ]
        name = self.own(_capital(limit.found.name)) if limit is not None else ""
        written = "".join(f"<td>{self.told(cell)}</td>" for cell in cells)
        return f'<tr><th scope="row">{self.own(title)}</th>{written}<td>{name}</td></tr>'

    def _hotspots(self) -> Iterator[str]:
        calendar = self.export.atlas.calendar.times
        spots = [spot for spot in self.export.report.hotspots if spot.seconds > 0][:MOST_HOTSPOTS]
        if not spots:
            return
        yield from self._start("hotspots", "Hotspots", "hotspot")
        yield f'<p class="soft">{self.say(TERMS["hotspot"].sentence)}</p><ol class="spots">'
        for spot in spots:
            share = "" if spot.share is None else f" · {Share.say(spot.share, calendar)}"
            width = round(BAR * min(spot.share or 0.0, 1.0))
            yield (
                f"<li><span>{self.own(spot.name)}</span> "
                f"<strong>{self.told(Duration.say(spot.seconds, calendar) + share)}</strong>"
                f'<svg class="share" viewBox="0 0 {BAR} 4" preserveAspectRatio="none" aria-hidden="true">'
                f'<rect width="{BAR}" height="4" fill="var(--fa-band)"/>'
                f'<rect width="{width}" height="4" fill="var(--fa-hot)"/></svg></li>'
            )
        yield "</ol></section>"

    def _unknown(self) -> Iterator[str]:
        found = self.export.report.unknown
        if not found:
            return
        ratings = [path for path in found if path.endswith("percent_complete_accurate")]
        asked = [path for path in found if path not in ratings]
        yield from self._start("unknown", "Not known yet" if asked else "Not rated yet", "unknown")
        if asked:
            questions = (_capital(self.labels.applied(self.stream.question_of(path), self.names)) for path in asked)
            yield f"<ul>{''.join(f'<li>{self.told(question)}</li>' for question in questions)}</ul>"
        if ratings:
            count = len(self.stream.steps)
            label = self.labels.of("percent_complete_accurate")
            met: set[str] = set()
            told = f"{count - len(ratings)} of {count} steps have a {label}."
            yield f'<p class="soft">{self.explained(self.labels.applied(told), met)}</p>'
        yield "</section>"

    def _quick_fixes(self) -> Iterator[str]:
        steps = self.stream.steps
        fixes = [(step_id, fix) for step_id, step in steps.items() for fix in step.quick_fixes.values()]
        if not fixes:
            return
        yield from self._start("quick-fixes", "Quick fixes", "quick_fix")
        yield "<ul>"
        for step_id, fix in fixes:
            about = [self.own(self.stream.name_of(f"steps/{join(step_id)}"))]
            about += [self.own(fix.owner)] if fix.owner else []
            about += [self.own(label_of(fix.effort).text)] if fix.effort is not None else []
            about += [self.told("done")] if fix.done else []
            yield f'<li>{self.own(fix.text or "?")} <span class="soft">{" · ".join(about)}</span></li>'
        yield "</ul></section>"

    def _questions(self) -> Iterator[str]:
        questions = self.export.atlas.questions
        if not questions:
            return
        yield from self._start("questions", "Questions", "question")
        yield "<ul>"
        for key, question in questions.items():
            owner = f' <span class="soft">{self.own(question.owner)}</span>' if question.owner else ""
            answer = f'<br><span class="answered">{self.own(question.answer)}</span>' if question.answer else ""
            yield f"<li>{self.own(question.text or key)}{owner}{answer}</li>"
        yield "</ul></section>"

    def _worth_a_look(self) -> Iterator[str]:
        section = f"{self.stream.section}/"
        found = [one for one in self.export.findings if one.severity is not Severity.INFO]
        found = [one._replace(path=one.path.removeprefix(section)) for one in found] + self.export.report.audit
        if not found:
            return
        yield from self._start("look", "Worth a look")
        yield f"<ul>{''.join(map(self._finding, found))}</ul></section>"

    def _finding(self, finding: Finding) -> str:
        keys = split(finding.path) if finding.path else []
        message = _capital(self.labels.applied(finding.message, self.names))
        where = self.stream.name_of(f"steps/{join(keys[1])}") if keys[:1] == ["steps"] and len(keys) > 1 else ""
        where = f"{self.own(where)}: " if where and safe(where) not in message else ""
        hint = f'<br><span class="soft">{self.say(_capital(finding.hint), self.names)}</span>' if finding.hint else ""
        return f"<li>{where}{self.told(message)}{hint}</li>"

    def _figures(self) -> Iterator[str]:
        answers = self.export.report.answers
        # Where several roles have a load, the one that stands for them all would be said twice.
        listed = [one for name, one in answers.items() if not any(other.startswith(f"{name}/") for other in answers)]
        told = [one for one in listed if one.text != "unknown"]
        known = with_measured(self.stream, told, self.export.atlas.calendar.times)
        if not self.stream.steps or not known:
            return
        yield '<details id="figures"><summary><h2>All figures</h2></summary>'
        yield '<div class="wide" tabindex="0" role="group" aria-label="All figures"><table>'
        yield '<thead><tr><th scope="col">Figure</th><th scope="col">How much</th>'
        yield f'<th scope="col">{self.term("range")}</th>'
        yield '<th scope="col">In words</th></tr></thead><tbody>'
        for one in known:
            yield (
                f'<tr><th scope="row">{self._figure_name(one)}</th><td class="much">{self.told(one.text)}</td>'
                f'<td class="much soft">{self.told(self._spread(one))}</td>'
                f"<td>{self.say(one.sentence, self.names)}</td></tr>"
            )
        yield "</tbody></table></div>"
        missing = [self.labels.applied(_short(one.title)) for one in listed if one.text == "unknown"]
        if missing:
            yield f'<p class="soft">Cannot be told yet: {self.told(", ".join(missing).lower())}.</p>'
        yield "</details>"

    def _figure_name(self, one: Answer) -> str:
        name, _, role_id = one.name.partition("/")
        title = self.labels.applied(one.title)
        if not role_id:
            return self.term(name, title) if name in TERMS else self.told(title)
        role = self.stream.roles[role_id].name or role_id if role_id in self.stream.roles else role_id
        return f"{self.term(name, title)} of {self.own(role)}"

    def _spread(self, one: Answer) -> str:
        if one.p10 is None or one.p90 is None or one.p10 == one.p90 or not math.isfinite(one.p10):
            return ""
        calendar = self.export.atlas.calendar.times
        low, high = (one.kind.say(amount, calendar, is_rough=not one.is_exact) for amount in (one.p10, one.p90))
        if low == high:
            return ""
        is_of_items = any(known.is_of_items for known in metrics() if known.name == one.name)
        return f"8 in 10: {low} to {high}" if is_of_items else f"{low} to {high}"

    def _glossary(self) -> Iterator[str]:
        text = "\n".join(self.said)
        used = [key for key in TERMS if _is_said(self.labels.of(key), text)]
        if not used:
            return
        yield '<details id="glossary"><summary><h2>What the words mean</h2></summary><dl>'
        for key in used:
            label = self.told(_capital(self.labels.of(key)))
            yield f"<div><dt>{label}</dt><dd>{self.say(TERMS[key].sentence)}</dd></div>"
        yield "</dl></details>"

    def _source(self) -> Iterator[str]:
        if not self.export.source.strip():
            return
        yield '<details id="source"><summary><h2>The map as text</h2></summary>'
        yield '<p class="soft">All of the above is drawn from this YAML text; '
        yield "whoever has Flow Atlas can go on from here.</p>"
        yield '<p><button type="button" class="button" id="copy" hidden>Copy</button> <span role="status"></span></p>'
        # HTML takes the first line break away, so that one is put before what may start with its own.
        source = _text(_without_controls(self.export.source))
        yield f'<pre tabindex="0" role="group" aria-label="The map as text">\n{source}</pre>'
        yield "</details>"

    def _footer(self) -> Iterator[str]:
        yield f"<footer><p>Drawn with {MARK}; works offline, contains everything it shows.</p></footer>"
        yield '<div id="tip" role="tooltip" hidden></div>'

    def _start(self, section_id: str, title: str, key: str = "") -> Iterator[str]:
        shown = self.labels.applied(title)
        heading = self.term(key, shown) if key else self.told(shown)
        yield f'<section aria-labelledby="{section_id}"><h2 id="{section_id}">{heading}</h2>'

    def _style(self) -> str:
        texts = [*self.said, *self.owned, _ASCII]
        return f"{font_faces(texts, texts)}\n{colours()}\n{_file('page.css').strip()}"


_KEYS = "Plus and minus change the size, arrow keys move the picture, Tab goes through what it explains."
_HOW = "Drag to move, Ctrl and wheel to zoom; rest on anything to have it explained."
_ASCII = "".join(map(chr, range(0x20, 0x7F))) + "·−“”"


def _key(name: str) -> str:
    """A name as it may stand in an id."""
    return "".join(sign if sign.isalnum() or sign == "-" else "-" for sign in name)


@cache
def colours() -> str:
    """The palette as variables: light, dark where the browser or the reader asks for it, always light on paper."""
    light, dark = (";".join(f"--fa-{name}:{pair[index]}" for name, pair in PALETTE.items()) for index in (0, 1))
    dark = f"{{color-scheme:dark;{dark}}}"
    return "\n".join(
        [
            f":root{{color-scheme:light;{light}}}",
            f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){dark}}}",
            f"@media screen{{:root[data-theme=dark]{dark}}}",
        ]
    )


@cache
def _file(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def framed(title: str, style: str, policy: str, content: str, script: str = "", *, theme: Theme) -> str:
    """A page that is one file: its title, its style, what it may load, and the content of its body.

    Light is what a page is by default, but a reader who works in the dark is asked by the browser, not by us.
    """
    dark = ' data-theme="dark"' if theme is Theme.DARK else ""
    return "\n".join(
        [
            "<!DOCTYPE html>",
            f'<html lang="en"{dark}>',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta name="generator" content="{MARK} {__version__}">',
            f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="referrer" content="no-referrer">',
            f"<title>{_text(title)}</title>",
            f"<style>{style}</style>",
            "</head>",
            "<body>",
            content,
            *([f"<script>{script}</script>"] if script else []),
            "</body>",
            "</html>",
            "",
        ]
    )


def fingerprint(text: str) -> str:
    """What the page's own policy knows its style and its script by."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode('ascii')}"


def _without_controls(text: str) -> str:
    """Text in its lines; control characters, which HTML cannot hold, are shown as �."""
    return "".join(
        "\ufffd" if unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" else sign
        for sign in text.replace("\r\n", "\n")
    )


def _text(text: str) -> str:
    return escaped(text, quote=False)


def _quoted(text: str) -> str:
    return f'"{escaped(text)}"'


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _kept_together(text: str) -> str:
    """Figures that stay on a line with their unit."""
    return re.sub(r"(?<=\d) (?=[a-z])| (?=·)", "\u00a0", text)


def _short(title: str) -> str:
    """The title of a figure without how it is worked out."""
    return title.partition(" (")[0]


def _longest(text: str) -> int:
    return -len(text)


def _is_said(label: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(label)}(?:e?s)?(?!\w)", text, re.IGNORECASE) is not None
