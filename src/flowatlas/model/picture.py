"""The picture: what to draw, as plain data, so that page, SVG, PNG and every other output draw the same.

All lengths are in pixels at scale 1, y grows downwards. A shape's role tells what it stands for, never how it looks;
`flowatlas.drawing.style` gives each role its colours.
"""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, TypeVar

from flowatlas.model.glossary import Labels

Kind = TypeVar("Kind")


class Box(NamedTuple):
    """A rectangle by its upper left corner, with rounded corners."""

    role: str
    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0


class Text(NamedTuple):
    """One line of text by its baseline; ``anchor`` is start, middle or end, ``width`` how far it reaches."""

    role: str
    x: float
    y: float
    text: str
    size: float
    width: float
    anchor: str = "start"
    is_bold: bool = False

    @property
    def left(self) -> float:
        """Where the text starts."""
        return self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width


class Line(NamedTuple):
    """A line through points, its corners rounded by ``radius``; with ``has_head`` it ends in an arrow."""

    role: str
    points: tuple[tuple[float, float], ...]
    has_head: bool = False
    radius: float = 0.0


class Dot(NamedTuple):
    """A circle by its centre."""

    role: str
    x: float
    y: float
    radius: float


class Mark(NamedTuple):
    """A small sign, such as a star, drawn as a polygon or an open line so that no font needs to hold it."""

    role: str
    points: tuple[tuple[float, float], ...]
    is_closed: bool = True


Shape: TypeAlias = Box | Text | Line | Dot | Mark


class Part(NamedTuple):
    """Shapes that stand for one thing: what a person points at, reads about or edits.

    ``id`` is unique in the picture and stays with the thing; ``path`` is its full address, if it has one; ``name`` says
    what it is and what it tells, for those who cannot see it; ``tip`` explains it in plain words. A part with
    ``changes``, new values by full path, is an offer: taking it makes them.
    """

    id: str
    path: str
    role: str
    name: str
    tip: str
    shapes: tuple[Shape, ...]
    changes: tuple[tuple[str, Any], ...] = ()


class Zone(NamedTuple):
    """A place where records can be dropped: a lane, a column, a plot.

    ``records`` is the full path of the records that may lie here, ``name`` what the place is called. Dropping one sets
    the fields in ``sets``, and in ``across`` and ``up``, if named, how far to the right and to the top it lies, 0 to 1.
    """

    records: str
    name: str
    x: float
    y: float
    width: float
    height: float
    sets: tuple[tuple[str, Any], ...] = ()
    across: str = ""
    up: str = ""


class Picture(NamedTuple):
    """A map drawn: its size, its title, what it shows in a sentence or two, and its parts, those below first.

    ``zones`` are the places where records can be dropped, those below first.
    """

    width: float
    height: float
    title: str
    description: str
    parts: tuple[Part, ...]
    zones: tuple[Zone, ...] = ()

    def shapes(self) -> Iterator[tuple[Part, Shape]]:
        """Every shape with the part that it belongs to."""
        for part in self.parts:
            for shape in part.shapes:
                yield part, shape


class Span(NamedTuple):
    """When the middle item is in one place: from when, how long, and how long it is for one in ten under and over.

    Seconds of working time from the trigger; infinite where unbounded.
    """

    start: float
    seconds: float
    low: float
    high: float


class Total(NamedTuple):
    """A figure of the whole map: the name of its metric, its label, the figure and its spread in text, and more."""

    name: str
    label: str
    text: str
    spread: str
    tip: str


class Spot(NamedTuple):
    """A place on the map that deserves a look: the paths that it covers, a few words, and an explanation.

    ``sure`` is how sure that is, 0 to 1.
    """

    paths: tuple[str, ...]
    text: str
    tip: str
    sure: float = 1.0


class Takes(NamedTuple):
    """How long it takes, in seconds of working time: the middle item, and how well the typical time is known.

    ``low`` and ``high`` are p10 and p90 of what we do not know; ``least`` adds up what is known; ``unknowns`` counts
    what is not. Infinite where unbounded.
    """

    seconds: float
    low: float
    high: float
    least: float
    unknowns: int = 0


class Said(NamedTuple):
    """What one voice says of a time: the role that it speaks for, its words, and the middle of it in seconds."""

    role: str
    text: str
    seconds: float


SOME = 0.005
"""From which share on items are told in per cent."""


class Goal(NamedTuple):
    """The target as the map shows it: in words, the figure, where it stands now, and its seconds if it is a time.

    ``share`` is how many items meet it, 0 to 1; None where that cannot be told.
    """

    text: str
    figure: str
    now: str
    seconds: float | None
    share: float | None = None


def who_meets(share: float) -> str:
    """How many items meet a target, as a sentence begins.

    >>> who_meets(0.14), who_meets(0.001), who_meets(0.0)
    ('14% of the items meet', 'hardly any item meets', 'no item meets')
    """
    if share > SOME:
        return f"{share:.0%} of the items meet"
    return "hardly any item meets" if share else "no item meets"


class Worked:
    """What the figures say of maps, by the class that holds it; each is worked out when a picture first asks for it.

    Copies and what goes to another process hold what was worked out until then.
    """

    def __init__(self, ways: Mapping[type, Callable[[], object]] = MappingProxyType({})) -> None:
        self._ways = dict(ways)
        self._known: dict[type, object] = {}

    def of(self, kind: type[Kind]) -> Kind | None:
        """What holds this; None where there is nothing to say, or nobody can work it out any more."""
        if kind not in self._known:
            way = self._ways.get(kind)
            self._known[kind] = None if way is None else way()
        found = self._known[kind]
        return found if isinstance(found, kind) else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Worked) and self._known == other._known

    __hash__ = None  # type: ignore[assignment]  # it grows

    def __getstate__(self) -> dict[str, object]:
        return {"_ways": {}, "_known": {kind: found for kind, found in self._known.items() if found is not None}}


class Derived(NamedTuple):
    """What the figures say of a map, ready to be drawn.

    ``sentences`` answer on top; ``spans`` and ``lead`` tell times by path relative to the map; ``groups`` the times of
    each group in text; ``guess`` the first guess in text and in seconds, None where nobody guessed; ``labels`` the
    words that were chosen for our terms; ``takes`` the whole time; ``unknown`` the paths of what nobody knows;
    ``voices`` what several voices say of a time, by path; ``worked`` what they say of all other maps.
    """

    sentences: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    groups: Mapping[str, str] = {}
    constraint: Spot | None = None
    ask: Spot | None = None
    goal: Goal | None = None
    guess: tuple[str, float] | None = None
    spans: Mapping[str, Span] = {}
    lead: Span | None = None
    rework: Span | None = None
    calendar: str = ""
    labels: Labels = Labels()
    takes: Takes | None = None
    unknown: frozenset[str] = frozenset()
    voices: Mapping[str, tuple[Said, ...]] = {}
    worked: Worked = Worked()

    def of(self, kind: type[Kind]) -> Kind | None:
        """What the figures say that this class holds; None where there is nothing to say."""
        return self.worked.of(kind)
