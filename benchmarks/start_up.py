"""How much the command line costs, beside processes that only import the libraries it stands on."""

import sys
import tempfile
from pathlib import Path

from side_by_side import python, side_by_side

FLOWATLAS = str(Path(sys.executable).with_name("flowatlas"))
LIBRARIES = "import click, pydantic, ruamel.yaml, numpy"
HELP_LIMIT = 1.3
SHOW_LIMIT = 1.3
DOUBT_LIMIT = 1.5


def twelve_steps(wait: str, process: str) -> str:
    """An atlas of twelve steps with what people fill in."""
    steps = "".join(
        f"    step-{number}: {{name: Step number {number}, roles: [team-{number % 3}], "
        f"wait_time: {wait}, process_time: {process}, percent_complete_accurate: 90%}}\n"
        for number in range(12)
    )
    roles = "{team-0: {}, team-1: {}, team-2: {}}"
    return f"title: Twelve steps\ncurrent:\n  demand: 8/wk\n  roles: {roles}\n  steps:\n{steps}"


def main() -> int:
    """Print the ratios; 1 if one is over its limit."""
    with tempfile.TemporaryDirectory() as folder:
        exact, doubtful = Path(folder, "exact.yaml"), Path(folder, "doubtful.yaml")
        exact.write_text(twelve_steps("3d", "2h"), encoding="utf-8")
        doubtful.write_text(twelve_steps("2d..5d", "1h..4h"), encoding="utf-8")
        rows = [
            ("flowatlas --help", [FLOWATLAS, "--help"], "import click", HELP_LIMIT),
            ("show, 12 exact steps", [FLOWATLAS, "show", str(exact)], LIBRARIES, SHOW_LIMIT),
            ("show, 12 steps in doubt", [FLOWATLAS, "show", str(doubtful)], LIBRARIES, DOUBT_LIMIT),
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
