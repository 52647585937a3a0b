"""The step card: one step as the practice view shows it, with its gap, measured before it is put in its place."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from math import inf, log
from typing import NamedTuple

from flowatlas.drawing.canvas import Canvas, Paragraph, lines, moved, short, stacked, text
from flowatlas.drawing.figure import Label, label_of
from flowatlas.drawing.sheet import MARGIN, pill, remark, star
from flowatlas.drawing.style import ROLES
from flowatlas.drawing.text import longest_word, safe, text_width
from flowatlas.maps.value_stream import Step, ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join, split
from flowatlas.model.picture import Box, Derived, Dot, Line, Mark, Part, Said, Shape, Text
from flowatlas.model.quantity import Quantity

BOX = 128.0
LOWEST_BOX = 84.0
LABEL = 84.0
"""Room for the figures in a gap."""

ARROW = 12.0
"""Room for an arrow's head before a box."""

TIMES = ("wait_time", "process_time")
MOST_DOTS = 5
MOST_VOICES = 12
VOICE = 2.8
"""Radius of the dot of a voice."""

STUB = 9.0
"""How far from the corner of a box a line of rework leaves it; the next one as far again."""

NAME, FIGURE, NOTE = 13.0, 14.0, 11.0
_UNDER = re.compile(r"^([0-9.]+%) under ")
_MEASURED = re.compile(r"^([0-9,]+) (?:measured|observed)$")

NAME_SIZES = (NAME, 12.0, 11.0)
"""Names with long words are set smaller before a word is broken."""


class Piece(NamedTuple):
    """A part of a card with its own place and height; shapes are drawn around the origin, downwards."""

    part: Part
    height: float

    def at(self, x: float, y: float) -> Part:
        """The part, put in its place."""
        return self.part._replace(shapes=tuple(moved(shape, x, y) for shape in self.part.shapes))


class RoleDots(NamedTuple):
    """The colour and the letters of every role, in map order."""

    numbers: Mapping[str, int]
    letters: Mapping[str, str]
    names: Mapping[str, str]

    @classmethod
    def of(cls, stream: ValueStreamMap) -> "RoleDots":
        """Dots for all roles that the stream names, and for those that only steps name."""
        ids = list(dict.fromkeys([*stream.roles, *(role for step in stream.steps.values() for role in step.roles)]))
        names = {role: (stream.roles[role].name if role in stream.roles else None) or role for role in ids}
        letters: dict[str, str] = {}
        for role, name in names.items():
            letters[role] = next(
                (few for few in _initials(safe(name)) if few not in letters.values() and _fits_dot(few)), ""
            )
        return cls({role: number % ROLES for number, role in enumerate(ids)}, letters, names)

    def dot(self, role: str, x: float, y: float) -> list[Shape]:
        """The dot of a role around a point."""
        return role_dot(self.numbers[role], self.letters[role], x, y)


class Place(NamedTuple):
    """Where a card stands: the left edge, the middle and the height of its box, and the middle of the gap before."""

    left: float
    middle: float
    height: float
    gap: float


def role_dot(number: int, letters: str, x: float, y: float) -> list[Shape]:
    """The dot of a role around a point, by the number of its colour and its letters."""
    words = text("role-text", x, y + 3.4, letters, 9.5, anchor="middle", is_bold=True)
    return [Dot(f"role-{number}", x, y, 9.5), words]


def _fits_dot(letters: str) -> bool:
    return text_width(letters, 9.5, is_bold=True) <= 17


def _initials(name: str) -> list[str]:
    """Letters that may stand for a name, best first."""
    words = [word for word in name.replace("-", " ").replace("/", " ").split() if word[0].isalnum()] or ["?"]
    first = words[0]
    several = "".join(word[0] for word in words[:2]).upper()
    tries = [several] if len(words) > 1 else [first[0].upper()]
    tries += [first[0].upper() + sign.lower() for sign in first[1:] if sign.isalnum()]
    return [*tries, *(f"{first[0].upper()}{number}" for number in range(2, 10)), *map(str, range(10, 100))]


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
    asked = () if ask is None else tuple(field for field in TIMES if f"{address}/{field}" in ask.paths)
    about = About(
        stream.section,
        step_id,
        step_id in stream.shape.optional,
        bool(stream.shape.after[step_id]),
        tuple((dots.numbers[role], dots.letters[role], dots.names[role]) for role in step.roles),
        tuple((field, said) for field in TIMES if (said := derived.voices.get(f"{address}/{field}"))),
        (ask.text, ask.tip, asked) if ask is not None and asked else ("", "", ()),
        tuple(questions),
        stubs,
    )
    return _card(_Same(step), about)


@lru_cache(maxsize=1_500)
def _card(same: _Same, about: About) -> "StepCard":
    return StepCard(same.step, about)


class StepCard:
    """What a step shows: its box, what stands above and below it, and the figures of the gap before it."""

    def __init__(self, step: Step, about: About) -> None:
        self.step, self.about = step, about
        self.path = f"{about.section}/steps/{join(about.step_id)}"
        self.questions = about.questions
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
        self.below = [piece for piece in (self._quality(), self._sub_steps(), self._trouble(), self._fixes()) if piece]
        self.box_height = max(LOWEST_BOX, self.name_lines.height + 34)
        self._placed: tuple[Place, list[Part]] | None = None

    def placed(self, place: "Place") -> list[Part]:
        """All its parts, put in their place; the same ones where it was put there the last time."""
        if self._placed is None or self._placed[0] != place:
            self._placed = place, list(self._parts(place))
        return self._placed[1]

    def _parts(self, place: "Place") -> Iterator[Part]:
        top = place.middle - place.height / 2
        yield self.box(place.left, top, place.height)
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

    @property
    def below_height(self) -> float:
        """Room below the box: role dots and all that hangs there."""
        return sum(piece.height for piece in self.below) + (14 if self.step.roles else 4)

    def box(self, x: float, y: float, height: float) -> Part:
        """The box with the name and the dots of the roles."""
        kind = "step-data" if self.is_data else "step"
        role = f"{kind}-optional" if self.about.is_optional else kind
        shapes: list[Shape] = [Box(role, x, y, BOX, height, 4)]
        shapes += self.name_lines.at(x + BOX / 2, y + (height - self.name_lines.height) / 2 - 1, "middle")
        shown = self.about.dots if len(self.step.roles) <= MOST_DOTS else self.about.dots[: MOST_DOTS - 1]
        width = 22.0 * (min(len(self.step.roles), MOST_DOTS) - 1)
        for index, (number, letters, _) in enumerate(shown):
            shapes += role_dot(number, letters, x + BOX / 2 - width / 2 + 22 * index, y + height)
        if len(self.step.roles) > len(shown):
            more = f"+{len(self.step.roles) - len(shown)}"
            at = x + BOX / 2 + width / 2
            shapes.append(Dot("end", at, y + height, 9.5))
            shapes.append(text("end-name", at, y + height + 3.4, more, 9.5, anchor="middle", is_bold=True))
        return Part(f"{self.path}", self.path, "step", self.name, safe(self._story()), tuple(shapes))

    def _story(self) -> str:
        """What there is to know about the step, in sentences."""
        step = self.step
        told = []
        if step.roles:
            told.append(f"Done by {', '.join(name for _, _, name in self.about.dots)}.")
        if self.about.is_optional and step.share is not None:
            told.append(f"Optional: {label_of(step.share).text} of the items do it.")
        if step.automation is not None:
            told.append(
                {"manual": "Done by hand.", "assisted": "Partly automated.", "automated": "Automated."}[step.automation]
            )
        if step.value is not None:
            told.append(
                {
                    "adding": "Adds value for the customer.",
                    "enabling": "Needed, though the customer would not pay for it.",
                    "waste": "Waste: neither needed nor paid for.",
                }[step.value]
            )
        if step.carries != "work":
            told.append(f"Carries {step.carries}, not the work itself.")
        for title, quantity in (
            ("Hands on", step.touch_time),
            ("Here now", step.work_in_progress),
            ("Batches of", step.batch),
            ("Done every", step.cadence),
        ):
            if quantity is not None:
                told.append(f"{title}: {label_of(quantity).text}.")
        for title, words in (("Tools", step.tools), ("Handed over", step.artefacts)):
            if words:
                told.append(f"{title}: {', '.join(words)}.")
        told += [f"Note: {note.text}" for note in step.notes.values() if note.text]
        return " ".join(told) or TERMS["step"].sentence

    def _part(self, field: str, role: str, name: str, tip: str, shapes: Sequence[Shape]) -> Part:
        return Part(f"{self.path}/{field}", f"{self.path}/{field}", role, safe(name), safe(tip), tuple(shapes))

    def _figure(self, label: Label, width: float, *, is_bold: bool = True) -> tuple[list[Shape], float]:
        """A figure with its notes, centred, downwards; an unknown one is an open question mark."""
        shapes: list[Shape] = []
        y = 0.0
        if label.is_unknown:
            shapes += question_mark(0, 11)
            y = 24.0
        else:
            figure = Paragraph("text", label.text, FIGURE, width, most=3, is_bold=is_bold)
            shapes += figure.at(0, y, "middle")
            y += figure.height
        for note in label.notes:
            words = Paragraph("soft", fitting(note, width), NOTE, width, most=3)
            shapes += words.at(0, y, "middle")
            y += words.height
        return shapes, y

    def _tip(self, quantity: Quantity | None, label: Label, field: str) -> str:
        told = "Nobody has said how long." if label.is_unknown else f"{', '.join([label.text, *label.notes])}."
        if label.is_unknown and label.notes:
            told = f"Nobody has said how long; {label.notes[0]}."
        if quantity is not None and quantity.by:
            told += f" Said by {quantity.by}."
        return f"{told} {TERMS[field].sentence}"

    def _voices(self, field: str, width: float, y: float) -> tuple[list[Shape], float, str]:
        """A dot for what each voice says, the shortest left, the longest right; their height, and all in words."""
        said = dict(self.about.voices).get(field, ())
        if len(said) < 2:
            return [], 0.0, ""
        shown = said if len(said) <= MOST_VOICES else _spread_out(said, MOST_VOICES)
        reach = min(width, LABEL) / 2 - VOICE - 4
        swarm = _swarm([one.seconds for one in shown], reach)
        base = y + 6 + max(up for _, up in swarm) + VOICE
        shapes: list[Shape] = [Line("voice-line", ((-reach - VOICE, base), (reach + VOICE, base)))]
        shapes += [Dot("voice-dot", x, base - up, VOICE) for x, up in swarm]
        low, high = _ends(said[0].text)[0], _ends(said[-1].text)[1]
        ends = f"all {low}" if low == high else f"{low} to {high}"
        note = Paragraph("soft", f"{len(said)} voices: {ends}", NOTE, width - 8, most=4)
        shapes += note.at(0, base + VOICE + 2, "middle")
        told = "; ".join(f"{one.role}: {one.text}" if one.role else one.text for one in said)
        return shapes, base + VOICE + 2 + note.height - y, f"{len(said)} voices say: {told}."

    def _process(self) -> Piece | None:
        step = self.step
        if step.process_time is None and step.steps:
            return None
        label = label_of(step.process_time)
        shapes, height = self._figure(label, self.inner)
        voices, room, told = self._voices("process_time", self.inner, height)
        shapes, height = [*shapes, *voices], height + room
        tip = f"{told} {self._tip(step.process_time, label, 'process_time')}".strip()
        words, explanation, asked = self.about.ask
        if "process_time" in asked:
            shapes += pill("ask", "ask-text", words, 0, height + 11, 11.5)
            height += 24
            tip = f"{explanation} {tip}"
        name = f"Process time of “{self.name}”"
        return Piece(self._part("process_time", "process", name, tip, shapes), height)

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
        shapes, height = self._figure(label, LABEL)
        voices, room, told = self._voices("wait_time", LABEL, height)
        shapes, height = [*shapes, *voices], height + room
        tip = f"{told} {self._tip(step.wait_time, label, 'wait_time')}".strip()
        words, explanation, asked = self.about.ask
        if "wait_time" in asked:
            shapes += pill("ask", "ask-text", words, 0, height + 13, 11.5)
            height += 26
            tip = f"{explanation} {tip}"
        return Piece(self._part("wait_time", "wait", f"Wait before “{self.name}”", tip, shapes), height)

    def _share(self) -> Piece | None:
        """Above the gap: which share of the items comes here."""
        step = self.step
        if step.share is None:
            return None
        label = label_of(step.share)
        is_optional = self.about.is_optional
        figure = Paragraph("text", label.text, 12.5, LABEL, most=2, is_bold=True)
        words = Paragraph("soft", "of items do it" if is_optional else "go this way", NOTE, LABEL, most=2)
        shapes = stacked([figure, words], 0, 0, "middle")
        term = TERMS["optional_step" if is_optional else "alternatives"]
        part = self._part("share", "share", f"Share for “{self.name}”", f"{label.text}. {term.sentence}", shapes)
        return Piece(part, figure.height + words.height)

    def _quality(self) -> Piece | None:
        quality = self.step.percent_complete_accurate
        if quality is None:
            return None
        label = label_of(quality)
        words = f"%C&A {label.text}"
        size = 12.0
        shapes = lines("quality", 0, 1, [short(words, size, BOX)], size, anchor="middle")
        tip = f"{label.text}. {TERMS['percent_complete_accurate'].sentence}"
        name = f"%C&A of “{self.name}”"
        return Piece(self._part("percent_complete_accurate", "quality", name, tip, shapes), 18)

    def _sub_steps(self) -> Piece | None:
        """The stack under the step: its parts, each a small note with its times."""
        shapes: list[Shape] = []
        y = 4.0
        told = []
        for part_id, part in self.step.steps.items():
            words = part.name or part_id.replace("-", " ")
            times = []
            if part.wait_time is not None:
                times.append(f"wait {label_of(part.wait_time).text}")
            times.append(label_of(part.process_time).text)
            name = Paragraph("part-name", words, NOTE, BOX - 22, most=3)
            figures = Paragraph("part-soft", " · ".join(times), NOTE, BOX - 22, most=2)
            height = name.height + figures.height + 9
            shapes.append(Box("part", -BOX / 2 + 4, y, BOX - 8, height, 2))
            shapes += stacked([name, figures], 0, y + 4, "middle")
            told.append(f"{words}: {', '.join(times)}")
            y += height + 3
        if not shapes:
            return None
        tip = f"{'; '.join(told)}. {TERMS['sub_step'].sentence}"
        return Piece(self._part("steps", "sub-steps", f"Parts of “{self.name}”", tip, shapes), y + 3)

    def _trouble(self) -> Piece | None:
        """Waste and frustration, seen but not shouted."""
        step = self.step
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
        part = self._part("frustration", "trouble", f"Trouble in “{self.name}”", " ".join(told), shapes)
        return Piece(part, y + 3)

    def _fixes(self) -> Piece | None:
        """Quick fixes, open questions and notes: how many, and what in words where somebody points."""
        fixes = self.step.quick_fixes
        notes = [note.text for note in self.step.notes.values() if note.text]
        if not fixes and not self.questions and not notes:
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
        if self.questions:
            count = len(self.questions)
            words = "open question" if count == 1 else f"{count} open questions"
            label = text("open-text", 8, y + 11, words, NOTE, anchor="middle")
            shapes += [*question_mark(8 - label.width / 2 - 10, y + 7, radius=6.5), label]
            told += [f"Question: {question}" for question in self.questions]
            y += 17
        if notes:
            words = "note" if len(notes) == 1 else f"{len(notes)} notes"
            label = text("quality", 8, y + 11, words, NOTE, anchor="middle")
            shapes += [*remark(8 - label.width / 2 - 10, y + 7), label]
            told += [f"Note: {note}" for note in notes]
            y += 17
        return Piece(self._part("quick_fixes", "fixes", f"To do at “{self.name}”", " ".join(told), shapes), y + 2)


def fitting(note: str, width: float) -> str:
    """A note of a measured figure with signs instead of words, where the words would need several lines.

    >>> fitting("85% under 8.72 h", 84.0), fitting("1,267 measured", 50.0), fitting("76 measured", 84.0)
    ('85% < 8.72 h', 'n = 1,267', '76 measured')
    """
    if text_width(note, NOTE) <= width:
        return note
    return _MEASURED.sub(r"n = \1", _UNDER.sub(r"\1 < ", note))


def _ends(figure: str) -> tuple[str, str]:
    """The low and the high end of a figure, each with its unit.

    >>> _ends("1 – 3 d"), _ends("2 wk")
    (('1 d', '3 d'), ('2 wk', '2 wk'))
    """
    low, dash, high = figure.partition(" – ")
    if not dash:
        return figure, figure
    return (low if " " in low or low == "0" else f"{low} {high.rpartition(' ')[2]}"), high


def _spread_out(said: Sequence[Said], most: int) -> list[Said]:
    """Some of many, from the lowest to the highest."""
    return [said[round(number * (len(said) - 1) / (most - 1))] for number in range(most)]


def _swarm(amounts: Sequence[float], reach: float) -> list[tuple[float, float]]:
    """Where the dots of ascending times stand, from ``-reach`` to ``reach`` on a log scale; up where others are.

    >>> _swarm([1.0, 10.0, 10.0, 100.0], 30.0)
    [(-30.0, 0.0), (0.0, 0.0), (0.0, 6.2), (30.0, 0.0)]
    """
    inner = [one for one in amounts if 0 < one < inf] or [1.0]
    lines = [log(min(max(one, inner[0] / 4), inner[-1] * 4)) for one in amounts]
    low, high = lines[0], lines[-1]
    step = 2 * VOICE + 0.6
    found: list[tuple[float, float]] = []
    for line in lines:
        x = reach * (2 * (line - low) / (high - low) - 1) if high > low else 0.0
        up = 0.0
        while any(abs(x - other) < step and up == level for other, level in found):
            up = round(up + step, 1)
        found.append((x, up))
    return found


def question_mark(x: float, y: float, *, radius: float = 11.0) -> list[Shape]:
    """An open question mark: the sign of what nobody knows yet."""
    size = radius * 1.35
    sign: Text = text("open-text", x, y + size * 0.36, "?", size, anchor="middle", is_bold=True)
    return [Dot("open", x, y, radius), sign]


def frustration(x: float, y: float, level: int) -> list[Shape]:
    """A frown and five dots, as many of them filled as the level says."""
    shapes: list[Shape] = [
        Dot("waste-ring", x - 36, y, 7),
        Dot("waste-dot", x - 38.5, y - 2, 0.7),
        Dot("waste-dot", x - 33.5, y - 2, 0.7),
        Mark("frown", ((x - 39, y + 3.6), (x - 37.5, y + 2), (x - 34.5, y + 2), (x - 33, y + 3.6)), is_closed=False),
    ]
    dots = (Dot("waste-dot" if index < level else "waste-ring", x - 20 + 13 * index, y, 4) for index in range(5))
    return [*shapes, *dots]


def open_questions(atlas: Atlas) -> dict[str, list[str]]:
    """Questions that nobody has answered, by the step that they are about."""
    found: dict[str, list[str]] = {}
    for key, question in atlas.questions.items():
        keys = split(question.about or "")
        if not question.answer and keys[:2] == [ValueStreamMap.section, "steps"] and len(keys) > 2:
            found.setdefault(keys[2], []).append(question.text or key)
    return found


def invitation(canvas: Canvas, y: float) -> float:
    """An empty map: three open notes to begin with; gives where what follows may start."""
    x = MARGIN
    for number, words in enumerate(("What happens first?", "And then?", "Until the customer has it")):
        paragraph = Paragraph("soft", words, NAME, BOX - 20)
        shapes: list[Shape] = [Box("step-ghost", x, y, BOX, LOWEST_BOX, 4)]
        shapes += paragraph.at(x + BOX / 2, y + (LOWEST_BOX - paragraph.height) / 2, "middle")
        if number < 2:
            middle = y + LOWEST_BOX / 2
            shapes.append(Line("flow-skip", ((x + BOX, middle), (x + BOX + 70, middle)), has_head=True))
        canvas.add(f"invitation/{number + 1}", "invitation", shapes)
        x += BOX + 70
    words = "Name the steps one a line; times can follow, and blanks and question marks are welcome."
    paragraph = Paragraph("text", words, 14.0, 620)
    canvas.add("invitation/words", "invitation", paragraph.at(MARGIN, y + LOWEST_BOX + 20))
    return y + LOWEST_BOX + 20 + paragraph.height + 10


def ends_in_words(stream: ValueStreamMap) -> str:
    """From what to whom; empty where neither is named."""
    if not stream.trigger and not stream.customer:
        return ""
    return f"From “{stream.trigger or '?'}” to “{stream.customer or '?'}”"


def joined(*parts: str) -> str:
    """Parts of a line with dots between them, as far as there are any."""
    return " · ".join(part for part in parts if part)
