"""Breaks in the middle of work: the page loaded again, the server gone and back, a file that cannot be written."""

import json
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, WebSocketRoute, expect
from serving import Serving, messages_of, until
from workspace import Workspace

pytestmark = pytest.mark.slow

Visit = Callable[..., Page]
Open = Callable[..., Workspace]

THREE = """
    title: Three steps
    current:
      steps:
        ask: {name: Ask, process_time: 1h}
        check: {name: Check, wait_time: 3d, process_time: 2h}
        send: {name: Send, wait_time: "?", process_time: 30m}
"""


@pytest.fixture
def serving(alone: Serving) -> Serving:
    """A server that can be killed."""
    return alone


def saved(page: Page) -> Locator:
    """What the bar says about the work being saved."""
    return page.locator(".save-words")


def paste(work: Workspace, text: str) -> None:
    """Paste at the end of the map."""
    work.put_on_clipboard(text)
    work.press("Control+v")


def shows(work: Workspace, *names: str) -> None:
    """Wait until the page tells these steps, in this order."""
    steps = work.page.get_by_role("application").get_by_role("list", name="Steps in order").get_by_role("listitem")
    expect(steps).to_have_count(len(names))
    for step, name in zip(steps.all(), names, strict=True):
        expect(step).to_contain_text(f"{name}, step")


def test_a_reload_while_typing_keeps_what_was_confirmed(work_on: Open) -> None:
    """Half a word is no edit; everything before it is there, and undo goes on where it was."""
    work = work_on(THREE)
    work.step("send").click()
    work.press("Tab")
    work.type("Thank")
    work.press("Enter")
    work.press("Tab")
    work.type("Half a wor")

    work.page.reload()

    shows(work, "Ask", "Check", "Send", "Thank")
    work.has_names("Ask", "Check", "Send", "Thank")
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")


def test_a_reload_before_the_answer_makes_each_edit_once(work_on: Open, serving: Serving) -> None:
    """Edits that the server has heard but not acknowledged are sent again, and are made once."""
    work = work_on(THREE)
    expect(saved(work.page)).to_have_text("Saved")
    assert serving.process
    serving.process.send_signal(signal.SIGSTOP)
    paste(work, "One\nTwo")
    shows(work, "Ask", "Check", "Send", "One", "Two")
    paste(work, "Three")
    work.page.evaluate("setTimeout(() => location.reload())")

    serving.process.send_signal(signal.SIGCONT)

    work.has_names("Ask", "Check", "Send", "One", "Two", "Three")
    shows(work, "Ask", "Check", "Send", "One", "Two", "Three")
    expect(saved(work.page)).to_have_text("Saved")
    assert work.names == ["Ask", "Check", "Send", "One", "Two", "Three"]


def test_a_server_that_dies_loses_nothing(work_on: Open, serving: Serving) -> None:
    """What was acknowledged is there, what was not is sent again, and undo takes back one after the other."""
    work = work_on(THREE, is_quiet=False)
    paste(work, "Acknowledged")
    work.has_names("Ask", "Check", "Send", "Acknowledged")
    serving.kill()
    expect(saved(work.page)).to_have_text("Not connected")

    paste(work, "While away")
    expect(saved(work.page)).to_have_text("Not connected: 1 change waits")
    shows(work, "Ask", "Check", "Send", "Acknowledged", "While away")
    serving.start()

    expect(saved(work.page)).to_have_text("Saved")
    work.has_names("Ask", "Check", "Send", "Acknowledged", "While away")
    assert "While away" in serving.text()
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send", "Acknowledged")
    work.press("Control+z")
    work.has_names("Ask", "Check", "Send")
    work.press("Control+Shift+z", "Control+Shift+z")
    work.has_names("Ask", "Check", "Send", "Acknowledged", "While away")


def test_edits_without_a_connection_survive_a_reload(work_on: Open, serving: Serving) -> None:
    """What was not acknowledged is there again after the page is loaded anew, and is sent."""
    work = work_on(THREE, is_quiet=False)
    expect(saved(work.page)).to_have_text("Saved")
    serving.kill()
    paste(work, "Typed on the train")
    shows(work, "Ask", "Check", "Send", "Typed on the train")
    serving.start()

    work.page.reload()

    work.has_names("Ask", "Check", "Send", "Typed on the train")
    shows(work, "Ask", "Check", "Send", "Typed on the train")
    until(lambda: "Typed on the train" in serving.text(), "the file has the step")


def test_typing_goes_on_while_the_server_is_away(work_on: Open, serving: Serving) -> None:
    """Somebody who is typing notices the break in one place only, and loses no letter."""
    work = work_on(THREE, is_quiet=False)
    work.step("check").click()
    work.press("Enter")
    work.type("Check ")
    serving.kill()
    expect(saved(work.page)).to_have_text("Not connected")
    work.type("twice")

    serving.start()
    expect(saved(work.page)).to_have_text("Saved")
    work.type(" or more")
    work.press("Enter")

    work.has_names("Ask", "Check twice or more", "Send")


def test_typing_goes_on_however_late_the_map_is_drawn(work_on: Open, serving: Serving) -> None:
    """After a break the map stays as it was until it is drawn anew, and with it what is being typed on it."""
    work = work_on(THREE, is_quiet=False)
    connections: list[WebSocketRoute] = []

    def without_new_pictures(page: WebSocketRoute) -> None:
        is_first = not connections
        connections.append(page)
        server = page.connect_to_server()

        def tell(frame: str | bytes) -> None:
            for message in messages_of(frame):
                if is_first or message["type"] != "picture":
                    page.send(json.dumps(message))

        server.on_message(tell)

    work.page.route_web_socket("**/live**", without_new_pictures)
    work.page.reload()
    work.step("check").click()
    work.press("Enter")
    work.type("Check ")
    serving.kill()
    expect(saved(work.page)).to_have_text("Not connected")

    serving.start()
    expect(saved(work.page)).to_have_text("Saved")
    work.type("twice")
    work.press("Enter")

    work.has_names("Ask", "Check twice", "Send")
    assert len(connections) > 1


def test_undo_waits_for_the_server(work_on: Open, serving: Serving) -> None:
    """What cannot be taken back without a connection says so, and can be taken back later."""
    work = work_on(THREE, is_quiet=False)
    paste(work, "One more")
    work.has_names("Ask", "Check", "Send", "One more")
    serving.kill()
    expect(saved(work.page)).to_have_text("Not connected")

    expect(work.page.get_by_role("button", name="Undo")).to_be_disabled()
    serving.start()
    work.page.get_by_role("button", name="Undo").click()

    work.has_names("Ask", "Check", "Send")


def test_a_write_protected_file_is_told_and_written_later(work_on: Open, serving: Serving) -> None:
    """The page says that the work is kept but not in the file, why, and when it is."""
    work = work_on(THREE)
    expect(saved(work.page)).to_have_text("Saved")
    serving.file.chmod(0o444)

    paste(work, "Kept safe")

    expect(saved(work.page)).to_have_text("Kept safe, but not in the file yet")
    saved(work.page).focus()
    work.press("Shift+Tab", "Tab")
    expect(work.page.get_by_role("tooltip")).to_contain_text("write-protected")
    work.page.reload()
    shows(work, "Ask", "Check", "Send", "Kept safe")
    expect(saved(work.page)).to_have_text("Kept safe, but not in the file yet")
    assert "Kept safe" not in serving.text()
    serving.file.chmod(0o644)
    expect(saved(work.page)).to_have_text("Saved")
    assert "Kept safe" in serving.text()


def test_a_file_that_an_editor_changes_meanwhile_is_merged(work_on: Open, serving: Serving) -> None:
    """What somebody writes into the file shows in the page, beside what was done there."""
    work = work_on(THREE)
    expect(saved(work.page)).to_have_text("Saved")

    serving.file.write_text(serving.text().replace("name: Send", "name: Ship"), encoding="utf-8")
    paste(work, "Thank")

    shows(work, "Ask", "Check", "Ship", "Thank")
    until(lambda: "Ship" in serving.text() and "Thank" in serving.text(), "the file has both")


def test_what_opens_only_now_and_then_opens_without_the_server(work_on: Open, serving: Serving) -> None:
    """A dialog that was not fetched with the page was fetched soon after, and says what is missing in it."""
    work = work_on(THREE, is_quiet=False)
    work.page.wait_for_function("performance.getEntriesByType('resource').some(({ name }) => /ShareDialog/.test(name))")
    serving.kill()
    expect(saved(work.page)).to_have_text("Not connected")

    work.press("Control+k")
    work.type("Share")
    work.press("Enter")

    told = work.page.get_by_role("dialog", name="Share").get_by_role("alert")
    expect(told).to_have_text("Flow Atlas does not answer. Is it still running?")
    shows(work, "Ask", "Check", "Send")
