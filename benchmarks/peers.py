"""Other people's tools to measure beside ours, in an environment of their own that never mixes with the project's.

PM4Py is under a licence that the project does not build on: nothing here is imported by it, only run beside it.
"""

import json
import os
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]

PLACE = ROOT / "build"
"""Where the environments are made, once."""

PINNED = ("pm4py==2.7.23.11", "polars==2.1.0", "pandas==3.1.1", "pyarrow==26.0.1", "r4pm==0.6.2", "duckdb==2.0.0")
"""What stands in the environment of those that look at event logs."""

SIMULATORS = ("simpy==4.1.2", "ciw==3.2.7")
"""What stands in the environment of those that simulate."""

OWN_BEFORE = """
import json, resource, sys, time
started = time.perf_counter()
def told(**facts):
    used = resource.getrusage(resource.RUSAGE_SELF)
    facts = {"seconds": time.perf_counter() - started, "cpu": used.ru_utime + used.ru_stime,
             "megabytes": used.ru_maxrss / 1024, **facts}
    sys.stdout.write("\\n" + json.dumps(facts) + "\\n")
"""
"""Code measured by ``measured`` may use ``started`` and ends with ``told(...)``."""


def peers(pinned: Sequence[str] = PINNED, name: str = "peers") -> Path | None:
    """The Python of the peers' environment, made when it is not there; nothing where it cannot be made, which is said.

    ``FLOWATLAS_PEERS`` may name another Python that has the packages already, and so on for other environments.
    """
    named = os.environ.get(f"FLOWATLAS_{name.upper()}")
    if named:
        return Path(named)
    place = PLACE / name
    python = place / "bin" / "python"
    done = place / "installed.txt"
    if done.exists() and done.read_text().split() == list(pinned):
        return python
    print(f"making the peers' environment in build/{name} ...", flush=True)
    try:
        venv.create(place, with_pip=True, clear=True)
        command: list[str | Path] = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *pinned]
        subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        last = (getattr(error, "stderr", None) or str(error)).strip().splitlines()[-1:]
        print(f"skipped: the peers cannot be installed ({' '.join(last)})")
        return None
    done.write_text("\n".join(pinned))
    return python


def measured(python: Path | str, code: str, *arguments: str) -> dict[str, Any]:
    """What a piece of code tells of itself, run in a process of its own: seconds, cpu, megabytes, and what it adds.

    Raises:
        RuntimeError: it failed, with the last line it wrote.
    """
    command = [python, "-W", "ignore", "-c", OWN_BEFORE + code, *arguments]
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        raise RuntimeError((run.stderr.strip().splitlines() or ["it failed"])[-1])
    facts: dict[str, Any] = json.loads(run.stdout.strip().splitlines()[-1])
    return facts


if __name__ == "__main__":
    sys.exit(0 if peers() and peers(SIMULATORS, "simulators") else 1)
