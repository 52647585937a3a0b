"""The capability map drawn: the order of rows, ratings on one scale, and open marks for what is not rated."""

import pytest
from geometry import faults

from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Derived, Dot
from flowatlas.store.schema import read_atlas
from flowatlas.views.view import views_of

LONG = "Verhandlungen über Datenverarbeitungsvereinbarungen mit Donaudampfschifffahrtsgesellschaften und ihren Töchtern"
CHINESE = "数据处理协议需要由外部律师逐条审查并由双方签字确认后方可生效，否则不得开始部署"
ARABIC = "ينتظر العقد في صندوق البريد المشترك حتى يقرأه أحد من الفريق القانوني"
STREAM = {"steps": {"ask": {"process_time": "1h"}, "legal": {"wait_time": "8d", "process_time": "2h"}}}


def drawn(rows, *, figures=True):
    """The capability map as it is drawn, with what the figures say or without."""
    plain = {"current": STREAM, "capability": {"rows": rows}}
    atlas = read_atlas(plain).atlas
    view = next(one for one in views_of(atlas) if one.name == "capability")
    return view.compose(atlas, derived(atlas, report(atlas, draws=50), Labels(), plain) if figures else Derived())


def order(picture):
    """The rows from top to bottom by id."""
    return [part.path.rpartition("/")[2] for part in picture.parts if part.role == "record"]


def words(picture):
    """All that can be read on a picture."""
    return " ".join(shape.text for _, shape in picture.shapes() if hasattr(shape, "text"))


def row(number, name):
    """One of many rows, each rated in another way."""
    ratings = (
        {"now": 0, "target": 5},
        {"now": 4.5, "target": 5},
        {"now": 3, "target": 3},
        {"now": 2},
        {},
        {"target": 0},
    )
    about = {"about": "current/steps/legal/wait_time"} if number % 2 else {}
    kind = ("core", "supporting", "generic")[number % 3]
    return {"name": f"{name} {number}", "kind": kind, "help": name, **about, **ratings[number % 6]}


@pytest.mark.parametrize("count", [0, 3, 6])
@pytest.mark.parametrize("name", ["Read", LONG, CHINESE, ARABIC, "x" * 90], ids=list("slcau"))
def test_nothing_lies_over_anything_else(count, name):
    """However many there are, and however long they are called."""
    picture = drawn({f"r{n}": row(n, name) for n in range(count)})

    assert faults(picture) == []
    assert len(order(picture)) == count


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Read", LONG])
def test_sixty_rows_still_fit(name):
    """The sheet grows downwards."""
    picture = drawn({f"r{n}": row(n, name) for n in range(60)})

    assert faults(picture) == []
    assert len(order(picture)) == 60


def test_gaps_on_the_constraint_come_first_and_what_is_not_rated_last():
    """Then the widest gap; where there is no gap, the constraint changes nothing."""
    rows = {
        "open": {"about": "current/steps/legal"},
        "met": {"now": 3, "target": 3, "about": "current/steps/legal"},
        "wide": {"now": 0, "target": 5},
        "half": {"now": 1},
        "small": {"now": 1, "target": 2, "about": "current/steps/legal"},
        "large": {"now": 1, "target": 3, "about": "current/steps/legal/wait_time"},
    }

    assert order(drawn(rows)) == ["large", "small", "wide", "met", "open", "half"]
    assert order(drawn(rows, figures=False))[:2] == ["wide", "large"]


def test_an_unknown_rating_is_an_open_mark_and_has_no_dot():
    """Not rated is not 0."""
    picture = drawn({"a": {"now": "?", "target": 3}, "b": {"now": 0, "target": 3}})
    parts = {part.path: part for part in picture.parts if part.role == "value"}

    assert [shape.text for shape in parts["capability/rows/a/now"].shapes if hasattr(shape, "text")] == ["?"]
    assert not [shape for shape in parts["capability/rows/a/now"].shapes if isinstance(shape, Dot)]
    assert [shape for shape in parts["capability/rows/b/now"].shapes if isinstance(shape, Dot)]


def test_averages_are_those_of_the_rated_rows():
    """Rows that nobody has rated count neither as 0 nor at all."""
    told = words(drawn({"a": {"now": 1, "target": 4}, "b": {"now": 2, "target": 3}, "c": {"now": 5}, "d": {}}))

    assert "2 of 4 are rated: on average 1.5 now, 3.5 needed, a gap of 2." in told


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({}, "What would one have to be able to do"),
        ({"a": {}}, "Nothing is rated yet"),
        ({"a": {"now": 3, "target": 3}}, "as good as it needs to be"),
        ({"a": {"name": "Read", "now": 2, "target": 3}}, "The widest gap: “Read”, 1 level."),
    ],
)
def test_the_first_sentence_answers(rows, sentence):
    """With whatever is known."""
    assert sentence in words(drawn(rows))


def test_the_scale_is_explained_once():
    """From 0, not there, to 5."""
    told = words(drawn({"a": {"now": 1}, "b": {"now": 2}}))

    assert told.count("0  not there") == 1
    assert told.count("5  improving") == 1
