"""A page of charts: headline, sentences, and sections below each other, each drawn from where the last one ended."""

from collections.abc import Iterable

from flowatlas.drawing.canvas import Canvas, Paragraph
from flowatlas.drawing.sheet import MARGIN
from flowatlas.model.calendar import Calendar
from flowatlas.model.glossary import Labels
from flowatlas.model.picture import Dot, Picture, Shape

WIDTH = 1100.0
INNER = WIDTH - 2 * MARGIN
HEADLINE, HEADING, TEXT, NOTE = 20.0, 15.0, 13.0, 11.0


class Page:
    """What is drawn so far, down to ``y``; ``said`` is told to those who cannot see it."""

    def __init__(self, title: str, calendar: Calendar, labels: Labels) -> None:
        self.title, self.calendar, self.labels = labels.applied(title), calendar, labels
        self.canvas = Canvas()
        self.y = MARGIN - 6
        self.said: list[str] = []

    def begin(self, headline: str, sentences: Iterable[str] = (), about: str = "") -> None:
        """Title, the answer in a sentence, and what else there is to say."""
        self.say("title", self.title, "soft", TEXT, is_bold=True, is_said=False)
        self.say("sentence-1", headline, "text", HEADLINE, is_bold=True)
        for number, words in enumerate(sentences, 2):
            self.say(f"sentence-{number}", words, "text", TEXT)
        self.say("about", about, "soft", NOTE, is_said=False)
        self.y += 14

    def heading(self, part_id: str, words: str, note: str = "") -> None:
        """What a section is about, and how to read it."""
        self.say(f"heading/{part_id}", words, "text", HEADING, is_bold=True, is_said=False)
        self.say(f"heading/{part_id}/note", note, "soft", NOTE, is_said=False)
        self.y += 6

    def say(
        self, part_id: str, words: str, role: str, size: float, *, is_bold: bool = False, is_said: bool = True
    ) -> None:
        """Words over the whole width."""
        if not words:
            return
        told = self.labels.applied(words)
        paragraph = Paragraph(role, told, size, INNER, most=5, is_bold=is_bold)
        self.canvas.add(part_id, "sentence", paragraph.at(MARGIN, self.y))
        self.y += paragraph.height + 5
        self.said += [told] if is_said else []

    def listed(self, part_id: str, heading: str, sentences: Iterable[str]) -> None:
        """A heading with sentences below, each once and behind a dot; nothing where there are none."""
        told = [self.labels.applied(words) for words in dict.fromkeys(sentences) if words]
        if not told:
            return
        self.heading(part_id, heading)
        for number, words in enumerate(told, 1):
            paragraph = Paragraph("text", words, 12.5, INNER - 16, most=4)
            shapes: list[Shape] = [Dot("end-mark", MARGIN + 4, self.y + 8.5, 2.2), *paragraph.at(MARGIN + 16, self.y)]
            self.canvas.add(f"{part_id}/{number}", "list", shapes, name=words)
            self.y += paragraph.height + 5
        self.y += 8

    def picture(self) -> Picture:
        """The whole page."""
        described = f"{self.title}. {' '.join(self.said)}"
        return self.canvas.picture(WIDTH, self.y + MARGIN - 8, self.title, described, self.labels)


def words_picture(title: str, headline: str, sentences: Iterable[str] = ()) -> Picture:
    """A page of words alone: what is still to come, or why nothing can be shown."""
    page = Page(title, Calendar(), Labels())
    page.begin(headline, sentences)
    return page.picture()
