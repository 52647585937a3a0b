"""Boards in the page: a kind of map that only this test has is dragged, typed into and taken from like any other."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect
from serving import KEY, Serving, until
from workspace import Workspace, show_view

from flowatlas.server.routes.page import STATIC

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
BOARD_MAP = Path(__file__).parent / "board_map.py"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
FOUND = "async () => (await axe.run()).violations.map(one => [one.id, ...one.nodes.map(node => node.html)])"
ONE, TWO, PLACED = "board/cards/one", "board/cards/two", "board/cards/placed"
ATLAS = """\
title: Ideas
current:
  steps:
    build: {name: Build it, process_time: 3h}
future:
  fast: {title: Fast lane, changes: {}}
board:
  cards:
    one: {title: Ask less, about: current/steps/build}
    two: {title: Ask later}
    placed: {title: Ask twice, ease: 0.5, worth: 0.5}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server on a machine where somebody has installed a package with a board."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; python hatch_build.py builds it")
    place = tmp_path_factory.mktemp("board")
    package, folder = place / "installed", place / "atlases"
    about = package / "flowatlas_board-1.dist-info"
    about.mkdir(parents=True)
    folder.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: flowatlas-board\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[flowatlas]\nboard = board_map\n", encoding="utf-8")
    shutil.copy(BOARD_MAP, package)
    (folder / KEY).write_text(ATLAS, encoding="utf-8")
    path = os.pathsep.join([str(package), *filter(None, [os.environ.get("PYTHONPATH")])])
    serving = Serving(folder).start(PYTHONPATH=path)
    yield serving
    serving.close()


@pytest.fixture
def serving(installed: Serving, request: pytest.FixtureRequest) -> Serving:
    """The server with an atlas that is this test's own."""
    own = installed.about(f"{request.node.name.replace('[', '-').strip(']')}.yaml")
    own.file.write_text(ATLAS, encoding="utf-8")
    return own


@pytest.fixture
def board(serving: Serving, visit: Callable[..., Page]) -> Workspace:
    """The board, open in the page."""
    page = visit(bypass_csp=True, reduced_motion="reduce")
    show_view(page, "Board")
    expect(page.locator("svg.picture")).to_contain_text("Ask twice")
    page.wait_for_selector('.answers[aria-busy="false"]')
    work = Workspace(page, serving)
    work.settle()
    return work


def cards(work: Workspace) -> dict[str, Any]:
    """The cards that the server holds, in their order."""
    return work.plain["board"]["cards"]


def fields(work: Workspace, card: str) -> dict[str, Any]:
    """What is said of a card beside its title."""
    return {name: value for name, value in cards(work)[card].items() if name != "title"}


def heading(work: Workspace, column: int) -> tuple[float, float]:
    """A place in a column: below its heading."""
    box = work.page.locator(f'[data-part="column/board/cards/{column}"]').bounding_box()
    assert box
    return box["x"] + 60 * work.scale, box["y"] + box["height"] + 20 * work.scale


def on_plot(work: Workspace, across: float, up: float) -> tuple[float, float]:
    """A place on the plot by its shares."""
    box = work.page.locator('[data-part="plot"] rect').first.bounding_box()
    assert box
    return box["x"] + across * box["width"], box["y"] + (1 - up) * box["height"]


def details(page: Page) -> Locator:
    """The inspector."""
    return page.get_by_role("region", name="Details")


def test_a_card_is_dragged_to_another_column_and_undo_brings_it_back(board: Workspace) -> None:
    """Places that take it are outlined with their names; letting go is one change with its name."""
    mouse = board.page.mouse
    start, end = board.middle(ONE), heading(board, 1)
    mouse.move(*start)
    mouse.down()
    mouse.move(*end, steps=4)
    zones = board.page.locator(".zone")
    expect(zones).to_have_count(3)
    expect(board.page.locator('.zone[data-over=""]')).to_have_attribute("data-zone", "Worth keeping")
    expect(board.page.locator(".dragged")).to_contain_text("Ask less")
    mouse.up()

    until(lambda: fields(board, "one").get("column") == "kept")
    expect(zones).to_have_count(0)
    board.press("Control+z")
    until(lambda: "column" not in fields(board, "one"), "one undo takes it back")


def test_what_is_let_go_elsewhere_or_given_up_stays(board: Workspace) -> None:
    """Outside of every place, and with Escape, nothing is changed."""
    board.drag(board.middle(ONE), on_plot(board, 1.2, 0.1))
    mouse = board.page.mouse
    mouse.move(*board.middle(ONE))
    mouse.down()
    mouse.move(*heading(board, 1), steps=4)
    board.press("Escape")
    mouse.up()
    board.drag(board.middle(TWO), heading(board, 1))

    until(lambda: fields(board, "two").get("column") == "kept")
    assert "column" not in fields(board, "one")


def test_all_chosen_cards_are_dragged_together(board: Workspace) -> None:
    """Several cards go in one change."""
    board.part(ONE).click()
    board.part(TWO).click(modifiers=["Shift"])
    until(lambda: board.count_chosen == 2)
    board.drag(board.middle(TWO), heading(board, 1))

    until(lambda: [fields(board, card).get("column") for card in ("one", "two")] == ["kept", "kept"])
    board.press("Control+z")
    until(lambda: all("column" not in fields(board, card) for card in ("one", "two")), "one undo takes both back")


def test_a_finger_drags_a_card_that_is_chosen(visit: Callable[..., Page], serving: Serving) -> None:
    """A finger that comes over a card moves the map; once the card is chosen, it moves the card."""
    page = visit(has_touch=True, reduced_motion="reduce")
    show_view(page, "Board")
    page.wait_for_selector('.answers[aria-busy="false"]')
    work = Workspace(page, serving)
    work.settle()
    work.part(ONE).tap()
    until(lambda: work.count_chosen == 1)
    start, end = work.middle(ONE), heading(work, 1)
    work.touch([start], [((start[0] + end[0]) / 2, start[1])], [end])

    until(lambda: fields(work, "one").get("column") == "kept")


def test_a_plot_says_where_a_card_lies(board: Workspace) -> None:
    """Right and up are numbers from 0 to 1; what lies there already moves by as much as the hand."""
    board.drag(board.middle(ONE), on_plot(board, 0.25, 0.75))
    until(lambda: set(fields(board, "one")) == {"about", "ease", "worth"})
    assert fields(board, "one")["ease"] == pytest.approx(0.25, abs=0.01)
    assert fields(board, "one")["worth"] == pytest.approx(0.75, abs=0.01)

    expect(board.part(f"{ONE}").locator("circle")).to_be_visible()
    board.settle()
    start = on_plot(board, 0.5, 0.5)
    board.drag((start[0] + 3, start[1] + 3), (start[0] + 3 + 40 * board.scale, start[1] + 3))
    until(lambda: fields(board, "placed")["ease"] == pytest.approx(0.6, abs=0.011))
    assert fields(board, "placed")["worth"] == 0.5


def test_keys_put_a_card_elsewhere(board: Workspace) -> None:
    """M lists the places by name; the plot is typed in the inspector."""
    board.part(ONE).click()
    board.press("m")
    places = board.page.get_by_role("dialog", name="Move it to")
    expect(places.get_by_role("button")).to_have_text(["To think aboutis there now", "Worth keeping"])
    board.press("ArrowDown", "Enter")
    until(lambda: fields(board, "one").get("column") == "kept")
    expect(places).to_have_count(0)
    expect(board.page.get_by_role("application")).to_be_focused()

    worth = details(board.page).get_by_label("Worth", exact=True)
    worth.fill("0.4")
    worth.press("Enter")
    until(lambda: fields(board, "one").get("worth") == 0.4)


def test_keys_lead_to_the_details_and_back(board: Workspace) -> None:
    """Tab adds cards on a board, so a key of its own leads to what is not drawn yet; Escape gives the map back."""
    board.part(ONE).click()
    board.press("i")
    expect(details(board.page).get_by_label("Title", exact=True)).to_be_focused()
    board.press("Escape")
    expect(board.page.get_by_role("application")).to_be_focused()
    assert board.count_chosen == 1


@pytest.mark.parametrize("how", ["a double click", "the keyboard", "the menu"])
def test_an_offer_is_taken_and_given_back(board: Workspace, how: str) -> None:
    """What is offered becomes one change, called like the offer."""
    page, offer = board.page, board.part("offer/ask")
    if how == "a double click":
        offer.dblclick()
    elif how == "the menu":
        offer.click(button="right")
        page.get_by_role("menuitem", name="Take this").click()
    else:
        page.get_by_role("application").focus()
        board.press("End")
        until(lambda: "2 days sooner" in board.chosen or board.press("ArrowLeft"), "arrows lead there")
        active = page.get_by_role("application").get_attribute("aria-activedescendant")
        assert page.locator(f"#{active}").evaluate("one => one.tagName") == "BUTTON"
        board.press("Enter")

    until(lambda: cards(board).get("ask-early") == {"title": "Ask at the start", "column": "kept"})
    expect(offer).to_have_count(0)
    page.get_by_role("application").focus()
    board.press("Control+z")
    until(lambda: "ask-early" not in cards(board))


def test_cards_are_added_one_after_the_other(board: Workspace) -> None:
    """The next one is typed beside the chosen one, and stands in its column."""
    board.drag(board.middle(TWO), heading(board, 1))
    until(lambda: fields(board, "two").get("column") == "kept")
    board.part(TWO).click()
    board.press("Tab")
    for words in ("Ask here", "Ask there"):
        expect(board.page.get_by_role("textbox", name="Title").and_(board.page.locator(".value-field"))).to_be_focused()
        board.type(words)
        board.press("Tab")
    board.press("Escape")

    until(lambda: len(cards(board)) == 5)
    assert [card["title"] for card in cards(board).values()] == [
        "Ask less",
        "Ask later",
        "Ask here",
        "Ask there",
        "Ask twice",
    ]
    assert [card.get("column") for card in cards(board).values()] == [None, "kept", "kept", "kept", None]


def test_a_double_click_in_a_column_adds_a_card_there(board: Workspace) -> None:
    """An empty place of a column is where a card can begin; so is the invitation in it."""
    x, y = heading(board, 1)
    board.page.mouse.click(x, y)
    board.type("From the invitation")
    board.press("Enter")
    until(lambda: len(cards(board)) == 4)
    assert [*cards(board).values()][-1] == {"title": "From the invitation", "column": "kept"}

    expect(board.page.locator("svg.picture")).to_contain_text("From the invitation")
    board.page.mouse.dblclick(*on_plot(board, 0.1, 0.2))
    board.type("From the ground")
    board.press("Enter")
    until(lambda: len(cards(board)) == 5)
    assert [*cards(board).values()][-1] == {
        "title": "From the ground",
        "ease": pytest.approx(0.1, abs=0.01),
        "worth": pytest.approx(0.2, abs=0.01),
    }


def test_names_of_another_map_are_completed_and_links_lead_both_ways(board: Workspace) -> None:
    """A card names a step and a future by what people call them; the step tells who points at it."""
    page = board.page
    board.part(ONE).click()
    step = details(page).get_by_label("Step", exact=True)
    step.fill("bui")
    page.get_by_role("option", name="Build it").click()
    until(lambda: fields(board, "one").get("step") == "build")
    future = details(page).get_by_label("Future", exact=True)
    future.fill("fast lane")
    expect(details(page)).to_contain_text("Fast lane.")
    future.press("Enter")
    until(lambda: fields(board, "one").get("future") == "fast")

    details(page).get_by_role("button", name="Build it · Step").click()
    expect(details(page).get_by_role("heading", level=2)).to_contain_text("Build it")
    expect(details(page).get_by_role("heading", level=2)).to_be_in_viewport()
    expect(page.locator('[data-part="current/steps/build"]').first).to_be_visible()
    details(page).get_by_role("button", name="Ask less · Idea, as “Step”").click()
    expect(details(page).get_by_role("heading", level=2)).to_contain_text("Ask less")
    expect(board.part(ONE)).to_be_visible()


def test_values_by_key_are_typed_in_rows(board: Workspace) -> None:
    """A reading is added by date, changed, and removed."""
    page = board.page
    board.part(ONE).click()
    details(page).get_by_label("Readings: what the new value is for").fill("2027-01-08")
    details(page).get_by_label("Readings: the new value").fill("4.5")
    page.keyboard.press("Enter")
    until(lambda: fields(board, "one").get("readings") == {"2027-01-08": 4.5})

    reading = details(page).get_by_label("2027-01-08", exact=True)
    reading.fill("5d")
    expect(details(page)).to_contain_text("Readings, 2027-01-08: 5d.")
    reading.press("Enter")
    until(lambda: fields(board, "one").get("readings") == {"2027-01-08": "5d"})
    assert yaml.safe_load(board.serving.text()) is not None

    details(page).get_by_role("button", name="Remove “2027-01-08”").click()
    until(lambda: not fields(board, "one").get("readings"))


def test_it_is_told_like_every_map(board: Workspace) -> None:
    """What can be taken is a button for those who hear the page, and axe-core finds nothing."""
    ground = board.page.get_by_role("application")
    expect(ground.get_by_role("button", name="Ask at the start: 2 days sooner")).to_be_attached()
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    board.page.evaluate(AXE.read_text(encoding="utf-8"))
    board.part(ONE).click()
    assert board.page.evaluate(FOUND) == []
    board.press("m")
    assert board.page.evaluate(FOUND) == []


@pytest.mark.parametrize("view", ["Outcome", "Dependency", "Capability", "Roadmap"])
def test_every_map_is_begun_from_its_picture(visit: Callable[..., Page], serving: Serving, view: str) -> None:
    """Each invitation takes the words of the first record, and one more follows with a key; nothing of it knows the map."""
    serving.file.write_text("title: Ideas\ncurrent: {steps: {build: {name: Build it, process_time: 3h}}}\n", "utf-8")
    page = visit(reduced_motion="reduce")
    show_view(page, view)
    page.wait_for_selector('.answers[aria-busy="false"]')
    work, section = Workspace(page, serving), view.lower()
    invitations = page.locator('[data-part^="invitation/"]')
    expect(invitations.first).to_be_visible()
    expect(page.get_by_role("button", name="Name the first step")).to_have_count(0)
    expect(details(page).get_by_role("heading", name=view)).to_be_visible()
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight"), "the page itself stays where it is"
    paths = [one.get_attribute("data-path") or "" for one in invitations.all()]

    for number, path in enumerate(paths):
        work.settle()
        page.locator(f'[data-part="invitation/{path}"]').click()
        expect(page.locator(".value-field")).to_be_focused()
        work.type(f"Words {number}")
        work.press("Enter")
        expect(page.locator("svg.picture")).to_contain_text(f"Words {number}")

    def words(path: str) -> list[list[Any]]:
        return [list(record.values()) for record in work.plain[section].get(path.partition("/")[2], {}).values()]

    for number, path in enumerate(paths):
        until(lambda path=path, number=number: any(f"Words {number}" in one for one in words(path)))
    work.press("n")
    expect(page.locator(".value-field")).to_be_focused()
    work.type("One more")
    work.press("Enter")
    until(lambda: [len(words(path)) for path in paths].count(2) == 1, "beside the last one")
