"""How much the command line costs, beside processes that only import the libraries it stands on."""

import sys
import tempfile
from pathlib import Path

from side_by_side import python, side_by_side

FLOWATLAS = str(Path(sys.executable).with_name("flowatlas"))
LIBRARIES = "import click, pydantic, ruamel.yaml, numpy"
HELP_LIMIT = 1.3
SHOW_LIMIT = 1.3


def twelve_steps() -> str:
    """An atlas of twelve steps with everything that people fill in."""
    steps = "".join(
        f"    step-{number}: {{name: Step number {number}, roles: [team-{number % 3}], wait_time: 2d..5d, "
        "process_time: 1h..4h, percent_complete_accurate: 90%}\n"
        for number in range(12)
    )
    roles = "{team-0: {}, team-1: {}, team-2: {}}"
    return f"title: Twelve steps\ncurrent:\n  demand: 8/wk\n  roles: {roles}\n  steps:\n{steps}"


def main() -> int:
    """Print the ratios; 1 if one is over its limit."""
    with tempfile.TemporaryDirectory() as folder:
        atlas = Path(folder, "atlas.yaml")
        atlas.write_text(twelve_steps(), encoding="utf-8")
        rows = [
            ("flowatlas --help", [FLOWATLAS, "--help"], "import click", HELP_LIMIT),
            ("flowatlas show, 12 steps", [FLOWATLAS, "show", str(atlas)], LIBRARIES, SHOW_LIMIT),
        ]
        is_over = False
        for name, ours, theirs, limit in rows:
            ratio = side_by_side(ours, python(theirs))
            is_over |= ratio.times > limit
            print(
                f"{name:28} {ratio.ours * 1000:6.0f} ms   {theirs:45} {ratio.theirs * 1000:6.0f} ms   "
                f"{ratio.times:.2f} times (at most {limit})"
            )
    return int(is_over)


if __name__ == "__main__":
    sys.exit(main())
