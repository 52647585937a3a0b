"""Folding: long streams in rows, like lines of text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowatlas.views.wall.folding import folded, most_in_row

CROSSINGS = st.lists(st.integers(1, 5), min_size=2, max_size=60)


@given(CROSSINGS)
def test_every_column_stands_once_and_in_order(crossings):
    """Rows read like text: nothing is lost, repeated or put elsewhere, and no row is empty."""
    rows = folded(len(crossings) - 1, crossings)

    assert [column for row in rows for column in row] == list(range(len(crossings) - 1))
    assert all(rows)


@given(CROSSINGS)
def test_no_row_is_longer_than_a_sheet(crossings):
    """A row may be one column longer than usual where that spares lines, not more."""
    rows = folded(len(crossings) - 1, crossings)

    assert max(map(len, rows)) <= most_in_row(len(crossings) - 1) + 1


@pytest.mark.parametrize("columns", range(1, 8))
def test_a_small_map_stays_in_one_row(columns):
    """Up to seven columns are not broken, however few lines would cross."""
    assert folded(columns, [1] * (columns + 1)) == [range(columns)]


def test_rows_are_about_the_same_length():
    """No row is left with a straggler where all lines are the same."""
    lengths = [len(row) for row in folded(17, [1] * 18)]

    assert max(lengths) - min(lengths) <= 1
    assert len(lengths) > 1


def test_a_row_ends_where_few_lines_run():
    """Among breaks that leave rows about equal, the one is taken where one line crosses, not four."""
    busy = [4] * 13
    busy[5] = 1

    rows = folded(12, busy)

    assert [row.start for row in rows] == [0, 5]
