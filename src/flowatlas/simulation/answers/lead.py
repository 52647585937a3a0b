"""Lead times: how long items take, as work varies, and as we do not know the stream."""

import math
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.model.calendar import Calendar
from flowatlas.model.simulation import Band, LeadTimes
from flowatlas.simulation.answers.doubt import Doubted
from flowatlas.simulation.answers.intervals import at, percentiles_of, ratio_of
from flowatlas.simulation.answers.seen import Seen
from flowatlas.simulation.answers.steady import Steady

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from flowatlas.simulation.plan import Floats

LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9
PARTS = 40
"""Into how many parts lead times are sorted, about."""

FURTHEST = 0.99
"""Up to which share of the items the parts are even; the last one holds the rest."""

ENOUGH = 0.05
"""What explains less than this part of the doubt is not named."""


def lead_times(known: Steady, unknown: Doubted | None, calendar: Calendar, because: str) -> LeadTimes:
    """How long items take, over items and doubt together, and what of it comes of either."""
    several = runs_of(known, unknown)
    leads = [one.leads for one in several]
    p50, p85, p95 = percentiles_of(leads, (0.5, 0.85, 0.95))
    mean = ratio_of([float(one.sum()) for one in leads], [len(one) for one in leads])
    own = np.sort(np.concatenate([one.leads for one in known.several]))
    everything = np.sort(np.concatenate(leads))
    edges = _edges(everything, calendar)
    counts = np.diff(np.searchsorted(everything, edges, side="right"), prepend=0)
    unsure = None if unknown is None else unsure_of(unknown)
    return LeadTimes(
        p50=p50,
        p85=p85,
        p95=p95,
        mean=mean,
        varies=Band(at(own, LOW), at(own, HIGH)),
        unsure=unsure,
        because=because if unsure is not None else "",
        edges=tuple(map(float, edges)),
        shares=tuple(float(count) / max(int(counts.sum()), 1) for count in counts),
    )


def runs_of(known: Steady, unknown: Doubted | None) -> "Sequence[Seen]":
    """The runs that figures over items and doubt come from: one for each state of doubt, where anything is in doubt."""
    return known.several if unknown is None or len(unknown.held) < 2 else unknown.held


def unsure_of(unknown: Doubted) -> Band | None:
    """From where to where the typical item lies, over what we do not know; None where it hardly matters at all.

    The medians of runs differ by luck as well. How much is told by their halves, and is taken off.
    """
    is_held = np.isfinite(unknown.typical)
    if np.count_nonzero(is_held) < 2:
        return None
    level = np.log(np.maximum(unknown.typical[is_held], 1e-9))
    first, second = np.log(np.maximum(unknown.halves[:, is_held], 1e-9))
    luck, spread = float(((first - second) ** 2).mean()) / 4, float(level.var())
    middle = float(np.median(level))
    kept = math.sqrt(max(1 - luck / spread, 0.0)) if spread > 0 else 0.0
    low, high = (math.exp(middle + kept * (float(np.quantile(level, share)) - middle)) for share in (LOW, HIGH))
    return Band(low, high) if high > low else None


def most_doubted(unknown: Doubted, deviates: "Mapping[str, Floats]") -> str:
    """The path of the value whose doubt goes most together with the typical item; '' where none stands out.

    Judged by the square of Spearman's rank correlation, the part of the spread of ranks that goes along with it.
    """
    ranks = _ranks(unknown.typical)
    shares = {path: _correlation(ranks, _ranks(one[: len(ranks)])) ** 2 for path, one in deviates.items()}
    path = max(shares, key=lambda one: shares[one], default="")
    return path if path and shares[path] >= ENOUGH else ""


def _ranks(values: "Floats") -> "Floats":
    ranks = np.empty(len(values))
    ranks[np.argsort(values, kind="stable")] = np.arange(len(values))
    return ranks


def _correlation(one: "Floats", other: "Floats") -> float:
    if len(one) < 3:
        return 0.0
    first, second = one - one.mean(), other - other.mean()
    size = math.sqrt(float(first @ first) * float(second @ second))
    return float(first @ second) / size if size else 0.0


def _edges(ordered: "Floats", calendar: Calendar) -> "Floats":
    """Even edges in a width that people count in, and the longest of all."""
    furthest, longest = at(ordered, FURTHEST), float(ordered[-1])
    widths = [
        times * calendar.unit_seconds(unit)
        for unit, several in (("s", (1, 5, 15)), ("m", (1, 5, 15, 30)), ("h", (1, 2, 4)), ("d", (1, 2)), ("wk", (1, 2)))
        for times in several
        if unit in {"s", "m"} or times * calendar.unit_seconds(unit) < calendar.unit_seconds("wk") or unit == "wk"
    ]
    width = next((one for one in widths if furthest / one <= PARTS), max(furthest / PARTS, 1e-9))
    edges = np.float64(width) * np.arange(1, max(math.ceil(furthest / width), 1) + 1)
    return np.append(edges, longest) if longest > edges[-1] else edges
