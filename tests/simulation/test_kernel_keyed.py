"""Keyed draws: uniform, independent of their neighbours, and normal as the standard library has it."""

from statistics import NormalDist

import numba
import numpy as np

from flowatlas.simulation.kernel import keyed
from flowatlas.simulation.kernel.keyed import Purpose


@numba.njit
def uniforms(found, seed, place, visits):
    """A draw for each item and visit."""
    for item in range(found.shape[0]):
        for visit in range(visits):
            found[item, visit] = keyed.uniform(keyed.drawn(keyed.item_hash(seed, item), place, visit))


@numba.njit
def deviates(found, below):
    """The normal number for each share."""
    for number in range(len(below)):
        found[number] = keyed.deviate(below[number])


def draws(items, visits, seed=1, key=5, purpose=Purpose.PART):
    """A draw for each item and visit at a place."""
    found = np.zeros((items, visits))
    uniforms(found, keyed.seed_hash(seed), keyed.hashes(np.array([key]), purpose)[0], visits)
    return found


def test_draws_are_uniform():
    """A million draws in a thousand bins are as even as chance has it, and never 0 or 1."""
    found = draws(1_000_000, 1).ravel()
    counts = np.histogram(found, 1000, (0, 1))[0]
    chi = ((counts - 1000.0) ** 2 / 1000.0).sum()

    assert abs(chi - 999) < 5 * np.sqrt(2 * 999)
    assert 0 < found.min() < found.max() < 1


def test_neighbours_know_nothing_of_each_other():
    """Draws for the next item, visit, place, purpose and seed are uncorrelated, also in their squares and tails."""
    many = 200_000
    base = draws(many, 2)
    others = [
        np.roll(base[:, 0], 1),
        base[:, 1],
        draws(many, 1, key=6)[:, 0],
        draws(many, 1, purpose=Purpose.BACK)[:, 0],
        draws(many, 1, seed=2)[:, 0],
    ]
    for other in others:
        for change in (lambda share: share, lambda share: (share - 0.5) ** 2, lambda share: share < 0.01):
            correlation = np.corrcoef(change(base[:, 0]), change(other))[0, 1]
            assert abs(correlation) < 5 / np.sqrt(many)


def test_normal_numbers_are_those_of_the_standard_library():
    """The inverse of the normal distribution agrees to 1e-14 from far below to far above."""
    below = np.concatenate([10.0 ** -np.arange(1, 300, 7), np.linspace(0.001, 0.999, 501), [1 - 1e-10]])
    found = np.zeros(len(below))
    deviates(found, below)

    assert np.allclose(found, [NormalDist().inv_cdf(share) for share in below], rtol=1e-14, atol=1e-15)
