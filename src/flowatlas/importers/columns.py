"""Columns: which column of a table tells what, by its name, and where names say nothing, by what is in it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from flowatlas.discover.mapping import Columns, Dates, LogMapping
from flowatlas.discover.reason import Reason
from flowatlas.importers.coding import column_of
from flowatlas.importers.day_times import holds_times_of_day
from flowatlas.importers.moments import day_first_in, moments_of
from flowatlas.importers.rows import END_WORDS, OTHER_WORDS, START_WORDS
from flowatlas.model.errors import FlowAtlasError
from flowatlas.model.event import UNKNOWN_MOMENT, Column
from flowatlas.model.record import fields_of

if TYPE_CHECKING:
    import pyarrow as pa

    from flowatlas.model.event import Moments

KNOWN = {
    "item": (
        "caseconceptname caseid case casekey caseno casenumber itemid item workitemid issuekey issueid "
        "issue ticketid ticketnumber ticket documentkey incidentid incidentnumber incident requestid "
        "requestnumber orderid ordernumber order traceid processinstanceid number key vorgangsnummer "
        "vorgangsid vorgang fallid fall auftragsnummer auftrag expediente dossier 案件番号 案件id 受付番号 注文番号 "
        "管理番号 案件 案例编号 单号 订单号 工单号 사례번호 id"
    ),
    "activity": (
        "conceptname activity activityname eventname event action taskname task stepname step stage "
        "newstatus tostatus statusto newstate status state newvalue phase operation aktivität tätigkeit "
        "schritt arbeitsschritt actividad activité attività atividade 作業 作業名 工程 工程名 活動 アクティビティ "
        "イベント 活动 活动名称 步骤 활동 zustand estado statut ステータス 状態 状态 상태"
    ),
    "start": (
        "starttimestamp start starttime startedat started startdate startdatetime begin begintime "
        "begintimestamp beginat entered enteredat enter enterdate timestart datestart beginn startzeit "
        "startzeitpunkt inicio fechainicio début 開始日時 開始時刻 開始 开始时间 시작시간"
    ),
    "end": (
        "endtimestamp completetimestamp completiontimestamp end endtime endedat ended enddate enddatetime "
        "completed completedat completiontime complete finish finished finishedat finishtime leave left "
        "leftat leavedate exit exited timeend dateend ende endzeit endzeitpunkt fin fechafin stop 終了日時 "
        "終了時刻 完了日時 終了 结束时间 完成时间 종료시간"
    ),
    "time": (
        "timetimestamp timestamp eventtime eventtimestamp eventdate datetime time date when moment "
        "changedat changed createdat created occurredat syscreatedon at zeitstempel zeitpunkt zeit datum "
        "fecha fechahora horodatage 日時 時刻 日付 时间 时间戳 日期 시간"
    ),
    "lifecycle": "lifecycletransition lifecycle lifecyclestate transitiontype",
    "who": (
        "orgresource resource user username userid who person agent actor author performer employee "
        "worker assignee assignedto handler handledby operator executedby performedby changedby completedby "
        "bearbeiter benutzer mitarbeiter usuario utilisateur 担当者 担当 作業者 处理人 操作人 执行人 담당자"
    ),
    "team": (
        "orggroup group team teamname assignmentgroup orgrole role department abteilung gruppe equipo équipe "
        "部署 部門 部门 부서"
    ),
    "id": "eventid identityid historyid",
}
"""Names that columns have in exports, in small letters without signs, the surest first."""

_STATUS = re.compile(
    r"^(?:status|state)|(?:status|state|newvalue|zustand|estado|statut|ステータス|状態|状态|상태)(?:name|label)?$"
)
_BEFORE = re.compile(r"^(?:old|from|prev|before|initial|alt|ancien)|(?:from|before)$")
"""What a column is called that tells what was before, in small letters without signs."""

_PLANNED = re.compile(
    r"plan|due|deadline|target|expect|estimat|schedul|forecast|promis|soll|fällig|frist|prévu|previst", re.IGNORECASE
)
_TOUCHED = re.compile(r"updated|modified|viewed|last.?(?:change|activity)|geändert|modifi", re.IGNORECASE)
"""What a date is called that moves on with every touch, and so is no stage."""

_BORN = re.compile(r"creat|open|submi|report|receiv|added|erstell|eröffn|eingang|angelegt|créé", re.IGNORECASE)
_OVER = re.compile(
    r"clos|resol|complet|done|finish|merged|deliver|solved|geschlossen|erledigt|gelöst|abgeschl|fermé", re.IGNORECASE
)

_TIMELY = re.compile(r"time|date|stamp|epoch|_at$|_ts$|^ts$|zeit|datum|fecha|moment|start|end|_ms$|_us$", re.IGNORECASE)
_LIKE_MOMENT = re.compile(r"\d{1,4}[-/. ]+(?:\d|[^\W\d])|\d{8}|\d{4}[年년]|[^\W\d]{3,}.*\d{4}|^[2-7]\d{4}(?:[.,]|$)")
"""What stands in every moment somewhere; looked for first, as it costs a hundredth of reading one."""

INSTANCE = ("conceptinstance", "instance", "activityinstance", "activityinstanceid")
_ROLES = ("item", "activity", "start", "end", "time", "lifecycle", "who", "team", "id")
_SAMPLE = 2_000
_ROWS_FOR_ORDER = 100_000
_MOST_CANDIDATES = 15
_PAIR = ("item", "activity")
_LIFECYCLE_WORDS = START_WORDS | END_WORDS | OTHER_WORDS


@dataclass(frozen=True)
class Choice:
    """The columns that tell what, why each was taken, and which dates were left aside."""

    columns: Columns
    reasons: tuple[Reason, ...] = ()
    instance: str | None = None
    only_starts: bool = False
    unused: tuple[str, ...] = ()


@dataclass
class _Proposal:
    """What is chosen so far."""

    table: "pa.Table"
    dates: Dates
    chosen: dict[str, Any]
    reasons: list[Reason] = field(default_factory=list)

    def take(self, role: str, column: str, because: str) -> None:
        self.chosen[role] = column
        self.reasons.append(Reason(f"columns/{role}", column, because))

    def has(self, *roles: str) -> bool:
        return all(self.chosen.get(role) for role in roles)

    @property
    def free(self) -> list[str]:
        """The columns that nothing was found for yet."""
        taken = {name for role in _ROLES if (name := self.chosen.get(role))} | set(self.chosen["stages"])
        return [name for name in self.table.column_names if name not in taken]

    @cached_property
    def moments(self) -> list[str]:
        """The columns that hold moments which really came."""
        return [name for name in self.table.column_names if holds_moments(self.table[name], name, self.dates)]


def plain(name: str) -> str:
    """A name in small letters without spaces and signs."""
    return re.sub(r"[\W_]", "", name.casefold())


def names_a_status(name: str | None) -> bool:
    """Whether a column of activities is called like one of the status of an item."""
    found = plain(name or "")
    return _STATUS.search(found) is not None and not _BEFORE.search(found)


def merged(told: Columns, named: Columns) -> Columns:
    """What people named, and for the rest what the format says."""
    return Columns(**{one: getattr(named, one) or getattr(told, one) for one in fields_of(Columns)})


def checked(columns: Columns, names: list[str], where: str, extra: Iterable[str] = ()) -> Columns:
    """The columns as the table writes them, which may differ in capitals and signs.

    Raises:
        FlowAtlasError: the table has no such column; the nearest ones are offered.
    """
    single = {role: real(getattr(columns, role), names, where) for role in _ROLES}
    for name in extra:
        real(name, names, where)
    several = {role: [real(name, names, where) for name in getattr(columns, role)] for role in ("attributes", "stages")}
    return Columns(**single, **several)


def real(name: str | None, names: list[str], where: str) -> str | None:
    """A column as the table writes it.

    Raises:
        FlowAtlasError: the table has no such column; the nearest ones are offered.
    """
    if name is None or name in names:
        return name
    alike = [known for known in names if plain(known) == plain(name)]
    if len(alike) == 1:
        return alike[0]
    near = get_close_matches(name, names, 3, 0.5) or [known for known in names if plain(name) in plain(known)][:3]
    there = ", ".join(f'"{one}"' for one in (near or names[:10]))
    more = f", and {len(names) - 10} more" if not near and len(names) > 10 else ""
    offer = f"did you mean {there}?" if near else f"it has {there}{more}"
    raise FlowAtlasError(f'{where} has no column "{name}"; {offer}')


def holds_moments(values: "pa.ChunkedArray", name: str, dates: Dates) -> bool:
    """Whether nearly everything that stands in a column is a moment; numbers must be named like one to count."""
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
        return True
    is_number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    if not (is_number or pa.types.is_string(kind) or pa.types.is_large_string(kind)):
        return False
    step = max(1, len(values) // 3)
    sample = pa.chunked_array(
        [chunk for at in (0, step, 2 * step) for chunk in values.slice(at, _SAMPLE).chunks], values.type
    )
    if not is_number and not _may_hold_moments(sample, dates):
        return False
    day_first = day_first_in([sample]) if not is_number and dates.day_first is None else dates.day_first
    told = moments_of(sample, name, dates, day_first)
    known = told.moments[told.moments != UNKNOWN_MOMENT]
    if len(known) == 0 or told.is_unreadable.sum() > len(known) * 0.25:
        return False
    is_plausible = bool(np.median(known) > 631_152_000_000_000) and bool(np.median(known) < 4_102_444_800_000_000)
    is_all_numbers = is_number or told.is_excel or (set(told.offsets) == {0} and not _has_letters(sample))
    return is_plausible and (not is_all_numbers or _is_named_like_moment(name))


def _may_hold_moments(sample: "pa.ChunkedArray", dates: Dates) -> bool:
    first = [word for word in sample.slice(0, 50).to_pylist() if word]
    first = first or [word for word in sample.to_pylist() if word]
    return bool(dates.pattern) or any(_LIKE_MOMENT.search(word[:40]) for word in first[:20])


def _has_letters(sample: "pa.ChunkedArray") -> bool:
    words = column_of(sample).names[:20]
    return any(re.search(r"[^\d.,eE+]", word) for word in words)


def _is_named_like_moment(name: str) -> bool:
    found = plain(name)
    if any(found in KNOWN[role].split() for role in ("start", "end", "time")):
        return True
    return _TIMELY.search(name) is not None


def choice(table: "pa.Table", told: LogMapping, mapping: LogMapping, where: str) -> Choice:
    """Which column tells what: what people said, what the format says, then names, then content.

    Raises:
        FlowAtlasError: a column that was named is not there, or nothing tells items, activities or moments.
    """
    columns = checked(merged(told.columns, mapping.columns), table.column_names, where)
    proposal = _Proposal(table, mapping.dates, {role: getattr(columns, role) for role in fields_of(Columns)})
    is_told = proposal.has("item", "activity") and any(proposal.has(role) for role in ("start", "end", "time"))
    _by_name(proposal)
    _lifecycle(proposal)
    if not proposal.chosen["stages"] and not is_told:
        _stages(proposal)
    if not proposal.chosen["stages"]:
        if not proposal.has("item", "activity"):
            _by_content(proposal)
        _activity_of_lifecycle(proposal)
        _pair(proposal)
    elif not proposal.has("item"):
        _item_of_stages(proposal)
    _refuse_incomplete(proposal, where)
    return _finished(proposal)


def names_suffice(sample: "pa.Table", told: LogMapping, mapping: LogMapping) -> Columns | None:
    """The columns, when the names of a table and the first rows of it already tell them all."""
    columns = merged(told.columns, mapping.columns)
    if columns.stages:
        return None
    proposal = _Proposal(sample, mapping.dates, {role: getattr(columns, role) for role in fields_of(Columns)})
    _by_name(proposal)
    is_sure = proposal.has("item", "activity") and plain(proposal.chosen["item"]) not in ("id", "key", "number")
    is_timed = proposal.has("start", "end") or proposal.has("time") or proposal.has("start", "time")
    return Columns(**proposal.chosen) if is_sure and is_timed else None


def _by_name(proposal: _Proposal) -> None:
    for role in ("item", "activity", "lifecycle", "who", "team", "id"):
        if proposal.chosen[role] is None:
            _take_named(proposal, role)
    if proposal.has("time") or proposal.chosen["stages"]:
        return
    if not proposal.has("start") and not proposal.has("end"):
        for role in ("start", "end"):
            _take_named(proposal, role)
        if proposal.has("end") and not proposal.has("start"):
            proposal.chosen["end"] = None
            proposal.reasons = [one for one in proposal.reasons if one.path != "columns/end"]
    elif not proposal.has("start"):
        _take_named(proposal, "start")
    elif not proposal.has("end"):
        _take_named(proposal, "end")
    if not proposal.has("end"):
        _take_named(proposal, "time")


def _take_named(proposal: _Proposal, role: str) -> None:
    names = {plain(name): name for name in reversed(proposal.free)}
    for known in KNOWN[role].split():
        name = names.get(known)
        if name is None or not _can_be(proposal, role, name):
            continue
        if role == "time" and proposal.has("start"):
            proposal.take("end", name, f'by its name, beside "{proposal.chosen["start"]}"')
        else:
            proposal.take(role, name, "by its name")
        return


def _can_be(proposal: _Proposal, role: str, name: str) -> bool:
    if role in ("start", "end", "time"):
        return name in proposal.moments and not _PLANNED.search(name)
    if name in proposal.moments:
        return False
    if role == "activity" and tells_lifecycle(proposal.table[name]):
        return False
    if role == "item" and plain(name) in ("id", "key", "number"):
        rows = len(proposal.table)
        return proposal.has("stages") or column_count(proposal.table, name) < rows or len(proposal.moments) > 2
    return True


def _lifecycle(proposal: _Proposal) -> None:
    """A column of starts and ends, whatever it is called, where a row tells one moment."""
    if proposal.has("lifecycle") or proposal.has("start", "end") or proposal.chosen["stages"]:
        return
    for name in proposal.free:
        if is_text(proposal.table[name]) and tells_lifecycle(proposal.table[name]):
            proposal.take("lifecycle", name, "nothing but starts and ends stands in it")
            return


def _activity_of_lifecycle(proposal: _Proposal) -> None:
    """Starts and ends are all that is done, where nothing else tells an activity."""
    if not proposal.has("activity") and (name := proposal.chosen["lifecycle"]):
        proposal.chosen["lifecycle"] = None
        proposal.reasons = [one for one in proposal.reasons if one.path != "columns/lifecycle"]
        proposal.take("activity", name, "no other column tells an activity")


def tells_lifecycle(values: "pa.ChunkedArray") -> bool:
    """Whether nothing but words of a lifecycle stands in a column, starts and ends among them."""
    for part in (values.slice(0, _SAMPLE), values):
        words = {word.strip().casefold() for word in column_of(part).names[: len(_LIFECYCLE_WORDS) + 1]}
        if not words <= _LIFECYCLE_WORDS:
            return False
    return not words.isdisjoint(START_WORDS) and not words.isdisjoint(END_WORDS)


def column_count(table: "pa.Table", name: str) -> int:
    """How many different values a column has."""
    return len(column_of(table[name]).names)


def _stages(proposal: _Proposal) -> None:
    """A table with one row for each item and a date for each stage it reached."""
    import pyarrow as pa

    dates = [name for name in proposal.moments if not _PLANNED.search(name) and not _TOUCHED.search(name)]
    if not (len(dates) > 2 or _is_a_life(dates)) or proposal.has("lifecycle") or not len(proposal.table):
        return
    if not (dates := _in_order(proposal, dates)):
        return
    if not proposal.has("item"):
        unique = [
            name for name in proposal.free if name not in dates and not pa.types.is_nested(proposal.table[name].type)
        ]
        found = next((name for name in unique if column_count(proposal.table, name) == len(proposal.table)), None)
        # The status beside the dates is the one of today.
        if found is None or not names_a_status(proposal.chosen["activity"] or "status"):
            return
        proposal.take("item", found, "it is different in every row")
    if not _is_one_row_each(proposal):
        return
    proposal.chosen.update(activity=None, start=None, end=None, time=None, stages=dates)
    proposal.reasons = [one for one in proposal.reasons if one.path.rpartition("/")[2] in ("item", "who", "team", "id")]
    reached = ", ".join(dates)
    proposal.reasons.append(Reason("columns/stages", reached, "every row is another item, with a date for each stage"))


def _is_a_life(dates: list[str]) -> bool:
    """Whether two dates are called like the beginning and the end of all that happens to an item."""
    return len(dates) == 2 and _BORN.search(dates[0]) is not None and _OVER.search(dates[1]) is not None


def _in_order(proposal: _Proposal, names: list[str]) -> list[str]:
    """The columns in the order in which their dates come; none where those of a row do not mostly come in one.

    Where nothing names the item yet, any two dates of an event may look like stages, so that the order of the columns
    has to tell, too.
    """
    first = day_first_in([proposal.table[name] for name in names if is_text(proposal.table[name])])
    told = {name: moments_of(proposal.table[name], name, proposal.dates, first).moments for name in names}
    if proposal.has("item"):
        before = {name: sum(_is_mostly_before(told[other], told[name]) for other in names) for name in names}
        names = sorted(names, key=lambda name: before[name])
    latest, steps, forward = told[names[0]].copy(), 0, 0
    for moments in (told[name] for name in names[1:]):
        both = (moments != UNKNOWN_MOMENT) & (latest != UNKNOWN_MOMENT)
        steps += int(both.sum())
        forward += int((moments[both] >= latest[both]).sum())
        latest = np.where(moments != UNKNOWN_MOMENT, moments, latest)
    return names if steps > 0 and forward >= 0.7 * steps else []


def _is_mostly_before(first: "Moments", other: "Moments") -> bool:
    both = (first != UNKNOWN_MOMENT) & (other != UNKNOWN_MOMENT)
    return int((first[both] < other[both]).sum()) > int((first[both] > other[both]).sum())


def _is_one_row_each(proposal: _Proposal) -> bool:
    item = proposal.chosen["item"]
    return item is not None and len(proposal.table) > 1 and column_count(proposal.table, item) == len(proposal.table)


def _item_of_stages(proposal: _Proposal) -> None:
    for name in proposal.free:
        if column_count(proposal.table, name) == len(proposal.table):
            proposal.take("item", name, "it is different in every row")
            return


@dataclass(frozen=True)
class _Candidate:
    """A column of words, how many different ones it has, and whether they are numbers, or even broken ones."""

    name: str
    column: Column
    count: int
    is_numeric: bool
    is_broken: bool = False


def _candidate(table: "pa.Table", name: str) -> _Candidate:
    column = column_of(table[name])
    words = column.names[:1_000]
    numbers = sum(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)?", word) is not None for word in words)
    is_numeric = numbers > len(words) * 0.9
    is_broken = is_numeric and any("." in word for word in words)
    return _Candidate(name, column, len(column.names), is_numeric, is_broken)


def _candidates(proposal: _Proposal) -> Iterator[_Candidate]:
    import pyarrow as pa

    for name in proposal.free:
        kind = proposal.table[name].type
        if (
            name in proposal.moments
            or pa.types.is_nested(kind)
            or pa.types.is_boolean(kind)
            or pa.types.is_temporal(kind)
        ):
            continue
        if pa.types.is_binary(kind) or pa.types.is_null(kind) or holds_times_of_day(proposal.table[name], name):
            continue
        candidate = _candidate(proposal.table, name)
        if (candidate.column.codes >= 0).sum() >= len(proposal.table) * 0.9:
            yield candidate


def _by_content(proposal: _Proposal) -> None:
    """The pair of an item and an activity after which the activities of an item follow each other most regularly."""
    rows = len(proposal.table)
    named = {role: _candidate(proposal.table, proposal.chosen[role]) for role in _PAIR if proposal.has(role)}
    found = list(_candidates(proposal))
    items = (
        [named["item"]]
        if "item" in named
        else [one for one in found if 1 < one.count <= rows / 1.2 and not one.is_broken]
    )
    most = max(60, rows // 20)
    kinds = [one for one in found if 1 < one.count <= most and not one.is_numeric]
    kinds = sorted(kinds, key=lambda one: _BEFORE.search(plain(one.name)) is not None)
    activities = [named["activity"]] if "activity" in named else kinds[:_MOST_CANDIDATES]
    items = sorted(items, key=lambda one: -one.count)[:_MOST_CANDIDATES]
    scored = list(_scored(items, activities, _order(proposal), is_free=not named))
    scored = scored or _lone(found, items, activities)
    if not scored:
        return
    best = max(score for score, _, _ in scored)
    # Of what is nearly as regular, the finest items count, and the activity that stands first.
    near = [(item, activity) for score, item, activity in scored if score >= 0.8 * best]
    item = max((one for one, _ in near), key=lambda one: one.count)
    activity = next(one for which, one in near if which is item)
    if "item" not in named:
        why = f"its {item.count:,} values each stand in {rows / max(item.count, 1):.1f} rows on average"
        proposal.take("item", item.name, f"{why}, and within them things follow each other most regularly")
    if "activity" not in named:
        why = f"it has only {activity.count:,} different values in {rows:,} rows"
        proposal.take("activity", activity.name, f"{why}, which follow each other most regularly within an item")


_Score = tuple[float, _Candidate, _Candidate]


def _scored(items: list[_Candidate], activities: list[_Candidate], order: Any, *, is_free: bool) -> Iterator[_Score]:
    """How regularly activities follow each other within items, for each pair of columns of which that makes sense."""
    for item in items:
        chosen = _some_whole_items(item.column.codes)
        ranks = chosen[np.lexsort((chosen, order[chosen], item.column.codes[chosen]))]
        for activity in activities:
            if item.name != activity.name and (item.count > activity.count or not is_free):
                score = _regularity(item.column.codes[ranks], activity.column.codes[ranks])
                if score > 0:
                    yield score, item, activity


def _lone(found: list[_Candidate], items: list[_Candidate], activities: list[_Candidate]) -> list[_Score]:
    """A pair for small logs, in which nothing repeats: the column with most values in few rows, and one with fewer."""
    words = activities or [one for one in found if not one.is_numeric][:_MOST_CANDIDATES]
    pairs = [
        (item, activity)
        for item in items or found[:_MOST_CANDIDATES]
        for activity in words
        if item.name != activity.name
    ]
    return [(item.count / (1 + activity.count), item, activity) for item, activity in pairs]


def _order(proposal: _Proposal) -> Any:
    """The moments by which rows come one after the other, or the order in which they stand."""
    moments = [name for name in proposal.moments if not _PLANNED.search(name)]
    if not moments:
        return np.arange(len(proposal.table))
    first = day_first_in([proposal.table[name] for name in moments if is_text(proposal.table[name])])
    told = [moments_of(proposal.table[name], name, proposal.dates, first).moments for name in moments[:4]]
    return max(told, key=lambda one: len(np.unique(one[:_ROWS_FOR_ORDER])))


def is_text(values: "pa.ChunkedArray") -> bool:
    """Whether a column holds texts."""
    import pyarrow as pa

    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _regularity(items: Any, kinds: Any) -> float:
    """Bits that an activity tells about the next one of the same item, less what chance would give; 0 for no sense."""
    same = (items[1:] == items[:-1]) & (items[1:] >= 0) & (kinds[1:] >= 0) & (kinds[:-1] >= 0)
    before, after = kinds[:-1][same].astype(np.int64), kinds[1:][same].astype(np.int64)
    pairs = len(before)
    if pairs < 2 or np.mean(before == after) > 0.9:
        return 0.0
    joint = np.unique(before * (int(kinds.max()) + 1) + after, return_counts=True)[1]
    told = _entropy(np.bincount(before)) + _entropy(np.bincount(after)) - _entropy(joint)
    used = len(np.unique(before)), len(np.unique(after))
    chance = (len(joint) - used[0] - used[1] + 1) / (2 * pairs * np.log(2))
    # Which item it is must tell less about the activity than the order does: what never changes within one is no step.
    changes = float(np.mean(before != after))
    surprise = _entropy(np.bincount(after))
    # A share, as many different values would win by their number alone; few bits count for less, as flags have them.
    share = max(0.0, told - max(0.0, chance)) / max(surprise, 0.1)
    return float(share * changes * min(surprise, 3.0))


def _some_whole_items(codes: Any) -> Any:
    if len(codes) <= _ROWS_FOR_ORDER:
        return np.arange(len(codes))
    counts = np.cumsum(np.bincount(codes[codes >= 0]))
    limit = max(1, int(np.searchsorted(counts, _ROWS_FOR_ORDER)))
    return np.flatnonzero((codes >= 0) & (codes < limit))[: 4 * _ROWS_FOR_ORDER]


def _entropy(counts: Any) -> float:
    shares = counts[counts > 0] / counts.sum()
    return float(-(shares * np.log2(shares)).sum())


def _pair(proposal: _Proposal) -> None:
    """The moments of a row, where names do not tell: a beginning that is never after an end, or the only one."""
    if proposal.has("time") or proposal.has("end") or not proposal.has("item"):
        return
    names = [name for name in proposal.free if name in proposal.moments and not _PLANNED.search(name)]
    first = day_first_in([proposal.table[name] for name in names if is_text(proposal.table[name])])
    told = {name: moments_of(proposal.table[name], name, proposal.dates, first).moments for name in names}
    items = column_of(proposal.table[proposal.chosen["item"]]).codes
    told = {name: one for name, one in told.items() if _differs_within(items, one)} or told
    if proposal.has("start"):
        return
    ordered = [
        (first, last) for first in told for last in told if first != last and _is_ordered(told[first], told[last])
    ]
    if ordered:
        start, end = min(ordered, key=lambda pair: _typical(told[pair[0]], told[pair[1]]))
        proposal.take("start", start, f'it holds moments, which are never after those in "{end}"')
        proposal.take("end", end, f'it holds moments, which are never before those in "{start}"')
    elif told:
        best = max(told, key=lambda name: (int((told[name] != UNKNOWN_MOMENT).sum()), len(np.unique(told[name]))))
        proposal.take("time", best, "it holds moments that differ from row to row")


def _differs_within(items: Any, moments: Any) -> bool:
    """Whether the rows of one item have different moments, as the date of a contract does not."""
    ranks = np.argsort(items, kind="stable")
    same = items[ranks][1:] == items[ranks][:-1]
    return bool(same.any()) and float(np.mean(moments[ranks][1:][same] != moments[ranks][:-1][same])) > 0.2


def _is_ordered(first: Any, last: Any) -> bool:
    both = (first != UNKNOWN_MOMENT) & (last != UNKNOWN_MOMENT)
    if both.sum() < max(1, len(first) * 0.5):
        return False
    return float(np.mean(first[both] <= last[both])) >= 0.95 and float(np.mean(first[both] < last[both])) > 0.02


def _typical(first: Any, last: Any) -> float:
    both = (first != UNKNOWN_MOMENT) & (last != UNKNOWN_MOMENT)
    return float(np.mean(last[both] - first[both]))


def _refuse_incomplete(proposal: _Proposal, where: str) -> None:
    needs = {"item": "--item", "activity": "--activity"}
    if proposal.chosen["stages"]:
        needs = {"item": "--item"}
    names = ", ".join(f'"{name}"' for name in proposal.table.column_names[:20])
    for role, flag in needs.items():
        if not proposal.has(role):
            raise FlowAtlasError(f"{where}: no column tells the {role}; name it with {flag}; there are {names}")
    if not (proposal.has("start") or proposal.has("end") or proposal.has("time") or proposal.chosen["stages"]):
        if called := _called_like_moments(proposal):
            # Whoever reads it tells how many of its values are no dates, and which.
            proposal.take("time", called, f'it is called "{called}", though its values do not look like moments')
            return
        raise FlowAtlasError(
            f"{where}: no column holds moments; name one with --time, or --start and --end, and if need be how dates "
            f"are written, such as --date-pattern %d.%m.%Y; there are {names}"
        )


def _called_like_moments(proposal: _Proposal) -> str | None:
    """A column of texts whose name says that moments stand in it."""
    known = [name for role in ("time", "end", "start") for name in KNOWN[role].split()]
    named = [name for name in proposal.free if plain(name) in known and is_text(proposal.table[name])]
    return min(named, key=lambda name: known.index(plain(name)), default=None)


def _finished(proposal: _Proposal) -> Choice:
    only_starts = proposal.has("start") and not proposal.has("end") and not proposal.has("time")
    instance = next((name for name in proposal.free if plain(name) in INSTANCE), None)
    unused = tuple(name for name in proposal.free if name in proposal.moments)
    return Choice(Columns(**proposal.chosen), tuple(proposal.reasons), instance, only_starts, unused)
