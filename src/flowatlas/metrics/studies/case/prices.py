"""What savings and costs are worth: the lines of a case in money, a month and once."""

from collections.abc import Iterator

import numpy as np

from flowatlas.metrics.draws import Draws, generator, items, line_of, normal_deviates
from flowatlas.metrics.studies.case.parts import DELAY, HOUR, HOUR_RATE, Part, Priced, Scope, product, together, typed
from flowatlas.metrics.studies.case.savings import Savings
from flowatlas.metrics.studies.case.words import DELAYED, FAULTS, WORK, plain_number
from flowatlas.model.economics import EconomicLine
from flowatlas.model.notation import Form
from flowatlas.model.path import join
from flowatlas.model.quantity import Money, Quantity

MONTHS_PER_YEAR = 12


def priced(scope: Scope, savings: Savings, hours: Draws | None, demand: Draws | None) -> Priced:
    """All lines of a case; ``hours`` are those saved a month, ``demand`` the items of one."""
    found = _Prices(scope, savings)
    return Priced(list(found.monthly(hours, demand)), list(found.once()), found.currencies)


class _Prices:
    def __init__(self, scope: Scope, savings: Savings) -> None:
        self.scope, self.savings = scope, savings
        self.economics = savings.study.atlas.economics
        self.month = savings.study.atlas.calendar.times.unit_seconds("mo")
        self.currencies: dict[str, str] = {}

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
        deviate = normal_deviates(
            generator(self.savings.before.center.seed, "economics", path), self.savings.before.draws
        )
        shift = line.doubt * deviate if len(line.levels) == 1 else np.zeros(1)
        return items(line, shift, deviate).astype(np.float64)

    def monthly(self, hours: Draws | None, demand: Draws | None) -> Iterator[Part]:
        """What a month brings and costs: hours, delay, faults, then the lines of the economics."""
        economics = self.economics
        hour = self._stated(HOUR_RATE, economics.hour)
        realised = self._stated("economics/realised", economics.realised)
        if hours is not None or hour is not None:
            share = "" if economics.realised is None else f", {typed(economics.realised)} of them realised"
            saved = f"{plain_number(float(hours.mean()))} hours" if hours is not None else ""
            how = saved or "hours saved, which are not known,"
            how += f" × {typed(economics.hour)} an hour{share}" if hour is not None else ": no rate an hour is named"
            is_open = economics.realised is not None and realised is None
            worth = None if is_open else product(hours, hour, 1.0 if realised is None else realised)
            yield Part(HOUR_RATE, WORK, how, worth)
        delay = self._stated(DELAY, economics.delay_per_item_week)
        weeks = self.savings.weeks()
        if delay is not None:
            sooner = "weeks sooner, which are not known," if weeks is None else f"{_weeks(weeks)} sooner on average"
            how = f"items a month × {sooner} × {typed(economics.delay_per_item_week)}, a first estimate"
            worth = product(delay, demand, weeks)
            yield Part(DELAY, DELAYED, how, worth)
        fault = self._stated("economics/fault", economics.fault)
        if fault is not None:
            how = f"items a month × fewer faults × {typed(economics.fault)}"
            yield Part("economics/fault", FAULTS, how, product(fault, demand, self.savings.faults()))
        for key, line in self._lines():
            yield from self._line(f"economics/lines/{join(key)}", line.title or key, line)

    def _lines(self) -> Iterator[tuple[str, EconomicLine]]:
        """The lines that belong to this case; those of whole futures are no matter of a part."""
        if not self.scope.is_part:
            for key, line in self.economics.lines.items():
                if line.future is None or line.future in self.scope.chain:
                    yield key, line

    def _line(self, path: str, title: str, line: EconomicLine) -> Iterator[Part]:
        is_gain = line.counts == "gain"
        sign = 1.0 if is_gain else -1.0
        for field, quantity, times in (("monthly", line.monthly, 1.0), ("yearly", line.yearly, 1 / MONTHS_PER_YEAR)):
            if quantity is not None and quantity.form is not Form.NOT_APPLICABLE:
                per = "month" if field == "monthly" else "year"
                how = f"{typed(quantity)} a {per}" if quantity.points else f"nobody has said how much a {per}"
                found = self._stated(f"{path}/{field}", quantity)
                yield Part(f"{path}/{field}", title, how, product(sign * times, found), is_gain)
        if line.each is None and line.before is None and line.after is None:
            return
        each = self._stated(f"{path}/each", line.each)
        counts = [
            self._stated(f"{path}/{field}", rate) for field, rate in (("before", line.before), ("after", line.after))
        ]
        how = f"{typed(line.before)} before, {typed(line.after)} after, {typed(line.each)} each"
        fewer = None if counts[0] is None or counts[1] is None else (counts[0] - counts[1]) * self.month
        # Fewer of what is paid for is a gain as well.
        yield Part(path, title, how, product(-sign, each, fewer))

    def once(self) -> Iterator[Part]:
        """What is paid or gained once: items of the roadmap with their cost and effort, then the lines."""
        hour = self._stated(HOUR_RATE, self.economics.hour)
        for key, item in self.scope.items.items():
            path, title = f"roadmap/items/{join(key)}", item.title or key
            if item.cost is None and item.effort is None:
                yield Part(path, title, "neither cost nor effort is named", None, is_gain=False)
            parts = []
            if item.cost is not None:
                found = self._stated(f"{path}/cost", item.cost)
                parts.append(Part(f"{path}/cost", title, typed(item.cost), product(-1.0, found), is_gain=False))
            if item.effort is not None:
                found = self._stated(f"{path}/effort", item.effort)
                rate = typed(self.economics.hour) if hour is not None else "an hour's rate that nobody named"
                worth, how = product(-1 / HOUR, found, hour), f"{typed(item.effort)} of work × {rate}"
                parts.append(Part(f"{path}/effort", f"{title}: work" if parts else title, how, worth, is_gain=False))
            yield from together(parts, path, title)
        for key, line in self._lines():
            if line.once is not None and line.once.form is not Form.NOT_APPLICABLE:
                path, is_gain = f"economics/lines/{join(key)}/once", line.counts == "gain"
                found = self._stated(path, line.once)
                worth = product(1.0 if is_gain else -1.0, found)
                yield Part(path, line.title or key, typed(line.once), worth, is_gain)


def _weeks(weeks: Draws) -> str:
    figure = plain_number(float(weeks.mean()))
    return f"{figure} {'week' if figure == '1' else 'weeks'}"
