"""Filling in a map where it stands: mistakes that stay in their field, lists from elsewhere, ways that work can go."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect
from serving import until
from workspace import Workspace, is_told

pytestmark = pytest.mark.slow

THREE = """
    title: Three steps
    current:
      steps:
        ask: {name: Ask, process_time: 1h}
        check: {name: Check, wait_time: 3d, process_time: 2h}
        send: {name: Send, wait_time: "?", process_time: 30m}
"""
BLANK = """
    title: Blank
    current:
      steps:
        first-step: {name: First step, process_time: "?"}
        second-step: {name: Second step, wait_time: "?", process_time: "?"}
"""
BRANCHES = """
    title: Two branches
    current:
      steps:
        ask: {name: Ask}
        weigh: {name: Weigh}
        price: {name: Price, after: [ask]}
        send: {name: Send, after: [weigh, price]}
"""

Open = Callable[..., Workspace]


def paste(work: Workspace, text: str) -> None:
    """Paste what another program copied, while the map has the keyboard."""
    work.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    work.press("Control+v")


def test_tab_stays_where_the_text_is_not_understood(work_on: Open) -> None:
    """However fast the keys come, the text is back in its field with the reason; mended, Tab goes on."""
    work = work_on(THREE)
    work.part("current/steps/check/wait_time").dblclick()
    field = work.page.get_by_role("textbox", name="Wait before “Check”")
    work.press("Control+a")
    work.type("3 bananas")
    work.press("Tab")

    expect(work.page.locator(".value-editor[data-has-error]")).to_contain_text("3 bananas")
    expect(field).to_have_value("3 bananas")
    expect(field).to_be_focused()
    work.press("Tab")
    expect(field).to_have_value("3 bananas")
    work.press("Control+a")
    work.type("4d")
    work.press("Tab")

    expect(work.page.get_by_role("textbox", name="Process time of “Check”")).to_be_focused()
    work.has_values("wait_time", None, "4d", "?")


def test_a_field_says_what_it_asks(work_on: Open) -> None:
    """Its label can be seen, and an example stands where nothing is typed yet."""
    work = work_on(THREE)

    work.part("current/steps/send/wait_time").dblclick()

    expect(work.page.locator(".value-editor label")).to_have_text("Wait before “Send”")
    expect(work.page.get_by_placeholder("2-5 d, ~1wk, ?")).to_be_focused()


def test_tab_leads_through_names_that_only_hold_a_place(work_on: Open) -> None:
    """A template is filled in from its first name on, without the mouse."""
    work = work_on(BLANK)
    work.step("first-step").dblclick()

    for text in ("Ask", "2h", "Check"):
        work.press("Control+a")
        work.type(text)
        work.press("Tab")

    work.has_names("Ask", "Check")
    expect(work.page.get_by_role("textbox", name="Wait before “Check”")).to_be_focused()


def test_a_paste_takes_what_is_understood_and_names_the_rest(work_on: Open) -> None:
    """One odd cell is left unknown, who does a step becomes its role, and unused columns are told."""
    work = work_on(THREE)
    work.step("send").click()

    paste(work, "Step\tWait\tWho\tCost\nPack\tsoon-ish\tLogistics\t7\nShip\t2d\tLogistics\t9\n")

    unknown = "Not understood and left unknown"
    is_told(work.page, unknown, "“soon-ish” (wait before, Pack)", "Column not used: Cost")
    work.has_names("Ask", "Check", "Send", "Pack", "Ship")
    work.has_values("wait_time", None, "3d", "?", None, "2d")
    pack, ship = list(work.steps.values())[-2:]
    [[role, logistics]] = work.plain["current"]["roles"].items()
    assert pack["roles"] == ship["roles"] == [role]
    assert logistics["name"] == "Logistics"


def test_work_is_sent_back_only_where_it_can_go(work_on: Open) -> None:
    """Steps in another branch or before it are shown with the reason, and cannot be chosen."""
    work = work_on(BRANCHES)
    work.step("price").click()
    work.press("r")
    dialog = work.page.get_by_role("dialog", name="Send faulty work of “Price” back to")

    expect(dialog.get_by_role("button", name="Price")).to_be_focused()
    before = dialog.get_by_role("button", name="Ask")
    expect(before).to_be_disabled()
    expect(before).to_contain_text("would enter or leave a parallel branch")
    work.press("Enter")

    until(lambda: [link["to"] for link in work.steps["price"].get("rework", {}).values()] == ["price"])
