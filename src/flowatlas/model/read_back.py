"""Reading back: a quantity in one plain sentence, so that people see at once how what they typed is understood."""

from flowatlas.model.basis import Basis
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.notation import Form
from flowatlas.model.quantity import ABOUT_FACTOR, Duration, Money, Quantity
from flowatlas.model.wording import capital


def read_back(quantity: Quantity, calendar: Calendar) -> str:
    """How a quantity is understood: what items take, where the figure comes from, and what it is in working time.

    >>> read_back(Duration.read("2-5 d"), Calendar())
    'Most items between 2 and 5 working days.'
    """
    told = _told(quantity, calendar)
    sentence = f"{capital(told)}{_basis(quantity)}."
    return f"{sentence} {_elapsed(quantity, calendar)}".strip()


def _told(quantity: Quantity, calendar: Calendar) -> str:
    """The figure and its spread, without where it comes from."""
    ends = [_say(quantity, amount, calendar) for _, amount in quantity.points]
    is_time = isinstance(quantity, Duration)
    who = "most items" if is_time else "mostly"
    if quantity.form is Form.UNKNOWN:
        prior = quantity.prior
        return "unknown" if prior is None else f"unknown; likely {_lower(_told(prior, calendar))}"
    if quantity.form is Form.NOT_APPLICABLE:
        return "does not apply here, and counts nothing"
    if quantity.form is Form.UNBOUNDED:
        return "never: items do not get through"
    if quantity.form is Form.ABOUT:
        spread = f", give or take a factor of {ABOUT_FACTOR:g}" if is_time else ""
        return f"about {ends[0]}{spread}"
    if quantity.form is Form.AT_MOST:
        return f"under {ends[-1]} for nine items in ten" if is_time else f"mostly under {ends[-1]}"
    if quantity.form is Form.AT_LEAST:
        return f"over {ends[0]} for nine items in ten" if is_time else f"mostly over {ends[0]}"
    if quantity.form is Form.PERCENTILES:
        parts = [
            f"half under {end}" if percent == 50 else f"{percent:g}% under {end}"
            for (percent, _), end in zip(quantity.points, ends, strict=True)
        ]
        return ", ".join(parts)
    if quantity.form is Form.RANGE:
        middle = f", half of them under {ends[1]}" if len(ends) > 2 and is_time else ""
        middle = middle or (f", usually {ends[1]}" if len(ends) > 2 else "")
        return f"{who} between {_without_unit(ends[0], ends[-1])} and {ends[-1]}{middle}"
    return ends[0]


def _basis(quantity: Quantity) -> str:
    """Where the figure comes from, by whom and when; nothing where the form says it already."""
    words = {
        Basis.MEASURED: "measured",
        Basis.OBSERVED: "observed",
        Basis.STATED: "as stated",
        Basis.ESTIMATED: "an estimate",
        Basis.GUESSED: "a guess",
        Basis.UNKNOWN: "",
    }[quantity.basis]
    is_silent = quantity.form in {Form.UNKNOWN, Form.NOT_APPLICABLE, Form.UNBOUNDED} or (
        quantity.basis is Basis.ESTIMATED and quantity.form in {Form.RANGE, Form.AT_MOST, Form.AT_LEAST}
    )
    items = f" on {quantity.sample_size:,.0f} items" if quantity.sample_size else ""
    source = "" if is_silent else f"{words}{items}"
    parts = [source, f"by {quantity.by}" if quantity.by else "", f"on {quantity.on}" if quantity.on else ""]
    told = " ".join(part for part in parts if part)
    return f", {told}" if told else ""


def _elapsed(quantity: Quantity, calendar: Calendar) -> str:
    """That a time was given as elapsed time, and how long that is by the clock on the wall."""
    typed = quantity.typed.get("value", "") if isinstance(quantity.typed, dict) else quantity.typed
    is_elapsed = any(word in str(typed).lower() for word in ("elapsed", "calendar"))
    if not is_elapsed or not isinstance(quantity, Duration) or not quantity.points or calendar == ELAPSED:
        return ""
    clock = [Duration.say(amount / calendar.working_share, ELAPSED, words=True) for _, amount in quantity.points]
    ends = clock[0] if len(clock) == 1 else f"{_without_unit(clock[0], clock[-1])} to {clock[-1]}"
    return f"That is the working time in {ends} by the calendar."


def _say(quantity: Quantity, amount: float, calendar: Calendar) -> str:
    """An amount in words, with working days and weeks told from those of the calendar, and money with its currency."""
    figure = quantity.say(amount, calendar, words=True)
    if isinstance(quantity, Duration) and amount == 0:
        return "no time"
    if isinstance(quantity, Duration) and calendar != ELAPSED:
        number, _, unit = figure.partition(" ")
        return f"{number} working {unit}" if unit.startswith(("day", "week")) else figure
    return f"{figure} {quantity.currency}".strip() if isinstance(quantity, Money) else figure


def _without_unit(low: str, high: str) -> str:
    """The low end of a range, with its unit left to the high end where that is the same."""
    figure, _, unit = low.partition(" ")
    is_same = unit.rstrip("s") == high.partition(" ")[2].rstrip("s")
    return figure if is_same else low


def _lower(words: str) -> str:
    return f"{words[:1].lower()}{words[1:]}"
