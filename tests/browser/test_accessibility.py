"""Everybody can use every view: axe-core finds nothing, in light and dark, and the map can be read without seeing it."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from serving import Serving, messages_of
from workspace import show_view

from flowatlas.drawing.style import Theme

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
Act = Callable[[Page], object]

ROOT = Path(__file__).parents[2]
ONBOARDING = ROOT / "examples/onboarding/atlas.yaml"
WHOLE_STUDY = ROOT / "examples/whole-study/atlas.yaml"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
COMPILING = 200_000
"""Milliseconds for the first simulation on a busy machine."""

COLOURS = ["color-contrast", "link-in-text-block"]
FOUND = """async ([rules, seen]) => {
  const still = async () => {
    await new Promise(requestAnimationFrame);
    const ending = document.getAnimations().filter(one => Number.isFinite(one.effect.getComputedTiming().endTime));
    await Promise.allSettled(ending.map(one => one.finished));
  };
  // An animation of what is hidden meanwhile never ends.
  await Promise.race([still(), new Promise(done => setTimeout(done, 500))]);
  const { violations } = await axe.run({ exclude: seen }, rules === null ? {} : { runOnly: rules });
  return violations.map(one => [one.id, ...one.nodes.map(node => node.html)]);
}"""


WEARS = """isDark => {
  const [red] = getComputedStyle(document.body).backgroundColor.match(/[0-9]+/);
  return red < 128 === isDark;
}"""


def pressing(*keys: str) -> Act:
    """Press keys."""

    def press(page: Page) -> None:
        for key in keys:
            page.keyboard.press(key)

    return press


def showing(title: str) -> Act:
    """Show a view."""
    return lambda page: show_view(page, title)


def clicking(name: str) -> Act:
    """Click a button."""
    return lambda page: page.get_by_role("button", name=name, exact=True).click()


def step_menu(page: Page) -> None:
    """Open the menu of a step."""
    page.locator('[data-part="current/steps/accounts"]').click(button="right")
    expect(page.get_by_role("menu")).to_be_visible()


def typing(page: Page) -> None:
    """Type a value on the map."""
    page.locator('[data-part="current/steps/accounts"]').dblclick()
    page.keyboard.type("Accounts")


def searching(page: Page) -> None:
    """Search the map."""
    page.locator(".canvas-ground").focus()
    page.keyboard.press("/")
    page.keyboard.type("wait")


def side_by_side(page: Page) -> None:
    """Two views."""
    page.get_by_role("button", name="Two views side by side").click()
    expect(page.get_by_role("tab", selected=True).or_(page.locator(".canvas"))).not_to_have_count(1)


STATES: dict[str, Act] = {
    "table": showing("Table"),
    "side by side": side_by_side,
    "a step's menu": step_menu,
    "typing": typing,
    "searching": searching,
    "all steps chosen": pressing("Control+a"),
    "history": pressing("Control+Shift+h"),
    "palette": pressing("Control+k"),
    "help": pressing("?"),
    "glossary": pressing("F1"),
    "export": pressing("Control+Shift+e"),
    "name": pressing("Control+Shift+u"),
    "version": pressing("Control+Shift+s"),
    "more": clicking("More"),
    "presentation": pressing("p"),
    "presented map": pressing("p", "ArrowRight"),
}
"""What can be open beside the views, each with what opens it."""

ON_THE_MAP = {"side by side", "typing", "searching", "all steps chosen", "presented map"}
"""Those that change how the picture looks; in the others it is the one that was examined as a view."""


@pytest.fixture
def look(serving: Serving, visit: Visit) -> Callable[..., Page]:
    """Open the example, ready to be examined."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")

    def look(theme: Theme = Theme.LIGHT, path: str = "", example: Path = ONBOARDING) -> Page:
        serving.file.write_text(example.read_text(encoding="utf-8"), encoding="utf-8")
        return visit(path, color_scheme=theme.value, reduced_motion="reduce", bypass_csp=True)

    return look


def found(page: Page, theme: Theme, *seen: str) -> list[list[str]]:
    """What axe-core complains about: in light everything; in dark colours, as all else is the same there.

    ``seen`` is left out: what was examined already, and looks the same.
    """
    page.evaluate(f"window.axe ?? {AXE.read_text(encoding='utf-8')}")
    complaints: list[list[str]] = page.evaluate(FOUND, [COLOURS if theme is Theme.DARK else None, seen])
    return complaints


def is_ready(page: Page) -> None:
    """Wait until the atlas is drawn and its figures stand."""
    expect(page.locator('.answers[aria-busy="false"] .main-answer .large')).to_be_visible()
    expect(page.locator("svg.picture")).to_be_visible()


def shows(page: Page, title: str) -> None:
    """Show a view and wait until it is drawn."""
    show_view(page, title)
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile(f"{re.escape(title)}$"))
    expect(page.locator(".canvas :is(.canvas-status, .canvas-asked > p)")).to_be_empty(timeout=COMPILING)


def never_done(page: WebSocketRoute) -> None:
    """A server that always has more to work out."""
    server = page.connect_to_server()

    def tell(frame: str | bytes) -> None:
        for message in messages_of(frame):
            page.send(json.dumps({**message, "is_running": True} if message["type"] == "figures" else message))

    server.on_message(tell)


def found_in_both(page: Page, *seen: str) -> list[list[str]]:
    """What axe-core complains about in light colours and in dark ones, one after the other."""
    complaints = found(page, Theme.LIGHT, *seen)
    wear(page, Theme.DARK)
    complaints += found(page, Theme.DARK, *seen)
    wear(page, Theme.LIGHT)
    return complaints


def wear(page: Page, theme: Theme) -> None:
    """Change the colours of the machine, and wait until the page has them, which is some frames later."""
    page.emulate_media(color_scheme=theme.value)
    page.wait_for_function(WEARS, arg=theme is Theme.DARK)


def test_axe_finds_nothing_in_an_atlas(look: Callable[..., Page], serving: Serving) -> None:
    """Every view of it."""
    page = look()
    is_ready(page)
    complaints = {}

    for view in serving.get(serving.here).json()["views"]:
        shows(page, view["title"])
        complaints[view["title"]] = found_in_both(page)

    assert {name: found for name, found in complaints.items() if found} == {}


@pytest.mark.parametrize("theme", Theme)
def test_axe_finds_nothing_in_what_opens(look: Callable[..., Page], theme: Theme) -> None:
    """Everything that opens over an atlas, or beside it."""
    page = look(theme)
    complaints = {}

    for name, act in STATES.items():
        page.evaluate("sessionStorage.clear()")
        page.reload()
        is_ready(page)
        act(page)
        complaints[name] = found(page, theme, *(() if name in ON_THE_MAP else ("svg.picture",)))

    assert {name: found for name, found in complaints.items() if found} == {}


@pytest.mark.parametrize("theme", Theme)
def test_axe_finds_nothing_while_figures_are_worked_out(look: Callable[..., Page], theme: Theme) -> None:
    """What does not stand yet can be read as well as what does."""
    page = look(theme)
    page.route_web_socket("**/live**", never_done)
    page.reload()
    expect(page.locator('.answers[aria-busy="true"] .main-answer .large')).to_be_visible()
    expect(page.locator("svg.picture")).to_be_visible()

    assert found(page, theme) == []


@pytest.mark.timeout(480)  # It works out all that takes long.
def test_axe_finds_nothing_in_a_whole_study(look: Callable[..., Page], serving: Serving) -> None:
    """Every map with its records and figures, and the details of what is chosen in it."""
    page = look(example=WHOLE_STUDY)
    views = {view["name"]: view["title"] for view in serving.get(serving.here).json()["views"]}
    assert {"outcome", "dependency", "capability", "candidates", "case", "roadmap", "chain"} <= views.keys()
    complaints = {}

    for name, title in views.items():
        shows(page, title)
        page.get_by_role("application").focus()
        page.keyboard.press("Home")
        complaints[name] = found_in_both(page)

    assert {name: found for name, found in complaints.items() if found} == {}


@pytest.mark.parametrize("theme", Theme)
def test_axe_finds_nothing_at_home(look: Callable[..., Page], theme: Theme) -> None:
    """The cards of a folder, the menu of colours, and the dialog of a new atlas."""
    page = look(theme, "/")
    expect(page.get_by_role("listitem").first).to_be_visible()
    complaints = {"home": found(page, theme)}
    page.get_by_role("button", name="Colours").click()
    complaints["colours"] = found(page, theme)
    page.keyboard.press("Escape")

    page.get_by_role("button", name="New atlas").click()
    expect(page.get_by_role("radio", name="Support request")).to_be_attached()
    complaints["new"] = found(page, theme)

    assert {name: found for name, found in complaints.items() if found} == {}


@pytest.mark.parametrize("view", ["practice", "ladder"])
def test_the_accessibility_tree_reads_as_the_map(look: Callable[..., Page], serving: Serving, view: str) -> None:
    """Who hears the page hears every step by name, in order, with who does it, its time and the wait before."""
    page = look()
    state = serving.get(serving.here).json()
    title = next(one["title"] for one in state["views"] if one["name"] == view)
    show_view(page, title)
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile(title))
    steps = state["plain"]["current"]["steps"]

    told = page.get_by_role("application").get_by_role("list", name="Steps in order").aria_snapshot()

    items = re.findall(r"listitem: (.*)", told)
    assert len(items) == len(steps)
    for number, (item, step) in enumerate(zip(items, steps.values(), strict=True), 1):
        assert f"{step['name']}, step {number} of {len(steps)}, done by " in item
        assert f"process time {step['process_time'].replace('..', ' to ')}" in item
    assert "wait before not known" in items[7]


def test_the_page_is_told_in_its_parts(look: Callable[..., Page]) -> None:
    """Bar, views, map, answers and details are landmarks or named regions, so that nobody has to search."""
    page = look()

    for role, name in [
        ("toolbar", "Atlas"),
        ("navigation", "Views"),
        ("main", "Map"),
        ("complementary", "Answers and details"),
        ("region", "Answers"),
        ("region", "Details"),
    ]:
        expect(page.get_by_role(role, name=name, exact=True)).to_be_visible()
