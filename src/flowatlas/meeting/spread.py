"""What people said of one value: each figure as it is understood, and how far apart they are, in words."""

import math
from typing import Any, NamedTuple

from flowatlas.maps.declared import read as read_typed
from flowatlas.maps.declared import value_on
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.meeting.records import Round
from flowatlas.metrics.reconcile import name_of
from flowatlas.model.atlas import Atlas
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import Plain, value_at
from flowatlas.model.quantity import Quantity
from flowatlas.model.read_back import read_back
from flowatlas.model.record import Field
from flowatlas.model.wording import capital, rounded
from flowatlas.store.declared import field_at
from flowatlas.store.names import Names

CURRENT = f"{ValueStreamMap.section}/"


class Figure(NamedTuple):
    """What somebody said: who it was, as typed, how that is understood, and where most items and half of them lie.

    Amounts are seconds of working time, shares or numbers, None where there is none.
    """

    by: str
    text: str
    sentence: str
    low: float | None
    middle: float | None
    high: float | None


class Spread(NamedTuple):
    """All that was said of a value: how far apart in words, and how many times the lowest middle the highest one is."""

    figures: tuple[Figure, ...]
    told: str
    apart: float | None


def quantity_at(path: str) -> Field | None:
    """The field at a full path where it holds a quantity, so that people can estimate it."""
    declared = field_at(path)
    kind = declared.annotation if declared is not None else None
    return declared if isinstance(kind, type) and issubclass(kind, Quantity) else None


def is_there(atlas: Atlas, plain: Plain, path: str) -> bool:
    """Whether the record that holds the value at a full path is there, whether or not it says anything."""
    stream = atlas.map(ValueStreamMap)
    if path.startswith(CURRENT):
        return stream is not None and value_on(stream, path.removeprefix(CURRENT))[0]
    holder = path.rpartition("/")[0]
    return "/" not in holder or isinstance(value_at(plain, holder), dict)


def title_of(atlas: Atlas, plain: Plain, path: str) -> str:
    """What people call the value at a full path, with a capital."""
    stream = atlas.map(ValueStreamMap)
    is_on_map = stream is not None and path.startswith(CURRENT)
    name = name_of(stream, path.removeprefix(CURRENT)) if is_on_map and stream is not None else Names(plain).of(path)
    return capital(name)


def typed_at(plain: Plain, path: str) -> str:
    """What stands at a path as it was typed; '' for nothing."""
    return in_words(value_at(plain, path))


def in_words(typed: Any) -> str:
    """A figure as it was typed; one of several parts with a comma between them."""
    if isinstance(typed, dict):
        return ", ".join(f"{key} {value}" for key, value in typed.items())
    return "" if typed is None else str(typed)


def spread_of(atlas: Atlas, round_: Round, path: str) -> Spread:
    """What was said of the value at a path in a round, in the order in which people began."""
    declared = quantity_at(path)
    if declared is None:
        return Spread((), "", None)
    figures, known = [], []
    for by, said in round_.said.items():
        if path not in said:
            continue
        quantity = _read(declared, said[path].value, atlas)
        figures.append(_figure(by, said[path].text, quantity, atlas))
        if quantity is not None and quantity.points:
            known.append(quantity)
    told, apart = _apart(known, len(figures), atlas)
    return Spread(tuple(figures), told, apart)


def _read(declared: Field, value: Any, atlas: Atlas) -> Quantity | None:
    try:
        found: Quantity = read_typed(declared, value, atlas.calendar.times)
    except QuantityError:
        return None
    return found


def _figure(by: str, text: str, quantity: Quantity | None, atlas: Atlas) -> Figure:
    if quantity is None:
        return Figure(by, text, "", None, None, None)
    sentence = read_back(quantity, atlas.calendar.times)
    if not quantity.points:
        return Figure(by, text, sentence, None, None, None)
    return Figure(by, text, sentence, *(finite(quantity.percentile(one)) for one in (10.0, 50.0, 90.0)))


def finite(amount: float) -> float | None:
    """An amount, None where it has no end."""
    return amount if math.isfinite(amount) else None


def _apart(known: list[Quantity], count: int, atlas: Atlas) -> tuple[str, float | None]:
    if not known:
        return ("nobody knows" if count else "nobody said anything"), None
    kind, calendar = type(known[0]), atlas.calendar.times
    low, high = min(one.percentile(10.0) for one in known), max(one.percentile(90.0) for one in known)
    said = [kind.say(end, calendar, is_rough=True) for end in (low, high)]
    span = said[0] if said[0] == said[1] else f"{said[0]} to {said[1]}"
    if len(known) == 1:
        return f"{span}, one answer", None
    middles = sorted(one.middle for one in known)
    if middles[0] == middles[-1] and len({(one.form, one.points) for one in known}) == 1:
        return f"all say {span}", 1.0
    apart = finite(middles[-1] / middles[0]) if middles[0] > 0 else None
    if apart is None or apart < SAME:
        return span, apart
    return f"{span}; the highest is {rounded(apart, is_rough=True)} times the lowest", apart


SAME = 1.05
"""Figures nearer than that are not told as so many times each other."""
