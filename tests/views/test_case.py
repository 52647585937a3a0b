"""The business case on one page: no text that overflows or overlaps, whatever it has to tell."""

import pytest
from geometry import faults

from flowatlas.metrics.derived import derived
from flowatlas.metrics.report import report
from flowatlas.model.case import Amount, BusinessCase
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Text as Words
from flowatlas.model.picture import Worked
from flowatlas.store.schema import read_atlas
from flowatlas.views.case import case_page, case_view

LONG = "Every data agreement is read from the first line, although four of five turn out to be the standard one. " * 3
SCRIPTS = "新規顧客の受け入れを速くする案件 · تسريع انضمام العملاء الجدد · Ускорение подключения клиентов"


def atlas_of(*, lines=0, title="Faster", economics=None, futures=1, items=0):
    """An atlas with a future and so many lines and roadmap items."""
    plain = {
        "title": title,
        "economics": {"hour": "60..90 EUR", "delay_per_item_week": "30 EUR", "lines": {}} | (economics or {}),
        "current": {
            "demand": "30/mo",
            "backlog": 50,
            "in_parallel": 5,
            "steps": {
                "a": {"process_time": "1h..4h", "frustration": 4, "automation": "manual", "roles": ["x"]},
                "b": {"wait_time": "1wk..3wk", "process_time": "1h", "roles": ["y"]},
            },
        },
        "future": {
            f"f{number}": {"title": f"{title} {number}", "changes": {"steps/a/process_time": "30m..1h"}}
            for number in range(futures)
        },
    }
    kinds = ({"monthly": "1234 EUR"}, {"once": "20k EUR"}, {"yearly": "?"}, {"counts": "gain", "monthly": "1..2k EUR"})
    for number in range(lines):
        plain["economics"]["lines"][f"l{number}"] = {"title": f"{title} {number}", **kinds[number % len(kinds)]}
    moved = {"future": "f0", "cost": "500..900 EUR", "lane": "now"}
    plain["roadmap"] = {"items": {f"i{number}": {"title": f"{title} {number}", **moved} for number in range(items)}}
    return plain


def page_of(plain, future=""):
    """The page for a future of an atlas."""
    atlas = read_atlas(plain).atlas
    return case_page(atlas, derived(atlas, report(atlas, draws=500), Labels(), plain), future)


def words_of(picture):
    """All words of a picture, in the order in which they are drawn."""
    return " ".join(shape.text for _, shape in picture.shapes() if isinstance(shape, Words))


@pytest.mark.parametrize("count", [0, 3, 60])
@pytest.mark.parametrize("title", ["Faster", LONG, SCRIPTS, "supercalifragilistic" * 20])
def test_any_number_of_lines_under_any_title_stays_in_its_place(count, title):
    """0, 3 and 60 lines and items, short and long, in several scripts."""
    assert faults(page_of(atlas_of(lines=count, title=title, items=count))) == []


def test_sixty_futures_fit_on_the_page():
    """The other futures stand in a table that ends in how many more there are."""
    picture = page_of(atlas_of(futures=60, title="Faster by far than anything that we have seen"))

    assert faults(picture) == []
    assert "and 52 more" in words_of(picture)


def test_large_amounts_and_long_times_stay_in_their_cells():
    """Billions, losses, and a payback of years."""
    huge = {"hour": "9000000000 EUR", "months": 120, "lines": {"a": {"once": "999999999999.99 EUR"}}}

    assert faults(page_of(atlas_of(economics=huge))) == []
    assert (
        faults(page_of(atlas_of(economics={"lines": {"a": {"monthly": "99999999 EUR"}, "b": {"once": "1 EUR"}}}))) == []
    )


def test_the_four_questions_are_answered_on_top():
    """Cost, gain, certainty and assumptions come before everything else, below the title."""
    picture = page_of(atlas_of(lines=2))
    answers = [part for part in picture.parts if part.role == "answer"]

    assert [part.name.partition("?")[0] for part in answers] == [
        "What does it cost",
        "What does it bring",
        "How sure is that",
        "What is assumed",
    ]
    others = [part for part in picture.parts if part.role in {"heading", "value", "list", "chart"}]
    assert max(part.shapes[0].y for part in answers) < min(
        part.shapes[0].y for part in others if part.role == "heading"
    )


def test_without_economics_the_page_tells_time_and_asks_for_three_figures():
    """No table of money, no chart, nothing that reads as zero."""
    plain = atlas_of()
    plain["economics"] = {}
    picture = page_of(plain)

    assert faults(picture) == []
    assert "Three figures would make it money" in words_of(picture)
    assert not any(part.role == "chart" for part in picture.parts)
    assert "EUR" not in words_of(picture)


def test_a_page_without_a_future_says_what_is_missing():
    """An atlas without a future, and one whose figures are still to come, are told so."""
    plain = atlas_of()
    plain["future"] = {}
    assert "holds a future against the map" in words_of(page_of(plain))

    atlas = read_atlas(atlas_of()).atlas
    waiting = case_view(atlas, derived(atlas, report(atlas, draws=500), Labels()))
    assert "being worked out" in words_of(waiting)
    assert faults(waiting) == []


def test_a_future_is_chosen_by_its_id():
    """Without one the page is about the future that leaves most over."""
    plain = atlas_of(futures=2, lines=2)
    plain["future"]["f1"]["changes"] = {"steps/a/process_time": "1m"}

    assert page_of(plain).title == "Business case: Faster 1"
    assert page_of(plain, "f0").title == "Business case: Faster 0"


def test_lines_point_at_what_they_rest_on():
    """Every line of money leads to the figure in the file."""
    picture = page_of(atlas_of(lines=3, items=1))
    paths = {part.path for part in picture.parts}

    assert {"economics/hour", "economics/lines/l0/monthly", "roadmap/items/i0/cost"} <= paths


@pytest.mark.parametrize("mean", [-9e5, 9e5])
def test_what_is_expected_stays_on_the_chart_where_it_lies_beyond_its_range(mean):
    """A few draws that are far out move the expected figure, not the ends of 8 in 10."""
    plain = atlas_of(lines=3)
    atlas = read_atlas(plain).atlas
    known = derived(atlas, report(atlas, draws=500), Labels(), plain)
    found = known.of(BusinessCase)
    course = tuple(Amount(mean * month, -month, month, f"{mean * month} EUR") for month in range(13))
    found = found._replace(cases=(found.cases[0]._replace(course=course),))

    assert faults(case_page(atlas, known._replace(worked=Worked({BusinessCase: lambda: found})))) == []


def test_the_largest_amounts_are_the_ones_that_are_shown():
    """Where there are more lines than there is room for, small ones are left to the sum."""
    plain = atlas_of()
    plain["economics"]["lines"] = {
        f"l{number}": {"title": f"Part {number}.", "once": f"{number * 100} EUR"} for number in range(1, 31)
    }
    told = words_of(page_of(plain))

    assert "Part 30." in told
    assert "Part 1." not in told
    assert "and 21 more; what is known of them is in the sum" in told
