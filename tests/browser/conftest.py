"""Pages opened in a browser that must stay quiet: the offline page, and that of a real server."""

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from playwright.sync_api import Browser, Page, expect

from flowatlas.cli.options import open_atlas
from flowatlas.exporters.exporter import Export
from flowatlas.exporters.html import write_html
from flowatlas.server.routes.page import STATIC

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parent.parent / "server")]

from serving import ATLAS, KEY, PATIENCE, Serving  # noqa: E402 - beside the tests of the server
from workspace import NOTES_MESSAGES, Workspace  # noqa: E402 - as above

expect.set_options(timeout=PATIENCE * 1000)

collect_ignore = ["board_map.py"]
"""A kind of map that only the server of its own test is to know."""

NUMBERS = itertools.count(1)
"""Numbers of atlases: the server keeps what happened to each of them."""


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Write the page of a map and open it from disk; whatever it fetches or complains about fails the test."""
    contexts, complaints = [], []

    def show(text: str | Path, **settings: object) -> Page:
        atlas = text if isinstance(text, Path) else tmp_path / "atlas.yaml"
        if not isinstance(text, Path):
            atlas.write_text(dedent(text), encoding="utf-8")
        opened = open_atlas(str(atlas), anonymous=False)
        written = tmp_path / "page.html"
        findings = [located.finding for located in opened.findings]
        written.write_text(
            write_html(Export(opened.name, opened.atlas, opened.source, findings, draws=400, plain=opened.plain)),
            encoding="utf-8",
        )
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("request", lambda request: complaints.append(request.url) if request.url != written.as_uri() else None)
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.goto(written.as_uri())
        return page

    yield show
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One server for all tests that leave it running, with the page that was built."""
    yield from _serving(tmp_path_factory.mktemp("atlases"))


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Serving]:
    """A server of this test's own, with one atlas in its folder; it may be killed, and whatever its folder holds counts."""
    folder = tmp_path / "atlases"
    folder.mkdir()
    (folder / KEY).write_text(ATLAS, encoding="utf-8")
    yield from _serving(folder)


@pytest.fixture
def serving(shared: Serving) -> Iterator[Serving]:
    """The shared server with an atlas that is this test's own; where a module needs it, its tests have one alone."""
    serving = shared.about(f"atlas-{next(NUMBERS)}.yaml")
    serving.file.write_text(ATLAS, encoding="utf-8")
    yield serving
    for file in shared.folder.glob("*.yaml"):
        file.unlink()


def _serving(folder: Path) -> Iterator[Serving]:
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; python hatch_build.py builds it")
    serving = Serving(folder).start()
    yield serving
    serving.close()


@pytest.fixture
def visit(browser: Browser, serving: Serving) -> Iterator[Callable[..., Page]]:
    """Open a page of the server; what it loads from elsewhere or complains about fails the test, if it must be quiet."""
    contexts, complaints = [], []

    def visit(path: str = "", *, is_quiet: bool = True, **settings: object) -> Page:
        context = browser.new_context(
            **{
                "viewport": {"width": 1280, "height": 800},
                "permissions": ["clipboard-read", "clipboard-write"],
                **settings,
            }
        )
        contexts.append(context)
        context.add_init_script(NOTES_MESSAGES)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if is_quiet:
            page.on("console", lambda message: complaints.append(message.text))
            page.on(
                "request",
                lambda request: (
                    None if request.url.startswith((serving.address, "blob:")) else complaints.append(request.url)
                ),
            )
        page.goto(serving.address + (path or f"/atlas/{serving.key}"))
        return page

    yield visit
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def work_on(serving: Serving, visit: Callable[..., Page]) -> Callable[..., Workspace]:
    """Write an atlas and open it."""

    def work_on(text: str, **settings: object) -> Workspace:
        serving.file.write_text(dedent(text), encoding="utf-8")
        page = visit(**settings)
        page.wait_for_selector("svg.picture")
        # What is still on its way would slip from under the mouse.
        page.wait_for_selector('.answers[aria-busy="false"]')
        work = Workspace(page, serving)
        work.settle()
        return work

    return work_on
