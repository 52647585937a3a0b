"""CPU time of whole processes, side by side: two commands in turn, many times, their medians as a ratio."""

import os
import resource
import subprocess
import sys
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple


class Ratio(NamedTuple):
    """CPU seconds of ours and of theirs, medians over all rounds."""

    ours: float
    theirs: float

    @property
    def times(self) -> float:
        """How many times as much CPU ours takes."""
        return self.ours / self.theirs


def cpu_seconds(command: Sequence[str]) -> float:
    """User and system time of one run of a command."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=_environment())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def side_by_side(ours: Sequence[str], theirs: Sequence[str], rounds: int = 21) -> Ratio:
    """Run both in turn, the first round for warming up only."""
    pairs = [(cpu_seconds(ours), cpu_seconds(theirs)) for _ in range(rounds + 1)][1:]
    return Ratio(median(mine for mine, _ in pairs), median(other for _, other in pairs))


def python(code: str) -> list[str]:
    """The command that runs a line of Python."""
    return [sys.executable, "-c", code]


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
