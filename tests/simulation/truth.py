"""What is known exactly about queues, from books, by recursion, or by solving the Markov chain."""

import heapq
import math

import numpy as np


def wait_with_people(rate, service, people):
    """The mean wait of an M/M/c queue.

    Source: Erlang, Solution of some problems in the theory of probabilities (1917): Erlang C.
    """
    offered = rate * service
    last = offered**people / math.factorial(people) * people / (people - offered)
    waits = last / (sum(offered**k / math.factorial(k) for k in range(people)) + last)
    return waits * service / (people - offered)


def wait_of_any_service(rate, mean, square):
    """The mean wait of an M/G/1 queue, by the mean of the service and that of its square.

    Source: Pollaczek (1930), Khinchine (1932).
    """
    return rate * square / (2 * (1 - rate * mean))


def waits_by_priority(rates, mean, square):
    """The mean wait of each class, the first served first, none interrupted, all with the same service.

    Source: Cobham, Priority Assignment in Waiting Line Problems (1954).
    """
    left_over, before, waits = sum(rates) * square / 2, 0.0, []
    for rate in rates:
        upto = before + rate * mean
        waits.append(left_over / ((1 - before) * (1 - upto)))
        before = upto
    return waits


def leads_by_recursion(intervals, services, people=1, share=1.0):
    """The lead time of each item, first come first served, by some people who are there for a share of their time.

    Source: Kiefer and Wolfowitz (1955); with one person Lindley, The theory of queues with a single server (1952).
    """
    free, leads, now = [0.0] * people, [], 0.0
    heapq.heapify(free)
    for interval, service in zip(intervals, services, strict=True):
        now += interval
        begin = max(now, heapq.heappop(free))
        heapq.heappush(free, begin + service / share)
        leads.append(begin + service - now)
    return np.array(leads)


def waits_by_lindley(intervals, services):
    """The wait of each item before one person, without any moment in time, so exact however long it takes."""
    wait, waits = 0.0, [0.0]
    for interval, service in zip(intervals[1:], services[:-1], strict=True):
        wait = max(0.0, wait + service - interval)
        waits.append(wait)
    return np.array(waits)


def mean_inside(first, moves):
    """The mean number of items of a Markov chain; ``moves(state)`` gives (rate, next state), a state being a tuple.

    The number of items in a state is the sum of its entries. The generator matrix is solved as it is.
    """
    place, states = {first: 0}, [first]
    for state in states:
        for _, to in moves(state):
            if to not in place:
                place[to] = len(states)
                states.append(to)
    matrix = np.zeros((len(states), len(states)))
    for state in states:
        for rate, to in moves(state):
            matrix[place[state], place[to]] += rate
            matrix[place[state], place[state]] -= rate
    matrix[:, 0] = 1.0
    shares = np.linalg.solve(matrix.T, np.eye(len(states))[0])
    assert shares.min() > -1e-12
    return float(shares @ [sum(state) for state in states])


MOST_OUTSIDE = 120
"""Where the backlog of a chain is cut off; it is hardly ever half as long."""


def inside_limited_steps(rate, served, limits):
    """The mean number of items in two steps in a row with one person each, both with a limit.

    Who is done at the first but finds the second full stays and counts there, and the person goes on with others; who
    comes and finds the first full waits outside. States are (outside, not yet done at the first, done, at the second).
    """

    def let_in(outside, todo, done, second):
        if outside and todo + done < limits[0]:
            return (outside - 1, todo + 1, done, second)
        return (outside, todo, done, second)

    def moves(state):
        outside, todo, done, second = state
        if outside < MOST_OUTSIDE:
            yield rate, let_in(outside + 1, todo, done, second)
        if todo and second < limits[1]:
            yield served[0], let_in(outside, todo - 1, done, second + 1)
        elif todo:
            yield served[0], (outside, todo - 1, done + 1, second)
        if second and done:
            yield served[1], let_in(outside, todo, done - 1, second)
        elif second:
            yield served[1], (outside, todo, done, second - 1)

    return mean_inside((0, 0, 0, 0), moves)


def inside_limited_stream(rate, served, limit):
    """The mean number of items in two steps in a row with one person each, and outside where more than a limit come."""

    def let_in(outside, first, second):
        return (outside - 1, first + 1, second) if outside and first + second < limit else (outside, first, second)

    def moves(state):
        outside, first, second = state
        if outside < MOST_OUTSIDE:
            yield rate, let_in(outside + 1, first, second)
        if first:
            yield served[0], let_in(outside, first - 1, second + 1)
        if second:
            yield served[1], let_in(outside, first, second - 1)

    return mean_inside((0, 0, 0), moves)


def moments(lines, line, shift):
    """The mean of a time and that of its square: exp(level + shift), the level on straight lines over the deviate."""
    piece = slice(lines.begin[line], lines.end[line])
    deviates, levels = lines.deviates[piece], lines.levels[piece]
    z = np.linspace(-12.0, 12.0, 400_001)
    level = np.interp(z, deviates, levels)
    for end, inner in ((0, 1), (-1, -2)):
        slope = (levels[end] - levels[inner]) / (deviates[end] - deviates[inner]) if len(levels) > 1 else 0.0
        beyond = z < deviates[0] if end == 0 else z > deviates[-1]
        level[beyond] = levels[end] + slope * (z[beyond] - deviates[end])
    value = np.where(z < lines.low[line], 0.0, np.exp(level + shift))
    density = np.exp(-(z**2) / 2) / math.sqrt(2 * math.pi)
    return tuple(float((value**power * density).sum() * (z[1] - z[0])) for power in (1, 2))
