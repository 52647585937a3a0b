"""Zones: where the clocks stand that show the offsets of a log."""

from collections.abc import Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

if TYPE_CHECKING:
    from flowatlas.model.event import Moments

CANDIDATES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "America/Bogota",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Asia/Shanghai",
    "Asia/Tokyo",
    "Australia/Sydney",
)
"""One zone for each way in which clocks are set in the bigger economies."""


def zone_of(moments: "Moments", offsets: Mapping[int | None, int]) -> str | None:
    """A zone whose clocks show just these offsets, as often as the log does; ``None`` where none does.

    Zones that set their clocks alike cannot be told apart, which makes no difference to working hours.
    """
    if not len(moments) or None in offsets:
        return None
    days, counts = np.unique(moments // 86_400_000_000, return_counts=True)
    for name in CANDIDATES:
        try:
            zone = ZoneInfo(name)
        except ZoneInfoNotFoundError:
            continue
        if _agrees(days, counts, offsets, zone):
            return name
    only = next(iter(offsets))
    if len(offsets) == 1 and only is not None and only % 60 == 0 and abs(only) <= 720:
        return f"Etc/GMT{-only // 60:+d}" if only else "UTC"
    return None


def offset_of(minutes: int) -> str:
    """How far clocks are from UTC, such as +02:00."""
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"


def _agrees(days: "Moments", counts: "Moments", offsets: Mapping[int | None, int], zone: ZoneInfo) -> bool:
    from datetime import UTC, datetime, timedelta

    shown: dict[int, int] = {}
    for day, count in zip(days.tolist(), counts.tolist(), strict=True):
        noon = datetime(1970, 1, 1, 12, tzinfo=UTC) + timedelta(days=day)
        offset = noon.astimezone(zone).utcoffset() or timedelta()
        minutes = round(offset.total_seconds() / 60)
        shown[minutes] = shown.get(minutes, 0) + count
    total = sum(counts.tolist())
    # On the days on which clocks are set, noon does not speak for the whole day.
    unlike = sum(
        abs(shown.get(key, 0) - offsets.get(key, 0)) for key in {*shown, *(one for one in offsets if one is not None)}
    )
    return set(shown) >= {one for one in offsets if one is not None} and unlike <= max(2, total // 50)
