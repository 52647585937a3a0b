"""Notation: how people type a time, a share, a rate, a sum of money or a count, and what figures that gives.

Three kinds of nothing stay apart: zero (``0``), unknown (``?``) and does not apply (``n/a``). A time may also be
``never``, which is unbounded.
"""

import math
import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from flowatlas.model.basis import BASIS_WORDS, Basis
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.wording import shown

LONGEST_TEXT = 200
LARGEST_AMOUNT = 1e15

_NUMBER = r"(?:[0-9]{1,3}(?:[,' \u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)"
# "(?a:": in any case, but ſ is no s and ı no i, as those words are looked up.
_BASIS = re.compile(
    r"\s+\(?((?a:measured|observed|estimated|estimate|guessed|guess))\b\)?"
    r"(?:\s+(?:on\s+)?([0-9]{4}-[0-9]{2}-[0-9]{2}))?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:\.{2,}|…|–|—|\b(?:to|or)\b)\s*|(?<=[\w%.€$£¥])\s*-\s*(?=[0-9.~<>€$£¥]|[A-Z]{3}\s*[0-9])")
_BETWEEN_AND = re.compile(r"^between\s+(.+)\s+and\s+", re.IGNORECASE)
_TIME_PART = re.compile(rf"({_NUMBER})\s*([a-zA-Z]+)\.?(?:\s*(?:,|and\b|\+)?\s*)")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "¥": "JPY"}

_TIME_UNITS = {
    word: unit
    for unit, words in {
        "s": "s sec secs second seconds",
        "m": "m min mins minute minutes",
        "h": "h hr hrs hour hours",
        "d": "d day days",
        "wk": "w wk wks week weeks",
        "mo": "mo mon mos month months",
        "y": "y yr yrs year years",
    }.items()
    for word in words.split()
}

_NUMBER_WORDS = {
    "half a": "0.5",
    "half an": "0.5",
    "a": "1",
    "an": "1",
    **{
        word: str(number)
        for number, word in enumerate(
            ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
        )
    },
}
_IN_WORDS = re.compile(
    rf"\b(half\s+an?|(?a:{'|'.join(_NUMBER_WORDS)}))"
    rf"(?=\s+(?a:to|or|{'|'.join(_TIME_UNITS)})\b|\s*[-–—…]|\s*\.\.|(?<=\bor\stwo)$)",
    re.IGNORECASE,
)

_UNKNOWN = {
    *("unknown", "not known", "nobody knows", "unclear", "not sure", "no idea", "dunno"),
    *("don't know", "don’t know", "do not know", "tbd", "t.b.d.", "tba", "to be determined"),
}


class QuantityError(ValueError):
    """A text is no quantity of the kind asked for; the message shows it and says what would be right."""


class Form(StrEnum):
    """The shape of what was typed."""

    EXACT = "exact"
    ABOUT = "about"
    RANGE = "range"
    AT_MOST = "at most"
    AT_LEAST = "at least"
    PERCENTILES = "percentiles"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "n/a"
    UNBOUNDED = "never"


FORM_BASIS = {
    Form.EXACT: Basis.STATED,
    Form.ABOUT: Basis.GUESSED,
    Form.RANGE: Basis.ESTIMATED,
    Form.AT_MOST: Basis.ESTIMATED,
    Form.AT_LEAST: Basis.ESTIMATED,
    Form.PERCENTILES: Basis.MEASURED,
    Form.UNKNOWN: Basis.UNKNOWN,
    Form.NOT_APPLICABLE: Basis.STATED,
    Form.UNBOUNDED: Basis.STATED,
}
"""The basis that goes without saying."""


class Amount(NamedTuple):
    """A number read from text, the size of the unit it ended with (None: it had none) and its currency, if any."""

    value: float
    unit: float | None
    currency: str = ""


class Reading(NamedTuple):
    """What a text says: its form, its figures from low to high, and what it adds to them.

    ``prior`` is what an unknown is likely to be, as ``prior_text`` says.
    """

    form: Form
    figures: tuple[float, ...] = ()
    basis: Basis | None = None
    on: str = ""
    currency: str = ""
    prior: "Reading | None" = None
    prior_text: str = ""


class Particulars(NamedTuple):
    """What a mapping says about a figure beside the figure itself."""

    basis: Basis | None
    by: str
    on: str
    sample_size: float | None


class Notation:
    """How a number of things is typed, and what the other kinds have in common with that."""

    what = "a number"
    example = "50"
    can_be_unbounded = False

    @property
    def advice(self) -> str:
        """What to write instead of something that cannot be read."""
        return f"{self.example} or ?"

    def text_of(self, typed: Any) -> str:
        """What was typed, a text or a number, as a text.

        Raises:
            QuantityError: it is neither, or too long or too large to be one.
        """
        if isinstance(typed, float):
            return f"{typed:.15f}".rstrip("0").rstrip(".")
        if isinstance(typed, bool) or not isinstance(typed, str | int):
            raise QuantityError(f"{shown(typed)} is not {self.what}; write {self.advice}")
        if not isinstance(typed, str) and abs(typed) > LARGEST_AMOUNT:
            raise QuantityError(f"{shown(typed)} is too large; write {self.advice}")
        text = str(typed).strip()
        if len(text) > LONGEST_TEXT:
            raise QuantityError(f"{shown(text)} is too long to be {self.what}; write {self.advice}")
        return text

    def read(self, text: str, calendar: Calendar) -> Reading:
        """Read one figure or a range, with the basis and the date that may stand behind it.

        Raises:
            QuantityError: the text is not of this kind.
        """
        basis, on = None, ""
        suffix = _BASIS.search(text)
        if suffix:
            basis, on = BASIS_WORDS[suffix[1].lower()], _date(suffix[2])
            text = text[: suffix.start()].strip()
        lower = text.lower()
        if lower in {"n/a", "na", "n.a."}:
            return Reading(Form.NOT_APPLICABLE, basis=basis, on=on)
        if lower == "never":
            if not self.can_be_unbounded:
                raise QuantityError(
                    f"{shown(text)} is for times without end; for {self.what} write n/a where it does not apply, "
                    f"or {self.advice}"
                )
            return Reading(Form.UNBOUNDED, basis=basis, on=on)
        if lower in _UNKNOWN:
            return Reading(Form.UNKNOWN, on=on)
        if text.startswith("?"):
            return self._read_unknown(text, calendar)._replace(on=on)
        form, figures, currency = self._read_forms(text, calendar)
        if not all(figure <= LARGEST_AMOUNT for figure in figures):
            raise QuantityError(f"{shown(text)} is too large; write {self.advice}")
        self.check(text, figures, currency)
        return Reading(form, tuple(figures), basis, on, currency)

    def _read_unknown(self, text: str, calendar: Calendar) -> Reading:
        rest = text[1:].strip(" :,")
        if rest.startswith("?"):
            raise self.not_understood(text)
        prior = self.read(rest, calendar) if rest else None
        if prior is not None and not prior.figures:
            raise QuantityError(f"{shown(rest)} is not what an unknown is likely to be; write ? or ? {self.example}")
        return Reading(Form.UNKNOWN, prior=prior, prior_text=rest)

    def _read_forms(self, text: str, calendar: Calendar) -> tuple[Form, list[float], str]:
        form, whole = Form.EXACT, text
        for prefixes, prefixed in (
            (("~", "about ", "around ", "roughly ", "ca. ", "ca ", "circa ", "approx. ", "approx "), Form.ABOUT),
            (("<=", "≤", "<", "at most ", "up to ", "less than ", "under "), Form.AT_MOST),
            ((">=", "≥", ">", "at least ", "more than ", "over "), Form.AT_LEAST),
        ):
            prefix = next((prefix for prefix in prefixes if text.lower().startswith(prefix)), None)
            if prefix is not None:
                form, text = prefixed, text[len(prefix) :].strip()
                break
        if re.match(r"[-−]\s*[.0-9]", text):
            raise QuantityError(f"{shown(text)} is negative; {self.what} is 0 or more, such as {self.example}")
        text, calendar = self.prepare(_BETWEEN_AND.sub(r"\1 to ", text), calendar)
        parts = [part.strip() for part in _BETWEEN.split(text)]
        if len(parts) > 3 or (len(parts) > 1 and form is not Form.EXACT) or not all(parts):
            raise self.not_understood(whole)
        amounts = [self.amount(part, calendar) for part in parts]
        currencies = {amount.currency for amount in amounts if amount.currency}
        check_currency(currencies, shown(text))
        figures = self.figures(amounts, text)
        rising = sorted(figures)
        if not all(map(math.isclose, figures, rising)):
            raise QuantityError(f"{shown(text)} falls from {parts[0]} to {parts[-1]}; write the low end first")
        return (Form.RANGE if len(parts) > 1 else form), rising, next(iter(currencies), "")

    def prepare(self, text: str, calendar: Calendar) -> tuple[str, Calendar]:
        """The text without what holds for all its figures, and the calendar that they are read with."""
        return text, calendar

    def amount(self, text: str, calendar: Calendar) -> Amount:  # noqa: ARG002 - times need the calendar
        """One figure."""
        return Amount(self.number(text), 1.0)

    def figures(self, amounts: list[Amount], text: str) -> list[float]:
        """The figures of a range: a number without its own unit takes the unit of the last one that has one."""
        unit = next((amount.unit for amount in reversed(amounts) if amount.unit is not None), None)
        return [self.in_unit(amount, unit, text) for amount in amounts]

    def in_unit(self, amount: Amount, unit: float | None, text: str) -> float:
        """A figure in its own unit, else in this one."""
        if amount.unit is not None:
            return amount.value
        if unit is None and amount.value != 0:
            raise QuantityError(f"{shown(text)} has no unit; write {self.advice}")
        return amount.value * (unit or 0.0)

    def check(self, text: str, figures: list[float], currency: str) -> None:
        """Refuse figures that this kind cannot have."""

    def number(self, text: str) -> float:
        """A bare number."""
        if not re.fullmatch(_NUMBER, text):
            raise self.not_understood(text)
        plain = re.sub(r"(?<=[0-9])[,' \u00a0\u202f](?=[0-9]{3}(?![0-9]))", "", text)
        return float(plain.replace(",", "."))

    def not_understood(self, text: str) -> QuantityError:
        """That a text is no figure of this kind."""
        return QuantityError(f"{shown(text)} is not {self.what}; write {self.advice}")


class TimeNotation(Notation):
    """How a time is typed: numbers with units, in seconds of working time."""

    what = "a time"
    example = "2h"
    can_be_unbounded = True

    @property
    def advice(self) -> str:
        """What to write instead of something that cannot be read."""
        return "a time such as 2h, 3d, 1h..4h or ?"

    def prepare(self, text: str, calendar: Calendar) -> tuple[str, Calendar]:
        """Numbers in words become figures, and elapsed times are read with a calendar of their own."""
        words = re.sub(r"\b(?:elapsed|calendar)\b", " ", text, flags=re.IGNORECASE)
        is_elapsed = words != text
        text = re.sub(r"\b(?:working|business|work)\b", " ", words, flags=re.IGNORECASE)
        if is_elapsed and text != words:
            raise QuantityError(f"{shown(text.strip())} is said to be both elapsed and working time; keep one")
        text = _IN_WORDS.sub(lambda found: _NUMBER_WORDS[" ".join(found[1].lower().split())], text)
        return text.strip(), _Elapsed(calendar.hours_per_day, calendar.days_per_week) if is_elapsed else calendar

    def amount(self, text: str, calendar: Calendar) -> Amount:
        """One time, of one or several units."""
        if re.fullmatch(_NUMBER, text):
            return Amount(self.number(text), None)
        total, seconds, at = 0.0, None, 0
        while at < len(text):
            part = _TIME_PART.match(text, at)
            if part is None:
                raise self.not_understood(text)
            unit = _TIME_UNITS.get(part[2].lower())
            if unit is None:
                raise QuantityError(f"{shown(text)}: {shown(part[2])} is no unit of time; use s, m, h, d, wk, mo or y")
            seconds = calendar.unit_seconds(unit)
            total += self.number(part[1]) * seconds
            at = part.end()
        return Amount(total, seconds)


class _Elapsed(Calendar):
    """Reads units as elapsed time and counts the working time in them."""

    __slots__ = ()

    def unit_seconds(self, unit: str) -> float:
        return ELAPSED.unit_seconds(unit) * self.working_share


class ShareNotation(Notation):
    """How a share is typed: in percent, or as a number from 0 to 1."""

    what = "a share"
    example = "80%"

    @property
    def advice(self) -> str:
        """What to write instead of something that cannot be read."""
        return "a share such as 80%, 60..80% or ?"

    def amount(self, text: str, calendar: Calendar) -> Amount:  # noqa: ARG002 - see Notation
        """One share."""
        bare = text.removesuffix("%").strip()
        value = self.number(bare)
        return Amount(value / 100, 0.01) if bare != text else Amount(value, None)

    def in_unit(self, amount: Amount, unit: float | None, text: str) -> float:
        """A share in percent, or as it is where none of a range is."""
        if amount.unit is None and unit is None:
            if 1 < amount.value <= 100:
                raise QuantityError(f"{shown(text)} has no % sign; write {text}% or a number from 0 to 1")
            return amount.value
        return super().in_unit(amount, unit, text)

    def check(self, text: str, figures: list[float], currency: str) -> None:  # noqa: ARG002 - see MoneyNotation
        """Refuse more than the whole."""
        if figures[-1] > 1 + 1e-12:
            raise QuantityError(f"{shown(text)} is more than the whole; a share lies between 0% and 100%")


class RateNotation(Notation):
    """How a rate is typed: a number per time, in items per second of working time."""

    what = "a rate"
    example = "8/wk"

    @property
    def advice(self) -> str:
        """What to write instead of something that cannot be read."""
        return "a rate such as 8/wk, 5..10/d or ?"

    def amount(self, text: str, calendar: Calendar) -> Amount:
        """One rate, whose period is typed like a time."""
        number, per, period = (
            part.strip() for part in re.sub(r"\bper\b", "/", text, flags=re.IGNORECASE).partition("/")
        )
        if not per:
            return Amount(self.number(number), None)
        if period in _TIME_UNITS or not re.match(_NUMBER, period):
            period = f"1 {period}"
        try:
            seconds = TIMES.amount(period, calendar)
        except QuantityError:
            raise self.not_understood(text) from None
        if not seconds.value or seconds.unit is None:
            raise self.not_understood(text)
        return Amount(self.number(number) / seconds.value, 1 / seconds.value)


class MoneyNotation(Notation):
    """How a sum of money is typed: a number with its currency, in thousands (``k``) or millions (``M``) as well.

    At the end of a range they count for every bare figure in it, unless the range would fall then, or each figure names
    its currency: ``1..2k EUR`` starts at 1000, ``500..2k EUR`` at 500.
    """

    what = "a sum of money"
    example = "5000 EUR"

    def amount(self, text: str, calendar: Calendar) -> Amount:  # noqa: ARG002 - see Notation
        """One sum, with the currency before or behind it, if any."""
        match = re.fullmatch(
            rf"([A-Z]{{3}}|[€$£¥])?\s*({_NUMBER})\s*([kKM])?\s*([A-Z]{{3}}|[€$£¥])?",
            text,
        )
        if match is None:
            raise self.not_understood(text)
        found = [mark for mark in (match[1], match[4]) if mark]
        if len(found) > 1:
            raise self.not_understood(text)
        size = {"k": 1e3, "K": 1e3, "M": 1e6}.get(match[3] or "", 1.0)
        currency = _CURRENCIES.get(found[0], found[0]) if found else ""
        return Amount(self.number(match[2]) * size, size if match[3] else None, currency)

    def check(self, text: str, figures: list[float], currency: str) -> None:
        """Refuse a sum that names no currency."""
        if not currency and any(figures):
            raise QuantityError(f"{shown(text)} has no currency; write {text} EUR")

    def figures(self, amounts: list[Amount], text: str) -> list[float]:  # noqa: ARG002 - see Notation
        """The sums of a range."""
        plain = [amount.value for amount in amounts]
        size = amounts[-1].unit or 1.0
        sized = [amount.value * (size if amount.unit is None else 1.0) for amount in amounts]
        has_one_currency = sum(bool(amount.currency) for amount in amounts) < 2
        return sized if has_one_currency and sized == sorted(sized) else plain


NUMBERS, TIMES, SHARES, RATES, SUMS = Notation(), TimeNotation(), ShareNotation(), RateNotation(), MoneyNotation()


def check_currency(currencies: set[str], what: str) -> None:
    """Refuse figures in several currencies.

    Raises:
        QuantityError: there is more than one.
    """
    if len(currencies) > 1:
        raise QuantityError(f"{what} mixes {' and '.join(sorted(currencies))}; write one currency")


def says_unknown(typed: Any) -> bool:
    """Whether somebody wrote that nobody knows, with or without what it is likely to be.

    >>> says_unknown("? 1d..2wk"), says_unknown("TBD"), says_unknown("n/a")
    (True, True, False)
    """
    text = str(typed).strip().lower()
    return text.startswith("?") or text in _UNKNOWN


def is_percentile(key: Any) -> bool:
    """Whether a key names a percentile, ``p1`` to ``p99``.

    >>> is_percentile("p85"), is_percentile("people")
    (True, False)
    """
    return isinstance(key, str) and bool(re.fullmatch(r"p[1-9][0-9]?", key))


def particulars(typed: Mapping[Any, Any]) -> Particulars:
    """What a mapping says about the figure in it.

    Raises:
        QuantityError: a part of it cannot be read.
    """
    basis, on, by, size = _basis(typed), _date(typed.get("on")), typed.get("by"), _sample_size(typed)
    if not isinstance(by, str | None):
        raise QuantityError(f"by is {shown(by)}; write a name or a role")
    return Particulars(basis, by or "", on, size)


def _basis(typed: Mapping[Any, Any]) -> Basis | None:
    word = typed.get("basis")
    if word is None:
        return None
    if not isinstance(word, str) or word.lower() not in BASIS_WORDS:
        raise QuantityError(f"basis is {shown(word)}; write {', '.join(list(Basis)[:-1])} or {Basis.UNKNOWN}")
    return BASIS_WORDS[word.lower()]


def _date(typed: Any) -> str:
    if typed is None or typed == "":
        return ""
    text = typed.isoformat() if isinstance(typed, date) else typed
    try:
        if isinstance(text, str) and _DATE.fullmatch(text):
            return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    raise QuantityError(f"{shown(typed)} is not a date; write it as 2026-09-01")


def _sample_size(typed: Mapping[Any, Any]) -> float | None:
    size = typed.get("n")
    if size is None:
        return None
    if isinstance(size, bool) or not isinstance(size, int | float) or not 0 < size <= LARGEST_AMOUNT:
        raise QuantityError(f"n is {shown(size)}; write how many were measured, such as 396")
    return float(size)
