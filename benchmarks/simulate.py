"""Simulation beside SimPy and Ciw: items per second of one core, and the same means; memory, and doubt on all cores."""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import fmean, median, stdev
from typing import Any, NamedTuple

import numpy as np

from flowatlas import load
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.samples import Samples
from flowatlas.model.atlas import Atlas
from flowatlas.simulation import engine
from flowatlas.simulation.given import Exponential
from flowatlas.simulation.planning.planned import Planned, plan_of
from flowatlas.simulation.run import Asked
from peers import OWN_BEFORE, SIMULATORS, measured, peers

ITEMS = 1_000_000
SIMPY_ITEMS = 40_000
CIW_ITEMS = 8_000
"""Peers get fewer items, as a million take them minutes; what is compared is items per second."""

ROUNDS = 3

LEAST_TO_SIMPY = 80.0
LEAST_TO_CIW = 200.0
LEAST_TO_SIMPY_WITH_EVERYTHING = 40.0
DRAWS, DRAWN_ITEMS = 1000, 2000
DOUBT_SECONDS = 3.0
CORES = 2
"""How many cores the limit of doubt is for."""

MOST_MORE_MEGABYTES = 8.0
"""By how much ten times the items may need more memory where no log is asked for."""

ERRORS = 3.0
"""Means agree where they are within so many standard errors of their difference."""

PEOPLE = (2, 3, 2, 4, 3, 2)
LOADS = (0.75, 0.7, 0.8, 0.7, 0.75, 0.7)
BACK = {2: (0, 0.1), 4: (3, 0.2)}
"""The work is such that these are the loads of six steps, one item coming each minute, with two ways back."""

PASSES = (1 / 0.9, 1 / 0.9, 1 / 0.9, 1 / 0.8, 1 / 0.8, 1.0)
WORK = tuple(60.0 * load * people / passes for load, people, passes in zip(LOADS, PEOPLE, PASSES, strict=True))
GAP = 60.0

DAYS = ("mon", "tue", "wed", "thu", "fri")
WORKDAYS = (5, 4, 5, 5, 4, 5)
"""With everything on: on how many days of the week, from Monday on, each step is worked at."""

SHARE_OF_FIRST_CLASS = 0.3
STREAM_LIMIT = 40
STEP_LIMITS = {1: 6, 5: 5}
EVERYTHING_GAP = GAP / 0.75
"""Limits and days off take some of what people could do, so items come less often."""


def map_of(*, with_everything: bool) -> str:
    """The map that is simulated; its work and arrivals are given beside it, exponential as peers have them."""
    back = {place: f", rework: {{r: {{to: s{to}, share: {share}}}}}" for place, (to, share) in BACK.items()}
    lines = ["calendar: {hours_per_day: 8, days_per_week: 5}", "current:", "  demand: 60/h"]
    if with_everything:
        lines.append(f"  work_in_progress_limit: {STREAM_LIMIT}")
        lines.append(f"  classes: {{first: {{share: {SHARE_OF_FIRST_CLASS}, priority: 1}}, usual: {{priority: 2}}}}")
    lines.append("  roles:")
    for place, people in enumerate(PEOPLE):
        days = f", workdays: [{', '.join(DAYS[: WORKDAYS[place]])}]" if with_everything else ""
        lines.append(f"    r{place}: {{people: {people}{days}}}")
    lines.append("  steps:")
    for place in range(len(PEOPLE)):
        limit = f", work_in_progress_limit: {STEP_LIMITS[place]}" if with_everything and place in STEP_LIMITS else ""
        more = f"{back.get(place, '')}{limit}"
        lines.append(f"    s{place}: {{process_time: 1m, wait_kind: queue, roles: [r{place}]{more}}}")
    return "\n".join(lines) + "\n"


def stream_of(atlas: Atlas) -> ValueStreamMap:
    """The map itself."""
    stream: ValueStreamMap | None = atlas.map(ValueStreamMap)
    assert stream is not None
    return stream


def planned_of(*, with_everything: bool) -> Planned:
    """The same six steps as the peers have."""
    atlas = load(map_of(with_everything=with_everything))
    given = {f"steps/s{place}/process_time": Exponential(work) for place, work in enumerate(WORK)}
    gap = EVERYTHING_GAP if with_everything else GAP
    samples = Samples(stream_of(atlas), atlas.calendar.times)
    return plan_of(samples, atlas.calendar.hours, given={"arrivals": Exponential(gap), **given})


MODEL = f"""
import json, random
PEOPLE, WORK, BACK, GAP = {PEOPLE}, {WORK}, {BACK}, {GAP}
count = int(sys.argv[1])
random.seed(int(sys.argv[2]))
def finished(leads):
    each = len(leads) // 22
    parts = [sum(leads[each * part : each * (part + 1)]) / each for part in range(2, 22)]
    told(items=count, running=running, parts=parts)
"""
"""What peers share: the model, and what they tell, the lead times of twenty pieces of the run after its beginning."""

SIMPY = (
    MODEL
    + """
import simpy
from random import expovariate, random as uniform
def item(env, people, leads):
    came, step = env.now, 0
    while step < 6:
        with people[step].request() as request:
            yield request
            yield env.timeout(expovariate(rates[step]))
        if step in BACK and uniform() < BACK[step][1]:
            step = BACK[step][0]
        else:
            step += 1
    leads.append(env.now - came)
def arrivals(env, people, leads):
    for _ in range(count):
        yield env.timeout(expovariate(1 / GAP))
        env.process(item(env, people, leads))
rates, leads = [1 / work for work in WORK], []
env = simpy.Environment()
people = [simpy.Resource(env, capacity) for capacity in PEOPLE]
begun = time.process_time()
env.process(arrivals(env, people, leads))
env.run()
running = time.process_time() - begun
finished(leads)
"""
)

CIW = (
    MODEL
    + """
import ciw
count = int(sys.argv[1])
rows = []
for step in range(6):
    row = [0.0] * 6
    to, share = BACK.get(step, (0, 0.0))
    row[to] += share
    if step < 5:
        row[step + 1] += 1 - share
    rows.append(row)
network = ciw.create_network(
    arrival_distributions=[ciw.dists.Exponential(1 / GAP)] + [None] * 5,
    service_distributions=[ciw.dists.Exponential(1 / work) for work in WORK],
    number_of_servers=list(PEOPLE),
    routing=rows,
)
ciw.seed(int(sys.argv[2]))
begun = time.process_time()
simulation = ciw.Simulation(network)
simulation.simulate_until_max_customers(count, method="Finish")
running = time.process_time() - begun
ends = []
for one in simulation.nodes[-1].all_individuals:
    records = one.data_records
    ends.append((records[-1].exit_date, records[-1].exit_date - records[0].arrival_date))
finished([lead for _, lead in sorted(ends)])
"""
)

SIMPY_WITH_EVERYTHING = (
    MODEL
    + f"""
WORKDAYS, GAP, SHARE = {WORKDAYS}, {EVERYTHING_GAP}, {SHARE_OF_FIRST_CLASS}
STREAM, LIMITS = {STREAM_LIMIT}, {STEP_LIMITS}
"""
    + """
import simpy
from random import expovariate, random as uniform
DAY, WEEK, LONG, OPENS = 86400.0, 604800.0, 28800.0, 32400.0
def over(days, now, seconds):
    # When so much has been worked, in weeks of so many days from nine to five.
    weeks, within = divmod(now, WEEK)
    day, second = divmod(within, DAY)
    worked = days * LONG if day >= days else day * LONG + min(max(second - OPENS, 0.0), LONG)
    weeks_more, worked = divmod(worked + seconds, days * LONG)
    day, second = divmod(worked, LONG)
    return (weeks + weeks_more) * WEEK + day * DAY + OPENS + second
def clocked(came, left):
    return elapsed(left) - elapsed(came)
def elapsed(now):
    weeks, within = divmod(now, WEEK)
    day, second = divmod(within, DAY)
    return weeks * 5 * LONG + (5 * LONG if day >= 5 else day * LONG + min(max(second - OPENS, 0.0), LONG))
def item(env, rank, leads):
    came, step, place = env.now, 0, None
    stay = inside.request(priority=rank)
    yield stay
    while step < 6:
        if step in places:
            wanted = places[step].request(priority=rank)
            yield wanted
            if place is not None:
                place[0].release(place[1])
            place = places[step], wanted
        elif place is not None:
            place[0].release(place[1])
            place = None
        with people[step].request(priority=rank) as request:
            yield request
            yield env.timeout(over(WORKDAYS[step], env.now, expovariate(rates[step])) - env.now)
        if step in BACK and uniform() < BACK[step][1]:
            step = BACK[step][0]
        else:
            step += 1
    if place is not None:
        place[0].release(place[1])
    inside.release(stay)
    leads.append(clocked(came, env.now))
def arrivals(env, leads):
    for _ in range(count):
        yield env.timeout(over(5, env.now, expovariate(1 / GAP)) - env.now)
        env.process(item(env, 0 if uniform() < SHARE else 1, leads))
rates, leads = [1 / work for work in WORK], []
env = simpy.Environment()
people = [simpy.PriorityResource(env, capacity) for capacity in PEOPLE]
places = {step: simpy.PriorityResource(env, limit) for step, limit in LIMITS.items()}
inside = simpy.PriorityResource(env, STREAM)
begun = time.process_time()
env.process(arrivals(env, leads))
env.run()
running = time.process_time() - begun
finished(leads)
"""
)


class Speed(NamedTuple):
    """Items per second of one core, and the mean lead time in minutes with its standard error."""

    rate: float
    mean: float
    error: float

    def __str__(self) -> str:
        """Both beside each other."""
        return f"{self.rate:12,.0f} items/s   mean lead time {self.mean:7.3f} m (standard error {self.error:.3f})"


class Told:
    """Prints figures beside their limits, and remembers whether one was missed."""

    is_missed = False

    def __call__(self, what: str, value: float, limit: float, *, is_least: bool, unit: str = "x") -> None:
        """Print a figure and the limit that it has to keep."""
        misses = value < limit if is_least else value > limit
        self.is_missed |= misses
        word = "at least" if is_least else "at most"
        print(f"  {what:48} {value:8.1f} {unit} ({word} {limit:g}){'   MISSED' if misses else ''}", flush=True)

    def agree(self, what: str, ours: Speed, other: Speed) -> None:
        """Print whether two means are the same."""
        apart = abs(ours.mean - other.mean) / max((ours.error**2 + other.error**2) ** 0.5, 1e-12)
        self(f"standard errors from {what}", apart, ERRORS, is_least=False, unit="")


def speed_of(rate: float, parts: "list[float]") -> Speed:
    """A speed and the mean of the parts of a run, in minutes."""
    return Speed(rate, fmean(parts) / 60, stdev(parts) / 60 / len(parts) ** 0.5)


def ours(planned: Planned, items: int, seed: int) -> Speed:
    """One run on one core, timed as the peers are: without what the plan and what came out of it take."""
    begun = time.process_time()
    found = engine.run(planned.plan, Asked(items=items, seed=seed))
    seconds = time.process_time() - begun
    leads = found.finished.lead
    if planned.clock.stretches is not None:
        leads = planned.clock.working(found.finished.left) - planned.clock.working(found.finished.came)
    each = len(leads) // 22
    if found.left < items:
        raise RuntimeError(f"only {found.left:,} items left the stream")
    return speed_of(items / seconds, [float(part.mean()) for part in np.split(leads[2 * each : 22 * each], 20)])


def theirs(python: Path, code: str, items: int, seed: int) -> Speed:
    """The same by a peer, in a process of its own."""
    facts: dict[str, Any] = measured(python, code, str(items), str(seed))
    return speed_of(facts["items"] / facts["running"], facts["parts"])


def middle(several: "list[Speed]") -> Speed:
    """The median speed; the mean of all means."""
    error = sum(one.error**2 for one in several) ** 0.5 / len(several)
    return Speed(median(one.rate for one in several), fmean(one.mean for one in several), error)


def beside_peers(rounds: int, told: Told) -> None:
    """All in turn in every round, so that a busy machine hits all alike."""
    python = peers(SIMULATORS, "simulators")
    plain, full = planned_of(with_everything=False), planned_of(with_everything=True)
    found: dict[str, list[Speed]] = {}
    for seed in range(1, rounds + 1):
        found.setdefault("ours", []).append(ours(plain, ITEMS, seed))
        found.setdefault("ours, everything on", []).append(ours(full, ITEMS, seed))
        for name, code, items in (
            ("SimPy", SIMPY, SIMPY_ITEMS),
            ("Ciw", CIW, CIW_ITEMS),
            ("SimPy, everything on", SIMPY_WITH_EVERYTHING, SIMPY_ITEMS),
        ):
            if python is not None:
                found.setdefault(name, []).append(theirs(python, code, items, seed))
    speeds = {name: middle(several) for name, several in found.items()}
    for name, one in speeds.items():
        print(f"  {name:22} {one}", flush=True)
    if python is None:
        return
    first, every = speeds["ours"], speeds["ours, everything on"]
    told("faster than SimPy", first.rate / speeds["SimPy"].rate, LEAST_TO_SIMPY, is_least=True)
    told("faster than Ciw", first.rate / speeds["Ciw"].rate, LEAST_TO_CIW, is_least=True)
    other = speeds["SimPy, everything on"]
    told("faster than SimPy, everything on", every.rate / other.rate, LEAST_TO_SIMPY_WITH_EVERYTHING, is_least=True)
    told.agree("the mean of SimPy", first, speeds["SimPy"])
    told.agree("the mean of Ciw", first, speeds["Ciw"])
    told.agree("the mean of SimPy, everything on", every, other)


def doubt(told: Told) -> None:
    """A thousand states of what we do not know, some items in each, from the map on."""
    text = map_of(with_everything=False)
    for place, work in enumerate(WORK):
        times = f"process_time: {0.4 * work:.0f}s..{1.4 * work:.0f}s, "
        text = text.replace(f"s{place}: {{process_time: 1m, ", f"s{place}: {{{times}")
    atlas = load(text)
    seconds = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        samples = Samples(stream_of(atlas), atlas.calendar.times, draws=DRAWS)
        planned = plan_of(samples, atlas.calendar.hours, draws=DRAWS)
        several = [Asked(draw=draw, items=DRAWN_ITEMS, buckets=2) for draw in range(planned.plan.doubts)]
        left = sum(run.left for run in engine.runs(planned.plan, several, workers=CORES))
        seconds.append(time.perf_counter() - begun)
    what = f"{planned.plan.doubts:,} states, {left:,} items, {min(CORES, os.cpu_count() or 1)} cores"
    told(what, min(seconds), DOUBT_SECONDS, is_least=False, unit="s")


RUN_ALONE = (
    OWN_BEFORE
    + """
sys.path.insert(0, sys.argv[1])
import simulate
from flowatlas.simulation import engine
from flowatlas.simulation.run import Asked
planned = simulate.planned_of(with_everything=False)
kept = {"nothing": {"keeps_items": False}, "items": {}, "log": {"keeps_passes": True}}[sys.argv[3]]
engine.run(planned.plan, Asked(items=1000, **kept))
engine.run(planned.plan, Asked(items=int(sys.argv[2]), **kept))
told()
"""
)


def megabytes(items: int, kept: str) -> float:
    """The most memory that a process has that simulates so many items."""
    command = [sys.executable, "-c", RUN_ALONE, str(Path(__file__).parent), str(items), kept]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(json.loads(run.stdout.strip().splitlines()[-1])["megabytes"])


def memory(told: Told) -> None:
    """What ten times the items need: nothing without a log; what is kept of each item where it is asked for."""
    few, many = ITEMS // 10, ITEMS
    more = megabytes(many, "nothing") - megabytes(few, "nothing")
    told(f"more memory for {many:,} items than for {few:,}", more, MOST_MORE_MEGABYTES, is_least=False, unit="MB")
    for kept, what in (("items", "lead times kept"), ("log", "a log of all passes kept")):
        more = megabytes(many, kept) - megabytes(few, kept)
        print(f"  {f'the same, {what}':48} {more:8.1f} MB, {more * 2**20 / (many - few):.0f} bytes an item", flush=True)


def main() -> int:
    """Print the figures; 1 if a limit is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="how often each runs in turn")
    asked, told = parser.parse_args(), Told()
    engine.compile()
    busy = f", {os.getloadavg()[0]:.1f} of them busy" if hasattr(os, "getloadavg") else ""
    told_items = f"{ITEMS:,} items, {SIMPY_ITEMS:,} by SimPy, {CIW_ITEMS:,} by Ciw"
    print(f"six steps, several people each, two ways back; {told_items}")
    print(f"medians of {asked.rounds}, seconds of one core; {os.cpu_count()} processors{busy}", flush=True)
    # Memory first: to the system a process has had as much as the one that started it.
    memory(told)
    beside_peers(asked.rounds, told)
    doubt(told)
    return int(told.is_missed)


if __name__ == "__main__":
    sys.exit(main())
