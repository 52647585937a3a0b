"""The compiled kernel: where it cannot be kept, it is compiled in memory."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import flowatlas

RUN = """
import sys
sys.path.insert(0, sys.argv[1])
from plans import tandem
from flowatlas.simulation import engine
from flowatlas.simulation.run import Asked
print(engine.is_compiled())
print(engine.run(tandem({"process": 2.0}, intervals=[1.0]), Asked()).finished.lead.tolist())
"""


@pytest.mark.slow
def test_a_run_works_where_nothing_can_be_written(tmp_path):
    """Neither beside the sources, nor at home, nor where numba is told to: all of these are files, not folders."""
    package = tmp_path / "package" / "flowatlas"
    shutil.copytree(Path(flowatlas.__file__).parent, package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    file = tmp_path / "file"
    for path in (file, package / "simulation" / "kernel" / "__pycache__"):
        path.write_text("")
    places = {name: str(file / "folder") for name in ("NUMBA_CACHE_DIR", "HOME", "XDG_CACHE_HOME")}

    done = subprocess.run(
        [sys.executable, "-c", RUN, str(Path(__file__).parent)],
        env={**os.environ, **places, "PYTHONPATH": str(package.parent)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.stdout.split("\n")[:2] == ["False", "[2.0]"], done.stderr
