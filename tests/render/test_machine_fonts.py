"""Lines of several scripts are drawn in pieces that stand where they should."""

from itertools import pairwise

import pytest

from flowatlas.drawing.canvas import text
from flowatlas.model.picture import Part, Picture
from flowatlas.render.machine_fonts import apart


@pytest.mark.parametrize("anchor", ["start", "middle", "end"])
def test_a_mixed_line_is_taken_apart_and_keeps_its_words_and_its_place(anchor):
    """Each script is a piece of its own, one behind the other, around the same point."""
    line = text("text", 200.0, 20.0, "Ask 法務部 or المبيعات now", 16.0, anchor=anchor)
    picture = Picture(400, 40, "", "", (Part("p", "", "p", "", "", (line,)),))

    pieces = [shape for _, shape in apart(picture).shapes()]

    assert "".join(piece.text for piece in pieces) == line.text
    assert [piece.anchor for piece in pieces] == ["start"] * 5
    for piece, following in pairwise(pieces):
        assert piece.x + piece.width == pytest.approx(following.x)
    left, right = pieces[0].x, pieces[-1].x + pieces[-1].width
    assert {"start": left, "middle": (left + right) / 2, "end": right}[anchor] == pytest.approx(200)


def test_a_line_of_one_script_is_left_as_it_is():
    """Nothing is moved where one font draws all of it."""
    line = text("text", 10.0, 20.0, "Ask Ирина", 16.0, anchor="middle")
    picture = Picture(400, 40, "", "", (Part("p", "", "p", "", "", (line,)),))

    assert apart(picture) == picture
