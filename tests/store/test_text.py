"""An atlas as YAML text: what is read, what is refused, and how single changes are written."""

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.model.errors import ChangeRefusedError
from flowatlas.model.path import NOTHING, Change, apply
from flowatlas.store.node import DEEPEST_NESTING, LARGEST_TEXT, MOST_VALUES
from flowatlas.store.schema import diff, tidy
from flowatlas.store.text import Text, TextError

STREAM = """\
    # Drawn on Monday.

    title: Onboarding   # or so
    current:
      steps:
        # Sales does this.
        kickoff: {name: Kick-off, wait_time: 1d}   # short
        # Ask Raj.
        legal:   # slow
          name: Legal review
          # The gap before it.
          wait_time:
          process_time: 2h   # sure?
          # That is all.

        accounts: {
          name: Accounts,   # by hand
          process_time: 1h   # per mailbox
        }
"""

SIGNS = st.sampled_from(
    [
        *list("\n\n\n  :-?{}[],#&*!|>'\"%@`~\\\t\r\x00\x07\ufeff\x85\u2028ab1."),
        "a: ",
        "  b: ",
        "- ",
        "? ",
        "&a ",
        "*a",
        "*a : ",
        "!!str ",
        "|\n",
        "---\n",
        "...\n",
        "%YAML 1.1\n",
        "%YAML 9.9\n",
        '"\\U',
        "FFFFFFFF",
        '"\\x',
        "null",
        "1e999",
        "0x1f",
        "<<: ",
        "�",
        "\U0001fffe",
        "%TAG ! a\n",
        "!a!b ",
    ]
)


def changed(text, *changes):
    """The text after some changes of path and value."""
    return Text(dedent(text)).changed(Change(*change) for change in changes).text


def removed_and_added(text, *changes):
    """The lines that some changes take out, and those that they put in."""
    before, after = dedent(text).splitlines(), changed(text, *changes).splitlines()
    return [line for line in before if line not in after], [line for line in after if line not in before]


# Reading


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("3d", "3d"),
        ("12", 12),
        ("-1", -1),
        ("+1", 1),
        ("1.5", 1.5),
        ("1.", 1.0),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("1e999", "1e999"),
        ("0x1f", "0x1f"),
        ("1_000", "1_000"),
        ("1" * 50, "1" * 50),
        ("true", True),
        ("False", False),
        ("yes", "yes"),
        ("no", "no"),
        ("2026-09-01", "2026-09-01"),
        ("12:30", "12:30"),
        (".inf", ".inf"),
        ("'12'", "12"),
        ('"null"', "null"),
        ("[1, a, null]", [1, "a", None]),
        ("{p50: 4d, n: 3}", {"p50": "4d", "n": 3}),
        ("{at: 12:30}", {"at": "12:30"}),
        ("a\u2028b", "a\u2028b"),
    ],
)
def test_values_follow_yaml_1_2(typed, value):
    """Yes is a word, a date is a text, and what is too large for a number stays as typed."""
    read = Text(f"title: {typed}\n").plain["title"]

    assert read == value
    assert type(read) is type(value)


def test_ids_are_texts_as_typed():
    """A step may be called 7 or null, and the file says how it is spelt."""
    steps = Text("current: {steps: {7: {}, 1.50: {}, null: {}, True: {}, ~: {}}}\n").plain["current"]["steps"]

    assert list(steps) == ["7", "1.50", "null", "True", "~"]


def test_a_blank_record_is_one_and_a_blank_field_is_none():
    """A name with a colon is a step; fields that are left blank wait to be filled in."""
    assert Text("current: {steps: {legal: , sales: {name: }}}").plain == {
        "current": {"steps": {"legal": {}, "sales": {}}}
    }
    assert Text("current:\n  steps:\n    legal:\n  use:\n").plain == {"current": {"steps": {"legal": {}}}}


@pytest.mark.parametrize(
    "text", ["", "\n", "# only a remark", "---\n", "~", "null\n", "{}", "\ufeff", "\ufeff# a", "---\n..."]
)
def test_a_text_that_says_nothing_is_an_empty_atlas(text):
    """An empty file is where every map begins."""
    assert Text(text).plain == {}
    assert Text(text).changed([Change("title", "A")]).plain == {"title": "A"} if "..." not in text else True


def test_aliases_stand_for_what_they_name():
    """What an anchor marks can be said again."""
    plain = Text("a: &a {x: 1, y: [2]}\nb: *a\nc: [*a, 3]\n").plain

    assert plain["b"] == {"x": 1, "y": [2]}
    assert plain["c"] == [{"x": 1, "y": [2]}, 3]


def test_tabs_may_stand_between_values_and_before_comments():
    """Only indentation is made of spaces alone."""
    assert Text("title:\tA\t# why\ncurrent:\t{steps:\t{a:\t{}}}\n\t# a remark\n \t \nx: 1\n").plain == {
        "title": "A",
        "current": {"steps": {"a": {}}},
        "x": 1,
    }


def test_line_numbers_lead_to_values_and_to_records_that_would_hold_them():
    """From 1, for every path, whatever the line breaks."""
    for newline in ("\n", "\r\n", "\r"):
        text = Text("\ufeff" + dedent(STREAM).replace("\n", newline))

        assert text.line_of("") == 1
        assert text.line_of("title") == 3
        assert text.line_of("current/steps/legal") == 9
        assert text.line_of("current/steps/legal/process_time") == 13
        assert text.line_of("current/steps/legal/roles") == 9
        assert text.line_of("current/steps/legal/behind") == 9
        assert text.line_of("current/steps/accounts/process_time") == 18
        assert text.line_of("current/steps/nobody/wait_time") == 5


def test_line_numbers_look_through_aliases():
    """A value that is said again stands where it was said first."""
    text = Text("a: &a\n  x: 1\nb: *a\n")

    assert (text.line_of("b"), text.line_of("b/x")) == (3, 2)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: b: c\n", 1, 'a ": " where no field can start; put quotes around texts that contain it'),
        ("a:\n  b: ? 1d..2d\n", 2, 'a "? " where no field can start; put quotes around it, as in "? 1d..2wk"'),
        ("a: {b: ? 1/wk..10/wk}\n", 1, 'a "? " where no field can start; put quotes around it, as in "? 1d..2wk"'),
        ("a: 1\n\tb: 2\n", 2, "a tab; YAML is indented with spaces"),
        ("a:\n  b: 1\n\tc: 2\n", 3, "a tab; YAML is indented with spaces"),
        ("a: 1\nb\nc: 2\n", 3, 'a ":" is missing after the field name, or a quote is not closed above'),
        ("a: 'x\nb: 1\n", 3, "not YAML: found unexpected end of stream"),
        ("a: [1, 2\nb: 1\n", 2, "not YAML: expected ',' or ']'"),
        ("a: @x\n", 1, "not YAML: found character '@' that cannot start any token"),
        ("a: 1\nb: {x: 1}\na: 2\n", 3, '"a" stands here a second time; it is already on line 1'),
        ("a: {x: 1,\n x: 2}\n", 2, '"x" stands here a second time; it is already on line 1'),
        ("- a\n- b\n", 1, "the file holds a list; an atlas starts with fields such as title: and current:"),
        ("\nhello there\n", 2, 'the file holds the text "hello there"; an atlas starts with fields'),
        ("a: 1\n---\nb: 2\n", 2, "a second document starts here; keep one atlas in a file"),
        ("a: 1\nb: !!python/object:os.system x\n", 2, "the tag"),
        ("a: !thing 1\n", 1, 'the tag "!thing"; an atlas does without tags'),
        ("a: ! 1\n", 1, 'the tag "!"; an atlas does without tags'),
        ("a: 1\n[x]: 2\n", 2, "a field name must be a text; put quotes around it"),
        ("a: &x 1\n*x : 2\n", 2, "a field name must be a text; put quotes around it"),
        ("a: 1\nb: *x\n", 2, '"*x" refers to nothing above; put quotes around texts that start with *'),
        ("a: &x {b: *x}\n", 1, '"*x" contains itself'),
        ("a: 1\nb: \x07\n", 2, "the character '\\x07' is not allowed in YAML; is this a text file?"),
        ('a: 1\nb: "\\UFFFFFFFF"\n', 2, "not YAML"),
        ("a: " + "[" * 100 + "]" * 100, 1, f"nested more than {DEEPEST_NESTING} deep; an atlas needs less than 15"),
        ("a: " + "{x: " * 100 + "}" * 100, 1, f"nested more than {DEEPEST_NESTING} deep; an atlas needs less than 15"),
        ("a" * (LARGEST_TEXT + 1), 1, f"{LARGEST_TEXT + 1:,} characters; an atlas has at most {LARGEST_TEXT:,}"),
    ],
    ids=lambda part: str(part)[:30],
)
def test_what_is_no_atlas_is_told_with_its_line(text, line, message):
    """One sentence that says what is wrong and what would be right."""
    with pytest.raises(TextError) as caught:
        Text(text)

    assert message in str(caught.value)
    assert caught.value.line == line
    assert len(str(caught.value)) < 300


@pytest.mark.slow
def test_a_text_of_very_many_values_is_no_atlas():
    """Reading stops at the line where they are too many."""
    text = "a:\n" + "  - 1\n" * MOST_VALUES

    with pytest.raises(TextError, match="more than 100,000 values; an atlas has far fewer") as caught:
        Text(text)
    assert abs(caught.value.line - MOST_VALUES) < 5


def test_aliases_cannot_blow_up():
    """Nine lines that stand for a billion values are refused, and so are levels that pile up through aliases."""
    bomb = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 10))
    tower = "a0: &a0 {x: 1}\n" + "".join(f"a{n}: &a{n} {{x: {{x: {{x: *a{n - 1}}}}}}}\n" for n in range(1, 30))

    with pytest.raises(TextError, match=r"aliases repeat more than 100,000 values; write them once"):
        Text(bomb)
    with pytest.raises(TextError, match=r"nested more than 40 deep"):
        Text(tower)


@given(st.lists(SIGNS, max_size=25).map("".join) | st.text(max_size=30))
@settings(deadline=None, max_examples=150)
def test_any_text_is_an_atlas_or_gets_one_line_that_says_why_not(text):
    """Nothing else is ever raised."""
    try:
        plain = Text(text).plain
    except TextError as error:
        assert 1 <= error.line <= text.count("\n") + text.count("\r") + 1
        assert "\n" not in str(error)
        assert len(str(error)) < 300
    else:
        assert isinstance(plain, dict)


@pytest.mark.slow
@given(st.lists(SIGNS, max_size=40).map("".join))
@settings(deadline=None, max_examples=1000)
def test_very_many_texts_are_atlases_or_get_one_line_that_says_why_not(text):
    """The same, on many more, each with a change."""
    try:
        before = Text(text)
        wanted = tidy(apply(before.plain, [Change("a/b", "new")]))
        after = before.changed([Change("a/b", "new")])
    except (TextError, ChangeRefusedError) as error:
        assert "\n" not in str(error)
    else:
        assert diff(after.plain, wanted) == []


# Changing


def test_a_value_is_written_where_it_stands():
    """Its comment stays, the space before it too."""
    assert removed_and_added(STREAM, ("current/steps/legal/process_time", "3h..1d")) == (
        ["      process_time: 2h   # sure?"],
        ["      process_time: 3h..1d   # sure?"],
    )
    assert removed_and_added(STREAM, ("current/steps/kickoff/wait_time", "? 1d..2d")) == (
        ["    kickoff: {name: Kick-off, wait_time: 1d}   # short"],
        ['    kickoff: {name: Kick-off, wait_time: "? 1d..2d"}   # short'],
    )


def test_a_blank_is_filled_in_where_it_stands():
    """Templates leave blanks; the line is there already."""
    assert removed_and_added(STREAM, ("current/steps/legal/wait_time", "3d")) == (
        ["      wait_time:"],
        ["      wait_time: 3d"],
    )
    assert changed("{a: , b, c: 1}", ("a", 1), ("b", 2)) == "{a: 1 , b: 2, c: 1}"
    assert (
        changed("questions:  # none yet\n", ("questions/q1/text", "Who?"))
        == "questions:  # none yet\n  q1: {text: Who?}\n"
    )


def test_a_new_field_comes_last():
    """In braces inside of them, else on a line of its own, above what remarks end the record."""
    assert removed_and_added(STREAM, ("current/steps/legal/share", "20%")) == ([], ["      share: 20%"])
    assert "# sure?\n      share: 20%\n      # That is all." in changed(STREAM, ("current/steps/legal/share", "20%"))
    assert removed_and_added(STREAM, ("current/steps/accounts/share", "20%")) == (
        ["      process_time: 1h   # per mailbox"],
        ["      process_time: 1h, share: 20%   # per mailbox"],
    )
    assert changed("{a: , }", ("b", 1)) == "{a: , b: 1 , }"


def test_a_new_record_is_written_like_those_beside_it():
    """In braces where it fits, line by line where its neighbour is."""
    assert removed_and_added(STREAM, ("current/steps/new", {"name": "New", "behind": "legal"})) == (
        [],
        ["    new: {name: New}"],
    )
    assert changed("a:\n  x:\n    n: 1\n", ("a/y", {"n": 2})) == "a:\n  x:\n    n: 1\n  y:\n    n: 2\n"


def test_a_record_changes_field_by_field():
    """Comments beside the fields that stay stay with them."""
    assert removed_and_added(
        STREAM, ("current/steps/legal", {"name": "Legal", "process_time": "2h", "share": "5%"})
    ) == (
        ["      name: Legal review"],
        ["      name: Legal", "      share: 5%"],
    )


def test_a_record_may_change_altogether():
    """What was in it goes, what is new comes, and its name stays where it was."""
    assert changed("a:  # so\n  x: 1\nb: 1\n", ("a", {"y": 2})) == "a:  # so\n  y: 2\nb: 1\n"
    assert changed("a: {x: 1}\nb: 1\n", ("a", {"y": {"z": {"p": 2}}})) == "a:\n  y:\n    z: {p: 2}\nb: 1\n"


def test_comments_inside_of_a_replaced_value_move_above_it():
    """Nobody's remark is lost, even where a record becomes a text or a list is written anew."""
    text = "a:  # head\n  - x  # one\n  # two\n  - y\nb: {\n  p: 1,  # three\n  q: 2 }  # four\n"

    assert changed(text, ("a", ["y"]), ("b", "text")) == ("# one\n# two\na: [y]  # head\n# three\nb: text  # four\n")
    assert changed("a: |  # head\n  text\nb: 1\n", ("a", "short")) == "a: short  # head\nb: 1\n"


def test_a_long_value_goes_below_its_name():
    """What does not fit into braces stands line by line; the comment stays beside the name."""
    steps = {"x": {"name": "X"}, "y": {"name": "Y"}}

    assert changed("a: {}  # none yet\nb: 1", ("a", steps)) == "a:  # none yet\n  x: {name: X}\n  y: {name: Y}\nb: 1"
    assert changed("a: 1", ("a", steps)) == "a:\n  x: {name: X}\n  y: {name: Y}\n"


def test_a_removed_record_takes_its_own_comments_along():
    """Those above it stay, as they may be about what follows."""
    gone, new = removed_and_added(STREAM, ("current/steps/legal", None))

    assert gone == [
        "    legal:   # slow",
        "      name: Legal review",
        "      # The gap before it.",
        "      wait_time:",
        "      process_time: 2h   # sure?",
        "      # That is all.",
    ]
    assert new == []
    assert removed_and_added(STREAM, ("current/steps/accounts/name", None)) == (
        ["      name: Accounts,   # by hand"],
        [],
    )
    assert removed_and_added(STREAM, ("current/steps/accounts/process_time", None))[1] == []


def test_removing_from_braces_leaves_sound_braces():
    """Commas go with what they part, comments between stay."""
    assert changed("{a: 1, b: 2, c: 3}", ("a", None)) == "{b: 2, c: 3}"
    assert changed("{a: 1, b: 2, c: 3}", ("b", None)) == "{a: 1, c: 3}"
    assert changed("{a: 1, b: 2, c: 3}", ("c", None)) == "{a: 1, b: 2}"
    assert changed("x: {a: 1}", ("x/a", None)) == "x: {}"
    assert changed("{a: 1 # one\n , b: 2, c: 3}", ("a", None)) == "{ # one\n  b: 2, c: 3}"
    assert changed("{a: 1, # one\n b: 2}", ("b", None)) == "{a: 1, # one\n }"


def test_an_emptied_record_is_still_there():
    """A step without fields is a step."""
    assert changed("current:\n  steps:\n    a:  # so\n      name: A  # gone\n", ("current/steps/a/name", None)) == (
        "current:\n  steps:\n    a: {}  # so\n"
    )
    assert changed("a: &x\n  b: 1\n", ("a/b", None)) == "a: &x {}\n"
    assert changed("a: 1  # gone\n# stays\n", ("a", None)) == "# stays\n"


def test_moving_a_record_takes_the_comments_above_it_along():
    """What is remarked right above a step is about it; what heads the file stays there."""
    moved = changed(STREAM, ("current/steps/legal/behind", ""))

    assert sorted(moved.splitlines()) == sorted(dedent(STREAM).splitlines())
    assert "  steps:\n    # Ask Raj.\n    legal:" in moved
    assert "# That is all.\n    # Sales does this.\n    kickoff:" in moved
    assert changed("# head\na: {x: 1}\nb: {x: 2}", ("b/behind", "")) == "# head\nb: {x: 2}\na: {x: 1}\n"
    assert changed("# head\na: {x: 1}\nb: {x: 2}\n", ("a/behind", "b")) == "# head\nb: {x: 2}\na: {x: 1}\n"


def test_records_that_are_turned_round_take_their_comments_along():
    """Many moves at once keep every comment with its record, and what stands between records where it is."""
    text = "# head\ncurrent:\n  steps:\n    # one\n    a:\n      name: A  # A\n\n    b: {name: B}\n    # three\n    c:\n      name: C"

    turned = changed(text, ("current/steps/b/behind", ""), ("current/steps/c/behind", ""))

    assert turned == (
        "# head\ncurrent:\n  steps:\n    # three\n    c:\n      name: C\n\n    b: {name: B}\n    # one\n    a:\n"
        "      name: A  # A\n"
    )


@given(st.permutations("abcdefgh"))
def test_any_new_order_is_written_at_once(order):
    """Every record keeps its own lines, whatever order they come in."""
    lines = {name: f"  # about {name}\n  {name}: {{name: {name.upper()}}}  # {name}\n" for name in "abcdefgh"}
    text = Text("future:\n" + "".join(lines.values()))
    wanted = {"future": {name: text.plain["future"][name] for name in order}}

    written = text.changed(diff(text.plain, wanted))

    assert written.text == "future:\n" + "".join(lines[name] for name in order)


def test_moving_in_braces_keeps_the_comments_where_they_are():
    """Between braces nobody can tell whom a comment is about."""
    assert changed("{a: {}, b: {}, c: {}}", ("c/behind", "")) == "{c: {}, a: {}, b: {}}"
    assert changed("{a: {}, b: {}, c: {}}", ("a/behind", "b")) == "{b: {}, a: {}, c: {}}"
    assert changed("{\n a: {}, # one\n b: {} # two\n}", ("a/behind", "b")) == "{\n  # one\n b: {}, a: {} # two\n}"
    assert changed("{\n a: {} # one\n ,\n b: {}}", ("a/behind", "b")) == "{\n  # one\n \n b: {}, a: {}}"
    assert changed("{\n a: {},\n b: {}\n}", ("a/behind", "b")) == "{\n b: {}, a: {}\n}"


def test_an_overlay_says_nothing_to_remove():
    """Nothing is written as null, and paths are written as they are."""
    text = Text("current: {voices: {ana: {role: Sales}}}\n").changed(
        [Change("current/voices/ana/changes/steps/a/name", NOTHING)]
    )

    assert text.text == "current: {voices: {ana: {role: Sales, changes: {steps/a/name: null}}}}\n"
    assert text.plain["current"]["voices"]["ana"]["changes"] == {"steps/a/name": None}


def test_the_order_of_an_overlays_changes_can_be_turned_round():
    """The whole set is written anew."""
    text = Text("v:\n  changes:\n    steps/a: {name: A}  # first\n    steps/b: 1\n")

    after = text.changed([Change("v/changes", {"steps/b": 1, "steps/a": {"name": "A"}})])

    assert list(after.plain["v"]["changes"]) == ["steps/b", "steps/a"]
    assert "# first" in after.text


def test_a_blank_that_is_set_may_have_to_move():
    """Where order counts, a new record is the last one, even if its name stood blank further up."""
    after = Text("sketches:\n  a:\n  b: {x: 1}\n").changed([Change("sketches/a", {"x": 2})])

    assert list(after.plain["sketches"]) == ["b", "a"]


def test_only_the_aliases_that_a_change_concerns_are_written_out():
    """A value that is said once and used twice becomes two where one of them changes."""
    text = "a: &x {p: 1, q: 2}\nb: *x  # b\nc: [*x]\nd: &y 3\ne: *y\n"

    assert changed(text, ("b/p", 7)) == text.replace("b: *x", "b: {p: 7, q: 2}")
    assert changed(text, ("b", 7)) == text.replace("b: *x", "b: 7")
    assert changed(text, ("a/p", 7)) == "a: &x {p: 7, q: 2}\nb: {p: 1, q: 2}  # b\nc: [{p: 1, q: 2}]\nd: &y 3\ne: *y\n"
    assert changed(text, ("a", None)) == "b: {p: 1, q: 2}  # b\nc: [{p: 1, q: 2}]\nd: &y 3\ne: *y\n"
    assert changed("a: &x {p: 1}\nb: {p: *x}\n", ("b/behind", "")) == "b: {p: {p: 1}}\na: &x {p: 1}\n"


@pytest.mark.parametrize(
    "text",
    ["a: 1", "a: 1\n", "\ufeffa: 1", "a: 1\r\nb: 2", "# c\n", "", "{}", "{}\n", "a: {}", "{a: 1}", "---\na: 1\n...\n"],
)
def test_every_text_takes_a_new_section(text):
    """Byte order mark, line breaks and document marks stay as they are."""
    after = Text(text).changed([Change("current/steps/new/name", "New")])

    assert after.plain == {**Text(text).plain, "current": {"steps": {"new": {"name": "New"}}}}
    assert after.text.startswith("\ufeff") == text.startswith("\ufeff")
    assert after.text.count("\n") == after.text.count("\r\n") or "\r" not in text


def test_a_change_that_changes_nothing_keeps_the_text():
    """Saving twice gives the same file."""
    text = Text(dedent(STREAM))

    same = [
        ("title", "Onboarding"),
        ("title/x", None),
        ("x", {}),
        ("current/steps/legal/roles", None),
        ("current/steps/legal/behind", "kickoff"),
        ("current/steps/nobody/behind", "legal"),
        ("title/nobody/behind", ""),
    ]
    assert text.changed(Change(*change) for change in same).text == text.text


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("? a\n: 1\nb: 2\n", Change("a", 2)),
        ("? a\n:\n  b: 1\n", Change("a/b")),
        ("a: 1\nb: |\n  text", Change("c", 2)),
        ("a: {b: [1, # why\n 2]}\n", Change("a/b", [3])),
        ("a:  # why\n  1\n", Change("a", {"x": {"y": {"z": 1}}})),
        ("a: 1\n", Change("b", float("nan"))),
        ("a: 1\n", Change("x/" * DEEPEST_NESTING + "x", 1)),
        ("a: 1\n", Change("x/" * 100_000, 1)),
    ],
    ids=[
        "explicit key",
        "under an explicit key",
        "text without an end",
        "comment in a list in braces",
        "value below its name",
        "no number",
        "deep",
        "very deep",
    ],
)
def test_what_cannot_be_written_without_harm_is_refused(text, change):
    """The message names the line and the path, and the text stays."""
    source = Text(text)

    with pytest.raises(ChangeRefusedError, match=r"line \d: the change of .* cannot be written here"):
        source.changed([change])
    assert source.text == text
