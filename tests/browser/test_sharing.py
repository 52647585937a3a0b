"""A link in a browser: it leads in, leaves no trace in the page, and ends when it is taken back."""

import pytest
from playwright.sync_api import Browser, expect
from serving import ATLAS, KEY, PATIENCE

from flowatlas.server.entry.addresses import Names
from shared import SharedServing


@pytest.fixture
def sharing(folder):
    """A shared server of this test's own."""
    serving = SharedServing(folder)
    yield serving.start()
    serving.close()


@pytest.fixture
def folder(tmp_path):
    """A folder with one atlas."""
    (tmp_path / KEY).write_text(ATLAS, encoding="utf-8")
    return tmp_path


@pytest.mark.slow
def test_a_link_leads_in_and_leaves_no_trace(browser: Browser, sharing: SharedServing) -> None:
    """Over the network, without https: the token is in no request, not in the address and not behind Back.

    The map can be edited until the link is taken back; then the page says so, and a new link leads in again.
    """
    base = Names(sharing.port, is_shared=True).addresses()[0]
    edit = next(one for one in sharing.kept if one["right"] == "edit")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page, sent, wrong = context.new_page(), [], []
    page.set_default_timeout(PATIENCE * 1000)
    page.on("request", lambda request: sent.append(f"{request.url} {request.headers}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))

    page.goto(f"{base}/atlas/{KEY}")
    expect(page.get_by_text("needs a link")).to_be_visible()
    page.goto(f"{base}/join#{edit['token']}")
    page.get_by_role("link", name="Onboarding").first.click()
    page.wait_for_selector("svg.picture")
    page.keyboard.press("Escape")
    page.go_back()
    assert edit["token"] not in page.url
    # The headers that a page sends, without its cookie.
    assert not [one for one in sent if edit["token"] in one]
    assert page.evaluate("document.cookie") == ""

    page.goto(f"{base}/atlas/{KEY}")
    page.wait_for_selector("svg.picture")
    host = sharing.browser("host")
    host.request("DELETE", f"/api/links/{edit['id']}", headers={"content-type": "application/json"})
    expect(page.get_by_text("taken back")).to_be_visible()
    made = host.post("/api/links", json={"right": "view"}).json()["links"][-1]
    page.goto("about:blank")
    page.goto(made["addresses"][0])
    expect(page.get_by_role("link", name="Onboarding").first).to_be_visible()
    context.close()

    assert wrong == []
