"""When listeners are told what there is: at once where it is quiet, in few rounds where much happens, never not at all."""

import asyncio
from random import Random

import pytest
from simulated import Clockwork

from flowatlas.server.room.rounds import BURST, EACH, Rounds

FIFTY = 50


@pytest.fixture
def clock():
    """An event loop in which waiting takes no time."""
    loop = Clockwork(Random(1))
    yield loop
    loop.close()


def gone(clock, script, takes=0.0):
    """When rounds were gone, in seconds, while a script of waits and calls was followed by a second of quiet.

    ``takes`` are the seconds that it takes to tell everybody.
    """

    async def follow():
        went = []
        listeners = [FIFTY]

        def tell():
            clock.now += takes

        def go():
            went.append(clock.time())
            clock.call_soon(tell)

        rounds = Rounds(go, lambda: listeners[0])
        for wait, call, people in script:
            await asyncio.sleep(wait)
            listeners[0] = people
            getattr(rounds, call)()
        called = clock.time()
        await asyncio.sleep(1)
        return went, called

    return clock.run_until_complete(follow())


def test_a_change_and_its_picture_are_told_at_once_where_it_is_quiet(clock):
    """However many listen: what comes after a pause does not wait, and nor does what follows it."""
    went, _ = gone(clock, [(1, "soon", FIFTY), (0.01, "now", FIFTY), (1, "soon", FIFTY), (0.01, "now", FIFTY)])

    assert went == pytest.approx([1, 1.01, 2.01, 2.02])


def test_many_changes_are_told_in_few_rounds(clock):
    """A thousand calls in a second with fifty listeners are no more rounds than fifty listeners can be told."""
    went, _ = gone(clock, [(0.001, ("soon", "now")[number % 2], FIFTY) for number in range(1000)])

    assert len(went) <= 1 / (EACH * FIFTY) + BURST + 1


def test_half_of_the_time_is_left_where_telling_takes_long(clock):
    """Where there is little of a processor there are fewer rounds, and what people do does not wait behind them."""
    went, _ = gone(clock, [(0.001, ("soon", "now")[number % 2], FIFTY) for number in range(5000)], takes=0.1)

    assert went[-1] > 10 * 0.1
    assert len(went) <= went[-1] / (2 * 0.1) + BURST + 1


def test_what_was_called_for_is_always_told(clock):
    """The last call is followed by a round, also where people came while it was waited for."""
    random = Random(7)
    for _ in range(200):
        script = [
            (random.expovariate(300), random.choice(["soon", "now"]), random.choice([0, 1, 5, FIFTY, 200]))
            for _ in range(random.randrange(1, 30))
        ]
        went, called = gone(clock, script)

        assert went
        assert went[-1] >= called
