"""Event logs on the page: dropped or chosen, they become an atlas, or a measurement beside the map that is open."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from serving import Serving, until
from test_home import drop
from workspace import is_told

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
FOUND = "where => axe.run(where).then((result) => result.violations.map((one) => [one.id, one.nodes[0].html]))"

LOG = "case,activity,start,end\n" + "".join(
    f"i{day},{activity},2026-03-{day:02} {start}:00,2026-03-{day:02} {end}:00\n"
    for day in (2, 3, 4, 5, 6, 9, 10, 11, 12, 13)
    for activity, start, end in (("Ask", "09", "10"), ("Legal review", "12", "13"), ("Set up accounts", "15", "16"))
)


def ocel() -> str:
    """Three orders of two parcels each, as OCEL: both are done something with."""
    events, objects = [], []
    for number in range(3):
        order, parcels = f"o{number}", (f"p{number}a", f"p{number}b")
        objects += [{"id": order, "type": "order"}, *({"id": one, "type": "parcel"} for one in parcels)]
        done = [("Place order", "09", (order,)), *(("Pack", "10", (order, one)) for one in parcels)]
        for activity, hour, about in [*done, *(("Send", "14", (one,)) for one in parcels)]:
            related = [{"objectId": one, "qualifier": ""} for one in about]
            time = f"2026-03-0{2 + number}T{hour}:00:00Z"
            events.append({"id": f"e{len(events)}", "type": activity, "time": time, "relationships": related})
    return json.dumps({"objectTypes": [], "eventTypes": [], "events": events, "objects": objects})


@pytest.fixture
def serving(alone: Serving) -> Serving:
    """A folder that holds what the test puts there, and nothing else."""
    return alone


def test_a_log_that_is_dropped_at_home_becomes_an_atlas(serving: Serving, visit: Visit) -> None:
    """The page says what was found in it, and the new atlas is a card."""
    page = visit("/")

    drop(page, "access_requests.csv", LOG)

    expect(page.get_by_role("status").filter(has_text="was made from the log")).to_contain_text("10 items")
    expect(page.get_by_role("listitem").filter(has_text="access-requests.yaml")).to_contain_text("3 steps")
    assert (serving.folder / "access-requests.yaml").exists()


def test_another_atlas_is_made_of_other_items(serving: Serving, visit: Visit) -> None:
    """Of a log of several kinds of object there is a way to an atlas of each."""
    page = visit("/")

    drop(page, "shop.jsonocel", ocel())
    expect(page.get_by_role("status")).to_contain_text("Its items are of the kind “parcel”.")
    page.get_by_role("status").get_by_role("button", name="order").click()

    expect(page.get_by_role("listitem").filter(has_text="Shop: order")).to_be_visible()
    assert len(list(serving.folder.glob("shop*.yaml"))) == 2


def test_a_log_that_nobody_can_read_says_why(visit: Visit) -> None:
    """What is wrong with the file stands on the page; nothing is added."""
    page = visit("/", is_quiet=False)

    drop(page, "issues.csv", "nothing to see here")

    expect(page.get_by_role("alert")).to_contain_text("issues.csv")
    expect(page.get_by_role("listitem")).to_have_count(1)


def test_a_log_is_laid_beside_a_map_by_keyboard_alone(serving: Serving, visit: Visit, tmp_path: Path) -> None:
    """Palette, file, matches, Enter: the measurement stands in the atlas, and what is believed is as it was."""
    log = tmp_path / "tracker.csv"
    log.write_text(LOG, encoding="utf-8")
    page = visit(f"/atlas/{serving.key}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")
    dialog = page.get_by_role("dialog", name="Import a log")
    # Playwright takes over choosers a moment after it says so.
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Control+k")
        page.keyboard.type("Import a log")
        page.keyboard.press("Enter")
        expect(dialog.get_by_role("button", name="Choose a file…")).to_be_focused()
        page.keyboard.press("Enter")
    chooser.value.set_files(log)
    expect(dialog.get_by_label("Legal review", exact=True)).to_have_value("legal")
    expect(dialog.get_by_label("Set up accounts", exact=True)).to_have_value("accounts")
    dialog.get_by_role("button", name="Add the measurement").press("Enter")

    is_told(page, "The measurement “tracker” was added.")
    current = serving.get(serving.here).json()["plain"]["current"]
    assert "steps/legal/wait_time" in current["measurements"]["tracker"]["changes"]
    assert current["steps"]["legal"]["wait_time"] == "3d..10d"


def test_whoever_chooses_no_file_after_all_is_still_in_the_dialog(serving: Serving, visit: Visit) -> None:
    """Browsers tell that nothing was chosen by the event that closes dialogs, too."""
    page = visit(f"/atlas/{serving.key}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")
    page.keyboard.press("Control+k")
    page.keyboard.type("Import a log")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Import a log")

    dialog.locator("input[type=file]").dispatch_event("cancel", {"bubbles": True})
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")

    expect(dialog.get_by_role("button", name="Choose a file…")).to_be_focused()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_what_is_believed_stands_beside_what_was_measured(serving: Serving, visit: Visit, theme: str) -> None:
    """Once a log is added its view opens, with both values of a step; axe finds nothing in it."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    page = visit(f"/atlas/{serving.key}", color_scheme=theme, bypass_csp=True)
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")

    drop(page, "tracker.csv", LOG)
    page.get_by_role("dialog").get_by_role("button", name="Add the measurement").click()

    stage = page.get_by_role("main")
    expect(stage.get_by_text("as a whole").first).to_be_attached()
    expect(stage.locator("[data-path='current/steps/legal/wait_time']").first).to_be_attached()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert page.evaluate(FOUND, "main") == []


def test_somebody_says_what_counts_as_an_item(visit: Visit) -> None:
    """A log of several kinds of object has a field for it; its steps are those of the kind that is chosen."""
    page = visit()
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")

    drop(page, "shop.jsonocel", ocel())
    dialog = page.get_by_role("dialog", name="Import a log")
    expect(dialog.get_by_label("Send", exact=True)).to_be_visible()
    dialog.get_by_label("What counts as an item").select_option("order")

    expect(dialog.get_by_label("Place order", exact=True)).to_be_visible()
    expect(dialog.get_by_label("Send", exact=True)).to_have_count(0)


def test_a_log_that_is_dropped_on_a_map_asks_for_its_matches(serving: Serving, visit: Visit) -> None:
    """Nothing is written before somebody confirms."""
    page = visit(f"/atlas/{serving.key}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Onboarding")

    drop(page, "tracker.csv", LOG)

    dialog = page.get_by_role("dialog", name="Import a log")
    until(lambda: dialog.get_by_label("Legal review", exact=True).count(), "the matches are shown")
    assert "measurements" not in serving.get(serving.here).json()["plain"]["current"]
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
