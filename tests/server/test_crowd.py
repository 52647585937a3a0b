"""Simulated people on one atlas: random changes, delays, breaks and kills; everyone ends equal and nothing is lost."""

import asyncio
from random import Random

import pytest

from crowd import KEY, Clockwork, World, made_in_order, same, something, undone_of_others
from flowatlas.store.editing import Editing
from flowatlas.store.file import AtlasFile
from flowatlas.store.schema import diff

QUICK, MANY = 15, 250


@pytest.fixture
def simulate(tmp_path, monkeypatch):
    """Runs a schedule, which a number decides: so many people, each doing so many things; checks what is promised."""

    def run(number, people, deeds):
        random = Random(number)
        loop = Clockwork(random)
        folder = tmp_path / str(number)
        folder.mkdir()
        world = World(folder, loop, people)
        monkeypatch.setattr("os.fsync", world.fsync)
        try:
            loop.run_until_complete(_lived(world, random, deeds))
        finally:
            loop.close()
        _check(world)

    return run


async def _lived(world, random, deeds):
    world.start()
    for page in world.pages:
        page.connect()
    await asyncio.sleep(world.slowness * 5)
    for _ in range(deeds * len(world.pages)):
        page = random.choice(world.pages)
        something(page, random)
        chance = random.random()
        if chance < 0.05 and page.wire is not None:
            page.wire.tear()
        elif chance < 0.08 and world.room is not None:
            await world.kill()
            world.loop.call_later(world.delay(), world.start)
        if random.random() < 0.7:
            await asyncio.sleep(world.delay())
    await world.calm()
    await world.close()


def _check(world):
    again = Editing.open(world.path)
    try:
        assert all(same(page.confirmed, again.plain) for page in world.pages), "everybody ends equal"
        assert diff(AtlasFile.open(world.folder / KEY).plain, again.plain) == [], "the file says the same"
        for page in world.pages:
            for edit_id, n in page.acknowledged.items():
                made = again.made_of(edit_id)
                assert made is not None, "nothing acknowledged is lost"
                assert made.n <= n
            assert not any(again.made_of(edit_id) for edit_id in page.refused), "what was refused was not made"
        mades = made_in_order(again)
        assert len({made.id for made in mades}) == len(mades) == again.n, "nothing is made twice"
        assert undone_of_others(again) == []
    finally:
        again.close()


def test_a_few_people_end_equal(simulate):
    """Whatever is delayed, broken or killed: pages, server and file say the same, and nothing acknowledged is gone."""
    for number in range(QUICK):
        simulate(number, people=2 + number % 4, deeds=4)


@pytest.mark.slow
def test_many_people_end_equal(simulate):
    """The same for many more schedules, and with fifty people at once."""
    for number in range(MANY):
        simulate(number, people=2 + number % 7, deeds=3)
    simulate(MANY, people=50, deeds=4)
