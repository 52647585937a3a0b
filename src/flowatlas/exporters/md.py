"""Markdown: the answer and the table, for reviews, wikis and chats."""

from collections.abc import Iterator

from flowatlas.drawing.figure import label_of
from flowatlas.drawing.text import safe
from flowatlas.exporters.exporter import MARK, Export, exporter
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.believed import title_of
from flowatlas.metrics.compare import change_in_words, headline_of
from flowatlas.metrics.pairs import told
from flowatlas.metrics.reconcile import where_people_differ
from flowatlas.model.path import join
from flowatlas.model.quantity import Share
from flowatlas.store.versions import IDEAL
from flowatlas.views.table import table

SPECIAL = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_{}[]<>#|!~&"})


@exporter("md", suffix=".md", title="Markdown text", is_drawn=False)
def write_markdown(export: Export) -> str:
    """The answer in sentences, summary, table, quick fixes and questions, for reviews, wikis and chats."""
    return "\n".join(_lines(export)) + "\n"


def escaped(text: str) -> str:
    """Text from a file that Markdown shows as it is."""
    return safe(text).translate(SPECIAL)


def _lines(export: Export) -> Iterator[str]:
    atlas, derived, labels = export.atlas, export.derived, export.labels
    stream = atlas.map_or_blank(ValueStreamMap)
    yield f"<!-- Written by {MARK}; `flowatlas render` writes over it. -->"
    yield f"# {escaped(atlas.title or stream.title or 'Value stream map')}"
    yield ""
    ends = (
        f"From {escaped(stream.trigger or 'trigger not named')} to {escaped(stream.customer or 'customer not named')}"
    )
    yield f"{ends} · {derived.calendar}"
    yield ""
    for number, sentence in enumerate(derived.sentences):
        yield f"**{escaped(sentence)}**" if number == 0 else escaped(sentence)
        yield ""
    if derived.goal is not None:
        goal = derived.goal
        told = " · ".join(part for part in (goal.text, goal.figure, goal.now) if part)
        yield f"> **{labels.applied('Target')}**: {escaped(told)}"
        yield ""
    if derived.totals:
        yield from _table([["", "", ""], *([total.label, total.text, total.spread] for total in derived.totals)])
        yield ""
    if stream.steps:
        found = table(stream, labels)
        heading = [title for _, title in found.columns]
        yield from _table([heading, *([cell.text for cell in row.cells] for row in found.rows)])
        yield ""
    yield from _wanted(export)
    yield from _measured(export)
    yield from _voices(export, stream)
    yield from _to_do(export, stream)


def _table(rows: list[list[str]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield f"| {' | '.join(escaped(cell) for cell in row)} |"
        if number == 0:
            yield f"|{' --- |' * len(row)}"


def _wanted(export: Export) -> Iterator[str]:
    """Every future and the ideal beside the current map, and what each future changes."""
    pairs = export.pairs
    if not pairs:
        return
    calendar = export.atlas.calendar.times
    yield "## Today and what is wanted"
    yield ""
    rows = [["", "time", "change", "sure that it is better"]]
    for pair in pairs:
        one = pair.found.differences.get("lead_time_with_rework")
        if one is not None:
            rows += [["Today", one.before.text, "", ""]] if len(rows) == 1 else []
            better = Share.say(one.better, calendar, is_rough=True)
            rows.append([pair.after.title, one.after.text, change_in_words(one), better])
    yield from _table(rows)
    yield ""
    for pair in pairs:
        if pair.after.name != IDEAL:
            said = export.labels.applied(headline_of(pair.found, calendar))
            yield f"**{escaped(pair.after.title)}**: {escaped(said)}"
            yield ""
            for step in pair.found.steps:
                if step.kind != "kept":
                    what = f"{step.kind}: {told(step)}" if told(step) else step.kind
                    yield f"- {escaped(step.name)}: {escaped(what)}"
            yield ""


def _measured(export: Export) -> Iterator[str]:
    """What is believed against what was measured, in sentences and value by value."""
    for held in export.held:
        yield f"## Believed and measured: {escaped(held.pair.after.title)}"
        yield ""
        for sentence in held.sentences:
            yield f"- {escaped(export.labels.applied(sentence))}"
        yield ""
        rows = [["", "", "believed", "measured", ""]]
        rows += [
            [
                row.name,
                export.labels.applied(title_of(row)),
                "" if row.believed is None else label_of(row.believed).text,
                "" if row.measured is None else label_of(row.measured).text,
                row.told,
            ]
            for row in held.rows
        ]
        yield from _table(rows)
        yield ""


def _voices(export: Export, stream: ValueStreamMap) -> Iterator[str]:
    """Where people differ, by what that means for lead time."""
    differences = where_people_differ(export.atlas, stream)
    if not differences:
        return
    yield "## Where people differ"
    yield ""
    for one in differences:
        yield f"- {escaped(one)}"
    yield ""


def _to_do(export: Export, stream: ValueStreamMap) -> Iterator[str]:
    labels = export.labels
    fixes = [(step_id, fix) for step_id, step in stream.steps.items() for fix in step.quick_fixes.values()]
    if fixes:
        yield f"## {labels.applied('Quick fixes')}"
        yield ""
        for step_id, fix in fixes:
            where = stream.name_of(f"steps/{join(step_id)}")
            owner = f" ({fix.owner})" if fix.owner else ""
            words = f"{where}: {fix.text or '?'}{owner}"
            yield f"- [{'x' if fix.done else ' '}] {escaped(words)}"
        yield ""
    if export.atlas.questions:
        yield f"## {labels.applied('Questions')}"
        yield ""
        for key, question in export.atlas.questions.items():
            owner = f" ({question.owner})" if question.owner else ""
            told = f"{question.text or key}{owner}{f' {question.answer}' if question.answer else ''}"
            yield f"- [{'x' if question.answer else ' '}] {escaped(told)}"
        yield ""
