"""The offline page in a browser: it explains itself to mouse, keyboard and finger, on screen and on paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
ONBOARDING = ROOT / "examples/onboarding/atlas.yaml"
AXE = ROOT / "web/node_modules/axe-core/axe.min.js"

SMALL = """
    title: Small
    current:
      trigger: Order
      customer: Shop
      steps:
        build: {name: Build it, process_time: 3h, roles: [makers]}
        review: {name: Review it, wait_time: 1d..3d, process_time: 1h, percent_complete_accurate: 80%, rework: {r: {to: build}}}
        ship: {name: Ship it, wait_time: "?", process_time: 10m}
"""
LARGE = "title: Large\ncurrent:\n  steps:\n" + "".join(
    f"    s{number}: {{name: Step number {number}, group: Part {number // 10}, wait_time: {number % 5 + 1}d, process_time: 1h..3h}}\n"
    for number in range(40)
)
HOSTILE = r"""
    title: "<script>alert(1)</script> </title> ]]> \" ' </style> &lt; \u202Eevil"
    current:
      trigger: "\"><img src=x onerror=alert(1)>"
      customer: "'><svg onload=alert(2)>"
      steps:
        "a<b>\"'": {name: "<script>alert(1)</script>", group: "</style>", process_time: 1h, quick_fixes: {x: {text: "javascript:alert(1)", owner: "<i>"}}}
        b: {name: "]]> --> <!-- \u202E", wait_time: 2d, process_time: 3h}
    questions: {"</textarea>": {text: "</pre></details><script>alert(4)</script>"}}
"""

both = pytest.mark.parametrize("theme", ["light", "dark"])


def scale_of(page):
    """How large the picture that is shown is drawn, 1 for its natural size."""
    return page.evaluate(
        """() => {
            const svg = [...document.querySelectorAll(".stage svg")].find((one) => one.clientWidth > 0);
            return svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
        }"""
    )


def wait_for(page, condition):
    """Wait until something is so; the page's own policy forbids what Playwright would do for it."""
    page.evaluate(
        f"""() => new Promise((done, failed) => {{
            const start = performance.now();
            const look = () => {{
                if ({condition}) done();
                else if (performance.now() - start > 5000) failed(new Error("never so"));
                else requestAnimationFrame(look);
            }};
            look();
        }})"""
    )


def test_a_page_opens_from_disk_without_a_network(show):
    """Title, answer and picture are there; nothing is fetched, nothing complains."""
    page = show(SMALL, offline=True)

    expect(page).to_have_title("Small")
    expect(page.get_by_role("heading", level=1)).to_have_text("Small")
    expect(page.locator(".first")).to_be_visible()
    expect(page.locator("[data-path='current/steps/review']").first).to_be_visible()


@pytest.mark.slow
def test_a_page_says_everything_without_its_script(show):
    """Whoever forbids scripts reads all pictures one below the other, and meets no dead button."""
    page = show(ONBOARDING, java_script_enabled=False)

    for view in page.locator(".view").all():
        expect(view).to_be_visible()
    for dead in page.locator(".button, [role=tablist]").all():
        expect(dead).to_be_hidden()
    page.get_by_text("What the words mean").click()
    expect(page.get_by_text("What lies between the end of one step")).to_be_visible()


@pytest.mark.slow
def test_hostile_names_are_inert_and_seen(show):
    """Names full of tags run nothing and are read as they are written."""
    page = show(HOSTILE)

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "<script>alert(1)</script> </title> ]]> \" ' </style> &lt; \ufffdevil"
    )
    expect(page.get_by_text('"><img src=x onerror=alert(1)>').first).to_be_visible()
    assert page.locator("script, img, iframe, object, a[href^=javascript]").count() == 1
    assert "\\u202Eevil" in page.locator("#source pre").text_content()


@pytest.mark.slow
def test_the_mouse_gets_an_explanation_and_can_rest_on_it(show):
    """It comes near the part, stays while the mouse is on it, and goes when the mouse leaves."""
    page = show(ONBOARDING)
    tip = page.get_by_role("tooltip")
    part = page.locator("#view-practice [data-path='current/steps/agreement']").first

    part.hover()
    expect(tip).to_contain_text("Review the data agreement")
    box, window = tip.bounding_box(), page.viewport_size
    assert 0 <= box["x"] <= window["width"] - box["width"]
    assert 0 <= box["y"] <= window["height"] - box["height"]
    tip.hover()
    expect(tip).to_be_visible()
    page.mouse.move(5, 5)
    expect(tip).to_be_hidden()


@pytest.mark.slow
def test_the_keyboard_gets_the_same_explanation_and_escape_ends_it(show):
    """A term in a sentence and a part of the picture explain themselves where the focus is."""
    page = show(ONBOARDING)
    tip = page.get_by_role("tooltip")
    term = page.locator(".sentences .term").first
    term.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")

    expect(tip).to_have_text(term.get_attribute("data-tip"))
    expect(term).to_have_attribute("aria-describedby", "tip")
    page.keyboard.press("Escape")
    expect(tip).to_be_hidden()
    expect(term).to_be_focused()


@pytest.mark.slow
@pytest.mark.parametrize("text", [SMALL, LARGE], ids=["small", "large"])
def test_the_keyboard_reaches_every_explained_part(show, text):
    """Going on with Tab from the top meets each part that explains itself, and each is in sight when it is met."""
    page = show(text)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    wanted = page.evaluate(
        "[...document.querySelectorAll('[data-tip]')].filter((one) => !one.closest('[hidden]')).length"
    )
    met = 0
    for _ in range(wanted + 60):
        page.keyboard.press("Tab")
        met += page.evaluate(
            """() => {
                const part = document.activeElement;
                if (!part.matches("[data-tip]")) return false;
                const box = part.getBoundingClientRect();
                const isInside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
                const tip = document.getElementById("tip");
                return isInside && !tip.hidden && tip.textContent.endsWith(part.getAttribute("data-tip"));
            }"""
        )

    assert met >= wanted > 0


@pytest.mark.slow
def test_tabs_are_walked_with_arrow_keys(show):
    """Arrows, Home and End choose a picture; Tab leaves the tabs."""
    page = show(ONBOARDING)
    tabs = page.get_by_role("tab")
    tabs.first.focus()

    page.keyboard.press("ArrowRight")
    expect(tabs.nth(1)).to_have_attribute("aria-selected", "true")
    expect(tabs.nth(1)).to_be_focused()
    expect(page.locator("#view-practice")).to_be_hidden()
    assert page.get_by_role("tabpanel").count() == 1
    page.keyboard.press("Home")
    expect(tabs.first).to_be_focused()
    expect(page.locator("#view-practice")).to_be_visible()
    page.keyboard.press("ArrowLeft")
    expect(tabs.last).to_be_focused()


@pytest.mark.slow
def test_a_picture_changes_its_size_by_button_key_wheel_and_double_click(show):
    """Plus, minus and fit do what they say; the wheel zooms with Ctrl alone."""
    page = show(ONBOARDING)
    fitted = scale_of(page)
    stage = page.locator("#view-practice .stage")

    page.get_by_role("button", name="Larger").click()
    assert scale_of(page) == pytest.approx(fitted * 1.25, rel=0.01)
    page.get_by_role("button", name="Smaller").click()
    page.get_by_role("button", name="Smaller").click()
    assert scale_of(page) == pytest.approx(fitted / 1.25, rel=0.01)
    page.get_by_role("button", name="Fit to the width").click()
    assert scale_of(page) == pytest.approx(fitted, rel=0.01)
    stage.focus()
    page.keyboard.press("+")
    page.keyboard.press("+")
    assert scale_of(page) == pytest.approx(fitted * 1.25**2, rel=0.01)
    page.keyboard.press("ArrowRight")
    wait_for(page, "document.querySelector('.stage').scrollLeft !== 0")
    page.keyboard.press("-")
    page.keyboard.press("0")
    assert scale_of(page) == pytest.approx(fitted, rel=0.01)
    stage.dblclick(position={"x": 200, "y": 100})
    assert scale_of(page) > fitted * 1.5


@pytest.mark.slow
def test_the_wheel_zooms_where_the_mouse_is(show):
    """With Ctrl the point under the mouse stays under it; without, the page scrolls."""
    page = show(ONBOARDING)
    fitted = scale_of(page)
    part = page.locator("#view-practice [data-path='current/steps/agreement']").first
    box = part.bounding_box()
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.wheel(0, 60)
    wait_for(page, "scrollY === 60")
    box = part.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    wait_for(page, "document.querySelector('.stage').scrollLeft > 0")

    assert scale_of(page) > fitted * 1.2
    box = part.bounding_box()
    assert box["x"] + box["width"] / 2 == pytest.approx(x, abs=3)
    assert box["y"] + box["height"] / 2 == pytest.approx(y, abs=3)


@pytest.mark.slow
def test_a_picture_is_dragged_with_the_mouse(show):
    """What is held stays under the mouse."""
    page = show(ONBOARDING)
    page.get_by_role("button", name="Larger").click()
    page.get_by_role("button", name="Larger").click()
    before = page.evaluate("document.querySelector('.stage').scrollLeft")
    box = page.locator("#view-practice .stage").bounding_box()
    page.mouse.move(box["x"] + 300, box["y"] + 150)
    page.mouse.down()
    page.mouse.move(box["x"] + 250, box["y"] + 130, steps=4)
    page.mouse.up()

    assert page.evaluate("document.querySelector('.stage').scrollLeft") == pytest.approx(before + 50, abs=2)


@pytest.mark.slow
def test_two_fingers_change_the_size(show):
    """Pinching zooms the picture, and on a narrow screen it starts large enough to read."""
    page = show(ONBOARDING, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    stage = page.locator("#view-practice .stage")
    stage.scroll_into_view_if_needed()
    started = scale_of(page)
    box = stage.bounding_box()
    x, y = box["x"] + 180, box["y"] + 100
    session = page.context.new_cdp_session(page)

    def fingers(kind, apart):
        points = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points if kind != "touchEnd" else []})

    fingers("touchStart", 40)
    for apart in (50, 60, 80):
        fingers("touchMove", apart)
    fingers("touchEnd", 0)

    assert started >= 0.65
    wait_for(page, "document.querySelector('.stage').style.height !== ''")
    assert scale_of(page) > started * 1.4
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_the_theme_follows_the_reader_and_a_button_switches_it(show):
    """Light and dark change page and picture together."""
    page = show(ONBOARDING, color_scheme="dark")
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    fill = "getComputedStyle(document.querySelector('.step rect')).fill"

    assert page.evaluate(colour) == "rgb(20, 24, 29)"
    dark = page.evaluate(fill)
    page.get_by_role("button", name="Light colours").click()
    assert page.evaluate(colour) == "rgb(255, 255, 255)"
    assert page.evaluate(fill) != dark
    expect(page.get_by_role("button", name="Dark colours")).to_be_visible()


@pytest.mark.slow
def test_the_source_is_copied(show):
    """A button puts the YAML text on the clipboard and says so."""
    page = show(ONBOARDING)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_text("The map as text").click()
    page.get_by_role("button", name="Copy").click()

    expect(page.get_by_text("Copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == ONBOARDING.read_text(encoding="utf-8")


@pytest.mark.slow
@both
@pytest.mark.parametrize("text", [ONBOARDING, LARGE, "title: X"], ids=["onboarding", "large", "empty"])
def test_axe_finds_nothing(show, text, theme):
    """WCAG 2.2 AA and good practice, in every tab, with everything opened."""
    if not AXE.exists():
        pytest.skip("axe-core is not installed; python hatch_build.py fetches it")
    page = show(text, color_scheme=theme, bypass_csp=True)
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for tab in page.get_by_role("tab").all() or [page.locator("h1")]:
        tab.click()
        found = page.evaluate("axe.run().then((result) => result.violations.map((one) => [one.id, one.nodes[0].html]))")

        assert found == []


@pytest.mark.slow
def test_a_narrow_window_scrolls_nothing_but_pictures_and_tables(show):
    """The page itself fits into 320 pixels, as zooming to 400 % asks for."""
    page = show(ONBOARDING, viewport={"width": 320, "height": 640})
    page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")

    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


TWELVE = "title: Twelve\ncurrent:\n  steps:\n" + "".join(
    f"    s{number}: {{name: Step number {number}, group: Part {number // 4}, wait_time: 1d..3d, process_time: 1h..3h}}\n"
    for number in range(12)
)


@pytest.mark.slow
@pytest.mark.parametrize("text", [ONBOARDING, TWELVE, LARGE], ids=["onboarding", "twelve", "large"])
def test_a_page_prints_on_one_sheet(show, text):
    """Paper holds the answer and the whole picture, light, without buttons, whatever was done on screen."""
    page = show(text, color_scheme="dark")
    for _ in range(3):
        page.get_by_role("button", name="Larger").click()
    page.emulate_media(media="print", color_scheme="dark")
    page.set_viewport_size({"width": 1054, "height": 725})

    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    assert page.evaluate("getComputedStyle(document.querySelector('.step rect')).fill") == "rgb(211, 232, 251)"
    sheet = page.locator("body").bounding_box()
    picture = page.locator("#view-practice svg").bounding_box()
    answer = page.locator("#answer").bounding_box()
    assert answer["y"] + answer["height"] <= picture["y"]
    assert picture["y"] + picture["height"] <= sheet["y"] + sheet["height"] + 1
    assert picture["height"] > sheet["height"] * 0.4
    assert page.get_by_role("button", name="Larger").count() == 0
