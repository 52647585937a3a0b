"""How fast the page is in a browser: one change to figures and picture and to doubt, frames, and the first sight."""

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from typing import Any, NamedTuple

from playwright.sync_api import Page, sync_playwright

from doubt import many_steps

CHANGES = 60
WARM_UPS = 5
READING = 150
"""Milliseconds that somebody at least looks at what is read back, and at what a change did."""

FIRST_SIGHTS = 5
LIMITS = {12: (30, 200), 300: (100, 800)}
"""By the number of steps: milliseconds that 19 of 20 changes may take to figures and picture, and to doubt."""

FRAME_LIMIT = 20.0
USABLE_LIMIT = 1000.0
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
QUIET = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")

WATCH = """
([path, text]) => {
  const drawn = () => document.querySelector(`.picture [data-part="${path}"]`)?.textContent ?? "";
  const exact = () => document.querySelector(".exact")?.textContent ?? "";
  const before = exact();
  const seen = { start: 0, shown: 0, doubt: 0, first: "", last: "" };
  const sight = () => `${drawn()}: ${exact()}`;
  const isShown = () => drawn().replace("\\u00a0", " ").includes(text) && exact() !== before;
  const isSettled = () => document.querySelector(".answers")?.getAttribute("aria-busy") === "false";
  window.seen = new Promise((done) => {
    const painted = (what) => requestAnimationFrame(() => {
      seen[what] ||= performance.now();
      if (what === "doubt") done(seen);
    });
    const watch = new MutationObserver(() => {
      if (seen.start === 0 || !isShown()) return;
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
    window.addEventListener("keydown", (event) => {
      if (event.key === "Enter") seen.start = event.timeStamp;
    }, { capture: true, once: true });
  });
}
"""
"""Notes when the frame begins that paints what changed; with no frames of its own, which nobody's page has.

What is painted first has to be what stands there in the end: anything else would be a guess and no answer.
"""

READ_BACK = "() => document.querySelector('.value-editor-told')?.textContent.includes('stated')"
SAVED = "() => document.querySelector('.save')?.dataset.tone === 'calm'"
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
    """Milliseconds from the key that confirms a value until its figures and picture are there, and until doubt is."""

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


def changes(page: Page, count: int) -> Iterator[Change]:
    """One wait after the other, typed over on the map by somebody who looks at what a change did before the next."""
    random = Random(1)  # noqa: S311 - no secret
    for number in range(CHANGES + WARM_UPS):
        path = f"current/steps/step-{random.randrange(1, count)}/wait_time"
        text = f"{20 + number} wk"
        part = page.locator(f'.picture [data-part="{path}"]').first
        part.dblclick(force=True)
        page.keyboard.press("Control+A")
        page.keyboard.type(text)
        page.wait_for_function(READ_BACK, polling=20)
        page.evaluate(WATCH, [path, text])
        page.wait_for_timeout(READING + random.uniform(0, 20))
        page.keyboard.press("Enter")
        seen: dict[str, Any] = page.evaluate("() => window.seen")
        assert seen["first"] == seen["last"], f"{seen['last']} was shown as {seen['first']} first"
        if number >= WARM_UPS:
            yield Change(seen["shown"] - seen["start"], seen["doubt"] - seen["start"])
        page.wait_for_function(SAVED, polling=20)
        page.wait_for_timeout(READING)


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
    return quantiles(times, n=20)[-1]


def told(what: str, times: list[float], limit: float) -> str:
    """Milliseconds in words."""
    return f"{what:20} {median(times):4.0f} ms, 19 of 20 under {ninety_five(times):4.0f} (at most {limit})"


def main() -> int:
    """Print the figures; 1 if one is over its limit."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        print(f"none of {', '.join(BROWSERS)} is installed: the page is not measured")
        return 0
    is_good = True
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        for count in LIMITS:
            Path(folder, f"steps-{count}.yaml").write_text(many_steps(count), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        with served(Path(folder)) as address:
            for count, (exact_limit, doubt_limit) in LIMITS.items():
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
                exact, doubt = ([getattr(one, name) for one in made] for name in Change._fields)
                page.close()
                print(f"{count:4} steps: {told('figures and picture', exact, exact_limit)}")
                print(f"            {told('doubt', doubt, doubt_limit)}")
                print(f"            frames, 19 of 20 under {frame:.1f} ms (at most {FRAME_LIMIT:.0f})")
                print(f"            usable after {median(usable):.0f} ms (at most {USABLE_LIMIT:.0f})")
                is_good &= ninety_five(exact) <= exact_limit and ninety_five(doubt) <= doubt_limit
                is_good &= frame <= FRAME_LIMIT and median(usable) <= USABLE_LIMIT
        browser.close()
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
