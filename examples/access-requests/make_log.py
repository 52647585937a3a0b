# ruff: noqa: INP001
"""Makes ``requests.csv``: requests for access, as the tracker of a made-up company might export them.

Everything in it is invented, by chance with a fixed seed, so that the answers are known beforehand: half of the
approvals wait 30 working hours until the end of June and 4 from July on, when a new rule lets team leads approve; a
quarter of the accounts fail the test and are set up again; a third of the requests need a security check.

Run it with ``python make_log.py > requests.csv``.
"""

import csv
import math
import random
import sys
from datetime import datetime, timedelta

ITEMS = 320
BEGIN = datetime(2026, 1, 5, 8)  # noqa: DTZ001 - exports name no time zone either
TAKEN = datetime(2026, 9, 18, 17)  # noqa: DTZ001
NEW_RULE = datetime(2026, 7, 1)  # noqa: DTZ001
OPENS, CLOSES, FRIDAY = 8, 17, 4
TEAMS = {
    "Register request": ("Service desk", 3),
    "Approve": ("Management", 4),
    "Security check": ("Security", 2),
    "Order laptop": ("Purchasing", 2),
    "Book training": ("Service desk", 3),
    "Set up account": ("Platform", 3),
    "Test access": ("Service desk", 3),
    "Hand over": ("Service desk", 3),
}


def worked(moment: datetime, hours: float) -> datetime:
    """The moment after so many working hours."""
    while True:
        if moment.weekday() > FRIDAY or moment.hour >= CLOSES:
            moment = moment.replace(hour=OPENS, minute=0, second=0) + timedelta(days=1)
            continue
        moment = max(moment, moment.replace(hour=OPENS, minute=0, second=0))
        left = moment.replace(hour=CLOSES, minute=0, second=0) - moment
        if timedelta(hours=hours) <= left:
            return moment + timedelta(hours=hours)
        hours -= left.total_seconds() / 3600
        moment = moment.replace(hour=CLOSES, minute=0, second=0)


class Desk:
    """The company at work: rows of the export, item by item."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - no secret
        self.rows: list[tuple[str, str, datetime, datetime, str, str]] = []

    def hours(self, median: float, spread: float = 0.6) -> float:
        """A lognormal time with this median."""
        return median * math.exp(spread * self.chance.gauss(0, 1))

    def done(self, item: str, activity: str, ready: datetime, wait: float, work: float) -> datetime:
        """Wait, then work; gives when it was finished."""
        start = worked(ready, self.hours(wait, 0.8))
        end = worked(start, self.hours(work))
        team, people = TEAMS[activity]
        who = f"{team[:2].lower()}-{self.chance.randrange(people) + 1}"
        self.rows.append((item, activity, start, end, who, team))
        return end

    def request(self, item: str, asked: datetime) -> None:
        """One request from its registration to its handing over."""
        registered = self.done(item, "Register request", asked, 0.2, 0.3)
        wait = 30.0 if registered < NEW_RULE else 4.0
        approved = self.done(item, "Approve", registered, wait, 0.2)
        if self.chance.random() < 0.33:
            approved = self.done(item, "Security check", approved, 9.0, 1.5)
        laptop = self.done(item, "Order laptop", approved, 4.0, 12.0)
        training = self.done(item, "Book training", approved, 6.0, 0.5)
        ready, wait = max(laptop, training), 5.0
        while True:
            account = self.done(item, "Set up account", ready, wait, 2.0)
            tested = self.done(item, "Test access", account, 2.0, 0.5)
            if self.chance.random() >= 0.25:
                break
            ready, wait = tested, 3.0
        self.done(item, "Hand over", tested, 3.0, 0.4)


def main() -> None:
    """Print the export: what was begun by the day it was taken, with nothing for what had not ended by then."""
    desk = Desk(seed=8)
    asked = BEGIN
    for number in range(1, ITEMS + 1):
        asked = worked(asked, desk.chance.expovariate(1 / 5.3))
        desk.request(f"REQ-{number:04}", asked)
    out = csv.writer(sys.stdout, delimiter=";", lineterminator="\n")
    out.writerow(["Request", "Activity", "Started", "Finished", "Done by", "Team"])
    for item, activity, start, end, who, team in sorted(desk.rows, key=lambda row: (row[2], row[0])):
        if start <= TAKEN:
            finished = f"{end:%d.%m.%Y %H:%M}" if end <= TAKEN else ""
            out.writerow([item, activity, f"{start:%d.%m.%Y %H:%M}", finished, who, team])


if __name__ == "__main__":
    main()
