"""Random maps as people write them: every shape of stream, with long names, many scripts, unknowns and trouble."""

from random import Random

from brute_force import typed
from random_stream import random_stream

NAMES = [
    "Check",
    "Review the data agreement",
    "Überprüfung der Vertragsunterlagen",
    "Έλεγχος της συμφωνίας δεδομένων",
    "Проверить договор и согласовать изменения",
    "契約書を確認して法務部の承認を得る",
    "مراجعة اتفاقية البيانات مع العميل",
    "🚀 Launch 🎉 with everybody",
    "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
    "A name that goes on and on because somebody pasted a whole sentence into the field, " * 3,
    "<script>alert('x')</script>",
    "a/b-c_d",
    "",
    "W" * 200,
]
WAITS = [
    "2d",
    "1h..4d",
    "?",
    "? 1d..2wk",
    "30m..2h..1d",
    "~1wk",
    "1wk..3wk guess",
    "<2d",
    ">1wk",
    "0",
    "n/a",
    "1234567h",
    "3d elapsed",
]
QUALITIES = ["80%", "60..90%", "?", "~95%", {"value": "60%", "by": "Sales"}]


def random_map(random: Random) -> dict:
    """An atlas as plain values."""
    current = typed(random_stream(random))["current"]
    steps = current["steps"]
    roles = {f"r{number}": {"name": random.choice(NAMES)} for number in range(random.randint(0, 12))}
    current["roles"] = {**current.get("roles", {}), **roles}
    groups = [random.choice(NAMES) for _ in range(random.randint(0, 3))]
    for step in steps.values():
        step["name"] = random.choice(NAMES)
        for field, values in (("wait_time", WAITS), ("process_time", WAITS)):
            if random.random() < 0.5:
                step[field] = random.choice(values)
        decorations = {
            "percent_complete_accurate": random.choice(QUALITIES),
            "roles": random.sample(list(current["roles"]), min(len(current["roles"]), random.randint(1, 7))),
            "frustration": random.randint(0, 5),
            "wastes": random.sample(["waiting", "motion", "extra processing", "non-used talent"], random.randint(1, 4)),
            "value": random.choice(["adding", "enabling", "waste"]),
            "carries": random.choice(["data", "information", "work"]),
            "quick_fixes": {
                f"f{number}": {"text": "Script it", "done": number == 1} for number in range(random.randint(1, 3))
            },
            "steps": {
                f"p{number}": {"name": random.choice(NAMES), "process_time": random.choice(WAITS)}
                for number in range(random.randint(1, 3))
            },
        }
        for field, value in decorations.items():
            if random.random() < 0.2 and not (field == "percent_complete_accurate" and step.get("rework")):
                step[field] = value
        if groups and random.random() < 0.9:
            step["group"] = groups[min(len(groups) - 1, list(steps.values()).index(step) * len(groups) // len(steps))]
    atlas = {
        "title": random.choice(NAMES),
        "current": current,
        "questions": {"q": {"text": "Why?", "about": f"current/steps/{random.choice(list(steps))}"}},
    }
    if random.random() < 0.5:
        atlas["outcome"] = {
            "first_guess": "3wk",
            "target": {"text": random.choice(NAMES), "metric": "lead_time", "value": "4d", "by": "2027-03-31"},
        }
    if random.random() < 0.5:
        current["trigger"], current["customer"] = random.choice(NAMES), random.choice(NAMES)
    if random.random() < 0.3:
        current["final_wait"] = random.choice(WAITS)
    return atlas
