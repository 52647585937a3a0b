"""Steps: the activities of a stream, the gaps before them, and the roles that do them."""

from typing import Literal

from flowatlas.model.finding import Severity
from flowatlas.model.quantity import Count, Duration, Share
from flowatlas.model.record import Record, Reference, described

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
    frustration: Count | None = described(
        "Frustration", "How much it wears people out, from 0 (fine) to 5 (burns them out).", at_least=0, at_most=5
    )
    work_in_progress: Count | None = described("WIP", "Items here now, waiting ones included.")
    batch: Count | None = described("Batch", "How many items are moved together.", at_least=1)
    cadence: Duration | None = described("Cadence", "How often it is done, such as every 2wk.")
    set_up_time: Duration | None = described("Set-up", "Time to get ready for a batch.")
    capacity: Count | None = described("Capacity", "How many items it can hold at once.", at_least=1)
    work_in_progress_limit: Count | None = described(
        "WIP limit", "How many items may be here at once, waiting ones included.", at_least=1, absent="no limit"
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
