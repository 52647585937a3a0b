"""What hangs below a step: its quality, its parts, what is hard about it, and what there is to do."""

from collections.abc import Sequence

from flowatlas.drawing.canvas import Paragraph, lines, short, stacked, text
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.sheet import remark, star
from flowatlas.maps.step import Step
from flowatlas.model.glossary import TERMS
from flowatlas.model.picture import Box, Shape
from flowatlas.views.signs import frustration, question_mark
from flowatlas.views.wall.pieces import Piece, part_of
from flowatlas.views.wall.sizes import BOX, NOTE


def below(step: Step, path: str, name: str, questions: Sequence[str]) -> list[Piece]:
    """All of it, from top to bottom; ``questions`` are those about the step that nobody has answered."""
    pieces = _quality(step, path, name), _sub_steps(step, path, name), _trouble(step, path, name)
    return [piece for piece in (*pieces, _fixes(step, path, name, questions)) if piece]


def _quality(step: Step, path: str, name: str) -> Piece | None:
    quality = step.percent_complete_accurate
    if quality is None:
        return None
    label = label_of(quality)
    words = f"%C&A {label.text}"
    size = 12.0
    shapes = lines("quality", 0, 1, [short(words, size, BOX)], size, anchor="middle")
    tip = f"{label.text}. {TERMS['percent_complete_accurate'].sentence}"
    return Piece(part_of(path, "percent_complete_accurate", "quality", f"%C&A of “{name}”", tip, shapes), 18)


def _sub_steps(step: Step, path: str, name: str) -> Piece | None:
    """The stack under the step: its parts, each a small note with its times."""
    shapes: list[Shape] = []
    y = 4.0
    told = []
    for part_id, part in step.steps.items():
        words = part.name or part_id.replace("-", " ")
        times = []
        if part.wait_time is not None:
            times.append(f"wait {label_of(part.wait_time).text}")
        times.append(label_of(part.process_time).text)
        title = Paragraph("part-name", words, NOTE, BOX - 22, most=3)
        figures = Paragraph("part-soft", " · ".join(times), NOTE, BOX - 22, most=2)
        height = title.height + figures.height + 9
        shapes.append(Box("part", -BOX / 2 + 4, y, BOX - 8, height, 2))
        shapes += stacked([title, figures], 0, y + 4, "middle")
        told.append(f"{words}: {', '.join(times)}")
        y += height + 3
    if not shapes:
        return None
    tip = f"{'; '.join(told)}. {TERMS['sub_step'].sentence}"
    return Piece(part_of(path, "steps", "sub-steps", f"Parts of “{name}”", tip, shapes), y + 3)


def _trouble(step: Step, path: str, name: str) -> Piece | None:
    """Waste and frustration, seen but not shouted."""
    shapes: list[Shape] = []
    y, told = 2.0, []
    level = round(step.frustration.middle) if step.frustration is not None and step.frustration.points else 0
    if level:
        level = min(level, 5)
        shapes += frustration(0, y + 8, level)
        told.append(f"Frustration {level} of 5. {TERMS['frustration'].sentence}")
        y += 17
    wastes: list[str] = list(step.wastes) or (["no value added"] if step.value == "waste" else [])
    if wastes:
        words = Paragraph("waste-text", f"Waste: {', '.join(wastes)}", NOTE, BOX - 4, most=3)
        shapes += words.at(0, y, "middle")
        told.append(f"Waste seen here: {', '.join(wastes)}. {TERMS['waste'].sentence}")
        y += words.height
    if not shapes:
        return None
    part = part_of(path, "frustration", "trouble", f"Trouble in “{name}”", " ".join(told), shapes)
    return Piece(part, y + 3)


def _fixes(step: Step, path: str, name: str, questions: Sequence[str]) -> Piece | None:
    """Quick fixes, open questions and notes: how many, and what in words where somebody points."""
    fixes = step.quick_fixes
    notes = [note.text for note in step.notes.values() if note.text]
    if not fixes and not questions and not notes:
        return None
    shapes: list[Shape] = []
    told = []
    y = 2.0
    if fixes:
        done = sum(fix.done for fix in fixes.values())
        words = "quick fix" if len(fixes) == 1 else f"{len(fixes)} quick fixes"
        words += (" done" if done == len(fixes) else f", {done} done") if done else ""
        label = text("quality", 8, y + 11, words, NOTE, anchor="middle")
        shapes += [star("fix-mark", 8 - label.width / 2 - 9, y + 7, 6.5), label]
        told += [f"Quick fix: {fix.text or '?'}{' (done)' if fix.done else ''}." for fix in fixes.values()]
        y += 17
    if questions:
        count = len(questions)
        words = "open question" if count == 1 else f"{count} open questions"
        label = text("open-text", 8, y + 11, words, NOTE, anchor="middle")
        shapes += [*question_mark(8 - label.width / 2 - 10, y + 7, radius=6.5), label]
        told += [f"Question: {question}" for question in questions]
        y += 17
    if notes:
        words = "note" if len(notes) == 1 else f"{len(notes)} notes"
        label = text("quality", 8, y + 11, words, NOTE, anchor="middle")
        shapes += [*remark(8 - label.width / 2 - 10, y + 7), label]
        told += [f"Note: {note}" for note in notes]
        y += 17
    return Piece(part_of(path, "quick_fixes", "fixes", f"To do at “{name}”", " ".join(told), shapes), y + 2)
