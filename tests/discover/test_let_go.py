"""A long log needs memory once: nothing holds its rows any more when they are in order."""

import weakref

from logs import small_log

from flowatlas.discover.discover import discover
from flowatlas.discover.mapping import LogMapping


def test_rows_of_the_log_are_let_go_of_before_anything_is_measured():
    """Of a log that its caller does not keep only the words are left while steps are looked for and measured."""
    held = [small_log(("a", "build", 0, 1, "p"), ("a", "test", 2, 3, "q"), ("b", "build", 1, 2, "p"))]
    codes = weakref.ref(held[0].activity.codes)
    is_there = {}
    found = discover(held.pop(), LogMapping(), lambda what, _: is_there.update({what: codes() is not None}))
    assert is_there == {
        "looking at what there is": True,
        "putting it in order": True,
        "looking for the steps": False,
        "measuring": False,
    }
    assert [step.name for step in found.measured.steps] == ["build", "test"]
