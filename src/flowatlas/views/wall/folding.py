"""Folding: a long stream in rows, like lines of text."""

from collections.abc import Sequence
from functools import lru_cache
from math import sqrt

CROSSING = 3.0
"""What it costs to break where one more line has to be carried over, in columns by which rows differ, squared."""


def folded(columns: int, crossings: Sequence[int]) -> list[range]:
    """The columns in rows of about the same length that suit a sheet, broken where few lines run.

    ``crossings`` tells how many lines run into each column from the left.
    """
    return list(_folded(columns, tuple(crossings)))


@lru_cache(maxsize=16)
def _folded(columns: int, crossings: tuple[int, ...]) -> tuple[range, ...]:
    longest = most_in_row(columns)
    if columns <= longest:
        return (range(columns),)
    wanted = columns / -(-columns // longest)
    best = [0.0] * (columns + 1)
    start_of = [0] * (columns + 1)
    unequal = [(length - wanted) ** 2 for length in range(longest + 2)]
    for end in range(1, columns + 1):
        starts = range(max(0, end - longest - 1), end)
        costs = [best[start] + unequal[end - start] for start in starts]
        cost = min(costs)
        best[end] = cost + (CROSSING * (crossings[end] - 1) if end < columns else 0.0)
        start_of[end] = starts[costs.index(cost)]
    rows, end = [], columns
    while end:
        rows.append(range(start_of[end], end))
        end = start_of[end]
    return tuple(rows[::-1])


def most_in_row(columns: int) -> int:
    """How many columns a row holds at most, so that small maps stay one row and large ones suit a sheet."""
    return max(7, round(sqrt(1.9 * columns)))
