"""The capability map in figures: which capabilities sit on the constraint."""

import pytest

from flowatlas.maps.capability import Gaps
from flowatlas.metrics.report import report
from flowatlas.metrics.study import Study, worked_of
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text

STEPS = "steps: {ask: {process_time: 1h}, legal: {wait_time: 8d, process_time: 2h}, ship: {wait_time: 1h, process_time: 1h}}"


def on_constraint(about, current=STEPS, more=""):
    """Whether a capability about something sits on the constraint."""
    plain = Text(f"current: {{{current}}}\ncapability: {{rows: {{a: {{about: {about}}}, b: }}}}\n{more}").plain
    atlas = read_atlas(plain).atlas
    found = worked_of(Study(plain, atlas, report(atlas))).of(Gaps)
    return None if found is None else found.on_constraint == {"a"}


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("current/steps/legal", True),
        ("current/steps/legal/wait_time", True),
        ("current/steps/legal/process_time", True),
        ("current/steps/ship", False),
        ("current", False),
        ("current/steps", False),
    ],
)
def test_what_is_about_the_step_of_the_constraint_is_on_it(about, expected):
    """The whole stream is not the constraint."""
    assert on_constraint(about) is expected


@pytest.mark.parametrize(("of", "expected"), [("legal", True), ("ship", False)])
def test_what_is_inside_the_constraint_is_on_it(of, expected):
    """As long as the dependency map looks into that step."""
    inside = f"dependency: {{of: {of}, steps: {{read: }}}}"

    assert on_constraint("dependency/steps/read", more=inside) is expected


def test_a_constraint_behind_the_last_step_belongs_to_that_step():
    """The final wait has no step of its own."""
    assert on_constraint("current/steps/ship", f"{STEPS}, final_wait: 90d") is True
    assert on_constraint("current/final_wait", f"{STEPS}, final_wait: 90d") is True


def test_without_a_constraint_nothing_sits_on_it():
    """A stream of names has none."""
    assert on_constraint("current/steps/legal", "steps: {legal: , ship: }") is None
