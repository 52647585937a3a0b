"""The rows of a log from a table with one row for each item and one date for each stage."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from flowatlas.discover.reason import Reason
from flowatlas.importers.log_rows import LogRows
from flowatlas.importers.reading import Reading
from flowatlas.importers.rows import reached
from flowatlas.importers.stage_pairs import Pair, stage_pairs
from flowatlas.importers.table_moments import TableMoments
from flowatlas.model.event import UNKNOWN_MOMENT, Column, Form

if TYPE_CHECKING:
    from flowatlas.model.event import Codes


def stage_rows(reading: Reading, moments: TableMoments) -> LogRows:
    """A row for each stage that an item was in: until it reached the next one, or until its end where a date tells."""
    stages = reading.columns.stages
    if pairs := stage_pairs(stages):
        return _with_ends(reading, moments, pairs)
    stays = reached([moments.known(name) for name in stages])
    if stays.backwards:
        reading.remark("stages were reached later than the stage after them", stays.backwards, "taken as left at once")
    if len(stages) == 2 and not reading.mapping.columns.stages:
        done = f'only the time from "{stages[0]}" to "{stages[1]}" is known'
        reading.remark("this table has no history of what happened in between", 0, done)
    return LogRows(stays.row, stays.start, stays.end, Form.STATES, Column(stays.stage, list(stages)))


def _with_ends(reading: Reading, moments: TableMoments, pairs: Mapping[str, Pair]) -> LogRows:
    """Rows with a beginning and an end for each stage; other dates are moments without a length."""
    told = {name: moments.known(name) for name in reading.columns.stages}
    none = moments.known(None)
    starts = np.stack([none if pair.start is None else told[pair.start] for pair in pairs.values()], axis=1)
    ends = np.stack([told[pair.end] for pair in pairs.values()], axis=1)
    row, stage = np.nonzero((starts != UNKNOWN_MOMENT) | (ends != UNKNOWN_MOMENT))
    why = "stages have a date at which they begin and one of their end"
    reading.reasons.append(Reason("dates/form", "passes", why))
    codes: Codes = stage.astype(np.int32)
    return LogRows(row, starts[row, stage], ends[row, stage], Form.PASSES, Column(codes, [*pairs]))
