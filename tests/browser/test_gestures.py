"""Everyday gestures of drawing boards and spreadsheets: hands that know them need not learn anything here.

Each is declared with what people expect, played in a browser, and told in the documentation.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
from gestures import GESTURES, Gesture, gesture, table
from playwright.sync_api import expect
from serving import until
from workspace import Workspace

pytestmark = pytest.mark.slow

PAGE = Path(__file__).parents[2] / "docs/how-to/work-in-the-browser.md"
MAP, TOUCH, TABLE = "On the map", "With fingers", "In the table"
WAIT, PROCESS = "wait_time", "process_time"
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


@pytest.mark.parametrize("one", GESTURES, ids=str)
def test_everyday_gestures_do_what_hands_expect(one: Gesture, work_on: Callable[..., Workspace]) -> None:
    """Whoever knows a drawing board or a spreadsheet can work at once."""
    work = work_on(THREE, **one.settings)
    if one.place == TABLE:
        work.show_table()

    one.play(work)


def test_the_documentation_tells_every_gesture() -> None:
    """The page about the browser lists what is tested here, and nothing else."""
    assert len(GESTURES) >= 25
    assert table() in PAGE.read_text(encoding="utf-8")


# On the map


@gesture(MAP, "Click", "choose what is there; on the ground: nothing")
def click(work: Workspace) -> None:
    """What is clicked is outlined; clicking beside it takes the outline away."""
    work.step("check").click()
    work.has_chosen("Check, step 2 of 3, process time 2h, wait before 3d")
    assert work.count_chosen == 1

    work.page.mouse.click(30, 780)
    until(lambda: work.count_chosen == 0)


@gesture(MAP, "Shift or Ctrl and click", "choose one more, or one less")
def click_more(work: Workspace) -> None:
    """Several steps are chosen one by one; one that is clicked again is left out."""
    work.step("ask").click()
    work.step("send").click(modifiers=["Shift"])
    until(lambda: work.count_chosen == 2)
    work.step("ask").click(modifiers=["Control"])
    until(lambda: work.count_chosen == 1)

    work.press("Delete")

    work.has_names("Ask", "Check")


@gesture(MAP, "Shift and drag over the ground", "choose everything in the frame")
def box(work: Workspace) -> None:
    """The steps in the frame are chosen, no others."""
    ask, check = work.step("ask").bounding_box(), work.step("check").bounding_box()
    assert ask
    assert check
    work.page.keyboard.down("Shift")
    work.drag((ask["x"] - 20, ask["y"] - 40), (check["x"] + check["width"] + 10, check["y"] + check["height"] + 40))
    work.page.keyboard.up("Shift")
    until(lambda: work.count_chosen == 2)

    work.press("Delete")

    work.has_names("Send")


@gesture(MAP, "Ctrl+A", "choose all steps")
def choose_all(work: Workspace) -> None:
    """All steps are chosen, and what is done next is done to all of them."""
    work.press("Control+a")
    until(lambda: work.count_chosen == 3)

    work.press("Delete")

    work.has_names()


@gesture(MAP, "Esc", "choose nothing; leave what is being typed or dragged as it was")
def leave(work: Workspace) -> None:
    """First the typing is given up, then the choice."""
    work.step("check").click()
    work.press("Enter")
    work.type("Never mind")

    work.press("Escape")
    work.has_chosen("Check, step 2 of 3")
    work.press("Escape")

    until(lambda: work.count_chosen == 0)
    work.has_names("Ask", "Check", "Send")


@gesture(MAP, "Drag the ground", "move the map")
def pan(work: Workspace) -> None:
    """The paper follows the hand."""
    x, y = work.place

    work.drag((30, 780), (130, 740))

    until(lambda: abs(work.place[0] - x - 100) < 2 and abs(work.place[1] - y + 40) < 2)


@gesture(MAP, "Space and drag, or the middle button", "move the map, even where a step is under the hand")
def pan_over_steps(work: Workspace) -> None:
    """The paper moves and the step stays where it is in the stream, and what is marked somewhere is not pasted."""
    work.press("Control+f")
    work.type("Marked")
    work.press("Control+a", "Escape")
    x = work.place[0]
    start = work.middle("current/steps/check")
    work.page.locator(".canvas-ground").focus()

    work.page.keyboard.down(" ")
    work.drag(start, (start[0] + 60, start[1]))
    work.page.keyboard.up(" ")
    until(lambda: abs(work.place[0] - x - 60) < 2)
    work.drag((start[0] + 60, start[1]), start, button="middle")
    until(lambda: abs(work.place[0] - x) < 2)

    assert work.count_chosen == 0
    work.has_names("Ask", "Check", "Send")


@gesture(MAP, "Wheel", "move the map up and down; with Shift sideways")
def wheel(work: Workspace) -> None:
    """The wheel scrolls, as it does everywhere."""
    x, y = work.place
    work.page.mouse.move(*work.middle("current/steps/send"))

    work.page.mouse.wheel(0, 60)
    until(lambda: work.place == pytest.approx((x, y - 60), abs=2))
    work.page.keyboard.down("Shift")
    work.page.mouse.wheel(0, 60)
    work.page.keyboard.up("Shift")

    until(lambda: work.place == pytest.approx((x - 60, y - 60), abs=2))


@gesture(MAP, "Ctrl and wheel, or spread two fingers on the pad", "zoom where the pointer is")
def zoom_at_the_pointer(work: Workspace) -> None:
    """What is under the pointer stays there."""
    before, scale = work.middle("current/steps/send"), work.scale
    work.page.mouse.move(*before)

    work.page.keyboard.down("Control")
    work.page.mouse.wheel(0, -100)
    work.page.keyboard.up("Control")

    until(lambda: work.scale > scale * 1.1)
    assert work.middle("current/steps/send") == pytest.approx(before, abs=2)


@gesture(MAP, "`+` and `-`, `0`, `1`", "zoom; show at full size; show the whole map")
def zoom_keys(work: Workspace) -> None:
    """Keys do what the wheel does."""
    whole = work.scale

    work.press("+")
    until(lambda: work.scale > whole * 1.2)
    work.press("-")
    until(lambda: work.scale == pytest.approx(whole))
    work.press("0")
    until(lambda: work.scale == 1)
    work.press("1")
    until(lambda: work.scale == pytest.approx(whole, rel=0.1))


@gesture(
    MAP, "Arrow keys", "walk along the stream, and up and down through a step; from nothing chosen to the first step"
)
def walk(work: Workspace) -> None:
    """Right leads over gaps and steps, up to the time of a step."""
    work.page.locator(".canvas-ground").focus()
    work.press("ArrowRight")
    work.has_chosen("Ask, step 1 of 3")

    work.press("ArrowRight")
    work.has_chosen("Wait before “Check”")
    work.press("ArrowRight")
    work.has_chosen("Check, step 2 of 3")
    work.press("ArrowUp")
    work.has_chosen("Process time of “Check”")


@gesture(MAP, "Home and End", "go to the trigger and to the customer")
def ends(work: Workspace) -> None:
    """The ends of the stream are one key away."""
    work.step("check").click()

    work.press("End")
    work.has_chosen("Customer: Reader")
    work.press("Home")
    work.has_chosen("Trigger: Order")


@gesture(MAP, "Double click", "type where it stands: a name, a time, a share")
def double_click(work: Workspace) -> None:
    """A time is typed over, and read back before it is confirmed."""
    work.part("current/steps/check/wait_time").dblclick()
    field = work.page.get_by_role("textbox", name="Wait before “Check”")
    expect(field).to_have_value("3d")
    work.type("2-5 d")
    work.page.get_by_text("Most items between 2 and 5 working days").wait_for()

    work.press("Enter")

    work.has_values(WAIT, None, "2-5 d", "?")
    work.has_chosen("Wait before “Check”")


@gesture(MAP, "Type a time on a chosen one, or on a step", "replace it; say how long the work takes")
def type_over(work: Workspace) -> None:
    """A digit starts the typing, as in a spreadsheet; on a step no letter of it is taken for a command."""
    work.step("check").click()
    work.type("15m")
    work.press("Enter")
    work.has_values(PROCESS, "1h", "15m", "30m")
    work.part("current/steps/check/wait_time").click()

    work.type("4d")
    work.press("Enter")

    work.has_values(WAIT, None, "4d", "?")


@gesture(MAP, "Enter or F2", "type over the name or the value that is chosen; Enter again confirms")
def enter(work: Workspace) -> None:
    """The keyboard is back on the step afterwards."""
    work.step("check").click()

    work.press("Enter")
    work.type("Check twice")
    work.press("Enter")
    work.has_names("Ask", "Check twice", "Send")
    work.has_chosen("Check twice")
    work.press("F2", "End")
    work.type(" more")
    work.press("Enter")

    work.has_names("Ask", "Check twice more", "Send")


@gesture(MAP, "Tab", "add the next step; while typing: go on to the next value")
def tab(work: Workspace) -> None:
    """A new step behind the chosen one, then its times; a step without a name is not made."""
    work.step("ask").click()

    work.press("Tab")
    work.type("Log it")
    work.press("Tab")
    work.type("1d")
    work.press("Tab")
    work.type("5m")
    work.press("Enter")
    work.has_names("Ask", "Log it", "Check", "Send")
    work.has_values(WAIT, None, "1d", "3d", "?")
    work.has_values(PROCESS, "1h", "5m", "2h", "30m")
    work.press("Tab", "Escape", "Enter")

    work.has_names("Ask", "Log it", "Check", "Send")


@gesture(MAP, "Shift+Tab", "add a step before")
def tab_back(work: Workspace) -> None:
    """The new step stands before the chosen one."""
    work.step("check").click()

    work.press("Shift+Tab")
    work.type("Log it")
    work.press("Enter")

    work.has_names("Ask", "Log it", "Check", "Send")
    work.has_chosen("Log it, step 2 of 4")


@gesture(MAP, "Delete or Backspace", "delete; neighbours of a step follow each other")
def delete(work: Workspace) -> None:
    """No hole is left; of a time only the figure goes; a key that is held down a moment too long takes nothing else."""
    work.step("check").click()
    work.page.keyboard.down("Delete")
    work.page.keyboard.down("Delete")
    work.page.keyboard.up("Delete")
    work.has_names("Ask", "Send")
    work.part("current/steps/send/process_time").click()

    work.press("Backspace")

    work.has_values(PROCESS, "1h", None)


@gesture(MAP, "Ctrl+Z, Ctrl+Shift+Z or Ctrl+Y", "undo, redo")
def undo(work: Workspace) -> None:
    """A deleted step comes back where it was, and goes again."""
    work.step("check").click()
    work.press("Delete")
    work.has_names("Ask", "Send")

    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")
    work.press("Control+Shift+z")
    work.has_names("Ask", "Send")
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")
    work.press("Control+y")

    work.has_names("Ask", "Send")


@gesture(MAP, "Ctrl+C, Ctrl+V", "copy; paste behind what is chosen")
def copy(work: Workspace) -> None:
    """All that a step holds goes along; other programs get rows of a spreadsheet."""
    work.step("ask").click()
    work.press("Control+c")
    work.step("send").click()

    work.press("Control+v")

    work.has_names("Ask", "Check", "Send", "Ask")
    work.has_values(PROCESS, "1h", "2h", "30m", "1h")
    assert work.clipboard == "Ask\t\t1h"


@gesture(MAP, "Ctrl+X, Ctrl+V", "move")
def cut(work: Workspace) -> None:
    """What is cut stands where it is pasted."""
    work.step("ask").click()

    work.press("Control+x")
    work.has_names("Check", "Send")
    work.step("send").click()
    work.press("Control+v")

    work.has_names("Check", "Send", "Ask")


@gesture(MAP, "Ctrl+D", "duplicate")
def duplicate(work: Workspace) -> None:
    """The same step once more, behind the first."""
    work.step("check").click()

    work.press("Control+d")

    work.has_names("Ask", "Check", "Check", "Send")
    work.has_values(PROCESS, "1h", "2h", "2h", "30m")


@gesture(MAP, "Paste lines of text, or a column", "a step for each line")
def paste_lines(work: Workspace) -> None:
    """Five lines are five steps behind the chosen one, taken back by one undo."""
    work.step("ask").click()
    work.put_on_clipboard("One\nTwo\nThree\nFour\nFive")

    work.press("Control+v")

    work.has_names("Ask", "One", "Two", "Three", "Four", "Five", "Check", "Send")
    until(lambda: work.count_chosen == 5)
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")


@gesture(MAP, "Paste a range of a spreadsheet", "steps with their times; a first row of titles says what stands where")
def paste_range(work: Workspace) -> None:
    """Columns go to the fields that they name."""
    work.step("ask").click()
    work.put_on_clipboard("Step\tProcess time\tWait\nOne\t2h\t1d\nTwo\t3h\t")

    work.press("Control+v")

    work.has_names("Ask", "One", "Two", "Check", "Send")
    work.has_values(PROCESS, "1h", "2h", "3h", "2h", "30m")
    assert list(work.steps.values())[1][WAIT] == "1d"


@gesture(MAP, "Drag a step", "put it elsewhere in the stream, with all others that are chosen")
def drag(work: Workspace) -> None:
    """Steps that are let go behind another one stand there."""
    work.step("ask").click()
    work.step("check").click(modifiers=["Shift"])
    send = work.step("send").bounding_box()
    assert send

    work.drag(work.middle("current/steps/ask"), (send["x"] + send["width"] + 8, send["y"] + send["height"] / 2))

    work.has_names("Send", "Ask", "Check")


@gesture(MAP, "Drop a step below another", "make it parallel")
def drop_below(work: Workspace) -> None:
    """Both start after the same step."""
    check = work.step("check").bounding_box()
    assert check

    work.drag(work.middle("current/steps/send"), (check["x"] + check["width"] / 2, check["y"] + check["height"] + 40))

    until(lambda: work.steps["send"].get("after") == ["ask"])


@gesture(MAP, "Drag the handle of a step onto an earlier one", "send work back there: rework")
def drag_handle(work: Workspace) -> None:
    """The line from the handle becomes a link."""
    work.drag(work.handle("send"), work.middle("current/steps/ask"))

    until(lambda: [link["to"] for link in work.steps["send"].get("rework", {}).values()] == ["ask"])


@gesture(MAP, "Drag the handle of a step onto the ground", "add a step that is parallel to it")
def drag_handle_below(work: Workspace) -> None:
    """The new step starts after the same step as the one that was dragged from."""
    x, y = work.handle("check")

    work.drag((x, y), (x + 20, y + 160))
    work.type("Meanwhile")
    work.press("Enter")

    until(lambda: [one.get("after") for one in work.steps.values() if one["name"] == "Meanwhile"] == [["ask"]])


@gesture(MAP, "Esc while dragging", "everything stays where it was")
def escape_drag(work: Workspace) -> None:
    """Letting go afterwards changes nothing."""
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


@gesture(MAP, "Alt and an arrow key", "move the chosen step along the stream")
def move(work: Workspace) -> None:
    """Keys do what dragging does."""
    work.step("check").click()

    work.press("Alt+ArrowRight")
    work.has_names("Ask", "Send", "Check")
    work.press("Alt+ArrowLeft")

    work.has_names("Ask", "Check", "Send")


@gesture(MAP, "Right click", "a menu of all that can be done there")
def right_click(work: Workspace) -> None:
    """The menu acts on what is under the pointer."""
    work.step("check").click(button="right")

    work.page.get_by_role("menuitem", name="Duplicate").click()

    work.has_names("Ask", "Check", "Check", "Send")


@gesture(MAP, "The menu key, or Shift+F10", "the same menu for what is chosen")
def menu_key(work: Workspace) -> None:
    """The menu is walked by arrows, and Esc leads back to the step."""
    work.step("check").click()

    work.press("ContextMenu")
    expect(work.page.get_by_role("menu")).to_be_visible()
    work.press("Escape")
    expect(work.page.get_by_role("menu")).to_have_count(0)
    work.has_chosen("Check")
    work.press("Shift+F10")
    work.page.get_by_role("menuitem", name="Delete").press("Enter")

    work.has_names("Ask", "Send")


@gesture(MAP, "Ctrl+F or `/`", "search; Enter goes on, Esc ends it")
def search(work: Workspace) -> None:
    """What is found stands out, one after the other."""
    work.press("/")
    work.type("wait before")
    until(lambda: work.page.locator(".part[data-dim]").count() > 0)

    work.press("Enter")
    work.has_chosen("Wait before “Check”")
    work.press("Enter")
    work.has_chosen("Wait before “Send”")
    work.press("Escape")

    until(lambda: work.page.locator(".part[data-dim]").count() == 0)


# With fingers


@gesture(TOUCH, "Tap", "choose", has_touch=True)
def tap(work: Workspace) -> None:
    """A tap chooses a step."""
    work.page.touchscreen.tap(*work.middle("current/steps/check"))

    until(lambda: work.count_chosen == 1)
    work.has_chosen("Check")


@gesture(TOUCH, "Tap twice", "type where it stands", has_touch=True)
def tap_twice(work: Workspace) -> None:
    """Two taps do what a double click does."""
    work.tap_twice(work.middle("current/steps/check"))
    expect(work.page.get_by_role("textbox", name="Name of the step")).to_be_focused()

    work.type("Look")
    work.press("Enter")

    work.has_names("Ask", "Look", "Send")


@gesture(TOUCH, "One finger", "move the map, even where a step is under it", has_touch=True)
def swipe(work: Workspace) -> None:
    """A finger that wants to read moves nothing else."""
    x = work.place[0]
    start_x, start_y = work.middle("current/steps/check")

    work.touch([(start_x, start_y)], [(start_x - 20, start_y)], [(start_x - 60, start_y)])

    until(lambda: abs(work.place[0] - x + 60) < 2)
    assert work.count_chosen == 0
    work.has_names("Ask", "Check", "Send")


@gesture(TOUCH, "Two fingers", "zoom where they are", has_touch=True)
def pinch(work: Workspace) -> None:
    """What is between the fingers stays there."""
    x, y = before = work.middle("current/steps/check")
    scale = work.scale

    work.touch(*[[(x - apart, y), (x + apart, y)] for apart in (40, 50, 60, 70, 80)])

    until(lambda: work.scale == pytest.approx(scale * 2, rel=0.05))
    assert work.middle("current/steps/check") == pytest.approx(before, abs=4)


@gesture(TOUCH, "Drag a step that is chosen", "put it elsewhere in the stream", has_touch=True)
def touch_drag(work: Workspace) -> None:
    """A tap first, so that moving the map and moving a step are two things."""
    start = work.middle("current/steps/ask")
    send = work.step("send").bounding_box()
    assert send
    end = send["x"] + send["width"] + 8, send["y"] + send["height"] / 2
    work.touch([start])
    until(lambda: work.count_chosen == 1)

    work.touch([start], [((start[0] + end[0]) / 2, start[1])], [end])

    work.has_names("Check", "Send", "Ask")


@gesture(TOUCH, "Hold", "a menu of all that can be done there", has_touch=True)
def hold(work: Workspace) -> None:
    """A long tap does what the right button does."""
    session = work.page.context.new_cdp_session(work.page)
    x, y = work.middle("current/steps/check")
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    menu = work.page.get_by_role("menu")
    expect(menu).to_be_visible()
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    work.page.get_by_role("menuitem", name="Delete").tap()

    work.has_names("Ask", "Send")


# In the table


@gesture(TABLE, "Arrow keys, Home and End", "walk over the cells; with Ctrl to the corners")
def cells(work: Workspace) -> None:
    """The keyboard is in one cell at a time."""
    work.press("ArrowDown", "ArrowRight")
    expect(work.cell(2, WAIT)).to_be_focused()
    work.press("Control+End")
    expect(work.cell(5, "group")).to_be_focused()
    work.press("Control+Home")

    expect(work.cell(1)).to_be_focused()


@gesture(TABLE, "Type", "replace the cell; Enter goes down, Tab to the right, Shift+Tab back")
def type_in_cells(work: Workspace) -> None:
    """A letter opens the cell empty."""
    work.type("Begin")
    work.press("Enter")
    expect(work.cell(2)).to_be_focused()
    work.type("Look")
    work.press("Tab")
    work.type("2-5 d")
    work.press("Tab")
    work.type("1d")
    work.press("Shift+Tab")

    expect(work.cell(2, WAIT)).to_be_focused()
    work.has_names("Begin", "Look", "Send")
    work.has_values(WAIT, None, "2-5 d", "?")
    work.has_values(PROCESS, "1h", "1d", "30m")


@gesture(TABLE, "Enter, F2 or double click", "change what stands there; Esc leaves it")
def edit_cell(work: Workspace) -> None:
    """The cell opens with its text."""
    work.press("F2", "End")
    work.type(" now")
    work.press("Escape")
    work.press("Enter", "End")
    work.type(" first")
    work.press("Enter")
    work.cell(2).dblclick()
    work.press("End")
    work.type(" twice")
    work.press("Enter")

    work.has_names("Ask first", "Check twice", "Send")


@gesture(TABLE, "Shift and arrow keys or click, or drag over cells", "select a range; Delete clears it")
def select_cells(work: Workspace) -> None:
    """What is selected is cleared in one edit, and one undo brings it back."""
    work.cell(1, PROCESS).click()
    work.press("Shift+ArrowDown", "Delete")
    work.has_values(PROCESS, None, None, "30m")
    work.press("Control+z")
    work.has_values(PROCESS, "1h", "2h", "30m")
    work.cell(2, PROCESS).hover()
    work.page.mouse.down()
    work.cell(3, PROCESS).hover()
    work.page.mouse.up()

    work.press("Delete")

    work.has_values(PROCESS, "1h", None, None)


@gesture(TABLE, "Ctrl+A, Ctrl+C", "copy all rows, for a spreadsheet")
def copy_all(work: Workspace) -> None:
    """The clipboard holds rows of cells between tabs."""
    work.press("Control+a", "Control+c")

    until(
        lambda: (
            [line.split("\t")[:3] for line in work.clipboard.split("\n")]
            == [["Ask", "", "1h"], ["Check", "3d", "2h"], ["Send", "?", "30m"]]
        )
    )


@gesture(TABLE, "Ctrl+C, Ctrl+V", "copy a range to another place")
def copy_cells(work: Workspace) -> None:
    """A range stands where it is pasted, from that cell on."""
    work.cell(1, PROCESS).click()
    work.press("Shift+ArrowDown", "Control+c")
    work.cell(2, PROCESS).click()

    work.press("Control+v")

    work.has_values(PROCESS, "1h", "1h", "2h")


@gesture(TABLE, "Ctrl+X, Ctrl+V", "move cells")
def cut_cells(work: Workspace) -> None:
    """A value that is cut stands elsewhere."""
    work.cell(2, WAIT).click()

    work.press("Control+x", "ArrowDown", "Control+v")

    work.has_values(WAIT, None, None, "3d")


@gesture(
    TABLE,
    "Ctrl+X on the head of a row, Ctrl+V",
    "move the step with all that it holds, behind the row where it is pasted",
)
def cut_row(work: Workspace) -> None:
    """No other step is written over."""
    work.row_head(1).click()
    work.press("Control+x")
    work.has_names("Check", "Send")
    work.cell(1).click()
    work.press("Control+v")

    work.has_names("Check", "Ask", "Send")


@gesture(TABLE, "Paste a range under what it names", "a first row of titles says what stands where")
def paste_cells(work: Workspace) -> None:
    """Columns of another table find their own."""
    work.put_on_clipboard("Process time\tName\n4h\tAsk twice\n1d\tReview")

    work.press("Control+v")

    work.has_names("Ask twice", "Review", "Send")
    work.has_values(PROCESS, "4h", "1d", "30m")


@gesture(TABLE, "Paste a column into the empty row", "a step for each line")
def paste_column(work: Workspace) -> None:
    """Five lines are five steps in one edit."""
    work.put_on_clipboard("Sort\nCheck\nSign\nPack\nShip\n")
    work.cell(5).click()

    work.press("Control+v")

    work.has_names("Ask", "Check", "Send", "Sort", "Check", "Sign", "Pack", "Ship")
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")


@gesture(TABLE, "Ctrl+D", "fill down")
def fill_down(work: Workspace) -> None:
    """The upmost value of a range is written into those below."""
    work.cell(1, PROCESS).click()

    work.press("Shift+ArrowDown", "Shift+ArrowDown", "Control+d")

    work.has_values(PROCESS, "1h", "1h", "1h")


@gesture(TABLE, "Ctrl+R", "fill right, where the value means the same there")
def fill_right(work: Workspace) -> None:
    """A time goes into the other times of its row, into nothing else; one undo takes all of it back."""
    work.cell(2, WAIT).click()
    work.cell(3, "percent_complete_accurate").click(modifiers=["Shift"])

    work.press("Control+r")

    work.has_values(PROCESS, "1h", "3d", "?")
    work.has_values("percent_complete_accurate", None, None, None)
    work.press("Control+z")
    work.has_values(PROCESS, "1h", "2h", "30m")


@gesture(TABLE, "Drag the corner of a range", "fill what it is dragged over; double click fills down to the last step")
def drag_corner(work: Workspace) -> None:
    """Values are repeated over the cells beside, unless Esc is pressed."""
    work.cell(1, PROCESS).click()
    corner = work.page.locator(".fill-corner")
    corner.hover()
    work.page.mouse.down()
    work.cell(2, PROCESS).hover()
    expect(work.page.locator("[role=grid] td[data-filling]")).to_have_count(2)
    work.page.mouse.up()
    work.has_values(PROCESS, "1h", "1h", "30m")
    corner.hover()
    work.page.mouse.down()
    work.cell(3, PROCESS).hover()
    work.press("Escape")
    work.page.mouse.up()
    work.has_values(PROCESS, "1h", "1h", "30m")

    corner.dblclick()

    work.has_values(PROCESS, "1h", "1h", "1h")


@gesture(TABLE, "Right button, or the menu key", "a menu of all that can be done with the cells")
def cell_menu(work: Workspace) -> None:
    """It selects what is under it, unless that is selected already, and the keyboard stays at its cell."""
    menu = work.page.get_by_role("menu", name="Cells")
    work.cell(2, WAIT).click(button="right")
    menu.get_by_role("menuitem", name="Copy").click()
    expect(work.cell(2, WAIT)).to_be_focused()
    until(lambda: work.clipboard == "3d")
    work.cell(3, WAIT).click(button="right")
    menu.get_by_role("menuitem", name="Paste").click()
    work.has_values(WAIT, None, "3d", "3d")
    work.cell(1, PROCESS).click()
    work.cell(2, PROCESS).click(modifiers=["Shift"])
    work.cell(1, PROCESS).click(button="right")
    menu.get_by_role("menuitem", name="Clear cells").click()
    work.has_values(PROCESS, None, None, "30m")

    work.press("Shift+F10")
    menu.get_by_role("menuitem", name="Remove rows").click()

    work.has_names("Send")


@gesture(TABLE, "Click the head of a column, or Ctrl+Space", "select the column; what is typed fills it by Ctrl+Enter")
def column(work: Workspace) -> None:
    """A time that is the same everywhere is typed once, and what is wrong everywhere goes at once."""
    work.page.get_by_role("columnheader", name="Process time").click()
    work.type("4h")
    work.press("Control+Enter")
    work.has_values(PROCESS, "4h", "4h", "4h")
    work.cell(2, WAIT).click()

    work.press("Control+Space", "Delete")

    work.has_values(WAIT, None, None, None)
    work.has_values(PROCESS, "4h", "4h", "4h")


@gesture(TABLE, "Type into the empty row", "add a step")
def type_rows(work: Workspace) -> None:
    """A name and Enter make a step and stand ready for the next one."""
    work.cell(5).click()

    work.type("Sign")
    work.press("Enter")
    work.type("Ship")
    work.press("Enter")

    work.has_names("Ask", "Check", "Send", "Sign", "Ship")


@gesture(TABLE, "Click the head of a row, or Shift+Space", "select the row; Delete removes the step")
def select_row(work: Workspace) -> None:
    """A whole row is a step."""
    work.row_head(2).click()
    work.press("Delete")
    work.has_names("Ask", "Send")
    work.cell(1, PROCESS).click()

    work.press("Shift+ ", "Delete")

    work.has_names("Send")


@gesture(TABLE, "Drag the head of a row, or Alt and an arrow key", "move the step")
def drag_row(work: Workspace) -> None:
    """The step goes where it is dropped."""
    target = work.row_head(3).bounding_box()
    assert target
    work.row_head(1).hover()
    work.page.mouse.down()
    work.page.mouse.move(target["x"] + 10, target["y"] + 5, steps=4)
    work.page.mouse.move(target["x"] + 10, target["y"] + target["height"] - 4, steps=4)
    work.page.mouse.up()
    work.has_names("Check", "Send", "Ask")

    work.press("Alt+ArrowUp")

    work.has_names("Check", "Ask", "Send")


@gesture(TABLE, "Ctrl+Shift+`+`, Ctrl+`-`", "insert a row above; remove rows")
def insert_row(work: Workspace) -> None:
    """Rows come and go as in a spreadsheet."""
    work.cell(2).click()

    work.press("Control+Shift+Equal")
    until(lambda: len(work.steps) == 4)
    work.type("Log it")
    work.press("Enter")
    work.has_names("Ask", "Log it", "Check", "Send")
    work.press("Control+Minus")

    work.has_names("Ask", "Log it", "Send")
