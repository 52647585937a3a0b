"""From an empty folder to a map with totals, saved and exported, without touching a mouse."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Page, expect
from serving import Serving, until

pytestmark = pytest.mark.slow

STEPS = [
    ("Ask", "", "1h"),
    ("Check", "3d", "2h"),
    ("Sign", "1d", "30m"),
    ("Build", "1wk", "3d"),
    ("Test", "4h", "1d"),
    ("Ship", "2d", "30m"),
]
"""Name, wait before and process time of each step."""

SUM = "16 d"
"""By hand, in days of 8 hours: waits 3d + 1d + 5d + 4h + 2d = 11d 4h, work 1h + 2h + 30m + 3d + 1d + 30m = 4d 4h."""


@pytest.fixture
def serving(alone: Serving) -> Serving:
    """A server of an empty folder."""
    alone.file.unlink()
    return alone


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def walk_to(page: Page, role: str, name: str) -> None:
    """Press Tab until the keyboard is on something, as people do who look for it."""
    wanted = page.get_by_role(role, name=name, exact=True).first
    expect(wanted).to_be_visible()
    for _ in range(60):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never leads to the {role} {name!r}")


def test_a_map_with_totals_from_nothing_by_keyboard_alone(
    serving: Serving, visit: Callable[..., Page], tmp_path: Path
) -> None:
    """New atlas, six steps with their times, totals as by hand, undo and redo, the file, and an export."""
    page = visit("/")
    expect(page.get_by_role("heading", level=2)).to_be_visible()
    walk_to(page, "button", "New atlas")
    press(page, "Enter")
    expect(page.get_by_role("dialog", name="New atlas")).to_be_visible()
    page.keyboard.type("Publish a book")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Publish a book")
    # The blank atlas holds three open steps; whoever wants none removes them.
    walk_to(page, "application", "Publish a book, Practice view")
    expect(page.get_by_role("application")).to_contain_text("First step, step 1 of 3")
    press(page, "Control+a", "Delete")
    expect(page.get_by_role("button", name="Name the first step")).to_be_visible()

    for number, (name, wait, process) in enumerate(STEPS):
        page.keyboard.type(name)
        press(page, "Tab")
        if number > 0:
            page.keyboard.type(wait)
            press(page, "Tab")
        page.keyboard.type(process)
        press(page, "Tab")
    press(page, "Escape")

    total = page.get_by_role("region", name="Answers").get_by_role("button", name=re.compile(rf"Adds up to {SUM}\b"))
    expect(total).to_be_visible()
    expect(page.locator('.picture [data-part="total/lead_time"]')).to_contain_text(SUM)
    [file] = serving.folder.glob("*.yaml")

    def held() -> list[tuple[str, str, str]]:
        steps = (yaml.safe_load(file.read_text(encoding="utf-8")).get("current") or {}).get("steps") or {}
        return [(one["name"], one.get("wait_time", ""), one.get("process_time", "")) for one in steps.values()]

    until(lambda: held() == STEPS, "the file holds the steps")
    press(page, "Control+z")
    expect(total).to_have_count(0)
    until(lambda: held() == [*STEPS[:-1], ("Ship", "2d", "")], "the file holds one value less")
    press(page, "Control+Shift+z")
    expect(total).to_be_visible()
    until(lambda: held() == STEPS, "the file holds it again")
    expect(page.locator(".save-words")).to_have_text("Saved")

    press(page, "Control+Shift+e")
    dialog = page.get_by_role("dialog", name="Export")
    expect(dialog.get_by_role("radio", name="PNG")).to_be_visible()
    walk_to(page, "link", "Download")
    with page.expect_download() as download:
        press(page, "Enter")
    download.value.save_as(tmp_path / "map.png")
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
    press(page, "Escape")
    expect(dialog).to_have_count(0)
