"""The table filled in fast: runs of Tabs, blocks with mistakes, widths that stay."""

from collections.abc import Callable

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect
from serving import Serving, changing, until
from workspace import is_told

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
WAIT, PROCESS = "wait_time", "process_time"


@pytest.fixture
def table(visit: Visit) -> Page:
    """The page with the table open."""
    page = visit()
    page.get_by_text("Table", exact=True).first.click()
    return page


def cell(page: Page, row: int, column: str = "name") -> Locator:
    """A cell by the number of its row and the field in its column."""
    return page.locator(f"[role=grid] tbody tr:nth-child({row}) td[data-column={column}]")


def paste(page: Page, text: str) -> None:
    """Paste what another program copied."""
    page.evaluate("text => navigator.clipboard.writeText(text)", text)
    page.keyboard.press("Control+v")


def test_enter_after_tabs_goes_back_to_where_they_began(table: Page) -> None:
    """Row after row is filled in without the arrow keys; an arrow begins anew."""
    cell(table, 1, WAIT).click()
    table.keyboard.type("2h")
    table.keyboard.press("Tab")
    table.keyboard.type("3h")
    table.keyboard.press("Enter")
    expect(cell(table, 2, WAIT)).to_be_focused()

    table.keyboard.press("Tab")
    table.keyboard.press("ArrowDown")
    table.keyboard.type("4h")
    table.keyboard.press("Enter")
    expect(cell(table, 5, PROCESS)).to_be_focused()
    table.keyboard.press("Shift+Enter")
    expect(cell(table, 3, PROCESS)).to_be_focused()


def test_good_cells_of_a_paste_are_taken_and_the_others_named(table: Page, serving: Serving) -> None:
    """One mistake in a block does not cost the rest of it."""
    cell(table, 1, PROCESS).click()
    paste(table, "4h\nbananas\n6h")

    expect(table.get_by_role("alert")).to_contain_text("1 of 3 values was not understood")
    expect(table.get_by_role("alert")).to_contain_text("“bananas” in Process time")
    expect(cell(table, 3, PROCESS)).to_have_text("6h")
    expect(cell(table, 2, PROCESS)).to_have_text("2h")
    until(lambda: yaml.safe_load(serving.text())["current"]["steps"]["ask"][PROCESS] == "4h", "the file holds it")


def test_columns_are_pasted_one_beside_the_other(table: Page) -> None:
    """The keyboard stays where the first one was pasted, also where its words say that nobody knows."""
    cell(table, 1, WAIT).click()
    paste(table, "1d\ttbd\nunknown\t20 min\n~1 wk\t2.5h")
    expect(cell(table, 3, WAIT)).to_have_text("~1 wk")
    expect(cell(table, 2, WAIT)).to_have_attribute("data-unknown", "true")
    expect(cell(table, 1, PROCESS)).to_have_attribute("data-unknown", "true")

    table.keyboard.press("ArrowRight")
    expect(cell(table, 1, PROCESS)).to_be_focused()
    paste(table, "1h\n2h\n3h")

    expect(cell(table, 3, PROCESS)).to_have_text("3h")
    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(3)


def test_steps_keep_their_columns_between_map_and_table(visit: Visit, serving: Serving) -> None:
    """A wait never becomes work: neither where a step of the map is pasted into the table, nor the other way round."""
    page = visit()
    step = page.locator('.picture [data-part="current/steps/legal"]').first
    step.click()
    page.keyboard.press("Control+c")
    page.get_by_role("tab", name="Table").click()
    page.locator("[role=grid] tr[data-kind=new] td[data-column=name]").click()
    page.keyboard.press("Control+v")
    expect(cell(page, 4, PROCESS)).to_have_text("2h")
    expect(cell(page, 4, WAIT)).to_have_text("3d..10d")

    page.get_by_role("button", name="Columns").click()
    page.get_by_role("menuitemcheckbox", name="Wait", exact=True).click()
    page.keyboard.press("Escape")
    cell(page, 2, "name").click()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+c")
    page.get_by_role("tab", name="Practice view").click()
    step.click()
    page.keyboard.press("Control+v")

    def held() -> list[tuple[object, object]]:
        steps = yaml.safe_load(serving.text())["current"]["steps"].values()
        return [(one.get(WAIT), one.get(PROCESS)) for one in steps if one["name"] == "Legal review"]

    until(lambda: held() == [("3d..10d", "2h"), (None, "2h"), ("3d..10d", "2h")], "each time stands where it stood")


def test_a_row_is_repeated_over_a_larger_range(table: Page) -> None:
    """What goes into the selected range several times fills it."""
    cell(table, 1, WAIT).click()
    cell(table, 3, PROCESS).click(modifiers=["Shift"])
    paste(table, "5d\t7h")

    for row in (1, 2, 3):
        expect(cell(table, row, WAIT)).to_have_text("5d")
        expect(cell(table, row, PROCESS)).to_have_text("7h")


def test_enter_that_ends_a_composition_leaves_the_cell_open(table: Page) -> None:
    """Input methods for Chinese, Japanese and Korean confirm a word by it; the next one confirms the cell."""
    cell(table, 1, "name").click()
    table.keyboard.type("K")
    field = table.get_by_role("textbox", name="Name of Ask for access")
    field.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True})
    table.keyboard.insert_text("かな")
    table.keyboard.press("Enter")

    expect(cell(table, 1, "name")).to_have_text("Kかな")


def test_a_dead_key_opens_the_cell(table: Page) -> None:
    """What it begins is composed in the field, not lost."""
    cell(table, 1, "name").click()
    cell(table, 1, "name").dispatch_event("keydown", {"key": "Dead", "bubbles": True, "cancelable": True})

    expect(table.get_by_role("textbox", name="Name of Ask for access")).to_be_focused()
    table.keyboard.insert_text("é")
    table.keyboard.press("Enter")
    expect(cell(table, 1, "name")).to_have_text("é")


def test_columns_are_as_wide_as_somebody_wants(table: Page) -> None:
    """By keys or by the edge of the head; remembered, and a text that is cut stands in full beside its cell."""
    name = cell(table, 2, "name")
    name.click()
    for _ in range(8):
        table.keyboard.press("Alt+Shift+ArrowLeft")
    until(lambda: name.evaluate("one => one.offsetWidth") == 56, "the column is narrow")
    table.keyboard.press("ArrowDown")
    table.keyboard.press("ArrowUp")
    expect(table.get_by_role("tooltip")).to_have_text("Legal review")

    table.reload()
    table.get_by_text("Table", exact=True).first.click()
    until(lambda: name.evaluate("one => one.offsetWidth") == 56, "the width is remembered")
    table.locator(".col-edge").first.dblclick()
    until(lambda: name.evaluate("one => one.offsetWidth") == 240, "the column has its usual width")


def test_long_names_have_the_room_that_is_left(visit: Visit) -> None:
    """In a wide window the column of names grows, until somebody gives it a width."""
    page = visit(viewport={"width": 1920, "height": 1080})
    page.get_by_text("Table", exact=True).first.click()
    name = cell(page, 2, "name")
    until(lambda: name.evaluate("one => one.offsetWidth") == 480, "the column is wide")

    name.click()
    page.keyboard.press("Alt+Shift+ArrowLeft")

    until(lambda: name.evaluate("one => one.offsetWidth") == 456, "the column is a little narrower")


def test_what_was_typed_beside_the_table_and_not_taken_is_told(table: Page) -> None:
    """Whoever selects another step while a value is wrong gets the text back in a message."""
    cell(table, 1, "name").click()
    details = table.get_by_role("region", name="Details")
    details.get_by_label("Process time", exact=True).fill("3 bananas")
    expect(details.locator(".reading.wrong")).to_contain_text("banana")

    cell(table, 2, "name").click()

    expect(table.get_by_role("alert")).to_contain_text("Process time: “3 bananas” was not understood")
    expect(cell(table, 1, PROCESS)).to_have_text("1h")


def test_a_block_of_a_spreadsheet_comes_as_it_was_there(table: Page) -> None:
    """Cells in quotes keep their signs, their line breaks become spaces, and one undo takes all of it back."""
    cell(table, 1, "name").click()
    paste(table, '"Ask for\r\nthe ""form"""\t2d\t1h\r\nCheck, sign\t\t3h\r\n')

    expect(cell(table, 1, "name")).to_have_text('Ask for the "form"')
    expect(cell(table, 1, WAIT)).to_have_text("2d")
    expect(cell(table, 2, "name")).to_have_text("Check, sign")
    expect(cell(table, 2, PROCESS)).to_have_text("3h")
    table.keyboard.press("Control+z")
    expect(cell(table, 1, "name")).to_have_text("Ask for access")
    expect(cell(table, 2, "name")).to_have_text("Legal review")


def test_row_after_row_is_typed_without_looking(table: Page, serving: Serving) -> None:
    """Behind the last cell of a new step, Enter and Tab lead to the next step; no letter is taken for a command."""
    cell(table, 5, "name").click()
    for name, end in (("Pack", "Enter"), ("Ship", "Tab"), ("Present", "Enter")):
        for text in (name, "1d", "2h", "80%", "Logistics", "50%"):
            table.keyboard.type(text)
            table.keyboard.press("Tab")
        table.keyboard.type("West")
        table.keyboard.press(end)

    expect(table.locator("tr[data-kind=new] td[data-column=name]")).to_be_focused()

    def held() -> list[tuple[object, ...]]:
        steps = list(yaml.safe_load(serving.text())["current"]["steps"].values())
        return [tuple(one.get(field) for field in ("name", WAIT, "group")) for one in steps[3:]]

    until(lambda: held() == [(name, "1d", "West") for name in ("Pack", "Ship", "Present")], f"all of them: {held()}")


def test_a_letter_where_nothing_can_be_typed_starts_nothing(table: Page) -> None:
    """The row behind the last step takes a wait alone, and P does not begin the presentation there."""
    cell(table, 4, PROCESS).click()
    table.keyboard.type("p")

    is_told(table, "Nothing can be typed in this cell")
    expect(table.get_by_role("main", name="Presentation")).to_have_count(0)


def test_rows_that_are_cut_stand_whole_where_they_are_pasted(visit: Visit, serving: Serving) -> None:
    """What the table does not show goes along, and no other step is written over."""
    serving.file.write_text(
        serving.text().replace("process_time: 1h", "process_time: 1h, notes: {n: {text: By phone}}"), encoding="utf-8"
    )
    page = visit()
    page.get_by_role("tab", name="Table").click()
    page.locator("[role=grid] tbody tr:nth-child(1) th").click()
    page.keyboard.press("Control+x")
    expect(cell(page, 1)).to_have_text("Legal review")
    cell(page, 1, WAIT).click()
    page.keyboard.press("Control+v")

    expect(cell(page, 1)).to_have_text("Legal review")
    expect(cell(page, 2)).to_have_text("Ask for access")
    expect(cell(page, 3)).to_have_text("Set up accounts")

    def second() -> dict[str, object]:
        return list(yaml.safe_load(serving.text())["current"]["steps"].values())[1]

    until(lambda: second().get("notes") == {"n": {"text": "By phone"}}, f"its note is there: {serving.text()}")


def test_headings_of_a_spreadsheet_never_become_a_step(table: Page) -> None:
    """In its words and with units in them; a column that the table does not show is told."""
    cell(table, 1, "name").click()
    paste(table, "Activity\tOwner\tProcess time (h)\tWait time (days)\tCost\nAsk\tSales\t1,5\t2\t7\n")

    expect(cell(table, 1, "name")).to_have_text("Ask")
    expect(cell(table, 1, WAIT)).to_have_text("2 days")
    expect(cell(table, 1, PROCESS)).to_have_text("1,5 h")
    expect(cell(table, 1, "roles")).to_have_text("Sales")
    is_told(table, "Column not used: Cost")


def test_keys_select_rows_columns_and_everything(table: Page) -> None:
    """Shift+Space, Ctrl+Space and both together, also where several cells are selected."""
    selected = table.locator("[role=grid] td[aria-selected=true]")
    cell(table, 1, WAIT).click()
    table.keyboard.press("Shift+ArrowDown")
    table.keyboard.press("Shift+Space")
    expect(table.locator("[role=grid] tr[aria-selected=true]")).to_have_count(2)

    cell(table, 1, WAIT).click()
    table.keyboard.press("Shift+ArrowRight")
    table.keyboard.press("Control+Space")
    expect(selected).to_have_count(6)
    table.keyboard.press("Control+Shift+Space")
    expect(selected).to_have_count(21)


def test_a_long_table_stays_where_it_is_when_a_cell_is_typed(table: Page) -> None:
    """Whoever changes a cell in the middle still sees the rows around it."""
    cell(table, 5, "name").click()
    paste(table, "\n".join(f"Step {number}" for number in range(60)))
    expect(table.locator("[role=grid] tr[data-kind=step]")).to_have_count(63)
    cell(table, 30, "name").click()
    before = cell(table, 30, "name").bounding_box()

    table.keyboard.press("F2")

    expect(table.get_by_role("textbox", name="Name of Step 26")).to_be_focused()
    assert cell(table, 30, "name").bounding_box() == before


def test_what_is_typed_in_a_row_that_goes_is_written_into_no_other(table: Page, serving: Serving) -> None:
    """Somebody removes the step meanwhile: that is told, and the step that moves up keeps its name."""
    cell(table, 2).click()
    table.keyboard.type("Lawyers")
    expect(table.get_by_role("textbox", name="Name of Legal review")).to_have_value("Lawyers")

    serving.post(f"{serving.here}/changes", changing("current/steps/legal", None))

    expect(cell(table, 2)).to_have_text("Set up accounts")
    is_told(table, "Somebody deleted meanwhile what your change was about")
    expect(table.locator(".cell-editor")).to_have_count(0)
    expect(cell(table, 2)).to_have_text("Set up accounts")
    until(lambda: "Lawyers" not in serving.text() and "Set up accounts" in serving.text(), "the file says so, too")
