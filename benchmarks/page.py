"""How fast the page is in a browser: one change to figures and picture and to doubt, frames, and the first sight."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any, NamedTuple

from playwright.sync_api import Browser, FloatRect, Locator, Page, sync_playwright

from doubt import many_steps

ROUNDS = 10
WARM_UPS = 1
READING = 150
"""Milliseconds that somebody at least looks at what is about to change, and at what a change did."""

FIRST_SIGHTS = 5
LIMITS = {12: (30, 200), 300: (100, 800)}
"""By the number of steps: milliseconds that 19 of 20 changes may take to figures and picture, and to doubt."""

FRAME_LIMIT = 20.0
USABLE_LIMIT = 1000.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")

WATCH = """
([path, starts]) => {
  const which = path === "" ? ".part-step[data-part]" : `[data-part="${path}"]`;
  const parts = () => document.querySelectorAll(`.picture ${which}`);
  const drawn = () => Array.from(parts(), (part) => path === "" ? part.dataset.part : part.textContent).join();
  const sight = () => `${drawn()}: ${document.querySelector(".exact")?.textContent ?? ""}`;
  const isSettled = () => document.querySelector(".answers")?.getAttribute("aria-busy") === "false";
  const was = drawn();
  const seen = { start: 0, shown: 0, doubt: 0, first: "", last: "" };
  window.seen = new Promise((done) => {
    const painted = (what) => requestAnimationFrame(() => {
      seen[what] ||= performance.now();
      if (what === "doubt") done(seen);
    });
    const watch = new MutationObserver(() => {
      if (seen.start === 0 || (seen.shown === 0 && drawn() === was)) return;
      if (seen.shown === 0) {
        seen.first ||= sight();
        painted("shown");
      }
      if (!isSettled()) return;
      seen.last = sight();
      watch.disconnect();
      painted("doubt");
    });
    const all = { subtree: true, childList: true, characterData: true, attributes: true };
    watch.observe(document.body, all);
    const start = (event) => { if (event.key !== "Control" && event.key !== "Alt") seen.start ||= event.timeStamp; };
    window.addEventListener(starts, start, { capture: true });
  });
}
"""
"""Notes when the frame begins that paints what changed; with no frames of its own, which nobody's page has.

What is painted first has to be what stands there in the end: anything else would be a guess and no answer.
"""

READ_BACK = "() => document.querySelector('.value-editor-told')?.textContent.includes('stated')"
FRAMES = """
() => {
  const times = [];
  let last = performance.now();
  let isOn = true;
  const look = (now) => { times.push(now - last); last = now; if (isOn) requestAnimationFrame(look); };
  requestAnimationFrame((now) => { last = now; requestAnimationFrame(look); });
  window.endFrames = () => { isOn = false; return times; };
}
"""
USABLE = """
() => new Promise((done) => {
  const look = () => {
    const isThere = document.querySelector(".picture [data-part]") && document.querySelector(".exact");
    if (isThere) done(performance.now()); else requestAnimationFrame(look);
  };
  look();
})
"""


class Change(NamedTuple):
    """Milliseconds from the key that makes a change until its figures and picture are there, and until doubt is."""

    kind: str
    exact: float
    doubt: float


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a server of this folder."""
    command = [sys.executable, "-m", "flowatlas", "serve", str(folder), "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        yield server.stdout.readline().split()[0].rstrip("/")
        server.terminate()


class Hands:
    """Somebody at the page, who looks at what is about to change before the key, and at what it did before the next.

    ``at`` is the step that they change, ``other`` one far away.
    """

    def __init__(self, page: Page, count: int) -> None:
        self.page = page
        self._count = count
        self._random = Random(1)  # noqa: S311 - no secret
        self._number = 20
        self.at = self.other = ""

    def turn_to_another(self) -> None:
        """Choose a step."""
        number = self._random.randrange(1, self._count - 1)
        self.at, self.other = (
            f"current/steps/step-{one}" for one in (number, (number + self._count // 2) % self._count)
        )
        self._number += 1

    def value(self) -> Change:
        """A wait is typed over."""
        self._part(f"{self.at}/wait_time").dblclick(force=True)
        self._type(f"{self._number} wk")
        self.page.wait_for_function(READ_BACK, polling=20)
        return self._measured("value", f"{self.at}/wait_time", lambda: self.page.keyboard.press("Enter"))

    def name(self) -> Change:
        """A step is called otherwise."""
        self._choose("F2")
        self._type(f"Name {self._number}")
        return self._measured("name", self.at, lambda: self.page.keyboard.press("Enter"))

    def added(self) -> Change:
        """A step is typed behind another one."""
        self._choose("Tab")
        self._type(f"New {self._number}")
        return self._measured("new step", "", lambda: self.page.keyboard.press("Enter"))

    def moved(self) -> Change:
        """A step changes its place by a key."""
        self._choose()
        return self._measured("moved step", "", lambda: self.page.keyboard.press("Alt+ArrowRight"))

    def removed(self) -> Change:
        """A step goes."""
        self._choose()
        return self._measured("removed step", "", lambda: self.page.keyboard.press("Delete"))

    def dragged(self) -> Change:
        """A step is dragged behind another one, far away."""
        mouse, (own, other) = self.page.mouse, (self._box(path) for path in (self.at, self.other))
        mouse.move(own["x"] + own["width"] / 5, own["y"] + own["height"] / 5)
        mouse.down()
        mouse.move(other["x"] + other["width"] + 1, other["y"] + other["height"] / 2, steps=4)
        return self._measured("dragged step", "", mouse.up, starts="pointerup")

    def undone(self) -> Change:
        """What was done last is taken back."""
        return self._measured("undo", "", lambda: self.page.keyboard.press("Control+z"))

    def _measured(self, kind: str, path: str, act: Callable[[], None], *, starts: str = "keydown") -> Change:
        self.page.wait_for_timeout(READING + self._random.uniform(0, 20))
        self.page.evaluate(WATCH, [path, starts])
        act()
        seen: dict[str, Any] = self.page.evaluate("() => window.seen")
        assert seen["first"] == seen["last"], f"{kind}: {seen['last']} was shown as {seen['first']} first"
        self.page.wait_for_timeout(READING)
        return Change(kind, seen["shown"] - seen["start"], seen["doubt"] - seen["start"])

    def _part(self, path: str) -> Locator:
        return self.page.locator(f'.picture [data-part="{path}"]').first

    def _box(self, path: str) -> FloatRect:
        box = self._part(path).locator("rect").first.bounding_box()
        assert box is not None, path
        return box

    def _choose(self, *keys: str) -> None:
        self._part(self.at).click(force=True)
        for key in keys:
            self.page.keyboard.press(key)

    def _type(self, text: str) -> None:
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)


def changes(page: Page, count: int) -> Iterator[Change]:
    """One change after the other, of every kind; what a step's place depends on is taken back before the next."""
    hands = Hands(page, count)
    for number in range(ROUNDS + WARM_UPS):
        hands.turn_to_another()
        made = [hands.value(), hands.name()]
        for change in (hands.added, hands.moved, hands.removed, hands.dragged):
            made += [change(), hands.undone()]
        if number >= WARM_UPS:
            yield from made


def frames(page: Page) -> Iterator[float]:
    """Milliseconds of every frame while the map is dragged and zoomed."""
    mouse = page.mouse
    page.evaluate(FRAMES)
    mouse.move(500, 620)
    mouse.down()
    for step in range(60):
        mouse.move(500 + (step % 20) * 9, 620 - (step % 15) * 9)
    mouse.up()
    page.keyboard.down("Control")
    for step in range(40):
        mouse.wheel(0, -40 if step < 20 else 40)
    page.keyboard.up("Control")
    yield from page.evaluate("() => window.endFrames()")


def ninety_five(times: list[float]) -> float:
    """What 19 of 20 stay under."""
    return quantiles(times, n=20, method="inclusive")[-1]


def told(what: str, times: list[float], limit: float) -> str:
    """Milliseconds in words."""
    return f"{what:20} {median(times):4.0f} ms, 19 of 20 under {ninety_five(times):4.0f} (at most {limit})"


def is_fast(made: list[Change], exact_limit: float, doubt_limit: float) -> bool:
    """Print what the changes took, in all and of each kind; whether they are in their limits."""
    print(f"            {told('figures and picture', [one.exact for one in made], exact_limit)}")
    print(f"            {told('doubt', [one.doubt for one in made], doubt_limit)}")
    is_good = ninety_five([one.doubt for one in made]) <= doubt_limit
    for kind in dict.fromkeys(one.kind for one in made):
        times = [one.exact for one in made if one.kind == kind]
        print(f"            {told('- ' + kind, times, exact_limit)}")
        is_good &= ninety_five(times) <= exact_limit
    return is_good


def measured(browser: Browser, address: str, count: int) -> bool:
    """Print how fast an atlas of so many steps is; whether all of it is in its limits."""
    page = browser.new_page(viewport={"width": 1440, "height": 900})
    usable = []
    for _ in range(FIRST_SIGHTS):
        page.goto(f"{address}/atlas/steps-{count}.yaml", wait_until="commit")
        usable.append(page.evaluate(USABLE))
    page.wait_for_timeout(2_500)
    frame = ninety_five(list(frames(page)))
    page.keyboard.press("Shift+1")
    page.wait_for_timeout(300)
    made = list(changes(page, count))
    page.close()
    print(f"{count} steps: usable after {median(usable):.0f} ms (at most {USABLE_LIMIT:.0f})")
    print(f"            frames, 19 of 20 under {frame:.1f} ms (at most {FRAME_LIMIT:.0f})")
    return is_fast(made, *LIMITS[count]) and frame <= FRAME_LIMIT and median(usable) <= USABLE_LIMIT


def main(counts: list[int]) -> int:
    """Print the figures of maps of so many steps; 1 if one is over its limit."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print(f"none of {', '.join(BROWSERS)} is installed: the page is not measured")
        return 0
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for count in counts:
            Path(folder, f"steps-{count}.yaml").write_text(many_steps(count), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        with served(Path(folder)) as address:
            is_good = [measured(browser, address, count) for count in counts]
        browser.close()
    return 0 if all(is_good) else 1


if __name__ == "__main__":
    sys.exit(main([int(count) for count in sys.argv[1:]] or list(LIMITS)))
