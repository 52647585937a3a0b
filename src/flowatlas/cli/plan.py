"""``flowatlas plan``: the roadmap, what its items should do, and what they did."""

import json
import math
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import (
    Opened,
    anonymous_option,
    atlas_argument,
    json_option,
    label_option,
    open_atlas,
    sampling_options,
    terms,
)
from flowatlas.cli.terminal import faint, heading, say, shortened, table
from flowatlas.drawing.text import safe
from flowatlas.drawing.told import name_of
from flowatlas.maps.roadmap import (
    ABOUT_EFFECTS,
    LANE_TITLES,
    NAMED_LANES,
    VERDICTS,
    Decision,
    Prospects,
    RoadmapMap,
    change_in_words,
    decision_in_words,
    gain_in_words,
    lane_of,
    lanes,
    lost_in_words,
    newest_first,
    period_of,
)
from flowatlas.metrics.report import report
from flowatlas.metrics.study import Study, worked_of
from flowatlas.model.gain import Gain
from flowatlas.model.glossary import Labels
from flowatlas.model.path import join, split
from flowatlas.model.picture import Worked
from flowatlas.model.quick_fix import Fix, QuickFixes
from flowatlas.store.file import LocatedFinding

LONGEST_NAME, LONGEST_OWNER = 60, 24
MOST_LISTED = 8


@click.command(epilog=terms("lead_time_with_rework", "target", "quick_fix"))
@atlas_argument
@json_option
@anonymous_option
@label_option
@sampling_options
def plan(
    file: str, *, as_json: bool, anonymous: bool, labels: Labels, seed: int, draws: int, is_independent: bool
) -> None:
    """Show the roadmap: what each item should do, what was read since, and the quick fixes.

    FILE is atlas.yaml by default; - is standard input. Exits with 1 if the atlas has an error.
    """
    opened = open_atlas(file, anonymous=anonymous)
    found = report(opened.atlas, draws=draws, seed=seed, is_independent=is_independent)
    shown = _Plan(opened, worked_of(Study(opened.plain, opened.atlas, found)), labels)
    if as_json:
        click.echo(json.dumps(shown.plain(), ensure_ascii=False, allow_nan=False, indent=2))
    else:
        for line in shown.lines():
            say(line)
    sys.exit(has_error(opened.findings))


class _Plan:
    """The roadmap of an atlas with what the figures say of it."""

    def __init__(self, opened: Opened, worked: Worked, labels: Labels) -> None:
        self.opened, self.labels, self.atlas = opened, labels, opened.atlas
        self.roadmap = opened.atlas.map_or_blank(RoadmapMap)
        self.known = worked.of(Prospects)
        fixes = worked.of(QuickFixes)
        self.fixes: tuple[Fix, ...] = fixes.open if fixes is not None else ()
        self.calendar = opened.atlas.calendar.times

    @property
    def _has_effects(self) -> bool:
        return self.known is not None and any(one.gain is not None for one in self.known.items.values())

    # For people -----------------------------------------------------------------------------------------------------

    def lines(self) -> Iterator[str]:
        """All of it, as text."""
        yield heading(self.atlas.title or self.opened.name)
        about = [self.calendar.text, self.labels.applied(ABOUT_EFFECTS) if self._has_effects else ""]
        yield faint(" · ".join(part for part in about if part))
        yield ""
        if not self.roadmap.items:
            yield "Nothing is planned yet. Write what is done first under roadmap: items:"
            yield "  standard: {title: Agree on one standard contract, lane: now, owner: Raj}"
            yield ""
        for lane in lanes(self.roadmap):
            yield from self._lane(lane)
        yield from self._remarks()
        yield from self._readings()
        yield from self._decisions()
        yield from self._fixes()
        yield from self._findings()

    def _lane(self, lane: str) -> Iterator[str]:
        item_ids = lanes(self.roadmap)[lane]
        if not item_ids:
            return
        yield heading(LANE_TITLES.get(lane, lane))
        together = next((one for one in self.known.lanes if one.lane == lane), None) if self.known else None
        if together is not None and together.gain is not None:
            words = self.labels.applied(together.in_words(self.calendar))
            yield f"  {'Together' if lane == NAMED_LANES[0] else 'With all before'}: {words}"
        rows = []
        for item_id in item_ids:
            item = self.roadmap.items[item_id]
            one = self.known.items.get(item_id) if self.known else None
            gain = one.gain if one is not None else None
            rows.append(
                [
                    {"done": "✓", "blocked": "✗", "in progress": "›"}.get(item.status or "", "·"),
                    shortened(safe(name_of(item, item_id)), LONGEST_NAME),
                    shortened(safe(item.owner or ""), LONGEST_OWNER),
                    safe(item.status or ""),
                    safe(f"due {item.due}" if item.due else ""),
                    self._gain(gain) if gain is not None else faint("effect not known") if item.future else "",
                ]
            )
        yield from table(rows)
        if not lane and self.known:
            for item_id in item_ids:
                one = self.known.items[item_id]
                if "unknown" not in {one.importance.kind, one.feasibility.kind}:
                    yield f"  “{self._name(item_id)}” would stand in {one.lane}, by its place on the plot"
        yield ""

    def _gain(self, gain: Gain) -> str:
        return self.labels.applied(gain_in_words(gain, self.calendar))

    def _remarks(self) -> Iterator[str]:
        """What items do to each other, what no item takes up, and what does not fit together."""
        known = self.known
        if known is None:
            return
        if known.interaction:
            yield known.interaction
        odd = [*known.clashes]
        for item_id, one in known.items.items():
            odd += [f"{lost_in_words(self._name(item_id), move)}." for move in one.lost]
        yield from map(safe, odd)
        if known.interaction or odd:
            yield ""
        for future_id, paths in known.unclaimed.items():
            if not paths:
                continue
            future = self.atlas.future.get(future_id)
            title = name_of(future, future_id) if future is not None else future_id
            yield heading(f"In “{title}”, but no item does it ({len(paths)})")
            yield from (f"  · {safe(self._change(path))}" for path in paths[:MOST_LISTED])
            if len(paths) > MOST_LISTED:
                yield f"  and {len(paths) - MOST_LISTED} more"
            yield ""

    def _change(self, path: str) -> str:
        _, future_id, _, own = split(path)
        return change_in_words(self.atlas, own, self.atlas.future[future_id].changes.get(own))

    def _readings(self) -> Iterator[str]:
        found = {item_id: one.reading for item_id, one in (self.known.items if self.known else {}).items()}
        rows = [
            [
                reading.on,
                VERDICTS[reading.verdict],
                shortened(self._name(item_id), LONGEST_NAME),
                safe(f"{reading.text}: {reading.why}"),
            ]
            for item_id, reading in found.items()
            if reading is not None
        ]
        if rows:
            yield heading("What was read")
            yield from table(rows)
            yield ""

    def _decisions(self) -> Iterator[str]:
        decisions = self.roadmap.decisions
        if not decisions:
            return
        again = self._due_again()
        if again:
            yield heading("Decisions to look at again")
            yield from (f"  · {safe(decision_in_words(self.atlas, decisions[key], key))}" for key in again)
            yield ""
        others = [(key, decision) for key, decision in newest_first(decisions) if key not in again]
        if others:
            yield heading("Decisions")
            yield from table(
                [[decision.on or "", safe(decision_in_words(self.atlas, decision, key))] for key, decision in others]
            )
            yield ""

    def _due_again(self) -> list[str]:
        """Decisions whose date to look at them again has come, the oldest first."""
        today = date.today()  # noqa: DTZ011 - people write local dates

        def when(decision: Decision) -> date | None:
            period = period_of(decision.revisit) if decision.revisit else None
            return period.start if period else None

        found = [
            (due, key)
            for key, decision in self.roadmap.decisions.items()
            if (due := when(decision)) is not None and due <= today and decision.status != "evaluated"
        ]
        return [key for _, key in sorted(found)]

    def _fixes(self) -> Iterator[str]:
        if not self.fixes:
            return
        yield heading(self.labels.applied("Quick fixes"))
        rows = [
            [
                "·",
                shortened(safe(fix.text), LONGEST_NAME),
                shortened(safe(fix.where), LONGEST_NAME),
                safe(fix.owner),
                safe(fix.told),
            ]
            for fix in self.fixes[:MOST_LISTED]
        ]
        yield from table(rows)
        if len(self.fixes) > MOST_LISTED:
            yield f"  and {len(self.fixes) - MOST_LISTED} more"
        yield ""

    def _findings(self) -> Iterator[str]:
        found = self._own_findings()
        if found:
            yield heading("Worth a look")
            yield from (f"  · {safe(one.finding.message)}; {safe(one.finding.hint)}" for one in found)

    def _own_findings(self) -> list[LocatedFinding]:
        section = self.roadmap.section
        return [one for one in self.opened.findings if split(one.finding.path)[:1] == [section]]

    def _name(self, item_id: str) -> str:
        return safe(name_of(self.roadmap.items[item_id], item_id))

    # For programs ---------------------------------------------------------------------------------------------------

    def plain(self) -> dict[str, Any]:
        """All of it, as plain values; times are seconds of working time, shares and chances 0 to 1."""
        known = self.known
        calendar = self.atlas.calendar
        return {
            "title": self.atlas.title,
            "calendar": {"hours_per_day": calendar.hours_per_day, "days_per_week": calendar.days_per_week},
            "lanes": [self._plain_lane(lane, item_ids) for lane, item_ids in lanes(self.roadmap).items()],
            "items": {item_id: self._plain_item(item_id) for item_id in self.roadmap.items},
            "interaction": known.interaction if known else "",
            "clashes": list(known.clashes) if known else [],
            "unclaimed": {key: list(paths) for key, paths in known.unclaimed.items()} if known else {},
            "futures": {key: _plain_gain(gain) for key, gain in known.wholes.items()} if known else {},
            "decisions_to_revisit": self._due_again(),
            "quick_fixes": [fix._asdict() for fix in self.fixes],
            "findings": [
                {"path": one.finding.path, "severity": one.finding.severity.value, "message": one.finding.message}
                for one in self._own_findings()
            ],
        }

    def _plain_lane(self, lane: str, item_ids: list[str]) -> dict[str, Any]:
        one = next((one for one in self.known.lanes if one.lane == lane), None) if self.known else None
        return {
            "lane": lane,
            "items": item_ids,
            "together": _plain_gain(one.gain if one else None),
            "added_up": one.added_up if one else None,
            "not_known": one.untold if one else len(item_ids),
        }

    def _plain_item(self, item_id: str) -> dict[str, Any]:
        item = self.roadmap.items[item_id]
        one = self.known.items[item_id] if self.known else None
        reading = one.reading if one else None
        return {
            "path": f"{self.roadmap.section}/items/{join(item_id)}",
            "title": name_of(item, item_id),
            "lane": lane_of(item),
            "owner": item.owner,
            "status": item.status or "not started",
            "due": item.due,
            "effect": _plain_gain(one.gain if one else None),
            "why_no_effect": one.why if one else "",
            "importance": one.importance._asdict() if one else None,
            "feasibility": one.feasibility._asdict() if one else None,
            "proposed_lane": one.lane if one else None,
            "reading": reading._asdict() if reading else None,
            "moves_that_match_nothing": list(one.lost) if one else [],
        }


def _plain_gain(gain: Gain | None) -> dict[str, float | None] | None:
    if gain is None:
        return None
    return {
        name: value if value is not None and math.isfinite(value) else None for name, value in gain._asdict().items()
    }
