"""The canvas: what hands and keys do with a map, as people know it from drawing boards and spreadsheets."""

import re
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


def test_six_steps_with_times_from_nothing_by_keyboard_alone(work_on: Open) -> None:
    """Somebody who only types names and times, with Tab between them, has a map with totals."""
    work = work_on(EMPTY)
    named = ["Ask", "Check", "Sign", "Build", "Test", "Ship"]
    times = [("", "1h"), ("3d..10d", "2h"), ("?", "30m"), ("1wk", "3d"), ("", "1d"), ("2d", "1h")]

    for number, (name, (wait, process)) in enumerate(zip(named, times, strict=True)):
        work.type(name)
        work.press("Tab")
        if number > 0:
            work.type(wait)
            work.press("Tab")
        work.type(process)
        work.press("Tab")
    work.press("Escape")

    work.has_names(*named)
    until(lambda: len([step for step in work.steps.values() if step.get("process_time")]) == 6)
    steps = list(work.steps.values())
    assert [step["process_time"] for step in steps] == [process for _, process in times]
    assert [step.get("wait_time", "") for step in steps] == [wait for wait, _ in times]
    assert work.part("total/lead_time").text_content().startswith("Lead time")


def test_a_click_chooses_and_a_click_on_the_ground_chooses_nothing(work_on: Open) -> None:
    """What is clicked is outlined; clicking beside it takes the outline away."""
    work = work_on(THREE)

    work.step("check").click()
    work.has_chosen("Check, step 2 of 3, process time 2h, wait before 3d")
    assert work.count_chosen == 1

    work.page.mouse.click(30, 780)
    until(lambda: work.count_chosen == 0)


def test_shift_click_adds_and_takes_out(work_on: Open) -> None:
    """Several steps are chosen one by one; one that is clicked again is left out."""
    work = work_on(THREE)
    work.step("ask").click()

    work.step("send").click(modifiers=["Shift"])
    until(lambda: work.count_chosen == 2)

    work.step("ask").click(modifiers=["Control"])
    until(lambda: work.count_chosen == 1)
    work.has_chosen("Send")


def test_a_box_chooses_what_is_inside(work_on: Open) -> None:
    """Dragging on the ground with Shift draws a box and chooses the steps in it."""
    work = work_on(THREE)
    ask, check = work.step("ask").bounding_box(), work.step("check").bounding_box()
    assert ask
    assert check

    work.page.keyboard.down("Shift")
    work.drag((ask["x"] - 20, ask["y"] - 40), (check["x"] + check["width"] + 10, check["y"] + check["height"] + 40))
    work.page.keyboard.up("Shift")

    until(lambda: work.count_chosen == 2)


def test_everything_is_chosen_and_nothing(work_on: Open) -> None:
    """Ctrl+A chooses all steps, Esc none."""
    work = work_on(THREE)

    work.press("Control+a")
    until(lambda: work.count_chosen == 3)

    work.press("Escape")
    until(lambda: work.count_chosen == 0)


def test_arrows_walk_along_the_stream_and_through_a_step(work_on: Open) -> None:
    """Right leads over gaps and steps, up to the time of a step, Home and End to the ends."""
    work = work_on(THREE)
    work.step("ask").click()

    work.press("ArrowRight")
    work.has_chosen("Wait before “Check”")
    work.press("ArrowRight")
    work.has_chosen("Check, step 2 of 3")
    work.press("ArrowUp")
    work.has_chosen("Process time of “Check”")
    work.press("End")
    work.has_chosen("Customer: Reader")
    work.press("Home")
    work.has_chosen("Trigger: Order")


def test_arrows_move_the_map_where_nothing_is_chosen(work_on: Open) -> None:
    """Without a choice the arrow keys move the paper."""
    work = work_on(THREE)
    before = work.place

    work.press("ArrowRight")

    until(lambda: work.place[0] < before[0])


def test_dragging_the_ground_moves_the_map(work_on: Open) -> None:
    """The paper follows the hand."""
    work = work_on(THREE)
    x, y = work.place

    work.drag((30, 780), (130, 740))

    until(lambda: abs(work.place[0] - x - 100) < 2 and abs(work.place[1] - y + 40) < 2)


def test_the_wheel_scrolls_and_zooms_at_the_cursor(work_on: Open) -> None:
    """The wheel moves the map; with Ctrl it zooms, and what is under the cursor stays there."""
    work = work_on(THREE)
    y = work.place[1]
    work.page.mouse.move(*work.middle("current/steps/send"))
    work.page.mouse.wheel(0, 60)
    until(lambda: work.place[1] < y - 50)
    before, scale = work.middle("current/steps/send"), work.scale
    work.page.mouse.move(*before)

    work.page.keyboard.down("Control")
    work.page.mouse.wheel(0, -100)
    work.page.keyboard.up("Control")

    until(lambda: work.scale > scale * 1.1)
    assert work.middle("current/steps/send") == pytest.approx(before, abs=2)


def test_keys_zoom_and_fit(work_on: Open) -> None:
    """Plus, minus, 0 for full size and 1 for the whole map."""
    work = work_on(THREE)
    whole = work.scale

    work.press("+")
    until(lambda: work.scale > whole * 1.2)
    work.press("-")
    until(lambda: work.scale == pytest.approx(whole))
    work.press("0")
    until(lambda: work.scale == 1)
    work.press("1")
    until(lambda: work.scale == pytest.approx(whole, rel=0.1))


def test_a_double_click_edits_in_place(work_on: Open) -> None:
    """A time is typed over where it stands, and read back before it is confirmed."""
    work = work_on(THREE)

    work.part("current/steps/check/wait_time").dblclick()
    field = work.page.get_by_role("textbox", name="Wait before “Check”")
    assert field.input_value() == "3d"
    work.type("2-5 d")
    work.page.get_by_text("Most items between 2 and 5 working days").wait_for()
    work.press("Enter")

    until(lambda: work.steps["check"]["wait_time"] == "2-5 d")
    work.has_chosen("Wait before “Check”")


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


def test_enter_edits_the_name_of_a_step(work_on: Open) -> None:
    """Enter opens the name, Enter confirms, and the keyboard is back on the step."""
    work = work_on(THREE)
    work.step("check").click()

    work.press("Enter")
    work.type("Check twice")
    work.press("Enter")

    work.has_names("Ask", "Check twice", "Send")
    work.has_chosen("Check twice")


def test_tab_adds_the_next_step_and_shift_tab_one_before(work_on: Open) -> None:
    """New steps stand beside the chosen one; a step without a name is not made."""
    work = work_on(THREE)
    work.step("ask").click()

    work.press("Tab")
    work.type("Log it")
    work.press("Enter")
    work.has_names("Ask", "Log it", "Check", "Send")
    work.has_chosen("Log it, step 2 of 4")

    work.press("Shift+Tab")
    work.type("Greet")
    work.press("Enter")
    work.has_names("Ask", "Greet", "Log it", "Check", "Send")

    work.press("Tab", "Escape", "Enter")
    work.has_names("Ask", "Greet", "Log it", "Check", "Send")


def test_delete_closes_the_gap_and_undo_brings_back(work_on: Open) -> None:
    """A deleted step is gone, its neighbours follow each other, and one undo brings it back where it was."""
    work = work_on(THREE)
    work.step("check").click()

    work.press("Delete")
    work.has_names("Ask", "Send")
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")
    work.press("Control+Shift+z")
    work.has_names("Ask", "Send")


def test_duplicate_and_copies(work_on: Open) -> None:
    """Ctrl+D puts the same step behind; Ctrl+C and Ctrl+V do so elsewhere, with all that the step holds."""
    work = work_on(THREE)
    work.step("check").click()
    work.press("Control+d")
    work.has_names("Ask", "Check", "Check", "Send")

    work.step("ask").click()
    work.press("Control+c")
    work.step("send").click()
    work.press("Control+v")

    work.has_names("Ask", "Check", "Check", "Send", "Ask")
    assert list(work.steps.values())[-1]["process_time"] == "1h"
    assert work.page.evaluate("navigator.clipboard.readText()") == "Ask\t1h\t"


def test_cut_and_paste_moves(work_on: Open) -> None:
    """What is cut stands where it is pasted."""
    work = work_on(THREE)
    work.step("ask").click()

    work.press("Control+x")
    work.has_names("Check", "Send")
    work.step("send").click()
    work.press("Control+v")

    work.has_names("Check", "Send", "Ask")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("One\nTwo\nThree\nFour\nFive", ["One", "Two", "Three", "Four", "Five"]),
        ("Step\tProcess time\tWait\nOne\t2h\t1d\nTwo\t3h\t", ["One", "Two"]),
    ],
)
def test_a_pasted_list_becomes_steps(work_on: Open, text: str, names: list[str]) -> None:
    """Lines of text, or columns of a spreadsheet, become steps behind the chosen one; one undo takes them back."""
    work = work_on(THREE)
    work.step("ask").click()
    work.page.evaluate("text => navigator.clipboard.writeText(text)", text)

    work.press("Control+v")

    work.has_names("Ask", *names, "Check", "Send")
    until(lambda: work.count_chosen == len(names))
    if "\t" in text:
        assert next(step for step in work.steps.values() if step["name"] == "One")["wait_time"] == "1d"
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")


def test_a_step_is_dragged_to_another_place(work_on: Open) -> None:
    """A step that is let go behind another one stands there."""
    work = work_on(THREE)
    send = work.step("send").bounding_box()
    assert send

    work.drag(work.middle("current/steps/ask"), (send["x"] + send["width"] + 8, send["y"] + send["height"] / 2))

    work.has_names("Check", "Send", "Ask")


def test_a_step_that_is_dropped_below_another_is_parallel_to_it(work_on: Open) -> None:
    """Below another step means beside it: both start after the same step."""
    work = work_on(THREE)
    check = work.step("check").bounding_box()
    assert check

    work.drag(work.middle("current/steps/send"), (check["x"] + check["width"] / 2, check["y"] + check["height"] + 40))

    until(lambda: work.steps["send"].get("after") == ["ask"])


def test_the_handle_makes_rework(work_on: Open) -> None:
    """A line from a step to an earlier one sends work back there."""
    work = work_on(THREE)
    work.step("send").hover()
    handle = work.page.locator("[data-handle]").bounding_box()
    assert handle

    start = handle["x"] + handle["width"] / 2, handle["y"] + handle["height"] / 2
    work.drag(start, work.middle("current/steps/ask"))

    until(lambda: [link["to"] for link in work.steps["send"].get("rework", {}).values()] == ["ask"])


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


def test_steps_are_moved_by_keys(work_on: Open) -> None:
    """Alt and an arrow moves the chosen step along the stream."""
    work = work_on(THREE)
    work.step("check").click()

    work.press("Alt+ArrowRight")

    work.has_names("Ask", "Send", "Check")


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


def test_the_context_menu_acts_on_what_was_clicked(work_on: Open) -> None:
    """The right button opens a menu for the part under it; so does the menu key for the chosen one."""
    work = work_on(THREE)

    work.step("check").click(button="right")
    work.page.get_by_role("menuitem", name="Duplicate").click()
    work.has_names("Ask", "Check", "Check", "Send")

    work.step("send").click()
    work.press("Shift+F10")
    work.page.get_by_role("menuitem", name="Delete").click()
    work.has_names("Ask", "Check", "Check")


def test_search_leads_from_one_to_the_next(work_on: Open) -> None:
    """What is searched for stands out, Enter goes on to the next, Esc ends it."""
    work = work_on(THREE)

    work.press("/")
    work.type("wait before")
    until(lambda: work.page.locator(".part[data-dim]").count() > 0)
    work.press("Enter")
    work.has_chosen("Wait before “Check”")
    work.press("Enter")
    work.has_chosen("Wait before “Send”")
    work.press("Escape")

    until(lambda: work.page.locator(".part[data-dim]").count() == 0)


def test_a_chosen_part_stays_where_it_is_while_the_map_grows(work_on: Open) -> None:
    """Steps that come in before the chosen one do not push it off its place on a map larger than the screen."""
    steps = "".join(f"        s{number}: {{name: Step {number}, process_time: 1h}}\n" for number in range(40))
    work = work_on(f"    title: Long\n    current:\n      steps:\n{steps}")
    work.press("0")
    work.step("s30").click()
    work.settle()
    before = work.middle("current/steps/s30")

    work.page.evaluate(
        """([key]) => fetch(`/api/atlases/${key}/changes`, {method: 'POST', headers: {'content-type': 'application/json'},
          body: JSON.stringify({id: 'elsewhere-1', changes: [{path: 'title', value: 'A title that is so long that it takes '
            + 'several lines of the sheet and so moves the map below it '.repeat(3)}]})})""",
        [work.key],
    )

    until(lambda: "several lines" in work.page.locator('[data-part="title"]').text_content())
    work.settle()
    assert work.middle("current/steps/s30") == pytest.approx(before, abs=3)


def test_the_accessibility_tree_reads_as_a_map(work_on: Open) -> None:
    """Those who hear the page hear the steps in their order, with their times."""
    work = work_on(THREE)

    told = work.page.get_by_role("application").aria_snapshot()

    items = re.findall(r"listitem: (.*)", told)
    assert items[:3] == [
        "Ask, step 1 of 3, process time 1h",
        "Check, step 2 of 3, process time 2h, wait before 3d",
        "Send, step 3 of 3, process time 30m, wait before not known",
    ]


def test_a_reload_in_the_middle_of_work_loses_nothing(work_on: Open) -> None:
    """What was confirmed before the page was loaded again is there."""
    work = work_on(THREE)
    work.step("send").click()
    work.press("Tab")
    work.type("Thank")
    work.press("Enter")

    work.page.reload()
    work.page.wait_for_selector("svg.picture")

    work.has_names("Ask", "Check", "Send", "Thank")


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


def test_escape_ends_a_drag_and_nothing_has_moved(work_on: Open) -> None:
    """A step that is on its way stays where it was when Esc is pressed."""
    work = work_on(THREE)
    mouse = work.page.mouse
    mouse.move(*work.middle("current/steps/ask"))
    mouse.down()
    mouse.move(*work.middle("current/steps/send"), steps=4)
    work.page.locator(".drop-mark").wait_for()

    work.press("Escape")
    until(lambda: work.page.locator(".drop-mark, .ghost").count() == 0)
    mouse.up()

    work.step("check").click()
    work.press("Delete")
    work.has_names("Ask", "Send")


def test_space_and_the_middle_button_move_the_map_over_steps(work_on: Open) -> None:
    """With space held, or the middle button, a drag that starts on a step moves the paper and not the step."""
    work = work_on(THREE)
    x = work.place[0]
    start = work.middle("current/steps/check")
    work.page.locator(".canvas-ground").focus()

    work.page.keyboard.down(" ")
    work.drag(start, (start[0] + 60, start[1]))
    work.page.keyboard.up(" ")

    until(lambda: abs(work.place[0] - x - 60) < 2)
    assert work.count_chosen == 0


def test_a_finger_chooses(work_on: Open) -> None:
    """A tap chooses a step."""
    work = work_on(THREE, has_touch=True)

    work.page.touchscreen.tap(*work.middle("current/steps/check"))

    until(lambda: work.count_chosen == 1)
    work.has_chosen("Check")


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
