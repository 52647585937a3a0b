"""Queues of which the mean lead time is known: each gives a plan and that mean, for a load."""

import numpy as np
from queues import queue
from truth import inside_limited_steps, inside_limited_stream, moments, wait_of_any_service, wait_with_people

from flowatlas.simulation.given import Always, Exponential

ONE = """
    roles: {r: {people: 1}}
    steps: {a: {process_time: 1h, roles: [r]}}
"""
SEVERAL = """
    roles: {r: {people: 3}}
    steps: {a: {process_time: 1h, roles: [r]}}
"""
ROOM = "steps: {a: {process_time: 1h, capacity: 3}}"
RANGE = """
    roles: {r: {people: 1}}
    steps: {a: {process_time: 10m..1h, roles: [r]}}
"""
TWO_CLASSES = """
    classes: {ordinary: {priority: 2}, urgent: {share: 40%, priority: 1}}
    roles: {r: {people: 1}}
    steps: {a: {process_time: 1h, roles: [r]}}
"""
NETWORK = """
    roles: {r: {people: 1}, s: {people: 2}}
    steps:
      a: {process_time: 1h, roles: [r], percent_complete_accurate: 90%}
      b: {process_time: 1h, wait_kind: queue, roles: [s], rework: {x: {to: a, share: 20%}, y: {to: b, share: 10%}}}
"""
TWO_STEPS = """
    roles: {r: {people: 1}, s: {people: 1}}
    steps:
      a: {process_time: 1h, roles: [r]}
      b: {process_time: 1h, wait_kind: queue, roles: [s]}
"""
LIMITED_STEPS = """
    roles: {r: {people: 1}, s: {people: 1}}
    steps:
      a: {process_time: 1h, roles: [r], work_in_progress_limit: 2}
      b: {process_time: 1h, wait_kind: queue, roles: [s], work_in_progress_limit: 1}
"""
LIMITED_STREAM = f"""
    work_in_progress_limit: 3
    {TWO_STEPS.strip()}
"""
LIMITED_GROUP = """
    groups: {g: {work_in_progress_limit: 3}}
    roles: {r: {people: 1}, s: {people: 1}}
    steps:
      a: {process_time: 1h, group: g, roles: [r]}
      b: {process_time: 1h, group: g, wait_kind: queue, roles: [s]}
"""


def of_range(planned):
    """The mean of the one time of a plan and that of its square."""
    times = planned.plan.times
    (part,) = range(times.begin[planned.plan.steps.process[0]], times.end[planned.plan.steps.process[0]])
    return moments(planned.plan.lines, times.line[0, part], times.shift[0, part])


def one_person(share):
    """One person, exponential work: M/M/1."""
    return queue(ONE, arrivals=Exponential(1.0), a=Exponential(share)), wait_with_people(1.0, share, 1) + share


def several_people(share):
    """Three people, exponential work: M/M/3."""
    return queue(SEVERAL, arrivals=Exponential(1.0), a=Exponential(3 * share)), lead_with_three(share)


def room_for_three(share):
    """Nobody needed, but room for three only."""
    return queue(ROOM, arrivals=Exponential(1.0), a=Exponential(3 * share)), lead_with_three(share)


def lead_with_three(share):
    """The mean lead time of M/M/3, an item coming every second."""
    return wait_with_people(1.0, 3 * share, 3) + 3 * share


def always_the_same(share):
    """One person, every piece of work as long as every other: M/D/1."""
    return queue(ONE, arrivals=Exponential(1.0), a=Always(share)), wait_of_any_service(1.0, share, share**2) + share


def a_range(share):
    """One person, work as a range on a map: M/G/1."""
    mean, square = of_range(queue(RANGE, arrivals=Exponential(1.0)))
    gap = mean / share
    return queue(RANGE, arrivals=Exponential(gap)), wait_of_any_service(1 / gap, mean, square) + mean


def network(share):
    """Two steps with ways back to the first and to themselves, one and two people: a Jackson network.

    The rate at each step solves: first = 1 + 0.1 first + 0.2 second, second = 0.9 first + 0.1 second.
    """
    first, second = np.linalg.solve([[0.9, -0.2], [-0.9, 0.9]], [1.0, 0.0])
    one, two = share / first, 2 * share / second
    truth = first * (wait_with_people(first, one, 1) + one) + second * (wait_with_people(second, two, 2) + two)
    return queue(NETWORK, arrivals=Exponential(1.0), a=Exponential(one), b=Exponential(two)), truth


def limited_steps(share):
    """Two steps in a row with a limit each, one person each."""
    served = (1 / (0.7 * share), 1 / (0.8 * share))
    planned = queue(
        LIMITED_STEPS, arrivals=Exponential(1.0), a=Exponential(1 / served[0]), b=Exponential(1 / served[1])
    )
    return planned, inside_limited_steps(1.0, served, (2, 1))


def limited(text, share):
    """Two steps in a row, at most three items in both."""
    served = (1 / (0.8 * share), 1 / share)
    planned = queue(text, arrivals=Exponential(1.0), a=Exponential(0.8 * share), b=Exponential(share))
    return planned, inside_limited_stream(1.0, served, 3)


MODELS = {
    "M/M/1": one_person,
    "M/M/c": several_people,
    "M/M/c by capacity": room_for_three,
    "M/D/1": always_the_same,
    "M/G/1": a_range,
    "Jackson": network,
    "limited steps": limited_steps,
    "limited stream": lambda share: limited(LIMITED_STREAM, share),
    "limited group": lambda share: limited(LIMITED_GROUP, share),
}
"""Each gives a plan and its true mean lead time at a load; with limits, that of Markov chains by Little's law."""
