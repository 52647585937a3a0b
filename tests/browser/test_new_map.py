"""A new kind of map is in the page by its Python file alone: tab, picture, invitation, inspector, saving."""

import os
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect
from serving import Serving, until
from workspace import show_view, told_at

from flowatlas.server.routes.page import STATIC

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
NUMBERS = count(1)
RISK_MAP = ROOT / "tests/views/risk_map.py"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"
FOUND = "async () => (await axe.run()).violations.map(one => [one.id, ...one.nodes.map(node => node.html)])"
ATLAS = """\
title: Risky
current:
  steps:
    build: {name: Build it, process_time: 3h}
risk: {}
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server on a machine where somebody has installed a package with one more kind of map."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; python hatch_build.py builds it")
    place = tmp_path_factory.mktemp("risk")
    package, folder = place / "installed", place / "atlases"
    about = package / "flowatlas_risk-1.dist-info"
    about.mkdir(parents=True)
    folder.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: flowatlas-risk\nVersion: 1\n", encoding="utf-8")
    (about / "entry_points.txt").write_text("[flowatlas]\nrisk = risk_map\n", encoding="utf-8")
    shutil.copy(RISK_MAP, package)
    path = os.pathsep.join([str(package), *filter(None, [os.environ.get("PYTHONPATH")])])
    serving = Serving(folder).start(PYTHONPATH=path)
    yield serving
    serving.close()


@pytest.fixture
def serving(installed: Serving) -> Serving:
    """The server with an atlas that is this test's own."""
    own = installed.about(f"atlas-{next(NUMBERS)}.yaml")
    own.file.write_text(ATLAS, encoding="utf-8")
    return own


@pytest.fixture
def page(visit: Callable[..., Page]) -> Page:
    """The page with the new map open."""
    page = visit(bypass_csp=True, reduced_motion="reduce")
    show_view(page, "Risk")
    expect(page.locator("svg.picture")).to_contain_text("The first risk")
    return page


def details(page: Page) -> Locator:
    """The inspector."""
    return page.get_by_role("region", name="Details")


def field(page: Page, title: str) -> Locator:
    """The control of a field."""
    return details(page).get_by_label(title, exact=True)


def held(serving: Serving) -> dict:
    """What the file says of the new map."""
    return yaml.safe_load(serving.text()).get("risk") or {}


@pytest.mark.parametrize("how", ["a click", "the keyboard"])
def test_an_invitation_adds_the_first_record(page: Page, serving: Serving, how: str) -> None:
    """Where the first risk will stand somebody can begin; its words are typed next."""
    invitation = page.locator('[data-part="invitation/risk/risks"]')
    if how == "a click":
        invitation.click()
    else:
        page.get_by_role("application").focus()
        page.keyboard.press("Home")
        until(lambda: "first risk" in told_at(page) or page.keyboard.press("ArrowRight"), "arrows lead there")
        page.keyboard.press("Enter")

    expect(page.locator(".value-field").and_(page.get_by_role("textbox", name="Risk"))).to_be_focused()
    page.keyboard.type("The vendor closes down")
    page.keyboard.press("Enter")

    until(lambda: [one["text"] for one in held(serving).get("risks", {}).values()] == ["The vendor closes down"])
    expect(page.locator("svg.picture")).to_contain_text("The vendor closes down")
    expect(invitation).to_have_count(0)
    page.keyboard.press("Control+z")
    until(lambda: not held(serving).get("risks"), "one undo takes it back")


def test_the_inspector_has_the_right_control_for_every_field(page: Page, serving: Serving) -> None:
    """Text, a path, a time that is read back, and a reference by name; all of it is saved."""
    expect(details(page).get_by_role("heading", level=2).first).to_have_text("Risk")
    field(page, "Summary").fill("Two of them")
    page.keyboard.press("Enter")
    details(page).get_by_role("button", name="Watchers").click()
    details(page).get_by_role("button", name="Add watcher").click()
    field(page, "Name").fill("Ana")
    page.keyboard.press("Enter")
    page.get_by_role("application").focus()
    page.keyboard.press("Escape")
    details(page).get_by_role("button", name="Risks").click()
    details(page).get_by_role("button", name="Add risk").click()

    field(page, "Risk").fill("The vendor closes down")
    field(page, "About").fill("current/steps/build")
    field(page, "Delay").fill("2-5 d")
    expect(details(page)).to_contain_text("between 2 and 5 working days")
    field(page, "Watched by").fill("Ana")
    page.keyboard.press("Enter")

    until(lambda: any("watched_by" in one for one in held(serving).get("risks", {}).values()), "the file holds it")
    [watcher], [risk] = held(serving)["watchers"], held(serving)["risks"].values()
    assert held(serving)["summary"] == "Two of them"
    assert risk == {
        "text": "The vendor closes down",
        "about": "current/steps/build",
        "delay": "2-5 d",
        "watched_by": watcher,
    }
    for words in ("The vendor closes down", "Watched by: Ana", "2 – 5 d"):
        expect(page.locator("svg.picture")).to_contain_text(words)


def test_it_is_told_like_every_map(page: Page) -> None:
    """Who hears the page hears its records, and axe-core finds nothing."""
    expect(page.get_by_role("application")).to_have_accessible_name(re.compile("Risk"))
    expect(page.get_by_role("application")).to_contain_text("Add the first risk")
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    page.evaluate(AXE.read_text(encoding="utf-8"))

    assert page.evaluate(FOUND) == []
