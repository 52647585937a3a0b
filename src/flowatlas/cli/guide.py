"""``flowatlas guide``: what to do next, with whom, and how."""

import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Any, NamedTuple

import click

from flowatlas.cli.check import has_error
from flowatlas.cli.options import Opened, json_option, open_atlas
from flowatlas.cli.terminal import faint, heading, say
from flowatlas.drawing.text import safe
from flowatlas.maps.roadmap import RoadmapMap
from flowatlas.metrics.report import report
from flowatlas.metrics.studies.next_action import NextAction, next_action, open_items
from flowatlas.model.atlas import Atlas
from flowatlas.model.guidance import Guidance, Missing
from flowatlas.model.overlay import FUTURE_GUIDANCE, missing_in_futures
from flowatlas.model.path import is_inside, join, split
from flowatlas.model.registry import MAPS, load_folder
from flowatlas.model.wording import capital
from flowatlas.store.file import STANDARD_INPUT, STANDARD_INPUT_SHOWN

COLUMNS = 100
MOST_MISSING = 3

ROADMAP = RoadmapMap.section
SECTIONS = ("outcome", "current", "dependency", "capability", "future", "roadmap")
"""The maps in the order in which they are made; each can also be made alone."""

OTHER_NAMES = {"stream": "current", "value-stream": "current", "futures": "future", "dependencies": "dependency"}

CHOOSING = {
    "recent": "When was one last finished? Take work of which people still remember the days, not the plan.",
    "real": "Did it happen like that? Take one that was really done, with its detours, not the one in the manual.",
    "reach": "Does it reach the customer? Follow it until somebody outside has something of it.",
    "representative": "Is it an ordinary one? What holds it up should hold up most others, too.",
    "road-tested": "Has it come this way several times? What is done for the first time has no usual way yet.",
}
"""What makes a stream a good one to begin with, as questions to ask of it."""

FIRST_SESSION = (
    "Invite three to ten people: for every role somebody who does the work, and one person who may change it.",
    "Plan 90 minutes in one room or one call; one person without a stake asks the questions and types.",
    "Ask everybody for a first guess of the whole time before anything is mapped.",
    "Leave with one answer, one constraint, and the name of whoever finds out the next figure.",
)


class Session(NamedTuple):
    """One kind of map as a group makes it; ``guidance`` is None where nobody has written any."""

    section: str
    purpose: str
    guidance: Guidance | None


@click.command
@click.argument("subject", required=False, metavar="[MAP|FILE]")
@json_option
def guide(subject: str | None, *, as_json: bool) -> None:
    """Say what to do next: which map, with whom, and how.

    Without anything it helps to choose what to map. With a MAP (outcome, current, dependency, capability, future,
    roadmap) it tells how a group makes it. With a FILE it names the one next action, and what the maps still lack.
    """
    load_folder("flowatlas.maps")
    name = OTHER_NAMES.get(subject or "", subject or "")
    if subject is None:
        _tell(_choosing_json() if as_json else _choosing(), as_json=as_json)
    elif name in SECTIONS:
        _tell(_session_json(session(name)) if as_json else _session(session(name)), as_json=as_json)
    elif subject != STANDARD_INPUT and not Path(subject).exists() and not Path(subject).suffix:
        raise click.BadParameter(
            f'"{subject}" is neither a file nor a map; the maps are {", ".join(SECTIONS)}', param_hint="MAP"
        )
    else:
        opened = open_atlas(subject, anonymous=False)
        action = next_action(opened.atlas, report(opened.atlas), date.today())  # noqa: DTZ011 - the day where people are
        _tell(_state_json(opened, action) if as_json else _state(opened, action), as_json=as_json)
        if has_error(opened.findings):
            click.echo(f"What is wrong in {opened.name} counts as unknown; flowatlas check lists it.", err=True)
            sys.exit(1)


def _tell(told: Any, *, as_json: bool) -> None:
    if as_json:
        import json

        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    for line in told:
        say(line)


def session(section: str) -> Session:
    """How a group makes the map of a section; a future, which is no map of its own, has its guidance elsewhere."""
    if section not in MAPS:
        return Session(section, FUTURE_GUIDANCE.purpose, FUTURE_GUIDANCE)
    map_class = MAPS[section]
    guidance: Guidance | None = map_class.guidance
    purpose = guidance.purpose if guidance is not None else (map_class.__doc__ or "").partition("\n")[0]
    return Session(section, purpose, guidance)


def missing(atlas: Atlas, section: str) -> list[Missing]:
    """What a section of an atlas still lacks; nothing where it has not been begun."""
    if not is_begun(atlas, section):
        return []
    return list(getattr(atlas, section).missing(atlas) if section in MAPS else missing_in_futures(atlas))


def is_begun(atlas: Atlas, section: str) -> bool:
    """Whether an atlas holds anything in a section."""
    return bool(getattr(atlas, section, None))


def _choosing() -> Iterator[str]:
    yield heading("Choose what to map")
    for name, question in CHOOSING.items():
        yield from _listed(f"{name.capitalize()}: ", question)
    yield ""
    yield heading("The first session")
    for sentence in FIRST_SESSION:
        yield from _listed("- ", sentence)
    yield ""
    yield "  flowatlas templates                lists streams that others map, to start from"
    yield "  flowatlas new atlas.yaml           starts an atlas and asks for the first guess"
    yield "  flowatlas guide current            tells how to lead the session"
    yield "  flowatlas serve                    maps it together in the browser"
    yield "  flowatlas guide atlas.yaml         names the one next action from then on"
    yield ""
    yield heading("The maps, in their usual order; each is of use alone")
    for section in SECTIONS:
        one = session(section)
        minutes = f", {one.guidance.minutes} minutes" if one.guidance is not None else ""
        yield from _listed(f"{section}{minutes}: ", one.purpose)
    yield ""
    yield faint("flowatlas guide MAP tells how a group makes one of them.")


def _choosing_json() -> dict[str, Any]:
    return {
        "choose": [{"name": name, "question": question} for name, question in CHOOSING.items()],
        "first_session": list(FIRST_SESSION),
        "maps": [
            {
                "map": section,
                "purpose": (one := session(section)).purpose,
                "minutes": one.guidance.minutes if one.guidance is not None else None,
            }
            for section in SECTIONS
        ],
    }


def _session(one: Session) -> Iterator[str]:
    guidance = one.guidance
    yield heading(one.section.capitalize())
    yield from _wrapped(one.purpose)
    if guidance is None:
        return
    yield ""
    yield heading("Who")
    yield from _wrapped(guidance.who)
    yield ""
    yield heading(f"How, in {guidance.minutes} minutes")
    for move in guidance.moves:
        yield f"  {move.minutes:>3} min  {move.title}"
        yield from _wrapped(move.text, indent=11)
    yield ""
    for title, sentences in (("Ask", guidance.questions), ("Beware of", guidance.mistakes)):
        if sentences:
            yield heading(title)
            for sentence in sentences:
                yield from _listed("- ", sentence)
            yield ""
    if guidance.hands_on:
        yield heading("What goes on from here")
        yield from _wrapped(guidance.hands_on)


def _session_json(one: Session) -> dict[str, Any]:
    guidance = one.guidance
    if guidance is None:
        return {"map": one.section, "purpose": one.purpose, "minutes": None}
    return {
        "map": one.section,
        **guidance._asdict(),
        "minutes": guidance.minutes,
        "moves": [move._asdict() for move in guidance.moves],
    }


def _state(opened: Opened, action: NextAction) -> Iterator[str]:
    yield heading(opened.atlas.title or opened.name)
    yield ""
    yield heading("Do this next")
    yield from _wrapped(action.text)
    yield from _wrapped(action.why)
    yield f"  → {_command(opened, action)}"
    lacking = {section: found for section in SECTIONS if (found := missing(opened.atlas, section))}
    if lacking:
        yield ""
        yield heading("Still missing")
    for section, found in lacking.items():
        for one in found[:MOST_MISSING]:
            yield from _listed(f"{section}: ", f"{_sentence(one.text)} {_sentence(one.why)}")
        if len(found) > MOST_MISSING:
            yield faint(f"  {section}: and {len(found) - MOST_MISSING} more")
    after = _after(opened.atlas, action)
    items = _items_after(opened.atlas, action)
    if after or items:
        yield ""
        yield heading("After that")
        for title in items.values():
            yield from _listed("roadmap: ", _sentence(title))
        for section in after:
            yield from _listed(f"{section}: ", session(section).purpose)


def _state_json(opened: Opened, action: NextAction) -> dict[str, Any]:
    return {
        "title": opened.atlas.title,
        "next": {**action._asdict(), "command": _command(opened, action)},
        "missing": {
            section: [one._asdict() for one in found]
            for section in SECTIONS
            if (found := missing(opened.atlas, section))
        },
        "begun": [section for section in SECTIONS if is_begun(opened.atlas, section)],
        "after": [*_items_after(opened.atlas, action), *_after(opened.atlas, action)],
    }


def _command(opened: Opened, action: NextAction) -> str:
    from shlex import quote

    is_file = opened.name != STANDARD_INPUT_SHOWN
    return action.command.replace("FILE", quote(opened.name)) if is_file else action.command


def _after(atlas: Atlas, action: NextAction) -> list[str]:
    """The maps that come behind the one of the next action and have not been begun, two at most."""
    rest = SECTIONS[SECTIONS.index(action.section) + 1 :]
    return [section for section in rest if not is_begun(atlas, section)][:2]


def _items_after(atlas: Atlas, action: NextAction) -> dict[str, str]:
    """The titles of what comes next on the roadmap, by path, where the next action is on it as well; two at most."""
    if action.section != ROADMAP:
        return {}
    paths = {f"{ROADMAP}/items/{join(key)}": item for key, item in open_items(atlas).items()}
    rest = [(path, item) for path, item in paths.items() if not is_inside(action.path, path)]
    return {path: item.title or split(path)[-1].replace("-", " ") for path, item in rest[:2]}


def _sentence(words: str) -> str:
    """Words as a sentence: a capital first, and a sign at the end."""
    return f"{capital(words)}{'' if words.endswith(('.', '?', '!')) else '.'}"


def _wrapped(text: str, indent: int = 2) -> list[str]:
    blank = " " * indent
    return wrap(safe(text), COLUMNS, initial_indent=blank, subsequent_indent=blank, break_long_words=False)


def _listed(sign: str, text: str) -> list[str]:
    first, *rest = wrap(safe(f"{sign}{text}"), COLUMNS - 4, break_long_words=False) or [""]
    return [f"  {first}", *(f"    {line}" for line in rest)]
