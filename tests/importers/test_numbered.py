"""Texts that are numbers are told apart by counting, and nothing else is."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowatlas.importers.numbered import counted_codes

lowest = st.sampled_from([0, 1, 9, 95, 99_990, 9_999_000])


def keys_of(texts):
    """Texts of up to eight bytes as numbers, the first byte the lowest."""
    return np.array([int.from_bytes(text.encode(), "little") for text in texts], np.uint64)


def texts_of(keys):
    """The texts that keys hold."""
    return [int(key).to_bytes(8, "little").rstrip(b"\0").decode() for key in keys]


@given(lowest, st.lists(st.integers(0, 900), min_size=1))
def test_numbers_get_codes_in_the_order_in_which_they_come_up(begin, steps):
    """Whatever lengths the numbers have and in whatever order they come, codes and texts are those of a dictionary."""
    texts = [str(begin + step) for step in steps]
    codes, keys = counted_codes(keys_of(texts))
    encoded = pa.array(texts).dictionary_encode()
    assert codes.tolist() == encoded.indices.to_pylist()
    assert texts_of(keys) == encoded.dictionary.to_pylist()


def test_many_pieces_are_one_column():
    """Numbers that come up first in one piece of a long column keep their code in the others."""
    numbers = np.random.default_rng(1).permutation(150_000) // 3 + 100
    texts = pa.array(numbers).cast(pa.string())
    codes, keys = counted_codes(keys_of(texts.to_pylist()))
    assert codes.tolist() == texts.dictionary_encode().indices.to_pylist()
    assert texts_of(keys) == texts.dictionary_encode().dictionary.to_pylist()


@pytest.mark.parametrize("odd", ["", "01", "00", "1a", "/1", ":1", "-1", "1 ", "é", "99999999"])
def test_what_is_no_number_or_far_away_is_left_to_others(odd):
    """Empty texts, leading zeros, other signs, and numbers too far apart to count are refused as a whole."""
    assert counted_codes(keys_of(["1", "2", odd, "3"])) is None
    assert counted_codes(keys_of([odd])) is None or odd == "99999999"
