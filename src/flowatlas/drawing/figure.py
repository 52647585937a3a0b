"""Figures on a map: what somebody typed, as short as a label and as readable as a sentence."""

import re
from functools import lru_cache
from typing import NamedTuple

from flowatlas.model.basis import Basis
from flowatlas.model.notation import Form
from flowatlas.model.quantity import Quantity

_BASIS = re.compile(r"\s+\(?(?:measured|observed|estimated|estimate|guessed|guess)\b\)?.*$", re.IGNORECASE)
_DOTS = re.compile(r"\s*(?:\.{2,}|…|—|–|\bto\b)\s*")
_HYPHEN = re.compile(r"(?<=[0-9a-zA-Z%.])\s*-\s*(?=[0-9.])")
_UNIT = re.compile(r"(?<=[0-9])\s*(?=[a-zA-Z])")
_TIMES = {
    word: unit
    for unit, words in {
        "s": "sec secs second seconds",
        "min": "m mins minute minutes",
        "h": "hr hrs hour hours",
        "d": "day days",
        "wk": "w wks week weeks",
        "mo": "mon mos month months",
        "y": "yr yrs year years",
    }.items()
    for word in words.split()
}
_TIME = re.compile(rf"(?<=[0-9] )(?:{'|'.join(sorted(_TIMES, key=len, reverse=True))})\b")
_LIMIT = re.compile(r"^\s*(?:[<>]=?|[≤≥]|at most\b|at least\b|up to\b)\s*", re.IGNORECASE)
_LOWER = {Form.AT_MOST: "under ", Form.AT_LEAST: "over "}


class Label(NamedTuple):
    """A figure in short, and what there is to add: what it mostly is, what it is likely to be, where it comes from."""

    text: str
    notes: tuple[str, ...] = ()
    is_unknown: bool = False


UNKNOWN = Label("?", (), is_unknown=True)


def label_of(quantity: Quantity | None) -> Label:
    """A quantity as a label; nothing typed is unknown.

    >>> from flowatlas.model.quantity import Duration
    >>> label_of(Duration.read("30m..2h..1d"))
    Label(text='30 min – 1 d', notes=('mostly 2 h',), is_unknown=False)
    """
    if quantity is None:
        return UNKNOWN
    if quantity.is_unknown:
        prior = quantity.prior
        return UNKNOWN if prior is None else UNKNOWN._replace(notes=(f"likely {label_of(prior).text}",))
    typed = quantity.typed
    notes = []
    if isinstance(typed, dict):
        if "value" in typed:
            text = _bare(typed["value"], quantity.form)
        else:
            percentiles = sorted((key for key in typed if str(key)[1:].isdigit()), key=lambda key: int(key[1:]))
            text = spelled(typed["p50"] if "p50" in percentiles else typed[percentiles[0]])
            notes += [f"{key[1:]}% under {spelled(typed[key])}" for key in percentiles if int(key[1:]) > 50][:1]
    else:
        text = _bare(typed, quantity.form)
    parts = text.split(" – ")
    if quantity.form is Form.RANGE and len(parts) == 3:
        text = f"{parts[0]} – {parts[2]}"
        notes.append(f"mostly {parts[1]}")
    text = _LOWER.get(quantity.form, "") + text
    if quantity.form is not Form.ABOUT and quantity.basis in {Basis.GUESSED, Basis.MEASURED, Basis.OBSERVED}:
        size = f"{quantity.sample_size:,.0f} " if quantity.sample_size else ""
        notes.append("a guess" if quantity.basis is Basis.GUESSED else f"{size}{quantity.basis.value}")
    return Label(text, tuple(notes))


def _bare(typed: object, form: Form) -> str:
    """A figure without the words or signs that make a limit of it."""
    return spelled(_LIMIT.sub("", str(typed)) if form in _LOWER else typed)


def spelled(typed: object) -> str:
    """A figure as typed, with units spelled in one way and set off, a dash for a range, without where it comes from.

    >>> spelled("1 week"), spelled("30minutes"), spelled("2..3 days")
    ('1 wk', '30 min', '2 – 3 d')
    """
    return _spelled(f"{typed:g}" if isinstance(typed, float) else str(typed))


@lru_cache(maxsize=20_000)
def _spelled(text: str) -> str:
    text = _BASIS.sub("", text.strip())
    text = _HYPHEN.sub(" – ", _DOTS.sub(" – ", text))
    return _TIME.sub(lambda found: _TIMES[found[0]], _UNIT.sub(" ", text))
