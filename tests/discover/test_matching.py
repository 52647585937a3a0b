"""Which step of a map each step of a log is."""

import pytest
from hand_made import chain, measured, step

from flowatlas import load
from flowatlas.discover.mapping import LogMapping
from flowatlas.discover.overlay.matching import BY_PLACE, joined, matches, stems, unseen


def stream_of(*names):
    """A map of steps with these names; ids say nothing."""
    steps = "\n".join(f"    s{place}: {{name: '{name}'}}" for place, name in enumerate(names))
    return load(f"current:\n  steps:\n{steps}\n").current


def found(steps, stream, confirmed=None):
    """The names on the map, by those of the log."""
    known = matches(measured(steps), stream, confirmed or {})
    return {one.name: None if one.step is None else stream.step_name(one.step) for one in known}


def test_names_in_other_words_case_and_form_are_matched():
    """Case, punctuation, endings, accents and little words make no other step."""
    stream = stream_of("Register the request", "Legal review", "Approve", "Größe prüfen", "Ship it")

    assert found(chain("REGISTERING_REQUEST", "review (legal)", "Approval", "groesse prufen", "Shipping"), stream) == {
        "REGISTERING_REQUEST": "Register the request",
        "review (legal)": "Legal review",
        "Approval": "Approve",
        "groesse prufen": "Größe prüfen",
        "Shipping": "Ship it",
    }


@pytest.mark.parametrize("name", ["審査する", "Überprüfung", "проверка договора", "مراجعة العقد", "契約書の審査"])
def test_names_of_any_script_are_matched(name):
    """The same words are the same step in every script, and other words of it are not."""
    stream = stream_of("Intake", name, "Done")

    assert (
        found(chain("Something else entirely", f" {name.upper()} ", "Nothing like it"), stream)[f" {name.upper()} "]
        == name
    )


def test_another_order_does_not_keep_names_apart():
    """Steps that come the other way round in the log are still the steps of that name."""
    stream = stream_of("Pack", "Pay", "Send")

    assert found(chain("Pay", "Pack", "Send"), stream) == {"Pay": "Pay", "Pack": "Pack", "Send": "Send"}


def test_the_same_name_twice_is_told_apart_by_place():
    """Two reviews on the map are the first and the second review of the log."""
    stream = stream_of("Review", "Build", "Test", "Review")

    known = matches(measured(chain("Review", "Build", "Test", "Review")), stream)

    assert [one.step for one in known] == ["s0", "s1", "s2", "s3"]
    assert "in this place" in known[3].reason


def test_several_activities_are_one_step():
    """Where several steps of the log are one of the map, the mapping measures them as one the next time."""
    stream = stream_of("Intake", "Legal review", "Sign")
    known = matches(measured(chain("Intake", "Legal review", "Legal review again", "Sign")), stream)

    assert [one.step for one in known] == ["s0", "s1", "s1", "s2"]
    assert joined(LogMapping(), known, stream).names == {
        "Legal review": "Legal review",
        "Legal review again": "Legal review",
    }
    alone = matches(measured(chain("Intake", "Sign")), stream)
    assert joined(LogMapping(detail=0.5), alone, stream) == LogMapping(detail=0.5)


def test_what_lies_alone_between_known_steps_is_matched_by_place_and_says_so():
    """A step of another name in the only open place is likely the same; it is far from sure, and the reason is told."""
    stream = stream_of("Intake", "Legal review", "Sign")

    one = matches(measured(chain("Intake", "QX-7", "Sign")), stream)[1]

    assert one.step == "s1"
    assert one.confidence == BY_PLACE
    assert "between “Intake” and “Sign”" in one.reason


def test_steps_no_log_knows_and_activities_on_no_step_are_told():
    """What finds no partner stays without one, on both sides."""
    stream = stream_of("Intake", "Think", "Legal review", "Sign")
    known = matches(measured(chain("Intake", "Backup run", "Nightly sync", "Sign")), stream)

    assert [one.step for one in known] == ["s0", None, None, "s3"]
    assert unseen(stream, known) == ["s1", "s2"]


def test_a_word_that_everything_shares_matches_nothing():
    """“Request” in every name tells none of them apart."""
    stream = stream_of("Check request", "Approve request", "Pay request")

    assert found(chain("Archive request", "Approve request", "Pay request"), stream)["Archive request"] in {
        None,
        "Check request",
    }
    known = matches(measured(chain("Archive request", "Approve request", "Pay request")), stream)
    assert known[0].confidence <= BY_PLACE


def test_what_a_person_confirmed_stands():
    """Ids, names and the word for none, under the name of the step or of an activity; others are told."""
    stream = stream_of("Intake", "Legal review")
    steps = [step("Intake"), step("Phase 2", (0,), activities=("x1", "x2")), step("Legal review", (1,))]

    known = matches(measured(steps), stream, {"x2": "legal review", "Legal review": "-", "Intake": "nowhere"})

    assert [one.step for one in known] == [None, "s1", None]
    assert [one.is_confirmed for one in known] == [False, True, True]
    assert "not on the map" in known[0].reason


def test_stems_of_odd_names():
    """Names without letters, and very long ones, have stems as well."""
    assert stems("---") == ()
    assert stems("A/B testing") == ("b", "test")
    assert len(stems("审" * 5000)) == 199
    assert found(chain("---", "Other"), stream_of("---", "Else"))["---"] == "---"


def test_thousands_of_names_are_compared_in_moments():
    """A step that gathers ten thousand activities is matched by its name and the first of them."""
    stream = stream_of(*(f"Step {place} of the map" for place in range(20)), "Legal review")
    many = tuple(f"activity {place} " + "x" * 1000 for place in range(10_000))

    (one,) = matches(measured([step("Legal review", activities=many)]), stream)

    assert one.step == "s20"
