"""Quick fixes: what can be put right at once, gathered from all maps and ranked by effect for effort."""

import math
from collections.abc import Iterator, Mapping

from flowatlas.maps.dependency import DependencyMap
from flowatlas.maps.step import QuickFix, Step
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError
from flowatlas.metrics.study import Study, derives
from flowatlas.model.calendar import Calendar
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.quick_fix import Fix, QuickFixes
from flowatlas.model.wording import rounded


@derives(QuickFixes)
def quick_fixes(study: Study) -> QuickFixes:
    """Quick fixes in the order in which they are worth doing.

    First those that say what they save, by what they save a week (time of an item x demand) for each hour of effort;
    without an effort, or where demand is not known, by what they save. Then the others, by how much of the lead time is
    spent at their step with the gap before it, which is the most that they could touch.
    """
    sources = list(_sources(study))
    shares, weekly = _shares(study), _items_a_week(study)
    calendar = study.atlas.calendar.times
    found = [
        _fix(path, name, fix, shares.get(step_path), weekly, calendar)
        for path, step_path, name, fix in sources
        if not fix.done
    ]
    return QuickFixes(tuple(sorted(found, key=_rank)), sum(fix.done for *_, fix in sources))


def _sources(study: Study) -> Iterator[tuple[str, str, str, QuickFix]]:
    """Every quick fix: its full path, that of its step, what the step is called, and itself."""

    def of(section: str, steps: Mapping[str, Step]) -> Iterator[tuple[str, str, str, QuickFix]]:
        for step_id, step in steps.items():
            path = join(section, "steps", step_id)
            for key, fix in step.quick_fixes.items():
                yield f"{path}/quick_fixes/{join(key)}", path, step.name or step_id.replace("-", " "), fix

    yield from of("current", study.stream.steps)
    inside = study.atlas.map(DependencyMap)
    if inside is not None:
        yield from of(DependencyMap.section, inside.steps)


def _shares(study: Study) -> dict[str, float]:
    """Which part of the lead time with rework each step takes with the gap before it, 0 to 1, by full path."""
    samples = study.report.samples
    if not study.stream.steps or samples.is_blank:
        return {}
    center = samples.center
    passage = Passage(center, with_rework=True)
    visits, whole = passage.visits(), float(passage.time(0, 1)[0])
    if not whole or not math.isfinite(whole):
        return {}
    found = {}
    for step_id in center.stream.steps:
        own = visits.steps[step_id] * center.process(step_id) + visits.gaps[step_id] * center.wait(step_id)
        found[join("current", "steps", step_id)] = min(float(own[0]) / whole, 1.0)
    return found


def _items_a_week(study: Study) -> float | None:
    center = study.report.samples.center
    try:
        return float(center.demand()[0]) * study.atlas.calendar.times.unit_seconds("wk")
    except CannotSayError:
        return None


def _fix(path: str, where: str, fix: QuickFix, share: float | None, items: float | None, calendar: Calendar) -> Fix:
    effort = fix.effort.middle if fix.effort is not None and fix.effort.points else None
    saved = fix.saves.middle if fix.saves is not None and fix.saves.points else None
    weekly = saved * items if saved is not None and items is not None else None
    ratio = weekly / effort if weekly is not None and effort else None
    told = _told(saved, weekly, effort, share, calendar)
    name = fix.text or path.rpartition("/")[2].replace("-", " ")
    return Fix(path, name, where, fix.owner or "", effort, saved, weekly, ratio, share, told)


def _told(
    saved: float | None, weekly: float | None, effort: float | None, share: float | None, calendar: Calendar
) -> str:
    """What the place of a quick fix in the list rests on."""
    costs = f" for {Duration.say(effort, calendar, is_rough=True)} of work" if effort else ""
    if weekly is not None:
        return f"saves {rounded(weekly / 3600, is_rough=True)} h a week over all items{costs}"
    if saved is not None:
        return f"saves {Duration.say(saved, calendar, is_rough=True)} for each item{costs}"
    part = ""
    if share is not None:
        part = f"; {Share.say(share, calendar, is_rough=True)} of the time is spent here and in the wait before"
    return f"{costs.removeprefix(' for ') or 'effort not said'}, what it saves nobody has said{part}"


def _rank(fix: Fix) -> tuple[int, float]:
    if fix.ratio is not None:
        return 0, -fix.ratio
    if fix.saved is not None:
        return 1, -fix.saved
    return (2, -fix.share) if fix.share is not None else (3, 0.0)
