"""Answers and inspector: what the map says, and every field of what is selected."""

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect
from serving import Serving, until

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
FOUND = "where => axe.run(where).then((result) => result.violations.map((one) => [one.id, one.nodes[0].html]))"
LEGAL = "current/steps/legal"


def answers(page: Page) -> Locator:
    """What the map says."""
    return page.get_by_role("region", name="Answers")


def details(page: Page) -> Locator:
    """The inspector."""
    return page.get_by_role("region", name="Details")


def field(page: Page, title: str) -> Locator:
    """The control of a field."""
    return details(page).get_by_label(title, exact=True)


def opened(page: Page, *rows: int) -> Page:
    """The page with these steps selected in the table."""
    page.get_by_text("Table", exact=True).first.click()
    for place, row in enumerate(rows):
        cell = page.locator(f"[role=grid] tbody tr:nth-child({row}) td[data-column=name]")
        cell.click(modifiers=["Shift"] if place else [])
    return page


def plain(serving: Serving) -> dict:
    """What the file holds."""
    return yaml.safe_load(serving.text())


def legal(serving: Serving) -> dict:
    """The second step as the file holds it."""
    return plain(serving)["current"]["steps"]["legal"]


def test_the_answers_say_how_long_it_takes_and_what_limits_it(visit: Visit) -> None:
    """Lead time with its spread and its sum, constraint, and what to find out next."""
    page = visit()

    expect(answers(page)).to_contain_text("Lead time")
    expect(answers(page)).to_contain_text("8 in 10")
    expect(answers(page)).to_contain_text("Adds up to")
    expect(answers(page).get_by_role("button", name="Constraint")).to_contain_text("% sure")
    expect(answers(page).get_by_role("button", name="Find out next")).to_be_visible()


def test_the_essentials_are_visible_at_once(visit: Visit) -> None:
    """On a small screen nothing that matters is scrolled away; the rest is folded."""
    page = visit()
    told = answers(page)

    for name in ("Lead time", "Adds up to", "Constraint", "Find out next"):
        expect(told.get_by_role("button", name=name).first).to_be_in_viewport(ratio=1)
    told.get_by_text("How sure is that?").click()
    expect(told).to_contain_text("8-hour days, 5-day weeks")


def test_an_answer_leads_to_where_it_comes_from_and_explains_itself(visit: Visit) -> None:
    """Focus explains the figure, Enter selects what weighs most in it."""
    page = visit()
    head = answers(page).get_by_role("button", name="Constraint")

    head.focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_contain_text("lead time falls most")
    page.keyboard.press("Enter")

    expect(details(page).get_by_role("heading", level=2)).to_contain_text("Legal review")


def test_a_change_is_told_in_words_once_it_is_settled(visit: Visit) -> None:
    """What the last change did to the sum is read out, and shown beside it."""
    page = opened(visit(), 2)
    expect(answers(page)).to_have_attribute("aria-busy", "false")

    field(page, "Wait").fill("8wk")
    page.keyboard.press("Enter")

    expect(answers(page).locator("[aria-live]")).to_contain_text("→")
    expect(answers(page)).to_contain_text("was ")


def test_unknown_values_are_walked_through(visit: Visit, serving: Serving) -> None:
    """Each click selects the next value that nobody knows."""
    serving.file.write_text(serving.text().replace("1h", '"?"'), encoding="utf-8")
    page = visit()
    button = answers(page).get_by_role("button", name="nobody knows")

    button.click()
    first = details(page).get_by_role("heading", level=2).inner_text()
    button.click()

    expect(details(page).get_by_role("heading", level=2)).not_to_have_text(first)


def test_every_field_is_explained_and_read_back(visit: Visit, serving: Serving) -> None:
    """A typed time is understood while it is typed, and saved with Enter."""
    page = opened(visit(), 2)

    expect(field(page, "Process time")).to_have_accessible_description("From starting the step to finishing it.")
    field(page, "Wait").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("tooltip")).to_contain_text("From starting the step")
    field(page, "Process time").fill("1-3 d")
    expect(details(page)).to_contain_text("ost items between 1 and 3 working days")
    page.keyboard.press("Enter")

    until(lambda: legal(serving)["process_time"] == "1-3 d", "the file holds it")


def test_escape_gives_back_what_stood_there(visit: Visit) -> None:
    """What was typed is forgotten."""
    page = opened(visit(), 2)

    field(page, "Name").fill("Something else")
    page.keyboard.press("Escape")

    expect(field(page, "Name")).to_have_value("Legal review")


def test_more_fields_choices_and_lists(visit: Visit, serving: Serving) -> None:
    """Fields that are rarely filled stand behind a button; each has the control that suits it."""
    page = opened(visit(), 2)

    details(page).get_by_role("button", name="More fields").click()
    field(page, "Value").select_option("enabling")
    field(page, "Tools").fill("Mail, Signing desk")
    field(page, "Tools").blur()

    until(lambda: legal(serving).get("tools") == ["Mail", "Signing desk"], "the file holds the list")
    assert legal(serving)["value"] == "enabling"


def test_what_a_simulation_asks_for_is_edited(visit: Visit, serving: Serving) -> None:
    """Kind of wait, arrivals, classes and groups, which are called what their steps call them, reach the file."""
    page = opened(visit(), 2)
    field(page, "Group").fill("Checks")
    page.keyboard.press("Enter")
    details(page).get_by_role("button", name="More fields").click()
    field(page, "Kind of wait").select_option("queue")
    details(page).get_by_role("navigation").get_by_role("button", name="Value stream").click()
    details(page).get_by_role("button", name="More fields").first.click()
    field(page, "Spacing").select_option("even")
    field(page, "Schedule: what the new value is for").fill("2027-01-15")
    field(page, "Schedule: the new value").fill("5")
    page.keyboard.press("Enter")
    until(lambda: "2027-01-15: 5" in serving.text(), "the file holds how many come on a date")
    assert plain(serving)["current"]["arrivals"]["spacing"] == "even"

    details(page).get_by_role("button", name="Groups").click()
    field(page, "Group: its name").fill("Checks")
    page.keyboard.press("Enter")
    field(page, "WIP limit").fill("3")
    page.keyboard.press("Enter")
    details(page).get_by_role("navigation").get_by_role("button", name="Value stream").click()
    details(page).get_by_role("button", name="More fields").first.click()
    details(page).get_by_role("button", name="Classes").click()
    details(page).get_by_role("button", name="Add item class").click()
    field(page, "Name").fill("Urgent")
    page.keyboard.press("Enter")
    field(page, "Priority").fill("1")
    page.keyboard.press("Enter")

    until(
        lambda: [one.get("priority") for one in plain(serving)["current"].get("classes", {}).values()] == [1],
        "the file holds the class",
    )
    assert plain(serving)["current"]["groups"] == {"Checks": {"work_in_progress_limit": 3}}
    assert (legal(serving)["group"], legal(serving)["wait_kind"]) == ("Checks", "queue")


def test_records_are_added_opened_and_removed(visit: Visit, serving: Serving) -> None:
    """A quick fix is a record of its own, with the way back to its step."""
    page = opened(visit(), 2)
    details(page).get_by_role("button", name="More fields").click()
    details(page).get_by_role("button", name="Quick fixes").click()
    details(page).get_by_role("button", name="Add quick fix").click()

    field(page, "Quick fix").fill("One page of questions")
    page.keyboard.press("Enter")
    field(page, "Done").check()
    until(
        lambda: (
            [(one.get("text"), one.get("done")) for one in legal(serving).get("quick_fixes", {}).values()]
            == [("One page of questions", True)]
        ),
        "the file holds it",
    )
    details(page).get_by_role("navigation").get_by_role("button", name="Legal review").click()
    details(page).get_by_role("button", name="Remove “One page of questions”").click()

    until(lambda: not legal(serving).get("quick_fixes"), "the file holds it no more")


def test_the_focus_moves_on_when_what_has_it_goes(visit: Visit) -> None:
    """Whoever works by keys alone is never sent back to the top of the page."""
    page = opened(visit(), 2)
    page.keyboard.press("Control+-")
    expect(page.locator("[role=grid] tbody tr:nth-child(2) td[data-column=name]")).to_be_focused()
    page.keyboard.press("Control+z")
    expect(page.locator("[role=grid] tr[data-kind=step]")).to_have_count(3)

    details(page).get_by_role("navigation").get_by_role("button", name="Value stream").press("Enter")
    expect(details(page)).to_be_focused()
    details(page).get_by_role("button", name="Remove “Ask for access”").press("Enter")
    expect(details(page).get_by_role("button", name="Remove “Legal review”")).to_be_focused()
    details(page).get_by_role("button", name="Open “Legal review”").press("Enter")
    details(page).get_by_role("button", name="Remove step").press("Enter")
    expect(page.locator("[role=grid] td[tabindex='0']")).to_be_focused()


def test_several_steps_are_changed_in_one_edit(visit: Visit, serving: Serving) -> None:
    """Fields show what all share; what is typed goes into all of them, and one undo takes it back."""
    page = opened(visit(), 1, 3)
    expect(details(page).get_by_role("heading", level=2)).to_have_text("3 × Step")
    expect(field(page, "Process time")).to_have_attribute("placeholder", "several values")

    field(page, "Group").fill("Agree")
    page.keyboard.press("Enter")
    until(
        lambda: [one.get("group") for one in plain(serving)["current"]["steps"].values()] == ["Agree"] * 3,
        "the file holds it in all of them",
    )
    page.get_by_role("button", name="Undo").click()

    expect(field(page, "Group")).to_have_value("")


def test_what_is_being_typed_stays_when_others_change_it(visit: Visit, serving: Serving) -> None:
    """Their value is told beside mine."""
    page = opened(visit(), 2)
    field(page, "Name").fill("Mine")

    with serving.live("tab-2") as other:
        other.edit(f"{LEGAL}/name", "Theirs")
        expect(details(page).get_by_role("status")).to_contain_text("Theirs")

    expect(field(page, "Name")).to_have_value("Mine")


def test_without_a_selection_the_map_and_the_atlas_are_shown(visit: Visit, serving: Serving) -> None:
    """Their own fields are there to edit."""
    page = visit()

    expect(field(page, "Trigger")).to_have_value("Contract signed")
    field(page, "Customer").fill("Everybody")
    field(page, "Customer").blur()

    until(lambda: plain(serving)["current"]["customer"] == "Everybody", "the file holds it")


def test_unknown_fields_are_shown_as_they_are(visit: Visit, serving: Serving) -> None:
    """What nobody declared stays visible, with what may have been meant."""
    text = serving.text().replace("wait_time: 3d..10d", "wait_tiem: 3d..10d")
    serving.file.write_text(text, encoding="utf-8")

    page = opened(visit(), 2)

    expect(details(page)).to_contain_text("wait_tiem")
    expect(details(page)).to_contain_text("did you mean")


@pytest.mark.parametrize("width", [1280, 820])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(visit: Visit, theme: str, width: int) -> None:
    """Roles, names and contrast are right, with everything unfolded."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    page = opened(visit(color_scheme=theme, bypass_csp=True, viewport={"width": width, "height": 900}), 2)
    expect(answers(page)).to_have_attribute("aria-busy", "false")
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    details(page).get_by_role("button", name="More fields").click()
    page.evaluate(AXE.read_text(encoding="utf-8"))

    assert page.evaluate(FOUND, ".beside") == []
    field(page, "Roles").fill("L")
    assert page.evaluate(FOUND, ".beside") == []


def test_a_target_is_typed_with_a_metric_from_a_list(visit: Visit, serving: Serving) -> None:
    """Its value is read as the metric wants it, and its chance is told."""
    page = visit()
    page.get_by_role("tab", name="Outcome").click()

    metric, value = field(page, "Measured by").first, field(page, "Value").first
    expect(metric).to_contain_text("the lead time")
    metric.select_option(label="Lead time")
    value.fill("4wk")
    expect(details(page)).to_contain_text("20 working days")
    value.press("Enter")

    wanted = {"metric": "lead_time", "value": "4wk"}
    until(lambda: plain(serving).get("outcome", {}).get("target") == wanted, "the file holds it")
    expect(answers(page).get_by_role("button", name="Target")).to_contain_text("of the items meet it now")


def test_a_role_that_is_named_for_the_first_time_is_made(visit: Visit, serving: Serving) -> None:
    """With the name that was typed, in the same edit."""
    page = opened(visit(), 2)

    field(page, "Roles").fill("Data office")
    field(page, "Roles").press("Enter")

    until(lambda: legal(serving).get("roles") is not None, "the file holds the role")
    (role,) = legal(serving)["roles"]
    assert plain(serving)["current"]["roles"][role] == {"name": "Data office"}
    expect(field(page, "Roles")).to_have_value("Data office")


def test_a_quick_fix_is_written_where_the_constraint_is_told(visit: Visit, serving: Serving) -> None:
    """It belongs to the step behind the wait."""
    page = visit()
    answers(page).get_by_text("Add a quick fix").click()

    written = answers(page).get_by_label("Write a quick fix")
    written.fill("Read the short form only")
    written.press("Enter")

    expect(answers(page).get_by_role("button", name="Read the short form only")).to_be_visible()
    until(
        lambda: [fix["text"] for fix in legal(serving).get("quick_fixes", {}).values()] == ["Read the short form only"],
        "the file holds it",
    )


def test_what_has_no_form_is_told_in_words(visit: Visit, serving: Serving) -> None:
    """Neither braces nor paths are shown to anybody."""
    odd = "outcome: {hopes: {sales: {text: Sooner paid, about: current/steps/legal}}}\n"
    serving.file.write_text(serving.text() + odd, encoding="utf-8")
    page = visit()
    details(page).get_by_role("button", name="Outcome").click()

    expect(details(page)).to_contain_text("Sooner paid · About: Legal review")
    expect(details(page)).not_to_contain_text("{")
