"""What the tests of the server share: a server for all of them, an atlas for each, and servers of their own."""

import sys
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from serving import ATLAS, KEY, Serving

NUMBERS = count(1)


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
def alone(folder: Path, new_serving: Callable[[Path], Serving]) -> Serving:
    """A server that a test has for itself, to kill it."""
    return new_serving(folder).start()


@pytest.fixture(scope="session")
def one_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server for all tests that only ask it."""
    serving = Serving(tmp_path_factory.mktemp("served")).start()
    yield serving
    serving.close()


@pytest.fixture
def serving(one_server: Serving) -> Serving:
    """The server of all, with an atlas for this test alone."""
    mine = one_server.about(f"atlas-{next(NUMBERS)}.yaml")
    mine.file.write_text(ATLAS, encoding="utf-8")
    return mine
