"""Whatever is edited, on whichever map: what points at something leads there, or somebody is told."""

from random import Random

import pytest

from flowatlas.model.finding import Severity
from flowatlas.model.path import Change, apply, join, value_at
from flowatlas.model.places import places, pointers, targets
from flowatlas.store.declared import field_at
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import atlas_type, read_atlas, tidy, without

STUDY = """
title: Study
outcome:
  target: {text: Sooner, value: 4d}
  obstacles: {o1: {text: Slow, about: current/steps/b}, o2: {text: Far, about: outcome/target}}
current:
  roles: {r1: {name: One}, r2: {name: Two}}
  steps:
    a: {name: A, roles: [r1], process_time: 1h}
    b: {name: B, roles: [r1, r2], wait_time: 2d}
    c: {name: C, wait_time: 1d, after: [a]}
    d: {name: D, after: [b, c], rework: {back: {to: a, share: 10%}}}
  constraint: current/steps/b/wait_time
  voices: {v: {role: One, changes: {steps/b/wait_time: 3d}}}
dependency:
  of: b
  steps: {p: {name: P, wait_time: 1d}, q: {name: Q}}
  parties: {x: {name: X}, y: {name: Y}}
  dependencies:
    d1: {from: b, to: x, step: p, wait_time: 1d}
    d2: {to: y, step: q}
  causes: {c1: {text: One, about: dependency/steps/p, why: c2}, c2: {text: Two, why: c3}, c3: {text: Three, about: current/steps/b}}
capability:
  rows: {k1: {name: K, now: 1, target: 3, about: current/steps/b}, k2: {name: L, about: dependency/causes/c1}}
economics:
  lines: {l1: {title: L, once: 5 EUR, future: f2}}
future:
  f1: {title: F, changes: {steps/b/wait_time: 1d, steps/new: {name: New, behind: a}}}
  f2: {title: G, builds_on: f1, changes: {steps/new/process_time: 1h, steps/c: null}}
roadmap:
  items:
    i1: {title: I, future: f1, moves: [steps/b], about: dependency/causes/c3}
    i2: {title: J, future: f2, after: [i1], about: capability/rows/k1}
    i3: {title: K, after: [i1, i2]}
  decisions: {x1: {text: Do, about: roadmap/items/i2}}
questions: {q1: {text: Who?, about: roadmap/items/i1}, q2: {text: Why?, about: dependency/dependencies/d1}}
"""


def records_in(plain):
    """The full paths of all records by id."""
    found = []
    for place in places(atlas_type(), plain):
        if place.field.is_keyed and isinstance(place.value, dict):
            found += [f"{place.path}/{join(key)}" for key in place.value]
    return found


def edited(plain, random):
    """The atlas after one structural edit: a record removed, copied, moved under another id, or a reference retyped."""
    records = records_in(plain)
    if not records:
        return AtlasFile.of_text(STUDY).plain
    one = random.choice(records)
    holder, _, _ = one.rpartition("/")
    match random.randrange(5):
        case 0:
            changes = without(plain, one)
        case 1:
            changes = [Change(f"{holder}/new-{random.randrange(1000)}", value_at(plain, one))]
        case 2:
            # As an editor of the text would do it: whatever pointed there is left behind.
            changes = [Change(f"{holder}/other-{random.randrange(1000)}", value_at(plain, one)), Change(one, None)]
        case 3:
            changes = [Change(one, None)]
        case _:
            pointing = [place for place in pointers(atlas_type(), plain) if targets(place)]
            if not pointing:
                return plain
            place = random.choice(pointing)
            entry = random.choice([*(path.rpartition("/")[2] for path in records), "nowhere", *records])
            changes = [Change(place.path, [entry] if isinstance(place.value, list) else entry)]
    return tidy(apply(plain, changes))


def dangling(plain):
    """What points at nothing, by the path of the field; a value that nobody has given yet has its place."""
    known = set(records_in(plain))
    for place in pointers(atlas_type(), plain):
        for _, target in targets(place):
            is_place = field_at(target) is not None and target.rpartition("/")[0] in known
            if target not in known and not is_place and value_at(plain, target) is None:
                yield place.path


SEEDS = [0, 1, *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(2, 12))]


@pytest.mark.parametrize("seed", SEEDS)
def test_every_reference_leads_somewhere_or_is_a_finding(seed):
    """A hundred structural edits over all maps, and after each of them nothing points nowhere in silence."""
    random = Random(seed)
    plain = AtlasFile.of_text(STUDY).plain
    assert Severity.ERROR not in {finding.severity for finding in read_atlas(plain).findings}

    for _ in range(100):
        plain = edited(plain, random)
        told = {finding.path for finding in read_atlas(plain).findings}
        assert set(dangling(plain)) <= told


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_removed_takes_along_what_points_at_it(seed):
    """Removing through the model leaves nothing that leads nowhere."""
    random = Random(seed)
    plain = AtlasFile.of_text(STUDY).plain

    while records := records_in(plain):
        plain = tidy(apply(plain, without(plain, random.choice(records))))
        assert set(dangling(plain)) == set()
