"""Quantities: a time, a share, a rate, a sum of money or a count as somebody stated it, and what it means.

The text is kept as typed; `notation` tells how it is read.
"""

import math
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar, Self

from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import (
    FORM_BASIS,
    NUMBERS,
    RATES,
    SHARES,
    SUMS,
    TIMES,
    Form,
    Notation,
    QuantityError,
    Reading,
    check_currency,
    is_percentile,
    particulars,
)
from flowatlas.model.scale import WIDE, Scale, ShareScale, along
from flowatlas.model.wording import rounded, shown

ABOUT_FACTOR = 2.0
MOST_DAYS = 200
"""From here on a time is said in weeks."""


class Quantity:
    """A figure as somebody stated it: the text as typed, and the percentiles of items that it means.

    ``points`` holds pairs of percentile (0 to 100) and amount, rising; one pair at 50 for a single figure, none for
    unknown, n/a and never. Amounts are seconds of working time for a `Duration`, 0 to 1 for a `Share`, items per second
    of working time for a `Rate`.
    """

    __slots__ = ("basis", "by", "currency", "form", "on", "points", "prior", "sample_size", "typed")

    kind: ClassVar[str] = "count"
    notation: ClassVar[Notation] = NUMBERS
    scale: ClassVar[Scale] = Scale()

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
        self.basis = basis or FORM_BASIS[form]
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
        if isinstance(typed, str | int):
            # Versions of a map say mostly the same, and a quantity never changes.
            known: Self = _read_once(cls, typed, calendar)  # type: ignore[arg-type]  # classes can be hashed
            return known
        return cls._read_text(typed, calendar)

    @classmethod
    def _read_text(cls, typed: Any, calendar: Calendar) -> Self:
        return cls._of(cls.notation.read(cls.notation.text_of(typed), calendar), typed)

    @classmethod
    def _of(cls, reading: Reading, typed: Any) -> Self:
        return cls(
            typed,
            reading.form,
            cls._points(reading),
            basis=reading.basis,
            on=reading.on,
            prior=None if reading.prior is None else cls._of(reading.prior, reading.prior_text),
            currency=reading.currency,
        )

    @classmethod
    def _points(cls, reading: Reading) -> tuple[tuple[float, float], ...]:
        figures = reading.figures
        if reading.form is Form.AT_MOST:
            return (10.0, cls.scale.times(figures[0], 1 / WIDE)), (90.0, figures[0])
        if reading.form is Form.AT_LEAST:
            return (10.0, figures[0]), (90.0, cls.scale.times(figures[0], WIDE))
        percents = {0: (), 1: (50.0,), 2: (10.0, 90.0), 3: (10.0, 50.0, 90.0)}[len(figures)]
        return tuple(zip(percents, figures, strict=True))

    @classmethod
    def _read_mapping(cls, typed: Mapping[Any, Any], calendar: Calendar) -> Self:
        notation = cls.notation
        percentiles = {key: cls._single(value, calendar) for key, value in typed.items() if is_percentile(key)}
        extra = [key for key in typed if key not in {"value", "basis", "by", "on", "n", *percentiles}]
        if extra:
            raise QuantityError(
                f"{shown(extra[0])} is no part of {notation.what}; write value, basis, by, on, n, p50, p85 …"
            )
        if percentiles and "value" in typed:
            raise QuantityError("both a value and percentiles are given; write one of them")
        basis, by, on, sample_size = particulars(typed)
        if percentiles:
            if len(percentiles) == 1 and "p50" not in percentiles:
                alone = next(iter(percentiles))
                raise QuantityError(f"{alone} alone does not say what is typical; write p50 and {alone}")
            points = tuple(sorted((float(key[1:]), part.points[0][1]) for key, part in percentiles.items()))
            if list(points) != sorted(points, key=lambda point: point[1]):
                raise QuantityError("the percentiles fall; write a higher percentile with a higher figure")
            currencies = {part.currency for part in percentiles.values() if part.currency}
            check_currency(currencies, "they")
            form, prior, currency = Form.PERCENTILES, None, next(iter(currencies), "")
        elif "value" not in typed:
            raise QuantityError(f"value is missing; write {{value: {notation.example}}} or {{p50: {notation.example}}}")
        elif isinstance(typed["value"], Mapping):
            raise QuantityError(f"value is a mapping; write {notation.advice}")
        else:
            inner = cls.read(typed["value"], calendar)
            form, points, prior, currency = inner.form, inner.points, inner.prior, inner.currency
            basis, on = inner.basis if basis is None or inner.is_unknown else basis, on or inner.on
        return cls(
            typed,
            form,
            points,
            basis=basis,
            by=by,
            on=on,
            sample_size=sample_size,
            prior=prior,
            currency=currency,
        )

    @classmethod
    def _single(cls, typed: Any, calendar: Calendar) -> Self:
        if isinstance(typed, Mapping) or (figure := cls.read(typed, calendar)).form is not Form.EXACT:
            raise QuantityError(
                f"{shown(typed)} is not a single figure; write a percentile as one, such as {cls.notation.example}"
            )
        return figure

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
    def is_open(self) -> bool:
        """Whether it is unknown, and nobody has said what it is likely to be either."""
        return self.is_unknown and self.prior is None

    @property
    def is_single(self) -> bool:
        """Whether it says one figure for all items, without spread or doubt: a bare value, n/a or never."""
        return self.form in {Form.EXACT, Form.NOT_APPLICABLE, Form.UNBOUNDED} and (
            self.basis in {Basis.STATED, Basis.MEASURED}
        )

    @property
    def has_gentle_tail(self) -> bool:
        """Whether it does not grow without measure beyond its last percentile; see `STEEPEST`."""
        return self.form is Form.PERCENTILES and math.isinf(self.scale.ceiling)

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
            return self.scale.from_line(self.scale.to_line(self.middle) + math.log(ABOUT_FACTOR))
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
            if (
                percent == point
                or (amount == 0 and percent < point)
                or (amount == self.scale.ceiling and percent > point)
            ):
                return amount
        return along(self.scale, self.points, percent, self.has_gentle_tail)

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
            "description": f"{(cls.__doc__ or '').partition('.')[0].strip()}: {cls.notation.advice}.",
            "anyOf": [
                {**figure, "examples": [cls.notation.example, "?"]},
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
    notation = TIMES

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


class Share(Quantity):
    """A part of a whole, 0 to 1.

    >>> Share.read("60..80%").points
    ((10.0, 0.6), (90.0, 0.8))
    """

    __slots__ = ()
    kind = "share"
    notation = SHARES
    scale = ShareScale()

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
    notation = RATES

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
    notation = SUMS


@lru_cache(maxsize=10_000, typed=True)
def _read_once(kind: Any, typed: str | int, calendar: Calendar) -> Any:
    return kind._read_text(typed, calendar)  # noqa: SLF001 - the kind knows how to read
