"""How fast pictures are: 300 steps from the parsed atlas to SVG, 12 steps to PNG as a whole process, and the page."""

import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from flowatlas import load
from flowatlas.drawing.style import Theme
from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.render.svg import paint_of, svg
from flowatlas.views.view import views
from side_by_side import python, side_by_side
from start_up import FLOWATLAS, twelve_steps

ROOT = Path(__file__).resolve().parent.parent
LIBRARIES = "import click, pydantic, ruamel.yaml, numpy, resvg_py"
SVG_LIMIT = 0.25
PNG_LIMIT = 2.0
PAGE_LIMIT = 400_000


def many_steps(count: int) -> str:
    """An atlas of exact figures, so that drawing is measured and not sampling."""
    steps = "".join(
        f"    s{number}: {{name: Step number {number}, roles: [team], wait_time: {number % 7 + 1}d, "
        f"process_time: {number % 5 + 1}h, percent_complete_accurate: {90 + number % 9}%}}\n"
        for number in range(count)
    )
    return f"title: Many steps\ncurrent:\n  demand: 5/d\n  roles: {{team: {{people: 2}}}}\n  steps:\n{steps}"


def seconds_to_svg(count: int, rounds: int = 9) -> float:
    """CPU seconds from the parsed atlas to the SVG text, figures included; the median, the first round left out."""
    atlas = load(many_steps(count))
    practice = views()[0]
    times = []
    for _ in range(rounds + 1):
        start = time.process_time()
        drawn = practice.compose(atlas, derived(atlas, report(atlas), Labels()))
        svg(drawn, paint_of(Theme.LIGHT))
        times.append(time.process_time() - start)
    return median(times[1:])


def main() -> int:
    """Print the figures; 1 if one is over its limit."""
    seconds = seconds_to_svg(300)
    print(f"300 steps to SVG              {seconds * 1000:6.0f} ms (at most {SVG_LIMIT * 1000:.0f})")
    with tempfile.TemporaryDirectory() as folder:
        atlas, page = Path(folder, "atlas.yaml"), Path(folder, "page.html")
        atlas.write_text(twelve_steps("3d", "2h"), encoding="utf-8")
        ratio = side_by_side([FLOWATLAS, "render", str(atlas), "-o", str(Path(folder, "map.png"))], python(LIBRARIES))
        cpu = side_by_side(
            [FLOWATLAS, "render", str(ROOT / "examples/onboarding/atlas.yaml"), "-o", str(page)], python(LIBRARIES), 1
        )
        size = page.stat().st_size
    print(
        f"12 steps to PNG               {ratio.ours * 1000:6.0f} ms   {LIBRARIES}   {ratio.theirs * 1000:.0f} ms   "
        f"{ratio.times:.2f} times (at most {PNG_LIMIT})"
    )
    print(
        f"the onboarding page           {cpu.ours * 1000:6.0f} ms   {size / 1000:.0f} kB (at most {PAGE_LIMIT // 1000})"
    )
    return int(seconds > SVG_LIMIT or ratio.times > PNG_LIMIT or size > PAGE_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
