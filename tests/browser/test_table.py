"""The table: the gestures of a spreadsheet on the steps of the map."""

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
FIRST, SECOND, THIRD = 1, 2, 3
WAIT, PROCESS, ROLES = "wait_time", "process_time", "roles"


@pytest.fixture
def table(visit: Visit) -> Page:
    """The page with the table open and the keyboard in its first cell."""
    page = visit()
    page.get_by_text("Table", exact=True).first.click()
    cell(page, FIRST, "name").click()
    return page


def cell(page: Page, row: int, column: str = "name") -> Locator:
    """A cell by the number of its row and the field in its column."""
    return page.locator(f"[role=grid] tbody tr:nth-child({row}) td[data-column={column}]")


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def type_in(page: Page, text: str) -> None:
    """Type a text; pages hear every key."""
    page.keyboard.type(text)


def put_on_clipboard(page: Page, text: str) -> None:
    """What another program copied."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)


def names(page: Page) -> list[str]:
    """The names of the steps, in the order of their rows."""
    return page.locator("[role=grid] tr[data-kind=step] td[data-column=name]").all_inner_texts()


def steps(serving: Serving) -> dict[str, dict[str, object]]:
    """The steps that the file holds."""
    return yaml.safe_load(serving.text())["current"]["steps"]


def saved(serving: Serving, step: str, field: str, value: object) -> None:
    """Wait until the file says so."""
    until(lambda: steps(serving).get(step, {}).get(field) == value, f"{field} of {step} is {value!r} in the file")


def test_typing_replaces_what_stands_there_and_enter_goes_down(table: Page, serving: Serving) -> None:
    """A letter opens the cell empty, Enter keeps it and goes to the row below."""
    press(table, "ArrowRight", "ArrowRight")
    type_in(table, "2-5 d")
    expect(table.get_by_text("ost items between 2 and 5 working days")).to_be_visible()
    press(table, "Enter")

    expect(cell(table, FIRST, PROCESS)).to_have_text("2-5 d")
    expect(cell(table, SECOND, PROCESS)).to_be_focused()
    saved(serving, "ask", PROCESS, "2-5 d")


def test_enter_and_f2_edit_what_stands_there_and_escape_leaves_it(table: Page) -> None:
    """The cell opens with its text; Escape forgets what was typed."""
    press(table, "F2", "End")
    type_in(table, " now")
    press(table, "Escape")
    expect(cell(table, FIRST)).to_have_text("Ask for access")

    press(table, "Enter", "End")
    type_in(table, " first")
    press(table, "Enter")
    expect(cell(table, FIRST)).to_have_text("Ask for access first")


def test_tab_goes_right_and_wraps_into_the_next_row(table: Page) -> None:
    """Tab keeps what was typed and goes on; behind the last cell of a row stands the first of the next."""
    type_in(table, "Ask")
    press(table, "Tab")
    expect(cell(table, FIRST, WAIT)).to_be_focused()
    press(table, "End", "Tab")
    expect(cell(table, SECOND)).to_be_focused()
    press(table, "Shift+Tab", "Home")
    expect(cell(table, FIRST)).to_have_text("Ask")


def test_escape_then_tab_leaves_the_table(table: Page) -> None:
    """Nobody is caught in the table."""
    press(table, "Escape", "Tab")

    expect(table.locator("[role=grid] :focus")).to_have_count(0)


def test_keys_walk_to_the_ends(table: Page) -> None:
    """Home and End go along the row, with Ctrl to the corners of the table."""
    press(table, "Control+End")
    expect(cell(table, 5, "group")).to_be_focused()
    press(table, "Control+Home")
    expect(cell(table, FIRST)).to_be_focused()
    press(table, "PageDown", "ArrowUp", "Home")
    expect(cell(table, 4)).to_be_focused()


def test_a_range_is_cleared_in_one_edit(table: Page, serving: Serving) -> None:
    """Shift and arrows select a range, Delete clears it, and one undo brings it back."""
    cell(table, FIRST, PROCESS).click()
    press(table, "Shift+ArrowDown", "Shift+ArrowDown")
    expect(table.locator("[role=grid] td[aria-selected=true]")).to_have_count(3)
    press(table, "Delete")
    expect(cell(table, THIRD, PROCESS)).not_to_have_text("30m")
    saved(serving, "accounts", PROCESS, None)

    press(table, "Control+z")

    expect(cell(table, FIRST, PROCESS)).to_have_text("1h")
    expect(cell(table, THIRD, PROCESS)).to_have_text("30m")


def test_shift_click_and_dragging_select_a_range(table: Page) -> None:
    """The mouse selects from one cell to another."""
    cell(table, SECOND, PROCESS).click(modifiers=["Shift"])
    expect(table.locator("[role=grid] td[aria-selected=true]")).to_have_count(6)

    cell(table, FIRST, WAIT).hover()
    table.mouse.down()
    cell(table, THIRD, WAIT).hover()
    table.mouse.up()

    expect(table.locator("[role=grid] td[aria-selected=true]")).to_have_count(3)


def test_ctrl_a_selects_all_steps_and_copies_them_as_a_spreadsheet_takes_them(table: Page) -> None:
    """The clipboard holds rows of cells between tabs."""
    press(table, "Control+a", "Control+c")

    lines = table.evaluate("navigator.clipboard.readText()").split("\n")
    assert [line.split("\t")[:3] for line in lines] == [
        ["Ask for access", "", "1h"],
        ["Legal review", "3d..10d", "2h"],
        ["Set up accounts", "?", "30m"],
    ]


def test_a_column_of_five_names_makes_five_steps(table: Page, serving: Serving) -> None:
    """A column from a spreadsheet goes into the empty row as steps, all in one edit."""
    put_on_clipboard(table, "Sort\nCheck\nSign\nPack\nShip\n")
    cell(table, 5).click()
    press(table, "Control+v")

    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(8)
    assert names(table)[3:] == ["Sort", "Check", "Sign", "Pack", "Ship"]
    until(lambda: len(steps(serving)) == 8, "the file holds them")
    press(table, "Control+z")
    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(3)


def test_a_block_with_headings_goes_under_the_columns_it_names(table: Page) -> None:
    """The first line of a table from elsewhere says what stands where."""
    put_on_clipboard(table, "Process time\tName\n4h\tAsk twice\n1d\tReview")
    cell(table, FIRST, ROLES).click()
    press(table, "Control+v")

    expect(cell(table, FIRST)).to_have_text("Ask twice")
    expect(cell(table, SECOND, PROCESS)).to_have_text("1d")


def test_cut_cells_stand_where_they_are_pasted(table: Page) -> None:
    """Ctrl+X takes a value away, Ctrl+V puts it elsewhere."""
    cell(table, SECOND, WAIT).click()
    press(table, "Control+x", "ArrowDown", "Control+v")

    expect(cell(table, THIRD, WAIT)).to_have_text("3d..10d")
    expect(cell(table, SECOND, WAIT)).not_to_contain_text("3d")


def test_ctrl_d_fills_down(table: Page) -> None:
    """The upmost value of a range is written into the cells below."""
    cell(table, FIRST, PROCESS).click()
    press(table, "Shift+ArrowDown", "Shift+ArrowDown", "Control+d")

    expect(cell(table, SECOND, PROCESS)).to_have_text("1h")
    expect(cell(table, THIRD, PROCESS)).to_have_text("1h")


def test_typing_into_the_empty_row_adds_steps(table: Page, serving: Serving) -> None:
    """A name and Enter make a step and stand ready for the next one; Tab goes on in the new step."""
    cell(table, 5).click()
    type_in(table, "Sign")
    press(table, "Enter")
    type_in(table, "Ship")
    press(table, "Tab", "Tab")
    type_in(table, "3h")
    press(table, "Enter")

    expect(cell(table, 5, PROCESS)).to_have_text("3h")
    assert names(table)[3:] == ["Sign", "Ship"]
    until(lambda: [one.get("name") for one in steps(serving).values()][3:] == ["Sign", "Ship"], "the file holds them")


def test_rows_are_selected_and_removed_as_wholes(table: Page) -> None:
    """The head of a row selects the step, Delete removes it."""
    table.locator("[role=grid] tbody tr:nth-child(2) th").click()
    press(table, "Delete")

    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(2)
    assert names(table) == ["Ask for access", "Set up accounts"]


def test_rows_are_inserted_and_moved_by_keys(table: Page) -> None:
    """A row above by Ctrl+Shift+=, and Alt with an arrow moves the step."""
    cell(table, SECOND).click()
    press(table, "Alt+ArrowUp")
    expect(cell(table, FIRST)).to_have_text("Legal review")
    expect(cell(table, FIRST)).to_be_focused()
    press(table, "Control+Shift+Equal")
    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(4)
    type_in(table, "Begin")
    press(table, "Enter")

    expect(cell(table, FIRST)).to_have_text("Begin")
    press(table, "ArrowUp", "Control+Minus")
    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(3)


def test_dragging_the_head_of_a_row_moves_the_step(table: Page) -> None:
    """The step goes where it is dropped, and the order of the file with it."""
    head = table.locator("[role=grid] tbody tr:nth-child(1) th")
    target = table.locator("[role=grid] tbody tr:nth-child(3) th").bounding_box()
    assert target is not None
    head.hover()
    table.mouse.down()
    table.mouse.move(target["x"] + 10, target["y"] + 5, steps=4)
    table.mouse.move(target["x"] + 10, target["y"] + target["height"] - 4, steps=4)
    table.mouse.up()

    expect(cell(table, THIRD)).to_have_text("Ask for access")
    assert names(table) == ["Legal review", "Set up accounts", "Ask for access"]


def test_the_wait_behind_the_last_step_has_a_row(table: Page, serving: Serving) -> None:
    """What is typed there is the final wait of the map; its other cells take nothing."""
    cell(table, 4, PROCESS).click()
    type_in(table, "9d")
    expect(table.locator(".cell-editor")).to_have_count(0)
    cell(table, 4, WAIT).dblclick()
    type_in(table, "2d")
    press(table, "Enter")

    until(lambda: yaml.safe_load(serving.text())["current"].get("final_wait") == "2d", "the file holds it")


def test_what_nobody_knows_looks_like_it(table: Page) -> None:
    """What the lead time needs is marked, stated or not; a rating that nothing hangs on stays empty."""
    expect(cell(table, THIRD, WAIT)).to_have_attribute("data-unknown", "true")
    expect(cell(table, THIRD, "percent_complete_accurate")).to_have_text("")
    cell(table, THIRD, "process_time").click()
    press(table, "Delete")
    expect(cell(table, THIRD, "process_time")).to_have_text("?")


def test_a_value_that_cannot_be_understood_is_not_taken(table: Page) -> None:
    """The cell stays open and says what is wrong; Escape gives the old value back."""
    press(table, "ArrowRight", "ArrowRight")
    type_in(table, "3 bananas")
    expect(table.locator(".cell-editor .wrong")).to_contain_text("banana")
    press(table, "Enter")
    expect(table.get_by_role("textbox", name="Process time of Ask for access")).to_be_focused()
    press(table, "Escape")

    expect(cell(table, FIRST, PROCESS)).to_have_text("1h")


def test_what_is_wrong_in_the_file_is_told_at_its_cell(visit: Visit, serving: Serving) -> None:
    """A finding shows at its cell, on hover and on focus."""
    serving.file.write_text(serving.text().replace("1h", "3 bananas"), encoding="utf-8")
    page = visit()
    page.get_by_text("Table", exact=True).first.click()

    cell(page, FIRST, PROCESS).click()

    expect(cell(page, FIRST, PROCESS)).to_have_attribute("data-finding", "error")
    expect(page.get_by_role("tooltip")).to_contain_text("banana")


def test_columns_are_chosen_and_kept(table: Page) -> None:
    """A column that was switched on is there after a reload."""
    table.get_by_role("button", name="Columns").click()
    table.get_by_role("menuitemcheckbox", name="WIP", exact=True).click()
    table.keyboard.press("Escape")
    expect(cell(table, FIRST, "work_in_progress")).to_be_visible()

    table.reload()
    table.get_by_text("Table", exact=True).first.click()

    expect(cell(table, FIRST, "work_in_progress")).to_be_visible()


def test_the_place_is_kept_when_the_view_is_switched(visit: Visit) -> None:
    """What is selected in the table is selected on the map, and the other way round."""
    page = visit()
    page.get_by_text("Table", exact=True).first.click()
    cell(page, SECOND, WAIT).click()

    page.get_by_text("Practice view", exact=True).first.click()
    expect(page.get_by_role("region", name="Details")).to_contain_text("Legal review")
    page.get_by_text("Table", exact=True).first.click()

    expect(cell(page, SECOND, WAIT)).to_have_attribute("tabindex", "0")


def test_commands_of_the_palette_type_where_there_is_a_place(table: Page, serving: Serving) -> None:
    """Without a picture beside it, a new step is typed in the last row, and a question beside the table."""
    press(table, "Control+k")
    type_in(table, "Add a question")
    press(table, "Enter")
    expect(table.get_by_role("region", name="Details").get_by_label("Question", exact=True)).to_be_focused()
    type_in(table, "Who asks?")
    press(table, "Enter")

    until(lambda: "Who asks?" in serving.text(), "the file holds the question")


def test_three_hundred_pasted_rows_are_there_at_once(table: Page, serving: Serving) -> None:
    """A large block is one edit, and the table stays at hand."""
    put_on_clipboard(table, "\n".join(f"Step {number}\t1d\t2h" for number in range(300)))
    cell(table, 5).click()
    press(table, "Control+v")

    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(303)
    until(lambda: len(steps(serving)) == 303, "the file holds them")
    press(table, "Control+Home")
    type_in(table, "First")
    press(table, "Enter")
    expect(cell(table, FIRST)).to_have_text("First")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_the_table(visit: Visit, theme: str) -> None:
    """Roles, names and contrast are right in both themes."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    page = visit(color_scheme=theme, bypass_csp=True)
    page.get_by_text("Table", exact=True).first.click()
    cell(page, SECOND, WAIT).click()
    expect(page.locator(".main-answer .large")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))

    assert page.evaluate(FOUND, ".table") == []
    press(page, "F2")
    assert page.evaluate(FOUND, ".table") == []
