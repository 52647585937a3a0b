"""The value stream map: what happens from trigger to customer, how long it takes and how long it waits."""

from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from flowatlas.maps.conditions import Arrivals, Group, ItemClass
from flowatlas.maps.shape import Shape, everything_before, predecessors
from flowatlas.model.calendar import Calendar
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.notation import Form, QuantityError
from flowatlas.model.overlay import Overlay, unresolved
from flowatlas.model.path import BEHIND, Change, Plain, address, apply, is_branch, join, split
from flowatlas.model.quantity import Count, Duration, Quantity, Rate, Share
from flowatlas.model.record import Field, Map, Record, Reference, described, fields_of, nearest
from flowatlas.model.registry import check
from flowatlas.model.wording import shown

if TYPE_CHECKING:
    from flowatlas.model.atlas import Atlas

Waste = Literal[
    "defects",
    "overproduction",
    "waiting",
    "non-used talent",
    "transport",
    "inventory",
    "motion",
    "extra processing",
]


class Note(Record):
    """A remark on a step or on the map."""

    text: str | None = described("Note", "What somebody remarked.", is_personal=True)
    by: str | None = described("By", "Who remarked it.", is_personal=True)


class QuickFix(Record):
    """Something that can be put right at once."""

    text: str | None = described("Quick fix", "What to put right.")
    owner: str | None = described("Owner", "Who does it.", is_personal=True)
    effort: Duration | None = described("Effort", "How much work it is.")
    saves: Duration | None = described("Saves", "How much time of an item it saves.")
    done: bool = described("Done", "Whether it is done.", default=False)


class Rework(Record):
    """Going back: where the faulty output of a step is sent."""

    to: str | None = described(
        "Back to", "The step that it goes back to.", reference=Reference("steps", is_needed=True)
    )
    share: Share | None = described(
        "Share", "Share of items that go back; else 100% less %C&A.", absent="100% less the step's %C&A"
    )
    wait_time: Duration | None = described(
        "Wait",
        "The wait on the way back; else the gap of the step that it goes back to.",
        absent="the gap of the step that it goes back to",
    )


class SubStep(Record):
    """A part of a step."""

    name: str | None = described("Name", "What is done.")
    wait_time: Duration | None = described("Wait", "Time waiting before this part.")
    process_time: Duration | None = described("Process time", "From starting this part to its end.")
    touch_time: Duration | None = described("Touch time", "The hands-on part of it.")


class Step(Record):
    """One activity of the stream, with the gap before it."""

    name: str | None = described("Name", "What is done; a verb first reads best.")
    group: str | None = described("Group", "The phase that the step belongs to.")
    carries: Literal["work", "data", "information"] = described("Carries", "What flows here.", default="work")
    roles: list[str] = described(
        "Roles",
        "Who does it: roles, not people.",
        default=list,
        reference=Reference("roles", is_made=True, severity=Severity.INFO),
    )
    wait_time: Duration | None = described(
        "Wait", "Time waiting in the gap before the step.", absent="unknown, and no wait before the first step"
    )
    process_time: Duration | None = described("Process time", "From starting the step to finishing it.")
    touch_time: Duration | None = described("Touch time", "The hands-on part of the process time.")
    percent_complete_accurate: Share | None = described(
        "%C&A",
        "Share of the step's output that the receiver can use as it is.",
        absent="not rated, and left out of the rolled %C&A",
    )
    share: Share | None = described("Share", "Share of the items arriving here that do the step.", absent="all of them")
    after: list[str] | None = described(
        "After",
        "The steps it follows, where not the one above; none means the trigger.",
        reference=Reference("steps"),
        absent="the step above",
    )
    rework: dict[str, Rework] = described("Rework", "Where faulty output goes back to.", default=dict)
    value: Literal["adding", "enabling", "waste"] | None = described(
        "Value", "Whether the customer would pay for it, it is needed, or neither."
    )
    automation: Literal["manual", "assisted", "automated"] | None = described(
        "Automation", "Whether people do it by hand, with help, or not at all."
    )
    wastes: list[Waste] = described("Wastes", "Which of the eight wastes are seen here.", default=list)
    frustration: Count | None = described("Frustration", "How much it wears people out, 0 to 5.")
    work_in_progress: Count | None = described("WIP", "Items here now, waiting ones included.")
    batch: Count | None = described("Batch", "How many items are moved together.")
    cadence: Duration | None = described("Cadence", "How often it is done, such as every 2wk.")
    set_up_time: Duration | None = described("Set-up", "Time to get ready for a batch.")
    capacity: Count | None = described("Capacity", "How many items it can hold at once.")
    work_in_progress_limit: Count | None = described(
        "WIP limit", "How many items may be here at once, waiting ones included.", absent="no limit"
    )
    wait_kind: Literal["fixed", "queue"] = described(
        "Kind of wait",
        "For simulation: whether the wait is as typed, or what comes of people being busy, batches and limits.",
        default="fixed",
    )
    tools: list[str] = described("Tools", "Systems and tools in use.", default=list)
    artefacts: list[str] = described("Artefacts", "What is made or handed over.", default=list)
    notes: dict[str, Note] = described("Notes", "Remarks.", default=dict)
    quick_fixes: dict[str, QuickFix] = described("Quick fixes", "What can be put right at once.", default=dict)
    steps: dict[str, SubStep] = described("Sub-steps", "The parts of the step, in turn.", default=dict)
    same_as: str | None = described(
        "Same as",
        "In a voice: the step of the map that this one is.",
        reference=Reference("steps", severity=Severity.INFO),
    )
    replaces: list[str] = described("Replaces", "In a future: the steps that this one stands for.", default=list)


class Role(Record):
    """Who does the work: a role, never a person."""

    name: str | None = described("Name", "What the role is called.")
    people: Count | None = described("People", "How many people have the role.")
    availability: Share | None = described("Availability", "Share of their time for this stream.", absent="all of it")
    workdays: list[str] = described(
        "Working days", "Days on which the role works, such as tue, thu.", default=list, absent="those of the calendar"
    )


class Told(NamedTuple):
    """A value that a voice states: the change that holds it, its path on the map, and what was typed."""

    change: str
    path: str
    typed: Any


class Voice(Overlay):
    """What one person says about the map."""

    name: str | None = described("Name", "Who says it.", is_personal=True)
    role: str | None = described("Role", "The role that they speak for.")

    @cached_property
    def same_as(self) -> dict[str, str]:
        """The steps that this voice has under an id of its own, with the step of the map that each one is."""
        found = {}
        for change, value in self.changes.items():
            keys, is_place = address(change)
            if len(keys) < 2 or keys[0] != "steps" or is_place:
                continue
            named = value if keys[2:] == ["same_as"] else None
            if len(keys) == 2 and is_branch(value):
                named = value.get("same_as")
            if isinstance(named, str | int):
                found[keys[1]] = str(named)
        return found

    @cached_property
    def told(self) -> list[Told]:
        """Every value that this voice states, in its order; a whole record counts as its fields.

        Paths are those of the map: a step that is the same as one of the map speaks about that one. What is removed,
        and where something stands, are no values.
        """
        found: list[Told] = []
        for change, value in self.changes.items():
            keys, is_place = address(change)
            if not is_place:
                self._tell(change, keys, value, found)
        return found

    def _tell(self, change: str, keys: list[str], value: Any, found: list[Told]) -> None:
        if is_branch(value):
            for key, inner in value.items():
                if key != BEHIND:
                    self._tell(change, [*keys, str(key)], inner, found)
            return
        is_step = len(keys) > 2 and keys[0] == "steps"
        if value is None or value == {} or (is_step and keys[2:] == ["same_as"]):
            return
        if is_step and keys[1] in self.same_as:
            keys = ["steps", self.same_as[keys[1]], *keys[2:]]
        if is_step and keys[-1] in {"to", "after"}:
            value = [self._known(one) for one in value] if isinstance(value, list) else self._known(value)
        found.append(Told(change, join(*keys), value))

    def _known(self, step_id: Any) -> Any:
        return self.same_as.get(str(step_id), step_id)

    @cached_property
    def statements(self) -> Plain:
        """What this voice states, by path relative to the map; of a value that is stated twice the last one counts."""
        return {one.path: one.typed for one in self.told}


class Period(Record):
    """A month or a quarter of the data: how much was finished in it, and how long that took."""

    finished: Count | None = described("Finished", "How many items were finished.")
    lead_time: Duration | None = described("Lead time", "The measured lead time of these items.")
    signal: str | None = described("Signal", "What is special about it, if anything.")


class Limits(Record):
    """The natural limits of an XmR chart of lead times: what a stream that does not change stays between."""

    centre: Duration | None = described("Centre", "The mean of the periods.")
    lower: Duration | None = described("Lower", "The lower natural limit.")
    upper: Duration | None = described("Upper", "The upper natural limit.")


class Measurement(Overlay):
    """What the data says about the map."""

    source: str | None = described("Source", "Where the data comes from.")
    from_: str | None = described("From", "First day of the data.", file_name="from")
    to: str | None = described("To", "Last day of the data.")
    items: Count | None = described("Items", "How many items were seen.")
    lead_time: Duration | None = described("Lead time", "The measured lead time itself.")
    reason: str | None = described("Reason", "Why it differs from what the parts add up to, as far as the data says.")
    without_steps: Share | None = described(
        "Without steps", "Which share of the items reached its end without any step of the map."
    )
    activities: dict[str, Any] = described(
        "Activities", "Names in the data with the step of the map that each one is.", default=dict
    )
    unmatched: list[str] = described("Not on the map", "Names in the data that are no step of the map.", default=list)
    periods: dict[str, Period] = described("Periods", "Months or quarters of the data, in turn.", default=dict)
    limits: Limits | None = described("Limits", "What the periods stay between, as long as nothing changes.")
    notes: dict[str, Note] = described("Notes", "What to know about the data.", default=dict)

    @cached_property
    def seen(self) -> set[str]:
        """The steps of the map that the data knows: those that it names, and those that it has figures of."""
        keys = [split(path) for path in self.changes]
        return {
            *(str(step_id) for step_id in self.activities.values()),
            *(one[1] for one in keys if len(one) > 1 and one[0] == "steps"),
        }


class ValueStreamMap(Map, kind="value-stream", section="current"):
    """What happens from trigger to customer, in the order of the file unless a step says what it comes after."""

    guidance: ClassVar[Guidance | None] = Guidance(
        purpose="See the work as it really happens, from the event that starts it to the person who has the value, "
        "closely enough to name the one thing that holds it up most.",
        who="Three to ten people: somebody for every role that does the work, better two (one of long standing, one "
        "new), and somebody who may change how it is done. One more, without a stake, asks the questions and keeps the "
        "time.",
        moves=(
            Move(
                10,
                "Take one real item",
                "One that was finished lately and reached its customer. Write down what started it and who had the "
                "value. Everybody guesses how long it took, before anything is mapped: that is the first guess.",
            ),
            Move(
                15,
                "Lay out the steps, from the end",
                "Start at the value in the customer's hands and ask what had to happen right before, until you are at "
                "the trigger. Name each step with a verb first. Eight to twenty steps; exceptions become notes.",
            ),
            Move(
                15,
                "Say how long each step takes",
                "What happens most often, or what happened last time; a range such as 1d..3d where it varies. Where "
                "two people differ, keep both figures as voices; until that is settled, plan with the longer one.",
            ),
            Move(
                15,
                "Say how long it waits in between",
                "At every gap: when was it ready, and when did somebody take it up? What nobody knows stays a ?.",
            ),
            Move(
                5,
                "Read the answer",
                "How long it takes, how sure that is, how far off the first guess was: `flowatlas show`.",
            ),
            Move(
                15,
                "Agree on one constraint",
                "Look at what would shorten the whole most, not at the largest box, and say aloud that everything else "
                "is left for later. If the answer is far from sure, find out the figure that is asked for next.",
            ),
            Move(
                10,
                "Gather quick fixes and open questions",
                "What can be put right at once without asking anybody, by whom; what has to be found out, and by whom.",
            ),
        ),
        questions=(
            "What had to be there before this could begin, and who brought it?",
            "How long does it lie there before somebody takes it up?",
            "“It depends”: on what? And how was it the last time?",
            "How often can you use what arrives as it is, without asking back or mending it?",
            "What comes back to you, and from where?",
            "Which step wears people out, even if it is short?",
            "Who is not in the room, but knows how long this takes?",
        ),
        mistakes=(
            "Drawing how it should be instead of how it was.",
            "Stopping at the border of one's own team, before the customer has anything.",
            "Arguing about minutes where the waits are weeks.",
            "Writing down roles or departments where steps belong.",
            "Putting 0 where nobody knows; a ? keeps the answer honest.",
            "Naming five constraints. There is one at a time; the others come later.",
            "Asking who is slow. Ask what makes the work wait.",
        ),
        hands_on="One constraint. The dependency map looks into it; where its cause is plain, go on to a future.",
    )

    title: str | None = described("Title", "What the stream is called.")
    trigger: str | None = described("Trigger", "The event outside that starts it.")
    customer: str | None = described("Customer", "Who has the value at the end.")
    demand: Rate | None = described("Demand", "Items asked for per time.")
    backlog: Count | None = described("Backlog", "Items that wait to be started.")
    in_parallel: Count | None = described("In parallel", "Items worked on at once.")
    roles: dict[str, Role] = described("Roles", "Who does the work.", default=dict)
    steps: dict[str, Step] = described("Steps", "The activities, in order.", default=dict)
    final_wait: Duration | None = described("Final wait", "A gap after the last step.", absent="no wait")
    constraint: str | None = described(
        "Constraint", "The path of what limits the stream, where the group overrules the sums.", is_address=True
    )
    arrivals: Arrivals | None = described("Arrivals", "How items come in.", absent="one by one, at random")
    classes: dict[str, ItemClass] = described("Classes", "Which items are served before others.", default=dict)
    work_in_progress_limit: Count | None = described(
        "WIP limit", "How many items may be in the stream at once; others wait outside.", absent="no limit"
    )
    groups: dict[str, Group] = described("Groups", "What holds for all steps of a group, by its name.", default=dict)
    voices: dict[str, Voice] = described("Voices", "What single people say about the map.", default=dict)
    measurements: dict[str, Measurement] = described("Measurements", "What the data says about it.", default=dict)
    use: str | None = described(
        "Use", "The measurement that answers where nothing is settled.", reference=Reference("measurements")
    )
    notes: dict[str, Note] = described("Notes", "Remarks.", default=dict)

    @cached_property
    def shape(self) -> Shape:
        """The routes that items take through the steps."""
        return Shape.of(self.steps)

    @cached_property
    def speakers(self) -> list[str]:
        """The voices by id, in an order that neither their names nor their order in the file decide."""
        return sorted(
            self.voices,
            key=lambda one: (self.voices[one].role or "", repr(sorted(self.voices[one].statements.items(), key=str))),
        )

    @cached_property
    def statements(self) -> dict[str, dict[str, Any]]:
        """What voices state, by path and then by voice."""
        found: dict[str, dict[str, Any]] = {}
        for voice_id in self.speakers:
            for path, typed in self.voices[voice_id].statements.items():
                found.setdefault(path, {})[voice_id] = typed
        return found

    def role_of(self, name: str) -> str:
        """The id of the role that somebody calls by id or name, in whatever case; the name itself, where none is."""
        return self._role_by_name.get(name.strip().casefold(), name.strip())

    @cached_property
    def _role_by_name(self) -> dict[str, str]:
        known = {(role.name or role_id).casefold(): role_id for role_id, role in self.roles.items()}
        return known | {role_id.casefold(): role_id for role_id in self.roles}

    @property
    def own_names(self) -> set[str]:
        """What the map itself calls steps, roles and voices: by name, else by id. Labels leave these words alone."""
        records: list[tuple[str, Step | Role | Voice]] = [
            *self.steps.items(),
            *self.roles.items(),
            *self.voices.items(),
        ]
        return {
            name for key, record in records for name in ([record.name] if record.name else [key, key.replace("-", " ")])
        }

    def name_of(self, path: str) -> str:
        """What people call the thing at a path relative to the map."""
        parts = split(path)
        if parts[0] == "final_wait":
            return "the wait after the last step"
        if parts[0] != "steps" or len(parts) < 2 or parts[1] not in self.steps:
            return path
        step = self.steps[parts[1]]
        name = step.name or parts[1].replace("-", " ")
        if len(parts) > 2 and parts[2] == "wait_time":
            return f"the wait before “{name}”"
        if len(parts) > 3 and parts[2] == "rework":
            target = step.rework[parts[3]].to if parts[3] in step.rework else None
            return f"rework from “{name}”{f' back to “{self.step_name(target)}”' if target is not None else ''}"
        return name

    def step_name(self, step_id: str) -> str:
        """What people call a step, without quotes."""
        return self.name_of(f"steps/{join(step_id)}")

    def question_of(self, path: str) -> str:
        """A value at a path relative to the map as the question that would settle it."""
        holder, _, field = path.rpartition("/")
        keys = split(path)
        if keys[2:3] == ["rework"]:
            back = self.name_of(holder).removeprefix("rework ").replace("” back to “", "” to “")
            asked = {
                "wait_time": f"how long does it wait on the way back {back}?",
                "share": f"how many of the items go back {back}?",
            }
            return asked.get(field, f"where does rework {back} go back to?")
        name = f"“{self.name_of(holder)}”" if holder else path
        if keys[2:3] == ["steps"] and len(keys) > 4:
            part = self.steps[keys[1]].steps.get(keys[3]) if keys[1] in self.steps else None
            name = f"“{(part.name if part is not None else None) or keys[3].replace('-', ' ')}” in {name}"
        return {
            "wait_time": f"how long does it wait before {name}?",
            "process_time": f"how long does {name} take, from start to finish?",
            "touch_time": f"how long are hands on it in {name}?",
            "percent_complete_accurate": f"how much of what {name} hands on is usable as it is?",
            "share": f"how many of the items go through {name}?",
            "final_wait": "how long does it wait after the last step?",
            "demand": "how many items are asked for?",
            "backlog": "how many items wait to be started?",
        }.get(field or path, f"{name}: {(field or path).replace('_', ' ')}?")

    def missing(self, atlas: "Atlas") -> Iterator[Missing]:
        """The ends of the stream, steps, times and roles that the answer rests on."""
        del atlas
        section = self.section
        if self.trigger is None:
            yield Missing(
                f"{section}/trigger", "Name what starts it", "without it nobody knows from when on time counts"
            )
        if self.customer is None:
            yield Missing(
                f"{section}/customer",
                "Name who has the value at the end",
                "a stream that ends earlier hides its last wait",
            )
        if not self.steps:
            yield Missing(
                f"{section}/steps", "Write down the steps, from the end to the trigger", "all else hangs on them"
            )
            return
        open_times = self._open_times
        if open_times:
            times = 2 * len(self.steps) - sum(not self.shape.after[step_id] for step_id in self.steps)
            yield Missing(
                f"{section}/{open_times[0]}",
                f"Ask for {len(open_times)} of {times} times, at least roughly",
                "how long it all takes hangs on them",
            )
        nobody = [step_id for step_id, step in self.steps.items() if not step.roles]
        if nobody:
            others = f" and {len(nobody) - 1} more" if len(nobody) > 1 else ""
            yield Missing(
                f"{section}/steps/{join(nobody[0])}/roles",
                f"Say which role does “{self.step_name(nobody[0])}”{others}",
                "then it is clear whom to ask, and where work is handed over",
            )

    @property
    def _open_times(self) -> list[str]:
        """Paths of the times of steps and gaps that nobody has given, in map order; sub-steps stand for their step."""
        found = []
        for step_id, step in self.steps.items():
            gap_is_known = not self.shape.after[step_id] or step.cadence is not None or step.batch is not None
            times = [] if gap_is_known and step.wait_time is None else [("wait_time", step.wait_time)]
            times += [] if step.steps and step.process_time is None else [("process_time", step.process_time)]
            found += [
                f"steps/{join(step_id)}/{name}" for name, time in times if time is None or time.form is Form.UNKNOWN
            ]
        return found

    @classmethod
    def closing_gap(cls, plain: Plain, path: str) -> Plain:
        """Let the steps behind a removed step follow what it followed, as far as nothing else there follows that."""
        keys = split(path)
        steps: Any = plain.get("steps")
        if len(keys) != 2 or keys[0] != "steps" or not isinstance(steps, dict) or keys[1] not in steps:
            return {}
        gone = keys[1]
        before = predecessors(steps)
        rest = {step_id: step for step_id, step in steps.items() if step_id != gone}
        implied = predecessors({key: _without_after(step) for key, step in rest.items()})
        changed: Plain = {}
        for step_id, behind in before.items():
            if step_id == gone or gone not in behind:
                continue
            heirs = [name for other in behind for name in (before[gone] if other == gone else [other])]
            heirs = [name for name in dict.fromkeys(heirs) if name not in {gone, step_id}]
            earlier = {name: everything_before(before, name) for name in heirs}
            ahead = [name for name in heirs if step_id not in earlier[name]]
            bridged = [
                name
                for name in heirs
                if not any(name in earlier[other] and other not in earlier[name] for other in ahead)
            ]
            stated = rest[step_id].get("after") if isinstance(rest[step_id], dict) else None
            if stated is not None or bridged != implied[step_id]:
                changed[f"steps/{join(step_id)}/after"] = bridged
        return changed


def _without_after(step: Any) -> Plain:
    return {key: value for key, value in step.items() if key != "after"} if isinstance(step, dict) else {}


@check(ValueStreamMap)
def routes_lead_on(stream: ValueStreamMap) -> Iterator[Finding]:
    """Every step can be reached, no route is a circle, and rework goes back."""
    for fault in stream.shape.faults:
        yield fault.told(stream.step_name)


@check(ValueStreamMap)
def touch_time_is_part_of_process_time(stream: ValueStreamMap) -> Iterator[Finding]:
    """The hands-on part of a step is no longer than the step."""
    for step_id, step in stream.steps.items():
        if (
            step.touch_time is not None
            and step.process_time is not None
            and step.process_time.points
            and step.touch_time.middle > step.process_time.middle
        ):
            yield Finding(
                f"steps/{join(step_id)}/touch_time",
                f"touch time {_typed(step.touch_time)} is longer than the process time {_typed(step.process_time)}",
                Severity.ERROR,
                "touch time is the hands-on part of the process time",
            )


@check(ValueStreamMap)
def shares_fit(stream: ValueStreamMap) -> Iterator[Finding]:
    """Alternatives share out at most all items, and so do the rework links of a step."""
    for group in stream.shape.alternatives:
        members = stream.shape.successors[group]
        shares = [stream.steps[str(member)].share for member in members]
        total = sum(share.middle for share in shares if share is not None)
        if total > 1 + 1e-9:
            names = ", ".join(f"“{stream.step_name(str(member))}”" for member in members)
            yield Finding(
                f"steps/{join(str(members[-1]))}/share",
                f"the alternatives {names} share out {Share.say(total, Calendar())} of the items",
                Severity.ERROR,
                "alternatives add up to at most 100%; the rest goes straight on",
            )
    for step_id, step in stream.steps.items():
        stated = [link.share.middle for link in step.rework.values() if link.share is not None]
        quality = step.percent_complete_accurate
        implied = 1 - quality.middle if quality is not None and quality.points and not stated else 0.0
        back = sum(stated, start=implied)
        if back <= 1 - 1e-9:
            continue
        path = f"steps/{join(step_id)}"
        if back > 1 + 1e-9:
            yield Finding(
                f"{path}/rework",
                f"rework sends back {Share.say(back, Calendar())} of the items",
                Severity.ERROR,
                "the shares of a step's rework add up to at most 100%",
            )
        else:
            yield Finding(
                path,
                "every item comes back, so none ever gets through",
                Severity.WARNING,
                "check the share or the %C&A",
            )


@check(ValueStreamMap)
def rework_says_where_to(stream: ValueStreamMap) -> Iterator[Finding]:
    """A rework link names the step that it goes back to, and says how much goes back."""
    for step_id, step in stream.steps.items():
        for link_id, link in step.rework.items():
            path = f"steps/{join(step_id)}/rework/{join(link_id)}"
            if link.to is None:
                yield Finding(path, "this rework does not say where it goes back to", Severity.ERROR, "add to: STEP")
            if link.share is None and step.percent_complete_accurate is None:
                yield Finding(
                    path, "nobody said how much comes back", Severity.INFO, "add share: 25%, or the step's %C&A"
                )
            if link.share is None and len(step.rework) > 1:
                yield Finding(
                    path,
                    "with several rework links on a step each needs its own share",
                    Severity.ERROR,
                    "add share: 10% to each of them",
                )


@check(ValueStreamMap)
def times_are_of_one_kind(stream: ValueStreamMap) -> Iterator[Finding]:
    """Elapsed and working times in one total are worth a second look."""
    elapsed, working = [], False
    for step_id, step in stream.steps.items():
        for name, time in (("wait_time", step.wait_time), ("process_time", step.process_time)):
            if isinstance(time, Quantity) and time.points and time.middle:
                typed = str(time.typed).lower()
                if "elapsed" in typed or "calendar" in typed:
                    elapsed.append(f"steps/{join(step_id)}/{name}")
                else:
                    working = True
    if elapsed and working:
        yield Finding(
            elapsed[0],
            f"{len(elapsed)} {'time is' if len(elapsed) == 1 else 'times are'} elapsed, the others are working time",
            Severity.WARNING,
            "elapsed time is converted with the calendar; check that both were meant",
        )


@check(ValueStreamMap)
def size_suits_a_map(stream: ValueStreamMap) -> Iterator[Finding]:
    """Between 5 and 20 steps a map shows the whole without drowning people."""
    count = len(stream.steps)
    if 0 < count < 5:
        yield Finding(
            "steps",
            f"{count} step{'' if count == 1 else 's'}; most maps need 5 to 20",
            Severity.INFO,
            "ask what happens in between, and who has to wait",
        )
    if count > 20:
        yield Finding(
            "steps", f"{count} steps; most maps need 5 to 20", Severity.WARNING, "fold details into sub-steps"
        )


@check(ValueStreamMap)
def ends_are_named(stream: ValueStreamMap) -> Iterator[Finding]:
    """A stream starts with an event outside and ends with value for somebody."""
    if stream.steps and stream.trigger is None:
        yield Finding("", "nothing says what starts the stream", Severity.INFO, "add trigger: the event that starts it")
    if stream.steps and stream.customer is None:
        yield Finding(
            "", "nobody is named who has the value at the end", Severity.INFO, "add customer: who receives it"
        )


@check(ValueStreamMap)
def receivers_judge_quality(stream: ValueStreamMap) -> Iterator[Finding]:
    """%C&A is judged by who receives the work, not by who did it."""
    for step_id, step in stream.steps.items():
        quality = step.percent_complete_accurate
        if quality is None or not quality.by:
            continue
        own = {name.lower() for role in step.roles for name in (role, _role_name(stream, role))}
        if quality.by.lower() in own:
            yield Finding(
                f"steps/{join(step_id)}/percent_complete_accurate",
                f"%C&A was given by {quality.by}, who does this step",
                Severity.WARNING,
                "ask those who receive the work how much of it they can use as it is",
            )


@check(ValueStreamMap)
def frustration_is_on_the_scale(stream: ValueStreamMap) -> Iterator[Finding]:
    """Frustration goes from 0 to 5."""
    for step_id, step in stream.steps.items():
        if step.frustration is not None and step.frustration.middle > 5:
            yield Finding(
                f"steps/{join(step_id)}/frustration",
                f"frustration is {_typed(step.frustration)}",
                Severity.ERROR,
                "write a number from 0 (fine) to 5 (burns people out)",
            )


@check(ValueStreamMap)
def batches_and_people_are_there(stream: ValueStreamMap) -> Iterator[Finding]:
    """Nobody at all can do no work, and a batch has at least one item."""
    for step_id, step in stream.steps.items():
        for name, count in (("batch", step.batch), ("capacity", step.capacity)):
            if count is not None and count.form is Form.EXACT and count.middle < 1:
                yield Finding(
                    f"steps/{join(step_id)}/{name}",
                    f"{name} is {shown(count.typed)}",
                    Severity.ERROR,
                    "write 1 or more",
                )
    for role_id, role in stream.roles.items():
        for name, amount in (("people", role.people), ("availability", role.availability)):
            if amount is not None and amount.form is Form.EXACT and amount.middle == 0:
                yield Finding(
                    f"roles/{join(role_id)}/{name}",
                    f"{name} is 0, so nothing gets done",
                    Severity.WARNING,
                    "write more than 0",
                )


@check(ValueStreamMap)
def overlays_have_something_to_act_on(stream: ValueStreamMap) -> Iterator[Finding]:
    """What voices and measurements speak about is on the map."""
    base = _ids(stream) if stream.voices or stream.measurements else {}
    for section, overlays in (("voices", stream.voices), ("measurements", stream.measurements)):
        for overlay_id, overlay in overlays.items():
            yield from unresolved(base, overlay.changes, f"{section}/{join(overlay_id)}")


@check(ValueStreamMap)
def same_as_is_for_voices(stream: ValueStreamMap) -> Iterator[Finding]:
    """In a voice, ``same_as`` names another step of the map; on the map itself it says nothing."""
    for step_id, step in stream.steps.items():
        if step.same_as is not None:
            yield Finding(
                f"steps/{join(step_id)}/same_as",
                "same_as says nothing on the map itself, only in a voice or in the file of one",
                Severity.INFO,
                "remove it, or make one step of the two",
            )
    for voice_id, voice in stream.voices.items():
        for step_id, same in voice.same_as.items():
            if same in stream.steps and same != step_id:
                continue
            near = nearest(same, (other for other in stream.steps if other != step_id))
            yield Finding(
                _change_of(voice, voice_id, step_id),
                f"same_as: {shown(same)} is {'this step itself' if same == step_id else 'not on the map'}",
                Severity.WARNING,
                f'did you mean "{near}"?' if near else "name a step of the map, or leave it out if this one is new",
            )


@check(ValueStreamMap)
def voices_do_not_contradict_themselves(stream: ValueStreamMap) -> Iterator[Finding]:
    """One voice says one thing about one value, under whatever id."""
    for voice_id, voice in stream.voices.items():
        said: dict[str, Told] = {}
        for told in voice.told:
            before = said.setdefault(told.path, told)
            if before.typed != told.typed:
                yield Finding(
                    f"voices/{join(voice_id)}/changes/{told.change}",
                    f"{told.path} is {shown(told.typed)} here and {shown(before.typed)} in {before.change}",
                    Severity.WARNING,
                    "keep one of them; until then the last one counts",
                )


@check(ValueStreamMap)
def voices_can_be_read(stream: ValueStreamMap) -> Iterator[Finding]:
    """What voices state is a value of its kind."""
    for voice_id, voice in stream.voices.items():
        for told in voice.told:
            path = f"voices/{join(voice_id)}/changes/{told.change}"
            declared, keys = field_at(told.path), split(told.path)
            if declared is None:
                holder = _holder_of(keys)
                near = nearest(keys[-1], fields_of(holder)) if holder is not None else ""
                hint = f'did you mean "{near}"?' if near else "write a path of the map, such as steps/STEP/wait_time"
                yield Finding(path, f"{shown(told.path)} is nothing that a map has", Severity.WARNING, hint)
                continue
            try:
                read(declared, told.typed, Calendar())
            except QuantityError as error:
                message, _, hint = str(error).rpartition("; ")
                yield Finding(path, f"{declared.name}: {message}", Severity.ERROR, hint)


@check(ValueStreamMap)
def voices_leave_no_circle(stream: ValueStreamMap) -> Iterator[Finding]:
    """The steps as one voice has them lead on as well."""
    if not stream.voices:
        return
    base = {
        step_id: {} if step.after is None else {"after": list(step.after)} for step_id, step in stream.steps.items()
    }
    known = {(fault.message, fault.steps) for fault in stream.shape.faults}
    for voice_id, voice in stream.voices.items():
        moves = [change for change in map(_move, voice.changes.items()) if change is not None]
        if not moves:
            continue
        laid = apply({"steps": base}, moves).get("steps")
        steps = {key: Step.read(step)[0] for key, step in laid.items()} if isinstance(laid, dict) else {}
        for fault in Shape.of(steps).faults:
            if (fault.message, fault.steps) not in known:
                yield fault.told(stream.step_name)._replace(path=f"voices/{join(voice_id)}")


@check(ValueStreamMap)
def voices_speak_for_roles_of_the_map(stream: ValueStreamMap) -> Iterator[Finding]:
    """The role of a voice is one of those that do the work."""
    if not stream.voices:
        return
    roles = {*stream.roles, *(stream.role_of(role) for step in stream.steps.values() for role in step.roles)}
    for voice_id, voice in stream.voices.items():
        if roles and voice.role is not None and stream.role_of(voice.role) not in roles:
            near = nearest(voice.role, [*stream.roles, *(_role_name(stream, role) for role in roles)])
            yield Finding(
                f"voices/{join(voice_id)}/role",
                f"{shown(voice.role)} is no role of the map",
                Severity.INFO,
                f'did you mean "{near}"?' if near else "add the role where it does the work, or leave this as it is",
            )


def _change_of(voice: Voice, voice_id: str, step_id: str) -> str:
    """The path of the change in which a voice has a step of its own."""
    step = f"steps/{join(step_id)}"
    change = f"{step}/same_as" if f"{step}/same_as" in voice.changes else step
    return f"voices/{join(voice_id)}/changes/{change}"


def _move(change: tuple[str, Any]) -> Change | None:
    """What a change does to which steps there are and what they come after; None where it does nothing."""
    path, value = change
    keys, is_place = address(path)
    if not keys or keys[0] != "steps" or len(keys) < 2:
        return None
    if is_place or keys[2:] == ["after"] or (len(keys) == 2 and not isinstance(value, dict)):
        return Change(path, value if is_place or value is None or keys[2:] else {})
    if len(keys) != 2:
        return None
    return Change(path, {key: inner for key, inner in value.items() if key in {"after", BEHIND}})


def field_at(path: str) -> Field | None:
    """The declared field that a path relative to a map leads to; None where there is none, or a whole record."""
    keys = split(path)
    holder = _holder_of(keys)
    found = fields_of(holder).get(keys[-1]) if holder is not None else None
    return found if found is not None and found.record is None else None


def _holder_of(keys: list[str]) -> type[Record] | None:
    """The class of the record that holds the last key."""
    holder: type[Record] | None = ValueStreamMap
    rest = list(keys)
    while holder is not None and len(rest) > 1:
        declared = fields_of(holder).get(rest.pop(0))
        if declared is not None and declared.is_keyed:
            rest = rest[1:]
        holder = declared.record if declared is not None else None
    return holder if rest else None


def read(declared: Field, typed: Any, calendar: Calendar) -> Any:
    """What was typed as a value of a field; the same text is read once, as many people say the same.

    Raises:
        QuantityError: it is no such value.
    """
    return _read(declared, typed, calendar) if isinstance(typed, str) else declared.read(typed, calendar)


@lru_cache(maxsize=4096)
def _read(declared: Field, typed: str, calendar: Calendar) -> Any:
    return declared.read(typed, calendar)


def _typed(quantity: Quantity) -> str:
    return shown(quantity.typed).strip('"')


def _ids(record: Record) -> Plain:
    """The records in a record by id, without their values."""
    return {
        field.name: {key: _ids(inner) for key, inner in getattr(record, field.attribute).items()}
        for field in fields_of(type(record)).values()
        if field.is_keyed
    }


def _role_name(stream: ValueStreamMap, role_id: str) -> str:
    role = stream.roles.get(role_id)
    return (role.name if role else None) or role_id
