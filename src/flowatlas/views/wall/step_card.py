"""The step card: one step as the practice view shows it, with its gap, measured before it is put in its place."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from flowatlas.drawing.canvas import Paragraph, stacked, text
from flowatlas.drawing.figure import Label, label_of
from flowatlas.drawing.sheet import pill
from flowatlas.drawing.text import longest_word, safe
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join, split
from flowatlas.model.picture import Box, Derived, Dot, Part, Said, Shape
from flowatlas.model.quantity import Quantity
from flowatlas.views.wall.below import below
from flowatlas.views.wall.figures import explained, figure
from flowatlas.views.wall.pieces import Piece, Place, part_of
from flowatlas.views.wall.role_dots import RoleDots, role_dot
from flowatlas.views.wall.sizes import BOX, LABEL, LOWEST_BOX, NAME, NOTE, STUB
from flowatlas.views.wall.story import story
from flowatlas.views.wall.voices import voice_dots

TIMES = ("wait_time", "process_time")
MOST_DOTS = 5
NAME_SIZES = (NAME, 12.0, 11.0)
"""Names with long words are set smaller before a word is broken."""


class About(NamedTuple):
    """What a card shows beside its own step: its place on the map, the dots of its roles, and what the figures say.

    ``dots`` are colour, letters and name of every role; ``ask`` the words and the explanation of the next question,
    with the fields of the step that it is about.
    """

    section: str
    step_id: str
    is_optional: bool
    has_gap: bool
    dots: tuple[tuple[int, str, str], ...]
    voices: tuple[tuple[str, tuple[Said, ...]], ...]
    ask: tuple[str, str, tuple[str, ...]]
    questions: tuple[str, ...]
    stubs: int


class _Same:
    """A step as the key of what is remembered of it: this very one, as records never change."""

    __slots__ = ("step",)

    def __init__(self, step: Step) -> None:
        self.step = step

    def __hash__(self) -> int:
        return id(self.step)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.step is other.step


def step_card(
    stream: ValueStreamMap, step_id: str, derived: Derived, dots: RoleDots, questions: Sequence[str], stubs: int
) -> "StepCard":
    """The card of a step; the one from before where nothing of what it shows has changed."""
    step, address, ask = stream.steps[step_id], f"steps/{join(step_id)}", derived.ask
    asked = () if ask is None else tuple([field for field in TIMES if f"{address}/{field}" in ask.paths])
    about = About(
        stream.section,
        step_id,
        step_id in stream.shape.optional,
        bool(stream.shape.after[step_id]),
        tuple([(dots.numbers[role], dots.letters[role], dots.names[role]) for role in step.roles]),
        tuple([(field, said) for field in TIMES if (said := derived.voices.get(f"{address}/{field}"))]),
        (ask.text, ask.tip, asked) if ask is not None and asked else ("", "", ()),
        tuple(questions),
        stubs,
    )
    return _card(_Same(step), about)


@lru_cache(maxsize=1_500)
def _card(same: _Same, about: About) -> "StepCard":
    return StepCard(same.step, about)


class StepCard:
    """What a step shows: its box, what stands above and below it, and the figures of the gap before it.

    Its heights are the room that it needs above and below its box, and above and below the line in the gap.
    """

    def __init__(self, step: Step, about: About) -> None:
        self.step, self.about = step, about
        self.path = f"{about.section}/steps/{join(about.step_id)}"
        self.is_data = self.step.carries != "work"
        self.inner = BOX - 2 * (STUB * (about.stubs + 1) + 3) if about.stubs else BOX - 8
        words = self.step.name or about.step_id.replace("-", " ")
        self.name = safe(words)
        role = "data-name" if self.is_data else "step-name"
        size = next((size for size in NAME_SIZES if longest_word(self.name, size) <= BOX - 18), NAME_SIZES[1])
        self.name_lines = Paragraph(role, words, size, BOX - 18, most=7)
        self.wait = self._wait()
        self.share = self._share()
        self.above = self._process()
        self.below = below(step, self.path, self.name, about.questions)
        self.told = safe(story(step, [name for _, _, name in about.dots], is_optional=about.is_optional))
        self.box_height = max(LOWEST_BOX, self.name_lines.height + 34)
        self.above_height = self.above.height + 8 if self.above is not None else 0.0
        self.below_height = sum(piece.height for piece in self.below) + (14 if step.roles else 4)
        self.share_height = self.share.height + 8 if self.share is not None else 0.0
        self.wait_height = self.wait.height + 12 if self.wait is not None else 0.0
        self._placed: tuple[Place, list[Part]] | None = None
        self._box: Piece | None = None

    def placed(self, place: Place) -> list[Part]:
        """All its parts, put in their place; the same ones where it was put there the last time."""
        if self._placed is None or self._placed[0] != place:
            self._placed = place, list(self._parts(place))
        return self._placed[1]

    def _parts(self, place: Place) -> Iterator[Part]:
        top = place.middle - place.height / 2
        if self._box is None or self._box.height != place.height:
            self._box = Piece(self._boxed(place.height), place.height)
        yield self._box.at(place.left, top)
        if self.above is not None:
            yield self.above.at(place.left + BOX / 2, top - self.above.height - 5)
        if self.wait is not None:
            yield self.wait.at(place.gap, place.middle + 8)
        if self.share is not None:
            yield self.share.at(place.gap, place.middle - self.share.height - 6)
        y = top + place.height + (14 if self.step.roles else 4)
        for piece in self.below:
            yield piece.at(place.left + BOX / 2, y)
            y += piece.height

    def _boxed(self, height: float) -> Part:
        """The box with the name and the dots of the roles."""
        kind = "step-data" if self.is_data else "step"
        role = f"{kind}-optional" if self.about.is_optional else kind
        shapes: list[Shape] = [Box(role, 0, 0, BOX, height, 4)]
        shapes += self.name_lines.at(BOX / 2, (height - self.name_lines.height) / 2 - 1, "middle")
        shown = self.about.dots if len(self.step.roles) <= MOST_DOTS else self.about.dots[: MOST_DOTS - 1]
        width = 22.0 * (min(len(self.step.roles), MOST_DOTS) - 1)
        for index, (number, letters, _) in enumerate(shown):
            shapes += role_dot(number, letters, BOX / 2 - width / 2 + 22 * index, height)
        if len(self.step.roles) > len(shown):
            more = f"+{len(self.step.roles) - len(shown)}"
            at = BOX / 2 + width / 2
            shapes.append(Dot("end", at, height, 9.5))
            shapes.append(text("end-name", at, height + 3.4, more, 9.5, anchor="middle", is_bold=True))
        return Part(self.path, self.path, "step", self.name, self.told, tuple(shapes))

    def _said(self, field: str) -> Sequence[Said]:
        return dict(self.about.voices).get(field, ())

    def _process(self) -> Piece | None:
        step = self.step
        if step.process_time is None and step.steps:
            return None
        label = label_of(step.process_time)
        shapes, height, tip = self._figure("process_time", step.process_time, label, self.inner, 11)
        name = f"Process time of “{self.name}”"
        return Piece(part_of(self.path, "process_time", "process", name, tip, shapes), height)

    def _wait(self) -> Piece | None:
        """The figures below the gap; none where there is no gap or nothing was said of it."""
        step = self.step
        if step.wait_time is None and not self.about.has_gap:
            return None
        if step.wait_time is None and (step.cadence is not None or step.batch is not None):
            pace = f"every {label_of(step.cadence).text}" if step.cadence else f"batches of {label_of(step.batch).text}"
            label = Label(pace, ("waits for it",))
        else:
            label = label_of(step.wait_time)
        shapes, height, tip = self._figure("wait_time", step.wait_time, label, LABEL, 13)
        return Piece(part_of(self.path, "wait_time", "wait", f"Wait before “{self.name}”", tip, shapes), height)

    def _figure(
        self, field: str, time: Quantity | None, label: Label, width: float, gap: float
    ) -> tuple[list[Shape], float, str]:
        """A time, what voices say of it and, ``gap`` below, that it is to be asked; its height, and what it tells."""
        shapes, height = figure(label, width)
        voices, room, told = voice_dots(self._said(field), width, height)
        shapes, height = [*shapes, *voices], height + room
        tip = f"{told} {explained(time, label, field)}".strip()
        words, explanation, asked = self.about.ask
        if field in asked:
            shapes += pill("ask", "ask-text", words, 0, height + gap, 11.5)
            height += gap + 13
            tip = f"{explanation} {tip}"
        return shapes, height, tip

    def _share(self) -> Piece | None:
        """Above the gap: which share of the items comes here."""
        step = self.step
        if step.share is None:
            return None
        label = label_of(step.share)
        is_optional = self.about.is_optional
        amount = Paragraph("text", label.text, 12.5, LABEL, most=2, is_bold=True)
        words = Paragraph("soft", "of items do it" if is_optional else "go this way", NOTE, LABEL, most=2)
        shapes = stacked([amount, words], 0, 0, "middle")
        term = TERMS["optional_step" if is_optional else "alternatives"]
        part = part_of(
            self.path, "share", "share", f"Share for “{self.name}”", f"{label.text}. {term.sentence}", shapes
        )
        return Piece(part, amount.height + words.height)


def open_questions(atlas: Atlas) -> dict[str, list[str]]:
    """Questions that nobody has answered, by the step that they are about."""
    found: dict[str, list[str]] = {}
    for key, question in atlas.questions.items():
        keys = split(question.about or "")
        if not question.answer and keys[:2] == [ValueStreamMap.section, "steps"] and len(keys) > 2:
            found.setdefault(keys[2], []).append(question.text or key)
    return found
