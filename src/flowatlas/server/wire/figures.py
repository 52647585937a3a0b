"""Figures over the wire: what the report says, in the words that terminal and pictures use, with full paths."""

import math
from collections.abc import Callable
from functools import cached_property

from flowatlas.drawing.text import safe
from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.constraint import Candidate
from flowatlas.metrics.derived import NO_STEPS, figure_of, spread_of
from flowatlas.metrics.glance import Glance
from flowatlas.metrics.headline import (
    headline,
    parts_in_words,
    reason_of,
    says_something,
    target_figure,
    target_in_words,
)
from flowatlas.metrics.measure_next import SMALLEST_GAIN, Question
from flowatlas.metrics.measured import MEASURED, with_measured
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.report import Report, unknown_in_lead_time
from flowatlas.model.atlas import Atlas
from flowatlas.model.finding import Finding
from flowatlas.model.glossary import TERMS, Labels
from flowatlas.model.path import join
from flowatlas.model.quantity import Duration
from flowatlas.model.wording import capital
from flowatlas.server.protocol.base import FindingOf
from flowatlas.server.protocol.figured import AnswerOf, Figures, SpotOf

SECTION = ValueStreamMap.section
MOST_PATHS = 3
"""How many places an answer leads to."""

DIGITS = 3
"""From how many digits on a sum is told with a decimal."""


def figures(n: int, atlas: Atlas, found: Report, glance: Glance, *, labels: Labels) -> Figures:
    """Everything that the report says of the state after change ``n``; ``glance`` gives the exact figures beside it."""
    teller = _Teller(atlas, labels, glance, found.unknown)
    stream, times = teller.stream, atlas.calendar.times
    is_by_role = any(name.startswith("load/") for name in found.answers)
    names = [
        name for name in found.answers if says_something(found.answers, name) and not (is_by_role and name == "load")
    ]
    answers = [teller.answer(one) for one in with_measured(stream, (found.answers[name] for name in names), times)]
    if answers and answers[0].name == MEASURED:
        answers[0] = answers[0].model_copy(update={"explanation": safe(parts_in_words(found, atlas, stream, labels))})
    sentences = headline(atlas, stream, found, labels) if stream.steps else [labels.applied(NO_STEPS)]
    limit = found.constraint
    return Figures(
        n=n,
        is_running=False,
        calendar=atlas.calendar.times.text,
        exact=_exact(teller, glance),
        sentences=[safe(sentence) for sentence in sentences],
        answers=answers,
        constraint=None if limit is None else teller.limit(limit.found, reason_of(limit, stream)),
        others=[] if limit is None or limit.found.is_small else [teller.limit(one, "") for one in limit.runners_up],
        measure_next=[teller.question(one, None if limit is None else limit.found) for one in found.questions],
        target=teller.target(found),
        audit=[teller.finding(one) for one in found.audit],
        unknown=[_full(path) for path in teller.worth_asking(found)],
    )


def at_once(n: int, atlas: Atlas, glance: Glance, before: Figures | None, *, labels: Labels) -> Figures:
    """The exact figures after change ``n``; all else stays as it was ``before``, until the doubt is looked at."""
    # Where the time goes is a figure of its own; the places from before the change do until the second wave.
    sources = None if before is None or glance.is_exact else {one.name: one.paths for one in before.exact}
    exact = _exact(_Teller(atlas, labels, glance, [], sources), glance)
    calendar = atlas.calendar.times.text
    if before is not None:
        return before.model_copy(update={"n": n, "is_running": True, "calendar": calendar, "exact": exact})
    return Figures(
        n=n,
        is_running=True,
        calendar=calendar,
        exact=exact,
        sentences=[],
        answers=[],
        constraint=None,
        others=[],
        measure_next=[],
        target=None,
        audit=[],
        unknown=[],
    )


def _exact(teller: "_Teller", glance: Glance) -> list[AnswerOf]:
    """Sums at best knowledge; where something is in doubt the sentences say that they are no more than that."""
    whole = glance.answers["lead_time_with_rework"]
    if whole.unknowns and not whole.at_least:
        return []  # Likely values alone add up to nothing that anybody said.
    told = [
        teller.precise(one, teller.answer(one))
        for name, one in glance.answers.items()
        if says_something(glance.answers, name)
    ]
    if glance.is_exact:
        return told
    return [
        one.model_copy(update={"sentence": f"At best knowledge: {one.sentence[0].lower()}{one.sentence[1:]}"})
        if one.text[:1].isdigit()
        else one
        for one in told
    ]


class _Teller:
    """Tells figures of one atlas in words."""

    def __init__(
        self,
        atlas: Atlas,
        labels: Labels,
        glance: Glance,
        unknown: list[str],
        sources: dict[str, list[str]] | None = None,
    ) -> None:
        self.atlas, self.labels, self.unknown = atlas, labels, unknown
        self._glance, self._sources = glance, sources
        self.stream = atlas.map_or_blank(ValueStreamMap)
        self.calendar = atlas.calendar.times
        self.names = self.stream.own_names

    def told(self, words: str) -> str:
        """Words in the labels that were chosen, with the map's own names left alone."""
        return safe(self.labels.applied(words, self.names))

    def answer(self, one: Answer) -> AnswerOf:
        """A figure with its spread, its bound, and where it comes from."""

        def say(amount: float) -> str:
            return one.kind.say(amount, self.calendar, is_rough=not one.is_exact, beside=one.largest)

        name, _, role_id = one.name.partition("/")
        title = self.labels.applied(one.title.partition(" (")[0])
        if role_id in self.stream.roles:
            title = f"{title} of {safe(self.stream.roles[role_id].name or role_id)}"
        typical = ""
        is_news = (one.low, one.high) != (one.p10, one.p90)
        if one.low is not None and one.high is not None and is_news and say(one.low) != say(one.high):
            typical = f"typically {say(one.low)} to {say(one.high)}"
        least = ""
        if one.at_least and one.p50 is not None and (one.unknowns or not one.is_exact):
            least = f"at least {say(one.at_least)}"
        return AnswerOf(
            name=one.name,
            title=title,
            text=self.labels.applied(figure_of(one, self.calendar)),
            spread=self.labels.applied(spread_of(one, self.calendar)),
            typical=self.labels.applied(typical),
            least=self.labels.applied(least),
            sentence=self.told(one.sentence),
            explanation=self.told(TERMS[name].sentence) if name in TERMS else "",
            basis=one.basis.value,
            unknowns=one.unknowns,
            paths=self._known_sources(one),
        )

    def precise(self, one: Answer, told: AnswerOf) -> AnswerOf:
        """A sum of time with one decimal where whole numbers would hide what a small change does to it."""
        figure, _, unit = told.text.partition(" ")
        if one.kind is not Duration or one.p50 is None or not figure.isdigit() or len(figure) < DIGITS:
            return told
        amount = f"{one.p50 / self.calendar.unit_seconds(unit):.1f}".removesuffix(".0")
        return told.model_copy(update={"text": f"{amount} {unit}"})

    def worth_asking(self, found: Report) -> list[str]:
        """What nobody knows and the lead time needs: what settles most first, then where most time is likely to lie."""
        asked = [question.path for question in found.questions]
        places = {path: place for place, path in enumerate(asked)}
        return sorted(
            unknown_in_lead_time(found.samples.center) if self.stream.steps else [],
            key=lambda path: (places.get(path, len(asked)), -self.seconds.get(path, 0.0)),
        )

    def _known_sources(self, one: Answer) -> list[str]:
        known = None if self._sources is None else self._sources.get(one.name)
        return [_full(path) for path in self.sources(one)] if known is None else known

    @cached_property
    def seconds(self) -> dict[str, float]:
        """How long the middle item is in each place, by path relative to the map."""
        return {path: span.seconds for path, span in self._glance.spans.items()}

    def sources(self, one: Answer) -> list[str]:
        """Where a figure comes from: what is missing for it, else the places that weigh most in it."""
        name, _, role_id = one.name.partition("/")
        found = self._missing(name) if one.p50 is None and one.unknowns else self._weightiest(name, role_id)
        return found[:MOST_PATHS]

    def _missing(self, name: str) -> list[str]:
        steps = self.stream.steps
        match name:
            case "touch_time":
                return [f"steps/{join(one)}/touch_time" for one, step in steps.items() if step.touch_time is None]
            case "value_add_ratio":
                return [f"steps/{join(one)}/value" for one, step in steps.items() if step.value is None]
            case "process_time":
                return [path for path in self.unknown if path.endswith("process_time")]
            case "wait_time":
                return [path for path in self.unknown if path.endswith(("wait_time", "final_wait"))]
        return self.unknown

    def _weightiest(self, name: str, role_id: str) -> list[str]:
        steps = self.stream.steps
        match name:
            case "lead_time" | "lead_time_with_rework" | "work_in_progress" | "queue_clearing":
                return self.heaviest("wait_time", "process_time", "final_wait")
            case "wait_time" | "flow_efficiency":
                return self.heaviest("wait_time", "final_wait")
            case "process_time" | "work_content" | "touch_time" | "value_add_ratio":
                return self.heaviest("process_time")
            case "toil":
                by_hand = {one for one, step in steps.items() if step.automation in {"manual", "assisted"}}
                return self.heaviest("process_time", among=lambda one: one in by_hand and steps[one].value != "adding")
            case "load":
                return [
                    f"roles/{join(role_id)}",
                    *self.heaviest("process_time", among=lambda one: role_id in steps[one].roles),
                ]
            case "rework_time" | "rework_time_one_pass":
                return self._links() or self._lowest_rated()
            case "rolled_percent_complete_accurate":
                return self._lowest_rated()
            case "takt_time" | "throughput":
                return ["demand"]
        return []

    def _links(self) -> list[str]:
        return [
            f"steps/{join(step_id)}/rework/{join(link)}"
            for step_id, step in self.stream.steps.items()
            for link in step.rework
        ]

    def _lowest_rated(self) -> list[str]:
        rated = {
            step_id: step.percent_complete_accurate.middle
            for step_id, step in self.stream.steps.items()
            if step.percent_complete_accurate is not None and step.percent_complete_accurate.points
        }
        return [f"steps/{join(one)}/percent_complete_accurate" for one in sorted(rated, key=rated.__getitem__)]

    def heaviest(self, *fields: str, among: Callable[[str], bool] = lambda _: True) -> list[str]:
        """Paths of times, the longest first, of these fields and ``among`` some steps by their id."""
        left_out = {f"steps/{join(step_id)}" for step_id in self.stream.steps if not among(step_id)}
        chosen = []
        for path, seconds in self.seconds.items():
            holder, _, field = path.rpartition("/")
            if seconds > 0 and field in fields and holder not in left_out:
                chosen.append(path)
        return sorted(chosen, key=lambda path: -self.seconds[path])

    def limit(self, one: Candidate, reason: str) -> SpotOf:
        """What limits the stream, or may do so, with how sure that is."""
        is_alike = bool(reason) and one.is_small
        gain = one.gain(self.calendar)
        words = ["one of many alike" if is_alike else f"{_percent(one.confidence)} sure"]
        if gain:
            words.append(f"{gain} sooner without it")
        name = capital(one.name)
        return SpotOf(
            paths=[_full(path) for path in one.paths],
            name=self.told(name),
            text=self.told(", ".join(words)),
            sentence=self.told(reason or f"{name} may be the constraint as well: {', '.join(words)}."),
            explanation=self.told(TERMS["constraint"].sentence),
            share=_number(one.share),
            sure=None if is_alike else _number(one.confidence),
        )

    def question(self, one: Question, limit: Candidate | None) -> SpotOf:
        """What to find out; ``sure`` of the result is how sure it would be then what limits the stream.

        While nothing is known that could limit it, the question alone.
        """
        name = self.stream.question_of(one.path)
        text, settled = "", None
        if limit is not None:
            settled = min(limit.confidence + one.gain, 1.0)
            text = (
                f"{_percent(limit.confidence)} sure would become {_percent(settled)}"
                if one.gain >= SMALLEST_GAIN and not limit.is_small
                else f"{_percent(one.variance_share)} of the doubt about lead time"
            )
        return SpotOf(
            paths=[_full(one.path)],
            name=self.told(capital(name)),
            text=self.told(text),
            sentence=self.told(one.ask),
            explanation=self.told(TERMS["measure_next"].sentence),
            share=_number(one.variance_share),
            sure=_number(settled),
        )

    def target(self, found: Report) -> SpotOf | None:
        """The target: the share of items that meet it, and how sure it is that the mean over items does."""
        outcome = self.atlas.map(OutcomeMap)
        target = outcome.target if outcome is not None else None
        if target is None or not (target.text or target.value):
            return None
        chance = found.target
        return SpotOf(
            paths=[f"{OutcomeMap.section}/target"],
            name=safe(target.text or self.labels.applied("Target")),
            text=safe(target_figure(target, found, self.labels)),
            sentence=safe(target_in_words(target, found, self.labels)),
            explanation=self.told(TERMS["target"].sentence),
            share=None if chance is None else _number(chance.items),
            sure=None if chance is None else _number(chance.typical),
        )

    def finding(self, one: Finding) -> FindingOf:
        """What the audit says of a place."""
        message, hint = self.told(one.message), self.told(one.hint)
        path = _full(one.path) if one.path else SECTION
        return FindingOf(path=path, message=message, severity=one.severity.value, hint=hint)


def _full(path: str) -> str:
    return f"{SECTION}/{path}"


def _percent(share: float) -> str:
    return f"{round(share * 100)}%"


def _number(value: float | None) -> float | None:
    return round(value, 4) if value is not None and math.isfinite(value) else None
