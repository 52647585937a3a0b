"""What all tests share: running the command line as a user does, and writing small atlases."""

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from flowatlas.cli.main import main

# Every worker has a core; numpy would start a thread on all of them.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# A busy machine is no failure, and what CI says of a commit is the same every time; by hand new examples are tried.
settings.register_profile(
    "everywhere", deadline=None, derandomize="CI" in os.environ, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("everywhere")

ROOT = Path(__file__).resolve().parent.parent

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run ``flowatlas`` with these words in an empty folder; gives exit code, output and errors.

    It runs in this process, where Python and our modules are loaded already; ``run_apart`` starts one as a shell does.
    """

    def run(
        *words: str, cwd: Path = tmp_path, text: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        given = io.TextIOWrapper(io.BytesIO((text or "").encode()), "utf-8")
        printed = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
        told = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)
        with monkeypatch.context() as here:
            here.chdir(cwd)
            for name, value in {"NO_COLOR": "1", **environment}.items():
                here.setenv(name, value)
            here.setattr(sys, "argv", ["flowatlas", *words])
            for name, stream in {"stdin": given, "stdout": printed, "stderr": told}.items():
                here.setattr(sys, name, stream)
            code = _exit_code_of(main)
        return subprocess.CompletedProcess(["flowatlas", *words], code, _text_of(printed), _text_of(told))

    return run


def _exit_code_of(command: Callable[[], None]) -> int:
    try:
        command()
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else int(stop.code is not None)
    return 0


def _text_of(stream: io.TextIOWrapper) -> str:
    content = stream.buffer
    assert isinstance(content, io.BytesIO)
    return content.getvalue().decode()


@pytest.fixture
def run_apart(tmp_path: Path) -> Run:
    """Run ``flowatlas`` in a process of its own, for what is about processes; otherwise as ``run``."""

    def run_apart(
        *words: str, cwd: Path = tmp_path, text: str | None = None, **environment: str
    ) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "flowatlas", *words],
            cwd=cwd,
            env={**os.environ, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8", **environment},
            input=text or "",
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    return run_apart


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    """Write an atlas into the empty folder and give its path."""

    def write(text: str, name: str = "atlas.yaml") -> Path:
        path = tmp_path / name
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write


PROCESSES = {"run_apart", "serving", "alone", "new_serving", "shared", "one_server"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What starts the command line or a server is slow: processes take much of both cores."""
    for item in items:
        if PROCESSES.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.slow)


def pytest_report_teststatus(
    report: pytest.CollectReport | pytest.TestReport, config: pytest.Config
) -> tuple[str, str, str] | None:
    """Where nobody watches, what passes is only counted: what failed, and why, stands close to the end."""
    is_watched = config.get_terminal_writer().hasmarkup
    return None if is_watched or report.when != "call" or not report.passed else ("passed", "", "PASSED")


QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # Letters stand where they are measured, as in a browser with windows.
    "--font-render-hinting=none",
)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The one without windows opens a page in half the time."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """One browser for all tests; without any installed they are skipped."""
    program = next(filter(None, map(shutil.which, BROWSERS)), None)
    if program is None:
        pytest.skip(f"none of {', '.join(BROWSERS)} is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()
