"""What is typed or dragged is on the screen with the key that confirms it, whatever the connection does then."""

import json
import re
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import WebSocketRoute, expect
from serving import until
from workspace import Workspace

pytestmark = pytest.mark.slow

TWO = """
    title: Two steps
    current:
      steps:
        ask: {name: Ask, process_time: 1h}
        check: {name: Check, wait_time: 3d, process_time: 2h}
"""
WAIT = "current/steps/check/wait_time"
WATCH = """
() => {
  const drawn = document.querySelector('svg.picture');
  const exact = document.querySelector('.exact');
  window.moved = [];
  const look = new MutationObserver((records) => window.moved.push(...records.map(({ type }) => type)));
  for (const one of [drawn, exact]) look.observe(one, { subtree: true, childList: true, characterData: true });
}
"""
"""Notes whatever changes in the picture and in the exact figure from now on."""

STANDING = """
() => {
  const svg = document.querySelector("svg.picture");
  const around = svg.getBoundingClientRect();
  const scale = around.width / svg.width.baseVal.value;
  return Array.from(svg.querySelectorAll("[data-part]"), (part) => {
    const { left, top, width, height } = part.getBoundingClientRect();
    const lengths = [left - around.left, top - around.top, width, height].map((length) => Math.round(length / scale));
    return `${part.dataset.part}: ${lengths} ${part.textContent}`;
  }).sort();
}
"""
"""Where every part stands on the picture, whatever of it is in sight, and what it says."""

PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
"""What the page was told before is on the screen then."""

SETTLED = '"is_running":false'
"""Stands in what is told once all doubt is looked at."""


class Seen(NamedTuple):
    """A value that a page was told a preview of: in which state, by what it would be set, and the value."""

    n: int
    verb: str
    value: Any


class Wire:
    """The connection of a page, which can be held: what the server tells waits then."""

    def __init__(self) -> None:
        self.is_held = False
        self.held: list[str] = []
        self.previewed: list[Seen] = []

    def __call__(self, page: WebSocketRoute) -> None:
        """Stand between a page and its server."""
        self._page = page
        server = page.connect_to_server()
        server.on_message(lambda frame: self._told(str(frame)))

    def _told(self, frame: str) -> None:
        if self.is_held:
            self.held.append(frame)
            return
        self._page.send(frame)
        told = json.loads(frame)
        for one in told if isinstance(told, list) else [told]:
            if one["type"] == "preview":
                self.previewed += [Seen(one["n"], one["verb"], change["value"]) for change in one["changes"]]

    def tell(self) -> None:
        """Tell the next of what was held."""
        self._page.send(self.held.pop(0))

    def let_go(self) -> None:
        """Tell all that was held, and whatever comes."""
        self.is_held = False
        while self.held:
            self.tell()

    def refuse(self, edit_id: str) -> None:
        """Have the edit refused; nothing of what the server really did with it is told, now or later."""
        self._page.send(json.dumps({"type": "refused", "id": edit_id, "message": "not now", "findings": []}))


def confirm(work: Workspace, wire: Wire, text: str) -> None:
    """Type a wait, let its preview come, and confirm it on a connection that is held."""
    work.part(WAIT).dblclick()
    work.press("Control+a")
    work.type(text)
    work.page.wait_for_function("() => document.querySelector('.value-editor-told')?.textContent.includes('stated')")
    previewed(work, wire, lambda one: one.value == text)
    wire.is_held = True
    work.press("Enter")


def previewed(work: Workspace, wire: Wire, is_it: Callable[[Seen], bool]) -> None:
    """Wait until a page was told a preview in which such a value is set."""
    until(lambda: bool(work.page.evaluate("true")) and any(map(is_it, wire.previewed)), "a preview")
    work.page.evaluate(PAINTED)


def tapped(work: Workspace) -> Wire:
    """The connection of a page at rest, which can be held from now on."""
    wire = Wire()
    work.page.route_web_socket(re.compile("/live"), wire)
    work.page.reload()
    work.page.wait_for_selector('.answers[aria-busy="false"]')
    work.settle()
    return wire


def test_a_typed_value_is_drawn_and_summed_up_before_the_server_answers(work_on: Callable[..., Workspace]) -> None:
    """The server's answer then changes nothing on the screen; where it refuses, all is as it was."""
    work = work_on(TWO)
    wire = tapped(work)
    exact, drawn = work.page.locator(".exact"), work.part(WAIT)
    before = exact.inner_text()

    confirm(work, wire, "6 d")
    expect(drawn).to_contain_text("6")
    expect(exact).not_to_have_text(before)
    after = exact.inner_text()
    work.page.evaluate(WATCH)
    until(lambda: bool(work.page.evaluate("true")) and SETTLED in "".join(wire.held), "all of the answer")
    while SETTLED not in wire.held[0]:
        wire.tell()
    work.page.evaluate(PAINTED)
    assert work.page.evaluate("window.moved") == []
    wire.let_go()
    work.page.wait_for_selector('.answers[aria-busy="false"]')
    assert exact.inner_text() == after
    work.has_values("wait_time", None, "6 d")

    confirm(work, wire, "9 d")
    expect(drawn).to_contain_text("9")
    until(lambda: bool(work.page.evaluate("true")) and '"type":"changed"' in "".join(wire.held), "the change")
    sent = re.search(r'"type":"changed".*?"id":"(\w+)"', "".join(wire.held))
    assert sent is not None
    wire.refuse(sent.group(1))
    expect(drawn).to_contain_text("6")
    expect(exact).to_have_text(after)


def test_a_new_step_and_a_dragged_one_are_drawn_before_the_server_answers(work_on: Callable[..., Workspace]) -> None:
    """A step whose name was typed, and one that hung over another place, stand there with the key or the hand."""
    work = work_on(TWO)
    wire = tapped(work)
    steps = work.page.locator("svg.picture .part-step[data-part]")

    work.part("current/steps/check").click()
    work.press("Tab")
    work.type("Sign")
    previewed(work, wire, lambda one: isinstance(one.value, dict) and one.value.get("name") == "Sign")
    wire.is_held = True
    work.press("Enter")
    expect(steps).to_have_count(3)
    expect(steps.nth(2)).to_contain_text("Sign")
    wire.let_go()
    work.page.wait_for_selector('.answers[aria-busy="false"]')
    work.settle()

    ask, sign = steps.nth(0).bounding_box(), steps.nth(2).bounding_box()
    assert ask is not None
    assert sign is not None
    mouse = work.page.mouse
    mouse.move(ask["x"] + 20, ask["y"] + 20)
    mouse.down()
    mouse.move(sign["x"] + sign["width"] + 4, sign["y"] + 20, steps=4)
    previewed(work, wire, lambda one: isinstance(one.value, str) and one.value.startswith("sign-"))
    wire.is_held = True
    mouse.up()
    expect(steps.nth(2)).to_have_attribute("data-part", "current/steps/ask")
    wire.let_go()
    work.has_names("Check", "Sign", "Ask")


def test_what_keys_do_to_the_chosen_step_is_drawn_before_the_server_answers(work_on: Callable[..., Workspace]) -> None:
    """A step that moves on or goes, and one that comes back by undo, with its values."""
    work = work_on(TWO)
    wire = tapped(work)
    steps = work.page.locator("svg.picture .part-step[data-part]")

    work.part("current/steps/ask").click()
    previewed(work, wire, lambda one: one == (0, "edit", "check"))
    wire.is_held = True
    work.press("Alt+ArrowRight")
    expect(steps.nth(1)).to_have_attribute("data-part", "current/steps/ask")
    answered(work, wire)

    previewed(work, wire, lambda one: one == (1, "edit", None))
    wire.is_held = True
    work.press("Delete")
    expect(steps).to_have_count(1)
    answered(work, wire)

    previewed(work, wire, lambda one: one.n == 2 and one.verb == "undo")
    wire.is_held = True
    work.press("Control+z")
    expect(steps).to_have_count(2)
    expect(steps.nth(1)).to_contain_text("Ask")
    answered(work, wire)
    work.has_names("Check", "Ask")


def answered(work: Workspace, wire: Wire) -> None:
    """Let the answer come, and all that follows it."""
    wire.let_go()
    work.page.wait_for_selector('.answers[aria-busy="false"]')
    work.settle()


def test_what_moved_stands_where_it_is_drawn_anew(work_on: Callable[..., Workspace]) -> None:
    """After steps were dragged, added and removed, the picture is the one that a fresh page shows."""
    names = [f"step-{number}" for number in range(12)]
    steps = "\n".join(f"        {name}: {{name: Number {name}, process_time: 2h, wait_time: 1d}}" for name in names)
    work = work_on(f"\n    title: Twelve\n    current:\n      steps:\n{steps}\n")

    for name, keys in (("step-3", ["Delete"]), ("step-5", ["Alt+ArrowRight"]), ("step-1", ["Alt+ArrowLeft", "Delete"])):
        work.part(f"current/steps/{name}").click(position={"x": 8, "y": 8})
        for key in keys:
            work.press(key)
        work.page.wait_for_selector('.answers[aria-busy="false"]')
        work.settle()
    work.press("Control+z")
    work.settle()
    work.page.wait_for_selector('.answers[aria-busy="false"]')
    assert work.page.locator("svg.picture .part[transform]").count() > 4

    stood = work.page.evaluate(STANDING)
    work.page.reload()
    work.page.wait_for_selector('.answers[aria-busy="false"]')
    work.settle()
    assert work.page.evaluate(STANDING) == stood


def test_a_name_typed_beside_the_map_is_drawn_before_the_server_answers(work_on: Callable[..., Workspace]) -> None:
    """What is typed in the inspector is looked at ahead as what is typed on the map is."""
    work = work_on(TWO)
    wire = tapped(work)
    work.step("check").click()
    work.page.get_by_role("region", name="Details").get_by_label("Name", exact=True).fill("Check twice")
    previewed(work, wire, lambda one: one.value == "Check twice")
    wire.is_held = True
    work.press("Enter")
    expect(work.part("current/steps/check").first).to_contain_text("Check twice")
    wire.let_go()
    work.has_names("Ask", "Check twice")
