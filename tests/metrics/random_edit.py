"""Random edits of an atlas, as people make them one after the other: values, whole records, places; some make no sense."""

from random import Random

from flowatlas.model.path import Change, join

TYPED = ["3d", "2h..5h", "?", "0", "80%", "120%", "3 banana", "Ask Legal", 7, True, [], {}, None, ["s0", "nowhere"]]
FIELDS = [
    "name",
    "wait_time",
    "process_time",
    "percent_complete_accurate",
    "share",
    "after",
    "roles",
    "wastes",
    "colour",
]


def random_edit(random: Random, plain: dict) -> list[Change]:
    """One edit: mostly a value of a step, at times a step more or less, a step elsewhere, or something else."""
    steps = plain.get("current", {}).get("steps", {})
    kind = random.random()
    if kind < 0.1 or not steps:
        number = random.randint(0, 99)
        return [Change(f"current/steps/new{number}", {"name": f"New {number}", "behind": random.choice(["", *steps])})]
    step_id = random.choice(list(steps))
    path = f"current/steps/{join(step_id)}"
    if kind < 0.2:
        return [Change(path)]
    if kind < 0.3:
        return [Change(f"{path}/behind", random.choice(["", *steps]))]
    if kind < 0.4:
        return [Change(f"{path}/rework/again", {"to": random.choice([*steps, "nowhere"]), "share": "10%"})]
    if kind < 0.5:
        field = random.choice(
            ["title", "calendar", "current/final_wait", "current/demand", "questions/q", "current/roles/r1"]
        )
        return [Change(field, random.choice(TYPED))]
    return [Change(f"{path}/{random.choice(FIELDS)}", random.choice(TYPED))]
