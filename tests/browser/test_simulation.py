"""The simulation in the page: asked for, worked out beside the work, and again once the map has changed."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import WAIT, Serving
from workspace import Workspace, show_view

pytestmark = pytest.mark.slow

WorkOn = Callable[..., Workspace]
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
FOUND = "where => axe.run(where).then((result) => result.violations.map((one) => [one.id, one.nodes[0].html]))"
COMPILING = 200_000
"""Milliseconds for the first simulation on a busy machine."""

MAP = """\
    title: Onboarding
    current:
      trigger: Contract signed
      customer: New customer
      demand: 4/wk
      backlog: 20
      roles:
        lawyer: {name: Lawyer, people: 2}
      steps:
        ask: {name: Ask for access, process_time: 1h}
        legal: {name: Legal review, wait_time: 3d..10d, process_time: 2h..8h, roles: [lawyer]}
        accounts: {name: Set up accounts, wait_time: 1d, process_time: 30m}
"""


def simulated(work: Workspace) -> Page:
    """Have the map simulated by its command."""
    work.press("Control+k")
    work.type("simulate")
    work.press("Enter")
    page = work.page
    expect(page.locator(".canvas[data-view=simulation] svg.picture")).to_be_visible()
    expect(page.get_by_text("Being worked out …")).to_have_count(0, timeout=COMPILING)
    return page


def test_the_command_simulates_and_draws_what_comes_of_it(work_on: WorkOn) -> None:
    """Lead times, items over time and people, in one picture that can be read aloud; nothing in it is inaccessible."""
    page = simulated(work_on(MAP))
    picture = page.locator(".canvas[data-view=simulation]")

    for words in ("How long items take", "Items in the stream over time", "What the time of people goes into"):
        expect(picture.get_by_text(words).first).to_be_attached()
    expect(picture.get_by_text("half within").first).to_be_attached()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(FOUND, ".canvas") == []


def test_a_map_that_cannot_be_simulated_says_why(work_on: WorkOn) -> None:
    """Without a demand there is a sentence in the place of the picture, and no error."""
    page = simulated(work_on(MAP.replace("      demand: 4/wk\n", "")))

    expect(page.get_by_text("This map cannot be simulated yet.").first).to_be_attached()


def test_a_change_makes_it_old_and_offers_to_work_it_out_again(work_on: WorkOn, serving: Serving) -> None:
    """What was simulated stays in sight, says that the map has changed, and is of the newest state once asked for.

    The way to ask stands free beside another view, too.
    """
    work = work_on(MAP)
    page = simulated(work)
    with serving.live() as other:
        other.next(type="changed", id=other.edit(WAIT, "20d"))

    expect(page.get_by_text("The map has changed since.")).to_be_visible()
    page.get_by_role("button", name="Two views side by side").click()
    button = page.get_by_role("button", name="Work it out again")
    box = button.bounding_box()
    assert box is not None
    button.click(position={"x": box["width"] - 4, "y": box["height"] / 2})
    expect(page.get_by_text("The map has changed since.")).to_have_count(0)
    expect(page.get_by_text("Being worked out …")).to_have_count(0, timeout=COMPILING)


def test_it_stands_among_the_views(work_on: WorkOn) -> None:
    """Who knows no command finds it where the other views are; to look is enough."""
    page = work_on(MAP).page

    show_view(page, "Simulation")
    picture = page.locator(".canvas[data-view=simulation]")
    expect(picture.get_by_text("How long items take").first).to_be_attached(timeout=COMPILING)


@pytest.mark.parametrize(
    ("title", "view", "words"),
    [("What matters", "what-matters", "The typical item takes"), ("Backlog", "backlog", "How many are left")],
)
def test_what_matters_and_the_backlog_stand_beside_it(work_on: WorkOn, title: str, view: str, words: str) -> None:
    """Each is worked out when it is first looked at, and has nothing in it that is inaccessible."""
    page = work_on(MAP).page

    show_view(page, title)
    picture = page.locator(f".canvas[data-view={view}]")
    expect(picture.get_by_text(words).first).to_be_attached(timeout=COMPILING)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(FOUND, ".canvas") == []


def test_a_map_on_which_nobody_waits_says_so(work_on: WorkOn) -> None:
    """The backlog has a sentence in the place of the picture that says what to add."""
    page = work_on(MAP.replace("      backlog: 20\n", "")).page

    show_view(page, "Backlog")
    expect(page.get_by_text("Nobody waits on this map yet.").first).to_be_attached(timeout=COMPILING)
