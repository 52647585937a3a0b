"""What could change, as it is drawn: offers, states, and quick fixes."""

import pytest
from geometry import faults

from flowatlas.exporters.exporter import Export
from flowatlas.model.path import Change, apply, value_at
from flowatlas.model.picture import Derived
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.views.candidates import WAITING, WITHOUT_STEPS, WITHOUT_TIMES, candidates_view
from flowatlas.views.view import views, views_of

LONG = "A very long name of something that nobody ever shortened, 合同审查, مراجعة العقد, and so on without an end"

TEXT = """
title: A request
current:
  demand: 8/wk
  roles: {sales: {people: 3}, legal: {name: Legal, people: 1, availability: 50%}}
  steps:
    ask: {name: Ask, roles: [sales], process_time: 1h}
    legal:
      {name: Legal review, roles: [legal], wait_time: 6d..2wk, process_time: 4h, percent_complete_accurate: 80%,
        quick_fixes: {list: {text: A list of what is asked for, owner: Kim, effort: 2h, saves: 1h}}}
    ship: {name: Ship, roles: [sales], wait_time: 1d, process_time: 2h}
"""

FUTURES = """
future:
  fast: {title: Legal at once, changes: {steps/legal/wait_time: 1d}}
  beside: {title: Ship at once, changes: {steps/ship/wait_time: 0}}
"""


def exported(text):
    """An atlas with all that is worked out for its pictures."""
    opened = AtlasFile.of_text(text)
    return Export(opened.name, opened.atlas, text, plain=opened.plain, draws=300)


def drawn(text):
    """What could change, drawn."""
    export = exported(text)
    return candidates_view(export.atlas, export.derived)


def words(picture):
    """All that a picture says."""
    return " ".join(shape.text for _, shape in picture.shapes() if hasattr(shape, "text"))


def many(count, name):
    """A map of so many steps, each of which has much that could change."""
    steps = "".join(
        f"\n    s{number}: {{name: '{name} {number}', roles: [r{number}], wait_time: {number + 1}h..{number + 9}h, "
        f"process_time: ~1h, percent_complete_accurate: 90%, automation: manual, frustration: 3, "
        f"quick_fixes: {{a: {{text: '{name}', effort: 1h}}}}}}"
        for number in range(count)
    )
    futures = "".join(
        f"\n  f{number}: {{title: '{name}', changes: {{steps/s{number}/process_time: 0}}}}"
        for number in range(count // 3)
    )
    return f"title: {name}\ncurrent:\n  demand: 8/wk\n  steps:{steps}\nfuture:{futures or ' {}'}\n"


@pytest.mark.parametrize("name", ["Step", LONG])
@pytest.mark.parametrize("count", [1, 3, pytest.param(60, marks=pytest.mark.slow)])
def test_nothing_overlaps_or_overflows(count, name):
    """With one, three and sixty steps, and with names that nobody shortened."""
    picture = drawn(many(count, name))

    assert faults(picture) == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("title: Nothing", WITHOUT_STEPS),
        ("current: {steps: {a: {name: A}, b: {name: B}}}", WITHOUT_TIMES),
        ('current: {steps: {a: {name: A, process_time: "?"}, b: {name: B, wait_time: "?"}}}', WITHOUT_TIMES),
        ("future: {fast: {title: Fast}}", WITHOUT_STEPS),
    ],
)
def test_without_a_map_it_says_what_comes_first(text, sentence):
    """An invitation in a sentence, and no figure."""
    picture = drawn(text)

    assert faults(picture) == []
    assert picture.description == f"What could change. {sentence}"
    assert not any(part.changes for part in picture.parts)


def test_it_can_be_drawn_before_anything_is_worked_out():
    """In the first moment of a live edit the futures stand there without bars."""
    atlas = AtlasFile.of_text(TEXT + FUTURES).atlas

    picture = candidates_view(atlas, Derived())

    assert faults(picture) == []
    assert WAITING in picture.description
    assert "Legal at once" in words(picture)
    assert "not known" in words(picture)


def test_every_candidate_is_an_offer_that_can_be_taken():
    """Its changes, made in the document, give a future that holds it; then it is no offer any more."""
    export = exported(TEXT)
    picture = candidates_view(export.atlas, export.derived)
    offers = [part for part in picture.parts if part.changes]

    assert len(offers) > 5
    for part in offers:
        assert part.role == "offer"
        assert any(shape.role == "offer" for shape in part.shapes)
        laid = apply(export.plain, [Change(path, value) for path, value in part.changes])
        assert value_at(laid, "future/better/title") == "Better"
        again = read_atlas(tidy(laid)).atlas
        assert set(again.future["better"].changes) == {
            path.removeprefix("future/better/changes/") for path, _ in part.changes if "/changes/" in path
        }


def test_what_a_future_has_already_is_marked_and_not_offered():
    """It stays in the list with the name of the future."""
    picture = drawn(TEXT + FUTURES)
    part = next(one for one in picture.parts if one.id == "candidate/drop/steps/legal/wait_time")

    assert part.changes == ()
    assert part.role == "taken"
    assert "part of “Legal at once”" in part.name
    offered = next(one for one in picture.parts if one.changes)
    assert all(path.startswith("future/fast/changes/steps/") for path, _ in offered.changes)


def test_a_future_that_misses_the_constraint_says_so_beside_its_bar():
    """In words, under the one that it concerns."""
    names = {part.id: part.name for part in drawn(TEXT + FUTURES).parts}

    assert "improves something else than the constraint" in names["future/beside"]
    assert "improves something else" not in names["future/fast"]


def test_bars_are_to_scale():
    """A state that takes half as long has a bar of half the length."""
    picture = drawn(
        "current: {steps: {a: {process_time: 1d}, b: {wait_time: 9d, process_time: 0}}}\n"
        "future: {half: {changes: {steps/b/wait_time: 4d}}}"
    )

    bars = {
        part.id: next(shape.width for shape in part.shapes if shape.role in {"work-bar", "goal"})
        for part in picture.parts
        if part.id in {"state/current", "future/half", "state/ideal"}
    }
    assert bars["future/half"] == pytest.approx(bars["state/current"] / 2)
    assert bars["state/ideal"] == pytest.approx(bars["state/current"] / 10)


def test_the_constraint_is_told_by_words_and_not_by_colour_alone():
    """Whoever cannot see the sign reads where a candidate acts."""
    names = {part.id: part.name for part in drawn(TEXT).parts}

    assert ", on the constraint" in names["candidate/halve/steps/legal/wait_time"]
    assert ", not on the constraint" in names["candidate/halve/steps/ship/wait_time"]


def test_quick_fixes_stand_at_the_foot():
    """With what they save for their effort, at their own path."""
    picture = drawn(TEXT)

    part = picture.parts[-1]
    assert part.path == "current/steps/legal/quick_fixes/list"
    assert "saves 8 h a week over all items for 2 h of work" in part.name


def test_the_view_stands_behind_the_maps():
    """It is no way to draw the current map, and has a place of its own."""
    shown = views_of(AtlasFile.of_text(TEXT).atlas)

    known = next(one for one in shown if one.name == "candidates")
    assert known.section == "future"
    assert known not in views()
    assert known.explanation.endswith(".")


def test_chosen_words_are_used():
    """Labels reach what is drawn, and leave the map's own names alone."""
    from flowatlas.model.glossary import Labels

    export = exported(TEXT)
    export.labels = Labels({"constraint": "bottleneck"})

    picture = candidates_view(export.atlas, export.derived)

    assert "on the bottleneck" in words(picture)
    assert "constraint" not in words(picture)
