"""The business case in words: for somebody who decides about money and was not in the room."""

import math
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from flowatlas.drawing.figure import label_of, spelled
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.compare import Comparison, Difference, change_in_words
from flowatlas.metrics.target import Chance
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.case import Amount, Answered, Compared
from flowatlas.model.finding import Finding
from flowatlas.model.gain import CERTAIN
from flowatlas.model.quantity import Quantity, Share
from flowatlas.model.wording import capital

NOT_KNOWN = "not known"
DIGITS = 3
"""To how many digits a figure in doubt is told."""

QUESTIONS = ("What does it cost?", "What does it bring?", "How sure is that?", "What is assumed?")

WORK, DELAYED, FAULTS = OWN_TITLES = ("Work saved", "Cost of delay saved", "Faults avoided")
"""What the lines are called that every case has."""

WORSE = "worse"
SOME = 0.005
"""From what share on items are told in per cent."""

SHOWN = (
    ("lead_time", "Lead time"),
    ("wait_time", "Waiting in it"),
    ("flow_efficiency", "Flow efficiency"),
    ("rolled_percent_complete_accurate", "Right first time all the way"),
    ("handoffs", "Handoffs"),
    ("toil", "Routine work by hand a week (toil)"),
)
"""Figures of the stream that a case compares, by metric."""


class Found(NamedTuple):
    """What was reckoned, as the words need it: see `Case`; ``running`` is what is paid every month.

    ``open_costs`` counts what is paid once and not known; ``largest`` is the line that brings most, with its share.
    """

    currency: str
    months: int
    hours: Amount | None
    of_item: Amount | None
    net: Amount | None
    running: Amount | None
    invested: Amount | None
    total: Amount | None
    roi: Amount | None
    payback: Amount | None
    chance: float | None
    open_costs: int
    largest: tuple[str, float]

    @property
    def paid(self) -> str:
        """What is paid once, in text; at least that where a cost is not known."""
        told = unsigned(self.invested.text) if self.invested is not None else NOT_KNOWN
        return f"at least {told}" if self.open_costs and self.invested is not None else told


def plain_number(number: float) -> str:
    """A number for people: whole from 100, one decimal from 10, else two.

    >>> plain_number(572.34), plain_number(1.785), plain_number(400.0)
    ('572', '1.78', '400')
    """
    size = abs(number)
    digits = 0 if size >= 99.95 else 1 if size >= 9.995 else 2
    text = f"{number:,.{digits}f}".replace("-", "−")
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"−0", ""} else text


def cut(number: float) -> float:
    """A figure in doubt, to three digits.

    >>> cut(191974.2), cut(-53582.4)
    (192000.0, -53600.0)
    """
    if not number or not math.isfinite(number):
        return number
    return round(number, DIGITS - 1 - math.floor(math.log10(abs(number))))


def money(amount: float) -> str:
    """An amount; cents only where there are some.

    >>> money(9805.0), money(-17512.4), money(-0.001)
    ('9,805', '−17,512.40', '0')
    """
    if not math.isfinite(amount):
        return "unbounded"
    text = f"{amount:,.2f}".removesuffix(".00").replace("-", "−")
    return "0" if text == "−0" else text


def payback_in_words(months: float) -> str:
    """How long it takes until what was paid is back.

    >>> payback_in_words(1.785), payback_in_words(0.3)
    ('1.78 months', 'less than a month')
    """
    if not math.isfinite(months):
        return "never"
    if 0 < months < 1:
        return "less than a month"
    figure = plain_number(months)
    return "at once" if not months else f"{figure} {'month' if figure == '1' else 'months'}"


def unsigned(text: str) -> str:
    """The same figures without the sign of what is paid, the smaller one first.

    >>> unsigned("−73,000 to −37,000 EUR"), unsigned("−400 EUR")
    ('37,000 to 73,000 EUR', '400 EUR')
    """
    low, to, rest = text.replace("−", "").partition(" to ")
    high, _, unit = rest.partition(" ")
    return f"{high} to {low} {unit}".strip() if to else low


def compared(
    found: Comparison, before: ValueStreamMap, after: ValueStreamMap, calendar: Calendar
) -> tuple[Compared, ...]:
    """The figures of the stream before and after; what cannot be told says so."""
    rows = []
    for name, title in SHOWN:
        known = found.headline if name == "lead_time" else name
        one = found.differences.get(known)
        if one is None or "unknown" in (one.before.text, one.after.text):
            rows.append(Compared(name, title, NOT_KNOWN, NOT_KNOWN))
            continue
        numbers = one.before.p50, one.after.p50
        if name == "toil":
            today, then = map(_hours, numbers)
            rows.append(Compared(name, title, today, then, _change(one, calendar), _sure(one, calendar), numbers))
            continue
        rows.append(
            Compared(
                name, title, one.before.text, one.after.text, _change(one, calendar), _sure(one, calendar), numbers
            )
        )
    return (*rows, _frustration(before, after))


def _hours(seconds: float | None) -> str:
    return NOT_KNOWN if seconds is None else "unbounded" if math.isinf(seconds) else f"{plain_number(seconds / 3600)} h"


def _change(one: Difference, calendar: Calendar) -> str:
    if one.low == one.high == 0:
        return "no change"
    words = change_in_words(one)
    if words or not one.middle:
        return words
    if math.isinf(one.middle):
        return "no longer unbounded" if one.middle < 0 else "becomes unbounded"
    sign, size = "−" if one.middle < 0 else "+", abs(one.middle)
    if one.kind is Share:
        return f"{sign}{plain_number(100 * size)} {'point' if plain_number(100 * size) == '1' else 'points'}"
    return f"{sign}{one.kind.say(size, calendar, is_rough=True)}"


def _sure(one: Difference, calendar: Calendar) -> str:
    """How sure the change for the better is; nothing where both figures are exact or nothing changes."""
    if one.low == one.high:
        return ""
    if one.better >= CERTAIN:
        return "almost certain"
    return f"{Share.say(one.better, calendar, is_rough=True)} sure" if one.better >= 1 - CERTAIN else WORSE


def _frustration(before: ValueStreamMap, after: ValueStreamMap) -> Compared:
    """How much the steps wear people out, summed up over those that somebody rated."""
    title = "Frustration (sum over rated steps, 0 to 5 each)"
    sums: list[float | None] = []
    texts = []
    for stream in (before, after):
        rated = [one for step in stream.steps.values() if (one := step.frustration) is not None and one.points]
        sums.append(sum(one.middle for one in rated) if rated else None)
        steps = "1 step" if len(rated) == 1 else f"{len(rated)} steps"
        texts.append(f"{plain_number(sums[-1] or 0.0)} in {steps}" if rated else NOT_KNOWN)
    first, last = sums
    change = ""
    if first is not None and last is not None:
        less = last - first
        change = "no change" if not less else f"{'−' if less < 0 else '+'}{plain_number(abs(less))}"
    if first is not None and last is None:
        texts[1] = "no rated step left"
    return Compared("frustration", title, texts[0], texts[1], change, "", (first, last))


def headline(found: Found, rows: Sequence[Compared]) -> str:
    """The case in a sentence."""
    lead = rows[0]
    moved = f"from {lead.before} to {lead.after}" if lead.before != NOT_KNOWN else ""
    if found.net is None:
        if found.hours is None or not round(found.hours.mean, 2):
            if moved and lead.before == lead.after:
                return f"It leaves lead time at {lead.before}."
            return f"It brings lead time {moved}." if moved else "What it brings cannot be told yet."
        less = "saves" if found.hours.mean > 0 else "asks for"
        hours = plain_number(abs(found.hours.mean))
        tail = f" and brings lead time {moved}" if moved and lead.before != lead.after else ""
        return f"It {less} {hours} hours of work a month{tail}; what that is worth in money nobody has said yet."
    brings = f"{'brings' if found.net.mean >= 0 else 'costs'} {unsigned(found.net.text)} a month net"
    if found.invested is None:
        return f"It {brings}; what it costs to get there nobody has said yet."
    if found.invested.mean >= 0:
        return f"It {brings}, and nothing has to be paid first."
    cost = found.paid
    if found.payback is None or not math.isfinite(found.payback.mean):
        return f"It costs {cost} once and {brings}, so it never pays back."
    return f"It costs {cost} once, {brings}, and pays back after {found.payback.text}."


def answers(
    found: Found,
    rows: Sequence[Compared],
    assumed: Sequence[str],
    traps: Sequence[Finding],
    left_out: int,
) -> tuple[Answered, ...]:
    """What it costs, what it brings, how sure that is, and what is assumed, each in a few words."""
    texts = (_cost(found), _gain(found, rows), _sureness(found, rows), _assumed(assumed, traps, left_out))
    return tuple(Answered(question, *text) for question, text in zip(QUESTIONS, texts, strict=True))


def _cost(found: Found) -> tuple[str, str]:
    running = f"{unsigned(found.running.text)} a month to keep it running." if found.running is not None else ""
    running = running or "What it costs to keep it running is not known."
    if found.invested is None:
        return NOT_KNOWN, f"Nobody has said what it costs to get there. {running}"
    if found.invested.mean >= 0:
        return "Nothing first", running
    span = f"{unsigned(found.invested.span)}. " if found.invested.span else ""
    return f"{capital(found.paid)} once", f"{span}{running}"


def target_then(then: Chance | None) -> str:
    """How many items would meet the target, as a sentence; '' where that cannot be told."""
    if then is None:
        return ""
    share = f"{then.items:.0%} of the items then meet" if then.items > SOME else "Hardly any item then meets"
    return f"{share if then.items else 'No item then meets'} the target of {spelled(then.wanted)}."


def _gain(found: Found, rows: Sequence[Compared]) -> tuple[str, str]:
    lead = rows[0]
    sooner = ""
    if lead.before != NOT_KNOWN:
        is_same = lead.before == lead.after
        sooner = f"Lead time stays {lead.before}." if is_same else f"Lead time from {lead.before} to {lead.after}."
    if found.net is None:
        if found.hours is None:
            return lead.change or NOT_KNOWN, sooner or "It takes a demand and some times to tell."
        return f"{found.hours.text} a month", f"Hours of work saved. {sooner}"
    told = [f"{found.net.span}." if found.net.span else ""]
    told.append(f"{found.total.text} over {found.months} months, all costs paid." if found.total is not None else "")
    title, share = found.largest
    told.append(f"{100 * share:.0f}% of the gain: {_small(title)}." if share > 0.5 else "")
    return f"{found.net.text} a month net", " ".join(part for part in (*told, sooner) if part)


def _sureness(found: Found, rows: Sequence[Compared]) -> tuple[str, str]:
    if found.chance is None or found.payback is None:
        sure = rows[0].sure
        told = capital(sure) if sure else NOT_KNOWN
        why = "that lead time gets shorter. " if sure and sure != WORSE else ""
        return told, f"{why}Whether it pays back cannot be told: {_missing(found)}."
    is_back = math.isfinite(found.payback.mean)
    span = f" ({found.payback.span})" if found.payback.span else ""
    back = f"expected after {found.payback.text}{span}" if is_back else f"what is expected never pays back{span}"
    if not found.payback.span and found.net is not None and not found.net.span:
        verdict = "Pays back" if found.chance else "Does not pay back"
        within = "within a year" if found.chance or not is_back else f"within a year, but after {found.payback.text}"
        return f"{verdict} {within}", "If every figure holds: none of them says how far off it may be."
    percent = Share.say(found.chance, Calendar(), is_rough=True)
    percent = "Over 99%" if found.chance >= CERTAIN else "Under 1%" if found.chance <= 1 - CERTAIN else percent
    least = " What is not known and left out makes it less sure." if found.open_costs else ""
    return f"{percent} sure", f"that it pays back within a year, if it comes out as drawn; {back}.{least}"


def _missing(found: Found) -> str:
    told = [words for words, one in (("what it brings", found.net), ("what it costs", found.invested)) if one is None]
    return f"{' and '.join(told)} in money is not known"


def _assumed(assumed: Sequence[str], traps: Sequence[Finding], left_out: int) -> tuple[str, str]:
    count = f"{len(assumed)} assumptions"
    cautions = "" if not traps else ", 1 caution" if len(traps) == 1 else f", {len(traps)} cautions"
    first = f"{capital(traps[0].message)}." if traps else "All are listed below."
    missing = f" {_figures(left_out)} not known and left out." if left_out else ""
    return f"{count}{cautions}", f"{first}{missing}"


def _figures(count: int) -> str:
    return "1 figure is" if count == 1 else f"{count} figures are"


def _small(title: str) -> str:
    """A title of ours inside a sentence."""
    return title[:1].lower() + title[1:] if title in OWN_TITLES else f"“{title}”"


def assumptions(
    atlas: Atlas,
    found: Found,
    demand: str,
    changed: tuple[int, int],
    *,
    is_part: bool,
) -> Iterator[str]:
    """Every assumption, one a sentence, with the figures as somebody typed them."""
    economics = atlas.economics
    whole_process, likely = changed
    if _is_known(economics.hour):
        yield f"An hour of work costs {_typed(economics.hour)}, overheads included."
        if _is_known(economics.realised):
            yield f"{_typed(economics.realised)} of the hours saved become other work that is worth as much."
        else:
            yield "All hours saved become other work that is worth as much."
    if demand:
        yield f"As many items come as today: {demand}."
    if _is_known(economics.delay_per_item_week):
        yield (
            f"A week that an item comes later costs {_typed(economics.delay_per_item_week)}, the first week as much as "
            "the last; no other line prices the same delay."
        )
    if _is_known(economics.fault):
        yield (
            f"An item that is not right the first time costs {_typed(economics.fault)} besides the hours of doing it "
            "again, which are in the hours of work."
        )
        stream = atlas.map_or_blank(ValueStreamMap)
        unrated = sum(step.percent_complete_accurate is None for step in stream.steps.values())
        if unrated:
            steps = (
                "1 step that nobody has rated counts"
                if unrated == 1
                else f"{unrated} steps that nobody has rated count"
            )
            yield f"{steps} as always right the first time, so that the faults avoided are at most these."
    if whole_process:
        steps = "1 changed step has" if whole_process == 1 else f"{whole_process} changed steps have"
        yield f"{steps} no touch time: the whole process time counts as work there."
    if likely:
        steps = "In 1 changed step" if likely == 1 else f"In {likely} changed steps"
        yield f"{steps} a time that nobody knows enters as a likely value, with its range."
    period = f"{found.months} months are looked at"
    period += "" if economics.months is not None else ", as nobody said otherwise"
    yield f"{period}; all is in place from the first day, and every month is like the others."
    yield f"A month is 52/12 weeks, in {atlas.calendar.times.text}; no interest, no tax, no inflation."
    if is_part:
        yield "Other costs and gains of the economics count once all of a future is done."
    if any(one is not None and one.span for one in (found.net, found.hours, found.invested)):
        yield "Ranges hold 8 of 10 of what we take as possible; the figure before them is the expected one."
    yield (
        "Before and after tell the middle one of all items each, so that they do not add up among themselves; money "
        "rests on averages, which long waits of some items pull up."
    )


def _is_known(quantity: Quantity | None) -> bool:
    return quantity is not None and (bool(quantity.points) or quantity.prior is not None)


def _typed(quantity: Quantity | None) -> str:
    """A figure as somebody typed it."""
    if quantity is None:
        return NOT_KNOWN
    return label_of(quantity.prior if quantity.is_unknown and quantity.prior is not None else quantity).text
