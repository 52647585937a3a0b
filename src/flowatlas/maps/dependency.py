"""The dependency map: what the constraint waits for, and why."""

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from flowatlas.maps.step import Step
from flowatlas.maps.stream_checks import (
    rework_says_where_to,
    routes_lead_on,
    shares_fit,
    touch_time_is_part_of_process_time,
)
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.path import join, split
from flowatlas.model.picture import Total
from flowatlas.model.quantity import Duration, Rate
from flowatlas.model.record import Map, Record, Reference, described
from flowatlas.model.registry import check
from flowatlas.model.wording import shown

if TYPE_CHECKING:
    from flowatlas.model.atlas import Atlas
    from flowatlas.model.picture import Derived, Picture

USED_TO_THE_LIMIT = 0.5
"""A wait of more than this part of what is promised counts as using the promise up: our judgement."""

Treatment = Literal["remove", "internalise", "self-serve", "mitigate", "accept"]


class Part(Step):
    """A part of the step that is looked into, with the gap before it; a step of its own."""

    roles: list[str] = described(
        "Roles",
        "Who does it: roles, not people.",
        default=list,
        reference=Reference("/current/roles", severity=Severity.INFO),
    )


class Party(Record):
    """Somebody or something that the work depends on: a team, a vendor, a tool, a rule."""

    name: str | None = described("Name", "What it is called.")
    kind: Literal["team", "shared service", "vendor", "customer", "tool", "policy", "meeting"] | None = described(
        "Kind", "What it is."
    )
    contact: str | None = described("Contact", "Whom to ask there.", is_personal=True)


class Dependency(Record):
    """One thing that is needed from a party."""

    name: str | None = described("Name", "What is needed, in a few words.")
    from_: str | None = described(
        "Needed by",
        "The step of the value stream that needs it.",
        file_name="from",
        reference=Reference("/current/steps"),
        absent="the step that is looked into",
    )
    to: str | None = described("Needed from", "The party that it comes from.", reference=Reference("parties"))
    step: str | None = described("Inside", "The part of the step that waits for it.", reference=Reference("steps"))
    kind: Literal["service", "approval", "information", "meeting", "agreement", "other"] | None = described(
        "Kind", "What kind of thing is needed."
    )
    direction: Literal["in", "out", "both"] | None = described(
        "Direction", "Whether something comes in, goes out, or both."
    )
    wait_time: Duration | None = described("Wait", "How long the work waits for it.")
    sla: Duration | None = described("Promised within", "How soon the party has promised it (SLA).")
    frequency: Rate | None = described("How often", "How often it is needed, such as 2/wk.", absent="for every item")
    cause: str | None = described("Cause", "Why it is needed at all.")
    treatment: Treatment | None = described("Treatment", "What could be done about it.")
    contact: str | None = described("Contact", "Whom to ask.", is_personal=True)

    @property
    def promise(self) -> str:
        """How the wait stands to what is promised, in words; '' where either is not known."""
        wait, sla = self.wait_time, self.sla
        if wait is None or sla is None or not wait.points or not sla.points:
            return ""
        if wait.middle > sla.middle:
            return "The wait is longer than promised."
        if wait.middle > USED_TO_THE_LIMIT * sla.middle:
            return "Most of what is promised is used up; promises tend to be used to their limit."
        return "The wait is well within the promise."


class Cause(Record):
    """Something that makes the constraint take so long, and what lies behind it."""

    text: str | None = described("Cause", "What makes it so.")
    about: str | None = described("About", "What it explains: a path.", is_address=True)
    why: str | None = described("Because of", "The cause behind it.", reference=Reference("causes"))


class Cost(NamedTuple):
    """What a dependency costs: seconds of lead time with rework, the mean over what we do not know, and in words.

    ``sure`` is the chance, 0 to 1, that items would be there sooner at all without the wait.
    """

    seconds: float
    sure: float
    text: str


class Inside(NamedTuple):
    """What the figures say of the step that is looked into.

    ``step`` is its id and ``name`` what people call it; ``sentences`` tell how its parts add up; ``totals`` are figures
    of its parts; ``hot`` is the path, relative to the map, of the longest time inside, '' where no time is known, and
    ``hot_share`` how much of the time inside it is, in words; ``costs`` tells of each dependency, by id, what it costs.
    """

    step: str
    name: str
    sentences: tuple[str, ...] = ()
    totals: tuple[Total, ...] = ()
    hot: str = ""
    hot_share: str = ""
    costs: Mapping[str, Cost] = {}


class DependencyMap(Map, kind="dependency"):
    """What the constraint waits for: its parts with times of their own, whom it depends on, and the causes behind."""

    of: str | None = described(
        "Looks into", "The step that is looked into.", reference=Reference("/current/steps"), absent="the constraint"
    )
    steps: dict[str, Part] = described("Parts", "What really happens inside, in order.", default=dict)
    final_wait: Duration | None = described("Final wait", "A gap after the last part.", absent="no wait")
    parties: dict[str, Party] = described("Parties", "Whom and what it depends on.", default=dict)
    dependencies: dict[str, Dependency] = described("Dependencies", "What is needed from whom.", default=dict)
    causes: dict[str, Cause] = described("Causes", "Why it takes so long, one why after the other.", default=dict)

    guidance: ClassVar[Guidance] = Guidance(
        "See what really happens inside the one place that holds everything up, whom it depends on, and why.",
        "Those who do the step every day, those who wait for it, and somebody from each party that it waits for; "
        "at most twelve.",
        (
            Move(5, "Agree on the place", "Read out what the stream map names as the constraint; look into no other."),
            Move(
                15,
                "Follow one item inside",
                "Take the last one that went through. Who touched it, what did it wait for? A note for each part, "
                "with its time above and its wait below.",
            ),
            Move(
                15,
                "Name what it waits for",
                "For each wait: from whom, what exactly, how long, how often, and what has been promised.",
            ),
            Move(
                15,
                "Ask why",
                "Start at the longest time inside. Ask why it is so long, then why that is so, until the answer is "
                "something that a decision could change.",
            ),
            Move(10, "Choose a treatment", "For each dependency: remove, internalise, self-serve, mitigate or accept."),
        ),
        (
            "How does an item get through here on a normal day, one hand after the other?",
            "What was missing the last time that work stood still?",
            "Whom do we ask, and how do they learn that we wait?",
            "Would the step still be needed if that party did not exist?",
            "What would have to be true so that we could do this ourselves?",
            "What does the other party gain or lose when we wait less?",
        ),
        (
            "Mapping every dependency of the company instead of those of one step.",
            "Stopping at the first why: too few people is hardly ever the whole story.",
            "Talking about a party that is not in the room.",
            "Treating a promised time as the time that it takes.",
        ),
        "The last why of each chain, and the treatments, are where the future state begins.",
    )

    @property
    def inner_stream(self) -> ValueStreamMap:
        """The parts as a stream of their own."""
        return ValueStreamMap(steps=dict[str, Step](self.steps), final_wait=self.final_wait)

    def picture(self, atlas: "Atlas", derived: "Derived") -> "Picture":
        """Parts in a row, parties around the step, and chains of causes, each as far as there are any."""
        from flowatlas.maps.pictures.dependency import dependency_picture

        return dependency_picture(self, atlas, derived)

    def missing(self, atlas: "Atlas") -> Iterator[Missing]:
        """Parts or dependencies, their times, the causes behind them, and what to do about them."""
        stream = atlas.map_or_blank(ValueStreamMap)
        name = f"“{stream.step_name(self.of)}”" if self.of in stream.steps and self.of else "the constraint"
        if not self.steps and not self.dependencies:
            why = "What shortens a step is found inside it: most of its time is usually one wait for somebody else."
            yield Missing("dependency/steps", f"Name the parts of {name}, or what it waits for.", why)
            return
        for key, step in self.steps.items():
            if not any(time is not None and not time.is_unknown for time in (step.wait_time, step.process_time)):
                part = step.name or key
                yield Missing(
                    f"dependency/steps/{join(key)}",
                    f"Ask how long “{part}” takes and how long work waits before it.",
                    "Without times nobody can see which part is the longest.",
                )
                break
        for key, one in self.dependencies.items():
            if one.wait_time is None or one.wait_time.is_unknown:
                yield Missing(
                    f"dependency/dependencies/{join(key)}/wait_time",
                    f"Ask how long work waits for “{one.name or one.cause or key}”.",
                    "Only then can be told what this dependency costs.",
                )
                break
        if not self.causes:
            why = "A change that treats no cause moves the wait somewhere else."
            yield Missing("dependency/causes", "Ask why the longest time inside is so long, and why that is so.", why)
        elif not any(cause.why is not None for cause in self.causes.values()):
            key = next(iter(self.causes))
            why = "The first answer is mostly a symptom."
            yield Missing(f"dependency/causes/{join(key)}/why", "Ask why once more behind each cause.", why)
        for key, one in self.dependencies.items():
            if one.treatment is None:
                yield Missing(
                    f"dependency/dependencies/{join(key)}/treatment",
                    f"Decide what to do about “{one.name or one.cause or key}”: remove, internalise, self-serve, "
                    "mitigate or accept.",
                    "The treatments are where the future state begins.",
                )
                break


@check(DependencyMap)
def parts_can_be_followed(inside: DependencyMap) -> Iterator[Finding]:
    """The parts of the step obey what holds for every stream: routes lead on, times and shares fit."""
    rules: tuple[Callable[[ValueStreamMap], Iterator[Finding]], ...] = (
        routes_lead_on,
        rework_says_where_to,
        shares_fit,
        touch_time_is_part_of_process_time,
    )
    if inside.steps:
        yield from chain.from_iterable(rule(inside.inner_stream) for rule in rules)


@check(DependencyMap)
def causes_come_to_an_end(inside: DependencyMap) -> Iterator[Finding]:
    """No cause explains itself, be it over others."""
    told: set[str] = set()
    for start in inside.causes:
        chain_of: list[str] = []
        key: str | None = start
        while key in inside.causes and key not in chain_of and key not in told:
            chain_of.append(key)
            key = inside.causes[key].why
        if key in chain_of:
            circle = chain_of[chain_of.index(key) :]
            names = " because of ".join(f"“{inside.causes[one].text or one}”" for one in [*circle, circle[0]])
            yield Finding(
                f"causes/{join(circle[-1])}/why",
                f"these causes explain each other in a circle: {names}",
                Severity.WARNING,
                "ask which of them would go away if another one did, and leave out one why",
            )
        told.update(chain_of)


@check(DependencyMap)
def nothing_waits_for_itself(inside: DependencyMap) -> Iterator[Finding]:
    """What a step needs comes from somebody else, and from another part than the one that waits."""
    for key, one in inside.dependencies.items():
        needed_by = one.from_ or inside.of
        if one.to is not None and one.to == needed_by:
            yield Finding(
                f"dependencies/{join(key)}/to",
                f"{needed_by} is said to need this from itself",
                Severity.WARNING,
                "name the party outside that it comes from; what happens inside is a part",
            )


@check(DependencyMap)
def waits_fit_into_their_part(inside: DependencyMap) -> Iterator[Finding]:
    """A part cannot wait longer for somebody than it takes with its gap."""
    for key, one in inside.dependencies.items():
        part = inside.steps.get(one.step or "")
        if part is None or one.wait_time is None or not one.wait_time.points:
            continue
        room = room_of(part, is_first=one.step == next(iter(inside.steps)))
        if room and one.wait_time.low_end > sum(time.high_end for time in room):
            name = part.name or one.step
            yield Finding(
                f"dependencies/{join(key)}/wait_time",
                f"the wait {shown(one.wait_time.typed)} is longer than “{name}” with the gap before it",
                Severity.WARNING,
                "mend the wait, or the times of the part",
            )


def room_of(part: Part, *, is_first: bool) -> list[Duration]:
    """The gap before a part and its own time; empty where either is not known."""
    gap = part.wait_time
    if gap is None and is_first:
        gap = Duration.read(0)
    times = [time for time in (gap, part.process_time) if time is not None and time.points]
    return times if len(times) == 2 else []


def looked_into(inside: DependencyMap, stream: ValueStreamMap, constraint: str = "") -> str:
    """The id of the step that is looked into: as stated, else the one of the constraint; '' where nobody knows.

    ``constraint`` is a path relative to the stream; behind the last step it is that step.
    """
    if inside.of is not None:
        return inside.of if inside.of in stream.steps else ""
    path = (stream.constraint or "").removeprefix(f"{stream.section}/") or constraint
    keys = split(path) if path else []
    if keys[:1] == ["final_wait"]:
        return next(reversed(stream.steps), "")
    return keys[1] if len(keys) > 1 and keys[0] == "steps" and keys[1] in stream.steps else ""
