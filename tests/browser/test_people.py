"""Five people on one atlas, each in a browser of their own: who is here, what everybody does at once, breaks, links."""

import itertools
import re
import signal
from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest
from playwright.sync_api import Browser, Page, expect
from serving import PATIENCE, Serving, until
from test_accessibility import AXE, found
from workspace import NOTES_MESSAGES, Workspace, is_told, show_view

from flowatlas.drawing.style import Theme
from flowatlas.server.routes.page import STATIC

pytestmark = pytest.mark.slow

NUMBERS = itertools.count(1)
NAMES = ("Coach", "Product owner", "Tester", "Operations", "")
STEPS = """
    title: Six steps
    current:
      roles: {legal: {name: Legal}}
      steps:
        ask: {name: Ask, process_time: 1h}
        check: {name: Check, wait_time: 3d, process_time: 2h}
        build: {name: Build, wait_time: 1d, process_time: 4h}
        test: {name: Test, wait_time: 2d, process_time: 3h}
        ship: {name: Ship, wait_time: 1d, process_time: 1h}
        thank: {name: Thank, wait_time: "?", process_time: 30m}
"""

Gather = Callable[..., list[Workspace]]

NOTED = """
  const Usual = WebSocket;
  window.lines = [];
  window.WebSocket = class extends Usual {
    constructor(...words) { super(...words); window.lines.push(this); }
  };
"""
"""Notes the live connections of a page, so that one can be cut: browsers only keep new ones from coming about."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that may be stopped for a moment, and killed and started again."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; python hatch_build.py builds it")
    serving = Serving(tmp_path_factory.mktemp("together")).start()
    yield serving
    serving.close()


@pytest.fixture(scope="module")
def pages(browser: Browser) -> Iterator[list[Page]]:
    """A browser for each of five people, who are called what they are called."""
    contexts = []
    for name in NAMES:
        context = browser.new_context(
            viewport={"width": 1280, "height": 800},
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
            bypass_csp=True,
        )
        context.add_init_script(f"if ({name!r}) localStorage.setItem('flowatlas:by', {name!r})")
        context.add_init_script(NOTED + NOTES_MESSAGES)
        contexts.append(context)
    yield [context.new_page() for context in contexts]
    for context in contexts:
        context.close()


@pytest.fixture
def gather(served: Serving, pages: list[Page]) -> Iterator[Gather]:
    """Open an atlas in as many browsers as there are people, who all see each other."""
    errors: list[str] = []

    def hear(error: object) -> None:
        errors.append(str(error))

    def gather(text: str = STEPS, count: int = len(NAMES)) -> list[Workspace]:
        serving = served.about(f"together-{next(NUMBERS)}.yaml")
        serving.file.write_text(dedent(text), encoding="utf-8")
        for page in pages[:count]:
            page.set_default_timeout(PATIENCE * 1000)
            page.goto(f"{serving.address}/atlas/{serving.key}")
        for page in pages[:count]:
            page.wait_for_selector("svg.picture")
            if count > 1:
                expect(page.locator(".people-all")).to_contain_text(str(count))
        return [Workspace(page, serving) for page in pages[:count]]

    for page in pages:
        page.on("pageerror", hear)
    yield gather
    for page in pages:
        page.remove_listener("pageerror", hear)
        page.goto("about:blank")
    assert errors == []


def heard(page: Page) -> list[str]:
    """The steps as the map tells them, in order."""
    steps = page.get_by_role("application").get_by_role("list", name="Steps in order").get_by_role("listitem")
    return [re.sub(r", step \d+ of \d+.*", "", words) for words in steps.all_inner_texts()]


def all_see(people: list[Workspace], *names: str) -> None:
    """Wait until everybody, and the server, has these steps in this order."""
    for one in people:
        until(lambda one=one: heard(one.page) == list(names), f"{heard(one.page)} is {names}")
    until(lambda: people[0].names == list(names), f"{people[0].names} is {names}")


def retype(work: Workspace, path: str, text: str) -> None:
    """Type a value where it stands."""
    work.part(path).dblclick()
    work.page.locator(".value-field").fill(text)
    work.press("Enter")


def go_away(work: Workspace) -> None:
    """Lose the network."""
    work.page.context.set_offline(True)
    work.page.evaluate("lines.forEach(line => line.close())")


def is_saved(work: Workspace) -> None:
    """Wait until nothing waits any more."""
    expect(work.page.locator(".save-words")).to_have_text("Saved")


def test_what_everybody_does_at_once_ends_alike_for_all(gather: Gather, served: Serving) -> None:
    """One field, one step, delete against edit, reorder against reorder, paste against delete: nothing is half done."""
    coach, owner, tester, operations, guest = people = gather()
    assert served.process
    served.process.send_signal(signal.SIGSTOP)

    retype(coach, "current/steps/check/wait_time", "5d")
    retype(owner, "current/steps/check/wait_time", "7d")
    retype(tester, "current/steps/check", "Check twice")
    retype(operations, "current/steps/check/process_time", "6h")
    coach.step("thank").click()
    coach.press("Delete")
    retype(guest, "current/steps/thank/process_time", "45m")
    owner.step("ask").click()
    owner.press("Alt+ArrowRight")
    tester.step("ask").click()
    tester.press("Alt+ArrowRight")
    operations.step("test").click()
    operations.put_on_clipboard("One\nTwo")
    operations.press("Control+v")
    guest.step("test").click()
    guest.press("Delete")
    served.process.send_signal(signal.SIGCONT)

    for one in people:
        is_saved(one)
    steps = coach.steps
    assert steps["check"]["wait_time"] in {"5d", "7d"}
    assert (steps["check"]["name"], steps["check"]["process_time"]) == ("Check twice", "6h")
    assert not {"thank", "test"} & steps.keys()
    assert sorted(coach.names) == sorted(["Ask", "Build", "Check twice", "One", "Ship", "Two"])
    assert coach.names.index("One") + 1 == coach.names.index("Two")
    assert coach.names.index("Check twice") < coach.names.index("Ask")
    all_see(people, *coach.names)
    waits = {one.part("current/steps/check/wait_time").text_content() for one in people}
    assert len(waits) == 1


def test_who_was_away_for_a_while_comes_back_with_what_they_did(gather: Gather) -> None:
    """Without a connection work goes on; back again it is merged by path, and what cannot be is explained in its place."""
    coach, owner, tester = people = gather(count=3)
    go_away(tester)
    expect(tester.page.locator(".save-words")).to_have_text("Not connected")
    expect(tester.page.locator(".follow")).to_have_count(0)
    retype(coach, "current/steps/check/wait_time", "9d")
    coach.step("thank").click()
    coach.press("Delete")
    retype(owner, "current/steps/build", "Build it")
    all_see([coach, owner], "Ask", "Check", "Build it", "Test", "Ship")

    retype(tester, "current/steps/check/wait_time", "4d")
    retype(tester, "current/steps/build/process_time", "8h")
    retype(tester, "current/steps/thank/process_time", "45m")
    expect(tester.page.locator(".save-words")).to_have_text("Not connected: 3 changes wait")
    tester.page.context.set_offline(False)

    is_told(tester.page, "Coach")
    is_saved(tester)
    all_see(people, "Ask", "Check", "Build it", "Test", "Ship")
    steps = coach.steps
    assert (steps["check"]["wait_time"], steps["build"]["process_time"]) == ("4d", "8h")
    expect(tester.page.get_by_role("alert")).to_contain_text("Thank: process time: somebody deleted it meanwhile")


def test_a_server_that_dies_and_comes_back_has_everybody_again(gather: Gather, served: Serving) -> None:
    """What was typed meanwhile is made, nothing acknowledged is lost, and everybody sees everybody as before."""
    people = gather()
    retype(people[0], "current/steps/ask", "Request")
    all_see(people, "Request", "Check", "Build", "Test", "Ship", "Thank")
    served.kill()
    for one in people:
        expect(one.page.locator(".save-words")).to_have_text("Not connected")
    for one, step in zip(people, ("check", "build", "test", "ship", "thank"), strict=True):
        retype(one, f"current/steps/{step}", f"{step} anew")

    served.start()

    for one in people:
        is_saved(one)
        expect(one.page.locator(".people-all")).to_contain_text("5")
    all_see(people, "Request", "check anew", "build anew", "test anew", "ship anew", "thank anew")


def test_everybody_sees_where_the_others_are(gather: Gather) -> None:
    """Names in the bar, pointers and outlines on the map, and who is changing a value: on map, table and details."""
    coach, owner, tester, *_ = gather()
    page = coach.page
    everybody = page.get_by_role("button", name="5 people are here")
    everybody.click()
    names = page.get_by_role("menu").locator(".people-one").all_inner_texts()
    assert [name.splitlines()[0] for name in names] == [
        "Coach (you)",
        "Operations",
        "Product owner",
        "Tester",
        next(name.splitlines()[0] for name in names if "Somebody" in name),
    ]
    coach.press("Escape")

    owner.step("build").click()
    owner.page.mouse.move(*owner.middle("current/steps/test"))
    expect(page.locator(".others-name")).to_have_text("Product owner")
    expect(page.locator(".others-tag")).to_have_text("PO")
    owner.part("current/steps/build/process_time").dblclick()
    expect(page.locator(".others-tag").filter(has_text="Being changed by Product owner")).to_be_visible()
    coach.step("build").click()
    expect(page.get_by_role("complementary").get_by_text("Being changed by Product owner")).to_be_visible()
    show_view(tester.page, "Table")
    expect(tester.page.locator(".table-others .others-tag")).to_contain_text(["Being changed by Product owner"])
    owner.press("Escape")
    owner.page.mouse.move(*owner.middle("current/steps/ship"))
    expect(page.locator(".others-name")).to_have_text("Product owner")
    owner.page.mouse.move(1, 1)
    expect(page.locator(".others-name")).to_have_count(0)

    tester.show_table()
    tester.cell(2, "wait_time").dblclick()
    expect(page.locator(".others-tag").filter(has_text="Being changed by Tester")).to_be_visible()


def test_one_follows_somebody_until_one_moves_oneself(gather: Gather) -> None:
    """The view and the part of it are theirs; a wheel, another view or Escape ends it; who leads can bring everybody."""
    coach, owner, tester = gather(count=3)
    page = owner.page
    page.get_by_role("button", name="Follow Coach").click()
    expect(page.get_by_role("status").filter(has_text="Following Coach")).to_be_attached()
    # Whoever is followed is told by whom, and when nobody does any more.
    expect(coach.page.get_by_role("button", name="Following you: Product owner")).to_be_visible()
    coach.page.locator(".canvas-ground").focus()
    coach.press("+", "+", "+")
    until(lambda: abs(owner.scale - coach.scale) < 0.01, "the same part")
    show_view(coach.page, "Table")
    expect(page.get_by_role("grid")).to_be_visible()
    show_view(coach.page, "Time to scale")
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile("Time to scale"))
    page.keyboard.press("Escape")
    expect(page.locator(".followed")).to_have_count(0)
    expect(coach.page.locator(".followers")).to_have_count(0)

    page.get_by_role("button", name="Follow Coach").click()
    page.mouse.move(300, 400)
    page.mouse.wheel(0, 200)
    expect(page.locator(".followed")).to_have_count(0)

    tester.step("check").dblclick()
    coach.page.get_by_role("button", name="3 people are here").click()
    coach.page.get_by_role("menuitem", name="Bring everybody here").click()
    expect(page.get_by_text("Coach brought everybody here.")).to_be_visible()
    until(lambda: abs(owner.scale - coach.scale) < 0.01, "brought there")
    page.get_by_role("button", name="Back to where I was").click()
    # Whoever types is asked.
    expect(tester.page.get_by_text("Coach wants to show you something.")).to_be_visible()
    expect(tester.page.locator(".value-field")).to_be_visible()
    tester.page.get_by_role("button", name="Go there").click()
    expect(tester.page.get_by_role("application")).to_have_accessible_name(re.compile("Time to scale"))


@pytest.mark.parametrize("theme", Theme)
def test_axe_finds_nothing_where_others_are(gather: Gather, theme: Theme) -> None:
    """Names, pointers and outlines on map and table, the list, following, comments, and what is asked of people."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    coach, owner, tester = gather(count=3)
    page = coach.page
    page.emulate_media(color_scheme=theme.value)
    complaints = {}
    tester.part("current/steps/check/wait_time").dblclick()
    owner.step("build").click()
    owner.page.mouse.move(*owner.middle("current/steps/test"))
    owner.press("c")
    owner.type("Why is that?")
    owner.press("Enter")
    expect(page.get_by_text("Product owner commented on Build.")).to_be_visible()
    coach.part("current/steps/check/wait_time").click()
    expect(page.locator(".others-tag")).to_have_count(2)
    complaints["map"] = found(page, theme)
    show_view(page, "Table")
    complaints["table"] = found(page, theme)
    show_view(page, "Practice view")
    page.get_by_role("button", name="3 people are here").click()
    complaints["list"] = found(page, theme, "svg.picture")
    coach.press("Escape")
    page.get_by_role("button", name="Follow Product owner").click()
    expect(page.locator(".followed")).to_be_visible()
    complaints["following"] = found(page, theme, "svg.picture")
    coach.press("Escape")
    page.locator(".badge").click()
    page.get_by_role("button", name="Reply").click()
    coach.type("Because")
    complaints["comments"] = found(page, theme, "svg.picture")
    coach.press("Enter", "Escape")
    for name, key in (("name", "Control+Shift+U"), ("share", "Control+k")):
        coach.press(key)
        if key == "Control+k":
            coach.type("Share…")
            coach.press("Enter")
        expect(page.get_by_role("dialog")).to_be_visible()
        complaints[name] = found(page, theme)
        coach.press("Escape")
    page.emulate_media(color_scheme="light")

    assert {name: one for name, one in complaints.items() if one} == {}
