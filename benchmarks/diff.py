"""How fast a difference is told: two atlases of 300 steps, from text to printed edits, as a whole process."""

import re
import sys
import tempfile
from pathlib import Path
from statistics import median

from picture import many_steps
from side_by_side import cpu_seconds
from start_up import FLOWATLAS

STEPS = 300
LIMIT = 0.7
ROUNDS = 9


def seconds_to_edits(count: int) -> float:
    """CPU seconds of ``flowatlas diff`` without figures on two atlases; the median, the first round left out.

    Between the two, one step in ten has another name, one in ten another wait, and one in fifty is gone.
    """
    text = many_steps(count)
    changed = re.sub(r"Step number (\d*7),", r"Step \1,", text)
    changed = re.sub(r"(s\d*3: .*?wait_time: )\w+", r"\g<1>1..3wk", changed)
    changed = re.sub(r"    s\d*[05]1: .*\n", "", changed)
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, name) for name in ("before.yaml", "after.yaml")]
        for file, content in zip(files, (text, changed), strict=True):
            file.write_text(content, encoding="utf-8")
        command = [FLOWATLAS, "diff", "--no-figures", *map(str, files)]
        return median([cpu_seconds(command) for _ in range(ROUNDS + 1)][1:])


def main() -> int:
    """Print the figure; 1 if it is over its limit."""
    seconds = seconds_to_edits(STEPS)
    print(f"{STEPS} steps, edits told         {seconds * 1000:6.0f} ms (at most {LIMIT * 1000:.0f})")
    return int(seconds > LIMIT)


if __name__ == "__main__":
    sys.exit(main())
