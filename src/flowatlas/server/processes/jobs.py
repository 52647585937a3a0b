"""What the processes beside the server do: functions of plain values, so that everything goes through a pipe."""

from typing import Any, NamedTuple

from flowatlas.drawing.style import Theme
from flowatlas.exporters.exporter import MARK, Drawing, Export, Options, exporters
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.derived import derived
from flowatlas.metrics.glance import Glance, glance
from flowatlas.metrics.headline import differs
from flowatlas.metrics.metric import Answer, measure
from flowatlas.metrics.report import Report, report
from flowatlas.metrics.samples import DEFAULT_DRAWS, Samples
from flowatlas.model.atlas import Atlas
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.glossary import Labels
from flowatlas.model.path import Plain
from flowatlas.model.picture import Derived, Picture
from flowatlas.model.registry import load_plug_ins
from flowatlas.render.fonts import fonts_of
from flowatlas.render.svg import paint_of, svg
from flowatlas.server.processes.memory import expect_many_objects
from flowatlas.server.protocol.figured import Figures
from flowatlas.server.wire.figures import figures
from flowatlas.store.dump import dump
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import Reading, read_atlas
from flowatlas.views.view import views_of

LABELS = Labels()
MOST_SEEN = 3


class NoViewError(FlowAtlasError):
    """There is no view of this name."""


class Settled(NamedTuple):
    """What the figures say of a state once all doubt is looked at: for people, for drawing, and drawn.

    ``lead_time`` is the figure of the headline, in text; '' where there is none.
    """

    n: int
    lead_time: str
    figures: Figures
    derived: Derived
    pictures: dict[str, Picture]


class Brief(NamedTuple):
    """An atlas in a few words: its title, its answer, how many steps it has, what is wrong with the file."""

    title: str
    headline: str
    steps: int
    error: str = ""


def be_ready() -> None:
    """Import what every job needs, and keep it."""
    load_plug_ins()
    exporters()
    report(Atlas(), draws=1)
    expect_many_objects()


class _Seen(NamedTuple):
    """What was found out about the last state of an atlas, from which the next one takes over what stayed."""

    plain: Plain
    reading: Reading
    report: Report
    glance: Glance


_seen: dict[str, _Seen] = {}
"""In the process for figures, by atlas, the one looked at last at the end."""


def settled(key: str, n: int, plain: Plain, views: tuple[str, ...]) -> Settled:
    """Look at all doubt of a state, and draw it in these views; a view that is not there is left out.

    ``key`` tells one atlas from another, so that what did not change since the last time is not worked out again.
    """
    last = _seen.pop(key, None)
    if last is not None:
        plain = shared(last.plain, plain)
    reading = read_atlas(plain, before=last and last.reading)
    atlas = reading.atlas
    found = report(atlas, before=last and last.report)
    seen = glance(atlas, last and last.glance)
    _seen[key] = _Seen(plain, reading, found, seen)
    for old in list(_seen)[:-MOST_SEEN]:
        del _seen[old]
    drawable = derived(atlas, found, LABELS, plain)
    told = figures(n, atlas, found, seen, labels=LABELS)
    lead_time = _lead_time(atlas, found.answers)
    return Settled(n, lead_time, told, drawable, dict(_pictures(plain, atlas, drawable, views)))


def shared(before: Any, now: Any) -> Any:
    """The same value as ``now``, made of the very values of ``before`` wherever the two are alike.

    >>> before = {"a": {"x": 1}, "b": {"y": 2}}
    >>> shared(before, {"a": {"x": 1}, "b": {"y": 3}})["a"] is before["a"]
    True
    """
    if type(before) is not type(now):
        return now
    if isinstance(now, dict):
        inner = {key: shared(before.get(key), value) for key, value in now.items()}
        is_alike = list(before) == list(inner) and all(before[key] is value for key, value in inner.items())
        return before if is_alike else inner
    if isinstance(now, list):
        is_alike = len(before) == len(now) and all(shared(*pair) is pair[0] for pair in zip(before, now, strict=True))
        return before if is_alike else now
    return before if before == now else now


def _pictures(plain: Plain, atlas: Atlas, drawable: Derived, views: tuple[str, ...]) -> list[tuple[str, Picture]]:
    known = {one.name: one for one in views_of(atlas)}
    drawn = []
    for name in views:
        if name in known:
            drawn.append((name, known[name].compose(atlas, drawable)))
        else:
            try:
                drawn.append((name, _export(plain, atlas, "", Options(view=name)).picture))
            except FlowAtlasError:
                continue
    return drawn


def picture(plain: Plain, view: str) -> Picture:
    """A state drawn in a view.

    Raises:
        NoViewError: there is no such view.
    """
    atlas = read_atlas(plain).atlas
    try:
        return _export(plain, atlas, "", Options(view=view)).picture
    except FlowAtlasError as error:
        raise NoViewError(str(error)) from None


def exported(
    plain: Plain, name: str, format_name: str, view: str, theme: str, asked: tuple[Drawing, ...] = ()
) -> bytes:
    """An atlas written in a format; ``name`` is what the file is called, ``asked`` what was worked out before.

    Raises:
        NoViewError: there is no such view.
    """
    write = next(one.write for one in exporters() if one.name == format_name)
    try:
        export = _export(plain, read_atlas(plain).atlas, name, Options(view=view, theme=Theme(theme)))
        export.asked = asked
        content = write(export)
    except FlowAtlasError as error:
        raise NoViewError(str(error)) from None
    return content.encode() if isinstance(content, str) else content


def _export(plain: Plain, atlas: Atlas, name: str, options: Options) -> Export:
    return Export(name, atlas, dump(plain), read_atlas(plain).findings, LABELS, options, plain=plain)


def plain_of(path: str) -> Plain:
    """What a file says.

    Raises:
        FlowAtlasError: it cannot be read, or is no atlas.
    """
    return AtlasFile.open(path).plain


def brief(plain: Plain) -> Brief:
    """An atlas in a few words."""
    atlas = read_atlas(plain).atlas
    stream = atlas.map_or_blank(ValueStreamMap)
    said = derived(atlas, report(atlas), LABELS).sentences
    return Brief(atlas.title or stream.title or "", said[0] if said else "", len(stream.steps))


def small_picture(plain: Plain, theme: str) -> str:
    """An atlas as a small drawing: simple, or as on the wall where there is too little for that."""
    atlas = read_atlas(plain).atlas
    drawable = derived(atlas, report(atlas), LABELS)
    stream = atlas.map_or_blank(ValueStreamMap)
    wanted = "simple" if len(stream.steps) > 1 else "practice"
    known = {one.name: one for one in views_of(atlas)}
    drawn = known[wanted].compose(atlas, drawable)
    return svg(drawn, paint_of(Theme(theme)), has_paper=False, fonts=fonts_of([drawn]), generator=MARK)


def lead_times(states: list[Plain]) -> list[str]:
    """How long it takes in each of these states: the figure of its headline, in text; '' where there is none.

    States that follow each other are quickest, as what stayed the same is not worked out again.
    """
    told = []
    reading: Reading | None = None
    samples: Samples | None = None
    for plain in states:
        reading = read_atlas(plain, before=reading)
        atlas = reading.atlas
        stream = atlas.map_or_blank(ValueStreamMap)
        samples = Samples(stream, atlas.calendar.times, draws=DEFAULT_DRAWS, twin=samples)
        told.append(_lead_time(atlas, measure(samples, {"lead_time", "lead_time_with_rework"})))
    return told


def _lead_time(atlas: Atlas, answers: dict[str, Answer]) -> str:
    stream = atlas.map(ValueStreamMap)
    if stream is None or not stream.steps:
        return ""
    lead, whole = answers["lead_time"], answers["lead_time_with_rework"]
    return (whole if differs(whole, lead) else lead).text
