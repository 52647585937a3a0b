"""The outcome map: what is aimed at, why, what is in the way and where to begin."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from types import MappingProxyType
from typing import ClassVar, Literal

from flowatlas.drawing.told import name_of
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import ELAPSED, Calendar
from flowatlas.model.finding import Finding, Severity
from flowatlas.model.glossary import TERMS
from flowatlas.model.guidance import Guidance, Missing, Move
from flowatlas.model.notation import QuantityError
from flowatlas.model.path import join
from flowatlas.model.picture import Derived, Picture
from flowatlas.model.quantity import Count, Duration, Quantity, Rate, Share
from flowatlas.model.record import Figure, Map, Record, described, nearest
from flowatlas.model.registry import METRICS, check
from flowatlas.model.wording import listed, shown

USUAL_METRIC = "lead_time"

KINDS: Mapping[str, type[Quantity]] = MappingProxyType(
    {
        "flow_efficiency": Share,
        "handoffs": Count,
        "lead_time": Duration,
        "lead_time_with_rework": Duration,
        "load": Share,
        "process_time": Duration,
        "queue_clearing": Duration,
        "rework_time": Duration,
        "rework_time_one_pass": Duration,
        "rolled_percent_complete_accurate": Share,
        "takt_time": Duration,
        "throughput": Rate,
        "toil": Duration,
        "touch_time": Duration,
        "value_add_ratio": Share,
        "wait_time": Duration,
        "work_content": Duration,
        "work_in_progress": Count,
    }
)
"""What kind of quantity a metric is, so that a target can be read without the metrics; of any other nobody can say."""

SMALLER_IS_BETTER = {"handoffs", "load", "work_in_progress", "toil", "queue_clearing", "takt_time"}
"""Metrics of which less is better, beside all times."""


def measure_of(metric: str | None) -> str:
    """The name of a metric, however it is spelled; the lead time where none is named."""
    return "_".join((metric or USUAL_METRIC).casefold().replace("-", " ").replace("_", " ").split())


class Target(Record):
    """The one outcome that everything is held against."""

    text: str | None = described("Target", "What will be true, in one sentence.")
    metric: str | None = described("Measured by", "The metric that shows it.", is_metric=True, absent="the lead time")
    baseline: Figure | None = described("Baseline", "Where the metric stands today.")
    value: Figure | None = described("Value", "Where the metric is to be.")
    by: str | None = described("By", "The date to reach it.")

    @property
    def measure(self) -> str:
        """The name of the metric that shows it, however it is spelled; the lead time where none is named."""
        return measure_of(self.metric)


class DiscoveryNote(Record):
    """Something on somebody's mind, before there is an outcome."""

    text: str | None = described("Note", "What is on somebody's mind.")
    column: Literal["context", "goals", "pains", "questions", "ideas"] | None = described(
        "Column", "What kind of thing it is."
    )
    theme: str | None = described("Theme", "The theme that it belongs to.")
    votes: Count | None = described("Votes", "How many dots it got.")
    by: str | None = described("By", "Who said it.", is_personal=True)


class Counterbalance(Record):
    """What must not get worse while the target is reached."""

    text: str | None = described("Counterbalance", "What must not get worse, in one sentence.")
    metric: str | None = described("Measured by", "The metric that shows it.", is_metric=True)
    value: Figure | None = described("Value", "Where that metric has to stay.")


class Benefit(Record):
    """What somebody gains once the target is reached."""

    text: str | None = described("Benefit", "What is gained.")
    for_: Literal["customer", "organisation", "individual"] | None = described("For", "Who gains it.", file_name="for")
    votes: Count | None = described("Votes", "How many dots it got.")


class Obstacle(Record):
    """Something that is in the way of the target."""

    text: str | None = described("Obstacle", "What is in the way.")
    about: str | None = described("About", "What it is about: a path.", is_address=True)
    votes: Count | None = described("Votes", "How many dots it got.")


class NextStep(Record):
    """Something to begin with."""

    text: str | None = described("Next step", "What is done next.")
    owner: str | None = described("Owner", "Who does it.", is_personal=True)
    due: str | None = described("Due", "The date to have it done.")
    done: bool = described("Done", "Whether it is done.", default=False)


class OutcomeMeasure(Record):
    """Something that shows whether the target is reached."""

    text: str | None = described("Measure", "What is looked at.")
    metric: str | None = described("Metric", "The metric of the map that shows it.", is_metric=True)
    baseline: Figure | None = described("Baseline", "Where it stands today.")
    target: Figure | None = described("Target", "Where it is to be.")


class Method(Record):
    """A way of working that leads there."""

    text: str | None = described("Method", "How it will be done.")


class Ownership(Record):
    """Who sees to a part of it."""

    text: str | None = described("What", "What is seen to.")
    owner: str | None = described("Owner", "Who sees to it.", is_personal=True)


VIEWS = {"customer": "the customer", "organisation": "the organisation", "individual": "each single person"}
"""Who may gain something, with the words for it."""


class OutcomeMap(Map, kind="outcome"):
    """What a group wants to reach, and what it guessed before it mapped anything."""

    guidance: ClassVar[Guidance | None] = Guidance(
        purpose="Agree on one outcome with a figure and a date, and say aloud what each of us doubts about it.",
        who=(
            "Those who do the work, somebody who may change how it is done, and somebody who knows the customer; "
            "twelve at most, with a host who has no stake in the answer and keeps the time."
        ),
        moves=(
            Move(
                3,
                "Guess first",
                "Ask how long it takes today from request to delivery, and write the answer down before anybody "
                "argues. It is held against the map later.",
            ),
            Move(
                7,
                "Empty the heads",
                "Everybody alone and in silence: one thought a note, into the column it fits. What happens around us, "
                "what we want, what hurts, what we do not know, what we could try.",
            ),
            Move(
                6,
                "Sort into themes",
                "Move notes that belong together without talking, then give each heap a name. A note that fits nowhere "
                "may stay alone.",
            ),
            Move(3, "Vote", "Three votes each, on the themes that matter most for the next half year."),
            Move(
                13,
                "Write the sentence",
                "Each alone, then in pairs, then all together: what will be true, by when, and which figure shows it. "
                "Read it aloud: would all of us agree, on that day, whether it happened? If not, mend what is unclear.",
            ),
            Move(
                4,
                "Guard it",
                "What could get worse if we did nothing but chase this figure? Write that down as the counterbalance.",
            ),
            Move(
                7,
                "Ask what it brings",
                "Name the gain for the customer, for the organisation, and for each person in the room. If that is "
                "little, the outcome is not worth it: go back a step.",
            ),
            Move(
                7,
                "Ask what stops us",
                "Write down why it is not true already. Point at the part of the work that each obstacle is about; "
                "they are suspicions until the map shows them.",
            ),
            Move(
                8,
                "Choose the next steps",
                "Few, each with one owner and a date. One of them is the session in which the value stream is mapped.",
            ),
            Move(2, "Close", "Read target and next steps aloud once more, and say who will hear of them today."),
        ),
        questions=(
            "What would a customer notice half a year from now?",
            "What does it cost us to leave everything as it is?",
            "How would somebody from outside see that we are there?",
            "Who gains: the customer, the organisation, you?",
            "What would we do with the time that we win?",
            "Why is it not so already, and what of that is in our hands?",
            "What may on no account get worse?",
            "What can begin tomorrow without any map?",
        ),
        mistakes=(
            "Naming a tool or a project: it is a way there, and the outcome is what it is for.",
            "Putting two outcomes into one sentence; each would excuse missing the other.",
            "A figure without today's figure, so that nobody can tell what was won.",
            "Benefits for the organisation alone; then nobody else has a reason to help.",
            "No obstacles: either it is true already, or they are not said aloud.",
            "Looking for who is to blame rather than for what is in the way.",
            "Next steps that belong to everybody, and so to nobody.",
            "Aiming at what nobody in the room can influence.",
        ),
        hands_on=(
            "The target, which stands on every later map; the stream to map next; the obstacles, as suspicions of "
            "where the constraint may be; and the date of the mapping session."
        ),
    )

    first_guess: Duration | None = described(
        "First guess", "How long the group thought it takes, asked before anything was mapped."
    )
    guessed_by: str | None = described("Guessed by", "Who guessed.", is_personal=True)
    target: Target | None = described("Target", "The one outcome that everything is held against.")
    discovery: dict[str, DiscoveryNote] = described("Discovery", "What is on people's minds.", default=dict)
    counterbalance: Counterbalance | None = described("Counterbalance", "What must not get worse meanwhile.")
    benefits: dict[str, Benefit] = described("Benefits", "Who gains what.", default=dict)
    obstacles: dict[str, Obstacle] = described("Obstacles", "What is in the way.", default=dict)
    next_steps: dict[str, NextStep] = described("Next steps", "Where to start.", default=dict)
    measures: dict[str, OutcomeMeasure] = described("Measures", "What shows success.", default=dict)
    methods: dict[str, Method] = described("Methods", "How it will be done.", default=dict)
    ownership: dict[str, Ownership] = described("Ownership", "Who sees to what.", default=dict)

    def picture(self, atlas: Atlas, derived: Derived) -> Picture:
        """The discovery board, where there is one, and the map in columns from the outcome to the next steps."""
        from flowatlas.maps.pictures.outcome import outcome_picture

        return outcome_picture(self, atlas, derived)

    def missing(self, atlas: Atlas) -> Iterator[Missing]:
        """What the target lacks, then who gains, what is in the way, who does what next, and the counterbalance."""
        yield from _missing_of_target(self.target or Target(), atlas.calendar.times)
        yield from _missing_benefits(self.benefits)
        if not self.obstacles:
            yield Missing(
                "outcome/obstacles",
                "Say what is in the way.",
                "With nothing in the way you would already be there; what is said now is looked for on the map.",
            )
        yield from _missing_of_next_steps(self.next_steps)
        if self.counterbalance is None or not (self.counterbalance.text or self.counterbalance.metric):
            yield Missing(
                "outcome/counterbalance/text",
                "Say what must not get worse meanwhile.",
                "Any single figure can be reached at the cost of something else.",
            )


@check(OutcomeMap)
def target_is_measured(outcome: OutcomeMap) -> Iterator[Finding]:
    """A target is measured by a metric."""
    target = outcome.target
    if target is None or target.measure in TERMS or target.measure in METRICS:
        return
    near = nearest(target.measure, TERMS)
    advice = f"did you mean {TERMS[near].label}?" if near else "name a metric, such as lead time"
    yield Finding("target/metric", f"measured by: {shown(target.metric)} is no metric", Severity.WARNING, advice)


@check(OutcomeMap)
def figures_are_of_their_metric(outcome: OutcomeMap) -> Iterator[Finding]:
    """A figure can be read as its metric asks: a time for lead time, a share for flow efficiency."""
    for path, metric, typed in _figures(outcome):
        measure = measure_of(metric)
        if typed is None or measure not in KINDS:
            continue
        try:
            KINDS[measure].read(typed, Calendar())
        except QuantityError as error:
            message, _, hint = str(error).rpartition("; ")
            name = TERMS[measure].label
            advice = hint if metric else f"{hint}; or name the metric, which is {name} where none is named"
            yield Finding(path, f"{path.rpartition('/')[2]} of {name}: {message}", Severity.WARNING, advice)


def _figures(outcome: OutcomeMap) -> Iterator[tuple[str, str | None, object]]:
    """Figures with the metric that they belong to; what is measured by words alone may be any figure."""
    if outcome.target is not None:
        yield "target/baseline", outcome.target.metric, outcome.target.baseline
        yield "target/value", outcome.target.metric, outcome.target.value
    if outcome.counterbalance is not None and outcome.counterbalance.metric:
        yield "counterbalance/value", outcome.counterbalance.metric, outcome.counterbalance.value
    for key, measure in outcome.measures.items():
        if measure.metric:
            yield f"measures/{join(key)}/baseline", measure.metric, measure.baseline
            yield f"measures/{join(key)}/target", measure.metric, measure.target


@check(OutcomeMap)
def dates_are_dates(outcome: OutcomeMap) -> Iterator[Finding]:
    """The dates of target and next steps can be read; a date that has passed is none of our business."""
    told = [("target/by", outcome.target.by if outcome.target is not None else None)]
    told += [(f"next_steps/{join(key)}/due", step.due) for key, step in outcome.next_steps.items()]
    for path, typed in told:
        if typed and typed.strip() and not _is_date(typed.strip()):
            message = f"{path.rpartition('/')[2]}: {shown(typed)} is no date"
            yield Finding(path, message, Severity.WARNING, "write a date such as 2027-03-31")


def _is_date(typed: str) -> bool:
    try:
        return len(typed) == len("2027-03-31") and date.fromisoformat(typed).isoformat() == typed
    except ValueError:
        return False


@check(OutcomeMap)
def targets_are_better_than_today(outcome: OutcomeMap) -> Iterator[Finding]:
    """A figure that is aimed at is better than the one of today, as its metric counts better."""
    told = []
    if outcome.target is not None:
        target = outcome.target
        told.append(("target/value", target.metric, target.baseline, target.value))
    told += [
        (f"measures/{join(key)}/target", measure.metric, measure.baseline, measure.target)
        for key, measure in outcome.measures.items()
        if measure.metric
    ]
    for path, metric, baseline, value in told:
        measure = measure_of(metric)
        # The atlas's own calendar is not known here; what is no better in days of any length is no better in its own.
        if all(_is_no_better(measure, value, baseline, calendar) for calendar in (Calendar(), ELAPSED)):
            name = TERMS[measure].label
            better = "less" if _is_less_better(measure) else "more"
            yield Finding(
                path,
                f"{shown(value)} is no better than the baseline {shown(baseline)}",
                Severity.WARNING,
                f"of {name}, {better} is better; mend one of the two figures, or name another metric",
            )


def _is_no_better(measure: str, value: object, baseline: object, calendar: Calendar) -> bool:
    aim, start = (quantity_of(measure, typed, calendar) for typed in (value, baseline))
    if aim is None or start is None or not aim.points or not start.points or aim.currency != start.currency:
        return False
    return aim.middle >= start.middle if _is_less_better(measure) else aim.middle <= start.middle


def _is_less_better(measure: str) -> bool:
    return KINDS[measure] is Duration or measure in SMALLER_IS_BETTER


_MEANS = re.compile(
    r"\s*(?:(?:we|to)\s+(?:will\s+)?)?"
    r"(implement|introduce|buy|purchase|procure|migrate|use|build|adopt|install|automate|roll\s+out|set\s+up"
    r"|switch\s+to|move\s+to)\s+\w",
    re.IGNORECASE,
)
"""How a sentence begins that tells a way rather than what it leads to."""

_AMOUNT = re.compile(
    r"\d[\d.,]*\s*(?:%|(?:s|sec|min|minutes?|h|hours?|d|days?|w|wk|weeks?|mo|months?|y|years?|x|times|percent)\b|/)",
    re.IGNORECASE,
)


@check(OutcomeMap)
def targets_are_outcomes(outcome: OutcomeMap) -> Iterator[Finding]:
    """A target tells what will be true, not what is done for it; with a figure in it the sentence does."""
    words = (outcome.target.text if outcome.target is not None else None) or ""
    found = _MEANS.match(words)
    if found and not _AMOUNT.search(words):
        verb = " ".join(found[1].lower().split())
        yield Finding(
            "target/text",
            f"a target that begins with “{verb}” tells a way there",
            Severity.INFO,
            "say what will be true for the customer once it is done, and keep the way as an idea or a method",
        )


@check(OutcomeMap)
def target_is_one_outcome(outcome: OutcomeMap) -> Iterator[Finding]:
    """A target sentence aims at one figure."""
    words = (outcome.target.text if outcome.target is not None else None) or ""
    parts = re.split(r"\band\b|;|&", words, flags=re.IGNORECASE)
    # "1 week and 2 days" and "between 2 and 4 days" are one figure: there the second part begins with its number.
    if sum(bool(_AMOUNT.search(part)) and not re.match(r"\s*\d", part) for part in parts) > 1:
        yield Finding(
            "target/text",
            "the sentence aims at more than one figure",
            Severity.INFO,
            "keep the one that matters most; what must hold meanwhile is the counterbalance",
        )


@check(OutcomeMap)
def counterbalance_pulls_the_other_way(outcome: OutcomeMap) -> Iterator[Finding]:
    """A counterbalance watches something else than the target."""
    target, guard = outcome.target, outcome.counterbalance
    if target is None or guard is None or not guard.metric or measure_of(guard.metric) != target.measure:
        return
    if target.metric is None and target.value is None:
        return
    name = TERMS[target.measure].label if target.measure in TERMS else target.measure
    yield Finding(
        "counterbalance/metric",
        f"{name} is the metric of the target as well, so it guards nothing",
        Severity.WARNING,
        "name what could get worse while the target is reached, such as rolled %C&A or load",
    )


def _missing_of_target(target: Target, calendar: Calendar) -> Iterator[Missing]:
    """What a target needs before anybody can tell that it was reached."""
    path = "outcome/target"
    if not target.text:
        yield Missing(
            f"{path}/text", "Say in one sentence what will be true.", "Every later map is held against this sentence."
        )
    if target.value is None:
        yield Missing(
            f"{path}/value",
            "Give the target a figure.",
            "Without one nobody can tell how near it is.",
        )
    elif target.metric is None and quantity_of(target.measure, target.value, calendar) is None:
        yield Missing(
            f"{path}/metric",
            "Name the metric that shows the target.",
            "Lead time is taken where none is named, and this figure is no time.",
        )
    if not target.by:
        yield Missing(f"{path}/by", "Set a date for the target.", "Without a date it is always too early to ask.")
    if target.baseline is None:
        yield Missing(
            f"{path}/baseline",
            "Write down where the figure stands today, as far as anybody knows.",
            "What was won can only be told against where it began.",
        )


def _missing_benefits(benefits: Mapping[str, Benefit]) -> Iterator[Missing]:
    path = "outcome/benefits"
    if not benefits:
        names = listed(list(VIEWS.values()))
        yield Missing(path, f"Say what it brings {names}.", "A target that brings little is not worth the work.")
    elif absent := views_without(benefits):
        yield Missing(
            path, f"Say what it brings {listed(absent)}.", "Who gains nothing has no reason to help, or to wait."
        )


def _missing_of_next_steps(next_steps: Mapping[str, NextStep]) -> Iterator[Missing]:
    path = "outcome/next_steps"
    if not next_steps:
        yield Missing(path, "Choose one next step, with an owner and a date.", "What nobody begins does not happen.")
    for key, step in next_steps.items():
        name = f"“{name_of(step, key)}”"
        if not step.done and not step.owner:
            yield Missing(f"{path}/{join(key)}/owner", f"Say who does {name}.", "What belongs to all is done by none.")
        if not step.done and not step.due:
            yield Missing(f"{path}/{join(key)}/due", f"Say when {name} is to be done.", "Without a date it can wait.")


def views_without(benefits: Mapping[str, Benefit]) -> list[str]:
    """The views, in words, that no benefit is told to be for."""
    told = {benefit.for_ for benefit in benefits.values()}
    return [words for view, words in VIEWS.items() if view not in told]


def quantity_of(measure: str, typed: object, calendar: Calendar) -> Quantity | None:
    """A figure as its metric reads it; None where it says nothing, or nobody can say what kind it is."""
    if typed is None or measure not in KINDS:
        return None
    try:
        return KINDS[measure].read(typed, calendar)
    except QuantityError:
        return None
