"""Forecasts: when those who wait now are served, how many are done by a date, and when so many are.

Each run starts with what is there now, takes one state of what we do not know, and has luck of its own; dates are
percentiles over all runs, so that they hold both for how work varies and for what we do not know.
"""

from collections.abc import Sequence

from flowatlas.metrics.sample import CannotSayError
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import EventLog
from flowatlas.model.path import Plain
from flowatlas.model.simulation import Forecast, Forecasts
from flowatlas.model.wording import capital
from flowatlas.simulation.coming.dates import by_dates, done, served
from flowatlas.simulation.coming.question import DEFAULT_RUNS, Question
from flowatlas.simulation.coming.rounds import Part, Rounds, Told
from flowatlas.simulation.coming.telling import method, sentences, there
from flowatlas.simulation.engine import runs
from flowatlas.simulation.log import event_log
from flowatlas.store.versions import CURRENT, Version, version

__all__ = ["DEFAULT_RUNS", "Question", "forecast", "forecast_log"]


def forecast(
    plain: Plain, question: Question, names: Sequence[str] = (CURRENT,), told: Told | None = None
) -> Forecasts:
    """The forecast of each version of the map by its name, on common luck.

    A version that cannot be forecast says why in its sentence. ``told`` hears what is worked out, and how much of all
    is done, 0 to 1; it may raise to stop.

    Raises:
        FlowAtlasError: there is no such version, or none can be forecast; nothing is asked, or not to be had.
    """
    question.check()
    versions = [version(plain, name) for name in names]
    found, refused = list[Forecast](), list[str]()
    for place, one in enumerate(versions):
        try:
            rounds = Rounds(one, question, Part(told, one.title, place / len(versions), len(versions)))
            found.append(_found(one, rounds))
        except CannotSayError as why:
            refused.append(f"{one.title}: {why}")
            found.append(_refused(one, question, str(why)))
    if len(refused) == len(versions):
        raise FlowAtlasError(refused[0])
    return Forecasts(tuple(found), versions[0].atlas.calendar.times.text, question.seed)


def forecast_log(plain: Plain, question: Question, name: str = CURRENT, told: Told | None = None) -> EventLog:
    """What happens to every item of the first run of a version's forecast, until all that was asked is answered.

    Raises:
        FlowAtlasError: there is no such version, it cannot be forecast, or nothing is asked.
    """
    one = version(plain, name)
    try:
        rounds = Rounds(one, question._replace(precision=0.0), Part(told, one.title, 0.0, 1))
    except CannotSayError as why:
        raise FlowAtlasError(f"{one.title}: {why}") from None
    asked = [rounds.asked(0, items=number) for number in question.done]
    asked += [rounds.asked(0, max(rounds.ends))] if rounds.ends else []
    asked += [rounds.asked(0, is_of_those_there=True)] if rounds.there.any() else []
    # The first run takes the same course whatever is asked, so that the longest one holds all of them.
    several = runs(rounds.planned.plan, [each._replace(keeps_passes=True) for each in asked])
    return event_log(rounds.planned, max(several, key=lambda run: run.end))


def _found(one: Version, rounds: Rounds) -> Forecast:
    """All that was asked of one version."""
    last, burn_down = served(rounds) if rounds.there.any() else (None, None)
    numbers = tuple((number, done(rounds, number)) for number in rounds.question.done)
    counts = by_dates(rounds)
    return Forecast(
        name=one.name,
        title=one.title,
        start=rounds.question.start.isoformat(),
        backlog=there(rounds),
        last=last,
        done=numbers,
        by=counts,
        burn_down=burn_down,
        sentences=tuple(sentences(rounds, last, numbers, counts)),
        method=tuple(method(rounds)),
        assumptions=rounds.planned.assumptions,
    )


def _refused(one: Version, question: Question, why: str) -> Forecast:
    return Forecast(
        name=one.name,
        title=one.title,
        start=question.start.isoformat(),
        backlog=0,
        last=None,
        done=(),
        by=(),
        burn_down=None,
        sentences=(capital(why),),
        method=(),
        assumptions=(),
    )
