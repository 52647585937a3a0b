"""Around the map: bar, palette, help, history, export, presentation, and whether the work is saved."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect
from serving import WAIT, Serving, changing, until
from workspace import is_told

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


def opened(visit: Visit, **settings: object) -> Page:
    """The atlas, once it is there."""
    page = visit(**settings)
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")
    expect(saved(page)).to_have_text("Saved")
    return page


def saved(page: Page) -> Locator:
    """What the bar says about the work being saved."""
    return page.locator(".save-words")


def rename(page: Page, title: str) -> None:
    """Give the atlas another title, in the bar."""
    page.get_by_role("heading", level=1).get_by_role("button").click()
    page.get_by_role("textbox", name="Title of the atlas").fill(title)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_title_is_changed_where_it_stands(serving: Serving, visit: Visit) -> None:
    """A click on the title edits it; the window and the file have it soon after, and undo brings the old one back."""
    page = opened(visit)

    rename(page, "Another title")

    expect(page).to_have_title("Another title · Flow Atlas")
    until(lambda: "title: Another title" in serving.text(), "the file has the title")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")


def test_what_is_pasted_beyond_the_room_of_a_field_is_said(visit: Visit) -> None:
    """Nothing is cut without a word: how many letters had no room stands there."""
    page = opened(visit)
    page.evaluate("navigator.clipboard.writeText('x'.repeat(230))")
    page.get_by_role("heading", level=1).get_by_role("button").click()
    page.keyboard.press("Control+a")

    page.keyboard.press("Control+v")

    expect(page.get_by_role("textbox", name="Title of the atlas")).to_have_value("x" * 200)
    is_told(page, "the last 30 letters")


def test_escape_leaves_the_title_as_it_was(visit: Visit) -> None:
    """Escape gives up what was typed, and the focus stays at the title."""
    page = opened(visit)
    title = page.get_by_role("heading", level=1).get_by_role("button")
    title.click()
    page.keyboard.type("Never mind")

    page.keyboard.press("Escape")

    expect(title).to_have_text("Onboarding")
    expect(title).to_be_focused()


def test_the_palette_runs_commands(visit: Visit) -> None:
    """Ctrl+K, a few letters, Enter: the command runs, whatever was in focus."""
    page = opened(visit)

    page.keyboard.press("Control+k")
    page.keyboard.type("words mean")
    page.keyboard.press("Enter")

    expect(page.get_by_role("dialog", name="What the words mean")).to_be_visible()


def test_the_palette_offers_what_can_be_done_here(visit: Visit) -> None:
    """Rows are for the table; the atlas gets its name wherever one is."""
    page = opened(visit)
    page.keyboard.press("Control+k")
    page.keyboard.type("insert a row")
    expect(page.get_by_role("option")).to_have_count(0)
    page.get_by_role("combobox").fill("rename the atlas")
    page.keyboard.press("Enter")

    expect(page.get_by_role("textbox", name="Title of the atlas")).to_be_focused()


@pytest.mark.parametrize(
    ("sought", "found"), [("png", "Export…"), ("version", "Name this state…"), ("compare", "Two views side by side")]
)
def test_the_palette_knows_the_words_that_people_look_for(visit: Visit, sought: str, found: str) -> None:
    """A format, or what it is for, finds the command that has another name."""
    page = opened(visit)

    page.keyboard.press("Control+k")
    page.keyboard.type(sought)

    expect(page.get_by_role("option", name=found)).to_be_visible()


def test_the_palette_goes_to_a_step(visit: Visit) -> None:
    """A step is found by its name and is selected then."""
    page = opened(visit)

    page.keyboard.press("Control+k")
    page.keyboard.type("legal")
    page.get_by_role("option", name="Go to Legal review").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("complementary", name="Answers and details")).to_contain_text("Legal review")


def test_the_palette_finds_what_is_no_step(visit: Visit) -> None:
    """The fields of every map are found by their words, and nothing by letters that only happen to be in it."""
    page = opened(visit)

    page.keyboard.press("Control+k")
    page.keyboard.type("target")

    expect(page.get_by_role("option")).to_have_text(["Outcome: Target"])
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Answers and details")).to_contain_text("Measured by")


def test_the_palette_opens_another_atlas(serving: Serving, visit: Visit) -> None:
    """The other atlases of the folder are one name away."""
    (serving.folder / "other.yaml").write_text("title: Another stream\n", encoding="utf-8")
    page = opened(visit)

    page.keyboard.press("Control+k")
    page.keyboard.type("another stream")
    page.get_by_role("option", name="Another stream").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Another stream")


def test_views_are_tabs(visit: Visit) -> None:
    """Arrow keys walk through the views, and the table is one of them."""
    page = opened(visit)
    tabs = page.get_by_role("tab")
    first = tabs.first
    expect(first).to_have_attribute("aria-selected", "true")

    first.focus()
    page.keyboard.press("ArrowRight")

    expect(tabs.nth(1)).to_be_focused()
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("grid")).to_be_visible()


def test_the_tabs_stay_where_they_are(serving: Serving, visit: Visit) -> None:
    """Whichever view is shown, and however long its name: the next click meets the tab that was there before."""
    text = serving.text() + "\nfuture:\n  f: {title: A standard contract that nobody has to look at any more}\n"
    (serving.folder / serving.key).write_text(text, encoding="utf-8")
    page = opened(visit)
    page.evaluate("async () => { await document.fonts.ready; }")
    at = "[...document.querySelectorAll('[role=tab]')].map((tab) => tab.getBoundingClientRect().x)"
    first = page.evaluate(at)

    page.get_by_role("tab", name="Time to scale").click()
    expect(page.get_by_role("tab", name="Time to scale")).to_have_attribute("aria-selected", "true")
    assert page.evaluate(at) == first
    page.get_by_role("button", name="More views").click()
    page.get_by_role("menuitemcheckbox", name="Today and: A standard").click()
    expect(page.get_by_role("button", name="Today and: A standard")).to_be_visible()
    assert page.evaluate(at) == first


def test_the_view_stays_over_a_reload(visit: Visit) -> None:
    """Loading the page again shows the view that was shown."""
    page = opened(visit)
    page.get_by_role("tab", name="Table").click()
    expect(page.get_by_role("grid")).to_be_visible()

    page.reload()

    expect(page.get_by_role("grid")).to_be_visible()


def test_two_views_stand_side_by_side(visit: Visit) -> None:
    """One button shows a second view beside the first, and takes it away again."""
    page = opened(visit)
    both = page.get_by_role("button", name="Two views side by side")

    both.click()
    expect(page.get_by_role("tab", selected=True)).to_have_count(2)

    both.click()
    expect(page.get_by_role("tab", selected=True)).to_have_count(1)


def test_help_tells_every_key(visit: Visit) -> None:
    """The help is made from the commands, with their keys, and closes with Escape where the focus was."""
    page = opened(visit)
    undo = page.get_by_role("button", name="Undo")
    undo.focus()

    page.keyboard.press("?")

    dialog = page.get_by_role("dialog", name="Keys and gestures")
    for words in ("Undo", "Ctrl+Z", "Present", "Mouse and touch"):
        expect(dialog.get_by_text(words, exact=True).first).to_be_visible()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(undo).to_be_focused()


def test_words_are_explained(visit: Visit) -> None:
    """The glossary finds a word by a part of it."""
    page = opened(visit)

    page.keyboard.press("F1")
    page.keyboard.type("lead ti")

    dialog = page.get_by_role("dialog", name="What the words mean")
    expect(dialog.get_by_text("lead time", exact=True)).to_be_visible()
    expect(dialog.get_by_text("trigger", exact=True)).to_have_count(0)


def test_a_tip_is_there_for_the_keyboard(visit: Visit) -> None:
    """Focus shows what hovering shows, and Escape hides it."""
    page = opened(visit)

    page.get_by_role("link", name="All atlases").focus()
    page.keyboard.press("Tab")

    tip = page.get_by_role("tooltip")
    expect(tip).to_contain_text("Rename")
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)


def test_an_export_offers_what_it_can_show(visit: Visit) -> None:
    """Text has neither view nor colours, and only an image can be put on the clipboard."""
    page = opened(visit)
    page.get_by_role("button", name="Export…").click()
    dialog = page.get_by_role("dialog", name="Export")
    expect(dialog.get_by_role("button", name="Copy picture")).to_be_visible()

    dialog.get_by_role("radio", name="Markdown text").check()

    expect(dialog.get_by_role("combobox", name="View")).to_have_count(0)
    expect(dialog.get_by_role("button", name="Copy picture")).to_have_count(0)


def test_the_picture_is_copied(visit: Visit) -> None:
    """The picture lands on the clipboard as an image."""
    page = opened(visit)
    page.get_by_role("button", name="Export…").click()

    page.get_by_role("button", name="Copy picture").click()

    is_told(page, "on the clipboard")
    kinds = page.evaluate("async () => (await navigator.clipboard.read()).flatMap(item => item.types)")
    assert kinds == ["image/png"]


def test_history_tells_who_did_what_and_what_it_did(serving: Serving, visit: Visit) -> None:
    """A change of somebody else appears in the open history with name, words and lead times."""
    page = opened(visit)
    page.get_by_role("button", name="History").click()
    history = page.get_by_role("complementary", name="History")
    expect(history).to_contain_text("Nothing has been changed")

    serving.post(f"/api/atlases/{serving.key}/changes", {**changing(WAIT, "20d"), "by": "Ana"})

    entry = history.get_by_role("listitem").filter(has_text="Ana")
    expect(entry).to_contain_text("Legal review")
    expect(entry).to_contain_text("Lead time")
    expect(entry).to_contain_text("just now")


def test_a_named_state_is_found_and_gone_back_to(visit: Visit) -> None:
    """A state with a name can be gone back to, and undo takes that back."""
    page = opened(visit)
    rename(page, "First title")
    page.keyboard.press("Control+Shift+s")
    page.keyboard.type("Before the workshop")
    page.keyboard.press("Enter")
    is_told(page, "Before the workshop")
    rename(page, "Second title")

    page.get_by_role("button", name="History").click()
    history = page.get_by_role("complementary", name="History")
    history.get_by_role("button", name="Named states").click()
    history.get_by_role("button", name="Go back to this").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("First title")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Second title")


def test_an_earlier_state_can_be_looked_at(serving: Serving, visit: Visit) -> None:
    """The picture of the map as it was is shown, and nothing changes by looking."""
    page = opened(visit)
    serving.post(f"/api/atlases/{serving.key}/changes", changing("current/steps/legal/name", "Lawyers"))
    page.get_by_role("button", name="History").click()
    history = page.get_by_role("complementary", name="History")

    history.get_by_role("listitem").filter(has_text="As it was at first").get_by_role("button", name="Look").click()

    expect(page.get_by_role("dialog").get_by_role("img")).to_contain_text("Legal review")
    assert serving.get(f"/api/atlases/{serving.key}").json()["plain"]["current"]["steps"]["legal"]["name"] == "Lawyers"


def test_changes_carry_the_name_that_was_typed(serving: Serving, visit: Visit) -> None:
    """A name is typed once and stands beside the changes."""
    page = opened(visit)
    page.keyboard.press("Control+Shift+u")
    page.get_by_role("textbox", name="Your name").fill("Raj")
    page.keyboard.press("Enter")

    rename(page, "Named")

    history = until(lambda: serving.get(f"/api/atlases/{serving.key}/history").json()["entries"], "the change is told")
    assert history[0]["by"] == "Raj"


def test_the_presentation_goes_from_words_to_views(visit: Visit) -> None:
    """P starts it, arrows turn its pages, Escape leaves it."""
    page = opened(visit)
    page.locator(".canvas-ground").focus()

    page.keyboard.press("p")

    stage = page.get_by_role("main", name="Presentation")
    expect(stage.get_by_role("heading", level=1)).to_contain_text("items take")
    page.keyboard.press("ArrowRight")
    expect(stage.get_by_role("img")).to_contain_text("Legal review")
    page.keyboard.press("End")
    expect(stage.locator("[aria-current]")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(stage).to_have_count(0)
    expect(page.get_by_role("tab").first).to_be_visible()


def test_nothing_is_changed_while_presenting(serving: Serving, visit: Visit) -> None:
    """Undo and every other key of the workspace do nothing that nobody would see."""
    page = opened(visit)
    rename(page, "Kept")
    page.locator(".canvas-ground").focus()
    page.keyboard.press("p")
    stage = page.get_by_role("main", name="Presentation")
    expect(stage).to_be_visible()

    for key in ("Control+z", "Control+Shift+h", "Control+k", "Delete", "n"):
        page.keyboard.press(key)
    page.keyboard.press("Escape")

    expect(stage).to_have_count(0)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_role("complementary", name="History")).to_have_count(0)
    assert serving.get(f"/api/atlases/{serving.key}").json()["n"] == 1


def test_a_page_of_the_presentation_says_one_thing(visit: Visit) -> None:
    """A map stands alone under its sentence: its own title, totals and lists are left out."""
    page = opened(visit)
    page.locator(".canvas-ground").focus()
    page.keyboard.press("p")
    stage = page.get_by_role("main", name="Presentation")
    answer = stage.get_by_role("heading", level=1).inner_text()

    page.keyboard.press("ArrowRight")

    expect(stage.get_by_role("img")).to_contain_text("Legal review")
    expect(stage.get_by_role("heading", level=1)).not_to_have_text(answer)
    for role in ("title", "sentence", "total", "legend"):
        expect(stage.locator(f".part-{role}")).to_have_count(0)


def test_letters_are_keys_where_a_map_or_a_table_is(visit: Visit) -> None:
    """A word that is typed while a button has the focus starts nothing; on the map P presents."""
    page = opened(visit)
    page.get_by_role("button", name="History").focus()

    page.keyboard.type("Stop t")

    expect(page.get_by_role("main", name="Presentation")).to_have_count(0)
    expect(page.get_by_role("tab").first).to_have_attribute("aria-selected", "true")
    page.locator(".canvas-ground").focus()
    page.keyboard.press("p")
    expect(page.get_by_role("main", name="Presentation")).to_be_visible()


def test_a_time_typed_with_nothing_selected_asks_for_what(visit: Visit) -> None:
    """Digits on the map say that something has to be selected first."""
    page = opened(visit)
    page.locator(".canvas-ground").focus()
    page.keyboard.press("Escape")

    page.keyboard.type("3")

    is_told(page, "Select a step or one of its times first")


def test_undo_says_what_it_took_back(visit: Visit) -> None:
    """Whoever undoes reads in names and values what that did; what is made again is told in its place."""
    page = opened(visit)
    rename(page, "Another title")

    page.keyboard.press("Control+z")

    is_told(page, "Undone: ", "Onboarding")
    page.keyboard.press("Control+Shift+z")
    is_told(page, "Made again: ")
    assert page.evaluate("window.toldTogether") == 1


@pytest.mark.parametrize("width", [390, 768, 1024])
def test_nothing_is_cut_off_in_narrow_windows(visit: Visit, width: int) -> None:
    """On tablets and phones the page never scrolls sideways, and every tool can be reached."""
    page = visit("/", viewport={"width": width, "height": 900})
    expect(page.get_by_role("banner").get_by_role("button", name="New atlas")).to_be_in_viewport(ratio=1)
    page.get_by_role("link", name="Onboarding").click()
    expect(page.locator("svg.picture")).to_be_visible()

    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("menuitem", name="Export…")).to_be_in_viewport()
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Outcome").click()
    expect(page.locator(".beside").get_by_role("button", name="Start a session…")).to_be_visible()
    for beside in page.locator(".beside > section").all():
        assert beside.evaluate("one => one.scrollWidth <= one.clientWidth && one.clientWidth > 300")


def test_an_atlas_that_is_not_there_is_told(visit: Visit) -> None:
    """The address of a file that is gone says so, and leads back to all atlases."""
    page = visit("/atlas/gone.yaml", is_quiet=False)

    expect(page.get_by_role("main")).to_contain_text("gone.yaml")
    page.get_by_role("link", name="To all atlases").click()
    expect(page.get_by_role("listitem")).to_have_count(1)


def test_paper_has_the_whole_picture_in_light_colours(visit: Visit) -> None:
    """What is printed is the picture and the answers, without tools, light even where the screen is dark."""
    page = opened(visit, color_scheme="dark")
    page.emulate_media(media="print")

    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")

    expect(page.get_by_role("main").get_by_role("img")).to_contain_text("Legal review")
    expect(page.get_by_role("toolbar", name="Atlas")).to_be_hidden()
    expect(page.locator("html")).to_have_attribute("data-theme", "light")
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    expect(page.locator("html")).not_to_have_attribute("data-theme", "light")
    expect(page.locator(".printed")).to_have_count(0)


def test_a_long_question_stays_whole(visit: Visit) -> None:
    """The question of a session is read as a whole, above all that follows, however much that is."""
    page = opened(visit, viewport={"width": 1280, "height": 640})
    page.get_by_role("button", name="Start a session…").first.click()
    page.get_by_label("What it is about").fill("Why does it take a new customer so long to work with us? " * 3)
    page.get_by_role("button", name="Start", exact=True).click()
    question = page.locator(".session-head h2")
    expect(question).to_be_visible()

    shown = question.bounding_box()
    head = page.locator(".session-head").bounding_box()
    front = page.locator(".session-front").bounding_box()

    assert shown is not None
    assert head is not None
    assert front is not None
    assert head["y"] <= shown["y"]
    assert shown["y"] + shown["height"] <= front["y"]
