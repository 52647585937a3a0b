"""The home page: the folder's atlases as cards, new ones, and files that are dropped."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from serving import ATLAS, Serving, until

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]


@pytest.fixture
def serving(alone: Serving) -> Serving:
    """A folder that holds what the test puts there, and nothing else."""
    return alone


def drop(page: Page, name: str, text: str) -> None:
    """Drop a file onto the page, as a file manager does."""
    data = page.evaluate_handle(
        """([name, text]) => {
          const data = new DataTransfer();
          data.items.add(new File([text], name));
          return data;
        }""",
        [name, text],
    )
    page.dispatch_event("body", "dragover", {"dataTransfer": data})
    page.dispatch_event("body", "drop", {"dataTransfer": data})


def test_an_atlas_is_a_card_with_its_picture_and_answer(visit: Visit) -> None:
    """A card shows title, answer, file and a picture, and leads to the atlas."""
    page = visit("/")

    card = page.get_by_role("listitem").filter(has_text="Onboarding")
    expect(card).to_contain_text("atlas.yaml")
    expect(card).to_contain_text("3 steps")
    picture = card.locator("img")
    until(lambda: picture.evaluate("picture => picture.complete && picture.naturalWidth > 0"), "the picture is there")
    card.get_by_role("link", name="Onboarding").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")


def test_an_atlas_that_cannot_be_read_says_why(serving: Serving, visit: Visit) -> None:
    """A file that is no YAML is a card with what is wrong, and the others are there all the same."""
    (serving.folder / "broken.yaml").write_text("title: [unclosed\n", encoding="utf-8")

    page = visit("/")

    expect(page.get_by_role("listitem").filter(has_text="broken.yaml")).to_contain_text("Cannot be shown")
    expect(page.get_by_role("listitem")).to_have_count(2)


def test_an_empty_folder_invites(serving: Serving, visit: Visit) -> None:
    """Without any atlas the page says what can be done, and one button does it."""
    for file in serving.folder.glob("*.yaml"):
        file.unlink()

    page = visit("/")

    expect(page.get_by_role("heading", level=2)).to_have_text("Map how work really flows")
    page.get_by_role("main").get_by_role("button", name="New atlas").click()
    expect(page.get_by_role("dialog", name="New atlas")).to_be_visible()


def test_a_new_atlas_starts_from_a_template_with_a_first_guess(serving: Serving, visit: Visit) -> None:
    """By keyboard alone: title, template and guess become a file in the folder, which is opened."""
    page = visit("/")
    page.get_by_role("button", name="New atlas").press("Enter")
    page.keyboard.type("Repair a bicycle")
    expect(page.get_by_role("radio", name="Support request")).to_be_attached()
    page.get_by_role("radio", name="Support request").check()
    page.get_by_label("First guess").fill("3 weeks")

    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Repair a bicycle")
    [made] = [path for path in serving.folder.glob("*.yaml") if path.name != "atlas.yaml"]
    assert "3 weeks" in made.read_text(encoding="utf-8")


def test_a_dropped_atlas_is_added(serving: Serving, visit: Visit) -> None:
    """An atlas file dropped anywhere becomes a card and a file."""
    page = visit("/")
    expect(page.get_by_role("listitem")).to_have_count(1)

    drop(page, "second-stream.yaml", ATLAS.replace("Onboarding", "Second stream"))

    expect(page.get_by_role("status").filter(has_text="Second stream")).to_be_visible()
    expect(page.get_by_role("listitem")).to_have_count(2)
    assert len(list(serving.folder.glob("*.yaml"))) == 2


def test_another_file_is_refused_with_what_would_be_right(visit: Visit) -> None:
    """A spreadsheet is not taken, and the message says what is."""
    page = visit("/")
    expect(page.get_by_role("listitem")).to_have_count(1)

    drop(page, "budget.xlsx", "PK")

    expect(page.get_by_role("alert")).to_contain_text("ends with .yaml")


def test_names_are_text(serving: Serving, visit: Visit) -> None:
    """A title with markup in it stands there as it is."""
    (serving.folder / "atlas.yaml").write_text("title: <img src=x onerror=alert(1)>\n", encoding="utf-8")

    page = visit("/")

    expect(page.get_by_role("link", name="<img src=x onerror=alert(1)>")).to_be_visible()


def test_hundreds_of_atlases_load_the_pictures_that_are_seen(serving: Serving, visit: Visit) -> None:
    """Of three hundred cards only those near the window ask for their picture."""
    for number in range(299):
        (serving.folder / f"stream-{number}.yaml").write_text(f"title: Stream {number}\n", encoding="utf-8")
    asked: list[str] = []

    page = visit("/")
    expect(page.get_by_role("listitem")).to_have_count(300)
    page.on("request", lambda request: asked.append(request.url) if "card.svg" in request.url else None)
    page.reload()

    expect(page.get_by_role("listitem")).to_have_count(300)
    until(lambda: asked, "some picture is asked for")
    page.wait_for_load_state("networkidle")
    assert len(asked) < 100


def test_the_theme_stays(visit: Visit) -> None:
    """Dark colours are there after the page is loaded again."""
    page = visit("/")
    page.get_by_role("button", name="Colours").click()
    page.get_by_role("menuitemcheckbox", name="Dark").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")

    page.reload()

    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


def act(page: Page, title: str, deed: str) -> None:
    """Choose in the menu of a card."""
    page.get_by_role("button", name=f"What to do with {title}", exact=True).click()
    page.get_by_role("menuitem", name=deed).click()


def test_an_atlas_is_renamed_from_its_card(serving: Serving, visit: Visit) -> None:
    """The new title is on the card and in the file."""
    page = visit("/")

    act(page, "Onboarding", "Rename…")
    page.get_by_role("textbox", name="Title").fill("New hires")
    page.keyboard.press("Enter")

    expect(page.get_by_role("link", name="New hires")).to_be_visible()
    until(lambda: "title: New hires" in serving.text(), "the file has the title")


def test_an_atlas_is_duplicated(serving: Serving, visit: Visit) -> None:
    """A copy stands beside the atlas and is a file of its own."""
    page = visit("/")

    act(page, "Onboarding", "Duplicate")

    expect(page.get_by_role("link", name="Onboarding (copy)")).to_be_visible()
    assert "name: Legal review" in serving.text("onboarding-copy.yaml")


def test_an_atlas_in_the_trash_can_be_had_back(serving: Serving, visit: Visit) -> None:
    """The page says where the file lies; moved back, the atlas is in the list again."""
    page = visit("/")

    act(page, "Onboarding", "Move to trash")

    expect(page.get_by_role("status")).to_contain_text(".flowatlas/trash/atlas.yaml")
    expect(page.get_by_role("listitem")).to_have_count(0)
    (serving.folder / ".flowatlas" / "trash" / "atlas.yaml").rename(serving.file)
    page.reload()
    expect(page.get_by_role("link", name="Onboarding")).to_be_visible()


def test_a_page_of_an_atlas_in_the_trash_says_so(serving: Serving, visit: Visit) -> None:
    """Whoever has it open is told that it is gone, and the page does not knock for ever."""
    page = visit(is_quiet=False)
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")

    serving.request("DELETE", serving.here, headers={"content-type": "application/json"})

    expect(page.get_by_role("heading", level=1)).to_have_text("This atlas cannot be opened")
    expect(page.get_by_role("link", name="To all atlases")).to_be_visible()


def test_the_first_guess_is_read_back(serving: Serving, visit: Visit) -> None:
    """A guess in words is understood before anything starts, and what is no time starts nothing."""
    page = visit("/")
    page.get_by_role("button", name="New atlas").click()
    dialog = page.get_by_role("dialog", name="New atlas")
    dialog.get_by_role("textbox", name="What is it about?").fill("Laptops")
    guess = dialog.get_by_role("textbox", name="First guess")

    guess.fill("soon")
    expect(dialog).to_contain_text("is not a time")
    guess.press("Enter")
    guess.fill("about six weeks")
    expect(dialog).to_contain_text("30 working days")
    guess.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Laptops")
    assert "first_guess: about six weeks" in serving.text("laptops.yaml")
    assert len(list(serving.folder.glob("laptops*.yaml"))) == 1
