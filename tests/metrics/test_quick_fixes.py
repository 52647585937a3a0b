"""Quick fixes: one list over all maps, the best for its effort first."""

from flowatlas.metrics.report import report
from flowatlas.metrics.studies.quick_fixes import quick_fixes
from flowatlas.metrics.study import Study
from flowatlas.store.file import AtlasFile

TEXT = """
    current:
      demand: 10/wk
      steps:
        a:
          name: Ask
          process_time: 1h
          quick_fixes:
            big: {text: A form, effort: 5h, saves: 1h, owner: Kim}
            done: {text: Done, done: true}
            open: {text: Something at Ask}
        b:
          name: Build
          wait_time: 5d
          process_time: 4h
          quick_fixes:
            small: {text: A list, effort: 30m, saves: 30m}
            far: {text: Something at Build, effort: 1h}
            free: {text: No effort said, saves: 2h}
    dependency:
      of: b
      steps:
        part: {name: Wait for tools, quick_fixes: {ask: {text: Ask earlier, effort: 2h, saves: 4h}}}
"""


def fixes_of(text):
    """What is left to do, best first."""
    opened = AtlasFile.of_text(text)
    return quick_fixes(Study(opened.plain, opened.atlas, report(opened.atlas, draws=200)))


def test_quick_fixes_are_ranked_by_what_they_save_for_their_effort():
    """What is known comes first; then what sits where most of the time is spent."""
    found = fixes_of(TEXT)

    assert [one.text for one in found.open] == [
        "Ask earlier",
        "A list",
        "A form",
        "No effort said",
        "Something at Build",
        "Something at Ask",
    ]
    assert [one.ratio for one in found.open[:3]] == [20.0, 10.0, 2.0]
    assert found.done == 1


def test_a_quick_fix_says_what_its_place_rests_on():
    """Time saved a week and its effort, or, where nobody said that, how much of the time is spent there."""
    told = {one.text: one.told for one in fixes_of(TEXT).open}

    assert told["A form"] == "saves 10 h a week over all items for 5 h of work"
    assert told["Something at Build"] == (
        "60 min of work, what it saves nobody has said; 98% of the time is spent here and in the wait before"
    )
    assert told["Something at Ask"].startswith("effort not said, what it saves nobody has said; 2.2% of the time")


def test_unknown_demand_is_no_demand_of_one():
    """Without demand nothing is said of a week; what each item saves still counts, before what saves nobody knows."""
    found = fixes_of(TEXT.replace("demand: 10/wk", "title: No demand")).open

    assert [one.weekly for one in found] == [None] * 6
    assert [one.text for one in found[:2]] == ["Ask earlier", "No effort said"]
    assert found[0].told == "saves 4 h for each item for 2 h of work"


def test_quick_fixes_are_listed_where_nobody_knows_a_time():
    """No share of the time is made up."""
    found = fixes_of("current: {steps: {a: {quick_fixes: {x: {text: X}}}}}")

    assert [(one.text, one.share) for one in found.open] == [("X", None)]
    assert fixes_of("title: Nothing").open == ()
