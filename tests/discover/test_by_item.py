"""Rows that compiled code puts together item by item stand as a stable sort has them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.discover.compiled import kept
from flowatlas.discover.passes import by_item
from flowatlas.discover.passes.rows import Rows
from flowatlas.model.event import Form

COLUMNS = ("row", "item", "activity", "start", "end", "who", "is_timed")


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 30), min_size=1, max_size=90).filter(lambda items: max(items) < 4 * len(items)),
    st.sampled_from([np.int8, np.int16, np.int32]),
    st.booleans(),
)
def test_compiled_code_puts_rows_in_the_order_of_a_stable_sort(items, width, is_part):
    """Columns of every width, strided ones too, and rows of which some were left out before."""
    assert kept.made(by_item.PLACING) is not None
    item = np.array(items, np.int32)
    places = np.arange(len(item))
    rows = Rows(
        row=places * 3 + 2**40 if is_part else None,
        item=item,
        activity=(places % 120).astype(width),
        start=np.arange(0, 2 * len(item), 2)[::-1] - 2**50,
        end=np.repeat(places, 2)[::2],
        who=(places % 7 - 1).astype(width),
        team=None,
        form=Form.PASSES,
        moment=0,
        is_timed=places % 3 == 0,
    )
    order = np.argsort(item, kind="stable")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(by_item, "MANY", 1)
        found = by_item.by_item(rows)
    expected = rows.taken_from(order)

    assert found.team is None
    assert found.row.dtype == (np.int64 if is_part else np.int32), "the compiled code has done it"
    for name in COLUMNS:
        assert getattr(found, name).tolist() == getattr(expected, name).tolist()
