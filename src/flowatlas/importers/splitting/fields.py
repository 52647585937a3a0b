"""Fields: what splitting is told of each column, as numbers side by side."""

KIND, PLACE, HEAD, HEAD_SIZE, HEAD_MASK, TABLE, TEXTS, WORDS, EMPTIES = range(9)
"""What a column holds; where its first value goes; what its texts begin with; where words are looked up by their hash;
where each new word stands; how many there are; how many values are missing."""

NUMBERS = 9

SKIP, WORD, ID, KEY, MOMENT, MOMENT_IN_UTC = range(6)
"""Kinds: not wanted; words by number; whole numbers after a beginning; up to eight bytes after one; moments without and
with an offset from UTC."""

SLOTS = 1 << 11
MOST_WORDS = SLOTS // 2
"""Different words in a block from which on somebody else reads it."""

UNFIT = -1
AHEAD = 64
"""Bytes behind the last line that may be looked at."""
