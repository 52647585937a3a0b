"""A session of five people, each in a browser of their own: agenda, exercises, summary; by phone and by keys alone."""

import itertools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, Literal, NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, Page, WebSocket, expect
from serving import PATIENCE, until
from test_accessibility import found_in_both

from flowatlas.server.routes.page import JOIN, STATIC
from shared import SharedServing

pytestmark = pytest.mark.slow

NUMBERS = itertools.count(1)
STEPS = """
    title: Onboarding
    outcome:
      target: {text: Work from the first day on}
    current:
      roles: {legal: {name: Legal}, operations: {name: Operations}}
      steps:
        ask: {name: Ask for access, process_time: 1h}
        legal: {name: Legal review, wait_time: 3d..10d, process_time: 2h}
        accounts: {name: Set up accounts, wait_time: "?", process_time: 30m}
"""
WAIT = "current/steps/legal/wait_time"
PHONE = {"viewport": {"width": 390, "height": 780}, "has_touch": True, "is_mobile": True}
THUMB = 44
"""Pixels that a thumb needs."""

MOST_TABS = 150

ALREADY_ASKED = "localStorage.setItem('flowatlas:asked', '1');"


class Person:
    """Somebody in the session, with all that their page was ever told."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.told: list[str] = []
        page.set_default_timeout(PATIENCE * 1000)
        page.on("websocket", self._listen)

    def _listen(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.told.append(str(frame)))

    @property
    def panel(self) -> Locator:
        """The session beside the map, or in its place."""
        return self.page.locator(".session")

    def click(self, name: str | re.Pattern[str], within: str = "") -> None:
        """Press a button of the session."""
        holder = self.panel.get_by_role("region", name=within) if within else self.panel
        holder.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until the session shows this."""
        expect(self.panel.get_by_text(text).first).to_be_visible()

    def note(self, text: str) -> None:
        """Write a note of one's own."""
        self.panel.get_by_label("Your note", exact=True).fill(text)
        self.panel.get_by_label("Your note", exact=True).press("Enter")
        expect(self.panel.get_by_label("Your note 1", exact=True)).to_be_visible()

    def estimate(self, text: str) -> None:
        """Answer the question that is asked."""
        field = self.panel.locator(".walk-field")
        field.fill(text)
        field.press("Enter")

    @property
    def is_done(self) -> Locator:
        """The button by which one says so."""
        return self.panel.get_by_role("button", name="I am done")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedServing]:
    """A server that others can come to, and that may be killed and started again."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; python hatch_build.py builds it")
    served = SharedServing(tmp_path_factory.mktemp("session"))
    served.start()
    yield served
    served.close()


@pytest.fixture
def serving(served: SharedServing) -> SharedServing:
    """That server, about an atlas of this test's own."""
    serving = served.about(f"session-{next(NUMBERS)}.yaml")
    serving.file.write_text(dedent(STEPS), encoding="utf-8")
    return serving


Come = Callable[..., Person]


@pytest.fixture
def come(browser: Browser, serving: SharedServing) -> Iterator[Come]:
    """Come in by a link under a name; what goes wrong in a page fails the test."""
    contexts, errors = [], []

    def come(right: str, name: str = "", role: str = "", **settings: object) -> Person:
        usual = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", "bypass_csp": True}
        context = browser.new_context(**{**usual, **settings})
        contexts.append(context)
        said = {"by": name, "role": role}
        keeps = [f"localStorage.setItem('flowatlas:{key}', {json.dumps(text)});" for key, text in said.items() if text]
        context.add_init_script(ALREADY_ASKED + "".join(keeps))
        person = Person(context.new_page())
        person.page.on("pageerror", lambda error: errors.append(str(error)))
        person.page.goto(f"{serving.address}{JOIN}#{serving.tokens[right]}")
        person.page.wait_for_url(lambda address: JOIN not in address)
        person.page.goto(f"{serving.address}/atlas/{serving.key}")
        expect(person.page.locator(".save-words")).to_have_text("Saved")
        return person

    yield come
    for context in contexts:
        context.close()
    assert errors == []


def examined(person: Person) -> list[list[str]]:
    """What axe-core complains about in the session as it stands, in light and in dark colours."""
    return found_in_both(person.page, ".topbar", ".stage", ".beside")


def fits_a_thumb(person: Person) -> None:
    """Every button and field of the session is large enough to be hit, and nothing reaches beyond the screen."""
    small: list[str] = person.panel.evaluate(
        """(panel, least) => [...panel.querySelectorAll('button, input:not([type=checkbox]), textarea, select, a')]
          .filter(one => one.checkVisibility() && one.getBoundingClientRect().height < least)
          .map(one => one.outerHTML)""",
        THUMB,
    )
    assert small == []
    assert person.page.evaluate("document.documentElement.scrollWidth") <= PHONE["viewport"]["width"]


def begin(coach: Person, title: str = "Why so long?", agenda: str = "Value stream") -> None:
    """Start a session."""
    coach.page.get_by_role("button", name="Start a session").click()
    coach.page.get_by_label("What it is about").fill(title)
    coach.page.get_by_role("radio", name=agenda).check()
    coach.page.get_by_role("button", name="Start", exact=True).click()
    expect(coach.panel.get_by_role("heading", name=title)).to_be_visible()


def set_up(coach: Person, kind: str, question: str = "") -> None:
    """Set up something to do together."""
    together = coach.panel.get_by_text("Do something together", exact=True)
    if not coach.panel.get_by_role("button", name=re.compile(f"^{kind}")).is_visible():
        together.click()
    coach.click(re.compile(f"^{kind}"))
    if question:
        coach.panel.get_by_label("Question", exact=True).fill(question)


def plain(serving: SharedServing) -> dict[str, Any]:
    """The plain values that the server holds."""
    return serving.get(serving.here, headers=serving.having("view")).json()["plain"]


class Group(NamedTuple):
    """Who takes part, and who only looks."""

    coach: Person
    owner: Person
    tester: Person
    operations: Person
    guest: Person

    @property
    def part(self) -> tuple[Person, ...]:
        """Those who take part."""
        return self[:-1]


def make_the_agenda(group: Group) -> None:
    """The agenda is changed, begun and timed by whoever runs the session; everybody sees what to do, and the clock."""
    coach = group.coach
    for person in group:
        person.sees("Take one real item")
    fits_a_thumb(group.tester)
    coach.click("Change the agenda")
    coach.panel.get_by_label("Part 1", exact=True).fill("What we see")
    coach.panel.get_by_label("Minutes of part 1").fill("2")
    coach.panel.get_by_label("What to do in part 1").fill("Think of the last new hire.")
    coach.panel.get_by_label("Part 3", exact=True).press("Alt+ArrowUp")
    coach.click(re.compile("^Later: Say how long each"))
    coach.click("Remove “Read the answer”")
    coach.click("Done")
    coach.click("Begin with it")
    for person in group:
        person.sees("Think of the last new hire.")
        expect(person.panel.get_by_role("timer")).to_contain_text(re.compile(r"[12]:\d\d"))
        expect(person.panel.locator(".agenda-title")).to_have_text(
            [
                "What we see",
                "Lay out the steps, from the end",
                "Say how long each step takes",
                "Say how long it waits in between",
                "Agree on one constraint",
                "Gather quick fixes and open questions",
            ]
        )
    expect(group.guest.panel.get_by_role("button", name="Next")).to_have_count(0)
    coach.click("Pause")
    for person in group:
        expect(person.panel.get_by_role("timer")).to_contain_text("stopped")
    coach.click("Reset")
    expect(group.guest.panel.get_by_role("timer")).to_contain_text("2:00")


def write_alone(group: Group, serving: SharedServing, served: SharedServing) -> None:
    """Nobody else's page or history has a word before all are shown, not even when the server is killed meanwhile."""
    coach, owner, tester, operations, guest = group
    set_up(coach, "Silent writing", "What slows us down?")
    coach.panel.get_by_label("The notes go to").select_option(label="Questions of the atlas")
    coach.click("Start it")
    words = ["Access rights come late", "Nobody owns the list", "Forms are filled twice", "Legal meets on Thursdays"]
    for person, text in zip(group.part, words, strict=True):
        person.note(text)
    owner.is_done.click()
    coach.sees("4 of 4 have begun, 1 is done")
    fits_a_thumb(tester)
    expect(guest.panel.get_by_label("Your note", exact=True)).to_have_count(0)
    served.kill()
    owner.panel.get_by_label("Your note", exact=True).fill("Written while nobody answered")
    owner.panel.get_by_label("Your note", exact=True).press("Enter")
    served.start()
    tester.page.reload()
    expect(tester.panel.get_by_label("Your note 1")).to_have_value(words[2])
    coach.sees("4 of 4 have begun, 1 is done")
    history = serving.get(f"{serving.here}/history", headers=serving.having("edit")).text
    for person, text in zip(group.part, words, strict=True):
        others = [other for other in group if other is not person]
        assert not [other for other in others if any(text in frame for frame in other.told)]
        assert not [other for other in others if text in other.page.content()]
        assert text not in history
    operations.panel.get_by_label("Your note", exact=True).fill("Half a thou")
    guest.page.get_by_role("application").focus()

    coach.click("Show everybody")

    for person in group:
        for text in [*words, "Written while nobody answered"]:
            person.sees(text)
    expect(guest.page.get_by_role("application")).to_be_focused()
    expect(operations.panel.get_by_role("heading", name="What slows us down?")).to_be_focused()
    operations.click("Put it into the parking lot")
    coach.sees("Half a thou")
    assert {one["text"] for one in plain(serving)["questions"].values()} >= set(words)
    assert examined(coach) == []


def estimate_blind(group: Group, serving: SharedServing) -> None:
    """Everybody says what they think, read back as they type; shown beside each other it becomes voices, and is settled."""
    coach, owner, tester, _, guest = group
    coach.page.locator(f'.picture [data-part="{WAIT}"]').first.click(button="right")
    coach.page.get_by_role("menuitem", name="Estimate this blind").click()
    for person, text in zip(group.part, ["1-2 d", "3d", "2wk", "?"], strict=True):
        person.sees("Question 1 of 1")
        person.estimate("around teatime")
        expect(person.panel.locator(".reading.wrong")).to_be_visible()
        person.estimate(text)
        person.sees("That was all")
    assert examined(owner) == []
    fits_a_thumb(tester)
    assert "voices" not in plain(serving)["current"]
    coach.click("Show everybody")
    for person in group:
        person.sees(re.compile("times the lowest"))
        expect(person.panel.locator(".range", has_text="Tester")).to_contain_text("highest")
        expect(person.panel.locator(".range", has_text="Coach")).to_contain_text("lowest")
    assert examined(coach) == []
    expect(owner.panel.get_by_role("button", name="Settle")).to_have_count(0)
    coach.panel.get_by_label(re.compile("^Settle The wait")).fill("2d..4d")
    coach.click("Settle")
    guest.sees("On the map: 2d..4d")
    stream = plain(serving)["current"]
    assert stream["steps"]["legal"]["wait_time"] == "2d..4d"
    said = {voice["name"]: voice["changes"]["steps/legal/wait_time"] for voice in stream["voices"].values()}
    assert {"Coach", "Product owner", "Tester"} <= said.keys()


def vote(group: Group) -> None:
    """Nobody has more dots than there are; by thumb, too."""
    coach, owner, tester, operations, _ = group
    set_up(coach, "Dot vote", "What would help most?")
    coach.panel.get_by_label("Vote on").select_option(label="Own words")
    coach.panel.get_by_label("One choice on each line").fill("A stock of laptops\nLegal every day\nOne list")
    coach.panel.get_by_label("Dots for each person").fill("2")
    coach.click("Start it")
    for person in (coach, owner, operations):
        person.click(re.compile("^One more for “A stock of laptops”"))
        person.sees("1 of 2 dots left")
    tester.panel.get_by_role("button", name=re.compile("^One more for “Legal every day”")).tap()
    tester.panel.get_by_role("button", name=re.compile("^One more for “Legal every day”, 1 dot now")).tap()
    tester.sees("0 of 2 dots left")
    expect(tester.panel.get_by_role("button", name=re.compile("^One more for “One list”"))).to_be_disabled()
    fits_a_thumb(tester)
    assert examined(tester) == []
    coach.click("Show everybody")
    for person in group:
        rows = person.panel.locator(".tally li")
        expect(rows).to_contain_text(["3 dots from 3 people", "2 dots from 1 person", "0 dots"])


def share(group: Group) -> None:
    """Alone, with one other, with three, then all."""
    coach, owner = group.coach, group.owner
    set_up(coach, "1-2-4-All", "What do we try first?")
    coach.click("Start it")
    for number, person in enumerate(group.part):
        person.note(f"Thought of {number}")
    for phase, others in (("in pairs", 1), ("in fours", 3)):
        coach.click(f"Go on: {phase}")
        for person in group.part:
            person.sees(re.compile("^You are with "))
            expect(person.panel.locator(".session-round .note-papers .note-paper")).to_have_count(others)
    assert examined(owner) == []
    coach.click("Go on: all")
    coach.click("Show everybody")
    group.guest.sees("Thought of 3")


def conclude(group: Group, serving: SharedServing) -> None:
    """What is parked becomes a question, what is decided stands in the roadmap, the summary is there for everybody."""
    coach, _, tester, _, guest = group
    tester.panel.get_by_label("Park it").fill("Who pays for the licences?")
    tester.click("Park it")
    coach.click("Make it a question: Who pays for the licences?")
    expect(tester.panel.get_by_text("Who pays for the licences?")).to_have_count(0)
    coach.panel.get_by_label("What was decided").fill("We keep a stock of laptops")
    coach.panel.get_by_label("Why", exact=True).fill("It helps at once")
    coach.click("Write it down")
    coach.panel.get_by_label("Next session").fill("The future map")
    coach.panel.get_by_label("On", exact=True).fill("2030-12-04")
    until(lambda: "decisions" in plain(serving).get("roadmap", {}), "the decision is in the atlas")
    assert "Who pays for the licences?" in {one["text"] for one in plain(serving)["questions"].values()}
    coach.click("End the session")
    coach.click("End it")

    for person in group:
        person.sees("Next session: The future map · 2030-12-04")
    assert examined(guest) == []
    with guest.page.expect_download() as download:
        guest.panel.get_by_role("link", name="Download Markdown").click()
    summary = Path(download.value.path()).read_text(encoding="utf-8")
    for text in ("Why so long?", "We keep a stock of laptops", "2d..4d", "A stock of laptops", "The future map"):
        assert text in summary
    with tester.page.expect_popup() as popup:
        tester.panel.get_by_role("link", name="Open the summary").click()
    expect(popup.value.get_by_text("We keep a stock of laptops").first).to_be_visible()
    guest.click("Close")
    expect(guest.panel).to_have_count(0)


def test_a_session_from_its_agenda_to_its_summary(come: Come, serving: SharedServing, served: SharedServing) -> None:
    """Five people write, estimate, vote and share; what is private stays so over a restart, what comes of it is kept."""
    group = Group(
        come("edit", "Coach"),
        come("comment", "Product owner", "Legal"),
        come("comment", "Tester", "Operations", **PHONE),
        come("comment", "Operations"),
        come("view", "Guest"),
    )
    begin(group.coach)

    make_the_agenda(group)
    write_alone(group, serving, served)
    estimate_blind(group, serving)
    vote(group)
    share(group)
    conclude(group, serving)


def test_whoever_leads_takes_all_to_what_is_talked_about(come: Come) -> None:
    """A value that they open is open for all; who opens another one or is typing stays there, and can come back."""
    coach, owner, guest = come("edit", "Coach"), come("edit", "Product owner"), come("view", "Guest")
    begin(coach)
    command(coach.page, "Walk the whole map")
    for text in ("1d", "2d", "3h"):
        coach.estimate(text)
    coach.sees("Question 4 of 5")
    coach.click("Show everybody")
    names = coach.panel.locator(".spread-name")
    expect(names).to_have_count(3)
    first, second, third = names.all_inner_texts()

    def talk_about(name: str) -> None:
        coach.panel.get_by_role("button", name=name).click()

    def has_open(person: Person, name: str) -> None:
        expect(person.panel.locator(".spread[data-open] .spread-name")).to_have_text(name)

    for person in (coach, owner, guest):
        has_open(person, first)
    talk_about(third)
    for person in (coach, owner, guest):
        has_open(person, third)
    expect(guest.page.locator(".picture [data-pointed]")).to_have_count(1)
    owner.panel.get_by_role("button", name=second).click()
    talk_about(first)
    has_open(guest, first)
    has_open(owner, second)
    owner.click(re.compile("^Go to what all talk about: "))
    has_open(owner, first)
    words = owner.panel.get_by_label("Park it")
    words.fill("Half a thought")
    talk_about(third)
    has_open(guest, third)
    has_open(owner, first)
    expect(words).to_have_value("Half a thought")
    owner.click(f"Go to what all talk about: {third}")
    has_open(owner, third)

    # Whoever led is gone, and another one goes on.
    coach.page.close()
    owner.click("Lead it")
    owner.panel.get_by_role("button", name=second).click()
    has_open(guest, second)


def reach(page: Page, name: str | re.Pattern[str], role: Literal["button", "combobox", "textbox"] = "button") -> None:
    """Go on by Tab until something is reached."""
    wanted = page.get_by_role(role, name=name, exact=isinstance(name, str)).first
    expect(wanted).to_be_visible()
    for _ in range(MOST_TABS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no key leads to {name}")


def command(page: Page, name: str) -> None:
    """Run a command from the palette."""
    page.keyboard.press("Control+k")
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def write_by_keys(person: Person) -> None:
    """A session begins, and a note is written and shown."""
    page, keys = person.page, person.page.keyboard
    command(page, "Start a session")
    expect(page.get_by_label("What it is about")).to_be_focused()
    keys.type("By keys")
    keys.press("Enter")
    expect(person.panel.get_by_role("heading", name="By keys")).to_be_visible()
    reach(page, re.compile("^Silent writing"))
    keys.press("Enter")
    keys.type("What do we see?")
    keys.press("Enter")
    reach(page, "Your note", "textbox")
    keys.type("A queue")
    keys.press("Enter")
    expect(person.panel.get_by_label("Your note 1")).to_have_value("A queue")
    reach(page, "I am done")
    keys.press("Space")
    person.sees("1 of 1 have begun, 1 is done")
    reach(page, "Show everybody")
    keys.press("Enter")
    person.sees(re.compile("Silent writing · Results"))
    expect(person.panel.get_by_role("heading", name="What do we see?")).to_be_focused()


def walk_by_keys(person: Person) -> None:
    """One question after the other is answered, skipped, gone back to, and all of it put away."""
    page, keys = person.page, person.page.keyboard
    command(page, "Walk the whole map")
    person.sees("Question 1 of 5")
    reach(page, re.compile("^The "), "textbox")
    keys.type("2d")
    keys.press("Enter")
    person.sees("Question 2 of 5")
    keys.press("PageDown")
    person.sees("Question 3 of 5")
    keys.press("PageUp")
    keys.press("PageUp")
    expect(page.locator(".walk-field")).to_have_value("2d")
    keys.press("Enter")
    person.sees("Question 2 of 5")
    reach(page, "Put away")
    keys.press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused()
    reach(page, "Put it away")
    keys.press("Enter")
    expect(page.locator(".walk")).to_have_count(0)


def vote_by_keys(person: Person) -> None:
    """Dots are given and taken back where the choice is."""
    page, keys = person.page, person.page.keyboard
    command(page, "Dot vote")
    keys.type("Which first?")
    reach(page, "Vote on", "combobox")
    keys.type("Own")
    reach(page, "One choice on each line", "textbox")
    keys.type("One\nTwo")
    reach(page, "Start it")
    keys.press("Enter")
    reach(page, re.compile("^One more for “Two”"))
    for key in "++-":
        keys.press(key)
    person.sees("2 of 3 dots left")


def test_keys_alone_take_part_in_everything(come: Come) -> None:
    """Whoever has no mouse starts a session, writes, walks the map, votes, parks, folds it away and ends it."""
    person = come("edit", "Coach")
    page, keys = person.page, person.page.keyboard

    write_by_keys(person)
    walk_by_keys(person)
    vote_by_keys(person)
    reach(page, "Park it", "textbox")
    keys.type("Later")
    keys.press("Enter")
    person.sees("Later")
    keys.press("Control+Shift+x")
    expect(person.panel).to_have_count(0)
    expect(page.get_by_role("button", name="Take part")).to_be_focused()
    keys.press("Enter")
    expect(person.panel.locator("h2")).to_be_focused()
    reach(page, "End the session")
    keys.press("Enter")
    reach(page, "End it")
    keys.press("Enter")
    person.sees("This session is over")
