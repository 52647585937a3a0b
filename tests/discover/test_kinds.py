"""What statuses are, by their words and by what items do in them."""

from random import Random

import numpy as np
import pytest
from streams import BEGINNING, HOUR, Row, column, log_of

from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.passes.stream import passes_of
from flowatlas.discover.proposal.kinds import Behaviour, behaviour_of, kinds_of, plain
from flowatlas.model.event import Form


def nothing_known(names):
    """Behaviour that tells nothing: every status is visited, and left after the same time."""
    size = len(names)
    return Behaviour(
        visits=np.full(size, 10),
        ends=np.zeros(size),
        final=np.zeros(size),
        stay=np.ones(size),
        same=np.full(size, np.nan),
        onwards=np.zeros((size, size), np.int64),
    )


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("In Progress", "work"),
        ("IN_CODE_REVIEW", "work"),
        ("inTesting", "work"),
        ("Ready for Review", "waiting"),
        ("Waiting (Blocked)", "waiting"),
        ("On hold", "waiting"),
        ("QA Failed", "waiting"),
        ("To Do", "waiting"),
        ("Backlog", "waiting"),
        ("Needs Triage", "waiting"),
        ("Won't Fix", "dropped"),
        ("Duplicate", "dropped"),
        ("In Bearbeitung", "work"),
        ("Wartet auf Rückfrage", "waiting"),
        ("Zurückgestellt", "waiting"),
        ("Abgebrochen", "dropped"),
        ("En espera", "waiting"),
        ("En revisión", "work"),
        ("Rechazado", "dropped"),
        ("En attente", "waiting"),
        ("En cours", "work"),
        ("Aguardando aprovação", "waiting"),
        ("Em andamento", "work"),
        ("进行中", "work"),
        ("待办", "waiting"),
        ("已取消", "dropped"),
        ("作業中", "work"),
        ("レビュー待ち", "waiting"),
        ("却下", "dropped"),
        ("Blue", "work"),
    ],
)
def test_words_of_several_languages_tell_what_a_status_is(name, kind):
    """Usual names of statuses are understood, however they are written."""
    assert kinds_of([name], nothing_known([name]))[0].kind == kind


@pytest.mark.parametrize(
    "name", ["Done", "Closed", "Erledigt", "Gelöst", "Cerrado", "Résolu", "Concluído", "已关闭", "完了"]
)
def test_words_for_an_end_count_where_it_ends(name):
    """What says that it is over is, unless most items go on to something else from there."""
    ending = nothing_known([name])._replace(ends=np.array([0.9]), final=np.array([0.9]))

    assert kinds_of([name], ending)[0].kind == "done"
    assert kinds_of([name], nothing_known([name]))[0].kind == "waiting"


def test_what_all_names_share_tells_nothing():
    """A word that stands in every name, such as that of a life cycle, says nothing of one of them."""
    names = ["Queued/complete", "In Progress/complete", "Wait/complete", "Closed/complete"]
    behaviour = nothing_known(names)._replace(ends=np.array([0, 0, 0, 0.9]))

    assert [told.kind for told in kinds_of(names, behaviour)] == ["waiting", "work", "waiting", "done"]


def test_what_items_do_tells_where_names_do_not():
    """Of statuses with senseless names, a long stay that others end is waiting, and what is never left is the end."""
    random = Random(1)
    rows, people = [], []
    for number in range(80):
        clock = BEGINNING + number * HOUR
        worker, tester = f"w{random.randrange(5)}", f"t{random.randrange(5)}"
        for status, hours, who in (("zig", 3, worker), ("zag", 40, worker), ("zog", 2, tester), ("zug", None, tester)):
            ended = None if hours is None else clock + int(hours * HOUR * random.uniform(0.8, 1.2))
            rows.append(Row(f"i{number}", status, clock, ended))
            people.append(who)
            clock = ended or clock
    log = log_of(rows, Form.STATES)
    log = type(log)(**{**vars(log), "who": column(people)})
    passes = passes_of(log, LogMapping())
    names = list(log.activity.names)

    told = dict(zip(names, kinds_of(names, behaviour_of(passes, range(len(names)))), strict=True))

    assert {name: one.kind for name, one in told.items()} == {
        "zig": "work",
        "zag": "waiting",
        "zog": "work",
        "zug": "done",
    }
    assert "ends 100% of the items" in told["zug"].because
    assert "somebody else takes them on" in told["zag"].because


def test_writing_makes_no_difference():
    """Capitals, accents and signs between words are not part of a name."""
    assert plain("In-Progress") == plain("inProgress") == plain("IN_PROGRESS") == "in progress"
    assert plain("Résolu") == "resolu"
