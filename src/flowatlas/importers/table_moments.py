"""The moments in a table, whose columns together tell how they are written, with what there is to say about them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.mapping import Dates
from flowatlas.discover.reason import Reason
from flowatlas.importers.coding import column_of
from flowatlas.importers.column_kinds import is_text
from flowatlas.importers.day_times import span_of_day, time_of_day_for, with_time_of_day
from flowatlas.importers.moment_parts import DAY
from flowatlas.importers.moments import Told, day_first_in, moments_of
from flowatlas.importers.reading import EXAMPLES, Reading
from flowatlas.importers.zones import offset_of, zone_of
from flowatlas.model.errors import UnreadableLogError
from flowatlas.model.event import UNKNOWN_MOMENT

if TYPE_CHECKING:
    import pyarrow as pa

    from flowatlas.model.event import Moments


class TableMoments:
    """Reads the moments in the columns of a table.

    ``dates`` is what is known of how they are written, ``zone`` where the clocks stand that tell them.
    """

    def __init__(self, reading: Reading, dates: Dates) -> None:
        self._reading = reading
        self.dates = self._with_order(dates)
        self.zone = dates.time_zone or "UTC"
        self._without_zone: dict[str, int] = {}
        self._of_days: list[str] = []

    def of(self, name: str | None) -> "Moments | None":
        """The moments in a column, with remarks on what is odd about them; nothing where there is no such column.

        Raises:
            UnreadableLogError: most of its values are no dates.
        """
        if name is None:
            return None
        told = moments_of(self._with_times(name), name, self.dates, self.dates.day_first)
        self._remark_unreadable(name, told)
        self._remark_zones(name, told)
        if told.is_ambiguous and self.dates.day_first is None:
            done = "taken as day first; where the month is, read the log again that way (--month-first)"
            self._reading.remark(f'dates in "{name}" may begin with the day or with the month', 0, done)
        if told.is_excel:
            done = "taken as Excel counts them, from 30 December 1899 on"
            self._reading.remark(f'"{name}" holds numbers of days', 0, done)
        if told.is_days:
            self._of_days.append(name)
        return told.moments

    def known(self, name: str | None) -> "Moments":
        """The moments in a column, all of them unknown where there is no such column."""
        moments = self.of(name)
        return np.full(self._reading.table.columns.num_rows, UNKNOWN_MOMENT) if moments is None else moments

    def span_of_day(self) -> "tuple[Moments | None, Moments | None]":
        """Beginnings and ends with a time of day each that share a date; an end before its beginning is a day later."""
        date, table = self._reading.columns.time, self._reading.table.columns
        clocks = None if date is None or self.dates.pattern else span_of_day(table, self._reading.used)
        if clocks is None or date is None or self._reading.columns.start or time_of_day_for(date, table, ()) is None:
            return None, None
        self._reading.clocks += clocks
        first, last = clocks
        self._reading.remark(f'"{date}" tells days, "{first}" and "{last}" the times of day', 0, "read together")
        told = [
            moments_of(with_time_of_day(table[date], table[clock]), date, self.dates, self.dates.day_first)
            for clock in clocks
        ]
        self._remark_unreadable(date, told[0])
        self._remark_zones(date, told[0])
        start, end = (one.moments for one in told)
        lacks_end = np.asarray(column_of(table[last]).codes < 0)
        end = np.where(lacks_end, UNKNOWN_MOMENT, np.where((end < start) & (end != UNKNOWN_MOMENT), end + DAY, end))
        return start, end

    def remark_columns(self) -> None:
        """Say once for all columns what several may lack."""
        if self._without_zone:
            done = "taken as UTC; where they are not, read the log again in their time zone (--time-zone Europe/Berlin)"
            message = f"moments in {_quoted([*self._without_zone])} name no time zone"
            self._reading.remark(message, sum(self._without_zone.values()), done)
        if self._of_days:
            done = "taken as midnight, so that times below a day are not known"
            self._reading.remark(f"there are dates without a time of day in {_quoted(self._of_days)}", 0, done)

    def _with_order(self, dates: Dates) -> Dates:
        """What is known of dates, with days or months first, as the values of all columns together tell."""
        columns, table = self._reading.columns, self._reading.table.columns
        used = [name for name in (columns.start, columns.end, columns.time, *columns.stages) if name]
        texts = [table[name] for name in used if is_text(table[name])]
        if dates.day_first is not None or dates.pattern or not texts:
            return dates
        told = day_first_in(texts)
        if told is not None:
            which = (
                "a value above 12 stands in the first place" if told else "a value above 12 stands in the second place"
            )
            self._reading.reasons.append(Reason("dates/day_first", str(told).lower(), which))
        return Dates(day_first=told, pattern=dates.pattern, time_zone=dates.time_zone, form=dates.form)

    def _with_times(self, name: str) -> "pa.ChunkedArray":
        """A column of moments, with the time of day where that stands in a column of its own."""
        table = self._reading.table.columns
        clock = None if self.dates.pattern else time_of_day_for(name, table, self._reading.used)
        if clock is None:
            return table[name]
        self._reading.clocks.append(clock)
        self._reading.remark(f'"{name}" tells days, and "{clock}" the time of day', 0, "read together")
        return with_time_of_day(table[name], table[clock])

    def _remark_unreadable(self, name: str, told: Told) -> None:
        bad = np.flatnonzero(told.is_unreadable)
        if not len(bad):
            return
        values = self._reading.table.columns[name]
        examples = tuple(f"{self._reading.place(int(row))}: {_shown(values[int(row)])}" for row in bad[:EXAMPLES])
        written = int((told.moments != UNKNOWN_MOMENT).sum()) + len(bad)
        if len(bad) * 2 > written:
            unread = (
                f'{self._reading.source.name}: {len(bad):,} of {written:,} values in "{name}" are no dates, the first '
                f"{'; '.join(examples)}"
            )
            raise UnreadableLogError(
                f"{unread}; name another column, or say how they are written, such as --date-pattern %d.%m.%Y", unread
            )
        self._reading.remark(f'values in "{name}" are no dates', len(bad), "taken as unknown", examples)

    def _remark_zones(self, name: str, told: Told) -> None:
        offsets = [offset for offset in told.offsets if offset is not None]
        unnamed = told.offsets.get(None, 0)
        if unnamed and not told.is_days and self.dates.time_zone is None:
            self._without_zone[name] = unnamed
        elif unnamed and offsets:
            message = f'moments in "{name}" name no time zone, while others do'
            self._reading.remark(message, unnamed, f"taken as {self.zone}")
        if len(offsets) < 1 or self.dates.time_zone is not None:
            return
        known = told.moments[told.moments != UNKNOWN_MOMENT]
        found = zone_of(known, told.offsets) if unnamed == 0 else None
        if found is not None and found != "UTC":
            self.zone = found
        if len(offsets) > 1:
            counted = ", ".join(f"{offset_of(one)} in {told.offsets[one]:,} rows" for one in sorted(offsets))
            message = f'moments in "{name}" have several offsets from UTC: {counted}'
            self._reading.remark(message, 0, "each was converted by its own offset")


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more"


def _shown(value: "pa.Scalar") -> str:
    text = str(value.as_py())
    return text if len(text) <= 40 else f"{text[:37]}..."
