"""Markdown: the answer, the figures and the table, as plain as a review needs them."""

import re
from pathlib import Path
from textwrap import dedent

import pytest

from flowatlas.cli.options import open_atlas
from flowatlas.drawing.text import safe
from flowatlas.exporters.exporter import MARK, Export
from flowatlas.exporters.md import escaped, write_markdown
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.glossary import Labels
from flowatlas.views.table import table

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"


@pytest.fixture
def export(tmp_path):
    """All that a text is made of, from YAML text or a file."""

    def export(text, *, anonymous=False, **labels):
        path = text
        if not isinstance(text, Path):
            path = tmp_path / "atlas.yaml"
            path.write_text(dedent(text), encoding="utf-8")
        opened = open_atlas(str(path), anonymous=anonymous)
        return Export(opened.name, opened.atlas, opened.source, labels=Labels(labels), draws=200)

    return export


def unescaped(text):
    """What a reader of Markdown sees."""
    return re.sub(r"\\([\\`*_{}\[\]<>#|!~&()+.-])", r"\1", text)


def rows(text):
    """The cells of all table rows."""
    return [
        [unescaped(cell).strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        for line in text.splitlines()
        if line.startswith("|") and not line.startswith("| ---")
    ]


def test_the_table_is_that_of_the_map(export):
    """Every cell stands in its row and column, as the table view has it."""
    onboarding = export(ONBOARDING)
    found = rows(write_markdown(onboarding))
    expected = table(onboarding.atlas.map(ValueStreamMap), Labels())

    assert [title for _, title in expected.columns] in found
    for row in expected.rows:
        assert [cell.text for cell in row.cells] in found


def test_answer_figures_target_and_to_do_are_said(export):
    """Sentences on top, the first one bold; notes of the whole; quick fixes and questions to tick off."""
    onboarding = export(ONBOARDING)
    text = unescaped(write_markdown(onboarding))

    assert f"# {onboarding.atlas.title}" in text
    assert f"**{onboarding.derived.sentences[0]}**" in text
    assert all(sentence in text for sentence in onboarding.derived.sentences)
    for total in onboarding.derived.totals:
        assert [total.label, total.text, total.spread] in rows(write_markdown(onboarding))
    assert onboarding.derived.goal.text in text
    assert "- [ ] Hand over the deal: One page of questions instead of a mail thread (Ana)" in text
    assert "- [ ] When do customers send their data? (Ana)" in text
    assert MARK in text.splitlines()[0]


@pytest.mark.parametrize(
    "name",
    [
        "a | b",
        "<script>alert(1)</script>",
        "*bold* _it_ `code`",
        "[x](javascript:alert(1))",
        "![x](http://e.vil/x)",
        "# head\n- item",
        "back\\slash|",
        "a\u202eb\x07",
        "&lt;",
    ],
)
def test_names_are_shown_and_never_mark_up(export, name):
    """Pipes do not split a cell, and signs of Markdown and HTML are only signs."""
    quoted = "".join(f"\\u{ord(sign):04X}" for sign in name)
    text = write_markdown(export(f'current: {{steps: {{a: {{name: "{quoted}", process_time: 1h}}, b: {{}}}}}}'))
    row = next(row for row in rows(text) if row[2:3] == ["1 h"])

    assert len(row) == 6
    assert row[1] == safe(name).strip()
    body = text.partition("\n")[2]
    assert not re.search(r"(?<!\\)[<`\[*]script|(?<!\\)<|(?<!\\)!\[|(?<!\\)\]\(", body.replace("**", ""))


def test_every_line_is_what_it_seems(export):
    """A title over several lines does not end its heading."""
    text = write_markdown(export('title: "One\\n# Two"\ncurrent: {steps: {a: {}}}'))

    assert [line for line in text.splitlines() if line.startswith("#")] == [f"# {escaped('One # Two')}"]


def test_without_people_nobody_is_named(export):
    """Owners of fixes and questions, and who said a figure, are left out."""
    text = """
        current:
          steps:
            a: {process_time: {value: 1h, by: Wilhelmina}, quick_fixes: {f: {text: Script it, owner: Wilhelmina}}}
            b: {wait_time: 2d, process_time: 1h, notes: {n: {text: Ask Wilhelmina}}}
        questions: {q: {text: How long?, owner: Wilhelmina}}
    """

    assert "Wilhelmina" in write_markdown(export(text))
    without = write_markdown(export(text, anonymous=True))
    assert "Wilhelmina" not in without
    assert "Script it" in without


def test_chosen_words_stand_in_headings_and_sentences(export):
    """The words of the team are used wherever the map is not quoted."""
    text = write_markdown(
        export(
            "current: {steps: {a: {name: My wait time, process_time: 1h}, b: {wait_time: 2d}}}", wait_time="queue time"
        )
    )

    assert "queue time" in text.lower()
    assert "My wait time" in text
    assert "wait time" not in text.replace("My wait time", "").lower()


def test_an_empty_map_says_how_to_begin(export):
    """No empty tables where there is nothing yet."""
    text = write_markdown(export("title: Empty"))

    assert "There are no steps yet" in text
    assert not rows(text)
