"""The value stream map: what happens from trigger to customer, how long it takes and how long it waits."""

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from flowatlas.maps.conditions import Arrivals, Group, ItemClass
from flowatlas.maps.measurement import Measurement
from flowatlas.maps.shape import Shape, everything_before, predecessors
from flowatlas.maps.step import Note, Role, Step
from flowatlas.maps.voice import Voice
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.notation import Form
from flowatlas.model.path import Plain, join, split
from flowatlas.model.quantity import Count, Duration, Rate
from flowatlas.model.record import Map, Reference, described

if TYPE_CHECKING:
    from flowatlas.model.atlas import Atlas


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
        "WIP limit",
        "How many items may be in the stream at once; others wait outside.",
        at_least=1,
        absent="no limit",
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

    def role_name(self, role_id: str) -> str:
        """What people call a role."""
        role = self.roles.get(role_id)
        return (role.name if role else None) or role_id

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
