"""Columns: what moving rows is told of each column, as numbers side by side."""

SOURCE, TARGET, WIDTH = range(3)
"""Where its values stand, where they go, and how many bytes each has."""

NUMBERS = 3

ROW = 0
"""The width of a column that has no values yet and gets the number of each row, in 32 bits."""

SOME = 1 << 14
"""Rows whose places are worked out together, so that they stay in the processor's cache."""
