"""From a table with columns of its own to an event log."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.mapping import Dates, LogMapping
from flowatlas.discover.reason import Reason
from flowatlas.importers.coding import column_of
from flowatlas.importers.column_kinds import is_text
from flowatlas.importers.column_names import names_a_status
from flowatlas.importers.column_proposal import Choice
from flowatlas.importers.columns import choice
from flowatlas.importers.day_times import span_of_day, time_of_day_for, with_time_of_day
from flowatlas.importers.durations import duration_column, durations_in
from flowatlas.importers.importer import Source, Table
from flowatlas.importers.moment_parts import DAY
from flowatlas.importers.moments import Told, day_first_in, moments_of
from flowatlas.importers.people import anonymous, key_of, shares_people, without_nobody
from flowatlas.importers.rows import END_WORDS, OTHER_WORDS, START_WORDS, changed, paired, reached
from flowatlas.importers.spellings import one_spelling
from flowatlas.importers.stage_pairs import Pair, stage_pairs
from flowatlas.importers.zones import offset_of, zone_of
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT, Column, EventLog, Form, Remark

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from flowatlas.model.event import Codes, Moments

MOST_VALUES = 200
"""A column that nobody asked for is kept when it has no more different values than this."""

MOST_ROWS_FOR_ATTRIBUTES = 5_000_000
"""In a longer log only columns that somebody asked for are kept."""

EXAMPLES = 3


def event_log(table: Table, mapping: LogMapping, source: Source) -> EventLog:
    """The event log in a table: what the format says, overridden by the mapping, the rest proposed from the data.

    Raises:
        FlowAtlasError: nothing tells items, activities or moments, or a column that was named is not there.
    """
    if not table.columns.num_rows:
        raise FlowAtlasError(f"{source.name} holds no rows, only the names of columns")
    dates = merged_dates(table.told.dates, mapping.dates)
    try:
        chosen = choice(table.columns, table.told, _with_dates(mapping, dates), source.name)
    except FlowAtlasError as error:
        unread = "".join(f"; {one.message} ({one.done})" for one in table.oddities if one.message.startswith("columns"))
        raise FlowAtlasError(f"{error}{unread}") from None
    reading = _Reading(table, mapping, dates, chosen, source)
    log = reading.stages() if chosen.columns.stages else reading.events()
    return _anonymous(log, mapping) if mapping.is_anonymous else log


def merged_dates(told: Dates, named: Dates) -> Dates:
    """What people said about dates, and for the rest what the format says."""
    return Dates(
        day_first=told.day_first if named.day_first is None else named.day_first,
        pattern=named.pattern or told.pattern,
        time_zone=named.time_zone or told.time_zone,
        form=named.form or told.form,
    )


def _with_dates(mapping: LogMapping, dates: Dates) -> LogMapping:
    return LogMapping(columns=mapping.columns, dates=dates, only=mapping.only)


@dataclass
class _Rows:
    """The rows that will be the log: where each stands in the table, and when it began and ended."""

    row: "NDArray[np.int64] | None"
    start: "Moments"
    end: "Moments"
    form: Form


class _Reading:
    """One table on its way to an event log, with what there is to say about it."""

    def __init__(self, table: Table, mapping: LogMapping, dates: Dates, chosen: Choice, source: Source) -> None:
        self.table = table
        self.mapping = mapping
        self.chosen = chosen
        self.source = source
        self.remarks = [*(Remark(text) for text in table.remarks), *table.oddities]
        self.reasons = list(chosen.reasons)
        self.dates = self._with_order(dates)
        self.zone = dates.time_zone or "UTC"
        self._clocks: list[str] = []
        self._without_zone: dict[str, int] = {}
        self._of_days: list[str] = []

    def events(self) -> EventLog:
        """The log of a table in which a row tells what happened once."""
        columns = self.chosen.columns
        with ThreadPoolExecutor(1) as pool:
            # Arrow and numpy work without the interpreter, so that words are numbered while moments are read.
            coding = [pool.submit(self._column, name) for name in (columns.item, columns.activity, columns.who) if name]
            start, end = self._span_of_day()
            if start is None:
                start, end = self._moments(columns.start), self._moments(columns.end or columns.time)
            for coded in coding:
                coded.result()
        rows = self._rows(start, end)
        kept = self._kept(rows)
        return self._log(rows, kept, self._column(columns.item), self._column(columns.activity))

    def stages(self) -> EventLog:
        """The log of a table with one row for each item and one date for each stage."""
        columns = self.chosen.columns
        if pairs := stage_pairs(columns.stages):
            return self._stages_with_ends(pairs)
        stays = reached([self._known(self._moments(name)) for name in columns.stages])
        if stays.backwards:
            done = "taken as left at once"
            self.remarks.append(Remark("stages were reached later than the stage after them", stays.backwards, done))
        if len(columns.stages) == 2 and not self.mapping.columns.stages:
            done = f'only the time from "{columns.stages[0]}" to "{columns.stages[1]}" is known'
            self.remarks.append(Remark("this table has no history of what happened in between", 0, done))
        rows = _Rows(stays.row, stays.start, stays.end, Form.STATES)
        kept = self._kept(rows)
        activity = Column(stays.stage, list(columns.stages))
        log = self._log(rows, kept, self._column(columns.item), None)
        return replace(log, activity=activity if kept is None else Column(activity.codes[kept], activity.names))

    def _stages_with_ends(self, pairs: "Mapping[str, Pair]") -> EventLog:
        """The log of a table with a beginning and an end for each stage; other dates are moments without a length."""
        told = {name: self._known(self._moments(name)) for name in self.chosen.columns.stages}
        none = self._known(None)
        starts = np.stack([none if pair.start is None else told[pair.start] for pair in pairs.values()], axis=1)
        ends = np.stack([told[pair.end] for pair in pairs.values()], axis=1)
        row, stage = np.nonzero((starts != UNKNOWN_MOMENT) | (ends != UNKNOWN_MOMENT))
        self.reasons.append(
            Reason("dates/form", "passes", "stages have a date at which they begin and one of their end")
        )
        rows = _Rows(row, starts[row, stage], ends[row, stage], Form.PASSES)
        kept = self._kept(rows)
        codes: Codes = (stage if kept is None else stage[kept]).astype(np.int32)
        return replace(
            self._log(rows, kept, self._column(self.chosen.columns.item), None), activity=Column(codes, [*pairs])
        )

    def _with_order(self, dates: Dates) -> Dates:
        """What is known of dates, with days or months first, as the values of all columns together tell."""
        columns = self.chosen.columns
        used = [name for name in (columns.start, columns.end, columns.time, *columns.stages) if name]
        texts = [self.table.columns[name] for name in used if is_text(self.table.columns[name])]
        if dates.day_first is not None or dates.pattern or not texts:
            return dates
        told = day_first_in(texts)
        if told is not None:
            which = (
                "a value above 12 stands in the first place" if told else "a value above 12 stands in the second place"
            )
            self.reasons.append(Reason("dates/day_first", str(told).lower(), which))
        return Dates(day_first=told, pattern=dates.pattern, time_zone=dates.time_zone, form=dates.form)

    def _moments(self, name: str | None) -> "Moments | None":
        """The moments in a column, with remarks on what is odd about them; nothing where there is no such column."""
        if name is None:
            return None
        told = moments_of(self._dates_with_times(name), name, self.dates, self.dates.day_first)
        self._remark_unreadable(name, told)
        self._remark_zones(name, told)
        if told.is_ambiguous and self.dates.day_first is None:
            done = "taken as day first; where the month is, read the log again that way (--month-first)"
            self.remarks.append(Remark(f'dates in "{name}" may begin with the day or with the month', 0, done))
        if told.is_excel:
            done = "taken as Excel counts them, from 30 December 1899 on"
            self.remarks.append(Remark(f'"{name}" holds numbers of days', 0, done))
        if told.is_days:
            self._of_days.append(name)
        return told.moments

    def _remark_columns(self) -> None:
        """Say once for all columns of moments what several may lack."""
        if self._without_zone:
            done = "taken as UTC; where they are not, read the log again in their time zone (--time-zone Europe/Berlin)"
            message = f"moments in {_quoted([*self._without_zone])} name no time zone"
            self.remarks.append(Remark(message, sum(self._without_zone.values()), done))
        if self._of_days:
            done = "taken as midnight, so that times below a day are not known"
            self.remarks.append(Remark(f"there are dates without a time of day in {_quoted(self._of_days)}", 0, done))

    def _dates_with_times(self, name: str) -> "pa.ChunkedArray":
        """A column of moments, with the time of day where that stands in a column of its own."""
        table = self.table.columns
        clock = None if self.dates.pattern else time_of_day_for(name, table, self._used)
        if clock is None:
            return table[name]
        self._clocks.append(clock)
        self.remarks.append(Remark(f'"{name}" tells days, and "{clock}" the time of day', 0, "read together"))
        return with_time_of_day(table[name], table[clock])

    def _span_of_day(self) -> "tuple[Moments | None, Moments | None]":
        """Beginnings and ends with a time of day each that share a date; an end before its beginning is a day later."""
        date, table = self.chosen.columns.time, self.table.columns
        clocks = None if date is None or self.dates.pattern else span_of_day(table, self._used)
        if clocks is None or date is None or self.chosen.columns.start or time_of_day_for(date, table, ()) is None:
            return None, None
        self._clocks += clocks
        first, last = clocks
        self.remarks.append(Remark(f'"{date}" tells days, "{first}" and "{last}" the times of day', 0, "read together"))
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

    @property
    def _used(self) -> list[str]:
        """The columns that tell something already."""
        columns = self.chosen.columns
        single = [columns.item, columns.activity, columns.start, columns.end, columns.time, columns.lifecycle]
        several = [columns.who, columns.team, columns.id, self.table.lines, *columns.stages, *self._clocks]
        return [name for name in (*single, *several) if name]

    def _known(self, moments: "Moments | None") -> "Moments":
        return np.full(self.table.columns.num_rows, UNKNOWN_MOMENT) if moments is None else moments

    def _remark_unreadable(self, name: str, told: Told) -> None:
        bad = np.flatnonzero(told.is_unreadable)
        if not len(bad):
            return
        examples = tuple(
            f"{self._place(int(row))}: {_shown(self.table.columns[name][int(row)])}" for row in bad[:EXAMPLES]
        )
        written = int((told.moments != UNKNOWN_MOMENT).sum()) + len(bad)
        if len(bad) * 2 > written:
            where = "; ".join(examples)
            raise FlowAtlasError(
                f'{self.source.name}: {len(bad):,} of {written:,} values in "{name}" are no dates, the first '
                f"{where}; name another column, or say how they are written, such as --date-pattern %d.%m.%Y"
            )
        self.remarks.append(Remark(f'values in "{name}" are no dates', len(bad), "taken as unknown", examples))

    def _remark_zones(self, name: str, told: Told) -> None:
        offsets = [offset for offset in told.offsets if offset is not None]
        unnamed = told.offsets.get(None, 0)
        if unnamed and not told.is_days and self.dates.time_zone is None:
            self._without_zone[name] = unnamed
        elif unnamed and offsets:
            done = f"taken as {self.zone}"
            self.remarks.append(Remark(f'moments in "{name}" name no time zone, while others do', unnamed, done))
        if len(offsets) < 1 or self.dates.time_zone is not None:
            return
        known = told.moments[told.moments != UNKNOWN_MOMENT]
        found = zone_of(known, told.offsets) if unnamed == 0 else None
        if found is not None and found != "UTC":
            self.zone = found
        if len(offsets) > 1:
            counted = ", ".join(f"{offset_of(one)} in {told.offsets[one]:,} rows" for one in sorted(offsets))
            done = "each was converted by its own offset"
            self.remarks.append(Remark(f'moments in "{name}" have several offsets from UTC: {counted}', 0, done))

    def _rows(self, start: "Moments | None", end: "Moments | None") -> _Rows:
        """The rows of the log in the form in which the table tells them."""
        columns, form = self.chosen.columns, self.dates.form
        if start is not None and end is not None and form != "completions":
            return _Rows(None, start, end, Form.STATES if self._is_status(form) else Form.PASSES)
        if start is not None and end is None and form in (None, "passes") and (rows := self._by_duration(start)):
            return rows
        time = end if end is not None else start
        if time is None:
            raise FlowAtlasError(f"{self.source.name}: no column holds moments; name one with --time")
        if form is None and columns.lifecycle is not None:
            return self._by_lifecycle(time, columns.lifecycle)
        if form in ("changes", "states") or (form is None and self._are_changes()):
            return self._changes(time)
        return _Rows(None, time, time, Form.COMPLETIONS)

    def _by_duration(self, start: "Moments") -> _Rows | None:
        """Passes that end as long after their beginning as a column says; None where there is no such column."""
        name = None if self.chosen.columns.lifecycle else duration_column(self.table.columns, self._used)
        if name is None:
            return None
        took = durations_in(self.table.columns[name], name)
        end = np.where((took >= 0) & (start != UNKNOWN_MOMENT), start + took, UNKNOWN_MOMENT)
        self.reasons.append(Reason("dates/form", "passes", f'"{name}" tells how long each took'))
        return _Rows(None, start, end, Form.PASSES)

    def _is_status(self, form: str | None) -> bool:
        if form is not None:
            return form in ("states", "changes")
        is_status = names_a_status(self.chosen.columns.activity)
        if is_status:
            self.reasons.append(Reason("dates/form", "states", f'"{self.chosen.columns.activity}" names a status'))
        return is_status

    def _are_changes(self) -> bool:
        columns = self.chosen.columns
        if self.chosen.only_starts:
            why = f'only "{columns.start}" tells a moment, so that what began is taken to last until the next begins'
        elif names_a_status(columns.activity):
            why = f'"{columns.activity}" names a status, and a row tells one moment: that of the change to it'
        else:
            why = "a row tells one moment, and nothing tells when the work on it began"
            self.reasons.append(Reason("dates/form", "completions", why))
            return False
        self.reasons.append(Reason("dates/form", "changes", why))
        return True

    def _by_lifecycle(self, time: "Moments", name: str) -> _Rows:
        """Starts and ends paired, where the lifecycle column tells both."""
        lifecycle = self._column(name)
        words = [word.strip().casefold() for word in lifecycle.names]
        starts = _marked(lifecycle, [word in START_WORDS for word in words])
        ends = _marked(lifecycle, [word in END_WORDS for word in words])
        others = _marked(lifecycle, [word in OTHER_WORDS for word in words])
        if starts.any() and ends.any():
            if (~starts & ~ends).any():
                left = sorted(
                    {lifecycle.names[code] for code in np.unique(lifecycle.codes[~starts & ~ends]) if code >= 0}
                )
                message = f'rows are neither starts nor ends in "{name}": {", ".join(left[:10])}'
                self.remarks.append(Remark(message, int((~starts & ~ends).sum()), "left out"))
            return self._pairs(time, starts, ends, name)
        if starts.any():
            self.reasons.append(Reason("dates/form", "changes", f'"{name}" tells only starts'))
            return self._changes(time)
        if ends.any():
            self.reasons.append(Reason("dates/form", "completions", f'"{name}" tells only ends'))
            if others.any():
                self.remarks.append(Remark(f'rows are no ends in "{name}"', int((~ends).sum()), "left out"))
                row = np.flatnonzero(ends)
                return _Rows(row, time[row], time[row], Form.COMPLETIONS)
            return _Rows(None, time, time, Form.COMPLETIONS)
        own = ", ".join(lifecycle.names[:10])
        self.remarks.append(Remark(f'"{name}" has values of its own: {own}', 0, "kept as an attribute"))
        if self._are_changes():
            return self._changes(time)
        return _Rows(None, time, time, Form.COMPLETIONS)

    def _pairs(self, time: "Moments", starts: Any, ends: Any, name: str) -> _Rows:
        columns = self.chosen.columns
        keys = [self._column(columns.item).codes, self._column(columns.activity).codes]
        instance = self.table.instance or self.chosen.instance
        if instance is not None and self._pairs_by(instance, starts, ends):
            keys.append(self._column(instance).codes)
        self._remark_untimed(time)
        stays = paired(keys, time, starts & (time != UNKNOWN_MOMENT), ends & (time != UNKNOWN_MOMENT))
        self.reasons.append(Reason("dates/form", "passes", f'"{name}" tells starts and ends, which were paired'))
        if stays.lone_starts:
            self.remarks.append(Remark("starts have no end", stays.lone_starts, "kept as not finished"))
        if stays.lone_ends:
            self.remarks.append(Remark("ends have no start", stays.lone_ends, "kept with an unknown start"))
        order = np.argsort(stays.row, kind="stable")
        return _Rows(stays.row[order], stays.start[order], stays.end[order], Form.PASSES)

    def _pairs_by(self, instance: str, starts: Any, ends: Any) -> bool:
        """Whether starts and ends really share the values of the column that is called instance."""
        codes = self._column(instance).codes
        first, last = np.unique(codes[starts]), np.unique(codes[ends])
        return len(np.intersect1d(first[first >= 0], last[last >= 0])) * 2 >= min(len(first), len(last)) > 0

    def _changes(self, time: "Moments") -> _Rows:
        columns = self.chosen.columns
        self._remark_untimed(time)
        stays = changed(self._column(columns.item).codes, self._column(columns.activity).codes, time)
        if stays.repeated:
            done = "taken as one stay with the row before"
            self.remarks.append(Remark("rows name the status in which the item already was", stays.repeated, done))
        return _Rows(stays.row, stays.start, stays.end, Form.STATES)

    def _remark_untimed(self, time: "Moments") -> None:
        self._remark_missing(time == UNKNOWN_MOMENT, "rows have no moment")

    def _kept(self, rows: _Rows) -> Any:
        """Which rows stay: those that name an item, an activity and a moment, and that were asked for; None for all."""
        total = self.table.columns.num_rows
        is_kept = np.ones(len(rows.start), bool)

        def place(mask: Any) -> Any:
            return mask if rows.row is None else mask[rows.row]

        columns = self.chosen.columns
        for name, what in ((columns.item, "item"), (columns.activity, "activity")):
            if name is not None:
                codes = self._column(name).codes
                # Of most logs the smallest number tells that none is missing, much faster than looking for them.
                if codes.min(initial=0) < 0:
                    missing = codes < 0
                    self._remark_missing(missing, f'rows have no {what} in "{name}"')
                    is_kept &= ~place(missing)
        if min(rows.start.min(initial=0), rows.end.min(initial=0)) == UNKNOWN_MOMENT:
            untimed = (rows.start == UNKNOWN_MOMENT) & (rows.end == UNKNOWN_MOMENT)
            where = np.flatnonzero(untimed) if rows.row is None else rows.row[untimed]
            times = int(untimed.sum())
            if times:
                self.remarks.append(Remark("rows have no moment", times, "left out", self._places(where)))
                is_kept &= ~untimed
        for name, wanted in self.mapping.only.items():
            is_kept &= place(self._fits(name, wanted))
        if not is_kept.any():
            raise FlowAtlasError(f"{self.source.name}: none of its {total:,} rows can be used{self._why_nothing()}")
        return None if is_kept.all() else np.flatnonzero(is_kept)

    def _why_nothing(self) -> str:
        reasons = [f"{one.times:,} {one.message}" for one in self.remarks if one.done == "left out"]
        only = [f"{name} = {value}" for name, value in self.mapping.only.items()]
        return "".join(f"; {reason}" for reason in reasons) + (
            f"; only rows with {', '.join(only)} count" if only else ""
        )

    def _fits(self, name: str, wanted: Any) -> Any:
        from flowatlas.importers.columns import real

        column = self._column(real(name, self.table.columns.column_names, self.source.name))
        values = {str(one) for one in (wanted if isinstance(wanted, list | tuple) else [wanted])}
        unknown = sorted(values - set(column.names))
        if len(unknown) == len(values):
            there = ", ".join(f'"{one}"' for one in column.names[:10])
            raise FlowAtlasError(f'{self.source.name}: no row has {name} "{unknown[0]}"; there are {there}')
        return _marked(column, [word in values for word in column.names])

    def _remark_missing(self, missing: Any, message: str) -> None:
        if missing.any():
            where = np.flatnonzero(missing)
            self.remarks.append(Remark(message, len(where), "left out", self._places(where)))

    def _places(self, rows: Any) -> tuple[str, ...]:
        return tuple(self._place(int(row)) for row in rows[:EXAMPLES])

    def _place(self, row: int) -> str:
        if self.table.lines is not None:
            return f"line {self.table.columns[self.table.lines][row].as_py():,}"
        return f"row {row + 1:,}" if self.table.place is None else self.table.place(row)

    def _column(self, name: str | None) -> Column:
        if name is None:
            raise FlowAtlasError(f"{self.source.name}: a column is missing")
        cache: dict[str, Column] = self.__dict__.setdefault("_columns", {})
        if name not in cache:
            cache[name] = column_of(self.table.columns[name])
            if name == self.chosen.columns.activity:
                cache[name], remark = one_spelling(cache[name])
                self.remarks += [remark] if remark else []
        return cache[name]

    def _log(self, rows: _Rows, kept: Any, item: Column, activity: Column | None) -> EventLog:
        self._remark_columns()
        columns = self.chosen.columns
        row = rows.row if kept is None else kept if rows.row is None else rows.row[kept]

        def taken(column: Column) -> Column:
            return column if row is None else Column(column.codes[row], column.names)

        who, team = (
            None if name is None or (known := without_nobody(self._column(name))) is None else taken(known)
            for name in (columns.who, columns.team)
        )
        attributes = {name: taken(column) for name, column in self._attributes()}
        nothing = Column(np.empty(0, np.int32), [])
        return EventLog(
            taken(item),
            nothing if activity is None else taken(activity),
            rows.start if kept is None else rows.start[kept],
            rows.end if kept is None else rows.end[kept],
            who=who,
            team=team,
            attributes=attributes,
            ids=self._ids(row),
            lines=self._lines(row),
            form=rows.form,
            zone=self.zone,
            taken=UNKNOWN_MOMENT if self.table.taken is None else self.table.taken,
            source=self.source.name,
            remarks=tuple(self.remarks),
            understood=self._understood(),
            reasons=tuple(self.reasons),
        )

    def _attributes(self) -> "Iterator[tuple[str, Column]]":
        """The columns that were asked for, and of the others those that sort rows into few groups."""
        columns = self.chosen.columns
        asked = list(columns.attributes)
        used = {*self._used} - {columns.lifecycle}
        left_out = list(self.table.left_out)
        for name in self.table.columns.column_names:
            if name in asked:
                yield name, self._column(name)
            elif name in used:
                continue
            elif (column := self._attribute(name)) is not None:
                yield name, column
            else:
                left_out.append(name)
        if left_out and not self.mapping.is_anonymous:
            shown = ", ".join(left_out[:12]) + (f" and {len(left_out) - 12} more" if len(left_out) > 12 else "")
            self.remarks.append(Remark(f"columns were not needed: {shown}", len(left_out), "left out"))

    def _attribute(self, name: str) -> Column | None:
        import pyarrow as pa

        kind = self.table.columns[name].type
        is_wordless = pa.types.is_nested(kind) or pa.types.is_temporal(kind) or pa.types.is_binary(kind)
        is_long = self.table.columns.num_rows > MOST_ROWS_FOR_ATTRIBUTES
        if is_wordless or pa.types.is_null(kind) or is_long or self.mapping.is_anonymous or name in self.chosen.unused:
            return None
        column = self._column(name)
        return column if 1 <= len(column.names) <= MOST_VALUES else None

    def _ids(self, row: Any) -> Sequence[str] | None:
        if self.chosen.columns.id is None:
            return None
        from flowatlas.importers.coding import words_of

        words = words_of(self.table.columns[self.chosen.columns.id])
        return words if row is None else words.taken(row)

    def _lines(self, row: Any) -> "Moments | None":
        if self.table.lines is not None:
            lines = self.table.columns[self.table.lines].to_numpy().astype(np.int64)
        elif self.table.first_line is not None:
            end = self.table.first_line + self.table.columns.num_rows
            # A long log has very many of them, which few ever ask for.
            lines = np.arange(self.table.first_line, end, dtype=np.int32 if end < 2**31 else np.int64)
        else:
            return None
        return np.asarray(lines if row is None else lines[row])

    def _understood(self) -> Mapping[str, Any]:
        """What the table was taken to mean, as a mapping file says it."""
        chosen = self.chosen.columns
        named = {role: getattr(chosen, role) for role in ("item", "activity", "start", "end", "time", "lifecycle")}
        named |= {role: getattr(chosen, role) for role in ("who", "team", "id", "attributes", "stages")}
        dates = {role: getattr(self.dates, role) for role in ("day_first", "pattern", "time_zone")}
        form = next((one.value for one in self.reasons if one.path == "dates/form"), self.dates.form)
        told = {"columns": named, "dates": {**dates, "form": form}}
        return {part: filled for part, values in told.items() if (filled := _filled(values))}


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f'"{name}"' for name in names[:4])
    return shown if len(names) <= 4 else f"{shown} and {len(names) - 4} more"


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None and value != []}


def _marked(column: Column, words: Sequence[bool]) -> Any:
    """Which rows hold one of the words that are marked."""
    return np.append(np.asarray(words, bool), False)[column.codes]


def _shown(value: "pa.Scalar") -> str:
    text = str(value.as_py())
    return text if len(text) <= 40 else f"{text[:37]}..."


def _anonymous(log: EventLog, mapping: LogMapping) -> EventLog:
    """The log with signs in place of people, wherever their names stand."""
    people = set(log.who.names) if log.who is not None else set()
    key = key_of([log.item.names, sorted(people)])
    who = None if log.who is None else anonymous(log.who, key)
    team = anonymous(log.team, key) if log.team is not None and shares_people(log.team, people) else log.team
    asked = {
        name: anonymous(column, key) if shares_people(column, people) else column
        for name, column in log.attributes.items()
        if name in mapping.columns.attributes
    }
    return replace(log, who=who, team=team, attributes=asked)
