"""What could change: states that are wanted beside today and the ideal, and changes worth making part of one."""

import math
from collections.abc import Iterator

from flowatlas.drawing.canvas import Canvas, Paragraph, moved, stacked, text
from flowatlas.drawing.sheet import MARGIN, NARROWEST, header, pill
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import Atlas
from flowatlas.model.candidate import BETTER, Candidate, Candidates, Prospect, offer, target_of, title_of_new
from flowatlas.model.gain import Gain
from flowatlas.model.path import join
from flowatlas.model.picture import Box, Derived, Line, Picture, Shape
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.quick_fix import Fix, QuickFixes
from flowatlas.views.view import view

INNER = NARROWEST - 2 * MARGIN
PADDING = 14.0
GAP = 10.0
NAME = 230.0
FIGURES = 250.0
TRACK = 290.0
BAR = 14.0
ON_CONSTRAINT = "on the constraint"
MOST_FIXES = 8
SECTION = "future"
STATES, CHANGES, IDLE, FIXES = (
    "States beside each other",
    "Changes worth a thought",
    "Little or no effect on lead time",
    "Quick fixes",
)
WITHOUT_STEPS = (
    "Nothing can be proposed before there is a map. Draw the steps of today and the waits between them; then every "
    "change that suggests itself stands here, with what it would do."
)
WITHOUT_TIMES = (
    "Nobody has said yet how long anything takes, so nothing can be said of what a change would do. One time is enough "
    "to begin with."
)
WAITING = "What each change would do is being worked out."


@view(name="candidates", title="What could change", section=SECTION)
def candidates_view(atlas: Atlas, derived: Derived) -> Picture:
    """Changes that the map itself suggests, each with what it would do, beside the futures that are written down."""
    return _Drawing(atlas, derived).picture()


class _Drawing:
    def __init__(self, atlas: Atlas, derived: Derived) -> None:
        self.atlas, self.derived = atlas, derived
        self.calendar = atlas.calendar.times
        self.stream = atlas.map_or_blank(ValueStreamMap)
        self.found = derived.of(Candidates)
        self.canvas = Canvas()
        self.seconds = self._longest()

    def picture(self) -> Picture:
        """The whole sheet."""
        sentences = tuple(self._say(one) for one in self._sentences())
        subtitle = self.atlas.title or self.stream.title or ""
        y = header(self.canvas, "What could change", subtitle, self.derived._replace(sentences=sentences), NARROWEST)
        y = self._states(y)
        if self.found is not None:
            y = self._changes(self.found, y)
        y = self._fixes(y)
        told = " ".join(("What could change.", *sentences))
        return self.canvas.picture(NARROWEST, y + MARGIN, "What could change", told, self.derived.labels)

    def _say(self, words: str) -> str:
        """Words of ours in the labels that were chosen."""
        return self.derived.labels.applied(words, self.stream.own_names)

    def _sentences(self) -> Iterator[str]:
        if not self.stream.steps:
            yield WITHOUT_STEPS
            return
        if self.found is None:
            yield WAITING if self._is_timed() else WITHOUT_TIMES
            return
        best = next((one for one in self.found.found if one.future is None), None)
        if best is not None and best.gain is not None:
            size = best.gain.say(self.calendar)
            is_first = best is self.found.found[0]
            opening = "Most would come of this" if is_first else "Of what is in no future yet, most would come of this"
            yield f"{opening}: {best.title[0].lower()}{best.title[1:]}; {size} on average."
        elif self.found.found:
            yield "Every change that the map suggests is part of a future already."
        else:
            yield "The map suggests no change that would make it faster."
        if self.found.constraint:
            yield (
                f"The constraint is {self.found.constraint}. What acts on it says so; time won elsewhere often waits "
                "there again."
            )

    def _is_timed(self) -> bool:
        times = (time for step in self.stream.steps.values() for time in (step.wait_time, step.process_time))
        return any(time is not None and bool(time.points) for time in times)

    def _time(self, seconds: float) -> str:
        return Duration.say(seconds, self.calendar, is_rough=True)

    def _share(self, share: float) -> str:
        return Share.say(share, self.calendar, is_rough=True)

    def _longest(self) -> float:
        """How many seconds the bars of states reach."""
        ends = [
            end
            for one in (self.found.prospects if self.found is not None else ())
            for end in (one.seconds, one.high)
            if end is not None and math.isfinite(end)
        ]
        return max(ends, default=0.0)

    def _heading(self, words: str, hint: str, y: float, path: str = "") -> float:
        heading = Paragraph("text", self._say(words), 16.0, INNER, is_bold=True)
        below = Paragraph("soft", self._say(hint), 12.5, INNER, most=4)
        shapes = stacked([heading, below], MARGIN, y)
        self.canvas.add(f"heading/{words}", "heading", shapes, path=path, name=words, tip=hint)
        return y + heading.height + below.height + 8

    def _states(self, y: float) -> float:
        """Today, every future and the ideal as bars on one scale."""
        prospects = list(self.found.prospects) if self.found is not None else []
        if not prospects:
            prospects = [
                Prospect(join(SECTION, key), future.title or key, None) for key, future in self.atlas.future.items()
            ]
        if not prospects:
            return y
        hint = "How long half of all items take at most; the thin line is how well the typical one is known."
        if self.found is not None and self.found.are_exact:
            hint = "How long an item takes on average, with everything that is done again."
        y = self._heading(STATES, hint, y, SECTION)
        for one in prospects:
            y = self._state(one, y)
        return y + 16

    def _state(self, one: Prospect, y: float) -> float:
        name = Paragraph("text", one.title, 14.0, NAME - 16, most=3, is_bold=True)
        figure = "not known" if one.seconds is None else self._time(one.seconds)
        reach = ""
        if one.reach is not None and one.name.startswith(f"{SECTION}/"):
            reach = (
                f"{self._share(one.reach)} of what the ideal would save"
                if one.reach > 0
                else "nothing of the ideal's gain"
            )
        if one.name == "ideal":
            reach = "no waits, all right the first time"
        left = MARGIN + NAME
        room = INNER - NAME - FIGURES
        figures = [
            Paragraph("text", figure, 14.0, FIGURES, is_bold=True),
            Paragraph("soft", self._say(reach), 12.0, FIGURES, most=2),
        ]
        shapes: list[Shape] = list(name.at(MARGIN, y))
        if one.seconds is not None and self.seconds:
            end = left + room * min(one.seconds / self.seconds, 1.0)
            role = "goal" if one.name == "ideal" else "work-bar"
            shapes.append(Box(role, left, y + 2, max(end - left, 2.0), BAR, 2))
            shapes += self._whisker(left, room, one, y + 2 + BAR / 2)
        shapes += stacked(figures, left + room + 18, y)
        height = max(name.height, sum(part.height for part in figures), BAR + 4)
        told = ", ".join(part for part in (figure, reach, one.misses) if part)
        path = one.name if one.name.startswith(f"{SECTION}/") else ""
        if one.misses:
            warning = Paragraph("open-text", self._say(one.misses), 12.0, INNER - NAME, most=4)
            shapes += warning.at(left, y + height + 2)
            height += warning.height + 2
        role = "record" if path else "state"
        self.canvas.add(path or f"state/{one.name}", role, shapes, path=path, name=f"{one.title}: {told}")
        return y + height + GAP

    def _whisker(self, left: float, room: float, one: Prospect, y: float) -> list[Shape]:
        if one.low is None or one.high is None or not math.isfinite(one.high) or one.high <= one.low:
            return []
        ends = [left + room * min(end / self.seconds, 1.0) for end in (one.low, one.high)]
        return [Line("whisker", ((ends[0], y), (ends[1], y)))]

    def _changes(self, found: Candidates, y: float) -> float:
        """Every candidate as a card, the best one first; those without an effect below."""
        if found.found:
            y = self._heading(CHANGES, self._where_to(found), y)
        most = max((_reach(one.gain) for one in found.found if one.gain is not None), default=0.0)
        for number, one in enumerate(found.found, 1):
            y = self._card(one, f"{number}  ", most, y)
        if found.more > 0:
            words = f"and {found.more} more; `flowatlas improve --all` lists all that save something".replace(
                "`", "“", 1
            )
            y = self._line("more", words.replace("`", "”", 1), y)
        if found.idle:
            y = self._heading(IDLE, "They may still be worth it for another reason.", y + 10)
            for one in found.idle:
                y = self._card(one, "", 0.0, y)
        return y + 10

    def _where_to(self, found: Candidates) -> str:
        """What taking a candidate does."""
        is_any = any(one.future is None for one in (*found.found, *found.idle))
        first = next(iter(self.atlas.future), None)
        taken = ""
        if is_any and first is None:
            taken = f"Taking one makes it part of a new future, “{title_of_new(BETTER)}”."
        elif is_any:
            taken = (
                f"Taking one makes it part of the future “{self._title(str(first))}”, unless its card says otherwise."
            )
        return f"Each is measured alone, on the map as it is today. {taken}".strip()

    def _title(self, future: str) -> str:
        """What a future is called, be it there or new."""
        known = self.atlas.future.get(future)
        return title_of_new(future) if known is None else known.title or future

    def _line(self, part_id: str, words: str, y: float) -> float:
        line = Paragraph("soft", self._say(words), 12.5, INNER, most=3)
        self.canvas.add(part_id, "remark", line.at(MARGIN, y))
        return y + line.height + 4

    def _card(self, one: Candidate, number: str, most: float, y: float) -> float:
        is_open = one.future is None
        ink, soft = ("offer-text", "offer-soft") if is_open else ("part-name", "part-soft")
        room = INNER - TRACK - 3 * PADDING
        words = [
            Paragraph(ink, f"{number}{self._say(one.title)}", 14.0, room, most=4, is_bold=True),
            Paragraph(soft, self._say(one.why), 12.0, room, most=5),
        ]
        if is_open:
            words.append(Paragraph(soft, self._say(f"Taken for granted: {one.assumed}."), 12.0, room, most=4))
        left = MARGIN + 2 * PADDING + room
        right = self._effect(one, ink, soft, most, left)
        height = max(sum(part.height for part in words), right[1]) + 2 * PADDING
        shapes: list[Shape] = [Box("offer" if is_open else "part", MARGIN, y, INNER, height, 4)]
        shapes += stacked(words, MARGIN + PADDING, y + PADDING)
        shapes += [moved(shape, 0.0, y + PADDING) for shape in right[0]]
        told = ", ".join(part for part in (one.title, *self._told(one)) if part)
        changes = offer(one.changes, self.atlas.future) if is_open else {}
        self.canvas.add(
            f"candidate/{one.id}",
            "offer" if is_open else "taken",
            shapes,
            path=one.path,
            name=f"{'Take' if is_open else 'Taken'}: {told}",
            tip=f"{one.why} Taken for granted: {one.assumed}.",
            changes=changes,
        )
        return y + height + GAP

    def _told(self, one: Candidate) -> list[str]:
        """What a candidate does, how sure that is, and where it acts."""
        told = ["no effect on the lead time that the map could tell"]
        if one.gain is not None:
            spread = one.gain.say_range(self.calendar)
            told = [one.gain.say(self.calendar), f"8 in 10: {spread}" if spread else ""]
            told.append(one.gain.say_sure(self.calendar))
        if one.on_constraint is not None:
            told.append(ON_CONSTRAINT if one.on_constraint else "not on the constraint")
        if one.future is not None:
            told.append(f"part of “{self._title(one.future)}”")
        elif self.atlas.future and (target := target_of(one.changes, self.atlas.future)) != next(
            iter(self.atlas.future)
        ):
            told.append(f"taken into “{self._title(target)}”")
        return [part for part in told if part]

    def _effect(self, one: Candidate, ink: str, soft: str, most: float, x: float) -> tuple[list[Shape], float]:
        """The right side of a card from 0 downwards: bar, figures and where it acts; and its height."""
        shapes: list[Shape] = []
        y = 0.0
        gain = one.gain
        told = self._told(one)
        if gain is not None and most and math.isfinite(gain.mean):
            shapes.append(Box("work-bar", x, y + 1, max(TRACK * -gain.mean / most, 2.0), BAR, 2))
            ends = [x + TRACK * min(max(-end / most, 0.0), 1.0) for end in (gain.high, gain.low)]
            if ends[1] - ends[0] > 1:
                shapes.append(Line("whisker", ((ends[0], y + 1 + BAR / 2), (ends[1], y + 1 + BAR / 2))))
            y += BAR + 6
        head = Paragraph(ink, self._say(told[0]), 13.0, TRACK, most=3, is_bold=True)
        shapes += head.at(x, y)
        y += head.height + 2
        rest = " · ".join(part for part in told[1:] if part != ON_CONSTRAINT)
        words = Paragraph(soft, self._say(rest), 12.0, TRACK, most=6)
        shapes += words.at(x, y)
        y += words.height
        if one.on_constraint:
            label = text("hot-text", 0, 0, self._say(ON_CONSTRAINT), 11.5, is_bold=True)
            shapes += pill("hot-tab", "hot-text", label.text, x + (label.width + 12.7) / 2, y + 13, 11.5)
            y += 24
        return shapes, y

    def _fixes(self, y: float) -> float:
        """Quick fixes of all maps, best first."""
        found = self.derived.of(QuickFixes)
        if found is None or not found.open:
            return y
        hint = "What can be put right at once, by what it saves for its effort; then by how much time is spent there."
        y = self._heading(FIXES, hint, y + 10)
        for number, one in enumerate(found.open[:MOST_FIXES], 1):
            y = self._fix(number, one, y)
        if len(found.open) > MOST_FIXES:
            y = self._line("fixes/more", f"and {len(found.open) - MOST_FIXES} more", y)
        return y

    def _fix(self, number: int, one: Fix, y: float) -> float:
        who = f" · {one.owner}" if one.owner else ""
        words = [
            Paragraph("text", f"{number}  {one.text}", 14.0, INNER, most=3, is_bold=True),
            Paragraph("soft", f"{one.where}{who} · {self._say(one.told)}", 12.5, INNER, most=3),
        ]
        name = f"Quick fix “{one.text}”, {one.where}: {one.told}"
        self.canvas.add(one.path, "record", stacked(words, MARGIN, y), path=one.path, name=name)
        return y + sum(part.height for part in words) + 8


def _reach(gain: Gain) -> float:
    """How far to the right a bar goes, in seconds."""
    return max((-end for end in (gain.low, gain.mean) if math.isfinite(end)), default=0.0)
