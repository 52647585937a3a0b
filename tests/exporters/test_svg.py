"""SVG files: one self-contained drawing, marked as ours."""

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from flowatlas.cli.options import open_atlas
from flowatlas.drawing.style import PALETTE, Theme
from flowatlas.exporters.exporter import MARK, Export, Options
from flowatlas.exporters.svg import write_svg

ONBOARDING = Path(__file__).resolve().parents[2] / "examples/onboarding/atlas.yaml"
OUTSIDE = ("url(http", "href", "<script", "@import", "src:url(/", "xlink")


def written(**options):
    """The example as an SVG file."""
    opened = open_atlas(str(ONBOARDING), anonymous=False)
    return write_svg(Export(opened.name, opened.atlas, opened.source, options=Options(**options), draws=200))


@pytest.mark.parametrize("view", ["practice", "ladder"])
@pytest.mark.parametrize("theme", Theme)
def test_a_file_stands_alone(view, theme):
    """It is well-formed, carries its font and our mark, and fetches nothing."""
    text = written(view=view, theme=theme)

    tree = ET.fromstring(text)  # noqa: S314 - our own text, to see whether it is well-formed
    assert tree.tag == "{http://www.w3.org/2000/svg}svg"
    assert "@font-face" in text
    assert MARK in text[:4096]
    assert not [sign for sign in OUTSIDE if sign in text.replace("http://www.w3.org/2000/svg", "")]
    assert f'fill="{PALETTE["paper"][theme is Theme.DARK]}"' in text


def test_it_says_what_it_shows_to_those_who_cannot_see_it():
    """Title and description are named as such, and the description holds the answer."""
    text = written()
    tree = ET.fromstring(text)  # noqa: S314 - our own text, to see whether it is well-formed
    ids = {element.attrib["id"]: element for element in tree.iter() if "id" in element.attrib}
    title, description = (ids[one].text for one in tree.attrib["aria-labelledby"].split())

    assert tree.attrib["role"] == "img"
    assert title == "Onboarding an enterprise customer"
    assert "New enterprise customer" in description
    assert "days" in description


def test_views_differ_and_transparent_has_no_ground():
    """What was asked for is what is written."""
    paper = f'fill="{PALETTE["paper"][0]}"/>'

    assert written(view="ladder") != written(view="practice")
    assert paper in written().partition("<g ")[0]
    assert paper not in written(is_transparent=True).partition("<g ")[0]
