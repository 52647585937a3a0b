"""The tutorial of the page, followed to the letter."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import Serving, until
from workspace import Workspace, is_told

pytestmark = pytest.mark.slow

STEPS = {
    "Report": ("10m",),
    "Approve": ("1d", "5m"),
    "Order": ("2h", "30m"),
    "Set up": ("3d..10d", "4h"),
    "Hand over": ("?", "15m"),
}
TUTORIAL = Path(__file__).parents[2] / "docs/tutorial/first-session.md"


@pytest.fixture
def serving(alone: Serving) -> Serving:
    """A folder without maps."""
    alone.file.unlink()
    return alone.about("replace-a-broken-laptop.yaml")


def test_the_first_session_goes_as_told(serving: Serving, visit: Callable[..., Page]) -> None:
    """From an empty folder to a presentation, with the keys and words of the tutorial."""
    told = TUTORIAL.read_text(encoding="utf-8")
    assert all(f"`{typed}`" in told for name, times in STEPS.items() for typed in (name, *times))
    page = visit("/")
    page.get_by_role("button", name="New atlas").first.click()
    page.keyboard.type("Replace a broken laptop")
    page.get_by_role("textbox", name="First guess").fill("three days")
    expect(page.get_by_role("dialog")).to_contain_text("3 working days")
    page.keyboard.press("Enter")
    page.wait_for_selector("svg.picture")
    work = Workspace(page, serving)
    expect(work.step("first-step")).to_be_visible()

    work.press("Control+a", "Delete")
    expect(page.get_by_role("button", name="Name the first step")).to_be_visible()
    for name, times in STEPS.items():
        for typed in (name, *times):
            work.type(typed)
            work.press("Tab")
    work.press("Escape")

    work.has_names(*STEPS)
    work.has_values("process_time", *(times[-1] for times in STEPS.values()))
    beside = page.get_by_role("complementary", name="Answers and details")
    for words in ("Constraint", "Find out next", "Set up", "How long does it wait before “Hand over”?"):
        expect(beside).to_contain_text(words)

    work.press("Control+k")
    work.type("target")
    work.press("Enter")
    expect(beside).to_contain_text("Measured by")
    work.press("Control+z")
    is_told(page, "Undone: ", "Hand over")
    work.press("Control+Shift+z")
    is_told(page, "Made again: ")

    page.locator(".canvas-ground").focus()
    work.press("p")
    expect(page.get_by_role("main", name="Presentation").get_by_role("heading", level=1)).to_contain_text("take")
    work.press("Escape")
    until(lambda: "name: Hand over" in serving.text(), "the file holds the map")
