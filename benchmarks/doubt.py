"""What honest numbers cost: 300 steps with 10,000 draws and everything included, in CPU seconds and memory."""

import resource
import sys
import time

from flowatlas import load
from flowatlas.metrics.report import report

SECONDS_LIMIT = 0.6
MEGABYTES_LIMIT = 400


def many_steps(count: int) -> str:
    """An atlas in which every step has a range of times and of %C&A."""
    steps = "".join(
        f"    step-{number}: {{name: Step {number}, roles: [team-{number % 5}], "
        f"wait_time: {1 + number % 4}d..{4 + number % 7}d, "
        f"process_time: 1h..{2 + number % 5}h, percent_complete_accurate: 85..98%}}\n"
        for number in range(count)
    )
    roles = ", ".join(f"team-{number}: {{people: {3 + number}}}" for number in range(5))
    return f"current:\n  demand: 8/wk\n  roles: {{{roles}}}\n  steps:\n{steps}"


def main() -> int:
    """Print time and memory; 1 if one is over its limit."""
    atlas = load(many_steps(300))
    report(load(many_steps(2)))
    seconds, megabytes = [], 0.0
    for _ in range(3):
        start = time.process_time()
        report(atlas)
        seconds.append(time.process_time() - start)
        megabytes = megabytes or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    best = min(seconds)
    print(
        f"300 steps x 10,000 draws      {best:.2f} s (under {SECONDS_LIMIT})   "
        f"{megabytes:.0f} MB (under {MEGABYTES_LIMIT})"
    )
    return int(best > SECONDS_LIMIT or megabytes > MEGABYTES_LIMIT)


if __name__ == "__main__":
    sys.exit(main())
