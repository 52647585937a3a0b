"""Figures typed anew: what somebody typed, made smaller or larger by a proposal, in the form in which it was typed."""

from typing import Any

from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.notation import Form
from flowatlas.model.quantity import Count, Quantity, Share

BASIS_WORDS = {Basis.GUESSED: "guess"}


def more_people(people: Count) -> Any:
    """One more than that, as typed."""
    figures = [f"{amount + 1:g}" for _, amount in people.points]
    return int(people.middle + 1) if people.form is Form.EXACT and figures[0].isdigit() else "..".join(figures)


def time_text(seconds: float, calendar: Calendar) -> str:
    """Seconds of working time as somebody types them: ``4h``, ``1.5wk``; three digits."""
    week, day = calendar.unit_seconds("wk"), calendar.unit_seconds("d")
    if not seconds:
        return "0"
    for size, unit in ((week, "wk"), (day, "d"), (3600.0, "h"), (60.0, "m")):
        if seconds >= size * (1 - 1e-9):
            return f"{_figure(seconds / size)}{unit}"
    return f"{_figure(seconds)}s"


def _figure(number: float) -> str:
    """A number of three digits without an exponent."""
    if number >= 1000:
        return f"{number:.0f}"
    text = f"{number:.3g}"
    return f"{number:.9f}".rstrip("0").rstrip(".") if "e" in text else text


def scaled(quantity: Quantity, factor: float, calendar: Calendar) -> Any | None:
    """A time or a share as somebody types it, every figure of it times a factor from 0 to 1; None without a figure.

    It is as well known as what was typed, so that half of a wait saves half of it and no doubt is added.

    >>> from flowatlas.model.quantity import Duration
    >>> scaled(Duration.read("8d..3wk guess"), 0.5, Calendar())
    '4d..1.5wk guess'
    """
    if quantity.is_unknown:
        inner = None if quantity.prior is None else scaled(quantity.prior, factor, calendar)
        return None if inner is None else f"? {inner}"
    if not quantity.points:
        return None

    def say(amount: float) -> str:
        is_share = isinstance(quantity, Share)
        return f"{_figure(amount * factor * 100)}%" if is_share else time_text(amount * factor, calendar)

    return _typed(quantity, say)


def fewer_faults(quality: Share) -> Any:
    """A %C&A as somebody types it, with half of the faults left.

    >>> fewer_faults(Share.read("60%"))
    '80%'
    """
    return _typed(quality, lambda amount: f"{_figure((1 + amount) / 2 * 100)}%")


def _typed(quantity: Quantity, say: Any) -> Any:
    """The figures of a quantity, said in another way, in the form and with the doubt of what was typed."""
    texts = [say(amount) for _, amount in quantity.points]
    if quantity.form is Form.PERCENTILES:
        found: dict[str, Any] = {
            f"p{percent:g}": text for (percent, _), text in zip(quantity.points, texts, strict=True)
        }
        if quantity.basis is not Basis.MEASURED:
            found["basis"] = quantity.basis.value
        return found if quantity.sample_size is None else {**found, "n": quantity.sample_size}
    prefix = {Form.AT_MOST: "<", Form.AT_LEAST: ">", Form.ABOUT: "~"}.get(quantity.form, "")
    figures = texts[-1] if quantity.form is Form.AT_MOST else texts[0] if prefix else "..".join(texts)
    usual = {Form.EXACT: Basis.STATED, Form.ABOUT: Basis.GUESSED}.get(quantity.form, Basis.ESTIMATED)
    basis = (
        "" if quantity.basis in {usual, Basis.STATED} else f" {BASIS_WORDS.get(quantity.basis, quantity.basis.value)}"
    )
    return f"{prefix}{figures}{basis}"
