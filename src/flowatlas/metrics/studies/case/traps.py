"""What a business case easily overlooks."""

from collections.abc import Iterator

from flowatlas.metrics.studies.best_case import best_cases
from flowatlas.metrics.studies.case.parts import DELAY, HOUR_RATE, Priced, Scope, amount_of, payback_of, total_of
from flowatlas.metrics.studies.case.words import Found, money
from flowatlas.metrics.study import Study
from flowatlas.model.case import Compared
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.wording import listed

MOSTLY = 0.5
"""A line that brings more than this share of all is told by name."""


def traps(study: Study, scope: Scope, lines: Priced, found: Found, lead: Compared) -> Iterator[Finding]:
    """Findings with full paths; ``lead`` compares lead time before and after."""
    monthly, once = lines.monthly, lines.once
    if lines.is_mixed:
        yield Finding(
            next(path for place, path in enumerate(lines.currencies.values()) if place),
            f"amounts are in {listed(sorted(lines.currencies))}, so nothing is added up",
            Severity.ERROR,
            "write all amounts in one currency",
        )
    if not monthly and not once:
        yield from best_cases(study, scope.name, scope.changes, lead)
        return
    if not any(not part.is_gain for part in once):
        yield Finding(
            scope.name,
            "nobody has said what it costs to get there",
            Severity.WARNING,
            "give roadmap items a cost or an effort, or add a line with once: to the economics; 0 if it is free",
        )
    if not scope.is_part and not any(not part.is_gain for part in monthly):
        yield Finding(
            "economics/lines",
            "nobody has said what it costs to keep it running",
            Severity.WARNING,
            "add a line with monthly: or yearly:; 0 if it costs nothing",
        )
    hours = next((part for part in monthly if part.path == HOUR_RATE), None)
    if hours is not None and hours.draws is not None and study.atlas.economics.realised is None:
        yield Finding(
            "economics/realised",
            "all hours saved count as money, though nobody has said what people will do with them",
            Severity.WARNING,
            "write which share becomes other work, such as realised: 60%",
        )
    delay = next((part for part in monthly if part.path == DELAY and part.draws is not None), None)
    if delay is not None and found.largest[0] == delay.title and found.largest[1] > MOSTLY:
        rest = total_of(part for part in monthly if part is not delay)
        without = "nothing" if rest is None else amount_of(rest, money, found.currency).text
        invested = total_of(once)
        back = ""
        if rest is not None and invested is not None and rest.mean() > 0 > invested.mean():
            back = f", paid back after {payback_of(rest, -invested).text}"
        yield Finding(
            DELAY,
            f"{100 * found.largest[1]:.0f}% of what it brings is cost of delay, which no account shows; "
            f"without it {without} a month is left{back}",
            Severity.WARNING,
            "ask whoever named the cost of a week how they would see it in the books",
        )
    yield from best_cases(study, scope.name, scope.changes, lead)
