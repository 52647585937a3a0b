"""The thread through an atlas: outcome, stream, constraint, causes, changes, items and measures, as they are linked."""

from typing import Any

from flowatlas.drawing.told import in_words, name_at, text_of
from flowatlas.maps.capability import CapabilityMap
from flowatlas.maps.dependency import DependencyMap, looked_into
from flowatlas.maps.outcome import OutcomeMap
from flowatlas.maps.roadmap import latest_reading
from flowatlas.maps.value_stream import ValueStreamMap
from flowatlas.metrics.studies.moves import claimed, own_changes, roadmap_of
from flowatlas.metrics.study import LEAD, Study, derives
from flowatlas.model.chain import Chain, Link, Node
from flowatlas.model.path import is_inside, join, split
from flowatlas.model.wording import capital, counted

SECTION = ValueStreamMap.section


@derives(Chain)
def chain(study: Study) -> Chain | None:
    """Everything on the thread, and what leads to what; None for an atlas with nothing on it."""
    found = _Thread(study)
    return Chain(tuple(found.nodes.values()), tuple(dict.fromkeys(found.links))) if found.nodes else None


class _Thread:
    def __init__(self, study: Study) -> None:
        self.study = study
        self.atlas = study.atlas
        self.nodes: dict[str, Node] = {}
        self.links: list[tuple[str, str]] = []
        self._ends = self._ends_of_causes()
        self._about: dict[str, str] = {}
        self._trunk()
        self._causes()
        self._changes()
        self._items()
        self._tell_loose()

    def _add(self, node_id: str, path: str, link: Link, name: str, text: str = "") -> str:
        self.nodes[node_id] = Node(node_id, path, link, name, text)
        return node_id

    def _trunk(self) -> None:
        """Target, stream and constraint, each leading to the next."""
        last = ""
        outcome = self.atlas.map(OutcomeMap)
        steps: list[tuple[str, str, Link, str, str]] = []
        if outcome is not None and outcome.target is not None:
            target = outcome.target
            by = f"by {target.by}" if target.by else ""
            figure = " ".join(part for part in (text_of(target.value), by) if part)
            steps.append(("outcome", "outcome/target", Link.OUTCOME, target.text or "Target", figure))
        stream = self.study.stream
        if stream.steps:
            lead = self.study.report.answers[LEAD]
            name = self.atlas.title or stream.title or "Value stream"
            steps.append(("stream", SECTION, Link.STREAM, name, f"takes {lead.text}"))
            limit = self.study.report.constraint
            if limit is not None:
                path = f"{SECTION}/{limit.found.path}"
                sure = f"{limit.found.confidence:.0%} sure" if limit.found.confidence < 1 else "certain"
                name = capital(limit.found.name)
                # Behind a wait without end there is no whole that it could be a share of.
                share = (
                    f"{limit.found.share:.0%} of the time" if limit.found.share is not None else "nothing gets past it"
                )
                steps.append(("constraint", path, Link.CONSTRAINT, name, f"{share}, {sure}"))
        for step in steps:
            self._add(*step)
            if last:
                self.links.append((last, step[0]))
            last = step[0]

    def _ends_of_causes(self) -> dict[str, str]:
        """For every cause the one at the end of its whys."""
        dependency = self.atlas.map_or_blank(DependencyMap)
        ends = {}
        for key in dependency.causes:
            here, seen = key, {key}
            while (behind := dependency.causes[here].why) is not None and behind in dependency.causes:
                if behind in seen:
                    break
                seen.add(behind)
                here = behind
            ends[key] = here
        return ends

    def _node_of(self, path: str | None) -> str:
        """The node that stands for what a path leads to; '' where there is none."""
        if path is None:
            return ""
        keys = split(path)
        if keys[:2] == ["dependency", "causes"] and len(keys) > 2:
            end = self._ends.get(keys[2])
            path = f"dependency/causes/{join(end)}" if end is not None else path
        return path if path in self.nodes else ""

    def _causes(self) -> None:
        dependency = self.atlas.map_or_blank(DependencyMap)
        for end in dict.fromkeys(self._ends.values()):
            before = [key for key, other in self._ends.items() if other == end and key != end]
            told = "; ".join(dependency.causes[key].text or in_words(key) for key in before)
            name = dependency.causes[end].text or in_words(end)
            about = next((one for key in [end, *before] if (one := dependency.causes[key].about)), None)
            self._cause(f"dependency/causes/{join(end)}", name, f"behind: {told}" if told else "", about)
        capability = self.atlas.map_or_blank(CapabilityMap)
        for key, row in capability.rows.items():
            rated = " to ".join(text_of(one) or "?" for one in (row.now, row.target))
            self._cause(f"capability/rows/{join(key)}", row.name or in_words(key), f"capability, {rated}", row.about)
        outcome = self.atlas.map_or_blank(OutcomeMap)
        for key, obstacle in outcome.obstacles.items():
            name = obstacle.text or in_words(key)
            self._cause(f"outcome/obstacles/{join(key)}", name, "obstacle", obstacle.about)

    def _cause(self, path: str, name: str, text: str, about: str | None) -> None:
        """A cause behind the constraint, or elsewhere on the stream."""
        self._add(path, path, Link.CAUSE, name, text)
        step = self._step_of(about)
        if step:
            self._about[path] = step
        limit = self.nodes.get("constraint")
        is_limit = limit is not None and (not step or is_inside(limit.path, step))
        above = "constraint" if is_limit else "stream"
        if above in self.nodes:
            self.links.append((above, path))

    def _step_of(self, about: str | None) -> str:
        """The step of the current map that something is about, also where it is about what lies inside; '' for none."""
        keys = split(about) if about else []
        if keys[:1] == ["dependency"]:
            dependency = self.atlas.map_or_blank(DependencyMap)
            limit = self.study.report.constraint
            step_id = looked_into(dependency, self.study.stream, limit.found.path if limit is not None else "")
            return f"{SECTION}/steps/{join(step_id)}" if step_id else ""
        return join(*keys[:3]) if keys[:2] == [SECTION, "steps"] and len(keys) > 2 else ""

    def _changes(self) -> None:
        """One node for all that a future changes at one record."""
        for future_id, future in self.atlas.future.items():
            for record, several in _by_record(own_changes(self.study, future_id)).items():
                name = name_at(self.atlas, f"{SECTION}/{record}")
                what = "goes" if several == [record] else counted(len(several), "change")
                keys = split(record)
                if keys[0] == "steps" and len(keys) > 1 and keys[1] not in self.study.stream.steps:
                    what = "is new"
                where = f" in {future.title or future_id}" if len(self.atlas.future) > 1 else ""
                path = f"future/{join(future_id)}/changes/{several[0]}"
                node = self._add(_change_id(future_id, record), path, Link.CHANGE, name, f"{what}{where}")
                self.links += [(one, node) for one, step in self._about.items() if step == f"{SECTION}/{record}"]

    def _items(self) -> None:
        for key, item in roadmap_of(self.study).items.items():
            path = f"roadmap/items/{join(key)}"
            told = [item.lane or "no lane yet", item.owner or "no owner yet", item.status or "not started"]
            self._add(path, path, Link.ITEM, item.title or in_words(key), ", ".join(told))
            answers = self._node_of(item.about)
            changed = [
                _change_id(item.future, record)
                for record in _by_record(claimed(self.study, key))
                if item.future is not None
            ]
            for node in changed:
                self.links.append((node, path))
                if answers and self.nodes[answers].link is Link.CAUSE:
                    self.links.append((answers, node))
            if answers and not changed:
                self.links.append((answers, path))
            measure = item.measure
            if measure is not None and (measure.metric or measure.text):
                name = measure.text or in_words(measure.metric or "")
                last = latest_reading(measure)
                aim = f"to reach {text_of(measure.target)}" if measure.target is not None else ""
                read = f"{text_of(last[1])} on {last[0].text}" if last is not None else "no reading yet"
                text = ", ".join(part for part in (read, aim) if part)
                self.links.append((path, self._add(f"{path}/measure", f"{path}/measure", Link.MEASURE, name, text)))

    def _tell_loose(self) -> None:
        leading = {one for one, _ in self.links}
        words = {
            Link.CAUSE: "nothing answers it yet",
            Link.CHANGE: "no item makes it yet",
            Link.ITEM: "nothing measures it yet",
        }
        for key, node in self.nodes.items():
            if node.link in words and key not in leading:
                self.nodes[key] = node._replace(loose=words[node.link])


def _by_record(changes: dict[str, Any]) -> dict[str, list[str]]:
    """Paths of changes by the record that they belong to; what belongs to none stands for itself."""
    found: dict[str, list[str]] = {}
    for path in changes:
        keys = split(path)
        record = join(*keys[:2]) if len(keys) > 1 else path
        found.setdefault(record, []).append(path)
    return found


def _change_id(future_id: str | None, record: str) -> str:
    return f"future/{join(future_id or '')}/{record}"
