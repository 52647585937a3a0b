"""``flowatlas render``: pictures from the command line, and nobody's file lost."""

import os
from xml.etree import ElementTree as ET

import pytest

ATLAS = """
    title: Checkout
    current:
      trigger: Order
      customer: Shop
      steps:
        build: {name: Build it, process_time: 3h}
        check: {wait_time: 2d, process_time: 1h}
"""
SIMULATED = ATLAS.replace("trigger: Order", "trigger: Order\n      demand: 4/wk\n      backlog: 9")
FEW = ("--draws", "200")


def words_of(svg):
    """All that is written on a drawing."""
    tree = ET.fromstring(svg)  # noqa: S314 - our own text, to see whether it is well-formed
    return " ".join("".join(text.itertext()) for text in tree.iter("{http://www.w3.org/2000/svg}text"))


def test_several_formats_are_written_at_once(run, write, tmp_path):
    """One run, one reading of the map, a file each, each said to be written."""
    write(ATLAS)
    names = ["map.svg", "map.png", "map.md", "map.html"]
    done = run("render", *(word for name in names for word in ("-o", name)), *FEW)

    assert done.returncode == 0, done.stderr
    assert [line for line in done.stderr.splitlines() if "wrote" in line] == [f"wrote {name}" for name in names]
    assert words_of((tmp_path / "map.svg").read_text(encoding="utf-8")).count("Build it") == 1
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    assert "| Build it |" in (tmp_path / "map.md").read_text(encoding="utf-8")
    assert (tmp_path / "map.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")


def test_without_a_name_the_page_is_written_beside_the_atlas(run, write, tmp_path):
    """The one file that everybody can open, called as the atlas is, where the atlas lies."""
    (tmp_path / "maps").mkdir()
    path = write(ATLAS, "maps/checkout.yaml")
    done = run("render", str(path), *FEW)

    assert done.returncode == 0, done.stderr
    assert [one.name for one in path.parent.iterdir() if one != path] == ["checkout.html"]


def test_a_view_can_be_chosen(run, write):
    """The ladder has the same map to scale."""
    write(ATLAS)
    practice, ladder = (
        run("render", "-o", "-", "--format", "svg", "--view", view, *FEW).stdout for view in ("practice", "ladder")
    )

    assert practice != ladder
    assert "Build it" in words_of(ladder)
    assert "Time to scale" in ladder


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--view", "spiral"), ("spiral", "practice", "ladder")),
        (("-o", "map.gif"), ("map.gif", ".svg", ".png", ".html", ".md")),
        (("-o", "map"), ("map", ".svg", ".png", ".html", ".md")),
        (("-o", "-"), ("--format svg",)),
        (("-o", "-", "--format", "gif"), (".svg", ".png")),
    ],
)
def test_what_is_not_known_is_answered_with_what_is(run, write, tmp_path, words, told):
    """An unknown view or format is wrong use; the message lists what there is, and nothing is written."""
    write(ATLAS)
    done = run("render", *words, *FEW)

    assert done.returncode == 2
    assert all(word in done.stderr for word in told)
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["atlas.yaml"]


@pytest.mark.slow
def test_a_page_tells_what_simulation_says_where_that_is_asked_for(run, write, tmp_path):
    """A tab each for real days, what matters and the backlog; the picture alone goes into an image."""
    write(SIMULATED)
    page = run("render", "-o", "map.html", "--simulate", *FEW)
    drawn = run("render", "-o", "-", "--format", "svg", "--view", "backlog", *FEW)

    assert page.returncode == 0, page.stderr
    assert "wrote map.html" in page.stderr
    written = (tmp_path / "map.html").read_text(encoding="utf-8")
    assert all(f'id="tab-{name}"' in written for name in ("practice", "simulation", "what-matters", "backlog"))
    assert "The last of the 9" in words_of(drawn.stdout)


@pytest.mark.slow
@pytest.mark.parametrize("words", [("-o", "map.html", "--simulate"), ("-o", "map.svg", "--view", "simulation")])
def test_a_map_that_cannot_be_simulated_says_so_once(run, write, tmp_path, words):
    """One line with what to add, and nothing is written."""
    write(ATLAS)
    done = run("render", *words, *FEW)

    assert done.returncode == 1
    assert done.stderr.count("add demand, such as 8/wk") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["atlas.yaml"]


def test_simulation_without_a_page_is_wrong_use(run, write):
    """An image holds one picture; the message says how to choose it."""
    write(ATLAS)
    done = run("render", "-o", "map.svg", "--simulate", *FEW)

    assert done.returncode == 2
    assert "--view simulation" in done.stderr


@pytest.mark.parametrize("name", ["map.svg", "map.md", "map.html", "map.png"])
def test_a_file_of_somebody_else_is_left_alone(run, write, tmp_path, name):
    """What we did not write we do not write over, unless told to; what we wrote is renewed."""
    write(ATLAS)
    (tmp_path / name).write_text("mine", encoding="utf-8")

    refused = run("render", "-o", name, *FEW)
    assert refused.returncode == 1
    assert "--force" in refused.stderr
    assert (tmp_path / name).read_text(encoding="utf-8") == "mine"
    forced = run("render", "-o", name, "--force", *FEW)
    assert forced.returncode == 0
    again = run("render", "-o", name, *FEW)
    assert again.returncode == 0
    assert (tmp_path / name).read_bytes() != b"mine"


@pytest.mark.parametrize("link", [None, os.symlink, os.link])
def test_the_atlas_itself_is_never_written_over(run, write, tmp_path, link):
    """Not with --force, not by another name of the same file, and not if it says Flow Atlas."""
    path = write(ATLAS.replace("Checkout", "Flow Atlas"), "atlas.md")
    name = "atlas.md"
    if link is not None:
        name = "other.md"
        link(path, tmp_path / name)
    before = path.read_bytes()

    for words in ((), ("--force",)):
        done = run("render", "atlas.md", "-o", name, *words, *FEW)
        assert done.returncode == 1
        assert "the atlas itself" in done.stderr
        assert path.read_bytes() == before


def test_the_atlas_may_be_read_from_standard_input_and_be_written_to_standard_output(run, tmp_path):
    """A pipe is all it needs; only the drawing is printed, and no file appears."""
    done = run("render", "-", "-o", "-", "--format", "svg", *FEW, text=ATLAS)

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("<svg ")
    assert "Build it" in words_of(done.stdout)
    assert not list(tmp_path.iterdir())


def test_an_atlas_with_errors_is_drawn_all_the_same(run, write, tmp_path):
    """The error shows in the exit code; what is wrong counts as unknown, and the rest is a picture."""
    write(ATLAS.replace("3h", "3 banana"))
    done = run("render", "-o", "map.svg", *FEW)

    assert done.returncode == 1
    drawn = words_of((tmp_path / "map.svg").read_text(encoding="utf-8"))
    assert "Build it" in drawn
    assert "?" in drawn


@pytest.mark.parametrize("place", ["missing/map.md", "folder.md", "atlas.yaml/map.md"])
def test_nothing_is_written_if_one_of_several_cannot_be(run, write, tmp_path, place):
    """A folder that is not there, or stands where a file should, is found out before the first file is written."""
    write(ATLAS)
    (tmp_path / "folder.md").mkdir()
    done = run("render", "-o", "map.svg", "-o", place, *FEW)

    assert done.returncode == 1
    assert f"{place} cannot be written" in done.stderr
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["atlas.yaml", "folder.md"]


def test_too_large_an_image_leaves_no_other_file_behind(run, write, tmp_path):
    """All formats are made before the first is written."""
    write(ATLAS)
    done = run("render", "-o", "map.md", "-o", "map.png", "--scale", "20", *FEW)

    assert done.returncode == 1
    assert "--scale" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["atlas.yaml"]


def test_an_anonymous_picture_names_nobody(run, write, tmp_path):
    """People, owners, notes and comments of the file are in no output; what is on the map is."""
    write(
        """
        # Wilhelmina drew this.
        current:
          notes: {n: {text: Wilhelmina said so}}
          steps:
            screen:
              wait_time: {value: 3d, by: Wilhelmina}
              process_time: 1h # says Wilhelmina
              percent_complete_accurate: {value: 80%, by: Wilhelmina}
              notes: {n: {text: Ask Wilhelmina, by: Wilhelmina}}
              quick_fixes: {f: {text: Book rooms, owner: Wilhelmina}}
            offer: {wait_time: "?", process_time: 2h}
          voices: {wilhelmina: {name: Wilhelmina, changes: {steps/screen/wait_time: 2wk}}}
        questions: {q: {text: Does Wilhelmina know?, about: current/steps/screen, owner: Wilhelmina}}
        """
    )
    names = ("map.svg", "map.md", "ladder.svg")
    run("render", "-o", "map.svg", "-o", "map.md", "--anonymous", *FEW)
    run("render", "-o", "ladder.svg", "--view", "ladder", "--anonymous", *FEW)
    run("render", "-o", "open.svg", *FEW)

    assert "Wilhelmina" in (tmp_path / "open.svg").read_text(encoding="utf-8")
    for name in names:
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "wilhelmina" not in text.lower()
        assert "screen" in text


def test_own_words_are_drawn(run, write):
    """``--label`` says it as the team does."""
    write(ATLAS)
    done = run("render", "-o", "-", "--format", "svg", "--label", "lead_time=flow time", *FEW)

    assert "flow time" in words_of(done.stdout).lower()
    assert "lead time" not in words_of(done.stdout).lower()


def test_dark_and_transparent_change_the_ground(run, write):
    """Light on dark for slides; no ground for pages that have their own."""
    write(ATLAS)
    light, dark, bare = (
        run("render", "-o", "-", "--format", "svg", *words, *FEW).stdout.partition("<g ")[0]
        for words in ((), ("--dark",), ("--transparent",))
    )

    assert light.count("<rect") == dark.count("<rect") == 1
    assert light != dark
    assert "<rect" not in bare


def test_a_format_of_a_plug_in_is_known(run_apart, write, tmp_path):
    """What an installed package adds is written by its suffix like any other."""
    write(ATLAS)
    folder = tmp_path / "packages" / "count-1.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: count\nVersion: 1\n", encoding="utf-8")
    (folder / "entry_points.txt").write_text("[flowatlas]\ncount = count_steps\n", encoding="utf-8")
    (folder.parent / "count_steps.py").write_text(
        "from flowatlas.exporters.exporter import exporter\n"
        "@exporter('count', suffix='.count', title='Count')\n"
        "def write(export):\n    return export.atlas.title + ' counted'\n",
        encoding="utf-8",
    )
    done = run_apart("render", "-o", "map.count", *FEW, PYTHONPATH=str(folder.parent))

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "map.count").read_text(encoding="utf-8") == "Checkout counted"


def test_futures_and_voices_are_told_without_names(run, write, tmp_path):
    """Page, text and picture hold what is wanted and where people differ; anonymous ones name nobody who spoke."""
    atlas = str(
        write("""
            current:
              steps: {a: {name: Ask, process_time: 1h}, b: {name: Answer, wait_time: "?", process_time: 1h}}
              voices:
                xaverine: {name: Xaverine, role: Desk, changes: {steps/b/wait_time: 2d}}
                yolandus: {name: Yolandus, role: Desk, changes: {steps/b/wait_time: 3wk}}
            future: {fast: {title: Answered at once, changes: {steps/b/wait_time: 1h}}}
        """)
    )

    done = run("render", atlas, "--anonymous", "-o", "map.html", "-o", "map.md", "-o", "map.svg")

    assert done.returncode == 0, done.stderr
    for name in ("map.html", "map.md"):
        content = (tmp_path / name).read_text(encoding="utf-8")
        assert "Answered at once" in content
        assert "Where people differ" in content
    for name in ("map.html", "map.md", "map.svg"):
        content = (tmp_path / name).read_text(encoding="utf-8").lower()
        assert "xaverine" not in content
        assert "yolandus" not in content
