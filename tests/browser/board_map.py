"""A board that somebody adds with this one file: cards in two columns and on a plot, and an offer."""

from typing import Any

from flowatlas.drawing.board import Card, Column, put_columns
from flowatlas.drawing.canvas import Canvas, Paragraph, text
from flowatlas.model.atlas import Atlas
from flowatlas.model.picture import Box, Derived, Dot, Picture, Zone
from flowatlas.model.record import Map, Record, Reference, described

COLUMNS = {"open": "To think about", "kept": "Worth keeping"}
CARDS = "board/cards"


class Idea(Record):
    """A thought on a card."""

    title: str | None = described("Title", "What it is, in a few words.")
    column: str | None = described("Column", "Where it lies.")
    ease: float | None = described("Ease", "How easy it is, 0 to 1.", at_most=1)
    worth: float | None = described("Worth", "How much it brings, 0 to 1.", at_most=1)
    step: str | None = described("Step", "The step that it is for.", reference=Reference("/current/steps"))
    future: str | None = described("Future", "The future that it belongs to.", reference=Reference("/future"))
    about: str | None = described("About", "The path that it is about.", is_address=True)
    readings: dict[str, Any] = described("Readings", "What was read, by date.", default=dict)


class BoardMap(Map, kind="board"):
    """What we think of, and what is worth it."""

    cards: dict[str, Idea] = described("Cards", "What we think of.", default=dict)

    def picture(self, atlas: Atlas, derived: Derived) -> Picture:
        """Two columns, a plot below them, and something to take."""
        del atlas
        canvas = Canvas()
        columns = [
            Column(
                CARDS,
                heading,
                "What belongs here?",
                [
                    Card(f"{CARDS}/{key}", "Idea", card.title or key, 200)
                    for key, card in self.cards.items()
                    if (card.column or "open") == name and card.worth is None
                ],
                invites=f"Put a card here: {heading.lower()}",
                sets=(("column", name),),
            )
            for name, heading in COLUMNS.items()
        ]
        end = put_columns(canvas, columns, 40, 40, 600)
        self._plot(canvas, end + 40)
        self._offer(canvas, end + 40)
        return canvas.picture(1000, end + 400, "Board", "What we think of.", derived.labels)

    def _plot(self, canvas: Canvas, y: float) -> None:
        canvas.add("plot", "frame", [Box("lane", 40, y, 400, 300)])
        canvas.zones.append(Zone(CARDS, "Ease and worth", 40, y, 400, 300, across="ease", up="worth"))
        for key, card in self.cards.items():
            if card.worth is not None:
                x, top = 40 + 400 * (card.ease or 0), y + 300 * (1 - card.worth)
                shapes = [Dot("card-blue", x, top, 9), text("text", x + 14, top + 4, card.title or key, 13)]
                canvas.add(
                    f"{CARDS}/{key}", "record", shapes, path=f"{CARDS}/{key}", name=f"Idea “{card.title or key}”"
                )

    def _offer(self, canvas: Canvas, y: float) -> None:
        if any(card.title == "Ask at the start" for card in self.cards.values()):
            return
        words = Paragraph("text", "Ask at the start", 14, 180)
        canvas.add(
            "offer/ask",
            "offer",
            [Box("card-blue", 480, y, 200, 44, 4), *words.at(490, y + 12)],
            path=CARDS,
            name="Ask at the start: 2 days sooner",
            tip="Nobody has thought of it yet.",
            changes={f"{CARDS}/ask-early": {"title": "Ask at the start", "column": "kept"}},
        )
