"""The ends of a stream on the wall: trigger and customer as rounded notes, and the wait before the customer."""

from collections.abc import Iterator

from flowatlas.drawing.canvas import Paragraph, stacked
from flowatlas.drawing.figure import label_of
from flowatlas.drawing.text import safe
from flowatlas.maps.shape import TRIGGER, Node
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.glossary import TERMS
from flowatlas.model.picture import Box, Part, Shape
from flowatlas.views.wall.figures import fitting
from flowatlas.views.wall.pieces import Place
from flowatlas.views.wall.sizes import BOX, LABEL, NOTE


class End:
    """Trigger or customer: its note, and before the customer the last wait; measured as a step card is."""

    above_height = below_height = share_height = 0.0

    def __init__(self, stream: ValueStreamMap, node: Node) -> None:
        self.section = stream.section
        self.key = "trigger" if node == TRIGGER else "customer"
        self.words = (stream.trigger if node == TRIGGER else stream.customer) or "not named yet"
        self.lines = [
            Paragraph("end-soft", "Start" if node == TRIGGER else "Customer", NOTE, BOX - 22),
            Paragraph("end-name", self.words, 12.5, BOX - 22, most=5, is_bold=True),
        ]
        self.box_height = sum(paragraph.height for paragraph in self.lines) + 22
        self.wait = [] if node == TRIGGER else _final_wait(stream)
        self.wait_height = sum(words.height for words in self.wait) + 12 if self.wait else 0.0

    def placed(self, place: Place) -> Iterator[Part]:
        """Its parts, put in their place."""
        top = place.middle - self.box_height / 2
        shapes: list[Shape] = [Box("end", place.left, top, BOX, self.box_height, min(24, self.box_height / 2))]
        shapes += stacked(self.lines, place.left + BOX / 2, top + 10, "middle")
        path, name = f"{self.section}/{self.key}", safe(f"{self.key.title()}: {self.words}")
        yield Part(path, path, "end", name, TERMS[self.key].sentence, tuple(shapes))
        if self.wait:
            path = f"{self.section}/final_wait"
            tip = f"{', '.join(' '.join(words.lines) for words in self.wait)}. {TERMS['wait_time'].sentence}"
            words = tuple(stacked(self.wait, place.gap, place.middle + 8, "middle"))
            yield Part(path, path, "wait", "Wait after the last step", safe(tip), words)


def _final_wait(stream: ValueStreamMap) -> list[Paragraph]:
    """The figure of the last gap with its notes; nothing where there is no such gap."""
    if stream.final_wait is None:
        return []
    label = label_of(stream.final_wait)
    words, role = ("? not known", "open-text") if label.is_unknown else (label.text, "text")
    notes = [Paragraph("soft", fitting(note, LABEL), NOTE, LABEL, most=3) for note in label.notes]
    return [Paragraph(role, words, 14.0, LABEL, most=3, is_bold=True), *notes]
