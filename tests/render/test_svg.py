"""SVG: well-formed and harmless whatever somebody typed, and the same shapes as the picture."""

import re
import unicodedata
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.drawing.style import PALETTE, Theme
from flowatlas.drawing.text import safe
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Box, Line, Part, Picture, Text
from flowatlas.render.svg import paint_of, svg
from flowatlas.store.node import parse, plain_of
from flowatlas.store.schema import read_atlas
from flowatlas.views.view import views

SPACE = "{http://www.w3.org/2000/svg}"
LIGHT = paint_of(Theme.LIGHT)
ELEMENTS = {"svg", "title", "desc", "style", "rect", "g", "text", "tspan", "path", "circle", "metadata"}
EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/atlas.yaml"))
NASTY = [
    "<script>alert(1)</script>",
    "]]>",
    '"\' onload=alert(1) x="',
    "&amp; &lt; &#0;",
    "a\u202eb",
    "bell\x07 escape\x1b[31m null\x00",
    "half \ud800 sign",
    "non \ufffe\uffff characters",
    "\u2028line\u2029paragraph\r\n",
    "<!-- --> <![CDATA[ ]]> <?xml?> <!DOCTYPE x>",
    "javascript:alert(1)",
    "</title></svg>",
]


def drawn(plain):
    """An atlas of plain values in every view."""
    atlas = read_atlas(plain).atlas
    told = derived(atlas, report(atlas, draws=100), Labels())
    return [known.compose(atlas, told) for known in views()]


def map_called(name):
    """A map on which everything that has a name has this one."""
    return {
        "title": name,
        "outcome": {"target": {"text": name, "metric": "lead_time", "value": "2d"}},
        "current": {
            "trigger": name,
            "customer": name,
            "roles": {"r": {"name": name}},
            "steps": {
                "a": {"name": name, "group": name, "roles": ["r", name], "process_time": "1h", "tools": [name]},
                "b": {
                    "name": name,
                    "wait_time": {"value": "2d", "by": name},
                    "wastes": [name],
                    "quick_fixes": {"f": {"text": name, "owner": name}},
                    "steps": {"p": {"name": name, "process_time": "1h"}},
                    "rework": {"x": {"to": "a", "share": "10%"}},
                    "notes": {"n": {"text": name}},
                },
                name: {"process_time": "2h", "rework": {name: {"to": "a", "share": "5%"}}},
            },
        },
        "questions": {"q": {"text": name, "about": "current/steps/b"}, name: {"text": name}},
    }


def parsed(text):
    """The document as any reader of XML sees it."""
    return ET.fromstring(text)  # noqa: S314 - our own text, to see whether it is well-formed


def assert_harmless(tree):
    """Only what we draw is in a document: no script, no handler, no link, no style of its own."""
    for element in tree.iter():
        assert element.tag.removeprefix(SPACE) in ELEMENTS
        for key in element.attrib:
            assert not key.lower().startswith("on")
            assert key.rpartition("}")[2] not in {"href", "style", "src"}


def words_of(tree):
    """All that is written on the drawing, one text a line."""
    return ["".join(text.itertext()) for text in tree.iter(f"{SPACE}text")]


@pytest.mark.parametrize("is_focusable", [False, True])
@pytest.mark.parametrize("name", NASTY)
def test_no_name_breaks_the_file_or_runs(name, is_focusable):
    """Whatever people call things is shown as text: the file stays well-formed and holds nothing but our elements."""
    for picture in drawn(map_called(name)):
        text = svg(picture, LIGHT, is_focusable=is_focusable)

        tree = parsed(text)
        assert_harmless(tree)
        text.encode("utf-8")
        signs = set("".join(tree.itertext()) + "".join(value for one in tree.iter() for value in one.attrib.values()))
        assert not [sign for sign in signs if unicodedata.category(sign) == "Cc" and sign != "\n"]


@pytest.mark.parametrize("name", [name for name in NASTY if len(name) < 30])
def test_a_name_is_shown_as_it_was_typed(name):
    """As far as signs can be shown at all: what would be markup is words."""
    for picture in drawn({"title": name, "current": {"steps": {"a": {}}}}):
        tree = parsed(svg(picture, LIGHT))

        told = "".join(words_of(tree)).replace("\u200e", "").replace(" ", "")
        assert safe(name).replace(" ", "") in told
        assert tree.find(f"{SPACE}title").text.strip() == safe(name).strip()


@settings(max_examples=60)
@given(st.text(st.characters(), max_size=20))
def test_any_text_at_all_gives_well_formed_xml(name):
    """Random signs of all scripts, halves and controls included, in every place of a part."""
    words = Text("text", 10, 20, safe(name), 12, 50)
    part = Part(safe(name), safe(name), "step", safe(name), safe(name), (words,))
    text = svg(Picture(100, 50, safe(name), safe(name), (part,)), LIGHT)

    assert_harmless(parsed(text))


@pytest.mark.parametrize("source", [*EXAMPLES, *NASTY], ids=ascii)
def test_a_drawing_is_tidy(source):
    """Lengths have two digits at most, ids are unique, and every part with an explanation has it as its title."""
    plain = plain_of(parse(source.read_text(encoding="utf-8"))) if isinstance(source, Path) else map_called(source)

    for picture in drawn(plain):
        text = svg(picture, LIGHT)
        tree = parsed(text)
        ids = [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]
        numbers = [
            value
            for element in tree.iter()
            for key in ("x", "y", "width", "height", "cx", "cy", "r", "rx", "d", "font-size", "viewBox")
            if (value := element.attrib.get(key))
        ]

        assert len(ids) == len(set(ids))
        assert not re.search(r"\.\d{3}|\de[-+]?\d|nan|inf", " ".join(numbers))
        groups = [element for element in tree if element.tag == f"{SPACE}g"]
        assert len(groups) == len(picture.parts)
        for group, part in zip(groups, picture.parts, strict=True):
            title = group.find(f"{SPACE}title")
            assert (title is not None) == bool(part.tip)
            assert title is None or title.text == f"{part.name}\n{part.tip}"
            assert group.attrib.get("data-path", "") == "".join(
                "\ufffd" if unicodedata.category(sign) in {"Cc", "Cs", "Cn"} else sign for sign in part.path
            )


def test_a_page_can_reach_every_explained_part_with_the_keyboard():
    """Where a drawing is part of a page, what explains itself has a place in tab order and a name; the rest is silent."""
    picture = drawn(map_called("Check"))[0]
    tree = parsed(svg(picture, LIGHT, is_focusable=True, prefix="p-"))
    groups = [element for element in tree if element.tag == f"{SPACE}g"]

    for group, part in zip(groups, picture.parts, strict=True):
        assert group.attrib["id"] == f"p-{part.id}"
        if part.tip:
            assert group.attrib["tabindex"] == "0"
            assert group.attrib["aria-label"].startswith(part.name)
        else:
            assert group.attrib["aria-hidden"] == "true"
    assert tree.find(f"{SPACE}title") is None


def test_paper_can_be_left_out_and_colours_follow_the_theme():
    """A ground on request only; no colour of the light side is left on the dark one."""
    picture = drawn(map_called("Check"))[0]
    dark = svg(picture, paint_of(Theme.DARK))

    assert (
        f'height="{picture.height:.2f}'
        not in svg(picture, LIGHT, has_paper=False).partition("<g")[0].partition("<rect")[2]
    )
    assert "<rect" not in svg(picture, LIGHT, has_paper=False).partition("<g")[0]
    assert "<rect" in dark.partition("<g")[0]
    known = {pair[1] for pair in PALETTE.values()}
    assert set(re.findall(r'(?:fill|stroke)="(#\w+)"', dark)) <= known


def test_an_arrow_ends_where_its_line_does():
    """The tip of the head is the last point, and the line stops inside of the head."""
    line = Line("flow", ((0, 0), (50, 0), (50, 80)), has_head=True, radius=9)
    part = Part("x", "", "flow", "", "", (line, Box("step", 0, 0, 1 / 3, -0.001)))
    text = svg(Picture(100, 100, "", "", (part,)), LIGHT)
    shaft, head = re.findall(r'<path d="([^"]*)"', text)

    assert head.startswith("M50 80L")
    assert shaft.endswith("L50 75.1")
    assert 'width="0.33" height="0"' in text
