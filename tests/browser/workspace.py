"""An atlas open in the page of a real server, as the tests look at it and act on it."""

import time
from typing import Any, Literal, TypeAlias

from playwright.sync_api import Locator, Page, expect
from serving import Serving, until

MouseButton: TypeAlias = Literal["left", "middle", "right"]

MOMENT = 0.03
"""Seconds between two movements of quick fingers."""


def told_at(page: Page) -> str:
    """What the keyboard is on in the map, in words."""
    words: str = page.evaluate(
        """() => {
          const id = document.querySelector('.canvas-ground').getAttribute('aria-activedescendant');
          return id === null ? '' : document.getElementById(id)?.textContent ?? '';
        }"""
    )
    return words


NOTES_MESSAGES = """
window.told = [];
window.toldTogether = 0;
new MutationObserver(() => {
  const messages = document.querySelectorAll('.messages .message');
  toldTogether = Math.max(toldTogether, messages.length);
  for (const { textContent } of messages) {
    if (!told.includes(textContent)) told.push(textContent);
  }
}).observe(document, { subtree: true, childList: true, characterData: true });
"""
"""Notes in a page what it tells for some seconds only, and how many messages stood there at once."""


def is_told(page: Page, *words: str) -> None:
    """Wait until the page has told this in a message, which may be gone again."""
    until(
        lambda: any(all(one in told for one in words) for told in page.evaluate("window.told ?? []")),
        f"a message with {words}",
    )


def show_view(page: Page, title: str) -> None:
    """Show a view: a tab, or an entry of the menu beside the tabs."""
    tab = page.get_by_role("tab", name=title, exact=True)
    more = page.get_by_role("button", name="More views")
    expect(tab.or_(more).first).to_be_visible()
    if tab.count() > 0:
        tab.click()
    else:
        more.click()
        page.get_by_role("menuitemcheckbox", name=title).click()
    expect(page.locator("svg.picture, [role=grid]").first).to_be_visible()


class Workspace:
    """One atlas in the browser, and what the server holds of it."""

    def __init__(self, page: Page, serving: Serving) -> None:
        self.page, self.serving, self.key = page, serving, serving.key

    @property
    def plain(self) -> dict[str, Any]:
        """The plain values that the server holds."""
        return self.serving.get(f"/api/atlases/{self.key}").json()["plain"]

    @property
    def steps(self) -> dict[str, Any]:
        """The steps by id, in their order."""
        return (self.plain.get("current") or {}).get("steps") or {}

    @property
    def names(self) -> list[str]:
        """The names of the steps, in their order."""
        return [step.get("name") for step in self.steps.values()]

    def has_names(self, *names: str) -> None:
        """Wait until the steps are called so."""
        self.has_values("name", *names)

    def part(self, path: str) -> Locator:
        """What is drawn for a path."""
        return self.page.locator(f'.picture [data-part="{path}"]').first

    def step(self, step_id: str) -> Locator:
        """The box of a step."""
        return self.part(f"current/steps/{step_id}")

    def middle(self, path: str) -> tuple[float, float]:
        """Where a part is on the screen."""
        box = self.part(path).bounding_box()
        assert box is not None, f"{path} is not drawn"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Type letters."""
        self.page.keyboard.type(text)

    @property
    def chosen(self) -> str:
        """What the keyboard is on, in words."""
        return told_at(self.page)

    def has_chosen(self, words: str) -> None:
        """Wait until the keyboard is on what is told so."""
        until(lambda: words in self.chosen, f"chosen {words!r}, but it is {self.chosen!r}")

    @property
    def count_chosen(self) -> int:
        """How many parts are outlined as chosen."""
        return self.page.locator(".overlay .chosen").count()

    @property
    def scale(self) -> float:
        """How large the map is shown."""
        return self.page.evaluate("() => new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform).a")

    @property
    def place(self) -> tuple[float, float]:
        """Where the map's corner is."""
        found = self.page.evaluate(
            "() => { const m = new DOMMatrix(getComputedStyle(document.querySelector('.world')).transform); return [m.e, m.f] }"
        )
        return found[0], found[1]

    def drag(self, start: tuple[float, float], end: tuple[float, float], button: MouseButton = "left") -> None:
        """Press at one place, move to the other and let go."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down(button=button)
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
        mouse.move(*end, steps=3)
        mouse.up(button=button)

    def handle(self, step_id: str) -> tuple[float, float]:
        """Where the handle of a step is, which shows when the pointer is over it."""
        self.step(step_id).hover()
        box = self.page.locator("[data-handle]").bounding_box()
        assert box is not None, f"{step_id} shows no handle"
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def touch(self, *moments: list[tuple[float, float]], began: float | None = None) -> None:
        """Put fingers on the screen, move them from moment to moment, and take them away; since when, to the browser."""
        session = self.page.context.new_cdp_session(self.page)
        for number, fingers in enumerate([*moments, []]):
            kind = "touchStart" if number == 0 else "touchMove" if fingers else "touchEnd"
            points = [{"x": x, "y": y, "id": finger} for finger, (x, y) in enumerate(fingers)]
            at = {} if began is None else {"timestamp": began + number * MOMENT}
            session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points, **at})
        session.detach()

    def tap_twice(self, where: tuple[float, float]) -> None:
        """Two taps, for the browser right after each other, however long this takes."""
        began = time.time()
        self.touch([where], began=began)
        self.touch([where], began=began + 4 * MOMENT)

    def put_on_clipboard(self, text: str) -> None:
        """What another program copied."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)

    @property
    def clipboard(self) -> str:
        """What another program would paste."""
        return self.page.evaluate("navigator.clipboard.readText()")

    def show_table(self) -> None:
        """Go to the table, with the keyboard in its first cell."""
        self.page.get_by_role("tab", name="Table").click()
        self.cell(1).click()

    def cell(self, row: int, column: str = "name") -> Locator:
        """A cell of the table by the number of its row and the field in its column."""
        return self.page.locator(f"[role=grid] tbody tr:nth-child({row}) td[data-column={column}]")

    def row_head(self, row: int) -> Locator:
        """The head of a row of the table."""
        return self.page.locator(f"[role=grid] tbody tr:nth-child({row}) th")

    def has_values(self, field: str, *values: object) -> None:
        """Wait until this stands in a field of the steps, in their order."""
        until(
            lambda: [step.get(field) for step in self.steps.values()] == list(values),
            f"{field} of {self.steps} is {values}",
        )

    def settle(self) -> None:
        """Wait until no shape is on its way; a message may stand there as long as it does."""
        self.page.wait_for_function(
            "() => Array.from(document.querySelectorAll('.canvas'), (one) => one.getAnimations({ subtree: true })).flat()"
            ".every((one) => one.playState === 'finished' || one.effect.getTiming().iterations === Infinity)"
        )
