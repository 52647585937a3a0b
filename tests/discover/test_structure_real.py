"""The structure of real logs, as somebody who knows these processes would draw it."""

import pytest
from real import real_log

from flowatlas.discover.mapping import LogMapping, completed
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.proposal.proposal import proposed
from flowatlas.discover.structure.structure import structure_of
from flowatlas.importers.importer import Source, read_log


def structure_in(name):
    """The structure of a real log under the mapping that is proposed for it."""
    log = read_log(Source((real_log(name),)), LogMapping())
    mapping, _ = proposed(log, completed(LogMapping(), log.understood))
    return structure_of(passes_of(log, mapping), mapping)


def test_permits_are_checked_while_the_need_to_stop_them_is_looked_into():
    """Receipts of permits are confirmed in three steps; two others, with higher numbers, go on meanwhile."""
    steps = structure_in("receipt.csv.gz").steps

    assert [step.name.split()[0] for step in steps] == ["Confirmation", "T02", "T04", "T05", "T06", "T10"]
    assert [step.after for step in steps] == [(), (0,), (1,), (2,), (0,), (4,)]


@pytest.mark.slow
def test_credit_requests_are_cancelled_or_recognised():
    """A request is cancelled, or validated and recognised course by course."""
    structure = structure_in("university_credit_requests.xes.gz")
    names = [step.name for step in structure.steps]
    alternatives = {step.name for step in structure.steps if step.is_alternative}

    assert names[:2] == ["Traer informacion estudiante - banner", "Radicar Solicitud Homologacion"]
    assert alternatives == {"Validar solicitud", "Cancelar Solicitud"}
    assert names.index("Revisar curso") < names.index("Evaluacion curso") < names.index("Validacion final")
    assert not {"Start", "End"} & set(names)


def test_a_job_shop_turns_grinds_inspects_and_packs():
    """Parts are turned and milled, checked, marked, ground, inspected and packed, in this order."""
    structure = structure_in("production.csv.gz")
    names = [step.name for step in structure.steps]

    order = [
        "Turning & Milling",
        "Turning & Milling Q.C.",
        "Laser Marking",
        "Round Grinding",
        "Final Inspection Q.C.",
        "Packing",
    ]
    assert [name for name in names if name in order] == order
    assert (names.index("Turning & Milling Q.C."), names.index("Turning & Milling")) in {
        (link.sender, link.to) for link in structure.rework
    }
    assert structure.kept > 0.97


def test_issues_are_worked_on_and_reviewed():
    """Of many statuses few are work: in progress, then in review, and some go back."""
    structure = structure_in("jira_issues_with_changelog.json.gz")
    names = [step.name for step in structure.steps]

    assert names.index("In Progress") + 1 == names.index("In Code Review")
    assert not {"Open", "Needs Triage", "Waiting (Blocked)", "Resolved", "Closed"} & set(names)


def test_orders_are_delivered_and_paid_or_cancelled():
    """An order is paid and delivered while the payment is confirmed, or cancelled."""
    steps = structure_in("interval_event_log.csv.gz").steps
    names = [step.name for step in steps]

    assert {step.name for step in steps if step.is_alternative} == {"pay", "cancel order"}
    assert steps[names.index("make delivery")].after == steps[names.index("confirm payment")].after
    assert sum(step.share for step in steps if step.is_alternative) == pytest.approx(1)


def test_requests_are_examined_casually_or_thoroughly_while_the_ticket_is_checked():
    """Of six requests in the textbook, one is examined casually and, when it comes again, thoroughly."""
    steps = structure_in("running-example.xes").steps
    names = [step.name for step in steps]
    after = {step.name: {names[place] for place in step.after} for step in steps}

    examined = {"examine casually", "examine thoroughly"}
    assert {step.name for step in steps if step.is_alternative} == {*examined, "pay compensation", "reject request"}
    assert all(after[name] == {"register request"} for name in (*examined, "check ticket"))
    assert after["decide"] == {*examined, "check ticket"}
    assert after["reinitiate request"] == {"decide"}
