"""Futures: begun by a command, filled in beside the map, with every change in words."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect
from serving import Serving, until

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
FOUND = "where => axe.run(where).then((result) => result.violations.map((one) => [one.id, one.nodes[0].html]))"
PLANNED = "steps/legal/wait_time"


def details(page: Page) -> Locator:
    """The inspector."""
    return page.get_by_role("region", name="Details")


def futures(serving: Serving) -> list[dict[str, object]]:
    """The futures that the file holds."""
    return list((yaml.safe_load(serving.text()).get("future") or {}).values())


def begin(page: Page) -> None:
    """Begin a future from the palette."""
    expect(page.locator(".main-answer .large")).to_be_visible()
    page.keyboard.press("Control+k")
    page.keyboard.type("New future")
    page.keyboard.press("Enter")
    expect(details(page).get_by_role("heading", level=2)).to_contain_text("A better way")


def test_two_new_futures_have_different_titles(visit: Visit, serving: Serving) -> None:
    """Menus of views and comparisons tell them apart."""
    page = visit()
    begin(page)
    begin(page)

    expect(details(page).get_by_role("heading", level=2)).to_contain_text("A better way 2")
    until(lambda: [one.get("title") for one in futures(serving)] == ["A better way", "A better way 2"], "the file too")


def test_a_future_is_begun_and_shown_beside_today(visit: Visit, serving: Serving) -> None:
    """One command makes it; what it is to change is chosen by name, typed and drawn."""
    page = visit()
    begin(page)

    details(page).get_by_label("Change something").select_option(PLANNED)
    expect(details(page).get_by_label("Legal review: Wait", exact=True)).to_be_focused()
    expect(details(page)).to_contain_text("Today: 3d..10d")
    page.keyboard.type("1d")
    page.keyboard.press("Enter")

    until(lambda: [one.get("changes") for one in futures(serving)] == [{PLANNED: "1d"}], "the file holds the change")
    expect(page.get_by_text("What changes").first).to_be_attached()


def test_a_change_of_a_future_is_typed_anew_and_dropped(visit: Visit, serving: Serving) -> None:
    """Each change has its value to type, and a button that leaves things as they are today."""
    page = visit()
    begin(page)
    details(page).get_by_label("Change something").select_option(PLANNED)
    page.keyboard.type("1d")
    page.keyboard.press("Enter")
    value = details(page).get_by_label("Legal review: Wait", exact=True)
    value.fill("2d")
    value.press("Enter")
    until(lambda: [one.get("changes") for one in futures(serving)] == [{PLANNED: "2d"}], "the file holds it anew")

    details(page).get_by_role("button", name="Leave “Legal review: Wait” as it is today").click()

    until(lambda: [one.get("changes") or {} for one in futures(serving)] == [{}], "the file holds no change")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_a_future(visit: Visit, theme: str) -> None:
    """Roles, names and contrast are right in both themes."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    page = visit(color_scheme=theme, bypass_csp=True)
    begin(page)
    details(page).get_by_label("Change something").select_option(PLANNED)
    page.keyboard.type("1d")
    page.keyboard.press("Enter")
    page.evaluate(AXE.read_text(encoding="utf-8"))

    assert page.evaluate(FOUND, ".inspector") == []
