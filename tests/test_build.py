"""What is built with the package: the font that measures and draws, and the pages of browser and export."""

import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest
import uharfbuzz
from fontTools.ttLib import TTFont

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
specification = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
assert specification is not None
assert specification.loader is not None
hatch_build = importlib.util.module_from_spec(specification)
specification.loader.exec_module(hatch_build)

FONTS = ROOT / hatch_build.FONTS
APP = ROOT / hatch_build.APP
OUTPUTS = [file for files in hatch_build.outputs().values() for file in files]
weights = pytest.mark.parametrize("weight", hatch_build.WEIGHTS)


def width(font_file, text, *, kern):
    """How wide the text is when it is shaped, in units of the font."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(font_file))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer, {"kern": kern})
    return sum(position.x_advance for position in buffer.glyph_positions)


@pytest.fixture
def project(tmp_path):
    """A copy of what is built and of what it is built from, up to date even where somebody is at work."""
    for file in [Path("hatch_build.py"), hatch_build.STAMP, *OUTPUTS]:
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / file, tmp_path / file)
    shutil.copytree(ROOT / "web", tmp_path / "web", ignore=shutil.ignore_patterns("node_modules"), dirs_exist_ok=True)
    (tmp_path / hatch_build.NODE_MODULES).symlink_to(ROOT / hatch_build.NODE_MODULES, target_is_directory=True)
    hatch_build.build(tmp_path)
    return tmp_path


@weights
def test_the_font_holds_the_scripts_of_europe_and_vietnam(weight):
    """One file measures and draws Latin, Greek, Cyrillic and Vietnamese."""
    characters = TTFont(FONTS / f"inter-{weight}.ttf").getBestCmap()

    assert [character for character in "azAZ09ßőłΩάЖїếƠ%&–—…×−€" if ord(character) not in characters] == []


@weights
@pytest.mark.parametrize("pair", ["AV", "To", "ΤΟ", "ГА"])
def test_the_font_keeps_its_kerning(weight, pair):
    """Letters that lean on each other stand closer in every script."""
    font = FONTS / f"inter-{weight}.ttf"

    assert width(font, pair, kern=True) < width(font, pair, kern=False)


@weights
def test_a_mark_sits_on_letters_of_another_subset(weight):
    """An accent from the Latin part finds its place on a letter of the Vietnamese part."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(FONTS / f"inter-{weight}.ttf"))))
    buffer = uharfbuzz.Buffer()
    buffer.add_str("ẹ\u0301")
    buffer.guess_segment_properties()
    uharfbuzz.shape(font, buffer)

    assert buffer.glyph_positions[1].x_offset < 0


@weights
@pytest.mark.parametrize("subset", hatch_build.SUBSETS)
def test_a_subset_measures_as_the_whole_font_does(weight, subset):
    """Every character of a subset is in the whole font, and as wide: what is measured is what a page shows."""
    ranges = json.loads((FONTS / "subsets.json").read_text(encoding="utf-8"))[subset]
    whole, part = TTFont(FONTS / f"inter-{weight}.ttf"), TTFont(FONTS / f"inter-{subset}-{weight}.woff2")
    names, characters = whole.getBestCmap(), part.getBestCmap()
    covered = {point for first, last in ranges for point in range(first, last + 1)} & set(characters)

    assert len(covered) > 50
    assert covered <= set(names)
    assert [p for p in covered if whole["hmtx"][names[p]][0] != part["hmtx"][characters[p]][0]] == []


def test_subsets_are_listed_by_precedence():
    """A character that several subsets hold is the first one's."""
    assert list(json.loads((FONTS / "subsets.json").read_text(encoding="utf-8"))) == list(hatch_build.SUBSETS)


def test_the_licence_of_the_font_lies_beside_it():
    """The SIL Open Font License asks for its text to be passed on."""
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "LICENSE-Inter.txt").read_text(encoding="utf-8")


def test_the_script_is_plain(project):
    """A page holds the script as it is, so it neither imports nor exports."""
    lines = (project / hatch_build.PAGE).read_text(encoding="utf-8").splitlines()

    assert lines[0] == '"use strict";'
    assert [line for line in lines if line.startswith(("import ", "export "))] == []


def test_nothing_unchanged_is_built_again(project, monkeypatch):
    """With everything in place a build runs no other program."""
    monkeypatch.setattr(subprocess, "run", None)

    assert hatch_build.build(project) == []


def test_a_changed_script_leaves_the_font_alone(project):
    """Only what a change reaches is built."""
    with (project / "web/src/offline/page.ts").open("a", encoding="utf-8") as page:
        page.write('\ndocument.documentElement.classList.add("changed");\n')

    assert hatch_build.build(project) == ["page"]
    assert 'classList.add("changed");' in (project / hatch_build.PAGE).read_text(encoding="utf-8")
    assert hatch_build.build(project) == []


def test_a_changed_page_leaves_the_font_and_the_script_alone(project):
    """The page of the browser is an asset of its own, and nothing of the former one stays."""
    with (project / "web/src/main.tsx").open("a", encoding="utf-8") as main:
        main.write('\ndocument.documentElement.classList.add("changed");\n')
    left = project / hatch_build.APP / "assets/index-before.js"
    left.parent.mkdir(exist_ok=True)
    left.touch()

    assert hatch_build.build(project) == ["app"]
    (script,) = (project / hatch_build.APP / "assets").glob("index-*.js")
    assert ".add(`changed`)" in script.read_text(encoding="utf-8").replace('"', "`")
    assert hatch_build.build(project) == []


def test_a_changed_test_builds_nothing(project):
    """Tests lie beside what they test and are no part of it."""
    (project / "web/src/lib/more.test.ts").write_text("export {};\n", encoding="utf-8")

    assert hatch_build.is_built(project)


def test_the_page_holds_nothing_inline():
    """A strict policy allows files of our own alone: no script or style in the page, no data: address in a style."""
    page = (APP / "index.html").read_text(encoding="utf-8")
    styles = "".join(file.read_text(encoding="utf-8") for file in (APP / "assets").glob("*.css"))

    assert re.findall(r"<script(?![^>]* src=)|<script[^>]*>[^<]|<style|\sstyle=|\son\w+=", page) == []
    assert "data:" not in styles
    assert "@import" not in styles


def test_the_page_brings_the_font_that_pictures_are_measured_in():
    """Every subset in both weights, byte by byte, and in no older format."""
    fonts = [file for file in (APP / "assets").iterdir() if ".woff" in file.name]
    measured = [FONTS / f"inter-{subset}-{weight}.woff2" for subset in hatch_build.SUBSETS for weight in (400, 600)]

    assert {file.suffix for file in fonts} == {".woff2"}
    assert {file.read_bytes() for file in fonts} == {file.read_bytes() for file in measured}


def test_the_licences_of_what_the_page_holds_lie_beside_it():
    """Others' work is passed on with its terms."""
    licences = (APP / "licences.txt").read_text(encoding="utf-8")

    assert [
        name for name in ("@fontsource/inter", "react", "react-dom", "scheduler") if f"## {name} - " not in licences
    ] == []
    assert set(re.findall(r"^## .* \((.*)\)$", licences, re.MULTILINE)) <= {
        "MIT",
        "ISC",
        "BSD-3-Clause",
        "0BSD",
        "Apache-2.0",
        "OFL-1.1",
    }


@pytest.mark.slow
def test_a_missing_font_is_built_as_it_was(project):
    """The same sources give the same bytes."""
    font = project / hatch_build.FONTS / "inter-400.ttf"
    before = font.read_bytes()
    font.unlink()

    assert hatch_build.build(project) == ["fonts"]
    assert font.read_bytes() == before


def test_a_mistake_in_types_is_told_with_its_place(project):
    """The build fails, and says which file to look at."""
    (project / "web/src/offline/page.ts").write_text('const answer: number = "42";\n', encoding="utf-8")

    with pytest.raises(hatch_build.AssetsError, match=r"(?s)tsc finds mistakes in web/:.*src/offline/page\.ts.*TS2322"):
        hatch_build.build(project)
    assert not hatch_build.is_built(project)


def test_types_of_other_messages_are_told(project):
    """The check says which file is out of date and what writes it."""
    (project / hatch_build.TYPES).write_text("export {};\n", encoding="utf-8")

    with pytest.raises(hatch_build.AssetsError, match=r"protocol\.ts was made from other messages.*make docs"):
        hatch_build.check(project)


@pytest.mark.parametrize(
    ("version", "is_taken"), [("v18.20.4", False), ("v20.18.1", False), ("v20.19.0", True), ("v24.1.0", True)]
)
def test_a_node_that_is_too_old_is_passed_over(tmp_path, monkeypatch, version, is_taken):
    """Tools of the page say which Node they run on; an older one of the machine is as none."""
    for program in ("node", "npm"):
        (tmp_path / program).write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
        (tmp_path / program).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    assert (hatch_build.system_node() is not None) is is_taken


def test_packages_that_cannot_be_fetched_are_told_with_what_to_do(project, monkeypatch):
    """One message says what was tried, what came back and what to do."""
    (project / hatch_build.NODE_MODULES).unlink()
    (project / hatch_build.PAGE).unlink()
    monkeypatch.setattr(hatch_build, "_npm", lambda: [sys.executable, "-c", "raise SystemExit('no route')"])

    with pytest.raises(hatch_build.AssetsError, match=r"(?s)no route.*install --no-package-lock.*Check that npm"):
        hatch_build.build(project)


def test_a_machine_without_node_has_it_brought_by_the_build(project, monkeypatch):
    """Node is asked for where there is none, and only if something is to be built."""
    monkeypatch.setattr(shutil, "which", lambda _: None)
    hook = hatch_build.CustomBuildHook(str(project), {}, None, None, "", "wheel")
    assert hook.dependencies() == []

    (project / hatch_build.PAGE).unlink()

    assert hook.dependencies() == [hatch_build.NODE_PACKAGE]


@pytest.mark.slow
def test_a_wheel_holds_the_font_and_the_pages(tmp_path):
    """With everything in place the wheel is made without node and network, whole, and tells nothing of its maker."""
    words = ["-m", "hatchling", "build", "--target", "wheel", "--directory", str(tmp_path)]
    subprocess.run([sys.executable, *words], cwd=ROOT, env={**os.environ, "PATH": str(tmp_path)}, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        telling = [name for name in names if str(ROOT).encode() in archive.read(name)]

    built = [*(ROOT / file for file in OUTPUTS), *(APP / "assets").iterdir()]
    assert {file.relative_to(ROOT / "src").as_posix() for file in built} <= set(names)
    assert telling == []


@pytest.mark.slow
def test_a_source_distribution_holds_what_building_takes(tmp_path):
    """The hook and the sources of the page are in it; fetched packages are not."""
    words = ["-m", "hatchling", "build", "--target", "sdist", "--directory", str(tmp_path)]
    subprocess.run([sys.executable, *words], cwd=ROOT, check=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        names = [Path(name).parts[1:] for name in packed.getnames()]

    assert ("hatch_build.py",) in names
    assert {name[1] for name in names if name[:1] == ("web",) and len(name) > 1} == {
        "biome.json",
        "index.html",
        "package.json",
        "src",
        "tsconfig.json",
        "vite.config.ts",
    }
