"""What a simulation could say, made by hand: for one version or several, few roles or many, in any script."""

import math

from flowatlas.model.simulation import (
    Band,
    Beats,
    BurnDown,
    Curve,
    Estimate,
    Forecast,
    Forecasts,
    GapWait,
    Growth,
    HowMany,
    LeadTimes,
    Limit,
    OverTime,
    RoleUse,
    Simulated,
    Simulation,
    Swing,
    Tornado,
    When,
)

DAY = 8 * 3600.0
WEEK = 5 * DAY
NAMES = [
    "Review",
    "A name that goes on and on, as people who draw maps in a hurry like to write them, over several lines",
    "契約書の法務審査と取締役会の承認を待つ長い名前の工程",
    "مراجعة العقد من قبل الإدارة القانونية",
    "Größenprüfungsverfahrensanweisungsfreigabe",
    "Sign ✍️ & celebrate 🎉",
]
CALENDAR = "working time, 8-hour days, 5-day weeks"


def name_of(number):
    """A name for the step or role of this number."""
    return NAMES[number % len(NAMES)] + (f" {number}" if number >= len(NAMES) else "")


def about(value):
    """A figure with a narrow interval."""
    return Estimate(value, value * 0.97, value * 1.03)


def lead(p50, *, is_exact=False, unsure=True):
    """Lead times whose middle is so many days, skewed as usual."""
    if is_exact:
        one = Estimate(p50 * DAY, p50 * DAY, p50 * DAY)
        return LeadTimes(one, one, one, one, Band(one.value, one.value), None, "", (one.value,), (1.0,))
    edges = tuple(p50 * DAY * 0.1 * number for number in range(1, 41))

    def up_to(seconds):
        return 0.5 * (1 + math.erf(math.log(seconds / (p50 * DAY)) / 0.5 / math.sqrt(2))) if seconds else 0.0

    shares = tuple(up_to(edge) - up_to(before) for before, edge in zip((0.0, *edges[:-1]), edges, strict=True))
    p85, p95 = (p50 * DAY * math.exp(0.5 * deviate) for deviate in (1.036, 1.645))
    band = Band(p50 * DAY * 0.53, p50 * DAY * 1.9)
    doubt = Band(p50 * DAY * 0.8, p50 * DAY * 1.3) if unsure else None
    because = "how long “Review” takes" if unsure else ""
    figures = (about(p50 * DAY), about(p85), about(p95), about(p50 * DAY * 1.13))
    return LeadTimes(*figures, band, doubt, because, edges, shares)


def role(number, *, load=0.83, people=2.0):
    """What the time of a role goes into at a load."""
    share = 0.0 if load is None else min(load, 1.0)
    parts = (0.72 * share, 0.08 * share, 0.05 * share, 0.15 * share)
    idle = 0.0 if load is None else 1.0 - sum(parts)
    return RoleUse(f"roles/r{number}", name_of(number), people, *parts, idle, load)


def over_time(steps, *, inside=12.0, grows=False, is_sure=False):
    """A year, week by week; the queue before the first step is longest."""
    moments = tuple(number * WEEK for number in range(53))

    def curve(name, path, size):
        middle = tuple(size * (1 - math.exp(-number / 6)) * (1 + grows * number / 4) for number in range(53))
        if is_sure:
            return Curve(name, path, middle)
        return Curve(name, path, middle, tuple(one * 0.7 for one in middle), tuple(one * 1.5 for one in middle))

    queues = tuple(
        curve(f"before “{name_of(place)}”", f"steps/s{place}", inside / (place + 2)) for place in range(steps)
    )
    return OverTime(moments, curve("", "", inside), queues)


def simulated(name="current", title="Today", *, p50=20.0, steps=4, roles=2, **given):
    """A version of the stream with so many steps and roles."""
    gap = GapWait(
        "steps/s0",
        name_of(0),
        "fixed",
        "2 d",
        2 * DAY,
        about(5 * DAY),
        about(3 * DAY),
        "The wait before “Review” is typed as 2 d; people alone make 3 d of it.",
        "Write wait_kind: queue, or a wait of 3 d.",
    )
    found = Simulated(
        name,
        title,
        (f"Half of the items take under {p50:g} days.",),
        lead(p50),
        about(8 / WEEK),
        about(12.0),
        about(0.2),
        tuple(role(number, load=0.83 if number else 1.13) for number in range(roles)),
        (gap,),
        None,
        Limit((), "steps/s0/process_time", "steps/s0/process_time", "“Review” limits the stream, by relief too."),
        (),
        over_time(steps),
        ("The first 400 items are left out (MSER-5).", "24 replications; the p85 is known to within 5%."),
        ("Nobody said how many people “Legal” has; there are taken to be enough.",),
    )
    return found._replace(**given)


GROWTH = Growth(3.2, ("steps/s0",), "More comes in than “Review” can do: 3.2 items a week pile up before it.")


def overloaded(name="current", title="Today", **given):
    """A version that cannot keep up."""
    nothing = {"lead": None, "throughput": None, "work_in_progress": None, "flow_efficiency": None}
    return simulated(
        name, title, **nothing, growth=GROWTH, over_time=over_time(4, inside=5.0, grows=True), **given
    )._replace(sentences=(GROWTH.text,))


def simulation(*streams, chance=0.93):
    """Versions held against each other, the second better than the first."""
    pairs = ()
    if len(streams) > 1:
        one, other = streams[:2]
        text = f"“{other.title}” takes 8 days less than “{one.title}”; {chance:.0%} sure."
        pairs = (Beats(other.name, one.name, about(-8 * DAY), chance, text),)
    return Simulation(tuple(streams), pairs, CALENDAR, 1)


def tornado(count):
    """So many values that make a difference, one on one side only, one without end."""
    swings = [
        Swing(
            f"steps/s{place}/process_time",
            f"Process time of “{name_of(place)}”",
            "2 h",
            "3 d",
            (20 - 8 / (place + 1)) * DAY,
            (20 + 14 / (place + 1)) * DAY,
        )
        for place in range(count)
    ]
    if count > 3:
        swings[0] = swings[0]._replace(at_high=math.inf)
        swings[2] = swings[2]._replace(at_low=24 * DAY, at_high=26 * DAY)
        swings[3] = swings[3]._replace(at_low=22 * DAY, at_high=15 * DAY)
    sentences = ("The process time of “Review” matters most: 12 to 34 days.", "Measure it next.") if count else ()
    return Tornado("Today", 20 * DAY, tuple(swings), sentences, CALENDAR)


def forecast(name="current", title="Today", *, weeks=30, backlog=50, is_late=False, **given):
    """How many wait, counted down over so many weeks."""
    days = [f"2026-{1 + number // 4 % 12:02}-{1 + 7 * (number % 4):02}" for number in range(min(weeks, 47))]

    def left(size):
        return tuple(max(backlog * (1 - number / (size * len(days))), 0.0) for number in range(len(days)))

    last = When(days[-6], days[-3], None if is_late else days[-1], (1e6, 2e6, None if is_late else 3e6))
    found = Forecast(
        name,
        title,
        days[0],
        backlog,
        last,
        ((10, last),),
        (HowMany("2026-06-30", 40, 35, 30),),
        BurnDown(tuple(days), left(0.8), left(0.7), left(0.95)),
        (f"The last of the {backlog} is served by {days[-6]}, 50 in 100; by {days[-3]}, 85 in 100.",),
        ("400 runs.",),
        ("Nothing else comes in between.",),
    )
    return found._replace(**given)


def forecasts(*streams):
    """The forecasts of versions."""
    return Forecasts(tuple(streams), CALENDAR, 1)
