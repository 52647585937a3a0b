"""What a simulation says, as plain data for text, JSON and pictures.

Times are seconds of working time, rates items per second of working time, shares 0 to 1; whatever cannot be given is
None. An `Estimate` carries the interval that replications leave open, which more of them would narrow; what we do not
know about the stream is told apart from it.
"""

from typing import NamedTuple


class Estimate(NamedTuple):
    """A figure out of several replications, with its 95 % interval."""

    value: float
    low: float
    high: float


class Band(NamedTuple):
    """From where to where: p10 and p90 of whatever it is the band of."""

    low: float
    high: float


class LeadTimes(NamedTuple):
    """How long items take: percentiles over items and doubt together.

    ``varies``: p10 and p90 of items at our best knowledge, as work varies; ``unsure``: p10 and p90 of the typical item
    over what we do not know, None where nothing is in doubt, and ``because`` what most of that comes of, in words.
    ``shares``: how many items (0 to 1) took up to each of the ``edges`` but longer than the edge before.
    """

    p50: Estimate
    p85: Estimate
    p95: Estimate
    mean: Estimate
    varies: Band
    unsure: Band | None
    because: str
    edges: tuple[float, ...]
    shares: tuple[float, ...]


class RoleUse(NamedTuple):
    """What the time of a role goes into: shares of the time of all its people, together 1.

    ``load`` is what is asked of them over what they have; over 1 work piles up. ``people`` is None where nobody said
    how many there are; they are then taken to be enough, and the shares are 0.
    """

    path: str
    name: str
    people: float | None
    work: float
    rework: float
    set_up: float
    away: float
    idle: float
    load: float | None


class GapWait(NamedTuple):
    """The wait before a step: as typed, as simulated, and what people, batches and limits alone would make of it.

    ``kind`` is fixed or queue. Means in seconds; ``typed`` is None where nobody said. ``text`` says whether they
    contradict each other, '' where they do not, and ``remedy`` what would reconcile them.
    """

    path: str
    name: str
    kind: str
    typed_text: str
    typed: float | None
    simulated: Estimate
    alone: Estimate | None
    text: str = ""
    remedy: str = ""


class Growth(NamedTuple):
    """Work that piles up: by how many items a week, before which steps, and in words."""

    per_week: float
    paths: tuple[str, ...]
    text: str


class Relief(NamedTuple):
    """What a little relief at one place does: the mean lead time with it less that without, on common draws."""

    path: str
    name: str
    what: str
    change: Estimate
    share: float


class Limit(NamedTuple):
    """What limits the stream by relief, beside what was worked out without simulation, and in words."""

    reliefs: tuple[Relief, ...]
    path: str
    computed: str
    text: str


class ClassLead(NamedTuple):
    """How long the items of a class take."""

    id: str
    name: str
    share: float
    p50: Estimate
    p85: Estimate
    mean: Estimate


class Curve(NamedTuple):
    """A figure over time: its middle and, where replications differ, p10 and p90 at each of the moments."""

    name: str
    path: str
    middle: tuple[float, ...]
    low: tuple[float, ...] = ()
    high: tuple[float, ...] = ()


class OverTime(NamedTuple):
    """Items over time: ``moments`` in seconds from the start; all in the stream, and those waiting before each step."""

    moments: tuple[float, ...]
    inside: Curve
    queues: tuple[Curve, ...]


class Simulated(NamedTuple):
    """What the simulation of one version of the stream says: current, ideal, or future/ID.

    ``lead`` and the other figures are None where work piles up, as they would depend on how long one looks. ``method``
    tells warm-up, replications and why it ended; ``assumptions`` what was taken for granted.
    """

    name: str
    title: str
    sentences: tuple[str, ...]
    lead: LeadTimes | None
    throughput: Estimate | None
    work_in_progress: Estimate | None
    flow_efficiency: Estimate | None
    roles: tuple[RoleUse, ...]
    gaps: tuple[GapWait, ...]
    growth: Growth | None
    limit: Limit | None
    classes: tuple[ClassLead, ...]
    over_time: OverTime | None
    method: tuple[str, ...]
    assumptions: tuple[str, ...]


class Beats(NamedTuple):
    """Two versions on common draws: the change of the typical item, and the chance that ``better`` takes less time.

    ``change`` is the middle of its changes over what we do not know, None where work piles up in one of them; the
    chance leaves out what nobody knows in which work piles up in both.
    """

    better: str
    than: str
    change: Estimate | None
    chance: float
    text: str


class Simulation(NamedTuple):
    """All versions that were simulated, the current one first, held against each other."""

    streams: tuple[Simulated, ...]
    comparisons: tuple[Beats, ...]
    calendar: str
    seed: int


class Swing(NamedTuple):
    """What one value does to the typical item: lead times with the value at its p10 and p90, all else at its middle."""

    path: str
    name: str
    low_text: str
    high_text: str
    at_low: float
    at_high: float


class Tornado(NamedTuple):
    """Which value matters: the typical lead time, and the swings, the widest first."""

    title: str
    lead: float
    swings: tuple[Swing, ...]
    sentences: tuple[str, ...]
    calendar: str


class When(NamedTuple):
    """A moment that is not known: p50, p85 and p95 as dates in ISO form, and as seconds from the start.

    None where that many runs did not get there in the time that was looked at.
    """

    p50: str | None
    p85: str | None
    p95: str | None
    seconds: tuple[float | None, float | None, float | None]


class HowMany(NamedTuple):
    """How many are done by a date: at least so many in 50, 85 and 95 of 100 runs."""

    by: str
    p50: int
    p85: int
    p95: int


class BurnDown(NamedTuple):
    """How many of those who wait now are still not served: p50 with p15 and p85 over the runs, at dates in ISO form."""

    dates: tuple[str, ...]
    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


class Forecast(NamedTuple):
    """When those who wait now are served, and what else was asked, for one version of the stream.

    ``backlog`` counts all that wait or are worked on at the start; ``last`` is when the last of them is done; ``done``
    when so many are, by number; ``by`` how many by a date.
    """

    name: str
    title: str
    start: str
    backlog: int
    last: When | None
    done: tuple[tuple[int, When], ...]
    by: tuple[HowMany, ...]
    burn_down: BurnDown | None
    sentences: tuple[str, ...]
    method: tuple[str, ...]
    assumptions: tuple[str, ...]


class Forecasts(NamedTuple):
    """The forecasts of all versions that were asked for, the current one first."""

    streams: tuple[Forecast, ...]
    calendar: str
    seed: int
