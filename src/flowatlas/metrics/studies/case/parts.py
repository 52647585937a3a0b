"""The lines of a business case while it is reckoned, and the figures that they add up to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from flowatlas.drawing.figure import label_of
from flowatlas.maps.roadmap import RoadmapItem
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.studies.case.words import NOT_KNOWN, cut, payback_in_words, plain_number
from flowatlas.model.case import Amount
from flowatlas.model.quantity import Quantity

HOUR = 3600.0
DELAY, HOUR_RATE = "economics/delay_per_item_week", "economics/hour"


class Scope(NamedTuple):
    """What a case is about: the changes, the futures behind them, and the roadmap items that are paid for."""

    name: str
    title: str
    changes: Mapping[str, Any]
    chain: tuple[str, ...]
    items: Mapping[str, RoadmapItem]
    is_part: bool = False


class Part(NamedTuple):
    """A line while it is reckoned: draws of what it comes to, None where that is not known."""

    path: str
    title: str
    how: str
    draws: Draws | None
    is_gain: bool = True


class Priced(NamedTuple):
    """What a month brings and costs, what is paid or gained once, and where each currency comes first."""

    monthly: list[Part]
    once: list[Part]
    currencies: dict[str, str]

    @property
    def is_mixed(self) -> bool:
        """Whether amounts are in several currencies, so that nothing can be added up."""
        return len(self.currencies) > 1

    @property
    def is_named(self) -> bool:
        """Whether anybody has named any money at all."""
        return bool(self.currencies) or any(part.draws is not None for part in (*self.monthly, *self.once))

    def unsummed(self) -> "Priced":
        """The same lines, none of which counts in a sum."""
        monthly, once = ([part._replace(draws=None) for part in parts] for parts in (self.monthly, self.once))
        return self._replace(monthly=monthly, once=once)


def typed(quantity: Quantity | None) -> str:
    """A figure as somebody typed it."""
    return NOT_KNOWN if quantity is None or quantity.is_unknown else label_of(quantity).text


def product(*factors: Draws | float | None) -> Draws | None:
    """The product; None where one of the factors is."""
    result = np.ones(1)
    for factor in factors:
        if factor is None:
            return None
        result = result * factor
    return result


def total_of(parts: Iterable[Part]) -> Draws | None:
    """The sum of the lines that are known; None where there is none."""
    known = [part.draws for part in parts if part.draws is not None]
    return sum(known[1:], known[0]) if known else None


def largest(parts: Iterable[Part]) -> tuple[str, float]:
    """The line that brings most, and its share of all that is gained, 0 to 1; nothing gained is ('', 0)."""
    gains = {part.title: float(part.draws.mean()) for part in parts if part.draws is not None and part.is_gain}
    gained = {title: gain for title, gain in gains.items() if gain > 0}
    if not gained:
        return "", 0.0
    title = max(gained, key=lambda one: gained[one])
    return title, gained[title] / sum(gained.values())


def together(parts: list[Part], path: str, title: str) -> Iterator[Part]:
    """The cost and the work of one item as one line, unless one of them is not known."""
    if len(parts) < 2 or any(part.draws is None for part in parts):
        yield from parts
        return
    how = " and ".join(part.how for part in parts)
    yield Part(path, title, how, total_of(parts), is_gain=False)


def amount_of(draws: Draws, say: Callable[[float], str], unit: str, mean: float | None = None) -> Amount:
    """A figure in text, cut behind its third digit where it is in doubt, with the unit behind it."""
    low, high = (float(one) for one in np.quantile(draws, (0.1, 0.9), method="inverted_cdf"))
    middle = float(draws.mean()) if mean is None else mean
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        return Amount(middle, middle, middle, f"{say(middle)} {unit}".strip())
    texts = [say(cut(one)) for one in (middle, low, high)]
    return Amount(middle, low, high, f"{texts[0]} {unit}".strip(), f"{texts[1]} to {texts[2]} {unit}".strip())


def return_on(total: Draws, invested: Draws) -> Amount | None:
    """What is left over what was invested, expected over expected; None where nothing is."""
    if not (invested > 0).all():
        return None
    expected = float(total.mean()) / float(invested.mean())
    return amount_of(total / invested, lambda one: f"{plain_number(100 * one)}%", "", expected)


def payback_of(net: Draws, invested: Draws) -> Amount:
    """Months until the investment is back, expected over expected; infinite where it never is."""

    def months(net: Draws, invested: Draws) -> Draws:
        known = np.where(net > 0, np.maximum(invested, 0.0) / np.where(net > 0, net, 1.0), np.inf)
        return np.where(invested <= 0, 0.0, known)

    whole = months(*np.broadcast_arrays(net, invested))
    expected = float(months(net.mean(keepdims=True), invested.mean(keepdims=True))[0])
    low, high = (float(one) for one in np.quantile(whole, (0.1, 0.9), method="inverted_cdf"))
    texts = [payback_in_words(one) for one in (expected, low, high)]
    first = texts[1].removesuffix(" months") if texts[2].endswith(" months") else texts[1]
    return Amount(expected, low, high, texts[0], "" if texts[1] == texts[2] else f"{first} to {texts[2]}")
