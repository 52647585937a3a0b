"""A change rewrites its own lines; all other lines of a file stay byte for byte, comments included.

Files are drawn as people write them: braces beside lines, every kind of quotes, comments everywhere, blank entries, tabs,
line breaks of Windows. Each drawn line knows the entry that it belongs to.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.path import Change, address, apply, is_quantity, join, split, value_at
from flowatlas.store.schema import diff, tidy
from flowatlas.store.text import Text

BARE = ["3d", "Legal review", "1h..2h", "~3d", "ä — ö", "2d..5d guess", "Don't", "x(y)/z", "8/wk", "60%", "?"]
TRICKY = [
    "a: b",
    "# no comment",
    "null",
    "",
    "x, y",
    'say "hi"',
    "a #b",
    "it's # here",
    "{}",
    "[x]",
    "- a",
    "\t",
    "12",
    "ü: ö",
]
WORDS = st.sampled_from(BARE + TRICKY)
LEAVES = WORDS | st.integers(0, 99) | st.booleans() | st.sampled_from([2.5, "two\nlines\n", "one\n\nthree"])
QUANTITIES = st.sampled_from([{"p50": "4d", "p85": "11d", "n": 396}, {"value": "3d", "by": "Ana"}])
LISTS = st.lists(WORDS, max_size=3)
FIELDS = ["name", "wait_time", "process_time", "roles", "tools", "share", "notes"]
IDS = ["kickoff", "legal", "set-up", "ünïcode", "7", "with space"]
CHANGED_PATHS = ["steps/legal/wait_time", "steps/new", "demand", "steps/a/behind"]


class Line(NamedTuple):
    """A line of a file, and the keys of the innermost entry on lines of its own that it belongs to."""

    text: str
    keys: tuple[str, ...]


@dataclass
class Page:
    """A file as somebody wrote it: its lines, and what it says."""

    draw: Any
    lines: list[Line] = field(default_factory=list)
    comments: int = 0

    def write(self, text: str, keys: tuple[str, ...]) -> None:
        """Add one line or more."""
        self.lines += [Line(line, keys) for line in text.split("\n")]

    def chance(self, one_in: int) -> bool:
        """Whether something happens that happens once in a while."""
        return bool(self.draw(st.integers(1, one_in)) == one_in)

    def comment(self) -> str:
        """A comment unlike all others."""
        self.comments += 1
        return self.draw(
            st.sampled_from(["# c{}", "# c{}: why, {{not}} 'so'", "#c{}\tand\ttabs", "# c{} — äöü # twice"])
        ).format(f"<{self.comments}>")

    def trailing(self) -> str:
        """What follows a value on its line: mostly nothing."""
        return self.draw(st.sampled_from([" ", "  ", "\t", "   \t "])) + self.comment() if self.chance(3) else ""

    def above(self, indent: int, keys: tuple[str, ...]) -> None:
        """Blank lines and comments between entries."""
        while self.chance(4):
            spaces = self.draw(st.sampled_from([indent, indent, 0]))
            self.write(self.draw(st.sampled_from(["", " " * indent + " ", " " * spaces + self.comment()])), keys)

    def scalar(self, value: Any, *, in_flow: bool = False) -> str:
        """A value on one line."""
        if value is None:
            return str(self.draw(st.sampled_from(["~", "null"])))
        if not isinstance(value, str):
            return json.dumps(value)
        ways = [json.dumps(value), json.dumps(value, ensure_ascii=False)]
        if "\n" not in value and "\t" not in value:
            ways.append("'" + value.replace("'", "''") + "'")
        if value in BARE and not (in_flow and value == "?"):
            ways = [value] * 4 + ways
        return str(self.draw(st.sampled_from(ways)))

    def in_flow(self, value: Any, indent: int, *, wide: bool = False) -> str:
        """A value in braces; ``wide`` ones take several lines, with comments."""
        if isinstance(value, dict):
            pairs = [
                f"{self.scalar(key, in_flow=True)}: {self.in_flow(inner, indent + 2)}" for key, inner in value.items()
            ]
            return self.bracketed("{", pairs, "}", indent, wide=wide)
        if isinstance(value, list):
            return self.bracketed("[", [self.scalar(inner, in_flow=True) for inner in value], "]", indent, wide=wide)
        return self.scalar(value, in_flow=True)

    def bracketed(self, opening: str, parts: list[str], closing: str, indent: int, *, wide: bool) -> str:
        """Brackets around parts, on one line or on many."""
        last = self.draw(st.sampled_from(["", "", ","])) if parts else ""
        if not wide:
            gap = self.draw(st.sampled_from(["", "", " "]))
            return opening + gap + ", ".join(parts) + last + gap + closing
        breaks = [self.trailing() + "\n" + " " * (indent + 4) if self.chance(2) else " " for _ in range(len(parts) + 1)]
        commas = [*[","] * (len(parts) - 1), last]
        return opening + "".join(map("".join, zip(breaks, parts, commas, strict=False))) + breaks[-1] + closing

    def mapping(self, value: dict[str, Any], indent: int, keys: tuple[str, ...]) -> None:
        """Entries line by line."""
        for key, inner in value.items():
            self.above(indent, keys)
            self.entry(key, inner, indent, (*keys, key))

    def entry(self, key: str, value: Any, indent: int, keys: tuple[str, ...]) -> None:
        """One entry on lines of its own."""
        head = " " * indent + self.scalar(key) + self.draw(st.sampled_from(["", "", "", " "])) + ":"
        is_record = isinstance(value, dict) and value and not is_quantity(value)
        if is_record and (indent == 0 or not self.chance(3)):
            self.write(head + self.trailing(), keys)
            self.mapping(value, indent + self.draw(st.sampled_from([2, 2, 4])), keys)
            if self.chance(4):
                self.write(" " * (indent + 2) + self.comment(), keys)
        elif isinstance(value, list) and value and self.chance(3):
            self.write(head + self.trailing(), keys)
            for item in value:
                self.write(f"{' ' * (indent + 2)}- {self.scalar(item)}{self.trailing()}", keys)
        elif isinstance(value, str) and "\n" in value and self.chance(2):
            sign = "|" if value.endswith("\n") else "|-"
            self.write(f"{head} {sign}{self.trailing().expandtabs(4)}", keys)
            self.write(
                "\n".join(f"{' ' * (indent + 2)}{line}" if line else "" for line in value.rstrip("\n").split("\n")),
                keys,
            )
        elif value is None and self.chance(2):
            self.write(head + self.trailing(), keys)
        else:
            wide = isinstance(value, dict | list) and self.chance(3)
            gap = self.draw(st.sampled_from([" ", " ", "   ", " \t"]))
            self.write(f"{head}{gap}{self.in_flow(value, indent, wide=wide)}{self.trailing()}", keys)


def record(draw: Any) -> Any:
    """A step with some fields, or a blank one."""
    names = draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=4))
    kinds = {
        "roles": LISTS,
        "tools": LISTS,
        "notes": st.dictionaries(st.sampled_from(IDS), st.just({"text": "N"}), max_size=2),
    }
    return {name: draw(kinds.get(name, LEAVES | QUANTITIES | st.none())) for name in names} or None


def content(draw: Any) -> dict[str, Any]:
    """What an atlas says, blanks included."""
    steps = {step_id: record(draw) for step_id in draw(st.lists(st.sampled_from(IDS), unique=True, max_size=4))}
    voice = {
        "role": "Sales",
        "changes": draw(st.dictionaries(st.sampled_from(CHANGED_PATHS), LEAVES | QUANTITIES, max_size=3)),
    }
    free = st.recursive(
        LEAVES | QUANTITIES, lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3), max_leaves=5
    )
    sections = {
        "title": draw(LEAVES),
        "current": {"trigger": draw(LEAVES), "steps": steps, "voices": {"ana": voice}},
        "sketches": draw(free),
        "questions": {"q1": {"text": draw(WORDS), "about": "current/steps/legal"}},
    }
    return {name: sections[name] for name in draw(st.lists(st.sampled_from(list(sections)), unique=True, max_size=4))}


@st.composite
def pages(draw):
    """A file, and the lines that it was written with."""
    page = Page(draw)
    plain = content(draw)
    if page.chance(3):
        page.write(page.comment(), ())
    if page.chance(6):
        page.write("---", ())
    page.mapping(plain, 0, ())
    page.above(0, ())
    newline = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    text = newline.join(line.text for line in page.lines)
    has_end = (
        page.chance(4) and Text(text).plain == Text(text + newline).plain
    )  # Else a text in lines would get longer.
    text += "" if has_end or not page.lines else newline
    return draw(st.sampled_from(["", "", "\ufeff"])) + text, page.lines


def places(value: Any, keys: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """The keys that lead to every value, blanks included."""
    inner = [] if not isinstance(value, dict) or is_quantity(value) else value.items()
    return [(*keys, key) for key, _ in inner] + [
        place for key, below in inner if "changes" not in keys for place in places(below, (*keys, key))
    ]


@st.composite
def changes(draw):
    """A file, its lines, and one change of a value, a record or a place in it."""
    text, lines = draw(pages())
    return text, lines, one_change(draw, Text(text).plain)


@st.composite
def many_changes(draw):
    """A file, its lines, and several changes."""
    text, lines = draw(pages())
    plain = Text(text).plain
    return text, lines, [one_change(draw, plain) for _ in range(draw(st.integers(2, 8)))]


def one_change(draw: Any, plain: dict[str, Any]) -> Change:
    """A change of a value, a record or a place in an atlas."""
    keys = draw(st.sampled_from(places(plain) or [("title",)]))
    kind = draw(st.sampled_from(["set", "set", "replace", "insert", "remove", "remove", "move"]))
    if kind == "set":
        return Change(join(*keys), draw(LEAVES | QUANTITIES | LISTS))
    if kind == "replace":
        return Change(join(*keys), record(draw) or {"name": "N"})
    if kind == "remove":
        return Change(join(*keys))
    if kind == "move" and "changes" not in keys[:-1] and len(keys) > 1:
        siblings = list(value_at(plain, join(*keys[:-1])))
        return Change(f"{join(*keys)}/behind", draw(st.sampled_from(["", *siblings])))
    new = draw(st.sampled_from(["new", "wait_time", "name"]))
    place = {"behind": draw(st.sampled_from(["", "legal"]))} if draw(st.booleans()) else {}
    value = draw(LEAVES) if "changes" in keys else draw(st.sampled_from([{"name": "New", **place}, "3d"]))
    return Change(join(*keys[:-1], new), value)


def own_entry(lines: list[Line], keys: list[str]) -> tuple[str, ...]:
    """The innermost entry on lines of its own on the way to a value."""
    known = {line.keys[:length] for line in lines for length in range(len(line.keys) + 1)}
    way = tuple(keys)
    while way and way not in known:
        way = way[:-1]
    return way


def lines_that_stay(lines: list[Line], keys: list[str], *, is_emptied: bool) -> list[str]:
    """The lines of a file that a change at these keys has no business with."""
    own = own_entry(lines, keys)
    is_added = len(own) < len(keys) and (
        not own or any(len(line.keys) > len(own) for line in lines if line.keys[: len(own)] == own)
    )
    concerned = [] if is_added else [line for line in lines if line.keys[: len(own)] == own]
    if is_emptied:
        concerned += [next(line for line in lines if line.keys == own[:-1])]
    return [line.text for line in lines if not any(line is other for other in concerned)]


def is_in_order(some: list[str], all_of_them: list[str]) -> bool:
    """Whether some lines stand among all of them, in the same order."""
    rest = iter(all_of_them)
    return all(line in rest for line in some)


def assert_keeps_the_rest(text, lines, change):
    """The change is made as `apply` makes it, other lines stay, and no comment is lost that was not removed."""
    before = Text(text)
    is_place = change.path.endswith("/behind") and "/changes/" not in change.path
    keys = split(change.path.removesuffix("/behind") if is_place else change.path)

    after = before.changed([change])

    wanted = tidy(apply(before.plain, [change]))
    assert after.plain == wanted
    assert diff(after.plain, wanted) == []

    body, changed = text.removeprefix("\ufeff"), after.text.removeprefix("\ufeff")
    newline = next((newline for newline in ("\r\n", "\r") if newline in text), "\n")
    assert text.startswith("\ufeff") == after.text.startswith("\ufeff")
    assert changed.replace(newline, "").count("\n") == changed.replace(newline, "").count("\r") == 0
    new = changed.split(newline)
    if is_place and own_entry(lines, keys) == tuple(keys):
        assert Counter(filter(None, new)) == Counter(filter(None, body.split(newline)))
        return

    is_emptied = (
        change.value is None and len(keys) > 1 and not value_at(after.plain, join(*keys[:-1])) and after is not before
    )
    stay = lines_that_stay(lines, keys, is_emptied=is_emptied and own_entry(lines, keys) == tuple(keys))
    assert is_in_order(stay, new)
    own = own_entry(lines, keys)
    for line in lines:
        is_kept = value_at(after.plain, join(*line.keys)) is not None
        if is_kept and not (line.keys == own and (change.value is None or isinstance(change.value, dict))):
            assert all(comment in changed for comment in re.findall(r"<\d+>", line.text))


@pytest.mark.slow
@given(changes())
@settings(deadline=None, max_examples=50)
def test_a_change_keeps_all_other_lines(drawn):
    """Whatever is changed, wherever."""
    assert_keeps_the_rest(*drawn)


@pytest.mark.slow
@given(changes())
@settings(deadline=None, max_examples=250)
def test_very_many_changes_keep_all_other_lines(drawn):
    """The same, on many more."""
    assert_keeps_the_rest(*drawn)


@pytest.mark.slow
@given(many_changes())
@settings(deadline=None, max_examples=100)
def test_many_changes_at_once_keep_all_other_lines(drawn):
    """Changes that are written in one go say what they say one by one, and leave the lines of all others alone."""
    text, lines, made = drawn
    before = Text(text)

    after = before.changed(made)

    assert diff(after.plain, tidy(apply(before.plain, made))) == []
    own = [own_entry(lines, address(change.path)[0]) or ("",) for change in made]
    stay = [
        line.text
        for line in lines
        if not any(line.keys[: len(way)] == way or line.keys == way[:-1] for way in own)  # An emptied one becomes {}.
    ]
    assert not Counter(stay) - Counter(re.split(r"\r\n?|\n", after.text.removeprefix("\ufeff")))
