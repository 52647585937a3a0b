"""Pictures that take long: what they are made of, and what is told where a map says too little for them."""

from textwrap import dedent

import pytest

from flowatlas.exporters.asked import ASKED, Asking, asked_drawings
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Text
from flowatlas.store.file import AtlasFile

MAP = """
    title: Requests
    current:
      backlog: 20
      demand: 4/wk
      roles: {lawyer: {name: Lawyer, people: 1}}
      steps:
        ask: {name: Ask, process_time: 1h}
        review: {name: Review, wait_time: 1d..5d, process_time: 2h..4h, roles: [lawyer]}
"""
PILING_UP = (
    MAP.replace("demand: 4/wk", "demand: 40/wk")
    + """
    future:
      more: {title: More lawyers, changes: {roles/lawyer/people: 6}}
"""
)


def plain(text):
    """A map as plain values."""
    return AtlasFile.of_text(dedent(text)).plain


def words_of(picture):
    """All that can be read."""
    return " ".join(shape.text for _, shape in picture.shapes() if isinstance(shape, Text))


@pytest.mark.slow
def test_all_of_them_are_drawn_of_a_map_that_says_enough():
    """Simulation, what matters and the backlog, each with the answer in it, in the words that were asked for."""
    drawn, left_out = asked_drawings(Asking(plain(MAP), Labels.read(("lead_time=turnaround",))))

    assert [one.name for one in drawn] == list(ASKED)
    assert left_out == ()
    words = [words_of(one.picture) for one in drawn]
    assert "How long items take" in words[0]
    assert "turnaround" in words[1]
    assert "lead time" not in words[1]
    assert "The last of the 20" in words[2]


@pytest.mark.slow
def test_where_work_piles_up_a_future_says_what_matters():
    """Today has no typical item; the picture says so, and shows what matters once work no longer piles up."""
    words = words_of(ASKED["what-matters"].work(Asking(plain(PILING_UP))))

    assert "More lawyers" in words
    assert "The typical item takes" in words
    assert "piles up without bound" in words


@pytest.mark.slow
def test_what_a_map_says_too_little_for_is_left_out_and_said():
    """A backlog without a demand can be counted down, though usual days cannot be simulated."""
    drawn, left_out = asked_drawings(Asking(plain(MAP.replace("      demand: 4/wk\n", ""))))

    assert [one.name for one in drawn] == ["backlog"]
    assert len(left_out) == 2
    assert all("add demand, such as" in words for words in left_out)


@pytest.mark.slow
def test_a_map_for_none_of_them_is_refused_once():
    """One message that says what to add, not one for each picture."""
    text = MAP.replace("      demand: 4/wk\n", "").replace("      backlog: 20\n", "")

    with pytest.raises(FlowAtlasError, match="add demand, such as"):
        asked_drawings(Asking(plain(text)))


def test_what_cannot_be_drawn_says_why_in_its_place():
    """A headline and a sentence, each with a capital and one full stop."""
    for view in ASKED.values():
        words = words_of(view.cannot_picture(FlowAtlasError("this cannot be simulated: nobody said how many.")))

        assert words == f"{view.title} {view.cannot} Nobody said how many."
