"""Text: what is measured is what is seen, and breaking it loses nothing."""

import re
import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flowatlas.cli.options import open_atlas
from flowatlas.drawing.style import Theme
from flowatlas.drawing.text import BIDI, ELLIPSIS, OURS, fitted, has_glyph, runs, safe, text_width, wrapped
from flowatlas.exporters.exporter import Export
from flowatlas.model.picture import Text
from flowatlas.render.fonts import fonts_of
from flowatlas.render.svg import paint_of, svg

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"
SIZE = 13.0
WORDS = st.text(st.sampled_from("ab cdW -/–éß契約書、مر🚀👩‍💻e\u0301नि\u200d0123 "), max_size=60) | st.text(max_size=60)
WIDTHS = st.floats(20.0, 400.0)


def bare(text):
    """A text without spaces, and without the hyphens that a break may add."""
    return re.sub(r"[\s-]", "", text)


@pytest.mark.slow
def test_texts_are_as_wide_as_a_browser_draws_them(browser):
    """Chromium measures every text of the example with the embedded font and comes to the same widths."""
    opened = open_atlas(str(ONBOARDING), anonymous=False)
    picture = Export(opened.name, opened.atlas, opened.source, draws=400).picture
    texts = [shape for _, shape in picture.shapes() if isinstance(shape, Text)]

    page = browser.new_page()
    page.set_content(svg(picture, paint_of(Theme.LIGHT), fonts=fonts_of([picture])))
    seen = page.evaluate(
        "Promise.all([...document.fonts].map(font => font.load()))"
        ".then(() => [...document.querySelectorAll('text')].map(one => one.getComputedTextLength()))"
    )
    page.close()

    assert len(seen) == len(texts)
    wrong = [
        (text.text, text.width, width)
        for text, width in zip(texts, seen, strict=True)
        if abs(text.width - width) > max(1.5, 0.01 * width)
    ]
    assert wrong == []


@given(WORDS, WIDTHS)
@example("W" * 200, 20.0)
@example("\u0301" * 50, 20.0)
def test_breaking_a_text_loses_and_adds_nothing(text, width):
    """All signs are there in their order; only spaces may go, and hyphens come where a word was broken."""
    lines = wrapped(safe(text), SIZE, width)

    assert bare("".join(lines)) == bare(safe(text))


@given(WORDS, st.floats(40.0, 400.0), st.integers(1, 5), st.booleans())
def test_no_line_is_wider_than_its_place(text, width, most, is_bold):
    """Any text in any place of at least three letters keeps to its width and to the number of lines."""
    lines = wrapped(safe(text), SIZE, width, most=most, is_bold=is_bold)

    assert len(lines) <= most
    wide = [line for line in lines if text_width(line, SIZE, is_bold=is_bold) > width + 1e-6]
    assert wide == []


@given(WORDS, st.floats(40.0, 400.0))
@example("ि、、", 40.0)
def test_marks_stay_with_their_sign(text, width):
    """No line begins with an accent that belongs to the sign before it."""
    words = "a" + safe(text).replace("-", "x")  # a hyphen could be one that shows a break
    belongs = [
        unicodedata.category(sign) in {"Mn", "Mc", "Me"} and not before.isspace()
        for before, sign in pairwise(words)
        if bare(sign)
    ]

    place = 0
    for line in wrapped(words, SIZE, width):
        assert not (place and bare(line) and belongs[place - 1])
        place += len(bare(line))


def test_a_text_that_is_too_long_ends_in_dots():
    """What was cut off is said to be missing, and what fits is not touched."""
    lines = wrapped("one two three four five six seven", SIZE, 60, most=2)

    assert len(lines) == 2
    assert lines[-1].endswith(ELLIPSIS)
    assert wrapped("one two", SIZE, 60, most=2) == ["one two"]


@pytest.mark.parametrize("width", range(50, 140, 5))
def test_a_figure_stays_with_its_unit(width):
    """However narrow the place, “1 d” and “80 %” are not torn apart."""
    lines = wrapped("wait 1 d · 30 min – 12 wk and 80 % of 7 days", SIZE, width)

    for figure in ("1 d", "30 min", "12 wk", "80 %"):
        assert sum(figure in line for line in lines) == 1


@pytest.mark.parametrize("width", range(85, 140, 5))
def test_a_hyphen_after_a_digit_ends_no_line(width):
    """Dates, ranges and “8-hour” stay in one piece; other words may break at their hyphen."""
    lines = wrapped("by 2027-03-31, 8-hour days, 30-45 min, a well-known long-standing check-in", SIZE, width)

    for figure in ("2027-03-31", "8-hour", "30-45"):
        assert sum(figure in line for line in lines) == 1
    assert wrapped("long-standing", SIZE, 70) == ["long-", "standing"]


def test_scripts_without_spaces_break_anywhere():
    """Chinese fills its lines, and no line begins with a full stop."""
    lines = wrapped("契約書を確認して、法務部の承認を得る。", SIZE, 60)

    assert all(text_width(line, SIZE) > 60 - 2.2 * SIZE for line in lines[:-1])
    assert not [line for line in lines if line[0] in "、。"]


@given(WORDS, st.floats(20.0, 400.0))
def test_a_fitted_text_is_a_start_of_it(text, width):
    """One line that fits: all of it, or its start with dots."""
    words = safe(text)
    line = fitted(words, SIZE, width)

    assert text_width(line, SIZE) <= width
    assert line == words or (line.endswith(ELLIPSIS) and words.startswith(line[:-1]))


@given(st.text(st.characters(), max_size=40))
@example("\ud800\u202e\ufffe\x00\x1b[31m\u2066\r\n")
def test_safe_text_holds_nothing_that_turns_or_controls(text):
    """Control characters, half characters, bidirectional marks and non-characters are gone; the rest is as it was."""
    result = safe(text)

    assert len(result) == len(text)
    assert not [
        sign for sign in result if sign in BIDI or unicodedata.category(sign) in {"Cc", "Cs"} or sign in "\ufffe\uffff"
    ]
    assert all(sign == other or other in " \ufffd" for sign, other in zip(text, result, strict=True))
    assert safe(result) == result


@given(WORDS)
@example("0꜠")
@example("👍🏽!")
def test_pieces_by_font_make_up_the_text(text):
    """No sign is lost between fonts, and what the bundled font is asked to draw it has, marks on its signs apart."""
    pieces = runs(safe(text))

    assert "".join(piece.text for piece in pieces) == safe(text)
    for piece in pieces:
        if piece.family == OURS:
            missing = [sign for sign in piece.text if not has_glyph(sign)]
            assert not [sign for sign in missing if unicodedata.category(sign)[0] not in "MC"]


def test_a_script_that_the_font_lacks_is_drawn_by_its_own():
    """Signs of one script stand in one piece, with the space between its words."""
    assert [(piece.text, piece.family, piece.is_leftward) for piece in runs("Ask مراجعة اتفاقية now")] == [
        ("Ask ", OURS, False),
        ("مراجعة اتفاقية", "Noto Sans Arabic", True),
        (" now", OURS, False),
    ]
