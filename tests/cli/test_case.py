"""``flowatlas case``: the business case in the terminal, as JSON and as files."""

import json
import re

import pytest

ATLAS = """
title: Invoices
economics:
  hour: 18 EUR
  lines: {tool: {title: Tool, once: 9000 EUR}, upkeep: {title: Upkeep, monthly: 300 EUR}}
current:
  demand: 8000/mo
  steps:
    check: {name: Check the invoice, process_time: 12m}
    pay: {name: Pay it, wait_time: 3d, process_time: 2m}
future:
  rules: {title: Checked by rule, changes: {steps/check/process_time: 9m}}
  slow: {title: "Checked <twice> | by hand", changes: {steps/check/process_time: 20m}}
"""


@pytest.fixture
def case(run, write):
    """Runs the command on the atlas, or on another text."""
    return lambda *words, text=ATLAS: run("case", str(write(text)), *words)


def test_the_terminal_tells_the_four_answers_and_every_line(case):
    """The future that leaves most over is told, and the others beside it."""
    done = case()

    assert done.returncode == 0
    assert "It costs 9,000 EUR once, brings 6,900 EUR a month net, and pays back after 1.3 months." in done.stdout
    for words in ("What does it cost?", "How sure is that?", "Upkeep", "What is assumed", "Checked <twice> | by hand"):
        assert words in done.stdout


def test_json_holds_plain_numbers_for_every_future(case):
    """Programs get what people see, unrounded, and null for what cannot be told."""
    told = json.loads(case("--json").stdout)

    assert told["told"] == "future/rules"
    rules, slow = told["futures"]["future/rules"], told["futures"]["future/slow"]
    assert rules["net_a_month"]["expected"] == pytest.approx(6900)
    assert rules["compared"]["toil"]["before"] is None
    assert slow["payback_months"]["expected"] is None
    assert slow["chance_within_a_year"] == 0


def test_a_future_is_named_by_its_id(case):
    """One that does not exist is refused with those that do."""
    assert "Checked <twice>" in case("--future", "slow").stdout.splitlines()[0]

    wrong = case("--future", "fast")
    assert wrong.returncode != 0
    assert 'there is no future "fast"; there are rules, slow' in wrong.stderr


def test_files_are_written_by_their_suffix(case, tmp_path):
    """A page that loads nothing, an image, a drawing and Markdown whose cells hold what they should."""
    names = ("case.html", "case.md", "case.png", "case.svg")
    done = case(*(word for name in names for word in ("-o", str(tmp_path / name))), "--future", "slow")

    assert done.returncode == 0, done.stderr
    page, text, image, drawing = ((tmp_path / name).read_bytes() for name in names)
    assert not re.search(rb"(?:src|href)=[\"']?https?:", page)
    assert b"<script" not in page
    assert rb"Checked \<twice\> \| by hand" in text
    assert image.startswith(b"\x89PNG")
    assert drawing.lstrip().startswith(b"<svg") or b"<svg" in drawing[:200]
    assert all(b"Flow Atlas" in one[:4096] for one in (page, text, image, drawing))


def test_another_file_is_not_written_over(case, tmp_path):
    """What somebody else wrote stays, unless it is forced."""
    (tmp_path / "case.md").write_text("my notes", encoding="utf-8")

    assert case("-o", str(tmp_path / "case.md")).returncode != 0
    assert (tmp_path / "case.md").read_text(encoding="utf-8") == "my notes"
    assert case("-o", str(tmp_path / "case.md"), "--force").returncode == 0


def test_an_unknown_suffix_and_a_missing_future_are_explained(case):
    """The message says what would be right."""
    assert "end the name in .html, .md, .png or .svg" in case("-o", "case.doc").stderr

    done = case(text="current: {steps: {a: }}")
    assert done.returncode != 0
    assert "no future to make a case for" in done.stderr
