"""The outcome map: what is aimed at, and what shows it."""

import pytest

from flowatlas.maps.outcome import (
    KINDS,
    OutcomeMap,
    Target,
    counterbalance_pulls_the_other_way,
    dates_are_dates,
    figures_are_of_their_metric,
    target_is_measured,
    target_is_one_outcome,
    targets_are_better_than_today,
    targets_are_outcomes,
)
from flowatlas.metrics.metric import metrics
from flowatlas.model.path import Change, apply
from flowatlas.store.schema import read_atlas, tidy
from flowatlas.store.text import Text


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (None, "lead_time"),
        ("lead time", "lead_time"),
        ("Lead Time", "lead_time"),
        ("flow-efficiency", "flow_efficiency"),
    ],
)
def test_a_metric_is_known_however_it_is_spelled(said, meant):
    """The lead time where none is named."""
    assert Target(metric=said).measure == meant


def test_a_target_that_no_metric_shows_is_warned_of():
    """Nothing is accepted in silence that can never have a chance."""
    found = list(target_is_measured(OutcomeMap(target=Target(metric="led time"))))

    assert [(one.path, one.severity.value) for one in found] == [("target/metric", "warning")]
    assert found[0].hint == "did you mean lead time?"


def test_a_target_with_a_metric_or_none_is_fine():
    """So is an outcome without a target."""
    fine = [OutcomeMap(), OutcomeMap(target=Target()), OutcomeMap(target=Target(metric="Lead time"))]

    assert [list(target_is_measured(one)) for one in fine] == [[], [], []]


def found(check, text):
    """Findings of a check as path, severity and message."""
    plain = {"outcome": text} if isinstance(text, dict) else Text(f"outcome: {text}").plain
    atlas = read_atlas(plain).atlas
    return [(one.path, one.severity.value, one.message) for one in check(atlas.map(OutcomeMap))]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("{target: {value: 50%}}", ["target/value"]),
        ("{target: {metric: flow efficiency, baseline: 6wk, value: 20%}}", ["target/baseline"]),
        ("{counterbalance: {metric: load, value: 3d}}", ["counterbalance/value"]),
        ("{measures: {m: {metric: handoffs, baseline: 4, target: many}}}", ["measures/m/target"]),
        ("{target: {value: soon}}", ["target/value"]),
        ("{target: {value: 4d, baseline: '?'}}", []),
        ("{target: {metric: Flow efficiency, value: 20..30%}}", []),
        ("{target: {metric: happiness, value: 4 of 5}}", []),
        ("{counterbalance: {value: as today}}", []),
        ("{measures: {m: {text: Complaints, baseline: 12 a month, target: few}}}", []),
        ("{target: {text: Nobody waits}}", []),
    ],
)
def test_a_figure_that_its_metric_cannot_be_is_pointed_out(text, paths):
    """What is measured in words alone may be any figure."""
    assert [path for path, _, _ in found(figures_are_of_their_metric, text)] == paths


def test_a_figure_that_is_no_time_says_which_metric_was_taken():
    """Whoever named no metric learns that lead time is meant."""
    atlas = read_atlas({"outcome": {"target": {"value": "50%"}}})

    assert [(one.path, one.severity.value, one.message) for one in atlas.findings] == [
        ("outcome/target/value", "warning", 'value of lead time: "50%" is not a time')
    ]
    assert atlas.findings[0].hint.endswith("or name the metric, which is lead time where none is named")


@pytest.mark.parametrize("typed", ["Q4", "2027", "2027-13-01", "31.3.2027", "20270331", "2027-W13-3"])
def test_a_date_that_is_none_is_pointed_out(typed):
    """Of the target and of every next step."""
    text = f"{{target: {{by: '{typed}'}}, next_steps: {{a: {{due: '{typed}'}}, b: {{due: 2020-01-01}}}}}}"

    assert [path for path, _, _ in found(dates_are_dates, text)] == ["target/by", "next_steps/a/due"]


def test_a_date_that_has_passed_is_no_mistake():
    """An overdue step is for the people to talk about; so is one without a date."""
    assert found(dates_are_dates, "{target: {by: 2019-01-01}, next_steps: {a: {due: 2019-01-01}, b: {text: B}}}") == []


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("{target: {baseline: 4d, value: 6wk}}", "target/value"),
        ("{target: {baseline: 4d, value: 4 days}}", "target/value"),
        ("{target: {metric: flow efficiency, baseline: 20%, value: 10%}}", "target/value"),
        ("{target: {metric: load, baseline: 80%, value: 90%}}", "target/value"),
        ("{target: {metric: throughput, baseline: 8/wk, value: 8/wk}}", "target/value"),
        ("{measures: {m: {metric: handoffs, baseline: 4, target: 5}}}", "measures/m/target"),
        ("{target: {baseline: 6wk, value: 4d}}", None),
        ("{target: {baseline: 2..4wk, value: 1..2wk}}", None),
        ("{target: {metric: load, baseline: 90%, value: 80%}}", None),
        ("{target: {metric: flow efficiency, baseline: 10%, value: 20%}}", None),
        ("{target: {baseline: '?', value: 4d}}", None),
        ("{target: {baseline: 20%, value: 4d}}", None),
        ("{target: {metric: happiness, baseline: 4, value: 3}}", None),
        ("{measures: {m: {text: Complaints, baseline: 3, target: 5}}}", None),
    ],
)
def test_a_target_that_is_no_better_than_today_is_pointed_out(text, path):
    """Less time is better, more throughput; where nobody can say what is better, nothing is said."""
    told = found(targets_are_better_than_today, text)

    assert [where for where, _, _ in told] == ([path] if path else [])


def test_a_target_is_called_worse_only_where_it_is_by_any_calendar():
    """A check does not know how long the days and weeks of the atlas are: 6 days are less than a week of 7."""
    assert found(targets_are_better_than_today, "{target: {baseline: 1wk, value: 6d}}") == []
    assert found(targets_are_better_than_today, "{target: {baseline: 4d, value: 32h}}") == []
    assert len(found(targets_are_better_than_today, "{target: {baseline: 1wk, value: 8d}}")) == 1


@pytest.mark.parametrize(
    ("words", "is_way"),
    [
        ("Introduce a ticket system", True),
        ("We will roll out the new portal by 2027", True),
        ("To migrate everything to the cloud", True),
        ("Use one contract for all", True),
        ("Build within 10 minutes", False),
        ("Buy a laptop within 2 days", False),
        ("Users get an answer the same day", False),
        ("Adoption is twice what it was", False),
        ("Implementation takes a week", False),
        ("4 日以内に導入", False),
        ("", False),
    ],
)
def test_a_target_that_tells_a_way_is_asked_what_it_leads_to(words, is_way):
    """A hint, no more; a sentence with a figure in it tells an outcome, whatever it begins with."""
    told = found(targets_are_outcomes, {"target": {"text": words}})

    assert [(path, severity) for path, severity, _ in told] == ([("target/text", "info")] if is_way else [])


@pytest.mark.parametrize(
    ("words", "is_several"),
    [
        ("Onboard in 4 days and halve support calls to 12 per week; cut cost by 10%", True),
        ("Deliver within 2 weeks and reach 95% right the first time", True),
        ("Onboard within 1 week and 2 days", False),
        ("Answer between 2 and 4 hours after the call", False),
        ("Onboard within 4 days for sales and support", False),
        ("Sales and support answer within 4 hours", False),
        ("Deliver twice as fast", False),
    ],
)
def test_a_sentence_with_two_figures_is_two_targets(words, is_several):
    """One figure in two parts, and one figure for two teams, are still one."""
    told = found(target_is_one_outcome, {"target": {"text": words}})

    assert [(path, severity) for path, severity, _ in told] == ([("target/text", "info")] if is_several else [])


def test_a_counterbalance_on_the_same_metric_guards_nothing():
    """Whatever pulls the target down would pull it down as well."""
    told = found(
        counterbalance_pulls_the_other_way, "{target: {value: 4d}, counterbalance: {metric: Lead time, value: 5d}}"
    )

    assert [(path, severity) for path, severity, _ in told] == [("counterbalance/metric", "warning")]


@pytest.mark.parametrize(
    "text",
    [
        "{target: {value: 4d}, counterbalance: {metric: load, value: 80%}}",
        "{target: {value: 4d}, counterbalance: {text: No more escalations}}",
        "{counterbalance: {metric: lead time, value: 5d}}",
        "{target: {text: Happier people}, counterbalance: {metric: lead time, value: 5d}}",
    ],
)
def test_a_counterbalance_on_anything_else_is_fine(text):
    """So is one in words, and one beside a target that nothing measures yet."""
    assert found(counterbalance_pulls_the_other_way, text) == []


def test_negative_votes_are_no_votes():
    """The value counts as not given, and is said."""
    reading = read_atlas({"outcome": {"benefits": {"a": {"text": "A", "votes": -3}}}})

    assert [(one.path, one.severity.value) for one in reading.findings] == [("outcome/benefits/a/votes", "error")]
    assert reading.atlas.map(OutcomeMap).benefits["a"].votes is None


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "{target: {text: Onboard a customer in 4 working days}}",
        "{obstacles: {a: {text: Legal}}}",
        "{discovery: {a: {text: Everything waits}}}",
        "{next_steps: {a: {text: Map it}}}",
    ],
)
def test_a_map_of_a_few_words_is_not_nagged_at(text):
    """What is blank is no mistake."""
    assert read_atlas(Text(f"outcome: {text}").plain).findings == []


@pytest.mark.parametrize("one", metrics(), ids=lambda one: one.name)
def test_figures_are_read_as_the_metrics_count_them(one):
    """What the outcome map knows of metrics is what they say themselves."""
    assert KINDS.get(one.name, one.kind) is one.kind


FULL = {
    "target": {
        "text": "Onboard within 4 days",
        "metric": "lead_time",
        "baseline": "6wk",
        "value": "4d",
        "by": "2027-03-31",
    },
    "benefits": {view: {"text": view, "for": view} for view in ("customer", "organisation", "individual")},
    "obstacles": {"legal": {"text": "Legal reads everything"}},
    "next_steps": {"map": {"text": "Map it", "owner": "Ana", "due": "2026-12-04"}},
    "counterbalance": {"text": "No more escalations than today"},
}


def missing(plain):
    """What an outcome map lacks, in order: the paths."""
    atlas = read_atlas({"outcome": plain}).atlas
    return [one.path.removeprefix("outcome/") for one in atlas.map_or_blank(OutcomeMap).missing(atlas)]


def test_nothing_is_missing_from_a_map_that_says_it_all():
    """Then the next map is worth starting."""
    assert missing(FULL) == []


def test_a_blank_map_lacks_the_sentence_first():
    """Sentence, figure, date and baseline; then who gains, what is in the way, who begins, and what must hold."""
    assert missing({}) == [
        "target/text",
        "target/value",
        "target/by",
        "target/baseline",
        "benefits",
        "obstacles",
        "next_steps",
        "counterbalance/text",
    ]


@pytest.mark.parametrize(
    ("path", "value", "lacking"),
    [
        ("target/text", None, "target/text"),
        ("target/value", None, "target/value"),
        ("target/baseline", None, "target/baseline"),
        ("target/by", None, "target/by"),
        ("target", {**FULL["target"], "metric": None, "value": "50%"}, "target/metric"),
        ("benefits/individual", None, "benefits"),
        ("obstacles", None, "obstacles"),
        ("next_steps/map/owner", None, "next_steps/map/owner"),
        ("next_steps/map/due", None, "next_steps/map/due"),
        ("counterbalance", None, "counterbalance/text"),
    ],
)
def test_each_blank_is_missing_on_its_own(path, value, lacking):
    """With the full path, so that it can be filled in where it is pointed at."""
    assert missing(tidy(apply({"outcome": FULL}, [Change(f"outcome/{path}", value)]))["outcome"]) == [lacking]


def test_a_step_that_is_done_needs_nobody_any_more():
    """Neither owner nor date."""
    assert missing({**FULL, "next_steps": {"map": {"text": "Map it", "done": True}}}) == []


def test_the_session_fits_an_hour():
    """Every move has its time, and they add up to no more than 60 minutes."""
    guidance = OutcomeMap.guidance

    assert guidance is not None
    assert 40 <= guidance.minutes <= 60
    assert all(move.minutes > 0 for move in guidance.moves)
