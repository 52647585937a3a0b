"""Quantities: what people type for a time, a share, a rate, a sum of money or a count, and what it means.

The text is kept as typed. Three kinds of nothing stay apart: zero (``0``), unknown (``?``) and does not apply
(``n/a``). A time may also be ``never``, which is unbounded.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple, Self

from flowatlas.model.calendar import ELAPSED, Calendar

LONGEST_TEXT = 200
LONGEST_SHOWN = 60
LARGEST_AMOUNT = 1e15
WIDE = 10.0
"""How many times the low end the high end of ``<x``, ``>x`` and of a range from 0 is taken to be: our judgement."""

STEEPEST = 1.5
"""How much the logarithm of a measured time grows at most with each standard deviation beyond the last percentile.

A time of which most items see next to nothing would otherwise be continued without measure. Our judgement: 1.5 makes
one in a hundred take at least 2.8 times as long as one in twenty.
"""

ABOUT_FACTOR = 2.0
MOST_DAYS = 200
"""From here on a time is said in weeks."""

NORMAL_DEVIATE_OF_P90 = 1.2815515655446004
SHARE_EDGE = 1e-6
SMALLEST_AMOUNT = 1e-12

_NUMBER = r"(?:[0-9]{1,3}(?:[,' \u00a0\u202f][0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?|\.[0-9]+)"
# "(?a:": in any case, but ſ is no s and ı no i, as those words are looked up.
_BASIS = re.compile(
    r"\s+\(?((?a:measured|observed|estimated|estimate|guessed|guess))\b\)?"
    r"(?:\s+(?:on\s+)?([0-9]{4}-[0-9]{2}-[0-9]{2}))?$",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*(?:\.{2,}|…|–|—|\bto\b)\s*|(?<=[\w%.€$£¥])\s*-\s*(?=[0-9.~<>€$£¥]|[A-Z]{3}\s*[0-9])")
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
_IN_WORDS = re.compile(rf"\b(half\s+an?|(?a:{'|'.join(_NUMBER_WORDS)}))(?=\s+[a-z]|\s*[-–—…]|\s*\.\.)", re.IGNORECASE)


class QuantityError(ValueError):
    """A text is no quantity of the kind asked for; the message shows it and says what would be right."""


class Basis(StrEnum):
    """Where a number comes from, strongest first."""

    MEASURED = "measured"
    OBSERVED = "observed"
    STATED = "stated"
    ESTIMATED = "estimated"
    GUESSED = "guessed"
    UNKNOWN = "unknown"

    @property
    def weakness(self) -> int:
        """Place in the order from measured (0) to unknown (5)."""
        return _WEAKNESS[self]


_WEAKNESS = {basis: place for place, basis in enumerate(Basis)}
_BASIS_WORDS = {**{basis.value: basis for basis in Basis}, "guess": Basis.GUESSED, "estimate": Basis.ESTIMATED}


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


_FORM_BASIS = {
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


class Amount(NamedTuple):
    """A number read from text, the size of the unit it ended with (None: it had none) and its currency, if any."""

    value: float
    scale: float | None
    currency: str = ""


class Quantity:
    """A figure as somebody stated it: the text as typed, and the percentiles of items that it means.

    ``points`` holds pairs of percentile (0 to 100) and amount, rising; one pair at 50 for a single figure, none for
    unknown, n/a and never. Amounts are seconds of working time for a `Duration`, 0 to 1 for a `Share`, items per second
    of working time for a `Rate`.
    """

    __slots__ = ("basis", "by", "currency", "form", "on", "points", "prior", "sample_size", "typed")

    kind: ClassVar[str] = "count"
    example: ClassVar[str] = "50"
    what: ClassVar[str] = "a number"
    ceiling: ClassVar[float] = math.inf
    can_be_unbounded: ClassVar[bool] = False

    def __init__(
        self,
        typed: Any,
        form: Form,
        points: tuple[tuple[float, float], ...] = (),
        *,
        basis: Basis | None = None,
        by: str = "",
        on: str = "",
        sample_size: float | None = None,
        prior: Self | None = None,
        currency: str = "",
    ) -> None:
        self.typed = typed
        self.form = form
        self.points = points
        self.basis = basis or _FORM_BASIS[form]
        self.by = by
        self.on = on
        self.sample_size = sample_size
        self.prior = prior
        self.currency = currency

    @classmethod
    def read(cls, typed: Any, calendar: Calendar = Calendar()) -> Self:  # noqa: B008 - a named tuple cannot change
        """Read what somebody typed: a text, a number, or a mapping with ``value`` or percentiles.

        Raises:
            QuantityError: the text is not of this kind; nothing else is ever raised.
        """
        if isinstance(typed, cls):
            return typed
        if isinstance(typed, Mapping):
            return cls._read_mapping(typed, calendar)
        if isinstance(typed, float):
            return cls._read_text(f"{typed:.15f}".rstrip("0").rstrip("."), typed, calendar)
        if isinstance(typed, bool) or not isinstance(typed, str | int):
            raise QuantityError(f"{shown(typed)} is not {cls.what}; write {cls._advice()}")
        if not isinstance(typed, str) and abs(typed) > LARGEST_AMOUNT:
            raise QuantityError(f"{shown(typed)} is too large; write {cls._advice()}")
        # Versions of a map say mostly the same, and a quantity never changes.
        known: Self = _read_typed(cls, typed, calendar)  # type: ignore[arg-type]  # classes can be hashed
        return known

    @classmethod
    def _read_short(cls, typed: str | int, calendar: Calendar) -> Self:
        text = str(typed).strip()
        if len(text) > LONGEST_TEXT:
            raise QuantityError(f"{shown(text)} is too long to be {cls.what}; write {cls._advice()}")
        return cls._read_text(text, typed, calendar)

    @classmethod
    def _read_mapping(cls, typed: Mapping[Any, Any], calendar: Calendar) -> Self:
        percentiles = {key: cls._single(value, calendar) for key, value in typed.items() if is_percentile(key)}
        extra = [key for key in typed if key not in {"value", "basis", "by", "on", "n", *percentiles}]
        if extra:
            raise QuantityError(
                f"{shown(extra[0])} is no part of {cls.what}; write value, basis, by, on, n, p50, p85 …"
            )
        if percentiles and "value" in typed:
            raise QuantityError("both a value and percentiles are given; write one of them")
        basis, on, by, sample_size = _basis(typed), _date(typed.get("on")), typed.get("by"), _sample_size(typed)
        if not isinstance(by, str | None):
            raise QuantityError(f"by is {shown(by)}; write a name or a role")
        if percentiles:
            if len(percentiles) == 1 and "p50" not in percentiles:
                alone = next(iter(percentiles))
                raise QuantityError(f"{alone} alone does not say what is typical; write p50 and {alone}")
            points = tuple(sorted((float(key[1:]), part.points[0][1]) for key, part in percentiles.items()))
            if list(points) != sorted(points, key=lambda point: point[1]):
                raise QuantityError("the percentiles fall; write a higher percentile with a higher figure")
            currencies = {part.currency for part in percentiles.values() if part.currency}
            _check_one(currencies, "they")
            form, prior, currency = Form.PERCENTILES, None, next(iter(currencies), "")
        elif "value" not in typed:
            raise QuantityError(f"value is missing; write {{value: {cls.example}}} or {{p50: {cls.example}}}")
        elif isinstance(typed["value"], Mapping):
            raise QuantityError(f"value is a mapping; write {cls._advice()}")
        else:
            inner = cls.read(typed["value"], calendar)
            form, points, prior, currency = inner.form, inner.points, inner.prior, inner.currency
            basis, on = inner.basis if basis is None or inner.is_unknown else basis, on or inner.on
        return cls(
            typed,
            form,
            points,
            basis=basis,
            by=by or "",
            on=on,
            sample_size=sample_size,
            prior=prior,
            currency=currency,
        )

    @classmethod
    def _single(cls, typed: Any, calendar: Calendar) -> Self:
        if isinstance(typed, Mapping) or (figure := cls.read(typed, calendar)).form is not Form.EXACT:
            raise QuantityError(
                f"{shown(typed)} is not a single figure; write a percentile as one, such as {cls.example}"
            )
        return figure

    @classmethod
    def _read_text(cls, text: str, typed: Any, calendar: Calendar) -> Self:
        basis, on = None, ""
        suffix = _BASIS.search(text)
        if suffix:
            basis, on = _BASIS_WORDS[suffix[1].lower()], _date(suffix[2])
            text = text[: suffix.start()].strip()
        lower = text.lower()
        if lower in {"n/a", "na", "n.a."}:
            return cls(typed, Form.NOT_APPLICABLE, basis=basis, on=on)
        if lower == "never":
            if not cls.can_be_unbounded:
                raise QuantityError(
                    f"{shown(text)} is for times without end; for {cls.what} write n/a where it does not apply, "
                    f"or {cls._advice()}"
                )
            return cls(typed, Form.UNBOUNDED, basis=basis, on=on)
        if text.startswith("?"):
            rest = text[1:].strip(" :,")
            if rest.startswith("?"):
                raise cls._not_understood(text)
            prior = cls._read_text(rest, rest, calendar) if rest else None
            if prior is not None and not prior.points:
                raise QuantityError(f"{shown(rest)} is not what an unknown is likely to be; write ? or ? {cls.example}")
            return cls(typed, Form.UNKNOWN, on=on, prior=prior)
        form, amounts, currency = cls._read_forms(text, calendar)
        if not all(amount <= LARGEST_AMOUNT for amount in amounts):
            raise QuantityError(f"{shown(text)} is too large; write {cls._advice()}")
        cls._check(text, amounts, currency)
        return cls(typed, form, cls._points(form, amounts), basis=basis, on=on, currency=currency)

    @classmethod
    def _read_forms(cls, text: str, calendar: Calendar) -> tuple[Form, list[float], str]:
        form, whole = Form.EXACT, text
        for prefixes, prefixed in (
            (("~", "about ", "ca. ", "ca ", "circa ", "approx. ", "approx "), Form.ABOUT),
            (("<=", "≤", "<", "at most ", "up to "), Form.AT_MOST),
            ((">=", "≥", ">", "at least "), Form.AT_LEAST),
        ):
            prefix = next((prefix for prefix in prefixes if text.lower().startswith(prefix)), None)
            if prefix is not None:
                form, text = prefixed, text[len(prefix) :].strip()
                break
        if re.match(r"[-−]\s*[.0-9]", text):
            raise QuantityError(f"{shown(text)} is negative; {cls.what} is 0 or more, such as {cls.example}")
        text, calendar = cls._prepare(text, calendar)
        parts = [part.strip() for part in _BETWEEN.split(text)]
        if len(parts) > 3 or (len(parts) > 1 and form is not Form.EXACT) or not all(parts):
            raise cls._not_understood(whole)
        amounts = [cls._amount(part, calendar) for part in parts]
        currencies = {amount.currency for amount in amounts if amount.currency}
        _check_one(currencies, shown(text))
        values = cls._values(amounts, text)
        rising = sorted(values)
        if not all(map(math.isclose, values, rising)):
            raise QuantityError(f"{shown(text)} falls from {parts[0]} to {parts[-1]}; write the low end first")
        return (Form.RANGE if len(parts) > 1 else form), rising, next(iter(currencies), "")

    @classmethod
    def _prepare(cls, text: str, calendar: Calendar) -> tuple[str, Calendar]:
        return text, calendar

    @classmethod
    def _amount(cls, text: str, calendar: Calendar) -> Amount:  # noqa: ARG003 - times need the calendar
        return Amount(_number(text, cls), 1.0)

    @classmethod
    def _values(cls, amounts: list[Amount], text: str) -> list[float]:
        """The figures of a range: a number without its own unit takes the unit of the last one that has one."""
        scale = next((amount.scale for amount in reversed(amounts) if amount.scale is not None), None)
        return [cls._scaled(amount, scale, text) for amount in amounts]

    @classmethod
    def _scaled(cls, amount: Amount, scale: float | None, text: str) -> float:
        if amount.scale is not None:
            return amount.value
        if scale is None and amount.value != 0:
            raise QuantityError(f"{shown(text)} has no unit; write {cls._advice()}")
        return amount.value * (scale or 0.0)

    @classmethod
    def _check(cls, text: str, amounts: list[float], currency: str) -> None:
        """Refuse amounts that this kind cannot have."""

    @classmethod
    def _points(cls, form: Form, amounts: list[float]) -> tuple[tuple[float, float], ...]:
        if form is Form.AT_MOST:
            return (10.0, cls._times(amounts[0], 1 / WIDE)), (90.0, amounts[0])
        if form is Form.AT_LEAST:
            return (10.0, amounts[0]), (90.0, cls._times(amounts[0], WIDE))
        percents = {1: (50.0,), 2: (10.0, 90.0), 3: (10.0, 50.0, 90.0)}[len(amounts)]
        return tuple(zip(percents, amounts, strict=True))

    @classmethod
    def _advice(cls) -> str:
        return f"{cls.example} or ?"

    @classmethod
    def _not_understood(cls, text: str) -> QuantityError:
        return QuantityError(f"{shown(text)} is not {cls.what}; write {cls._advice()}")

    @classmethod
    def say(
        cls,
        amount: float,
        calendar: Calendar,  # noqa: ARG003
        *,
        words: bool = False,  # noqa: ARG003
        is_rough: bool = False,
        beside: float = 0.0,  # noqa: ARG003
    ) -> str:
        """An amount as text for people, rounded to three digits or to whole numbers from 100."""
        return "unbounded" if math.isinf(amount) else rounded(amount, is_rough=is_rough)

    def with_basis(self, basis: Basis) -> Self:
        """The same figure on another basis."""
        return type(self)(
            self.typed,
            self.form,
            self.points,
            basis=basis,
            by=self.by,
            on=self.on,
            sample_size=self.sample_size,
            prior=self.prior,
            currency=self.currency,
        )

    @property
    def is_unknown(self) -> bool:
        """Whether nobody has said how much it is; neither zero nor n/a are unknown."""
        return self.form is Form.UNKNOWN

    @property
    def is_single(self) -> bool:
        """Whether it says one figure for all items, without spread or doubt: a bare value, n/a or never."""
        return self.form in {Form.EXACT, Form.NOT_APPLICABLE, Form.UNBOUNDED} and (
            self.basis in {Basis.STATED, Basis.MEASURED}
        )

    @property
    def has_gentle_tail(self) -> bool:
        """Whether it does not grow without measure beyond its last percentile; see `STEEPEST`."""
        return self.form is Form.PERCENTILES and math.isinf(self.ceiling)

    @property
    def middle(self) -> float:
        """The figure that half of all items stay under; 0 where unknown or n/a, infinite for never.

        Between a low and a high end lies the geometric middle; a low end of 0 counts as a tenth of the high end here.
        """
        return self.percentile(50.0)

    @property
    def low_end(self) -> float:
        """The least that was stated, for adding up bounds: 0 for unknown and ``<x``, x for ``>x``, a range's low."""
        if self.form in {Form.AT_MOST, Form.UNKNOWN, Form.NOT_APPLICABLE}:
            return 0.0
        if self.form is Form.ABOUT:
            return self.middle / ABOUT_FACTOR
        return self.percentile(10.0)

    @property
    def high_end(self) -> float:
        """The most that was stated, for bounds of what makes times smaller: a range's high end, ``~x`` at its best."""
        if self.form is Form.ABOUT:
            return self._from_line(self._to_line(self.middle) + math.log(ABOUT_FACTOR))
        return self.percentile(90.0)

    def percentile(self, percent: float) -> float:
        """The amount that ``percent`` (0 to 100, exclusive) of items stay under, through the stated points.

        Split lognormal: straight lines between the points on a log scale of amounts over normal deviates, continued
        beyond the outer points; shares the same on the logit scale. Up to a point at 0 all items are at 0, and from a
        point at 100 % on all are at 100 %; the line starts a factor of `WIDE` inside of the next point then.
        """
        if self.form is Form.UNBOUNDED:
            return math.inf
        if not self.points:
            return 0.0
        if self.points[0][1] == self.points[-1][1]:
            return self.points[0][1]
        for point, amount in self.points:
            if percent == point or (amount == 0 and percent < point) or (amount == self.ceiling and percent > point):
                return amount
        return self._along(self.points, percent, self.has_gentle_tail)

    @classmethod
    @lru_cache(maxsize=4096)
    def _along(cls, points: tuple[tuple[float, float], ...], percent: float, has_gentle_tail: bool) -> float:  # noqa: FBT001 - it is cached
        """The amount at a percentile that lies between or beyond these points."""
        inner = [amount for _, amount in points if 0 < amount < cls.ceiling] or [cls.ceiling / 2]
        low, high = cls._times(inner[0], 1 / WIDE), cls._times(inner[-1], WIDE)
        deviates = [normal_deviate(point) for point, _ in points]
        levels = [cls._to_line(min(max(amount, low), high)) for _, amount in points]
        if has_gentle_tail:
            deviates, levels = gentle(deviates, levels)
        target = normal_deviate(percent)
        index = 1
        while index < len(deviates) - 1 and target > deviates[index]:
            index += 1
        slope = (levels[index] - levels[index - 1]) / (deviates[index] - deviates[index - 1])
        return cls._from_line(levels[index] + slope * (target - deviates[index]))

    @staticmethod
    def _times(amount: float, factor: float) -> float:
        return amount * factor

    @staticmethod
    def _to_line(amount: float) -> float:
        return math.log(max(amount, SMALLEST_AMOUNT))

    @staticmethod
    def _from_line(level: float) -> float:
        return math.exp(min(level, 600.0))

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and all(
            getattr(self, slot) == getattr(other, slot) for slot in Quantity.__slots__
        )

    def __hash__(self) -> int:
        return hash((type(self), self.form, self.points, self.basis))

    def __repr__(self) -> str:
        return f"{type(self).__name__}.read({self.typed!r})"

    @classmethod
    def json_schema(cls) -> dict[str, Any]:
        """The JSON Schema of what may be typed; editors complete and check with it, `read` has the last word."""
        figure = {"type": ["string", "number"]}
        return {
            "title": cls.__name__,
            "description": f"{(cls.__doc__ or '').partition('.')[0].strip()}: {cls._advice()}.",
            "anyOf": [
                {**figure, "examples": [cls.example, "?"]},
                {
                    "type": "object",
                    "properties": {
                        "value": figure,
                        "basis": {"enum": [basis.value for basis in Basis]},
                        "by": {"type": "string"},
                        "on": {"type": "string"},
                        "n": {"type": "number", "exclusiveMinimum": 0},
                    },
                    "patternProperties": {"^p[0-9]{1,2}$": figure},
                    "additionalProperties": False,
                },
            ],
        }


class Count(Quantity):
    """A number of things: people, items, votes."""

    __slots__ = ()


class Duration(Quantity):
    """A time, in seconds of working time under the atlas's calendar.

    >>> Duration.read("1wk 2d").middle / 3600
    56.0
    >>> Duration.read("about six weeks").middle == Duration.read("~6wk").middle
    True
    >>> Duration.read("3d elapsed").middle / 3600
    17.142857142857142
    """

    __slots__ = ()
    kind = "duration"
    example = "2h"
    what = "a time"
    can_be_unbounded = True

    @classmethod
    def _advice(cls) -> str:
        return "a time such as 2h, 3d, 1h..4h or ?"

    @classmethod
    def _prepare(cls, text: str, calendar: Calendar) -> tuple[str, Calendar]:
        words = re.sub(r"\b(?:elapsed|calendar)\b", " ", text, flags=re.IGNORECASE)
        is_elapsed = words != text
        text = re.sub(r"\b(?:working|business|work)\b", " ", words, flags=re.IGNORECASE)
        if is_elapsed and text != words:
            raise QuantityError(f"{shown(text.strip())} is said to be both elapsed and working time; keep one")
        text = _IN_WORDS.sub(lambda found: _NUMBER_WORDS[" ".join(found[1].lower().split())], text)
        return text.strip(), _Elapsed(calendar.hours_per_day, calendar.days_per_week) if is_elapsed else calendar

    @classmethod
    def _amount(cls, text: str, calendar: Calendar) -> Amount:
        if re.fullmatch(_NUMBER, text):
            return Amount(_number(text, cls), None)
        total, scale, at = 0.0, None, 0
        while at < len(text):
            part = _TIME_PART.match(text, at)
            if part is None:
                raise cls._not_understood(text)
            unit = _TIME_UNITS.get(part[2].lower())
            if unit is None:
                raise QuantityError(f"{shown(text)}: {shown(part[2])} is no unit of time; use s, m, h, d, wk, mo or y")
            scale = calendar.unit_seconds(unit)
            total += _number(part[1], cls) * scale
            at = part.end()
        return Amount(total, scale)

    @classmethod
    def say(
        cls,
        amount: float,
        calendar: Calendar,
        *,
        words: bool = False,
        is_rough: bool = False,
        beside: float = 0.0,
    ) -> str:
        """Seconds of working time in the unit that reads best, up to weeks: ``24.1 d``, or ``24.1 days`` in words.

        From two weeks on it is the unit of the largest figure that it stands ``beside``; beside one without end it is
        its own.
        """
        if math.isinf(amount):
            return "unbounded"
        beside = 0.0 if math.isinf(beside) else beside
        day, week = calendar.unit_seconds("d"), calendar.unit_seconds("wk")
        if amount == 0:
            return "0"
        size, unit, word = next(
            (size, unit, word)
            for limit, size, unit, word in (
                (90.0, 1.0, "s", "second"),
                (min(5400.0, day), 60.0, "min", "minute"),
                (day, 3600.0, "h", "hour"),
                (MOST_DAYS * day, day, "d", "day"),
                (math.inf, week, "wk", "week"),
            )
            if (max(amount, beside) if amount >= 2 * week else amount) < limit * (1 - 1e-9)
        )
        figure = rounded(amount / size, is_rough=is_rough)
        return f"{figure} {word}{'' if figure == '1' else 's'}" if words else f"{figure} {unit}"


class _Elapsed(Calendar):
    """Reads units as elapsed time and counts the working time in them."""

    __slots__ = ()

    def unit_seconds(self, unit: str) -> float:
        return ELAPSED.unit_seconds(unit) * self.working_share


class Share(Quantity):
    """A part of a whole, 0 to 1.

    >>> Share.read("60..80%").points
    ((10.0, 0.6), (90.0, 0.8))
    """

    __slots__ = ()
    kind = "share"
    example = "80%"
    what = "a share"
    ceiling = 1.0

    @classmethod
    def _advice(cls) -> str:
        return "a share such as 80%, 60..80% or ?"

    @classmethod
    def _amount(cls, text: str, calendar: Calendar) -> Amount:  # noqa: ARG003 - see Duration
        bare = text.removesuffix("%").strip()
        value = _number(bare, cls)
        return Amount(value / 100, 0.01) if bare != text else Amount(value, None)

    @classmethod
    def _scaled(cls, amount: Amount, scale: float | None, text: str) -> float:
        if amount.scale is None and scale is None:
            if 1 < amount.value <= 100:
                raise QuantityError(f"{shown(text)} has no % sign; write {text}% or a number from 0 to 1")
            return amount.value
        return super()._scaled(amount, scale, text)

    @classmethod
    def _check(cls, text: str, amounts: list[float], currency: str) -> None:  # noqa: ARG003 - see Money
        if amounts[-1] > 1 + 1e-12:
            raise QuantityError(f"{shown(text)} is more than the whole; a share lies between 0% and 100%")

    @staticmethod
    def _times(amount: float, factor: float) -> float:
        """Odds, not shares, are multiplied, so that a share stays one."""
        return amount * factor / (1 - amount + amount * factor)

    @staticmethod
    def _to_line(amount: float) -> float:
        inside = min(max(amount, SHARE_EDGE), 1 - SHARE_EDGE)
        return math.log(inside / (1 - inside))

    @staticmethod
    def _from_line(level: float) -> float:
        return 1 / (1 + math.exp(-max(min(level, 600.0), -600.0)))

    @classmethod
    def say(
        cls,
        amount: float,
        calendar: Calendar,  # noqa: ARG003
        *,
        words: bool = False,  # noqa: ARG003
        is_rough: bool = False,
        beside: float = 0.0,  # noqa: ARG003
    ) -> str:
        """The share in percent, to three digits."""
        return f"{rounded(amount * 100, is_rough=is_rough)}%"


class Rate(Quantity):
    """Items per time, in items per second of working time.

    >>> round(Rate.read("8/wk").middle * 3600, 6)
    0.2
    """

    __slots__ = ()
    kind = "rate"
    example = "8/wk"
    what = "a rate"

    @classmethod
    def _advice(cls) -> str:
        return "a rate such as 8/wk, 5..10/d or ?"

    @classmethod
    def _amount(cls, text: str, calendar: Calendar) -> Amount:
        number, per, period = (
            part.strip() for part in re.sub(r"\bper\b", "/", text, flags=re.IGNORECASE).partition("/")
        )
        if not per:
            return Amount(_number(number, cls), None)
        if period in _TIME_UNITS or not re.match(_NUMBER, period):
            period = f"1 {period}"
        try:
            seconds = Duration._amount(period, calendar)  # noqa: SLF001 - a rate's period is read like a time
        except QuantityError:
            raise cls._not_understood(text) from None
        if not seconds.value or seconds.scale is None:
            raise cls._not_understood(text)
        return Amount(_number(number, cls) / seconds.value, 1 / seconds.value)

    @classmethod
    def say(
        cls,
        amount: float,
        calendar: Calendar,
        *,
        words: bool = False,
        is_rough: bool = False,
        beside: float = 0.0,  # noqa: ARG003 - see Duration
    ) -> str:
        """The rate per day or, below two a day, per week."""
        if math.isinf(amount):
            return "unbounded"
        unit, word = ("d", "day") if amount * calendar.unit_seconds("d") >= 2 else ("wk", "week")
        return (
            f"{rounded(amount * calendar.unit_seconds(unit), is_rough=is_rough)}{f' a {word}' if words else f'/{unit}'}"
        )


class Money(Quantity):
    """A sum of money, with its currency.

    ``k`` and ``M`` are thousand and million. At the end of a range they count for every bare figure in it, unless the
    range would fall then, or each figure names its currency: ``1..2k EUR`` starts at 1000, ``500..2k EUR`` at 500.

    >>> Money.read("€5k").currency
    'EUR'
    >>> Money.read("500..2k EUR").points
    ((10.0, 500.0), (90.0, 2000.0))
    """

    __slots__ = ()
    kind = "money"
    example = "5000 EUR"
    what = "a sum of money"

    @classmethod
    def _amount(cls, text: str, calendar: Calendar) -> Amount:  # noqa: ARG003 - see Duration
        match = re.fullmatch(
            rf"([A-Z]{{3}}|[€$£¥])?\s*({_NUMBER})\s*([kKM])?\s*([A-Z]{{3}}|[€$£¥])?",
            text,
        )
        if match is None:
            raise cls._not_understood(text)
        found = [mark for mark in (match[1], match[4]) if mark]
        if len(found) > 1:
            raise cls._not_understood(text)
        size = {"k": 1e3, "K": 1e3, "M": 1e6}.get(match[3] or "", 1.0)
        currency = _CURRENCIES.get(found[0], found[0]) if found else ""
        return Amount(_number(match[2], cls) * size, size if match[3] else None, currency)

    @classmethod
    def _check(cls, text: str, amounts: list[float], currency: str) -> None:
        if not currency and any(amounts):
            raise QuantityError(f"{shown(text)} has no currency; write {text} EUR")

    @classmethod
    def _values(cls, amounts: list[Amount], text: str) -> list[float]:  # noqa: ARG003 - see Quantity
        plain = [amount.value for amount in amounts]
        size = amounts[-1].scale or 1.0
        sized = [amount.value * (size if amount.scale is None else 1.0) for amount in amounts]
        has_one_currency = sum(bool(amount.currency) for amount in amounts) < 2
        return sized if has_one_currency and sized == sorted(sized) else plain


@lru_cache(maxsize=10_000, typed=True)
def _read_typed(kind: Any, typed: str | int, calendar: Calendar) -> Any:
    return kind._read_short(typed, calendar)  # noqa: SLF001 - the kind knows how to read


def is_percentile(key: Any) -> bool:
    """Whether a key names a percentile, ``p1`` to ``p99``.

    >>> is_percentile("p85"), is_percentile("people")
    (True, False)
    """
    return isinstance(key, str) and bool(re.fullmatch(r"p[1-9][0-9]?", key))


def rounded(number: float, *, is_rough: bool = False) -> str:
    """A number for people: whole from 100, one decimal from 10, two from 1, else two digits, as all rough ones.

    >>> rounded(24.125), rounded(1234.5), rounded(0.0123)
    ('24.1', '1,234', '0.012')
    """
    size = abs(number)
    if is_rough and size:
        number = round(number, 1 - math.floor(math.log10(size)))
        size = abs(number)
    if size >= 99.95:
        return f"{number:,.0f}"
    text = f"{number:.1f}" if size >= 9.995 else f"{number:.2f}" if size >= 1 else f"{number:.2g}"
    if "e" in text:
        return text
    return text.rstrip("0").rstrip(".") if "." in text else text


def shown(value: Any) -> str:
    """A value as messages show it: texts in quotes, on one line, cut to 60 characters.

    >>> shown("3 banana"), shown(True)
    ('"3 banana"', 'true')
    """
    try:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    except (ValueError, RecursionError):  # Python prints no whole number of more than 4,300 digits.
        return "what is given"
    text = text if len(text) <= LONGEST_SHOWN else f"{text[: LONGEST_SHOWN - 1]}…"
    text = "".join(sign if sign.isprintable() else " " for sign in text)
    return f'"{text}"' if isinstance(value, str) else text


def _basis(typed: Mapping[Any, Any]) -> Basis | None:
    word = typed.get("basis")
    if word is None:
        return None
    if not isinstance(word, str) or word.lower() not in _BASIS_WORDS:
        raise QuantityError(f"basis is {shown(word)}; write {', '.join(list(Basis)[:-1])} or {Basis.UNKNOWN}")
    return _BASIS_WORDS[word.lower()]


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


def _check_one(currencies: set[str], what: str) -> None:
    if len(currencies) > 1:
        raise QuantityError(f"{what} mixes {' and '.join(sorted(currencies))}; write one currency")


def _number(text: str, kind: type[Quantity]) -> float:
    if not re.fullmatch(_NUMBER, text):
        raise kind._not_understood(text)  # noqa: SLF001 - the kind knows what it takes
    plain = re.sub(r"(?<=[0-9])[,' \u00a0\u202f](?=[0-9]{3}(?![0-9]))", "", text)
    return float(plain.replace(",", "."))


def gentle(deviates: Sequence[float], levels: Sequence[float]) -> tuple[list[float], list[float]]:
    """A line through points on the log scale that rises no faster than `STEEPEST` beyond the last one."""
    if len(levels) < 2 or levels[-1] - levels[-2] <= STEEPEST * (deviates[-1] - deviates[-2]):
        return list(deviates), list(levels)
    return [*deviates, deviates[-1] + 1], [*levels, levels[-1] + STEEPEST]


def normal_deviate(percent: float) -> float:
    """How many standard deviations a percentile (0 to 100, exclusive) lies above the middle of a normal distribution.

    >>> round(normal_deviate(85), 4)
    1.0364
    """
    known = {10.0: -NORMAL_DEVIATE_OF_P90, 50.0: 0.0, 90.0: NORMAL_DEVIATE_OF_P90}.get(percent)
    if known is not None:
        return known
    from statistics import NormalDist

    return NormalDist().inv_cdf(percent / 100)
