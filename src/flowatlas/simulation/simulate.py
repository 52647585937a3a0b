"""Simulation: what happens to items on usual days, for the current map, its futures and the ideal, side by side."""

from collections.abc import Sequence

import numpy as np

from flowatlas.metrics.constraint import constraint
from flowatlas.metrics.sample import CannotSayError
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.path import Plain
from flowatlas.model.simulation import ClassLead, Estimate, Simulated, Simulation
from flowatlas.simulation.answers.comparison import comparisons
from flowatlas.simulation.answers.course import over_time
from flowatlas.simulation.answers.gaps import gap_waits
from flowatlas.simulation.answers.growth import growth_of
from flowatlas.simulation.answers.intervals import percentiles_of, ratio_of
from flowatlas.simulation.answers.lead import lead_times, runs_of
from flowatlas.simulation.answers.limit import limit_of, limit_while_growing
from flowatlas.simulation.answers.looked import Looked, look, queues_alone, ready
from flowatlas.simulation.answers.place import Told
from flowatlas.simulation.answers.preference import Side
from flowatlas.simulation.answers.pressure import loads
from flowatlas.simulation.answers.relief import reliefs
from flowatlas.simulation.answers.seen import Seen
from flowatlas.simulation.answers.telling import doubtful, method, sentences
from flowatlas.simulation.answers.use import uses
from flowatlas.simulation.question import Question
from flowatlas.store.versions import CURRENT, IDEAL, Version, version
from flowatlas.store.versions import names as names_of

__all__ = ["Question", "simulate"]

AS_USUAL = Question()


def simulate(
    plain: Plain, question: Question = AS_USUAL, names: Sequence[str] = (), told: Told | None = None
) -> Simulation:
    """Simulate versions of the map by their names, on common luck; all but voices and measurements if none is named.

    A version that cannot be simulated says why in its sentence. ``told`` hears what goes on.

    Raises:
        FlowAtlasError: there is no such version, none can be simulated, or a number of the question cannot be.
    """
    wanted = list(names) or wanted_of(plain)
    several = [version(plain, name) for name in wanted]
    question.check([one.stream for one in several])
    prepared, refused = [], dict[str, str]()
    for one in several:
        try:
            prepared.append(ready(one, question, told))
        except CannotSayError as why:
            refused[one.name] = str(why)
    if not prepared:
        raise FlowAtlasError(f"this cannot be simulated: {next(iter(refused.values()))}")
    # All versions let the same items go, so that they count the same ones.
    rows = max(len(one.pressed) for one in prepared)
    let_go = np.max([np.broadcast_to(one.let_go, rows) for one in prepared], axis=0)
    looked = {one.version.name: look(one, let_go) for one in prepared}
    streams = [
        _simulated(looked[one.name]) if one.name in looked else _refused(one, refused[one.name]) for one in several
    ]
    sides = [Side(looked[found.name], found) for found in streams if found.name in looked]
    calendar = several[0].atlas.calendar.times.text
    return Simulation(tuple(streams), comparisons(sides), calendar, question.seed)


def wanted_of(plain: Plain) -> list[str]:
    """The versions that are simulated where nobody names any: current, every future, and the ideal."""
    return [name for name in names_of(plain) if name in {CURRENT, IDEAL} or name.startswith("future/")] or [CURRENT]


def _refused(one: Version, why: str) -> Simulated:
    return Simulated(
        name=one.name,
        title=one.title,
        sentences=(why,),
        lead=None,
        throughput=None,
        work_in_progress=None,
        flow_efficiency=None,
        roles=(),
        gaps=(),
        growth=None,
        limit=None,
        classes=(),
        over_time=None,
        method=(),
        assumptions=(),
    )


def _simulated(looked: Looked) -> Simulated:
    found = _steady(looked) if looked.known is not None else _growing(looked)
    found = found._replace(method=tuple(method(looked)), assumptions=looked.ready.planned.assumptions)
    return found._replace(sentences=tuple(sentences(found, looked)))


def _steady(looked: Looked) -> Simulated:
    one, known = looked.ready, looked.known
    assert known is not None
    words, several = one.words, runs_of(known, looked.unknown)
    path = doubtful(looked)
    lead = lead_times(known, looked.unknown, words.calendar, words.value(path) if path else "")
    seconds = [run.seconds for run in several]
    used = uses(one.planned, known.several)
    alone = queues_alone(one, known.settled)
    gaps = gap_waits(one.planned, one.samples.center, known.several, alone, words)
    # The ideal is what nobody will have; what would ease it further helps nobody.
    is_ideal = one.version.name == IDEAL
    found = [] if is_ideal else reliefs(one.planned, one.place, known.settled, known.several, words)
    return Simulated(
        name=one.version.name,
        title=one.version.title,
        sentences=(),
        lead=lead,
        throughput=ratio_of([run.left for run in several], seconds),
        work_in_progress=ratio_of([run.inside * run.seconds for run in several], seconds),
        flow_efficiency=_efficiency(several),
        roles=used,
        gaps=gaps if not is_ideal else tuple(gap._replace(text="", remedy="") for gap in gaps),
        growth=None,
        limit=limit_of(found, constraint(one.samples), used, words),
        classes=_classes(looked, several),
        over_time=over_time(one.planned, one.place, known.settled.warm_up),
        method=(),
        assumptions=(),
    )


def _efficiency(several: Sequence[Seen]) -> Estimate | None:
    """Which part of their time in the stream items are worked on; None where they take no time at all."""
    leads = [float(run.leads.sum()) for run in several]
    return ratio_of([run.active for run in several], leads) if any(leads) else None


def _growing(looked: Looked) -> Simulated:
    one, found = looked.ready, looked.grown
    assert found is not None
    asked = {} if one.place.question.given else loads(one.samples.center)
    growth = growth_of(one.planned, found, one.words, asked, one.usual)
    people = {role_id: float(role.people.middle) for role_id, role in one.planned.stream.roles.items() if role.people}
    limit = limit_while_growing(growth, constraint(one.samples), asked, people, one.words)
    return Simulated(
        name=one.version.name,
        title=one.version.title,
        sentences=(),
        lead=None,
        throughput=None,
        work_in_progress=None,
        flow_efficiency=None,
        roles=uses(one.planned, found.several, asked),
        gaps=(),
        growth=growth,
        limit=limit,
        classes=(),
        over_time=over_time(one.planned, one.place, 0),
        method=(),
        assumptions=(),
    )


def _classes(looked: Looked, several: Sequence[Seen]) -> tuple[ClassLead, ...]:
    """How long the items of each class take; nothing where all are of one class."""
    planned = looked.ready.planned
    found = []
    for number, class_id in enumerate(planned.class_ids if len(planned.class_ids) > 1 else ()):
        own = [run.leads[run.kinds == number] for run in several]
        own = [leads for leads in own if len(leads)]
        if not own:
            continue
        p50, p85 = percentiles_of(own, (0.5, 0.85))
        mean: Estimate = ratio_of([float(leads.sum()) for leads in own], [len(leads) for leads in own])
        kind = planned.stream.classes.get(class_id)
        name = (kind.name if kind is not None else None) or class_id or "all others"
        share = sum(map(len, own)) / sum(len(run.leads) for run in several)
        found.append(ClassLead(class_id, name, share, p50, p85, mean))
    return tuple(found)
