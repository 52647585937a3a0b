"""Whoever asks for the same again and again, or for what there is not, costs the others nothing."""

import asyncio
from collections import Counter
from contextlib import suppress
from random import Random
from types import SimpleNamespace

import pytest
from serving import ATLAS, KEY
from simulated import Clockwork

from flowatlas.server.room.listener import Listener
from flowatlas.server.room.room import Room
from flowatlas.store.editing import Editing
from flowatlas.store.folder import Folder


@pytest.fixture
def clock():
    """An event loop in which waiting takes no time."""
    loop = Clockwork(Random(1))
    yield loop
    loop.close()


def test_who_looks_again_and_again_has_nothing_worked_out_anew(clock, tmp_path):
    """Neither at what is drawn already, nor at a view that there is not; who joins does not, either."""
    path = tmp_path / KEY
    path.write_text(ATLAS, encoding="utf-8")
    done = Counter()

    async def work(function, *arguments, **_):
        done[function.__name__] += 1
        return function(*arguments)

    async def send(_):
        pass

    async def look():
        worker = SimpleNamespace(run=work)
        workers = SimpleNamespace(draw=work, figures=worker, files=worker, asked=worker)
        room = Room(KEY, Folder(tmp_path), Editing.open(path), workers)
        listeners = [Listener(f"tab-{number}", room, send) for number in range(20)]
        for listener in listeners[:2]:
            room.enter(listener)
        room.look(listeners[0], ["practice"])
        room.look(listeners[1], ["no-such-view"])
        await asyncio.sleep(60)
        before = Counter(done)
        for listener in listeners[2:]:
            room.enter(listener)
            await asyncio.sleep(1)
        for number in range(50):
            room.look(listeners[number % 20], [("practice", "no-such-view", "future/none")[number % 3]])
            await asyncio.sleep(1)
        looked = done - before
        room.look(listeners[0], ["ladder"])
        await asyncio.sleep(60)
        await room.close()
        return looked, done - before

    with suppress(asyncio.CancelledError):
        looked, drawn = clock.run_until_complete(look())

    assert done["settled"] >= 1
    assert not looked
    assert drawn["first_wave"] == drawn["settled"] == 1
