"""Fonts inside of what is written: what is used, and nothing else."""

import re
from base64 import b64decode
from io import BytesIO
from textwrap import dedent

import pytest
from fontTools.ttLib import TTFont

from flowatlas import load
from flowatlas.drawing.text import FONTS
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Text
from flowatlas.render.fonts import font_faces, fonts_of
from flowatlas.views.practice import practice_view


def picture_of(name):
    """A small map with a step of this name."""
    atlas = load(
        dedent(f"current: {{trigger: Order, customer: Shop, steps: {{a: {{name: '{name}', process_time: 1h}}}}}}")
    )
    return practice_view(atlas, derived(atlas, report(atlas, draws=100), Labels()))


def embedded(rules):
    """The names of the embedded files, as they lie in the package."""
    files = {path.read_bytes(): path.name for path in FONTS.glob("*.woff2")}
    return [files[b64decode(data)] for data in re.findall(r"base64,([\w+/=]+)", rules)]


def test_a_latin_map_embeds_the_latin_part_only():
    """Two weights of one part, so that a picture stays small."""
    assert set(embedded(fonts_of([picture_of("Prüfung für Ångström")]))) == {
        "inter-latin-400.woff2",
        "inter-latin-600.woff2",
    }


@pytest.mark.parametrize(
    ("name", "subset"),
    [("Έλεγχος", "greek"), ("Проверка", "cyrillic"), ("Kontrola próśb ąęł", "latin-ext"), ("Kiểm tra", "vietnamese")],
)
def test_other_alphabets_bring_their_part(name, subset):
    """A step's name in an alphabet that the font has brings the part that holds it, in the weight that is used."""
    assert f"inter-{subset}-400.woff2" in embedded(fonts_of([picture_of(name)]))


@pytest.mark.parametrize("name", ["契約書を確認", "مراجعة", "🚀", "समीक्षा"])
def test_nothing_is_embedded_for_what_the_font_lacks(name):
    """Scripts that the machine's own fonts draw make no file larger."""
    assert {part.rpartition("-")[0] for part in embedded(fonts_of([picture_of(name)]))} == {"inter-latin"}


@pytest.mark.parametrize(
    "text", ["Order a test", "Prüfung Ångström €5 – ☃", "Έλεγχος ά", "Проверка ґ", "próśb Kiểm tra"]
)
def test_every_sign_is_found_in_the_part_whose_range_claims_it(text):
    """A browser takes the last rule whose range holds a sign; that file must have the sign, if the font has it at all."""
    whole = TTFont(FONTS / "inter-400.ttf").getBestCmap()
    rules = re.findall(r"base64,([\w+/=]+)\).*?unicode-range:([^}]*)}", font_faces([text], []))
    for sign in set(text) & {chr(code) for code in whole}:
        claiming = [
            data
            for data, ranges in rules
            if any(
                int(first, 16) <= ord(sign) <= int(last or first, 16)
                for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", ranges)
            )
        ]
        assert claiming
        assert ord(sign) in TTFont(BytesIO(b64decode(claiming[-1]))).getBestCmap()


def test_a_weight_that_is_not_used_is_not_embedded():
    """Plain words only bring the plain weight."""
    assert embedded(font_faces(["plain"], [])) == ["inter-latin-400.woff2"]
    assert font_faces([], []) == ""


def test_several_pictures_share_their_fonts():
    """A page with two drawings holds each part once."""
    pictures = [picture_of("Check"), picture_of("Проверка")]
    files = embedded(fonts_of(pictures))

    assert len(files) == len(set(files))
    assert "inter-cyrillic-400.woff2" in files
    assert any(isinstance(shape, Text) and shape.is_bold for _, shape in pictures[0].shapes())
