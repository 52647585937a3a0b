"""The glossary: one term per idea, one plain sentence each, for page, docs and help alike; labels can be chosen.

A term's key is its name in code and file and never changes. What people read is its label, and `Labels` puts the words
that a group uses in its place.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple, Self

from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.wording import capital, shown

LONGEST_LABEL = 40


class GlossaryError(FlowAtlasError):
    """A word is no term, or a label would confuse two ideas; the text says what would be right."""


class Term(NamedTuple):
    """One idea: its name in code and file, what people read, what it is, and what else it is called.

    ``sentence`` is one plain sentence that ends with a full stop. ``others`` are other names in use; none of them, and
    no label, names a second idea.
    """

    key: str
    label: str
    sentence: str
    others: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that it is called: label, key, other names."""
        return (self.label, self.key, *self.others)


_TERMS = (
    Term(
        "value_stream",
        "value stream",
        "Everything that happens from the trigger until the customer has what was asked for, waits included.",
        ("stream", "value stream map"),
    ),
    Term("counterbalance", "counterbalance", "What must not get worse while the target is reached."),
    Term("obstacle", "obstacle", "What is in the way of the target; a suspicion until the map shows it."),
    Term("party", "party", "Somebody or something outside a step that it depends on."),
    Term("dependency", "dependency", "Something that is needed from a party before work can go on."),
    Term("cause", "cause", "Something that makes the constraint take so long; behind it may stand another one."),
    Term("capability", "capability", "Something that the group can do, well or not yet; never a rating of a person."),
    Term("lane", "lane", "When an item of the roadmap is begun: now, next, later, or a date."),
    Term("trigger", "trigger", "The event outside the value stream that starts it.", ("start event",)),
    Term("customer", "customer", "Who has the value at the end of the value stream.", ("recipient",)),
    Term("step", "step", "One activity of the value stream.", ("activity", "stage")),
    Term("sub_step", "sub-step", "A part of a step, with times of its own."),
    Term("gap", "gap", "What lies between the end of one step and the start of the next; work waits there."),
    Term("group", "group", "The part of the value stream that a step is added up with, such as prepare.", ("phase",)),
    Term("role", "role", "Who does the work: a kind of work or a team, never a person by name."),
    Term("availability", "availability", "The share of their time that the people in a role have for this work."),
    Term(
        "lead_time",
        "lead time",
        "The time from the trigger until the customer has the value, if nothing has to be done again.",
        ("flow time", "production lead time", "total time", "turnaround", "turnaround time"),
    ),
    Term(
        "lead_time_with_rework",
        "lead time with rework",
        "The lead time when everything that has to be done again is counted as often as it happens.",
        ("end-to-end time",),
    ),
    Term(
        "process_time",
        "process time",
        "The time from starting a step to finishing it; over the whole stream, the part of the lead time in steps.",
        ("step time", "cycle time"),
    ),
    Term(
        "wait_time",
        "wait time",
        "The time that work lies still in the gap before a step; over the whole stream, the lead time less the process "
        "time.",
        ("wait", "delay", "queue time", "waiting time"),
    ),
    Term(
        "wait_total",
        "total wait",
        "All wait times on the longest way from trigger to customer, added up.",
        ("sum of waits",),
    ),
    Term(
        "touch_time",
        "touch time",
        "The hands-on part of the process time, when somebody really works on the item.",
        ("hands-on time",),
    ),
    Term(
        "work_content",
        "work content",
        "The process time of all steps that an item goes through, also of those that run at the same time.",
        ("total work",),
    ),
    Term(
        "flow_efficiency",
        "flow efficiency",
        "How much of the lead time is process time; the rest is waiting.",
        ("activity ratio",),
    ),
    Term(
        "value_add_ratio",
        "value-add ratio",
        "How much of the lead time goes into steps that the customer would pay for.",
        ("process cycle efficiency", "PCE"),
    ),
    Term(
        "percent_complete_accurate",
        "%C&A",
        "The share of a step's output that the next one can use as it is: complete and accurate.",
        ("percent complete and accurate", "first-pass yield"),
    ),
    Term(
        "rolled_percent_complete_accurate",
        "rolled %C&A",
        "The chance that an item goes through every step without being sent back or mended.",
        ("rolled percent complete and accurate", "rolled first-pass yield"),
    ),
    Term("rework", "rework", "Going back: doing something again because it was not right the first time."),
    Term("rework_time", "rework time", "The time that doing things again adds to the lead time on average."),
    Term(
        "rework_time_one_pass",
        "rework time, one pass",
        "The rework time if everything is done again once at most; simple sums in a table give this figure.",
    ),
    Term(
        "handoffs",
        "handoffs",
        "How often an item goes from some people to others, with nobody staying with it.",
        ("handovers",),
    ),
    Term("demand", "demand", "How many items are asked for in a stretch of time.", ("arrival rate",)),
    Term(
        "arrivals",
        "arrivals",
        "How items come in: at random or at even intervals, one by one or several together, and on which dates.",
    ),
    Term("class", "class", "A kind of items that is served before or after others.", ("priority class",)),
    Term("priority", "priority", "Which class is served first where several wait: 1 before 2."),
    Term("backlog", "backlog", "The items that are asked for and not started yet.", ("waiting list",)),
    Term(
        "takt_time",
        "takt time",
        "How often one item would have to be finished to keep up with demand.",
        ("takt",),
    ),
    Term(
        "load",
        "load",
        "The work asked of a role as a share of the time that it has; above 100% work piles up.",
        ("utilisation", "utilization"),
    ),
    Term(
        "throughput",
        "throughput",
        "How many items are finished in a stretch of time.",
        ("velocity", "completion rate"),
    ),
    Term("work_in_progress", "work in progress", "The items that are started and not finished.", ("WIP",)),
    Term(
        "toil",
        "toil a week",
        "The hours a week of work by hand that adds no value for the customer.",
        ("toil",),
    ),
    Term(
        "queue_clearing",
        "time to clear the backlog",
        "How long it takes until everybody who waits now has been served.",
        ("queue clearing",),
    ),
    Term(
        "constraint",
        "constraint",
        "The one process time, wait or rework that holds the value stream back most: without it, lead time falls most.",
        ("bottleneck",),
    ),
    Term(
        "confidence",
        "confidence",
        "How sure it is that the constraint is the right one, given all that is not known well.",
    ),
    Term("hotspot", "hotspot", "A step with the gaps before and behind it, by how much of the lead time it takes."),
    Term(
        "measure_next",
        "measure next",
        "The number that is worth finding out first, because it would settle most about the constraint.",
        ("ask next",),
    ),
    Term("target", "target", "The one outcome, with a figure and a date, that everything is held against.", ("goal",)),
    Term("first_guess", "first guess", "How long the group thought it takes, before anything was mapped."),
    Term("quick_fix", "quick fix", "Something that can be put right at once, with an owner.", ("quick win",)),
    Term("question", "question", "Something that has to be found out, with the person who asks around."),
    Term("voice", "voice", "What one person says about the map, kept beside what others say."),
    Term("comment", "comment", "What somebody says about a place on a map, for others to answer until it is settled."),
    Term(
        "session",
        "session",
        "An hour or two in which a group works on one map, with an agenda and a clock.",
        ("workshop", "meeting"),
    ),
    Term(
        "silent_writing",
        "silent writing",
        "Everybody writes notes that nobody else sees until all are shown at once.",
        ("brainwriting",),
    ),
    Term(
        "blind_estimate",
        "blind estimate",
        "What somebody says of a value before they know what others say; shown at once, the figures become voices.",
        ("planning poker",),
    ),
    Term(
        "dot_vote",
        "dot vote",
        "Everybody puts a few votes on what matters most to them, and the counts are shown at the end.",
        ("dot voting",),
    ),
    Term(
        "one_two_four_all",
        "1-2-4-All",
        "A question that everybody thinks about alone, then in pairs, then in fours, then all together.",
    ),
    Term("parking_lot", "parking lot", "What came up in a session and is talked about another time."),
    Term(
        "event_log",
        "event log",
        "What a system recorded: which item, what was done or which status it had, when, and perhaps by whom.",
        ("log",),
    ),
    Term(
        "item",
        "item",
        "One piece of work that goes through the value stream, such as a request or an order.",
        ("case", "work item"),
    ),
    Term(
        "mapping",
        "mapping",
        "How an event log is to be understood: which column tells what, and which statuses are work or waiting.",
    ),
    Term("measured", "measured", "Taken from what was recorded, not from what somebody thinks."),
    Term(
        "percentile",
        "percentile",
        "What so many of a hundred items stay under: half of them under p50, 85 of them under p85.",
        ("p50", "p85", "quantile"),
    ),
    Term(
        "open_item",
        "open item",
        "An item that is not finished where the log ends; it counts as taking at least as long as it has been open.",
        ("censored",),
    ),
    Term(
        "natural_limits",
        "natural limits",
        "What a stream that does not change stays between from one period to the next.",
        ("process limits",),
    ),
    Term(
        "special_cause",
        "special cause",
        "Something that changed the stream, as a period lies outside the natural limits or many in a row on one side.",
        ("signal",),
    ),
    Term("ping_pong", "to and fro", "An item goes back and forth between the same two teams.", ("ping-pong",)),
    Term("measurement", "measurement", "What the data says about the map, kept beside what people say."),
    Term(
        "waste",
        "waste",
        "What costs time and gives the customer nothing, such as waiting, mistakes or work that nobody needs.",
    ),
    Term("frustration", "frustration", "How much a step wears people out, from 0 to 5.", ("pain",)),
    Term("share", "share", "How large a part of the whole it is, such as 25% of the items."),
    Term("optional_step", "optional step", "A step that only a share of the items goes through."),
    Term(
        "alternatives",
        "alternatives",
        "Steps of which each item goes through one, such as the simple way or the hard one.",
    ),
    Term(
        "parallel_steps",
        "parallel steps",
        "Steps that run at the same time; what follows waits for the last of them.",
        ("parallel branches",),
    ),
    Term("batch", "batch", "How many items are collected and moved together.", ("lot",)),
    Term("set_up_time", "set-up", "The time to get ready before a batch, or before each item where there are none."),
    Term("capacity", "capacity", "How many items can be worked on in a step at once."),
    Term(
        "work_in_progress_limit",
        "limit on work in progress",
        "How many items may be in a step, a group or the whole value stream at once, waiting ones included.",
        ("WIP limit",),
    ),
    Term(
        "wait_kind",
        "kind of wait",
        "Whether a wait is simulated as typed (fixed), or as what comes of busy people, batches and limits (queue).",
    ),
    Term("queue", "queue", "Items that wait because people, places or turns are taken by others."),
    Term(
        "workdays",
        "working days",
        "The days on which somebody works, such as Tuesday and Thursday; work stands still in between.",
    ),
    Term(
        "simulation",
        "simulation",
        "Sending many made-up items through the value stream, one after the other, to see where they wait.",
    ),
    Term(
        "forecast",
        "forecast",
        "When those who wait now will be served, or how many by a date, with how sure that is.",
    ),
    Term("cadence", "cadence", "How often something is done that has a fixed rhythm, such as every two weeks."),
    Term(
        "information_flow",
        "information flow",
        "The steps and gaps in which data or messages move instead of the work itself.",
    ),
    Term("calendar", "calendar", "How many hours a day and days a week are worked, which turns days into hours."),
    Term("working_time", "working time", "Time as the calendar counts it: nights and free days take none."),
    Term("elapsed_time", "elapsed time", "Time by the clock, nights and free days included.", ("calendar time",)),
    Term(
        "range", "range", "A low and a high end: one item in ten is below the low end, one in ten above the high end."
    ),
    Term(
        "variation",
        "variation",
        "Items differ: the same step takes an hour today and a day tomorrow.",
        ("variability",),
    ),
    Term("doubt", "doubt", "We do not know how long it usually takes, so the figure may be off.", ("uncertainty",)),
    Term("typical", "typical", "How much it usually is, over many items."),
    Term(
        "at_least",
        "at least",
        "What is certain: the low ends added up, with nothing for what is unknown.",
        ("lower bound",),
    ),
    Term("unknown", "unknown", "Nobody has said how much it is; that is not zero, and it is counted."),
    Term(
        "basis",
        "basis",
        "Where a figure comes from, surest first: measured, observed, stated, estimated, guessed or unknown.",
    ),
)

TERMS: Mapping[str, Term] = MappingProxyType({term.key: term for term in _TERMS})
"""Every term by its key, in the order in which a reader meets them."""


def _plain(name: str) -> str:
    return " ".join(re.split(r"[\s_-]+", name.strip().lower()))


_NAMES = {_plain(name): name for term in _TERMS for name in term.names[::-1]}
_KEYS = {_plain(name): term.key for term in _TERMS for name in term.names}


def term(name: str) -> Term:
    """The term that goes by a key, a label or another name, however it is spaced and capitalised.

    Raises:
        GlossaryError: nothing goes by this name.

    >>> term("Cycle time").key
    'process_time'
    """
    key = _KEYS.get(_plain(name))
    if key is not None:
        return TERMS[key]
    near = _nearest(name)
    advice = f'did you mean "{near}"?' if near else "flowatlas glossary lists all terms"
    raise GlossaryError(f"{shown(name)} is no term of the glossary; {advice}")


def _nearest(name: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(_plain(name[: 2 * LONGEST_LABEL]), _KEYS, n=1)
    return _NAMES[near[0]] if near else ""


class Labels:
    """The words that somebody chose for our terms; without any, the labels of the glossary.

    They change what people read, never the model, the file or JSON.

    Raises:
        GlossaryError: a key is unknown, or a label is empty, too long, or the name of another idea.
    """

    def __init__(self, chosen: Mapping[str, str] = MappingProxyType({})) -> None:
        self.chosen = MappingProxyType({term(key).key: " ".join(label.split()) for key, label in chosen.items()})
        for key, label in self.chosen.items():
            self._check(key, label)
        labels = sorted((TERMS[key].label for key in self.chosen), key=len, reverse=True)
        self._keys = {TERMS[key].label.lower(): key for key in self.chosen}
        found = "|".join(map(re.escape, labels))
        self._found = re.compile(rf"(?<!\w)(?:(a)n?(\s+))?((?a:{found}))(e?s)?(?!\w)", re.IGNORECASE)

    def __reduce__(self) -> tuple[type[Self], tuple[dict[str, str]]]:
        return type(self), (dict(self.chosen),)

    @classmethod
    def read(cls, words: Iterable[str]) -> Self:
        """Read ``KEY=WORDS`` as typed on the command line; on the left stands a key, a label or another name.

        >>> Labels.read(["process_time=cycle time", "lead time=flow time"]).of("process_time")
        'cycle time'
        """
        chosen: dict[str, str] = {}
        for text in words:
            name, equals, label = text.partition("=")
            if not equals or not name.strip():
                raise GlossaryError(f'{shown(text)} names no label; write such as "process_time=cycle time"')
            key = term(name).key
            if chosen.setdefault(key, label) != label:
                raise GlossaryError(f"{key} has two labels, {chosen[key].strip()} and {label.strip()}; keep one")
        return cls(chosen)

    def _check(self, key: str, label: str) -> None:
        if not label:
            raise GlossaryError(f'{key} has no label; write such as "{key}={TERMS[key].names[-1]}"')
        if len(label) > LONGEST_LABEL or not label.isprintable():
            raise GlossaryError(
                f"{shown(label)} cannot be a label of {key}; write up to {LONGEST_LABEL} letters on one line"
            )
        for other, taken in self.chosen.items():
            if other != key and _plain(taken) == _plain(label):
                raise GlossaryError(f"{shown(label)} would name both {other} and {key}; choose two labels")
        owner = TERMS[_KEYS.get(_plain(label), key)]
        if owner.key != key:
            meaning = f"{owner.sentence[0].lower()}{owner.sentence[1:-1]}".partition(";")[0]
            advice = " or ".join(TERMS[key].others[:2] or (TERMS[key].label,))
            raise GlossaryError(
                f"{shown(label)} names another idea, {owner.key} ({meaning}), and cannot be a label of {key} too; "
                f"write {advice}, or other words of your own"
            )

    def of(self, key: str, short: str = "") -> str:
        """The label of a term; ``short`` instead where nobody chose one.

        A label within a longer one is replaced there too, so that "lead time with rework" follows "lead time".
        """
        return self.chosen.get(key) or self.applied(short or TERMS[key].label)

    def applied(self, text: str, names: Iterable[str] = ()) -> str:
        """A text of ours with the chosen labels in the place of the default ones.

        Whole words only, longest labels first; a capital stays a capital, a plural a plural, and "a" becomes "an" where
        it must. What stands in “ ” stays as it is, and so do ``names``: the words of the map that were put into the
        text without them, such as roles.

        >>> Labels({"step": "activity"}).applied("Steps before “Step in”.")
        'Activities before “Step in”.'
        """
        if not self.chosen:
            return text
        kept = [re.escape(name) for name in sorted(filter(None, names), key=len, reverse=True)]
        parts = re.split("|".join(["(“[^”]*”", *(rf"(?<!\w){name}(?!\w)" for name in kept)]) + ")", text)
        return "".join(part if index % 2 else self._found.sub(self._replaced, part) for index, part in enumerate(parts))

    def _replaced(self, found: re.Match[str]) -> str:
        article, space, word, plural = found.groups()
        label = self.chosen[self._keys[word.lower()]]
        label = _plural(label) if plural else label
        label = capital(label) if word[0].isupper() else label
        if not article:
            return label
        return f"{article}{'n' if label[0].lower() in 'aeio' else ''}{space}{label}"


def _plural(label: str) -> str:
    """More than one of it, by the common rules of spelling.

    >>> _plural("activity"), _plural("delay"), _plural("quick fix"), _plural("stage")
    ('activities', 'delays', 'quick fixes', 'stages')
    """
    if re.search(r"[^aeiou]y$", label):
        return f"{label[:-1]}ies"
    return f"{label}es" if re.search(r"(s|x|z|ch|sh)$", label) else f"{label}s"
