"""Event logs as files: whatever is written is read again as the same log."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flowatlas.discover.mapping import LogMapping
from flowatlas.exporters.event_log import LOG_FORMATS
from flowatlas.importers.coding import EMPTY
from flowatlas.importers.importer import Source, read_log
from flowatlas.model.event import Column, EventLog, Form

SECOND = 1_000_000
BEGIN = 1_796_000_000 * SECOND

words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zl", "Zp", "Zs", "Co", "Cn"]), min_size=1, max_size=12
).filter(lambda word: word not in EMPTY)


def log_of(rows: list[tuple[str, str, int, int, str]]) -> EventLog:
    """A log of these rows: item, activity, start and end in seconds, team."""
    return EventLog(
        item=column([row[0] for row in rows]),
        activity=column([row[1] for row in rows]),
        start=np.array([BEGIN + row[2] * SECOND for row in rows]),
        end=np.array([BEGIN + row[3] * SECOND for row in rows]),
        team=column([row[4] for row in rows]),
        form=Form.PASSES,
    )


def column(names: list[str]) -> Column:
    """Words, numbered as they come."""
    known = list(dict.fromkeys(names))
    return Column(np.array([known.index(name) for name in names], np.int32), known)


def rows_of(log: EventLog) -> list[tuple[str, str, int, int]]:
    """All rows of a log in a fixed order."""
    return sorted(
        (log.item.names[item], log.activity.names[activity], (start - BEGIN) // SECOND, (end - BEGIN) // SECOND)
        for item, activity, start, end in zip(
            log.item.codes.tolist(), log.activity.codes.tolist(), log.start.tolist(), log.end.tolist(), strict=True
        )
    )


@pytest.mark.parametrize("suffix", LOG_FORMATS)
def test_what_is_written_is_read_again(suffix: str, tmp_path: Path) -> None:
    """Items, activities, starts and ends come back, with repeats, no length, several at once and names that are markup."""
    rows = [
        ("C-1", "Review <&\"'>", 0, 600, "Legal"),
        ("C-1", "Build", 600, 600, "Team 1"),
        ("C-1", "Build", 900, 1200, "Team 1"),
        ("C-2", "Review <&\"'>", 100, 700, "Legal"),
        ("C-2", "Build", 700, 4000, "Team 1"),
        ("C-2", "契約", 750, 800, "Legal"),
    ]
    path = tmp_path / f"log{suffix}"

    LOG_FORMATS[suffix](log_of(rows), path)

    found = read_log(Source((path,)), LogMapping.read({})[0])
    assert rows_of(found) == sorted((item, name, start, end) for item, name, start, end, _ in rows)
    assert found.team is not None
    assert {found.team.names[code] for code in found.team.codes.tolist()} == {"Legal", "Team 1"}


@settings(max_examples=20)
@given(
    st.lists(st.tuples(st.integers(0, 5), words, st.integers(0, 10_000), st.integers(0, 500)), min_size=3, max_size=12)
)
def test_any_name_survives(tmp_path_factory: pytest.TempPathFactory, told: list[tuple[int, str, int, int]]) -> None:
    """XES holds names in every script, quotes and angle brackets included, but for words that stand for nothing.

    Names that differ only in capitals are read as one, so that only one of them is written here.
    """
    spelled: dict[str, str] = {}
    rows = []
    for place, (item, name, start, length) in enumerate(told):
        begin = 20_000 * place + start
        rows.append((f"I-{item}", spelled.setdefault(name.casefold(), name), begin, begin + length, "T"))
    path = tmp_path_factory.mktemp("log") / "log.xes"

    LOG_FORMATS[".xes"](log_of(rows), path)

    assert rows_of(read_log(Source((path,)), LogMapping.read({})[0])) == sorted((i, n, s, e) for i, n, s, e, _ in rows)
