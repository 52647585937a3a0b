"""Pairs: two versions of a map, what their comparison comes to, and how to say it."""

from collections.abc import Iterator
from typing import NamedTuple

from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics import compare as comparing
from flowatlas.metrics.compare import Comparison, Trace, change_of_lead
from flowatlas.metrics.constraint import Constraint
from flowatlas.metrics.missed import missed
from flowatlas.metrics.sample import DEFAULT_SEED
from flowatlas.metrics.samples import DEFAULT_DRAWS
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.finding import Finding
from flowatlas.model.path import Plain
from flowatlas.model.record import fields_of
from flowatlas.model.wording import capital
from flowatlas.store.versions import CURRENT, IDEAL, Version, names, version

DIFFERENT_READING = 0.01
"""Calendar and working time are both told where their percentages lie further apart than this."""


class Sampling(NamedTuple):
    """How doubt is looked at."""

    draws: int = DEFAULT_DRAWS
    seed: int = DEFAULT_SEED
    is_independent: bool = False


class Pair(NamedTuple):
    """Two versions and what they come to; ``elapsed`` is the relative change read in calendar time.

    ``missed`` tells of a future that improves something else than the constraint.
    """

    before: Version
    after: Version
    found: Comparison
    working: float | None
    elapsed: float | None
    missed: Finding | None = None

    @property
    def findings(self) -> list[Finding]:
        """What is wrong with the version after and not with the one before, and where it misses the constraint."""
        known = {(finding.path, finding.message) for finding in self.before.findings}
        found = [finding for finding in self.after.findings if (finding.path, finding.message) not in known]
        return [*found, *([self.missed] if self.missed is not None else [])]


def pair_of(
    one: Plain, two: Plain, before_name: str, after_name: str, sampling: Sampling, titles: tuple[str, str] = ("", "")
) -> Pair:
    """Two versions, of one document or of two, held against each other; ``titles`` take the place of their own."""
    before, after = version(one, before_name), version(two, after_name)
    before, after = (
        known._replace(title=title or known.title) for known, title in zip((before, after), titles, strict=True)
    )
    calendars = before.atlas.calendar.times, after.atlas.calendar.times
    found = comparing.compare(
        before.stream,
        after.stream,
        calendars[0],
        other_calendar=calendars[1],
        draws=sampling.draws,
        seed=sampling.seed,
        is_independent=sampling.is_independent,
    )
    working = change_of_lead(before.stream, after.stream, calendars[0]) if calendars[0] == calendars[1] else None
    elapsed = change_of_lead(
        version(one, before_name, ELAPSED).stream, version(two, after_name, ELAPSED).stream, ELAPSED
    )
    return Pair(before, after, found, working, elapsed, missed_by(before.atlas, after, found.before))


def missed_by(before: Atlas, after: Version, limit: Constraint | None) -> Finding | None:
    """What is to be told of a future that improves something else than what limits the map before; None of others."""
    calendar = before.calendar.times
    if not after.name.startswith("future/") or after.atlas.calendar.times != calendar:
        return None
    stream = before.map_or_blank(ValueStreamMap)
    return missed(after.name, after.title, stream, after.stream, limit, calendar)


def wanted(plain: Plain, sampling: Sampling) -> list[Pair]:
    """Every future, and the ideal, against the current map."""
    known = [name for name in names(plain) if name.startswith("future/") or name == IDEAL]
    return [pair_of(plain, plain, CURRENT, name, sampling) for name in known]


def readings(pair: Pair, calendar: Calendar) -> Iterator[str]:
    """The same change read in working and in calendar time, where that makes a difference, and why."""
    if pair.before.atlas.calendar.times != pair.after.atlas.calendar.times:
        yield "The two maps have different calendars; their times are compared as working time of their own."
        return
    one = pair.found.differences.get("lead_time_with_rework")
    if one is None or one.shown is None or pair.working is None or pair.elapsed is None or calendar == ELAPSED:
        return
    elapsed = (1 + one.shown) * (1 + pair.elapsed) / (1 + pair.working) - 1 if pair.working > -1 else pair.elapsed
    if abs(one.shown - elapsed) > DIFFERENT_READING:
        yield (
            f"In working time that is {percent(one.shown)}, in calendar time {percent(elapsed)}. Both are right: "
            f"a week holds {calendar.days_per_week:g} working days of {calendar.hours_per_day:g} hours, "
            "but 7 days of 24, so the two count days and weeks differently."
        )


def percent(share: float) -> str:
    """A change with its sign: ``−87%``."""
    return f"{share * 100:+.0f}%".replace("-", "−")


def limits(found: Comparison) -> Iterator[str]:
    """What limits the stream before and after."""
    names = [limit.found.name if limit is not None else "" for limit in (found.before, found.after)]
    if names[0] and names[1]:
        before = capital(names[0])
        stays = f"{before} stays the constraint."
        yield stays if names[0] == names[1] else f"{before} was the constraint; then it is {names[1]}."


def change_of_field(field: str, before: str, after: str) -> str:
    """One changed field in words: ``wait time 3 d becomes 1 d``."""
    name = field_in_words(field)
    if not before:
        return f"{name} now {after}"
    return f"{name} {before} becomes {after}" if after else f"{name} {before} gone"


PLAINER = {"percent_complete_accurate": "usable as it is (%C&A)", "share": "share of items"}
"""Fields whose short title only those know who have seen the map."""


def field_in_words(field: str) -> str:
    """What people call a field of a step, as it stands in a sentence."""
    if field in PLAINER:
        return PLAINER[field]
    declared = fields_of(Step).get(field)
    title = declared.title if declared is not None else field
    return title if title[:2].isupper() or not title[0].isalpha() else title[0].lower() + title[1:]


def told(one: Trace) -> str:
    """What became of a step, in words."""
    if one.kind == "added":
        return ", ".join(f"{field_in_words(field)} {after}" for field, _, after in one.changes)
    if one.kind == "merged":
        return f"stands for {', '.join(one.ids)}"
    if one.kind == "split":
        return f"becomes {', '.join(one.new_ids)}"
    return "; ".join(change_of_field(*change) for change in one.changes)


def gap_to_ideal(ideal: Pair) -> float | None:
    """How much of the lead time the ideal would save, 0 to 1; None where that cannot be told."""
    one = ideal.found.differences.get("lead_time_with_rework")
    return -one.share if one is not None and one.share is not None else None


def reach_of(pair: Pair, ideal: Pair | None) -> float | None:
    """How much of what the ideal would save a version saves, 0 to 1 and beyond; None where that cannot be told."""
    if ideal is None or pair.after.name == IDEAL:
        return None
    mine, most = (one.found.differences.get("lead_time_with_rework") for one in (pair, ideal))
    if mine is None or most is None or not mine.share or not most.share:
        return None
    return mine.share / most.share
