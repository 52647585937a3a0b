"""Merging by path: what two people made of one atlas comes together, and what is left to decide is said."""

import re
import subprocess
from itertools import combinations, permutations, product
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from flowatlas.model.path import flatten, split
from flowatlas.store.file import AtlasFile
from flowatlas.store.merge import merged, merged_file
from flowatlas.store.new_ids import new_ids
from flowatlas.store.schema import diff, tidy
from flowatlas.store.text import Text, dump

CASES = Path(__file__).parent / "merge_cases"
OPEN = re.compile(r"^\| (\S+) \| .* \| (.*) \|$", re.MULTILINE)

IDS = st.sampled_from(["ask", "draft", "check", "sign", "start", "pay"])
TIMES = st.sampled_from(["1d", "2d", "3d..5d", "?", "1wk", "5d", {"p50": "4d", "n": 3}])
STEPS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["A", "B", "C"]),
        "wait_time": TIMES,
        "process_time": TIMES,
        "roles": st.lists(st.sampled_from(["sales", "legal"]), unique=True, max_size=2),
        "notes": st.dictionaries(
            st.sampled_from(["n1", "n2"]), st.fixed_dictionaries({"text": st.sampled_from("xyz")})
        ),
        "rework": st.dictionaries(
            st.just("back"), st.fixed_dictionaries({"to": IDS}, optional={"share": st.just("5%")})
        ),
    },
)
OVERLAYS = st.dictionaries(
    st.sampled_from(["ana", "raj"]),
    st.fixed_dictionaries(
        {},
        optional={
            "role": st.sampled_from(["Sales", "Legal"]),
            "changes": st.dictionaries(
                st.sampled_from(["steps/ask/wait_time", "steps/new", "demand"]), TIMES | st.none() | STEPS, max_size=3
            ),
        },
    ),
    max_size=2,
)
ATLASES = st.fixed_dictionaries(
    {},
    optional={
        "title": st.sampled_from(["One", "Two"]),
        "current": st.fixed_dictionaries(
            {},
            optional={
                "demand": st.sampled_from(["8/wk", "9/wk"]),
                "steps": st.dictionaries(IDS, STEPS),
                "voices": OVERLAYS,
            },
        ),
        "outcome": st.fixed_dictionaries(
            {}, optional={"target": st.fixed_dictionaries({}, optional={"value": TIMES, "text": st.sampled_from("xy")})}
        ),
        "dependency": st.fixed_dictionaries({}, optional={"parties": st.dictionaries(IDS, STEPS, max_size=3)}),
        "questions": st.dictionaries(
            st.sampled_from(["q1", "q2"]), st.fixed_dictionaries({"text": st.sampled_from("xy")})
        ),
    },
).map(tidy)


def rearranged(draw, value, other):
    """The same value with some parts taken from another one, dropped or in another order."""
    if not isinstance(value, dict) or not isinstance(other, dict):
        return other if draw(st.integers(0, 3)) == 0 else value
    keys = list(value)
    if draw(st.integers(0, 3)) == 0:
        keys = draw(st.permutations(keys))
    result = {key: rearranged(draw, value[key], other.get(key, value[key])) for key in keys if draw(st.integers(0, 6))}
    for key in other:
        if key not in value and draw(st.integers(0, 2)) == 0:
            result[key] = other[key]
    return result


@st.composite
def three(draw):
    """An atlas, and what two people made of it."""
    base = draw(ATLASES)
    return base, *(tidy(rearranged(draw, base, draw(ATLASES))) for _ in range(2))


def under_one_id(atlases):
    """The same three, if no record lives on under another id, which is promised further down."""
    assume(not any(list(new_ids(atlases[0], side)) for side in atlases[1:]))
    return atlases


def plain_of(text):
    """An atlas as plain values."""
    return Text(dedent(text)).plain


@pytest.mark.slow
@given(three())
@settings(max_examples=150)
def test_a_side_that_changed_nothing_takes_what_the_other_one_made(atlases):
    """Merging with the base gives the other side, down to the order of records, and nothing is left to decide."""
    base, ours, theirs = atlases
    for result, wanted in (
        (merged(base, ours, base), ours),
        (merged(base, base, theirs), theirs),
        (merged(base, ours, ours), ours),
    ):
        assert result.plain == wanted
        assert diff(result.plain, wanted) == []
        assert result.open_points == []
        assert result.findings == []


def leaves(plain):
    """Every value by its path; what is spelled in two ways counts as one, and blank records are no values."""
    flat = {}
    for path, value in flatten(plain).items():
        # A target of which only the value is known looks like a quantity that is written as a mapping.
        flat |= {f"{path}/{key}": one for key, one in value.items()} if isinstance(value, dict) else {path: value}
    return {path: "1wk" if value == "5d" and "changes" not in path else value for path, value in flat.items()}


def is_told(path, points):
    """Whether a path, or what it is in, is left to decide."""
    places = [point.path.removesuffix("/behind") for point in points]
    return any(path == place or path.startswith(f"{place}/") for place in places)


@pytest.mark.slow
@given(three())
@settings(max_examples=200)
def test_nothing_of_either_side_is_lost_without_being_listed(atlases):
    """Each value that a side set or removed is in the result as that side has it, or its path is left to decide."""
    base, ours, theirs = under_one_id(atlases)
    merge = merged(base, ours, theirs)

    before, result = leaves(base), leaves(merge.plain)
    for side in (ours, theirs):
        own = leaves(side)
        for path in before.keys() | own.keys():
            if own.get(path) != before.get(path) and not is_told(path, merge.open_points):
                assert result.get(path) == own.get(path), path


@pytest.mark.slow
@given(three())
@settings(max_examples=200)
def test_no_pair_of_records_is_turned_back_without_being_listed(atlases):
    """Where a side let one record go past another one, they stand so in the result, or a place is left to decide."""
    base, ours, theirs = under_one_id(atlases)
    merge = merged(base, ours, theirs)

    orders = [list(plain.get("current", {}).get("steps", {})) for plain in (base, ours, theirs, merge.plain)]
    told = {point.path.split("/")[2] for point in merge.open_points if point.path.startswith("current/steps/")}
    known = [key for key in orders[0] if all(key in order for order in orders) and key not in told]
    places = [[order.index(key) for key in known] for order in orders]
    for one in range(len(known)):
        for other in range(one):
            turned = [order[one] < order[other] for order in places[1:]]
            assert turned[2] == (turned[0] or turned[1])


@pytest.mark.slow
@given(three())
@settings(max_examples=100)
def test_the_sides_count_alike(atlases):
    """Whoever merges, the same values come out and the same paths are left to decide, with the sides exchanged."""
    base, ours, theirs = under_one_id(atlases)
    one, other = merged(base, ours, theirs), merged(base, theirs, ours)

    assert {point.path.removesuffix("/behind") for point in one.open_points} == {
        point.path.removesuffix("/behind") for point in other.open_points
    }
    if not one.open_points:
        assert one.plain == other.plain


def in_order(*ids):
    """An atlas with blank steps."""
    return {"current": {"steps": {key: {} for key in ids}}}


def places_to_decide(base, ours, theirs):
    """The steps whose place is left to decide, and the order that comes out."""
    merge = merged(in_order(*base), in_order(*ours), in_order(*theirs))
    told = {split(point.path)[2] for point in merge.open_points}
    return told, list(merge.plain.get("current", {}).get("steps", {}))


@pytest.mark.slow
def test_every_order_counts_alike_from_both_sides():
    """Of three steps and a new one, in whatever order and whichever are missing."""
    sides = [order for count in range(4) for order in permutations("abc", count)]
    sides += [*permutations("abcn", 4), ("n",), ("a", "n"), ("n", "b", "a")]
    for base, (ours, theirs) in product(["", "a", "ab", "abc"], combinations(sides, 2)):
        assert places_to_decide(base, ours, theirs)[0] == places_to_decide(base, theirs, ours)[0], (base, ours, theirs)


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "told", "order"),
    [
        ("abc", "cb", "bac", "", "cb"),  # What was put in front of a step that is gone.
        ("abc", "acb", "bac", "b", "acb"),  # c before b, b before a, and a before c as it was.
        ("abcde", "bcdea", "eabcd", "", "ebcda"),
        ("abcd", "bacd", "abdc", "", "badc"),
        ("abc", "bca", "cab", "", "cba"),
    ],
)
def test_records_that_both_sides_moved_are_brought_together(base, ours, theirs, told, order):
    """Each pair that a side turned round is turned round; what cannot be then is left to decide and stands as in ours."""
    assert places_to_decide(base, ours, theirs) == (set(told), list(order))


@given(three())
@settings(max_examples=40)
def test_the_merge_is_written_into_our_text(atlases):
    """What is in the file says what the merge says."""
    base, ours, theirs = (AtlasFile.of_text(dump(plain)) for plain in atlases)

    written, merge = merged_file(base, ours, theirs, asks=True)

    assert diff(written.plain, merge.plain) == []
    for point in merge.open_points:
        assert any(point.text in question.get("text", "") for question in written.plain["questions"].values())


# Recorded cases


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_recorded_cases_merge_by_path_where_lines_conflict(case):
    """Git leaves conflict markers in each; here each merges into the recorded text, and says what is left to decide."""
    files = [CASES / case / f"{name}.yaml" for name in ("base", "ours", "theirs", "merged")]
    by_line = subprocess.run(
        ["git", "merge-file", "-p", files[1], files[0], files[2]], capture_output=True, text=True, check=False
    )

    written, merge = merged_file(*(AtlasFile.open(file) for file in files[:3]))

    assert "<<<<<<<" in by_line.stdout
    assert written.text.text == files[3].read_text(encoding="utf-8")
    assert [point.path for point in merge.open_points] == recorded()[case]
    assert merge.findings == []


def test_seven_of_ten_recorded_cases_leave_nothing_to_decide():
    """The others leave one point each."""
    left = [len(points) for points in recorded().values()]

    assert len(left) == 10
    assert left.count(0) >= 7
    assert max(left) == 1


def recorded():
    """What is left to decide in each case, by the README beside them."""
    rows = OPEN.findall((CASES / "README.md").read_text(encoding="utf-8"))
    return {case: re.findall(r"`(\S+)`", left) for case, left in rows if case[0].isdigit()}


# Examples

STEPS_OF_THREE = """
    current:
      steps:
        ask: {wait_time: 1d}
        legal: {name: Legal review, wait_time: 3d}
        sign: {wait_time: 2d}
"""


def sides(ours, theirs):
    """The merge of two texts made from one by replacing pieces of it."""
    texts = [STEPS_OF_THREE, STEPS_OF_THREE, STEPS_OF_THREE]
    for side, pieces in ((1, ours), (2, theirs)):
        for old, new in pieces:
            assert old in texts[side]
            texts[side] = texts[side].replace(old, new)
    return merged(*map(plain_of, texts))


def test_two_values_are_listed_with_path_name_and_all_three_sides():
    """A person can decide without opening a file."""
    merge = sides([("3d", "1wk")], [("3d", "1d")])

    (point,) = merge.open_points
    assert point[:5] == ("current/steps/legal/wait_time", "“Legal review”: wait", "3d", "1wk", "1d")
    assert point.text == "“Legal review”: wait is 1wk in ours, 1d in theirs (was 3d)"
    assert merge.plain["current"]["steps"]["legal"]["wait_time"] == "1wk"


def test_a_record_that_one_side_removed_and_the_other_one_changed_is_left_to_decide():
    """Whichever side removed it: ours stands, and what the other one changed is said."""
    gone = [("        legal: {name: Legal review, wait_time: 3d}\n", "")]
    removed_by_us, removed_by_them = sides(gone, [("3d", "1wk")]), sides([("3d", "1wk")], gone)

    assert "legal" not in removed_by_us.plain["current"]["steps"]
    assert removed_by_us.open_points[0].text == (
        "“Legal review” is removed in ours, but changed in theirs: “Legal review”: wait 3d → 1wk"
    )
    assert removed_by_them.plain["current"]["steps"]["legal"]["wait_time"] == "1wk"
    assert [point.path for point in removed_by_them.open_points] == ["current/steps/legal"]


def test_both_additions_stay_theirs_behind_its_neighbour():
    """Whoever adds a step behind another one finds it there, behind what we added in the same place."""
    merge = sides(
        [("        sign", "        review: {}\n        sign")],
        [("        sign", "        mail: {}\n        call: {}\n        sign")],
    )

    assert list(merge.plain["current"]["steps"]) == ["ask", "legal", "review", "mail", "call", "sign"]
    assert merge.open_points == []


def test_what_is_right_on_either_side_but_not_together_is_told():
    """A step that one side removes and the other one points at leaves a reference that leads nowhere."""
    merge = sides(
        [("        legal: {name: Legal review, wait_time: 3d}\n", "")],
        [("sign: {", "sign: {rework: {again: {to: legal}}, ")],
    )

    assert merge.open_points == []
    assert [finding.path for finding in merge.findings] == ["current/steps/sign/rework/again/to"]


def test_the_same_figure_under_another_calendar_is_not_the_same():
    """With days of seven hours in a week of four days, a week is no longer five days."""
    merge = sides([("3d", "1wk")], [("3d", "5d"), ("current:", "calendar: {days_per_week: 4}\n    current:")])

    assert [point.path for point in merge.open_points] == ["current/steps/legal/wait_time"]


def test_parts_of_one_record_that_both_sides_added_come_together():
    """Two people add the same step; only what they say differently is left."""
    merge = sides(
        [("        sign", "        pay: {name: Pay, wait_time: 1d}\n        sign")],
        [("        sign", "        pay: {name: Pay, wait_time: 2d, process_time: 1h}\n        sign")],
    )

    assert merge.plain["current"]["steps"]["pay"] == {"name": "Pay", "wait_time": "1d", "process_time": "1h"}
    assert [(point.path, point.base) for point in merge.open_points] == [("current/steps/pay/wait_time", None)]


@pytest.mark.parametrize("is_ours", [True, False])
def test_edits_find_a_record_that_the_other_side_gave_another_id(is_ours):
    """The step is the same one under a new id; links to it that the other side made lead there, too."""
    renamed = [("        legal:", "        review:")]
    edited = [("3d", "1wk"), ("sign: {", "sign: {rework: {again: {to: legal}}, ")]
    merge = sides(renamed, edited) if is_ours else sides(edited, renamed)

    steps = merge.plain["current"]["steps"]
    assert list(steps) == ["ask", "review", "sign"]
    assert steps["review"] == {"name": "Legal review", "wait_time": "1wk"}
    assert steps["sign"]["rework"]["again"]["to"] == "review"
    assert (merge.open_points, merge.findings) == ([], [])


def test_two_new_ids_of_one_record_are_left_to_decide():
    """The record is there once, under our id."""
    merge = sides([("        legal:", "        review:")], [("        legal:", "        check:"), ("1d", "2d")])

    assert list(merge.plain["current"]["steps"]) == ["ask", "review", "sign"]
    assert [point[:5] for point in merge.open_points] == [
        ("current/steps/review", "“Legal review”", "legal", "review", "check")
    ]


def test_what_is_left_to_decide_becomes_questions_once():
    """The questions stand in the file, about what they are about, and merging again asks no second time."""
    files = [
        AtlasFile.of_text(dedent(STEPS_OF_THREE).replace("3d", wait).replace("name: Legal", f"name: {name}"))
        for wait, name in (("3d", "Legal"), ("1wk", "Law"), ("1d", "Lawyers'"))
    ]

    written, _ = merged_file(*files, asks=True)
    again, _ = merged_file(files[0], AtlasFile.of_text(written.text.text), files[2], asks=True)

    assert again.plain == written.plain
    assert {key: question["about"] for key, question in written.plain["questions"].items()} == {
        "merge-1": "current/steps/legal/name",
        "merge-2": "current/steps/legal/wait_time",
    }
    assert [
        located.finding.message for located in written.findings if located.finding.path.startswith("questions")
    ] == []


def test_comments_of_ours_stay_and_those_on_what_they_added_come_along():
    """Nobody's remarks are lost on what is in the file."""
    base = dedent(STEPS_OF_THREE)
    ours = base.replace("    ask", "    # Sales.\n    ask").replace("wait_time: 2d}", "wait_time: 2d}   # sure")
    theirs = base + "    # By mail.\n    pay:   # or cash\n      # The bank takes its time.\n      wait_time: 3d\n\n"

    written, _ = merged_file(*map(AtlasFile.of_text, (base, ours, theirs)))

    assert written.text.text == ours + theirs[len(base) :].rstrip("\n") + "\n"


def test_a_new_id_of_theirs_is_written_where_the_record_stands():
    """Its lines stay ours, comments included, and what points at it follows."""
    base = dedent(STEPS_OF_THREE).replace("2d}", "2d, after: [legal]}")
    ours = base.replace("3d}", "3d}   # ask Raj")
    theirs = base.replace("legal:", "review:").replace("[legal]", "[review]")

    written, _ = merged_file(*map(AtlasFile.of_text, (base, ours, theirs)))

    assert written.text.text == ours.replace("legal:", "review:").replace("[legal]", "[review]")
