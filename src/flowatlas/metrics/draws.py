"""Draws of a value: how items differ (variation), and what we do not know about the typical one (doubt).

Both live on a line: the log scale for amounts, the logit scale for shares. Along it an item stands where a normal
deviate puts it between the stated percentiles (split lognormal), and doubt shifts the whole line.
"""

import math
from functools import cache, lru_cache
from hashlib import blake2b
from itertools import pairwise
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from flowatlas.model.basis import Basis
from flowatlas.model.calendar import Calendar
from flowatlas.model.quantity import Duration, Quantity, Share
from flowatlas.model.scale import WIDE, gentle, normal_deviate

Draws: TypeAlias = NDArray[np.floating]
"""One number per draw; a single number stands for all draws.

Values are drawn in single precision, which is far finer than any doubt and half the memory; sums are in double.
"""

UNBOUNDED = 1e30
"""What ``never`` enters as, so that sums and products stay numbers; `bounded` turns it back into infinity."""

DOUBT_FACTOR = {Basis.OBSERVED: 1.1, Basis.ESTIMATED: 1.5, Basis.GUESSED: 2.0}
"""By which factor, up or down, the typical figure may be off: one standard deviation on the log (or logit) scale."""

MEDIAN_ERROR = 1.25
"""The standard error of a median is about 1.25 times that of a mean: sqrt(pi / 2)."""

P90 = normal_deviate(90.0)

UNKNOWN_VARIATION = math.log(2) / P90
"""How items differ where nobody knows anything: one in ten takes twice the typical time. Our judgement."""

UNCOUNTED = 20.0
"""How many items a measurement without a count is taken to rest on: an afternoon's counting. Our judgement."""

GRID = 129
"""How many shifts of a share's line are averaged over items exactly; between them lie straight lines."""

POOLED_AT = np.linspace(-3.0, 3.0, 13)
"""Where several lines are averaged into one; beyond, and in between, it goes straight on."""

POOLED_PLACES = 200
"""Of how many figures from low to high each voice takes part, where one of all voices is looked for."""

CORRELATION = 0.3
"""How much doubts go together: one group, one optimism."""


class Line(NamedTuple):
    """A value on its line: levels at normal deviates, and the doubt of the whole line.

    ``doubt`` is a standard deviation; ``prior`` holds the points of doubt itself where the typical value is unknown.
    ``at_zero`` and ``at_whole`` are the shares of items, 0 to 1, that see nothing or 100 %: those up to a stated 0, and
    from a stated 100 % on.
    """

    is_share: bool
    deviates: tuple[float, ...]
    levels: tuple[float, ...]
    at_zero: float
    doubt: float
    prior: tuple[tuple[float, ...], tuple[float, ...]] | None = None
    at_whole: float = 0.0

    @property
    def ends(self) -> tuple[float, float]:
        """The deviates between which items lie on the line; below they see nothing, above 100 %."""
        low = normal_deviate(100 * self.at_zero) if self.at_zero else -math.inf
        return low, normal_deviate(100 * (1 - self.at_whole)) if self.at_whole else math.inf

    @property
    def variation(self) -> float:
        """Standard deviation of items on the line, the mean of both sides."""
        if len(self.levels) < 2:
            return 0.0
        return (self.levels[-1] - self.levels[0]) / (self.deviates[-1] - self.deviates[0])


@lru_cache(maxsize=4096)
def line_of(quantity: Quantity) -> Line | None:
    """Where a stated value lies and how sure that is; None where it is one figure without spread or doubt.

    A measured time rises no faster than `STEEPEST` beyond its last percentile.
    Next to a stated 0 or 100 % the line starts a factor of `WIDE` beyond the nearest point (of the odds, for shares).
    """
    is_share = isinstance(quantity, Share)
    whole = 1.0 if is_share else math.inf
    inner = [_to_line(amount, is_share=is_share) for _, amount in quantity.points if 0 < amount < whole]
    if quantity.is_single or not inner:
        return None
    low, high = inner[0] - math.log(WIDE), inner[-1] + math.log(WIDE)
    deviates = tuple(normal_deviate(percent) for percent, _ in quantity.points)
    levels = tuple(min(max(_to_line(amount, is_share=is_share), low), high) for _, amount in quantity.points)
    if quantity.has_gentle_tail:
        deviates, levels = (tuple(several) for several in gentle(deviates, levels))
    at_zero = max((percent / 100 for percent, amount in quantity.points if amount <= 0), default=0.0)
    at_whole = 1 - min((percent / 100 for percent, amount in quantity.points if amount >= whole), default=1.0)
    line = Line(is_share, deviates, levels, at_zero, 0.0, at_whole=at_whole)
    return line._replace(doubt=_doubt(quantity, line))


def line_of_prior(prior: Quantity) -> Line:
    """Where an unknown value is likely to lie: the prior's spread is doubt, and items differ by a factor of two."""
    stated = line_of(prior)
    is_share = isinstance(prior, Share)
    if stated is None:
        level = _to_line(max(prior.middle, 1e-9), is_share=is_share)
        stated = Line(is_share, (0.0,), (level,), 0.0, math.log(DOUBT_FACTOR[Basis.ESTIMATED]))
    if len(stated.levels) < 2:
        spread = max(stated.doubt, math.log(DOUBT_FACTOR[Basis.ESTIMATED]))
        stated = stated._replace(deviates=(-1.0, 1.0), levels=(stated.levels[0] - spread, stated.levels[0] + spread))
    deviates, levels = stated.deviates, stated.levels
    middle = float(_along(np.zeros(1), deviates, levels)[0])
    step = 0.0 if is_share else UNKNOWN_VARIATION
    return Line(is_share, (-1.0, 1.0), (middle - step, middle + step), 0.0, 0.0, (deviates, levels))


def _doubt(quantity: Quantity, line: Line) -> float:
    if quantity.basis is Basis.MEASURED:
        variation = line.variation if len(line.levels) > 1 else UNKNOWN_VARIATION
        return MEDIAN_ERROR * variation / math.sqrt(quantity.sample_size or UNCOUNTED)
    return math.log(DOUBT_FACTOR.get(quantity.basis, 1.0)) if quantity.basis is not Basis.STATED else 0.0


def shift_of(line: Line, deviate: Draws) -> Draws:
    """By how much doubt shifts the line, for standard normal deviates of doubt."""
    if line.prior is None:
        return line.doubt * deviate
    deviates, levels = line.prior
    return _along(deviate, deviates, levels) - _along(np.zeros(1), deviates, levels)


def items(line: Line, shift: Draws, deviate: Draws) -> Draws:
    """What single items see: the value at each item's own deviate, on the shifted line."""
    values = _from_line(_along(deviate, line.deviates, line.levels) + shift, is_share=line.is_share)
    if not line.at_zero and not line.at_whole:
        return values
    low, high = line.ends
    return np.where(deviate < low, 0.0, np.where(deviate > high, 1.0, values))


def expected(line: Line, shift: Draws) -> Draws:
    """The mean over items on the shifted line, so that a long tail counts."""
    if not line.is_share:
        return _from_line(shift + _log_mean(line), is_share=False)
    if line.variation == 0 and not line.at_zero and not line.at_whole:
        return _from_line(line.levels[0] + shift, is_share=True)
    nodes, weights = _quadrature(line.deviates, *line.ends)
    low, high = float(shift.min()), max(float(shift.max()), float(shift.min()) + 1e-6)
    grid = np.linspace(low, high, GRID)
    inside = _from_line(_along(nodes, line.deviates, line.levels)[:, None] + grid, is_share=True)
    means = weights @ inside + line.at_whole
    place = (shift - low) * ((GRID - 1) / (high - low))
    left = np.minimum(place.astype(np.intp), GRID - 2)
    start, step = means.astype(shift.dtype), np.diff(means).astype(shift.dtype)
    return start[left] + step[left] * (place - left.astype(shift.dtype))


def pooled(said: list[tuple[Line | None, float]], weights: NDArray[np.float64]) -> Line | None:
    """The line of what several people say of the same item on average, each by a line or by one figure (amounts only).

    The mean over items is then the mean of theirs. None where nobody says that items differ.
    """
    lines = [line for line, _ in said if line is not None and len(line.levels) > 1]
    if not lines:
        return None
    places = np.unique(np.concatenate([POOLED_AT, *(line.deviates for line in lines)]))
    total = np.zeros(len(places))
    for (line, figure), weight in zip(said, weights, strict=True):
        if line is None:
            total += weight * figure
        else:
            values = np.exp(_along(places, line.deviates, line.levels))
            total += weight * np.where(places < line.ends[0], 0.0, values)
    inside = total > 0
    at_zero = min(0.0 if line is None else line.at_zero for line, _ in said)
    return Line(False, tuple(places[inside].tolist()), tuple(np.log(total[inside]).tolist()), at_zero, 0.0)  # noqa: FBT003


def pooled_at(said: list[tuple[Line | None, float]], weights: NDArray[np.float64], deviate: float) -> Draws:
    """The mean over items at a normal deviate of all doubt where several people speak: who is right, and how far off.

    That many standard deviations from the middle of what one of them, in doubt as well, would say.
    """
    places = np.array([normal_deviate(100 * (place + 0.5) / POOLED_PLACES) for place in range(POOLED_PLACES)])
    several = [
        np.full(POOLED_PLACES, figure) if line is None else expected(line, shift_of(line, places))
        for line, figure in said
    ]
    values = np.concatenate(several)
    order = np.argsort(values)
    chances = np.repeat(weights, POOLED_PLACES)[order] / POOLED_PLACES
    reached = np.cumsum(chances) - chances / 2
    return np.full(1, np.interp(_normal(deviate), reached, values[order]))


def _log_mean(line: Line) -> float:
    """Logarithm of the mean of a split lognormal: each straight piece of the line in closed form."""
    if len(line.levels) < 2:
        return line.levels[0]
    total, last, zero = 0.0, len(line.levels) - 2, line.ends[0]
    for index in range(last + 1):
        slope = (line.levels[index + 1] - line.levels[index]) / (line.deviates[index + 1] - line.deviates[index])
        start = line.levels[index] - slope * line.deviates[index]
        low = max(-math.inf if index == 0 else line.deviates[index], zero)
        high = math.inf if index == last else line.deviates[index + 1]
        if low < high:
            total += math.exp(min(start + slope * slope / 2, 600.0)) * (_normal(high - slope) - _normal(low - slope))
    return math.log(max(total, 1e-300))


def _normal(deviate: float) -> float:
    """The share of items below a deviate, exact far below the middle as well."""
    return 0.5 * math.erfc(-deviate / math.sqrt(2))


@cache
def _quadrature(breaks: tuple[float, ...], low: float, high: float) -> tuple[Draws, Draws]:
    """Deviates and weights that average over normal items from low to high, exact on each piece between breaks."""
    farthest = 8.0
    inner = [deviate for deviate in breaks[1:-1] if low < deviate < high]
    edges = [max(low, -farthest), *inner, min(high, farthest)]
    nodes, weights = np.polynomial.legendre.leggauss(41)
    places, parts = [], []
    for start, end in pairwise(edges):
        place = (start + end) / 2 + (end - start) / 2 * nodes
        places.append(place)
        parts.append((end - start) / 2 * weights * np.exp(-place * place / 2) / math.sqrt(2 * math.pi))
    return np.concatenate(places), np.concatenate(parts)


def _along(deviate: Draws, deviates: tuple[float, ...], levels: tuple[float, ...]) -> Draws:
    """Levels at normal deviates: straight lines through the points, continued beyond the outer ones."""
    if len(levels) == 1:
        return np.full_like(deviate, levels[0])
    if len(levels) == 2:
        slope = (levels[1] - levels[0]) / (deviates[1] - deviates[0])
        return deviate * slope + (levels[0] - slope * deviates[0])
    slopes = np.diff(levels) / np.diff(deviates)
    starts = np.asarray(levels[:-1]) - slopes * np.asarray(deviates[:-1])
    piece = np.clip(np.searchsorted(np.asarray(deviates), deviate) - 1, 0, len(slopes) - 1)
    along: Draws = starts.astype(deviate.dtype)[piece] + slopes.astype(deviate.dtype)[piece] * deviate
    return along


def _to_line(amount: float, *, is_share: bool) -> float:
    if not is_share:
        return math.log(max(amount, 1e-12))
    inside = min(max(amount, 1e-6), 1 - 1e-6)
    return math.log(inside / (1 - inside))


def _from_line(level: Draws, *, is_share: bool) -> Draws:
    if is_share:
        return 1 / (1 + np.exp(-np.clip(level, -80, 80)))
    return np.exp(np.minimum(level, 80.0))


def bounded(draws: Draws) -> Draws:
    """Draws in which whatever grew out of ``never`` is infinite."""
    return np.where(draws > UNBOUNDED / 1e6, np.inf, draws)


def normal_deviates(source: np.random.Generator, count: int) -> Draws:
    """Standard normal numbers, by the polar form of Box and Muller: three times as fast as the library's in numpy."""
    half = (count + 1) // 2
    radius = np.sqrt(-2 * np.log(1 - source.random(half, dtype=np.float32)))
    angle = source.random(half, dtype=np.float32) * np.float32(2 * math.pi)
    return np.concatenate([radius * np.cos(angle), radius * np.sin(angle)])[:count]


def generator(seed: int, *key: object) -> np.random.Generator:
    """A source of random numbers of one key: the same seed and key give the same ones, whatever else is drawn."""
    digest = blake2b("\0".join(map(str, (seed, *key))).encode(errors="surrogatepass"), digest_size=16).digest()
    return np.random.Generator(np.random.SFC64(int.from_bytes(digest, "little")))


WIDE_PRIORS: dict[str, tuple[type[Quantity], str]] = {
    "wait_time": (Duration, "2h..2wk"),
    "process_time": (Duration, "15m..3d"),
    "percent_complete_accurate": (Share, "60..95%"),
    "share": (Share, "10..90%"),
}
"""What an unknown value is taken to be like where nobody says: wide, and our judgement."""


def prior_of(path: str, quantity: Quantity | None, calendar: Calendar) -> Quantity | None:
    """The prior of an unknown value: its own, else the wide one of its field, else none."""
    if quantity is not None and quantity.prior is not None and quantity.prior.points:
        return quantity.prior
    return _wide_prior(path.rpartition("/")[2], calendar)


@cache
def _wide_prior(field: str, calendar: Calendar) -> Quantity | None:
    known = WIDE_PRIORS.get(field)
    return known[0].read(known[1], calendar) if known else None
