"""A measurement: what a log says of a map that is there, as changes of it; what no log knows stays as believed."""

from collections.abc import Iterator, Sequence
from typing import Any

from flowatlas.discover.atlas import AGAIN, record_of, repeated
from flowatlas.discover.figures import per_pass, percent, rate_of, share_of, spread_of
from flowatlas.discover.mapping import Hours
from flowatlas.discover.overlay.matching import Match
from flowatlas.discover.times.measured import MeasuredMap, MeasuredStep, Spread
from flowatlas.maps.step import Step
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.atlas import DAYS, Atlas
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.finding import Severity
from flowatlas.model.overlay import lay
from flowatlas.model.path import Change, Plain, is_inside, join
from flowatlas.model.quantity import Duration
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.text import Text

SECTION = ValueStreamMap.section


def hours_of(atlas: Atlas) -> Hours:
    """When work is done as the calendar of an atlas says it, so that measured times are told in its days and weeks."""
    known = atlas.calendar.hours
    zone = atlas.calendar.time_zone
    if atlas.calendar.times == ELAPSED and not known.holidays:
        return Hours(elapsed=True, time_zone=zone)
    closes = (known.opens + known.hours_per_day * 3600) % 86_400 or 86_400
    return Hours(
        opens=_clock(known.opens),
        closes=_clock(closes),
        workdays=[DAYS[day] for day in known.workdays],
        holidays=[day.isoformat() for day in sorted(known.holidays)],
        time_zone=zone,
    )


def _clock(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes // 60:02}:{minutes % 60:02}"


def measurement_of(measured: MeasuredMap, plain: Plain, matches: Sequence[Match], title: str | None = None) -> Plain:
    """What the log says of the map of a document, as a measurement: changes by path, and where they come from.

    Only what the log knows is changed. Where it tells no more than when a step was finished, the time since the step
    before holds the work as well: the believed process time stays and is taken from it, and ``reason`` says so.
    """
    atlas = read_atlas(plain).atlas
    calendar = atlas.calendar.times
    record = record_of(measured, calendar)
    found = _Changes(measured, atlas.map_or_blank(ValueStreamMap), matches, calendar)
    changes = found.fitting(plain)
    told = " ".join(one for one in (record.pop("reason", None), *found.reasons) if one)
    activities = {name: one.step for one in matches if one.step is not None for name in _names(one)}
    unmatched = [name for one in matches if one.step is None for name in _names(one)]
    parts: Plain = {"title": title, **record, "reason": told, "activities": activities, "unmatched": unmatched}
    return {**{key: value for key, value in parts.items() if value}, "changes": changes}


def changes_of(key: str, measurement: Plain) -> list[Change]:
    """The changes of an atlas that add a measurement, or put it in the place of the one of this id."""
    return [Change(f"{SECTION}/measurements/{join(key)}", measurement)]


def with_measurement(text: Text, key: str, measurement: Plain) -> Text:
    """The text of an atlas with a measurement of this id; all other lines stay as they are, comments included.

    Raises:
        ChangeRefusedError: the text cannot hold it.
    """
    return text.changed(changes_of(key, measurement))


def _names(one: Match) -> tuple[str, ...]:
    return one.activities or (one.name,)


class _Changes:
    """The values of a map that a log knows, by path relative to it; ``reasons`` say what was made of them."""

    def __init__(
        self, measured: MeasuredMap, stream: ValueStreamMap, matches: Sequence[Match], calendar: Calendar
    ) -> None:
        self.measured, self.stream, self.calendar = measured, stream, calendar
        self.step_of = [one.step for one in matches]
        self.reasons: list[str] = []

    def fitting(self, plain: Plain) -> Plain:
        """All values that the map can hold; what it cannot, such as a way back into a branch, is told instead."""
        changes = dict(self.all())
        current = plain.get(SECTION) or {}
        before = {(one.path, one.message) for one in read_atlas(plain).findings}
        for finding in read_atlas(tidy({**plain, SECTION: lay(current, changes)})).findings:
            if finding.severity is not Severity.ERROR or (finding.path, finding.message) in before:
                continue
            path = finding.path.removeprefix(f"{SECTION}/")
            unfit = [one for one in changes if is_inside(one, path) or is_inside(path, one)]
            for one in unfit:
                del changes[one]
            if unfit:
                about = self.stream.name_of(path)
                self.reasons.append(
                    f"What the log says of {about} does not fit the map and was left out: {finding.message}."
                )
        return changes

    def all(self) -> Iterator[tuple[str, Any]]:
        """Every value in the order of the map."""
        yield from self._known("demand", rate_of(self.measured.demand, self.calendar))
        holding: list[str] = []
        for step_id, step in self.stream.steps.items():
            places = [place for place, other in enumerate(self.step_of) if other == step_id]
            if places:
                yield from self._of_step(step_id, step, places, holding)
        yield from self._known("final_wait", spread_of(self.measured.final_wait, self.calendar))
        if holding:
            named = ", ".join(f"“{name}”" for name in holding[:3])
            more = f" and {len(holding) - 3} more" if len(holding) > 3 else ""
            self.reasons.append(
                f"The log does not tell when work was begun on {named}{more}: the believed process time was kept and "
                "taken from the time since the step before."
            )

    @staticmethod
    def _known(path: str, value: Any) -> Iterator[tuple[str, Any]]:
        if value is not None:
            yield path, value

    def _of_step(
        self, step_id: str, believed: Step, places: list[int], holding: list[str]
    ) -> Iterator[tuple[str, Any]]:
        path, first = f"steps/{join(step_id)}", self.measured.steps[places[0]]
        last = self.measured.steps[places[-1]]
        wait = first.wait
        if first.process is None and wait is not None:
            wait = self._without_work(wait, believed.process_time)
            holding.append(self.stream.step_name(step_id))
        yield from self._known(f"{path}/wait_time", spread_of(wait, self.calendar))
        if len(places) == 1:
            yield from self._known(f"{path}/process_time", spread_of(first.process, self.calendar))
        else:
            names = ", ".join(f"“{self.measured.steps[place].name}”" for place in places)
            self.reasons.append(
                f"{names} are one step of the map and were measured apart, so that its process time is not known."
            )
        if last.percent_complete_accurate is not None:
            value = share_of(last.percent_complete_accurate, last.passes)
            yield f"{path}/percent_complete_accurate", value
        if len(places) == 1:
            yield from self._share(path, step_id, first)
        yield from self._rework(path, step_id, believed, last)
        share = repeated(first)
        if len(places) == 1 and share > 0 and not self._has_ways_back:
            yield f"{path}/rework/{AGAIN}", {"to": step_id, "share": share_of(min(share, 0.99))}
        if last.work_in_progress:
            here = sum(self.measured.steps[place].work_in_progress for place in places)
            yield f"{path}/work_in_progress", f"{here} measured"

    @property
    def _has_ways_back(self) -> bool:
        """Whether the map or the log tells where items go back to; else steps are repeated as often as was seen."""
        return bool(self.stream.shape.links) or any(step.rework for step in self.measured.steps)

    def _without_work(self, wait: Spread, process: Duration | None) -> Spread:
        """The time since the step before, less what the work is believed to take of it."""
        if process is None or not process.points:
            return wait
        work = process.middle
        return wait._replace(
            **{
                name: max(value - work, 0.0)
                for name in Spread._fields[:4]
                if (value := getattr(wait, name)) is not None
            }
        )

    def _share(self, path: str, step_id: str, found: MeasuredStep) -> Iterator[tuple[str, Any]]:
        """How many take this way, where the map has a choice there, or nothing beside it that would become one."""
        shape = self.stream.shape
        beside = [other for other in shape.successors.values() if step_id in other and len(other) > 1]
        if self.stream.steps[step_id].share is not None or (found.share < 1 and not beside):
            yield f"{path}/share", f"{percent(min(found.share, 1.0))}% measured"

    def _rework(self, path: str, step_id: str, believed: Step, found: MeasuredStep) -> Iterator[tuple[str, Any]]:
        """Ways back that the map has get their figures; those that it does not have are added."""
        links = {link.to: key for key, link in believed.rework.items()}
        for link in found.rework:
            to = self.step_of[link.to]
            if to is None or self.stream.shape.place[to] > self.stream.shape.place[step_id]:
                continue
            share = share_of(per_pass(link, found), found.passes)
            wait = spread_of(link.wait, self.calendar)
            where = f"{path}/rework/{join(links.get(to, to))}"
            if to in links:
                yield f"{where}/share", share
                yield from self._known(f"{where}/wait_time", wait)
            else:
                yield where, {"to": to, "share": share, **({} if wait is None else {"wait_time": wait})}
        seen = {self.step_of[link.to] for link in found.rework}
        for to in links:
            if to in self.step_of and to not in seen:
                names = f"from “{self.stream.step_name(step_id)}” to “{self.stream.step_name(str(to))}”"
                self.reasons.append(f"The log shows no way back {names} worth a link; what is believed of it stays.")
