"""Comments between people: on anything, answered, resolved, announced, and still there when their place is gone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from serving import Serving, until
from workspace import Workspace

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


@pytest.fixture
def pair(serving: Serving, visit: Visit) -> list[Workspace]:
    """Two people on one atlas, called Coach and Tester."""
    people = []
    for name in ("Coach", "Tester"):
        page = visit()
        page.evaluate(f"localStorage.setItem('flowatlas:by', '{name}')")
        page.reload()
        page.wait_for_selector("svg.picture")
        people.append(Workspace(page, serving))
    expect(people[0].page.locator(".people-all")).to_contain_text("2")
    return people


def comments_of(work: Workspace) -> dict[str, dict]:
    """What the server holds."""
    return work.plain.get("comments", {})


def test_a_comment_is_answered_and_resolved(pair: list[Workspace]) -> None:
    """By keys alone: written where it belongs, announced to the others, answered, resolved, opened again, deleted."""
    coach, tester = pair
    coach.step("legal").click()
    coach.press("c")
    panel = coach.page.get_by_role("complementary", name="Comments")
    expect(panel.get_by_role("textbox", name="Comment on Legal review")).to_be_focused()
    coach.type("Who decides here?")
    tester.step("ask").click()
    coach.press("Enter")

    # The other one is told, and keeps the keyboard where it is.
    told = tester.page.get_by_role("status").filter(has_text="Coach commented on Legal review.")
    expect(told).to_be_visible()
    until(lambda: "Ask for access" in tester.chosen, "the keyboard is on the map")
    badge = tester.page.get_by_role("button", name="1 comment on Legal review")
    badge.click()
    theirs = tester.page.get_by_role("complementary", name="Comments")
    expect(theirs.get_by_text("Who decides here?")).to_be_visible()
    expect(theirs.get_by_role("button", name="Delete", exact=True)).to_have_count(1)
    theirs.get_by_role("button", name="Reply").click()
    expect(theirs.get_by_role("textbox", name="Reply to Coach")).to_be_focused()
    tester.type("Legal, alone")
    tester.press("Enter")
    expect(theirs.get_by_role("button", name="Reply", exact=True)).to_be_focused()

    expect(panel.get_by_text("Legal, alone")).to_be_visible()
    expect(panel.get_by_text("just now")).to_have_count(2)
    [comment] = comments_of(coach).values()
    [reply] = comment["replies"].values()
    assert (comment["text"], comment["about"], comment["by"]) == ("Who decides here?", "current/steps/legal", "Coach")
    assert (reply["text"], reply["by"]) == ("Legal, alone", "Tester")

    theirs.get_by_role("button", name="Resolve", exact=True).click()
    expect(tester.page.locator(".badge")).to_have_count(0)
    expect(panel.get_by_text("No comments on this yet.")).to_be_visible()
    panel.get_by_role("button", name="Resolved (1)").click()
    panel.get_by_role("button", name="Open again").click()
    expect(tester.page.locator(".badge")).to_have_count(1)
    panel.get_by_role("button", name="Open (1)").click()
    panel.get_by_role("button", name="Delete", exact=True).click()
    expect(tester.page.locator(".badge")).to_have_count(0)
    until(lambda: not comments_of(coach), "it is gone")
    coach.press("Escape")
    expect(panel).to_have_count(0)
    coach.page.get_by_role("button", name="Undo").click()
    expect(tester.page.locator(".badge")).to_have_count(1)


def test_comments_stay_when_their_place_goes(pair: list[Workspace]) -> None:
    """What was said of a deleted step can still be read by the step's name, answered and resolved."""
    coach, _ = pair
    coach.part("current/steps/accounts/process_time").click()
    coach.press("c")
    coach.type("Half of it is waiting")
    coach.press("Enter")
    coach.page.get_by_role("button", name="1 comment on Set up accounts: process time").wait_for()
    coach.press("Escape")
    coach.step("accounts").click()
    coach.press("Delete")
    coach.press("Escape", "Shift+C")

    panel = coach.page.get_by_role("complementary", name="Comments")
    expect(panel.get_by_text("Half of it is waiting")).to_be_visible()
    place = panel.get_by_role("button", name="“Set up accounts”: process time (no longer there)")
    expect(place).to_be_visible()
    place.click()
    expect(coach.page.get_by_role("complementary", name="History")).to_be_visible()
    coach.press("Escape", "Shift+C")
    panel.get_by_role("button", name="Resolve", exact=True).click()
    expect(panel.get_by_text("No open comments.")).to_be_visible()
