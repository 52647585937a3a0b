"""``flowatlas template``: a template made from an atlas, and an atlas started from it."""

import pytest

ATLAS = """
    title: Orders
    current:
      steps:
        ask: {name: Ask, process_time: 1h}   # Ana knows
        legal: {name: Review, wait_time: 1wk..3wk, process_time: 2h, notes: {n: {text: Ask Raj}}}
"""


def test_a_template_is_made_and_a_new_atlas_started_from_it(run, write, tmp_path):
    """From atlas to template to a new atlas with its own title and first guess."""
    write(ATLAS)

    made = run("template", "atlas.yaml", "-o", "orders.yaml")
    assert made.returncode == 0, made.stderr
    assert "flowatlas new --template orders.yaml" in made.stdout

    done = run("new", "mine.yaml", "--template", "orders.yaml", "--title", "Mine", "--first-guess", "2wk")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "mine.yaml").read_text(encoding="utf-8")
    assert "title: Mine" in text
    assert "first_guess: 2wk" in text
    assert "? 1wk..3wk" in text
    assert "Ana" not in text
    assert "Raj" not in text
    assert run("check", "mine.yaml").returncode == 0


def test_without_a_file_to_write_it_is_printed(run, write):
    """For pipes; with values the figures stay."""
    write(ATLAS)

    assert 'process_time: "? 30min..2h"' in run("template").stdout
    told = run("template", "-", "--with-values", text=ATLAS.replace("\n    ", "\n")).stdout
    assert told.startswith("# Made from “Orders”, with its values.")
    assert "wait_time: 1wk..3wk" in told


def test_nothing_is_overwritten(run, write):
    """A file that is there stays, the atlas itself first of all."""
    path = write(ATLAS)

    done = run("template", "atlas.yaml", "-o", "atlas.yaml")
    assert done.returncode == 1
    assert "already there" in done.stderr
    assert "1wk..3wk, process_time: 2h" in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "code", "told"),
    [("- a\n- b\n", 1, "holds a list"), ("", 0, "Made from “an atlas”")],
    ids=["list", "empty"],
)
def test_what_is_no_atlas_is_told(run, write, text, code, told):
    """A list is refused in words; an empty file makes an empty template."""
    write(text)

    done = run("template", "atlas.yaml")
    assert done.returncode == code
    assert told in done.stdout + done.stderr


def test_a_template_that_cannot_be_read_is_told(run, write, tmp_path):
    """A broken file is named with its line, and nothing is written."""
    write("a: [", name="broken.yaml")

    done = run("new", "mine.yaml", "--template", "broken.yaml")
    assert done.returncode == 1
    assert "broken.yaml:" in done.stderr
    assert not (tmp_path / "mine.yaml").exists()
