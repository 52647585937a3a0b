"""The next action: the one thing to do with a study as it stands, and why."""

from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

from flowatlas.maps.dependency import DependencyMap
from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.roadmap import RoadmapItem, RoadmapMap, lane_of, lanes, period_of
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.report import Report
from flowatlas.model.atlas import Atlas
from flowatlas.model.calendar import Calendar
from flowatlas.model.path import join
from flowatlas.model.quantity import Share
from flowatlas.model.wording import capital

SURE_ENOUGH = 0.6
"""From here on a constraint is worth looking into: more likely than not, with a margin."""

WORTH_ASKING = 0.05
"""A question that would make the constraint surer by less than this does not hold anybody up."""

MONTHS_TO_NEXT_MAP = (3, 6)


class NextAction(NamedTuple):
    """The one thing to do next: by which rule, what, why, which map it is about, which command helps, and what path.

    ``command`` names the atlas as FILE; ``path`` is full, and empty where there is nothing yet to point at.
    """

    rule: str
    text: str
    why: str
    section: str
    command: str
    path: str = ""


class State(NamedTuple):
    """A study as it stands on a day: its records, and what the figures say."""

    atlas: Atlas
    found: Report
    today: date

    @property
    def stream(self) -> ValueStreamMap:
        """The current map; an empty one where there is none."""
        return self.atlas.map_or_blank(ValueStreamMap)

    @property
    def items(self) -> dict[str, RoadmapItem]:
        """What the roadmap holds, by id."""
        return self.atlas.map_or_blank(RoadmapMap).items

    @property
    def open_items(self) -> dict[str, RoadmapItem]:
        """What is not done yet, by id: in the order of the lanes, then of the file."""
        return open_items(self.atlas)


def next_action(atlas: Atlas, found: Report, today: date) -> NextAction:
    """What to do next with an atlas whose figures are ``found``.

    What is being carried out comes first: blocked, overdue, unread and unowned items of the roadmap, in this order.
    Without a roadmap it is the first thing that keeps the study from having one.
    """
    state = State(atlas, found, today)
    return next(action for rule in RULES if (action := rule(state)) is not None)


def open_items(atlas: Atlas) -> dict[str, RoadmapItem]:
    """What is not done yet on the roadmap, by id: in the order of the lanes, then of the file."""
    roadmap = atlas.map_or_blank(RoadmapMap)
    placed = [key for lane in lanes(roadmap).values() for key in lane]
    return {key: roadmap.items[key] for key in placed if roadmap.items[key].status != "done"}


def _blocked(state: State) -> NextAction | None:
    for key, item in state.open_items.items():
        if item.status == "blocked":
            behind = sum(key in other.after for other in state.open_items.values())
            waiting = f", and {behind} other{' waits' if behind == 1 else 's wait'} for it" if behind else ""
            why = f"It is blocked{waiting}; nothing it was to bring will come before that."
            return _on_item("blocked", f"Clear what blocks {_named(key, item)}{_with_owner(item)}.", why, key)
    return None


def _overdue(state: State) -> NextAction | None:
    late = {key: due for key, item in state.open_items.items() if (due := _date(item.due)) and due < state.today}
    if not late:
        return None
    key = min(late, key=lambda one: late[one])
    item = state.items[key]
    why = f"It was due by {item.due}. Finish it, give it a new date, or drop it; each of these is better than waiting."
    return _on_item("overdue", f"Decide what becomes of {_named(key, item)}{_with_owner(item)}.", why, key)


def _unread(state: State) -> NextAction | None:
    for key, item in state.items.items():
        if item.status == "done" and item.measure is not None and not item.measure.readings:
            what = item.measure.text or (item.measure.metric or "its measure").replace("_", " ")
            why = "It is done, but nobody has looked yet whether it did what it was to do."
            action = _on_item(
                "unread", f"Read {what} for {_named(key, item)}, and write it down with the date.", why, key
            )
            return action._replace(path=f"{action.path}/measure/readings")
    return None


def _unowned(state: State) -> NextAction | None:
    for key, item in state.open_items.items():
        if item.owner is None and (item.status == "in progress" or lane_of(item) == "now"):
            why = "It is meant to happen now, and what nobody sees to does not happen."
            return _on_item("unowned", f"Find somebody who sees to {_named(key, item)}.", why, key)
    return None


def _again(state: State) -> NextAction | None:
    """All is done: the constraint is somewhere else by now."""
    if not state.items or state.open_items:
        return None
    past = [day for day in _days(state) if day <= state.today]
    last = max(past, default=state.today)
    first, latest = (_months_after(last, months) for months in MONTHS_TO_NEXT_MAP)
    when = f"between {first} and {latest}" if state.today < latest else "now"
    dated = f", the last of it dated {last}" if past else ""
    why = (
        f"Everything on the roadmap is done{dated}. The constraint has most likely moved; three to six months later "
        "the stream is worth mapping again."
    )
    return NextAction("again", f"Map the stream again {when}.", why, ValueStreamMap.section, "flowatlas guide current")


def _carry_on(state: State) -> NextAction | None:
    """The item in progress, else the first one that waits for no other."""
    still = state.open_items
    free = {key: item for key, item in still.items() if not any(other in still for other in item.after)}
    key = next((key for key, item in still.items() if item.status == "in progress"), next(iter(free or still), None))
    if key is None:
        return None
    item = still[key]
    verb = "Carry on with" if item.status == "in progress" else "Begin with"
    until = f" It is due on {item.due}." if item.due else ""
    finished = f" It is finished when this is true: {item.exit.rstrip('.')}." if item.exit else ""
    why = f"Nothing on the roadmap is blocked or overdue, and this comes first.{until}{finished}"
    return _on_item("carry-on", f"{verb} {_named(key, item)}{_with_owner(item)}.", why, key)


def _start(state: State) -> NextAction | None:
    outcome = state.atlas.map(OutcomeMap)
    target = outcome.target if outcome is not None else None
    if state.stream.steps or (target is not None and (target.text or target.value is not None)):
        return None
    begun = outcome is not None and bool(outcome.discovery)
    text = "Agree on one target out of what is on the board." if begun else "Agree on one target, in one sentence."
    why = "It says which stream to map, and everything after it is held against it."
    command = f"flowatlas guide {OutcomeMap.section}"
    return NextAction("start", text, why, OutcomeMap.section, command, f"{OutcomeMap.section}/target")


def _map(state: State) -> NextAction | None:
    if state.stream.steps:
        return None
    text = "Map the stream behind the target: name its steps, from the end to the trigger; figures can follow."
    why = "Only a map shows where the time goes, and that decides what is worth changing."
    section = ValueStreamMap.section
    return NextAction("map", text, why, section, "flowatlas guide current", f"{section}/steps")


def _first_times(state: State) -> NextAction | None:
    if not state.found.samples.is_blank:
        return None
    first = next(iter(state.found.questions), None)
    why = "Nobody has said yet how long anything takes. Rough is enough: 2h, 1-3d, ~1wk."
    section, command = ValueStreamMap.section, "flowatlas guide current"
    if first is None:
        return NextAction("times", "Ask how long each step takes, and how long it waits.", why, section, command)
    return NextAction("times", first.ask, why, section, command, f"{section}/{first.path}")


def _question(state: State) -> NextAction | None:
    """The answer that would settle what the constraint is, unless the group has settled it."""
    found, questions = state.found.constraint, state.found.questions
    if found is None or not questions or not _is_open(state) or questions[0].gain <= WORTH_ASKING:
        return None
    asked, mark, gained = questions[0].ask.partition("? ")
    why = f"{_likeliest(state)} {gained}" if mark else _likeliest(state)
    section = ValueStreamMap.section
    return NextAction(
        "question", f"{asked}{mark.strip()}", why, section, "flowatlas show FILE", f"{section}/{questions[0].path}"
    )


def _plan(state: State) -> NextAction | None:
    if not state.atlas.future:
        return None
    key, future = next(iter(state.atlas.future.items()))
    title = future.title or key.replace("-", " ")
    more = len(state.atlas.future) - 1
    others = f" (or another of the {more + 1} futures)" if more else ""
    text = f"Break “{title}”{others} into items with owner and measure: a roadmap."
    why = "There is a future, but nobody has said yet who does what first, and how it will be seen."
    return NextAction("plan", text, why, RoadmapMap.section, "flowatlas plan FILE", f"future/{join(key)}")


def _design(state: State) -> NextAction | None:
    dependency = state.atlas.map(DependencyMap)
    if dependency is None or not dependency.causes:
        return None
    text = "Put together a future: look at what is proposed, and take what answers the causes."
    why = f"Causes are written down ({len(dependency.causes)}), but no future does away with any of them yet."
    return NextAction("design", text, why, "future", "flowatlas improve FILE", f"{DependencyMap.section}/causes")


def _ask_why(state: State) -> NextAction | None:
    dependency = state.atlas.map(DependencyMap)
    if dependency is None or not (dependency.steps or dependency.dependencies or dependency.parties):
        return None
    text = "Ask why, several times in turn, and write down the causes."
    why = "It is known what the constraint is made of or waits for, but not yet what lies behind it."
    section = DependencyMap.section
    return NextAction("why", text, why, section, "flowatlas guide dependency", f"{section}/causes")


def _agree(state: State) -> NextAction | None:
    """No single answer would settle it, so the group does."""
    found = state.found.constraint
    if found is None or not _is_open(state):
        return None
    others = [other.name for other in found.runners_up[:2]]
    names = " or ".join([found.found.name, *others])
    text = f"Agree in the group on one constraint to look into: {names}."
    why = f"{_likeliest(state)} No single answer would settle it."
    section = ValueStreamMap.section
    return NextAction("agree", text, why, section, "flowatlas show FILE", f"{section}/constraint")


def _look_into(state: State) -> NextAction:
    found = state.found.constraint
    section = DependencyMap.section
    if found is None:
        text = "Look at the figures again: as they stand nothing takes any time."
        why = "Without a time there is nothing to shorten; 0 means none, ? means that nobody knows."
        return NextAction("nothing", text, why, ValueStreamMap.section, "flowatlas show FILE")
    text = f"Look into the constraint: {found.found.name}. What is it made of, and whom does it wait for?"
    gain = found.found.gain(state.atlas.calendar.times)
    sooner = f", and without it items would be there {gain} sooner" if gain else ""
    settled = (
        "The group has settled on it" if state.stream.constraint else f"It is {_chance(found.found.confidence)} sure"
    )
    path = f"{ValueStreamMap.section}/{found.found.path}"
    return NextAction("look-into", text, f"{settled}{sooner}.", section, "flowatlas guide dependency", path)


Rule = Callable[[State], NextAction | None]
RULES: tuple[Rule, ...] = (
    _blocked,
    _overdue,
    _unread,
    _unowned,
    _again,
    _carry_on,
    _start,
    _map,
    _first_times,
    _question,
    _plan,
    _design,
    _ask_why,
    _agree,
    _look_into,
)
"""The first one that has something to say is the next action; the last one always has."""


def _on_item(rule: str, text: str, why: str, key: str) -> NextAction:
    path = f"{RoadmapMap.section}/items/{join(key)}"
    return NextAction(rule, text, why, RoadmapMap.section, "flowatlas plan FILE", path)


def _is_open(state: State) -> bool:
    """Whether it is far from sure what the constraint is, and the group has not settled it either."""
    found = state.found.constraint
    return found is not None and found.found.confidence < SURE_ENOUGH and state.stream.constraint is None


def _likeliest(state: State) -> str:
    found = state.found.constraint
    assert found is not None
    name = found.found.name
    return f"{capital(name)} is the likeliest constraint, but only {_chance(found.found.confidence)} sure."


def _chance(share: float) -> str:
    return Share.say(share, Calendar(), is_rough=True)


def _named(key: str, item: RoadmapItem) -> str:
    return f"“{item.title or key.replace('-', ' ')}”"


def _with_owner(item: RoadmapItem) -> str:
    return f", with {item.owner}" if item.owner else ""


def _days(state: State) -> list[date]:
    """Every date that the roadmap holds."""
    roadmap = state.atlas.map_or_blank(RoadmapMap)
    typed: list[Any] = [item.due for item in state.items.values()]
    typed += [on for item in state.items.values() if item.measure is not None for on in item.measure.readings]
    typed += [decision.on for decision in roadmap.decisions.values()]
    return [day for one in typed if (day := _date(one)) is not None]


def _date(typed: Any) -> date | None:
    """The last day of what is written as 2027-03-31, 2027-03, 2027-Q1 or 2027; None for anything else."""
    period = period_of(typed)
    return period.end if period is not None else None


def _months_after(day: date, months: int) -> date:
    """The same day some months later, or the 28th where a month may not have it."""
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, 28))
