"""The canvas: what hands and keys do with a map, as people know it from drawing boards and spreadsheets."""

from collections.abc import Callable

import pytest
from serving import until
from workspace import Workspace

pytestmark = pytest.mark.slow

THREE = """
    title: Three steps
    current:
      trigger: Order
      customer: Reader
      steps:
        ask: {name: Ask, process_time: 1h}
        check: {name: Check, wait_time: 3d, process_time: 2h}
        send: {name: Send, wait_time: "?", process_time: 30m}
"""
EMPTY = "title: Nothing yet\n"

Open = Callable[..., Workspace]


def test_what_cannot_be_understood_is_not_sent(work_on: Open) -> None:
    """A time that is none stays in the field with what would be right; Esc leaves everything as it was."""
    work = work_on(THREE)
    work.step("check").click()
    work.press("ArrowLeft")
    work.type("3 bananas")
    work.page.locator(".value-editor[data-has-error]").wait_for()

    work.press("Enter")
    assert work.page.locator(".value-editor").is_visible()
    work.press("Escape")

    until(lambda: work.page.locator(".value-editor").count() == 0)
    assert work.steps["check"]["wait_time"] == "3d"


def test_the_keyboard_makes_rework_and_parallel_steps(work_on: Open) -> None:
    """What hands do with the handle, keys do with a list of the earlier steps, and with Shift+P."""
    work = work_on(THREE)
    work.step("send").click()

    work.press("Shift+P")
    until(lambda: work.steps["send"].get("after") == ["ask"])
    work.press("Shift+P")
    until(lambda: "after" not in work.steps["send"])
    work.press("r", "ArrowDown", "Enter")

    until(lambda: [link["to"] for link in work.steps["send"].get("rework", {}).values()] == ["ask"])


def test_remarks_are_made_on_any_element(work_on: Open) -> None:
    """Quick fixes and notes at a step, questions about a value."""
    work = work_on(THREE)
    work.step("check").click()

    for key, text in (("q", "Script it"), ("m", "Seen twice")):
        work.step("check").click()
        work.press(key)
        work.type(text)
        work.press("Enter")
    work.part("current/steps/send/wait_time").click()
    work.press("u")
    work.type("How long?")
    work.press("Enter")

    until(lambda: work.plain.get("questions"))
    check, question = work.steps["check"], next(iter(work.plain["questions"].values()))
    assert [fix["text"] for fix in check["quick_fixes"].values()] == ["Script it"]
    assert [note["text"] for note in check["notes"].values()] == ["Seen twice"]
    assert question == {"text": "How long?", "about": "current/steps/send/wait_time"}


def test_remarks_follow_each_other_at_one_step(work_on: Open) -> None:
    """What is pressed while a question was just typed is about the same step, not about that question."""
    work = work_on(THREE)
    work.step("check").click()

    for key, text in (("u", "Who decides?"), ("u", "Who else?"), ("m", "Seen twice")):
        work.press(key)
        work.type(text)
        work.press("Enter")
        work.page.locator(".value-field").wait_for(state="detached")

    until(lambda: work.steps["check"].get("notes"), "the note is at the step")
    about = [question["about"] for question in work.plain["questions"].values()]
    assert about == ["current/steps/check", "current/steps/check"]


def test_a_chosen_part_stays_where_it_is_while_the_map_grows(work_on: Open) -> None:
    """Steps that come in before the chosen one do not push it off its place on a map larger than the screen."""
    steps = "".join(f"        s{number}: {{name: Step {number}, process_time: 1h}}\n" for number in range(40))
    work = work_on(f"    title: Long\n    current:\n      steps:\n{steps}")
    work.press("0")
    work.step("s18").click()
    work.settle()
    before = work.middle("current/steps/s18")

    work.page.evaluate(
        """([key]) => fetch(`/api/atlases/${key}/changes`, {method: 'POST', headers: {'content-type': 'application/json'},
          body: JSON.stringify({id: 'elsewhere-1', changes: [{path: 'title', value: 'A title that is so long that it takes '
            + 'several lines of the sheet and so moves the map below it '.repeat(3)}]})})""",
        [work.key],
    )

    until(lambda: "several lines" in work.page.locator('[data-part="title"]').text_content())
    work.settle()
    assert work.middle("current/steps/s18") == pytest.approx(before, abs=3)


def test_what_comes_into_sight_scrolls_no_map_from_under_the_hand(work_on: Open) -> None:
    """A map is moved by hand and keys alone, whatever asks the browser to show a part of it."""
    work = work_on(THREE, reduced_motion="reduce")
    work.press("1", "+", "+", "+")
    work.settle()
    before = work.middle("current/steps/ask")

    work.step("send").evaluate("element => element.scrollIntoView({ block: 'center', inline: 'center' })")

    assert work.middle("current/steps/ask") == pytest.approx(before, abs=1)


def test_two_views_side_by_side_share_what_is_chosen(work_on: Open) -> None:
    """What is chosen in one view is outlined in the other, too; each keeps its own place."""
    work = work_on(THREE)
    work.page.get_by_role("button", name="Two views side by side").click()
    until(lambda: work.page.locator("svg.picture").count() == 2)
    before = work.page.locator(".world").nth(1).evaluate("element => element.style.transform")

    work.page.locator(".picture").first.locator('[data-part="current/steps/check"]').click()
    work.press("+")

    until(lambda: work.count_chosen == 2)
    assert work.page.locator(".world").nth(1).evaluate("element => element.style.transform") == before


def test_on_an_empty_map_a_button_invites_to_the_first_step(work_on: Open) -> None:
    """Who does not know the keys finds where to begin, and a pasted list begins as well."""
    work = work_on(EMPTY)

    work.page.get_by_role("button", name="Name the first step").click()
    work.type("Ask")
    work.press("Enter")

    work.has_names("Ask")
    until(lambda: work.page.get_by_role("button", name="Name the first step").count() == 0)


def test_nothing_moves_by_itself_where_less_motion_is_wanted(work_on: Open) -> None:
    """With reduced motion shapes are where they belong at once."""
    work = work_on(THREE, reduced_motion="reduce")
    work.step("ask").click()

    work.press("Tab")
    work.type("Log it")
    work.press("Enter")

    work.page.locator(".picture [data-part^='current/steps/log-it']").first.wait_for()
    lengths = work.page.evaluate(
        "document.querySelector('.picture').getAnimations({subtree: true}).map(one => one.effect.getTiming().duration)"
    )
    assert [length for length in lengths if length > 1] == []


def test_the_title_is_typed_over(work_on: Open) -> None:
    """The title on the sheet is edited where it stands."""
    work = work_on(THREE)

    work.part("title").dblclick()
    work.press("Control+a")
    work.type("Three small steps")
    work.press("Enter")

    until(lambda: work.plain["title"] == "Three small steps")


def test_a_double_click_on_the_ground_adds_a_step_there(work_on: Open) -> None:
    """The new step stands behind the one to its left."""
    work = work_on(THREE)
    check = work.step("check").bounding_box()
    assert check

    work.page.mouse.dblclick(check["x"] + check["width"] + 20, check["y"] - 10)
    work.type("Weigh")
    work.press("Enter")

    work.has_names("Ask", "Check", "Weigh", "Send")


def test_the_boxes_of_an_empty_map_begin_it(work_on: Open) -> None:
    """A click on the first dashed box names the first step."""
    work = work_on(EMPTY)

    work.page.locator(".part-invitation").first.click()
    work.type("Ask")
    work.press("Enter")

    work.has_names("Ask")


def test_menus_offer_what_fits(work_on: Open) -> None:
    """A time is not duplicated, and the ground can take new steps."""
    work = work_on(THREE)
    items = work.page.get_by_role("menuitem")

    work.part("current/steps/check/wait_time").click(button="right")
    until(lambda: items.count() > 0)
    told = " ".join(items.all_text_contents())
    assert "Edit" in told
    assert "Duplicate" not in told
    work.press("Escape")
    until(lambda: items.count() == 0)

    work.page.mouse.click(30, 780, button="right")
    items.filter(has_text="Add a step").click()
    work.page.get_by_role("textbox", name="New step").wait_for()
    work.type("Thank")
    work.press("Enter")

    work.has_names("Ask", "Check", "Send", "Thank")


def test_a_finger_that_rests_opens_the_menu(work_on: Open) -> None:
    """The menu of what is under the finger opens, and stays when the finger goes."""
    work = work_on(THREE, has_touch=True)
    x, y = work.middle("current/steps/check")
    fingers = work.page.context.new_cdp_session(work.page)
    items = work.page.get_by_role("menuitem")

    fingers.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    until(lambda: items.count() > 0)
    fingers.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    items.filter(has_text="Delete").tap()

    work.has_names("Ask", "Send")


def test_a_map_that_nobody_moved_is_fitted_again(work_on: Open) -> None:
    """Side by side the first view shows its whole map in half the room; one that was moved stays."""
    work = work_on(THREE)
    whole = work.scale
    both = work.page.get_by_role("button", name="Two views side by side")

    both.click()
    until(lambda: work.scale < whole)
    both.click()
    until(lambda: work.scale == pytest.approx(whole))

    work.page.locator(".canvas-ground").first.focus()
    work.press("+")
    until(lambda: work.scale > whole)
    enlarged = work.scale
    both.click()
    until(lambda: work.page.locator("svg.picture").count() == 2)
    assert work.scale == enlarged


def test_the_map_comes_towards_a_step_at_the_edge(work_on: Open) -> None:
    """A step that is dragged to the edge of the canvas can be put where the map was out of sight."""
    work = work_on(THREE)
    work.press("0")
    work.settle()
    work.step("check").click()
    x = work.place[0]
    mouse = work.page.mouse
    mouse.move(*work.middle("current/steps/check"))
    mouse.down()
    edge = work.page.locator(".canvas-ground").bounding_box()
    assert edge

    mouse.move(edge["x"] + edge["width"] - 6, edge["y"] + edge["height"] / 2, steps=4)

    until(lambda: work.place[0] < x - 40)
    work.press("Escape")
    mouse.up()
