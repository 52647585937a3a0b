"""The offline page without a browser: it says everything, leaks nothing, and needs nobody else."""

import re
from base64 import b64encode
from hashlib import sha256
from html import unescape
from pathlib import Path
from textwrap import dedent

import pytest

from flowatlas.cli.options import open_atlas
from flowatlas.drawing.style import PALETTE, Theme
from flowatlas.exporters.exporter import MARK, Export, Options
from flowatlas.exporters.html import write_html
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.glossary import TERMS, Labels
from flowatlas.views.table import table

ROOT = Path(__file__).resolve().parents[2]
ONBOARDING = ROOT / "examples/onboarding/atlas.yaml"


@pytest.fixture
def export(tmp_path):
    """All that a page is made of, from YAML text or a file."""

    def export(
        text, *, anonymous=False, labels=None, theme=Theme.LIGHT, draws=400, name="atlas.yaml", has_others=False
    ):
        path = text
        if not isinstance(text, Path):
            path = tmp_path / name
            path.write_text(dedent(text), encoding="utf-8")
        opened = open_atlas(str(path), anonymous=anonymous)
        return Export(
            opened.name,
            opened.atlas,
            opened.source,
            [located.finding for located in opened.findings],
            Labels(labels or {}),
            Options(theme=theme),
            draws,
            plain=opened.plain if has_others else {},
        )

    return export


@pytest.fixture
def onboarding(export):
    """The example that every page of the documentation shows."""
    return export(ONBOARDING, draws=2_000)


def words(html):
    """What a reader sees of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", re.sub(r"</?(?:bdi|button)[^>]*>", "", html))).split())


def inside(page, opening, closing):
    """The piece of a page between two marks."""
    return page.partition(opening)[2].partition(closing)[0]


def test_the_answer_is_said_in_all_its_sentences(onboarding):
    """Every sentence stands on top, the target beside it, each figure of the whole below."""
    answer = words(inside(write_html(onboarding), '<section id="answer"', '<section id="picture"'))

    assert all(sentence in answer for sentence in onboarding.derived.sentences)
    assert all(part in answer for part in onboarding.derived.goal if isinstance(part, str))
    assert all(total.text in answer and total.spread in answer for total in onboarding.derived.totals)


def test_the_table_says_what_the_picture_says(onboarding):
    """Rows and cells are those of the table view, which the picture is checked against."""
    page = write_html(onboarding)
    rows = re.findall(r"(?s)<tr>(.*?)</tr>", inside(page, '<section id="table"', "</section>"))
    stream = onboarding.atlas.map(ValueStreamMap)
    expected = table(stream, onboarding.labels)

    assert [[words(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row)] for row in rows[1:]] == [
        [words(cell.text) for cell in row.cells] for row in expected.rows
    ]
    assert [words(cell).lower() for cell in re.findall(r"<th.*?</th>", rows[0])] == [
        title.lower() for _, title in expected.columns
    ]


def test_what_is_to_be_done_and_asked_is_listed(onboarding):
    """Quick fixes and questions stand with who takes them, hotspots with their share, unknowns as questions."""
    page = words(write_html(onboarding))

    for told in (
        "Order it on the day of the signature Order a test environment · Ines · 1 h",
        "When do customers send their data? Ana",
        "How long does it wait before “Set up accounts”?",
        "3 of 10 steps have a %C&A.",
        "Platform team would need 120% of the time they have",
    ):
        assert told in page
    for spot in onboarding.report.hotspots[:3]:
        assert re.search(rf"{re.escape(spot.name)} [\d.]+ \w+ · [\d.]+%", page)


def test_every_figure_is_given_in_words_and_explained(onboarding):
    """All figures that can be told stand in a list, with a sentence each and the meaning of their term."""
    page = write_html(onboarding)
    figures = words(inside(page, '<details id="figures">', "</details>"))

    for name, answer in onboarding.report.answers.items():
        if answer.text != "unknown" and name != "load":
            assert answer.sentence in figures
            assert unescape(page).count(TERMS[name.partition("/")[0]].sentence) >= 2
    assert "Cannot be told yet: value-add ratio." in figures


def test_terms_in_use_are_explained_and_others_are_not(export):
    """The glossary of a page is that of its own words."""
    page = write_html(export("current: {steps: {a: {process_time: 1h}, b: {wait_time: 2d, process_time: 3h}}}"))
    glossary = words(inside(page, '<details id="glossary">', "</details>"))

    assert "Wait time The time that work lies still" in glossary
    assert "Cadence" not in glossary


def test_the_source_is_on_the_page_as_it_is(onboarding):
    """Comments and blank lines included; whoever gets the page can go on from there."""
    source = inside(write_html(onboarding), '<pre tabindex="0" role="group" aria-label="The map as text">\n', "</pre>")

    assert unescape(source) == ONBOARDING.read_text(encoding="utf-8")


def test_chosen_words_take_the_place_of_ours_and_leave_the_map_alone(export):
    """Our terms follow the labels; names of steps do not."""
    text = """
        current: {steps: {a: {name: Note the lead time, process_time: 1h}, b: {wait_time: 2d, process_time: 3h}}}
    """
    page = words(inside(write_html(export(text, labels={"lead_time": "flow time"})), "<body>", '<details id="source">'))

    assert "Flow time 2.5 d" in page
    assert "Note the lead time" in page
    assert "lead time" not in page.replace("Note the lead time", "").lower()


def test_chosen_words_may_hold_quotes(export):
    """They stand in attributes too, and end none."""
    page = write_html(export(ONBOARDING, labels={"value_stream": 'the "flow"', "target": 'the "aim"'}))

    assert 'aria-label="Figures of the whole the &quot;flow&quot;"' in page
    assert 'aria-label="The &quot;aim&quot;"' in page


def test_sections_with_nothing_to_say_are_left_out(export):
    """Two steps with exact figures have no quick fixes, no questions, nothing unknown, nothing to look at."""
    page = write_html(
        export(
            """
            current:
              trigger: Order
              customer: Shop
              steps:
                a: {process_time: 1h, percent_complete_accurate: 90%}
                b: {wait_time: 2d, process_time: 3h, percent_complete_accurate: 90%}
            """
        )
    )

    for title in ("Quick fixes", "Questions", "Not known yet", "Not rated yet", "Worth a look", "Target"):
        assert f">{title}<" not in page
    assert ">Hotspots<" in page


def test_a_map_without_steps_invites(export):
    """There is something to start from instead of empty tables."""
    page = write_html(export("title: X"))

    assert "Start with what happens first" in words(page)
    assert "<table" not in page
    assert "<h1><bdi>X</bdi></h1>" in page


def test_an_anonymous_page_tells_nobodys_name(export):
    """No person, owner, note or comment is anywhere in the file, nor what the file is called."""
    text = """
        # Wilhelmina drew this.
        title: Hiring
        outcome: {first_guess: 3wk, guessed_by: Wilhelmina, next_steps: {n: {text: Draw, owner: Wilhelmina}}}
        current:
          notes: {n: {text: Wilhelmina said so}}
          steps:
            screen:
              process_time: 1h
              wait_time: {value: 3d, by: Wilhelmina}
              percent_complete_accurate: {value: 80%, by: Wilhelmina}
              notes: {n: {text: Ask Wilhelmina, by: Wilhelmina}}
              quick_fixes: {f: {text: Book rooms, owner: Wilhelmina, effort: 1h}}
            offer: {wait_time: "?", process_time: 2h}
          voices: {wilhelmina: {name: Wilhelmina, changes: {steps/screen/wait_time: 2wk}}}
        roadmap: {items: {pool: {title: Pool, owner: Wilhelmina, comments: [Wilhelmina agrees]}}}
        questions: {q: {text: Does Wilhelmina know?, owner: Wilhelmina, answer: Wilhelmina does}}
    """
    open_page = write_html(export(text, name="wilhelmina.yaml"))
    page = write_html(export(text, anonymous=True, name="wilhelmina.yaml"))

    assert "Wilhelmina" in open_page
    assert "wilhelmina" not in page.lower()
    assert "Book rooms" in page


HOSTILE = r"""
    title: "<script>alert(1)</script> ]]> \" ' </style> &lt; \u202Eevil \u0007"
    current:
      trigger: "\"><img src=x onerror=alert(1)>"
      customer: "'><svg onload=alert(2)>"
      roles: {"r\"'<b>": {name: "</style><script>alert(3)</script>"}}
      steps:
        "a<b>\"'": {name: "<script>alert(1)</script>", group: "</style>", roles: ["r\"'<b>"], process_time: 1h, quick_fixes: {x: {text: "javascript:alert(1)", owner: "<i>"}}}
        b: {name: "]]> --> <!-- \u202E \u2066 \u0000", wait_time: 2d, process_time: 3h, wastes: [nonsense]}
    questions: {"</textarea>": {text: "</pre></details><script>alert(4)</script>", owner: "&lt;"}}
"""


def test_names_are_text_whatever_they_hold(export):
    """Tags, quotes and marks that turn the direction of text do nothing, and are seen."""
    page = write_html(export(HOSTILE))
    shown = page.partition('<details id="source">')[0]

    assert page.count("<script>") == page.count("</script>") == 1
    assert page.count("<style>") == page.count("</style>") == 1
    assert "<img" not in page
    assert not re.search(
        r"<[^>]*\son\w+=[^>]*>", re.sub(r"\"[^\"]*\"|'[^']*'", "", page.partition("<body>")[2].partition("<script>")[0])
    )
    assert "\u202e" not in shown
    assert "\u2066" not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt; ]]&gt; \" ' &lt;/style&gt; &amp;lt; \ufffdevil \ufffd" in shown


def test_control_characters_of_the_source_are_shown_and_the_rest_is_kept(export):
    """HTML cannot hold them, so a sign stands in their place; line ends of Windows become plain ones."""
    atlas = export("title: X")
    atlas.source = "a: \x00\x1b\x85\ud800\r\n\n  b:\t“\u202e”\n"

    assert "\na: \ufffd\ufffd\ufffd\ufffd\n\n  b:\t“\u202e”\n</pre>" in write_html(atlas)


def test_nothing_is_fetched_and_nothing_foreign_runs(onboarding):
    """No address of the web, no style or handler in a tag; the policy allows this style and this script alone."""
    page = write_html(onboarding)

    assert set(re.findall(r"https?://[^\s\"'<>)]*", page.partition('<details id="source">')[0])) == {
        "http://www.w3.org/2000/svg"
    }
    assert not re.search(r"\s(?:style|src|href)=(?!\"#)", page.partition("<body>")[2].partition("<script>")[0])
    for name in ("style", "script"):
        digest = sha256(inside(page, f"<{name}>", f"</{name}>").encode()).digest()
        assert f"{name}-src 'sha256-{b64encode(digest).decode()}'" in page
    assert "default-src 'none'" in page


def test_the_same_map_gives_the_same_bytes(export):
    """A page that is made again differs only where the map does."""
    assert write_html(export(ONBOARDING)) == write_html(export(ONBOARDING))


def test_a_page_is_small_and_marked_as_ours(onboarding):
    """It goes through any mail, and only pages of ours are ever written over."""
    page = write_html(onboarding).encode()

    assert len(page) < 400_000
    assert MARK.encode() in page[:4096]


def test_dark_pages_start_dark(export):
    """Without a wish the reader's own system decides; all colours are there for both."""
    dark, light = (write_html(export("title: X", theme=theme)) for theme in (Theme.DARK, Theme.LIGHT))

    assert '<html lang="en" data-theme="dark">' in dark
    assert '<html lang="en">' in light
    for name, pair in PALETTE.items():
        assert all(f"--fa-{name}:{value}" in light for value in pair)


def test_the_view_that_was_asked_for_comes_first(export):
    """The others are a tab away."""
    atlas = export("current: {steps: {a: {process_time: 1h}, b: {wait_time: 2d, process_time: 3h}}}")
    names = [drawing.name for drawing in atlas.drawings]
    for name in names:
        atlas.options = Options(view=name)

        assert re.findall(r'<div class="view" id="view-(\w+)"', write_html(atlas))[0] == name
    assert len(names) > 1


def test_pictures_on_the_page_leave_out_what_the_page_says(export):
    """Title, answer, target and summary notes stand once; what is left keeps its order and its gaps."""
    atlas = export(ONBOARDING)
    page = write_html(atlas)

    # What is drawn beside the map, such as a future, stands on its own and keeps all that it says.
    for drawing in (one for one in atlas.drawings if not one.is_complete):
        view = page.partition(f'id="view-{drawing.name}"')[2].partition('class="view"')[0]
        for part in drawing.picture.parts:
            assert (f'class="{part.role}"' in view) is (
                part.role not in {"title", "subtitle", "sentence", "target", "total", "list"}
            )


def test_other_maps_are_on_the_page_with_all_that_they_say(export):
    """Nothing else on the page says which number on the plot is which item, or what the map answers."""
    page = write_html(
        export(
            """
            title: Orders
            current: {steps: {pack: {name: Pack, process_time: 2h, wait_time: 3d}}}
            capability: {rows: {print: {name: Print labels, now: 1, target: 4, about: current/steps/pack}}}
            roadmap: {items: {print: {title: Print labels early, lane: now, importance: 0.8, feasibility: 0.6}}}
            """,
            has_others=True,
        )
    )

    assert "Print labels early" in words(page)
    assert "The widest gap" in words(page)
