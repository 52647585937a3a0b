"""The outcome map drawn: the discovery board, and columns from the outcome to the next steps."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from flowatlas.drawing.board import GAP, PADDING, Card, Column, column_width, put_columns
from flowatlas.drawing.canvas import Canvas, Paragraph
from flowatlas.drawing.notes import Slip, Tag, VotedCard, count_of, put_tags
from flowatlas.drawing.sheet import MARGIN, header
from flowatlas.drawing.told import Teller, Value, name_of, sentence_of, text_of
from flowatlas.maps.outcome import (
    USUAL_METRIC,
    Benefit,
    Counterbalance,
    DiscoveryNote,
    NextStep,
    OutcomeMap,
    OutcomeMeasure,
    Target,
    quantity_of,
    views_without,
)
from flowatlas.model.atlas import Atlas
from flowatlas.model.glossary import TERMS
from flowatlas.model.path import join
from flowatlas.model.picture import Box, Derived, Picture, Shape
from flowatlas.model.quantity import Count
from flowatlas.model.record import Record, title_of
from flowatlas.model.wording import capital, counted, listed

WIDTH = 1240.0
INNER = WIDTH - 2 * MARGIN
QUARTER = column_width(4, INNER)
NOTHING_YET = "Nothing is aimed at yet. Begin with what will be true half a year from now."


class _Place(NamedTuple):
    """Where records of one kind stand: their field, heading, question, colour, and the words that invite to one."""

    field: str
    heading: str
    hint: str
    colour: str
    invites: str


_DISCOVERY = {
    "context": ("Context", "What goes on around us?", "yellow"),
    "goals": ("Goals", "What do we want?", "green"),
    "pains": ("Pains", "What hurts today?", "purple"),
    "questions": ("Questions", "What do we not know?", "blue"),
    "ideas": ("Ideas", "What could we try?", "pink"),
}
_ALONG = (
    _Place("benefits", "Benefits", "Why does it matter, and to whom?", "yellow", "What does it bring, and to whom?"),
    _Place("obstacles", "Obstacles", "What is in the way?", "orange", "Why is it not true already?"),
    _Place("next_steps", "Next steps", "Where do we begin, who, and when?", "blue", "What can begin tomorrow?"),
)
_BELOW = (
    _Place("measures", "Measures", "What shows that we get there?", "purple", "Measures: what shows it?"),
    _Place("methods", "Methods", "How will it be done?", "blue", "Methods: how will it be done?"),
    _Place("ownership", "Ownership", "Who sees to what?", "yellow", "Ownership: who sees to what?"),
)


def outcome_picture(outcome: OutcomeMap, atlas: Atlas, derived: Derived) -> Picture:
    """The discovery board, where there is one, and the map in columns from the outcome to the next steps."""
    return _Board(outcome, atlas, derived).picture()


class _Board:
    """The outcome map being drawn."""

    def __init__(self, outcome: OutcomeMap, atlas: Atlas, derived: Derived) -> None:
        self.map, self.atlas, self.derived = outcome, atlas, derived
        self.teller = Teller(atlas, outcome)
        self.canvas = Canvas()
        self.target = {
            value.path.rpartition("/")[2]: value for value in self._values(outcome.target or Target(), "outcome/target")
        }

    @property
    def has_target(self) -> bool:
        """Whether anything at all is aimed at."""
        return any(value.text for value in self.target.values())

    @property
    def is_bare(self) -> bool:
        """Whether nothing stands on the map."""
        outcome = self.map
        places = (*_ALONG, *_BELOW)
        return not (
            self.has_target
            or outcome.counterbalance
            or outcome.discovery
            or any(getattr(outcome, place.field) for place in places)
        )

    def picture(self) -> Picture:
        """The whole sheet; what is blank invites to begin, the target first."""
        title, told = self.atlas.title or "Outcome", self._sentences()
        subtitle = "The outcome that everything is held against, and the way from there to the next steps."
        y = header(
            self.canvas, title, subtitle, self.derived._replace(sentences=told[:1], goal=None), WIDTH, path="title"
        )
        if self.map.discovery:
            y = self._discovery(y)
        y = self._along(y)
        y = self._below(y)
        if self.is_bare:
            y = self._discovery(y + 8)
        y = self._invitations(y)
        return self.canvas.picture(WIDTH, y + MARGIN - GAP, title, " ".join(told), self.derived.labels)

    def _sentences(self) -> tuple[str, ...]:
        """What is aimed at, with its figures, and where it stands now."""
        if not self.has_target:
            return (NOTHING_YET,)
        told = {name: value.text for name, value in self.target.items()}
        measured = told["metric"] or told["text"].rstrip(".") or "The figure"
        start = told["baseline"] if told["baseline"] != "?" else ""
        way = (("from", start), ("to", told["value"]), ("by", told["by"]))
        figures = " ".join(f"{word} {figure}" for word, figure in way if figure)
        sentence = f"{measured} {figures}." if told["value"] else f"{told['text'] or 'The target'}"
        return tuple(filter(None, (sentence, self._now())))

    def _now(self) -> str:
        """Where the figure of the target stands on the map, and how many items meet it; '' where nothing is known."""
        goal, target = self.derived.goal, self.map.target
        if goal is None or target is None:
            return ""
        # What people meet is the lead time with rework; where it differs, the figures tell it instead.
        names = (target.measure, "lead_time_with_rework") if target.measure == USUAL_METRIC else (target.measure,)
        total = next((one for one in self.derived.totals if one.name in names and one.text != "?"), None)
        if total is None:
            return goal.now
        spread = f" ({total.spread})" if total.spread else ""
        return f"{total.label} today: {total.text}{spread}. {goal.now}".strip()

    def _values(self, record: Record, path: str) -> list[Value]:
        """Its values in the words that were chosen; what is measured without a metric is measured by the usual one."""
        labels = self.derived.labels
        values = []
        for value in self.teller.values(record, path):
            told = value
            if isinstance(record, Target) and value.path.endswith("/metric") and not value.text:
                reads = quantity_of(record.measure, record.value, self.atlas.calendar.times) is not None
                told = value._replace(text=self._metric() if reads else "")
            elif value.path.endswith("/metric"):
                told = value._replace(text=labels.applied(value.text))
            values.append(told)
        return values

    def _metric(self) -> str:
        return capital(self.derived.labels.of(USUAL_METRIC))

    def _discovery(self, y: float) -> float:
        """What is on people's minds: themes with their votes, five columns, and what is in none of them."""
        path = "outcome/discovery"
        heading = Paragraph("text", "What is on our minds", 16.0, INNER, is_bold=True)
        tip = "Everybody's notes before there is an outcome, in columns; their themes, and the votes on them."
        self.canvas.add(path, "heading", heading.at(MARGIN, y), path=path, name="What is on our minds", tip=tip)
        y += heading.height + 10
        themes = _themes(self.map.discovery)
        y = put_tags(self.canvas, [theme.tag for theme in themes.values()], MARGIN, y, INNER)
        stray = [key for key, note in self.map.discovery.items() if note.column is None]
        room = column_width(len(_DISCOVERY) + bool(stray), INNER)
        columns = []
        for name, (words, hint, colour) in _DISCOVERY.items():
            keys = [key for key, note in self.map.discovery.items() if note.column == name]
            cards = self._notes(keys, themes, room, colour)
            columns.append(Column(path, words, hint, cards, sets=(("column", name),)))
        if stray:
            cards = self._notes(stray, themes, room, "orange")
            columns.append(Column(path, "Not sorted yet", "Which column is it?", cards, sets=(("column", None),)))
        return put_columns(self.canvas, columns, MARGIN, y, INNER) + 10

    def _notes(self, keys: Sequence[str], themes: Mapping[str, "_Theme"], room: float, colour: str) -> list[Card]:
        """Notes of a column by theme, those with most votes on top."""
        notes = self.map.discovery

        def place(key: str) -> tuple[float, int, float]:
            own = count_of(notes[key].votes)
            theme = themes.get(_key(notes[key].theme))
            return (-theme.votes, theme.number, -own) if theme is not None else (-own, len(themes), -own)

        ordered = sorted(keys, key=place)
        return [self._card("discovery", key, notes[key], room, colour, without=("column",)) for key in ordered]

    def _card(
        self, field: str, key: str, record: Record, room: float, colour: str, without: Sequence[str] = ()
    ) -> VotedCard:
        path = f"outcome/{field}/{join(key)}"
        left_out = {"text", "votes", *without}
        values = [value for value in self._values(record, path) if value.path.rpartition("/")[2] not in left_out]
        name = name_of(record, key)
        if isinstance(record, OutcomeMeasure) and not record.text and record.metric:
            name = next(value.text for value in values if value.path.endswith("/metric"))
        votes = getattr(record, "votes", None)
        kind, tip = title_of(type(record)), sentence_of(type(record))
        return VotedCard(path, kind, name, room, votes=votes, colour=colour, values=values, tip=tip)

    def _along(self, y: float) -> float:
        """The four columns from the outcome to the next steps."""
        said = sentence_of(Target)
        columns = [Column("outcome/target", "Outcome", "What will be true?", self._outcome(), tip=said)]
        for place in _ALONG:
            cards = self._cards(place)
            if place.field == "benefits" and cards and (absent := views_without(self.map.benefits)):
                words = f"Nobody has said yet what it brings {listed(absent)}."
                path, tip = "outcome/benefits", sentence_of(Benefit)
                part_id = f"invitation/{path}"
                cards.append(Slip(path, words, QUARTER, part_id=part_id, role="invitation", tip=tip))
            columns.append(self._column(place, cards, place.invites))
        return put_columns(self.canvas, columns, MARGIN, y, INNER) + 10

    def _outcome(self) -> list[Card]:
        """The target, what must not get worse, and what was guessed."""
        outcome = self.map
        cards: list[Card] = []
        if not self.has_target:
            words = "What will be true half a year from now? One sentence, with a figure and a date."
            tip = sentence_of(Target)
            cards.append(Slip("outcome/target", words, QUARTER, role="record", looks=("goal", "goal-text"), tip=tip))
        else:
            cards.append(_TargetNote(self.target, self._now(), QUARTER))
        guard = outcome.counterbalance
        if guard is not None:
            path = "outcome/counterbalance"
            values = [value for value in self._values(guard, path) if not value.path.endswith("/text")]
            name = guard.text or "What must not get worse"
            lines = ("This must hold meanwhile.",)
            tip = sentence_of(Counterbalance)
            kind = "Counterbalance"
            cards.append(Card(path, kind, name, QUARTER, colour="green", values=values, lines=lines, tip=tip))
        elif self.has_target:
            words = "What must not get worse meanwhile?"
            cards.append(Slip("outcome/counterbalance/text", words, QUARTER, tip=sentence_of(Counterbalance)))
        if outcome.first_guess is not None:
            by = f" by {outcome.guessed_by}" if outcome.guessed_by else ""
            words = f"First guess{by}: {text_of(outcome.first_guess)}, before anything was mapped"
            tip = TERMS["first_guess"].sentence
            cards.append(Slip("outcome/first_guess", words, QUARTER, looks=("end", "end-name"), tip=tip))
        return cards

    def _cards(self, place: _Place) -> list[Card]:
        """Records of one kind: what is done last, else those with most votes first."""
        records: dict[str, Record] = getattr(self.map, place.field)
        cards: list[Card] = []
        for key, record in sorted(records.items(), key=lambda entry: _rank(entry[1])):
            is_open = isinstance(record, NextStep) and not record.done
            without = ("done",) if is_open else ()
            cards.append(self._card(place.field, key, record, QUARTER, place.colour, without))
        return cards

    def _column(self, place: _Place, cards: list[Card], invites: str) -> Column:
        return Column(f"outcome/{place.field}", place.heading, place.hint, cards, invites=invites)

    def _below(self, y: float) -> float:
        """Measures, methods and ownership, as far as there are any."""
        columns = [self._column(place, cards, "") for place in _BELOW if (cards := self._cards(place))]
        if not columns:
            return y
        width = len(columns) * QUARTER + (len(columns) - 1) * GAP
        return put_columns(self.canvas, columns, MARGIN, y, width) + 10

    def _invitations(self, y: float) -> float:
        """What else can be begun, in one row."""
        invited = [(place.field, place.invites) for place in _BELOW]
        invited.insert(0, ("discovery", "Discovery: what is on our minds?"))
        tags = [
            Tag(f"invitation/{path}", "invitation", words, path, box="step-ghost", ink="text")
            for field, words in invited
            if not getattr(self.map, field) and (path := f"outcome/{field}")
        ]
        return put_tags(self.canvas, tags, MARGIN, y, INNER)


def _rank(record: Record) -> tuple[bool, float]:
    """Where a note stands in its column."""
    return getattr(record, "done", False), -count_of(getattr(record, "votes", None))


class _Theme(NamedTuple):
    """A theme of the discovery board: its place among all, the votes on its notes, and its tag."""

    number: int
    votes: float
    tag: Tag


def _key(theme: str | None) -> str:
    return " ".join((theme or "").casefold().split())


def _themes(notes: Mapping[str, DiscoveryNote]) -> dict[str, _Theme]:
    """Themes by their name in small letters, those with most votes first."""
    heaps: dict[str, list[DiscoveryNote]] = {}
    for note in notes.values():
        if _key(note.theme):
            heaps.setdefault(_key(note.theme), []).append(note)
    themes = {}
    totals = {key: sum(count_of(note.votes) for note in heap) for key, heap in heaps.items()}
    for number, key in enumerate(sorted(heaps, key=lambda key: -totals[key])):
        heap = heaps[key]
        told = [*_votes_in_words([note.votes for note in heap if note.votes is not None], totals[key])]
        told.append(counted(len(heap), "note"))
        name = " ".join((heap[0].theme or "").split())
        tip = "A theme of the discovery board, with the votes on all notes that belong to it."
        tag = Tag(f"theme/{join(key)}", "list", f"{name}: {', '.join(told)}", tip=tip)
        themes[key] = _Theme(number, totals[key], tag)
    return themes


def _votes_in_words(votes: Sequence[Count], total: float) -> Iterator[str]:
    """How many votes notes have together, where any has been counted; what is unknown is no zero."""
    known = [one for one in votes if one.points]
    if votes and not known:
        yield "? votes"
    elif votes:
        roughly = "" if total == int(total) else "about "
        least = "at least " if len(known) < len(votes) else roughly
        yield f"{least}{total:.0f} vote{'' if total == 1 else 's'}"


class _TargetNote(Card):
    """The target as one bold note: the sentence, the figures below it, and where it stands now."""

    def __init__(self, values: Mapping[str, Value], now: str, width: float) -> None:
        told = values["text"].text.strip() or "The target"
        super().__init__("outcome/target", "Target", told, width, colour="green", tip=TERMS["target"].sentence)
        ink, room = "goal-text", width - 2 * PADDING
        self.sentence = Paragraph(ink, told, 18.0, room, most=10, is_bold=True)
        rows = [
            ("baseline", "from {}", 14.0, False),
            ("value", "to {}", 21.0, True),
            ("by", "by {}", 14.0, False),
            ("metric", "measured by {}", 13.0, False),
        ]
        unsaid = {"value": "no figure yet", "by": "no date yet"}
        self.rows: list[tuple[Value, Paragraph]] = []
        for name, words, size, is_bold in rows:
            value = values[name]
            if not value.text and name not in unsaid:
                continue
            spoken = value.text[:1].lower() + value.text[1:] if name == "metric" else value.text
            said = words.format(spoken) if value.text else unsaid[name]
            if name == "baseline" and value.text == "?":
                said = "where it stands today is unknown"
            look = (size, is_bold) if value.text else (13.0, False)
            self.rows.append((value, Paragraph(ink, said, look[0], room, most=3, is_bold=look[1])))
        self.now = Paragraph(ink, now, 13.0, room, most=8, is_bold=True) if now else None
        self.height = self.sentence.height + sum(words.height + 2 for _, words in self.rows) + 2 * PADDING + 5
        self.height += self.now.height + 6 if self.now is not None else 0.0

    def put(self, canvas: Canvas, x: float, y: float) -> Box:
        """Draw it with its upper left corner there; gives its box."""
        box = Box("goal", x, y, self.width, self.height, 3)
        left, below = x + PADDING, y + PADDING
        shapes: list[Shape] = [box, *self.sentence.at(left, below)]
        below += self.sentence.height + 5
        placed = []
        for value, words in self.rows:
            placed.append((value, words.at(left, below)))
            below += words.height + 2
        told = [f"Target “{self.name}”", *(f"{value.title}: {value.text or 'not said yet'}" for value, _ in self.rows)]
        if self.now is not None:
            shapes += self.now.at(left, below + 6)
            told.append(" ".join(self.now.lines))
        canvas.add(self.path, "record", shapes, path=self.path, name=", ".join(told), tip=self.tip)
        for value, lines in placed:
            name = f"{value.title}: {value.text or 'not said yet'}"
            canvas.add(value.path, "value", lines, path=value.path, name=name, tip=value.explanation)
        return box
