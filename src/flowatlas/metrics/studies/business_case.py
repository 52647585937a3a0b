"""The business case: what a future saves and costs, on common draws, so that what we doubt twice cancels out.

Formulas: hours saved x rate, faults avoided x their cost, other gains less running cost make a month; over some months,
less what is paid once, that is the total. Return is total / investment, payback investment / net a month.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from flowatlas.maps.roadmap import RoadmapItem, lanes, period_of
from flowatlas.metrics.compare import compare
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.studies.case.parts import (
    Part,
    Priced,
    Scope,
    amount_of,
    largest,
    payback_of,
    product,
    return_on,
    total_of,
    typed,
)
from flowatlas.metrics.studies.case.prices import priced
from flowatlas.metrics.studies.case.savings import Savings
from flowatlas.metrics.studies.case.traps import traps
from flowatlas.metrics.studies.case.words import (
    Found,
    answers,
    assumptions,
    compared,
    headline,
    money,
    plain_number,
    target_then,
)
from flowatlas.metrics.studies.moves import (
    chain_of,
    changes_of_future,
    changes_of_items,
    claimed,
    own_changes,
    roadmap_of,
)
from flowatlas.metrics.study import Study, derives
from flowatlas.metrics.target import chance_of_target
from flowatlas.model.case import TO_MAKE_IT_MONEY, Amount, BusinessCase, Case, CaseLine, Clearing, LaneCases
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration
from flowatlas.model.wording import capital, listed

MONTHS = 12
MOST_MONTHS = 120
WITHIN = 12
"""Months within which a case should pay back."""

QUEUE = "queue_clearing"


@derives(BusinessCase)
def business_case(study: Study) -> BusinessCase | None:
    """The case for every future that is no circle; None where there is no future, or no step to change."""
    if not study.atlas.future or not study.stream.steps:
        return None
    cases = []
    for future_id, future in study.atlas.future.items():
        chain = chain_of(study, future_id)
        if chain:
            items = {key: item for key, item in roadmap_of(study).items.items() if item.future in chain}
            title = future.title or future_id
            changes = changes_of_future(study, future_id)
            cases.append(_case(study, Scope(f"future/{join(future_id)}", title, changes, chain, items)))
    return BusinessCase(tuple(cases), study.atlas.calendar.times.text, _dated(study))


@derives(LaneCases)
def lane_cases(study: Study) -> LaneCases | None:
    """The case for the lanes of the roadmap, each with all lanes before it; None where no item changes the map.

    Other costs and gains of the economics belong to whole futures: a lane counts them as soon as nothing is missing.
    """
    roadmap = roadmap_of(study)
    if not study.stream.steps:
        return None
    taken: dict[str, RoadmapItem] = {}
    cases: list[Case] = []
    named: list[str] = []
    for lane, item_ids in lanes(roadmap).items():
        # What names no future changes nothing that could be reckoned, so that its cost would stand alone.
        known = {item_id: roadmap.items[item_id] for item_id in item_ids}
        taken.update({item_id: item for item_id, item in known.items() if item.future is not None})
        changes = changes_of_items(study, taken) if item_ids else {}
        if changes:
            chain = tuple({one for item in taken.values() for one in chain_of(study, item.future)})
            named.append(lane or "what has no lane")
            title = listed(named)
            title = capital(title)
            is_part = bool(study.atlas.economics.lines) and not _is_whole(study, taken)
            title += ", without other costs and gains" if is_part else ""
            scope = Scope(f"roadmap/{join(lane)}", title, changes, chain, dict(taken), is_part)
            cases.append(_case(study, scope))
    return LaneCases(tuple(cases)) if cases else None


def _is_whole(study: Study, taken: Iterable[str]) -> bool:
    """Whether roadmap items make every change of the futures that they are about."""
    done: dict[str, set[str]] = {}
    for item_id in taken:
        future = roadmap_of(study).items[item_id].future
        if future is not None:
            done.setdefault(future, set()).update(claimed(study, item_id))
    return all(own_changes(study, future).keys() <= paths for future, paths in done.items())


def _case(study: Study, scope: Scope) -> Case:
    """All of it, in figures and in words."""
    savings = Savings(study, scope.changes)
    demand, of_item = savings.demand(), savings.hours_of_item()
    left_out = savings.left_out
    for key, item in roadmap_of(study).items.items():
        if item.future is None and (item.cost is not None or item.effort is not None):
            left_out.append(f"{item.title or key}: it names no future, so that its cost is in no sum")
    if demand is None:
        left_out.append("how many items a month there are: add demand, such as 8/wk")
    hours = product(of_item, demand)
    lines = priced(scope, savings, hours, demand)
    if not lines.is_named:
        lines = lines._replace(monthly=[], once=[])
        left_out.append(TO_MAKE_IT_MONEY)
    if lines.is_mixed:
        lines = lines.unsummed()
    else:
        left_out += [f"{part.title}: {part.how}" for part in (*lines.monthly, *lines.once) if part.draws is None]
    months = _months(study)
    found = _found(lines, months, hours, of_item)
    calendar, then = study.atlas.calendar.times, study.stream_with(scope.changes)
    center = savings.before.center
    comparison = compare(
        study.stream, then, calendar, draws=study.draws, seed=center.seed, is_independent=center.is_independent
    )
    rows = compared(comparison, study.stream, then, calendar)
    reached = target_then(chance_of_target(study.atlas, savings.after))
    overlooked = tuple(traps(study, scope, lines, found, rows[0]))
    changed = len(savings.whole_process), len(savings.likely)
    assumed = tuple(assumptions(study.atlas, found, _typed_demand(study), changed, is_part=scope.is_part))
    return Case(
        name=scope.name,
        title=scope.title,
        headline=f"{headline(found, rows)} {reached}".strip(),
        answers=answers(found, rows, assumed, overlooked, sum(one != TO_MAKE_IT_MONEY for one in left_out)),
        compared=rows,
        hours=found.hours,
        hours_per_item=found.of_item,
        monthly=tuple(_line(part, found.currency) for part in lines.monthly),
        once=tuple(_line(part, found.currency) for part in lines.once),
        net=found.net,
        invested=found.invested,
        total=found.total,
        roi=found.roi,
        payback=found.payback,
        chance=found.chance,
        course=tuple(amount_of(draws, money, found.currency) for draws in _course(lines, months)),
        clearing=tuple(_clearing(study, scope.changes)),
        assumptions=assumed,
        left_out=tuple(dict.fromkeys(left_out)),
        traps=overlooked,
        months=months,
        currency=found.currency,
    )


def _found(lines: Priced, months: int, hours: Draws | None, of_item: Draws | None) -> Found:
    """What the lines add up to."""
    currency = "" if lines.is_mixed else next(iter(lines.currencies), "")
    net, invested, course = total_of(lines.monthly), total_of(lines.once), _course(lines, months)
    total = course[-1] if course else None
    chance = payback = None
    if net is not None and invested is not None:
        chance = float((WITHIN * net + invested >= -1e-9 * np.abs(invested)).mean())
        payback = payback_of(net, -invested)
    return Found(
        currency=currency,
        months=months,
        hours=None if hours is None else amount_of(hours, plain_number, "h"),
        of_item=None if of_item is None else amount_of(of_item, plain_number, "h"),
        net=_worth(net, currency),
        running=_worth(total_of(part for part in lines.monthly if not part.is_gain), currency),
        invested=_worth(invested, currency),
        total=_worth(total, currency),
        roi=None if total is None or invested is None else return_on(total, -invested),
        payback=payback,
        open_costs=0 if lines.is_mixed else sum(part.draws is None for part in lines.once if not part.is_gain),
        largest=largest(lines.monthly),
        chance=chance,
    )


def _course(lines: Priced, months: int) -> list[Draws]:
    """What is left after each month, from none on; nothing where a month or what is paid once is not known."""
    net, invested = total_of(lines.monthly), total_of(lines.once)
    if net is None or invested is None:
        return []
    return [month * net + invested for month in range(months + 1)]


def _worth(draws: Draws | None, currency: str) -> Amount | None:
    return None if draws is None else amount_of(draws, money, currency)


def _line(part: Part, currency: str) -> CaseLine:
    return CaseLine(part.path, part.title, part.how, _worth(part.draws, currency))


def _months(study: Study) -> int:
    months = study.atlas.economics.months
    if months is None or not months.points:
        return MONTHS
    return min(max(round(months.middle), 1), MOST_MONTHS)


def _typed_demand(study: Study) -> str:
    demand = study.stream.demand
    if demand is None or demand.is_open:
        return ""
    return typed(demand) if demand.prior is None else f"likely {typed(demand.prior)}"


def _clearing(study: Study, changes: Mapping[str, Any]) -> Iterator[Clearing]:
    """When everybody who waits now would be served: one item at a time, and as many at once as the map says."""
    stream, after = study.stream, study.stream_with(changes)
    if stream.backlog is None or not stream.backlog.points:
        return
    ways: list[tuple[str, dict[str, Any]]] = [("one at a time", {"in_parallel": 1})]
    sides = [one.in_parallel for one in (stream, after)]
    if all(one is not None and one.points for one in sides):
        counts = list(dict.fromkeys(typed(one) for one in sides))
        if counts != ["1"]:
            ways.append((f"{', then '.join(counts)} at a time", {}))
    elif study.doubt(QUEUE) is not None:
        ways.append(("at the pace that people can keep", {}))
    for title, alike in ways:
        ends = [study.doubt(QUEUE, both) for both in (alike, {**changes, **alike})]
        if all(one is not None for one in ends):
            means = [float(np.mean(one)) for one in ends if one is not None]
            is_rough = any(one is not None and float(np.ptp(one)) > 0 for one in ends)
            texts = [
                Duration.say(one, study.atlas.calendar.times, words=True, is_rough=is_rough, beside=max(means))
                for one in means
            ]
            yield Clearing(title, means[0], means[1], texts[0], texts[1])


def _dated(study: Study) -> str:
    """The latest date that the map itself names; '' where it names none."""
    atlas, stream = study.atlas, study.stream
    found: list[object] = [one.on for one in atlas.iterations.values()]
    found += [one.to for one in stream.measurements.values()]
    found += [on for item in roadmap_of(study).items.values() if item.measure for on in item.measure.readings]
    dated = [period for one in found if one and (period := period_of(one)) is not None]
    return max(dated, key=lambda one: one.end).text if dated else ""
