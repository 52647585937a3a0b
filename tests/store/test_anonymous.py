"""An atlas without people: nothing tells who somebody is or what they noted."""

from textwrap import dedent

from flowatlas.store.anonymous import anonymous
from flowatlas.store.schema import read_atlas
from flowatlas.store.text import Text

STUDY = """
    title: Hiring
    outcome: {first_guess: 3wk, guessed_by: Kimberly, next_steps: {n: {text: Draw it, owner: Kimberly, due: 2027-01-01}}}
    current:
      notes: {n: {text: Kimberly said so}}
      steps:
        screen:
          wait_time: {value: 3d, by: Kimberly}
          notes: {n: {text: Ask Kimberly, by: Kimberly}}
          quick_fixes: {f: {text: Book rooms, owner: Kimberly, effort: 1h}}
      voices:
        kimberly:
          name: Kimberly
          role: recruiter
          changes:
            steps/screen/wait_time: {value: 2wk, by: Kimberly}
            steps/screen/notes/n/text: Kimberly was ill
            steps/screen/quick_fixes/f/owner: Kimberly
            steps/panel: {name: Panel, tools: [{owner: Kimberly, kind: video}], notes: {n: {text: Kimberly}}}
        jo: {changes: {steps/screen/wait_time: 1d}}
    roadmap: {items: {pool: {title: Pool, owner: Kimberly, comments: [Kimberly agrees], cost: 1 EUR}}}
    questions: {q1: {text: Does Kimberly know?, owner: Kimberly, about: current/steps/screen}}
"""


def test_names_owners_and_notes_go_and_figures_stay():
    """Wherever they stand: on steps, in voices, in sections that nobody declared."""
    plain = anonymous(Text(dedent(STUDY)).plain)

    assert "kimberly" not in str(plain).lower()
    assert plain["current"]["steps"]["screen"] == {
        "wait_time": {"value": "3d"},
        "quick_fixes": {"f": {"text": "Book rooms", "effort": "1h"}},
    }
    assert plain["roadmap"] == {"items": {"pool": {"title": "Pool", "cost": "1 EUR"}}}
    assert plain["questions"] == {"q1": {"about": "current/steps/screen"}}


def test_voices_are_numbered_and_keep_what_they_say():
    """The role of somebody is not who they are."""
    voices = anonymous(Text(dedent(STUDY)).plain)["current"]["voices"]

    assert list(voices) == ["voice-1", "voice-2"]
    assert voices["voice-1"]["role"] == "recruiter"
    assert voices["voice-1"]["changes"] == {
        "steps/screen/wait_time": {"value": "2wk"},
        "steps/panel": {"name": "Panel", "tools": [{"kind": "video"}]},
    }


def test_what_is_wrong_stays_a_finding():
    """Wrong types are no reason to tell names."""
    plain = anonymous({"current": [1], "outcome": {"guessed_by": ["Kim"]}, "questions": {"q": "Kim"}})

    assert plain == {"current": [1], "outcome": {}, "questions": {"q": "Kim"}}
    assert len(read_atlas(plain).findings) == 2
