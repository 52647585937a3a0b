"""GitHub: pull requests with reviews, workflow runs with jobs, and deployments, as its interfaces list them."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flowatlas.discover.mapping import LogMapping
from flowatlas.importers.clock import Clock
from flowatlas.importers.collected import Collected, Row, Told
from flowatlas.importers.documents import Entry, entries, keys_in_head, text_at
from flowatlas.importers.github_camel import as_rest, entries_of_graph
from flowatlas.importers.importer import Source, importer
from flowatlas.model.errors import FileUnreadableError
from flowatlas.model.event import UNKNOWN_MOMENT, EventLog, Remark

PULL, REVIEW, RUN, JOB, DEPLOYMENT, DEPLOYED = "pull requests", "reviews", "runs", "jobs", "deployments", "statuses"

_KEYS = {
    PULL: {"number", "created_at", "merged_at", "head"},
    REVIEW: {"submitted_at", "state", "commit_id"},
    RUN: {"workflow_id", "run_number", "head_sha"},
    JOB: {"run_id", "started_at", "name"},
    DEPLOYED: {"deployment_url", "state", "created_at"},
    DEPLOYMENT: {"sha", "ref", "task", "environment"},
}
"""What tells the entries of one list from those of another."""

_LISTS = {"workflow_runs": RUN, "jobs": JOB}

_REVIEWED = {
    "COMMENTED": "Review",
    "DISMISSED": "Review",
    "APPROVED": "Approve",
    "CHANGES_REQUESTED": "Request changes",
}

_COMMIT_EVENTS = ("push", "pull_request", "pull_request_target", "merge_group")
"""What starts workflows because of a commit; other events, such as a schedule, start them again and again on one."""

_GOES_ON = ("", "queued", "requested", "waiting", "pending", "in_progress")
"""The status of runs that have not ended; of others some sources tell how they ended in place of "completed"."""

_SUCCEEDED = ("success", "failure", "error")


def _recognises(source: Source) -> float:
    if b'"pullRequests"' in source.head[:1_000]:
        return 0.9
    kind, keys = keys_in_head(source)
    if keys >= {"number", "createdAt", "mergedAt"} or keys >= {"headSha", "databaseId"}:
        return 0.9
    if kind in _LISTS:
        return 0.9 if not keys or keys & {"run_id", "workflow_id", "head_sha"} else 0.0
    return 0.9 if _what(kind, keys) else 0.3 if {"message", "documentation_url"} <= keys else 0.0


@importer("github", title="GitHub", suffixes=(".json", ".json.gz", ".jsonl"), recognises=_recognises)
def read_github(source: Source, mapping: LogMapping) -> EventLog:
    """Pull requests from opening to merging, jobs of workflow runs with start and end, or deployments.

    Files that belong together are read together: pull requests with their reviews, runs with their jobs, deployments
    with their statuses. Several kinds in one go are answered with what has most to tell: jobs and runs, otherwise
    pull requests, otherwise deployments.

    Pull requests and runs are read as the REST interface, GraphQL and the command line of GitHub spell them.

    **Pull requests** become completions: *Open*, *Review*, *Request changes*, *Approve*, and *Merge* or *Close without
    merging*. GitHub tells moments, never how long somebody worked, so that inventing a pass of no length would say
    that reviews take no time. Several remarks of reviewers are one *Review*, the first one, until changes were
    requested or approval given; the last of several approvals in a row counts. What authors say about their own
    pull request is no review. A review that does not name its pull request counts for the only one that was open then.

    **Jobs** are passes of their run, from start to end; *Trigger* is the moment at which the run was asked for, so that
    what comes before the first job is the wait in the queue. A second attempt is a second pass: rework. Without
    jobs, workflows are passes of their commit.

    **Deployments** are passes of their commit through an environment, from the first status that says it has begun
    to the one that says how it ended.

    Raises:
        FileUnreadableError: a file is cut off, or is something else.
    """
    found: dict[str, list[Mapping[str, Any]]] = {what: [] for what in _KEYS}
    odd = 0
    for entry, content in _spelled_as_rest(source):
        what = _LISTS.get(entry.kind) or _what(entry.kind, frozenset(content))
        if what:
            found[what].append(content)
        else:
            odd += 1
            _check_refusal(source, entry)
    once = {what: _once(listed) for what, listed in found.items()}
    answer = _Answer(mapping, once)
    for what, listed in found.items():
        answer.note(f"{what} are there more than once", len(listed) - len(once[what]), "the last one counts")
    if found[JOB] or found[RUN]:
        rows, form = answer.runs(), "passes"
    elif found[PULL]:
        rows, form = answer.pulls(), "completions"
    elif found[DEPLOYMENT] or found[DEPLOYED]:
        rows, form = answer.deployments(), "passes"
    else:
        raise FileUnreadableError(_nothing(source, found))
    if not len(rows):
        raise FileUnreadableError(f"{source.name}: nothing in it has a moment at which it happened")
    if odd:
        answer.note("entries are neither pull requests, reviews, runs, jobs nor deployments", odd, "they are left out")
    answer.note_other(form, found)
    return rows.log(
        mapping,
        source,
        form=form,
        taken=answer.clock.latest,
        kinds=answer.kinds,
        remarks=(*answer.clock.remarks(), *answer.remarks),
    )


def _spelled_as_rest(source: Source) -> Iterator[tuple[Entry, Mapping[str, Any]]]:
    """Every entry with its contents as the REST interface spells them, whatever answered."""
    for entry in entries(source):
        is_graph = not entry.kind and isinstance(entry.content.get("data"), dict)
        for one in entries_of_graph(entry.content["data"]) if is_graph else (entry.content,):
            yield from ((entry, content) for content in as_rest(one))


class _Event(NamedTuple):
    moment: int
    activity: str
    who: str
    id: str


class _Span(NamedTuple):
    """From when until when a pull request was open; without an end it still is."""

    began: int
    until: float
    number: str


class _Answer:
    """What GitHub has answered, sorted by what it is."""

    def __init__(self, mapping: LogMapping, found: Mapping[str, list[Mapping[str, Any]]]) -> None:
        self.clock = Clock(mapping)
        # What is looked at a second time is not counted twice.
        self.aside = Clock(mapping)
        self.found = found
        self.remarks: list[Remark] = []
        self.kinds: dict[str, Told] = {}

    def note(self, message: str, times: int, done: str, examples: tuple[str, ...] = ()) -> None:
        """Remember what has to be said, if it happened at all."""
        if times:
            self.remarks.append(Remark(message, times, done, examples[:3]))

    def note_other(self, form: str, found: Mapping[str, list[Any]]) -> None:
        """Say what was there, too, and was not looked at."""
        used = (PULL, REVIEW) if form == "completions" else (RUN, JOB) if found[JOB] or found[RUN] else ()
        if used:
            for what, listed in found.items():
                if what not in used:
                    self.note(f"{what} are in these files, too", len(listed), "name them alone to see them")

    def pulls(self) -> Collected:
        """Pull requests with what happened to them."""
        rows = Collected(("branch", "draft", "outcome"))
        self.kinds = {
            "Merge": Told("done", "a merged pull request is finished"),
            "Close without merging": Told("dropped", "what is closed without merging was given up"),
        }
        reviews = self._reviews()
        late = 0
        for pull in self.found[PULL]:
            number, author = text_at(pull, "number"), text_at(pull, "user", "login")
            opened = self.clock.moment(pull.get("created_at"))
            merged, closed = self.clock.moment(pull.get("merged_at")), self.clock.moment(pull.get("closed_at"))
            over = merged if merged != UNKNOWN_MOMENT else closed
            self.clock.moment(pull.get("updated_at"))
            outcome = "merged" if merged != UNKNOWN_MOMENT else "dropped" if closed != UNKNOWN_MOMENT else "open"
            events = [one for one in reviews.get(number, []) if one.who != author or not author]
            before = [one for one in events if over == UNKNOWN_MOMENT or one.moment <= over]
            late += len(events) - len(before)
            attributes = {
                "branch": text_at(pull, "base", "ref"),
                "draft": {True: "yes", False: "no"}.get(bool(pull.get("draft")), ""),
                "outcome": outcome,
            }
            ending = "Merge" if outcome == "merged" else "Close without merging"
            who = text_at(pull, "merged_by", "login")
            path = [_Event(opened, "Open", author, text_at(pull, "id")), *_rounds(before)]
            if over != UNKNOWN_MOMENT:
                path.append(_Event(over, ending, who, text_at(pull, "id")))
            for event in path:
                if event.moment != UNKNOWN_MOMENT:
                    moment = event.moment
                    row = Row(f"#{number}", event.activity, moment, moment, event.who, "", event.id)
                    rows.add(row, attributes)
        self.note("reviews came after the pull request was closed", late, "they are left out")
        return rows

    def _reviews(self) -> dict[str, list[_Event]]:
        """The reviews by the number of their pull request, in order."""
        heads: dict[str, str | None] = {}
        for pull in self.found[PULL]:
            for sha in (text_at(pull, "head", "sha"), text_at(pull, "merge_commit_sha")):
                number = text_at(pull, "number")
                heads[sha] = number if heads.get(sha, number) == number else None
        known = {text_at(pull, "number") for pull in self.found[PULL]}
        by_time = self._only_ones_open()
        reviews: dict[str, list[_Event]] = {}
        alone = placed = 0
        for review in self.found[REVIEW]:
            activity = _REVIEWED.get(text_at(review, "state").upper())
            moment = self.clock.moment(review.get("submitted_at"))
            if activity is None or moment == UNKNOWN_MOMENT:
                continue
            number = _number(review) or heads.get(text_at(review, "commit_id")) or ""
            if not number and (commit := text_at(review, "commit_id")) in by_time:
                number = by_time[commit]
                placed += 1
            if number not in known:
                alone += 1
                continue
            event = _Event(moment, activity, text_at(review, "user", "login"), text_at(review, "id"))
            reviews.setdefault(number, []).append(event)
        self.note(
            "reviews do not tell which pull request they belong to, while only one was open then",
            placed,
            f"of {len(self.found[REVIEW]):,}; counted for that one",
        )
        self.note(
            "reviews do not tell which pull request they belong to",
            alone,
            f"of {len(self.found[REVIEW]):,}; they are left out; reviews that come with --from github:OWNER/REPOSITORY"
            " all tell it",
        )
        for listed in reviews.values():
            listed.sort(key=lambda event: event.moment)
        return reviews

    def _only_ones_open(self) -> dict[str, str]:
        """For commits of which reviews do not tell their pull request, the only one that was open when they began."""
        moments: dict[str, list[int]] = {}
        for review in self.found[REVIEW]:
            commit, moment = text_at(review, "commit_id"), self.aside.moment(review.get("submitted_at"))
            if commit and not _number(review) and moment != UNKNOWN_MOMENT:
                moments.setdefault(commit, []).append(moment)
        pulls = deque(sorted(self._spans(), key=lambda one: one.began) if moments else ())
        found: dict[str, str] = {}
        open_: list[_Span] = []
        for commit, told in sorted(moments.items(), key=lambda one: min(one[1])):
            while pulls and pulls[0].began <= min(told):
                open_.append(pulls.popleft())
            open_ = [one for one in open_ if one.until >= min(told)]
            if len(open_) == 1 and open_[0].until >= max(told):
                found[commit] = open_[0].number
        return found

    def _spans(self) -> "Iterator[_Span]":
        for pull in self.found[PULL]:
            began, closed = self.aside.moment(pull.get("created_at")), self.aside.moment(pull.get("closed_at"))
            until = closed if closed != UNKNOWN_MOMENT else float("inf")
            yield _Span(began, until, text_at(pull, "number"))

    def runs(self) -> Collected:
        """Jobs of runs, or workflows of commits where no job is known."""
        rows = Collected(("conclusion", "workflow", "event", "branch"))
        if self.found[JOB]:
            self._add_jobs(rows)
        else:
            self._add_workflows(rows)
        return rows

    def _add_jobs(self, rows: Collected) -> None:
        runs = {text_at(run, "id"): run for run in self.found[RUN]}
        jobs = [job for job in self.found[JOB] if text_at(job, "conclusion").lower() != "skipped"]
        self.note("jobs were skipped", len(self.found[JOB]) - len(jobs), "they are left out")
        unfinished, with_jobs = 0, set()
        for job in jobs:
            number = text_at(job, "run_id")
            run = runs.get(number, {})
            start, end = self._span(job, "started_at", "completed_at")
            if start == UNKNOWN_MOMENT:
                continue
            if number not in with_jobs:
                self._add_trigger(rows, run)
            with_jobs.add(number)
            unfinished += end == UNKNOWN_MOMENT
            attributes = self._run_attributes(run) | {"conclusion": text_at(job, "conclusion").lower()}
            attributes["workflow"] = attributes["workflow"] or text_at(job, "workflow_name")
            attributes["branch"] = attributes["branch"] or text_at(job, "head_branch")
            team = text_at(job, "runner_group_name")
            rows.add(Row(f"run {number}", text_at(job, "name"), start, end, "", team, text_at(job, "id")), attributes)
        alone = tuple(number for number in runs if number not in with_jobs)
        self.note("runs have no job among these files", len(alone), "they are left out", alone)
        strange = sum(text_at(job, "run_id") not in runs for job in jobs) if runs else 0
        done = "how long they waited in the queue is not known"
        self.note("jobs belong to runs that are not among these files", strange, done)
        self.note("jobs have not finished", unfinished, "how long they take is not known")

    def _add_trigger(self, rows: Collected, run: Mapping[str, Any]) -> None:
        asked = self.clock.moment(run.get("created_at"))
        if asked != UNKNOWN_MOMENT:
            number = text_at(run, "id")
            row = Row(f"run {number}", "Trigger", asked, asked, text_at(run, "actor", "login"), "", number)
            rows.add(row, self._run_attributes(run))

    def _add_workflows(self, rows: Collected) -> None:
        unfinished = 0
        for run in self.found[RUN]:
            begun = "run_started_at" if run.get("run_started_at") else "created_at"
            # GitHub tells no end of a run; what was updated last about a completed one was its completion.
            start, end = self._span(run, begun, "updated_at")
            if text_at(run, "status").lower() in _GOES_ON:
                unfinished += 1
                end = UNKNOWN_MOMENT
            number = text_at(run, "id")
            item = text_at(run, "head_sha") if text_at(run, "event") in _COMMIT_EVENTS else f"run {number}"
            if start != UNKNOWN_MOMENT:
                row = Row(item, text_at(run, "name"), start, end, text_at(run, "actor", "login"), "", number)
                rows.add(row, self._run_attributes(run))
        self.note("runs have not finished", unfinished, "how long they take is not known")

    def _span(self, content: Mapping[str, Any], start: str, end: str) -> tuple[int, int]:
        return self.clock.moment(content.get(start)), self.clock.moment(content.get(end))

    def _run_attributes(self, run: Mapping[str, Any]) -> dict[str, str]:
        return {
            "conclusion": text_at(run, "conclusion"),
            "workflow": text_at(run, "name"),
            "event": text_at(run, "event"),
            "branch": text_at(run, "head_branch"),
        }

    def deployments(self) -> Collected:
        """Deployments of commits to environments."""
        rows = Collected(("outcome", "environment"))
        statuses: dict[str, list[tuple[int, str]]] = {}
        for status in self.found[DEPLOYED]:
            number = text_at(status, "deployment_url").rstrip("/").rpartition("/")[2]
            moment = self.clock.moment(status.get("created_at"))
            if moment != UNKNOWN_MOMENT:
                statuses.setdefault(number, []).append((moment, text_at(status, "state").lower()))
        unfinished = 0
        for deployment in self.found[DEPLOYMENT]:
            number = text_at(deployment, "id")
            created = self.clock.moment(deployment.get("created_at"))
            told = sorted(statuses.pop(number, []))
            begun = min((moment for moment, state in told if state == "in_progress"), default=UNKNOWN_MOMENT)
            ended = [(moment, state) for moment, state in told if state in _SUCCEEDED]
            end, outcome = ended[0] if ended else (UNKNOWN_MOMENT, "")
            unfinished += not ended
            start = begun if begun != UNKNOWN_MOMENT else created
            environment = text_at(deployment, "environment")
            if start == UNKNOWN_MOMENT:
                continue
            who = text_at(deployment, "creator", "login")
            row = Row(text_at(deployment, "sha"), f"Deploy to {environment}", start, end, who, "", number)
            rows.add(row, {"outcome": outcome, "environment": environment})
        self.note("deployments have no status that tells how they ended", unfinished, "how long they take is not known")
        self.note("statuses belong to deployments that are not among these files", len(statuses), "they are left out")
        return rows


def _rounds(events: list[_Event]) -> Iterator[_Event]:
    """What reviewers did, told once a round: their first remark, and the last of several approvals in a row."""
    for place, event in enumerate(events):
        before = events[place - 1].activity if place else ""
        after = events[place + 1].activity if place + 1 < len(events) else ""
        if event.activity == "Approve":
            if after != "Approve":
                yield event
        elif event.activity != before:
            yield event


def _number(review: Mapping[str, Any]) -> str:
    """The number of the pull request of a review, as its address or whoever fetched it tells."""
    address = text_at(review, "pull_request_url").rstrip("/").rpartition("/")[2]
    return address or text_at(review, "pull_number") or text_at(review, "pull_request_number")


def _what(kind: str, keys: frozenset[str]) -> str:
    if kind and kind not in _LISTS:
        return ""
    return next((what for what, needed in _KEYS.items() if needed <= keys), "")


def _once(listed: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Each entry once: pages overlap when something new comes while they are read; the later one counts."""
    by_id = {text_at(one, "id") or str(place): one for place, one in enumerate(listed)}
    return list(by_id.values())


def _check_refusal(source: Source, entry: Entry) -> None:
    if {"message", "documentation_url"} <= set(entry.content):
        message = text_at(entry.content, "message")
        raise FileUnreadableError(f"{source.name}: this is GitHub's answer to a request that failed: {message}")


def _nothing(source: Source, found: Mapping[str, list[Any]]) -> str:
    if found[REVIEW]:
        return f"{source.name}: these are reviews only; name the file with their pull requests, too"
    return (
        f"{source.name}: there is nothing of GitHub's in it; it reads lists of pull requests, reviews, workflow runs,"
        " jobs, deployments and their statuses"
    )
