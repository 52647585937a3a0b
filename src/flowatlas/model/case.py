"""The business case: what a future costs and brings, in time and in money, and how sure that is."""

from typing import NamedTuple

from flowatlas.model.finding import Finding

TO_MAKE_IT_MONEY = (
    "Three figures would make it money: what an hour of work costs, what a week of delay costs for one item, and what "
    "a fault costs (economics: hour, delay_per_item_week, fault)."
)


class Amount(NamedTuple):
    """A figure over what we do not know: the expected one, which adds up, p10 and p90, and both in text.

    ``span`` is empty where the figure is one figure. Money is in the currency of the case, time in hours.
    """

    mean: float
    low: float
    high: float
    text: str
    span: str = ""


class Compared(NamedTuple):
    """A figure of the stream before and after, in text, and the numbers behind it where there are some.

    ``change`` and ``sure`` are '' where nothing can be said. Durations are seconds of working time, shares 0 to 1.
    """

    name: str
    title: str
    before: str
    after: str
    change: str = ""
    sure: str = ""
    numbers: tuple[float | None, float | None] = (None, None)


class CaseLine(NamedTuple):
    """A line of the money: what it is about, how it was worked out, and how much; None where that is not known.

    ``path`` is the full path of what it rests on. What is gained is positive, what is paid negative.
    """

    path: str
    title: str
    how: str
    amount: Amount | None


class Clearing(NamedTuple):
    """When those who wait now would be served, before and after: seconds of working time, and in text."""

    at_once: str
    before: float
    after: float
    before_text: str
    after_text: str


class Answered(NamedTuple):
    """One of the questions that everybody asks of a case: its answer in a few words, and a sentence."""

    question: str
    figure: str
    text: str


class Case(NamedTuple):
    """The case for one future, or for the lanes of the roadmap up to one of them.

    ``name`` is its path, ``answers`` tell what it costs, what it brings, how sure that is and what is assumed.
    ``monthly`` and ``once`` are the lines, ``net`` and ``invested`` their sums, None where no line is known; ``total``
    is what is left over ``months``; ``roi`` that over what was invested; ``payback`` in months, infinite for never;
    ``chance`` of paying back within twelve months, 0 to 1. ``course`` is what has come together at the start and after
    each month. ``hours`` are those saved a month, ``hours_per_item`` by one item. ``left_out`` tells what is not known
    and so in no sum; ``traps`` what is easily overlooked.
    """

    name: str
    title: str
    headline: str
    answers: tuple[Answered, ...]
    compared: tuple[Compared, ...]
    hours: Amount | None
    hours_per_item: Amount | None
    monthly: tuple[CaseLine, ...]
    once: tuple[CaseLine, ...]
    net: Amount | None
    invested: Amount | None
    total: Amount | None
    roi: Amount | None
    payback: Amount | None
    chance: float | None
    course: tuple[Amount, ...]
    clearing: tuple[Clearing, ...]
    assumptions: tuple[str, ...]
    left_out: tuple[str, ...]
    traps: tuple[Finding, ...]
    months: int
    currency: str


class BusinessCase(NamedTuple):
    """The case for every future, in the order of the file; ``dated`` is the latest date that the map names."""

    cases: tuple[Case, ...]
    calendar: str
    dated: str

    def of(self, future: str = "") -> Case | None:
        """The case for a future by its id; without one the case that leaves most over, else the first."""
        if future:
            return next((case for case in self.cases if case.name == f"future/{future}"), None)
        known = [case for case in self.cases if case.total is not None]
        return max(known, key=_left, default=self.cases[0] if self.cases else None)


def _left(case: Case) -> float:
    return case.total.mean if case.total is not None else 0.0


class LaneCases(NamedTuple):
    """The case for the lanes of the roadmap, each with all lanes before it."""

    cases: tuple[Case, ...]
