"""Candidates: what could change on a map, ranked by what it does to lead time, beside what is wanted already."""

import math
from typing import Any, NamedTuple

from flowatlas.metrics.draws import bounded
from flowatlas.metrics.lead_time_with_rework import lead_time_with_rework
from flowatlas.metrics.metric import measure
from flowatlas.metrics.missed import eases, limit_of, missed
from flowatlas.metrics.sample import Sample
from flowatlas.metrics.samples import Samples
from flowatlas.metrics.studies.proposals import Proposer
from flowatlas.metrics.study import LEAD, Study, derives
from flowatlas.model.candidate import Candidate, Candidates, Prospect, holder_of
from flowatlas.model.gain import Gain
from flowatlas.model.overlay import CircleError, future_over, overlay_between
from flowatlas.model.path import Plain, as_mapping, join, split
from flowatlas.store.versions import CURRENT, IDEAL, ideal

SMALLEST_PART = 0.001
"""A candidate that saves less than this part of lead time counts as doing nothing."""

MORE_PEOPLE, AUTOMATE = "add capacity", "automate"
SCREENED = 3
"""How many times as many as are shown of a kind are measured at our best knowledge."""

KEPT_WHEN_IDLE = {MORE_PEOPLE, "halve a batch", "halve a cadence", AUTOMATE}
"""Kinds of which it is told that they do nothing to lead time, as people expect them to, or as they help otherwise."""


class Search(NamedTuple):
    """How many candidates are shown at most: altogether, of each kind, and of those without an effect."""

    most: float = 12
    of_a_kind: float = 3
    idle: float = 6


@derives(Candidates)
def candidates(study: Study) -> Candidates | None:
    """The candidates that a picture has room for; None where there are no steps or nobody has said a time."""
    return search(study, Search())


def search(study: Study, wanted: Search) -> Candidates | None:
    """What could change on the current map, best first; None where there are no steps or nobody has said a time.

    Of each kind those that touch most time are held against each other at our best knowledge; the best ones are then
    measured on the common draws of the study.
    """
    if not study.stream.steps or study.report.samples.is_blank:
        return None
    return _Found(study, wanted).candidates()


class _Found:
    def __init__(self, study: Study, wanted: Search) -> None:
        self.study, self.wanted = study, wanted
        self.center = study.report.samples.center
        self.limit = limit_of(study.report.constraint)
        self.proposer = Proposer(study.atlas, self.center, study.report.answers, self.limit)
        self.lead = self._lead(self.center)
        self.are_exact = self._are_exact()

    def candidates(self) -> Candidates:
        """The best proposals with what they do, and the states that are wanted."""
        known = {one.id: one for one in self.proposer.all()}
        looked_at = self._screened(list(known.values()))
        savings = {one.id: self._saving(one) for one in looked_at}
        least = SMALLEST_PART * self.lead if math.isfinite(self.lead) else 0.0
        helpful = [one for one in looked_at if savings[one.id] > least]
        kept = self._best(helpful, savings)
        ranked = sorted(map(self._measured, kept), key=lambda one: one.gain.mean if one.gain is not None else 0.0)
        shown = [one for one in ranked if one.gain is not None and one.gain.mean < 0]
        shown = shown[: _whole(self.wanted.most)]
        idle = [one for one in looked_at if abs(savings[one.id]) <= least and one.kind in KEPT_WHEN_IDLE]
        idle = sorted(self._best(idle, savings), key=looked_at.index)[: _whole(self.wanted.idle)]
        limit = self.study.report.constraint
        return Candidates(
            tuple(shown),
            tuple(self._placed(one) if one.kind == MORE_PEOPLE else self._measured(one) for one in idle),
            tuple(self._prospects()),
            limit.found.name if limit is not None and self.limit else "",
            len(helpful) - len(shown) + len(known) - len(looked_at),
            self.are_exact,
        )

    def _screened(self, several: list[Candidate]) -> list[Candidate]:
        """Those worth measuring at all: of each kind the ones that touch most time; in the order of the map."""
        kinds: dict[str, list[Candidate]] = {}
        for one in several:
            kinds.setdefault(one.kind, []).append(one)
        most = _whole(self.wanted.of_a_kind * SCREENED)
        kept = {one.id for same in kinds.values() for one in sorted(same, key=self._touched, reverse=True)[:most]}
        return [one for one in several if one.id in kept]

    def _touched(self, one: Candidate) -> float:
        return self.proposer.burden_of(one) if one.kind == AUTOMATE else self.proposer.touched(one)

    def _lead(self, sample: Sample) -> float:
        return float(bounded(lead_time_with_rework(sample))[0])

    def _after(self, changes: Any) -> Sample:
        """The map with changes at our best knowledge."""
        own = self.study.report.samples
        stream = self.study.stream_with(changes)
        calendar = self.study.atlas.calendar.times
        options: dict[str, Any] = {"seed": self.center.seed, "is_independent": self.center.is_independent}
        return Samples(stream, calendar, draws=1, twin=own, **options).center

    def _saving(self, one: Candidate) -> float:
        """How much sooner items would be there, at our best knowledge; infinite where they never are today."""
        after = self._lead(self._after(one.changes))
        return 0.0 if math.isinf(self.lead) and math.isinf(after) else self.lead - after

    def _best(self, several: list[Candidate], savings: dict[str, float]) -> list[Candidate]:
        """The best few of each kind; of work to automate those that take most time x volume x pain."""
        kinds: dict[str, list[Candidate]] = {}
        for one in several:
            kinds.setdefault(one.kind, []).append(one)
        found = []
        for kind, same in kinds.items():
            if kind == AUTOMATE:
                same.sort(key=self.proposer.burden_of, reverse=True)
            else:
                same.sort(key=lambda one: savings[one.id], reverse=True)
            found += same[: _whole(self.wanted.of_a_kind)]
        return found

    def _measured(self, one: Candidate) -> Candidate:
        effect = self.study.effect(one.changes)
        gain = None if effect is None or not (effect.low or effect.high) else Gain(*effect)
        return self._placed(one._replace(gain=gain))

    def _placed(self, one: Candidate) -> Candidate:
        """The same, with whether it acts on the constraint and which future has it already."""
        acts = None
        if self.limit and one.kind == MORE_PEOPLE:
            acts = self._works_at_constraint(one)
        elif self.limit:
            acts = eases(self.limit, self.center, self._after(one.changes))
        return one._replace(on_constraint=acts, future=holder_of(one.changes, self.study.atlas.future))

    def _works_at_constraint(self, one: Candidate) -> bool:
        """Whether the role that a candidate adds a person to works at the step of the constraint."""
        role_id = split(one.path)[2]
        ids = {split(path)[1] for path in self.limit if path.startswith("steps/")}
        return any(role_id in self.center.stream.steps[step_id].roles for step_id in ids)

    def _are_exact(self) -> bool:
        """Whether today and every future have nothing but single figures, as the ideal then has."""
        own = self.study.report.samples
        if own.draws > 1:
            return False
        futures = as_mapping(self.study.plain.get("future"))
        for key in self.study.atlas.future:
            try:
                laid = future_over(self.study.current, futures, key)
            except CircleError:
                continue
            if not Samples(self.study.stream_of(laid), self.study.atlas.calendar.times).is_exact:
                return False
        return True

    def _prospects(self) -> list[Prospect]:
        """Today, every future and the ideal on common draws."""
        study = self.study
        futures = as_mapping(study.plain.get("future"))
        best = ideal(study.current)
        shown = [self._prospect(CURRENT, "Today", study.current, None)]
        for key, future in study.atlas.future.items():
            name = join("future", key)
            try:
                laid = future_over(study.current, futures, key)
            except CircleError:
                shown.append(Prospect(name, future.title or key, None))
                continue
            title = future.title or key
            finding = missed(
                name, title, study.stream, study.stream_of(laid), study.report.constraint, study.atlas.calendar.times
            )
            misses = f"{finding.message}; {finding.hint}." if finding is not None else ""
            shown.append(self._prospect(name, title, laid, best)._replace(misses=misses))
        return [*shown, self._prospect(IDEAL, "Ideal", best, None)]

    def _prospect(self, name: str, title: str, current: Plain, best: Plain | None) -> Prospect:
        """A version of the map with its lead time; with the ``best`` one also how far on the way to it that is."""
        changes = overlay_between(self.study.current, current)
        samples = self.study.samples(changes)
        if self.are_exact:
            # A map of single figures is told by its average everywhere else.
            samples = Samples(samples.center.stream, samples.center.calendar)
        answer = measure(samples, {LEAD})[LEAD]
        reach = None
        if best is not None:
            wholes = [self.study.doubt(LEAD, one) for one in ({}, changes, overlay_between(self.study.current, best))]
            today, then, least = (math.nan if draws is None else float(draws.mean()) for draws in wholes)
            reach = (today - then) / (today - least) if today > least and math.isfinite(today - then) else None
        return Prospect(name, title, answer.p50, answer.low, answer.high, reach)


def _whole(limit: float) -> int | None:
    return int(limit) if math.isfinite(limit) else None
