"""A shared server in the page: links lead in, allow what they say, are made and taken back."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from serving import ATLAS, KEY, PATIENCE, Serving, until
from test_accessibility import AXE, found
from workspace import Workspace

from flowatlas.drawing.style import Theme
from flowatlas.server.routes.page import JOIN, STATIC

pytestmark = pytest.mark.slow

Come = Callable[..., Page]

OLD = "0" * 40
"""A token that no link has."""


class Shared(Serving):
    """``flowatlas serve --share``."""

    def token(self, right: str) -> str:
        """The token of the first link with a right."""
        kept = json.loads((self.folder / ".flowatlas/links.json").read_text(encoding="utf-8"))["links"]
        return next(one["token"] for one in kept if one["right"] == right)

    def _answers(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.process.communicate()[1]
        try:
            return self.get(JOIN).status_code == 200
        except httpx.TransportError:
            return False


@pytest.fixture(scope="module")
def shared_with_others(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """A server that others can come to."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; python hatch_build.py builds it")
    folder: Path = tmp_path_factory.mktemp("links")
    (folder / KEY).write_text(ATLAS, encoding="utf-8")
    serving = Shared(folder)
    serving.start("--share")
    yield serving
    serving.close()


@pytest.fixture
def come(browser: Browser, shared_with_others: Shared) -> Iterator[Come]:
    """Come in by a link in a new browser; what goes wrong in the page fails the test."""
    contexts, errors = [], []

    def come(right: str, *, is_asked: bool = False, token: str = "", **settings: object) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})
        contexts.append(context)
        if not is_asked:
            context.add_init_script("localStorage.setItem('flowatlas:asked', '1')")
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(f"{shared_with_others.address}{JOIN}#{token or shared_with_others.token(right)}")
        return page

    yield come
    for context in contexts:
        context.close()
    assert errors == []


def opened(page: Page, serving: Shared) -> Workspace:
    """The atlas in a browser that came in."""
    page.wait_for_url(lambda address: JOIN not in address)
    page.goto(f"{serving.address}/atlas/{KEY}")
    page.wait_for_selector("svg.picture")
    return Workspace(page, serving)


def part(page: Page, path: str) -> Locator:
    """What is drawn for a path."""
    return page.locator(f'.picture [data-part="{path}"]').first


def test_a_link_leads_in_and_leaves_no_trace(come: Come, shared_with_others: Shared) -> None:
    """The token is taken out of the address at once; who comes is asked once who they are, and may say nothing."""
    token = shared_with_others.token("edit")
    page = come("edit", is_asked=True)
    opened(page, shared_with_others)

    dialog = page.get_by_role("dialog", name="Who are you?")
    expect(dialog.get_by_role("textbox", name="Your name")).to_be_focused()
    page.keyboard.type("Guest")
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    page.reload()
    page.wait_for_selector("svg.picture")
    expect(dialog).to_have_count(0)
    assert token not in page.evaluate("JSON.stringify([document.referrer, {...localStorage}, {...sessionStorage}])")
    while page.go_back() is not None:
        assert token not in page.url


@pytest.mark.parametrize("token", ["", "not-a-token"])
def test_a_dead_link_says_so(come: Come, token: str) -> None:
    """Whoever has half a link, or an old one, is told what would help."""
    page = come("view", token=token or "%20")

    expect(page.get_by_role("heading", name="This link does not open anything")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text(re.compile("new one|whole link"))


def test_who_may_look_changes_nothing(come: Come, shared_with_others: Shared) -> None:
    """Nothing opens to be typed, dragged, deleted or pasted; the page says why and what the link allows."""
    page = come("view")
    page.wait_for_url(lambda address: JOIN not in address)
    page.goto(shared_with_others.address)
    expect(page.get_by_role("link", name="Onboarding")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("New atlas|Import|What to do with"))).to_have_count(0)
    work = opened(page, shared_with_others)
    text = shared_with_others.text()
    expect(page.get_by_role("button", name="You can look")).to_be_visible()

    part(page, "current/steps/legal").dblclick()
    expect(page.get_by_text("This link lets you look")).to_be_visible()
    expect(page.locator(".value-field")).to_have_count(0)
    work.press("Delete", "n", "Enter", "Control+d", "Alt+ArrowRight", "c")
    work.drag(work.middle("current/steps/legal"), work.middle("current/steps/ask"))
    part(page, "current/steps/legal").click(button="right")
    names = (
        page.get_by_role("menu").get_by_role("menuitem").all_inner_texts() if page.get_by_role("menu").count() else []
    )
    assert not [name for name in names if re.search("Delete|Duplicate|Add|Paste|Comment", name)]
    work.press("Escape")
    work.show_table()
    work.press("5", "Enter", "Delete")
    expect(page.get_by_role("grid")).to_have_attribute("aria-readonly", "true")
    expect(page.locator(".cell-editor")).to_have_count(0)
    for control in page.get_by_role("region", name="Details").get_by_role("textbox").all():
        assert control.get_attribute("readonly") is not None
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("menuitem", name="Name this state…")).to_have_attribute("data-disabled", "")
    assert shared_with_others.text() == text


def test_who_may_comment_comments_and_nothing_else(come: Come, shared_with_others: Shared) -> None:
    """Comments, replies and resolving work; the map stays as it is."""
    page = come("comment")
    work = opened(page, shared_with_others)
    expect(page.get_by_role("button", name="You can comment")).to_be_visible()
    part(page, "current/steps/legal").click()
    work.press("Delete")
    expect(page.get_by_text("This link lets you comment, not change the map")).to_be_visible()

    work.press("c")
    panel = page.get_by_role("complementary", name="Comments")
    work.type("Too slow")
    work.press("Enter")
    expect(panel.get_by_text("Too slow")).to_be_visible()
    expect(panel.get_by_role("button", name="Delete", exact=True)).to_have_count(0)
    panel.get_by_role("button", name="Reply").click()
    work.type("Indeed")
    work.press("Enter")
    panel.get_by_role("button", name="Resolve", exact=True).click()
    panel.get_by_role("button", name="Resolved (1)").click()
    expect(panel.get_by_text("Indeed")).to_be_visible()
    expect(page.locator(".save-words")).to_have_text("Saved")
    expect(page.get_by_role("alert").locator(".message")).to_have_count(0)


def test_links_are_made_copied_and_taken_back(come: Come, shared_with_others: Shared) -> None:
    """Only a host sees links; whoever came by one that is taken back is out at once, and is told."""
    host = come("host", permissions=["clipboard-read", "clipboard-write"])
    opened(host, shared_with_others)
    host.get_by_role("button", name="Share…").click()
    dialog = host.get_by_role("dialog", name="Share")
    dialog.get_by_label("It lets people").select_option("view")
    dialog.get_by_role("textbox", name="For whom").fill("Visitors")
    dialog.get_by_role("button", name="Make a link").click()
    made = dialog.get_by_role("listitem").filter(has_text="To look for Visitors")
    made.get_by_role("button", name="Copy").first.click()
    expect(made.get_by_role("button", name="Copied")).to_have_count(0)
    made.get_by_text("QR code for a phone").click()
    expect(made.get_by_role("img", name="QR code of the link to look for visitors")).to_be_visible()
    until(lambda: made.get_by_role("img").evaluate("image => image.naturalWidth > 0"), "the code is drawn")
    address = host.evaluate("navigator.clipboard.readText()")
    token = address.partition("#")[2]
    assert token

    visitor = come("view", token=token)
    opened(visitor, shared_with_others)
    host.keyboard.press("Escape")
    host.get_by_role("button", name="Share…").click()
    expect(made).to_contain_text("1 person here")
    made.get_by_role("button", name="Take back the link To look for Visitors").click()
    expect(made.get_by_role("alert")).to_contain_text("1 person is sent out at once")
    made.get_by_role("button", name="Take it back").click()

    expect(made).to_have_count(0)
    expect(visitor.get_by_role("heading", name="This atlas cannot be opened")).to_be_visible()
    expect(visitor.get_by_role("main")).to_contain_text("taken back")
    until(lambda: visitor.evaluate("document.querySelector('svg.picture') === null"), "it shows nothing any more")
    editor = come("edit")
    opened(editor, shared_with_others)
    expect(editor.get_by_role("button", name="Share…")).to_have_count(0)


@pytest.mark.parametrize("theme", Theme)
def test_axe_finds_nothing_where_links_are(come: Come, shared_with_others: Shared, theme: Theme) -> None:
    """Coming in, a dead link, what a link allows, and the links themselves; on a phone as well."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    shown = {"color_scheme": theme.value, "bypass_csp": True, "reduced_motion": "reduce"}
    complaints = {}
    dead = come("view", token=OLD, **shown)
    expect(dead.get_by_role("alert")).not_to_be_empty()
    complaints["dead"] = found(dead, theme)
    phone = come("view", is_asked=True, **{**shown, "viewport": {"width": 390, "height": 780}})
    opened(phone, shared_with_others)
    complaints["who"] = found(phone, theme)
    phone.keyboard.press("Escape")
    complaints["may look"] = found(phone, theme)
    phone.keyboard.press("Shift+C")
    complaints["comments"] = found(phone, theme, "svg.picture")
    host = come("host", **shown)
    opened(host, shared_with_others)
    host.get_by_role("button", name="Share…").click()
    dialog = host.get_by_role("dialog", name="Share")
    dialog.get_by_text("QR code for a phone").first.click()
    dialog.get_by_role("button", name="Take back the link").last.click()
    complaints["links"] = found(host, theme, "svg.picture")

    assert {name: one for name, one in complaints.items() if one} == {}
