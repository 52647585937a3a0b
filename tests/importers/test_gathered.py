"""Columns put together from pieces are those that Arrow makes of the whole."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flowatlas.importers.coding import column_of
from flowatlas.importers.gathered import Codes, Numbers
from flowatlas.importers.gathered_keys import Ids, Keys, keyed, keys_for, prefix_of
from flowatlas.importers.gathered_values import UnfitError

PIECE = 7

ids = st.builds("{}{}".format, st.sampled_from(["ITEM-", "ITEM-", "Ä", ""]), st.integers(0, 10**6))
short = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=2)


def in_pieces(values, kind):
    """The values as columns of a few each."""
    return [pa.chunked_array([pa.array(values[at : at + PIECE], kind)]) for at in range(0, len(values), PIECE)]


def gathered(column, pieces):
    """What a column makes of pieces that come in order."""
    begin = 0
    for piece in pieces:
        column.put(begin, piece)
        begin += len(piece)
    return column.column()


@given(st.lists(ids, min_size=1), st.lists(short, min_size=1))
def test_short_texts_as_numbers_are_the_same_texts_in_the_same_order(numbered, written):
    """Texts of up to eight bytes after what they share get the codes and names that Arrow gives them."""
    for texts in (numbered, written):
        found = keyed(pa.chunked_array([pa.array(texts, pa.string())]))
        if found is None:
            assert len(set(texts)) > 1 or not all(texts)
            continue
        found.validate(full=True)
        encoded = pa.array(texts, pa.string()).dictionary_encode()
        assert found.chunk(0).dictionary.to_pylist() == encoded.dictionary.to_pylist()
        assert found.chunk(0).indices.to_pylist() == encoded.indices.to_pylist()


@given(st.lists(st.integers(0, 99_999_999), min_size=1), st.sampled_from(["", "ITEM-", "Ä"]), st.integers(1, 9))
def test_numbered_ids_are_the_same_texts_in_the_same_order(numbers, prefix, room):
    """Ids that go on with a number get the codes and names that Arrow gives them, near each other or far apart."""
    texts = [f"{prefix}{number}" for number in numbers]
    column = keys_for(texts, room)
    assert isinstance(column, Ids)
    found = column_of(gathered(column, in_pieces(texts, pa.string())))
    expected = column_of(pa.chunked_array([pa.array(texts, pa.string())]))
    assert found.codes.tolist() == expected.codes.tolist()
    assert list(found.names) == list(expected.names)


@pytest.mark.parametrize("odd", [None, "", "ITEM-", "ITEM-07", "ITEM-x", "ITEM-123456789", "OTHER-1"])
def test_what_does_not_go_on_with_a_number_is_no_numbered_id(odd):
    """Texts that are unlike the first ones are refused, so that the column is read in the way that takes all."""
    column = keys_for(["ITEM-1", "ITEM-20"], 9)
    with pytest.raises(UnfitError):
        gathered(column, in_pieces(["ITEM-1", odd], pa.string()))


@given(st.lists(st.one_of(st.none(), short)))
def test_texts_that_repeat_keep_the_order_of_their_pieces(texts):
    """Pieces with a dictionary of their own give the column that unified dictionaries give, whichever comes first."""
    pieces = [piece.dictionary_encode() for piece in in_pieces(texts, pa.string())]
    if not pieces:
        return
    column, begins = Codes(len(texts)), range(0, len(texts), PIECE)
    for begin, piece in reversed(list(zip(begins, pieces, strict=True))):
        column.put(begin, piece)
    whole = pa.chunked_array([chunk for piece in pieces for chunk in piece.chunks])
    found, expected = column_of(column.column()), column_of(whole)
    assert found.codes.tolist() == expected.codes.tolist()
    assert list(found.names) == list(expected.names)


@given(st.lists(st.one_of(st.none(), st.integers(-(2**62), 2**62))))
def test_moments_stay_known_or_unknown(values):
    """Moments come out as they were, and where there was none there is none."""
    kind = pa.timestamp("us")
    found = gathered(Numbers(kind, len(values)), in_pieces(values, kind))
    assert found.cast(pa.int64()).to_pylist() == values


@pytest.mark.parametrize("odd", [None, "ITEM-1\0", "PRE-1", "ITEM-123456789", "ITE"])
def test_a_text_that_does_not_fit_is_never_cut(odd):
    """A missing, longer, shorter or other text, or one with a zero byte, is refused, so that it is read another way."""
    texts = [f"ITEM-{number}" for number in range(20)]
    prefix = prefix_of(texts)
    assert prefix == b"ITEM-"
    with pytest.raises(UnfitError):
        gathered(Keys(21, prefix), in_pieces([*texts, odd], pa.string()))


def test_pieces_of_an_array_are_read_from_where_they_begin():
    """A slice of a longer array gives its own texts."""
    texts = pa.array([f"ITEM-{number}" for number in range(50)])
    found = gathered(Keys(20, b"ITEM-"), [pa.chunked_array([texts[17:30], texts[40:47]])])
    assert found.to_pylist() == [*texts[17:30].to_pylist(), *texts[40:47].to_pylist()]
    assert np.array_equal(found.chunk(0).indices, np.arange(20))
