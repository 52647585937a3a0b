"""Cases that Python and the page both have to get right; web/src/lib/path.test.ts reads the same file."""

import json
from pathlib import Path

import pytest

from flowatlas.model.path import NOTHING, Change, apply, flatten, unflatten

CASES = json.loads((Path(__file__).parent.parent / "shared/changes.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_changes_give_what_the_page_expects(case):
    """Applied here, changes give the values, in the order, that the page gets from the same changes."""
    changes = [Change(one["path"], NOTHING if one["is_nothing"] else one["value"]) for one in case["changes"]]

    after = apply(unflatten(dict(case["before"])), changes)

    assert list(flatten(after).items()) == [(path, value) for path, value in case["after"]]
