"""Proposals: what could change on a map, read off the map itself, before anybody works out what it would do.

Every proposal says what it takes for granted; wastes that people have marked on steps are named where they point at it.
"""

import math
from collections.abc import Iterator, Mapping
from typing import Any

from flowatlas.drawing.figure import label_of
from flowatlas.maps.dependency import Dependency, DependencyMap, looked_into
from flowatlas.maps.shape import predecessors
from flowatlas.maps.step import Rework, Step
from flowatlas.metrics.draws import Draws
from flowatlas.metrics.metric import Answer
from flowatlas.metrics.passage import Passage
from flowatlas.metrics.sample import CannotSayError, Sample
from flowatlas.metrics.studies.retyped import fewer_faults, more_people, scaled, time_text
from flowatlas.model.atlas import Atlas
from flowatlas.model.candidate import Candidate
from flowatlas.model.path import join, split
from flowatlas.model.quantity import Duration, Share
from flowatlas.model.wording import rounded

HALF, TENTH = 0.5, 0.1
BUSY = 0.8
"""The load of a role from which on another person is proposed, 0 to 1."""

UNKNOWN_WAIT = "Nobody knows how long items wait there; the effect rests on a likely value."

WASTES = {
    "gap": ("waiting",),
    "quality": ("defects",),
    "batch": ("inventory", "overproduction"),
    "handoff": ("transport", "motion"),
    "skip": ("extra processing",),
    "automate": ("non-used talent", "motion"),
}
"""Which of the eight wastes point at which kind of change."""


class Proposer:
    """What could change on the current map; ``answers`` are its figures, ``limit`` holds the constraint's paths."""

    def __init__(self, atlas: Atlas, sample: Sample, answers: Mapping[str, Answer], limit: tuple[str, ...]) -> None:
        self.atlas, self.sample, self.answers, self.limit = atlas, sample, answers, limit
        self.stream, self.calendar = sample.stream, sample.calendar
        self.after = predecessors(self.stream.steps)
        self.visits = Passage(sample, with_rework=True).visits()

    def all(self) -> Iterator[Candidate]:
        """Every proposal in map order; several may change the same value."""
        for step_id, step in self.stream.steps.items():
            yield from self._gap(step_id, step)
            yield from self._pace(step_id, step)
            yield from self._together(step_id, step)
            yield from self._beside(step_id, step)
            yield from self._machine(step_id, step)
            yield from self._quality(step_id, step)
            yield from self._returns(step_id, step)
            yield from self._passed_by(step_id, step)
        yield from self._last_gap()
        yield from self._dependencies()
        yield from self._people()

    def _name(self, step_id: str) -> str:
        return f"“{self.stream.step_name(step_id)}”"

    def _seconds(self, draws: Draws) -> float:
        return float(draws[0])

    def _say(self, seconds: float) -> str:
        return Duration.say(seconds, self.calendar, is_rough=True)

    def _marked(self, step: Step, kind: str) -> str:
        """The wastes marked on a step that point at a kind of change, as a sentence of their own."""
        found = [waste for waste in WASTES[kind] if waste in step.wastes]
        return f" It is marked as {' and '.join(found)}." if found else ""

    def _gap(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """The wait before a step gone, or half as long."""
        wait = self._seconds(self.sample.wait(step_id))
        is_paced = step.wait_time is None and (step.cadence is not None or step.batch is not None)
        if not wait or is_paced:
            return
        path = f"steps/{join(step_id)}/wait_time"
        why = self._waits(path, step.wait_time, wait) + self._marked(step, "gap")
        yield from self._shorter(path, f"before {self._name(step_id)}", step.wait_time, why)

    def _last_gap(self) -> Iterator[Candidate]:
        """The wait after the last step gone, or half as long."""
        wait = self._seconds(self.sample.final_wait())
        if wait:
            why = self._waits("final_wait", self.stream.final_wait, wait)
            yield from self._shorter("final_wait", "after the last step", self.stream.final_wait, why)

    def _waits(self, path: str, stated: Duration | None, seconds: float) -> str:
        """How long items wait, as somebody said it."""
        if stated is not None and not stated.is_unknown:
            return f"Items wait {label_of(stated).text} there."
        return f"Voices say about {self._say(seconds)}." if self.sample.said(path) else UNKNOWN_WAIT

    def _shorter(self, path: str, where: str, wait: Duration | None, why: str) -> Iterator[Candidate]:
        yield Candidate(
            f"drop/{path}",
            "drop a wait",
            f"current/{path}",
            f"Let nothing wait {where}",
            {path: 0},
            why,
            "the wait goes altogether, and nothing else takes longer for it",
        )
        shorter = self._scaled(wait, HALF, path)
        if shorter is not None:
            yield Candidate(
                f"halve/{path}",
                "shorten a wait",
                f"current/{path}",
                f"Halve the wait {where}",
                {path: shorter},
                why,
                "half of the wait remains",
            )

    def _scaled(self, quantity: Duration | None, factor: float, path: str) -> Any | None:
        """A time as typed, times a factor; where nothing is settled what voices say. None where nobody knows."""
        if quantity is not None:
            return scaled(quantity, factor, self.calendar)
        if not self.sample.said(path):
            return None
        return f"~{time_text(self._seconds(self.sample.amount(path, None)) * factor, self.calendar)}"

    def _pace(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """Smaller batches, and turns that come more often."""
        path, name = f"steps/{join(step_id)}", self._name(step_id)
        marked = self._marked(step, "batch")
        is_typed = step.wait_time is not None and not step.wait_time.is_unknown
        hidden = " How much of the wait typed there is due to it, the map does not say." if is_typed else ""
        if step.batch is not None and step.batch.points and step.batch.middle > 1:
            size = max(1, math.ceil(step.batch.middle / 2))
            why = f"Items wait until {label_of(step.batch).text} of them are there.{marked}{hidden}"
            title = f"Halve the batch in {name}: {size} at a time"
            yield Candidate(
                f"batch/{path}", "halve a batch", f"current/{path}/batch", title, {f"{path}/batch": size}, why,
                "a smaller batch makes no more work",
            )  # fmt: skip
        cadence = None if step.cadence is None else scaled(step.cadence, HALF, self.calendar)
        if step.cadence is not None and cadence is not None:
            why = f"It is done every {label_of(step.cadence).text}, and items wait for the next turn.{marked}{hidden}"
            yield Candidate(
                f"cadence/{path}", "halve a cadence", f"current/{path}/cadence", f"Do {name} twice as often",
                {f"{path}/cadence": cadence}, why, "a turn more often makes no more work",
            )  # fmt: skip

    def _together(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """One pair of hands for two neighbours, so that nothing is handed over."""
        behind = self.after[step_id]
        marks = self._marked(step, "handoff")
        if len(behind) != 1 or not marks or not self._seconds(self.sample.wait(step_id)):
            return
        earlier = self.stream.steps[behind[0]]
        if not earlier.roles or not step.roles or set(earlier.roles) & set(step.roles):
            return
        path = f"steps/{join(step_id)}"
        roles = " and ".join(
            (self.stream.roles[role].name or role) if role in self.stream.roles else role for role in earlier.roles
        )
        yield Candidate(
            f"together/{path}",
            "hand over less",
            f"current/{path}",
            f"Let {roles} do {self._name(step_id)} as well, right after {self._name(behind[0])}",
            {f"{path}/roles": list(earlier.roles), f"{path}/wait_time": 0},
            f"It is handed over there.{marks}",
            f"{roles} can do it, need as long for it, and have the time",
        )

    def _beside(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """A step at the same time as the one before it, where both stand in line and do not send work to each other."""
        behind = self.after[step_id]
        if len(behind) != 1:
            return
        first_id = behind[0]
        first = self.stream.steps[first_id]
        followers = [one for one, others in self.after.items() if step_id in others]
        is_in_line = (
            sum(first_id in others for others in self.after.values()) == 1
            and sum(others == self.after[first_id] for others in self.after.values()) == 1
            and step.share is None
            and first.share is None
        )
        if not is_in_line or set(step.roles) & set(first.roles) or self._returns_between({first_id, step_id}):
            return
        changes: dict[str, Any] = {f"steps/{join(step_id)}/after": list(self.after[first_id])}
        for one in followers:
            changes[f"steps/{join(one)}/after"] = [first_id, *self.after[one]]
        names = self._name(first_id), self._name(step_id)
        apart = "Different people do them." if step.roles and first.roles else "Nothing goes back between them."
        yield Candidate(
            f"beside/{join(first_id)}/{join(step_id)}",
            "do at the same time",
            f"current/steps/{join(step_id)}",
            f"Do {names[1]} at the same time as {names[0]}",
            changes,
            apart,
            f"{names[1]} needs nothing that comes out of {names[0]}",
        )

    def _returns_between(self, ids: set[str]) -> bool:
        """Whether rework comes from one of the steps, or back to one, other than to itself."""
        links = self.sample.shape.links
        return any(link.sender != link.to and ids & {link.sender, link.to} for link in links)

    def _machine(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """Work by hand done by a machine: a tenth of the process time remains."""
        if step.automation not in {"manual", "assisted"}:
            return
        path = f"steps/{join(step_id)}"
        less = self._less_work(step_id, step)
        if not less:
            return
        yield Candidate(
            f"automate/{path}",
            "automate",
            f"current/{path}",
            f"Automate {self._name(step_id)}",
            {**less, f"{path}/automation": "automated"},
            f"{self._burden(step_id, step)}{self._marked(step, 'automate')}",
            "a tenth of the process time remains, the wait before it stays, and nothing goes wrong more often",
        )

    def _less_work(self, step_id: str, step: Step) -> dict[str, Any]:
        path = f"steps/{join(step_id)}"
        if not self._seconds(self.sample.process(step_id)):
            return {}
        if step.process_time is None and step.steps:
            parts = self._seconds(self.sample.process(step_id)) * TENTH
            if not math.isfinite(parts):
                return {}
            less: dict[str, Any] = {f"{path}/process_time": f"~{time_text(parts, self.calendar)}"}
        else:
            shorter = self._scaled(step.process_time, TENTH, f"{path}/process_time")
            if shorter is None:
                return {}
            less = {f"{path}/process_time": shorter}
        touch = None if step.touch_time is None else scaled(step.touch_time, TENTH, self.calendar)
        return less if touch is None else {**less, f"{path}/touch_time": touch}

    def burden(self, step_id: str) -> float:
        """Time x volume x pain of a step: seconds of work a week (an item, where demand is not known) x (1 + pain)."""
        step = self.stream.steps[step_id]
        pain = step.frustration.middle if step.frustration is not None else 0.0
        work = self._seconds(self.visits.steps[step_id] * self.sample.effort(step_id))
        return work * (self._weekly() or 1.0) * (1 + pain)

    def burden_of(self, one: Candidate) -> float:
        """The burden of the step that a candidate would automate."""
        return self.burden(split(one.path)[2])

    def touched(self, one: Candidate) -> float:
        """About how many seconds of an item's way a candidate touches; infinite where that takes a closer look."""
        seconds = []
        for path in one.changes:
            keys = split(path)
            if keys[0] != "steps":
                return math.inf
            step = self.stream.steps[keys[1]]
            gap = self._seconds(self.visits.gaps[keys[1]] * self.sample.wait(keys[1]))
            work = self._seconds(self.visits.steps[keys[1]] * self.sample.process(keys[1]))
            field = keys[-1]
            if field == "percent_complete_accurate" and step.percent_complete_accurate is not None:
                seconds.append((1 - step.percent_complete_accurate.middle) * (gap + work))
            elif len(keys) == 3 and field in {"wait_time", "process_time", "after"}:
                seconds.append({"wait_time": gap, "process_time": work}.get(field, gap + work))
        return max(seconds, default=math.inf)

    def _weekly(self) -> float | None:
        """Items a week; None where nobody says."""
        try:
            return self._seconds(self.sample.demand()) * self.calendar.unit_seconds("wk")
        except CannotSayError:
            return None

    def _burden(self, step_id: str, step: Step) -> str:
        work = self._seconds(self.visits.steps[step_id] * self.sample.effort(step_id))
        weekly = self._weekly()
        by_hand = "by hand" if step.automation == "manual" else "partly by hand"
        hours = f"{_hours(work * weekly)} h of work a week" if weekly else f"{self._say(work)} of work for each item"
        pain = step.frustration
        hurts = f", frustration {label_of(pain).text} of 5" if pain is not None and pain.points else ""
        return f"Done {by_hand}: {hours}{hurts}."

    def _quality(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """Half of the faults of a step where they are made."""
        quality, path = step.percent_complete_accurate, f"steps/{join(step_id)}/percent_complete_accurate"
        if quality is None or not quality.points or quality.percentile(10) >= 1:
            return
        better = fewer_faults(quality)
        label = label_of(Share.read(better)).text
        yield Candidate(
            f"quality/{path}",
            "get it right earlier",
            f"current/{path}",
            f"Halve the faults of {self._name(step_id)}: {label} usable as it is",
            {path: better},
            f"{label_of(quality).text} of what it hands on is usable as it is.{self._marked(step, 'quality')}",
            "half of the faults remain, and to get it right takes no longer",
        )

    def _returns(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """Less that goes back, or found where it is made."""
        for link_id, link in step.rework.items():
            if link.to not in self.stream.steps or link.share is None or not link.share.points:
                continue
            path = f"steps/{join(step_id)}/rework/{join(link_id)}"
            names = self._name(step_id), self._name(link.to)
            back = f"{label_of(link.share).text} of the items go back there.{self._marked(step, 'quality')}"
            less = scaled(link.share, HALF, self.calendar)
            if less is not None and link.share.middle:
                yield Candidate(
                    f"returns/{path}",
                    "get it right earlier",
                    f"current/{path}",
                    f"Halve what goes back from {names[0]} to {names[1]}",
                    {f"{path}/share": less},
                    back,
                    "half of it remains, and to get it right takes no longer",
                )
            yield from self._earlier(step_id, link, path, back)

    def _earlier(self, step_id: str, link: Rework, path: str, back: str) -> Iterator[Candidate]:
        source = self.stream.steps[str(link.to)]
        is_free = not source.rework and source.percent_complete_accurate is None
        if (
            link.to == step_id
            or not is_free
            or self.sample.said(f"steps/{join(str(link.to))}/percent_complete_accurate")
        ):
            return
        assert link.share is not None
        early = f"steps/{join(str(link.to))}/rework/early"
        name = self._name(str(link.to))
        yield Candidate(
            f"earlier/{path}",
            "check earlier",
            f"current/{path}",
            f"Check in {name} at once what {self._name(step_id)} sends back today",
            {f"{path}/share": "0%", early: {"to": link.to, "share": link.share.typed, "wait_time": 0}},
            back,
            f"all of it is found and mended in {name} itself, without a wait, and checking takes no longer",
        )

    def _passed_by(self, step_id: str, step: Step) -> Iterator[Candidate]:
        """A step that half of the items can do without."""
        if not self._marked(step, "skip") or len(self.after[step_id]) > 1:
            return
        siblings = sum(others == self.after[step_id] for others in self.after.values())
        if siblings > 1:
            return
        path = f"steps/{join(step_id)}/share"
        share = "50%" if step.share is None else scaled(step.share, HALF, self.calendar)
        if share is not None:
            yield Candidate(
                f"skip/{path}",
                "do less of it",
                f"current/steps/{join(step_id)}",
                f"Let half of the items pass {self._name(step_id)} by",
                {path: share},
                self._marked(step, "skip").strip(),
                "half of the items that come by need it, and they can be told apart at once",
            )

    def _dependencies(self) -> Iterator[Candidate]:
        """What others are waited for, done without them: its wait goes from the gap before the step."""
        found = self.atlas.map(DependencyMap)
        if found is None:
            return
        about = looked_into(found, self.stream, self.limit[0] if self.limit else "")
        for key, one in found.dependencies.items():
            step_id = one.from_ or about
            if step_id not in self.stream.steps or one.treatment == "accept" or one.direction == "out":
                continue
            if one.wait_time is not None and one.wait_time.points and one.wait_time.middle:
                yield from self._taken_over(key, one, str(step_id), found)

    def _taken_over(self, key: str, one: Dependency, step_id: str, found: DependencyMap) -> Iterator[Candidate]:
        assert one.wait_time is not None
        wait, path = self.stream.steps[step_id].wait_time, f"steps/{join(step_id)}/wait_time"
        if wait is None or not wait.points or not wait.middle:
            return
        often = self._frequency(one, step_id)
        # Expected times, as on the dependency map, so that both tell the same of it.
        outer, self.sample.used = self.sample.used, {}
        gone = often * self._seconds(self.sample.amount(f"dependencies/{join(key)}/wait_time", one.wait_time))
        whole = self._seconds(self.sample.wait(step_id))
        self.sample.used = outer
        if not (math.isfinite(gone) and math.isfinite(whole) and whole):
            return
        rest = scaled(wait, max(0.0, 1 - gone / whole), self.calendar)
        if rest is None:
            return
        party = found.parties.get(one.to or "")
        whom = f"“{(party.name if party is not None else None) or one.to}”" if one.to else "somebody else"
        share = f", {Share.say(often, self.calendar, is_rough=True)} of the times" if often < 1 else ""
        longer = " That is longer than the whole wait before the step." if gone > whole * 1.01 else ""
        yield Candidate(
            f"dependency/{join(key)}",
            "depend on others less",
            f"dependency/dependencies/{join(key)}",
            f"Do without {whom}: {one.name or key.replace('-', ' ')}",
            {path: rest},
            f"{self._name(step_id)} waits {label_of(one.wait_time).text} for it{share}.{longer}",
            f"that time is part of the wait before {self._name(step_id)}, and what they did takes no longer inside",
        )

    def _frequency(self, one: Dependency, step_id: str) -> float:
        """Which part of the times that a step is done something is needed, 0 to 1; always where that cannot be told."""
        weekly = (self._weekly() or 0.0) * self._seconds(self.visits.steps[step_id])
        if one.frequency is None or not one.frequency.points or not weekly:
            return 1.0
        return min(1.0, one.frequency.middle * self.calendar.unit_seconds("wk") / weekly)

    def _people(self) -> Iterator[Candidate]:
        """One more person where a role has hardly any time left."""
        for role_id, role in self.stream.roles.items():
            answer = self.answers.get(f"load/{role_id}")
            if answer is None or answer.p50 is None or answer.p50 < BUSY or not math.isfinite(answer.p50):
                continue
            if role.people is None or not role.people.points or not role.people.middle:
                continue
            people = role.people.middle
            load, rest = answer.p50, answer.p50 * people / (people + 1)
            said = [Share.say(one, self.calendar, is_rough=True) for one in (load, rest)]
            path = f"roles/{join(role_id)}/people"
            yield Candidate(
                f"people/{path}",
                "add capacity",
                f"current/{path}",
                f"One more person: {role.name or role_id}",
                {path: more_people(role.people)},
                f"The stream asks for {said[0]} of the time they have; with one more it is {said[1]}. How much sooner "
                "items would be there cannot be told: the waits are stated, not worked out from the load.",
                "the new person can do all of it, for as much of their time",
            )


def _hours(seconds: float) -> str:
    return rounded(seconds / 3600, is_rough=True)
