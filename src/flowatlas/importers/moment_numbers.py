"""Numbers as moments: seconds since 1970 and their parts, days as 20260131, and the days that Excel counts."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from flowatlas.importers.moment_parts import DAY, SECOND, midnights
from flowatlas.model.event import UNKNOWN_MOMENT

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from flowatlas.model.event import Moments

EXCEL_DAYS = (25_569, 73_050)
"""The days from 1970 to 2099, as Excel counts them since the end of 1899."""

_COMPACT_DAYS = (19_000_101, 21_001_231)
_UNITS = ((1e11, 1e6), (1e14, 1e3), (1e17, 1.0), (np.inf, 1e-3))
"""Up to which number one counts how many microseconds: seconds, milliseconds, microseconds, nanoseconds."""

_FARTHEST = 250 * 365.25 * DAY


class Counted(NamedTuple):
    """Moments that were told as numbers, which rows hold something else, and what the numbers count.

    Only those since 1970 are in UTC; the others are on the clocks of whoever wrote them.
    """

    moments: "Moments"
    is_unreadable: "NDArray[np.bool_]"
    is_in_utc: bool = True
    is_days: bool = False
    is_excel: bool = False


def counted(numbers: "NDArray[Any]", is_nothing: "NDArray[np.bool_]") -> Counted:
    """The moments in numbers; what they count is told by their size."""
    known = numbers[~is_nothing]
    if not len(known):
        return Counted(np.full(len(numbers), UNKNOWN_MOMENT), np.zeros(len(numbers), bool))
    typical = float(np.median(np.abs(known)))
    if _COMPACT_DAYS[0] <= typical <= _COMPACT_DAYS[1]:
        return _compact_days(numbers, is_nothing)
    if EXCEL_DAYS[0] <= typical <= EXCEL_DAYS[1]:
        return _excel_days(numbers, is_nothing)
    unit = next(us for limit, us in _UNITS if typical < limit)
    with np.errstate(invalid="ignore", over="ignore"):
        scaled = known // 1000 if unit < 1 else np.round(known * unit) if known.dtype.kind == "f" else known * int(unit)
    return _placed(scaled, np.abs(scaled.astype(float)) < _FARTHEST, is_nothing)


def _compact_days(numbers: "NDArray[Any]", is_nothing: "NDArray[np.bool_]") -> Counted:
    whole = np.where(is_nothing, 0, numbers).astype(np.int64)
    moments = midnights(whole // 10_000, whole // 100 % 100, whole % 100)
    moments[is_nothing] = UNKNOWN_MOMENT
    return Counted(moments, (moments == UNKNOWN_MOMENT) & ~is_nothing, is_in_utc=False, is_days=True)


def _excel_days(numbers: "NDArray[Any]", is_nothing: "NDArray[np.bool_]") -> Counted:
    """Days since the end of 1899, to the second, as a share of a day is rounded in between."""
    known = numbers[~is_nothing].astype(float)
    is_possible = (known >= EXCEL_DAYS[0]) & (known <= EXCEL_DAYS[1])
    seconds = np.round((np.where(is_possible, known, EXCEL_DAYS[0]) - EXCEL_DAYS[0]) * 86_400)
    placed = _placed(seconds.astype(np.int64) * SECOND, is_possible, is_nothing)
    return placed._replace(is_in_utc=False, is_days=bool((known == np.floor(known)).all()), is_excel=True)


def _placed(moments: Any, is_possible: Any, is_nothing: "NDArray[np.bool_]") -> Counted:
    """What was told, in the rows that tell something."""
    everywhere = np.full(len(is_nothing), UNKNOWN_MOMENT)
    everywhere[~is_nothing] = np.where(is_possible, moments, UNKNOWN_MOMENT).astype(np.int64)
    is_unreadable = np.zeros(len(is_nothing), bool)
    is_unreadable[~is_nothing] = ~is_possible
    return Counted(everywhere, is_unreadable)
