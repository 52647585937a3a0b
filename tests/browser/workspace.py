"""An atlas open in the page of a real server, as the tests look at it and act on it."""

from typing import Any

from playwright.sync_api import Locator, Page
from serving import Serving, until


class Workspace:
    """One atlas in the browser, and what the server holds of it."""

    def __init__(self, page: Page, serving: Serving, key: str) -> None:
        self.page, self.serving, self.key = page, serving, key

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
        until(lambda: self.names == list(names), f"{names}, but they are {self.names}")

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
        return self.page.evaluate(
            """() => {
              const id = document.querySelector('.canvas-ground').getAttribute('aria-activedescendant');
              return id === null ? '' : document.getElementById(id)?.textContent ?? '';
            }"""
        )

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

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Press at one place, move to the other and let go."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move((start[0] + end[0]) / 2, (start[1] + end[1]) / 2, steps=3)
        mouse.move(*end, steps=3)
        mouse.up()

    def settle(self) -> None:
        """Wait until no shape is on its way."""
        self.page.wait_for_function(
            "() => document.getAnimations().every(one => one.playState === 'finished' || one.effect.getTiming().iterations === Infinity)"
        )
