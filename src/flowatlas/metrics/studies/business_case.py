"""The business case: what a future saves and costs, on common draws, so that what we doubt twice cancels out.

Formulas: hours saved x rate, faults avoided x their cost, other gains less running cost make a month; over some months,
less what is paid once, that is the total. Return is total / investment, payback investment / net a month.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from flowatlas.drawing.told import listed
from flowatlas.maps.roadmap import RoadmapItem, lanes, period_of
from flowatlas.metrics.compare import compare
from flowatlas.metrics.draws import Draws, bounded, generator, items, line_of, normal_deviates
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.rolled_percent_complete_accurate import rolled_percent_complete_accurate
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.samples import BLOCK
from flowatlas.metrics.studies.best_case import best_cases
from flowatlas.metrics.studies.case_in_words import (
    DELAYED,
    FAULTS,
    NOT_KNOWN,
    WORK,
    Found,
    answers,
    assumptions,
    compared,
    cut,
    headline,
    money,
    payback_in_words,
    plain_number,
    target_then,
)
from flowatlas.metrics.studies.roadmap import (
    chain_of,
    changes_of_future,
    changes_of_items,
    claimed,
    own_changes,
    roadmap_of,
)
from flowatlas.metrics.study import LEAD, Study, derives
from flowatlas.metrics.target import chance_of_target
from flowatlas.model.case import TO_MAKE_IT_MONEY, Amount, BusinessCase, Case, CaseLine, Clearing, Compared, LaneCases
from flowatlas.model.economics import EconomicLine
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.notation import Form
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration, Money, Quantity

MONTHS = 12
MOST_MONTHS = 120
MONTHS_PER_YEAR = 12
WITHIN = 12
"""Months within which a case should pay back."""

HOUR = 3600.0
QUEUE = "queue_clearing"
DELAY, HOUR_RATE = "economics/delay_per_item_week", "economics/hour"
MOSTLY = 0.5
"""A line that brings more than this share of all is told by name."""


class Part(NamedTuple):
    """A line while it is reckoned: draws of what it comes to, None where that is not known."""

    path: str
    title: str
    how: str
    draws: Draws | None
    is_gain: bool = True


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
            cases.append(_Reckoning(study, f"future/{join(future_id)}", title, changes, chain, items).case())
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
            title = f"{title[:1].upper()}{title[1:]}"
            is_part = bool(study.atlas.economics.lines) and not _is_whole(study, taken)
            title += ", without other costs and gains" if is_part else ""
            reckoning = _Reckoning(study, f"roadmap/{join(lane)}", title, changes, chain, taken, is_part=is_part)
            cases.append(reckoning.case())
    return LaneCases(tuple(cases)) if cases else None


def _is_whole(study: Study, taken: Iterable[str]) -> bool:
    """Whether roadmap items make every change of the futures that they are about."""
    done: dict[str, set[str]] = {}
    for item_id in taken:
        future = roadmap_of(study).items[item_id].future
        if future is not None:
            done.setdefault(future, set()).update(claimed(study, item_id))
    return all(own_changes(study, future).keys() <= paths for future, paths in done.items())


class _Reckoning:
    """One case while it is reckoned: the map before and after, and what was not known, taken as likely, or priced."""

    def __init__(
        self,
        study: Study,
        name: str,
        title: str,
        changes: Mapping[str, Any],
        chain: tuple[str, ...],
        items: Mapping[str, RoadmapItem],
        *,
        is_part: bool = False,
    ) -> None:
        self.study, self.name, self.title, self.changes = study, name, title, changes
        self.chain, self.items, self.is_part = chain, items, is_part
        self.economics = study.atlas.economics
        self.calendar = study.atlas.calendar.times
        self.month = self.calendar.unit_seconds("mo")
        self.before, self.after = study.samples(), study.samples(changes)
        self.left_out: list[str] = []
        self.likely: set[str] = set()
        self.whole_process: set[str] = set()
        self.currencies: dict[str, str] = {}

    # Draws ---------------------------------------------------------------------------------------------------------

    def _draws(self, function: Callable[[Sample, Sample], Draws | None]) -> Draws | None:
        """A figure of both maps over what we do not know, block by block; None where it cannot be told."""
        blocks = []
        for block in range(self.before.blocks):
            before, after = self.before.doubt(block), self.after.doubt(block)
            try:
                found = function(before, after)
            except CannotSayError:
                return None
            if found is None:
                return None
            blocks.append(np.broadcast_to(found, min(BLOCK, self.before.draws - block * BLOCK)))
        whole = bounded(np.concatenate(blocks)).astype(np.float64)
        return whole if np.isfinite(whole).all() else None

    def _stated(self, path: str, quantity: Quantity | None) -> Draws | None:
        """Draws of a figure that the map does not hold; None where nobody said how much it is.

        It is one figure for all items, so that a range is what we do not know of it.
        """
        known = quantity.prior if quantity is not None and quantity.is_unknown else quantity
        if known is None or not known.points:
            return None
        if isinstance(known, Money) and known.currency:
            self.currencies.setdefault(known.currency, path)
        line = line_of(known)
        if line is None:
            return np.full(1, known.middle)
        deviate = normal_deviates(generator(self.before.center.seed, "economics", path), self.before.draws)
        shift = line.doubt * deviate if len(line.levels) == 1 else np.zeros(1)
        return items(line, shift, deviate).astype(np.float64)

    # Time ----------------------------------------------------------------------------------------------------------

    def hours_of_item(self) -> Draws | None:
        """Hours of people's work that one item takes less, rework counted; None where no step can be compared."""
        unknown: set[str] = set()
        known: set[str] = set()

        def saved(before: Sample, after: Sample) -> Draws:
            sides = [(one, Passage(one, with_rework=True).visits().steps) for one in (before, after)]
            total = before.zero
            for step_id in dict.fromkeys([*before.stream.steps, *after.stream.steps]):
                if self._is_alike(step_id, sides):
                    continue
                today, then = (self._work(one, visits, step_id) for one, visits in sides)
                if today is None or then is None:
                    unknown.add(step_id)
                    continue
                known.add(step_id)
                total = total + today - then
            return total

        found = self._draws(saved)
        for step_id in sorted(unknown):
            self.left_out.append(f"hours of “{self._step(step_id)}”: nobody has said how long hands are on it")
        is_open = bool(unknown) and not known
        return None if found is None or is_open else found / HOUR

    def _is_alike(self, step_id: str, sides: Sequence[tuple[Sample, Mapping[str, Draws]]]) -> bool:
        (one, before), (other, after) = sides
        if step_id not in one.stream.steps or step_id not in other.stream.steps:
            return False
        is_same = one.stream.steps[step_id] == other.stream.steps[step_id]
        return is_same and bool(np.array_equal(before[step_id], after[step_id]))

    def _work(self, sample: Sample, visits: Mapping[str, Draws], step_id: str) -> Draws | None:
        """Seconds of work of one item in a step; nothing where it is automated, None where it cannot be told."""
        step = sample.stream.steps.get(step_id)
        if step is None:
            return sample.zero
        has_touch = step.touch_time is not None or any(part.touch_time is not None for part in step.steps.values())
        if step.automation == "automated" and not has_touch:
            return sample.zero
        outer, sample.used = sample.used, {}
        effort = sample.effort(step_id)
        used, sample.used = sample.used, outer
        if any(one.is_unknown and one.line is None for one in used.values()) or not np.isfinite(bounded(effort)).all():
            return None
        if any(one.is_unknown for one in used.values()):
            self.likely.add(step_id)
        if not has_touch:
            self.whole_process.add(step_id)
        return visits[step_id] * effort

    def demand(self) -> Draws | None:
        """Items a month, as today; None where nobody said."""
        found = self._draws(lambda before, _: before.demand())
        return None if found is None else found * self.month

    def faults(self) -> Draws | None:
        """Share of the items that get through right the first time on top of today's; None where that is not known."""
        before, after = self.study.stream, self.study.stream_with(self.changes)
        for step_id in before.steps.keys() & after.steps.keys():
            ratings = [stream.steps[step_id].percent_complete_accurate for stream in (before, after)]
            if (ratings[0] is None) != (ratings[1] is None):
                self.left_out.append(f"faults of “{self._step(step_id)}”: it is rated on one side only")
                return None

        def fewer(one: Sample, other: Sample) -> Draws:
            rolled = [rolled_percent_complete_accurate(sample) for sample in (one, other)]
            return np.asarray(rolled[1] - rolled[0])

        return self._draws(fewer)

    def weeks(self) -> Draws | None:
        """Weeks of working time that one item comes sooner, on average; None where that cannot be told."""
        before, after = self.study.doubt(LEAD), self.study.doubt(LEAD, self.changes)
        if before is None or after is None or not (np.isfinite(before).all() and np.isfinite(after).all()):
            return None
        return (before - after) / self.calendar.unit_seconds("wk")

    def _step(self, step_id: str) -> str:
        known = self.study.stream if step_id in self.study.stream.steps else self.study.stream_with(self.changes)
        return known.step_name(step_id)

    # Money ---------------------------------------------------------------------------------------------------------

    def monthly(self, hours: Draws | None, demand: Draws | None) -> Iterator[Part]:
        """What a month brings and costs: hours, delay, faults, then the lines of the economics."""
        economics = self.economics
        hour = self._stated(HOUR_RATE, economics.hour)
        realised = self._stated("economics/realised", economics.realised)
        if hours is not None or hour is not None:
            share = "" if economics.realised is None else f", {_typed(economics.realised)} of them realised"
            saved = f"{plain_number(float(hours.mean()))} hours" if hours is not None else ""
            how = saved or "hours saved, which are not known,"
            how += f" × {_typed(economics.hour)} an hour{share}" if hour is not None else ": no rate an hour is named"
            is_open = economics.realised is not None and realised is None
            worth = None if is_open else _product(hours, hour, 1.0 if realised is None else realised)
            yield Part(HOUR_RATE, WORK, how, worth)
        delay = self._stated(DELAY, economics.delay_per_item_week)
        weeks = self.weeks()
        if delay is not None:
            sooner = "weeks sooner, which are not known," if weeks is None else f"{_weeks(weeks)} sooner on average"
            how = f"items a month × {sooner} × {_typed(economics.delay_per_item_week)}, a first estimate"
            worth = _product(delay, demand, weeks)
            yield Part(DELAY, DELAYED, how, worth)
        fault = self._stated("economics/fault", economics.fault)
        if fault is not None:
            how = f"items a month × fewer faults × {_typed(economics.fault)}"
            yield Part("economics/fault", FAULTS, how, _product(fault, demand, self.faults()))
        for key, line in self._lines():
            yield from self._line(f"economics/lines/{join(key)}", line.title or key, line)

    def _lines(self) -> Iterator[tuple[str, EconomicLine]]:
        """The lines that belong to this case; those of whole futures are no matter of a part."""
        if not self.is_part:
            for key, line in self.economics.lines.items():
                if line.future is None or line.future in self.chain:
                    yield key, line

    def _line(self, path: str, title: str, line: EconomicLine) -> Iterator[Part]:
        is_gain = line.counts == "gain"
        sign = 1.0 if is_gain else -1.0
        for field, quantity, times in (("monthly", line.monthly, 1.0), ("yearly", line.yearly, 1 / MONTHS_PER_YEAR)):
            if quantity is not None and quantity.form is not Form.NOT_APPLICABLE:
                per = "month" if field == "monthly" else "year"
                how = f"{_typed(quantity)} a {per}" if quantity.points else f"nobody has said how much a {per}"
                found = self._stated(f"{path}/{field}", quantity)
                yield Part(f"{path}/{field}", title, how, _product(sign * times, found), is_gain)
        if line.each is None and line.before is None and line.after is None:
            return
        each = self._stated(f"{path}/each", line.each)
        counts = [
            self._stated(f"{path}/{field}", rate) for field, rate in (("before", line.before), ("after", line.after))
        ]
        how = f"{_typed(line.before)} before, {_typed(line.after)} after, {_typed(line.each)} each"
        fewer = None if counts[0] is None or counts[1] is None else (counts[0] - counts[1]) * self.month
        # Fewer of what is paid for is a gain as well.
        yield Part(path, title, how, _product(-sign, each, fewer))

    def once(self) -> Iterator[Part]:
        """What is paid or gained once: items of the roadmap with their cost and effort, then the lines."""
        hour = self._stated(HOUR_RATE, self.economics.hour)
        for key, item in self.items.items():
            path, title = f"roadmap/items/{join(key)}", item.title or key
            if item.cost is None and item.effort is None:
                yield Part(path, title, "neither cost nor effort is named", None, is_gain=False)
            parts = []
            if item.cost is not None:
                found = self._stated(f"{path}/cost", item.cost)
                parts.append(Part(f"{path}/cost", title, _typed(item.cost), _product(-1.0, found), is_gain=False))
            if item.effort is not None:
                found = self._stated(f"{path}/effort", item.effort)
                rate = _typed(self.economics.hour) if hour is not None else "an hour's rate that nobody named"
                worth, how = _product(-1 / HOUR, found, hour), f"{_typed(item.effort)} of work × {rate}"
                parts.append(Part(f"{path}/effort", f"{title}: work" if parts else title, how, worth, is_gain=False))
            yield from _together(parts, path, title)
        for key, line in self._lines():
            if line.once is not None and line.once.form is not Form.NOT_APPLICABLE:
                path, is_gain = f"economics/lines/{join(key)}/once", line.counts == "gain"
                found = self._stated(path, line.once)
                worth = _product(1.0 if is_gain else -1.0, found)
                yield Part(path, line.title or key, _typed(line.once), worth, is_gain)

    # The case ------------------------------------------------------------------------------------------------------

    def case(self) -> Case:
        """All of it, in figures and in words."""
        study = self.study
        demand, of_item = self.demand(), self.hours_of_item()
        for key, item in roadmap_of(study).items.items():
            if item.future is None and (item.cost is not None or item.effort is not None):
                self.left_out.append(f"{item.title or key}: it names no future, so that its cost is in no sum")
        if demand is None:
            self.left_out.append("how many items a month there are: add demand, such as 8/wk")
        hours = _product(of_item, demand)
        monthly, once = list(self.monthly(hours, demand)), list(self.once())
        if not self._is_priced(monthly, once):
            monthly = once = []
            self.left_out.append(TO_MAKE_IT_MONEY)
        months = self._months()
        is_mixed = len(self.currencies) > 1
        currency = "" if is_mixed else next(iter(self.currencies), "")
        if is_mixed:
            monthly, once = ([part._replace(draws=None) for part in parts] for parts in (monthly, once))
        else:
            self.left_out += [f"{part.title}: {part.how}" for part in (*monthly, *once) if part.draws is None]
        net, invested = _sum(monthly), _sum(once)
        course: list[Draws] = []
        if net is not None and invested is not None:
            course = [month * net + invested for month in range(months + 1)]

        def worth(draws: Draws | None) -> Amount | None:
            return None if draws is None else _amount(draws, money, currency)

        def line(part: Part) -> CaseLine:
            return CaseLine(part.path, part.title, part.how, worth(part.draws))

        total = course[-1] if course else None
        found = Found(
            currency=currency,
            months=months,
            hours=None if hours is None else _amount(hours, plain_number, "h"),
            of_item=None if of_item is None else _amount(of_item, plain_number, "h"),
            net=worth(net),
            running=worth(_sum([part for part in monthly if not part.is_gain])),
            invested=worth(invested),
            total=worth(total),
            roi=None if total is None or invested is None else _return(total, -invested),
            payback=None if net is None or invested is None else _payback(net, -invested),
            open_costs=sum(part.draws is None for part in once if not part.is_gain) if not is_mixed else 0,
            largest=_largest(monthly),
            chance=None
            if net is None or invested is None
            else float((WITHIN * net + invested >= -1e-9 * np.abs(invested)).mean()),
        )
        comparison = compare(
            study.stream,
            study.stream_with(self.changes),
            self.calendar,
            draws=study.draws,
            seed=self.before.center.seed,
            is_independent=self.before.center.is_independent,
        )
        rows = compared(comparison, study.stream, study.stream_with(self.changes), self.calendar)
        reached = target_then(chance_of_target(study.atlas, self.after))
        traps = tuple(self._traps(found, monthly, once, rows[0]))
        assumed = tuple(assumptions(study.atlas, found, self._typed_demand(), self._changed(), is_part=self.is_part))
        return Case(
            name=self.name,
            title=self.title,
            headline=f"{headline(found, rows)} {reached}".strip(),
            answers=answers(found, rows, assumed, traps, sum(one != TO_MAKE_IT_MONEY for one in self.left_out)),
            compared=rows,
            hours=found.hours,
            hours_per_item=found.of_item,
            monthly=tuple(map(line, monthly)),
            once=tuple(map(line, once)),
            net=found.net,
            invested=found.invested,
            total=found.total,
            roi=found.roi,
            payback=found.payback,
            chance=found.chance,
            course=tuple(_amount(draws, money, currency) for draws in course),
            clearing=tuple(self._clearing()),
            assumptions=assumed,
            left_out=tuple(dict.fromkeys(self.left_out)),
            traps=traps,
            months=months,
            currency=currency,
        )

    def _is_priced(self, monthly: list[Part], once: list[Part]) -> bool:
        """Whether anybody has named any money at all."""
        return bool(self.currencies) or any(part.draws is not None for part in (*monthly, *once))

    def _months(self) -> int:
        months = self.economics.months
        if months is None or not months.points:
            return MONTHS
        return min(max(round(months.middle), 1), MOST_MONTHS)

    def _typed_demand(self) -> str:
        demand = self.study.stream.demand
        if demand is None or demand.is_open:
            return ""
        return _typed(demand) if demand.prior is None else f"likely {_typed(demand.prior)}"

    def _changed(self) -> tuple[int, int]:
        """How many steps count with their whole process time, and how many with a likely one, of those that change."""
        return len(self.whole_process), len(self.likely)

    def _clearing(self) -> Iterator[Clearing]:
        """When everybody who waits now would be served: one item at a time, and as many at once as the map says."""
        stream, after = self.study.stream, self.study.stream_with(self.changes)
        if stream.backlog is None or not stream.backlog.points:
            return
        ways: list[tuple[str, dict[str, Any]]] = [("one at a time", {"in_parallel": 1})]
        sides = [one.in_parallel for one in (stream, after)]
        if all(one is not None and one.points for one in sides):
            typed = list(dict.fromkeys(_typed(one) for one in sides))
            if typed != ["1"]:
                ways.append((f"{', then '.join(typed)} at a time", {}))
        elif self.study.doubt(QUEUE) is not None:
            ways.append(("at the pace that people can keep", {}))
        for title, alike in ways:
            ends = [self.study.doubt(QUEUE, changes) for changes in (alike, {**self.changes, **alike})]
            if all(one is not None for one in ends):
                means = [float(np.mean(one)) for one in ends if one is not None]
                is_rough = any(one is not None and float(np.ptp(one)) > 0 for one in ends)
                texts = [
                    Duration.say(one, self.calendar, words=True, is_rough=is_rough, beside=max(means)) for one in means
                ]
                yield Clearing(title, means[0], means[1], texts[0], texts[1])

    # Traps ---------------------------------------------------------------------------------------------------------

    def _traps(self, found: Found, monthly: list[Part], once: list[Part], lead: Compared) -> Iterator[Finding]:
        """What a case like this easily overlooks, as findings with full paths."""
        if len(self.currencies) > 1:
            yield Finding(
                next(path for place, path in enumerate(self.currencies.values()) if place),
                f"amounts are in {listed(sorted(self.currencies))}, so nothing is added up",
                Severity.ERROR,
                "write all amounts in one currency",
            )
        if not monthly and not once:
            yield from best_cases(self.study, self.name, self.changes, lead)
            return
        if not any(not part.is_gain for part in once):
            yield Finding(
                self.name,
                "nobody has said what it costs to get there",
                Severity.WARNING,
                "give roadmap items a cost or an effort, or add a line with once: to the economics; 0 if it is free",
            )
        if not self.is_part and not any(not part.is_gain for part in monthly):
            yield Finding(
                "economics/lines",
                "nobody has said what it costs to keep it running",
                Severity.WARNING,
                "add a line with monthly: or yearly:; 0 if it costs nothing",
            )
        hours = next((part for part in monthly if part.path == HOUR_RATE), None)
        if hours is not None and hours.draws is not None and self.economics.realised is None:
            yield Finding(
                "economics/realised",
                "all hours saved count as money, though nobody has said what people will do with them",
                Severity.WARNING,
                "write which share becomes other work, such as realised: 60%",
            )
        delay = next((part for part in monthly if part.path == DELAY and part.draws is not None), None)
        if delay is not None and found.largest[0] == delay.title and found.largest[1] > MOSTLY:
            rest = _sum(part for part in monthly if part is not delay)
            without = "nothing" if rest is None else _amount(rest, money, found.currency).text
            invested = _sum(once)
            back = ""
            if rest is not None and invested is not None and rest.mean() > 0 > invested.mean():
                back = f", paid back after {_payback(rest, -invested).text}"
            yield Finding(
                DELAY,
                f"{100 * found.largest[1]:.0f}% of what it brings is cost of delay, which no account shows; "
                f"without it {without} a month is left{back}",
                Severity.WARNING,
                "ask whoever named the cost of a week how they would see it in the books",
            )
        yield from best_cases(self.study, self.name, self.changes, lead)


def _typed(quantity: Quantity | None) -> str:
    """A figure as somebody typed it."""
    from flowatlas.drawing.figure import label_of

    return NOT_KNOWN if quantity is None or quantity.is_unknown else label_of(quantity).text


def _product(*factors: Draws | float | None) -> Draws | None:
    """The product; None where one of the factors is."""
    result = np.ones(1)
    for factor in factors:
        if factor is None:
            return None
        result = result * factor
    return result


def _largest(parts: Iterable[Part]) -> tuple[str, float]:
    """The line that brings most, and its share of all that is gained, 0 to 1; nothing gained is ('', 0)."""
    gains = {part.title: float(part.draws.mean()) for part in parts if part.draws is not None and part.is_gain}
    gained = {title: gain for title, gain in gains.items() if gain > 0}
    if not gained:
        return "", 0.0
    title = max(gained, key=lambda one: gained[one])
    return title, gained[title] / sum(gained.values())


def _together(parts: list[Part], path: str, title: str) -> Iterator[Part]:
    """The cost and the work of one item as one line, unless one of them is not known."""
    if len(parts) < 2 or any(part.draws is None for part in parts):
        yield from parts
        return
    how = " and ".join(part.how for part in parts)
    yield Part(path, title, how, _sum(parts), is_gain=False)


def _weeks(weeks: Draws) -> str:
    figure = plain_number(float(weeks.mean()))
    return f"{figure} {'week' if figure == '1' else 'weeks'}"


def _sum(parts: Iterable[Part]) -> Draws | None:
    """The sum of the lines that are known; None where there is none."""
    known = [part.draws for part in parts if part.draws is not None]
    return sum(known[1:], known[0]) if known else None


def _amount(draws: Draws, say: Callable[[float], str], unit: str, mean: float | None = None) -> Amount:
    """A figure in text, cut behind its third digit where it is in doubt, with the unit behind it."""
    low, high = (float(one) for one in np.quantile(draws, (0.1, 0.9), method="inverted_cdf"))
    middle = float(draws.mean()) if mean is None else mean
    if high - low <= 1e-9 * max(abs(low), abs(high)):
        return Amount(middle, middle, middle, f"{say(middle)} {unit}".strip())
    texts = [say(cut(one)) for one in (middle, low, high)]
    return Amount(middle, low, high, f"{texts[0]} {unit}".strip(), f"{texts[1]} to {texts[2]} {unit}".strip())


def _return(total: Draws, invested: Draws) -> Amount | None:
    """What is left over what was invested, expected over expected; None where nothing is."""
    if not (invested > 0).all():
        return None
    expected = float(total.mean()) / float(invested.mean())
    return _amount(total / invested, lambda one: f"{plain_number(100 * one)}%", "", expected)


def _payback(net: Draws, invested: Draws) -> Amount:
    """Months until the investment is back, expected over expected; infinite where it never is."""

    def months(net: Draws, invested: Draws) -> Draws:
        known = np.where(net > 0, np.maximum(invested, 0.0) / np.where(net > 0, net, 1.0), np.inf)
        return np.where(invested <= 0, 0.0, known)

    whole = months(*np.broadcast_arrays(net, invested))
    expected = float(months(net.mean(keepdims=True), invested.mean(keepdims=True))[0])
    low, high = (float(one) for one in np.quantile(whole, (0.1, 0.9), method="inverted_cdf"))
    texts = [payback_in_words(one) for one in (expected, low, high)]
    first = texts[1].removesuffix(" months") if texts[2].endswith(" months") else texts[1]
    return Amount(expected, low, high, texts[0], "" if texts[1] == texts[2] else f"{first} to {texts[2]}")


def _dated(study: Study) -> str:
    """The latest date that the map itself names; '' where it names none."""
    atlas, stream = study.atlas, study.stream
    found: list[object] = [one.on for one in atlas.iterations.values()]
    found += [one.to for one in stream.measurements.values()]
    found += [on for item in roadmap_of(study).items.values() if item.measure for on in item.measure.readings]
    dated = [period for one in found if one and (period := period_of(one)) is not None]
    return max(dated, key=lambda one: one.end).text if dated else ""
