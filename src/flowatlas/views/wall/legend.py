"""What stands below the wall: its signs explained, and in words what they stand for."""

from collections.abc import Mapping, Sequence

from flowatlas.drawing.canvas import moved, text
from flowatlas.drawing.sheet import Entry, Key, pill, remark, star
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import Labels
from flowatlas.model.path import join
from flowatlas.model.picture import Box, Line, Part
from flowatlas.views.signs import frustration, question_mark
from flowatlas.views.wall.role_dots import RoleDots
from flowatlas.views.wall.sizes import NOTE


def keys(parts: Sequence[Part], stream: ValueStreamMap, dots: RoleDots, labels: Labels) -> list[Key]:
    """The legend: only what is on the map."""
    roles = [Key(tuple(dots.dot(role, 0, 0)), 20, name) for role, name in dots.names.items()]
    heading = [Key((), 0, "Who")] if roles else []
    signs = {shape.role for part in parts for shape in part.shapes}
    kinds = {part.role for part in parts}
    known: list[tuple[bool, Key]] = [
        (
            bool(signs & {"step-optional", "step-data-optional"}),
            Key((Box("step-optional", -12, -8, 24, 16, 3),), 24, "optional step"),
        ),
        (
            bool(signs & {"step-data", "step-data-optional"}),
            Key((Box("step-data", -12, -8, 24, 16, 3),), 24, "information, not the work itself"),
        ),
        (
            "flow-skip" in signs and bool(stream.steps),
            Key((Line("flow-skip", ((-13, 0), (13, 0))),), 26, "straight on"),
        ),
        ("open" in signs, Key(tuple(question_mark(0, 0, radius=9)), 20, "nobody knows yet")),
        (
            "rework" in kinds,
            Key((Line("back", ((13, 6), (13, -6), (-13, -6), (-13, 6)), has_head=True, radius=6),), 28, "done again"),
        ),
        (
            "constraint" in kinds,
            Key((Box("hot", -12, -8, 24, 16, 4),), 26, f"the {labels.of('constraint')}: what costs most time"),
        ),
        ("ask" in signs, Key(tuple(pill("ask", "ask-text", "ask next", 0, 0, NOTE)), 62, "find this out next")),
        (
            "fixes" in kinds and any(step.quick_fixes for step in stream.steps.values()),
            Key((star("fix-mark", 0, 0, 7),), 16, "quick fix"),
        ),
        (
            any(note.text for step in stream.steps.values() for note in step.notes.values()),
            Key(tuple(remark(0, 0)), 16, "note"),
        ),
        (
            any(step.frustration and step.frustration.middle >= 0.5 for step in stream.steps.values()),
            Key(tuple(moved(shape, 3.5, 0) for shape in frustration(0, 0, 3)), 80, "how much it wears people out"),
        ),
        (
            "quality" in kinds,
            Key(
                (text("quality", 0, 4, "%C&A", 11.5, anchor="middle"),),
                38,
                "how much the next person can use as it is",
            ),
        ),
    ]
    shown = [key for is_there, key in known if is_there]
    return [*heading, *roles, *([Key((), 0, "Signs")] if shown else []), *shown]


def to_do(
    atlas: Atlas, stream: ValueStreamMap, names: Mapping[str, str], labels: Labels
) -> list[tuple[str, list[Entry]]]:
    """Quick fixes, open questions and notes in words; ``names`` are those of the steps."""
    section = stream.section
    fixes = [
        Entry(
            f"{step_id}/{fix_id}",
            f"{section}/steps/{join(step_id)}/quick_fixes/{join(fix_id)}",
            (star("fix-mark", 0, 0, 6.5),),
            f"{names[step_id]}: {fix.text or '?'}{' (done)' if fix.done else ''}",
        )
        for step_id, step in stream.steps.items()
        for fix_id, fix in step.quick_fixes.items()
    ]
    questions = [
        Entry(f"question/{key}", f"questions/{join(key)}", tuple(question_mark(0, 0, radius=7)), question.text or key)
        for key, question in atlas.questions.items()
        if not question.answer
    ]
    notes = [
        Entry(f"{section}/notes/{key}", f"{section}/notes/{join(key)}", tuple(remark(0, 0)), note.text)
        for key, note in stream.notes.items()
        if note.text
    ]
    notes += [
        Entry(
            f"{section}/{step_id}/notes/{key}",
            f"{section}/steps/{join(step_id)}/notes/{join(key)}",
            tuple(remark(0, 0)),
            f"{names[step_id]}: {note.text}",
        )
        for step_id, step in stream.steps.items()
        for key, note in step.notes.items()
        if note.text
    ]
    columns = [("Quick fixes", fixes), ("Open questions", questions), ("Notes", notes)]
    return [(labels.applied(heading), entries) for heading, entries in columns]
