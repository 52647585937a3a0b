"""Where the real logs lie that tests are tried on."""

from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "../shared/data"


def real_log(name: str) -> Path:
    """The path of a real log; the test is skipped where the folder is not there."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"the real log {name} is not here")
    return path
