"""Every file that the export dialog gives can be opened by the program that it is for."""

import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import PATIENCE, Serving

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]

ONBOARDING = Path(__file__).parents[2] / "examples/onboarding/atlas.yaml"
PEOPLE = ("Ines", "Raj", "Ana")
COLOURS = """async bytes => {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], {type: 'image/png'}));
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context.drawImage(bitmap, 0, 0);
  const pixels = new Uint32Array(context.getImageData(0, 0, bitmap.width, bitmap.height).data.buffer);
  return [bitmap.width, new Set(pixels).size];
}"""
"""The width of a picture and how many colours are in it."""


@pytest.fixture
def downloaded(serving: Serving, visit: Visit, tmp_path: Path) -> Callable[..., Path]:
    """Open the example, choose in the export dialog, and download."""

    def downloaded(format_title: str, *, view: str = "", is_anonymous: bool = False) -> Path:
        serving.file.write_text(ONBOARDING.read_text(encoding="utf-8"), encoding="utf-8")
        page = visit()
        page.get_by_role("button", name="Export…").click()
        dialog = page.get_by_role("dialog", name="Export")
        dialog.get_by_role("radio", name=format_title).check()
        if view:
            dialog.get_by_role("combobox", name="View").select_option(view)
        dialog.get_by_role("checkbox", name="Leave people out").set_checked(is_anonymous)
        with page.expect_download() as download:
            dialog.get_by_role("link", name="Download").click()
        file = tmp_path / download.value.suggested_filename
        download.value.save_as(file)
        return file

    return downloaded


def words_of(svg: Path) -> str:
    """All text of a picture, which must be one."""
    root = ET.parse(svg).getroot()  # noqa: S314 - we wrote it
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    return " ".join(text for text in root.itertext() if text.strip())


def test_all_formats_are_tested_here(serving: Serving) -> None:
    """A new format needs a test that its files open."""
    assert {one["name"] for one in serving.get("/api/formats").json()} == {"html", "md", "png", "svg"}


@pytest.mark.parametrize("view", ["practice", "ladder", "simple", "ideal"])
def test_a_picture_for_the_web_is_sound(downloaded: Callable[..., Path], view: str) -> None:
    """Every view is well-formed SVG that names the steps; two versions beside each other are one picture as well."""
    words = words_of(downloaded("SVG picture", view=view))

    assert "Set up accounts" in re.sub(r"\s+", " ", words)
    assert ("Ideal" in words) is (view == "ideal")


def test_an_image_is_no_blank_sheet(downloaded: Callable[..., Path], visit: Visit) -> None:
    """The PNG is decoded by a browser and has many colours."""
    written = downloaded("PNG image")

    width, colours = visit("/").evaluate(COLOURS, list(written.read_bytes()))

    assert width > 1_000
    assert colours > 20


def test_a_page_opens_without_the_server(downloaded: Callable[..., Path], browser: Browser) -> None:
    """The offline page shows the map from disk, loads nothing else and has nothing to complain about."""
    written = downloaded("Page")
    page = browser.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url) if request.url != written.as_uri() else None)

    page.goto(written.as_uri())

    expect(page.locator(".stage svg").first).to_contain_text("Set up accounts")
    page.close()
    assert complaints == []


def test_a_text_has_the_steps_as_a_table(downloaded: Callable[..., Path], serving: Serving) -> None:
    """Markdown that wikis show: a table with a line for every step."""
    lines = downloaded("Markdown text").read_text(encoding="utf-8").splitlines()

    head = next(number for number, line in enumerate(lines) if line.startswith("| wait before | step |"))
    rows = lines[head + 2 : lines.index("", head)]
    steps = serving.get(serving.here).json()["plain"]["current"]["steps"].values()
    assert all(row.startswith("|") and row.endswith("|") for row in rows)
    assert [step["name"] for step, row in zip(steps, rows, strict=False) if f"| {step['name']} |" not in row] == []
    assert len(rows) >= len(steps)


@pytest.mark.parametrize("format_title", ["SVG picture", "Page", "Markdown text"])
def test_people_are_left_out_where_that_is_wanted(downloaded: Callable[..., Path], format_title: str) -> None:
    """Names of people stand in the file, or nowhere in it."""
    text = downloaded(format_title, is_anonymous=True).read_text(encoding="utf-8")

    assert [name for name in PEOPLE if re.search(rf"\b{name}\b", text)] == []


def test_people_are_there_otherwise(downloaded: Callable[..., Path]) -> None:
    """What the test before looks for can be found."""
    text = downloaded("Page").read_text(encoding="utf-8")

    assert [name for name in PEOPLE if re.search(rf"\b{name}\b", text)] == list(PEOPLE)
