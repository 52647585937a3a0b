"""The picture of the thread."""

import pytest
from geometry import faults

from flowatlas.model.atlas import Atlas
from flowatlas.model.chain import Chain, Link, Node
from flowatlas.model.picture import Derived, Worked
from flowatlas.views.chain import NOTHING, chain_view

LONG = "A very long name of something that nobody ever shortened, 合同审查, مراجعة العقد, and so on without an end " * 2


def drawn(found):
    """The picture of a thread."""
    return chain_view(Atlas(title="Study"), Derived(worked=Worked({Chain: lambda: found})))


def threads(count, name):
    """So many things on the thread, led to by others a column or more before them."""
    nodes = [
        Node(
            f"n{number}",
            f"roadmap/items/n{number}",
            list(Link)[number % 7],
            f"{name} {number}",
            name,
            "loose" if number % 5 == 0 else "",
        )
        for number in range(count)
    ]
    links = [
        (f"n{one}", f"n{other}")
        for other in range(count)
        for one in (other - 1, other - 3, other // 2)
        if 0 <= one < other
    ]
    return Chain(tuple(nodes), tuple(dict.fromkeys(links)))


@pytest.mark.parametrize("count", [0, 3, 60])
@pytest.mark.parametrize("name", ["Short", LONG])
def test_nothing_overlaps_and_no_line_crosses_a_note(count, name):
    """Also where lines pass columns."""
    assert faults(drawn(threads(count, name))) == []


def test_without_anything_it_says_where_the_thread_begins():
    """No empty page."""
    assert any(NOTHING.startswith(shape.text[:20]) for _, shape in drawn(None).shapes() if hasattr(shape, "text"))


def test_what_leads_nowhere_is_told_on_top():
    """And how many more there are."""
    assert "3" in drawn(threads(20, "Thing")).description.partition(".")[0]


@pytest.mark.parametrize(("last", "words"), [(Link.STREAM, "what holds it back most"), (Link.ITEM, "what will show")])
def test_a_thread_that_stops_is_told(last, words):
    """Nothing is loose on it, and yet it leads nowhere."""
    links = list(Link)[: list(Link).index(last) + 1]
    nodes = tuple(Node(link.name, "roadmap", link, link.value) for link in links)

    assert words in drawn(Chain(nodes, ())).description


def test_a_long_column_leaves_the_beginning_on_the_first_page():
    """Whoever opens the thread sees the outcome, however many causes there are."""
    causes = [Node(f"c{number}", f"dependency/causes/c{number}", Link.CAUSE, LONG) for number in range(60)]
    picture = drawn(Chain((Node("o", "outcome/target", Link.OUTCOME, "Sooner"), *causes), ()))

    (note,) = (part for part in picture.parts if part.path == "outcome/target")
    assert note.shapes[0].y < 800
