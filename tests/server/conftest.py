"""What the tests of the server share: a folder with an atlas, and real servers of it."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from serving import ATLAS, KEY, Serving


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one atlas."""
    (tmp_path / KEY).write_text(ATLAS, encoding="utf-8")
    return tmp_path


@pytest.fixture
def new_serving() -> Iterator[Callable[[Path], Serving]]:
    """Makes servers that are not started yet, and ends them all."""
    made: list[Serving] = []

    def make(folder: Path) -> Serving:
        made.append(Serving(folder))
        return made[-1]

    yield make
    for serving in made:
        serving.close()


@pytest.fixture
def serving(folder: Path, new_serving: Callable[[Path], Serving]) -> Serving:
    """A server of the folder that answers."""
    return new_serving(folder).start()
